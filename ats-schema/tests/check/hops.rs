//! Objects that are loaded one by one, as the macros do.

use ats_schema::schema::{Catalog, Lookup, Object, Schema};
use ats_schema::soql::check::{FindingKind, Options, check};
use ats_schema::soql::{Dialect, parse};

use super::generator::Generator;
use super::schemas::catalog;

/// What a macro has at first: the names of the objects, nothing else.
fn index(whole: &Catalog) -> Catalog {
    let mut index = Catalog::new();
    for object in whole.objects() {
        index.announce(&object.name);
    }
    index
}

/// Loads what is wanted until nothing is, and tells how many rounds it took.
fn load(source: &str, whole: &Catalog, loaded: &mut Catalog) -> usize {
    let query = parse(source, Dialect::Macro).unwrap();
    for round in 0.. {
        let wanted = check(&query, loaded, &Options::default()).wanted;
        if wanted.is_empty() {
            return round;
        }
        for name in wanted {
            let Lookup::Known(object) = whole.object(&name) else {
                panic!("{name} is wanted and not announced");
            };
            // Through the text, as the macro gets it.
            loaded.insert(Object::parse(&object.to_compact()).unwrap());
        }
    }
    unreachable!("rounds do not end")
}

#[test]
fn hop_by_hop_comes_to_the_same() {
    let whole = catalog();
    let mut most = 0;
    let mut generator = Generator::new(whole, 3);
    for _ in 0..500 {
        let (source, _) = generator.pair();
        let mut loaded = index(whole);
        most = most.max(load(&source, whole, &mut loaded));
        let query = parse(&source, Dialect::Macro).unwrap();
        let one_by_one = check(&query, &loaded, &Options::default());
        let at_once = check(&query, whole, &Options::default());
        assert_eq!(one_by_one.output, at_once.output, "{source}");
        assert_eq!(one_by_one.findings, at_once.findings, "{source}");
    }
    assert!((3..=10).contains(&most), "{most}");
}

/// Only what a query goes through is loaded.
#[test]
fn nothing_else_is_loaded() {
    let whole = catalog();
    let mut loaded = index(whole);
    let source = "SELECT bpats__Account__r.Parent.Name, bpats__Account__c FROM bpats__Job__c";
    assert_eq!(load(source, whole, &mut loaded), 2);
    let names: Vec<_> = loaded
        .objects()
        .map(|object| object.name.as_str())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

/// While an object is not loaded, nothing is said of its fields; a wrong name is refused at
/// once.
#[test]
fn what_is_not_loaded_is_not_judged() {
    let index = index(catalog());
    let check = |source: &str| {
        let query = parse(source, Dialect::Macro).unwrap();
        let report = check(&query, &index, &Options::default());
        let kinds = report
            .findings
            .iter()
            .map(|it| it.kind())
            .collect::<Vec<_>>();
        (kinds, report.wanted)
    };
    let (kinds, wanted) =
        check("SELECT Zebra, Zebra.Name, (SELECT Zebra FROM Zebras) FROM account");
    assert_eq!((kinds, wanted), (vec![], vec!["Account".to_owned()]));
    let (kinds, wanted) = check("SELECT Id FROM Zebra");
    assert_eq!((kinds, wanted), (vec![FindingKind::UnknownObject], vec![]));
}

/// An object that is there but switched off says how to switch it on.
#[test]
fn features_that_are_off() {
    let mut schema = Catalog::new();
    schema.exists("bpats__Offer__c", Some("enable feature `offer`"));
    let query = parse("SELECT Id FROM bpats__Offer__c", Dialect::Macro).unwrap();
    let report = check(&query, &schema, &Options::default());
    assert_eq!(
        report.findings[0].help().as_deref(),
        Some("enable feature `offer`")
    );
    assert_eq!(report.findings[0].kind(), FindingKind::NotKnown);
}
