//! `--permission-set` by name: what an org says of a set is what its users see.
#![cfg(feature = "fetch")]

mod common;

use std::fs;
use std::path::Path;

use ats_schema::describe::Describe;
use common::{Org, codegen, files, root, run};
use serde_json::{Value, json};

const SETS: [&str; 4] = [
    "Asymbl_ATS_Admin",
    "Asymbl_ATS_Job_Portal",
    "Asymbl_ATS_User",
    "External_Interview_Feedback",
];

fn describe(folder: &Path, object: &str) -> Describe {
    let text = fs::read(folder.join(format!("{object}.json"))).unwrap();
    Describe::parse(&text).unwrap()
}

/// An org of the bundled schemas and one more set, which lists fields.
fn with_field_permissions() -> Org {
    let folder = tempfile::tempdir().unwrap();
    common::copy_schemas(folder.path());
    let sets = folder.path().join("permission-sets");
    fs::create_dir(&sets).unwrap();
    fs::write(sets.join("Clerk.json"), clerk().to_string()).unwrap();
    Org::with(|it| it.schemas(folder.path()))
}

fn clerk() -> Value {
    json!({
        "name": "Clerk", "label": "The clerk",
        "inherits": ["ContentVersion", "EmailMessage"],
        "objectPermissions": [
            {"object": "Account", "allowRead": true, "allowEdit": true},
            {"object": "bpats__Job__c", "allowRead": true, "allowCreate": true, "allowEdit": true},
        ],
        "fieldPermissions": [
            {"field": "bpats__Job__c.bpats__Job_Title__c", "readable": true, "editable": false},
            {"field": "bpats__Job__c.bpats__Salary__c", "readable": false, "editable": false},
            {"field": "Account.BillingAddress", "readable": false, "editable": false},
        ],
    })
}

#[test]
fn what_the_org_says_of_a_set_is_what_its_users_see() {
    let admin = Org::start();
    for set in SETS {
        let user = Org::with(|it| it.schemas(root().join("schemas")).permission_set(set));
        user.fetch(&["--out", "as-user"]);
        let before = admin.emulator.api_calls();
        let report = admin.fetch(&["--out", set, "--permission-set", set]);
        let calls = report["api_calls"].as_u64().unwrap();
        assert_eq!(admin.emulator.api_calls() - before, calls, "{set}");
        // The list, the describes, and three for the set.
        let describes = (report["objects"].as_array().unwrap().len() as u64).div_ceil(25);
        assert_eq!(calls, 1 + describes + 3, "{set}");
        let (one, other) = (user.path("as-user"), admin.path(set));
        let args = ["diff", one.to_str().unwrap(), other.to_str().unwrap()];
        let ran = run(&mut codegen(admin.folder.path(), &args));
        assert_eq!(ran.code, 0, "{set}: {}{}", ran.out, ran.err);
        assert_eq!(relationships(&one), relationships(&other), "{set}");
    }
}

/// The relationships to parents in each describe of a folder.
fn relationships(dir: &Path) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for (path, text) in files(dir) {
        let name = path.file_name().unwrap().to_string_lossy();
        if name.ends_with(".json") && !name.starts_with('.') {
            let Ok(describe) = Describe::parse(&text) else {
                continue;
            };
            let fields = describe.fields.into_iter();
            let lookups = fields.filter(|it| !it.reference_to.is_empty());
            all.extend(lookups.map(|it| {
                (
                    format!("{}.{}", describe.name, it.name),
                    it.relationship_name,
                )
            }));
        }
    }
    all
}

#[test]
fn relationships_to_hidden_objects_disappear() {
    let org = Org::start();
    org.fetch(&["--permission-set", "External_Interview_Feedback"]);
    let all = relationships(&org.path("schemas"));
    let of = |name: &str| {
        let found = all.iter().find(|(field, _)| field == name);
        found
            .unwrap_or_else(|| panic!("{name}: {all:?}"))
            .1
            .as_deref()
    };
    assert_eq!(of("bpats__Interview__c.bpats__Job__c"), None);
    assert_eq!(of("bpats__Interview__c.CreatedById"), Some("CreatedBy"));
}

#[test]
fn a_set_may_be_named_by_its_label_and_a_misprint_is_named() {
    let org = Org::start();
    org.fetch(&["--permission-set", "Asymbl ATS Job Portal"]);
    let saved = files(&org.path("schemas"));
    let again = org.fetch(&["--permission-set", "Asymbl ATS Job Portal"]);
    assert_eq!(
        (&again["written"], &again["not_sent"]),
        (&0.into(), &4.into())
    );
    let ran = run(&mut org.command(&["fetch", "--permission-set", "Asymbl_ATS_Job_Portl"]));
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("did you mean `Asymbl_ATS_Job_Portal`?"),
        "{}",
        ran.err
    );
    assert_eq!(files(&org.path("schemas")), saved);
    let old = ["fetch", "--api-version", "50.0", "--permission-set", "X"];
    let ran = run(&mut org.command(&old));
    assert!(ran.err.contains("v51.0 of the API or later"), "{}", ran.err);
}

#[test]
fn who_may_not_see_permission_sets_is_told_what_to_do() {
    let org = Org::with(|it| {
        it.schemas(root().join("schemas"))
            .permission_set("Asymbl_ATS_User")
    });
    let ran = run(&mut org.command(&["fetch", "--permission-set", "Asymbl_ATS_Job_Portal"]));
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.err.contains("View Setup and Configuration"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("sign in as"), "{}", ran.err);
}

#[test]
fn fields_are_absent_read_only_or_as_described() {
    let org = with_field_permissions();
    org.fetch(&["--out", "whole"]);
    let report = org.fetch(&["--permission-set", "The clerk"]);
    // The access to files and e-mails follows from the records they belong to.
    assert_eq!(
        report["objects"],
        json!(["Account", "ContentVersion", "EmailMessage", "bpats__Job__c"])
    );
    let job = describe(&org.path("schemas"), "bpats__Job__c");
    assert_eq!((job.createable, job.deletable), (Some(true), Some(false)));
    let whole = describe(&org.path("whole"), "bpats__Job__c");
    assert!(whole.field("bpats__Salary__c").is_some() && job.field("bpats__Salary__c").is_none());
    let title = job.field("bpats__Job_Title__c").unwrap();
    assert!(!title.is_createable() && !title.is_updateable());
    // Of the parts of an address no set says anything by itself.
    let account = describe(&org.path("schemas"), "Account");
    assert!(account.field("BillingCity").is_none() && account.field("ShippingCity").is_some());

    // The same set as a file, given to `generate`, makes the same modules.
    fs::write(org.path("clerk.json"), clerk().to_string()).unwrap();
    let core = root().join("ats-core");
    let generate = |more: &[&str]| {
        let args = [
            &["generate", "--ats-core-path", core.to_str().unwrap()],
            more,
        ]
        .concat();
        let ran = run(&mut org.command(&args));
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    generate(&["--out", "by-org"]);
    generate(&[
        "--schemas",
        "whole",
        "--out",
        "by-file",
        "--permission-set",
        "clerk.json",
    ]);
    for module in ["job.rs", "account.rs"] {
        let read = |out: &str| fs::read_to_string(org.path(out).join("src").join(module)).unwrap();
        assert_eq!(read("by-org"), read("by-file"), "{module}");
    }
    let module = fs::read_to_string(org.path("by-org/src/job.rs")).unwrap();
    assert!(!module.contains("bpats__Salary__c"));
}

#[test]
fn check_asks_for_what_was_fetched() {
    let org = with_field_permissions();
    org.fetch(&["--permission-set", "Clerk"]);
    let ran = run(&mut org.command(&["check", "--org", "env"]));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // Somebody takes a field out of the snapshot: it comes back with the set it was fetched with.
    let path = org.path("schemas/Account.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"Website\"", "\"Web\"", 1)).unwrap();
    let ran = run(&mut org.command(&["check", "--org", "env"]));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("EmailMessage,bpats__Job__c --permission-set Clerk"),
        "{}",
        ran.out
    );
    let ran = run(&mut org.command(&["check", "--org", "env", "--permission-set", "Clerk"]));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("--permission-set Clerk --org env --full && ats-codegen generate\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_snapshot_that_becomes_another_users_says_so() {
    let org = Org::start();
    org.fetch(&["--permission-set", "Asymbl_ATS_Job_Portal"]);
    let report = org.fetch(&[]);
    assert_eq!(
        report["warnings"],
        json!(["the snapshot was fetched with a different --permission-set or --scope"])
    );
}

#[test]
fn check_knows_of_a_snapshot_of_some_fields() {
    let org = Org::start();
    let config = "[fetch]\nobjects = [\"Contact\"]\nfields = { Contact = [\"Email\"] }";
    fs::write(org.path("ats-codegen.toml"), config).unwrap();
    org.fetch(&["--scope", "fields-used"]);
    let ran = run(&mut org.command(&["check", "--org", "env"]));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn one_org_as_two_users() {
    let org = Org::start();
    let args = [
        "diff",
        "org:env",
        "org:env",
        "--new-permission-set",
        "Asymbl_ATS_Job_Portal",
    ];
    let ran = run(&mut org.command(&args));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let (_, job) = ran.out.split_once("bpats__Job__c\n").unwrap();
    let job: Vec<&str> = job.lines().take_while(|it| it.starts_with(' ')).collect();
    assert!(
        job.iter()
            .any(|it| it.contains("may no longer be updated by this user")),
        "{job:?}"
    );
    assert!(
        !job.iter().any(|it| it.contains("set in an update")),
        "{job:?}"
    );
    assert!(
        ran.out
            .contains("bpats__Offer__c\n  breaking    the object is gone"),
        "{}",
        ran.out
    );
    let folder = [
        "diff",
        "schemas",
        "schemas",
        "--new-permission-set",
        "Asymbl_ATS_Job_Portal",
    ];
    org.fetch(&[]);
    let ran = run(&mut org.command(&folder));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no such file"), "{}", ran.err);
}
