//! Types that JSON has as text.

use std::fmt;
use std::marker::PhantomData;

use ats_schema::rules::date;
use ats_schema::rules::id::{self, IdError};
use ats_schema::rules::picklist::split_values;
use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use serde::de::value::StrDeserializer;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A type that is made from text.
trait FromText: Sized {
    const WHAT: &'static str;
    fn from_text(text: &str) -> Result<Self, impl fmt::Display>;
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: FromText> Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WHAT)
    }
    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(E::custom)
    }
}

macro_rules! text_types {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<'de, $($generics)*> Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor(PhantomData))
            }
        }
    )*};
}
text_types! {
    [T: ?Sized] Id<T>;
    [const MAX: u32] Text<MAX>;
    [] Date;
    [] DateTime;
    [] Time;
    [] Blob;
    [] Unlisted;
}

/// The id of a record of `T`: 18 characters, checked when read.
pub struct Id<T: ?Sized> {
    text: [u8; 18],
    object: PhantomData<fn() -> *const T>,
}

impl<T: ?Sized> Id<T> {
    /// An id known when the program is written.
    ///
    /// # Panics
    ///
    /// If the text is no id.
    #[must_use]
    pub const fn literal(text: &str) -> Self {
        match id::parse(text) {
            Ok(text) => Self {
                text,
                object: PhantomData,
            },
            Err(_) => panic!("not a Salesforce id"),
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }
}

impl<T: ?Sized> FromText for Id<T> {
    const WHAT: &'static str = "an id";
    #[inline]
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        Ok::<_, IdError>(Self {
            text: id::parse(text)?,
            object: PhantomData,
        })
    }
}

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
impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.as_str())
    }
}
impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// Text of a known greatest length.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Text<const MAX: u32>(String);

impl<const MAX: u32> FromText for Text<MAX> {
    const WHAT: &'static str = "text";
    #[inline]
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        Ok::<_, &str>(Self(text.to_owned()))
    }
}

/// Base64, or the path of the bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blob(String);

impl FromText for Blob {
    const WHAT: &'static str = "the path of bytes";
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        Ok::<_, &str>(Self(text.to_owned()))
    }
}

/// A value that a restricted picklist does not list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Unlisted(Box<str>);

impl FromText for Unlisted {
    const WHAT: &'static str = "a picklist value";
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        Ok::<_, &str>(Self(text.into()))
    }
}

/// A date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Date(NaiveDate);

/// A point in time, in UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateTime(chrono::DateTime<chrono::Utc>);

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time(NaiveTime);

fn to_date(lexed: date::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(lexed.year, lexed.month.into(), lexed.day.into())
}

fn to_time(lexed: date::Time) -> Option<NaiveTime> {
    let (hour, minute, second) = (lexed.hour.into(), lexed.minute.into(), lexed.second.into());
    NaiveTime::from_hms_nano_opt(hour, minute, second, lexed.nanosecond)
}

fn from_date(date: NaiveDate) -> date::Date {
    date::Date {
        year: date.year(),
        month: date.month().try_into().unwrap_or(u8::MAX),
        day: date.day().try_into().unwrap_or(u8::MAX),
    }
}

fn from_time(time: NaiveTime) -> date::Time {
    date::Time {
        hour: time.hour().try_into().unwrap_or(u8::MAX),
        minute: time.minute().try_into().unwrap_or(u8::MAX),
        second: time.second().try_into().unwrap_or(u8::MAX),
        nanosecond: time.nanosecond().min(999_999_999),
    }
}

impl FromText for Date {
    const WHAT: &'static str = "a date";
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        let date = date::parse_date(text).map_err(|error| error.to_string())?;
        to_date(date).map(Self).ok_or("no such date".to_owned())
    }
}

impl FromText for Time {
    const WHAT: &'static str = "a time of day";
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        let time = date::parse_time(text).map_err(|error| error.to_string())?;
        to_time(time).map(Self).ok_or("no such time".to_owned())
    }
}

impl FromText for DateTime {
    const WHAT: &'static str = "a date and time";
    fn from_text(text: &str) -> Result<Self, impl fmt::Display> {
        let lexed = date::parse_date_time(text).map_err(|error| error.to_string())?;
        to_date(lexed.date)
            .zip(to_time(lexed.time))
            .and_then(|(date, time)| {
                let offset = chrono::TimeDelta::minutes(lexed.offset_minutes.into());
                date.and_time(time).checked_sub_signed(offset)
            })
            .map(|at| Self(at.and_utc()))
            .ok_or("no such time".to_owned())
    }
}

fn printed<T>(value: T, print: fn(&mut String, T) -> fmt::Result) -> String {
    let mut text = String::with_capacity(24);
    if print(&mut text, value).is_err() {
        text.clear();
    }
    text
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&printed(from_date(self.0), date::write_date))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&printed(from_time(self.0), date::write_time))
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let at = date::DateTime {
            date: from_date(self.0.date_naive()),
            time: from_time(self.0.time()),
            offset_minutes: 0,
        };
        s.serialize_str(&printed(at, date::write_date_time))
    }
}

/// The values chosen in a multi-select picklist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MultiPicklist<P>(Vec<P>);

impl<'de, P: for<'a> Deserialize<'a>> Deserialize<'de> for MultiPicklist<P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let values = split_values(&text)
            .map(|value| P::deserialize(StrDeserializer::<D::Error>::new(value)));
        values.collect::<Result<_, _>>().map(Self)
    }
}

impl<P: Serialize> Serialize for MultiPicklist<P> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let values = self.0.iter().map(|value| {
            let json = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
            Ok(json.as_str().unwrap_or_default().to_owned())
        });
        s.serialize_str(&values.collect::<Result<Vec<_>, _>>()?.join(";"))
    }
}
