//! Processes that are killed, and disks that are full: the old files or the new ones, never a
//! mixture, and nothing left over after the next run.
//!
//! A few kills by default; `ATS_KILLS=200`, as in `.ci/full`, makes it as many.
#![cfg(all(unix, feature = "fetch"))]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Org, codegen, copy_schemas, files, names, root, run};
use serde_json::Value;

/// How many runs of each command are killed.
fn kills() -> u32 {
    let count = std::env::var("ATS_KILLS");
    count.map_or(5, |it| it.parse().expect("ATS_KILLS is a number"))
}

/// Checks that not every run was over before it was killed. A few may be, on a slow machine.
#[track_caller]
fn check_killed(killed: u32) {
    assert!(killed > 0 || kills() < 50, "no run was killed");
}

/// Points in time within `whole`, spread evenly and in no order.
struct Moments {
    state: u32,
    whole: Duration,
}

impl Moments {
    const fn within(whole: Duration) -> Self {
        Self {
            state: 0x9e37_79b9,
            whole,
        }
    }

    fn next(&mut self) -> Duration {
        // Numerical Recipes' linear congruential generator.
        self.state = self
            .state
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        self.whole
            .mul_f64(f64::from(self.state >> 8) / f64::from(1 << 24))
    }
}

/// Kills a command after a while; returns whether it was still running.
fn kill_after(command: &mut Command, wait: Duration) -> bool {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let running = child.try_wait().unwrap().is_none();
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

type Content = BTreeMap<PathBuf, Vec<u8>>;

/// A folder's files, but those of a cache and of version control.
fn content(dir: &Path) -> Content {
    let mut all = files(dir);
    all.retain(|path, _| {
        let path = path.strip_prefix(dir).unwrap();
        !path.starts_with("target")
            && !path.starts_with(".git")
            && path != Path::new(".ats-codegen.lock")
    });
    all
}

/// Rewrites every describe of a folder.
fn edit(dir: &Path, change: impl Fn(&mut Value)) {
    for path in files(dir).into_keys() {
        let mut describe: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        if describe["fields"].is_array() {
            change(&mut describe);
            fs::write(path, serde_json::to_vec_pretty(&describe).unwrap()).unwrap();
        }
    }
}

/// Gives every object a longer label and another field.
fn relabel(describe: &mut Value) {
    let label = describe["label"].as_str().unwrap_or_default();
    describe["label"] = format!("{label}, revised").into();
    let mut field = describe["fields"][0].clone();
    field["name"] = "Revised__c".into();
    field["type"] = "boolean".into();
    describe["fields"].as_array_mut().unwrap().push(field);
}

/// A folder in which crates are generated from several schemas, and somebody's own files.
struct Workshop {
    folder: tempfile::TempDir,
}

impl Workshop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let it = Self { folder };
        copy_schemas(&it.path("old"));
        copy_schemas(&it.path("edited"));
        edit(&it.path("edited"), relabel);
        // Other modules, another manifest, another README.
        copy_schemas(&it.path("fewer"));
        edit(&it.path("fewer"), relabel);
        for object in ["Account", "bpats__Offer__c", "bpats__Job__c"] {
            fs::remove_file(it.path("fewer").join(format!("{object}.json"))).unwrap();
        }
        it.generate("old", true);
        for (path, text) in [
            ("notes.txt", "mine"),
            ("src/mine.rs", "// mine"),
            ("tests/deep/mine.rs", "// mine"),
            ("Cargo.lock", "# mine"),
            (
                "target/CACHEDIR.TAG",
                "Signature: 8a477f597d28d172789f06886806bc55",
            ),
            ("target/debug/build/x", "built"),
            (".git/HEAD", "ref: refs/heads/main"),
        ] {
            let path = it.path("out").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        it
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command that generates `out` from one of the schemas.
    fn command(&self, schemas: &str) -> Command {
        let core = root().join("ats-core");
        let core = core.to_str().unwrap();
        // The schemas' name is part of the README.
        let link = self.path("schemas");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(self.path(schemas), link).unwrap();
        codegen(
            self.folder.path(),
            &["generate", "--out", "out", "--ats-core-path", core],
        )
    }

    fn generate(&self, schemas: &str, writes: bool) -> Content {
        let ran = run(&mut self.command(schemas));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            !writes || !ran.out.contains(": 0 files written"),
            "{}",
            ran.out
        );
        content(&self.path("out"))
    }

    /// Nothing is left over, and nothing of somebody's own is missing.
    #[track_caller]
    fn check_clean(&self) {
        let mine = ["edited", "fewer", "old", "out", "schemas"];
        assert_eq!(names(self.folder.path()), mine);
        let out = [
            ".ats-codegen.lock",
            ".git",
            "Cargo.lock",
            "Cargo.toml",
            "README.md",
            "notes.txt",
            "src",
            "target",
            "tests",
        ];
        assert_eq!(names(&self.path("out")), out);
        let hidden = |it: &String| it.starts_with('.');
        assert!(!names(&self.path("out/src")).iter().any(hidden));
        assert!(self.path("out/target/debug/build/x").is_file());
        assert!(self.path("out/.git/HEAD").is_file());
    }
}

#[test]
fn generate_is_killed() {
    let workshop = Workshop::new();
    let states: BTreeMap<&str, Content> = ["edited", "fewer", "old"]
        .map(|it| (it, workshop.generate(it, true)))
        .into();
    assert!(states["old"] != states["edited"]);
    let start = Instant::now();
    workshop.generate("edited", true);
    let mut moments = Moments::within(start.elapsed().mul_f64(1.1));
    let (mut before, mut killed) = ("edited", 0);
    for count in 0..kills() {
        let next = match (before, count % 2) {
            ("old", 0) => "edited",
            ("old", _) | ("edited", 0) => "fewer",
            _ => "old",
        };
        killed += u32::from(kill_after(&mut workshop.command(next), moments.next()));
        let now = content(&workshop.path("out"));
        let is = |state: &str| differences(&now, &states[state]);
        let (is_old, is_new) = (is(before), is(next));
        assert!(
            is_old.is_empty() || is_new.is_empty(),
            "kill {count}: not {before}: {is_old:?}; not {next}: {is_new:?}"
        );
        assert!(workshop.generate(next, false) == states[next]);
        workshop.check_clean();
        before = next;
    }
    check_killed(killed);
}

#[test]
fn runs_at_the_same_time_take_turns() {
    let workshop = Workshop::new();
    let states = ["edited", "fewer", "old"].map(|it| workshop.generate(it, true));
    // Each time takes as long as several kills.
    for _ in 0..kills().div_ceil(5) {
        let runs = ["edited", "fewer", "old"].map(|it| {
            let mut command = workshop.command(it);
            // Each has schemas of its own, whatever the link says later.
            command.args(["--schemas", it]).stdout(Stdio::null());
            command.stderr(Stdio::null()).spawn().unwrap()
        });
        for mut run in runs {
            assert!(run.wait().unwrap().success());
        }
        let readme = |content: &Content| {
            let mut content = content.clone();
            // They repeat the command and its options.
            content.remove(&workshop.path("out/README.md"));
            content.remove(&workshop.path("out/Cargo.toml"));
            content
        };
        let now = readme(&content(&workshop.path("out")));
        assert!(states.iter().any(|it| readme(it) == now), "a mixture");
        workshop.check_clean();
    }
}

/// Where two folders differ: paths, with a staging folder left out of the first.
fn differences(now: &Content, wanted: &Content) -> Vec<PathBuf> {
    let is_staging = |path: &Path| {
        let mut parts = path.components();
        parts.any(|it| it.as_os_str().to_string_lossy().ends_with(".ats-codegen"))
    };
    let all = now.keys().chain(wanted.keys());
    let differ = all.filter(|it| !is_staging(it) && now.get(*it) != wanted.get(*it));
    differ.cloned().collect()
}

#[test]
fn fetch_is_killed() {
    let old = Org::start();
    copy_schemas(&old.path("edited"));
    edit(&old.path("edited"), relabel);
    let edited = old.path("edited");
    let new = Org::with(|it| it.schemas(edited.clone()));
    fs::remove_dir_all(&edited).unwrap();
    let fetch = |org: &Org| {
        let args = ["fetch", "--full", "--match", "^bpats__(ATS|Interview)"];
        let mut command = org.command(&args);
        command.current_dir(old.folder.path());
        command
    };
    let whole = |org: &Org| {
        let ran = run(&mut fetch(org));
        assert_eq!(ran.code, 0, "{}", ran.err);
        files(&old.path("schemas"))
    };
    let mut states = [whole(&old), whole(&new)];
    assert!(states[0] != states[1]);
    fs::create_dir(old.path("schemas/permission-sets")).unwrap();
    fs::write(old.path("schemas/permission-sets/Mine.json"), "{}").unwrap();
    let start = Instant::now();
    states = [whole(&old), whole(&new)];
    let mut moments = Moments::within(start.elapsed().mul_f64(0.55));
    let mut killed = 0;
    for count in 0..kills() {
        let org = if count % 2 == 0 { &old } else { &new };
        killed += u32::from(kill_after(&mut fetch(org), moments.next()));
        let now = files(&old.path("schemas"));
        assert!(states.contains(&now), "kill {count}: a mixture");
        assert!(whole(org) == states[count as usize % 2]);
        assert_eq!(names(old.folder.path()), ["schemas"], "kill {count}");
    }
    check_killed(killed);
}

/// A limit on the size of files stands for a full disk: the write fails in the same place.
#[test]
fn a_full_disk_changes_nothing() {
    let workshop = Workshop::new();
    for schemas in ["edited", "fewer"] {
        let before = times(&workshop.path("out"));
        let command = workshop.command(schemas);
        let mut shell = Command::new("sh");
        // Enough for most files, not for the largest.
        shell
            .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(workshop.folder.path());
        let ran = run(&mut shell);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("cannot write"), "{}", ran.err);
        assert!(
            ran.err.contains("what was there before is unchanged"),
            "{}",
            ran.err
        );
        assert!(times(&workshop.path("out")) == before);
        workshop.check_clean();
    }
}

/// Every file with its content and the time of its last change.
fn times(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = files(dir).into_iter();
    files
        .map(|(path, bytes)| {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            (path, (bytes, modified))
        })
        .collect()
}

#[test]
fn what_does_not_change_keeps_its_time_and_what_is_not_ours_survives() {
    let workshop = Workshop::new();
    let before = times(&workshop.path("out"));
    // One module, the index and the lock, which is a cache: `src` alone changes.
    let job = workshop.path("old/bpats__Job__c.json");
    let mut describe: Value = serde_json::from_slice(&fs::read(&job).unwrap()).unwrap();
    let label = describe["label"].clone();
    relabel(&mut describe);
    describe["label"] = label;
    fs::write(&job, describe.to_string()).unwrap();
    workshop.generate("old", true);
    let after = times(&workshop.path("out"));
    let changed = |before: &BTreeMap<PathBuf, _>, after: &BTreeMap<PathBuf, _>| {
        let all = before.keys().filter(|it| before.get(*it) != after.get(*it));
        let names = all.map(|it| it.file_name().unwrap().to_string_lossy().into_owned());
        names.collect::<Vec<_>>()
    };
    let expected = [".ats-codegen.lock", "job.rs", "lib.rs"];
    assert_eq!(changed(&before, &after), expected);
    workshop.check_clean();
    // An object less: everything changes as a whole, and the rest keeps its time.
    fs::remove_file(workshop.path("old/bpats__Message_Stats__c.json")).unwrap();
    workshop.generate("old", true);
    let last = times(&workshop.path("out"));
    let gone = changed(&after, &last);
    assert!(gone.contains(&"message_stats.rs".to_owned()), "{gone:?}");
    assert!(!gone.contains(&"contact.rs".to_owned()), "{gone:?}");
    assert!(!gone.contains(&"mine.rs".to_owned()), "{gone:?}");
    workshop.check_clean();
}

#[test]
fn the_current_folder_stays_the_same_one() {
    use std::os::unix::fs::MetadataExt as _;

    let workshop = Workshop::new();
    let out = workshop.path("out");
    let before = fs::metadata(&out).unwrap().ino();
    let expected = workshop.generate("fewer", true);
    // Compared after one change: the second may get the number that the first has freed.
    let inode = fs::metadata(&out).unwrap().ino();
    assert_ne!(inode, before, "from outside it is another one");
    workshop.generate("old", true);
    // Points the schemas' name at the ones to come.
    workshop.command("fewer");
    let inode = fs::metadata(&out).unwrap().ino();
    // From inside: the shell that ran it goes on.
    let core = root().join("ats-core");
    let args = ["generate", "--out", ".", "--schemas", "../schemas"];
    let mut command = codegen(&out, &args);
    let ran = run(command.arg("--ats-core-path").arg(core));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::metadata(&out).unwrap().ino(), inode);
    let mut now = content(&out);
    // It repeats the command.
    now.insert(
        out.join("README.md"),
        expected[&out.join("README.md")].clone(),
    );
    assert_eq!(differences(&now, &expected), [] as [PathBuf; 0]);
    workshop.check_clean();
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("home")).unwrap();
    fs::write(workshop.path("home/letter.txt"), "mine").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("usr")).unwrap();
    let folders = [workshop.path("home"), elsewhere.path().to_owned()];
    for folder in &folders {
        let before = names(folder);
        let folder_text = folder.to_str().unwrap();
        let mut command = codegen(
            workshop.folder.path(),
            &["generate", "--schemas", "old", "--out", folder_text],
        );
        let ran = run(&mut command);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(
            ran.err
                .contains("neither empty nor a crate that ats-codegen wrote"),
            "{}",
            ran.err
        );
        assert_eq!(names(folder), before);
    }
    // An empty repository is as good as an empty folder.
    fs::remove_file(workshop.path("home/letter.txt")).unwrap();
    fs::create_dir(workshop.path("home/.git")).unwrap();
    fs::write(workshop.path("home/.git/HEAD"), "mine").unwrap();
    let mut command = codegen(
        workshop.folder.path(),
        &["generate", "--schemas", "old", "--out", "home"],
    );
    let ran = run(&mut command);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(workshop.path("home/.git/HEAD").is_file());
}
