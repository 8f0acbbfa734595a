//! Joins a message with its advice, and gives the advice about invalid records.

use std::fmt;

use ats_core::record::{Invalid, Problem, Rule};

/// A message and its advice, in one line.
pub(crate) fn together(message: &dyn fmt::Display, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}; {help}"),
        None => message.to_string(),
    }
}

pub(crate) fn some(advice: &str) -> Option<String> {
    (!advice.is_empty()).then(|| advice.to_owned())
}

/// Returns the advice about the first problem; `None` where the message contains it already.
pub(crate) fn of_invalid(invalid: &Invalid) -> Option<String> {
    let Problem { label, rule, .. } = invalid.problems.first()?;
    Some(match rule {
        Rule::Required => format!("give {label} a value; blank text is none"),
        Rule::NotNillable => format!("leave {label} out of the update, or set a value"),
        Rule::MaxLength { .. } => {
            format!("shorten {label}; `Text::truncated` keeps as much as fits")
        }
        Rule::NotListed { .. } | Rule::Inactive { .. } => format!(
            "set {label} to a variant of its enum; if the org lists the value, generate the types again"
        ),
        Rule::Dependent { controller, .. } => {
            format!("set {label} to a value that goes with {controller}, or change {controller}")
        }
        Rule::NotAnEmail { .. } => "write it as ada@example.com".to_owned(),
        Rule::OtherObject { .. } => {
            "look up which id was meant: it begins with the prefix of its object".to_owned()
        }
        _ => return None,
    })
}
