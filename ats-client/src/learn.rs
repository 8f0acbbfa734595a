//! What only the org knows of a record's fields, learned once and checked before records are sent.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use ats_core::record::{Invalid, Rule, SObject, Table};
use ats_core::value::Id;
use ats_schema::describe::{Describe, FieldType};
use ats_schema::rules::email::is_email;
use serde_json::Value;

use crate::describe::DescribeGlobal;
use crate::{Client, ClientError};

impl Client {
    /// Learns what the org says of an object, so that more of what the org would refuse is not sent:
    /// an id of another object than the field refers to, recognized by its key prefix, and an invalid
    /// e-mail address where the type does not know that the field holds one.
    ///
    /// The describe of the object is fetched, and the first time the list of all objects, whose key
    /// prefixes differ between orgs. From then on every record of the object that this client and
    /// its clones send is checked against both, without another call: a problem is
    /// [`ClientError::Invalid`]. Ids with a prefix that this user sees no object for are left to the
    /// org.
    ///
    /// ```no_run
    /// # use ats_client::{Client, ClientError};
    /// # use ats_generated::Contact;
    /// # async fn example(client: Client) -> Result<(), ClientError> {
    /// client.load_org_checks::<Contact>().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if this user sees no such object; and see
    /// [`ClientError`].
    pub async fn load_org_checks<T: SObject>(&self) -> Result<(), ClientError> {
        let prefixes = match self.inner.learned.prefixes() {
            Some(prefixes) => prefixes,
            None => Arc::new(prefixes(&self.describe_global().await?)),
        };
        let describe = self.describe(T::NAME).await?;
        self.inner.learned.add(T::TABLE, &describe, prefixes);
        Ok(())
    }
}

/// The objects whose ids begin so.
type Prefixes = HashMap<String, Vec<String>>;

fn prefixes(global: &DescribeGlobal) -> Prefixes {
    let mut prefixes = Prefixes::new();
    for object in &global.sobjects {
        if let Some(prefix) = &object.key_prefix {
            let objects = prefixes.entry(prefix.clone()).or_default();
            objects.push(object.name.clone());
        }
    }
    prefixes
}

/// What was learned so far.
#[derive(Default)]
pub(crate) struct Learned(RwLock<Known>);

#[derive(Default)]
struct Known {
    prefixes: Option<Arc<Prefixes>>,
    objects: HashMap<&'static str, Arc<Object>>,
}

/// The fields of an object about which there is something to check, by API name.
struct Object {
    fields: HashMap<&'static str, (usize, Check)>,
    /// The fields whose values are unique in the org, of those that the type has.
    unique: HashSet<&'static str>,
    prefixes: Arc<Prefixes>,
}

enum Check {
    Email,
    /// The objects that the field refers to.
    Reference(Vec<String>),
}

impl Learned {
    fn prefixes(&self) -> Option<Arc<Prefixes>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.prefixes.clone()
    }

    fn object(&self, table: &Table) -> Option<Arc<Object>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.objects.get(table.object).cloned()
    }

    fn add(&self, table: &'static Table, describe: &Describe, prefixes: Arc<Prefixes>) {
        let mut fields = HashMap::new();
        let mut unique = HashSet::new();
        for field in &describe.fields {
            if let (true, Some(slot)) = (field.unique, table.slot(&field.name)) {
                unique.insert(table.names.at(slot));
            }
            let check = if field.field_type == FieldType::Email {
                Check::Email
            } else if field.name == "Id" {
                Check::Reference(vec![table.object.to_owned()])
            } else if !field.reference_to.is_empty() {
                Check::Reference(field.reference_to.clone())
            } else {
                continue;
            };
            // What the type does not have is not sent.
            if let Some(slot) = table.slot(&field.name) {
                fields.insert(table.names.at(slot), (slot, check));
            }
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.prefixes = Some(Arc::clone(&prefixes));
        let object = Arc::new(Object {
            fields,
            unique,
            prefixes,
        });
        known.objects.insert(table.object, object);
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
            if let (Some((slot, check)), Some(text)) = (object.fields.get(name), value.as_str())
                && let Some(rule) = check.broken_by(text, &object.prefixes)
            {
                problems.push((*slot, rule));
            }
        }
        Invalid::of(table, problems).map_or(Ok(()), Err)
    }

    /// Returns true if the org keeps the values of a field unique; `None` if the object was not learned.
    pub(crate) fn is_unique(&self, table: &Table, field: &str) -> Option<bool> {
        Some(self.object(table)?.unique.contains(field))
    }

    /// Returns true if an id that the org gives may be that of a record of this object: its key prefix is the
    /// object's in this org or, while nothing is learned of the org, in every org.
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

impl Check {
    fn broken_by(&self, text: &str, prefixes: &Prefixes) -> Option<Rule> {
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

    fn broken(check: &Check, text: &str) -> Option<String> {
        let prefixes: Prefixes = [
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
        let account = Check::Reference(vec!["Account".to_owned()]);
        assert_eq!(broken(&account, "001Em00000SWb1PIAT"), None);
        let other = broken(&account, "003Em00000cqRQ3IAM");
        assert_eq!(other.as_deref(), Some("Contact"));
        // Of an object that this user does not see, of a handle, and none at all.
        for unknown in ["a0ZEm000004fFnBMAU", "zzz000001000001", "é"] {
            assert_eq!(broken(&account, unknown), None, "{unknown}");
        }
        let owner = Check::Reference(vec!["Group".to_owned(), "User".to_owned()]);
        assert_eq!(broken(&owner, "005Em000009VBsvIAG"), None);
        assert_eq!(broken(&owner, "00GEm000009VBsv"), None);
    }

    #[test]
    fn blank_addresses_are_no_value() {
        assert_eq!(broken(&Check::Email, " "), None);
        assert_eq!(broken(&Check::Email, "a@b.co"), None);
        assert_eq!(broken(&Check::Email, "a").as_deref(), Some("a"));
    }
}
