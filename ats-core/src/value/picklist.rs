//! Picklists.

use std::fmt;

use ats_schema::names::nearest;
use ats_schema::rules::picklist::valid_for;

use super::{Fault, Input, Mismatch, Output};

/// An enum of a picklist's values, made by `#[derive(Picklist)]`.
///
/// The last variant takes what the others do not name, since an admin may add a value while
/// programs run: `Unknown(Unlisted)` in a restricted picklist, which can be read but not written,
/// `Other(String)` in an open one, which can be both.
pub trait Picklist: Clone + 'static {
    /// The values listed, as the API has them, in the order of the describe.
    const VALUES: &'static [&'static str];

    /// Their labels; empty where each is labelled with itself.
    const LABELS: &'static [&'static str];

    /// The indexes of those that are no longer active.
    const INACTIVE: &'static [u16];

    /// Whether the org refuses values that are not listed.
    const RESTRICTED: bool;

    /// The variant at an index of [`VALUES`](Self::VALUES); past the end, `None`.
    #[doc(hidden)]
    fn at(index: usize) -> Option<Self>;

    /// The variant for a value that is not listed.
    #[doc(hidden)]
    fn unlisted(value: &str) -> Self;

    /// The index of the variant in [`VALUES`](Self::VALUES), or the value that is not listed.
    #[doc(hidden)]
    fn locate(&self) -> Result<usize, &str>;

    /// The value as the API has it.
    #[must_use]
    fn as_str(&self) -> &str {
        match self.locate() {
            Ok(index) => Self::VALUES[index],
            Err(value) => value,
        }
    }

    /// The label that people see.
    #[must_use]
    fn label(&self) -> &str {
        match self.locate() {
            Ok(index) => Self::LABELS
                .get(index)
                .copied()
                .unwrap_or(Self::VALUES[index]),
            Err(value) => value,
        }
    }

    /// Whether the schema lists the value, active or not.
    #[must_use]
    fn is_listed(&self) -> bool {
        self.locate().is_ok()
    }

    /// Whether the value may be chosen: listed and active.
    #[must_use]
    fn is_active(&self) -> bool {
        self.locate().is_ok_and(|index| !is_inactive::<Self>(index))
    }

    /// The active values, in the order of the describe.
    fn active() -> impl Iterator<Item = Self> {
        (0..Self::VALUES.len())
            .filter(|index| !is_inactive::<Self>(*index))
            .filter_map(Self::at)
    }

    /// The variant for a value as the org sent it; what is not listed is kept.
    #[must_use]
    fn from_org(value: &str) -> Self {
        find(Self::VALUES, value)
            .and_then(Self::at)
            .unwrap_or_else(|| Self::unlisted(value))
    }
}

/// The index of a value; not generic, so that the search exists once.
fn find(values: &[&str], value: &str) -> Option<usize> {
    values.iter().position(|listed| *listed == value)
}

fn is_inactive<P: Picklist>(index: usize) -> bool {
    contains(P::INACTIVE, index)
}

fn contains(indexes: &[u16], index: usize) -> bool {
    indexes.iter().any(|listed| usize::from(*listed) == index)
}

/// A picklist whose values depend on another field's.
pub trait DependentPicklist: Picklist {
    /// The controlling field's type: another picklist, or `bool`.
    type Controller: Controlling;

    /// For each of [`VALUES`](Picklist::VALUES), the describe's `validFor` bitmap.
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

/// A text that is no active value of a restricted picklist.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        if self.inactive {
            return write!(f, "the picklist value {:?} is no longer active", self.value);
        }
        write!(
            f,
            "{:?} is no value of this restricted picklist",
            self.value
        )?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest:?}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnlistedValue {}

/// `FromStr` of a derived picklist: a text that a program means to write.
#[doc(hidden)]
pub fn parse_picklist<P: Picklist>(text: &str) -> Result<P, UnlistedValue> {
    match parse_index(P::VALUES, P::INACTIVE, P::RESTRICTED, text)? {
        Some(index) => Ok(P::at(index).unwrap_or_else(|| P::unlisted(text))),
        None => Ok(P::unlisted(text)),
    }
}

fn parse_index(
    values: &'static [&'static str],
    inactive: &[u16],
    restricted: bool,
    text: &str,
) -> Result<Option<usize>, UnlistedValue> {
    let index = find(values, text);
    let inactive = index.is_some_and(|index| contains(inactive, index));
    if restricted && (index.is_none() || inactive) {
        let nearest = nearest(text, values.iter().copied());
        return Err(UnlistedValue {
            value: text.to_owned(),
            nearest,
            inactive,
        });
    }
    Ok(index)
}

/// [`Value::read`](super::Value::read) of a derived picklist.
#[doc(hidden)]
pub fn read_picklist<P: Picklist>(input: Input<'_>) -> Result<P, Mismatch> {
    match input {
        Input::Str(text) => Ok(P::from_org(text)),
        other => Err(Mismatch::new("a picklist value", other)),
    }
}

/// [`Value::write`](super::Value::write) of a derived picklist.
#[doc(hidden)]
#[must_use]
pub fn write_picklist<P: Picklist>(value: &P) -> Output<'_> {
    Output::Plain {
        text: value.as_str(),
        fault: fault(value),
    }
}

/// `Clone` of a derived picklist.
#[doc(hidden)]
#[must_use]
pub fn clone_picklist<P: Picklist>(value: &P) -> P {
    match value.locate() {
        Ok(index) => P::at(index).unwrap_or_else(|| P::unlisted(P::VALUES[index])),
        Err(value) => P::unlisted(value),
    }
}

/// Why the org would refuse a value.
pub(super) fn fault<P: Picklist>(value: &P) -> Option<Fault<'_>> {
    match value.locate() {
        _ if !P::RESTRICTED => None,
        Err(value) => Some(Fault::NotListed(value)),
        Ok(index) if is_inactive::<P>(index) => Some(Fault::Inactive(P::VALUES[index])),
        Ok(_) => None,
    }
}
