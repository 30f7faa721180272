//! One run on machines that do not know of one another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use catchup::workbench::scenario::merged::hash_of;

use super::succeeds;
use super::support::Folder;

/// Uncertain in every way, with a milestone and a target.
const MODEL: &str = include_str!("../files/everything_varies.toml");
const MORE: &str =
    "milestones = [5, 15]\n[variables.late.targets.some]\nyear = 2025\nat_least = 30\nsource = \"judgement\"\n";
const FORMATS: &str = "csv,iamc,parquet,html,svg";

/// A folder in which shards of a scenario run.
struct Place(Folder);

impl Place {
    fn new() -> Self {
        Self(Folder::new(&[("case.toml", &format!("{MODEL}{MORE}")), ("other.toml", MODEL)]))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        command.args(words).current_dir(self.0.folder.path());
        command
    }

    /// Runs shard `number` of `of` into a folder of parts.
    fn shard(&self, number: u64, of: u64, part: &str, more: &[&str]) -> Output {
        let shard = format!("{number}/{of}");
        let words = [&["run", "case.toml", "--draws", "20000", "--shard", &shard, "--part", part], more].concat();
        succeeds(&mut self.command(&words))
    }

    /// Merges parts, which must not succeed: what is said.
    #[track_caller]
    fn refused(&self, words: &[&str]) -> String {
        let output = self.command(words).output().expect("the program starts");
        assert!(!output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        assert!(!self.path("refused").exists(), "nothing is written");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// All files of a folder but the manifest, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let inside = files(&entry.path()).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes));
            found.extend(inside);
        } else if name != "run.json" {
            found.push((name, fs::read(entry.path()).expect("a file")));
        }
    }
    found.sort();
    found
}

#[test]
fn shards_merge_to_the_bytes_of_one_machine() {
    let place = Place::new();
    succeeds(&mut place.command(&[
        "run",
        "case.toml",
        "--draws",
        "20000",
        "--out",
        "one",
        "--format",
        FORMATS,
        "--quiet",
    ]));
    let part = |number| place.path("parts").join(format!("{number}-of-3.pass-1.part"));
    for number in [2, 1, 3] {
        let said = place.shard(number, 3, "parts", &["--threads", "2"]);
        assert!(String::from_utf8_lossy(&said.stdout).contains("catchup merge parts"), "says what is next");
        assert!(part(number).exists());
    }
    // A part is the same bytes each time, and is not made twice.
    let before = fs::read(part(1)).unwrap();
    let again = place.shard(1, 3, "parts", &[]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("is there already"));
    fs::remove_file(part(1)).unwrap();
    place.shard(1, 3, "parts", &["--threads", "1"]);
    assert!(fs::read(part(1)).unwrap() == before, "the same bytes again");

    let merge = |more: &[&str]| {
        let words = [&["merge", "parts", "--out", "merged", "--format", FORMATS], more].concat();
        let done = place.command(&words).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code(), text(&done.stdout), text(&done.stderr))
    };
    let (code, said, _) = merge(&[]);
    assert_eq!(code, Some(5), "a script can tell that this is not the end");
    assert!(said.contains("pass 2") && said.contains("--draws 20000 --shard K/3 --part parts"), "{said}");
    assert!(!place.path("merged").exists(), "nothing is written before all is known");
    // Merging again, before the shards have run, says the same.
    assert!(merge(&[]).1.contains("pass 2"));
    let (code, out, error) = merge(&["--quiet"]);
    assert_eq!((code, out.as_str()), (Some(5), ""));
    assert!(error.contains("pass 2 over the draws is needed: run all 3 shards again"), "{error}");
    let (code, out, _) = merge(&["--json"]);
    assert!(code == Some(5) && out.contains("\"next_pass\": 2"), "{out}");
    place.shard(1, 3, "parts", &[]);
    let lacks = place.refused(&["merge", "parts", "--out", "refused"]);
    assert!(lacks.contains("pass 2 lacks shards 2/3, 3/3"), "{lacks}");
    for number in [3, 2] {
        place.shard(number, 3, "parts", &[]);
    }
    assert_eq!(merge(&[]).0, Some(0));
    let (one, merged) = (files(&place.path("one/case")), files(&place.path("merged/case")));
    assert!(one.len() > 6, "{} files", one.len());
    for ((name, one), (other, merged)) in one.iter().zip(&merged) {
        assert_eq!(name, other);
        assert!(one == merged, "{name} has other bytes");
    }
    // What a killed twin leaves is no part; a part of an earlier pass that is lost is made again, and one that is cut off.
    fs::write(place.path("parts/.1-of-3.pass-1.part.tmp-abc.part"), "half").unwrap();
    fs::remove_file(part(2)).unwrap();
    fs::write(part(3), &fs::read(part(3)).unwrap()[..100]).unwrap();
    for number in 1..=3 {
        place.shard(number, 3, "parts", &[]);
    }
    let all: Vec<String> =
        fs::read_dir(place.path("parts")).unwrap().flatten().map(|entry| entry.path().display().to_string()).collect();
    let words: Vec<&str> = ["merge", "--out", "again", "--format", FORMATS]
        .into_iter()
        .chain(all.iter().map(String::as_str))
        .filter(|path| !path.contains("tmp-abc"))
        .collect();
    succeeds(&mut place.command(&words));
    succeeds(&mut place.command(&["merge", "parts", "--out", "merged", "--format", FORMATS]));
    assert!(files(&place.path("again/case")) == one && files(&place.path("merged/case")) == one);
    // What was merged can be made again on one machine.
    succeeds(&mut place.command(&["rerun", "merged/case", "--quiet"]));
}

/// A part that says something else behind a key, and has the hash of that.
fn resealed(part: &[u8], key: &str, more: &str) -> Vec<u8> {
    let end = part.iter().position(|byte| *byte == b'\n').unwrap();
    let line = String::from_utf8(part[..end].to_vec()).unwrap().replacen(key, &format!("{key}{more}"), 1);
    let open = &line[..line.find(",\"sha256\"").unwrap()];
    let content = &part[end + 1..];
    let hash = hash_of(&[format!("{open}}}\n").as_bytes(), content].concat());
    [format!("{open},\"sha256\":\"{hash}\"}}\n").as_bytes(), content].concat()
}

#[test]
fn parts_that_do_not_belong_together_are_named() {
    let place = Place::new();
    for (number, of, part, more) in [
        (1, 2, "a", &[][..]),
        (2, 2, "b", &[]),
        (2, 2, "seed", &["--seed", "5"]),
        (2, 2, "set", &["--set", "growth=0.02"]),
        (2, 3, "three", &[]),
    ] {
        place.shard(number, of, part, more);
    }
    let merged = |parts: &[&str]| place.refused(&[&["merge"], parts, &["--out", "refused"]].concat());
    assert!(merged(&["a"]).contains("pass 1 lacks shard 2/2"));
    assert!(merged(&["a", "seed"]).contains("seed 5, not 11"), "{}", merged(&["a", "seed"]));
    assert!(merged(&["a", "set"]).contains("what was set on the command line"));
    assert!(merged(&["a", "three"]).contains("number of shards 3, not 2"));
    fs::create_dir(place.path("copy")).unwrap();
    fs::copy(place.path("b/2-of-2.pass-1.part"), place.path("copy/2-of-2.pass-1.part")).unwrap();
    assert!(merged(&["a", "b", "copy"]).contains("shard 2/2 is there twice in pass 1"));
    let bytes = fs::read(place.path("b/2-of-2.pass-1.part")).unwrap();
    fs::write(place.path("copy/2-of-2.pass-1.part"), &bytes[..bytes.len() - 9]).unwrap();
    assert!(merged(&["a", "copy"]).contains("is cut off"));
    let mut edited = bytes.clone();
    *edited.last_mut().unwrap() ^= 1;
    fs::write(place.path("copy/2-of-2.pass-1.part"), &edited).unwrap();
    assert!(merged(&["a", "copy"]).contains("has been changed"));
    fs::write(place.path("copy/2-of-2.pass-1.part"), "no part\n").unwrap();
    assert!(merged(&["a", "copy"]).contains("is not a part of a run"));
    assert!(merged(&["nowhere"]).contains("nowhere: there is no such file or folder"));
    assert!(merged(&["a", "b", "--format", "csv,draws"]).contains("keep no draws"));
    fs::create_dir(place.path("empty")).unwrap();
    assert!(merged(&["empty"]).contains("has no parts"));
    // The line in front says which shard it is; it has been changed by hand.
    let other = String::from_utf8_lossy(&fs::read(place.path("a/1-of-2.pass-1.part")).unwrap()).contains("\"shard\":1");
    let at = bytes.windows(9).position(|text| text == b"\"shard\":2").unwrap() + 8;
    let mut renumbered = bytes.clone();
    renumbered[at] = b'1';
    fs::write(place.path("copy/2-of-2.pass-1.part"), &renumbered).unwrap();
    assert!(other && merged(&["b", "copy"]).contains("has been changed"));
    // Another instruction set.
    fs::write(place.path("copy/2-of-2.pass-1.part"), resealed(&bytes, "\"cpu\":\"", "x")).unwrap();
    assert!(merged(&["a", "copy"]).contains("--mixed"), "{}", merged(&["a", "copy"]));
    let mixed = place.command(&["merge", "a", "copy", "--mixed", "--out", "mixed"]).output().expect("it runs");
    assert_eq!(mixed.status.code(), Some(5), "{}", String::from_utf8_lossy(&mixed.stderr));
    // The scenario has changed since.
    fs::write(place.path("case.toml"), format!("{MODEL}{MORE}# changed\n")).unwrap();
    assert!(merged(&["a", "b"]).contains("its files"), "{}", merged(&["a", "b"]));
    let other =
        place.command(&["run", "case.toml", "--draws", "20000", "--shard", "1/2", "--part", "a"]).output().unwrap();
    assert!(String::from_utf8_lossy(&other.stderr).contains("a has parts of another run"));
}

#[test]
fn shards_say_what_they_cannot_do() {
    let place = Place::new();
    let refused = |words: &[&str]| {
        let output = place.command(words).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(refused(&["run", "case.toml", "--shard", "4/3", "--part", "p"]).contains("3/10"));
    assert!(refused(&["run", "case.toml", "--shard", "1/3"]).contains("--part"));
    assert!(refused(&["run", "case.toml", "other.toml", "--shard", "1/3", "--part", "p"]).contains("one scenario"));
    assert!(refused(&["run", "case.toml", "--shard", "1/3", "--part", "p", "--pack"]).contains("catchup merge"));
    assert!(refused(&["run", "case.toml", "--shard", "1/3", "--part", "case.toml"]).contains("is a file"));
    let draws = refused(&["run", "case.toml", "--shard", "1/3", "--part", "p", "--format", "draws"]);
    assert!(draws.contains("keep no draws"), "{draws}");
}
