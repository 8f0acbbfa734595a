//! Lower layers never import higher ones: the order that `ARCHITECTURE.md` states for each crate holds.

mod modules;
mod order;
mod references;

use std::path::{Path, PathBuf};

use self::modules::{Modules, read_crate, read_crate_with};
use self::order::{Layers, circles, read_layers};
use self::references::references;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn stated_layers() -> Vec<Layers> {
    let document = std::fs::read_to_string(repository().join("ARCHITECTURE.md"))
        .expect("ARCHITECTURE.md is readable");
    read_layers(&document)
}

#[test]
fn every_crate_keeps_the_order_of_its_layers() {
    let mut faults = Vec::new();
    for layers in stated_layers() {
        let modules = read_crate(&repository().join(&layers.crate_name).join("src"));
        let references = references(&modules);
        faults.extend(layers.faults(&modules, &references));
        let circles = circles(&modules, &references);
        faults.extend(
            circles
                .into_iter()
                .map(|circle| format!("{}: {circle}", layers.crate_name)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_crate_states_its_layers() {
    let stated: Vec<String> = stated_layers()
        .into_iter()
        .map(|layers| layers.crate_name)
        .collect();
    // `ats-generated` is generated, the others are not libraries.
    let crates = [
        "ats-schema",
        "ats-derive",
        "ats-core",
        "ats-client",
        "ats-codegen",
        "ats-emulator",
    ];
    assert_eq!(stated, crates);
}

const LAYERS: &str = "```text layers sample\nlow: low, rules\nhigh: high\n```\n";

fn sample(low: &str) -> (Modules, Vec<String>) {
    let low = low.to_owned();
    let modules = read_crate_with(&move |file| match file.to_str()? {
        "lib.rs" => Some("mod high; mod low; mod rules; pub use high::Shown;".to_owned()),
        "high.rs" => Some("mod deep; pub use deep::{Deep, helper}; pub struct Shown;".to_owned()),
        "high/deep.rs" => Some("pub struct Deep; pub fn helper() {}".to_owned()),
        "low.rs" => Some(low.clone()),
        "rules/mod.rs" => Some("pub fn rule() {}".to_owned()),
        _ => None,
    });
    let references = references(&modules);
    let faults = read_layers(LAYERS)[0].faults(&modules, &references);
    (modules, faults)
}

#[test]
fn a_reference_upwards_is_found_however_it_is_written() {
    for low in [
        "use crate::high::Shown;",
        "use crate::Shown;",
        "use super::high::{self, helper}; fn f() { helper() }",
        "use super::high; fn f() { high::helper() }",
        "use crate::high as other; fn f() -> other::Deep { other::Deep }",
        "use crate::high::*; fn f() { helper() }",
        "fn f() { crate::high::helper() }",
        "fn f() { println!(\"{:?}\", super::high::Deep) }",
        "fn f() { g::<crate::Shown>() }",
        "impl From<super::high::deep::Deep> for u8 {}",
        "mod inner { fn f() { super::super::high::helper() } }",
        "pub use crate::high::Deep; fn f() -> Deep { Deep }",
    ] {
        let (_, faults) = sample(low);
        assert!(
            faults.iter().any(|fault| fault.contains("higher")),
            "{low}: {faults:?}"
        );
    }
}

#[test]
fn what_is_no_reference_upwards_is_not_reported() {
    for low in [
        "fn f() { crate::rules::rule() }",
        "use super::rules::rule; fn f() { rule() }",
        "fn f(value: Value) { value.helper(); value.high }",
        "fn helper() {} fn f() { helper() }",
        "use std::high::helper;",
        "#[cfg(test)] mod tests { use crate::high::Shown; }",
        "// crate::high::Shown\nfn f() {}",
    ] {
        let (_, faults) = sample(low);
        assert!(faults.is_empty(), "{low}: {faults:?}");
    }
}

#[test]
fn a_module_in_no_layer_and_a_layer_without_its_module_are_found() {
    let (modules, _) = sample("");
    let layers = read_layers("```text layers sample\nlow: low, gone\nhigh: high\n```\n");
    let faults = layers[0].faults(&modules, &references(&modules));
    assert_eq!(
        faults,
        [
            "sample: ARCHITECTURE.md lists `gone`, which does not exist",
            "sample: `rules` is in no layer of ARCHITECTURE.md",
        ]
    );
}

#[test]
fn a_circle_of_four_files_is_found_and_one_of_three_is_not() {
    let found = |last: &str| {
        let last = last.to_owned();
        let modules = read_crate_with(&move |file| match file.to_str()? {
            "lib.rs" => Some("mod a; mod b; mod c; mod d;".to_owned()),
            "a.rs" => Some("pub fn a() { crate::b::b() }".to_owned()),
            "b.rs" => Some("pub fn b() { crate::c::c() }".to_owned()),
            "c.rs" => Some(format!("pub fn c() {{ {last} }}")),
            "d.rs" => Some("pub fn d() { crate::a::a() }".to_owned()),
            _ => None,
        });
        circles(&modules, &references(&modules))
    };
    assert_eq!(found("crate::a::a()"), Vec::<String>::new());
    let circles = found("crate::d::d()");
    assert_eq!(circles.len(), 1);
    assert!(
        circles[0].starts_with("4 files in a circle:\n  a.rs -> b.rs: crate::b::b"),
        "{circles:?}"
    );
}
