//! The values of binds: `:status` in `soql!`.

use std::collections::{BTreeSet, HashSet, VecDeque};

use ats_schema::rules::literal;

use super::operand::quoted;
pub use super::operand::{Comparand, Operand};
use crate::value::{Date, DateTime, Id, Number, Text, Time};

mod split;

pub use split::Split;

/// The text before the first bind, with room for this much in all.
#[doc(hidden)]
#[must_use]
pub fn start(text: &str, capacity: usize) -> String {
    let mut out = String::with_capacity(capacity);
    out.push_str(text);
    out
}

/// Writes a value that something is compared with by `=` or `!=`, which takes null too; and the
/// text after it.
#[doc(hidden)]
pub fn compared<T, V: Comparand<T>>(out: &mut String, value: &V, after: &str) {
    out.push_str(&value.soql_or_null());
    out.push_str(after);
}

/// Writes a value.
#[doc(hidden)]
pub fn value<T, V: Operand<T>>(out: &mut String, value: &V, after: &str) {
    out.push_str(&value.soql());
    out.push_str(after);
}

/// Writes a condition with a list, `Id IN ('…', '…')`; where the list is empty, the condition that
/// means the same: nothing is in it.
#[doc(hidden)]
pub fn list<T, L: List<T> + ?Sized>(
    out: &mut String,
    (before, empty): (&str, &str),
    values: &L,
    after: &str,
) {
    let start = out.len();
    out.push_str(before);
    out.push_str(" (");
    let mut is_first = true;
    values.each(&mut |value| {
        if !is_first {
            out.push_str(", ");
        }
        is_first = false;
        out.push_str(&value);
    });
    out.push(')');
    if is_first {
        out.truncate(start);
        out.push_str(empty);
    }
    out.push_str(after);
}

/// As [`list`], remembering where the values are.
#[doc(hidden)]
#[must_use]
pub fn split_list<T, L: List<T> + ?Sized>(
    out: &mut String,
    texts: (&str, &str),
    values: &L,
    after: &str,
) -> Split {
    let start = out.len();
    list(out, texts, values, after);
    let mut ends = Vec::new();
    let first = start + texts.0.len() + " (".len();
    let mut end = first;
    values.each(&mut |value| {
        end += value.len();
        ends.push(end);
        end += ", ".len();
    });
    Split::new(first, ends)
}

/// Writes the pattern of a `LIKE`.
#[doc(hidden)]
pub fn pattern<V: AsRef<str> + ?Sized>(out: &mut String, value: &V, after: &str) {
    // Writing to a `String` does not fail.
    let _ = literal::write_text(out, value.as_ref());
    out.push_str(after);
}

/// Writes a number of rows.
#[doc(hidden)]
pub fn rows<V: RowCount>(out: &mut String, value: &V, after: &str) {
    out.push_str(&value.soql());
    out.push_str(after);
}

/// Writes the id of a record of any object.
#[doc(hidden)]
pub fn any_id<V: AnyId>(out: &mut String, value: &V, after: &str) {
    out.push_str(&value.soql());
    out.push_str(after);
}

/// Writes a value for a field of which the schema does not tell the type.
#[doc(hidden)]
pub fn any<V: AnyValue>(out: &mut String, value: &V, after: &str) {
    out.push_str(&value.soql());
    out.push_str(after);
}

/// Several values, for `IN`: a `Vec`, an array, a slice or a set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of values for a field of type `{T}`",
    label = "IN takes a list of what the field holds",
    note = "a `Vec`, an array, a slice or a set of `{T}`; text fields take lists of `&str` and `String` too"
)]
pub trait List<T> {
    #[doc(hidden)]
    fn each(&self, add: &mut dyn FnMut(String));
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, V: Operand<T>, $($generics)*> List<T> for $list {
            fn each(&self, add: &mut dyn FnMut(String)) {
                self.iter().for_each(|value| add(value.soql()));
            }
        }
    )*};
}

lists! {
    [] [V];
    [const N: usize] [V; N];
    [] Vec<V>;
    [] VecDeque<V>;
    [] BTreeSet<V>;
    [S] HashSet<V, S>;
}

#[diagnostic::do_not_recommend]
impl<T, L: List<T> + ?Sized> List<T> for &L {
    fn each(&self, add: &mut dyn FnMut(String)) {
        (**self).each(add);
    }
}

/// A number of rows, for `LIMIT` and `OFFSET`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number of rows",
    label = "LIMIT and OFFSET take an unsigned integer"
)]
pub trait RowCount {
    #[doc(hidden)]
    fn soql(&self) -> String;
}

macro_rules! row_counts {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl RowCount for $int {
            fn soql(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
row_counts!(u8 u16 u32 u64 usize);

/// An id, of whatever object.
#[diagnostic::on_unimplemented(message = "`{Self}` is no id", label = "expected an `Id`")]
pub trait AnyId {
    #[doc(hidden)]
    fn soql(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized> AnyId for Id<T> {
    fn soql(&self) -> String {
        format!("'{self}'")
    }
}

#[diagnostic::do_not_recommend]
impl<V: AnyId> AnyId for &V {
    fn soql(&self) -> String {
        (**self).soql()
    }
}

/// A value of any field, where the schema does not tell its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of SOQL",
    label = "expected text, a number, a date, a boolean or an id"
)]
pub trait AnyValue {
    #[doc(hidden)]
    fn soql(&self) -> String;
}

macro_rules! any_values {
    ($([$($generics:tt)*] $value:ty => $as:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> AnyValue for $value {
            fn soql(&self) -> String {
                <Self as Operand<$as>>::soql(self)
            }
        }
    )*};
}

any_values! {
    [] String => String;
    [] &str => String;
    [] bool => bool;
    [] i32 => Number;
    [] i64 => Number;
    [] u32 => Number;
    [] Number => Number;
    [] Date => Date;
    [] DateTime => DateTime;
    [] Time => Time;
    [T: ?Sized] Id<T> => Self;
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> AnyValue for Text<MAX> {
    fn soql(&self) -> String {
        quoted(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_nothing_is_a_condition() {
        let mut soql = String::from("SELECT Id FROM Job WHERE ");
        list::<String, _>(
            &mut soql,
            ("Name IN", "Id = null"),
            &Vec::<String>::new(),
            " LIMIT 1",
        );
        assert_eq!(soql, "SELECT Id FROM Job WHERE Id = null LIMIT 1");

        let mut soql = String::new();
        list::<String, _>(&mut soql, ("Name IN", "Id = null"), &["it's", "b"], "");
        assert_eq!(soql, "Name IN ('it\\'s', 'b')");
    }

    #[test]
    fn nothing_compared_is_null() {
        let mut soql = String::new();
        compared::<String, _>(&mut soql, &None::<&str>, " != ");
        compared::<String, _>(&mut soql, &Some("a"), "");
        assert_eq!(soql, "null != 'a'");
    }
}
