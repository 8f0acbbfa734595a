//! Measures what the generated models cost to compile, beside the same under `serde_derive`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use bench::cost::{self, Step, Variant, Workspaces};
use bench::model::Model;
use bench::page::{Pages, Shape};
use serde_json::Value;

const HELP: &str = "\
cargo run --release -p bench --bin compile-cost -- [OPTIONS]

  --runs N            how often each build is timed (default 5)
  --generated DIR     sources of the generated crate (default ../ats-generated/src)
  --only A,B          of table, serde, plain (default: all)
  --no-cold           do not time the dependencies
  --instructions WHAT also count the compiler's instructions, of the `check` or of `all`, which
                      is the release build too and takes an hour; needs valgrind
  --json FILE         write every time measured to FILE
  --assert-ratio R    fail unless check and release are R times as quick as under serde_derive
";

struct Options {
    runs: usize,
    sources: PathBuf,
    variants: Vec<Variant>,
    cold: bool,
    counted: &'static [Step],
    json: Option<PathBuf>,
    assert_ratio: Option<f64>,
}

fn options(repository: &Path) -> Result<Option<Options>, Box<dyn Error>> {
    let mut options = Options {
        runs: 5,
        sources: repository.join("ats-generated/src"),
        variants: Variant::ALL.to_vec(),
        cold: true,
        counted: &[],
        json: None,
        assert_ratio: None,
    };
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--runs" => options.runs = value()?.parse()?,
            "--generated" => options.sources = value()?.into(),
            "--only" => {
                let named = value()?;
                let named = named.split(',').map(Variant::named);
                options.variants = named.collect::<Option<_>>().ok_or(HELP)?;
            }
            "--no-cold" => options.cold = false,
            "--instructions" => {
                options.counted = match value()?.as_str() {
                    "check" => &[Step::CheckApp],
                    "all" => &[Step::CheckApp, Step::ReleaseApp],
                    other => {
                        let message =
                            format!("--instructions wants `check` or `all`, not `{other}`");
                        return Err(message.into());
                    }
                }
            }
            "--json" => options.json = Some(value()?.into()),
            "--assert-ratio" => options.assert_ratio = Some(value()?.parse()?),
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("no such option: {arg}\n\n{HELP}").into()),
        }
    }
    Ok(Some(options))
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Some(status) = cost::as_compiler()? {
        let failed = u8::from(!status.success());
        return Ok(ExitCode::from(failed));
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("bench lies in no folder")?;
    let Some(options) = options(repository)? else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    // `target/release/compile-cost`: Cargo's target folder, wherever it is.
    let target = env::current_exe()?;
    let target = target.ancestors().nth(2).ok_or("no target folder")?;
    let root = target.join("bench/compile-cost");
    let (runs, variants) = (options.runs, &options.variants);
    let workspaces = Workspaces::write(&root, repository, &options.sources, variants)?;
    eprintln!("the compared crates are in {}", root.display());

    let measured = cost::measure(&workspaces, variants, runs, options.cold, options.counted)?;
    let model = Model::read(&options.sources)?;
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
