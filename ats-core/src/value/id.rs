//! Record ids.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use ats_schema::rules::id::{self, InvalidId};

use super::Value;
use crate::table::FieldKind;
use crate::wire::{Input, Mismatch, Output};

/// The id of a record of `T`: 18 characters, the last three of which check the others.
///
/// An id is made of 15 or 18 characters. Of 15, the check characters are computed; of 18, they are
/// checked, so that an id that was misread, cut or lower-cased is refused here and not found
/// missing in the org. Ids of different objects are different types, whatever the key prefix, which
/// for custom objects differs from org to org.
///
/// Source: SOAP API Developer Guide, “ID Field Type”.
///
/// ```
/// use ats_core::value::{AnyObject, Id};
///
/// let id: Id<AnyObject> = "a0MEm000004fFnBMAU".parse()?;
/// assert_eq!(id, "a0MEm000004fFnB".parse()?);
/// assert_eq!(id.as_str(), "a0MEm000004fFnBMAU");
///
/// // The integration guide prints one with a letter O for the zero.
/// let error = "aOMEm000004fFnBMAU".parse::<Id<AnyObject>>().unwrap_err();
/// assert_eq!(error.suggestion(), Some("a0MEm000004fFnBMAU"));
/// # Ok::<(), ats_core::value::InvalidId>(())
/// ```
pub struct Id<T: ?Sized> {
    text: [u8; 18],
    object: PhantomData<fn() -> *const T>,
}

/// Stands for any object in `Id<AnyObject>`: an id whose object is not known to the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyObject {}

impl<T: ?Sized> Id<T> {
    /// An id known when the program is written, checked when it is compiled if it stands in a
    /// `const`.
    ///
    /// ```
    /// use ats_core::value::{AnyObject, Id};
    /// const HOUSE_ACCOUNT: Id<AnyObject> = Id::literal("001Em00000SWb1PIAT");
    /// ```
    ///
    /// # Panics
    ///
    /// If the text is no id.
    #[must_use]
    #[track_caller]
    pub const fn literal(text: &str) -> Self {
        match id::parse(text) {
            Ok(text) => Self {
                text,
                object: PhantomData,
            },
            Err(id::IdError::Length { .. }) => {
                panic!("this is no Salesforce id: it has neither 15 nor 18 characters")
            }
            Err(id::IdError::Character { .. }) => {
                panic!(
                    "this is no Salesforce id: it has a character that is neither a digit nor one of A-Z and a-z"
                )
            }
            Err(id::IdError::Suffix { .. }) => {
                panic!(
                    "this is no Salesforce id: its last three characters do not fit the others, so one was misread (O for 0, l for 1) or changed its case"
                )
            }
        }
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII letters and digits get in, so there is nothing to fall back to.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// The first three characters, which tell the object within one org.
    #[must_use]
    pub fn key_prefix(&self) -> &str {
        &self.as_str()[..3]
    }

    /// The same id as that of a parent which may be of several objects.
    ///
    /// `job.owner_id` is an `Id<JobOwner>`, since the owner is a user or a group; this makes one
    /// of an `Id<User>`.
    #[must_use]
    pub const fn upcast<P: RefersTo<T>>(self) -> Id<P> {
        self.cast()
    }

    /// The same id, taken to be of another object. Nothing checks that it is.
    #[must_use]
    pub const fn cast<U: ?Sized>(self) -> Id<U> {
        Id {
            text: self.text,
            object: PhantomData,
        }
    }
}

/// Something that an [`Id`] refers to: an object, a polymorphic parent, or [`AnyObject`].
///
/// Implemented for every type that derives `SObject` or `Polymorphic`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Salesforce object that an id can refer to",
    note = "`#[derive(SObject)]` on an empty enum names an object, `#[derive(Polymorphic)]` several; `AnyObject` stands for all"
)]
pub trait ReferenceTarget: 'static {
    /// The API names of the objects, as far as they are known; empty for any object.
    const OBJECTS: &'static [&'static str];
}

impl ReferenceTarget for AnyObject {
    const OBJECTS: &'static [&'static str] = &[];
}

/// A polymorphic parent that may be a `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is never a `{T}`",
    label = "this lookup does not refer to `{T}`",
    note = "the describe's `referenceTo` lists the objects it may refer to; the type's page shows them"
)]
pub trait RefersTo<T: ?Sized> {}

impl<T> RefersTo<T> for AnyObject {}

impl<T: ?Sized> FromStr for Id<T> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match id::parse(text) {
            Ok(text) => Ok(Self {
                text,
                object: PhantomData,
            }),
            Err(error) => Err(InvalidId::new(text, error)),
        }
    }
}

impl<T: ?Sized> TryFrom<&str> for Id<T> {
    type Error = InvalidId;
    fn try_from(text: &str) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl<T: ?Sized> TryFrom<String> for Id<T> {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl<T: ?Sized> From<Id<T>> for String {
    fn from(id: Id<T>) -> Self {
        id.as_str().to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ReferenceTarget + ?Sized> Value for Id<T> {
    fn kind() -> FieldKind {
        FieldKind::IdValue {
            objects: T::OBJECTS,
        }
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        read_text(input).map(|text| Self {
            text,
            object: PhantomData,
        })
    }
    fn write(&self) -> Output<'_> {
        Output::Plain {
            text: self.as_str(),
            fault: None,
        }
    }
}

/// The same for all objects, and so compiled once.
#[inline(never)]
fn read_text(input: Input<'_>) -> Result<[u8; 18], Mismatch> {
    match input {
        // The reason would show characters of the text.
        Input::Str(text) => id::parse(text).map_err(|_| Mismatch::new("an id", input)),
        other => Err(Mismatch::new("an id", other)),
    }
}

// Written out, since a derive would ask `T` for the same.
impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for Id<T> {}
impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<T: ?Sized> Eq for Id<T> {}
impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}
impl<T: ?Sized> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.as_str())
    }
}
impl<T: ?Sized> AsRef<str> for Id<T> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
