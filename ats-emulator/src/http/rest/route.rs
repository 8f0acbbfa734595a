//! From a resource and method to the function that responds.

use axum::http::Method;

use super::context::{Context, Outcome};
use super::resource::{Resource, resource};
use super::{
    batch, collections, composite, files, graph, metadata, query, record, replication, tree,
};
use crate::http::message::{Request, Response};

/// A HEAD is answered as a GET; whoever sends the answer leaves its body off.
fn plain(method: &Method) -> &Method {
    if method == Method::HEAD {
        &Method::GET
    } else {
        method
    }
}

/// Answers a request by its path and method.
pub(super) fn dispatch(context: &mut Context<'_, '_>, request: &Request) -> Response {
    let Some(resource) = resource(&request.path) else {
        return Response::not_found();
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
