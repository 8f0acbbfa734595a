//! A mistake, in words.

use std::borrow::Cow;
use std::fmt;

use crate::rules::error_code::ErrorCode;
use crate::soql::Span;
use crate::soql::error::{line_column, underline};

/// Something about a query that somebody should know before it runs.
///
/// It prints as one line without the place; [`render`](Self::render) shows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    kind: FindingKind,
    class: Class,
    span: Span,
    message: String,
    help: Option<Cow<'static, str>>,
}

/// What becomes of a query with this finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Salesforce answers this error.
    OrgRefuses(ErrorCode),
    /// It runs, but a part of it says nothing: a condition that is true of no record, or of
    /// every one, or that goes by an order the values do not have.
    NeverMatches,
    /// The schema does not hold the object, so nothing of it could be checked.
    NotKnown,
}

impl Class {
    /// The error code Salesforce answers, if it refuses the query.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::OrgRefuses(code) => Some(code.as_str()),
            Self::NeverMatches | Self::NotKnown => None,
        }
    }

    /// The class in a word with a dash: `org-refuses`, `never-matches`, `not-known`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::OrgRefuses(_) => "org-refuses",
            Self::NeverMatches => "never-matches",
            Self::NotKnown => "not-known",
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// Which rule a finding is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name for programs and tables: `unknown-field`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

kinds! {
    /// More text than Salesforce takes.
    TooLong = "too-long",
    /// An object that does not exist.
    UnknownObject = "unknown-object",
    /// An object whose fields the schema does not hold.
    NotKnown = "not-known",
    /// An object that cannot be queried.
    NotQueryable = "not-queryable",
    /// A field that the object does not have.
    UnknownField = "unknown-field",
    /// A relationship to a parent that the object does not have.
    UnknownRelationship = "unknown-relationship",
    /// A relationship to children that the object does not have.
    UnknownChildren = "unknown-children",
    /// More of a polymorphic parent than all its kinds have in common.
    PolymorphicField = "polymorphic-field",
    /// More than five relationships in a path.
    TooManyLevels = "too-many-levels",
    /// More than 55 parents in a query.
    TooManyParents = "too-many-parents",
    /// More than 20 subqueries of children in a query.
    TooManyChildren = "too-many-children",
    /// Children of children of …, deeper than the API goes.
    ChildrenTooDeep = "children-too-deep",
    /// A field that is selected twice.
    DuplicateField = "duplicate-field",
    /// Children that are selected twice.
    DuplicateChildren = "duplicate-children",
    /// Two columns of one name.
    DuplicateAlias = "duplicate-alias",
    /// A name for a field of a query without groups.
    AliasWithoutGroup = "alias-without-group",
    /// An aggregate function, or a grouping, in a subquery.
    AggregateInChildren = "aggregate-in-children",
    /// An aggregate function in `WHERE`.
    AggregateInWhere = "aggregate-in-where",
    /// An aggregate function where records are sorted.
    AggregateWithoutGroup = "aggregate-without-group",
    /// `FIELDS(ALL)` or `FIELDS(CUSTOM)` without `LIMIT 200`.
    FieldsWithoutLimit = "fields-without-limit",
    /// `FIELDS` in a query of groups.
    FieldsInGroup = "fields-in-group",
    /// A field that `WHERE` does not take.
    NotFilterable = "not-filterable",
    /// A field that `ORDER BY` does not take.
    NotSortable = "not-sortable",
    /// A field that `GROUP BY` does not take.
    NotGroupable = "not-groupable",
    /// A field that this aggregate function does not take.
    NotAggregatable = "not-aggregatable",
    /// A field that is neither grouped by nor aggregated.
    NotGrouped = "not-grouped",
    /// A part of a date that is selected but not grouped by.
    DateFunctionWithoutGroup = "date-function-without-group",
    /// `LIMIT` or `ORDER BY` where there is one row.
    OverallAggregate = "overall-aggregate",
    /// `COUNT()` with `ORDER BY` or `GROUP BY`.
    CountClause = "count-clause",
    /// `GROUPING` without `ROLLUP` or `CUBE`.
    GroupingWithoutRollup = "grouping-without-rollup",
    /// More than three fields in `ROLLUP` or `CUBE`.
    TooManyTotals = "too-many-totals",
    /// An operator that does not suit the type.
    InvalidOperator = "invalid-operator",
    /// A value of another type than the field's.
    WrongType = "wrong-type",
    /// A text that is no Id.
    InvalidId = "invalid-id",
    /// The Id of a record of another object.
    WrongId = "wrong-id",
    /// A value that the picklist does not have.
    UnlistedValue = "unlisted-value",
    /// A text that is longer than the field.
    TextTooLong = "text-too-long",
    /// `null` where no record has none, or where nothing compares with it.
    NeverNull = "never-null",
    /// An `OFFSET` of more than 2,000.
    OffsetTooLarge = "offset-too-large",
    /// `OFFSET` in a subquery of a query without `LIMIT 1`.
    OffsetInChildren = "offset-in-children",
    /// A semi-join of an object with itself.
    SemiJoinOfSame = "semi-join-of-same",
    /// A semi-join of something else than an Id.
    SemiJoinLeft = "semi-join-left",
    /// A semi-join that selects something else than an Id.
    SemiJoinSelect = "semi-join-select",
    /// A semi-join in a semi-join.
    SemiJoinNested = "semi-join-nested",
    /// A semi-join beside `OR`.
    SemiJoinWithOr = "semi-join-with-or",
    /// A semi-join after `NOT`.
    SemiJoinWithNot = "semi-join-with-not",
    /// A semi-join in `HAVING`.
    SemiJoinInHaving = "semi-join-in-having",
    /// More than two semi-joins.
    TooManySemiJoins = "too-many-semi-joins",
    /// `TYPEOF` of a relationship that leads to one kind of object.
    TypeofOfOne = "typeof-of-one",
    /// `TYPEOF` with an object the relationship does not lead to.
    TypeofOfOther = "typeof-of-other",
    /// `TYPEOF` in a query of groups.
    TypeofInGroup = "typeof-in-group",
    /// An argument that the function does not take.
    WrongArgument = "wrong-argument",
    /// `DISTANCE` with something else than `<` and `>`.
    DistanceOperator = "distance-operator",
    /// A `USING SCOPE` that does not exist.
    UnknownScope = "unknown-scope",
    /// A `WITH` that is not for this object.
    WithClause = "with-clause",
    /// `FOR UPDATE` with `ORDER BY` or `ALL ROWS`.
    LockClause = "lock-clause",
    /// `<` and the like on a picklist.
    PicklistOrder = "picklist-order",
}

impl Finding {
    pub(super) fn new(
        kind: FindingKind,
        class: Class,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            class,
            span,
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn with_some_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.with_help(help),
            None => self,
        }
    }

    /// Which rule it is about.
    #[must_use]
    pub const fn kind(&self) -> FindingKind {
        self.kind
    }

    /// What becomes of the query.
    #[must_use]
    pub const fn class(&self) -> &Class {
        &self.class
    }

    /// What is to be underlined.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What is wrong: the object, the field and the rule.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The line and column at which it begins, both counted from 1, the column in
    /// characters.
    #[must_use]
    pub fn line_column(&self, source: &str) -> (usize, usize) {
        line_column(source, self.span)
    }

    /// The message with the line it is about and carets under the mistake, as
    /// [`SoqlError::render`](crate::soql::SoqlError::render) gives it.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        underline(source, self.span, None, &self.message, self.help())
    }

    /// The same for a query that begins `offset` bytes into a file: line and column are
    /// those of the file.
    #[must_use]
    pub fn render_in_file(&self, file: &str, source: &str, offset: usize) -> String {
        let span = self.span.shifted(offset);
        underline(source, span, Some(file), &self.message, self.help())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}
