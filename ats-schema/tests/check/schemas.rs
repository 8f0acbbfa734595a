//! The objects that queries are checked against: those of the repository's `schemas` and
//! one more.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use ats_schema::describe::Describe;
use ats_schema::schema::{Catalog, Object};

/// What the schemas have none of: several choices, letter case, times, places.
const THING: &str = "\
ats-object 1|Thing__c|Thing|x00|q
Id|id|fsga|18
IsDeleted|boolean|fsg
SystemModstamp|datetime|fsa
Name|string|fsgant|80
Many__c|multipicklist|fnrc|4099|||||a,=Apple,b,=Berry,c,=Cherry
Grade__c|picklist|fsganrc|255|||||High,Low,-Old,x,=Excellent
Exact__c|string|fsganc|80
Time__c|time|fsanc
Share__c|percent|fsanc||5,1
Site__c|location|fnc
Site__Latitude__s|double|fsanc||9,6|||Site__c
Site__Longitude__s|double|fsanc||9,6|||Site__c
Secret__c|encryptedstring|nc|175
";

/// An object that queries cannot read.
const HIDDEN: &str = "ats-object 1|Hidden__c||x01\nId|id|fsga|18\n";

/// A Knowledge article.
const ARTICLE: &str = "ats-object 1|Article__kav||ka0|q
Id|id|fsga|18
PublishStatus|picklist|fsgar|255|||||Draft,Online,Archived
";

pub fn describes() -> Vec<Object> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let read = |name: &Path| std::fs::read(name).unwrap();
    let provenance: serde_json::Value =
        serde_json::from_slice(&read(&folder.join("provenance.json"))).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .filter(|path| !path.ends_with("provenance.json"))
        .collect();
    files.sort();
    let objects = files.iter().map(|file| {
        let describe = Describe::parse(&read(file)).unwrap();
        let fields = provenance["objects"][&describe.name]["fields"].as_object();
        let partial: HashSet<&String> = fields
            .into_iter()
            .flatten()
            .filter(|(_, entry)| entry["values"] == "partial")
            .map(|(name, _)| name)
            .collect();
        Object::from_describe(&describe, |name| partial.iter().any(|it| *it == name))
    });
    objects.collect()
}

pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(load);
    &CATALOG
}

fn load() -> Catalog {
    let mut objects = describes();
    objects.push(Object::parse(THING).unwrap());
    objects.push(Object::parse(HIDDEN).unwrap());
    objects.push(Object::parse(ARTICLE).unwrap());
    let mut catalog = Catalog::from_iter(objects);
    catalog.close();
    catalog
}
