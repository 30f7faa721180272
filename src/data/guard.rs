//! Readers of others, which may not have thought of all that bytes can be.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What a reader gives; none if it panics, which is then not told on standard error: whoever asked says what is wrong with the
/// file. Panics elsewhere are told as before.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
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
    found.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_answer_and_guards_nothing_after_it() {
        assert_eq!(guarded(|| 7), Some(7));
        assert_eq!(guarded(|| assert!(!GUARDED.get(), "of a reader")), None);
        assert_eq!(guarded(|| guarded(|| panic!("inside")).or(Some(GUARDED.get()))), Some(Some(true)));
        assert!(!GUARDED.get());
    }
}
