//! Whatever is added to an org, every earlier name stays.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::super::lock_file::{LockFile, text};
use super::*;

/// Whose an addition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Salesforce,
    Home,
    Package,
    Org,
}

const OWNERS: [Owner; 4] = [Owner::Salesforce, Owner::Home, Owner::Package, Owner::Org];

impl Owner {
    /// The API name of something of this owner, with the ending of custom names.
    fn api(self, base: &str, ending: &str) -> String {
        match self {
            Self::Salesforce => base.replace('_', ""),
            Self::Home => format!("bpats__{base}__{ending}"),
            Self::Package => format!("npsp__{base}__{ending}"),
            Self::Org => format!("{base}__{ending}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    Field,
    Parent,
    Children,
    Value,
}

const KINDS: [Kind; 5] = [
    Kind::Object,
    Kind::Field,
    Kind::Parent,
    Kind::Children,
    Kind::Value,
];

/// An org as JSON, in the shape of describes.
#[derive(Clone, Debug)]
struct Org(Vec<Value>);

impl Org {
    fn new() -> Self {
        let mut org = Self(Vec::new());
        for api in ["Account", "Contact", "bpats__Job__c", "bpats__Job_Board__c"] {
            org.object(api);
        }
        org.picklist("bpats__Job__c", "bpats__Status__c");
        org.picklist("Account", "Industry");
        org.lookup("bpats__Job__c", "OwnerId", "Owner", &["User", "Group"]);
        org.lookup(
            "bpats__Job__c",
            "bpats__Account__c",
            "bpats__Account__r",
            &["Account"],
        );
        org.lookup(
            "Contact",
            "AccountId",
            "Account",
            &["Account", "bpats__Job__c"],
        );
        org.children("Account", "Contacts");
        org.children("Account", "bpats__Jobs__r");
        for value in ["Open", "是", "A-B", "Other", "Draft"] {
            org.value("bpats__Job__c", "bpats__Status__c", value);
        }
        org
    }

    fn describe(&mut self, object: &str) -> &mut Value {
        let found = self.0.iter_mut().find(|it| it["name"] == object);
        found.expect("an object of the org")
    }

    fn names(&self) -> Vec<String> {
        let names = self
            .0
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned());
        names.collect()
    }

    fn object(&mut self, api: &str) {
        // An org does not tell names apart by their letter case.
        if self.names().iter().any(|it| it.eq_ignore_ascii_case(api)) {
            return;
        }
        self.0.push(json!({
            "name": api,
            "fields": [{"name": "Id", "type": "id"}, {"name": "Name", "type": "string"}],
            "childRelationships": [],
        }));
        let prefix = json!({"master": false, "developerName": "Default", "recordTypeId": "012"});
        self.describe(api)["recordTypeInfos"] = json!([prefix]);
    }

    fn field(&mut self, object: &str, field: Value) {
        let describe = self.describe(object);
        let is_taken = |list: &Value, key: &str, name: &Value| {
            let mut all = list.as_array().unwrap().iter();
            all.any(|it| {
                let known = it[key].as_str().unwrap_or_default();
                !name.is_null() && known.eq_ignore_ascii_case(name.as_str().unwrap_or_default())
            })
        };
        let (name, relationship) = (&field["name"], &field["relationshipName"]);
        let taken = [name, relationship].iter().any(|it| {
            is_taken(&describe["fields"], "name", it)
                || is_taken(&describe["fields"], "relationshipName", it)
                || is_taken(&describe["childRelationships"], "relationshipName", it)
        });
        if !taken {
            describe["fields"].as_array_mut().unwrap().push(field);
        }
    }

    fn picklist(&mut self, object: &str, field: &str) {
        let value = json!([{"value": "First"}]);
        self.field(
            object,
            json!({"name": field, "type": "picklist", "picklistValues": value}),
        );
    }

    fn lookup(&mut self, object: &str, field: &str, relationship: &str, targets: &[&str]) {
        self.field(
            object,
            json!({"name": field, "type": "reference", "referenceTo": targets,
                "relationshipName": relationship}),
        );
    }

    fn children(&mut self, object: &str, relationship: &str) {
        let before = self.describe(object)["fields"].as_array().unwrap().len();
        // Of one name with a field or parent, it would be left out.
        self.field(object, json!({"name": relationship}));
        let describe = self.describe(object);
        let fields = describe["fields"].as_array_mut().unwrap();
        if fields.len() == before {
            return;
        }
        fields.pop();
        describe["childRelationships"].as_array_mut().unwrap().push(
            json!({"childSObject": "Contact", "field": "X__c", "relationshipName": relationship}),
        );
    }

    fn value(&mut self, object: &str, field: &str, value: &str) {
        let fields = self.describe(object)["fields"].as_array_mut().unwrap();
        let field = fields.iter_mut().find(|it| it["name"] == field).unwrap();
        let values = field["picklistValues"].as_array_mut().unwrap();
        if !values.iter().any(|it| it["value"] == value) {
            values.push(json!({"value": value}));
        }
    }

    fn add(&mut self, kind: Kind, owner: Owner, object: &str, base: &str) {
        match kind {
            Kind::Object => self.object(&owner.api(base, "c")),
            Kind::Field => self.picklist(object, &owner.api(base, "c")),
            Kind::Parent => {
                let target = owner.api("Visit", "c");
                let field = match owner {
                    Owner::Salesforce => format!("{}Id", owner.api(base, "c")),
                    _ => owner.api(base, "c"),
                };
                self.lookup(object, &field, &owner.api(base, "r"), &[&target, "User"]);
            }
            Kind::Children => self.children(object, &owner.api(base, "r")),
            Kind::Value => self.value("bpats__Job__c", "bpats__Status__c", base),
        }
    }

    fn mended(&self) -> Vec<FixedDescribe> {
        let describes = self.0.iter().map(|json| FixedDescribe {
            describe: Describe::parse(json.to_string().as_bytes()).unwrap(),
            ..FixedDescribe::default()
        });
        describes.collect()
    }
}

/// What an addition is called, so that it meets what is there.
fn meeting(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Object => &[
            "Job",
            "Job_Status",
            "Account",
            "JobBoard",
            "Visit",
            "Job_Update",
        ],
        Kind::Field => &["Status", "Account", "Jobs", "Contacts", "Name", "Owner"],
        Kind::Parent => &["Account", "Owner", "Job", "Status"],
        Kind::Children => &["Jobs", "Contacts", "Account", "Status"],
        Kind::Value => &[
            "open", "世", "事", "A/B", "Others", "Draft!", "Other ", "A B",
        ],
    }
}

/// No two names of one scope are the same.
fn assert_distinct(names: &Names) {
    let distinct = |scope: Vec<String>| {
        let set: BTreeSet<&String> = scope.iter().collect();
        assert_eq!(set.len(), scope.len(), "{scope:?}");
    };
    distinct(names.ids.values().cloned().collect());
    let objects = || names.objects.values();
    distinct(objects().map(|it| it.module.clone()).collect());
    distinct(objects().map(|it| it.feature.clone()).collect());
    let derived = ["{}", "New{}", "{}Update", "{}Required", "{}Key"];
    let types = objects().flat_map(|it| derived.map(|form| form.replace("{}", &it.type_name)));
    distinct(
        types
            .chain(objects().flat_map(|it| it.enums.values().cloned()))
            .collect(),
    );
    for object in objects() {
        let members = [&object.fields, &object.parents, &object.children];
        distinct(members.iter().flat_map(|it| it.values().cloned()).collect());
        for variants in object.values.values() {
            distinct(variants.values().cloned().collect());
        }
    }
}

#[test]
fn twenty_kinds_of_addition_rename_nothing() {
    let config = Config::default();
    for kind in KINDS {
        for owner in OWNERS {
            let mut org = Org::new();
            let before = fresh(&org.mended());
            for base in meeting(kind) {
                for object in ["Account", "bpats__Job__c"] {
                    org.add(kind, owner, object, base);
                }
            }
            let after = assign(&org.mended(), &config, Some(&before)).unwrap();
            assert_eq!(renamed(&before, &after), [], "{kind:?} of {owner:?}");
            assert!(!added(&before, &after).is_empty(), "{kind:?} of {owner:?}");
            assert_distinct(&after);
            // The org has things of Salesforce and of the home package alone.
            if matches!(owner, Owner::Package | Owner::Org) && kind != Kind::Value {
                let unlocked = fresh(&org.mended());
                assert_eq!(renamed(&before, &unlocked), [], "{kind:?} of {owner:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn fifty_random_additions_rename_nothing(
        additions in proptest::collection::vec(
            (select(&KINDS[..]), select(&OWNERS[..]), any::<usize>(), any::<usize>(), any::<bool>()),
            50,
        ),
    ) {
        let config = Config::default();
        let mut org = Org::new();
        let mut names = fresh(&org.mended());
        for (kind, owner, object, base, is_forgotten) in additions {
            let objects = org.names();
            let bases = meeting(kind);
            org.add(kind, owner, &objects[object % objects.len()], bases[base % bases.len()]);
            let after = assign(&org.mended(), &config, Some(&names)).unwrap();
            prop_assert_eq!(renamed(&names, &after), []);
            assert_distinct(&after);
            names = after;
            // What is gone keeps its name, too.
            if is_forgotten && org.0.len() > 4 {
                org.0.pop();
            }
        }
        let file = LockFile { text: Some(text(&names)), ..LockFile::default() };
        prop_assert_eq!(file.parse().unwrap(), Some(names));
    }
}
