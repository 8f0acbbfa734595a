//! What was measured, for people and for programs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Measured, Step, Variant};
use crate::model::{Model, Object};
use crate::stats::{median, smallest, table};

type Times = BTreeMap<(&'static str, Step), Vec<f64>>;

/// A report for people, in Markdown.
#[must_use]
pub fn text(measured: &Measured, model: &Model, variants: &[Variant]) -> String {
    let mut out = counts(model);
    out.push_str("Median wall seconds, as a user waits:\n\n");
    out.push_str(&figures(variants, |variant, step| {
        measured
            .wall
            .get(&(variant.name(), step))
            .map(|it| median(it))
    }));
    if !measured.cpu.is_empty() {
        out.push_str("\nLeast processor seconds, which other processes disturb least:\n\n");
        out.push_str(&figures(variants, |variant, step| {
            measured
                .cpu
                .get(&(variant.name(), step))
                .map(|it| smallest(it))
        }));
    }
    if !measured.instructions.is_empty() {
        out.push_str(
            "\nThe compiler's instructions, thousand millions, which nothing disturbs:\n\n",
        );
        out.push_str(&figures(variants, |variant, step| {
            let counted = measured.instructions.get(&(variant.name(), step));
            counted.map(|it| *it as f64 / 1e9)
        }));
    }
    out.push_str("\nCode in the release binary, KB:\n\n");
    let names = variants.iter().map(|it| it.name().to_owned());
    let sizes = variants.iter().map(|it| {
        let bytes = measured.text.get(it.name()).copied().unwrap_or_default();
        (bytes / 1000).to_string()
    });
    out.push_str(&table(&[names.collect(), sizes.collect()]));
    out
}

/// Seconds of each variant, and how many times those of ours the peers' are.
fn figures(variants: &[Variant], seconds: impl Fn(Variant, Step) -> Option<f64>) -> String {
    let (ours, peers): (Vec<Variant>, Vec<Variant>) = variants.iter().partition(|it| it.is_ours());
    let pairs = || (peers.iter()).flat_map(|peer| ours.iter().map(move |own| (*peer, *own)));
    let mut head = vec![String::new()];
    head.extend(variants.iter().map(|it| it.name().to_owned()));
    head.extend(pairs().map(|(peer, own)| format!("{} / {}", peer.name(), own.name())));
    let mut rows = vec![head];
    for step in Step::EVERY_RUN.into_iter().chain(Step::COLD) {
        let mut row = vec![step.name().to_owned()];
        let shown = |value: Option<f64>, digits: usize| {
            value.map_or("–".to_owned(), |it| format!("{it:.digits$}"))
        };
        row.extend(variants.iter().map(|it| shown(seconds(*it, step), 2)));
        row.extend(pairs().map(|(peer, own)| {
            let pair = seconds(peer, step).zip(seconds(own, step));
            shown(pair.map(|(peer, own)| peer / own), 1)
        }));
        if row.iter().skip(1).any(|cell| cell != "–") {
            rows.push(row);
        }
    }
    table(&rows)
}

fn counts(model: &Model) -> String {
    let objects = model.objects();
    let sum = |count: fn(&Object) -> usize| objects.iter().map(count).sum::<usize>();
    let picklists = model.picklists();
    let values: usize = picklists.iter().map(|it| it.values.len()).sum();
    format!(
        "{} objects: {} fields and relationships to read, {} fields to create, {} to update; \
         {} picklists with {values} values.\n\n",
        objects.len(),
        sum(|it| it.fields.len()),
        sum(|it| it.with("create").count()),
        sum(|it| it.with("update").count()),
        picklists.len(),
    )
}

/// How many times as long as `own` the peer takes: median wall time by median wall time.
#[must_use]
pub fn ratio(measured: &Measured, peer: Variant, own: Variant, step: Step) -> Option<f64> {
    let of = |it: Variant| Some(median(measured.wall.get(&(it.name(), step))?));
    Some(of(peer)? / of(own)?)
}

/// A report for programs: every single time, and what they come to.
#[must_use]
pub fn json(measured: &Measured, model: &Model, variants: &[Variant]) -> Value {
    let mut steps = Map::new();
    for step in Step::EVERY_RUN.into_iter().chain(Step::COLD) {
        let of = |times: &Times, variant: Variant| {
            let times = times.get(&(variant.name(), step));
            times.cloned().unwrap_or_default()
        };
        let entries = variants.iter().map(|variant| {
            let (wall, cpu) = (of(&measured.wall, *variant), of(&measured.cpu, *variant));
            let entry = json!({
                "median_wall": median(&wall),
                "least_wall": smallest(&wall),
                "median_cpu": median(&cpu),
                "least_cpu": smallest(&cpu),
                "times_table": ratio(measured, *variant, Variant::Table, step),
                "wall": wall,
                "cpu": cpu,
                "instructions": measured.instructions.get(&(variant.name(), step)),
            });
            (variant.name().to_owned(), entry)
        });
        steps.insert(step.name().to_owned(), entries.collect());
    }
    let objects = model.objects().into_iter().map(|object| {
        json!({
            "object": object.api,
            "read": object.fields.len(),
            "create": object.with("create").count(),
            "update": object.with("update").count(),
            "relationships": object.fields.iter().filter(|it| it.is_relationship()).count(),
        })
    });
    json!({
        "steps": steps,
        "release_text_bytes": measured.text,
        "objects": objects.collect::<Vec<_>>(),
    })
}
