//! The generated types against the describes they were generated from: what the generator read,
//! wrote and the derives made of it must be what the org said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use ats_core::query::Select;
use ats_core::record::{self, Create, Delete, Query, Retrieve, SObject, Update, flags};
use ats_generated::*;
use ats_schema::describe::{Describe, Field, FieldType};
use ats_tests::schemas;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Calls `$check::<T>(…)` for the type of every object.
macro_rules! every_object {
    ($check:ident($($argument:expr),*)) => {
        every_object!(@ $check ($($argument),*)
            Account AtsAction AtsActionLink AtsApplicant AtsLog AtsStage AtsStageTracking AtsTemplate
            AtsTemplateFilter AtsTemplateStage AtsTimelineChild AtsTimelineConfiguration Branch
            Contact ContactList ContentVersion EmailMessage Interview InterviewFeedback
            InterviewTemplate InterviewTemplateDetail InterviewTopic InterviewTopicFeedback Job
            JobBoardApplication MessageStats Offer Placement PlacementCredit
            PlacementCreditTemplate PlacementCreditTemplateEntry PurchaseOrder WorkSiteLocation)
    };
    (@ $check:ident $arguments:tt $($object:ident)*) => {
        [$(every_object!(@one $check $object $arguments)),*]
    };
    (@one $check:ident $object:ident ($($argument:expr),*)) => {
        $check::<$object>($($argument),*)
    };
}

#[test]
fn there_is_one_type_an_object() {
    fn name<T: SObject + Query + Retrieve + Create + Update>() -> &'static str {
        T::NAME
    }
    let names: BTreeSet<&str> = every_object!(name()).into();
    assert_eq!(names, schemas().keys().map(String::as_str).collect());
}

#[test]
fn all_but_versions_of_files_may_be_deleted() {
    fn may<T: Delete>() {}
    may::<Job>();
    may::<JobBoardApplication>();
    may::<Contact>();
    // That `ContentVersion` may not is a case of `compile-fail`.
    assert_eq!(schemas()["ContentVersion"].deletable, Some(false));
}

#[test]
fn every_object_says_what_its_describe_says() {
    fn check<T: SObject>(schemas: &BTreeMap<String, Describe>) {
        let describe = &schemas[T::NAME];
        assert_eq!(Some(T::LABEL), describe.label.as_deref());
        assert_eq!(T::KEY_PREFIX, describe.key_prefix.as_deref());
    }
    let schemas = schemas();
    every_object!(check(&schemas));
}

/// What the generator knows beyond the describes: fields that a create must have, and fields that it
/// must or may leave out.
fn known(object: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match object {
        // The integration guide, “Create Record (POST)”.
        "bpats__Job_Board_Application__c" => (
            &[
                "bpats__Contact__c",
                "bpats__Job__c",
                "bpats__Email__c",
                "bpats__First_Name__c",
                "bpats__Last_Name__c",
            ],
            &[],
        ),
        "ContentVersion" => (&[], &["ContentDocumentId", "Title"]),
        _ => (&[], &[]),
    }
}

#[test]
fn every_field_says_what_its_describe_says() {
    fn check<T: SObject>(schemas: &BTreeMap<String, Describe>) -> usize {
        let (add, remove) = known(T::NAME);
        for field in &schemas[T::NAME].fields {
            let place = format!("{}.{}", T::NAME, field.name);
            let slot = T::TABLE.slot(&field.name).expect(&place);
            assert_eq!(T::TABLE.label_of(slot), field.label, "{place}");
            let has = |flag| T::TABLE.flags[slot] & flag != 0;
            assert_eq!(has(flags::CREATE), field.is_createable(), "{place}: create");
            assert_eq!(has(flags::UPDATE), field.is_updateable(), "{place}: update");
            assert_eq!(
                has(flags::NILLABLE),
                field.is_nillable(),
                "{place}: nillable"
            );
            assert_eq!(has(flags::FILTER), field.is_filterable(), "{place}: filter");
            assert_eq!(has(flags::SORT), field.is_sortable(), "{place}: sort");
            assert_eq!(has(flags::GROUP), field.is_groupable(), "{place}: group");
            assert_eq!(
                has(flags::AGGREGATE),
                field.is_aggregatable(),
                "{place}: aggregate"
            );
            assert_eq!(
                has(flags::REQUIRED),
                add.contains(&field.name.as_str())
                    || field.is_required_on_create() && !remove.contains(&field.name.as_str()),
                "{place}: required"
            );
            // An upsert cannot create a record by its id or by a field it cannot set.
            assert_eq!(
                has(flags::EXTERNAL_KEY),
                (field.external_id || field.id_lookup)
                    && field.name != "Id"
                    && field.is_createable(),
                "{place}: external key"
            );
            let digits = match field.field_type {
                FieldType::Double | FieldType::Currency | FieldType::Percent => {
                    Some((field.precision, field.scale))
                }
                _ => None,
            };
            assert_eq!(
                flags::digits(T::TABLE.flags[slot]),
                digits,
                "{place}: digits"
            );
        }
        schemas[T::NAME].fields.len()
    }
    let schemas = schemas();
    let fields: usize = every_object!(check(&schemas)).into_iter().sum();
    assert_eq!(fields, 862);
}

#[test]
fn what_is_no_field_is_a_relationship_of_the_describe() {
    fn names<T: SObject>(flag: u32) -> BTreeSet<&'static str> {
        T::TABLE
            .names
            .iter()
            .zip(T::TABLE.flags.iter())
            .filter(|(_, flags)| *flags & flag != 0)
            .map(|(name, _)| *name)
            .collect()
    }
    fn check<T: SObject>(schemas: &BTreeMap<String, Describe>) {
        let describe = &schemas[T::NAME];
        let is_typed = |object: &String| schemas.contains_key(object);
        let parents: BTreeSet<&str> = describe
            .fields
            .iter()
            // A lookup to one object has a parent if the object has a type; one to several always.
            .filter(|field| field.reference_to.len() > 1 || field.reference_to.iter().any(is_typed))
            .filter_map(|field| field.relationship_name.as_deref())
            .collect();
        assert_eq!(names::<T>(flags::PARENT), parents, "parents of {}", T::NAME);
        let children: BTreeSet<&str> = describe
            .child_relationships
            .iter()
            .filter(|child| is_typed(&child.child_sobject))
            .filter_map(|child| child.relationship_name.as_deref())
            .collect();
        assert_eq!(
            names::<T>(flags::CHILDREN),
            children,
            "children of {}",
            T::NAME
        );
        assert_eq!(
            T::TABLE.names.len(),
            describe.fields.len() + parents.len() + children.len(),
            "{}",
            T::NAME
        );
    }
    let schemas = schemas();
    every_object!(check(&schemas));
}

#[test]
fn all_fields_are_those_of_the_describe() {
    fn check<T: Query>(schemas: &BTreeMap<String, Describe>) {
        let soql = Select::<T>::new().all_fields().to_soql();
        let columns = soql
            .strip_prefix("SELECT ")
            .and_then(|it| it.strip_suffix(&format!(" FROM {}", T::NAME)));
        let columns: Vec<&str> = columns.expect(&soql).split(", ").collect();
        let fields = &schemas[T::NAME].fields;
        let fields: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(columns, fields);
    }
    let schemas = schemas();
    every_object!(check(&schemas));
}

/// Values as an org sends them for a field.
fn samples(field: &Field) -> Vec<Value> {
    let long = "x".repeat(field.length as usize);
    match &field.field_type {
        FieldType::Id | FieldType::Reference => vec![json!("a0MEm000004fFnBMAU")],
        FieldType::Boolean => vec![json!(true), json!(false)],
        FieldType::Int => vec![json!(0), json!(-42), json!(123_456_789)],
        FieldType::Double | FieldType::Currency | FieldType::Percent => {
            vec![json!(0), json!(-1.5), json!(12_345.678)]
        }
        FieldType::Date => vec![json!("2025-04-29")],
        FieldType::DateTime => vec![json!("2025-04-29T15:45:00.000Z")],
        FieldType::Picklist => field
            .picklist_values
            .iter()
            .map(|entry| json!(entry.value))
            // An admin added it yesterday.
            .chain([json!("No Such Value")])
            .collect(),
        FieldType::Address => vec![json!({"city": "Nice", "street": "Côte d'Azur 1"})],
        FieldType::Base64 => vec![json!(
            "/services/data/v63.0/sobjects/ContentVersion/068/VersionData"
        )],
        // Longer than the describe says, too: an admin lengthened the field yesterday.
        _ => vec![
            json!("Zoë 👍\n<b>"),
            json!(long),
            json!(format!("{long}yz")),
        ],
    }
}

#[test]
fn every_value_of_every_field_is_read_and_written_without_loss() {
    fn check<T: Query + Serialize + PartialEq + Debug>(
        schemas: &BTreeMap<String, Describe>,
    ) -> usize {
        let describe = &schemas[T::NAME];
        let samples: Vec<(&str, Vec<Value>)> = describe
            .fields
            .iter()
            .map(|field| (field.name.as_str(), samples(field)))
            .collect();
        let most = samples
            .iter()
            .map(|(_, values)| values.len())
            .max()
            .unwrap_or(0);
        for n in 0..most {
            let sent: Map<String, Value> = samples
                .iter()
                .map(|(name, values)| ((*name).to_owned(), values[n % values.len()].clone()))
                .collect();
            let sent = Value::Object(sent);
            let read: T = record::from_json(&sent.to_string())
                .unwrap_or_else(|error| panic!("{}: {error}", T::NAME));
            assert!(
                record::extra(&read).is_none_or(record::Extra::is_empty),
                "{}: {:?}",
                T::NAME,
                record::extra(&read)
            );
            let written = serde_json::to_value(&read).expect("JSON");
            assert_eq!(written, sent, "{}", T::NAME);
            let again: T = record::from_json(&written.to_string()).expect("JSON that we wrote");
            assert_eq!(again, read);
        }
        most
    }
    let schemas = schemas();
    let records: usize = every_object!(check(&schemas)).into_iter().sum();
    assert!(records > 100, "{records}");
}

#[test]
fn null_and_what_is_not_there_read_alike() {
    fn check<T: Query + PartialEq + Debug>(schemas: &BTreeMap<String, Describe>) {
        let table = T::TABLE;
        let nulls: Map<String, Value> = table
            .names
            .iter()
            .map(|name| ((*name).to_owned(), Value::Null))
            .collect();
        let read: T = record::from_json(&Value::Object(nulls).to_string())
            .unwrap_or_else(|error| panic!("{}: {error}", T::NAME));
        assert_eq!(read, T::default());
        assert!(schemas.contains_key(T::NAME));
    }
    let schemas = schemas();
    every_object!(check(&schemas));
}
