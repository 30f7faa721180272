//! How long something takes: the one place that looks at a clock.

use std::time::{Duration, Instant};

/// Measures from its start; nothing where there is no clock, as in a page of a browser.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Option<Instant>);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        let clock = !cfg!(all(target_family = "wasm", target_os = "unknown"));
        Self(clock.then(Instant::now))
    }

    /// The time since its start; zero where there is no clock.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.map_or(Duration::ZERO, |begin| begin.elapsed())
    }
}
