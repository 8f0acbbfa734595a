//! Measures what the generated models cost to compile, beside the same under `serde_derive`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use bench::cost::{self, Step, Variant, Workspaces};
use bench::model::Model;
use bench::page::{Pages, Shape};
use clap::{Parser, ValueEnum};
use serde_json::Value;

/// Measures what the generated models cost to compile, beside the same under `serde_derive`.
#[derive(Parser)]
struct Options {
    /// Time each build this many times
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Read the sources of the generated crate from this folder instead of ../ats-generated/src
    #[arg(long, value_name = "DIR")]
    generated: Option<PathBuf>,
    /// Compare only these
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Variant::ALL)]
    only: Vec<Variant>,
    /// Do not time the dependencies
    #[arg(long)]
    no_cold: bool,
    /// Also count the compiler's instructions; needs valgrind
    #[arg(long, value_name = "WHAT")]
    instructions: Option<Counted>,
    /// Write every time measured to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fail unless check and release are this many times as quick as under serde_derive
    #[arg(long, value_name = "RATIO")]
    assert_ratio: Option<f64>,
}

/// The builds whose instructions are counted.
#[derive(Clone, Copy, ValueEnum)]
enum Counted {
    /// Those of the check.
    Check,
    /// Those of the release build too, which takes an hour.
    All,
}

impl Counted {
    const fn steps(self) -> &'static [Step] {
        match self {
            Self::Check => &[Step::CheckApp],
            Self::All => &[Step::CheckApp, Step::ReleaseApp],
        }
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Some(status) = cost::as_compiler()? {
        let failed = u8::from(!status.success());
        return Ok(ExitCode::from(failed));
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("bench lies in no folder")?;
    let options = Options::parse();
    let bundled = || repository.join("ats-generated/src");
    let sources = options.generated.unwrap_or_else(bundled);
    // `target/release/compile-cost`: Cargo's target folder, wherever it is.
    let target = env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("no target folder")?;
    let root = target.join("bench/compile-cost");
    let (runs, variants) = (options.runs, &options.only);
    let counted = options.instructions.map_or(&[][..], Counted::steps);
    let workspaces = Workspaces::write(&root, repository, &sources, variants)?;
    eprintln!("the compared crates are in {}", root.display());

    let measured = cost::measure(&workspaces, variants, runs, !options.no_cold, counted)?;
    let model = Model::read(&sources)?;
    let checked = agree(&workspaces, &model, variants)?;
    println!("{}", cost::text(&measured, &model, variants));
    if checked > 0 {
        println!("both programs read {checked} pages alike, and wrote the same JSON.");
    }
    if let Some(file) = options.json {
        let json = cost::json(&measured, &model, variants);
        fs::write(file, serde_json::to_string_pretty(&json)?)?;
    }
    if let Some(least) = options.assert_ratio {
        for step in [Step::CheckModels, Step::CheckApp, Step::ReleaseApp] {
            let ratio =
                cost::ratio(&measured, Variant::Serde, Variant::Table, step).unwrap_or_default();
            if ratio < least {
                eprintln!("{}: only {ratio:.1} times as quick", step.name());
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets both programs read and write a page of each object, and compares what they say.
///
/// A comparison of builds is worth nothing if one of the programs does not do the work.
fn agree(
    workspaces: &Workspaces,
    model: &Model,
    variants: &[Variant],
) -> Result<usize, Box<dyn Error>> {
    if !variants.contains(&Variant::Table) || !variants.contains(&Variant::Serde) {
        return Ok(0);
    }
    let pages = Pages::new(model);
    let file = workspaces.root.join("page.json");
    let mut checked = 0;
    for object in model.objects() {
        let name = object.ident.to_string();
        let shape = Shape {
            records: 20,
            relationships: true,
            ..Shape::default()
        };
        let page = pages.page(&name, shape).ok_or("no page")?.json;
        let record = serde_json::from_str::<Value>(&page)?["records"][0].to_string();
        for (what, text) in [
            ("page", &page),
            ("record", &record),
            ("new", &record),
            ("update", &record),
        ] {
            if (what == "new" && !object.can("create"))
                || (what == "update" && !object.can("update"))
            {
                continue;
            }
            fs::write(&file, text)?;
            let run = |variant| -> Result<Value, Box<dyn Error>> {
                let program = workspaces.binary(variant);
                let done = Command::new(program)
                    .args([&name, what])
                    .arg(&file)
                    .output()?;
                let said = String::from_utf8_lossy(&done.stderr);
                serde_json::from_slice(&done.stdout).map_err(|_| {
                    let program = variant.name();
                    format!("{program}: {name} {what}: {said}").into()
                })
            };
            let (ours, theirs) = (run(Variant::Table)?, run(Variant::Serde)?);
            if let Some(difference) = bench::agree::difference(&ours, &theirs) {
                let file = file.display();
                return Err(format!("{name} {what}{difference}; see {file}").into());
            }
            checked += 1;
        }
    }
    Ok(checked)
}
