//! Reads query pages of 2,000 contacts, and writes their records, beside `serde_derive`.
//!
//! `cargo bench -p bench --bench read_page -- --rounds 50 --json FILE`

use std::error::Error;

use ats_core::record::NewRecord as _;
use bench::race::{Runner, Times, race};
use bench::stats::table;

include!("common/contact.rs");
include!(concat!(env!("OUT_DIR"), "/new_contact.rs"));

/// A page of contacts that may all be created again.
fn to_create() -> Result<String, Box<dyn Error>> {
    let shape = bench::page::Shape {
        writable: true,
        ..Default::default()
    };
    Ok(pages()?.page("Contact", shape).ok_or("no Contact")?.json)
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut rounds, mut json) = (31, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--rounds" => rounds = args.next().ok_or("--rounds wants a number")?.parse()?,
            "--json" => json = Some(args.next().ok_or("--json wants a file")?),
            // Cargo's own.
            _ => {}
        }
    }
    let mut rows = vec![
        [
            "2,000 contacts",
            "MB",
            "ours, ms",
            "serde, ms",
            "plain, ms",
            "ours, MB/s",
            "speed to serde",
            "speed to plain",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut raw = serde_json::Map::new();
    let mut report = |name: &str, bytes: usize, times: &[Times]| {
        let megabytes = bytes as f64 / 1e6;
        let ours = &times[0];
        let mut row = vec![name.to_owned(), format!("{megabytes:.2}")];
        row.extend(times.iter().map(|it| format!("{:.2}", it.median_ms())));
        row.push(format!("{:.0}", megabytes / ours.median_ms() * 1e3));
        row.extend(
            times[1..]
                .iter()
                .map(|it| format!("{:.2}", ours.speed_to(it))),
        );
        rows.push(row);
        let of = |it: &Times| (it.name.to_owned(), serde_json::json!(it.seconds));
        raw.insert(name.to_owned(), times.iter().map(of).collect());
    };
    for (name, page) in &cases()? {
        let text = page.json.as_str();
        let nulls = 100 * page.nulls / page.values.max(1);
        eprintln!("{name}: {} values, {nulls} % null", page.values);
        let ours = Ours::from_json(text)?;
        let same: Same = serde_json::from_str(text)?;
        let plain: Plain = serde_json::from_str(text)?;
        let (left, right) = (serde_json::to_value(&ours)?, serde_json::to_value(&same)?);
        if let Some(difference) = bench::agree::difference(&left, &right) {
            return Err(format!("{name}: {difference}").into());
        }
        let times = race(
            rounds,
            vec![
                Runner::new("ours", || Ours::from_json(text)),
                Runner::new("serde", || serde_json::from_str::<Same>(text)),
                Runner::new("plain", || serde_json::from_str::<Plain>(text)),
            ],
        );
        report(&format!("read: {name}"), text.len(), &times);
        if *name != "all columns" {
            continue;
        }
        let bytes = serde_json::to_string(&ours)?.len();
        let times = race(
            rounds,
            vec![
                Runner::new("ours", || serde_json::to_string(&ours)),
                Runner::new("serde", || serde_json::to_string(&same)),
                Runner::new("plain", || serde_json::to_string(&plain)),
            ],
        );
        report("write: as read", bytes, &times);
        let text = to_create()?;
        let new: Vec<_> = (Ours::from_json(&text)?.records.into_iter())
            .map(|it| new_contact!(ats_generated, it))
            .collect();
        let same: Vec<_> = (serde_json::from_str::<Same>(&text)?.records.into_iter())
            .map(|it| new_contact!(same, it))
            .collect();
        let plain: Vec<_> = (serde_json::from_str::<Plain>(&text)?.records.into_iter())
            .map(|it| new_contact!(plain, it))
            .collect();
        let bytes = new.iter().map(|it| it.to_json().map(|it| it.len()));
        let bytes = bytes.sum::<Result<usize, _>>()?;
        fn all<T: serde::Serialize>(new: &[T]) -> serde_json::Result<Vec<String>> {
            new.iter().map(serde_json::to_string).collect()
        }
        let times = race(
            rounds,
            vec![
                Runner::new("ours", || {
                    let bodies = new.iter().map(|it| it.to_json());
                    bodies.collect::<Result<Vec<_>, _>>()
                }),
                Runner::new("serde", || all(&same)),
                Runner::new("plain", || all(&plain)),
            ],
        );
        report("write: to create, ours validates", bytes, &times);
    }
    println!("median of {rounds} rounds, in turns\n\n{}", table(&rows));
    if let Some(file) = json {
        std::fs::write(file, serde_json::to_string_pretty(&raw)?)?;
    }
    Ok(())
}
