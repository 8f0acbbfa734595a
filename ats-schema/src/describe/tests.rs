use super::*;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn the_least_there_may_be() {
    let describe = Describe::parse(br#"{"name":"A","fields":[{"name":"Id"}]}"#).unwrap();
    assert_eq!(describe.name, "A");
    assert_eq!(describe.createable, None);
    assert!(!describe.is_custom());
    let field = describe.field("ID").unwrap();
    assert_eq!(field.field_type, FieldType::String);
    assert_eq!(field.groupable, None);
    assert!(describe.field("Name").is_none());
}

pub(super) const FULL: &str = r#"{
    "name": "bpats__Job__c", "label": "Job", "labelPlural": "Jobs", "keyPrefix": "a0M",
    "custom": true, "customSetting": false, "createable": true, "updateable": true,
    "deletable": false, "undeletable": true, "queryable": true, "retrieveable": true,
    "mergeable": false, "searchable": true, "replicateable": true, "triggerable": true,
    "layoutable": true, "deprecatedAndHidden": false, "isSubtype": true,
    "hasSubtypes": true, "unheardOf": [{"a": {}}],
    "fields": [{
        "aggregatable": true, "aiPredictionField": true, "autoNumber": true,
        "byteLength": 120, "calculated": true, "calculatedFormula": "1 + 1",
        "cascadeDelete": true, "caseSensitive": true, "compoundFieldName": "Name",
        "controllerName": "bpats__Country__c", "createable": true, "custom": true,
        "defaultValue": "Open", "defaultValueFormula": "\"Open\"",
        "defaultedOnCreate": true, "dependentPicklist": true,
        "deprecatedAndHidden": true, "digits": 8, "displayLocationInDecimal": true,
        "encrypted": true, "externalId": true, "extraTypeInfo": "plaintextarea",
        "filterable": true,
        "filteredLookupInfo": {
            "controllingFields": ["bpats__Job__c"], "dependent": true, "optionalFilter": true
        },
        "formulaTreatNullNumberAsZero": true, "groupable": false, "highScaleNumber": true,
        "htmlFormatted": true, "idLookup": true, "inlineHelpText": "Help",
        "label": "Status", "length": 40, "mask": "*", "maskType": "all",
        "name": "bpats__Status__c", "nameField": true, "namePointing": true,
        "nillable": true, "permissionable": true,
        "picklistValues": [
            {"active": true, "defaultValue": true, "label": "Open", "validFor": "gAAA",
             "value": "open"}
        ],
        "polymorphicForeignKey": true, "precision": 18, "queryByDistance": true,
        "referenceTargetField": "Key__c", "referenceTo": ["User", "Group"],
        "relationshipName": "Owner", "relationshipOrder": 1, "restrictedDelete": true,
        "restrictedPicklist": true, "scale": 2, "searchPrefilterable": true,
        "soapType": "xsd:string", "sortable": true, "type": "picklist", "unique": true,
        "updateable": true, "writeRequiresMasterRead": true
    }],
    "childRelationships": [{
        "cascadeDelete": true, "childSObject": "bpats__Interview__c",
        "deprecatedAndHidden": true, "field": "bpats__Job__c",
        "junctionIdListNames": ["a"], "junctionReferenceTo": ["b"],
        "relationshipName": "bpats__Interviews__r", "restrictedDelete": true
    }],
    "recordTypeInfos": [{
        "active": true, "available": true, "defaultRecordTypeMapping": true,
        "developerName": "Master", "master": true, "name": "Master",
        "recordTypeId": "012000000000000AAA", "urls": {}
    }]
}"#;

#[test]
fn every_key_is_read() {
    let field = Field {
        name: "bpats__Status__c".into(),
        label: "Status".into(),
        field_type: FieldType::Picklist,
        length: 40,
        byte_length: 120,
        digits: 8,
        precision: 18,
        scale: 2,
        nillable: Some(true),
        createable: Some(true),
        updateable: Some(true),
        defaulted_on_create: true,
        calculated: true,
        calculated_formula: some("1 + 1"),
        formula_treat_null_number_as_zero: true,
        auto_number: true,
        unique: true,
        external_id: true,
        id_lookup: true,
        case_sensitive: true,
        custom: true,
        filterable: Some(true),
        sortable: Some(true),
        groupable: Some(false),
        aggregatable: Some(true),
        search_prefilterable: true,
        name_field: true,
        name_pointing: true,
        polymorphic_foreign_key: true,
        reference_to: vec!["User".into(), "Group".into()],
        relationship_name: some("Owner"),
        relationship_order: Some(1),
        reference_target_field: some("Key__c"),
        picklist_values: vec![PicklistEntry {
            value: "open".into(),
            label: some("Open"),
            active: true,
            default_value: true,
            valid_for: some("gAAA"),
        }],
        restricted_picklist: true,
        dependent_picklist: true,
        controller_name: some("bpats__Country__c"),
        default_value: some("Open"),
        default_value_formula: some("\"Open\""),
        inline_help_text: some("Help"),
        compound_field_name: some("Name"),
        extra_type_info: some("plaintextarea"),
        html_formatted: true,
        encrypted: true,
        mask: some("*"),
        mask_type: some("all"),
        deprecated_and_hidden: true,
        permissionable: true,
        cascade_delete: true,
        restricted_delete: true,
        write_requires_master_read: true,
        filtered_lookup_info: Some(FilteredLookupInfo {
            controlling_fields: vec!["bpats__Job__c".into()],
            dependent: true,
            optional_filter: true,
        }),
        query_by_distance: true,
        high_scale_number: true,
        ai_prediction_field: true,
        soap_type: some("xsd:string"),
        display_location_in_decimal: true,
    };
    let expected = Describe {
        name: "bpats__Job__c".into(),
        label: some("Job"),
        label_plural: some("Jobs"),
        key_prefix: some("a0M"),
        custom: Some(true),
        custom_setting: false,
        createable: Some(true),
        updateable: Some(true),
        deletable: Some(false),
        undeletable: Some(true),
        queryable: Some(true),
        retrieveable: Some(true),
        mergeable: Some(false),
        searchable: Some(true),
        replicateable: Some(true),
        triggerable: Some(true),
        layoutable: Some(true),
        deprecated_and_hidden: false,
        is_subtype: true,
        has_subtypes: true,
        fields: vec![field],
        child_relationships: vec![ChildRelationship {
            child_sobject: "bpats__Interview__c".into(),
            field: "bpats__Job__c".into(),
            relationship_name: some("bpats__Interviews__r"),
            cascade_delete: true,
            restricted_delete: true,
            deprecated_and_hidden: true,
            junction_id_list_names: vec!["a".into()],
            junction_reference_to: vec!["b".into()],
        }],
        record_type_infos: vec![RecordTypeInfo {
            name: "Master".into(),
            developer_name: some("Master"),
            record_type_id: some("012000000000000AAA"),
            active: Some(true),
            available: true,
            default_record_type_mapping: true,
            master: true,
        }],
    };
    assert_eq!(Describe::parse(FULL.as_bytes()).unwrap(), expected);

    let wrapped = format!(r#"{{"status": 0, "result": {FULL}, "warnings": []}}"#);
    assert_eq!(Describe::parse(wrapped.as_bytes()).unwrap(), expected);

    let marked = format!("\u{feff}{FULL}\r\n");
    assert_eq!(Describe::parse(marked.as_bytes()).unwrap(), expected);
}

#[test]
fn null_anywhere_is_the_default() {
    let mut nulls = serde_json::from_str::<serde_json::Value>(FULL).unwrap();
    let blank = |object: &mut serde_json::Value| {
        for (key, value) in object.as_object_mut().unwrap() {
            if key != "name" {
                *value = serde_json::Value::Null;
            }
        }
    };
    blank(&mut nulls["fields"][0]);
    nulls["childRelationships"] = serde_json::Value::Null;
    nulls["recordTypeInfos"] = serde_json::Value::Null;
    for key in ["label", "keyPrefix", "custom", "createable", "isSubtype"] {
        nulls[key] = serde_json::Value::Null;
    }
    let describe = Describe::parse(nulls.to_string().as_bytes()).unwrap();
    let field = Field {
        name: "bpats__Status__c".into(),
        ..Field::default()
    };
    assert_eq!(describe.fields, [field]);
    assert_eq!(describe.custom, None);
    assert!(describe.is_custom());

    let mut nulls = serde_json::from_str::<serde_json::Value>(FULL).unwrap();
    blank(&mut nulls["fields"][0]["picklistValues"][0]);
    blank(&mut nulls["fields"][0]["filteredLookupInfo"]);
    blank(&mut nulls["childRelationships"][0]);
    blank(&mut nulls["recordTypeInfos"][0]);
    let describe = Describe::parse(nulls.to_string().as_bytes()).unwrap();
    assert_eq!(
        describe.fields[0].picklist_values,
        [PicklistEntry::default()]
    );
}

#[test]
fn odd_values_are_read() {
    let field = |json: &str| {
        let text = format!(r#"{{"name": "A", "fields": [{{"name": "B", {json}}}]}}"#);
        Describe::parse(text.as_bytes()).unwrap().fields.remove(0)
    };
    assert_eq!(field(r#""precision": 18.0"#).precision, 18);
    assert_eq!(field(r#""precision": 1.8e1"#).precision, 18);
    assert_eq!(
        field(r#""relationshipOrder": 0"#).relationship_order,
        Some(0)
    );
    assert_eq!(
        field(r#""relationshipOrder": 1.0"#).relationship_order,
        Some(1)
    );
    assert_eq!(
        field(r#""defaultValue": false"#).default_value,
        some("false")
    );
    assert_eq!(field(r#""defaultValue": 0.0"#).default_value, some("0.0"));
    assert_eq!(field(r#""defaultValue": -1"#).default_value, some("-1"));
    assert_eq!(field(r#""defaultValue": {"a": [1]}"#).default_value, None);
    assert_eq!(field(r#""defaultValue": [1, {}]"#).default_value, None);
    assert_eq!(
        field(r#""type": "hologram""#).field_type,
        FieldType::Other("hologram".into())
    );
    assert_eq!(
        field(r#""type": "dateTime""#).field_type,
        FieldType::DateTime
    );
    assert_eq!(field(r#""label": "\u00e9\ud83d\ude00""#).label, "é😀");
}

#[test]
fn field_types_round_trip_in_order() {
    for field_type in FieldType::ALL {
        assert_eq!(&FieldType::from(field_type.as_str()), field_type);
        assert_eq!(field_type.to_string(), field_type.as_str());
    }
    let names: Vec<_> = FieldType::ALL
        .iter()
        .map(|field_type| field_type.as_str().to_ascii_lowercase())
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn two_fields_of_one_name_are_kept() {
    let text = br#"{"name": "A", "fields": [{"name": "B", "length": 1}, {"name": "B"}]}"#;
    let describe = Describe::parse(text).unwrap();
    assert_eq!(describe.fields.len(), 2);
    assert_eq!(describe.field("b").unwrap().length, 1);
}

#[test]
fn required_on_create() {
    let field = |createable: bool, nillable: bool, defaulted_on_create| Field {
        createable: Some(createable),
        nillable: Some(nillable),
        defaulted_on_create,
        ..Field::default()
    };
    assert!(field(true, false, false).is_required_on_create());
    assert!(!field(false, false, false).is_required_on_create());
    assert!(!field(true, true, false).is_required_on_create());
    assert!(!field(true, false, true).is_required_on_create());
}

#[test]
fn rules_of_types_stand_in_for_missing_keys() {
    let field = |field_type: &str, length| Field {
        field_type: field_type.into(),
        length,
        ..Field::default()
    };
    let cases = [
        ("id", 18, true, true),
        ("reference", 18, true, true),
        ("string", 255, true, true),
        ("string", 1300, false, true),
        ("textarea", 255, true, true),
        ("textarea", 32_768, false, false),
        ("picklist", 255, true, true),
        ("combobox", 255, false, true),
        ("multipicklist", 4099, false, false),
        ("boolean", 0, true, false),
        ("double", 0, false, true),
        ("currency", 0, false, true),
        ("percent", 0, false, true),
        ("int", 0, true, true),
        ("date", 0, true, true),
        ("datetime", 0, false, true),
        ("email", 80, true, true),
        ("phone", 40, true, true),
        ("url", 255, true, true),
        ("address", 0, false, false),
        ("location", 0, false, false),
        ("base64", 0, false, false),
        ("hologram", 0, false, false),
    ];
    for (name, length, groupable, aggregatable) in cases {
        let mut field = field(name, length);
        assert_eq!(field.is_groupable(), groupable, "{name}");
        assert_eq!(field.is_aggregatable(), aggregatable, "{name}");
        field.groupable = Some(!groupable);
        field.aggregatable = Some(!aggregatable);
        assert_eq!(field.is_groupable(), !groupable, "{name}");
        assert_eq!(field.is_aggregatable(), !aggregatable, "{name}");
    }
    let mut number = field("string", 30);
    number.auto_number = true;
    assert!(!number.is_groupable());
}

#[test]
fn an_unstated_operation_is_allowed_unless_the_type_forbids_it() {
    let field = |json: &str| {
        let json = format!(r#"{{"name": "A", "fields": [{{"name": "F__c", {json}}}]}}"#);
        Describe::parse(json.as_bytes()).unwrap().fields.remove(0)
    };
    let text = field(r#""type": "string", "length": 255"#);
    assert!(text.is_createable() && text.is_updateable() && text.is_nillable());
    assert!(text.is_filterable() && text.is_sortable() && !text.is_required_on_create());
    for read_only in [
        r#""type": "double", "calculated": true"#,
        r#""type": "string", "autoNumber": true"#,
        r#""type": "address""#,
        r#""type": "string", "createable": false, "updateable": false"#,
    ] {
        let field = field(read_only);
        assert!(
            !field.is_createable() && !field.is_updateable(),
            "{read_only}"
        );
    }
    let system = Describe::parse(br#"{"name": "A", "fields": [{"name": "SystemModstamp"}]}"#);
    assert!(!system.unwrap().fields[0].is_createable());
    let long = field(r#""type": "textarea", "length": 32768"#);
    assert!(!long.is_filterable() && !long.is_sortable());
    let several = field(r#""type": "multipicklist""#);
    assert!(several.is_filterable() && !several.is_sortable());
    // A stated flag counts, also if it is unusual.
    let stated = field(r#""type": "textarea", "length": 32768, "filterable": true"#);
    assert!(stated.is_filterable());
}

#[test]
fn an_upsert_key_can_be_set_on_create() {
    let field = |json: &str| {
        let json = format!(r#"{{"name": "A", "fields": [{{"name": "K__c", {json}}}]}}"#);
        Describe::parse(json.as_bytes()).unwrap().fields.remove(0)
    };
    assert!(field(r#""externalId": true, "createable": true"#).is_upsert_key());
    assert!(field(r#""idLookup": true, "createable": true"#).is_upsert_key());
    let number = field(r#""idLookup": true, "autoNumber": true, "createable": false"#);
    assert!(number.is_key() && !number.is_upsert_key());
    assert!(!field(r#""type": "id", "idLookup": true"#).is_upsert_key());
}
