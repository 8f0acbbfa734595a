//! What reading a query page of 2,000 contacts allocates, beside `serde_derive`.
//!
//! `cargo bench -p bench --bench read_memory`

use std::error::Error;

use allocation_counter::{AllocationInfo, measure};
use bench::stats::table;

include!("common/contact.rs");

/// What `work` allocates; `bytes_current` and `count_current` are what its result keeps.
fn counted<T>(work: impl FnOnce() -> T) -> AllocationInfo {
    let mut kept = None;
    let info = measure(|| kept = Some(work()));
    drop(kept);
    info
}

fn main() -> Result<(), Box<dyn Error>> {
    let head = [
        "2,000 contacts",
        "by",
        "peak KB",
        "in all KB",
        "kept KB",
        "allocations",
        "kept",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (name, page) in &cases()? {
        let text = page.json.as_str();
        // What is allocated once a process does not count.
        drop(Ours::from_json(text)?);
        let infos = [
            ("ours", counted(|| Ours::from_json(text))),
            ("serde", counted(|| serde_json::from_str::<Same>(text))),
            ("plain", counted(|| serde_json::from_str::<Plain>(text))),
        ];
        for (by, info) in infos {
            let kilobytes = |bytes: i64| format!("{:.0}", bytes as f64 / 1e3);
            rows.push(vec![
                (*name).to_owned(),
                by.to_owned(),
                kilobytes(info.bytes_max.try_into()?),
                kilobytes(info.bytes_total.try_into()?),
                kilobytes(info.bytes_current),
                info.count_total.to_string(),
                info.count_current.to_string(),
            ]);
        }
    }
    println!("{}", table(&rows));
    Ok(())
}
