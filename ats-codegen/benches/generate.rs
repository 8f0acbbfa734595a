//! How long generating takes, against the one thing nobody can do without: parsing the
//! describes.
//!
//! 1,300 objects, the number of a large org, are made from the bundled schemas by renaming
//! and, where they are small, doubling their custom fields. Measured are, on the same
//! machine and the same bytes: `serde_json::Value` parsing them on one thread; generating a
//! crate from them into an empty folder; generating again with nothing changed.
//!
//! A plain `main` and not a harness: one run takes seconds, what counts are the ratios, and
//! the second and third measure need the folder of the first.
//!
//! `cargo bench -p ats-codegen --bench generate`

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ats_codegen::Generator;
use serde_json::Value;

const OBJECTS: usize = 1_300;

/// Fields an object has at least.
const FIELDS: usize = 50;

/// The best of so many tries counts: the others were disturbed.
const TRIES: usize = 3;

fn main() {
    // `cargo test --benches` only wants to know that this compiles and starts.
    if !std::env::args().any(|it| it == "--bench") {
        return;
    }
    let root = format!("bench-generate-{}", std::process::id());
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(root);
    let schemas = root.join("schemas");
    fs::create_dir_all(&schemas).expect("a folder for the benchmark");
    let (fields, bytes) = synthesize(&schemas);
    println!(
        "{OBJECTS} objects, {fields} fields, {:.1} MB ({:.0} bytes a field)",
        megabytes(bytes),
        bytes as f64 / fields as f64
    );

    let texts: Vec<Vec<u8>> = files(&schemas)
        .iter()
        .map(|it| fs::read(it).expect("a describe"))
        .collect();
    let parse = best(|| {
        for text in &texts {
            let value: Value = serde_json::from_slice(text).expect("JSON");
            std::hint::black_box(value);
        }
    });
    drop(texts);
    report("serde_json::Value, one thread", parse, fields, bytes);

    // A folder for each try, and none removed before the end: ext4 is slow to make files
    // where files were just deleted, which is not what is measured.
    let out = |at: usize| root.join(format!("out-{at}"));
    let generator = Generator::new()
        .schemas(&schemas)
        .config(empty_config(&root));
    let mut written = 0;
    let mut fresh = Duration::MAX;
    let mut used = f64::MAX;
    for at in 0..TRIES {
        let generator = generator.clone().out_dir(out(at));
        let (start, before) = (Instant::now(), processor_seconds());
        written = generator.generate().expect("generated").written;
        fresh = fresh.min(start.elapsed());
        used = used.min(processor_seconds() - before);
    }
    report("generate, fresh", fresh, fields, bytes);

    let out = out(0);
    let generator = generator.out_dir(&out);
    let again = best(|| {
        let report = generator.generate().expect("generated");
        assert_eq!((report.written, report.unchanged), (0, written));
    });
    report("generate, unchanged", again, fields, bytes);

    let output: u64 = files(&out.join("src"))
        .iter()
        .map(|it| it.metadata().expect("a file").len())
        .sum();
    println!(
        "output {:.1} MB in {written} files\nfresh / Value parse: {:.2} (aim: at most 2)\n\
         unchanged / fresh: {:.1} % (aim: under 10)",
        megabytes(output),
        fresh.as_secs_f64() / parse.as_secs_f64(),
        100.0 * again.as_secs_f64() / fresh.as_secs_f64()
    );
    if used > 0.0 {
        println!(
            "fresh took {used:.2} s of processor time, {:.2} times the parse: what a run on idle \
             cores shares out among them",
            used / parse.as_secs_f64()
        );
    }
    let _ = fs::remove_dir_all(&root);
}

/// Processor time of all threads so far, where the system says it; else 0. On a machine that
/// does other things too it says more than the clock.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold anything but ends with the last parenthesis.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |at: usize| fields.split_whitespace().nth(at)?.parse::<f64>().ok();
    // User and system time, in the hundredths of a second that Linux shows.
    match (ticks(11), ticks(12)) {
        (Some(user), Some(system)) => (user + system) / 100.0,
        _ => 0.0,
    }
}

fn best(mut work: impl FnMut()) -> Duration {
    (0..TRIES)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn report(what: &str, time: Duration, fields: usize, bytes: u64) {
    let seconds = time.as_secs_f64();
    println!(
        "{what:<30} {seconds:6.3} s  {:8.0} fields/s  {:6.1} MB/s",
        fields as f64 / seconds,
        megabytes(bytes) / seconds
    );
}

#[allow(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn empty_config(root: &Path) -> PathBuf {
    let path = root.join("ats-codegen.toml");
    fs::write(&path, "").expect("a configuration");
    path
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .expect("a folder")
        .map(|it| it.expect("an entry").path())
        .collect();
    files.sort();
    files
}

/// Writes the describes; returns how many fields and bytes they have.
fn synthesize(dir: &Path) -> (usize, u64) {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let templates: Vec<Value> = files(&bundled)
        .iter()
        .filter(|it| it.extension().is_some_and(|it| it == "json"))
        .filter(|it| it.file_name().is_some_and(|it| it != "provenance.json"))
        .map(|it| serde_json::from_slice(&fs::read(it).expect("a schema")).expect("JSON"))
        .collect();
    let names: Vec<String> = templates
        .iter()
        .map(|it| it["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let (mut fields, mut bytes) = (0, 0);
    for at in 0..OBJECTS {
        let copy = at / templates.len();
        let mut object = templates[at % templates.len()].clone();
        rename(&mut object, copy, &names);
        grow(&mut object);
        fields += object["fields"].as_array().map_or(0, Vec::len);
        // As the REST API answers it, but for the line breaks that saved files have.
        let text = serde_json::to_string_pretty(&object).expect("JSON");
        bytes += text.len() as u64;
        let name = object["name"].as_str().unwrap_or_default();
        fs::write(dir.join(format!("{name}.json")), text).expect("a describe");
    }
    (fields, bytes)
}

/// The name of an object's `copy`th copy.
fn copied(name: &str, copy: usize) -> String {
    match (copy, name.strip_suffix("__c")) {
        (0, _) => name.to_owned(),
        (_, Some(base)) => format!("{base}_{copy}__c"),
        (_, None) => format!("bpats__{name}_{copy}__c"),
    }
}

/// Renames the object and every reference to an object of the set.
fn rename(value: &mut Value, copy: usize, names: &[String]) {
    let new_name = |name: &mut Value| {
        if let Some(text) = name.as_str()
            && names.iter().any(|it| it == text)
        {
            *name = Value::String(copied(text, copy));
        }
    };
    new_name(&mut value["name"]);
    for field in value["fields"].as_array_mut().into_iter().flatten() {
        let targets = field["referenceTo"].as_array_mut();
        targets.into_iter().flatten().for_each(new_name);
    }
    for child in value["childRelationships"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        new_name(&mut child["childSObject"]);
    }
}

/// Doubles custom fields until the object has [`FIELDS`].
fn grow(object: &mut Value) {
    let Some(fields) = object["fields"].as_array_mut() else {
        return;
    };
    let originals = fields.clone();
    for round in 2.. {
        for field in &originals {
            if fields.len() >= FIELDS {
                return;
            }
            let mut field = field.clone();
            for key in ["name", "relationshipName"] {
                let Some(name) = field[key].as_str() else {
                    continue;
                };
                let base = name.trim_end_matches("__c").trim_end_matches("__r");
                let suffix = if key == "name" { "c" } else { "r" };
                field[key] = Value::String(format!("{base}_{round}__{suffix}"));
            }
            fields.push(field);
        }
    }
}
