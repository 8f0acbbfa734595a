//! Measures what checked queries cost to compile, beside the same queries as plain strings.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;
use std::{env, fs};

use bench::soql::{Org, Query};
use bench::stats::{median, table};
use clap::Parser;

/// What a client does: it sends the text, and reads the answer.
const SEND: &str = "
use ats_core::query::{Checked, Row};

fn send<R: Row>(query: Checked<R>, org: &dyn Fn(&str) -> String) -> Vec<R> {
    let answer = org(query.as_str());
    Checked::<R>::read_page(&answer).map_or_else(|_| Vec::new(), |page| page.records)
}
";

/// Measures what checked queries cost to compile, beside the same queries as plain strings.
#[derive(Parser)]
struct Options {
    /// Time each check this many times
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Write this many queries for the application
    #[arg(long, value_name = "N", default_value_t = 200)]
    queries: usize,
    /// Make the large org of this many objects
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    objects: usize,
}

/// What an application holds its queries as.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// None at all.
    Empty,
    /// `soql!`, and the rows it makes.
    Checked,
    /// Strings, and nothing to read the answers with.
    Strings,
    /// Strings, and structs under `serde_derive` that hold what `soql!`'s rows do.
    Structs,
    /// `soql!`, and each column of each row used.
    CheckedUsed,
    /// Strings, and each column of each record of the answer used, as a JSON value by its name.
    StringsUsed,
}

/// An application in a folder of its own.
struct App {
    name: String,
    folder: PathBuf,
    /// Seconds of each check.
    times: Vec<f64>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("bench lies in no folder")?;
    let options = Options::parse();
    let target = env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("no target folder")?;
    let root = target.join("bench/soql-cost");
    let bundled = Org::bundled(repository)?;
    let large = Org::large(repository, &root.join("large"), options.objects)?;

    let mut apps = Vec::new();
    for (org, name) in [(&bundled, "bundled"), (&large, "large")] {
        for (style, count) in [
            (Style::Empty, 0),
            (Style::Checked, 1),
            (Style::Checked, options.queries),
            (Style::Strings, options.queries),
            (Style::Structs, options.queries),
            (Style::CheckedUsed, options.queries),
            (Style::StringsUsed, options.queries),
        ] {
            let queries = org.queries(count);
            let of = match style {
                Style::Empty => "empty",
                Style::Checked => "checked",
                Style::Strings => "strings",
                Style::Structs => "structs",
                Style::CheckedUsed => "checked-used",
                Style::StringsUsed => "strings-used",
            };
            let name = format!("{name}-{of}-{count}");
            let folder = root.join(&name);
            write_app(repository, &folder, &name, org, style, &queries)?;
            apps.push(App {
                name,
                folder,
                times: Vec::new(),
            });
        }
    }
    for app in &apps {
        eprintln!("building what {} stands on", app.name);
        app.check(&root.join("target"))?;
    }
    for run in 1..=options.runs {
        for app in &mut apps {
            app.forget(&root.join("target"))?;
            let started = Instant::now();
            app.check(&root.join("target"))?;
            let seconds = started.elapsed().as_secs_f64();
            eprintln!(
                "run {run} of {}: {}: {seconds:.3} s",
                options.runs, app.name
            );
            app.times.push(seconds);
        }
    }
    report(&apps, &bundled, &large, options.queries);
    Ok(ExitCode::SUCCESS)
}

impl App {
    fn cargo(&self, command: &str, target: &Path) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(&self.folder)
            .args([command, "--quiet", "--target-dir"])
            .arg(target)
            .env("RUSTC_WRAPPER", "")
            .stdin(Stdio::null());
        cargo
    }

    fn check(&self, target: &Path) -> Result<(), Box<dyn Error>> {
        succeed(self.cargo("check", target))
    }

    fn forget(&self, target: &Path) -> Result<(), Box<dyn Error>> {
        let mut clean = self.cargo("clean", target);
        clean.args(["--package", &self.name]);
        succeed(clean)
    }
}

fn succeed(mut command: Command) -> Result<(), Box<dyn Error>> {
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed: {status}").into())
}

fn write_app(
    repository: &Path,
    folder: &Path,
    name: &str,
    org: &Org,
    style: Style,
    queries: &[Query],
) -> Result<(), Box<dyn Error>> {
    let objects: Vec<&str> = org.features().iter().map(String::as_str).collect();
    let features = match objects.as_slice() {
        [] => String::new(),
        names => format!(", features = {names:?}"),
    };
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nats-core = {{ path = {core:?} }}\n\
         org = {{ package = {package:?}, path = {path:?}{features} }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n",
        core = repository.join("ats-core"),
        package = org.package(),
        path = org.folder(),
    );
    let mut source = String::from(
        "#![allow(dead_code, reason = \"only compiled: nothing calls its functions\")]\n\n\
         fn main() {}\n",
    );
    if style == Style::CheckedUsed {
        source.push_str(SEND);
    }
    for (number, query) in queries.iter().enumerate() {
        let text = query.text(matches!(style, Style::Checked | Style::CheckedUsed));
        let function = match style {
            Style::Empty | Style::CheckedUsed | Style::StringsUsed => String::new(),
            Style::Checked => format!(
                "fn query_{number}(name: &str) -> String {{ org::soql!({text:?}).to_string() }}\n"
            ),
            Style::Strings | Style::Structs => format!(
                "fn query_{number}(name: &str) -> String {{ format!({text:?}, name.replace('\\'', \"\\\\'\")) }}\n"
            ),
        };
        source.push_str(&function);
        source.push_str(&match style {
            Style::CheckedUsed => query.used_rows(number, &text),
            Style::StringsUsed => query.used_values(number, &text),
            _ => String::new(),
        });
        if style == Style::Structs {
            let _ = write!(source, "{}", query.structs(number));
        }
    }
    fs::create_dir_all(folder.join("src"))?;
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_if_changed(&folder.join("src/main.rs"), &source)?;
    let lock = repository.join("Cargo.lock");
    if lock.exists() && !folder.join("Cargo.lock").exists() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }
    Ok(())
}

fn write_if_changed(file: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    Ok(fs::write(file, text)?)
}

fn report(apps: &[App], bundled: &Org, large: &Org, queries: usize) {
    let times = |name: &str| {
        let app = apps.iter().find(|app| app.name == name);
        app.map_or(&[][..], |app| &app.times)
    };
    let seconds = |name: &str| median(times(name));
    // Run by run, so that what slows a whole run down slows both.
    let ratio = |a: &str, b: &str| {
        let pairs = times(a).iter().zip(times(b));
        format!(
            "{:.2}",
            median(&pairs.map(|(a, b)| a / b).collect::<Vec<_>>())
        )
    };
    let mut rows = vec![
        [
            "",
            "objects",
            "empty s",
            "checked s",
            "strings s",
            "structs s",
            "checked, used s",
            "strings, used s",
            "checked / strings",
            "checked / structs",
            "used, checked / strings",
            "first ms",
            "later ms",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for (org, name) in [(bundled, "bundled"), (large, "large")] {
        let app = |style: &str| format!("{name}-{style}-{queries}");
        let (checked, strings) = (app("checked"), app("strings"));
        let (checked_used, strings_used) = (app("checked-used"), app("strings-used"));
        let empty = seconds(&format!("{name}-empty-0"));
        let one = seconds(&format!("{name}-checked-1"));
        #[expect(clippy::cast_precision_loss, reason = "a few hundred queries")]
        let later = (seconds(&checked) - one) / (queries.max(2) - 1) as f64;
        rows.push(vec![
            name.to_owned(),
            org.objects().to_string(),
            format!("{empty:.2}"),
            format!("{:.2}", seconds(&checked)),
            format!("{:.2}", seconds(&strings)),
            format!("{:.2}", seconds(&app("structs"))),
            format!("{:.2}", seconds(&checked_used)),
            format!("{:.2}", seconds(&strings_used)),
            ratio(&checked, &strings),
            ratio(&checked, &app("structs")),
            ratio(&checked_used, &strings_used),
            format!("{:.1}", (one - empty) * 1e3),
            format!("{:.2}", later * 1e3),
        ]);
    }
    println!("`cargo check` of an application with {queries} queries, median seconds:\n");
    println!("{}", table(&rows));
}
