//! The fields: parts, sizes, flags.

use std::collections::{BTreeMap, BTreeSet};

use ats_schema::describe::FieldType;
use ats_tests::schemas;

use crate::{every_field, field, values};

/// The parts of an address, after the name of the compound field without its `Address`.
const ADDRESS_PARTS: [&str; 8] = [
    "Street",
    "City",
    "State",
    "PostalCode",
    "Country",
    "Latitude",
    "Longitude",
    "GeocodeAccuracy",
];

#[test]
fn compound_fields_have_all_their_parts() {
    let schemas = schemas();
    let mut addresses = Vec::new();
    for (object, describe) in &schemas {
        let mut parts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for field in &describe.fields {
            if let Some(compound) = &field.compound_field_name {
                parts.entry(compound).or_default().insert(&field.name);
            }
            if field.field_type == FieldType::Address {
                assert!(
                    !field.is_createable() && !field.is_updateable(),
                    "{object}.{}",
                    field.name
                );
                addresses.push(format!("{object}.{}", field.name));
            }
        }
        for (compound, parts) in parts {
            let whole = field(&schemas, object, compound);
            let expected: BTreeSet<String> = match &whole.field_type {
                FieldType::Address => {
                    let stem = compound.strip_suffix("Address").expect(compound);
                    ADDRESS_PARTS
                        .iter()
                        .map(|it| format!("{stem}{it}"))
                        .collect()
                }
                // A person's name has parts; that of an account is there for person accounts.
                FieldType::String if object == "Contact" => ["FirstName", "LastName", "Salutation"]
                    .map(String::from)
                    .into(),
                FieldType::String => ["Name".to_owned()].into(),
                other => panic!("{object}.{compound} has parts, and is a {other:?}"),
            };
            let parts: BTreeSet<String> = parts.into_iter().map(String::from).collect();
            assert_eq!(parts, expected, "{object}.{compound}");
        }
    }
    assert_eq!(
        addresses,
        [
            "Account.BillingAddress",
            "Account.ShippingAddress",
            "Contact.OtherAddress",
            "Contact.MailingAddress",
        ]
    );
}

#[test]
fn sizes_fit_the_types() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}: {:?}", field.name, field.field_type);
        let (length, bytes) = (field.length, field.byte_length);
        match &field.field_type {
            FieldType::Id | FieldType::Reference => {
                assert_eq!((length, bytes), (18, 18), "{place}")
            }
            // A picklist that real describes show without a size and without values.
            FieldType::Picklist if field.name == "ContactSource" => {
                assert_eq!((length, values(field).len()), (0, 0), "{place}");
            }
            FieldType::String
            | FieldType::Textarea
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Picklist => {
                assert!(length > 0, "{place}");
                assert_eq!(bytes, 3 * length, "{place}");
            }
            FieldType::Double | FieldType::Currency | FieldType::Percent => {
                assert!((1..=18).contains(&field.precision), "{place}");
                assert!(field.scale <= field.precision, "{place}");
            }
            FieldType::Int => assert!((1..=10).contains(&field.digits), "{place}"),
            FieldType::Boolean => assert!(!field.is_nillable(), "{place}"),
            FieldType::Address | FieldType::Base64 | FieldType::Date | FieldType::DateTime => {}
            _ => panic!("{place} is new here: say what sizes it has"),
        }
    }
}

#[test]
fn flags_do_not_contradict_each_other() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        if field.calculated || field.auto_number {
            assert!(
                !field.is_createable() && !field.is_updateable(),
                "{place} is made by the org"
            );
        }
        let is_long = field.field_type == FieldType::Textarea && field.length > 255;
        if (is_long && field.custom) || field.field_type == FieldType::Base64 {
            assert!(
                !field.is_filterable() && !field.is_sortable(),
                "{place} is a long text or a file"
            );
        }
        // Standard objects have exceptions, such as ChannelProgramName of Account.
        if field.custom && (field.is_sortable() || field.groupable == Some(true)) {
            assert!(
                field.is_filterable(),
                "{place} is sorted by, but not filtered on"
            );
        }
        if field.external_id {
            assert!(
                field.id_lookup,
                "{place} is an external id without idLookup"
            );
        }
        for controlling in field
            .filtered_lookup_info
            .iter()
            .flat_map(|info| &info.controlling_fields)
        {
            assert!(
                schemas[object].field(controlling).is_some(),
                "{place}: its lookup filter reads {controlling}"
            );
        }
    }
    for (object, describe) in &schemas {
        for name in ["Id", "CreatedDate", "CreatedById", "SystemModstamp"] {
            let field = field(&schemas, object, name);
            assert!(
                !field.is_createable() && !field.is_updateable(),
                "{object}.{name}"
            );
        }
        assert_eq!(describe.queryable, Some(true), "{object}");
        // The one object whose records go only with what they are versions of.
        assert_eq!(
            describe.deletable,
            Some(object != "ContentVersion"),
            "{object}"
        );
    }
}
