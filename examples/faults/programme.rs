//! Every operation of a run fails in turn, and what is left is held against the old results and the new.

#[path = "child.rs"]
pub mod child;
#[path = "progress.rs"]
mod progress;
#[path = "task.rs"]
mod task;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use catchup::workbench::fault::Operation;

use child::{Child, Suffering, allocated, counted, written};
use progress::Progress;
use task::{Place, TASKS, Task};

/// How many faults of a kind were tried, and what did not go well.
#[derive(Debug, Default)]
pub struct Tally {
    /// Kind of fault and how many were survived.
    pub passed: Vec<(String, usize)>,
    /// What went wrong, in words.
    pub failed: Vec<String>,
}

impl Tally {
    fn add(&mut self, case: &Case, found: Option<String>) {
        let kind = case.kind;
        match found {
            Some(wrong) => {
                let said = format!("{kind}, {}, {}: {wrong}", case.task.name, case.what);
                println!("FAILED {said}");
                self.failed.push(said);
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

/// A fault that is to be survived.
#[derive(Debug, Clone)]
pub struct Case {
    task: Task,
    kind: &'static str,
    /// Which of its kind, in words.
    what: String,
    suffering: Suffering,
    /// Arguments after those of the task.
    more: Vec<&'static str>,
}

impl Case {
    fn new(task: &Task, kind: &'static str, what: String, suffering: Suffering) -> Self {
        Self { task: *task, kind, what, suffering, more: Vec::new() }
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
        kind: "the disk is full from there on",
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

/// Each `step`-th operation of tasks fails in each way; of all tasks if none is named.
pub fn operations(child: &Child, names: &[&str], step: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for task in TASKS.iter().filter(|task| names.is_empty() || names.contains(&task.name)) {
        let place = ready(task, child);
        let all: Vec<String> = FAULTS.iter().map(|fault| written(fault.operations, u64::MAX, fault.how)).collect();
        let output = place.run(&all.join(";").into(), task.calls[1]);
        let said = || format!("{}: {}", task.name, String::from_utf8_lossy(&output.stderr));
        let counts = counted(&output).unwrap_or_else(|| panic!("{}", said()));
        for (fault, count) in FAULTS.iter().zip(counts) {
            for spared in (0..count).step_by(step) {
                let orders = written(fault.operations, spared, fault.how);
                cases.push(Case::new(task, fault.kind, format!("number {spared}"), orders.into()));
            }
        }
    }
    cases
}

fn ready(task: &Task, child: &Child) -> Place {
    Place::new(*task, child).unwrap_or_else(|wrong| panic!("{}, before any fault: {wrong}", task.name))
}

/// Allocations fail: `most` of each task, or every one where there are fewer than `all`.
pub fn allocations(child: &Child, most: usize, all: u64) -> Vec<Case> {
    let mut cases = Vec::new();
    for task in &TASKS {
        let counting = Suffering { allocation: Some(0), ..Suffering::default() };
        let output = ready(task, child).run(&counting, task.calls[1]);
        let count = allocated(&output).expect("the number of allocations");
        let numbers: Vec<u64> = if count < all { (1..=count).collect() } else { spread(count, most) };
        let case = |number: u64| {
            let suffering = Suffering { allocation: Some(number), ..Suffering::default() };
            Case::new(task, "an allocation fails", format!("number {number}"), suffering)
        };
        cases.extend(numbers.into_iter().map(case));
    }
    cases
}

/// Numbers up to `count`: half of them dense at first, as much of a run's beginning is done once, half evenly spread.
fn spread(count: u64, most: usize) -> Vec<u64> {
    let half = most.div_ceil(2);
    let share = |index: usize| (index + 1) as f64 / half as f64;
    let dense = (0..half).map(|index| (count as f64).powf(share(index)).max((index + 1) as f64).min(count as f64));
    let even = (0..half).map(|index| (count as f64 * (share(index) - 0.5 / half as f64)).max(1.0));
    let mut numbers: Vec<u64> = dense.chain(even).map(|number| number as u64).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Limits of the system that a shell can set, each `step`-th of them, others for each task; and streams that are closed or
/// full.
pub fn limits(child: &Child, step: usize) -> Vec<Case> {
    let mut limits: Vec<(&str, String)> = Vec::new();
    limits.extend((20..400).step_by(10).map(|mb| ("little memory", format!("ulimit -v {}", mb * 1000))));
    limits.extend((3..32).map(|files| ("few open files", format!("ulimit -n {files}"))));
    for blocks in [0, 1, 2, 4, 8, 16, 32, 64, 128, 256] {
        limits.push(("files cannot grow", format!("trap '' XFSZ; ulimit -f {blocks}")));
        limits.push(("killed where files cannot grow", format!("ulimit -f {blocks}")));
    }
    limits.extend([64, 128, 256, 1024].map(|stack| ("a small stack", format!("ulimit -s {stack}"))));
    limits.retain(|(_, limit)| is_bearable(child, limit));
    let streams = ["2>/dev/full", "2>&-", ">/dev/full", ">&-", ">/dev/full 2>/dev/full", ">&- 2>&-"];
    let mut cases = Vec::new();
    for (turn, task) in TASKS.iter().enumerate() {
        for (kind, limit) in limits.iter().skip(turn % step).step_by(step) {
            let suffering = Suffering { shell: Some(format!("{limit}; exec \"$@\"")), ..Suffering::default() };
            cases.push(Case::new(task, kind, limit.clone(), suffering));
        }
        for redirect in streams.iter().skip(turn % step).step_by(step) {
            let suffering = Suffering { shell: Some(format!("exec \"$@\" {redirect}")), ..Suffering::default() };
            cases.push(Case::new(task, "streams closed or full", (*redirect).to_owned(), suffering));
        }
    }
    cases
}

/// Whether so much as the version is said under a limit: else it is one of the system's loader.
fn is_bearable(child: &Child, limit: &str) -> bool {
    let shell = Some(format!("{limit}; exec \"$@\""));
    let suffering = Suffering { shell, ..Suffering::default() };
    child.output(&std::env::temp_dir(), &["--version"], &suffering).status.success()
}

/// Many threads where there is room for few, each `step`-th of the cases.
pub fn threads(child: &Child, step: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for megabytes in [60, 80, 100, 150, 200, 300, 400, 600, 1000, 2000, 3000, 6000] {
        let limit = format!("ulimit -v {}", megabytes * 1000);
        if !is_bearable(child, &limit) {
            continue;
        }
        for threads in ["1", "2", "16", "200", "1000", "1024"] {
            let suffering = Suffering { shell: Some(format!("{limit}; exec \"$@\"")), ..Suffering::default() };
            let what = format!("{threads} in {megabytes} MB");
            let case = Case::new(&TASKS[0], "many threads in little memory", what, suffering);
            cases.push(Case { more: vec!["--threads", threads], ..case });
        }
    }
    cases.into_iter().step_by(step).collect()
}

/// Tries all, on as many threads as the machine has cores, and says how far it is.
pub fn try_all(child: &Child, cases: &[Case]) -> Tally {
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let progress = Progress::new(cases.len());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(cases.len()) {
            scope.spawn(|| try_some(child, cases, &next, &tally, &progress));
        }
    });
    progress.done();
    tally.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn try_some(child: &Child, cases: &[Case], next: &AtomicUsize, tally: &Mutex<Tally>, progress: &Progress) {
    // Cases of a task follow one another: one place at a time is enough.
    let mut place: Option<(&str, Place)> = None;
    while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
        let found = attempt(child, case, &mut place);
        if found.is_some() {
            place = None;
        }
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.add(case, found);
        progress.tried(tally.failed.len());
    }
}

fn attempt(child: &Child, case: &Case, place: &mut Option<(&str, Place)>) -> Option<String> {
    if place.as_ref().is_none_or(|(name, _)| *name != case.task.name) {
        // Another's place goes first: memory is not without end.
        *place = None;
        match Place::new(case.task, child) {
            Ok(new) => *place = Some((case.task.name, new)),
            Err(wrong) => return Some(format!("before any fault: {wrong}")),
        }
    }
    let arguments: Vec<&str> = case.task.calls[1].iter().chain(&case.more).copied().collect();
    place.as_mut().and_then(|(_, place)| place.attempt(&case.suffering, &arguments))
}
