//! Walking over a query.
//!
//! [`Visit`] has a method for each kind of node that somebody looks for. What a method does
//! not override goes on to the nodes inside, in the order they stand in the text; one that
//! does override goes on by calling the function of the same name here, or not.
//!
//! ```
//! use ats_schema::soql::ast::Path;
//! use ats_schema::soql::visit::Visit;
//! use ats_schema::soql::{Dialect, parse};
//!
//! struct Paths(Vec<String>);
//!
//! impl<'a> Visit<'a> for Paths {
//!     fn path(&mut self, path: &'a Path) {
//!         self.0.push(path.to_string());
//!     }
//! }
//!
//! let query = parse("SELECT MAX(Amount) FROM Deal WHERE Owner.Name = 'Ada'", Dialect::Rest)?;
//! let mut paths = Paths(Vec::new());
//! paths.query(&query);
//! assert_eq!(paths.0, ["Amount", "Deal", "Owner.Name"]);
//! # Ok::<(), ats_schema::soql::SoqlError>(())
//! ```

use super::ast::{
    Argument, Bind, Call, Comparison, Condition, Literal, Membership, Operand, Path, Query,
    RowCount, SelectItem, SetValues, Source, Value, With, WithKind,
};

/// Something that looks at the nodes of a query. See the [module](self).
pub trait Visit<'a> {
    /// The whole query, or a subquery.
    fn query(&mut self, query: &'a Query) {
        walk_query(self, query);
    }

    /// One of the things selected.
    fn select_item(&mut self, item: &'a SelectItem) {
        walk_select_item(self, item);
    }

    /// What is read.
    fn source(&mut self, source: &'a Source) {
        self.path(&source.path);
    }

    /// A condition of `WHERE`, `HAVING` or `WITH`, junctions included.
    fn condition(&mut self, condition: &'a Condition) {
        walk_condition(self, condition);
    }

    /// A comparison with one value.
    fn comparison(&mut self, comparison: &'a Comparison) {
        self.operand(&comparison.left);
        self.value(&comparison.right);
    }

    /// A comparison with several values.
    fn membership(&mut self, membership: &'a Membership) {
        walk_membership(self, membership);
    }

    /// A field or function that is selected, compared, grouped by or sorted by.
    fn operand(&mut self, operand: &'a Operand) {
        match operand {
            Operand::Field(path) => self.path(path),
            Operand::Call(call) => self.call(call),
        }
    }

    /// A function, also one inside another.
    fn call(&mut self, call: &'a Call) {
        walk_call(self, call);
    }

    /// A value that something is compared with.
    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Literal(literal) => self.literal(literal),
            Value::Bind(bind) => self.bind(bind),
        }
    }

    /// A field, an object or a relationship.
    fn path(&mut self, path: &'a Path) {
        let _ = path;
    }

    /// A literal.
    fn literal(&mut self, literal: &'a Literal) {
        let _ = literal;
    }

    /// A bind, wherever it stands.
    fn bind(&mut self, bind: &'a Bind) {
        let _ = bind;
    }
}

/// Visits what is in a query.
pub fn walk_query<'a, V: Visit<'a> + ?Sized>(visit: &mut V, query: &'a Query) {
    for item in query.select.items() {
        visit.select_item(item);
    }
    for source in &query.from {
        visit.source(source);
    }
    if let Some(filter) = &query.filter {
        visit.condition(filter);
    }
    if let Some(with) = &query.with {
        walk_with(visit, with);
    }
    if let Some(group_by) = &query.group_by {
        for item in &group_by.items {
            visit.operand(item);
        }
    }
    if let Some(having) = &query.having {
        visit.condition(having);
    }
    for item in &query.order_by {
        visit.operand(&item.expr);
    }
    for count in [&query.limit, &query.offset].into_iter().flatten() {
        if let RowCount::Bind(bind) = count {
            visit.bind(bind);
        }
    }
}

/// Visits what is in a `WITH` clause.
pub fn walk_with<'a, V: Visit<'a> + ?Sized>(visit: &mut V, with: &'a With) {
    match &with.kind {
        WithKind::Filter(condition) => visit.condition(condition),
        WithKind::RecordVisibility(settings) => {
            for setting in settings {
                visit.literal(&setting.value);
            }
        }
        WithKind::Several(clauses) => {
            for clause in clauses {
                walk_with(visit, clause);
            }
        }
        WithKind::DataCategory(_)
        | WithKind::SecurityEnforced
        | WithKind::UserMode
        | WithKind::SystemMode => {}
    }
}

/// Visits what is in one of the things selected.
pub fn walk_select_item<'a, V: Visit<'a> + ?Sized>(visit: &mut V, item: &'a SelectItem) {
    match item {
        SelectItem::Expr(item) => visit.operand(&item.expr),
        SelectItem::Fields(_) => {}
        SelectItem::Subquery(item) => visit.query(&item.query),
        SelectItem::Typeof(item) => {
            visit.path(&item.relationship);
            let whens = item.whens.iter().flat_map(|when| &when.fields);
            for path in whens.chain(item.otherwise.iter().flatten()) {
                visit.path(path);
            }
        }
    }
}

/// Visits what is in a condition.
pub fn walk_condition<'a, V: Visit<'a> + ?Sized>(visit: &mut V, condition: &'a Condition) {
    match condition {
        Condition::And(junction) | Condition::Or(junction) => {
            for condition in &junction.conditions {
                visit.condition(condition);
            }
        }
        Condition::Not(negation) => visit.condition(&negation.condition),
        Condition::Comparison(comparison) => visit.comparison(comparison),
        Condition::Membership(membership) => visit.membership(membership),
    }
}

/// Visits what is in a comparison with several values.
pub fn walk_membership<'a, V: Visit<'a> + ?Sized>(visit: &mut V, membership: &'a Membership) {
    visit.operand(&membership.left);
    match &membership.right {
        SetValues::List { values, .. } => {
            for value in values {
                visit.value(value);
            }
        }
        SetValues::Query { query, .. } => visit.query(query),
        SetValues::Bind(bind) => visit.bind(bind),
    }
}

/// Visits what is in a function.
pub fn walk_call<'a, V: Visit<'a> + ?Sized>(visit: &mut V, call: &'a Call) {
    for argument in &call.arguments {
        match argument {
            Argument::Field(path) => visit.path(path),
            Argument::Call(call) => visit.call(call),
            Argument::Literal(literal) => visit.literal(literal),
            Argument::Bind(bind) => visit.bind(bind),
        }
    }
}

impl Query {
    /// Every bind, those of subqueries included, in the order they stand in the text.
    ///
    /// ```
    /// use ats_schema::soql::{Dialect, parse};
    ///
    /// let query = parse("SELECT Id FROM Job WHERE Id IN :ids LIMIT :n", Dialect::Apex)?;
    /// let binds: Vec<_> = query.binds().iter().map(|bind| bind.expr.as_str()).collect();
    /// assert_eq!(binds, ["ids", "n"]);
    /// # Ok::<(), ats_schema::soql::SoqlError>(())
    /// ```
    #[must_use]
    pub fn binds(&self) -> Vec<&Bind> {
        struct Binds<'a>(Vec<&'a Bind>);

        impl<'a> Visit<'a> for Binds<'a> {
            fn bind(&mut self, bind: &'a Bind) {
                self.0.push(bind);
            }
        }

        let mut binds = Binds(Vec::new());
        binds.query(self);
        binds.0
    }
}
