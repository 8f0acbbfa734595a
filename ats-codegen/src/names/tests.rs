use ats_schema::describe::Describe;

use super::*;

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

fn types(objects: &[&str]) -> Vec<String> {
    let sources: Vec<FixedDescribe> = objects.iter().map(|it| source(it, &[])).collect();
    let names = assign(&sources).unwrap();
    objects
        .iter()
        .map(|it| names.type_of(it).unwrap().to_owned())
        .collect()
}

const PICKLIST: &str = r#", "type": "picklist", "picklistValues": [{"value": "a"}]"#;

#[test]
fn types_leave_room_for_those_of_the_derive() {
    assert_eq!(types(&["Job__c", "Job_Update__c"]), ["Job", "JobUpdateC"]);
    assert_eq!(types(&["Job__c", "NewJob"]), ["Job", "Newjob"]);
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
    let names = assign(&sources).unwrap();
    let enums: Vec<_> = names
        .objects
        .iter()
        .flat_map(|it| it.enums.clone())
        .collect();
    assert_eq!(
        enums,
        [
            Some("StatusOfJob".to_owned()),
            Some("BoardStatusOfJob".to_owned()),
            Some("StatusOfJobBoard".to_owned())
        ]
    );
}

#[test]
fn fields_come_before_relationships() {
    let lookup = r#", "type": "reference", "referenceTo": ["User"], "relationshipName": "Owner""#;
    let sources = [source(
        "A",
        &[
            ("OwnerId", lookup),
            ("Owner__c", ""),
            ("Extra__c", ""),
            ("Type", ""),
        ],
    )];
    let names = assign(&sources).unwrap();
    assert_eq!(
        names.objects[0].fields,
        ["owner_id", "owner", "extra_c", "type_"]
    );
    assert_eq!(names.objects[0].parents[0].as_deref(), Some("owner_record"));
    assert_eq!(names.markers[0].type_name, "User");
}

#[test]
fn features_are_not_cargos_own() {
    let sources = ["Default__c", "Full__c", "Ats_Core__c", "Type__c"].map(|it| source(it, &[]));
    let names = assign(&sources).unwrap();
    let of = |api: &str| names.module_of(api).unwrap();
    assert_eq!(of("Default__c"), ("default", "default-object"));
    assert_eq!(of("Full__c"), ("full", "full-object"));
    assert_eq!(of("Ats_Core__c"), ("ats_core_c", "ats-core-c"));
    assert_eq!(of("Type__c"), ("type_", "type"));
}

#[test]
fn configured_names_must_be_possible_together() {
    let config = |a: &str, b: &str| {
        [("A", a), ("B", b)].map(|(object, name)| {
            let mut source = source(object, &[]);
            source.configured.name = Some(name.to_owned());
            source
        })
    };
    assert!(assign(&config("Job", "Task")).is_ok());
    for (a, b) in [
        ("Job", "Job"),
        ("Job", "NewJob"),
        ("Option", "Job"),
        ("Id", "Job"),
    ] {
        assert!(assign(&config(a, b)).is_err(), "{a} {b}");
    }
}

#[test]
fn constants_of_record_types_are_not_those_of_fields() {
    let fields = ["record_type_id", "type_"];
    let idents = record_types(["Id", "Perm", "perm"].into_iter(), fields.into_iter());
    assert_eq!(idents[0], "RECORD_TYPE_ID_ID");
    assert_ne!(idents[1], idents[2]);
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
        assert!(types::reserved_types().any(|it| it == name), "{name}");
    }
}
