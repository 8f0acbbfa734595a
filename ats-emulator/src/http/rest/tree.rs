//! `/composite/tree`: records with their children, all or nothing.

use std::collections::HashSet;

use ats_schema::rules::api_limits::{MAX_TREE_LEVELS, MAX_TREE_OBJECTS, MAX_TREE_RECORDS};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::body;
use super::context::{Context, Outcome};
use super::record::result_of;
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Request, Response};
use crate::org::{Schema, Transaction};
use crate::shortened::Shortened;

/// A record of a tree, without its children.
#[derive(Debug)]
struct Node {
    reference: String,
    object: String,
    fields: Map<String, Value>,
    /// The parent's place in the list, and the field that refers to it.
    parent: Option<(usize, String)>,
}

/// A child record, and the field that refers to its parent.
type Child = (Value, String);

/// The errors of records, by their references.
type Problems = Vec<(String, ApiErrors)>;

/// `POST /composite/tree/X`
pub(super) fn create(context: &mut Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let mut body = body::object(request)?;
    context.object(object)?;
    let Some(Value::Array(records)) = body.shift_remove("records") else {
        return Err(invalid_input("the body has no list `records`").into());
    };
    let nodes = match flatten(context.app.org.schema(), object, records) {
        Ok(nodes) => nodes,
        Err(problems) => return Ok(failed(&problems)),
    };
    let saved = context
        .try_write(|tx| save(tx, &nodes))
        .unwrap_or_else(|error| Err(problem((String::new(), error))));
    Ok(match saved {
        Ok(ids) => {
            let results: Vec<Value> = nodes
                .iter()
                .zip(ids)
                .map(|(node, id)| json!({ "referenceId": node.reference, "id": id }))
                .collect();
            let body = json!({ "hasErrors": false, "results": results });
            Response::json(StatusCode::CREATED, body)
        }
        Err(problems) => failed(&problems),
    })
}

fn invalid_input(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "INVALID_INPUT", message)
}

/// "Upon failure, it contains only the reference ID of the record that caused the error, error
/// status code, error message, and fields related to the error" (*sObject Tree Response
/// Body*).
fn failed(problems: &[(String, ApiErrors)]) -> Response {
    let results: Vec<Value> = problems
        .iter()
        .map(|(reference, errors)| {
            let errors: Vec<Value> = errors.iter().map(result_of).collect();
            json!({ "referenceId": reference, "errors": errors })
        })
        .collect();
    let body = json!({ "hasErrors": true, "results": results });
    Response::json(StatusCode::BAD_REQUEST, body)
}

/// The error of one record.
fn problem((reference, error): (String, ApiError)) -> Problems {
    vec![(reference, vec![error])]
}

/// Creates the records level by level; stops after the first level with a problem, because
/// what is below it would lack its parents.
fn save(tx: &mut Transaction<'_>, nodes: &[Node]) -> Result<Vec<String>, Problems> {
    let mut ids: Vec<Option<String>> = vec![None; nodes.len()];
    let mut problems = Problems::new();
    for (index, node) in nodes.iter().enumerate() {
        let mut fields = node.fields.clone();
        if let Some((parent, field)) = &node.parent {
            // A parent that failed has no Id, and its descendants are not tried.
            let Some(id) = ids.get(*parent).cloned().flatten() else {
                continue;
            };
            fields.insert(field.clone(), Value::String(id));
        }
        match tx.savepoint(|tx| tx.create(&node.object, &fields)) {
            Ok(id) => ids[index] = Some(id),
            Err(errors) => problems.push((node.reference.clone(), errors)),
        }
    }
    if problems.is_empty() {
        Ok(ids.into_iter().flatten().collect())
    } else {
        Err(problems)
    }
}

/// The records of all trees, level by level, which is also the order of the answer.
fn flatten(schema: &Schema, object: &str, records: Vec<Value>) -> Result<Vec<Node>, Problems> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut references = HashSet::new();
    let mut types = HashSet::new();
    // Records of the level that is being read, each with its parent and the field to it.
    let mut level: Vec<(Value, Option<(usize, String)>)> =
        records.into_iter().map(|record| (record, None)).collect();
    let mut depth = 0;
    while !level.is_empty() {
        depth += 1;
        let mut below = Vec::new();
        for (record, parent) in level {
            let Value::Object(record) = record else {
                let error = invalid_input("a record must be a JSON object");
                return Err(problem((String::new(), error)));
            };
            let (mut node, children) = read(schema, record, parent).map_err(problem)?;
            let wrong = |error| Err(problem((node.reference.clone(), error)));
            if !references.insert(node.reference.clone()) {
                // "In the case of duplicate reference IDs, results contains one item for each
                // instance of the duplicate ID" (sObject Tree Response Body).
                let mut told = problem((
                    node.reference,
                    invalid_input("Duplicate ReferenceId provided in the request."),
                ));
                told.extend_from_within(..);
                return Err(told);
            }
            if node.parent.is_none() && !node.object.eq_ignore_ascii_case(object) {
                let message = format!(
                    "the record is of type {}, the request of {object}",
                    Shortened(&node.object)
                );
                return wrong(invalid_input(message));
            }
            types.insert(node.object.to_ascii_lowercase());
            if depth > MAX_TREE_LEVELS {
                return wrong(invalid_input(format!(
                    "a tree can have up to {MAX_TREE_LEVELS} levels"
                )));
            }
            if types.len() > MAX_TREE_OBJECTS {
                return wrong(invalid_input(format!(
                    "a request can have up to {MAX_TREE_OBJECTS} types"
                )));
            }
            if nodes.len() >= MAX_TREE_RECORDS {
                let message = format!("a request can have up to {MAX_TREE_RECORDS} records");
                return wrong(invalid_input(message));
            }
            node.fields.shift_remove("attributes");
            let index = nodes.len();
            nodes.push(node);
            below.extend(
                children
                    .into_iter()
                    .map(|(child, field)| (child, Some((index, field)))),
            );
        }
        level = below;
    }
    Ok(nodes)
}

/// Takes a record and its children apart.
fn read(
    schema: &Schema,
    record: Map<String, Value>,
    parent: Option<(usize, String)>,
) -> Result<(Node, Vec<Child>), (String, ApiError)> {
    let attribute = |name: &str| {
        let text = record.get("attributes")?.get(name)?.as_str()?;
        Some(text.to_owned())
    };
    let reference = attribute("referenceId").ok_or_else(|| {
        (
            String::new(),
            invalid_input("a record has no attributes.referenceId"),
        )
    })?;
    let Some(object) = attribute("type") else {
        let message = "Include an entity type for each record in the request.";
        return Err((reference, invalid_input(message)));
    };
    let mut fields = Map::new();
    let mut children = Vec::new();
    for (name, value) in record {
        let is_children = value.get("records").is_some_and(Value::is_array);
        if !is_children {
            fields.insert(name, value);
            continue;
        }
        let link = schema.object(&object).and_then(|object| {
            object.children.iter().find(|link| {
                let relationship = link.relationship.as_deref();
                relationship.is_some_and(|it| it.eq_ignore_ascii_case(&name))
            })
        });
        let Some(link) = link else {
            let message = format!(
                "{} has no child relationship {}",
                Shortened(&object),
                Shortened(&name)
            );
            return Err((reference, ApiError::new(400, "INVALID_FIELD", message)));
        };
        if let Value::Object(mut list) = value
            && let Some(Value::Array(records)) = list.shift_remove("records")
        {
            children.extend(records.into_iter().map(|child| (child, link.field.clone())));
        }
    }
    let node = Node {
        reference,
        object,
        fields,
        parent,
    };
    Ok((node, children))
}
