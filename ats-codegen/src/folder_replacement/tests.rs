use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::*;

/// Every file below a folder with its text, folders with a slash.
fn read(dir: &Path) -> BTreeMap<String, String> {
    fn walk(dir: &Path, prefix: &str, all: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), all);
                all.insert(format!("{path}/"), String::new());
            } else {
                let text = fs::read_to_string(entry.path()).unwrap_or_default();
                all.insert(path, text);
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(dir, "", &mut all);
    all
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// A folder with something of everything.
struct Place {
    root: tempfile::TempDir,
    target: PathBuf,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().canonicalize().unwrap().join("out");
        for folder in ["src", "tests/deep", "target/debug", ".git"] {
            fs::create_dir_all(target.join(folder)).unwrap();
        }
        for (path, text) in [
            ("A", "old"),
            ("gone", "old"),
            ("notes.txt", "mine"),
            ("src/a.rs", "old"),
            ("src/gone.rs", "old"),
            ("src/same.rs", "same"),
            ("src/mine.rs", "mine"),
            ("tests/deep/t.rs", "mine"),
            ("target/CACHEDIR.TAG", "cache"),
            ("target/debug/x", "cache"),
            (".git/HEAD", "git"),
        ] {
            fs::write(target.join(path), text).unwrap();
        }
        Self { root, target }
    }

    fn prepare(&self, keep_folder: bool) -> FolderReplacement {
        let swap = FolderReplacement::begin(&self.target, keep_folder).unwrap();
        swap.create_dir("src").unwrap();
        FolderReplacement::write(swap.dir(), "A", b"new").unwrap();
        FolderReplacement::write(swap.dir(), "src/a.rs", b"new").unwrap();
        FolderReplacement::write(swap.dir(), "src/b.rs", b"new").unwrap();
        swap
    }

    fn modified(&self, path: &str) -> SystemTime {
        let metadata = fs::metadata(self.target.join(path)).unwrap();
        metadata.modified().unwrap()
    }

    /// Nothing is beside the folder.
    fn is_clean(&self) -> bool {
        fs::read_dir(self.root.path()).unwrap().count() == 1
    }
}

fn dropped(path: &str) -> bool {
    path == "gone" || path == "src/gone.rs"
}

fn after() -> BTreeMap<String, String> {
    map(&[
        (".git/", ""),
        (".git/HEAD", "git"),
        ("A", "new"),
        ("notes.txt", "mine"),
        ("src/", ""),
        ("src/a.rs", "new"),
        ("src/b.rs", "new"),
        ("src/mine.rs", "mine"),
        ("src/same.rs", "same"),
        ("target/", ""),
        ("target/CACHEDIR.TAG", "cache"),
        ("target/debug/", ""),
        ("target/debug/x", "cache"),
        ("tests/", ""),
        ("tests/deep/", ""),
        ("tests/deep/t.rs", "mine"),
    ])
}

#[test]
fn a_folder_changes_as_a_whole_and_keeps_what_is_not_replaced() {
    for keep_folder in [false, true] {
        let place = Place::new();
        let before = read(&place.target);
        let times = ["src/same.rs", "notes.txt", "tests/deep/t.rs"].map(|it| place.modified(it));
        let swap = place.prepare(keep_folder);
        if !keep_folder {
            assert_eq!(read(&place.target), before);
        }
        swap.commit(&dropped).unwrap();
        assert_eq!(read(&place.target), after());
        let still = ["src/same.rs", "notes.txt", "tests/deep/t.rs"].map(|it| place.modified(it));
        assert_eq!(times, still, "nothing to build again");
        assert!(place.is_clean());
    }
}

#[cfg(unix)]
#[test]
fn in_place_the_folder_stays_the_same_one_and_links_stay_links() {
    use std::os::unix::fs::MetadataExt as _;

    for keep_folder in [false, true] {
        let place = Place::new();
        std::os::unix::fs::symlink("nowhere", place.target.join("link")).unwrap();
        let before = fs::metadata(&place.target).unwrap().ino();
        let cache = fs::metadata(place.target.join("target")).unwrap().ino();
        place.prepare(keep_folder).commit(&dropped).unwrap();
        let now = fs::metadata(&place.target).unwrap().ino();
        assert_eq!(before == now, keep_folder);
        let link = fs::read_link(place.target.join("link")).unwrap();
        assert_eq!(link, Path::new("nowhere"));
        let still = fs::metadata(place.target.join("target")).unwrap().ino();
        assert_eq!(cache, still, "a cache is not linked file by file");
    }
}

#[test]
fn two_steps_do_what_one_does() {
    let place = Place::new();
    let swap = place.prepare(false);
    kept_files::link(&place.target, swap.dir(), &dropped).unwrap();
    exchange::in_two_steps(swap.dir(), &place.target).unwrap();
    drop(swap);
    assert_eq!(read(&place.target), after());
    assert!(place.is_clean());
}

#[test]
fn a_run_that_stops_leaves_nothing_behind() {
    for keep_folder in [false, true] {
        let place = Place::new();
        let before = read(&place.target);
        drop(place.prepare(keep_folder));
        assert_eq!(read(&place.target), before);
        assert!(place.is_clean());
    }
}

/// Forgets a change as a killed process does: its files stay and nobody holds its lock.
fn kill(mut swap: FolderReplacement) {
    swap.finished = true;
}

#[test]
fn what_a_killed_run_left_is_removed_whenever_it_was_killed() {
    for keep_folder in [false, true] {
        let place = Place::new();
        let before = read(&place.target);
        kill(place.prepare(keep_folder));
        recover(&place.target).unwrap();
        assert_eq!(read(&place.target), before);
        assert!(place.is_clean());
    }
    // After the exchange, before the caches were moved.
    let place = Place::new();
    let swap = place.prepare(false);
    kept_files::link(&place.target, swap.dir(), &dropped).unwrap();
    exchange::folders(swap.dir(), &place.target).unwrap();
    kill(swap);
    assert!(!place.target.join("target").exists());
    recover(&place.target).unwrap();
    assert_eq!(read(&place.target), after());
    assert!(place.is_clean());
    // Between the two steps of an exchange.
    let place = Place::new();
    let before = read(&place.target);
    let swap = place.prepare(false);
    fs::rename(&place.target, exchange::aside(swap.dir())).unwrap();
    kill(swap);
    recover(&place.target).unwrap();
    assert_eq!(read(&place.target), before);
    assert!(place.is_clean());
}

#[test]
fn in_place_a_change_that_was_begun_is_completed() {
    let place = Place::new();
    let swap = place.prepare(true);
    rename_into_place::mark(swap.dir(), &place.target, &dropped).unwrap();
    fs::rename(swap.dir().join("A"), place.target.join("A")).unwrap();
    kill(swap);
    recover(&place.target).unwrap();
    assert_eq!(read(&place.target), after());
}

#[test]
fn a_list_of_files_to_remove_cannot_leave_the_folder() {
    let place = Place::new();
    let outside = place.root.path().join("outside");
    fs::write(&outside, "mine").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("..", place.target.join("up")).unwrap();
    let absolute = outside.canonicalize().unwrap();
    for line in [
        absolute.to_str().unwrap(),
        "../outside",
        "up/outside",
        "src/../../outside",
        ".git/HEAD",
        "",
    ] {
        let swap = place.prepare(true);
        rename_into_place::mark(swap.dir(), &place.target, &dropped).unwrap();
        let before = read(&place.target.join("src"));
        let staging = swap.dir().to_owned();
        fs::write(staging.join(".complete"), format!("gone\n{line}\n")).unwrap();
        kill(swap);
        let failed = recover(&place.target).unwrap_err();
        assert!(failed.path.ends_with(".complete") && !failed.partly);
        let message = failed.source.to_string();
        assert!(message.contains("delete the folder"), "{line}: {message}");
        assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
        assert!(place.target.join("gone").exists() && place.target.join(".git/HEAD").exists());
        assert_eq!(read(&place.target.join("src")), before);
        fs::remove_dir_all(staging).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_a_change_out_of_the_folder() {
    let place = Place::new();
    let outside = place.root.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let swap = place.prepare(true);
    rename_into_place::mark(swap.dir(), &place.target, &|path| path == "gone").unwrap();
    kill(swap);
    fs::remove_dir_all(place.target.join("src")).unwrap();
    std::os::unix::fs::symlink(&outside, place.target.join("src")).unwrap();
    let failed = recover(&place.target).unwrap_err();
    assert!(failed.path.ends_with("src") && !failed.partly);
    assert_eq!(read(&outside), map(&[]));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_moved_is_moved_by_the_next_run() {
    let place = Place::new();
    let mut swap = place.prepare(false);
    kept_files::link(&place.target, swap.dir(), &dropped).unwrap();
    fs::write(place.target.join("src/new.rs"), "mine").unwrap();
    swap.staging = exchange::folders(swap.dir(), &place.target).unwrap();
    // What `finish` does after a failure.
    let rest = swap.dir().with_extension("ats-codegen.rest");
    kept_files::discard(swap.dir(), &|path| dropped(path) || path == "A");
    leftovers::keep_rest(swap.dir()).unwrap();
    kill(swap);
    assert!(rest.join("src/new.rs").exists() && !rest.join("src/gone.rs").exists());
    recover(&place.target).unwrap();
    let mut expected = after();
    expected.insert("src/new.rs".to_owned(), "mine".to_owned());
    assert_eq!(read(&place.target), expected);
    assert!(place.is_clean());
}

#[cfg(unix)]
#[test]
fn a_new_version_keeps_the_permissions_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt as _;

    for keep_folder in [false, true] {
        let place = Place::new();
        let mode = |path: &str| {
            let metadata = fs::metadata(place.target.join(path)).unwrap();
            metadata.permissions().mode() & 0o777
        };
        for (path, mode) in [("A", 0o600), ("src", 0o750), ("", 0o700)] {
            let permissions = fs::Permissions::from_mode(mode);
            fs::set_permissions(place.target.join(path), permissions).unwrap();
        }
        place.prepare(keep_folder).commit(&dropped).unwrap();
        assert_eq!([mode("A"), mode("src"), mode("")], [0o600, 0o750, 0o700]);
    }
}

#[test]
fn a_run_under_way_is_not_taken_for_a_leftover() {
    let place = Place::new();
    let first = place.prepare(false);
    let other = place.root.path().join(".out.mine.ats-codegen");
    fs::create_dir(&other).unwrap();
    let second = place.prepare(false);
    assert!(first.dir().exists() && other.exists());
    second.commit(&dropped).unwrap();
    first.commit(&dropped).unwrap();
    fs::remove_dir(other).unwrap();
    assert_eq!(read(&place.target), after());
    assert!(place.is_clean());
}

#[cfg(unix)]
#[test]
fn a_name_that_another_run_takes_for_a_leftover_is_not_used() {
    use std::cell::{Cell, RefCell};

    let place = Place::new();
    let (count, held) = (Cell::new(0), RefCell::new(None));
    let make = |name: &str| {
        let path = place.root.path().join(name);
        fs::create_dir(&path)?;
        match count.replace(count.get() + 1) {
            // It is about to remove it, or has removed it.
            0 => {
                let file = File::open(&path)?;
                file.lock()?;
                held.replace(Some(file));
            }
            1 => fs::remove_dir(&path)?,
            _ => {}
        }
        Ok(path)
    };
    let (path, lock) = staging::create(&place.target, make).unwrap();
    assert_eq!(count.get(), 3);
    assert!(path.exists() && lock.is_some());
    assert!(staging::claim(&path).is_none());
    drop(lock);
    assert!(staging::claim(&path).is_some());
}

#[test]
fn what_somebody_writes_in_the_meantime_is_kept() {
    let place = Place::new();
    let mut swap = place.prepare(false);
    kept_files::link(&place.target, swap.dir(), &dropped).unwrap();
    fs::write(place.target.join("src/new.rs"), "mine").unwrap();
    // As editors save: another file takes the name.
    fs::write(place.target.join("draft"), "edited").unwrap();
    fs::rename(place.target.join("draft"), place.target.join("notes.txt")).unwrap();
    swap.staging = exchange::folders(swap.dir(), &place.target).unwrap();
    let ours = |path: &str| dropped(path) || ["A", "src/a.rs", "src/b.rs"].contains(&path);
    swap.finish(&ours).unwrap();
    let mut expected = after();
    expected.insert("src/new.rs".to_owned(), "mine".to_owned());
    expected.insert("notes.txt".to_owned(), "edited".to_owned());
    assert_eq!(read(&place.target), expected);
}

#[test]
fn a_folder_in_a_files_place_is_refused_before_anything_changes() {
    for keep_folder in [false, true] {
        let place = Place::new();
        fs::create_dir(place.target.join("src/b.rs")).unwrap();
        fs::write(place.target.join("src/b.rs/mine"), "mine").unwrap();
        let before = read(&place.target);
        let failed = place.prepare(keep_folder).commit(&dropped).unwrap_err();
        assert!(failed.path.ends_with("src/b.rs") && !failed.partly);
        assert_eq!(read(&place.target), before);
        assert!(place.is_clean());
    }
}

#[test]
fn a_folder_that_cannot_be_moved_is_changed_in_place() {
    let place = Place::new();
    let mut swap = place.prepare(false);
    kept_files::link(&place.target, swap.dir(), &dropped).unwrap();
    assert!(swap.move_inside());
    swap.put_in_place(&dropped).unwrap();
    assert_eq!(read(&place.target), after());
    assert!(place.is_clean());
}

#[test]
fn a_folder_that_is_missing_is_made() {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("a/b/out");
    let swap = FolderReplacement::begin(&target, false).unwrap();
    FolderReplacement::write(swap.dir(), "A", b"new").unwrap();
    swap.commit(&|_| false).unwrap();
    assert_eq!(read(&target), map(&[("A", "new")]));
}

#[test]
fn a_file_that_is_there_is_not_created_again() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("a.toml");
    assert!(create_file(&file, b"first").unwrap());
    assert!(!create_file(&file, b"second").unwrap());
    assert_eq!(read(root.path()), map(&[("a.toml", "first")]));
}

#[test]
fn one_file_is_replaced_with_its_permissions() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("secret");
    fs::write(&file, "old").unwrap();
    fs::write(root.path().join(".secret.1.ats-codegen"), "left").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    replace_file(&file, b"new").unwrap();
    assert_eq!(read(root.path()), map(&[("secret", "new")]));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
