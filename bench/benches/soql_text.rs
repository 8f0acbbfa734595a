//! What the text of a query costs at run time: time and allocations, beside `format!`.
//!
//! `cargo bench -p bench --bench soql_text`

use std::hint::black_box;
use std::time::Instant;

use allocation_counter::measure;
use ats_core::prelude::*;
use ats_generated::*;
use bench::stats::{median, table};

/// Nanoseconds of one call, the median of many rounds; and its allocations.
fn cost<T>(work: impl Fn() -> T) -> (f64, u64) {
    const CALLS: u32 = 2_000;
    let rounds: Vec<f64> = (0..50)
        .map(|_| {
            let started = Instant::now();
            for _ in 0..CALLS {
                black_box(work());
            }
            started.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
        })
        .collect();
    let allocations = measure(|| drop(black_box(work()))).count_total;
    (median(&rounds), allocations)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (status, name) = (JobStatus::Open, "Côte d'Azur");
    let id: Id<Account> = "001Em00000cqRQ3IAM"
        .parse()
        .or_else(|_| "001000000000001AAA".parse())?;
    let ids: Vec<Id<Account>> = vec![id; 20];
    let cases: [(&str, (f64, u64)); 6] = [
        (
            "soql!, no bind",
            cost(|| soql!("SELECT Id, Name FROM bpats__Job__c WHERE bpats__Status__c = 'Open'")),
        ),
        (
            "soql!, three binds",
            cost(|| {
                soql!(
                    "SELECT Id, Name FROM bpats__Job__c WHERE bpats__Status__c = :status
                     AND Name = :name AND bpats__Account__c = :id"
                )
            }),
        ),
        (
            "format!, the same",
            cost(|| {
                format!(
                    "SELECT Id, Name FROM bpats__Job__c WHERE bpats__Status__c = '{}' \
                     AND Name = '{}' AND bpats__Account__c = '{id}'",
                    status.as_str(),
                    name.replace('\\', "\\\\").replace('\'', "\\'"),
                )
            }),
        ),
        (
            "soql!, a list of 20 ids",
            cost(|| soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Account__c IN :ids")),
        ),
        (
            "format!, the same list",
            cost(|| {
                let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
                format!(
                    "SELECT Id FROM bpats__Job__c WHERE bpats__Account__c IN ({})",
                    ids.join(", ")
                )
            }),
        ),
        (
            "builder, three conditions",
            cost(|| {
                Job::select()
                    .fields((Job::ID, Job::NAME))
                    .filter(Job::STATUS.eq(JobStatus::Open))
                    .filter(Job::NAME.eq(name))
                    .filter(Job::ACCOUNT_ID.eq(id))
                    .to_soql()
            }),
        ),
    ];
    let mut rows = vec![
        ["a query's text", "ns", "allocations"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (name, (nanoseconds, allocations)) in cases {
        rows.push(vec![
            name.to_owned(),
            format!("{nanoseconds:.0}"),
            allocations.to_string(),
        ]);
    }
    println!("{}", table(&rows));
    Ok(())
}
