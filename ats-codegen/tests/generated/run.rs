//! What a run does to files.

use std::fs;
use std::path::Path;

use ats_codegen::{Error, Generator};
use serde_json::json;

use super::{Playground, field, object, schemas};

fn two_objects() -> Playground {
    let playground = Playground::new();
    playground
        .describe(
            "a.json",
            &object(
                "A__c",
                json!([field("X__c", "string", &json!({"length": 9}))]),
            ),
        )
        .describe(
            "b.json",
            &object(
                "B__c",
                json!([field(
                    "Y__c",
                    "reference",
                    &json!({"referenceTo": ["A__c"]})
                )]),
            ),
        );
    playground
}

#[test]
fn the_second_run_touches_nothing() {
    let playground = Playground::new();
    let generator = playground.generator().schemas(schemas());
    let first = generator.generate().unwrap();
    assert_eq!((first.written, first.unchanged, first.removed), (37, 0, 0));
    let before = playground.files("out");
    let second = generator.generate().unwrap();
    assert_eq!(
        (second.written, second.unchanged, second.removed),
        (0, 37, 0)
    );
    assert_eq!(playground.files("out"), before);
    assert_eq!(second.objects, first.objects);
    assert_eq!(second.warnings, first.warnings);
    // Nor without the lock, which is written again.
    fs::remove_file(playground.path("out/.ats-codegen.lock")).unwrap();
    let third = generator.generate().unwrap();
    assert_eq!((third.written, third.unchanged), (0, 37));
    let bytes = |files: &[(_, Vec<u8>, _)]| files.iter().map(|it| it.1.clone()).collect::<Vec<_>>();
    assert_eq!(bytes(&playground.files("out")), bytes(&before));
}

#[test]
fn the_order_and_names_of_files_do_not_matter() {
    let mut describes: Vec<_> = fs::read_dir(schemas())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .filter(|it| {
            it.file_name().is_some_and(|it| {
                it != "provenance.json" && it != "README.md" && it != "names.lock"
            })
        })
        .collect();
    describes.sort();
    let generate = |rename: &dyn Fn(usize, &Path) -> String| {
        let playground = Playground::new();
        for (at, path) in describes.iter().enumerate() {
            fs::copy(path, playground.path("schemas").join(rename(at, path))).unwrap();
        }
        playground.generator().generate().unwrap();
        let mut text = String::new();
        for (path, bytes, _) in playground.files("out/src") {
            // The header names the file.
            let code = String::from_utf8(bytes).unwrap();
            text.push_str(&path.file_name().unwrap().to_string_lossy());
            text.push_str(code.split_once('\n').unwrap().1);
        }
        text
    };
    let straight = generate(&|_, path| path.file_name().unwrap().to_string_lossy().into_owned());
    let reversed = generate(&|at, _| format!("{:03}.json", 999 - at));
    let mixed = generate(&|at, _| format!("{:03}.JSON", at * 7919 % 1000));
    assert_eq!(straight, reversed);
    assert_eq!(straight, mixed);
}

#[test]
fn only_what_changed_is_written_and_what_was_edited_is_repaired() {
    let playground = two_objects();
    playground.generator().generate().unwrap();
    let a = playground.read("out/src/a.rs");

    playground.describe(
        "a.json",
        &object(
            "A__c",
            json!([field("Z__c", "string", &json!({"length": 9}))]),
        ),
    );
    let report = playground.generator().generate().unwrap();
    // The object, and the index of fingerprints in lib.rs.
    assert_eq!((report.written, report.unchanged), (2, 4));
    assert_ne!(playground.read("out/src/a.rs"), a);

    let b = playground.read("out/src/b.rs");
    fs::write(playground.path("out/src/b.rs"), format!("{b}\n// mine\n")).unwrap();
    assert_eq!(playground.generator().generate().unwrap().written, 1);
    assert_eq!(playground.read("out/src/b.rs"), b);
    fs::remove_file(playground.path("out/src/b.rs")).unwrap();
    assert_eq!(playground.generator().generate().unwrap().written, 1);
    assert_eq!(playground.read("out/src/b.rs"), b);
}

#[test]
fn files_of_objects_that_are_gone_go_and_others_stay() {
    let playground = two_objects();
    playground.generator().generate().unwrap();
    fs::write(playground.path("out/src/mine.rs"), "// mine").unwrap();
    fs::remove_file(playground.path("schemas/b.json")).unwrap();
    let report = playground.generator().generate().unwrap();
    assert_eq!(report.removed, 1);
    assert!(!playground.path("out/src/b.rs").exists());
    assert!(playground.path("out/src/mine.rs").exists());
    assert!(!playground.read("out/src/lib.rs").contains("mod b"));
    assert_eq!(playground.generator().generate().unwrap().written, 0);
}

#[test]
fn what_is_not_ours_is_left_alone() {
    for (path, text) in [
        ("out/Cargo.toml", "[package]\nname = \"mine\"\n"),
        ("out/src/main.rs", "fn main() {}\n"),
        ("out/src/a.rs", "pub struct Mine;\n"),
        ("out/README.md", "# Mine\n"),
    ] {
        let playground = two_objects();
        fs::create_dir_all(playground.path("out/src")).unwrap();
        fs::write(playground.path(path), text).unwrap();
        let error = playground.generator().generate().unwrap_err();
        assert!(matches!(error, Error::NotOurs { .. }), "{path}: {error}");
        assert!(
            error.to_string().contains("choose another --out"),
            "{error}"
        );
        assert_eq!(playground.read(path), text);
        assert_eq!(playground.files("out").len(), 1, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_folder() {
    use std::os::unix::fs::symlink;

    for (link, target) in [("out/src", "elsewhere"), ("out/src/a.rs", "elsewhere/a.rs")] {
        let playground = two_objects();
        fs::create_dir_all(playground.path("elsewhere")).unwrap();
        fs::create_dir_all(playground.path(link).parent().unwrap()).unwrap();
        symlink(playground.path(target), playground.path(link)).unwrap();
        let error = playground.generator().generate().unwrap_err();
        assert!(matches!(error, Error::Link { .. }), "{link}: {error}");
        assert!(playground.files("elsewhere").is_empty());
    }
    // The folder itself may be one: that is where the user wants it.
    let playground = two_objects();
    fs::create_dir_all(playground.path("elsewhere")).unwrap();
    symlink(playground.path("elsewhere"), playground.path("out")).unwrap();
    playground.generator().generate().unwrap();
    assert!(playground.path("elsewhere/src/a.rs").exists());
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_old_ones_stay() {
    let playground = two_objects();
    playground.generator().generate().unwrap();
    let before = playground.read("out/src/b.rs");
    // A folder where a file should be: not even root can write there.
    fs::remove_file(playground.path("out/src/a.rs")).unwrap();
    fs::create_dir(playground.path("out/src/a.rs")).unwrap();
    let error = playground.generator().generate().unwrap_err().to_string();
    assert!(error.contains("a.rs"), "{error}");
    assert_eq!(playground.read("out/src/b.rs"), before);
    let left: Vec<_> = playground.files("out").into_iter().map(|it| it.0).collect();
    assert!(
        left.iter()
            .all(|it| it.extension().is_none_or(|it| it != "tmp")),
        "{left:?}"
    );
}

#[test]
fn broken_files_are_all_reported() {
    let playground = two_objects();
    fs::write(playground.path("schemas/c.json"), "{").unwrap();
    fs::write(playground.path("schemas/d.json"), "[]").unwrap();
    let error = playground.generator().generate().unwrap_err().to_string();
    assert!(
        error.contains("c.json") && error.contains("d.json"),
        "{error}"
    );
    assert!(!playground.path("out").exists());
}

#[test]
fn two_files_of_one_object_are_both_named() {
    let playground = two_objects();
    playground.describe("c.json", &object("A__c", json!([])));
    let error = playground.generator().generate().unwrap_err().to_string();
    assert!(
        error.contains("a.json") && error.contains("c.json") && error.contains("A__c"),
        "{error}"
    );
}

#[test]
fn a_permission_set_takes_away_objects_and_operations() {
    let generate = |set: &str| {
        let playground = Playground::new();
        let file = schemas().join("permission-sets").join(set);
        let generator = playground
            .generator()
            .schemas(schemas())
            .permission_set(file);
        let (model, warnings) = generator.model().unwrap();
        let operations: Vec<_> = model
            .objects
            .into_iter()
            .map(|it| (it.api, it.operations))
            .collect();
        (operations, warnings)
    };
    let (objects, _) = generate("Asymbl_ATS_Job_Portal.json");
    let names: Vec<&str> = objects.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(
        names,
        [
            "ContentVersion",
            "EmailMessage",
            "bpats__Job__c",
            "bpats__Job_Board_Application__c"
        ]
    );
    let job = objects.iter().find(|it| it.0 == "bpats__Job__c").unwrap().1;
    assert!(job.query && !job.create && !job.update && !job.delete);
    let application = objects[3].1;
    assert!(application.query && application.create && !application.update);

    let (objects, warnings) = generate("Asymbl_ATS_User.json");
    assert!(
        objects
            .iter()
            .filter(|it| it.0.starts_with("bpats"))
            .all(|it| !it.1.delete)
    );
    assert!(
        warnings
            .iter()
            .any(|it| it.message.contains("there is no describe of it")),
        "{warnings:?}"
    );
}

#[test]
fn the_configuration_names_adds_and_opens() {
    let playground = two_objects();
    playground.describe(
        "c.json",
        &object(
            "ns__C__c",
            json!([
                field("P__c", "picklist", &json!({"restrictedPicklist": true, "picklistValues": [{"value": "a", "active": true}]})),
                field("Q__c", "string", &json!({"length": 3})),
                field("R__c", "string", &json!({"length": 3, "nillable": false})),
                field("S__c", "picklist", &json!({"picklistValues": [{"value": "a", "active": true}], "length": 7})),
                field("T__c", "string", &json!({})),
            ]),
        ),
    );
    fs::write(
        playground.path("c.toml"),
        r#"
        [generate]
        crate-name = "mine"
        version = "2.0.0"
        license = "MIT"
        default-features = ["ns__C__c"]
        ats-core = { git = "https://example.com/ats", tag = "v1" }
        [objects."B__c"]
        skip = true
        [objects."ns__C__c"]
        name = "Sea"
        required = { add = ["Q__c"], remove = ["R__c"] }
        [objects."ns__C__c".fields]
        "Q__c" = { name = "question" }
        "S__c" = { type = "text" }
        "T__c" = { skip = true }
        [picklists]
        open = ["ns__C__c.P__c"]
        "#,
    )
    .unwrap();
    let generator = playground.generator().config(playground.path("c.toml"));
    generator.generate().unwrap();
    let (model, _) = generator.model().unwrap();
    let types: Vec<&str> = model
        .objects
        .iter()
        .map(|it| it.type_name.as_str())
        .collect();
    assert_eq!(types, ["A", "Sea"]);
    let sea = &model.objects[1];
    let idents: Vec<&str> = sea.fields.iter().map(|it| it.ident.as_str()).collect();
    assert_eq!(idents, ["p", "question", "r", "s"]);
    assert!(sea.fields[1].flags.contains(&"required") && sea.fields[1].flags.contains(&"nillable"));
    assert!(!sea.fields[2].flags.contains(&"required"));
    assert_eq!(sea.fields[3].ty, ats_codegen::model::Ty::Text(7));
    assert!(!sea.picklists[0].restricted);
    let manifest = playground.read("out/Cargo.toml");
    for line in [
        "name = \"mine\"",
        "version = \"2.0.0\"",
        "license = \"MIT\"",
        "default = [\"c\"]",
        "ats-core = { git = \"https://example.com/ats\", tag = \"v1\" }",
    ] {
        assert!(
            manifest.lines().any(|it| it == line),
            "{line} in\n{manifest}"
        );
    }
}

#[test]
fn a_configuration_that_no_longer_fits_is_refused_with_all_its_mistakes() {
    let playground = two_objects();
    fs::write(
        playground.path("c.toml"),
        r#"
        [objects."Aa__c"]
        skip = true
        [objects."A__c"]
        name = "not a type"
        required = { add = ["X_c"], remove = ["X__c"] }
        [objects."A__c".fields."X__c"]
        name = "self"
        type = "text"
        [picklists]
        open = ["A__c.X__c"]
        "#,
    )
    .unwrap();
    let generator = playground.generator().config(playground.path("c.toml"));
    let error = generator.generate().unwrap_err().to_string();
    for words in [
        "there is no describe of `Aa__c`; did you mean `A__c`?",
        "`not a type` is no name for a type",
        "required.add: `A__c` has no field `X_c`; did you mean `X__c`?",
        "required.remove: `X__c` is not required anyway; remove the entry",
        "type: the field is string anyway; remove the entry",
        "`A__c.X__c` is no restricted picklist; remove the entry",
    ] {
        assert!(error.contains(words), "{words}\n{error}");
    }
    assert!(!playground.path("out").exists());
}

#[test]
fn inside_of_a_strange_workspace_the_crate_is_its_own() {
    let playground = two_objects();
    fs::write(
        playground.path("Cargo.toml"),
        "[workspace]\nmembers = [\"crates/*\"]\n",
    )
    .unwrap();
    let report = playground.generator().generate().unwrap();
    assert!(report.own_workspace);
    assert!(report.human().contains("workspace of its own"));
    assert!(
        playground
            .read("out/Cargo.toml")
            .contains("\n[workspace]\n")
    );
    // A member is none.
    let report = playground
        .generator()
        .out_dir(playground.path("crates/out"))
        .generate()
        .unwrap();
    assert!(!report.own_workspace);
    assert!(
        !playground
            .read("crates/out/Cargo.toml")
            .contains("[workspace]")
    );
}

#[test]
fn cycles_and_parents_in_features() {
    let playground = Playground::new();
    let to = |name: &str| {
        json!([field(
            "L__c",
            "reference",
            &json!({"referenceTo": [name], "relationshipName": "L__r"})
        )])
    };
    playground
        .describe("a.json", &object("A__c", to("B__c")))
        .describe("b.json", &object("B__c", to("A__c")))
        .describe("d.json", &object("Default__c", to("Default__c")))
        .describe("f.json", &object("Full__c", to("Elsewhere__c")));
    playground.generator().generate().unwrap();
    let manifest = playground.read("out/Cargo.toml");
    for line in [
        "a = [\"b\"]",
        "b = [\"a\"]",
        "default-object = []",
        "full-object = []",
    ] {
        assert!(
            manifest.lines().any(|it| it == line),
            "{line} in\n{manifest}"
        );
    }
    toml::from_str::<toml::Table>(&manifest).unwrap();
}

#[test]
fn the_default_run_is_the_command_lines() {
    // Nothing of the playground is used: relative paths are those of the package.
    let error = Generator::new()
        .schemas("no-such-folder")
        .generate()
        .unwrap_err();
    assert!(error.to_string().contains("no-such-folder"));
}
