use super::*;

/// A mended describe and its warnings, but for the one about unstated operations.
fn mended(json: &str) -> (Describe, Vec<String>) {
    let mut describe = Describe::parse(json.as_bytes()).unwrap();
    let warnings = mend_describe(&mut describe)
        .iter()
        .map(ToString::to_string)
        .filter(|it| !it.contains("does not state"))
        .collect();
    (describe, warnings)
}

/// A describe that states all operations on the object, with these fields and children.
fn object(fields: &str, children: &str) -> String {
    format!(
        r#"{{"name": "A", "queryable": true, "retrieveable": true, "createable": true, "updateable": true,
            "deletable": true, "fields": [{fields}], "childRelationships": [{children}]}}"#
    )
}

#[test]
fn fields_described_twice() {
    let (describe, warnings) = mended(&object(
        r#"{"name": "X"}, {"name": "x", "type": "int"}, {"name": "y"}"#,
        "",
    ));
    assert_eq!(describe.fields.len(), 2);
    assert_eq!(warnings, ["A.x: described twice; the second is left out"]);
}

#[test]
fn values_that_cannot_be_and_the_bitmaps_that_count_them() {
    let (describe, warnings) = mended(&object(
        r#"{"name": "C", "type": "picklist", "picklistValues": [
                {"value": "a"}, {"value": " "}, {"value": "a", "active": true}, {"value": "b"}]},
           {"name": "D", "type": "multipicklist", "dependentPicklist": true, "controllerName": "c",
            "picklistValues": [{"value": "x", "validFor": "MAAA"}, {"value": "y;z"}, {"value": "w", "validFor": "?"}]}"#,
        "",
    ));
    let values = |at: usize| -> Vec<&str> {
        describe.fields[at]
            .picklist_values
            .iter()
            .map(|it| it.value.as_str())
            .collect()
    };
    assert_eq!(values(0), ["a", "b"]);
    assert!(describe.fields[0].picklist_values[0].active);
    assert_eq!(values(1), ["x", "w"]);
    // Bits 2 and 3 were the second `a` and `b`.
    assert_eq!(
        describe.fields[1].picklist_values[0].valid_for.as_deref(),
        Some("wAAA")
    );
    assert_eq!(describe.fields[1].picklist_values[1].valid_for, None);
    assert_eq!(describe.fields[1].controller_name.as_deref(), Some("C"));
    assert_eq!(warnings.len(), 3, "{warnings:?}");
}

#[test]
fn controllers_that_control_nothing() {
    for controller in [r#""Gone""#, "null", r#""D""#, r#""Text""#] {
        let (describe, warnings) = mended(&object(
            &format!(
                r#"{{"name": "Text"}}, {{"name": "D", "type": "picklist", "dependentPicklist": true,
                    "controllerName": {controller}, "picklistValues": [{{"value": "x"}}]}}"#
            ),
            "",
        ));
        assert!(!describe.fields[1].dependent_picklist);
        assert!(
            warnings[0].ends_with("generated as an independent picklist"),
            "{warnings:?}"
        );
    }
}

#[test]
fn numbers_that_are_none() {
    let (describe, warnings) = mended(&object(
        r#"{"name": "X", "type": "double", "precision": 2, "scale": 3}, {"name": "Y", "type": "double", "precision": 18, "scale": 18}"#,
        "",
    ));
    assert_eq!(describe.fields[0].precision, 0);
    assert_eq!(describe.fields[1].precision, 18);
    assert_eq!(warnings.len(), 1);
}

#[test]
fn relationships_of_one_name() {
    let (describe, warnings) = mended(&object(
        r#"{"name": "X", "type": "reference", "relationshipName": "R"}, {"name": "Y", "type": "reference", "relationshipName": "r"}"#,
        r#"{"childSObject": "Z", "field": "f", "relationshipName": "Kids"}, {"childSObject": "B", "field": "f", "relationshipName": "Kids"},
           {"childSObject": "B", "field": "g", "relationshipName": "X"}, {"childSObject": "B", "field": "h", "relationshipName": null}"#,
    ));
    assert_eq!(describe.fields[1].relationship_name, None);
    let children: Vec<&str> = describe
        .child_relationships
        .iter()
        .map(|it| it.child_sobject.as_str())
        .collect();
    assert_eq!(children, ["B"]);
    assert_eq!(warnings.len(), 3, "{warnings:?}");
}

#[test]
fn unstated_operations_are_allowed_with_one_warning() {
    let json = r#"{"name": "A", "createable": false, "fields": [
        {"name": "Id", "type": "id"},
        {"name": "Title__c", "type": "string", "filterable": true, "sortable": false},
        {"name": "Total__c", "type": "double", "calculated": true, "filterable": true,
         "sortable": true, "createable": false, "updateable": false}]}"#;
    let mut describe = Describe::parse(json.as_bytes()).unwrap();
    let warnings: Vec<String> = mend_describe(&mut describe)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(!describe.is_createable() && describe.is_deletable());
    let title = &describe.fields[1];
    assert!(title.is_createable() && title.is_updateable() && title.is_nillable());
    assert!(!title.is_sortable() && !title.is_required_on_create());
    assert!(!describe.fields[0].is_createable() && !describe.fields[2].is_createable());
    assert_eq!(
        warnings,
        [
            "A: the describe does not state queryable, retrieveable, updateable, deletable, \
             createable (2 fields), updateable (2 fields), filterable (1 field), sortable (1 field); \
             allowed where the field type permits"
        ]
    );
}
