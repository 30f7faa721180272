//! Every operation of a run fails in turn, and what is left is held against the old results and the new.

#[path = "child.rs"]
pub mod child;
#[path = "task.rs"]
mod task;

use std::fs;

use catchup::workbench::fault::Operation;

use child::{Child, counted, written};
use task::{Place, TASKS, Task, judge, reset};

/// How many faults of a kind were tried, and what did not go well.
#[derive(Debug, Default)]
pub struct Tally {
    /// Kind of fault and how many were survived.
    pub passed: Vec<(String, usize)>,
    /// What went wrong, in words.
    pub failed: Vec<String>,
}

impl Tally {
    fn add(&mut self, kind: &str, what: &str, found: Option<String>) {
        match found {
            Some(wrong) => {
                println!("FAILED {kind}, {what}: {wrong}");
                self.failed.push(format!("{kind}, {what}: {wrong}"));
            }
            None => match self.passed.iter_mut().find(|(name, _)| name == kind) {
                Some((_, count)) => *count += 1,
                None => self.passed.push((kind.to_owned(), 1)),
            },
        }
    }

    pub fn survived(&self) -> usize {
        self.passed.iter().map(|(_, count)| count).sum()
    }
}

/// A way in which operations fail.
struct Fault {
    kind: &'static str,
    operations: &'static [Operation],
    how: &'static str,
}

/// Error numbers are those of Linux: 5 an input or output error, 13 permission denied, 24 too many open files, 28 no space.
const FAULTS: [Fault; 10] = [
    Fault { kind: "a write fails", operations: &[Operation::Write], how: "refused=5" },
    Fault {
        kind: "the disk is full from here on",
        operations: &[Operation::Write, Operation::Create, Operation::Folder],
        how: "onward=28",
    },
    Fault { kind: "a file cannot be created", operations: &[Operation::Create], how: "refused=24" },
    Fault { kind: "a folder cannot be made", operations: &[Operation::Folder], how: "refused=28" },
    Fault { kind: "a file cannot be opened", operations: &[Operation::Open], how: "refused=24" },
    Fault { kind: "a rename fails", operations: &[Operation::Rename], how: "refused=13" },
    Fault {
        kind: "a removal, a change of mode or a lock fails",
        operations: &[Operation::Remove, Operation::Change],
        how: "refused=5",
    },
    Fault { kind: "a file or folder cannot be synchronised", operations: &[Operation::Sync], how: "refused=5" },
    Fault { kind: "a thread cannot be started", operations: &[Operation::Thread], how: "refused=11" },
    Fault { kind: "killed", operations: &Operation::ALL, how: "killed" },
];

/// Fails operations of tasks in turn, each `step`-th one; of all tasks if none is named.
pub fn operations(child: &Child, names: &[&str], step: usize, tally: &mut Tally) {
    for task in TASKS.iter().filter(|task| names.is_empty() || names.contains(&task.name)) {
        let place = Place::new();
        if task.inside {
            fs::create_dir_all(place.path().join(task.result)).expect("a folder");
        }
        for fault in &FAULTS {
            for spared in (0..count(child, task, &place, fault)).step_by(step) {
                let orders = written(fault.operations, spared, fault.how) + &task.standing();
                let found = attempt(child, task, &place, &orders, None);
                tally.add(fault.kind, &format!("{} at {spared}", task.name), found);
            }
        }
    }
}

/// How many operations a task has that can fail so.
fn count(child: &Child, task: &Task, place: &Place, fault: &Fault) -> u64 {
    let _ = reset(task, place, child);
    place.remove_if_new(task);
    let orders = written(fault.operations, u64::MAX, fault.how) + &task.standing();
    let output = child.output(place.path(), task.calls[1], &orders, None);
    counted(&output).unwrap_or_else(|| panic!("{}: {}", task.name, String::from_utf8_lossy(&output.stderr)))
}

/// Runs a task under faults, over old results, and says what is wrong with how it ended, or with what the next run leaves.
fn attempt(child: &Child, task: &Task, place: &Place, orders: &str, shell: Option<&str>) -> Option<String> {
    let before = match reset(task, place, child) {
        Ok(before) => before,
        Err(wrong) => return Some(wrong),
    };
    place.remove_if_new(task);
    let before = if task.name == "new" { place.seen(task.result) } else { before };
    let output = child.output(place.path(), task.calls[1], orders, shell);
    let killed = orders.contains("killed") || shell.is_some_and(|shell| shell.starts_with("ulimit"));
    if killed && task.inside {
        // Files give way one by one here: the next run puts the old ones back before anything else.
        let clearing = written(&[Operation::Write], 0, "killed") + &task.standing();
        let _ended = child.output(place.path(), task.calls[1], &clearing, None);
    }
    judge(task, place, &before, &output, killed).or_else(|| reset(task, place, child).err())
}

/// Fails allocations of the first task in turn: every one of the first, then fewer and fewer.
pub fn allocations(child: &Child, most: usize, tally: &mut Tally) {
    let (task, place) = (&TASKS[0], Place::new());
    let counting = child.output(place.path(), task.calls[1], "", Some("CATCHUP_FAULT_ALLOCATION=0 exec \"$@\""));
    let text = String::from_utf8_lossy(&counting.stderr).into_owned();
    let all = text.lines().find_map(|line| line.strip_prefix("allocated ")?.parse::<f64>().ok());
    let all = all.expect("the number of allocations");
    for index in 0..most {
        let share = (index + 1) as f64 / most as f64;
        // Dense at first, as much of a run's beginning is done once, and even in the logarithm after.
        let place_of = all.powf(share).max((index + 1) as f64).min(all) as u64;
        let shell = format!("CATCHUP_FAULT_ALLOCATION={place_of} exec \"$@\"");
        let found = attempt(child, task, &place, "", Some(&shell));
        tally.add("an allocation fails", &format!("number {place_of}"), found);
    }
}

/// Limits of the system that a shell can set, and streams that are closed or full.
pub fn limits(child: &Child, tally: &mut Tally) {
    let mut limits: Vec<(&str, String)> = Vec::new();
    limits.extend((20..400).step_by(10).map(|mb| ("little memory", format!("ulimit -v {}", mb * 1000))));
    limits.extend((3..32).map(|files| ("few open files", format!("ulimit -n {files}"))));
    for blocks in [0, 1, 2, 4, 8, 16, 32, 64, 128, 256] {
        limits.push(("files cannot grow", format!("trap '' XFSZ; ulimit -f {blocks}")));
        limits.push(("killed where files cannot grow", format!("ulimit -f {blocks}")));
    }
    limits.extend([64, 128, 256, 1024].map(|stack| ("a small stack", format!("ulimit -s {stack}"))));
    for task in TASKS.iter().filter(|task| !task.inside) {
        let place = Place::new();
        for (kind, limit) in &limits {
            let shell = format!("{limit}; exec \"$@\"");
            // A limit under which not even the version is said is one of the system's loader.
            if child.output(place.path(), &["--version"], "", Some(&shell)).status.success() {
                tally.add(kind, &format!("{}, {limit}", task.name), attempt(child, task, &place, "", Some(&shell)));
            }
        }
        for redirect in ["2>/dev/full", "2>&-", ">/dev/full", ">&-", ">/dev/full 2>/dev/full", ">&- 2>&-"] {
            let shell = format!("exec \"$@\" {redirect}");
            let found = attempt(child, task, &place, "", Some(&shell));
            tally.add("streams closed or full", &format!("{} {redirect}", task.name), found);
        }
    }
}

/// Many threads where there is room for few.
pub fn threads(child: &Child, tally: &mut Tally) {
    let place = Place::new();
    for megabytes in [60, 80, 100, 150, 200, 300, 400, 600, 1000, 2000, 3000, 6000] {
        for threads in ["1", "2", "16", "200", "1000", "1024"] {
            let shell = format!("ulimit -v {}; exec \"$@\"", megabytes * 1000);
            let arguments = ["run", "case.toml", "--quiet", "--seed", "2", "--threads", threads];
            let task = Task { calls: [TASKS[0].calls[0], &[]], ..TASKS[0].clone() };
            if !child.output(place.path(), &["--version"], "", Some(&shell)).status.success() {
                continue;
            }
            let found = match reset(&task, &place, child) {
                Err(wrong) => Some(wrong),
                Ok(before) => {
                    let output = child.output(place.path(), &arguments, "", Some(&shell));
                    judge(&task, &place, &before, &output, true)
                }
            };
            tally.add("many threads in little memory", &format!("{threads} in {megabytes} MB"), found);
        }
    }
}
