//! What may be sent: the checks the compiler could not make.

use std::fmt;

use ats_schema::rules::{email, server_text, text};

use crate::table::{Table, flags};
use crate::wire::{Characters, Fault, Fields, Output};

/// What a record is sent for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    Update,
    /// Create or update, by the key in this slot, which stands in the URL.
    Upsert(usize),
}

impl Purpose {
    /// The flags a field needs to be sent.
    const fn needs(self) -> u32 {
        match self {
            Self::Create => flags::CREATE,
            Self::Update => flags::UPDATE,
            Self::Upsert(_) => flags::CREATE | flags::UPDATE,
        }
    }

    /// Whether the field in a slot is sent at all.
    pub(super) fn sends(self, table: &Table, slot: usize) -> bool {
        table.flags[slot] & self.needs() == self.needs() && self != Self::Upsert(slot)
    }
}

/// A record that the org would refuse, with every reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The object's API name.
    pub object: &'static str,
    /// The object's label.
    pub label: &'static str,
    /// What is wrong with which field; never empty.
    pub problems: Vec<Problem>,
}

/// One field that the org would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The field's API name.
    pub field: &'static str,
    /// The field's label.
    pub label: &'static str,
    /// The rule that is broken.
    pub rule: Rule,
}

/// A rule of the describe that a value breaks.
///
/// The fields that hold a value of the record are for the program: neither `Debug` nor the messages
/// of [`Problem`] and [`Invalid`] print them, because they may be personal data.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The field needs a value, and blank text is none. (`REQUIRED_FIELD_MISSING`)
    Required,
    /// The field cannot lose its value.
    NotNillable,
    /// The text is too long. (`STRING_TOO_LONG`)
    MaxLength {
        /// The characters the field keeps.
        max: u32,
        /// The characters the text has.
        length: usize,
    },
    /// The restricted picklist does not list the value.
    /// (`INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST`)
    NotListed {
        /// The value.
        value: String,
    },
    /// The restricted picklist's value is no longer active.
    /// (`INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST`)
    Inactive {
        /// The value.
        value: String,
    },
    /// The dependent picklist's value does not go with the controlling field's.
    /// (`FIELD_INTEGRITY_EXCEPTION`)
    Dependent {
        /// The dependent value.
        value: String,
        /// The controlling field's label.
        controller: &'static str,
        /// The controlling value.
        controlling: String,
    },
    /// The number has too many digits before the point. (`NUMBER_OUTSIDE_VALID_RANGE`)
    Digits {
        /// The digits there may be before the point.
        max: u32,
    },
    /// The date is before 1700-01-01 or after 4000-12-31. (`NUMBER_OUTSIDE_VALID_RANGE`)
    DateRange,
    /// The text is no e-mail address. (`INVALID_EMAIL_ADDRESS`)
    NotAnEmail {
        /// The text.
        value: String,
    },
    /// The id is that of a record of another object. (`FIELD_INTEGRITY_EXCEPTION`)
    ///
    /// Told by the key prefix, which for custom objects differs between orgs: only a client that
    /// has asked the org can know.
    OtherObject {
        /// The id.
        id: String,
        /// The API name of the object whose ids begin so.
        object: String,
        /// The API names of the objects that the field refers to.
        expected: Vec<String>,
    },
    /// The place of bytes was given where bytes are due.
    NotBytes,
    /// Records, compound values and the like are not sent.
    ReadOnly,
    /// The external key is `.` or `..`, which on the way to the org would become another address.
    NotAddressable,
}

impl Invalid {
    /// A record of `table` with these problems, by slot; `None` without one.
    ///
    /// For a client that knows more of the org than the record's type does.
    #[must_use]
    pub fn of(table: &'static Table, problems: Vec<(usize, Rule)>) -> Option<Self> {
        let problems: Vec<_> = problems
            .into_iter()
            .map(|(slot, rule)| problem(table, slot, rule))
            .collect();
        (!problems.is_empty()).then_some(Self {
            object: table.object,
            label: table.label,
            problems,
        })
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (`{}`) was not sent", self.label, self.object)?;
        for (i, problem) in self.problems.iter().enumerate() {
            write!(f, "{} {problem}", if i == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (`{}`) ", self.label, self.field)?;
        match &self.rule {
            Rule::Required => f.write_str("is required and has no value"),
            Rule::NotNillable => f.write_str("always has a value and cannot be cleared"),
            Rule::MaxLength { max, length } => {
                write!(f, "must be {max} characters or fewer; it has {length}")
            }
            Rule::NotListed { value } => write!(
                f,
                "is a restricted picklist that does not list its value ({})",
                characters(value)
            ),
            Rule::Inactive { value } => write!(
                f,
                "is a restricted picklist in which its value ({}) is no longer active",
                characters(value)
            ),
            Rule::Dependent {
                value, controller, ..
            } => write!(
                f,
                "has a value ({}) that is not valid for the value of {controller}",
                characters(value)
            ),
            Rule::Digits { max } => write!(f, "takes at most {max} digits before the point"),
            Rule::DateRange => f.write_str("must be between 1700-01-01 and 4000-12-31"),
            Rule::NotAnEmail { value } => write!(
                f,
                "must be an e-mail address; its value ({}) is not one",
                characters(value)
            ),
            Rule::OtherObject {
                id,
                object,
                expected,
            } => write!(
                f,
                "takes the id of `{}`; {} is that of a `{object}`",
                expected.join("` or `"),
                server_text::escape(id, 18)
            ),
            Rule::NotBytes => {
                f.write_str("holds the path of bytes in the org; fetch them and send the bytes")
            }
            Rule::ReadOnly => f.write_str("is only ever made by the org"),
            Rule::NotAddressable => f.write_str(
                "is `.` or `..`, which cannot stand in an address; upsert by another key",
            ),
        }
    }
}

/// The length of a value, as Salesforce counts it.
fn characters(value: &str) -> Characters {
    Characters(text::count(value))
}

/// Prints the rule and its limits, and `…` for each value of the record.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = format_args!("…");
        let (name, fields): (_, &[(&str, &dyn fmt::Debug)]) = match self {
            Self::Required => ("Required", &[]),
            Self::NotNillable => ("NotNillable", &[]),
            Self::MaxLength { max, length } => ("MaxLength", &[("max", max), ("length", length)]),
            Self::NotListed { .. } => ("NotListed", &[("value", &hidden)]),
            Self::Inactive { .. } => ("Inactive", &[("value", &hidden)]),
            Self::Dependent { controller, .. } => (
                "Dependent",
                &[
                    ("value", &hidden),
                    ("controller", controller),
                    ("controlling", &hidden),
                ],
            ),
            Self::Digits { max } => ("Digits", &[("max", max)]),
            Self::DateRange => ("DateRange", &[]),
            Self::NotAnEmail { .. } => ("NotAnEmail", &[("value", &hidden)]),
            Self::OtherObject {
                id,
                object,
                expected,
            } => (
                "OtherObject",
                &[("id", id), ("object", object), ("expected", expected)],
            ),
            Self::NotBytes => ("NotBytes", &[]),
            Self::ReadOnly => ("ReadOnly", &[]),
            Self::NotAddressable => ("NotAddressable", &[]),
        };
        let mut shown = f.debug_struct(name);
        for (name, value) in fields {
            shown.field(name, value);
        }
        shown.finish()
    }
}

/// Checks everything that would be sent.
pub(super) fn check(fields: &dyn Fields, purpose: Purpose) -> Result<(), Invalid> {
    let table = fields.table();
    let mut problems = Vec::new();
    for slot in 0..table.names.len() {
        if purpose.sends(table, slot) {
            let field = fields.field(slot);
            if let Err(rule) =
                check_field(table.flags[slot], &field.put(), field.is_resent(), purpose)
            {
                problems.push((slot, rule));
            }
        }
    }
    for (controller, dependent, is_pair) in table.dependents {
        let (controller, dependent) = (usize::from(*controller), usize::from(*dependent));
        if purpose.sends(table, dependent) && !fields.field(dependent).is_resent() {
            let (controlling, value) = (
                fields.field(controller).put(),
                fields.field(dependent).put(),
            );
            if let (Some(controlling), Some(value)) = (text_of(&controlling), text_of(&value))
                && !is_pair(controlling, value)
            {
                let rule = Rule::Dependent {
                    value: value.to_owned(),
                    controller: table.label_of(controller),
                    controlling: controlling.to_owned(),
                };
                problems.push((dependent, rule));
            }
        }
    }
    Invalid::of(table, problems).map_or(Ok(()), Err)
}

fn problem(table: &Table, slot: usize, rule: Rule) -> Problem {
    Problem {
        field: table.names[slot],
        label: table.label_of(slot),
        rule,
    }
}

/// The text of a picklist or checkbox, the types that take part in dependencies.
fn text_of<'a>(output: &'a Output<'_>) -> Option<&'a str> {
    match output {
        Output::Plain { text, .. } => Some(text),
        Output::Bool(true) => Some("true"),
        Output::Bool(false) => Some("false"),
        _ => None,
    }
}

/// Whether the org will store null for it.
pub(super) fn is_blank(output: &Output<'_>) -> bool {
    match output {
        Output::Absent | Output::Null => true,
        Output::Str { text, .. } | Output::Plain { text, .. } => text::is_blank(text),
        Output::Owned { text, .. } => text::is_blank(text),
        _ => false,
    }
}

fn check_field(
    field: u32,
    output: &Output<'_>,
    resent: bool,
    purpose: Purpose,
) -> Result<(), Rule> {
    if is_blank(output) {
        let creates = purpose != Purpose::Update;
        return match output {
            _ if creates && field & flags::REQUIRED != 0 => Err(Rule::Required),
            Output::Absent => Ok(()),
            // On create the org puts its default where a value is due.
            _ if !creates && field & flags::NILLABLE == 0 => Err(Rule::NotNillable),
            _ => Ok(()),
        };
    }
    if resent {
        return Ok(());
    }
    match output {
        Output::Str {
            text,
            max: Some(max),
        } if !text::fits(text, *max as usize) => Err(Rule::MaxLength {
            max: *max,
            length: text::count(text),
        }),
        Output::Str { text, .. } if field & flags::EMAIL != 0 && !email::is_email(text) => {
            Err(Rule::NotAnEmail {
                value: (*text).to_owned(),
            })
        }
        Output::Plain {
            fault: Some(fault), ..
        }
        | Output::Owned {
            fault: Some(fault), ..
        } => Err(match *fault {
            Fault::NotListed(value) => Rule::NotListed {
                value: value.to_owned(),
            },
            Fault::Inactive(value) => Rule::Inactive {
                value: value.to_owned(),
            },
            Fault::OutOfRange => Rule::DateRange,
            Fault::NotBytes => Rule::NotBytes,
            Fault::ReadOnly => Rule::ReadOnly,
        }),
        Output::Decimal(number) => match flags::digits(field) {
            Some((precision, scale)) if !number.fits(precision, scale) => Err(Rule::Digits {
                max: precision.saturating_sub(scale),
            }),
            _ => Ok(()),
        },
        Output::Record(_) | Output::Records(_) => Err(Rule::ReadOnly),
        _ => Ok(()),
    }
}

/// Checks the value of an external key.
pub(super) fn check_key(
    table: &'static Table,
    slot: usize,
    output: &Output<'_>,
) -> Result<(), Invalid> {
    let rule = if is_blank(output) {
        Err(Rule::Required)
    } else if matches!(
        output,
        Output::Str {
            text: "." | "..",
            ..
        }
    ) {
        Err(Rule::NotAddressable)
    } else {
        check_field(table.flags[slot], output, false, Purpose::Update)
    };
    match rule {
        Ok(()) => Ok(()),
        Err(rule) => Invalid::of(table, vec![(slot, rule)]).map_or(Ok(()), Err),
    }
}
