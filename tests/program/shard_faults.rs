//! Shards and merges that are killed, that fail, and that meet: a part, and results, are the old ones or the new ones, never half.
//!
//! `CATCHUP_KILLS=100 CATCHUP_FAULTS=1 cargo test --release --test program shard_faults -- --nocapture` tries more than the short form.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child as Process, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use catchup::export::Archive;
use catchup::workbench::fault::Operation;

use super::faults::programme::child::{Child, KILLED, counted, written};
use super::support::Folder;

const MODEL: &str = include_str!("../files/everything_varies.toml");
const DRAWS: &str = "4000";
const SHARDS: u64 = 3;

/// How much of something is tried: as a variable says, or a little.
fn how_many(variable: &str, few: usize) -> usize {
    env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

struct Place(Folder);

impl Place {
    fn new() -> Self {
        Self(Folder::new(&[("case.toml", MODEL)]))
    }

    fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    fn start(&self, words: &[&str]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        command.args(words).current_dir(self.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    fn code(&self, words: &[&str]) -> Option<i32> {
        self.start(words).wait().expect("it ends").code()
    }

    /// Shards and merges until all is known, into `parts` and `merged`.
    fn to_the_end(&self) {
        for pass in 1.. {
            (1..=SHARDS)
                .for_each(|number| assert_eq!(self.code(&words(number).each_ref().map(|word| &**word)), Some(0)));
            match self.code(&MERGE) {
                Some(0) => return,
                Some(5) if pass < 4 => {}
                code => panic!("a merge ended with {code:?}"),
            }
        }
    }

    /// The files in `parts` by name: those that count, and what killed ones have left.
    fn parts(&self) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
        let (mut parts, mut left) = (BTreeMap::new(), Vec::new());
        for entry in fs::read_dir(self.folder().join("parts")).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                left.push(name);
            } else {
                parts.insert(name, fs::read(entry.path()).expect("a part"));
            }
        }
        (parts, left)
    }

    /// The results, by the hashes of their manifest: none if there are none, or they are not whole.
    fn results(&self) -> Option<Vec<u8>> {
        let folder = self.folder().join("merged/case");
        let whole = Archive::open(&folder).ok()?.differences().ok()?.is_empty();
        whole.then(|| fs::read(folder.join("projections.csv")).expect("numbers"))
    }
}

const MERGE: [&str; 7] = ["merge", "parts", "--out", "merged", "--format", "csv", "--quiet"];

fn words(number: u64) -> [String; 8] {
    let shard = format!("{number}/{SHARDS}");
    ["run", "case.toml", "--draws", DRAWS, "--shard", &shard, "--part", "parts"].map(str::to_owned)
}

/// Shares from 0 to 1 that are evenly spread however many there are (Weyl's sequence).
fn moments(count: usize) -> impl Iterator<Item = f64> {
    (1..=count).map(|number| (number as f64 * 0.618_033_988_749_894_9).fract())
}

/// What parts and results are if nothing happens.
fn undisturbed() -> (BTreeMap<String, Vec<u8>>, Vec<u8>) {
    let place = Place::new();
    place.to_the_end();
    (place.parts().0, place.results().expect("whole results"))
}

#[test]
fn killed_at_any_moment_parts_are_whole_or_not_there() {
    let (whole, results) = undisturbed();
    let place = Place::new();
    let begin = Instant::now();
    assert_eq!(place.code(&words(1).each_ref().map(|word| &**word)), Some(0));
    let lasts = begin.elapsed();
    let (mut killed, mut whole_then, mut tried) = (0, 0, 0);
    for (turn, moment) in moments(how_many("CATCHUP_KILLS", 12)).enumerate() {
        // Each third is a merge; when all is merged, it begins again.
        let merges = turn % 3 == 2;
        let mut one = if merges {
            place.start(&MERGE)
        } else {
            place.start(&words(turn as u64 % SHARDS + 1).each_ref().map(|word| &**word))
        };
        sleep(lasts.mul_f64(1.2 * moment));
        one.kill().expect("killed");
        let ended = one.wait().expect("it ends");
        (killed, tried) = (killed + usize::from(ended.code().is_none()), tried + 1);
        for (name, bytes) in place
            .parts()
            .0
            .iter()
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "part"))
        {
            assert!(whole.get(name) == Some(bytes), "{name} is half, killed after {moment:.3}");
            whole_then += 1;
        }
        if place.folder().join("merged/case").exists() {
            assert!(place.results().is_some(), "results are half, killed after {moment:.3}");
        }
        if turn % 10 == 9 {
            let _none = fs::remove_dir_all(place.folder().join("parts"));
        }
    }
    place.to_the_end();
    let (parts, left) = place.parts();
    println!("{killed} of {tried} killed before they ended; {whole_then} parts seen whole");
    assert!(killed > 0, "some are killed before they end");
    assert!(parts == whole && place.results() == Some(results), "the bytes of those that nothing happened to");
    assert!(left.is_empty(), "what killed ones left is cleared away: {left:?}");
}

/// Error numbers are those of Linux: 5 an input or output error, 24 too many open files, 28 no space.
const FAULTS: [(&str, &[Operation], &str); 5] = [
    ("a write fails", &[Operation::Write], "refused=5"),
    ("the disk is full from there on", &[Operation::Write, Operation::Create, Operation::Folder], "onward=28"),
    ("a file cannot be created", &[Operation::Create], "refused=24"),
    (
        "a rename, a removal or a synchronisation fails",
        &[Operation::Rename, Operation::Remove, Operation::Sync],
        "refused=5",
    ),
    ("killed", &Operation::ALL, "killed"),
];

#[test]
fn what_fails_in_a_shard_or_a_merge_leaves_the_old_or_the_new() {
    let (whole, results) = undisturbed();
    let lead = ["--exact", "faults::child", "--nocapture"].map(str::to_owned).to_vec();
    let child = Child { lead };
    let step = how_many("CATCHUP_FAULTS", 7);
    let mut survived: BTreeMap<&str, usize> = BTreeMap::new();
    // Everything is there but what the command makes.
    let full = Place::new();
    full.to_the_end();
    let parts = full.folder().join("parts");
    let made: [(Vec<String>, Option<PathBuf>); 3] = [
        (words(2).to_vec(), Some(parts.join("2-of-3.pass-1.part"))),
        (words(3).to_vec(), Some(parts.join("3-of-3.pass-2.part"))),
        (MERGE.map(str::to_owned).to_vec(), None),
    ];
    for (words, file) in &made {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for (kind, operations, how) in FAULTS {
            let reset = || file.iter().for_each(|file| drop(fs::remove_file(file)));
            reset();
            let all = child.output(full.folder(), &words, &written(operations, u64::MAX, how).into());
            let count = counted(&all).and_then(|counts| counts.first().copied());
            let count = count.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&all.stderr)));
            // What this command makes: it says how it was called, which is another way than that of the program itself.
            let made = file.as_ref().map(|file| fs::read(file).expect("a part"));
            for spared in (0..count).step_by(step) {
                reset();
                let ended = child.output(full.folder(), &words, &written(operations, spared, how).into());
                let (code, error) = (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned());
                let what = format!("{kind} at {spared} of {words:?}: code {code:?}, {error}");
                assert!(!error.contains("panicked"), "{what}");
                assert!(matches!(code, Some(0 | 1 | 3 | 4 | KILLED)), "{what}");
                let is_there = |file: &PathBuf| {
                    let found = fs::read(file).ok();
                    assert!(found.is_none() || found == made, "half a part: {what}");
                    found.is_some()
                };
                let there = file.as_ref().is_none_or(is_there);
                assert!(code != Some(0) || there, "success without a part: {what}");
                assert!(place_is_whole(&full, &results), "results are neither old nor new: {what}");
                *survived.entry(kind).or_default() += 1;
            }
        }
        // The next one makes it good: it clears what was left, and gives what nothing has happened to.
        if let Some(file) = &file {
            drop(fs::remove_file(file));
        }
        full.to_the_end();
        assert!(full.parts() == (whole.clone(), Vec::new()), "the next one makes it good");
    }
    println!("{survived:?}, {} together", survived.values().sum::<usize>());
    assert_eq!(survived.len(), FAULTS.len(), "one of each kind at least");
}

/// Whether results are there and whole; old and new have the same numbers here.
fn place_is_whole(place: &Place, results: &[u8]) -> bool {
    place.results().is_some_and(|found| found == results)
}

#[test]
fn two_at_once_leave_what_one_leaves() {
    let (whole, results) = undisturbed();
    let place = Place::new();
    let shard = words(1);
    let shard = shard.each_ref().map(|word| &**word);
    let (one, other) = (place.start(&shard), place.start(&shard));
    for mut one in [one, other] {
        assert_eq!(one.wait().expect("it ends").code(), Some(0), "the same shard twice");
    }
    place.to_the_end();
    assert!(place.parts() == (whole, Vec::new()));
    for _ in 0..how_many("CATCHUP_KILLS", 12).div_ceil(4) {
        let mut merges = [place.start(&MERGE), place.start(&MERGE)];
        let codes = merges.each_mut().map(|merge| merge.wait().expect("it ends").code());
        assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 4))), "{codes:?}");
        assert!(place_is_whole(&place, &results), "two merges into one folder");
    }
    let beside: Vec<String> = fs::read_dir(place.folder().join("merged"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(beside, ["case"], "nothing is left beside it");
}

#[test]
fn moments_are_spread_over_the_whole() {
    let found: Vec<f64> = moments(10).collect();
    for tenth in 0..5 {
        let range = f64::from(tenth) / 5.0..f64::from(tenth + 1) / 5.0;
        assert!(found.iter().any(|moment| range.contains(moment)), "{range:?}: {found:?}");
    }
    assert!(Duration::from_secs(1).mul_f64(found[0]) < Duration::from_secs(1));
}
