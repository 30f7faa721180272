//! Folders that are committed, dropped, removed and written to by others.

use tempfile::TempDir;

use super::super::manifest::tests::manifest;
use super::*;

/// Commits `files` of name and text to `path`.
fn commit(path: &Path, files: &[(&str, &str)]) -> Result<Vec<PathBuf>, ExportError> {
    let folder = Folder::create(path)?;
    for (name, text) in files {
        write(&folder, name, text)?;
    }
    folder.commit(&manifest())
}

fn write(folder: &Folder, name: &str, text: &str) -> Result<(), ExportError> {
    folder.write(name, |out| {
        out.write_all(text.as_bytes()).map_err(|source| ExportError::File { path: name.into(), source })
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_commit_makes_the_folder_and_lists_its_files() {
    let home = TempDir::new().unwrap();
    let target = home.path().canonicalize().unwrap().join("output/push");
    let files = commit(&target, &[("b.csv", "b"), ("charts/a.svg", "a")]).unwrap();
    assert_eq!(files, ["b.csv", "charts/a.svg", "run.json"].map(|file| target.join(file)));
    assert_eq!(names(&target), ["b.csv", "charts", "run.json"]);
    assert_eq!(names(target.parent().unwrap()), ["push"]);
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(target.join("run.json")).unwrap()).unwrap();
    assert_eq!(manifest["program"], "catchup");
    // The SHA-256 of `a`, as published with the standard's test vectors.
    assert_eq!(manifest["hashes"]["charts/a.svg"], "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    assert_eq!(manifest["files"], serde_json::json!(["b.csv", "charts/a.svg", "run.json"]));
}

#[test]
fn a_second_commit_replaces_the_whole_folder() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    commit(&target, &[("old.csv", "1"), ("charts/old.svg", "1")]).unwrap();
    fs::write(target.join(".DS_Store"), "left by a file manager").unwrap();
    commit(&target, &[("new.csv", "2")]).unwrap();
    assert_eq!(names(&target), ["new.csv", "run.json"]);
    assert_eq!(names(home.path()), ["push"]);
}

#[test]
fn an_empty_folder_is_replaced() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    fs::create_dir(&target).unwrap();
    commit(&target, &[("a.csv", "1")]).unwrap();
    assert_eq!(names(&target), ["a.csv", "run.json"]);
}

#[test]
fn dropped_without_commit_it_leaves_the_old() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    commit(&target, &[("a.csv", "old")]).unwrap();
    let folder = Folder::create(&target).unwrap();
    write(&folder, "a.csv", "new").unwrap();
    assert_eq!(names(home.path()).len(), 2);
    drop(folder);
    assert_eq!(names(home.path()), ["push"]);
    assert_eq!(fs::read_to_string(target.join("a.csv")).unwrap(), "old");
}

#[test]
fn files_of_others_are_never_replaced() {
    let home = TempDir::new().unwrap();
    let base = home.path().canonicalize().unwrap();
    let foreign = base.join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.tex"), "ten years").unwrap();
    let other_program = base.join("other");
    fs::create_dir(&other_program).unwrap();
    fs::write(other_program.join("run.json"), r#"{"program": "other", "files": ["run.json"]}"#).unwrap();
    let with_notes = base.join("notes");
    commit(&with_notes, &[("a.csv", "1")]).unwrap();
    fs::create_dir(with_notes.join("mine")).unwrap();
    fs::write(with_notes.join("mine/notes.txt"), "n").unwrap();

    for (folder, file) in [(foreign, "thesis.tex"), (other_program, "run.json"), (with_notes, "mine/notes.txt")] {
        let before = names(&folder);
        let message = Folder::create(&folder).unwrap_err().to_string();
        let expected = format!(
            "`{}` holds `{file}`, which this program did not write, so the folder is not replaced; \
             move the file away or choose another output folder",
            folder.display()
        );
        assert_eq!(message, expected);
        assert_eq!(names(&folder), before);
    }
}

#[test]
fn a_file_that_comes_during_the_run_stops_the_commit() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    let folder = Folder::create(&target).unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(target.join("notes.txt"), "n").unwrap();
    assert!(matches!(folder.commit(&manifest()), Err(ExportError::ForeignFile { .. })));
    assert_eq!(names(&target), ["notes.txt"]);
    assert_eq!(names(home.path()), ["push"]);
}

#[test]
fn paths_that_cannot_be_folders() {
    let home = TempDir::new().unwrap();
    let file = home.path().canonicalize().unwrap().join("file");
    fs::write(&file, "").unwrap();
    let is_file = format!("`{}` is a file, not a folder; remove it or choose another output folder", file.display());
    for (path, expected) in [
        (file.clone(), is_file.as_str()),
        (file.join("push"), is_file.as_str()),
        (PathBuf::from("/"), "`/` does not name an output folder; give a path such as `output/baseline`"),
        (PathBuf::new(), "`` does not name an output folder; give a path such as `output/baseline`"),
    ] {
        assert_eq!(Folder::create(&path).unwrap_err().to_string(), expected);
    }
}

/// Nobody, not even the superuser, can create a folder in `/proc`.
#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_parent_is_found_before_the_run() {
    let message = Folder::create(Path::new("/proc/push")).unwrap_err().to_string();
    assert!(message.starts_with("cannot write in `/proc` ("), "{message}");
    assert!(message.ends_with("); make it writable or choose another output folder"), "{message}");
}

#[test]
fn a_folder_that_was_removed_in_the_middle_is_no_success() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    commit(&target, &[("a.csv", "old")]).unwrap();
    for removed in [true, false] {
        let folder = Folder::create(&target).unwrap();
        write(&folder, "a.csv", "new").unwrap();
        let gathered = folder.gathering.path().to_owned();
        if removed {
            fs::remove_dir_all(&gathered).unwrap();
            assert!(matches!(write(&folder, "charts/b.svg", "b"), Err(ExportError::File { .. })));
            assert!(folder.commit(&manifest()).is_err());
        } else {
            fs::remove_file(gathered.join("a.csv")).unwrap();
            let error = folder.commit(&manifest()).unwrap_err();
            assert!(matches!(&error, ExportError::Vanished { file, .. } if file == "a.csv"), "{error}");
        }
        assert_eq!(fs::read_to_string(target.join("a.csv")).unwrap(), "old");
    }
}

#[cfg(unix)]
#[test]
fn mode_and_owner_of_a_folder_that_is_replaced_are_kept() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    commit(&target, &[("a.csv", "old")]).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o750)).unwrap();
    // Only the superuser may give files away.
    let given = std::os::unix::fs::chown(&target, Some(12_345), Some(23_456)).is_ok();
    commit(&target, &[("a.csv", "new")]).unwrap();
    let data = fs::metadata(&target).unwrap();
    assert_eq!(data.mode() & 0o777, 0o750);
    if given {
        assert_eq!((data.uid(), data.gid()), (12_345, 23_456));
    }
    assert_eq!(fs::read_to_string(target.join("a.csv")).unwrap(), "new");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_is_not_there_yet_leads_to_it() {
    let home = TempDir::new().unwrap();
    let (link, there) = (home.path().join("link"), home.path().join("disk/results"));
    std::os::unix::fs::symlink("disk/results", &link).unwrap();
    commit(&link, &[("a.csv", "1")]).unwrap();
    assert_eq!(names(&there), ["a.csv", "run.json"]);
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    // So does one that the folder is to be in.
    let above = home.path().join("above");
    std::os::unix::fs::symlink("volume", &above).unwrap();
    commit(&above.join("run"), &[("a.csv", "1")]).unwrap();
    assert_eq!(names(&home.path().join("volume/run")), ["a.csv", "run.json"]);
    // A link that leads in a circle is no folder, and is said so before the work.
    let circle = home.path().join("circle");
    std::os::unix::fs::symlink("circle", &circle).unwrap();
    assert!(Folder::create(&circle).is_err());
}

#[test]
fn names_that_lead_out_are_refused() {
    let home = TempDir::new().unwrap();
    let folder = Folder::create(&home.path().join("push")).unwrap();
    for name in ["", "../a", "/a", "charts/../../a", "./a", "run.json"] {
        assert!(matches!(write(&folder, name, "x"), Err(ExportError::FileName { .. })), "{name}");
    }
}

#[test]
fn concurrent_runs_leave_one_of_them_whole() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("push");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let target = &target;
            scope.spawn(move || {
                for round in 0..10 {
                    let text = format!("{thread} {round}");
                    commit(target, &[("a.csv", &text), ("b.csv", &text)]).unwrap();
                }
            });
        }
    });
    assert_eq!(names(home.path()), ["push"]);
    assert_eq!(names(&target), ["a.csv", "b.csv", "run.json"]);
    assert_eq!(fs::read(target.join("a.csv")).unwrap(), fs::read(target.join("b.csv")).unwrap());
}
