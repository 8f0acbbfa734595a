//! Built-in rules about the fields that a create must have or must leave out, beyond the describe.
//!
//! Salesforce and packages check some fields in code, which no describe shows. `ats-codegen.toml` has
//! the last word.

use std::collections::HashSet;

use ats_schema::describe::Describe;

/// A rule about one object.
struct KnownRequirement {
    object: &'static str,
    /// A field without which an org does not have the rule.
    only_with: Option<&'static str>,
    /// Fields that a create must have although the describe does not say so.
    required: &'static [&'static str],
    /// Fields that a create may or must leave out although the describe says that it must have them.
    not_required: &'static [&'static str],
    reason: &'static str,
}

/// Sources: the integration guide, *Create Record (POST)*, Required Fields; *Object Reference,
/// ContentVersion* (a first version creates its ContentDocument, and the title is that of
/// PathOnClient); *SOAP API Developer Guide, Person Account Record Types* (a person account has
/// LastName, and Name must not be set).
const KNOWN_REQUIREMENTS: &[KnownRequirement] = &[
    KnownRequirement {
        object: "bpats__Job_Board_Application__c",
        only_with: None,
        required: &[
            "bpats__Contact__c",
            "bpats__Job__c",
            "bpats__Email__c",
            "bpats__First_Name__c",
            "bpats__Last_Name__c",
        ],
        not_required: &[],
        reason: "the integration guide, Create Record",
    },
    KnownRequirement {
        object: "ContentVersion",
        only_with: None,
        required: &[],
        not_required: &["ContentDocumentId", "Title"],
        reason: "Object Reference, ContentVersion: a first version leaves them out",
    },
    KnownRequirement {
        object: "Account",
        only_with: Some("IsPersonAccount"),
        required: &[],
        not_required: &["Name", "LastName"],
        reason: "SOAP API Developer Guide, Person Account Record Types: a person has LastName, any other \
                 account Name",
    },
];

/// Changes the fields that a create must have, and returns in words what changed.
pub(super) fn apply(describe: &Describe, required: &mut HashSet<String>) -> Vec<String> {
    let field = |name: &str| describe.fields.iter().find(|it| it.name == name);
    let mut applied = Vec::new();
    for known in KNOWN_REQUIREMENTS {
        let is_here = known.only_with.is_none_or(|name| field(name).is_some());
        if known.object != describe.name || !is_here {
            continue;
        }
        let is_createable = |name: &&&str| field(name).is_some_and(|it| it.is_createable());
        let added = known.required.iter().filter(is_createable);
        let added: Vec<&str> = added
            .filter(|name| required.insert((**name).to_owned()))
            .copied()
            .collect();
        let removed = known.not_required.iter();
        let removed: Vec<&str> = removed
            .filter(|name| required.remove(**name))
            .copied()
            .collect();
        for (fields, what) in [(added, "required"), (removed, "not required")] {
            if !fields.is_empty() {
                let fields = fields.join(", ");
                applied.push(format!(
                    "{}: {fields} {what} on create ({})",
                    describe.name, known.reason
                ));
            }
        }
    }
    applied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(object: &str, fields: &[&str]) -> Describe {
        let fields: Vec<String> = fields
            .iter()
            .map(|name| format!(r#"{{"name": "{name}", "createable": true}}"#))
            .collect();
        let json = format!(
            r#"{{"name": "{object}", "fields": [{}]}}"#,
            fields.join(",")
        );
        Describe::parse(json.as_bytes()).unwrap()
    }

    fn required(object: &str, fields: &[&str]) -> (Vec<String>, usize) {
        let describe = describe(object, fields);
        let mut required = fields.iter().map(|it| (*it).to_owned()).collect();
        let applied = apply(&describe, &mut required);
        let mut required: Vec<String> = required.into_iter().collect();
        required.sort();
        (required, applied.len())
    }

    #[test]
    fn a_person_account_has_no_name_of_its_own() {
        let business = ["Name"];
        assert_eq!(required("Account", &business), (vec!["Name".to_owned()], 0));
        let person = ["Name", "LastName", "IsPersonAccount"];
        assert_eq!(
            required("Account", &person),
            (vec!["IsPersonAccount".to_owned()], 1)
        );
    }

    #[test]
    fn a_field_that_the_user_does_not_see_is_not_required() {
        let describe = describe("bpats__Job_Board_Application__c", &["bpats__Job__c"]);
        let mut required = HashSet::new();
        let applied = apply(&describe, &mut required);
        assert_eq!(
            applied,
            [
                "bpats__Job_Board_Application__c: bpats__Job__c required on create (the integration guide, \
              Create Record)"
            ]
        );
        assert_eq!(required.len(), 1);
    }
}
