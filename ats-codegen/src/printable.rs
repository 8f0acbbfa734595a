//! Text of orgs and files as people are shown it. The rule is
//! [`ats_schema::rules::server_text`]; here is how much is shown of what.

use ats_schema::rules::server_text::{Escaped, escape};

/// Characters of a name that are shown; API names have at most 80 and labels 255.
const NAME: usize = 255;

/// Characters of a warning or change that are shown: what it says, with a name or two.
const MESSAGE: usize = 1_000;

/// A name, label or value on its own line or in one of ours.
pub(crate) const fn name(text: &str) -> Escaped<'_> {
    escape(text, NAME)
}

/// The text of a warning or a change.
pub(crate) fn message(text: &str) -> String {
    escape(text, MESSAGE).to_string()
}

/// A line of ours, of which nothing is cut off.
pub(crate) fn line(text: &str) -> String {
    escape(text, usize::MAX).to_string()
}
