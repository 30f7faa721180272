//! Says on standard error how far the programme is and how long it will take.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many cases are tried, since when.
pub struct Progress {
    of: usize,
    begin: Instant,
    now: Mutex<Now>,
    is_terminal: bool,
}

struct Now {
    tried: usize,
    said: Instant,
}

impl Progress {
    pub fn new(of: usize) -> Self {
        let begin = Instant::now();
        let is_terminal = std::io::stderr().is_terminal();
        Self { of, begin, now: Mutex::new(Now { tried: 0, said: begin }), is_terminal }
    }

    /// One more was tried; so many went wrong so far.
    pub fn tried(&self, failed: usize) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.tried += 1;
        let pause = Duration::from_secs(if self.is_terminal { 1 } else { 20 });
        if now.said.elapsed() < pause {
            return;
        }
        now.said = Instant::now();
        let left = self.begin.elapsed().mul_f64(self.of.saturating_sub(now.tried) as f64 / now.tried as f64);
        let (tried, of) = (now.tried, self.of);
        let end = if self.is_terminal { "\x1b[K\r" } else { "\n" };
        // Nobody need listen.
        let _unheard =
            write!(std::io::stderr(), "{tried} of {of} tried, {failed} failed, about {} s left{end}", left.as_secs());
    }

    /// Clears the line.
    pub fn done(&self) {
        if self.is_terminal {
            let _unheard = write!(std::io::stderr(), "\x1b[K");
        }
    }
}
