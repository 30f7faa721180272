//! Work on several threads: the one place that knows of any.
//!
//! Without the feature `threads`, as in a browser, everything is done on the thread of the caller. What is returned is the
//! same bits on any number of threads: results come in the order of the items, and of several errors the first is kept.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, ScopedJoinHandle, scope};

#[cfg(feature = "threads")]
use rayon::prelude::*;

/// How many threads work is spread over, here: the pool within which this is called.
#[must_use]
pub fn threads() -> usize {
    #[cfg(feature = "threads")]
    {
        rayon::current_num_threads()
    }
    #[cfg(not(feature = "threads"))]
    {
        1
    }
}

/// Starts as many threads for all work that is not run [`within`] others; 0 is as many as there are cores. They can be
/// started once: the first wins, which changes no result.
pub fn start(threads: usize) {
    #[cfg(feature = "threads")]
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    #[cfg(not(feature = "threads"))]
    let _ = threads;
}

/// Does work on so many threads of its own; 0 is as many as there are cores. If the system gives none, the work is done
/// on those that there are.
pub fn within<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "threads")]
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
    #[cfg(not(feature = "threads"))]
    {
        let _ = threads;
        work()
    }
}

/// Does two things at the same time.
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "threads")]
    {
        rayon::join(one, other)
    }
    #[cfg(not(feature = "threads"))]
    {
        (one(), other())
    }
}

/// What a function gives for each index below `count`, in order.
pub fn map_indices<R: Send>(count: usize, function: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "threads")]
    {
        (0..count).into_par_iter().map(function).collect()
    }
    #[cfg(not(feature = "threads"))]
    {
        (0..count).map(function).collect()
    }
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
pub fn for_each_with<T: Send, S>(
    items: impl IntoIterator<Item = T>,
    room: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, T) + Sync + Send,
) {
    let items: Vec<T> = items.into_iter().collect();
    #[cfg(feature = "threads")]
    items.into_par_iter().enumerate().for_each_init(room, |room, (index, item)| work(room, index, item));
    #[cfg(not(feature = "threads"))]
    {
        let mut room = room();
        items.into_iter().enumerate().for_each(|(index, item)| work(&mut room, index, item));
    }
}

/// Does work on a stack of so many bytes, for calls that go deep; on the caller's where there are no threads at all.
pub fn with_stack<R: Send>(bytes: usize, work: impl Fn() -> R + Sync) -> R {
    scope(|scope| {
        let thread = Builder::new().stack_size(bytes).spawn_scoped(scope, &work);
        match thread.map(ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => work(),
        }
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
