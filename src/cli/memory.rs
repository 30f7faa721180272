//! What is done when the system gives no more memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// The allocator of the system, but that memory that is not given ends the program with a sentence and the documented exit
/// code, where it would be aborted with neither. Results are as they were: new ones lie in a hidden folder, which the next
/// run clears.
#[derive(Debug, Clone, Copy)]
pub struct Allocator;

// SAFETY: every call goes to the system's allocator as it came, and so do its answers, but for the null pointer, after
// which this function does not return.
#[allow(unsafe_code, reason = "there is no other way to be asked when memory has run out")]
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        given(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        given(unsafe { System.realloc(old, layout, size) }, size)
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        unsafe { System.dealloc(old, layout) }
    }
}

#[inline]
fn given(memory: *mut u8, bytes: usize) -> *mut u8 {
    if memory.is_null() { exhausted(bytes) } else { memory }
}

/// Whether standard output is being made ready.
static PREPARING: AtomicBool = AtomicBool::new(false);

/// Prepares for the end. Standard output takes its memory when it is first used, and is flushed as a program ends: were there
/// no memory for it in the middle of a run, the program would wait for itself.
pub fn prepare() {
    PREPARING.store(true, Ordering::Release);
    let _taken = std::io::stdout();
    PREPARING.store(false, Ordering::Release);
}

thread_local! {
    /// Whether this thread is ending the program, which it can do once.
    static ENDING: Cell<bool> = const { Cell::new(false) };
}

/// Says that there is no memory for so many bytes more, and ends the program.
#[cold]
#[allow(clippy::exit, reason = "without memory nothing else can be done")]
pub fn exhausted(bytes: usize) -> ! {
    // Nothing here may allocate, and what a program does as it ends may ask for memory again.
    if ENDING.replace(true) {
        std::process::abort();
    }
    let mut digits = [0; 20];
    let mut error = std::io::stderr().lock();
    for part in [BEFORE, decimal(bytes, &mut digits), AFTER] {
        let _unheard = error.write_all(part);
    }
    drop(error);
    if PREPARING.load(Ordering::Acquire) {
        std::process::abort();
    }
    std::process::exit(Exit::Run as i32)
}

const BEFORE: &[u8] = b"error: the system gives no more memory (";
const AFTER: &[u8] = b" bytes were asked for): take fewer draws, threads or series, or give the program more memory\n";

/// A number in decimal digits.
fn decimal(mut number: usize, digits: &mut [u8; 20]) -> &[u8] {
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &digits[first..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_numbers() {
        for number in [0, 7, 10, 4096, usize::MAX] {
            assert_eq!(decimal(number, &mut [0; 20]), number.to_string().as_bytes());
        }
    }
}
