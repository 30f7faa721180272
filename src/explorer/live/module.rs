//! The library as the module of a page: what its workers call.
//!
//! A worker asks for room for a question ([`room`]), writes it there, calls [`ask`], which gives a status, and reads the
//! answer from [`answer`] on, so many bytes as [`answer_length`] says.
#![allow(unsafe_code, reason = "functions that a worker calls have names of their own")]

use std::cell::RefCell;

use super::Live;
use crate::charts::fonts;

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

#[derive(Default)]
struct State {
    live: Live,
    question: Vec<u8>,
    answer: Vec<u8>,
}

/// Room for a question of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.question.clear();
        state.question.resize(length, 0);
        state.question.as_mut_ptr()
    })
}

/// Answers the question, and gives a status as of HTTP.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> u32 {
    STATE.with_borrow_mut(|state| {
        let question = std::mem::take(&mut state.question);
        let (status, answer) = state.live.answer(&question);
        state.answer = answer;
        u32::from(status)
    })
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    STATE.with_borrow(|state| state.answer.as_ptr())
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    STATE.with_borrow(|state| state.answer.len())
}

/// Where a font of the page is: regular, then semi-bold.
#[unsafe(no_mangle)]
pub extern "C" fn font(weight: usize) -> *const u8 {
    fonts()[weight.min(1)].as_ptr()
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn font_length(weight: usize) -> usize {
    fonts()[weight.min(1)].len()
}
