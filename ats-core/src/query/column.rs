//! Columns and relationships, as constants.

use std::fmt;
use std::marker::PhantomData;

use super::caps::{self, Filterable, Sortable};
use super::filter::Filter;
use super::like_pattern::{LikePattern, Pattern};
use super::operand::{Like, MultiSelect, Operand, Ordered};
use super::order::Order;
use crate::record::{PolyRecord, SObject};
use crate::table::{Table, flags};
use crate::value::{MultiPicklist, Text, Value};

/// The parents on the way to a column; `""` past the last one.
///
/// SOQL goes up at most five: SOQL and SOSL Reference, “Understanding Relationship Query
/// Limitations”.
type Path = [&'static str; 5];

const HERE: Path = [""; 5];

/// The types a column stands for; it holds none of them.
type Types<O, T, C> = fn() -> (O, T, C);

/// A field of `O`, or of a parent of `O`, whose values are `T` and which may be used as `C` says.
///
/// `#[derive(SObject)]` makes one constant a field: `Job::STATUS`.
pub struct Column<O, T, C> {
    table: &'static Table,
    slot: u16,
    path: Path,
    types: PhantomData<Types<O, T, C>>,
}

impl<O, T, C> Clone for Column<O, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<O, T, C> Copy for Column<O, T, C> {}

/// The column of a slot, for the derive: no function of [`Column`], which the compiler would have to
/// look for each time.
#[doc(hidden)]
#[must_use]
pub const fn column_at<O: SObject, T, C>(slot: u16) -> Column<O, T, C> {
    Column {
        table: O::TABLE,
        slot,
        path: HERE,
        types: PhantomData,
    }
}

impl<O, T, C> Column<O, T, C> {
    /// The field's API name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.table.names[self.slot as usize]
    }

    /// The field's label.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        let label = self.table.labels[self.slot as usize];
        if label.is_empty() { self.name() } else { label }
    }

    /// What the describe says of the field: the bits of [`flags`](crate::record::flags).
    #[must_use]
    pub const fn flags(&self) -> u32 {
        self.table.flags[self.slot as usize]
    }

    /// Whether the field may be set to null.
    #[must_use]
    pub const fn is_nillable(&self) -> bool {
        self.flags() & flags::NILLABLE != 0
    }

    /// The longest text the field keeps, if it is text.
    #[must_use]
    pub const fn max_length(&self) -> Option<u32>
    where
        T: Value,
    {
        T::MAX_LENGTH
    }

    fn compare(self, operator: &str, value: String) -> Filter<O> {
        Filter::simple(format!("{self} {operator} {value}"))
    }
}

/// Prints the column as SOQL does: `bpats__Account__r.Name`.
impl<O, T, C> fmt::Display for Column<O, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_path(&self.path, f)?;
        f.write_str(self.name())
    }
}

impl<O, T, C> fmt::Debug for Column<O, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({self})")
    }
}

fn write_path(path: &Path, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    path.iter()
        .take_while(|step| !step.is_empty())
        .try_for_each(|step| write!(f, "{step}."))
}

/// What may stand in `WHERE`. The bounds are on the methods, not here, so that the compiler says
/// which rule is broken and not that there is no such method.
impl<O, T, C> Column<O, T, C> {
    /// `=`
    ///
    /// Text is compared without regard to case, as Salesforce does.
    #[must_use]
    pub fn eq<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
    {
        self.compare("=", value.soql())
    }

    /// `!=`; a null is not equal to anything, so it matches.
    #[must_use]
    pub fn ne<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
    {
        self.compare("!=", value.soql())
    }

    /// `= null`
    #[must_use]
    pub fn is_null(self) -> Filter<O>
    where
        C: Filterable,
    {
        self.compare("=", "null".to_owned())
    }

    /// `!= null`
    #[must_use]
    pub fn is_not_null(self) -> Filter<O>
    where
        C: Filterable,
    {
        self.compare("!=", "null".to_owned())
    }

    /// `IN`
    ///
    /// Nothing is in a list of nothing: no record matches an empty one, though SOQL itself has
    /// no way to write it.
    #[must_use]
    pub fn is_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<O>
    where
        C: Filterable,
    {
        self.list("IN", values).unwrap_or_else(Filter::never)
    }

    /// `NOT IN`; everything is outside a list of nothing.
    #[must_use]
    pub fn not_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<O>
    where
        C: Filterable,
    {
        self.list("NOT IN", values).unwrap_or_else(Filter::always)
    }

    fn list<V: Operand<T>>(
        self,
        operator: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Option<Filter<O>> {
        let values: Vec<String> = values.into_iter().map(|value| value.soql()).collect();
        (!values.is_empty()).then(|| self.compare(operator, format!("({})", values.join(", "))))
    }

    /// `<`
    #[must_use]
    pub fn lt<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
        T: Ordered,
    {
        self.compare("<", value.soql())
    }

    /// `<=`
    #[must_use]
    pub fn le<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
        T: Ordered,
    {
        self.compare("<=", value.soql())
    }

    /// `>`
    #[must_use]
    pub fn gt<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
        T: Ordered,
    {
        self.compare(">", value.soql())
    }

    /// `>=`
    #[must_use]
    pub fn ge<V: Operand<T>>(self, value: V) -> Filter<O>
    where
        C: Filterable,
        T: Ordered,
    {
        self.compare(">=", value.soql())
    }

    /// `LIKE` with a pattern: `%` stands for any characters, `_` for one.
    ///
    /// For text that may hold those characters itself, see [`contains`](Self::contains) and
    /// [`LikePattern`].
    #[must_use]
    pub fn like(self, pattern: impl Pattern) -> Filter<O>
    where
        C: Filterable,
        T: Like,
    {
        self.compare("LIKE", pattern.soql_pattern())
    }

    /// `LIKE 'text%'`, whatever characters the text holds.
    #[must_use]
    pub fn starts_with(self, text: impl AsRef<str>) -> Filter<O>
    where
        C: Filterable,
        T: Like,
    {
        self.like(LikePattern::starts_with(text))
    }

    /// `LIKE '%text'`, whatever characters the text holds.
    #[must_use]
    pub fn ends_with(self, text: impl AsRef<str>) -> Filter<O>
    where
        C: Filterable,
        T: Like,
    {
        self.like(LikePattern::ends_with(text))
    }

    /// `LIKE '%text%'`, whatever characters the text holds.
    #[must_use]
    pub fn contains(self, text: impl AsRef<str>) -> Filter<O>
    where
        C: Filterable,
        T: Like,
    {
        self.like(LikePattern::contains(text))
    }
}

impl<O, T, C> Column<O, T, C> {
    /// `INCLUDES`: every value of at least one of these sets is chosen.
    ///
    /// ```text
    /// INCLUDES ('Remote;Hybrid', 'On Site')    (Remote and Hybrid) or On Site
    /// ```
    #[must_use]
    pub fn includes<S>(self, sets: impl IntoIterator<Item = S>) -> Filter<O>
    where
        C: Filterable,
        T: MultiSelect,
        S: Into<MultiPicklist<T::Entry>>,
    {
        self.sets("INCLUDES", sets).unwrap_or_else(Filter::never)
    }

    /// `EXCLUDES`: of each of these sets, some value is not chosen.
    #[must_use]
    pub fn excludes<S>(self, sets: impl IntoIterator<Item = S>) -> Filter<O>
    where
        C: Filterable,
        T: MultiSelect,
        S: Into<MultiPicklist<T::Entry>>,
    {
        self.sets("EXCLUDES", sets).unwrap_or_else(Filter::always)
    }

    fn sets<S>(self, operator: &str, sets: impl IntoIterator<Item = S>) -> Option<Filter<O>>
    where
        T: MultiSelect,
        S: Into<MultiPicklist<T::Entry>>,
    {
        let sets: Vec<String> = sets
            .into_iter()
            .map(|set| super::operand::quoted(&set.into().to_string()))
            .collect();
        (!sets.is_empty()).then(|| self.compare(operator, format!("({})", sets.join(", "))))
    }
}

impl<O, T, C> Column<O, T, C> {
    /// Ascending, nulls first.
    #[must_use]
    pub fn asc(self) -> Order<O>
    where
        C: Sortable,
    {
        Order::new(self.to_string(), false)
    }

    /// Descending, nulls last.
    #[must_use]
    pub fn desc(self) -> Order<O>
    where
        C: Sortable,
    {
        Order::new(self.to_string(), true)
    }
}

/// The relationship from `O` up to its parent, a `P`.
///
/// `#[derive(SObject)]` makes one constant a relationship: `Job::ACCOUNT`.
pub struct Parent<O, P> {
    path: Path,
    types: PhantomData<fn() -> (O, P)>,
}

impl<O, P> Clone for Parent<O, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<O, P> Copy for Parent<O, P> {}

/// The parent of a slot, for the derive.
#[doc(hidden)]
#[must_use]
pub const fn parent_at<O: SObject, P>(slot: u16) -> Parent<O, P> {
    Parent {
        path: [O::TABLE.names[slot as usize], "", "", "", ""],
        types: PhantomData,
    }
}

impl<O, P> Parent<O, P> {
    /// A field of the parent: `Job::ACCOUNT.column(Account::NAME)` is `bpats__Account__r.Name`.
    ///
    /// # Panics
    ///
    /// If the path has more than the five parents that SOQL allows.
    #[must_use]
    pub const fn column<T, C>(self, column: Column<P, T, C>) -> Column<O, T, C> {
        Column {
            table: column.table,
            slot: column.slot,
            path: join(self.path, column.path),
            types: PhantomData,
        }
    }

    /// The parent's own parent: `Job::ACCOUNT.parent(Account::PARENT)`.
    ///
    /// # Panics
    ///
    /// If the path has more than the five parents that SOQL allows.
    #[must_use]
    pub const fn parent<Q>(self, parent: Parent<P, Q>) -> Parent<O, Q> {
        Parent {
            path: join(self.path, parent.path),
            types: PhantomData,
        }
    }

    pub(super) fn prefix(self) -> String {
        self.path
            .iter()
            .take_while(|step| !step.is_empty())
            .map(|step| format!("{step}."))
            .collect()
    }
}

/// A parent that may be of several objects: all of them have a name.
impl<O, E: PolyRecord> Parent<O, E> {
    /// The parent's name: `Job::OWNER.name()` is `Owner.Name`.
    ///
    /// Source: SOQL and SOSL Reference, “Understanding Polymorphic Relationship Fields”: the
    /// fields of the `Name` object.
    #[must_use]
    pub const fn name(self) -> Column<O, Text<255>, caps::FSGA> {
        static NAME: Table = Table::new(
            ("Name", "Name", None, 0),
            &["Name"],
            &[""],
            &[flags::FILTER],
            &[0],
        );
        Column {
            table: &NAME,
            slot: 0,
            path: self.path,
            types: PhantomData,
        }
    }
}

const fn join(mut up: Path, further: Path) -> Path {
    let mut at = 0;
    while at < up.len() && !up[at].is_empty() {
        at += 1;
    }
    let mut next = 0;
    while next < further.len() && !further[next].is_empty() {
        assert!(at < up.len(), "SOQL goes up at most five parents");
        up[at] = further[next];
        at += 1;
        next += 1;
    }
    up
}

/// The relationship from `O` down to its children, each a `K`.
///
/// `#[derive(SObject)]` makes one constant a relationship: `Job::INTERVIEWS`.
pub struct ChildRelationship<O, K> {
    name: &'static str,
    types: PhantomData<fn() -> (O, K)>,
}

impl<O, K> Clone for ChildRelationship<O, K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<O, K> Copy for ChildRelationship<O, K> {}

/// The child relationship of a slot, for the derive.
#[doc(hidden)]
#[must_use]
pub const fn children_at<O: SObject, K>(slot: u16) -> ChildRelationship<O, K> {
    ChildRelationship {
        name: O::TABLE.names[slot as usize],
        types: PhantomData,
    }
}

impl<O, K> ChildRelationship<O, K> {
    /// The relationship's name, such as `bpats__Interviews__r`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}
