//! Quirks of picklists.

use std::collections::{BTreeSet, HashMap};

use ats_schema::describe::{Describe, FieldType, PicklistEntry};
use ats_schema::rules::{picklist, text};

use crate::error::Warning;

/// Values that are listed more than once, or that no record can hold: blank ones, and ones with the
/// semicolon that separates the values of a multi-select picklist.
///
/// Entries of one value become one, with all of their labels and all that they are valid for. Such a
/// list is normal where the entries belong to different values of the controlling field: of the
/// states and countries that Salesforce delivers, `CO` is a state of four countries. What depends on
/// the picklist counts its entries, so the bitmaps of dependent picklists follow.
pub(super) fn unusable_values(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let object = describe.name.clone();
    let mut moved: Vec<(String, Vec<Option<usize>>)> = Vec::new();
    for field in &mut describe.fields {
        let many = field.field_type == FieldType::MultiPicklist;
        if !many && field.field_type != FieldType::Picklist {
            continue;
        }
        let mut kept: Vec<PicklistEntry> = Vec::with_capacity(field.picklist_values.len());
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut places = Vec::with_capacity(field.picklist_values.len());
        let mut labels: HashMap<usize, Vec<String>> = HashMap::new();
        let (mut blank, mut with_semicolon, mut repeated) = (0, BTreeSet::new(), BTreeSet::new());
        let entries = std::mem::take(&mut field.picklist_values);
        let length = entries.len();
        for entry in entries {
            if text::is_blank(&entry.value) {
                blank += 1;
                places.push(None);
            } else if many && !picklist::is_value(&entry.value) {
                with_semicolon.insert(entry.value);
                places.push(None);
            } else if let Some(&at) = first.get(&entry.value) {
                let known = labels.entry(at).or_insert_with(|| vec![label(&kept[at])]);
                let is_new = !known.contains(&label(&entry));
                if is_new {
                    known.push(label(&entry));
                }
                if !field.dependent_picklist || !is_new {
                    repeated.insert(entry.value.clone());
                }
                merge(&mut kept[at], &entry);
                places.push(Some(at));
            } else {
                places.push(Some(kept.len()));
                first.insert(entry.value.clone(), kept.len());
                kept.push(entry);
            }
        }
        for (at, labels) in labels.into_iter().filter(|(_, labels)| labels.len() > 1) {
            kept[at].label = Some(labels.join(" / "));
        }
        let mut oddities = Vec::new();
        match blank {
            0 => {}
            1 => oddities.push("a picklist value is blank and left out".to_owned()),
            blank => oddities.push(format!("{blank} picklist values are blank and left out")),
        }
        if let Some(values) = first_of(&with_semicolon) {
            oddities.push(format!(
                "{values} left out, for the semicolon that separates values"
            ));
        }
        if let Some(values) = first_of(&repeated) {
            oddities.push(format!("{values} listed more than once"));
        }
        if !oddities.is_empty() {
            warnings.push(Warning::field(&object, &field.name, oddities.join("; ")));
        }
        if kept.len() != length {
            moved.push((field.name.clone(), places));
        }
        field.picklist_values = kept;
    }
    for (controller, places) in moved {
        for field in &mut describe.fields {
            let controlled = field
                .controller_name
                .as_deref()
                .is_some_and(|name| name.eq_ignore_ascii_case(&controller));
            if !controlled {
                continue;
            }
            for entry in &mut field.picklist_values {
                if let Some(bitmap) = &mut entry.valid_for
                    && let Ok(bits) = picklist::bits(bitmap)
                {
                    let bits = bits.into_iter().filter_map(|at| *places.get(at)?);
                    *bitmap = picklist::bitmap(bits);
                }
            }
        }
    }
}

/// Adds to an entry another one of the same value. An entry without a bitmap adds nothing that it is
/// valid for.
fn merge(entry: &mut PicklistEntry, other: &PicklistEntry) {
    entry.active |= other.active;
    entry.default_value |= other.default_value;
    entry.valid_for = match (entry.valid_for.take(), &other.valid_for) {
        (Some(bitmap), Some(other)) => Some(picklist::union(&bitmap, other)),
        (bitmap, other) => bitmap.or_else(|| other.clone()),
    };
}

fn label(entry: &PicklistEntry) -> String {
    entry.label.clone().unwrap_or_else(|| entry.value.clone())
}

/// The first of some values in words: ``the value `a` and 2 others are``.
fn first_of(values: &BTreeSet<String>) -> Option<String> {
    let first = values.first()?;
    Some(match values.len() {
        1 => format!("the value `{first}` is"),
        2 => format!("the value `{first}` and 1 other are"),
        count => format!("the value `{first}` and {} others are", count - 1),
    })
}

/// Dependent picklists whose controlling field is not there, or is neither a picklist nor a
/// check box: they become independent. Bitmaps that are no base64 allow nothing.
pub(super) fn unknown_controllers(describe: &mut Describe, warnings: &mut Vec<Warning>) {
    let controllers: HashMap<String, (String, bool)> = describe
        .fields
        .iter()
        .map(|field| {
            let usable = match field.field_type {
                FieldType::Boolean => true,
                FieldType::Picklist => !field.picklist_values.is_empty(),
                _ => false,
            };
            (
                field.name.to_ascii_lowercase(),
                (field.name.clone(), usable),
            )
        })
        .collect();
    let object = &describe.name;
    for field in &mut describe.fields {
        if !field.dependent_picklist {
            continue;
        }
        let mut problem = None;
        match field.controller_name.as_deref() {
            None => problem = Some("depends on a field that is not named".to_owned()),
            Some(name) if name.eq_ignore_ascii_case(&field.name) => {
                problem = Some("depends on itself".to_owned());
            }
            Some(name) => match controllers.get(&name.to_ascii_lowercase()) {
                None => problem = Some(format!("depends on `{name}`, which is not described")),
                Some((_, false)) => {
                    problem = Some(format!(
                        "depends on `{name}`, which is neither a picklist with values nor a check box"
                    ));
                }
                Some((name, true)) => field.controller_name = Some(name.clone()),
            },
        }
        if let Some(problem) = problem {
            let message = format!("{problem}; generated as an independent picklist");
            warnings.push(Warning::field(object, &field.name, message));
            field.dependent_picklist = false;
            field.controller_name = None;
            continue;
        }
        let mut broken_bitmaps = BTreeSet::new();
        for entry in &mut field.picklist_values {
            let broken = entry
                .valid_for
                .as_deref()
                .is_some_and(|bitmap| picklist::bits(bitmap).is_err());
            if broken {
                broken_bitmaps.insert(entry.value.clone());
                entry.valid_for = None;
            }
        }
        if let Some(values) = first_of(&broken_bitmaps) {
            let message = format!("{values} valid for nothing: the validFor is not base64");
            warnings.push(Warning::field(object, &field.name, message));
        }
    }
}
