//! Records with their children, in one request (guide: “Create Records in Bulk”).

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;

use ats_core::query::ChildRelationship;
use ats_core::record::{Create, Invalid, NewRecord, SObject, Table, element};
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::api_limits::{MAX_TREE_LEVELS, MAX_TREE_RECORDS};
use reqwest::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Collections;
use super::record_states::{CollectionWrite, Ledger, RecordState};
use super::run::is_final;
use super::save_results::{RecordError, SaveResults};
use crate::error::{ApiError, ClientError, ErrorContext};
use crate::http::{InvalidBody, name_reference};
use crate::send::{ApiRequest, ExpectedRecord, Idempotency, OrgChecks};

/// A record to create, with its children, and theirs: at most five levels of five objects.
///
/// ```no_run
/// # use ats_client::{Client, ClientError, RecordTree};
/// # use ats_generated::*;
/// # async fn example(client: Client, job: NewJob, interviews: Vec<NewInterview>) {
/// let tree = RecordTree::new(&job).children(Job::INTERVIEWS, interviews.iter().map(RecordTree::new));
/// let outcomes = client.collections().create_trees([tree]).await;
/// # }
/// ```
#[must_use = "nothing is sent before `create_trees` is called"]
pub struct RecordTree<T> {
    node: Node,
    object: PhantomData<fn() -> T>,
}

/// A record of any object.
struct Node {
    table: &'static Table,
    fields: Result<String, Invalid>,
    children: Vec<(&'static str, Vec<Node>)>,
}

/// The ids of a tree's records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordTreeIds<T> {
    /// The record's own.
    pub id: Id<T>,
    /// Those of its children, in the order in which they were added.
    pub children: Vec<RecordTreeIds<AnyObject>>,
}

impl<T: Create> RecordTree<T> {
    /// A record without children.
    pub fn new(new: &T::New) -> Self {
        Self {
            node: Node {
                table: T::TABLE,
                fields: new.to_json(),
                children: Vec::new(),
            },
            object: PhantomData,
        }
    }

    /// Adds children.
    pub fn children<K: Create>(
        mut self,
        relationship: ChildRelationship<T, K>,
        children: impl IntoIterator<Item = RecordTree<K>>,
    ) -> Self {
        let children = children.into_iter().map(|child| child.node).collect();
        self.node.children.push((relationship.name(), children));
        self
    }
}

impl Node {
    fn records(&self) -> usize {
        1 + self.descendants().map(Self::records).sum::<usize>()
    }

    /// The record so many places after this one, in the order in which they are written.
    fn nth(&self, places: &mut usize) -> Option<&Self> {
        if *places == 0 {
            return Some(self);
        }
        *places -= 1;
        self.descendants().find_map(|child| child.nth(places))
    }

    fn depth(&self) -> usize {
        1 + self.descendants().map(Self::depth).max().unwrap_or(0)
    }

    fn descendants(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().flat_map(|(_, children)| children)
    }

    /// The tables of the record and its descendants, in the order in which they are numbered.
    fn each_table(&self, tables: &mut Vec<&'static Table>) {
        tables.push(self.table);
        for child in self.descendants() {
            child.each_table(tables);
        }
    }

    /// Everything that is wrong with it or a child of it.
    fn check(&self, org_checks: &OrgChecks) -> Result<(), RecordError> {
        match &self.fields {
            Ok(fields) => org_checks.check(self.table, fields)?,
            Err(invalid) => return Err(invalid.clone().into()),
        }
        self.descendants()
            .try_for_each(|child| child.check(org_checks))
    }

    /// Writes the record, numbered from `next` on, its children after it.
    fn write(&self, next: &mut usize) -> String {
        let reference = reference(*next);
        *next += 1;
        let children: Vec<_> = self
            .children
            .iter()
            .map(|(relationship, children)| {
                let texts = children.iter().map(|child| child.write(next)).collect();
                (*relationship, texts)
            })
            .collect();
        let fields = self.fields.as_deref().unwrap_or("{}");
        element::nested(self.table.object, &reference, fields, &children)
    }

    /// The ids, by the same numbers.
    fn ids(
        &self,
        next: &mut usize,
        ids: &HashMap<String, Id<AnyObject>>,
    ) -> Option<RecordTreeIds<AnyObject>> {
        let id = *ids.get(&reference(*next))?;
        *next += 1;
        let children = self
            .descendants()
            .map(|child| child.ids(next, ids))
            .collect::<Option<_>>()?;
        Some(RecordTreeIds { id, children })
    }
}

/// The number of the first record's reference in each request.
const FIRST_REFERENCE: usize = 1;

fn reference(number: usize) -> String {
    format!("ref{number}")
}

/// The ids of one tree, or why it was not created.
type TreeResult = Result<RecordTreeIds<AnyObject>, RecordError>;

/// The response to `composite/tree`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TreeResponse {
    has_errors: Option<bool>,
    results: Vec<CreatedRecord>,
}

#[derive(Deserialize)]
struct CreatedRecord {
    // The guide's sample prints it with a lower-case L.
    #[serde(rename = "referenceId", alias = "referenceld")]
    reference: String,
    id: String,
    #[serde(default)]
    errors: Vec<IgnoredAny>,
}

/// Reads the id of each record of a request, by its reference.
///
/// # Errors
///
/// If the response does not prove that exactly the records of the request were created.
fn created_ids(
    json: &str,
    nodes: &[Node],
    org_checks: &OrgChecks,
) -> Result<HashMap<String, Id<AnyObject>>, InvalidBody> {
    let response: TreeResponse = serde_json::from_str(json)?;
    if response.has_errors != Some(false) {
        return Err(InvalidBody::from(
            "`hasErrors` is not false under a successful status",
        ));
    }
    let mut tables = Vec::new();
    for node in nodes {
        node.each_table(&mut tables);
    }
    let tables: HashMap<String, &'static Table> = tables
        .into_iter()
        .enumerate()
        .map(|(place, table)| (reference(FIRST_REFERENCE + place), table))
        .collect();
    let (mut ids, mut seen) = (HashMap::new(), HashSet::new());
    for CreatedRecord {
        reference,
        id,
        errors,
    } in response.results
    {
        if !errors.is_empty() {
            return Err(InvalidBody::from("it holds errors beside an id"));
        }
        let Some(table) = tables.get(&reference) else {
            return Err(InvalidBody::from("it names a reference that was not sent"));
        };
        let expected = ExpectedRecord {
            table,
            id: None,
            org_checks,
        };
        let id = expected.accept(&id)?;
        if !seen.insert(id) || ids.insert(reference, id).is_some() {
            return Err(InvalidBody::from("it repeats a reference or an id"));
        }
    }
    Ok(ids)
}

impl Collections {
    /// Creates records with their children (guide: “Create Records in Bulk”).
    ///
    /// As many trees as fit go into one request of 200 records, which is all or nothing whatever
    /// [`all_or_none`](Self::all_or_none) says; that decides whether the requests after a failed one
    /// are sent.
    pub fn create_trees<T: Create>(
        &self,
        trees: impl IntoIterator<Item = RecordTree<T>>,
    ) -> CollectionWrite<RecordTreeIds<T>> {
        let nodes = trees.into_iter().map(|tree| tree.node).collect();
        self.write_trees(nodes, |RecordTreeIds { id, children }| RecordTreeIds {
            id: id.cast(),
            children,
        })
    }

    /// Creates records by `composite/tree`: all or nothing in each request of 200.
    pub fn create_tree<N>(&self, records: &[N]) -> CollectionWrite<Id<N::Object>>
    where
        N: NewRecord,
        N::Object: Create<New = N> + SObject,
    {
        let trees = records.iter().map(RecordTree::<N::Object>::new);
        let nodes = trees.map(|tree| tree.node).collect();
        self.write_trees(nodes, |ids| ids.id.cast())
    }

    fn write_trees<T: 'static>(
        &self,
        nodes: Vec<Node>,
        typed: fn(RecordTreeIds<AnyObject>) -> T,
    ) -> CollectionWrite<T> {
        let ledger = Ledger::new(nodes.len());
        let states = ledger.states(typed);
        let collections = self.clone();
        let outcomes = async move {
            let results = collections.send_trees(nodes, &ledger).await;
            let typed = |result: TreeResult| result.map(typed);
            SaveResults::of(results.into_iter().map(typed).collect())
        };
        CollectionWrite::new(outcomes, states)
    }

    async fn send_trees(
        &self,
        nodes: Vec<Node>,
        ledger: &Ledger<RecordTreeIds<AnyObject>>,
    ) -> Vec<TreeResult> {
        let mut results = Vec::with_capacity(nodes.len());
        let mut stopped: Option<ClientError> = None;
        let mut rest = nodes.as_slice();
        let all = nodes.len() as u64;
        while !rest.is_empty() {
            // Trees that fit into one request; one at least, which may be too large by itself.
            let mut records = 0;
            let fit = rest
                .iter()
                .take_while(|node| {
                    records += node.records();
                    records <= MAX_TREE_RECORDS
                })
                .count()
                .max(1);
            let (request, next) = rest.split_at(fit);
            rest = next;
            if let Some(error) = &stopped {
                results.extend(
                    request
                        .iter()
                        .map(|_| Err(RecordError::NotSent(error.clone()))),
                );
                continue;
            }
            let first = results.len();
            for place in 0..request.len() {
                ledger.set(first + place, RecordState::Sent);
            }
            match self.send_tree(request).await {
                Ok(ids) => results.extend(ids.into_iter().map(Ok)),
                Err(errors) => {
                    stopped = errors.iter().find_map(|error| match error {
                        RecordError::Failed(error) if self.all_or_none || is_final(error) => {
                            Some(error.clone())
                        }
                        _ if self.all_or_none => Some(ClientError::EarlierRecordRefused),
                        _ => None,
                    });
                    results.extend(errors.into_iter().map(Err));
                }
            }
            for (place, result) in results.iter().enumerate().skip(first) {
                ledger.set(place, result.into());
            }
            self.progress.report(results.len() as u64, Some(all));
        }
        results
    }

    /// Sends one request: the ids of each tree, or the error of each.
    async fn send_tree(
        &self,
        nodes: &[Node],
    ) -> Result<Vec<RecordTreeIds<AnyObject>>, Vec<RecordError>> {
        let org_checks = &self.client.inner.org_checks;
        let checks: Vec<_> = nodes.iter().map(|node| check(node, org_checks)).collect();
        if checks.iter().any(Result::is_err) {
            return Err(checks
                .into_iter()
                .map(|check| check.err().unwrap_or(RecordError::RolledBack))
                .collect());
        }
        // The numbers of the first record of each tree, and one past the last.
        let mut starts = vec![FIRST_REFERENCE];
        let mut next = FIRST_REFERENCE;
        let texts: Vec<_> = nodes
            .iter()
            .map(|node| {
                let text = node.write(&mut next);
                starts.push(next);
                text
            })
            .collect();
        let table = nodes.first().map(|node| node.table);
        let object = table.map_or("", |table| table.object);
        let context = ErrorContext::of_table("create tree", table);
        let request = ApiRequest::new(
            Method::POST,
            format!("composite/tree/{object}"),
            Idempotency::NotIdempotent,
            context,
        )
        .json(format!(r#"{{"records":[{}]}}"#, texts.join(",")));
        let created = self.client.inner.sender.read(&request, |response| {
            let by_reference = created_ids(response.text()?, nodes, org_checks)?;
            let mut next = FIRST_REFERENCE;
            nodes
                .iter()
                .map(|node| node.ids(&mut next, &by_reference))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| InvalidBody::from("it does not hold an id for each record"))
        });
        created.await.map_err(|error| shares(nodes, &starts, error))
    }
}

fn check(node: &Node, org_checks: &OrgChecks) -> Result<(), RecordError> {
    let refuse = |what: String| {
        Err(RecordError::Failed(ClientError::invalid_request(
            what,
            "create the parents first and the children with their ids",
        )))
    };
    match (node.records(), node.depth()) {
        (records, _) if records > MAX_TREE_RECORDS => refuse(format!(
            "a tree of {records} records is too large for one request, which carries {MAX_TREE_RECORDS}"
        )),
        (_, depth) if depth > MAX_TREE_LEVELS => refuse(format!(
            "a tree of {depth} levels is too deep; {MAX_TREE_LEVELS} are allowed"
        )),
        _ => node.check(org_checks),
    }
}

/// Each tree's share of a failed request: the errors of its own records, or that others had some.
fn shares(nodes: &[Node], starts: &[usize], error: ClientError) -> Vec<RecordError> {
    let errors: &[ApiError] = match &error {
        ClientError::Api(failure) => &failure.errors,
        _ => &[],
    };
    let number = |error: &ApiError| -> Option<usize> {
        error
            .reference
            .as_deref()?
            .strip_prefix("ref")?
            .parse()
            .ok()
    };
    if !errors.iter().any(|error| number(error).is_some()) {
        return nodes
            .iter()
            .map(|_| RecordError::Failed(error.clone()))
            .collect();
    }
    nodes
        .iter()
        .zip(starts.windows(2))
        .map(|(node, range)| {
            let own: Vec<_> = errors
                .iter()
                .filter_map(|error| {
                    let number = number(error)?;
                    if !(range[0]..range[1]).contains(&number) {
                        return None;
                    }
                    let mut error = error.clone();
                    if let Some(Node { table, fields, .. }) = node.nth(&mut (number - range[0]))
                        && let Ok(fields) = fields
                    {
                        name_reference(&mut error, Some(table), fields.as_bytes());
                    }
                    Some(error)
                })
                .collect();
            if own.is_empty() {
                RecordError::RolledBack
            } else {
                RecordError::Refused {
                    object: node.table.object,
                    errors: own,
                }
            }
        })
        .collect()
}
