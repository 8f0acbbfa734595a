//! Records go from thread to thread, however long the circles in which their objects refer to one
//! another.

use ats_core::record::{Create, NewRecord, Query, RecordUpdate, Update};
use ats_generated::*;

fn goes<T: Send + Sync + Unpin + 'static>() {}

fn goes_with_all<T>()
where
    T: Query + Create + Update + Send + Sync + Unpin + 'static,
    T::New: NewRecord + Send + Sync + 'static,
    T::Changes: RecordUpdate + Send + Sync + 'static,
{
    goes::<ats_core::record::Page<T>>();
    goes::<ats_core::record::Operation<T>>();
    goes::<ats_core::query::Select<T>>();
    goes::<ats_core::query::Filter<T>>();
    goes::<ats_core::value::Id<T>>();
}

fn main() {
    goes_with_all::<Job>();
    goes_with_all::<Contact>();
    goes_with_all::<Account>();
    goes_with_all::<Interview>();
    goes_with_all::<EmailMessage>();
    goes_with_all::<ContentVersion>();
    goes_with_all::<PlacementCreditTemplateEntry>();
    goes::<ats_core::record::Invalid>();
    goes::<ats_core::record::ReadError>();
}
