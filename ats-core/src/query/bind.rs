//! The values of binds: `:status` in `soql!`.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::checked::Checked;
pub use super::like_pattern::Pattern;
use super::operand::quoted;
pub use super::operand::{Comparand, Operand};
use crate::value::{Date, DateTime, Id, Number, Text, Time};

mod split;

pub use split::Split;

/// Declares the trait of a bind in `soql!`, whose only use is its message for a value of another
/// type. Here and not in the expansion, which is read faster for it.
#[doc(hidden)]
#[macro_export]
macro_rules! __bind_trait {
    ($name:ident $message:tt $label:tt $note:tt $($bound:tt)+) => {
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        trait $name: $($bound)+ {}
        #[diagnostic::do_not_recommend]
        impl<V: $($bound)+> $name for V {}
    };
}

/// Writes a value that something is compared with by `=` or `!=`, which takes null too; and the
/// text after it.
#[doc(hidden)]
pub fn compared<T, V: Comparand<T> + ?Sized, R>(
    query: Checked<R>,
    value: &V,
    after: &str,
) -> Checked<R> {
    query.write(&value.soql_or_null(), after)
}

/// Writes a value.
#[doc(hidden)]
pub fn value<T, V: Operand<T> + ?Sized, R>(
    query: Checked<R>,
    value: &V,
    after: &str,
) -> Checked<R> {
    query.write(&value.soql(), after)
}

/// Writes a condition with a list, `Id IN ('…', '…')`; where the list is empty, the condition that
/// means the same: nothing is in it.
#[doc(hidden)]
pub fn list<T, L: List<T> + ?Sized, R>(
    mut query: Checked<R>,
    texts: (&str, &str),
    values: &L,
    after: &str,
) -> Checked<R> {
    write_list::<T, L>(query.text_mut(), texts, values, &mut |_| {});
    query.write("", after)
}

/// As [`list`], where the list may be split over several queries.
#[doc(hidden)]
pub fn split_list<T, L: List<T> + ?Sized, R>(
    mut query: Checked<R>,
    texts: (&str, &str),
    values: &L,
    after: &str,
) -> Checked<R> {
    let text = query.text_mut();
    let first = text.len() + texts.0.len() + " (".len();
    let mut ends = Vec::new();
    write_list::<T, L>(text, texts, values, &mut |end| ends.push(end));
    query.split_at(Split::new(first, ends)).write("", after)
}

/// Writes a condition with a list, telling where each value ends.
fn write_list<T, L: List<T> + ?Sized>(
    out: &mut String,
    (before, empty): (&str, &str),
    values: &L,
    ended: &mut dyn FnMut(usize),
) {
    let start = out.len();
    out.push_str(before);
    out.push_str(" (");
    let first = out.len();
    values.each(&mut |value| {
        if out.len() > first {
            out.push_str(", ");
        }
        out.push_str(&value);
        ended(out.len());
    });
    if out.len() > first {
        out.push(')');
    } else {
        out.truncate(start);
        out.push_str(empty);
    }
}

/// Writes the pattern of a `LIKE`.
#[doc(hidden)]
pub fn pattern<V: Pattern + ?Sized, R>(query: Checked<R>, value: &V, after: &str) -> Checked<R> {
    query.write(&value.soql_pattern(), after)
}

/// Writes a text that no field holds: a label, or the unit of a distance.
#[doc(hidden)]
pub fn text<V: AsRef<str> + ?Sized, R>(query: Checked<R>, value: &V, after: &str) -> Checked<R> {
    query.write(&quoted(value.as_ref()), after)
}

/// Writes a number of rows.
#[doc(hidden)]
pub fn rows<V: RowCount + ?Sized, R>(query: Checked<R>, value: &V, after: &str) -> Checked<R> {
    query.write(&value.soql(), after)
}

/// Writes the id of a record of any object.
#[doc(hidden)]
pub fn any_id<V: AnyId + ?Sized, R>(query: Checked<R>, value: &V, after: &str) -> Checked<R> {
    query.write(&value.soql(), after)
}

/// Writes a value for a field of which the schema does not tell the type.
#[doc(hidden)]
pub fn any<V: AnyValue + ?Sized, R>(query: Checked<R>, value: &V, after: &str) -> Checked<R> {
    query.write(&value.soql(), after)
}

/// Several values, for `IN`: a `Vec`, an array, a slice or a set.
#[diagnostic::on_unimplemented(
    message = "`IN` needs a list of `{T}`, found `{Self}`",
    label = "expected a list of `{T}`",
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
    message = "`{Self}` is not a number of rows",
    label = "expected an unsigned integer"
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
#[diagnostic::on_unimplemented(message = "`{Self}` is not an ID", label = "expected an `Id`")]
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
    message = "`{Self}` is not a SOQL value",
    label = "expected text, a number, a date, a boolean or an `Id`"
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
    use crate::query::NoRow;

    #[test]
    fn a_list_of_nothing_is_a_condition() {
        let names = |start: &str, names: &[&str], after: &str| {
            let texts = ("Name IN", "Id = null");
            let query = Checked::<NoRow>::start(start, false);
            list::<String, _, _>(query, texts, names, after).to_string()
        };
        assert_eq!(
            names("SELECT Id FROM Job WHERE ", &[], " LIMIT 1"),
            "SELECT Id FROM Job WHERE Id = null LIMIT 1",
        );
        assert_eq!(names("", &["it's", "b"], ""), "Name IN ('it\\'s', 'b')");
    }

    #[test]
    fn nothing_compared_is_null() {
        let query = Checked::<NoRow>::start("", false);
        let query = compared::<String, _, _>(query, &None::<&str>, " != ");
        let query = compared::<String, _, _>(query, &Some("a"), "");
        assert_eq!(query.as_str(), "null != 'a'");
    }
}
