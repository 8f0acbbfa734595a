//! Quirks of picklists.

use std::collections::HashMap;

use ats_schema::describe::{Describe, FieldType, PicklistEntry};
use ats_schema::rules::{picklist, text};

use crate::error::Warning;

/// Values that are listed twice, or that no record can hold: blank ones, and ones with the
/// semicolon that separates the values of a multi-select picklist. The first of equal ones
/// stays, active if any is. What depends on the picklist counts its entries, so the bitmaps
/// of dependent picklists follow.
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
        let entries = std::mem::take(&mut field.picklist_values);
        let length = entries.len();
        for entry in entries {
            let mut warn = |message: String| {
                warnings.push(Warning::field(&object, &field.name, message));
            };
            if text::is_blank(&entry.value) {
                warn("a picklist value is blank; it is left out".to_owned());
                places.push(None);
            } else if many && !picklist::is_value(&entry.value) {
                warn(format!(
                    "the value `{}` has the semicolon that separates values; it is left out",
                    entry.value
                ));
                places.push(None);
            } else if let Some(&at) = first.get(&entry.value) {
                warn(format!("the value `{}` is listed twice", entry.value));
                kept[at].active |= entry.active;
                kept[at].default_value |= entry.default_value;
                places.push(Some(at));
            } else {
                places.push(Some(kept.len()));
                first.insert(entry.value.clone(), kept.len());
                kept.push(entry);
            }
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
                    *bitmap = to_bitmap(bits);
                }
            }
        }
    }
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
        for entry in &mut field.picklist_values {
            let broken = entry
                .valid_for
                .as_deref()
                .is_some_and(|bitmap| picklist::bits(bitmap).is_err());
            if broken {
                let message = format!(
                    "the validFor of `{}` is not base64, so it may be chosen for nothing",
                    entry.value
                );
                warnings.push(Warning::field(object, &field.name, message));
                entry.valid_for = None;
            }
        }
    }
}

/// The inverse of [`picklist::bits`]: at least three bytes, as Salesforce writes them.
fn to_bitmap(bits: impl Iterator<Item = usize>) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut sextets = vec![0u8; 4];
    for bit in bits {
        let at = bit / 6;
        if at >= sextets.len() {
            sextets.resize((at + 1).next_multiple_of(4), 0);
        }
        sextets[at] |= 1 << (5 - bit % 6);
    }
    sextets
        .iter()
        .map(|&it| char::from(ALPHABET[usize::from(it)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bitmaps_round_trip() {
        for bits in [
            vec![],
            vec![0],
            vec![1, 2],
            vec![23],
            vec![24, 47],
            vec![3, 100],
        ] {
            let bitmap = to_bitmap(bits.iter().copied());
            assert_eq!(picklist::bits(&bitmap).unwrap(), bits, "{bitmap}");
        }
        assert_eq!(to_bitmap([0].into_iter()), "gAAA");
    }
}
