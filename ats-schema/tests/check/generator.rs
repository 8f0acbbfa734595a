//! Random queries that suit a schema, and the same with one mistake.
//!
//! It takes nothing but a [`Catalog`] and a seed, so that the same queries can be put to an
//! org.

#[path = "mutate.rs"]
pub mod mutate;

use std::collections::HashSet;

use ats_schema::rules::{id, literal};
use ats_schema::schema::{Catalog, Field, FieldType, Flags, Lookup, Object, Schema};

/// Makes queries; the same seed makes the same ones.
pub struct Generator<'s> {
    catalog: &'s Catalog,
    objects: Vec<&'s Object>,
    state: u64,
}

/// A query with one mistake.
pub struct Mistake {
    pub query: String,
    /// The code that Salesforce answers it with.
    pub code: &'static str,
    /// Which of the [`KINDS`](mutate::KINDS) of mistakes it is.
    pub which: usize,
}

/// A query in its parts.
#[derive(Clone)]
struct Parts {
    select: Vec<String>,
    from: String,
    filter: Vec<String>,
    group_by: Vec<String>,
    having: Option<String>,
    order_by: Vec<String>,
    limit: Option<u64>,
    offset: Option<u64>,
    /// `WITH` and what follows.
    with: &'static str,
    /// What stands at the end.
    end: &'static str,
}

/// A field and the path to it.
struct Found<'s> {
    path: String,
    object: &'s Object,
    field: &'s Field,
}

impl<'s> Generator<'s> {
    pub fn new(catalog: &'s Catalog, seed: u64) -> Self {
        let objects = catalog.objects().filter(|object| object.queryable);
        Self {
            catalog,
            objects: objects.collect(),
            state: seed,
        }
    }

    /// A query that Salesforce takes, and the same with one mistake.
    pub fn pair(&mut self) -> (String, Mistake) {
        let object = self.object();
        let parts = match self.below(10) {
            0 => Parts {
                select: vec!["COUNT()".to_owned()],
                filter: self.filter(object, true),
                ..Parts::of(object)
            },
            1..4 => self.groups(object),
            _ => self.records(object, 0),
        };
        let mistake = loop {
            let mut parts = parts.clone();
            let which = self.below(mutate::KINDS);
            if let Some(code) = self.mutate(object, &mut parts, which) {
                let query = write(&parts);
                break Mistake { query, code, which };
            }
        };
        (write(&parts), mistake)
    }

    fn object(&mut self) -> &'s Object {
        let at = self.below(self.objects.len());
        self.objects[at]
    }

    fn records(&mut self, object: &'s Object, level: usize) -> Parts {
        let mut seen = HashSet::new();
        let mut select = Vec::new();
        for _ in 0..=self.below(5) {
            let found = self.field(object);
            if !seen.insert(found.path.to_lowercase()) {
                continue;
            }
            let is_picklist = found.field.kind == FieldType::Picklist;
            let is_number = found.field.kind == FieldType::Currency;
            select.push(match self.below(4) {
                0 if is_picklist => format!("toLabel({})", found.path),
                0 if is_number => format!("FORMAT({}) shown{}", found.path, seen.len()),
                _ => found.path,
            });
        }
        if self.one_in(4)
            && let Some(path) = self.polymorphic(object)
            && seen.insert(path.to_lowercase())
        {
            select.push(path);
        }
        if level < 3 && self.one_in(3) {
            for _ in 0..=self.below(2) {
                if let Some((name, child)) = self.child(object)
                    && seen.insert(name.to_lowercase())
                {
                    let mut parts = self.records(child, level + 1);
                    name.clone_into(&mut parts.from);
                    parts.offset = None;
                    select.push(format!("({})", write(&parts)));
                }
            }
        }
        let mut order_by = Vec::new();
        for _ in 0..self.below(3) {
            let found = self.field(object);
            if found.field.flags.has(Flags::SORT) && !is_whole(found.field) {
                let way = ["", " ASC", " DESC", " NULLS LAST", " DESC NULLS LAST"];
                order_by.push(format!("{}{}", found.path, way[self.below(5)]));
            }
        }
        let filter = self.filter(object, level == 0);
        Parts {
            select,
            filter,
            order_by,
            limit: self.one_in(2).then(|| self.number(200)),
            offset: (level == 0 && self.one_in(4)).then(|| self.number(2001)),
            ..Parts::of(object)
        }
    }

    fn groups(&mut self, object: &'s Object) -> Parts {
        let mut parts = Parts::of(object);
        let mut names = HashSet::new();
        for _ in 0..self.below(3) {
            let found = self.field(object);
            let is_date = matches!(found.field.kind, FieldType::Date | FieldType::DateTime);
            if is_date && self.one_in(2) {
                let functions = ["CALENDAR_YEAR", "CALENDAR_MONTH", "WEEK_IN_YEAR"];
                let function = functions[self.below(3)];
                let by = format!("{function}({})", found.path);
                if !parts.group_by.contains(&by) {
                    parts.select.push(format!("{by} part{}", names.len()));
                    names.insert(by.clone());
                    parts.group_by.push(by);
                }
            } else if found.field.flags.has(Flags::GROUP)
                && !is_whole(found.field)
                && found.path != "Id"
                && names.insert(found.field.name.to_lowercase())
            {
                parts.select.push(found.path.clone());
                parts.group_by.push(found.path);
            }
        }
        let functions = ["COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG"];
        for _ in 0..=self.below(3) {
            let found = self.field(object);
            let number = matches!(
                found.field.kind,
                FieldType::Currency | FieldType::Double | FieldType::Int | FieldType::Percent
            );
            let function = functions[self.below(if number { 6 } else { 4 })];
            let is_free = !parts.group_by.contains(&found.path)
                && (found.field.kind != FieldType::Time || function.starts_with("COUNT"));
            if found.field.flags.has(Flags::AGGREGATE) && is_free {
                parts.select.push(format!("{function}({})", found.path));
            }
        }
        parts.select.push("COUNT(Id) records".to_owned());
        parts.filter = self.filter(object, true);
        if !parts.group_by.is_empty() {
            if self.one_in(3) {
                parts.having = Some(format!("COUNT(Id) > {}", self.number(5)));
            }
            if self.one_in(2) {
                parts.order_by.push("COUNT(Id) DESC".to_owned());
                parts.order_by.push(parts.group_by[0].clone());
            }
            parts.limit = Some(self.number(200));
        }
        parts
    }

    fn filter(&mut self, object: &'s Object, outermost: bool) -> Vec<String> {
        let mut filter = Vec::new();
        for _ in 0..self.below(4) {
            let one = self.condition(object);
            filter.extend(match (one, self.below(5)) {
                (None, _) => None,
                (Some(one), 0) => Some(format!("(NOT {one})")),
                (Some(one), 1) => match self.condition(object) {
                    Some(other) => Some(format!("({one} OR {other})")),
                    None => Some(one),
                },
                (Some(one), _) => Some(one),
            });
        }
        if outermost && self.one_in(6) {
            filter.extend(self.semi_join(object));
        }
        filter
    }

    fn semi_join(&mut self, object: &'s Object) -> Option<String> {
        let catalog = self.catalog;
        let (_, child) = self.child(object)?;
        let link = child.fields.iter().find(|field| {
            let leads_here = field.targets.contains(&object.name);
            leads_here && field.flags.has(Flags::FILTER)
        })?;
        if std::ptr::eq(child, object) || !matches!(catalog.object(&child.name), Lookup::Known(_)) {
            return None;
        }
        let not = if self.one_in(2) { "NOT IN" } else { "IN" };
        let inner = match self.condition(child) {
            Some(condition) => format!(" WHERE {condition}"),
            None => String::new(),
        };
        let (field, name) = (&link.name, &child.name);
        Some(format!("Id {not} (SELECT {field} FROM {name}{inner})"))
    }

    fn condition(&mut self, object: &'s Object) -> Option<String> {
        let found = self.field(object);
        let field = found.field;
        if !field.flags.has(Flags::FILTER) || is_whole(field) {
            return None;
        }
        let path = &found.path;
        let equality = ["=", "!="][self.below(2)];
        let order = ["=", "!=", "<", "<=", ">", ">="][self.below(6)];
        let value = self.value(&found);
        Some(match field.kind {
            FieldType::MultiPicklist => format!("{path} INCLUDES ({value})"),
            FieldType::Boolean => format!("{path} {equality} {value}"),
            FieldType::Id | FieldType::Reference | FieldType::Picklist => match self.below(3) {
                0 => format!("{path} IN ({value}, {})", self.value(&found)),
                1 if field.flags.has(Flags::NILLABLE) => format!("{path} {equality} null"),
                _ => format!("{path} {equality} {value}"),
            },
            FieldType::Date => match self.below(3) {
                0 => format!("{path} {order} LAST_N_DAYS:{}", self.number(400)),
                1 => format!("CALENDAR_MONTH({path}) {order} {}", 1 + self.number(12)),
                _ => format!("{path} {order} {value}"),
            },
            FieldType::DateTime => match self.below(3) {
                0 => format!("{path} {order} THIS_MONTH"),
                1 => format!("DAY_ONLY({path}) {order} 2025-03-01"),
                _ => format!("{path} {order} {value}"),
            },
            _ if is_text(field) && self.one_in(3) => {
                let texts = ["'a%'", "'%\\_b%'", "'_'", "'%'"];
                format!("{path} LIKE {}", texts[self.below(4)])
            }
            _ => format!("{path} {order} {value}"),
        })
    }

    /// A value that records may have.
    fn value(&mut self, found: &Found<'s>) -> String {
        let field = found.field;
        match field.kind {
            FieldType::Boolean => ["TRUE", "false"][self.below(2)].to_owned(),
            FieldType::Int | FieldType::Long => self.number(1000).to_string(),
            FieldType::Double | FieldType::Currency | FieldType::Percent => {
                format!("-{}.{:02}", self.number(1000), self.number(100))
            }
            FieldType::Date => {
                format!("2025-{:02}-{:02}", 1 + self.number(12), 1 + self.number(28))
            }
            FieldType::DateTime => {
                format!(
                    "2025-{:02}-01T{:02}:30:00Z",
                    1 + self.number(12),
                    self.number(24)
                )
            }
            FieldType::Time => format!("{:02}:30:00.000Z", self.number(24)),
            FieldType::Id | FieldType::Reference => self.id(found),
            FieldType::Picklist | FieldType::MultiPicklist if !field.values.is_empty() => {
                let at = self.below(field.values.len());
                quoted(&field.values[at].value)
            }
            _ => {
                let texts = ["a", "O'Neil", "\\", "é𠮟", "100% \"_\"", "a\nb"];
                let text = texts[self.below(6)];
                let room = usize::try_from(field.length).unwrap_or_default();
                match ats_schema::rules::text::fits(text, room) {
                    true => quoted(text),
                    false => quoted("a"),
                }
            }
        }
    }

    fn id(&mut self, found: &Found<'s>) -> String {
        let name = found.field.targets.first().unwrap_or(&found.object.name);
        let prefix = match self.catalog.object(name) {
            Lookup::Known(object) => object.key_prefix.as_deref().unwrap_or("x00"),
            _ if name == "User" => "005",
            _ if name == "Group" => "00G",
            _ => "x00",
        };
        let text = format!("{prefix}{:012}", self.number(1000));
        let mut first = [0; 15];
        first.copy_from_slice(text.as_bytes());
        let suffix = id::suffix(&first);
        match self.one_in(2) {
            true => format!("'{text}'"),
            false => format!("'{text}{}'", str::from_utf8(&suffix).unwrap()),
        }
    }

    /// A field of the object, or of a parent that is known.
    fn field(&mut self, object: &'s Object) -> Found<'s> {
        let mut path = String::new();
        let mut object = object;
        while path.matches('.').count() < 5 && self.one_in(4) {
            let field = &object.fields[self.below(object.fields.len())];
            let (Some(name), [target]) = (&field.relationship, field.targets.as_slice()) else {
                continue;
            };
            let Lookup::Known(parent) = self.catalog.object(target) else {
                continue;
            };
            if !parent.queryable || field.is_polymorphic() {
                continue;
            }
            path.push_str(name);
            path.push('.');
            object = parent;
        }
        let field = &object.fields[self.below(object.fields.len())];
        path.push_str(&field.name);
        Found {
            path,
            object,
            field,
        }
    }

    /// A field that all kinds of a polymorphic parent have.
    fn polymorphic(&mut self, object: &'s Object) -> Option<String> {
        let reference = object.fields.iter().find(|field| field.is_polymorphic())?;
        let name = reference.relationship.as_deref()?;
        let field = ["Name", "Id", "Type"][self.below(3)];
        Some(format!("{name}.{field}"))
    }

    /// A relationship to children that are known.
    fn child(&mut self, object: &'s Object) -> Option<(&'s str, &'s Object)> {
        let known: Vec<_> = object
            .children
            .iter()
            .filter_map(|child| match self.catalog.object(&child.object) {
                Lookup::Known(known) if known.queryable && known.field(&child.field).is_some() => {
                    Some((child.relationship.as_str(), known))
                }
                _ => None,
            })
            .collect();
        match known.len() {
            0 => None,
            many => Some(known[self.below(many)]),
        }
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap();
        usize::try_from(self.number(limit)).unwrap()
    }

    /// SplitMix64, which is random enough and needs no dependency.
    fn number(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }
}

impl Parts {
    fn of(object: &Object) -> Self {
        Self {
            select: Vec::new(),
            from: object.name.clone(),
            filter: Vec::new(),
            group_by: Vec::new(),
            having: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            with: "",
            end: "",
        }
    }

    fn is_count(&self) -> bool {
        self.select == ["COUNT()"]
    }

    fn has_groups(&self) -> bool {
        self.select.iter().any(|item| item == "COUNT(Id) records")
    }

    fn has_records(&self) -> bool {
        !self.is_count() && !self.has_groups()
    }
}

fn write(parts: &Parts) -> String {
    let mut out = format!("SELECT {} FROM {}", parts.select.join(", "), parts.from);
    if !parts.filter.is_empty() {
        out.push_str(&format!(" WHERE {}", parts.filter.join(" AND ")));
    }
    out.push_str(parts.with);
    if !parts.group_by.is_empty() {
        out.push_str(&format!(" GROUP BY {}", parts.group_by.join(", ")));
    }
    if let Some(having) = &parts.having {
        out.push_str(&format!(" HAVING {having}"));
    }
    if !parts.order_by.is_empty() {
        out.push_str(&format!(" ORDER BY {}", parts.order_by.join(", ")));
    }
    if let Some(limit) = parts.limit {
        out.push_str(&format!(" LIMIT {limit}"));
    }
    if let Some(offset) = parts.offset {
        out.push_str(&format!(" OFFSET {offset}"));
    }
    out.push_str(parts.end);
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    literal::write_text(&mut out, text).unwrap();
    out
}

fn is_whole(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldType::Address | FieldType::Location | FieldType::Base64
    )
}

fn is_text(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldType::String
            | FieldType::Textarea
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
    )
}
