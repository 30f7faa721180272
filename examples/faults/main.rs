//! Fails every write, rename, open, folder, removal, thread and allocation of runs in turn, kills runs at each of them, and
//! limits memory, files and streams; then checks that results are the old ones or the new ones, whole by their hashes, that
//! the exit code is a documented one, that nothing panics, and that the next run leaves nothing behind.
//!
//!     cargo run --release --example faults            # all of it: minutes on two cores
//!     cargo run --release --example faults -- short   # each fifth fault
//!
//! It runs as many cases at a time as there are cores, in memory where the system has a folder there (`/dev/shm`), says how
//! far it is, and ends by Ctrl-C. What takes a minute by itself counts as hanging.
//!
//! Prints what failed and `N passed, M failed`; exit code 1 if any did. `tests/program/faults.rs` is a short form of it.

use std::alloc::{GlobalAlloc, Layout};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use catchup::cli::memory::{Allocator, exhausted, prepare};

mod programme;

use programme::child::{self, Child};
use programme::{allocations, limits, operations, threads, try_all};

/// The program's allocator, of whose answers one can be withheld.
struct Failing;

/// Which allocation fails, from 1; 0 is none.
static FAILING: AtomicU64 = AtomicU64::new(0);
static ALLOCATED: AtomicU64 = AtomicU64::new(0);
/// Where a command asks for memory less often than this, each of its allocations fails.
const ALL: u64 = 3000;

#[global_allocator]
static ALLOCATOR: Failing = Failing;

fn ask(bytes: usize) {
    if ALLOCATED.fetch_add(1, Ordering::Relaxed) + 1 == FAILING.load(Ordering::Relaxed) {
        exhausted(bytes);
    }
}

// SAFETY: every call goes to the program's allocator as it came.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ask(layout.size());
        unsafe { Allocator.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ask(layout.size());
        unsafe { Allocator.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ask(size);
        unsafe { Allocator.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        unsafe { Allocator.dealloc(old, layout) }
    }
}

fn main() -> ExitCode {
    if let Some(arguments) = child::arguments() {
        // As the program does before all else.
        prepare();
        let failing = child::failing_allocation();
        ALLOCATED.store(0, Ordering::Relaxed);
        FAILING.store(failing.unwrap_or(0), Ordering::Relaxed);
        child::carry_out(arguments, || failing.is_some().then(|| ALLOCATED.load(Ordering::Relaxed)));
    }
    let short = std::env::args().nth(1).is_some_and(|word| word == "short");
    let child = Child { lead: Vec::new() };
    let step = if short { 5 } else { 1 };
    let mut cases = operations(&child, &[], step);
    cases.extend(allocations(&child, if short { 10 } else { 60 }, if short { 0 } else { ALL }));
    cases.extend(threads(&child, step));
    cases.extend(limits(&child, 3 * step));
    let tally = try_all(&child, &cases);
    for (kind, count) in &tally.passed {
        println!("{count:6} {kind}");
    }
    println!("{} passed, {} failed", tally.survived(), tally.failed.len());
    if tally.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
