//! What a client does, and how to see in the org whether it was done.

use ats_client::{Client, ClientError, RecordError, RecordTree, Soql, Upload, blob_path};
use ats_core::prelude::*;
use ats_core::record::{UntypedRecord, set};
use ats_core::value::Blob;
use ats_generated::*;

use crate::common::contact;

/// How many records operations on many are about.
const MANY: usize = 7;

/// How many records there are to be read: three pages of the smallest size.
const PAGED: usize = 450;

/// The name of those.
const PAGED_NAME: &str = "Paged";

/// The bytes of the file that is downloaded.
const FILE: &[u8] = b"Ada Lovelace, mathematician";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Create,
    CreateMany,
    CreateTree,
    CreateFamily,
    CreateComposite,
    Upload,
    Upsert,
    UpsertMany,
    Update,
    UpdateMany,
    UpdateComposite,
    Delete,
    DeleteMany,
    DeleteComposite,
    Retrieve,
    RetrieveMany,
    Query,
    QueryInBody,
    QueryPages,
    Count,
    QueryComposite,
    Describe,
    DescribeGlobal,
    Limits,
    Versions,
    Download,
}

/// What an operation does to the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Reads,
    /// A second time changes nothing more.
    Sets,
    /// As `Sets`, but a second time is refused.
    Removes,
    /// A second time is another record, or undoes what the first has done.
    Once,
}

/// What a program is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Success,
    /// It was not done.
    Failed,
    /// Whether it was done is not known.
    Unknown,
}

/// What the org shows afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    NotDone,
    Done,
    DoneTwice,
}

impl Operation {
    pub fn effect(self) -> Effect {
        match self {
            Self::Create
            | Self::CreateMany
            | Self::CreateTree
            | Self::CreateFamily
            | Self::CreateComposite
            | Self::Upload
            | Self::DeleteComposite => Effect::Once,
            Self::Upsert
            | Self::UpsertMany
            | Self::Update
            | Self::UpdateMany
            | Self::UpdateComposite => Effect::Sets,
            Self::Delete | Self::DeleteMany => Effect::Removes,
            _ => Effect::Reads,
        }
    }

    /// Whether success is told by the status alone, so that there is no body to be cut off.
    pub fn answers_without_body(self) -> bool {
        matches!(self, Self::Update | Self::Delete)
    }

    /// How many records it is about.
    fn records(self) -> usize {
        match self {
            Self::Create | Self::Upload | Self::Upsert | Self::Update | Self::Delete => 1,
            Self::CreateComposite | Self::UpdateComposite | Self::DeleteComposite => 2,
            _ => MANY,
        }
    }
}

/// What is in the org for every run: records to read.
pub struct Library {
    ids: Vec<Id<Contact>>,
    file: Blob,
}

impl Library {
    pub async fn fill(client: &Client) -> Self {
        let new: Vec<_> = (0..PAGED)
            .map(|number| {
                let mut new = contact(PAGED_NAME);
                new.first_name = Some(format!("{number:04}").try_into().unwrap());
                new
            })
            .collect();
        let ids = client.collections().create(&new).await.all().unwrap();
        let file = upload(client, "library", FILE).await.unwrap();
        Self {
            ids,
            file: blob_path(file, ContentVersion::VERSION_DATA),
        }
    }
}

async fn upload(
    client: &Client,
    title: &str,
    bytes: &'static [u8],
) -> Result<Id<ContentVersion>, ClientError> {
    let mut version = NewContentVersion::new();
    version.title = Some(title.try_into().unwrap());
    version.path_on_client = Some("resume.txt".try_into().unwrap());
    let upload = Upload::bytes("resume.txt", bytes);
    client
        .upload(&version, ContentVersion::VERSION_DATA, upload)
        .await
}

/// One run of an operation: on records of a tag that no other run uses.
pub struct Run<'a> {
    pub operation: Operation,
    pub tag: String,
    pub library: &'a Library,
    known: Vec<Id<Contact>>,
}

fn named() -> ContactUpdate {
    ContactUpdate {
        first_name: set(text!(Contact::FIRST_NAME, "Ada")),
        ..Default::default()
    }
}

fn told(result: Result<(), ClientError>) -> Told {
    match result {
        Ok(()) => Told::Success,
        Err(error) if error.may_have_happened() => Told::Unknown,
        Err(_) => Told::Failed,
    }
}

/// What was told of many records, which has to be the same for all of them.
fn told_of_all<T>(outcomes: ats_client::SaveResults<T>, records: usize) -> Told {
    let told: Vec<_> = outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Ok(_) => Told::Success,
            Err(error) if error.may_have_happened() => Told::Unknown,
            Err(RecordError::Failed(_) | RecordError::Refused { .. }) => Told::Failed,
            Err(other) => panic!("{other}"),
        })
        .collect();
    assert_eq!(told.len(), records);
    assert!(told.iter().all(|it| *it == told[0]), "{told:?}");
    told[0]
}

impl<'a> Run<'a> {
    /// Makes what has to be there before.
    pub async fn prepare(
        client: &Client,
        operation: Operation,
        tag: String,
        library: &'a Library,
    ) -> Self {
        let known = match operation {
            Operation::Update
            | Operation::UpdateMany
            | Operation::UpdateComposite
            | Operation::Delete
            | Operation::DeleteMany
            | Operation::DeleteComposite => {
                let new = vec![contact(&tag); operation.records()];
                client.collections().create(&new).await.all().unwrap()
            }
            _ => Vec::new(),
        };
        Self {
            operation,
            tag,
            library,
            known,
        }
    }

    fn keys(&self) -> Vec<String> {
        (0..self.operation.records())
            .map(|number| format!("{} {number}", self.tag))
            .collect()
    }

    /// Carries the operation out.
    pub async fn act(&self, client: &Client) -> Told {
        let operation = self.operation;
        match operation.effect() {
            Effect::Reads => told(self.read(client).await),
            _ => self.write(client).await,
        }
    }

    async fn write(&self, client: &Client) -> Told {
        let (operation, known) = (self.operation, &self.known);
        let records = operation.records();
        let new = vec![contact(&self.tag); records];
        let all = client.collections();
        match operation {
            Operation::Create => told(client.create(&new[0]).await.map(drop)),
            Operation::CreateMany => told_of_all(all.create(&new).await, records),
            Operation::CreateTree => told_of_all(all.create_tree(&new).await, records),
            Operation::CreateFamily => {
                let account = NewAccount::new(AccountRequired {
                    name: text!(Account::NAME, "Family"),
                });
                let tree = RecordTree::<Account>::new(&account)
                    .children(Account::CONTACTS, new.iter().map(RecordTree::new));
                told_of_all(all.create_trees([tree]).await, 1)
            }
            Operation::Upload => told(upload(client, &self.tag, FILE).await.map(drop)),
            Operation::Upsert => {
                let key = MessageStatsKey::ExternalKey(self.keys().remove(0).try_into().unwrap());
                let saved = client.upsert(&key, &NewMessageStats::default()).await;
                told(saved.map(drop))
            }
            Operation::UpsertMany => {
                let records: Vec<_> = self
                    .keys()
                    .into_iter()
                    .map(|key| {
                        let key = MessageStatsKey::ExternalKey(key.try_into().unwrap());
                        (key, NewMessageStats::default())
                    })
                    .collect();
                told_of_all(all.upsert(&records).await, records.len())
            }
            Operation::Update => told(client.update(known[0], &named()).await),
            Operation::UpdateMany => {
                let changes: Vec<_> = known.iter().map(|id| (*id, named())).collect();
                told_of_all(all.update(&changes).await, records)
            }
            Operation::Delete => told(client.delete(known[0]).await),
            Operation::DeleteMany => told_of_all(all.delete(known).await, records),
            _ => told(self.composite(client).await),
        }
    }

    async fn composite(&self, client: &Client) -> Result<(), ClientError> {
        let mut batch = client.composite().all_or_none(true);
        match self.operation {
            Operation::CreateComposite => {
                let new = contact(&self.tag);
                let handles = [batch.create(&new)?, batch.create(&new)?];
                let results = batch.send().await?;
                let [a, b] = handles.map(|handle| results.get(&handle));
                assert_ne!(a?, b?);
                return Ok(());
            }
            Operation::UpdateComposite => {
                for id in &self.known {
                    batch.update(*id, &named())?;
                }
            }
            Operation::DeleteComposite => {
                for id in &self.known {
                    batch.delete(*id)?;
                }
            }
            other => panic!("{other:?}"),
        }
        let results = batch.send().await?;
        if results.is_success() {
            Ok(())
        } else {
            Err(ClientError::Config {
                problem: format!("{results:?}"),
                advice: "",
            })
        }
    }

    /// Reads, and checks what was read.
    async fn read(&self, client: &Client) -> Result<(), ClientError> {
        let Library { ids, file } = self.library;
        let query = Contact::select()
            .fields((Contact::ID, Contact::FIRST_NAME))
            .filter(Contact::LAST_NAME.eq(PAGED_NAME))
            .order_by(Contact::FIRST_NAME.asc());
        match self.operation {
            Operation::Retrieve => {
                assert_eq!(client.retrieve(ids[3]).await?.id, Some(ids[3]));
            }
            Operation::RetrieveMany => {
                let found = client.collections().retrieve(&ids[..MANY]).await?;
                let found: Vec<_> = found.into_iter().filter_map(|it| it?.id).collect();
                assert_eq!(found, ids[..MANY]);
            }
            Operation::Query => {
                let found = client.query(&query).await?;
                assert_eq!(found.records.len(), PAGED);
            }
            Operation::QueryInBody => {
                let all: Vec<_> = ids.iter().map(|id| format!("'{id}'")).collect();
                let text = format!("SELECT Id FROM Contact WHERE Id IN ({})", all.join(","));
                assert!(text.len() > 4096);
                // Blanks that the org passes over make it too long for an address.
                let text = format!("{text}{}", " ".repeat(6_000));
                let found = client.query(Soql::<UntypedRecord>::new(text)).await?;
                assert_eq!(found.records.len(), PAGED);
            }
            Operation::QueryPages => {
                let mut found = client.query_all(&query).page_size(200);
                let mut read = Vec::new();
                while let Some(record) = found.next().await {
                    match record {
                        Ok(record) => read.push(record.id.unwrap()),
                        Err(error) => {
                            // What came before the failure is right as far as it goes.
                            assert_eq!(read, ids[..read.len()]);
                            assert!(found.next().await.is_none());
                            return Err(error);
                        }
                    }
                }
                assert_eq!(&read, ids);
            }
            Operation::Count => assert_eq!(client.count(&query).await?, PAGED as u64),
            Operation::QueryComposite => {
                let mut batch = client.composite();
                let page = batch.query(&query)?;
                let results = batch.send().await?;
                assert_eq!(results.get(&page)?.records.len(), PAGED);
            }
            Operation::Describe => {
                let describe = client.describe("Contact").await?;
                assert_eq!(describe.field("FirstName").unwrap().length, 40);
            }
            Operation::DescribeGlobal => {
                let global = client.describe_global().await?;
                assert!(global.sobjects.iter().any(|it| it.name == "Contact"));
            }
            Operation::Limits => {
                assert!(client.limits().await?.daily_api_requests().is_some());
            }
            Operation::Versions => {
                let versions = client.versions().await?;
                assert!(versions.iter().any(|it| it.version == client.version()));
            }
            Operation::Download => {
                let mut bytes = Vec::new();
                let length = client.download(file, &mut bytes).await?;
                assert_eq!(length, bytes.len() as u64);
                if bytes != FILE {
                    return Err(ClientError::Config {
                        problem: format!("{} bytes came", bytes.len()),
                        advice: "",
                    });
                }
            }
            other => panic!("{other:?}"),
        }
        Ok(())
    }

    /// What the org shows of it.
    pub async fn look(&self, client: &Client) -> State {
        let operation = self.operation;
        let mine = Contact::LAST_NAME.eq(self.tag.as_str());
        let there = match operation {
            Operation::Upload => {
                let title = ContentVersion::TITLE.eq(self.tag.as_str());
                client
                    .count(ContentVersion::select().filter(title))
                    .await
                    .unwrap()
            }
            Operation::Upsert | Operation::UpsertMany => {
                let keys = MessageStats::EXTERNAL_KEY.is_in(self.keys());
                client
                    .count(MessageStats::select().filter(keys))
                    .await
                    .unwrap()
            }
            _ => client.count(Contact::select().filter(mine)).await.unwrap(),
        };
        let there = usize::try_from(there).unwrap();
        let records = operation.records();
        match operation {
            _ if operation.effect() == Effect::Reads => {
                let paged = Contact::LAST_NAME.eq(PAGED_NAME);
                let left = client.count(Contact::select().filter(paged)).await.unwrap();
                assert_eq!(left, PAGED as u64);
                State::NotDone
            }
            Operation::Delete | Operation::DeleteMany | Operation::DeleteComposite => {
                states(there, records, [State::Done, State::NotDone])
            }
            Operation::Update | Operation::UpdateMany | Operation::UpdateComposite => {
                assert_eq!(there, records, "no record is lost or doubled by an update");
                let ada = Contact::LAST_NAME
                    .eq(self.tag.as_str())
                    .and(Contact::FIRST_NAME.eq("Ada"));
                let changed = client.count(Contact::select().filter(ada)).await.unwrap();
                let changed = usize::try_from(changed).unwrap();
                states(changed, records, [State::NotDone, State::Done])
            }
            _ if there == 2 * records => State::DoneTwice,
            _ => states(there, records, [State::NotDone, State::Done]),
        }
    }
}

/// None or all: anything else is a record that was lost or doubled.
fn states(found: usize, all: usize, [of_none, of_all]: [State; 2]) -> State {
    match found {
        0 => of_none,
        _ if found == all => of_all,
        _ => panic!("{found} of {all} records"),
    }
}
