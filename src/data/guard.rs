//! Readers of others, which may not have thought of all that bytes can be.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Why a reader gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panicked {
    /// It says that it was not written for this.
    Unfinished,
    /// It met something that it had not thought of.
    Surprised,
}

/// What a reader gives; how it panics is not told on standard error: whoever asked says what is wrong with the file. Panics
/// elsewhere are told as before.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            if !GUARDED.get() {
                told(panicked);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let found = panic::catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    found.map_err(|told| {
        let words = told.downcast_ref::<&str>().copied().or_else(|| told.downcast_ref().map(String::as_str));
        // What `todo!` and `unimplemented!` say, and those who look through a list of types in vain.
        let unfinished = words.is_some_and(|words| {
            ["not yet implemented", "not implemented", "operator does not support"]
                .iter()
                .any(|said| words.starts_with(said))
        });
        if unfinished { Panicked::Unfinished } else { Panicked::Surprised }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_answer_and_guards_nothing_after_it() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| assert!(!GUARDED.get(), "of a reader")), Err(Panicked::Surprised));
        assert_eq!(guarded(|| guarded(|| panic!("inside")).unwrap_or_else(|_| GUARDED.get())), Ok(true));
        assert_eq!(guarded(|| panic!("not yet implemented: {}", "a type")).map(|()| 1), Err(Panicked::Unfinished));
        assert!(!GUARDED.get());
    }
}
