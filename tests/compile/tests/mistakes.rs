//! `docs/mistakes.md` lists the cases: each link leads to one, and none is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_table_and_the_cases_are_the_same() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(here.join("../../docs/mistakes.md")).expect("the table");
    let prefix = "](../tests/compile/compile-fail/";
    let linked: BTreeSet<String> = table
        .split(prefix)
        .skip(1)
        .filter_map(|rest| rest.split_once(".stderr)"))
        .map(|(case, _)| case.to_owned())
        .collect();
    for case in &linked {
        for ending in ["rs", "stderr"] {
            let file = here.join(format!("compile-fail/{case}.{ending}"));
            assert!(file.is_file(), "{} is not there", file.display());
        }
    }
    for folder in ["soql", "select"] {
        for entry in fs::read_dir(here.join("compile-fail").join(folder)).expect("cases") {
            let path = entry.expect("a case").path();
            let name = path.file_stem().expect("a name").to_string_lossy();
            let case = format!("{folder}/{name}");
            assert!(
                linked.contains(&case),
                "docs/mistakes.md does not list {case}"
            );
        }
    }
    let is_row = |line: &&str| line.starts_with('|') && line.contains(prefix);
    for row in table.lines().filter(is_row) {
        let (_, rest) = row.split_once(prefix).expect("a link");
        let (case, _) = rest.split_once(".stderr)").expect("a link");
        let message = here.join(format!("compile-fail/{case}.stderr"));
        let message = fs::read_to_string(message).expect("a message");
        let first = message
            .lines()
            .find(|line| line.starts_with("error"))
            .expect("an error");
        let (_, said) = first.split_once(": ").expect("a sentence");
        let said = said.replace('|', "\\|");
        assert!(
            row.ends_with(&format!("| {said} |")),
            "docs/mistakes.md: the message of {case} is now: {said}"
        );
    }
    let rows = table.lines().filter(is_row).count();
    assert!(rows >= 30, "{rows} kinds of mistakes");
}
