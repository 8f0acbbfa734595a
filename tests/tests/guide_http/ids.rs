//! The guide's ids, and those of the org's records that stand for them: an org gives its ids itself.

use std::collections::BTreeMap;

use ats_schema::rules::id;
use serde_json::Value;

/// Which record of the org stands for which id of the guide.
#[derive(Debug, Default)]
pub struct Ids(BTreeMap<String, String>);

impl Ids {
    /// From now on, this record of the org stands for this id of the guide.
    ///
    /// # Panics
    ///
    /// If another one does, or if it stands for another one.
    #[track_caller]
    pub fn bind(&mut self, guide: &str, org: &str) {
        if let Err(why) = self.try_bind(guide, org) {
            panic!("{why}");
        }
    }

    fn try_bind(&mut self, guide: &str, org: &str) -> Result<(), String> {
        if let Some((other, _)) = self.0.iter().find(|(_, it)| *it == org) {
            return Err(format!("{org} stands for {other}, not for {guide}"));
        }
        match self.0.insert(guide.to_owned(), org.to_owned()) {
            None => Ok(()),
            Some(before) => Err(format!("{before} stands for {guide}, not {org}")),
        }
    }

    /// The id of the record that stands for one of the guide.
    #[track_caller]
    pub fn of(&self, guide: &str) -> &str {
        match self.0.get(guide) {
            Some(id) => id,
            None => panic!("no record stands for {guide}"),
        }
    }

    /// A text of the guide, with the ids of the org.
    pub fn of_org(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (guide, org)| {
            text.replace(guide, org)
        })
    }

    /// Compares what was said with a sample of the guide, field by field, both ways. An id of the
    /// sample that no record stands for yet is bound to the one at its place.
    #[track_caller]
    pub fn compare(&mut self, sample: &Value, said: &Value) {
        if let Err(why) = self.same(sample, said, "$") {
            panic!("{why}\nthe guide: {sample:#}\nwhat was said: {said:#}");
        }
    }

    fn same(&mut self, sample: &Value, said: &Value, place: &str) -> Result<(), String> {
        match (sample, said) {
            (Value::Object(sample), Value::Object(said)) => {
                let (expected, keys): (Vec<_>, Vec<_>) =
                    (sorted(sample.keys()), sorted(said.keys()));
                if expected != keys {
                    return Err(format!("{place} has the fields {keys:?}, not {expected:?}"));
                }
                sample.iter().try_for_each(|(key, value)| {
                    self.same(value, &said[key], &format!("{place}.{key}"))
                })
            }
            (Value::Array(sample), Value::Array(said)) if sample.len() == said.len() => sample
                .iter()
                .zip(said)
                .enumerate()
                .try_for_each(|(i, (sample, said))| {
                    self.same(sample, said, &format!("{place}[{i}]"))
                }),
            (Value::String(sample), Value::String(said)) => {
                if self.of_org(sample) == *said {
                    return Ok(());
                }
                let is_id = |text: &str| text.len() == 18 && id::parse(text).is_ok();
                if is_id(sample) && is_id(said) {
                    return self
                        .try_bind(sample, said)
                        .map_err(|why| format!("{place}: {why}"));
                }
                Err(format!("{place} is {said:?}, not {sample:?}"))
            }
            _ if sample == said => Ok(()),
            _ => Err(format!("{place} is {said}, not {sample}")),
        }
    }
}

fn sorted<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort();
    keys
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Ids;

    fn differs(sample: &serde_json::Value, said: &serde_json::Value) -> String {
        Ids::default()
            .same(sample, said, "$")
            .expect_err("a difference")
    }

    #[test]
    fn differences_are_seen() {
        assert_eq!(
            differs(&json!({"a": 1}), &json!({"a": 1, "b": 2})),
            r#"$ has the fields ["a", "b"], not ["a"]"#,
        );
        assert_eq!(
            differs(&json!({"a": [1, null]}), &json!({"a": [1, false]})),
            "$.a[1] is false, not null",
        );
        assert_eq!(
            differs(&json!(["x"]), &json!(["y"])),
            r#"$[0] is "y", not "x""#
        );
        assert_eq!(differs(&json!([1]), &json!([])), "$ is [], not [1]");
        // An id is not any text, and one record does not stand for two.
        let (first, second) = ("a0MEm000004fFnBMAU", "a0MEm000004fHCHMA2");
        assert_eq!(
            differs(&json!(first), &json!("a0MEm000004fFnBMAA")),
            r#"$ is "a0MEm000004fFnBMAA", not "a0MEm000004fFnBMAU""#,
        );
        let one = "003Em00000cqRQ3IAM";
        assert_eq!(
            differs(&json!([first, second]), &json!([one, one])),
            "$[1]: 003Em00000cqRQ3IAM stands for a0MEm000004fFnBMAU, not for a0MEm000004fHCHMA2",
        );
    }
}
