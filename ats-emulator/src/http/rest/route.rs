//! From a path to what answers it.

use axum::http::Method;

use super::{
    Context, Outcome, batch, collections, composite, files, graph, metadata, query, record,
    replication, tree,
};
use crate::http::message::{Request, Response};
use crate::http::not_found;

/// What a path leads to. Texts are segments of it, decoded.
#[derive(Debug, PartialEq)]
enum Resource<'a> {
    Resources,
    Limits,
    Objects,
    Object(&'a str),
    Describe(&'a str),
    Updated(&'a str),
    Deleted(&'a str),
    Record(&'a str, &'a str),
    /// A record by a field's value, or a field of a record.
    Third(&'a str, &'a str, &'a str),
    Query,
    QueryAll,
    More(&'a str),
    Composite,
    Batch,
    Graph,
    Tree(&'a str),
    Collections,
    CollectionsOf(&'a str),
    CollectionsBy(&'a str, &'a str),
}

fn resource(path: &[String]) -> Option<Resource<'_>> {
    let mut parts = [""; 5];
    if path.len() > parts.len() {
        return None;
    }
    for (part, segment) in parts.iter_mut().zip(path) {
        *part = segment;
    }
    Some(match &parts[..path.len()] {
        [] => Resource::Resources,
        ["limits"] => Resource::Limits,
        ["sobjects"] => Resource::Objects,
        ["sobjects", object] => Resource::Object(object),
        ["sobjects", object, "describe"] => Resource::Describe(object),
        ["sobjects", object, "updated"] => Resource::Updated(object),
        ["sobjects", object, "deleted"] => Resource::Deleted(object),
        ["sobjects", object, id] => Resource::Record(object, id),
        ["sobjects", object, second, third] => Resource::Third(object, second, third),
        ["query"] => Resource::Query,
        ["queryAll"] => Resource::QueryAll,
        ["query" | "queryAll", locator] => Resource::More(locator),
        ["composite"] => Resource::Composite,
        ["composite", "batch"] => Resource::Batch,
        ["composite", "graph"] => Resource::Graph,
        ["composite", "tree", object] => Resource::Tree(object),
        ["composite", "sobjects"] => Resource::Collections,
        ["composite", "sobjects", object] => Resource::CollectionsOf(object),
        ["composite", "sobjects", object, field] => Resource::CollectionsBy(object, field),
        _ => return None,
    })
}

/// A HEAD is answered as a GET; whoever sends the answer leaves its body off.
fn plain(method: &Method) -> &Method {
    if method == Method::HEAD {
        &Method::GET
    } else {
        method
    }
}

/// Whether a path is a query or a collection, of which one composite request may have five.
pub(super) fn is_query_or_collection(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(
            Resource::Query
                | Resource::QueryAll
                | Resource::More(_)
                | Resource::Collections
                | Resource::CollectionsOf(_)
                | Resource::CollectionsBy(..)
        )
    )
}

/// Whether a path is a composite resource, which cannot be part of another one.
pub(super) fn is_composite(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(Resource::Composite | Resource::Batch | Resource::Graph | Resource::Tree(_))
    )
}

/// Whether a path is one record or the records of an object, all that a graph may hold.
pub(super) fn is_record(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(Resource::Object(_) | Resource::Record(..) | Resource::Third(..))
    )
}

/// Answers a request by its path and method.
pub(super) fn dispatch(context: &mut Context<'_, '_>, request: &Request) -> Response {
    let Some(resource) = resource(&request.path) else {
        return not_found();
    };
    outcome(context, request, resource).unwrap_or_else(Response::from)
}

fn outcome(context: &mut Context<'_, '_>, request: &Request, resource: Resource<'_>) -> Outcome {
    let method = plain(&request.method);
    match resource {
        Resource::Resources => only_get(method, || metadata::resources(request)),
        Resource::Limits => only_get(method, || metadata::limits(context)),
        Resource::Objects => only_get(method, || metadata::objects(context, request)),
        Resource::Describe(object) => {
            only_get(method, || metadata::describe(context, request, object))
        }
        Resource::Updated(object) => {
            only_get(method, || replication::updated(context, request, object))
        }
        Resource::Deleted(object) => {
            only_get(method, || replication::deleted(context, request, object))
        }
        Resource::Query => only_get(method, || query::query(context, request, false)),
        Resource::QueryAll => only_get(method, || query::query(context, request, true)),
        Resource::More(locator) => only_get(method, || query::more(context, request, locator)),
        Resource::Object(object) => match *method {
            Method::GET => metadata::object(context, request, object),
            Method::POST => record::create(context, request, object),
            _ => refused(method, "GET,HEAD,POST"),
        },
        Resource::Record(object, id) => match *method {
            Method::GET => record::retrieve(context, request, object, id),
            Method::PATCH => record::update(context, request, object, id),
            Method::DELETE => record::delete(context, request, object, id),
            // "/sobjects/Account/Id": a create, from version 37.0 on.
            Method::POST if id.eq_ignore_ascii_case("id") => {
                record::create(context, request, object)
            }
            _ => refused(method, "DELETE,GET,HEAD,PATCH"),
        },
        Resource::Third(object, second, third) => {
            if record::is_field(context, object, second) {
                match *method {
                    Method::GET => record::retrieve_by(context, request, object, (second, third)),
                    Method::PATCH => record::upsert(context, request, object, (second, third)),
                    Method::DELETE => record::delete_by(context, request, object, (second, third)),
                    _ => refused(method, "DELETE,GET,HEAD,PATCH"),
                }
            } else {
                only_get(method, || files::download(context, object, second, third))
            }
        }
        Resource::Composite => only_post(method, || composite::composite(context, request)),
        Resource::Batch => only_post(method, || batch::batch(context, request)),
        Resource::Graph => only_post(method, || graph::graph(context, request)),
        Resource::Tree(object) => only_post(method, || tree::create(context, request, object)),
        Resource::Collections => match *method {
            Method::POST => collections::create(context, request),
            Method::PATCH => collections::update(context, request),
            Method::DELETE => collections::delete(context, request),
            _ => refused(method, "DELETE,PATCH,POST"),
        },
        Resource::CollectionsOf(object) => match *method {
            Method::GET => collections::retrieve_by_url(context, request, object),
            Method::POST => collections::retrieve_by_body(context, request, object),
            _ => refused(method, "GET,HEAD,POST"),
        },
        Resource::CollectionsBy(object, field) => match *method {
            Method::PATCH => collections::upsert(context, request, object, field),
            _ => refused(method, "PATCH"),
        },
    }
}

fn refused(method: &Method, allowed: &str) -> Outcome {
    Ok(Response::method_not_allowed(method, allowed))
}

fn only_get(method: &Method, answer: impl FnOnce() -> Outcome) -> Outcome {
    if method == Method::GET {
        answer()
    } else {
        refused(method, "GET,HEAD")
    }
}

fn only_post(method: &Method, answer: impl FnOnce() -> Outcome) -> Outcome {
    if method == Method::POST {
        answer()
    } else {
        refused(method, "POST")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::message::segments;

    #[test]
    fn paths() {
        let of = |path: &str| {
            let path = segments(path).unwrap();
            resource(&path).map(|resource| format!("{resource:?}"))
        };
        for (path, expected) in [
            ("", Some("Resources")),
            ("query/", Some("Query")),
            ("query/0r8x-2000", Some("More(\"0r8x-2000\")")),
            ("sobjects/Account/describe/", Some("Describe(\"Account\")")),
            ("sobjects/Account/001", Some("Record(\"Account\", \"001\")")),
            ("sobjects/A/B/C", Some("Third(\"A\", \"B\", \"C\")")),
            (
                "composite/sobjects/A/B",
                Some("CollectionsBy(\"A\", \"B\")"),
            ),
            ("composite/tree", None),
            ("a/b/c/d/e/f", None),
            ("jobs/ingest", None),
        ] {
            assert_eq!(of(path).as_deref(), expected, "{path}");
        }
    }
}
