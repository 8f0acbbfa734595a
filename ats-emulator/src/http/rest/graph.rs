//! `/composite/graph`: composite requests, each of them all or nothing.
//!
//! Not checked are some limits (REST API Developer Guide, *Composite Graph Limits*): the depth of
//! a graph, the number of different nodes, and the number of graphs that may fail before the rest
//! are not tried.

use ats_schema::rules::api_limits::{MAX_GRAPH_NODES, MAX_GRAPHS};
use serde::Deserialize;
use serde_json::json;

use super::composite::{Subrequest, all_or_none, check};
use super::context::{Context, Outcome};
use super::{body, resource::is_record};
use crate::error::ApiError;
use crate::http::message::{Request, Response};
use crate::shortened::Shortened;
use crate::version::ApiVersion;

#[derive(Deserialize)]
struct Body {
    graphs: Vec<Graph>,
}

#[derive(Deserialize)]
struct Graph {
    #[serde(rename = "graphId")]
    id: String,
    #[serde(rename = "compositeRequest")]
    requests: Vec<Subrequest>,
}

/// `POST /composite/graph`
pub(super) fn graph(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let body: Body = body::deserialize(request)?;
    check_all(&body.graphs, request.version)?;
    let mut answers = Vec::with_capacity(body.graphs.len());
    for graph in &body.graphs {
        let nodes = all_or_none(context, &graph.requests, request.version)?;
        let is_successful = nodes.iter().all(|node| {
            node["httpStatusCode"]
                .as_u64()
                .is_some_and(|status| status < 400)
        });
        answers.push(json!({
            "graphId": graph.id,
            "graphResponse": { "compositeResponse": nodes },
            "isSuccessful": is_successful,
        }));
    }
    Ok(Response::ok(json!({ "graphs": answers })))
}

fn check_all(graphs: &[Graph], version: ApiVersion) -> Result<(), ApiError> {
    if graphs.len() > MAX_GRAPHS {
        let message = format!(
            "the request has {} graphs, more than {MAX_GRAPHS}",
            graphs.len()
        );
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    let nodes: usize = graphs.iter().map(|graph| graph.requests.len()).sum();
    if nodes > MAX_GRAPH_NODES {
        let message = format!("the graphs have {nodes} nodes, more than {MAX_GRAPH_NODES}");
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    for graph in graphs {
        check(&graph.requests, version)?;
        if let Some(other) = graph.requests.iter().find(|request| !request.is_record()) {
            let message = format!(
                "the subrequest {} of graph {} is not about a record, all that a graph may have",
                Shortened(&other.reference),
                Shortened(&graph.id)
            );
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        }
    }
    Ok(())
}

impl Subrequest {
    /// Returns true for a request about a record or the records of an object.
    fn is_record(&self) -> bool {
        self.path().is_some_and(|path| is_record(&path))
    }
}
