//! Values in a query: the only way for text to get into SOQL.

use ats_schema::rules::{decimal, literal};
use rust_decimal::Decimal;

use super::date_literal::DateLiteral;
use crate::value::{
    Date, DateTime, Id, MultiPicklist, Number, Picklist, Text, Time, soql_date, soql_date_time,
    soql_time,
};

/// A value that a field of type `T` can be compared with.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be compared with `{Self}`",
    label = "expected a value of `{T}`",
    note = "text is compared with text, a picklist with its own enum, an id with an id of the same object (`id.upcast()` where it may be of several), a number with an integer or a `Number`, a date with a date or a `DateLiteral`; `is_null()` finds fields without a value"
)]
pub trait Operand<T: ?Sized> {
    /// The value as a SOQL literal, quoted and escaped.
    fn soql(&self) -> String;
}

/// A value that `=` and `!=` in `soql!` take: an [`Operand`], or an `Option` of one, whose `None` is
/// null.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be compared with `{Self}`",
    label = "expected a value of `{T}`",
    note = "text is compared with text, a picklist with its own enum, an id with an id of the same object (`id.upcast()` where it may be of several), a number with an integer or a `Number`, a date with a date or a `DateLiteral`; `None` is null"
)]
pub trait Comparand<T: ?Sized> {
    /// The value as a SOQL literal, or `null`.
    fn soql_or_null(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized, V: Operand<T>> Comparand<T> for Option<V> {
    fn soql_or_null(&self) -> String {
        self.as_ref()
            .map_or_else(|| "null".to_owned(), Operand::soql)
    }
}

/// The types of fields that have an order: `<`, `<=`, `>`, `>=`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` has no order",
    label = "Salesforce refuses `<` and `>` for this field",
    note = "checkboxes and picklists are equal or not; use `eq`, `ne` or `is_in`"
)]
pub trait Ordered {}

/// The types of fields that `LIKE` takes.
///
/// Source: SOQL and SOSL Reference, “Comparison Operators”: “The LIKE operator is supported for
/// string fields only.”
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be matched with LIKE",
    label = "LIKE is for text fields",
    note = "use `eq` or `is_in` for picklists and ids, `includes` for multi-select picklists"
)]
pub trait Like {}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Like for Text<MAX> {}
#[diagnostic::do_not_recommend]
impl Like for String {}

/// The types of fields that `INCLUDES` and `EXCLUDES` take: [`MultiPicklist`].
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` does not hold several values",
    label = "INCLUDES and EXCLUDES are for multi-select picklists",
    note = "a field that holds one value is looked for with `eq` or `is_in`"
)]
pub trait MultiSelect {
    /// The enum of its values.
    type Entry: Picklist;
}

#[diagnostic::do_not_recommend]
impl<P: Picklist> MultiSelect for MultiPicklist<P> {
    type Entry = P;
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Ordered for Text<MAX> {}
#[diagnostic::do_not_recommend]
impl Ordered for String {}
#[diagnostic::do_not_recommend]
impl<T: ?Sized> Ordered for Id<T> {}
#[diagnostic::do_not_recommend]
impl Ordered for Number {}
#[diagnostic::do_not_recommend]
impl Ordered for Date {}
#[diagnostic::do_not_recommend]
impl Ordered for DateTime {}
#[diagnostic::do_not_recommend]
impl Ordered for Time {}

/// A text literal.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    // Writing to a `String` does not fail.
    let _ = literal::write_text(&mut out, text);
    out
}

/// A number without an exponent, which SOQL does not know.
fn plain(number: &Number) -> String {
    let text = number.to_string();
    let mut out = String::with_capacity(text.len());
    match decimal::parse(&text) {
        // Writing to a `String` does not fail.
        Ok(number) => drop(number.write_plain(&mut out)),
        Err(_) => return text,
    }
    out
}

macro_rules! operands {
    ($([$($generics:tt)*] $value:ty => $field:ty: |$this:ident| $soql:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Operand<$field> for $value {
            fn soql(&self) -> String {
                let $this = self;
                $soql
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Comparand<$field> for $value {
            fn soql_or_null(&self) -> String {
                Operand::<$field>::soql(self)
            }
        }
    )*};
}

operands! {
    [const MAX: u32] &str => Text<MAX>: |text| quoted(text);
    [const MAX: u32] String => Text<MAX>: |text| quoted(text);
    [const MAX: u32] &String => Text<MAX>: |text| quoted(text);
    [const MAX: u32, const OTHER: u32] Text<OTHER> => Text<MAX>: |text| quoted(text);
    [const MAX: u32, const OTHER: u32] &Text<OTHER> => Text<MAX>: |text| quoted(text);
    [] &str => String: |text| quoted(text);
    [] String => String: |text| quoted(text);
    [] &String => String: |text| quoted(text);
    [T: ?Sized] Id<T> => Id<T>: |id| format!("'{id}'");
    [T: ?Sized] &Id<T> => Id<T>: |id| format!("'{id}'");
    [] bool => bool: |value| value.to_string();
    [] Number => Number: |number| plain(number);
    [] &Number => Number: |number| plain(number);
    [] Decimal => Number: |number| number.to_string();
    [] i32 => Number: |number| number.to_string();
    [] i64 => Number: |number| number.to_string();
    [] u32 => Number: |number| number.to_string();
    [] Date => Date: |date| soql_date(*date);
    [] &Date => Date: |date| soql_date(**date);
    [] DateLiteral => Date: |literal| literal.to_string();
    [] DateTime => DateTime: |at| soql_date_time(*at);
    [] &DateTime => DateTime: |at| soql_date_time(**at);
    [] DateLiteral => DateTime: |literal| literal.to_string();
    [] Time => Time: |time| soql_time(*time);
    [P: Picklist] P => P: |value| quoted(value.as_str());
    [P: Picklist] &P => P: |value| quoted(value.as_str());
    [P: Picklist] MultiPicklist<P> => MultiPicklist<P>: |values| quoted(&values.to_string());
    [P: Picklist] &MultiPicklist<P> => MultiPicklist<P>: |values| quoted(&values.to_string());
}

macro_rules! integers {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Ordered for $int {}
        #[diagnostic::do_not_recommend]
        impl Operand<$int> for $int {
            fn soql(&self) -> String {
                self.to_string()
            }
        }
        #[diagnostic::do_not_recommend]
        impl Comparand<$int> for $int {
            fn soql_or_null(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 u8 u16 u32);

#[diagnostic::do_not_recommend]
impl Ordered for f64 {}

#[diagnostic::do_not_recommend]
impl Operand<f64> for f64 {
    /// A float that is no number compares as null, which equals no number.
    fn soql(&self) -> String {
        if self.is_finite() {
            self.to_string()
        } else {
            "null".to_owned()
        }
    }
}
