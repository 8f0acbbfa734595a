//! Checks of records and ids against what the org reports about its objects.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use ats_core::record::{Invalid, Rule, Table};
use ats_core::value::Id;
use ats_schema::describe::{Describe, FieldType};
use ats_schema::rules::email::is_email;
use serde_json::Value;

/// The API names of the objects whose ids begin with each key prefix.
pub(crate) type KeyPrefixes = HashMap<String, Vec<String>>;

/// The checks of each object for which they were loaded.
#[derive(Default)]
pub(crate) struct OrgChecks(RwLock<Loaded>);

#[derive(Default)]
struct Loaded {
    prefixes: Option<Arc<KeyPrefixes>>,
    objects: HashMap<&'static str, Arc<ObjectChecks>>,
}

/// The fields of an object about which there is something to check, by API name.
struct ObjectChecks {
    fields: HashMap<String, FieldCheck>,
    /// The fields whose values are unique in the org.
    unique: HashSet<String>,
    prefixes: Arc<KeyPrefixes>,
}

enum FieldCheck {
    Email,
    /// The objects that the field refers to.
    Reference(Vec<String>),
}

impl OrgChecks {
    pub(crate) fn prefixes(&self) -> Option<Arc<KeyPrefixes>> {
        let loaded = self.0.read().unwrap_or_else(PoisonError::into_inner);
        loaded.prefixes.clone()
    }

    fn object(&self, table: &Table) -> Option<Arc<ObjectChecks>> {
        let loaded = self.0.read().unwrap_or_else(PoisonError::into_inner);
        loaded.objects.get(table.object).cloned()
    }

    /// Adds the checks of objects, whose names are those of their tables: all at once, so that nobody sees
    /// some of them alone.
    pub(crate) fn add(&self, objects: &[(&'static str, &Describe)], prefixes: &Arc<KeyPrefixes>) {
        let checks = objects.iter().map(|(name, describe)| {
            let checks = ObjectChecks::new(name, describe, Arc::clone(prefixes));
            (*name, Arc::new(checks))
        });
        let checks: Vec<_> = checks.collect();
        let mut loaded = self.0.write().unwrap_or_else(PoisonError::into_inner);
        loaded.prefixes = Some(Arc::clone(prefixes));
        loaded.objects.extend(checks);
    }

    /// Checks a record as it would be sent: the text of a JSON object.
    pub(crate) fn check(&self, table: &'static Table, json: &str) -> Result<(), Invalid> {
        let Some(object) = self.object(table) else {
            return Ok(());
        };
        // It was written by us.
        let Ok(Value::Object(record)) = serde_json::from_str(json) else {
            return Ok(());
        };
        let mut problems = Vec::new();
        for (name, value) in &record {
            // An element of a collection has its id in small letters.
            let name = if name == "id" { "Id" } else { name };
            if let (Some(check), Some(text)) = (object.fields.get(name), value.as_str())
                && let Some(slot) = table.slot(name)
                && let Some(rule) = check.broken_by(text, &object.prefixes)
            {
                problems.push((slot, rule));
            }
        }
        Invalid::of(table, problems).map_or(Ok(()), Err)
    }

    /// Returns true if the org keeps the values of a field unique; `None` if no checks of the object were loaded.
    pub(crate) fn is_unique(&self, table: &Table, field: &str) -> Option<bool> {
        Some(self.object(table)?.unique.contains(field))
    }

    /// Returns true if an id that the org gives may be that of a record of this object: its key prefix is the
    /// object's in this org or, while no key prefixes are loaded, in every org.
    ///
    /// Source: the key prefixes of standard objects are the same in all orgs, those of custom objects
    /// are not (SOAP API Developer Guide, “ID Field Type”).
    pub(crate) fn may_be_of<T: ?Sized>(&self, table: &Table, id: Id<T>) -> bool {
        if let Some(objects) = self
            .prefixes()
            .as_ref()
            .and_then(|prefixes| prefixes.get(id.key_prefix()))
        {
            return objects.iter().any(|object| object == table.object);
        }
        let is_standard = !table.object.contains("__");
        !is_standard || table.prefix.is_none_or(|prefix| prefix == id.key_prefix())
    }

    /// Checks the id of a record that is to be changed or deleted.
    pub(crate) fn check_id<T>(&self, table: &'static Table, id: Id<T>) -> Result<(), Invalid> {
        self.check(table, &format!(r#"{{"Id":"{id}"}}"#))
    }
}

impl ObjectChecks {
    fn new(name: &str, describe: &Describe, prefixes: Arc<KeyPrefixes>) -> Self {
        let (mut fields, mut unique) = (HashMap::new(), HashSet::new());
        for field in &describe.fields {
            if field.unique {
                unique.insert(field.name.clone());
            }
            let check = if field.field_type == FieldType::Email {
                FieldCheck::Email
            } else if field.name == "Id" {
                FieldCheck::Reference(vec![name.to_owned()])
            } else if !field.reference_to.is_empty() {
                FieldCheck::Reference(field.reference_to.clone())
            } else {
                continue;
            };
            fields.insert(field.name.clone(), check);
        }
        Self {
            fields,
            unique,
            prefixes,
        }
    }
}

impl FieldCheck {
    fn broken_by(&self, text: &str, prefixes: &KeyPrefixes) -> Option<Rule> {
        match self {
            Self::Email => (!text.trim().is_empty() && !is_email(text)).then(|| Rule::NotAnEmail {
                value: text.to_owned(),
            }),
            Self::Reference(expected) => {
                let objects = prefixes.get(text.get(..3)?)?;
                let object = objects.first()?;
                let fits = objects.iter().any(|object| expected.contains(object));
                (!fits).then(|| Rule::OtherObject {
                    id: text.to_owned(),
                    object: object.clone(),
                    expected: expected.clone(),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(check: &FieldCheck, text: &str) -> Option<String> {
        let prefixes: KeyPrefixes = [
            ("001", "Account"),
            ("003", "Contact"),
            ("a0M", "Job__c"),
            ("00G", "Group"),
            ("005", "User"),
        ]
        .map(|(prefix, object)| (prefix.to_owned(), vec![object.to_owned()]))
        .into();
        match check.broken_by(text, &prefixes)? {
            Rule::OtherObject { object, .. } => Some(object),
            Rule::NotAnEmail { value } => Some(value),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ids_are_told_by_the_prefixes_of_the_org() {
        let account = FieldCheck::Reference(vec!["Account".to_owned()]);
        assert_eq!(broken(&account, "001Em00000SWb1PIAT"), None);
        let other = broken(&account, "003Em00000cqRQ3IAM");
        assert_eq!(other.as_deref(), Some("Contact"));
        // Of an object that this user does not see, of a handle, and none at all.
        for unknown in ["a0ZEm000004fFnBMAU", "zzz000001000001", "é"] {
            assert_eq!(broken(&account, unknown), None, "{unknown}");
        }
        let owner = FieldCheck::Reference(vec!["Group".to_owned(), "User".to_owned()]);
        assert_eq!(broken(&owner, "005Em000009VBsvIAG"), None);
        assert_eq!(broken(&owner, "00GEm000009VBsv"), None);
    }

    #[test]
    fn blank_addresses_are_no_value() {
        assert_eq!(broken(&FieldCheck::Email, " "), None);
        assert_eq!(broken(&FieldCheck::Email, "a@b.co"), None);
        assert_eq!(broken(&FieldCheck::Email, "a").as_deref(), Some("a"));
    }
}
