//! `ats-codegen soql`: what it prints and how it ends.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the command in the repository's root.
fn run(args: &[&str], input: &[u8]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut child = Command::new(env!("CARGO_BIN_EXE_ats-codegen"))
        .arg("soql")
        .args(args)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing closes its end first.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn good_queries() {
    let input = b"SELECT Id, bpats__Account__r.Name FROM bpats__Job__c WHERE Id IN :ids;\n\n\
                  SELECT COUNT() FROM Contact;\n";
    let output = run(&["-"], input);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(output.stdout), "");
    assert_eq!(text(output.stderr), "2 queries: 0 errors, 0 warnings\n");
}

#[test]
fn mistakes_for_people() {
    let input = b"SELECT Id, Status__c FROM bpats__Job__c;\nSELECT Id FROM User;\nSELECT FROM";
    let output = run(&["-"], input);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(output.stderr), "3 queries: 2 errors, 1 warning\n");
    let out = text(output.stdout);
    let wanted = "\
error[INVALID_FIELD]: bpats__Job__c has no field Status__c
  --> <stdin>:1:12
   |
 1 | SELECT Id, Status__c FROM bpats__Job__c;
   |            ^^^^^^^^^
   = help: write bpats__Status__c: you left out bpats__

warning[not-known]: User exists, but its fields are not known here
  --> <stdin>:2:16
";
    assert!(out.starts_with(wanted), "{out}");
    assert!(out.contains("error[MALFORMED_QUERY]: "), "{out}");
    assert!(out.contains("--> <stdin>:3:8\n"), "{out}");
}

#[test]
fn header_lines_and_colons_in_a_soql_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jobs.soql");
    let query = "// Jobs that don't end; as the editor of Salesforce writes it\n\n\
                 SELECT Id FROM bpats__Job__c WHERE Name = ':all'\n  AND Nmae = 'x'\n";
    std::fs::write(&file, query).unwrap();
    let file = file.to_str().unwrap();
    let output = run(&[file], b"");
    assert_eq!(output.status.code(), Some(1));
    let out = text(output.stdout);
    assert!(out.contains(&format!("--> {file}:4:7\n")), "{out}");
    assert_eq!(text(output.stderr), "1 query: 1 error, 0 warnings\n");
}

#[test]
fn a_bind_in_quotes_in_apex() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Jobs.cls");
    let code = "Object a = [SELECT Id FROM Contact WHERE Name LIKE '%:name%'];\n";
    std::fs::write(&file, code).unwrap();
    let output = run(&[file.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    let out = text(output.stdout);
    assert!(
        out.starts_with("error[MALFORMED_QUERY]: `:name` in quotes is text, not a bind\n"),
        "{out}"
    );
    assert!(
        out.contains("write `LIKE :name`, with the wildcards in its value"),
        "{out}"
    );
}

#[test]
fn mistakes_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Jobs.cls");
    let code = "public class Jobs {\n    // [SELECT Nothing FROM Nowhere]\n    \
                Object a = [SELECT Id FROM Contact WHERE Name = :names[0] AND CleanStatus = 'Lost'];\n}\n";
    std::fs::write(&file, code).unwrap();
    let file = file.to_str().unwrap();
    let output = run(&["--format", "json", file], b"");
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["queries"], 1);
    let diagnostic = &report["diagnostics"][0];
    let column = code.lines().nth(2).unwrap().find("'Lost'").unwrap() + 1;
    assert_eq!(diagnostic["file"], file);
    assert_eq!(diagnostic["line"], 3);
    assert_eq!(diagnostic["column"], column);
    assert_eq!(diagnostic["endColumn"], column + 6);
    assert_eq!(diagnostic["class"], "never-matches");
    assert_eq!(diagnostic["kind"], "unlisted-value");
    assert_eq!(diagnostic["severity"], "error");
    assert_eq!(diagnostic["code"], Value::Null);

    let output = run(&["--allow-never-matches", file], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(output.stdout).starts_with("warning[never-matches]: "));
}

#[test]
fn syntax_only() {
    let input = b"SELECT Whatever FROM Nowhere\n\"SELECT Id\\nFROM\"\nSELECT Id FROM A ALL ROWS\n";
    let output = run(&["--syntax-only", "-"], input);
    assert_eq!(output.status.code(), Some(1));
    let out = text(output.stdout);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0], lines[2]), ("VALID", "VALID"));
    assert!(lines[1].starts_with("INVALID 2:5 "), "{}", lines[1]);

    let output = run(
        &["--syntax-only", "--dialect", "rest", "-"],
        b"SELECT Id FROM A ALL ROWS",
    );
    assert_eq!(output.status.code(), Some(1));
    let output = run(&["--syntax-only", "-"], b"SELECT Id FROM A");
    assert_eq!(
        (output.status.code(), text(output.stdout)),
        (Some(0), "VALID\n".to_owned())
    );
}

#[test]
fn what_cannot_be_done() {
    assert_eq!(run(&["no-such-file.soql"], b"").status.code(), Some(2));
    assert_eq!(
        run(&["--schemas", "no-such-folder", "-"], b"")
            .status
            .code(),
        Some(2)
    );
    assert_eq!(run(&[], b"").status.code(), Some(2));
    let output = run(&["-"], b"SELECT \xff FROM A");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).contains("UTF-8"));
}
