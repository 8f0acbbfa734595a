//! What was measured, for people and for programs.

use serde_json::{Value, json};

use super::{Measured, Step, Variant};
use crate::model::{Model, Object};
use crate::stats::{median, smallest, table};

/// A report for people, in Markdown.
#[must_use]
pub fn text(measured: &Measured, model: &Model, variants: &[Variant]) -> String {
    let mut out = counts(model);
    let shown: Vec<Variant> = (variants.iter().copied())
        .filter(|it| *it != Variant::Columns)
        .collect();

    let mut head = vec!["median wall seconds".to_owned()];
    head.extend(shown.iter().map(|it| it.name().to_owned()));
    for peer in peers(variants) {
        head.push(format!("{} / table", peer.name()));
    }
    let mut rows = vec![head];
    for step in Step::EVERY_RUN.into_iter().chain(Step::COLD) {
        let mut row = vec![step.name().to_owned()];
        row.extend(shown.iter().map(|it| seconds(wall(measured, *it, step))));
        for peer in peers(variants) {
            row.push(times(ratio(measured, peer, step)));
        }
        rows.push(row);
    }
    let mut row = vec!["text of the release binary, KB".to_owned()];
    let text = |it: Variant| measured.text.get(it.name()).map(|bytes| *bytes as f64);
    let kilobytes = |bytes: f64| format!("{:.0}", bytes / 1000.0);
    row.extend(
        shown
            .iter()
            .map(|it| text(*it).map_or("–".into(), kilobytes)),
    );
    for peer in peers(variants) {
        let ratio = text(peer).zip(text(Variant::Table)).map(|(a, b)| a / b);
        row.push(times(ratio));
    }
    rows.push(row);
    out.push_str(&table(&rows));

    if variants.contains(&Variant::Columns) {
        out.push_str("\nof which column constants (the difference that a second set makes):\n\n");
        let mut head = vec!["seconds".to_owned(), "columns".to_owned()];
        head.extend(peers(variants).map(|it| format!("{} / table without", it.name())));
        let mut rows = vec![head];
        for step in Step::EVERY_RUN {
            let mut row = vec![step.name().to_owned(), seconds(columns(measured, step))];
            for peer in peers(variants) {
                row.push(times(ratio_without_columns(measured, peer, step)));
            }
            rows.push(row);
        }
        out.push_str(&table(&rows));
    }
    out
}

fn counts(model: &Model) -> String {
    let objects = model.objects();
    let sum = |count: fn(&Object) -> usize| objects.iter().map(count).sum::<usize>();
    let picklists = model.picklists();
    let values: usize = picklists.iter().map(|it| it.values.len()).sum();
    format!(
        "{} objects: {} fields and relationships to read, {} to create, {} to update; \
         {} picklists with {values} values.\n\n",
        objects.len(),
        sum(|it| it.fields.len()),
        sum(|it| it.with("create").count()),
        sum(|it| it.with("update").count()),
        picklists.len(),
    )
}

fn peers(variants: &[Variant]) -> impl Iterator<Item = Variant> {
    let ours = variants.contains(&Variant::Table);
    variants
        .iter()
        .copied()
        .filter(move |it| ours && !it.is_ours())
}

fn wall(measured: &Measured, variant: Variant, step: Step) -> Option<f64> {
    let all = measured.wall.get(&(variant.name(), step))?;
    Some(median(all))
}

fn columns(measured: &Measured, step: Step) -> Option<f64> {
    let twice = wall(measured, Variant::Columns, step)?;
    Some(twice - wall(measured, Variant::Table, step)?)
}

/// How many times as long the peer takes as ours.
#[must_use]
pub fn ratio(measured: &Measured, peer: Variant, step: Step) -> Option<f64> {
    Some(wall(measured, peer, step)? / wall(measured, Variant::Table, step)?)
}

fn ratio_without_columns(measured: &Measured, peer: Variant, step: Step) -> Option<f64> {
    let ours = wall(measured, Variant::Table, step)? - columns(measured, step)?.max(0.0);
    Some(wall(measured, peer, step)? / ours)
}

fn seconds(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |it| format!("{it:.2}"))
}

fn times(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |it| format!("{it:.1}"))
}

/// A report for programs: every single time, and what the table shows.
#[must_use]
pub fn json(measured: &Measured, model: &Model, variants: &[Variant]) -> Value {
    let mut steps = serde_json::Map::new();
    for step in Step::EVERY_RUN.into_iter().chain(Step::COLD) {
        let mut of = serde_json::Map::new();
        for variant in variants {
            let key = (variant.name(), step);
            let Some(wall) = measured.wall.get(&key) else {
                continue;
            };
            let cpu = measured.cpu.get(&key).cloned().unwrap_or_default();
            let entry = json!({
                "wall": wall,
                "cpu": cpu,
                "median_wall": median(wall),
                "least_wall": smallest(wall),
                "median_cpu": median(&cpu),
                "ratio_to_table": ratio(measured, *variant, step),
            });
            of.insert(variant.name().to_owned(), entry);
        }
        let columns = columns(measured, step);
        of.insert("column_constants".to_owned(), json!(columns));
        steps.insert(step.name().to_owned(), Value::Object(of));
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
