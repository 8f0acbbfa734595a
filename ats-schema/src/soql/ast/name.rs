//! Names, and names with dots between them.

use super::Span;

/// A name: of an object, field, relationship, alias, scope.
///
/// Equal means written alike; for SOQL's own view, which ignores letter case, see
/// [`is`](Self::is).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// As it was written: an ASCII letter, then ASCII letters, digits and `_`.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Name {
    /// A name that stands in no text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: Span::NONE,
        }
    }

    /// Whether it is this name: SOQL ignores the case of ASCII letters.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.text.eq_ignore_ascii_case(name)
    }
}

/// Names with dots between them: `Account.Owner.Name`, or a single name.
///
/// The first may be an alias of `FROM`, or the object's own name; all but the last are
/// relationships. Salesforce allows five of them in a row ("no more than five levels",
/// *SOQL and SOSL Reference, Understanding Relationship Query Limitations*), which the
/// parser does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// At least one.
    pub segments: Vec<Name>,
    /// From the first to the last.
    pub span: Span,
}

impl Path {
    /// A path that stands in no text.
    pub fn new<S: Into<String>>(segments: impl IntoIterator<Item = S>) -> Self {
        Self {
            segments: segments.into_iter().map(Name::new).collect(),
            span: Span::NONE,
        }
    }

    /// The last name, which is the field's; `None` only for a path made by hand of nothing.
    #[must_use]
    pub fn last(&self) -> Option<&Name> {
        self.segments.last()
    }

    /// What stands before the last name: the relationships.
    #[must_use]
    pub fn parents(&self) -> &[Name] {
        match self.segments.split_last() {
            Some((_, parents)) => parents,
            None => &[],
        }
    }

    /// The name, when it is only one.
    #[must_use]
    pub fn as_name(&self) -> Option<&Name> {
        match self.segments.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}
