//! Work on several threads.
use rayon::prelude::*;
/// How many threads there are.
#[must_use]
pub fn threads() -> usize {
    rayon::current_num_threads()
}
/// Starts as many threads.
pub fn start(threads: usize) {
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
}
/// Does two things at the same time.
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
}
/// What a function gives for each item, in order.
pub fn map<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(function).collect()
}
/// The same, or the first error.
///
/// # Errors
/// That of the function.
pub fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    function: impl Fn(&T) -> Result<R, E> + Sync + Send,
) -> Result<Vec<R>, E> {
    items.par_iter().map(function).collect()
}
