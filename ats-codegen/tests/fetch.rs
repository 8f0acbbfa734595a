//! `fetch` against an emulated org: what it costs, what it saves, and what stays when it fails.
#![cfg(feature = "fetch")]

mod common;

use std::fs;
use std::time::Duration;

use ats_emulator::{Fault, FaultKind};
use common::{Org, codegen, files, names, root, run};

#[test]
fn thirty_three_objects_in_three_calls_and_nothing_is_rewritten() {
    let org = Org::start();
    let first = org.fetch(&[]);
    assert_eq!(first["objects"].as_array().unwrap().len(), 33);
    assert_eq!(first["written"], 33);
    assert_eq!(first["api_calls"], 3);
    assert_eq!(org.emulator.api_calls(), 3, "the org counts as we do");
    let saved = files(&org.path("schemas"));
    let made = fs::metadata(org.path("schemas"))
        .unwrap()
        .modified()
        .unwrap();

    let second = org.fetch(&[]);
    assert_eq!(second["api_calls"], 3);
    assert_eq!(org.emulator.api_calls(), 6);
    assert_eq!(
        (&second["written"], &second["not_sent"]),
        (&0.into(), &33.into())
    );
    assert_eq!(files(&org.path("schemas")), saved);
    let still = fs::metadata(org.path("schemas"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(made, still, "the folder is the same one");

    let full = org.fetch(&["--full"]);
    assert_eq!(
        (&full["written"], &full["not_sent"]),
        (&0.into(), &0.into())
    );
    assert_eq!(files(&org.path("schemas")), saved);
    assert_eq!(
        names(org.folder.path()),
        ["schemas"],
        "nothing is left beside it"
    );
}

#[test]
fn what_is_fetched_is_what_the_org_was_made_of() {
    let org = Org::start();
    org.fetch(&[]);
    let ran = run(&mut org.command(&["diff", root().join("schemas").to_str().unwrap(), "schemas"]));
    // The bundled schemas know nine picklists in part, which a snapshot of one's own does not.
    let lines: Vec<&str> = ran.out.lines().filter(|it| it.contains(": ")).collect();
    let all = lines
        .iter()
        .all(|it| it.contains("not listed are refused now") || it.contains("changes:"));
    assert!(all, "{}", ran.out);
    // A crate can be made of it, and is what it says.
    let core = root().join("ats-core");
    let core = core.to_str().unwrap();
    let ran = run(&mut org.command(&["generate", "--ats-core-path", core]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = run(&mut org.command(&["check", "--ats-core-path", core]));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = run(&mut org.command(&["check", "--org", "env", "--format", "json"]));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("\"api_calls\":3"), "{}", ran.out);
}

#[test]
fn a_changed_describe_is_noticed_and_mended() {
    let org = Org::start();
    org.fetch(&[]);
    // Somebody edits the snapshot: the org is asked again, whatever it says about dates.
    let path = org.path("schemas/Contact.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replacen("\"length\": 40,", "\"length\": 41,", 1),
    )
    .unwrap();
    let edited = fs::read(&path).unwrap();
    let ran = run(&mut org.command(&["check", "--org", "env"]));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .contains("breaking    FirstName: at most 40 characters, was 41"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("to mend it: ats-codegen fetch --org env --full && ats-codegen generate"),
        "{}",
        ran.out
    );
    assert_eq!(fs::read(&path).unwrap(), edited, "check writes nothing");
    let report = org.fetch(&[]);
    assert_eq!(
        (&report["written"], &report["not_sent"]),
        (&1.into(), &32.into())
    );
    assert_eq!(run(&mut org.command(&["check", "--org", "env"])).code, 0);
}

#[test]
fn what_is_missing_is_named_and_the_rest_comes() {
    let org = Org::start();
    let ran = run(&mut org.command(&["fetch", "--objects", "contact,bpats__Jobb__c,other__X__c"]));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(
        names(&org.path("schemas")),
        [".ats-fetch.lock", "Contact.json", "names.lock"]
    );
    assert!(
        ran.err
            .contains("error: bpats__Jobb__c: not seen by this user"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("did you mean `bpats__Job__c`?"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("other__X__c: the user sees no object of the package `other`")
    );
    assert!(ran.out.contains("2 API calls"), "{}", ran.out);
    // One more comes to it.
    org.fetch(&["--objects", "bpats__Job__c"]);
    assert_eq!(names(&org.path("schemas")).len(), 4);
    let ran = run(&mut org.command(&["fetch", "--objects", "Nothing"]));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nothing to fetch"), "{}", ran.err);
}

#[test]
fn selections() {
    let org = Org::start();
    let count = |args: &[&str]| {
        let report = org.fetch(&[args, &["--out", "x", "--replace"]].concat());
        report["objects"].as_array().unwrap().len()
    };
    assert_eq!(count(&["--match", "^bpats__Interview"]), 6);
    assert_eq!(count(&["--namespace", "bpats"]), 29);
    assert!(count(&["--all"]) > 33, "the org's own objects, too");
    // An offer is of an applicant, who is of a job, which is an account's.
    let offer = ["--objects", "bpats__Offer__c", "--with-parents"];
    let levels = [
        count(&offer[..2]),
        count(&offer),
        count(&[&offer[..], &["2"]].concat()),
    ];
    assert!(
        levels[0] == 1 && levels.is_sorted_by(|a, b| a < b),
        "{levels:?}"
    );
    let ran = run(&mut org.command(&["fetch", "--with-parents", "6"]));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("6 is not in 0..=5"), "{}", ran.err);
    fs::write(
        org.path("ats-codegen.toml"),
        "[fetch]\nobjects = [\"Contact\"]\nfields = { Contact = [\"Email\"] }",
    )
    .unwrap();
    assert_eq!(count(&["--scope", "fields-used"]), 1);
    let text = fs::read_to_string(org.path("x/Contact.json")).unwrap();
    assert!(text.contains("\"name\": \"Email\"") && !text.contains("\"name\": \"Phone\""));
    assert!(
        text.contains("\"name\": \"LastName\""),
        "what a create needs"
    );
}

#[test]
fn a_folder_of_somebody_elses_describes_is_left_alone() {
    let org = Org::start();
    common::copy_schemas(&org.path("schemas"));
    let before = files(&org.path("schemas"));
    let ran = run(&mut org.command(&["fetch"]));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--replace"), "{}", ran.err);
    assert_eq!(files(&org.path("schemas")), before);
    assert_eq!(org.emulator.api_calls(), 0, "told before anything is asked");
    fs::write(org.path("schemas/README.md"), "mine").unwrap();
    fs::write(org.path("schemas/package.json"), r#"{"name":"web"}"#).unwrap();
    fs::write(
        org.path("schemas/Old__c.json"),
        r#"{"name":"Old__c","fields":[]}"#,
    )
    .unwrap();
    let replaced = run(&mut org.command(&["fetch", "--replace"]));
    assert_eq!(replaced.code, 0, "{}", replaced.err);
    assert!(replaced.err.contains("Old__c.json"), "{}", replaced.err);
    let names = names(&org.path("schemas"));
    for mine in ["README.md", "package.json"] {
        assert!(names.contains(&mine.to_owned()), "{mine}");
    }
    assert!(!names.contains(&"Old__c.json".to_owned()));
    assert!(
        !names.contains(&"provenance.json".to_owned()),
        "an org knows all values"
    );
}

#[test]
fn where_an_org_takes_no_composite_requests_objects_are_asked_for_one_by_one() {
    let org = Org::start();
    let fault = Fault::new(FaultKind::MethodNotAllowed).method("POST");
    org.emulator
        .faults()
        .add(fault.times(u64::MAX).path("/services/data/"));
    let report = org.fetch(&[]);
    assert_eq!(report["written"], 33);
    assert_eq!(report["api_calls"], 1 + 2 + 33);
}

/// Every way to fail midway, with an old snapshot there.
#[test]
fn what_fails_leaves_the_old_snapshot() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact"]);
    let before = files(org.folder.path());
    for (kind, words) in [
        (FaultKind::EndSession, "token"),
        (FaultKind::RequestLimitExceeded, "24-hour window"),
        (FaultKind::TruncatedJson, ""),
        (FaultKind::ResetMidBody, ""),
        (FaultKind::BadGateway, ""),
    ] {
        // The list of objects comes; then it begins.
        org.emulator.faults().clear();
        org.emulator
            .faults()
            .add(Fault::new(kind).after(1).times(u64::MAX));
        let mut command = org.command(&["fetch", "--replace"]);
        // A token that nobody can renew.
        command
            .env_remove("ATS_AUTH")
            .args(["--instance-url", org.emulator.base_url()]);
        let token = org.token();
        command
            .arg("--access-token-stdin")
            .stdin(std::process::Stdio::piped());
        command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), token.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{kind}: {err}");
        assert!(err.contains("nothing was changed"), "{kind}: {err}");
        assert!(err.contains(words), "{kind}: {err}");
        assert_eq!(files(org.folder.path()), before, "{kind}");
        assert!(!err.contains(&token), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn interrupted_or_killed_the_old_snapshot_stays() {
    let org = Org::with(|it| {
        it.schemas(root().join("schemas"))
            .latency(Duration::from_millis(400))
    });
    org.fetch(&["--objects", "Contact"]);
    let before = files(&org.path("schemas"));
    for (signal, code) in [("-INT", Some(130)), ("-TERM", Some(130)), ("-KILL", None)] {
        let mut command = org.command(&["fetch"]);
        command
            .stderr(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null());
        let child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(700));
        let pid = child.id().to_string();
        assert!(
            std::process::Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), code, "{signal}: {err}");
        assert!(
            code.is_none() || err.contains("run the same command again"),
            "{err}"
        );
        assert_eq!(files(&org.path("schemas")), before, "{signal}");
    }
    // What the killed run left is swept by the next one.
    org.fetch(&[]);
    assert_eq!(names(org.folder.path()), ["schemas"]);
}

/// A limit on the size of files stands for a full disk: the write fails in the same place.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_leaves_the_old_snapshot() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact"]);
    let before = files(org.folder.path());
    let mut command = org.command(&[]);
    let program = command.get_program().to_owned();
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" fetch"])
        .arg(program);
    shell.current_dir(org.folder.path());
    for (name, value) in command.env("X", "").get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let ran = run(&mut shell);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("cannot save the snapshot"), "{}", ran.err);
    assert!(ran.err.contains("is as it was"), "{}", ran.err);
    assert_eq!(files(org.folder.path()), before);
}

#[test]
fn secrets_that_are_empty_or_missing_are_named() {
    let org = Org::start();
    let refused = |name: &str, value: Option<&str>| {
        let mut command = org.command(&["fetch"]);
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
        let ran = run(&mut command);
        assert_eq!(ran.code, 2, "{}", ran.out);
        ran.err
    };
    for name in [
        "ATS_PASSWORD",
        "ATS_CLIENT_SECRET",
        "SFDX_AUTH_URL",
        "ATS_AUTH",
    ] {
        let err = refused(name, Some(""));
        assert!(err.contains(&format!("{name} is set but empty")), "{err}");
    }
    assert!(refused("ATS_PASSWORD", None).contains("give the password: ATS_PASSWORD"));
    assert!(refused("ATS_AUTH", Some("magic")).contains("unknown sign-in method `magic`"));
    assert!(refused("ATS_AUTH", None).contains("no org selected"));
    assert_eq!(org.emulator.api_calls(), 0);
}

#[cfg(unix)]
#[test]
fn the_salesforce_cli_is_asked_old_and_new() {
    let org = Org::start();
    let path = format!(
        "{}/tests/bin:{}",
        env!("CARGO_MANIFEST_DIR"),
        std::env::var("PATH").unwrap()
    );
    let sf = |alias: &str, displayed: Option<String>| {
        let mut command = codegen(
            org.folder.path(),
            &["fetch", "--org", alias, "--format", "json"],
        );
        command
            .env("PATH", &path)
            .env("STAND_IN_URL", org.emulator.base_url());
        command.env("STAND_IN_TOKEN", org.token());
        if let Some(token) = displayed {
            command.env("STAND_IN_DISPLAYED", token);
        }
        run(&mut command)
    };
    let ran = sf("my-org", None);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\"api_version\":\"v63.0\""), "{}", ran.out);
    assert_eq!(sf("my-org", Some(org.token())).code, 0);
    let ran = sf("other", None);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("No authorization information found"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("sf org login web --alias other"),
        "{}",
        ran.err
    );
    let mut command = codegen(org.folder.path(), &["fetch", "--org", "my-org"]);
    let ran = run(command.env("PATH", "/nowhere"));
    assert!(ran.err.contains("`sf` is not installed"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn orgs_that_can_be_named() {
    let org = Org::start();
    let token = org.token();
    let orgs = |args: &[&str], path: &str| {
        let mut command = codegen(org.folder.path(), &[&["orgs"], args].concat());
        command
            .env("PATH", path)
            .env("STAND_IN_URL", org.emulator.base_url());
        let ran = run(command.env("STAND_IN_TOKEN", &token));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains(&token) && !ran.err.contains(&token));
        ran
    };
    let path = format!(
        "{}/tests/bin:{}",
        env!("CARGO_MANIFEST_DIR"),
        std::env::var("PATH").unwrap()
    );
    let lines = orgs(&[], &path).out;
    let first = lines.lines().next().unwrap();
    assert!(
        first.starts_with("my-org ") && first.ends_with("(the default of sf)"),
        "{lines}"
    );
    assert_eq!(
        lines.matches("admin@acme.example").count(),
        1,
        "once, whatever group it is in"
    );
    assert!(lines.contains("\ntest-1@example.com "), "{lines}");
    fs::write(org.path("ats-codegen.toml"), "[org]\nalias = \"my-org\"").unwrap();
    let found: serde_json::Value =
        serde_json::from_str(&orgs(&["--format", "json"], &path).out).unwrap();
    assert_eq!(found["configured"], "my-org");
    assert_eq!(found["sf"][0]["alias"], "my-org");
    // Without the CLI there may be others.
    let ran = orgs(&[], "/nowhere");
    assert!(
        ran.err
            .contains("warning: the Salesforce CLI `sf` is not installed"),
        "{}",
        ran.err
    );
    assert!(
        ran.out.contains("ats-codegen.toml names my-org"),
        "{}",
        ran.out
    );
    assert_eq!(org.emulator.api_calls(), 0);
}

/// A disk that is full when the result is printed: nobody may take a part of it for the whole.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_an_error() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact"]);
    for args in [
        &["fetch", "--format", "json"][..],
        &["diff", "schemas", "schemas"],
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = org.command(args);
        let output = command
            .stdout(full)
            .stderr(std::process::Stdio::piped())
            .spawn();
        let output = output.unwrap().wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains("cannot print the result"), "{err}");
    }
}

#[test]
fn another_user_is_another_snapshot() {
    let admin = Org::start();
    admin.fetch(&[]);
    let portal = Org::with(|it| {
        it.schemas(root().join("schemas"))
            .permission_set("Asymbl_ATS_Job_Portal")
    });
    // The same folder, the other user.
    let mut command = portal.command(&["fetch", "--format", "json"]);
    let ran = run(command.current_dir(admin.folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let missing = report["missing"].as_array().unwrap();
    assert!(
        missing.iter().any(|it| it["object"] == "bpats__Offer__c"),
        "{report}"
    );
    // What this user does not see is kept until it is pruned.
    let offer = admin.path("schemas/bpats__Offer__c.json");
    let kept = report["kept"].as_array().unwrap();
    assert!(kept.contains(&"bpats__Offer__c".into()), "{report}");
    assert_eq!(report["removed"], 0, "{report}");
    assert!(offer.exists());
    let mut command = portal.command(&["fetch", "--prune", "--format", "json"]);
    let ran = run(command.current_dir(admin.folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(report["removed"].as_u64().unwrap() > 20, "{report}");
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("removed, because --prune was given: "));
    assert!(warning.contains("bpats__Offer__c"), "{warning}");
    assert!(!offer.exists());
    let job = fs::read_to_string(admin.path("schemas/bpats__Job__c.json")).unwrap();
    let job = ats_schema::describe::Describe::parse(job.as_bytes()).unwrap();
    assert_eq!((job.createable, job.updateable), (Some(false), Some(false)));
}

#[test]
fn no_two_snapshots_are_mixed_and_the_printed_command_names_all_of_one() {
    let admin = Org::start();
    admin.fetch(&["--objects", "bpats__Job__c,Contact"]);
    let before = files(&admin.path("schemas"));
    let portal = Org::with(|it| {
        it.schemas(root().join("schemas"))
            .permission_set("Asymbl_ATS_Job_Portal")
    });
    let in_folder = |args: &[&str]| {
        let mut command = portal.command(args);
        run(command.current_dir(admin.folder.path()))
    };
    let ran = in_folder(&[
        "fetch",
        "--objects",
        "bpats__Job__c",
        "--api-version",
        "63.0",
    ]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.err.contains("a snapshot of another API version"),
        "{}",
        ran.err
    );
    let ran = in_folder(&["check", "--org", "env", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert_eq!(files(&admin.path("schemas")), before);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let command = report["command"].as_str().unwrap();
    let (fetch, _) = command.split_once(" && ").unwrap();
    let words: Vec<&str> = fetch.split(' ').skip(1).collect();
    assert!(words.contains(&"Contact,bpats__Job__c"), "{fetch}");
    let ran = in_folder(&words);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(in_folder(&["check", "--org", "env"]).code, 0);
    assert_eq!(
        names(&admin.path("schemas")),
        [".ats-fetch.lock", "bpats__Job__c.json", "names.lock"]
    );
}

#[cfg(feature = "embedded")]
#[test]
fn the_embedded_org_is_asked_as_one_of_its_users() {
    let folder = tempfile::tempdir().unwrap();
    let fetch = |args: &[&str]| {
        let args = [&["fetch", "--org", "embedded", "--format", "json"], args].concat();
        run(&mut codegen(folder.path(), &args))
    };
    let all = fetch(&["--out", "all"]);
    assert_eq!(all.code, 0, "{}", all.err);
    assert!(all.out.contains("\"written\":33"), "{}", all.out);
    let portal = fetch(&[
        "--out",
        "portal",
        "--permission-set",
        "Asymbl ATS Job Portal",
    ]);
    assert_eq!(portal.code, 0, "{}", portal.err);
    let job = fs::read(folder.path().join("portal/bpats__Job__c.json")).unwrap();
    let job = ats_schema::describe::Describe::parse(&job).unwrap();
    assert_eq!(job.updateable, Some(false));
    let diff = run(&mut codegen(
        folder.path(),
        &["diff", "all", "org:embedded"],
    ));
    assert_eq!(diff.code, 0, "{}{}", diff.out, diff.err);
}
