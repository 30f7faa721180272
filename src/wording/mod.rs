//! How numbers, units and times are written: the same in the terminal, on a page, in a picture and in a program's own text.
//!
//! It knows results, but nothing of pictures, pages or terminals.

pub mod grain;
pub mod markup;
pub mod number;
pub mod phrase;
pub mod ranged;
pub mod time;
pub mod unit;
