//! Tables as people have them, read as series by time.
//!
//! ```text
//! bytes -> Grid -> Block -> Frame -> Tidy -> report
//!          cells   where    roles    series
//! ```
//!
//! Whatever the layout, one reader says what the columns hold, how numbers and times are written (decided by whole columns, or
//! refused with both readings), what was left out, and why. It knows no files: it takes bytes.

mod bits;
mod block;
mod clock;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
mod drawn;
mod frame;
mod grid;
#[cfg(any(feature = "parquet", feature = "workbooks"))]
mod guard;
mod html;
mod json;
mod names;
mod notation;
mod number;
mod open;
mod part;
mod report;
mod roles;
mod series;
#[cfg(feature = "models")]
mod sheet;
#[cfg(test)]
mod tests;
#[cfg(feature = "workbooks")]
mod workbook;

pub use clock::DateOrder;
pub use columns::Columns;
pub use frame::{AddsUp, Axis, Crossing, Frame, Reading, Role};
pub use grid::Grid;
pub use html::is_html;
pub use number::{Decimal, number_help};
pub use open::{GUESSED, LARGE, grid, grid_of_large, is_text_of_cells, series, streamed};
pub use report::{SHOWN, Summary};
pub use series::{BETWEEN, Point, Series, TOTAL, Tidy};
#[cfg(feature = "models")]
pub use sheet::{Sheet, column_of};
