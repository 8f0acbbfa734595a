//! Whether a query suits the objects it asks for, and what its answer will look like.
//!
//! [`check()`] finds every mistake of a query at once. A [`Finding`] is of one of three
//! [classes](Class), always told apart: the org refuses the query, with the error code
//! Salesforce gives; the query runs, but the condition can never make a difference; or it
//! cannot be told, because the schema does not hold the object. What a query asks for comes
//! as a [`Report`]: columns with their types, parents and children nested as in the answer,
//! and for each bind what may be given. That is there even when there are findings, so that
//! a macro can go on with it.
//!
//! A finding carries the broken [`Rule`] with the names and values that are involved. Two
//! printers read it: ours ([`Finding::render`]), and that of Salesforce's own response
//! ([`Finding::salesforce_error`]), of which [`reported`] picks the finding.
//!
//! ```
//! use ats_schema::schema::{Catalog, Object};
//! use ats_schema::soql::check::{Class, Options, check};
//! use ats_schema::soql::{Dialect, parse};
//!
//! let job = Object::parse("ats-object 1|bpats__Job__c|Job|a0M|q\nbpats__Status__c|picklist|fsga")?;
//! let catalog = Catalog::from_iter([job]);
//! let source = "SELECT Status__c FROM bpats__Job__c";
//! let query = parse(source, Dialect::Rest)?;
//!
//! let report = check(&query, &catalog, &Options::default());
//! let finding = &report.findings[0];
//! assert_eq!(finding.class().code(), Some("INVALID_FIELD"));
//! assert_eq!(
//!     finding.render(source),
//!     "\
//! bpats__Job__c has no field Status__c
//!   --> 1:8
//!    |
//!  1 | SELECT Status__c FROM bpats__Job__c
//!    |        ^^^^^^^^^
//!    = help: write bpats__Status__c: you left out bpats__",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod allowed;
mod expr;
mod filter;
mod finding;
mod function;
mod group;
mod join;
mod literal;
mod path;
mod report;
mod rule;
mod salesforce;
mod select;
mod suggest;
mod words;

use std::collections::{BTreeSet, HashSet};

use super::ast::{
    Argument, Condition, DataCategory, ForClause, ForKind, Function, Operand, OrderBy, Query,
    RowCount, Select, Source, With, WithKind,
};
use super::{Dialect, SoqlError, Span, parse};
use crate::rules::soql_limits as limits;
use crate::schema::{Lookup, Object, Schema};

pub use self::allowed::check_length;
pub use self::expr::is_virtual_relationship;
pub use self::finding::{Class, Finding};
pub use self::path::NAME_FIELDS;
pub use self::report::{BindUse, Branch, Column, Expects, Item, Output, Record, Report, Type};
pub use self::rule::{
    Accepts, DataCategoryLimit, FindingKind, FunctionPlace, GroupUsage, IdOperand, Relationship,
    Rule, Subject, Suggestion,
};
pub use self::salesforce::{SalesforceError, reported};

use self::expr::{Place, Scope};

/// What a query is checked for, apart from the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The version of the API the query goes to, 63 for v63.0: before 58, children have no
    /// children.
    pub api_version: u32,
    /// The most findings to look for. Suggesting names costs time, and nobody reads
    /// thousands.
    pub most_findings: usize,
    /// Whether to look for the right names.
    pub suggestions: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_version: 63,
            most_findings: 64,
            suggestions: true,
        }
    }
}

/// Reads a query and checks it.
///
/// # Errors
///
/// [`SoqlError`] for a text that is no query; mistakes in what it asks for are findings of
/// the report.
pub fn check_text<'s>(
    source: &str,
    dialect: Dialect,
    schema: &'s dyn Schema,
    options: &Options,
) -> Result<(Query, Report<'s>), SoqlError> {
    let query = parse(source, dialect)?;
    let report = check_parsed(source, &query, schema, options);
    Ok((query, report))
}

/// Checks a query that was [read](parse) from a text: as [`check`], and how long the text is.
#[must_use]
pub fn check_parsed<'s>(
    source: &str,
    query: &Query,
    schema: &'s dyn Schema,
    options: &Options,
) -> Report<'s> {
    let mut report = check(query, schema, options);
    if let Some(finding) = check_length(source) {
        report.findings.insert(0, finding);
    }
    report
}

/// Checks a query.
///
/// Never panics, also for a query made by hand; takes time in proportion to the query and
/// to the objects it asks for.
#[must_use]
pub fn check<'s>(query: &Query, schema: &'s dyn Schema, options: &Options) -> Report<'s> {
    let mut checker = Checker {
        schema,
        options: *options,
        findings: Vec::new(),
        binds: Vec::new(),
        wanted: BTreeSet::new(),
        counts: Counts::default(),
    };
    let root = match query.from.first() {
        Some(source) => checker.root(source),
        None => Place::nowhere(),
    };
    let (output, scope) = checker.query(query, root, 0);
    let parents = checker.counts.parents + scope.joins.len();
    if parents > limits::MAX_PARENTS {
        checker.find(Rule::TooManyParents { parents }, query.span);
    }
    let Checker {
        mut findings,
        mut binds,
        wanted,
        ..
    } = checker;
    findings.sort_by_key(|finding| finding.span().start);
    binds.sort_by_key(|bind| bind.span.start);
    Report {
        output,
        binds,
        findings,
        wanted: wanted.into_iter().collect(),
    }
}

/// What is known of a query so far, subqueries included.
struct Checker<'s> {
    schema: &'s dyn Schema,
    options: Options,
    findings: Vec<Finding>,
    binds: Vec<BindUse<'s>>,
    /// Objects that are there but not loaded.
    wanted: BTreeSet<String>,
    counts: Counts,
}

/// What Salesforce counts over a whole query.
#[derive(Default)]
struct Counts {
    children: usize,
    /// Of the subqueries that are done.
    parents: usize,
    semi_joins: usize,
}

impl<'s> Checker<'s> {
    fn find(&mut self, rule: Rule, span: Span) {
        self.find_of(rule, span, span);
    }

    /// Adds a finding at a part of an operand, or at the value it is compared with.
    fn find_of(&mut self, rule: Rule, span: Span, operand: Span) {
        if !self.is_full() {
            self.findings
                .push(Finding::new(rule, span).of_operand(operand));
        }
    }

    /// Whether there are as many findings as were asked for.
    fn is_full(&self) -> bool {
        self.findings.len() >= self.options.most_findings
    }

    /// A suggestion, if it is worth the time.
    fn suggestion<T>(&self, suggest: impl FnOnce() -> Option<T>) -> Option<T> {
        match self.options.suggestions && !self.is_full() {
            true => suggest(),
            false => None,
        }
    }

    /// The object that a query reads.
    fn root(&mut self, source: &Source) -> Place<'s> {
        let span = source.path.span;
        let Some(name) = source.path.as_name() else {
            let rule = Rule::UnknownObject {
                name: source.path.to_string(),
                suggestion: None,
            };
            self.find(rule, span);
            return Place::nowhere();
        };
        match self.schema.object(&name.text) {
            Lookup::Known(object) => {
                self.check_queryable(object, span);
                Place::Known(object)
            }
            Lookup::Opaque { name, help } => self.not_known(name, help, span),
            Lookup::Announced(name) => {
                self.wanted.insert(name.to_owned());
                Place::Opaque(Some(name))
            }
            Lookup::Unknown => {
                let suggestion = self.suggestion(|| suggest::object(&name.text, self.schema));
                let rule = Rule::UnknownObject {
                    name: name.text.clone(),
                    suggestion,
                };
                self.find(rule, span);
                Place::nowhere()
            }
        }
    }

    fn check_queryable(&mut self, object: &Object, span: Span) {
        if !object.queryable {
            let object = object.name.clone();
            self.find(Rule::NotQueryable { object }, span);
        }
    }

    fn not_known(&mut self, object: &'s str, help: Option<&str>, span: Span) -> Place<'s> {
        let rule = Rule::NotKnown {
            object: object.to_owned(),
            help: help.map(str::to_owned),
        };
        self.find(rule, span);
        Place::Opaque(Some(object))
    }

    /// An object by the name another one has for it; what is not loaded is wanted.
    fn linked(&mut self, name: &'s str) -> Place<'s> {
        match self.schema.object(name) {
            Lookup::Known(object) => Place::Known(object),
            Lookup::Announced(name) => {
                self.wanted.insert(name.to_owned());
                Place::Opaque(Some(name))
            }
            Lookup::Opaque { name, .. } => Place::Opaque(Some(name)),
            // One object refers to it, so it exists, if not for this user.
            Lookup::Unknown => Place::Opaque(Some(name)),
        }
    }

    /// Everything of one `SELECT`. `level` is 0 for the whole query, 1 for children.
    fn query(&mut self, query: &Query, root: Place<'s>, level: usize) -> (Output<'s>, Scope<'s>) {
        let mut scope = Scope::new(root);
        self.aliases(&mut scope, &query.from);
        let grouped = is_aggregate(query);
        // First, because what may be selected follows from it.
        let grouping = query
            .group_by
            .as_ref()
            .map(|group_by| self.group_by(&mut scope, group_by, query.select.items()));
        let output = match &query.select {
            Select::Count(span) => {
                self.check_count(query, *span);
                Output::Count
            }
            Select::Items(items) if grouped => {
                Output::Groups(self.group_columns(&mut scope, items, grouping.as_ref()))
            }
            Select::Items(items) => {
                self.check_fields_limit(items, query);
                Output::Records(self.record(&mut scope, items, level))
            }
        };
        if let Some(name) = &query.scope
            && !rule::SCOPES.iter().any(|known| name.is(known))
        {
            let rule = Rule::UnknownScope {
                name: name.text.clone(),
            };
            self.find(rule, name.span);
        }
        if let Some(condition) = &query.filter {
            self.filter(&mut scope, condition);
        }
        self.with(&scope, query.with.as_ref(), query.filter.as_ref());
        if let Some(condition) = &query.having {
            self.having(&mut scope, condition, grouping.as_ref());
        }
        for item in &query.order_by {
            self.order_by(&mut scope, item, grouped, grouping.as_ref());
        }
        self.rows(query, grouped);
        (output, scope)
    }

    /// The names that a list after `FROM` gives to the object and its parents.
    fn aliases(&mut self, scope: &mut Scope<'s>, from: &[Source]) {
        for (index, source) in from.iter().enumerate() {
            let names = match index {
                0 => Vec::new(),
                // The old form: `FROM Contact c, c.Account a`.
                _ => {
                    let names = scope.without_alias(&source.path);
                    self.follow(scope, &names, source.path.span);
                    names
                }
            };
            if let Some(alias) = &source.alias {
                scope.name(alias, names);
            }
        }
    }

    /// `SELECT COUNT()` with clauses it does not take.
    fn check_count(&mut self, query: &Query, span: Span) {
        let sorted_by = match query.order_by.first() {
            _ if query.group_by.is_some() => None,
            Some(item) => Some(innermost(&item.expr)),
            None => return,
        };
        self.find(Rule::CountClause { sorted_by }, span);
    }

    fn with(&mut self, scope: &Scope<'s>, with: Option<&With>, filter: Option<&Condition>) {
        let Some(With { kind, span }) = with else {
            return;
        };
        let data_category = match kind {
            WithKind::DataCategory(categories) => {
                self.data_categories(scope, categories, filter, *span);
                true
            }
            WithKind::Filter(_) => false,
            WithKind::Several(clauses) => {
                for clause in clauses {
                    self.with(scope, Some(clause), filter);
                }
                return;
            }
            _ => return,
        };
        let is_for = match data_category {
            true => allowed::has_categories,
            false => allowed::has_with_filter,
        };
        if let Some(object) = scope.root.object()
            && !is_for(&object.name)
        {
            let rule = Rule::WithClause {
                object: object.name.clone(),
                data_category,
            };
            self.find(rule, *span);
        }
    }

    /// The limits of `WITH DATA CATEGORY`.
    fn data_categories(
        &mut self,
        scope: &Scope<'s>,
        categories: &[DataCategory],
        filter: Option<&Condition>,
        span: Span,
    ) {
        let mut groups = Seen::default();
        for category in categories {
            if !groups.insert(&category.group.text) {
                let group = category.group.text.clone();
                let limit = DataCategoryLimit::GroupTwice { group };
                self.find(Rule::DataCategories { limit }, category.group.span);
            }
        }
        let is_article =
            |name: &str| allowed::has_categories(name) && !name.eq_ignore_ascii_case("Question");
        let limit = if categories.len() > limits::MAX_DATA_CATEGORIES {
            DataCategoryLimit::TooMany
        } else if scope.root.name().is_some_and(is_article)
            && !filter.is_some_and(allowed::names_articles)
        {
            DataCategoryLimit::WithoutFilter
        } else {
            return;
        };
        self.find(Rule::DataCategories { limit }, span);
    }

    fn order_by(
        &mut self,
        scope: &mut Scope<'s>,
        item: &OrderBy,
        grouped: bool,
        grouping: Option<&group::Grouping>,
    ) {
        let functions = [Function::ConvertCurrency, Function::ToLabel];
        if let Some(function) = filter::misplaced(&item.expr, &functions) {
            return self.misplaced(function, FunctionPlace::OrderBy, item.expr.span());
        }
        if grouped {
            self.group_expr(scope, &item.expr, grouping, GroupUsage::Sorted);
            return;
        }
        let Some(expr) = self.operand(scope, &item.expr) else {
            return;
        };
        let span = item.expr.span();
        if expr.is_aggregate {
            let field = innermost(&item.expr);
            self.find(Rule::AggregateWithoutGroup { field }, span);
        } else if expr.is_virtual()
            || expr
                .column()
                .is_some_and(|field| !allowed::is_sortable(field))
        {
            let subject = expr.subject();
            self.find(Rule::NotSortable { subject }, span);
        }
    }

    /// `LIMIT` and `OFFSET`.
    fn rows(&mut self, query: &Query, grouped: bool) {
        for count in [&query.limit, &query.offset].into_iter().flatten() {
            if let RowCount::Bind(bind) = count {
                self.bind(bind, Expects::RowCount, false);
            }
        }
        let overall = grouped && query.group_by.is_none();
        if overall && let Some(limit) = &query.limit {
            let clause = "LIMIT";
            self.find(Rule::OverallAggregate { clause }, limit.span());
        }
        if overall && let Some(item) = query.order_by.first() {
            let clause = "ORDER BY";
            self.find(Rule::OverallAggregate { clause }, item.span);
        }
        if let Some(offset) = &query.offset
            && let Some(rows) = offset.number()
            && rows > limits::MAX_OFFSET
        {
            self.find(Rule::OffsetTooLarge, offset.span());
        }
        self.lock(query);
    }

    fn lock(&mut self, query: &Query) {
        let is_lock = |clause: &&ForClause| clause.kind == ForKind::Update;
        let Some(lock) = query.for_clauses.iter().find(is_lock) else {
            return;
        };
        if !query.order_by.is_empty() {
            let clause = "ORDER BY";
            self.find(Rule::LockClause { clause }, lock.span);
        }
        if query.all_rows.is_some() {
            let clause = "ALL ROWS";
            self.find(Rule::LockClause { clause }, lock.span);
        }
    }
}

/// Returns whether a query gives groups instead of records: it has a `GROUP BY`, or selects an
/// aggregate function.
#[must_use]
pub fn is_aggregate(query: &Query) -> bool {
    use super::ast::{Call, SelectItem};
    fn within(call: &Call) -> bool {
        call.function.is_aggregate()
            || call.arguments.iter().any(|argument| match argument {
                Argument::Call(call) => within(call),
                _ => false,
            })
    }
    query.group_by.is_some()
        || query.select.items().iter().any(|item| match item {
            SelectItem::Expr(item) => item.expr.as_call().is_some_and(within),
            _ => false,
        })
}

/// Names that were seen, in any letter case.
#[derive(Default)]
struct Seen(HashSet<String>);

impl Seen {
    /// Whether it is new.
    fn insert(&mut self, name: &str) -> bool {
        self.0.insert(name.to_ascii_lowercase())
    }
}

/// The path in a field or function as it is written, for messages.
fn innermost(operand: &Operand) -> String {
    match operand {
        Operand::Field(path) => path.to_string(),
        Operand::Call(call) => match call.arguments.first() {
            Some(Argument::Field(path)) => path.to_string(),
            _ => call.function.as_str().to_owned(),
        },
    }
}
