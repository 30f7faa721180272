//! Threads that stay: started once, explicitly, since those that start by themselves end the program where they cannot.

use std::io;
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::thread::{Builder, available_parallelism};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::{ThreadBuilder, ThreadPool, ThreadPoolBuilder};

use super::Work;
use crate::fault::{Operation, ask};

/// Threads of one process, and those of the child that it was forked into, which has none of its parent's.
struct Generation {
    /// As many as are started by themselves; 0 is as many as there are cores.
    usual: usize,
    /// Those for all work that is not run within others; none if the system gives no thread.
    pool: OnceLock<Option<ThreadPool>>,
    child: OnceLock<&'static Generation>,
}

impl Generation {
    const fn of(usual: usize) -> Self {
        Self { usual, pool: OnceLock::new(), child: OnceLock::new() }
    }
}

static FIRST: Generation = Generation::of(0);

/// That of this process.
fn generation() -> &'static Generation {
    let mut last = &FIRST;
    while let Some(child) = last.child.get() {
        last = child;
    }
    last
}

/// Begins another generation. What is left of the threads before is never let go: nobody could wait for them.
pub fn forked() {
    let parent = generation();
    let usual = match parent.pool.get() {
        Some(Some(pool)) => pool.current_num_threads(),
        _ => parent.usual,
    };
    parent.child.get_or_init(|| Box::leak(Box::new(Generation::of(usual))));
}

/// What a thread may take of the addresses of a program, freely reckoned: its stack, and a region to allocate in.
const ROOM: usize = 72 << 20;

/// What a thread may take for a moment, as it looks for a region.
const BEGINNING: usize = 128 << 20;

pub fn start(threads: usize) {
    generation().pool.get_or_init(|| of(threads));
}

fn started() -> Option<&'static ThreadPool> {
    let Generation { usual, pool, .. } = generation();
    pool.get_or_init(|| of(*usual)).as_ref()
}

/// Those of the program, for a caller that is not one of any pool.
fn started_beyond() -> Option<&'static ThreadPool> {
    if is_inside() { None } else { started() }
}

fn is_inside() -> bool {
    rayon::current_thread_index().is_some()
}

/// Whether there are threads at all, besides the caller's.
pub fn is_there() -> bool {
    #[cfg(test)]
    if super::ALONE.get() {
        return false;
    }
    is_inside() || started().is_some()
}

pub fn threads() -> usize {
    if is_inside() { rayon::current_num_threads() } else { started().map_or(1, ThreadPool::current_num_threads) }
}

pub fn within(threads: usize, work: Work) {
    match of(threads) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

pub fn join(one: Work, other: Work) {
    inside(&mut || {
        rayon::join(&mut *one, &mut *other);
    });
}

pub fn each_index(count: usize, work: &(dyn Fn(usize) + Sync)) {
    inside(&mut || (0..count).into_par_iter().for_each(work));
}

/// Does work in the pool of the caller, else in that of the program.
fn inside(work: Work) {
    match started_beyond() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// So many threads, 0 for as many as there are cores, or fewer, as many as the system gives.
pub fn of(threads: usize) -> Option<ThreadPool> {
    let wanted = if threads == 0 { available_parallelism().map_or(1, usize::from) } else { threads };
    let fewer = std::iter::successors(Some(wanted), |threads| Some(threads / 2).filter(|fewer| *fewer > 0));
    fewer
        .filter(|threads| has_room(*threads))
        .find_map(|threads| ThreadPoolBuilder::new().num_threads(threads).spawn_handler(spawn).build().ok())
}

/// Whether there is room for so many threads: freely reckoned, else tried.
fn has_room(threads: usize) -> bool {
    super::has_addresses(threads.saturating_mul(ROOM).saturating_add(BEGINNING)) || super::can_start(threads)
}

/// Starts a thread, and waits until it has begun, since one alone takes much for a moment.
fn spawn(thread: ThreadBuilder) -> io::Result<()> {
    ask(Operation::Thread)?;
    let (begun, begins) = channel();
    let work = move || {
        let _gone = begun.send(());
        thread.run();
    };
    Builder::new().spawn(work)?;
    begins.recv().map_err(io::Error::other)
}
