//! Work on several threads: the one place that knows of any.
//!
//! Without the feature `threads`, as in a browser, everything is done on the thread of the caller. What is returned is the
//! same bits on any number of threads: results come in the order of the items, and of several errors the first is kept.

#[cfg(feature = "threads")]
mod pool;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, ScopedJoinHandle, scope};

use crate::fault::{Operation, ask};

/// Threads that may be asked for; more take longer to start than they save.
pub const MOST: u16 = 1024;

/// How many threads work is spread over, here: the pool within which this is called.
#[must_use]
pub fn threads() -> usize {
    #[cfg(feature = "threads")]
    {
        pool::threads()
    }
    #[cfg(not(feature = "threads"))]
    {
        1
    }
}

/// Starts as many threads for all work that is not run [`within`] others; 0 is as many as there are cores. They can be
/// started once: the first wins, which changes no result. Where a system does not give so many, fewer are started.
pub fn start(threads: usize) {
    #[cfg(feature = "threads")]
    pool::start(threads);
    #[cfg(not(feature = "threads"))]
    let _ = threads;
}

/// Forgets the threads of the process that this one was forked from, which has them still: as many are started anew, when
/// there is work. To be called in the child, before any work.
pub fn forked() {
    #[cfg(feature = "threads")]
    pool::forked();
}

/// Does work on so many threads of its own; 0 is as many as there are cores. If the system gives none, the work is done
/// on those that there are.
pub fn within<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    once(work, |work| {
        #[cfg(feature = "threads")]
        pool::within(threads, work);
        #[cfg(not(feature = "threads"))]
        {
            let _ = threads;
            work();
        }
    })
    .0
}

/// Does two things at the same time.
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    let (one, (other, ())) = once(one, |one| once(other, |other| both(one, other)));
    (one, other)
}

/// What a function gives for each index below `count`, in order.
pub fn map_indices<R: Send>(count: usize, function: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    let found: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::new(None)).collect();
    each_index(count, &|index| put(&found[index], function(index)));
    found.into_iter().map(taken).collect()
}

/// What a function gives for each item, in order.
pub fn map<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    map_indices(items.len(), |index| function(&items[index]))
}

/// What a function gives for each item, in order.
///
/// # Errors
/// That of the first item, in their order, for which the function fails; items after it may have been left out.
pub fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    function: impl Fn(&T) -> Result<R, E> + Sync + Send,
) -> Result<Vec<R>, E> {
    let failed = AtomicUsize::new(usize::MAX);
    let found = map_indices(items.len(), |index| {
        let wanted = index <= failed.load(Ordering::Relaxed);
        wanted.then(|| {
            let result = function(&items[index]);
            if result.is_err() {
                failed.fetch_min(index, Ordering::Relaxed);
            }
            result
        })
    });
    // What was left out comes after an error.
    found.into_iter().flatten().collect()
}

/// Does something with each item.
pub fn for_each<T: Send>(items: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync + Send) {
    for_each_with(items, || (), |(), _, item| work(item));
}

/// Does something with each item, given its index and room to work in, which each thread makes for itself and has again for
/// its next items.
pub fn for_each_with<T: Send, S: Send>(
    items: impl IntoIterator<Item = T>,
    room: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, T) + Sync + Send,
) {
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let rooms = Mutex::new(Vec::new());
    each_index(items.len(), &|index| {
        let found = lock(&rooms).pop();
        let mut mine = found.unwrap_or_else(&room);
        if let Some(item) = lock(&items[index]).take() {
            work(&mut mine, index, item);
        }
        lock(&rooms).push(mine);
    });
}

/// Does something for each index below `count`, in room which each thread makes for itself, and gives all rooms, in no order.
pub fn rooms_of<S: Send>(
    count: usize,
    room: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize) + Sync + Send,
) -> Vec<S> {
    let rooms = Mutex::new(Vec::new());
    each_index(count, &|index| {
        let found = lock(&rooms).pop();
        let mut mine = found.unwrap_or_else(&room);
        work(&mut mine, index);
        lock(&rooms).push(mine);
    });
    rooms.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Calls a function with each index below `count`. Like all that hands work to threads here it is not generic: what decides
/// which thread does what is compiled once, not again for each kind of work.
fn each_index(count: usize, work: &(dyn Fn(usize) + Sync)) {
    #[cfg(feature = "threads")]
    if pool::is_there() {
        return pool::each_index(count, work);
    }
    (0..count).for_each(work);
}

fn both(one: Work, other: Work) {
    #[cfg(feature = "threads")]
    if pool::is_there() {
        return pool::join(one, other);
    }
    one();
    other();
}

/// Work that is done once, whatever it gives.
type Work<'a> = &'a mut (dyn FnMut() + Send);

/// What work gives that somebody else does, and what that one gives.
fn once<R: Send, O>(work: impl FnOnce() -> R + Send, other: impl FnOnce(Work) -> O) -> (R, O) {
    let mut work = Some(work);
    let mut given = None;
    let others = other(&mut || given = work.take().map(|work| work()));
    (given.unwrap_or_else(|| unreachable!("work has not been done")), others)
}

fn put<R>(place: &Mutex<Option<R>>, given: R) {
    *lock(place) = Some(given);
}

fn taken<R>(place: Mutex<Option<R>>) -> R {
    let given = place.into_inner().unwrap_or_else(PoisonError::into_inner);
    given.unwrap_or_else(|| unreachable!("an index has been left out"))
}

/// No work is done while these are held, so none can be left half-changed.
fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does work on a stack of so many bytes, for calls that go deep; on less where a system gives no more, and on the caller's
/// where there are no threads at all.
pub fn with_stack<R: Send>(bytes: usize, work: impl Fn() -> R + Sync) -> R {
    /// About what callers have themselves.
    const LEAST: usize = 1 << 23;
    scope(|scope| {
        // A stack that takes what is left would leave nothing to begin with, here and in threads that are beginning.
        let is_roomy = |bytes: &usize| has_addresses(bytes + bytes / 2);
        let start = |bytes: usize| {
            ask(Operation::Thread)?;
            Builder::new().stack_size(bytes).spawn_scoped(scope, &work)
        };
        let sizes = std::iter::successors(Some(bytes), |bytes| Some(bytes / 4).filter(|less| *less > LEAST));
        match sizes.filter(is_roomy).map(start).find_map(Result::ok).map(ScopedJoinHandle::join) {
            Some(Ok(done)) => done,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => work(),
        }
    })
}

/// Whether a system gives so many bytes of addresses more. A thread that finds no memory as it begins ends the program, so
/// more than it needs is asked for before; nothing of it is touched.
#[cfg(feature = "memory-maps")]
fn has_addresses(bytes: usize) -> bool {
    memmap2::MmapOptions::new().len(bytes).no_reserve_swap().map_anon().is_ok()
}

/// Whether a system gives so many bytes of addresses more: as the stack of a thread, of which nothing is touched.
#[cfg(not(feature = "memory-maps"))]
fn has_addresses(bytes: usize) -> bool {
    Builder::new().stack_size(bytes).spawn(|| ()).is_ok_and(|thread| thread.join().is_ok())
}

/// Does work on the thread of the caller alone, as where there are no others.
#[cfg(test)]
pub fn alone<R>(work: impl FnOnce() -> R) -> R {
    ALONE.set(true);
    let done = work();
    ALONE.set(false);
    done
}

#[cfg(test)]
thread_local! {
    static ALONE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether so many threads can be started besides those that there are: by starting them, one after the other, with more room
/// than they need. For what starts threads without asking, and ends the program where it cannot.
#[must_use]
pub fn can_start(threads: usize) -> bool {
    /// Twice what threads have by themselves, and more.
    const ROOM: usize = 6 << 20;
    /// What must be left as each begins.
    const LEFT: usize = 2 << 20;
    let gate = Mutex::new(());
    let closed = gate.lock();
    scope(|scope| {
        let one = |_: usize| {
            ask(Operation::Thread).ok()?;
            if !has_addresses(ROOM + LEFT) {
                return None;
            }
            let (begun, begins) = channel();
            let gate = &gate;
            let work = move || {
                let _gone = begun.send(());
                drop(gate.lock());
            };
            let thread = Builder::new().stack_size(ROOM).spawn_scoped(scope, work).ok()?;
            begins.recv().is_ok().then_some(thread)
        };
        let started: Vec<_> = (0..threads).map_while(one).collect();
        drop(closed);
        started.into_iter().filter_map(|thread| thread.join().ok()).count() == threads
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [1, 3] {
            within(threads, || {
                assert_eq!(map(&items, |item| item * item), items.iter().map(|item| item * item).collect::<Vec<_>>());
                assert_eq!(map_indices(3, |index| index + 1), [1, 2, 3]);
                assert_eq!(join(|| 1, || "b"), (1, "b"));
                assert_eq!(try_map(&items, |item| Ok::<_, ()>(item + 1)).map(|found| found.len()), Ok(1000));
            });
        }
    }

    #[test]
    fn the_first_error_wins_on_any_number_of_threads() {
        let items: Vec<u64> = (0..200).collect();
        // The later error is found long before work on the item of the first begins.
        let slow = |item: &u64| {
            if *item < 100 {
                std::thread::sleep(std::time::Duration::from_micros(100));
            }
            if *item == 40 || *item >= 150 { Err(*item) } else { Ok(()) }
        };
        for threads in [1, 4] {
            assert_eq!(within(threads, || try_map(&items, slow)), Err(40));
        }
    }

    #[test]
    fn every_item_is_worked_on_once_with_its_index() {
        let mut squares = vec![0; 500];
        let room = || vec![0; 1];
        for_each_with(squares.iter_mut(), room, |room: &mut Vec<usize>, index, square| {
            room[0] = index * index;
            *square += room[0];
        });
        for_each(squares.iter_mut(), |square| *square += 1);
        assert!(squares.iter().enumerate().all(|(index, square)| *square == index * index + 1));
    }

    #[test]
    fn rooms_have_seen_every_index_once() {
        for threads in [1, 3] {
            let rooms = within(threads, || rooms_of(100, Vec::new, Vec::push));
            assert!(rooms.len() <= threads);
            let mut seen: Vec<usize> = rooms.concat();
            seen.sort_unstable();
            assert_eq!(seen, (0..100).collect::<Vec<usize>>());
        }
    }

    #[test]
    fn a_forked_process_has_as_many_threads_of_its_own() {
        let ids = || {
            let seen = Mutex::new(std::collections::HashSet::new());
            map_indices(200, |_| {
                std::thread::sleep(std::time::Duration::from_micros(100));
                lock(&seen).insert(std::thread::current().id())
            });
            seen.into_inner().unwrap()
        };
        let (before, threads_before) = (ids(), threads());
        forked();
        assert_eq!(threads(), threads_before);
        if cfg!(feature = "threads") {
            assert!(ids().is_disjoint(&before), "none of the threads before is waited for");
        }
    }

    #[test]
    fn some_threads_can_be_started() {
        assert!(can_start(3));
    }

    #[test]
    fn threads_are_as_many_as_asked_for() {
        let expected = if cfg!(feature = "threads") { 3 } else { 1 };
        assert_eq!(within(3, threads), expected);
    }

    #[test]
    fn deep_calls_have_the_stack_they_ask_for() {
        fn depth(left: u64) -> u64 {
            let room = std::hint::black_box([left; 64]);
            if left == 0 { 0 } else { depth(left - 1) + 1 + room[0] - left }
        }
        assert_eq!(with_stack(1 << 28, || depth(100_000)), 100_000);
    }
}
