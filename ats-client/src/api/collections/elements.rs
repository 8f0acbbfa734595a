//! Records as they are sent, and their distribution over requests.

use ats_core::record::{Create, Invalid, NewRecord, Update, UpsertKey, element};
use ats_core::value::{AnyObject, Id};
use ats_schema::rules::api_limits::MAX_COLLECTION_RECORDS;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, unfold};

/// A record as it is sent.
pub(super) struct Element {
    /// The JSON object; for a delete, the id.
    pub(super) text: String,
    /// The key field of an upsert; else empty.
    pub(super) key: &'static str,
    /// The id that the record has already.
    pub(super) id: Option<Id<AnyObject>>,
}

impl Element {
    pub(super) fn create<N: NewRecord>(new: &N) -> Result<Self, Invalid>
    where
        N::Object: Create,
    {
        Ok(Self {
            text: element::create(new)?,
            key: "",
            id: None,
        })
    }

    pub(super) fn update<T: Update>(id: Id<T>, changes: &T::Changes) -> Result<Self, Invalid> {
        Ok(Self {
            text: element::update(id, changes)?,
            key: "",
            id: Some(id.cast()),
        })
    }

    pub(super) fn upsert<K: UpsertKey>(
        key: &K,
        new: &<K::Object as Create>::New,
    ) -> Result<Self, Invalid> {
        let (key, text) = element::upsert(key, new)?;
        Ok(Self {
            text,
            key,
            id: None,
        })
    }

    pub(super) fn delete<T>(id: Id<T>) -> Self {
        Self {
            text: id.to_string(),
            key: "",
            id: Some(id.cast()),
        }
    }
}

/// The records of one request, including those that are refused before it is sent.
pub(super) struct Chunk {
    /// The position of the first record within the call.
    pub(super) first: usize,
    pub(super) elements: Vec<Result<Element, Invalid>>,
}

/// The size at which a request is sent before it has 200 records: well below the 50 MB that the
/// org accepts.
const MAX_BYTES: usize = 16 << 20;

/// Gathers records for requests: 200 of one key field, or as many as are not too large together.
pub(super) fn chunks(
    elements: BoxStream<'_, Result<Element, Invalid>>,
) -> impl Stream<Item = Chunk> + Send {
    let start = (elements, None, 0);
    unfold(start, |(mut elements, waiting, first)| async move {
        let mut chunk = Vec::from_iter(waiting);
        let (mut bytes, mut key) = (0, None);
        if let Some(Ok(Element { text, key: of, .. })) = chunk.first() {
            (bytes, key) = (text.len(), Some(*of));
        }
        let mut waiting = None;
        while chunk.len() < MAX_COLLECTION_RECORDS {
            let Some(element) = elements.next().await else {
                break;
            };
            if let Ok(Element { text, key: of, .. }) = &element {
                if !chunk.is_empty()
                    && (bytes + text.len() > MAX_BYTES || key.is_some_and(|key| key != *of))
                {
                    waiting = Some(element);
                    break;
                }
                bytes += text.len();
                key = Some(*of);
            }
            chunk.push(element);
        }
        if chunk.is_empty() {
            return None;
        }
        let next = first + chunk.len();
        let next_chunk = Chunk {
            first,
            elements: chunk,
        };
        Some((next_chunk, (elements, waiting, next)))
    })
}
