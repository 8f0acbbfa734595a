mod additions;

use ats_schema::describe::Describe;

use super::*;

const PICKLIST: &str = r#", "type": "picklist", "picklistValues": [{"value": "a"}]"#;

fn source(name: &str, fields: &[(&str, &str)]) -> FixedDescribe {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, more)| format!(r#"{{"name": "{name}"{more}}}"#))
        .collect();
    let json = format!(r#"{{"name": "{name}", "fields": [{}]}}"#, fields.join(", "));
    FixedDescribe {
        describe: Describe::parse(json.as_bytes()).unwrap(),
        ..FixedDescribe::default()
    }
}

fn picklist(values: &[&str]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| format!(r#"{{"value": "{value}"}}"#))
        .collect();
    format!(
        r#", "type": "picklist", "picklistValues": [{}]"#,
        values.join(",")
    )
}

fn fresh(sources: &[FixedDescribe]) -> Names {
    assign(sources, &Config::default(), None).unwrap()
}

fn types(objects: &[&str]) -> Vec<String> {
    let sources: Vec<FixedDescribe> = objects.iter().map(|it| source(it, &[])).collect();
    let names = fresh(&sources);
    let type_name = |it: &&str| names.objects[*it].type_name.clone();
    objects.iter().map(type_name).collect()
}

#[test]
fn types_leave_room_for_those_of_the_derive() {
    assert_eq!(types(&["Job__c", "Job_Update__c"]), ["JobC", "JobUpdateC"]);
    assert_eq!(
        types(&["bpats__Job__c", "Job_Update__c"]),
        ["Job", "JobUpdateC"]
    );
    assert_eq!(
        types(&["Location", "Option__c"]),
        ["LocationObject", "OptionC"]
    );
    // `New` + `FooUpdate` is `NewFoo` + `Update`.
    let names = types(&["FooUpdate", "NewFoo"]);
    assert_ne!(format!("New{}", names[0]), format!("{}Update", names[1]));
}

#[test]
fn enums_leave_room_for_objects_and_one_another() {
    let sources = [
        source(
            "Job__c",
            &[("Status__c", PICKLIST), ("Board_Status__c", PICKLIST)],
        ),
        source("Job_Board__c", &[("Status__c", PICKLIST)]),
        source("Job_Status__c", &[]),
    ];
    let names = fresh(&sources);
    let enums = |object: &str| {
        names.objects[object]
            .enums
            .values()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(enums("Job__c"), ["BoardStatusOfJob", "StatusOfJob"]);
    assert_eq!(enums("Job_Board__c"), ["StatusOfJobBoard"]);
    // An enum of the package comes before an object of the org.
    let mut sources = sources;
    sources[0] = source("bpats__Job__c", &[("bpats__Status__c", PICKLIST)]);
    let names = fresh(&sources);
    assert_eq!(
        names.objects["bpats__Job__c"].enums["bpats__Status__c"],
        "JobStatus"
    );
    assert_eq!(names.objects["Job_Status__c"].type_name, "JobStatusC");
}

#[test]
fn fields_come_before_relationships_of_their_precedence() {
    let owner = r#", "type": "reference", "referenceTo": ["User"], "relationshipName": "Owner""#;
    let buyer = r#", "type": "reference", "referenceTo": ["User"], "relationshipName": "Buyer__r""#;
    let sources = [source(
        "A",
        &[
            ("OwnerId", owner),
            ("Owner__c", ""),
            ("Buyer__c", buyer),
            ("Buyer_Id__c", ""),
            ("x__Buyer__c", ""),
            ("Extra__c", ""),
            ("Type", ""),
        ],
    )];
    let names = fresh(&sources);
    let names_of_a = &names.objects["A"];
    let field = |api: &str| names_of_a.fields[api].as_str();
    assert_eq!(field("OwnerId"), "owner_id");
    assert_eq!(names_of_a.parents["Owner"], "owner");
    assert_eq!(field("Owner__c"), "owner_c");
    assert_eq!(field("x__Buyer__c"), "buyer");
    assert_eq!(names_of_a.parents["Buyer__r"], "buyer_r");
    assert_eq!(field("Extra__c"), "extra_c");
    assert_eq!(field("Type"), "type_");
    assert_eq!(names.ids["User"], "User");
}

#[test]
fn features_are_not_cargos_own() {
    let sources = ["Default__c", "Full__c", "Ats_Core__c", "Type__c"].map(|it| source(it, &[]));
    let names = fresh(&sources);
    let of = |api: &str| {
        let names = &names.objects[api];
        (names.module.as_str(), names.feature.as_str())
    };
    assert_eq!(of("Default__c"), ("default", "default-object"));
    assert_eq!(of("Full__c"), ("full", "full-object"));
    assert_eq!(of("Ats_Core__c"), ("ats_core_c", "ats-core-c"));
    assert_eq!(of("Type__c"), ("type_", "type"));
}

#[test]
fn configured_names_must_be_possible_together() {
    let sources = ["A", "B"].map(|it| source(it, &[]));
    let named = |a: &str, b: &str| {
        let text = format!("[objects.A]\nname = \"{a}\"\n[objects.B]\nname = \"{b}\"");
        assign(&sources, &Config::parse(&text).unwrap(), None)
    };
    assert!(named("Job", "Task").is_ok());
    for (a, b) in [
        ("Job", "Job"),
        ("Job", "NewJob"),
        ("Option", "Job"),
        ("Id", "Job"),
    ] {
        assert!(named(a, b).is_err(), "{a} {b}");
    }
}

#[test]
fn constants_of_record_types_are_not_those_of_fields() {
    let json = r#"{"name": "A", "fields": [{"name": "Record_Type_Id__c"}, {"name": "Type"}],
        "recordTypeInfos": [{"developerName": "Id"}, {"developerName": "Perm"},
        {"developerName": "perm"}, {"developerName": "Master", "master": true}]}"#;
    let describe = FixedDescribe {
        describe: Describe::parse(json.as_bytes()).unwrap(),
        ..FixedDescribe::default()
    };
    let names = fresh(&[describe]);
    let record_types = &names.objects["A"].record_types;
    assert_eq!(record_types.len(), 3);
    assert_ne!(record_types["Id"], "RECORD_TYPE_ID");
    assert_ne!(record_types["Perm"], record_types["perm"]);
}

#[test]
fn a_value_that_is_added_takes_no_name_of_another() {
    let with = |values: &[&str]| [source("A", &[("City__c", &picklist(values))])];
    let variants = |names: &Names| names.objects["A"].values["City__c"].clone();
    let before = fresh(&with(&["是"]));
    assert_eq!(variants(&before)["是"], "Shi");

    let config = Config::default();
    let after = assign(&with(&["世", "事", "是"]), &config, Some(&before)).unwrap();
    assert_eq!(variants(&after)["是"], "Shi");
    assert_eq!(variants(&after)["世"], "ShiU4E16");
    assert_eq!(renamed(&before, &after), []);
    assert_eq!(added(&before, &after).len(), 2);

    // What is gone keeps its name.
    let without = assign(&with(&["世"]), &config, Some(&after)).unwrap();
    assert_eq!(without, after);
    let again = assign(&with(&["世", "時"]), &config, Some(&without)).unwrap();
    assert_eq!(variants(&again)["時"], "ShiU6642");
}

#[test]
fn a_value_keeps_its_name_when_its_picklist_is_opened() {
    let values = picklist(&["Other", "Unknown"]);
    let restricted = format!(r#"{values}, "restrictedPicklist": true"#);
    let before = fresh(&[source("A", &[("Kind__c", &restricted)])]);
    let variants = &before.objects["A"].values["Kind__c"];
    assert_eq!(
        (&*variants["Other"], &*variants["Unknown"]),
        ("Other", "UnknownValue")
    );
    assert_eq!(rest_variant(true, variants), "Unknown");
    let opened = [source("A", &[("Kind__c", &values)])];
    let after = assign(&opened, &Config::default(), Some(&before)).unwrap();
    assert_eq!(after, before);
    assert_eq!(rest_variant(false, variants), "OtherValue");
}

#[test]
fn the_configuration_renames_and_the_rename_is_reported() {
    let sources = [source("A", &[("Titel__c", ""), ("Name", "")])];
    let before = fresh(&sources);
    let config = Config::parse("[objects.A.fields.Titel__c]\nname = \"title\"").unwrap();
    let after = assign(&sources, &config, Some(&before)).unwrap();
    let renamed = renamed(&before, &after);
    assert_eq!(
        renamed[0].to_string(),
        "the field `A.Titel__c` is now `title`, was `titel`"
    );
    assert_eq!(renamed.len(), 1);
    let config = Config::parse("[objects.A.fields.Titel__c]\nname = \"name\"").unwrap();
    assert_eq!(
        assign(&sources, &config, Some(&before)).unwrap_err(),
        [
            "[objects.\"A\"]: the name `name` of the field `Titel__c` is taken; choose another or remove \
             the line from names.lock"
        ]
    );
}

/// The names that a `use` brings, those that it renames to `_` left out.
fn imported(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, names),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(rename) if rename.rename != "_" => {
            names.push(rename.rename.to_string());
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|it| imported(it, names)),
        _ => {}
    }
}

#[test]
fn every_type_of_the_prelude_is_reserved() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ats-core/src/prelude.rs");
    let prelude = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut names = Vec::new();
    for item in &prelude.items {
        if let syn::Item::Use(item) = item {
            imported(&item.tree, &mut names);
        }
    }
    // Types are in upper case, and no generated type is in lower case.
    names.retain(|it| it.starts_with(|ch: char| ch.is_ascii_uppercase()));
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(type_names::reserved_types().any(|it| it == name), "{name}");
    }
}
