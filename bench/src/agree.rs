//! Whether two programs mean the same JSON.

use serde_json::Value;

/// Where two values differ first, and how; `None` if they do not.
///
/// `attributes`, which the records of one side keep where they have no type, do not count.
#[must_use]
pub fn difference(left: &Value, right: &Value) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            let keys = left.keys().chain(right.keys());
            let mut keys = keys.filter(|key| *key != "attributes");
            keys.find_map(|key| {
                let of = |it: &serde_json::Map<_, _>| it.get(key).cloned().unwrap_or_default();
                difference(&of(left), &of(right)).map(|it| format!(".{key}{it}"))
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(i, (left, right))| {
                difference(left, right).map(|it| format!("[{i}]{it}"))
            })
        }
        _ if left == right => None,
        _ => Some(format!(": {} and {}", shortened(left), shortened(right))),
    }
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::difference;
    use serde_json::json;

    #[test]
    fn a_difference_is_found_where_it_is() {
        let left = json!({"records": [{"Id": 1, "attributes": {}}, {"Id": 2, "Name": null}]});
        let right = json!({"records": [{"Id": 1}, {"Id": 3}]});
        let found = difference(&left, &right);
        assert_eq!(found.as_deref(), Some(".records[1].Id: 2 and 3"));
        assert_eq!(difference(&left, &left), None);
    }
}
