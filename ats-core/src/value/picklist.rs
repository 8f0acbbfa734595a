//! Picklists.

use std::fmt;
use std::hash::{Hash as _, Hasher};

use ats_schema::names::nearest;
use ats_schema::rules::picklist::valid_for;

use super::Value;
use crate::table::{FieldKind, PicklistValues};
use crate::wire::{Characters, Fault, Input, Mismatch, Output};

/// An enum of a picklist's values, made by `#[derive(Picklist)]`.
///
/// The last variant takes what the others do not name, since an admin may add a value while
/// programs run: `Unknown(Unlisted)` in a restricted picklist, which can be read but not written,
/// `Other(String)` in an open one, which can be both.
pub trait Picklist: Clone + PartialEq + 'static {
    /// What the describe says of the values.
    #[doc(hidden)]
    const SET: &'static ValueSet = &Self::VALUES;
    /// The set itself: see `SObject::FIELDS`.
    #[doc(hidden)]
    const VALUES: ValueSet;

    /// The values listed, active or not, as the API has them, in the order of the describe.
    fn values() -> impl ExactSizeIterator<Item = &'static str> + Clone {
        Self::SET.values.iter().copied()
    }

    /// Whether the org refuses values that are not listed.
    const RESTRICTED: bool = Self::SET.restricted;

    /// The variant at an index of [`values`](Self::values); past the end, the one that takes a
    /// value not listed.
    #[doc(hidden)]
    fn make(index: usize, value: &str) -> Self;

    /// The index of the variant in [`values`](Self::values), or the value that is not listed.
    #[doc(hidden)]
    fn locate(&self) -> Result<usize, &str>;

    /// The value as the API has it.
    #[must_use]
    fn as_str(&self) -> &str {
        Self::SET.text(self.locate())
    }

    /// The label that people see.
    #[must_use]
    fn label(&self) -> &str {
        Self::SET.label(self.locate())
    }

    /// Whether the schema lists the value, active or not.
    #[must_use]
    fn is_listed(&self) -> bool {
        self.locate().is_ok()
    }

    /// Whether the value may be chosen: listed and active.
    #[must_use]
    fn is_active(&self) -> bool {
        self.locate()
            .is_ok_and(|index| !Self::SET.is_inactive(index))
    }

    /// The active values, in the order of the describe.
    fn active() -> impl Iterator<Item = Self> {
        (0..Self::SET.values.len())
            .filter(|index| !Self::SET.is_inactive(*index))
            .map(|index| Self::make(index, ""))
    }

    /// The variant for a value as the org sent it; what is not listed is kept.
    #[must_use]
    fn from_org(value: &str) -> Self {
        Self::make(Self::SET.index(value), value)
    }
}

/// What the describe says of a picklist's values, as data: the code that works on it exists once.
#[doc(hidden)]
#[derive(Debug)]
pub struct ValueSet {
    values: &'static [&'static str],
    /// Empty where each value is labelled with itself.
    labels: &'static [&'static str],
    /// The indexes of those that are no longer active.
    inactive: &'static [u16],
    restricted: bool,
}

impl ValueSet {
    #[must_use]
    pub const fn new(
        values: &'static [&'static str],
        labels: &'static [&'static str],
        inactive: &'static [u16],
        restricted: bool,
    ) -> Self {
        Self {
            values,
            labels,
            inactive,
            restricted,
        }
    }

    #[inline(never)]
    pub(super) const fn listed(&self) -> PicklistValues {
        PicklistValues {
            values: self.values,
            inactive: self.inactive,
            restricted: self.restricted,
        }
    }

    // What is not inlined here would be compiled again for each picklist.

    /// What [`Picklist::make`] makes the value of.
    #[inline(never)]
    fn index(&self, value: &str) -> usize {
        self.find(value).unwrap_or(usize::MAX)
    }

    fn find(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|listed| *listed == value)
    }

    fn is_inactive(&self, index: usize) -> bool {
        self.inactive.iter().any(|it| usize::from(*it) == index)
    }

    #[inline(never)]
    fn text<'a>(&self, located: Result<usize, &'a str>) -> &'a str {
        located.map_or_else(|value| value, |index| self.values[index])
    }

    fn label<'a>(&self, located: Result<usize, &'a str>) -> &'a str {
        match located {
            Ok(index) => self.labels.get(index).unwrap_or(&self.values[index]),
            Err(value) => value,
        }
    }

    /// Why the org would refuse a value.
    fn fault<'a>(&self, located: Result<usize, &'a str>) -> Option<Fault<'a>> {
        match located {
            _ if !self.restricted => None,
            Err(value) => Some(Fault::NotListed(value)),
            Ok(index) if self.is_inactive(index) => Some(Fault::Inactive(self.values[index])),
            Ok(_) => None,
        }
    }

    #[inline(never)]
    fn write<'a>(&self, located: Result<usize, &'a str>) -> Output<'a> {
        Output::Plain {
            text: self.text(located),
            fault: self.fault(located),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<P: Picklist> Value for P {
    fn kind() -> FieldKind {
        FieldKind::PicklistValue(P::SET.listed())
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        text_of(input).map(P::from_org)
    }

    fn write(&self) -> Output<'_> {
        P::SET.write(self.locate())
    }
}

#[inline(never)]
fn text_of(input: Input<'_>) -> Result<&str, Mismatch> {
    match input {
        Input::Str(text) => Ok(text),
        other => Err(Mismatch::new("a picklist value", other)),
    }
}

/// A picklist whose values depend on another field's.
pub trait DependentPicklist: Picklist {
    /// The controlling field's type: another picklist, or `bool`.
    type Controller: Controlling;

    /// For each of [`values`](Picklist::values), the describe's `validFor` bitmap.
    #[doc(hidden)]
    const VALID_FOR: &'static [&'static str];

    /// Whether this value may be chosen where the controlling field has that one.
    ///
    /// A value that the schema does not list, on either side, is not judged: `true`.
    ///
    /// Source: SOAP API Developer Guide, “DescribeSObjectResult”, `PicklistEntry.validFor`.
    #[must_use]
    fn is_valid_for(&self, controller: &Self::Controller) -> bool {
        match (self.locate(), controller.bit()) {
            (Ok(index), Some(bit)) => valid_for(Self::VALID_FOR[index], bit),
            _ => true,
        }
    }

    /// The values that may be chosen where the controlling field has that one.
    fn valid_for(controller: &Self::Controller) -> impl Iterator<Item = Self> {
        Self::active().filter(|value| value.is_valid_for(controller))
    }
}

/// A type that can control a dependent picklist.
pub trait Controlling {
    /// The value's place in the `validFor` bitmaps; `None` if the schema does not list it.
    #[doc(hidden)]
    fn bit(&self) -> Option<usize>;

    /// The value that a field of this type writes as `text`.
    #[doc(hidden)]
    fn from_text(text: &str) -> Self;
}

impl Controlling for bool {
    fn bit(&self) -> Option<usize> {
        Some(usize::from(*self))
    }
    fn from_text(text: &str) -> Self {
        text == "true"
    }
}

impl<P: Picklist> Controlling for P {
    fn bit(&self) -> Option<usize> {
        self.locate().ok()
    }
    fn from_text(text: &str) -> Self {
        P::from_org(text)
    }
}

/// Whether a dependent value may stand beside a controlling one, both as text.
#[doc(hidden)]
#[must_use]
pub fn is_valid_pair<P: DependentPicklist>(controller: &str, value: &str) -> bool {
    P::from_org(value).is_valid_for(&P::Controller::from_text(controller))
}

/// The same, where a field says that it depends on a field of type `C`.
#[doc(hidden)]
#[must_use]
pub fn is_pair<P: DependsOn<C>, C>(controller: &str, value: &str) -> bool {
    P::is_pair(controller, value)
}

/// A dependent picklist whose controlling field is of type `C`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not depend on a field of type `{C}`",
    label = "`controlled_by` names a field of type `{C}`",
    note = "a dependent picklist says which type controls it, `#[picklist(controlled_by = Country)]`, and the field it names is of that type"
)]
pub trait DependsOn<C>: Sized {
    /// Whether a dependent value may stand beside a controlling one, both as text.
    fn is_pair(controller: &str, value: &str) -> bool;
}

/// A value of a restricted picklist that the schema does not list.
///
/// Only reading makes one: the org would refuse it from us.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unlisted(Box<str>);

/// For the derive, when it reads. No method of [`Unlisted`], or the compiler would propose it.
#[doc(hidden)]
#[must_use]
pub fn unlisted(value: &str) -> Unlisted {
    Unlisted(value.into())
}

impl Unlisted {
    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that is no active value of a restricted picklist. Neither `Display` nor `Debug` prints the
/// text, which may be personal data.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnlistedValue {
    /// The text.
    pub value: String,
    /// The nearest value that may be chosen.
    pub nearest: Option<&'static str>,
    /// Whether the schema lists the text as a value that is no longer active.
    pub inactive: bool,
}

impl fmt::Display for UnlistedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = Characters(self.value.chars().count());
        if self.inactive {
            return write!(f, "the picklist value ({length}) is no longer active");
        }
        write!(
            f,
            "a text of {length} is not a value of this restricted picklist"
        )?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest:?}?"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for UnlistedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnlistedValue")
            .field("nearest", &self.nearest)
            .field("inactive", &self.inactive)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for UnlistedValue {}

/// `FromStr` of a derived picklist: a text that a program means to write.
#[doc(hidden)]
pub fn parse_picklist<P: Picklist>(text: &str) -> Result<P, UnlistedValue> {
    parse_index(P::SET, text).map(|index| P::make(index, text))
}

#[inline(never)]
fn parse_index(set: &'static ValueSet, text: &str) -> Result<usize, UnlistedValue> {
    let index = set.find(text);
    let inactive = index.is_some_and(|index| set.is_inactive(index));
    if set.restricted && (index.is_none() || inactive) {
        let nearest = nearest(text, set.values.iter().copied());
        return Err(UnlistedValue {
            value: text.to_owned(),
            nearest,
            inactive,
        });
    }
    Ok(index.unwrap_or(usize::MAX))
}

// The standard traits of a derived picklist, a call each: what stands in the impl itself is checked
// for each picklist.

/// `Display` of a derived picklist.
#[doc(hidden)]
pub fn show_picklist<P: Picklist>(value: &P, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(value.as_str())
}

/// `Debug` of a derived picklist.
#[doc(hidden)]
pub fn debug_picklist<P: Picklist>(value: &P, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(value.as_str(), f)
}

/// `PartialEq` of a derived picklist.
#[doc(hidden)]
pub fn eq_picklist<P: Picklist>(a: &P, b: &P) -> bool {
    a.as_str() == b.as_str()
}

/// `Hash` of a derived picklist.
#[doc(hidden)]
pub fn hash_picklist<P: Picklist, H: Hasher>(value: &P, state: &mut H) {
    value.as_str().hash(state);
}

/// `Clone` of a derived picklist.
#[doc(hidden)]
#[must_use]
pub fn clone_picklist<P: Picklist>(value: &P) -> P {
    match value.locate() {
        Ok(index) => P::make(index, ""),
        Err(value) => P::make(usize::MAX, value),
    }
}

/// Why the org would refuse a value.
pub(super) fn fault<P: Picklist>(value: &P) -> Option<Fault<'_>> {
    P::SET.fault(value.locate())
}
