//! A mistake in a good query: one for each rule that Salesforce refuses a query for and that
//! the schemas have an occasion for.

use super::{Generator, Parts, is_whole};
use ats_schema::schema::{Field, FieldType, Flags, Lookup, Object, Schema};

const FIELD: &str = "INVALID_FIELD";
const TYPE: &str = "INVALID_TYPE";
const MALFORMED: &str = "MALFORMED_QUERY";
const OPERATOR: &str = "INVALID_QUERY_FILTER_OPERATOR";
const RANGE: &str = "NUMBER_OUTSIDE_VALID_RANGE";
const SEMI_JOINS: &str = "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS";

/// How many kinds of mistakes there are.
pub const KINDS: usize = 52;

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

/// The first field that is so.
fn field(object: &Object, is: impl Fn(&Field) -> bool) -> Option<&Field> {
    object.fields.iter().find(|field| is(field))
}

/// As many fields as there are to group by.
fn groupable(object: &Object) -> Vec<&str> {
    let is = |field: &&Field| field.flags.has(Flags::GROUP) && !is_whole(field);
    let fields = object.fields.iter().filter(is);
    fields.map(|field| &*field.name).collect()
}

/// The name of a relationship to one kind of parent, and that kind.
fn parent(object: &Object) -> Option<(&str, &str)> {
    let field = field(object, |field| {
        field.relationship.is_some() && !field.is_polymorphic() && field.targets.len() == 1
    })?;
    Some((field.relationship.as_deref()?, &field.targets[0]))
}

/// A field of children that leads to the object, and the children's.
struct Join<'s> {
    relationship: &'s str,
    child: &'s Object,
    link: &'s str,
}

impl Join<'_> {
    fn select(&self, field: &str) -> String {
        format!("(SELECT {field} FROM {})", self.child.name)
    }
}

impl<'s> Generator<'s> {
    fn join(&mut self, object: &'s Object) -> Option<Join<'s>> {
        let (relationship, child) = self.child(object)?;
        let link = field(child, |field| {
            field.targets.contains(&object.name) && field.flags.has(Flags::FILTER)
        })?;
        (!std::ptr::eq(child, object)).then_some(Join {
            relationship,
            child,
            link: &link.name,
        })
    }

    /// Makes mistake number `which`, and tells the code Salesforce has for it; `None` where this
    /// query has no occasion for it.
    pub(super) fn mutate(
        &mut self,
        object: &'s Object,
        parts: &mut Parts,
        which: usize,
    ) -> Option<&'static str> {
        match which {
            0..16 => self.in_names(object, parts, which),
            16..30 => self.in_values(object, parts, which),
            30..40 => self.in_groups(object, parts, which),
            _ => self.in_clauses(object, parts, which),
        }
    }

    fn in_names(
        &mut self,
        object: &'s Object,
        parts: &mut Parts,
        which: usize,
    ) -> Option<&'static str> {
        let records = parts.has_records();
        match which {
            0 if records => parts.select.push("Zebra__c".to_owned()),
            0 if parts.has_groups() => parts.select.push("MAX(Zebra__c)".to_owned()),
            1 => parts.filter.push("Zebra__c = 1".to_owned()),
            2 => parts.filter.push("Zebra__r.Name = 'x'".to_owned()),
            3 if records => parts.select.push("Zebra__r.Name".to_owned()),
            4 if records => parts.order_by.push("Zebra__c".to_owned()),
            5 if records => {
                parts.select.push("(SELECT Id FROM Zebras__r)".to_owned());
                return Some(TYPE);
            }
            6 => {
                parts.from.push_str("_Zebra__c");
                return Some(TYPE);
            }
            7 => {
                parts.filter = texts(&["Id IN (SELECT Id FROM Zebra__c)"]);
                return Some(TYPE);
            }
            8 if records => parts.select = texts(&["Id", "Id"]),
            9 if records => {
                let relationship = self.join(object)?.relationship;
                let children = format!("(SELECT Zebra__c FROM {relationship})");
                parts.select = vec![children];
            }
            10 if records => {
                let polymorphic = field(object, Field::is_polymorphic)?;
                let name = polymorphic.relationship.as_deref()?;
                parts.select = vec![format!("{name}.Zebra__c")];
            }
            11 if records => {
                let (name, target) = parent(object)?;
                // Of a parent that is not known here nothing can be said.
                let Lookup::Known(_) = self.catalog.object(target) else {
                    return None;
                };
                parts.select = vec![format!("{name}.Zebra__c")];
            }
            12 => {
                let (name, _) = parent(object)?;
                let link = field(object, |field| field.relationship.as_deref() == Some(name))?;
                let mistaken = format!("{}.Name = 'x'", link.name);
                parts.filter.push(mistaken);
            }
            13 if object.name == "Account" => {
                let parents = "Parent.".repeat(6);
                parts.filter.push(format!("{parents}Name = 'x'"));
                return Some(MALFORMED);
            }
            14 if records => {
                let polymorphic = field(object, Field::is_polymorphic)?;
                let name = polymorphic.relationship.as_deref()?;
                parts.select = vec![format!("TYPEOF {name} WHEN Zebra__c THEN Id END")];
                return Some(TYPE);
            }
            15 if records => {
                let (name, target) = parent(object)?;
                // An org without the parent does not have the relationship either.
                let Lookup::Known(_) = self.catalog.object(target) else {
                    return None;
                };
                parts.select = vec![format!("TYPEOF {name} WHEN {target} THEN Id END")];
                return Some(MALFORMED);
            }
            _ => return None,
        }
        Some(FIELD)
    }

    fn in_values(
        &mut self,
        object: &'s Object,
        parts: &mut Parts,
        which: usize,
    ) -> Option<&'static str> {
        let of = |kind: FieldType| {
            let found = field(object, |field| {
                field.kind == kind && field.flags.has(Flags::FILTER)
            });
            found.map(|field| field.name.clone())
        };
        let (condition, code) = match which {
            16 => ("Id LIKE 'a%'".to_owned(), OPERATOR),
            17 => ("Id = '53'".to_owned(), OPERATOR),
            18 => ("Id = 5".to_owned(), FIELD),
            19 => (format!("{} = 2025-01-01", of(FieldType::DateTime)?), FIELD),
            20 => (format!("{} > TRUE", of(FieldType::Boolean)?), OPERATOR),
            21 => (format!("{} = 'true'", of(FieldType::Boolean)?), FIELD),
            22 => (format!("{} = 5", of(FieldType::String)?), FIELD),
            23 => (
                format!("{} INCLUDES ('a')", of(FieldType::String)?),
                OPERATOR,
            ),
            24 => (format!("{} = '5'", of(FieldType::Currency)?), FIELD),
            25 => (format!("{} LIKE '5%'", of(FieldType::Date)?), OPERATOR),
            26 => (format!("{} = '2025-01-01'", of(FieldType::Date)?), FIELD),
            27 => (format!("{} IN (5)", of(FieldType::Picklist)?), FIELD),
            28 => {
                let hidden = field(object, |field| {
                    !field.flags.has(Flags::FILTER) && !is_whole(field)
                })?;
                (format!("{} = 'x'", hidden.name), FIELD)
            }
            _ => (
                format!("{} IN ('a', 'b')", of(FieldType::MultiPicklist)?),
                OPERATOR,
            ),
        };
        parts.filter.push(condition);
        Some(code)
    }

    fn in_groups(
        &mut self,
        object: &'s Object,
        parts: &mut Parts,
        which: usize,
    ) -> Option<&'static str> {
        let groups = parts.has_groups();
        match which {
            30 => {
                parts.filter.push("COUNT(Id) > 1".to_owned());
                return Some(FIELD);
            }
            31 if parts.has_records() => {
                parts.select = texts(&["Id", "COUNT(Id)"]);
                parts.limit = None;
                parts.offset = None;
                parts.order_by.clear();
            }
            32 if parts.is_count() => parts.order_by.push("Id".to_owned()),
            33 if groups => {
                let ungroupable = field(object, |field| {
                    !field.flags.has(Flags::GROUP) && !is_whole(field)
                })?;
                parts.group_by.push(ungroupable.name.clone());
            }
            34 if groups => parts.select.push("COUNT(Id) records".to_owned()),
            35 if groups => parts.select.push("SUM(Id)".to_owned()),
            36 if groups => {
                let [a, b, c, d, ..] = groupable(object)[..] else {
                    return None;
                };
                parts.select = texts(&["COUNT(Id)"]);
                parts.group_by = vec![format!("ROLLUP({a}, {b}, {c}, {d})")];
                parts.having = None;
                parts.order_by.clear();
            }
            37 if groups => parts.select.push("GROUPING(Id)".to_owned()),
            38 if groups && parts.group_by.is_empty() => parts.limit = Some(1),
            39 if groups => parts.select.push("FIELDS(STANDARD)".to_owned()),
            _ => return None,
        }
        Some(MALFORMED)
    }

    fn in_clauses(
        &mut self,
        object: &'s Object,
        parts: &mut Parts,
        which: usize,
    ) -> Option<&'static str> {
        let records = parts.has_records();
        match which {
            40 if records => {
                parts.offset = Some(2001);
                return Some(RANGE);
            }
            41 if records => {
                parts.select = texts(&["FIELDS(ALL)"]);
                // Ids would take the place of the limit.
                parts.filter.clear();
                parts.limit = None;
            }
            42 if records => parts.select = texts(&["Id zebra"]),
            43 if records => {
                let unsortable = field(object, |field| !field.flags.has(Flags::SORT))?;
                parts.order_by.push(unsortable.name.clone());
            }
            44 if records => parts.select.push("CALENDAR_YEAR(CreatedDate)".to_owned()),
            45 if records => {
                let relationship = self.join(object)?.relationship;
                let (rows, end) = [("Id", " OFFSET 1"), ("COUNT()", "")][self.below(2)];
                parts.select = vec![format!("(SELECT {rows} FROM {relationship}{end})")];
                parts.limit = Some(2);
            }
            46 if records => {
                parts.order_by = texts(&["Id"]);
                parts.end = " FOR UPDATE";
            }
            47 => parts.with = " WITH DATA CATEGORY Zebra__c AT Stripes__c",
            48 => parts.from.push_str(" USING SCOPE zebra"),
            49 => parts.filter = vec![format!("Id IN (SELECT Id FROM {})", object.name)],
            50 => {
                let join = self.join(object)?;
                let good = format!("Id IN {}", join.select(join.link));
                parts.filter = match self.below(4) {
                    0 => vec![format!("(Id = null OR {good})")],
                    1 => vec![format!("(NOT {good})")],
                    2 => vec![format!("Id IN {}", join.select("SystemModstamp"))],
                    _ => {
                        parts.filter = vec![good; 3];
                        return Some(SEMI_JOINS);
                    }
                };
                join.child.field("SystemModstamp")?;
            }
            51 if records => parts.order_by.push("COUNT(Id)".to_owned()),
            _ => return None,
        }
        // What must be there for the mistake to be this one.
        object.field("CreatedDate")?;
        Some(MALFORMED)
    }
}
