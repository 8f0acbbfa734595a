//! `docs/getting-started.md`, command by command, and crates that only some users may have.
//!
//! The Salesforce CLI is a script that prints its documented JSON, the org an emulated one, and
//! `cargo install` is taken as done: it would install what this test was built with.
#![cfg(all(unix, feature = "fetch"))]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::fenced_blocks::{Block, blocks};
use common::{Org, offline, root, run};

#[test]
fn the_page_is_run_command_by_command() {
    let page = fs::read_to_string(root().join("docs/getting-started.md")).unwrap();
    let org = Org::start();
    let dir = org.folder.path();
    let program = Path::new(env!("CARGO_BIN_EXE_ats-codegen"));
    let path = format!(
        "{}:{}/tests/bin:{}",
        program.parent().unwrap().display(),
        env!("CARGO_MANIFEST_DIR"),
        std::env::var("PATH").unwrap()
    );
    let mut commands = 0;
    let mut last = String::new();
    for Block { language, text, .. } in blocks(&page, "") {
        match &*language {
            "sh" => {
                for line in text.lines() {
                    commands += 1;
                    if line.starts_with("cargo install ") {
                        assert!(line.ends_with(" ats-codegen"), "{line}");
                        continue;
                    }
                    let mut shell = Command::new("sh");
                    shell.args(["-ec", line]);
                    offline(&mut shell, dir);
                    shell
                        .env("PATH", &path)
                        .env("STAND_IN_URL", org.emulator.base_url());
                    shell.env("STAND_IN_TOKEN", org.token());
                    shell
                        .env_remove("CARGO_PKG_NAME")
                        .env_remove("SFDX_AUTH_URL");
                    let ran = run(&mut shell);
                    assert_eq!(ran.code, 0, "{line}\n{}{}", ran.out, ran.err);
                    last = ran.out;
                }
            }
            "toml" => fs::write(dir.join("Cargo.toml"), text).unwrap(),
            "rust" => {
                fs::create_dir_all(dir.join("src")).unwrap();
                fs::write(dir.join("src/main.rs"), text).unwrap();
            }
            // What the program prints, and then what the compiler says.
            "text" if text.starts_with("SELECT") => assert_eq!(last, text),
            "text" => {
                let main = dir.join("src/main.rs");
                let good = fs::read_to_string(&main).unwrap();
                fs::write(&main, good.replace("JobStatus::Open", "JobStatus::Opne")).unwrap();
                let mut cargo = Command::new("cargo");
                cargo.arg("check");
                offline(&mut cargo, dir);
                let ran = run(&mut cargo);
                assert_ne!(ran.code, 0);
                // The words between differ from one compiler to the next.
                for name in text.split('`').skip(1).step_by(2) {
                    assert!(ran.err.contains(&format!("`{name}`")), "{}", ran.err);
                }
                assert!(ran.err.contains("error[E0599]"), "{}", ran.err);
            }
            other => panic!("a block of {other} that nobody checks"),
        }
    }
    assert!(
        (1..5).contains(&commands),
        "{commands} commands are no longer under five"
    );
}

/// Compiles a program that changes jobs with the crate of what a permission set allows.
fn updates_jobs_as(permission_set: &str) -> common::Ran {
    let org = Org::start();
    let dir = org.folder.path();
    org.fetch(&["--permission-set", permission_set]);
    let core = root().join("ats-core");
    let core = core.to_str().unwrap();
    let ran = run(&mut org.command(&["generate", "--ats-core-path", core]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    fs::create_dir(dir.join("src")).unwrap();
    fs::write(
        dir.join("Cargo.toml"),
        format!(
            "[package]\nname = \"changes-jobs\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nats-core = {{ path = {core:?} }}\n\
             ats-generated = {{ path = \"ats-generated\" }}\n"
        ),
    )
    .unwrap();
    fs::write(
        dir.join("src/main.rs"),
        "use ats_core::record::{Retrieve, Update};\nuse ats_generated::Job;\n\n\
         fn read<T: Retrieve>() {}\nfn change<T: Update>() {}\n\n\
         fn main() {\n    read::<Job>();\n    change::<Job>();\n}\n",
    )
    .unwrap();
    let mut cargo = Command::new("cargo");
    cargo.arg("check");
    offline(&mut cargo, dir);
    run(&mut cargo)
}

#[test]
fn a_portal_user_cannot_compile_an_update_of_a_job_and_an_admin_can() {
    let portal = updates_jobs_as("Asymbl ATS Job Portal");
    assert_ne!(portal.code, 0);
    assert!(portal.err.contains("cannot be updated"), "{}", portal.err);
    assert_eq!(
        portal.err.matches("\nerror[").count() + usize::from(portal.err.starts_with("error[")),
        1,
        "{}",
        portal.err
    );
    let admin = updates_jobs_as("Asymbl ATS Admin");
    assert_eq!(admin.code, 0, "{}", admin.err);
}

#[test]
fn objects_that_a_permission_set_hides_cannot_be_queried_and_the_set_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let schemas = root().join("schemas");
    let (core, schemas) = (
        root().join("ats-core"),
        schemas.to_str().unwrap().to_owned(),
    );
    let core = core.to_str().unwrap();
    let set = format!("{schemas}/permission-sets/External_Interview_Feedback.json");
    let options = ["--ats-core-path", core, "--permission-set", &set];
    let args = [&["generate", "--schemas", &schemas][..], &options].concat();
    let ran = run(&mut common::codegen(dir, &args));
    assert_eq!(ran.code, 0, "{}", ran.err);
    fs::create_dir(dir.join("src")).unwrap();
    let manifest = "[package]\nname = \"portal\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                    [dependencies]\nats-generated = { path = \"ats-generated\" }\n";
    fs::write(dir.join("Cargo.toml"), manifest).unwrap();
    let check = |query: &str| {
        let program =
            format!("use ats_generated::prelude::*;\nfn main() {{ let _ = soql!({query:?}); }}\n");
        fs::write(dir.join("src/main.rs"), program).unwrap();
        let mut cargo = Command::new("cargo");
        cargo.arg("check");
        offline(&mut cargo, dir);
        run(&mut cargo)
    };
    let visible = check("SELECT Id, Name, bpats__Job__c FROM bpats__Interview__c");
    assert_eq!(visible.code, 0, "{}", visible.err);
    let parent = check("SELECT bpats__Job__r.Name FROM bpats__Interview__c");
    let expected = "bpats__Interview__c has no relationship bpats__Job__r to a parent";
    assert!(parent.err.contains(expected), "{}", parent.err);
    let object = check("SELECT Id FROM bpats__Job__c");
    let expected = "the permission set `External Interview Feedback`";
    assert!(object.err.contains(expected), "{}", object.err);
}

/// A program that uses two crates whose types have the same names, one by its prelude and the
/// other by path.
const TWO_ORGS: &str = r#"
use org_a::prelude::*;

const QUERY: &str = "SELECT Id, Name FROM Job__c";

fn main() {
    let ours: Select<Job> = Job::select().fields((Job::ID, Job::NAME));
    let theirs = org_b::Job::select().fields((org_b::Job::ID, org_b::Job::NAME));
    assert_eq!(ours.to_soql().to_string(), QUERY);
    assert_eq!(theirs.to_soql().to_string(), QUERY);
    let _: Option<Id<Job>> = None;
    let _: Option<Id<org_b::Job>> = None;
    let _ = soql!("SELECT Name FROM Job__c");
    let _ = org_b::soql!("SELECT Name FROM Job__c");
}
"#;

#[test]
fn two_generated_crates_in_one_program_work_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let core = root().join("ats-core");
    fs::create_dir_all(dir.join("schemas")).unwrap();
    fs::create_dir_all(dir.join("src")).unwrap();
    fs::write(
        dir.join("schemas/Job__c.json"),
        r#"{"name": "Job__c", "label": "Job", "queryable": true, "retrieveable": true,
            "createable": true, "updateable": true, "deletable": true, "fields": [
            {"name": "Id", "type": "id", "length": 18, "filterable": true, "sortable": true},
            {"name": "Name", "type": "string", "length": 80, "filterable": true,
             "sortable": true, "createable": true, "updateable": true}]}"#,
    )
    .unwrap();
    for name in ["org-a", "org-b"] {
        let generator = ats_codegen::Generator::new()
            .schemas(dir.join("schemas"))
            .ats_core_path(&core);
        generator.out_dir(dir.join(name)).generate().unwrap();
    }
    fs::write(
        dir.join("Cargo.toml"),
        "[package]\nname = \"two-orgs\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\norg-a = { path = \"org-a\" }\norg-b = { path = \"org-b\" }\n",
    )
    .unwrap();
    fs::write(dir.join("src/main.rs"), TWO_ORGS).unwrap();
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet"]);
    offline(&mut cargo, dir);
    let ran = run(&mut cargo);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// As ContentDocumentLink's `LinkedEntityId` in an org with many objects, none of which has a type.
#[test]
fn a_lookup_to_a_thousand_objects_compiles() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::create_dir(dir.join("schemas")).unwrap();
    fs::create_dir(dir.join("src")).unwrap();
    let targets: Vec<String> = (0..1_000)
        .map(|number| format!("A_Rather_Long_Target_{number}__c"))
        .collect();
    let describe = serde_json::json!({
        "name": "Attachment", "label": "Attachment", "queryable": true,
        "fields": [
            {"name": "Id", "type": "id", "length": 18},
            {"name": "ParentId", "type": "reference", "length": 18, "relationshipName": "Parent",
             "polymorphicForeignKey": true, "createable": true, "referenceTo": targets},
        ],
    });
    fs::write(
        dir.join("schemas/Attachment.json"),
        serde_json::to_vec(&describe).unwrap(),
    )
    .unwrap();
    let generator = || {
        ats_codegen::Generator::new()
            .schemas(dir.join("schemas"))
            .ats_core_path(root().join("ats-core"))
    };
    generator().out_dir(dir.join("org")).generate().unwrap();
    generator()
        .out_file(dir.join("src/org.rs"))
        .generate()
        .unwrap();
    fs::write(
        dir.join("Cargo.toml"),
        format!(
            "[package]\nname = \"wide\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nats-core = {{ path = {:?} }}\norg = {{ path = \"org\" }}\n",
            root().join("ats-core")
        ),
    )
    .unwrap();
    fs::write(dir.join("src/main.rs"), WIDE).unwrap();
    let mut cargo = Command::new("cargo");
    cargo.arg("check");
    offline(&mut cargo, dir);
    let ran = run(&mut cargo);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

const WIDE: &str = r#"use ats_core::prelude::Id;
use org::{AttachmentParent, ids};

mod one_file {
    include!("org.rs");
}

fn main() {
    let first: Id<ids::ARatherLongTarget0> = Id::literal("a00000000000001AAA");
    let last: Id<ids::ARatherLongTarget999> = Id::literal("a00000000000001AAA");
    let _: [Id<AttachmentParent>; 2] = [first.upcast(), last.upcast()];
    let last: Id<one_file::ids::ARatherLongTarget999> = Id::literal("a00000000000001AAA");
    let _: Id<one_file::AttachmentParent> = last.upcast();
}
"#;
