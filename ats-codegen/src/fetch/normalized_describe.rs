//! A describe as it is saved: the same text whenever the org says the same.

use std::collections::BTreeSet;

use ats_schema::describe::{Describe, PermissionSet};
use ats_schema::names::nearest;
use serde_json::Value;

use super::error::FetchError;
use super::snapshot::hash;

/// Part of what a snapshot must agree on before any of it is taken for unchanged: raised when
/// the text of the same describe changes.
const FORMAT: u32 = 3;

/// What is taken off describes before they are saved.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// Only these fields of these objects.
    pub(super) fields: Option<Vec<(String, Vec<String>)>>,
    /// What its users may not do.
    pub(super) permission_set: Option<PermissionSet>,
}

impl View {
    /// A hash of everything that decides what is saved of a describe.
    pub(super) fn hash(&self) -> String {
        hash(format!("{FORMAT}{self:?}").as_bytes())
    }
}

/// A describe ready to be saved.
#[derive(Debug)]
pub(super) struct Normal {
    pub(super) text: Vec<u8>,
    pub(super) describe: Describe,
}

/// Reads, checks and prints a describe.
pub(super) fn normal(object: &str, json: &[u8], view: &View) -> Result<Normal, FetchError> {
    let error = |why: String| FetchError::NotDescribe {
        object: object.to_owned(),
        why,
    };
    let describe = Describe::parse(json).map_err(|it| error(it.to_string()))?;
    if describe.name != object {
        return Err(error(format!("it describes `{}`", describe.name)));
    }
    let changed = view.permission_set.is_some() || view.fields.is_some();
    let mut value: Value = serde_json::from_slice(json).map_err(|it| error(it.to_string()))?;
    steady(&mut value);
    if let Some(set) = &view.permission_set {
        restrict(&mut value, set, &describe);
    }
    if let Some((_, fields)) =
        (view.fields.iter().flatten()).find(|(name, _)| name.eq_ignore_ascii_case(object))
    {
        prune(&mut value, fields, &describe)?;
    }
    // Whether a map keeps the order of the text depends on how the program was built.
    value.sort_all_objects();
    let mut text = serde_json::to_vec_pretty(&value).map_err(|it| error(it.to_string()))?;
    text.push(b'\n');
    let describe = if changed {
        Describe::parse(&text).map_err(|it| error(it.to_string()))?
    } else {
        describe
    };
    Ok(Normal { text, describe })
}

/// Takes away what differs between two answers that say the same: the host in links, and the
/// order of lists that have none.
fn steady(value: &mut Value) {
    for key in ["urls", "recordTypeInfos", "namedLayoutInfos"] {
        if let Some(part) = value.get_mut(key) {
            without_host(part);
        }
    }
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    if let Some(Value::Array(children)) = value.get_mut("childRelationships") {
        children.sort_by_cached_key(|it| {
            (
                text(it, "childSObject"),
                text(it, "field"),
                text(it, "relationshipName"),
            )
        });
    }
    for (key, by) in [
        ("supportedScopes", "name"),
        ("recordTypeInfos", "recordTypeId"),
    ] {
        if let Some(Value::Array(list)) = value.get_mut(key) {
            list.sort_by_cached_key(|it| text(it, by));
        }
    }
}

/// Links keep their path: the host is one of several that the same org answers to.
fn without_host(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((scheme, rest)) = text.split_once("://")
                && matches!(scheme, "http" | "https")
            {
                *text = rest.find('/').map_or("/", |at| &rest[at..]).to_owned();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(without_host),
        Value::Object(map) => map.values_mut().for_each(without_host),
        _ => {}
    }
}

/// Takes away what a permission set forbids.
fn restrict(value: &mut Value, set: &PermissionSet, describe: &Describe) {
    let mut left = describe.clone();
    set.restrict(&mut left);
    for (key, allowed) in [
        ("createable", left.createable),
        ("updateable", left.updateable),
        ("deletable", left.deletable),
        ("undeletable", left.undeletable),
    ] {
        forbid(value, key, allowed == Some(true));
    }
    if let Some(Value::Array(fields)) = value.get_mut("fields") {
        fields.retain_mut(|value| {
            let field = value["name"].as_str().and_then(|name| left.field(name));
            if let Some(field) = field {
                forbid(value, "createable", field.is_createable());
                forbid(value, "updateable", field.is_updateable());
                let mut targets = field.reference_to.iter();
                if targets.len() > 0 && targets.all(|target| set.hides_target(target)) {
                    value["relationshipName"] = Value::Null;
                }
            }
            field.is_some()
        });
    }
    if let Some(Value::Array(children)) = value.get_mut("childRelationships") {
        children.retain(|it| {
            let child = it["childSObject"].as_str();
            child.is_none_or(|child| set.on_object(child).read)
        });
    }
}

fn forbid(value: &mut Value, key: &str, allowed: bool) {
    if !allowed {
        value[key] = Value::Bool(false);
    }
}

/// Keeps the named fields, and those without which no record can be read or created: the id,
/// the name, required ones, and the controlling fields of dependent picklists.
fn prune(value: &mut Value, fields: &[String], describe: &Describe) -> Result<(), FetchError> {
    let mut kept = BTreeSet::new();
    for name in fields {
        let Some(field) = describe.field(name) else {
            let names = describe.fields.iter().map(|it| it.name.as_str());
            return Err(FetchError::UnknownField {
                object: describe.name.clone(),
                field: name.clone(),
                nearest: nearest(name, names).map(str::to_owned),
            });
        };
        kept.insert(field.name.as_str());
        if let Some(controller) = field.controller_name.as_deref() {
            kept.insert(controller);
        }
    }
    for field in &describe.fields {
        if field.name == "Id" || field.name_field || field.is_required_on_create() {
            kept.insert(&field.name);
        }
    }
    if let Some(Value::Array(list)) = value.get_mut("fields") {
        list.retain(|it| it["name"].as_str().is_some_and(|name| kept.contains(name)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str, view: &View) -> String {
        let normal = normal("A", json.as_bytes(), view).unwrap();
        String::from_utf8(normal.text).unwrap()
    }

    #[test]
    fn the_same_answer_in_other_words_is_the_same_text() {
        let one = r#"{"name": "A", "urls": {"x": "https://a.my.salesforce.com/{ID}/e"},
            "childRelationships": [{"childSObject": "C", "field": "f"}, {"childSObject": "B", "field": "f"}],
            "fields": []}"#;
        let other = r#"{"fields": [], "childRelationships": [{"field": "f", "childSObject": "B"},
            {"childSObject": "C", "field": "f"}], "urls": {"x": "https://b.my.salesforce.com/{ID}/e"},
            "name": "A"}"#;
        let view = View::default();
        assert_eq!(text(one, &view), text(other, &view));
        assert!(text(one, &view).contains("\"/{ID}/e\""));
        assert!(text(one, &view).ends_with("}\n"));
    }

    #[test]
    fn the_order_of_fields_is_the_orgs() {
        let json = r#"{"name": "A", "fields": [{"name": "Z"}, {"name": "Id"}]}"#;
        let text = text(json, &View::default());
        assert!(text.find("\"Z\"") < text.find("\"Id\""));
    }

    #[test]
    fn a_describe_of_something_else_is_refused() {
        let refuse = |json: &str| normal("A", json.as_bytes(), &View::default()).unwrap_err();
        assert!(
            refuse(r#"{"name": "B", "fields": []}"#)
                .to_string()
                .contains("`B`")
        );
        assert!(
            refuse("{\"name\": \"A\", \"fie")
                .to_string()
                .contains("`A`")
        );
    }

    #[test]
    fn pruning_keeps_what_a_record_needs() {
        let json = r#"{"name": "A", "fields": [
            {"name": "Id"}, {"name": "Name", "nameField": true, "nillable": true},
            {"name": "Must", "createable": true, "nillable": false}, {"name": "City", "controllerName": "Land", "nillable": true},
            {"name": "Land", "nillable": true}, {"name": "Other", "nillable": true}]}"#;
        let view = |field: &str| View {
            fields: Some(vec![("a".into(), vec![field.into()])]),
            permission_set: None,
        };
        let describe = normal("A", json.as_bytes(), &view("city"))
            .unwrap()
            .describe;
        let names: Vec<&str> = describe.fields.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Id", "Name", "Must", "City", "Land"]);
        let error = normal("A", json.as_bytes(), &view("Citty")).unwrap_err();
        assert!(
            error.to_string().contains("did you mean `City`?"),
            "{error}"
        );
    }
}
