//! Decides which files of the folder change and which are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::describe_requests::Told;
use super::report::FetchReport;
use super::snapshot::{Asked, Entry, LOCK, Snapshot, file_name, hash};
use super::{Fetch, FetchError, Gathered, describes_in};
use crate::folder_replacement::{FolderLock, FolderReplacement};

impl Fetch {
    /// Puts what was gathered in the folder's place, if it differs.
    pub(super) fn finish(
        &self,
        dir: &Path,
        swap: FolderReplacement,
        before: Option<&Snapshot>,
        gathered: Gathered,
    ) -> Result<FetchReport, FetchError> {
        let mut report = FetchReport {
            api_calls: gathered.api_calls,
            daily_used: gathered.usage.map(|it| it.0),
            daily_limit: gathered.usage.map(|it| it.1),
            api_version: gathered.origin.api_version.clone(),
            missing: gathered.missing,
            warnings: gathered.warnings,
            output: dir.to_owned(),
            ..FetchReport::default()
        };
        let mut snapshot = Snapshot {
            origin: gathered.origin,
            asked: Asked {
                permission_set: self.permission_set.as_ref().map(|it| it.given.clone()),
                fields_used: self.fields.is_some(),
            },
            objects: BTreeMap::new(),
        };
        if before.is_some_and(|it| it.asked != snapshot.asked) {
            let warning = "the snapshot was fetched with a different --permission-set or --scope";
            report.warnings.push(warning.to_owned());
        }
        for (name, told) in gathered.told {
            let file = file_name(&name);
            let entry = match told {
                Told::Refused(mut missing) => {
                    missing.named = self.selection.names(&name);
                    report.missing.push(missing);
                    continue;
                }
                Told::Same => {
                    report.not_sent += 1;
                    report.unchanged += 1;
                    gathered.known.get(&name).cloned().unwrap_or_default()
                }
                Told::New(entry) => {
                    let path = swap.dir().join(&file);
                    let text = fs::read(&path).map_err(|cause| FetchError::Save {
                        path,
                        kept: dir.to_owned(),
                        cause,
                    })?;
                    if fs::read(dir.join(&file)).is_ok_and(|old| old == text) {
                        report.unchanged += 1;
                    } else {
                        report.written += 1;
                    }
                    Entry {
                        hash: hash(&text),
                        ..entry
                    }
                }
            };
            report.objects.push(name.clone());
            snapshot.objects.insert(name, entry);
        }
        if snapshot.objects.is_empty() {
            let why = report
                .error_lines()
                .into_iter()
                .chain(report.warning_lines())
                .next()
                .unwrap_or_default();
            return Err(FetchError::Nothing(why));
        }
        let gone = self.sort_out(before, gathered.replaces, &mut snapshot, &mut report);
        let mut gone: BTreeSet<String> = (gone.iter().map(|it| file_name(it)))
            .filter(|file| dir.join(file).exists())
            .collect();
        if before.is_none() {
            let mut foreign = describes_in(dir);
            foreign.retain(|file| !swap.dir().join(file).exists());
            if !foreign.is_empty() {
                let names = Vec::from_iter(foreign.iter().map(String::as_str)).join(", ");
                report.warnings.push(format!(
                    "removed describes that `fetch` did not write: {names}"
                ));
            }
            gone.extend(foreign);
        }
        report.removed = gone.len();
        let same = before.is_some_and(|it| *it == snapshot);
        if same && report.written == 0 && report.removed == 0 {
            return Ok(report);
        }
        let _turn = FolderLock::wait(dir).map_err(FetchError::save(dir))?;
        if Snapshot::read(dir)?.as_ref() != before {
            return Err(FetchError::Overtaken(dir.to_owned()));
        }
        FolderReplacement::write(swap.dir(), LOCK, snapshot.text().as_bytes())
            .map_err(FetchError::save(dir))?;
        swap.commit(&|name| gone.contains(name))
            .map_err(FetchError::save(dir))?;
        Ok(report)
    }

    /// Decides about the objects of the snapshot that were not fetched this time: keeps them in
    /// it, or returns them as gone.
    fn sort_out(
        &self,
        before: Option<&Snapshot>,
        replaces: Option<&'static str>,
        snapshot: &mut Snapshot,
        report: &mut FetchReport,
    ) -> BTreeSet<String> {
        let mut gone = BTreeSet::new();
        let matches = self.selection.matcher();
        let fetched: BTreeSet<String> = (snapshot.objects.keys())
            .map(|it| it.to_ascii_lowercase())
            .collect();
        for (name, entry) in before.iter().flat_map(|it| &it.objects) {
            if snapshot.objects.contains_key(name) {
                continue;
            }
            if fetched.contains(&name.to_ascii_lowercase()) {
                // Only the case of its letters has changed.
                gone.insert(name.clone());
                continue;
            }
            let asked = |it: &&mut super::Missing| it.object.eq_ignore_ascii_case(name);
            let missing = report.missing.iter_mut().find(asked);
            let selected = !self.partial || missing.is_some() || matches(name);
            if selected && (self.prune || replaces.is_some()) {
                if let Some(missing) = missing {
                    missing.pruned = self.prune;
                }
                gone.insert(name.clone());
            } else {
                if selected {
                    report.kept.push(name.clone());
                }
                snapshot.objects.insert(name.clone(), entry.clone());
            }
        }
        let removed: Vec<&str> = (gone.iter().map(String::as_str))
            .filter(|it| !fetched.contains(&it.to_ascii_lowercase()))
            .collect();
        if !removed.is_empty() {
            let names = removed.join(", ");
            let reason = match replaces {
                Some(what) => format!("the snapshot was of another {what}"),
                None => "--prune was given".to_owned(),
            };
            report
                .warnings
                .push(format!("removed, because {reason}: {names}"));
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Selection;

    fn snapshot(objects: &[&str]) -> Snapshot {
        let objects = objects.iter();
        Snapshot {
            objects: objects
                .map(|it| ((*it).to_owned(), Entry::default()))
                .collect(),
            ..Snapshot::default()
        }
    }

    /// Returns the gone and the kept objects when `fetched` comes into a folder with A, B and job__c.
    fn sort_out(
        fetch: &Fetch,
        replaces: Option<&'static str>,
        fetched: &[&str],
    ) -> (Vec<String>, Vec<String>) {
        let before = snapshot(&["A", "B", "job__c"]);
        let (mut now, mut report) = (snapshot(fetched), FetchReport::default());
        let gone = fetch.sort_out(Some(&before), replaces, &mut now, &mut report);
        for name in before.objects.keys() {
            assert_ne!(gone.contains(name), now.objects.contains_key(name));
        }
        (gone.into_iter().collect(), report.kept)
    }

    #[test]
    fn what_was_not_fetched_is_kept_unless_it_is_pruned_or_of_another_org() {
        let mut fetch = Fetch {
            selection: Selection {
                pattern: Some("^[AB]$".to_owned()),
                ..Selection::default()
            },
            partial: true,
            ..Fetch::default()
        };
        let none = Vec::<String>::new();
        let b = vec!["B".to_owned()];
        // What the pattern does not select stays without a word.
        assert_eq!(sort_out(&fetch, None, &["A"]), (none.clone(), b.clone()));
        assert_eq!(
            sort_out(&fetch, Some("org"), &["A"]),
            (b.clone(), none.clone())
        );
        fetch.prune = true;
        assert_eq!(sort_out(&fetch, None, &["A"]), (b, none.clone()));
        // One object in another spelling is one file.
        fetch.prune = false;
        let respelled = vec!["job__c".to_owned()];
        let found = sort_out(&fetch, None, &["A", "B", "Job__c"]);
        assert_eq!(found, (respelled, none));
    }
}
