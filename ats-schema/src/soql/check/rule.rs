//! The rules a query can break, with the names and values that are involved.
//!
//! Here a rule has its source, where one exists: pages are those of the *SOQL and SOSL
//! Reference* unless they say otherwise. The messages are printed elsewhere: ours by
//! [`words`](super::words), those of Salesforce, with their error codes, by
//! [`salesforce`](super::salesforce).

use crate::rules::id::IdError;
use crate::schema::{Field, FieldType, ValueKind};
use crate::soql::ast::{FieldsGroup, Function, Literal};

/// Declares the rules and, without their details, the kinds of finding.
macro_rules! rules {
    ($(
        $(#[doc = $doc:literal])+
        $rule:ident $({ $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+ })? = $text:literal,
    )+) => {
        /// A rule that a query breaks, with the names and values that are involved.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule $({ $($(#[doc = $field_doc])+ $field: $type,)+ })?,)+
        }

        /// The rule that a finding is about, without details.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[doc = $doc])+ $rule,)+
        }

        impl Rule {
            /// Returns the kind of finding.
            #[must_use]
            pub const fn kind(&self) -> FindingKind {
                match self {
                    $(Self::$rule { .. } => FindingKind::$rule,)+
                }
            }
        }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)+];

            /// The name for programs and tables: `unknown-field`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$rule => $text,)+
                }
            }
        }
    };
}

rules! {
    /// A query longer than [`MAX_QUERY_LENGTH`](crate::rules::soql_limits::MAX_QUERY_LENGTH).
    TooLong {
        /// The number of characters.
        length: usize,
    } = "too-long",
    /// An object that does not exist, or that the user may not see.
    UnknownObject {
        /// The name as written; empty without a `FROM`.
        name: String,
        /// The right name.
        suggestion: Option<Suggestion>,
    } = "unknown-object",
    /// An object whose fields the schema does not hold. Nobody refuses it.
    NotKnown {
        /// The API name.
        object: String,
        /// The advice of the schema.
        help: Option<String>,
    } = "not-known",
    /// An object whose describe says `queryable: false`.
    NotQueryable {
        /// The API name.
        object: String,
    } = "not-queryable",
    /// A field that the object does not have, or that the user may not see.
    UnknownField {
        /// The API name of the object.
        object: String,
        /// The name as written.
        name: String,
        /// The right name.
        suggestion: Option<Suggestion>,
    } = "unknown-field",
    /// A relationship to a parent that the object does not have.
    UnknownRelationship {
        /// The API name of the object.
        object: String,
        /// The name as written.
        name: String,
        /// The right name.
        suggestion: Option<Suggestion>,
    } = "unknown-relationship",
    /// A relationship to children that the object does not have.
    UnknownChildren {
        /// The API name of the object.
        object: String,
        /// The name as written.
        name: String,
        /// The right name.
        suggestion: Option<Suggestion>,
    } = "unknown-children",
    /// A name after a polymorphic relationship that the `Name` object does not have
    /// (*Understanding Relationship Fields and Polymorphic Fields*).
    PolymorphicField {
        /// The relationship.
        relationship: Relationship,
        /// The name as written.
        name: String,
        /// Whether more names follow it.
        leads_on: bool,
        /// An object that may have it.
        example: String,
    } = "polymorphic-field",
    /// A path of more relationships than
    /// [`MAX_PARENT_LEVELS`](crate::rules::soql_limits::MAX_PARENT_LEVELS).
    TooManyLevels {
        /// The number of relationships.
        levels: usize,
    } = "too-many-levels",
    /// More parents than [`MAX_PARENTS`](crate::rules::soql_limits::MAX_PARENTS).
    TooManyParents {
        /// The number of parents.
        parents: usize,
    } = "too-many-parents",
    /// More subqueries than [`MAX_CHILDREN`](crate::rules::soql_limits::MAX_CHILDREN).
    TooManyChildren = "too-many-children",
    /// Subqueries nested deeper than
    /// [`max_child_levels`](crate::rules::soql_limits::max_child_levels).
    ChildrenTooDeep {
        /// The most levels.
        most: usize,
    } = "children-too-deep",
    /// A field that is selected twice (*FIELDS()*, Known Issues: "duplicate field selected").
    DuplicateField {
        /// The path as written.
        name: String,
    } = "duplicate-field",
    /// Children that are selected twice. An object of JSON has one value for a key; no page
    /// says that Salesforce refuses it.
    DuplicateChildren {
        /// The relationship.
        name: String,
    } = "duplicate-children",
    /// Two columns of one name.
    DuplicateAlias {
        /// The name.
        name: String,
    } = "duplicate-alias",
    /// An alias of a field in a query without groups.
    AliasWithoutGroup {
        /// The path as written.
        field: String,
    } = "alias-without-group",
    /// An aggregate function, or a grouping, in a subquery for children.
    AggregateInChildren = "aggregate-in-children",
    /// An aggregate function in `WHERE`.
    AggregateInWhere {
        /// The function.
        function: Function,
        /// The path in it as written.
        field: String,
    } = "aggregate-in-where",
    /// An aggregate function in the `ORDER BY` of a query without groups.
    AggregateWithoutGroup {
        /// The path in it as written.
        field: String,
    } = "aggregate-without-group",
    /// `FIELDS(ALL)` or `FIELDS(CUSTOM)` without a `LIMIT` of at most
    /// [`MAX_FIELDS_LIMIT`](crate::rules::soql_limits::MAX_FIELDS_LIMIT).
    FieldsWithoutLimit {
        /// The group of fields.
        group: FieldsGroup,
    } = "fields-without-limit",
    /// `FIELDS` in a query of groups: "FIELDS() can't be used with aggregate functions"
    /// (*FIELDS()*).
    FieldsInGroup {
        /// The first of the fields that is not grouped by, where it is known.
        field: Option<String>,
    } = "fields-in-group",
    /// `FIELDS` that stands for no field, and nothing beside it (*FIELDS()*).
    FieldsOfNone {
        /// The API name of the object.
        object: String,
        /// The group of fields.
        group: FieldsGroup,
    } = "fields-of-none",
    /// A field that `WHERE` does not take: `filterable: false` in the describe, or a compound
    /// field.
    NotFilterable {
        /// The field.
        subject: Subject,
    } = "not-filterable",
    /// A field that `ORDER BY` does not take.
    NotSortable {
        /// The field.
        subject: Subject,
    } = "not-sortable",
    /// A field that `GROUP BY` does not take.
    NotGroupable {
        /// The field or function.
        subject: Subject,
    } = "not-groupable",
    /// A field that an aggregate function does not take (*Aggregate Functions*, Support for
    /// Field Types in Aggregate Functions), or whose describe says `aggregatable: false`.
    NotAggregatable {
        /// The field or function.
        subject: Subject,
        /// The aggregate function.
        function: Function,
    } = "not-aggregatable",
    /// A field that is neither grouped by nor aggregated.
    NotGrouped {
        /// The field or function as written.
        expr: String,
        /// The path in it as written.
        field: String,
        /// The place of the field.
        usage: GroupUsage,
        /// Whether there is a `GROUP BY`.
        has_groups: bool,
    } = "not-grouped",
    /// A part of a date that is selected but not grouped by: "You can't use a date function in
    /// a SELECT clause unless you also include it in the GROUP BY clause" (*Date Functions*).
    DateFunctionWithoutGroup {
        /// The function.
        function: Function,
    } = "date-function-without-group",
    /// A field that is grouped by and, in `SELECT`, counted. No answer is known for other
    /// aggregate functions and other clauses.
    GroupedAndAggregated {
        /// The path as written.
        field: String,
    } = "grouped-and-aggregated",
    /// `LIMIT` or `ORDER BY` in a query of one group.
    OverallAggregate {
        /// `LIMIT` or `ORDER BY`.
        clause: &'static str,
    } = "overall-aggregate",
    /// `COUNT()` with `ORDER BY` or `GROUP BY`: "You can't use COUNT() with an ORDER BY clause.
    /// Use COUNT(fieldName) instead", and the same of GROUP BY (*COUNT()*).
    CountClause {
        /// The first path of `ORDER BY` as written; `None` for `GROUP BY`.
        sorted_by: Option<String>,
    } = "count-clause",
    /// `GROUPING` without `ROLLUP` or `CUBE`: "You can use the GROUPING(fieldName) function […]
    /// when your query uses a GROUP BY ROLLUP or GROUP BY CUBE clause" (*GROUPING*).
    GroupingWithoutRollup = "grouping-without-rollup",
    /// More fields in `ROLLUP` or `CUBE` than
    /// [`MAX_TOTALS`](crate::rules::soql_limits::MAX_TOTALS).
    TooManyTotals = "too-many-totals",
    /// An operator that does not suit the type (*Comparison Operators*: "LIKE is supported for
    /// string fields only"; *Querying Multi-Select Picklists*).
    InvalidOperator {
        /// The left side.
        subject: Subject,
        /// The operator.
        operator: &'static str,
    } = "invalid-operator",
    /// A value of another type than the field's.
    WrongType {
        /// The left side.
        subject: Subject,
        /// The value.
        literal: Literal,
    } = "wrong-type",
    /// A text that is not an Id. The checksum: *Object Reference, Field Types, ID Field Type*.
    InvalidId {
        /// The text.
        text: String,
        /// The reason.
        error: IdError,
    } = "invalid-id",
    /// The Id of a record of another object. The key prefixes of Salesforce's own objects are
    /// the same in every org (*Salesforce Help 000385203, Standard Field Record ID Prefix
    /// Decoder*).
    WrongId {
        /// The left side.
        subject: Subject,
        /// The Id.
        id: String,
        /// The object of the record.
        owner: String,
        /// The objects whose Ids the field holds.
        targets: Vec<String>,
    } = "wrong-id",
    /// A value that the picklist does not have. A restricted picklist holds listed values only
    /// (*Object Reference, Field Types, Picklist Field Type*).
    UnlistedValue {
        /// The left side.
        subject: Subject,
        /// The value.
        value: String,
        /// Whether the condition is about records without the value.
        negated: bool,
        /// The right value.
        suggestion: Option<Suggestion>,
    } = "unlisted-value",
    /// The type of a polymorphic parent that the reference does not lead to.
    UnlistedType {
        /// The relationship.
        relationship: Relationship,
        /// The type as written.
        value: String,
    } = "unlisted-type",
    /// A text of more than [`MAX_TEXT_LENGTH`](crate::rules::soql_limits::MAX_TEXT_LENGTH).
    LiteralTooLong {
        /// The number of characters.
        length: usize,
    } = "literal-too-long",
    /// An amount with a currency beside one without in a list, or compared with an aggregate
    /// function in `HAVING` (*convertCurrency()*).
    CurrencyLiteral {
        /// Whether the amount is beside one without a currency.
        is_mixed: bool,
    } = "currency-literal",
    /// A text that is longer than the field (*Object Reference, Field Types*).
    TextTooLong {
        /// The left side.
        subject: Subject,
        /// The length of the field, in characters.
        most: u32,
        /// The length of the text, in characters.
        length: usize,
        /// Whether the condition is about records without the value.
        negated: bool,
    } = "text-too-long",
    /// `null` compared by order: nothing is less, more or like no value (*Null Values in WHERE*
    /// knows `=` and `!=` only).
    NeverNull {
        /// The operator.
        operator: &'static str,
    } = "never-null",
    /// An `OFFSET` of more than [`MAX_OFFSET`](crate::rules::soql_limits::MAX_OFFSET).
    OffsetTooLarge = "offset-too-large",
    /// `OFFSET` in a subquery: "isn't allowed in most subqueries, so the following query is
    /// invalid and returns a `MALFORMED_QUERY` error … A subquery can use OFFSET only if the
    /// parent query has a LIMIT 1 clause" (*OFFSET*).
    OffsetInChildren = "offset-in-children",
    /// A semi-join of an object with itself.
    SemiJoinOfSame {
        /// The API name of the object.
        object: String,
    } = "semi-join-of-same",
    /// A semi-join of a value that is not an Id: "The left operand must query a single ID
    /// (primary key) or reference (foreign key) field" (*Comparison Operators*, Semi-Join and
    /// Anti-Join Limitations).
    SemiJoinLeft {
        /// The left side.
        operand: IdOperand,
    } = "semi-join-left",
    /// A semi-join that does not select an Id: "The selected column in the subquery must be a
    /// foreign key field" (same page); `Id` is allowed, too.
    SemiJoinSelect {
        /// The selected value; `None` without a single one.
        operand: Option<IdOperand>,
    } = "semi-join-select",
    /// A path of relationships on the left side of a semi-join, or selected in it (same page).
    SemiJoinPath {
        /// The path as written.
        path: String,
        /// Whether it is selected, and not the left side.
        is_selected: bool,
    } = "semi-join-path",
    /// A semi-join that selects Ids of another object than the left side holds (same page).
    SemiJoinOfOther {
        /// The left side.
        left: Subject,
        /// The objects whose Ids the left side holds.
        left_targets: Vec<String>,
        /// The selected field.
        selected: Subject,
        /// The objects whose Ids the selected field holds.
        selected_targets: Vec<String>,
    } = "semi-join-of-other",
    /// A semi-join that reads an object for which it is not supported (same page).
    SemiJoinObject {
        /// The API name of the object.
        object: String,
    } = "semi-join-object",
    /// A semi-join in a semi-join: "You can't nest" them (same page).
    SemiJoinNested = "semi-join-nested",
    /// A semi-join beside `OR`: "You can't use subqueries with OR" (same page).
    SemiJoinWithOr = "semi-join-with-or",
    /// A semi-join after `NOT`: "You can't use the NOT operator as a conjunction with
    /// semi-joins and anti-joins" (same page).
    SemiJoinWithNot = "semi-join-with-not",
    /// A semi-join in `HAVING`.
    SemiJoinInHaving = "semi-join-in-having",
    /// More semi-joins than [`MAX_SEMI_JOINS`](crate::rules::soql_limits::MAX_SEMI_JOINS).
    TooManySemiJoins = "too-many-semi-joins",
    /// `TYPEOF` of a relationship that leads to one object (*TYPEOF*).
    TypeofOfOne {
        /// The relationship.
        relationship: Relationship,
    } = "typeof-of-one",
    /// `TYPEOF` with an object that the relationship does not lead to (*TYPEOF*).
    TypeofOfOther {
        /// The relationship.
        relationship: Relationship,
        /// The object as written.
        object: String,
    } = "typeof-of-other",
    /// `TYPEOF` in a query of groups: "You can't use TYPEOF in queries that don't return
    /// objects, such as COUNT() and aggregate queries" (*TYPEOF*).
    TypeofInGroup = "typeof-in-group",
    /// `TYPEOF` beside a function (*TYPEOF*).
    TypeofBesideFunction = "typeof-beside-function",
    /// A function in a place for which it is not (*convertCurrency()*, *convertTimezone()*,
    /// *toLabel()*).
    MisplacedFunction {
        /// The function.
        function: Function,
        /// The place.
        place: FunctionPlace,
    } = "misplaced-function",
    /// An argument that the function does not take; each function has a page.
    WrongArgument {
        /// The function.
        function: Function,
        /// The arguments it takes.
        accepts: Accepts,
        /// The argument that it does not take.
        subject: Subject,
    } = "wrong-argument",
    /// `DISTANCE` with another operator: "the DISTANCE function supports only the logical
    /// operators > and <" (*Location-Based SOQL Queries*).
    DistanceOperator = "distance-operator",
    /// A `USING SCOPE` that does not exist (*USING SCOPE*). Not every object has every scope;
    /// that is not checked.
    UnknownScope {
        /// The name as written.
        name: String,
    } = "unknown-scope",
    /// `USING SCOPE` in a subquery for children (*Understanding Relationship Query
    /// Limitations*).
    ScopeInChildren = "scope-in-children",
    /// `WITH DATA CATEGORY` that breaks one of its limits (*WITH DATA CATEGORY*).
    DataCategories {
        /// The limit.
        limit: DataCategoryLimit,
    } = "data-categories",
    /// A `WITH` that is not for this object: "articles and questions" (*WITH DATA CATEGORY*),
    /// "UserProfileFeed" (*WITH*, and *Object Reference, UserProfileFeed*).
    WithClause {
        /// The API name of the object.
        object: String,
        /// Whether it is `WITH DATA CATEGORY`.
        data_category: bool,
    } = "with-clause",
    /// `FOR UPDATE` with `ORDER BY`: "You can't use the ORDER BY clause in any SOQL query that
    /// uses locking" (*FOR UPDATE*); or with `ALL ROWS`: "You cannot use the ALL ROWS keywords
    /// with the FOR UPDATE keywords" (*Apex Developer Guide, Querying All Records with a SOQL
    /// Statement*).
    LockClause {
        /// `ORDER BY` or `ALL ROWS`.
        clause: &'static str,
    } = "lock-clause",
    /// `<` and the like on a picklist. The values are in the order their administrator gave
    /// them (*Object Reference, Field Types, Picklist Field Type*), which no operator goes by;
    /// no page says that Salesforce refuses it.
    PicklistOrder {
        /// The left side.
        subject: Subject,
        /// The operator.
        operator: &'static str,
    } = "picklist-order",
}

/// A field, or a function of one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subject {
    /// The API name of the object, where it is known.
    pub object: Option<String>,
    /// The polymorphic relationship before the field.
    pub relationship: Option<String>,
    /// The name of the field as the schema spells it, where it is known.
    pub field: Option<String>,
    /// The functions around the field, from the inside out. `toLabel`, `FORMAT` and the like
    /// are not among them: they show the value of the field.
    pub functions: Vec<Function>,
    /// The kind of the value.
    pub kind: ValueKind,
    /// The type of the field, where it is known.
    pub field_type: Option<FieldType>,
}

/// A relationship to a parent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relationship {
    /// The name.
    pub name: String,
    /// The API names of the objects it may lead to.
    pub targets: Vec<String>,
}

impl From<&Field> for Relationship {
    fn from(reference: &Field) -> Self {
        let name = reference.relationship.as_ref().unwrap_or(&reference.name);
        Self {
            name: name.clone(),
            targets: reference.targets.clone(),
        }
    }
}

/// The place of a field in a query of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupUsage {
    /// `SELECT`.
    Selected,
    /// `HAVING`.
    Compared,
    /// `ORDER BY`.
    Sorted,
}

/// A place where not every function is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FunctionPlace {
    /// `WHERE`.
    Where,
    /// `WHERE`, around the name of a record type.
    WhereOfRecordType,
    /// `ORDER BY`.
    OrderBy,
    /// Around an aggregate function.
    AroundAggregate,
    /// Outside a date function.
    OutsideDateFunction,
}

/// A limit of `WITH DATA CATEGORY`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataCategoryLimit {
    /// A group is named twice.
    GroupTwice {
        /// The group as written.
        group: String,
    },
    /// More conditions than
    /// [`MAX_DATA_CATEGORIES`](crate::rules::soql_limits::MAX_DATA_CATEGORIES).
    TooMany,
    /// Articles need a condition on `PublishStatus` or `Id`.
    WithoutFilter,
}

/// A value that a semi-join needs as an Id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdOperand {
    /// A field.
    Field(Subject),
    /// A function as written.
    Call(String),
}

/// The arguments that a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Accepts {
    /// Picklists.
    Picklists,
    /// Amounts in a currency.
    Currencies,
    /// Dates, with or without a time.
    Dates,
    /// Dates with a time.
    DateTimes,
    /// Locations and addresses.
    Locations,
}

/// The right name or value, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Suggestion {
    /// Another name.
    Name {
        /// The name.
        name: String,
        /// The parts of it that are missing, if nothing else is wrong.
        left_out: Option<String>,
    },
    /// The object of which a relationship was given.
    Object {
        /// The name as written.
        relationship: String,
        /// The API name.
        object: String,
    },
    /// A field of a parent, or its Id, instead of the relationship alone.
    ParentField {
        /// The relationship.
        relationship: String,
        /// The reference.
        reference: String,
    },
    /// A path to the only parent that has the field.
    PathToParent {
        /// The API name of the parent.
        parent: String,
        /// The relationship.
        relationship: String,
        /// The field of the parent.
        field: String,
    },
    /// The relationship instead of the reference.
    RelationshipOf {
        /// The reference.
        reference: String,
        /// The relationship.
        relationship: String,
        /// The API name of the parent.
        parent: String,
    },
    /// No relationship: the field is not a reference.
    NotAReference {
        /// The field.
        field: String,
        /// The type of the field.
        kind: FieldType,
    },
    /// A subquery for children.
    Subquery {
        /// The relationship.
        relationship: String,
    },
    /// The relationships to the children of the object that was named.
    ChildRelationships(Vec<String>),
    /// A field of a parent instead of a subquery.
    NoSubquery {
        /// The relationship.
        relationship: String,
    },
    /// The expression of which the alias was given.
    Aliased {
        /// The alias.
        alias: String,
        /// The expression.
        expr: String,
        /// Whether the expression is an aggregate function, which groups are not formed by.
        is_aggregate: bool,
    },
    /// Another value of the picklist.
    Value(String),
    /// The value of which the label was given.
    ValueOfLabel(String),
    /// The values of the picklist.
    Values(Vec<String>),
}

/// The scopes that exist (*USING SCOPE*, and `scopingRule` in *Scoping Rules*).
pub(super) const SCOPES: [&str; 10] = [
    "delegated",
    "everything",
    "mine",
    "mine_and_my_groups",
    "my_territory",
    "my_team_territory",
    "queue_owned",
    "scopingRule",
    "team",
    "user_owned",
];
