//! Query answers to read: made up, but shaped as an org's are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ats_schema::rules::id;
use syn::{GenericArgument, PathArguments, Type};

use crate::model::{self, Field, Model, Object, Picklist};

/// How the columns of a page are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As the type declares them.
    Declared,
    /// Otherwise, the same in every record, as a query's answer has them.
    Shuffled,
    /// Otherwise in every record, which no org does: nothing can be learned from it.
    PerRecord,
}

/// What a page holds.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many records.
    pub records: usize,
    /// How the columns are ordered.
    pub order: Order,
    /// Only so many columns.
    pub columns: usize,
    /// With parent records, and three child records of the first child relationship.
    pub relationships: bool,
    /// Of a hundred values that may be null, how many are.
    pub nulls: u64,
    /// Only values that may be written again: no picklist value the schema does not list.
    pub writable: bool,
}

impl Default for Shape {
    /// All columns of 2,000 records, a third of those that may be null being null.
    fn default() -> Self {
        Self {
            records: 2000,
            order: Order::Declared,
            columns: usize::MAX,
            relationships: false,
            nulls: 33,
            writable: false,
        }
    }
}

/// Makes pages for the objects of a model.
pub struct Pages {
    objects: BTreeMap<String, Object>,
    picklists: BTreeMap<String, Picklist>,
}

/// A page, and how much of it is null.
pub struct Page {
    /// The JSON text.
    pub json: String,
    /// The values, attributes left out.
    pub values: usize,
    /// Those of them that are null.
    pub nulls: usize,
}

impl Pages {
    /// For the objects of this model.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let objects = model.objects().into_iter();
        let picklists = model.picklists().into_iter();
        Self {
            objects: objects.map(|it| (it.ident.to_string(), it)).collect(),
            picklists: picklists.map(|it| (it.ident.to_string(), it)).collect(),
        }
    }

    /// A page of records of the object of this Rust name; `None` if there is no such object.
    #[must_use]
    pub fn page(&self, object: &str, shape: Shape) -> Option<Page> {
        let object = self.objects.get(object)?;
        let mut maker = Maker {
            pages: self,
            random: Random(0x5EED),
            values: 0,
            nulls: 0,
            shape,
        };
        let mut columns = maker.columns(object);
        if shape.order != Order::Declared {
            maker.random.shuffle(&mut columns);
        }
        let records = shape.records;
        let mut json = format!("{{\"totalSize\":{records},\"done\":true,\"records\":[");
        for i in 0..records {
            if i > 0 {
                json.push(',');
            }
            if shape.order == Order::PerRecord {
                maker.random.shuffle(&mut columns);
            }
            maker.record(&mut json, object, &columns, 0);
        }
        json.push_str("]}");
        Some(Page {
            json,
            values: maker.values,
            nulls: maker.nulls,
        })
    }
}

struct Maker<'a> {
    pages: &'a Pages,
    random: Random,
    values: usize,
    nulls: usize,
    shape: Shape,
}

const STREETS: [&str; 4] = [
    "1 Market Street\nSuite 300",
    "Bahnhofstraße 12",
    "742 Evergreen Terrace",
    "Rua Áurea 100",
];
const WORDS: [&str; 8] = [
    "Senior Rust Engineer",
    "Acme Widgets Incorporated",
    "Grand Hotels & Resorts Ltd",
    "Referred by a colleague; \"excellent\" references, ready to start in May.",
    "Zürich",
    "Ada Lovelace",
    "Follow up next week\nand send the offer.",
    "x",
];

impl Maker<'_> {
    fn columns<'a>(&self, object: &'a Object) -> Vec<&'a Field> {
        let plain = object.fields.iter().filter(|it| !it.is_relationship());
        let mut columns: Vec<_> = plain.take(self.shape.columns).collect();
        if self.shape.relationships {
            columns.extend(object.with("parent"));
            columns.extend(object.with("children").next());
        }
        columns
    }

    fn record(&mut self, out: &mut String, object: &Object, columns: &[&Field], depth: usize) {
        let id = self.random.id("003");
        let api = &object.api;
        let _ = write!(
            out,
            "{{\"attributes\":{{\"type\":\"{api}\",\"url\":\"/services/data/v63.0/sobjects/{api}/{id}\"}}"
        );
        for field in columns {
            let _ = write!(out, ",\"{}\":", field.api);
            self.values += 1;
            let never_null = matches!(model::name_of(&field.ty).as_str(), "bool")
                || field.api == "Id"
                || field.is("required")
                || field.is_relationship();
            let unwritable = self.shape.writable && field.depends;
            if unwritable || !never_null && self.random.below(100) < self.shape.nulls {
                self.nulls += 1;
                out.push_str("null");
            } else {
                self.value(out, field, depth);
            }
        }
        out.push('}');
    }

    fn value(&mut self, out: &mut String, field: &Field, depth: usize) {
        if field.is_relationship() {
            return self.related(out, field, depth);
        }
        let inner = model::inside(&field.ty, "Box").unwrap_or(&field.ty);
        let (day, month) = (1 + self.random.below(28), 1 + self.random.below(12));
        let _ = match model::name_of(inner).as_str() {
            "Id" => write!(out, "\"{}\"", self.random.id("001")),
            "Text" | "String" => {
                let text = self.text(&field.api, longest(inner));
                write!(out, "{}", serde_json::Value::from(text))
            }
            "bool" => write!(out, "{}", self.random.below(2) == 1),
            "i64" => write!(out, "{}", self.random.below(10_000)),
            "Number" => {
                let (precision, scale) = field.digits.unwrap_or((18, 2));
                let number = self.number(precision.saturating_sub(scale), scale);
                write!(out, "{number}")
            }
            "Date" => write!(out, "\"2024-{month:02}-{day:02}\""),
            "DateTime" => write!(out, "\"2024-{month:02}-{day:02}T09:30:05.000+0000\""),
            "Time" => write!(out, "\"{:02}:30:00.000Z\"", self.random.below(24)),
            "Address" => write!(
                out,
                "{{\"city\":\"Zürich\",\"country\":\"Switzerland\",\"geocodeAccuracy\":null,\
                 \"latitude\":47.378177,\"longitude\":8.540192,\"postalCode\":\"8001\",\
                 \"state\":null,\"street\":\"Bahnhofstraße 12\"}}"
            ),
            "Location" => write!(out, "{{\"latitude\":47.378177,\"longitude\":8.540192}}"),
            "Blob" => write!(out, "\"/services/data/v63.0/sobjects/X/068/VersionData\""),
            "RawJson" => write!(out, "{{\"a\":[1,2]}}"),
            "MultiPicklist" => {
                let of = argument(inner).map(model::name_of).unwrap_or_default();
                self.picklist(out, &of)
            }
            name => self.picklist(out, name),
        };
    }

    fn picklist(&mut self, out: &mut String, name: &str) -> std::fmt::Result {
        let pages = self.pages;
        let listed = pages.picklists.get(name);
        let values = match listed {
            Some(listed) if self.shape.writable => listed.active.as_slice(),
            Some(listed) => listed.values.as_slice(),
            None => &[],
        };
        if values.is_empty() {
            return write!(out, "null");
        }
        // One in a hundred was added to the org after the types were made.
        if !self.shape.writable && self.random.below(100) == 0 {
            return write!(out, "\"Added Yesterday\"");
        }
        let value = self.random.choose(values).as_str();
        write!(out, "{}", serde_json::Value::from(value))
    }

    /// A number as orgs print them: never without a digit after the point.
    fn number(&mut self, integer: usize, fraction: usize) -> String {
        let mut digits = |most: usize| {
            let count = 1 + self.random.below(most.clamp(1, 8) as u64);
            let below = 10_u64.pow(u32::try_from(count).unwrap_or(1));
            self.random.below(below)
        };
        let whole = if integer == 0 {
            0
        } else {
            digits(integer.min(6))
        };
        let part = if fraction == 0 { 0 } else { digits(fraction) };
        format!("{whole}.{part}")
    }

    fn related(&mut self, out: &mut String, field: &Field, depth: usize) {
        let pages = self.pages;
        let of = model::name_of(model::related(&field.ty));
        let Some(object) = pages.objects.get(&of) else {
            let id = self.random.id("005");
            let _ = write!(
                out,
                "{{\"attributes\":{{\"type\":\"User\",\"url\":\"/x\"}},\"Id\":\"{id}\",\"Name\":\"Ada\"}}"
            );
            return;
        };
        let plain = object.fields.iter().filter(|it| !it.is_relationship());
        let columns: Vec<_> = plain.take(4).collect();
        if field.is("parent") {
            return self.record(out, object, &columns, depth + 1);
        }
        out.push_str("{\"totalSize\":3,\"done\":true,\"records\":[");
        for i in 0..3 {
            if i > 0 {
                out.push(',');
            }
            self.record(out, object, &columns, depth + 1);
        }
        out.push_str("]}");
    }

    fn text(&mut self, api: &str, max: usize) -> String {
        let has = |word: &str| api.contains(word);
        let text = if has("Email") {
            format!("ada.{}@example.com", self.random.below(100_000))
        } else if has("Phone") || has("Fax") {
            format!("+41 44 668 {:04}", self.random.below(10_000))
        } else if has("Url") || has("URL") || has("Website") {
            format!("https://example.com/profile/{}", self.random.below(100_000))
        } else if has("Street") {
            (*self.random.choose(&STREETS)).to_owned()
        } else {
            (*self.random.choose(&WORDS)).to_owned()
        };
        let mut kept = 0;
        let fits = |c: &char| {
            kept += c.len_utf16();
            kept <= max
        };
        text.chars().take_while(fits).collect()
    }
}

/// The `40` of `Text<40>`.
fn longest(ty: &Type) -> usize {
    let Type::Path(path) = ty else {
        return usize::MAX;
    };
    let last = path.path.segments.last().map(|it| &it.arguments);
    if let Some(PathArguments::AngleBracketed(arguments)) = last
        && let Some(GenericArgument::Const(syn::Expr::Lit(literal))) = arguments.args.first()
        && let syn::Lit::Int(max) = &literal.lit
    {
        return max.base10_parse().unwrap_or(usize::MAX);
    }
    usize::MAX
}

fn argument(ty: &Type) -> Option<&Type> {
    model::inside(ty, &model::name_of(ty))
}

/// SplitMix64: the same pages on every machine, and no dependency.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn choose<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or_default()]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i as u64 + 1);
            items.swap(i, usize::try_from(j).unwrap_or_default());
        }
    }

    /// An id with its check characters.
    fn id(&mut self, prefix: &str) -> String {
        const LETTERS: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut first = *b"000Em000000xxxx";
        first[..3].copy_from_slice(prefix.as_bytes());
        for byte in &mut first[10..] {
            *byte = *self.choose(LETTERS);
        }
        let bytes = first.into_iter().chain(id::suffix(&first));
        bytes.map(char::from).collect()
    }
}
