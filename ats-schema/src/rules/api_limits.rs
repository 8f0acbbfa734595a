//! Limits of requests to the REST API.
//!
//! Source, where no other is named: REST API Developer Guide.

/// The most bytes of a URI, and of a URI and headers together: "the length of the URI exceeds the
/// 16,384-byte limit", "the combined length of the URI and headers exceeds the 16,384-byte limit"
/// (*Status Codes and Error Responses*, 414 and 431).
pub const MAX_URI_AND_HEADERS: usize = 16_384;

/// The most subrequests of a composite request: "You can have up to 25 subrequests in a single
/// call" (*Composite*).
pub const MAX_COMPOSITE_SUBREQUESTS: usize = 25;

/// The most queries and collections among them: "Up to 5 of these subrequests can be sObject
/// Collections or query operations, including Query and QueryAll requests" (*Composite*).
pub const MAX_COMPOSITE_QUERIES: usize = 5;

/// The most subrequests of a batch: "Executes up to 25 subrequests in a single request"
/// (*Composite Batch*).
pub const MAX_BATCH_SUBREQUESTS: usize = 25;

/// The most graphs of a request (*Composite Graph Limits*).
pub const MAX_GRAPHS: usize = 75;

/// The most nodes of all graphs of a request (*Composite Graph Limits*).
pub const MAX_GRAPH_NODES: usize = 500;

/// The most records that a collection creates, updates, upserts or deletes: "up to 200 records"
/// (*sObject Collections*).
pub const MAX_COLLECTION_RECORDS: usize = 200;

/// The most records that a collection retrieves: "Use a POST request to retrieve up to 2,000
/// records of the same object type" (*Get Records Using sObject Collections*).
pub const MAX_RETRIEVED_RECORDS: usize = 2_000;

/// The most records of a tree request: "Up to a total of 200 records across all trees"
/// (*sObject Tree*).
pub const MAX_TREE_RECORDS: usize = 200;

/// The most objects of a tree request: "up to five records of different types" (*sObject Tree*).
pub const MAX_TREE_OBJECTS: usize = 5;

/// The most levels of a tree: "sObject trees up to five levels deep" (*sObject Tree*).
pub const MAX_TREE_LEVELS: usize = 5;

/// The fewest records that a query can ask for on each page (*Query Options Header*).
pub const MIN_QUERY_PAGE: u16 = 200;

/// The most records of a page of a query, and the default (*Query Options Header*).
pub const MAX_QUERY_PAGE: u16 = 2_000;
