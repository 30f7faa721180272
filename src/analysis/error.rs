//! Why a run gives nothing.

use crate::diagnostic::{Diagnostic, counted};
use crate::engine::Unfinished;

/// Why a run gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Results would not fit.
    #[error(
        "one variable at {}, in {}, needs {}, more than the budget of {}; \
         ask for fewer draws, or raise `--memory`",
        counted(*points, "time"), counted(*draws as usize, "draw"), bytes(*needed), bytes(u128::from(*budget))
    )]
    Memory {
        /// Draws asked for.
        draws: u64,
        /// Points of time.
        points: usize,
        /// Bytes of one column.
        needed: u128,
        /// Bytes allowed.
        budget: u64,
    },
    /// All draws were to be kept, and do not fit.
    #[error(
        "all draws of all reported variables take {}, more than the budget of {}; ask for fewer draws, report fewer \
         variables, or raise `--memory`",
        bytes(*needed), bytes(u128::from(*budget))
    )]
    KeepDraws {
        /// Bytes of all columns.
        needed: u128,
        /// Bytes allowed.
        budget: u64,
    },
    /// Draws were to be moved, and do not fit.
    #[error(
        "to move {} of {} each, so that they agree with history, takes {}, more than the \
         budget of {}; ask for fewer draws, set `method = \"weights\"` in [condition], or raise `--memory`",
        counted(*draws as usize, "draw"), counted(*numbers, "random number"), bytes(*needed), bytes(u128::from(*budget))
    )]
    Moves {
        /// Draws asked for.
        draws: u64,
        /// Random numbers of each that the observations depend on.
        numbers: usize,
        /// Bytes of all tables.
        needed: u128,
        /// Bytes allowed.
        budget: u64,
    },
    /// Columns of a shard do not fit all at once.
    #[error(
        "a shard looks at all reported variables at once, which takes about {}, more than the budget of {}; report fewer \
         variables, raise `--memory`, or use fewer `--threads`",
        bytes(*needed), bytes(u128::from(*budget))
    )]
    Parts {
        /// Bytes of all columns.
        needed: u128,
        /// Bytes allowed.
        budget: u64,
    },
    /// Draws are conditioned, so that each hangs on all others.
    #[error(
        "[condition] moves or weighs each draw by all others, so they cannot be divided into shards: run it on one machine"
    )]
    Undivided,
    /// A part is not one of this model.
    #[error("a part does not fit this scenario: it was made of another, or by another version")]
    ForeignPart,
    /// Nothing is reported.
    #[error("no variable is reported: set `report = true` in at least one")]
    NothingReported,
    /// The system does not give what the budget allows.
    #[error(
        "{}: ask for fewer draws, or lower `--memory` so that results are computed in groups",
        Unfinished::OutOfMemory
    )]
    OutOfMemory,
    /// [`Progress::stopped`](crate::engine::Progress::stopped) said so.
    #[error("{}", Unfinished::Cancelled)]
    Cancelled,
    /// No draw agrees with history at all.
    #[error("no draw is possible given the history in [condition]: all have likelihood 0; look at `sd` and `error`")]
    Impossible,
    /// A number that is not finite arose.
    #[error("{}", .0.message)]
    NotFinite(Box<Diagnostic>),
}

impl RunError {
    /// Whether it is for want of memory.
    #[must_use]
    pub fn is_of_memory(&self) -> bool {
        matches!(
            self,
            Self::Memory { .. } | Self::KeepDraws { .. } | Self::Moves { .. } | Self::Parts { .. } | Self::OutOfMemory
        )
    }
}

impl From<Unfinished> for RunError {
    fn from(why: Unfinished) -> Self {
        match why {
            Unfinished::OutOfMemory => Self::OutOfMemory,
            Unfinished::Cancelled => Self::Cancelled,
        }
    }
}

/// A number of bytes as people write it.
fn bytes(count: u128) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut size = count as f64;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < units.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.*} {}", usize::from(unit > 0 && size < 100.0), units[unit])
}
