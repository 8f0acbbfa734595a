//! From what a column holds to the field of a row.

use rust_decimal::Decimal;

use super::row_trait::Row;
use super::rows::Rows;
use super::unfit::Misfit;
use crate::value::{Id, Number, Picklist, ReferenceTarget, Text};

/// What the field of a row can be made of: a column whose values are `T`.
///
/// A column of type `T` fits a field of type `T` and `Option<T>`. Text of any length fits `String`,
/// an id or a picklist value does too, a number `Decimal` and `f64`. For a type of your own,
/// implement it. A field that is no `Option` takes no null: a record with one is an error that
/// names the field.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold this column",
    label = "the column holds `{T}`",
    note = "a column fits a field of its own type, of an `Option` of that, or of `String`; implement `ats_core::query::FromColumn` for a type of your own"
)]
pub trait FromColumn<T>: Sized {
    /// Makes the field's value.
    ///
    /// # Errors
    ///
    /// A sentence that says why not: that it is null, or what is wrong with it.
    fn from_column(value: Option<T>) -> Result<Self, Misfit>;
}

#[diagnostic::do_not_recommend]
impl<T> FromColumn<T> for Option<T> {
    fn from_column(value: Self) -> Result<Self, Misfit> {
        Ok(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> FromColumn<T> for T {
    fn from_column(value: Option<T>) -> Result<Self, Misfit> {
        value.ok_or(Misfit::NULL)
    }
}

macro_rules! conversions {
    ($([$($generics:tt)*] $column:ty => $field:ty: $convert:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FromColumn<$column> for $field {
            fn from_column(value: Option<$column>) -> Result<Self, Misfit> {
                value.map($convert).ok_or(Misfit::NULL)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FromColumn<$column> for Option<$field> {
            fn from_column(value: Option<$column>) -> Result<Self, Misfit> {
                Ok(value.map($convert))
            }
        }
    )*};
}

conversions! {
    [const MAX: u32] Text<MAX> => String: |text| text.into_string();
    [P: Picklist] P => String: |value| value.as_str().to_owned();
    [T: ReferenceTarget + ?Sized] Id<T> => String: |id| id.to_string();
    [] Number => f64: |number| number.to_f64();
}

#[diagnostic::do_not_recommend]
impl FromColumn<Number> for Decimal {
    fn from_column(value: Option<Number>) -> Result<Self, Misfit> {
        Option::<Decimal>::from_column(value)?.ok_or(Misfit::NULL)
    }
}

#[diagnostic::do_not_recommend]
impl FromColumn<Number> for Option<Decimal> {
    fn from_column(value: Option<Number>) -> Result<Self, Misfit> {
        value
            .map(|number| number.decimal().ok_or(()))
            .transpose()
            .map_err(|_| Misfit::because("a number with more digits than a Decimal; use Number"))
    }
}

#[diagnostic::do_not_recommend]
impl<R: Row> FromColumn<R> for Option<Box<R>> {
    fn from_column(value: Option<R>) -> Result<Self, Misfit> {
        Ok(value.map(Box::new))
    }
}

/// What the field of a row for children can be made of.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold these children",
    label = "expected `Vec<{K}>` or `Rows<{K}>`"
)]
pub trait FromChildren<K>: Sized {
    /// Makes the field's value.
    ///
    /// # Errors
    ///
    /// A sentence that says why not.
    fn from_children(rows: Rows<K>) -> Result<Self, Misfit>;
}

#[diagnostic::do_not_recommend]
impl<K> FromChildren<K> for Rows<K> {
    fn from_children(rows: Self) -> Result<Self, Misfit> {
        Ok(rows)
    }
}

#[diagnostic::do_not_recommend]
impl<K> FromChildren<K> for Vec<K> {
    /// A `Vec` is all children, so it does not take some of them.
    fn from_children(rows: Rows<K>) -> Result<Self, Misfit> {
        if rows.is_done() {
            return Ok(rows.into_vec());
        }
        Err(Misfit::because(format_args!(
            "there are more children than the {} on this page; make the field `Rows`, which knows \
             where the others are",
            rows.len(),
        )))
    }
}
