//! `check` and `diff` without an org, `init` and `completions`.

mod common;

use std::fs;
use std::path::Path;

use common::{codegen, copy_schemas, files, names, root, run};

fn generated(dir: &Path) {
    copy_schemas(&dir.join("schemas"));
    let ran = run(&mut codegen(
        dir,
        &["generate", "--ats-core-path", core().as_str()],
    ));
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn core() -> String {
    root().join("ats-core").display().to_string()
}

#[test]
fn an_object_that_neither_side_has_is_not_the_same_on_both() {
    let dir = tempfile::tempdir().unwrap();
    copy_schemas(&dir.path().join("schemas"));
    let diff = |objects: &str| {
        let args = ["diff", "schemas", "schemas", "--objects", objects];
        run(&mut codegen(dir.path(), &args))
    };
    assert_eq!(diff("contact").code, 0);
    let ran = diff("Contact,Nothing__c");
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("no describe of `Nothing__c`"),
        "{}",
        ran.err
    );
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_crate_is_checked_against_its_schemas_and_mended_by_the_command_that_is_printed() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    generated(dir);
    let check = ["check", "--ats-core-path", &core()];
    let ran = run(&mut codegen(dir, &check));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("ats-generated is what schemas says: 33 objects"),
        "{}",
        ran.out
    );

    edit(
        &dir.join("schemas/Contact.json"),
        "\"length\": 40,",
        "\"length\": 30,",
    );
    fs::remove_file(dir.join("schemas/bpats__Offer__c.json")).unwrap();
    let before = files(&dir.join("ats-generated"));
    let ran = run(&mut codegen(dir, &check));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("breaking    FirstName: at most 30 characters, was 40"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("bpats__Offer__c\n  breaking    the object is gone"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'), "no colours where nobody looks");
    assert_eq!(
        files(&dir.join("ats-generated")),
        before,
        "check writes nothing"
    );

    let json = run(&mut codegen(
        dir,
        &[&check[..], &["--format", "json"]].concat(),
    ));
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["drift"], true);
    let first = json["changes"].as_array().unwrap().iter();
    let names = first
        .map(|it| it["field"].as_str().unwrap_or_default())
        .collect::<Vec<_>>();
    assert!(names.contains(&"FirstName"), "{names:?}");

    let github = run(&mut codegen(
        dir,
        &[&check[..], &["--format", "github"]].concat(),
    ));
    let annotation = "::error file=ats-generated/src/contact.rs,title=Contact.FirstName (shorter)::breaking: at most";
    assert!(github.out.contains(annotation), "{}", github.out);

    // The command that is printed mends it.
    let command = json["command"].as_str().unwrap();
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..2], ["ats-codegen", "generate"]);
    assert_eq!(run(&mut codegen(dir, &words[1..])).code, 0);
    assert_eq!(run(&mut codegen(dir, &check)).code, 0);
}

#[test]
fn a_file_of_the_crate_that_somebody_edited_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    generated(dir);
    edit(
        &dir.join("ats-generated/src/contact.rs"),
        "Text<40>",
        "Text<50>",
    );
    edit(&dir.join("ats-generated/src/lib.rs"), "//!", "//! mine");
    let ran = run(&mut codegen(dir, &["check", "--ats-core-path", &core()]));
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("at most 40 characters, was 50"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("lib.rs\n  compatible  src/lib.rs is not what the generator writes"),
        "{}",
        ran.out
    );
}

#[test]
fn what_cannot_be_told_is_neither_same_nor_drift() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ran = run(&mut codegen(dir, &["check"]));
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("there is no crate in ats-generated: `ats-codegen generate` writes it"),
        "{}",
        ran.err
    );
    generated(dir);
    fs::write(dir.join("schemas/Contact.json"), "{\"name\":").unwrap();
    let ran = run(&mut codegen(dir, &["check", "--format", "github"]));
    assert_eq!(ran.code, 2);
    assert!(ran.out.starts_with("::error::"), "{}", ran.out);
    assert_eq!(
        run(&mut codegen(dir, &["diff", "schemas", "nowhere"])).code,
        2
    );
}

#[test]
fn two_folders_differ() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    copy_schemas(&dir.join("old"));
    copy_schemas(&dir.join("new"));
    assert_eq!(run(&mut codegen(dir, &["diff", "old", "new"])).code, 0);
    edit(
        &dir.join("new/Contact.json"),
        "\"length\": 40,",
        "\"length\": 50,",
    );
    let ran = run(&mut codegen(
        dir,
        &["diff", "old", "new", "--format", "github"],
    ));
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .starts_with("::warning file=new/Contact.json,title=Contact.FirstName (longer)"),
        "{}",
        ran.out
    );
    let ran = run(&mut codegen(
        dir,
        &["diff", "old", "new", "--objects", "Account"],
    ));
    assert_eq!(ran.code, 0, "{}", ran.out);
}

/// What does the Job Portal user not see?
#[test]
fn two_users_of_one_org_differ() {
    let schemas = root().join("schemas").display().to_string();
    let set = format!("{schemas}/permission-sets/Asymbl_ATS_Job_Portal.json");
    let args = ["diff", &schemas, &schemas, "--new-permission-set", &set];
    let ran = run(&mut codegen(&root(), &args));
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .contains("bpats__Offer__c\n  breaking    the object is gone"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains(
            "bpats__Job__c\n  breaking    its records may no longer be created by this user"
        ),
        "{}",
        ran.out
    );
}

#[test]
fn colours_are_for_those_who_want_them() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let coloured = |name: &str| {
        let mut command = codegen(dir, &["diff", "nowhere", "nowhere"]);
        let ran = run(command.env("CLICOLOR_FORCE", "1").env(name, "1"));
        ran.err.contains('\u{1b}')
    };
    assert!(coloured("SOMETHING_ELSE"));
    assert!(!coloured("NO_COLOR"));
}

#[test]
fn init_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let ran = run(&mut codegen(dir, &["init"]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("ats-codegen fetch --org ALIAS"),
        "{}",
        ran.out
    );
    assert_eq!(
        names(dir),
        ["ats-codegen.ci-example.yml", "ats-codegen.toml"]
    );
    fs::write(
        dir.join("ats-codegen.toml"),
        "[generate]\nlicense = \"MIT\"\n",
    )
    .unwrap();
    let before = files(dir);
    let ran = run(&mut codegen(dir, &["init"]));
    assert_eq!(ran.out.matches("left alone").count(), 2, "{}", ran.out);
    assert_eq!(files(dir), before);
}

#[test]
fn shells_are_completed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&mut codegen(&root(), &["completions", shell]));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("ats-codegen") && ran.out.contains("permission-set"));
    }
}
