//! `Value` for numbers, raw JSON and the types of the standard library.

use super::Value;
use crate::table::FieldKind;
use crate::wire::{Input, Mismatch, Number, Output, RawJson, Shape};

#[diagnostic::do_not_recommend]
impl Value for bool {
    fn kind() -> FieldKind {
        FieldKind::BooleanValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            Input::Bool(value) => Ok(value),
            other => Err(Mismatch::new("true or false", other)),
        }
    }
    fn write(&self) -> Output<'_> {
        Output::Bool(*self)
    }
}

/// Two to the sixty-third: the first float that is no `i64` any more.
const I64_END: f64 = 9_223_372_036_854_775_808.0;

/// Reads a whole number; Salesforce writes some with a fraction of zero, such as `12.0`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and in range"
)]
fn whole(input: Input<'_>) -> Result<i64, Mismatch> {
    match input {
        Input::Int(value) => Ok(value),
        Input::Float(value) if value.fract() == 0.0 && (-I64_END..I64_END).contains(&value) => {
            Ok(value as i64)
        }
        other => Err(Mismatch::new("a whole number", other)),
    }
}

#[diagnostic::do_not_recommend]
impl Value for i64 {
    fn kind() -> FieldKind {
        FieldKind::IntegerValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        whole(input)
    }
    fn write(&self) -> Output<'_> {
        Output::Int(*self)
    }
}

macro_rules! small_integers {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Value for $int {
            fn kind() -> FieldKind {
                FieldKind::IntegerValue
            }

            fn read(input: Input<'_>) -> Result<Self, Mismatch> {
                whole(input)?
                    .try_into()
                    .map_err(|_| Mismatch::new(concat!("a number that fits ", stringify!($int)), input))
            }
            fn write(&self) -> Output<'_> {
                Output::Int((*self).into())
            }
        }
    )*};
}
small_integers!(i8 i16 i32 u8 u16 u32);

#[diagnostic::do_not_recommend]
impl Value for f64 {
    fn kind() -> FieldKind {
        FieldKind::NumberValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
            Input::Int(value) => Ok(value as f64),
            Input::Float(value) => Ok(value),
            other => Err(Mismatch::new("a number", other)),
        }
    }
    fn write(&self) -> Output<'_> {
        Output::Float(*self)
    }
}

#[diagnostic::do_not_recommend]
impl Value for String {
    fn kind() -> FieldKind {
        FieldKind::TextValue { max_length: None }
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            Input::Str(text) => Ok(text.to_owned()),
            other => Err(Mismatch::new("text", other)),
        }
    }
    fn write(&self) -> Output<'_> {
        Output::Str {
            text: self,
            max: None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Value for Number {
    const SHAPE: Shape = Shape::Raw;

    fn kind() -> FieldKind {
        FieldKind::NumberValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        let number = match input {
            Input::Json(text) => Self::from_json(text),
            Input::Int(value) => Some(value.into()),
            Input::Float(value) => value.try_into().ok(),
            _ => None,
        };
        number.ok_or_else(|| Mismatch::new("a number", input))
    }

    fn write(&self) -> Output<'_> {
        Output::Decimal(self)
    }
}

#[diagnostic::do_not_recommend]
impl Value for RawJson {
    const SHAPE: Shape = Shape::Raw;

    fn kind() -> FieldKind {
        FieldKind::JsonValue
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            Input::Json(text) => Self::new(text).map_err(Mismatch::because),
            other => Err(Mismatch::new("JSON", other)),
        }
    }

    fn write(&self) -> Output<'_> {
        Output::Json(self)
    }
}
