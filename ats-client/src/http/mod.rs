//! Requests and responses over reqwest: no tokens, no attempts, no operation of Salesforce.

mod address;
mod error_response;
mod known_messages;
mod mask;
mod progress;
mod proxy;
mod request_body;
mod response;
mod retry_policy;
mod sent_values;
mod transport;
mod upload;

pub(crate) use address::{base, encode, host, is_loopback, resolve, same_origin};
pub(crate) use error_response::{
    error_list, failure, looks_like_json, name_reference, not_salesforce,
};
pub(crate) use mask::Mask;
pub use progress::Progress;
pub(crate) use progress::ProgressListener;
pub(crate) use proxy::ProxyRoute;
pub(crate) use request_body::RequestBody;
pub(crate) use response::{InvalidBody, Response, encoding_left};
pub use retry_policy::RetryPolicy;
pub(crate) use sent_values::SentValues;
pub(crate) use transport::{Patience, Transport};
pub use upload::Upload;
pub(crate) use upload::UploadForm;
