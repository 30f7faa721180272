//! Follows long work: a bar on a terminal, a word on how long it will take, and an end after a time limit.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::answer::Answer;
use super::error::Exit;
use super::terminal;
use crate::engine::Progress;
use crate::session::Step;

/// Work that takes no longer than this is not spoken of.
const LONG: Duration = Duration::from_secs(10);
/// How long is watched before anything is said.
const WATCHED: Duration = Duration::from_secs(1);

/// Follows the work of a command on standard error.
pub(super) struct Follower {
    bar: ProgressBar,
    silent: bool,
    /// What the draws are of, and how many there are.
    draws: (String, u64),
    /// What is said of the memory that results take.
    memory: String,
    now: Mutex<Stretch>,
}

/// Work of one kind.
struct Stretch {
    work: String,
    begin: Instant,
    /// What had been done of it when it was first heard of.
    first: u64,
    draws: u64,
    said: bool,
}

impl Follower {
    /// Follows draws under a title, none if their number is 0; other work is named as it comes.
    pub(super) fn new(answer: Answer, title: &str, draws: u64) -> Self {
        let silent = answer.quiet || answer.json;
        let now = Stretch { work: title.to_owned(), begin: Instant::now(), first: 0, draws: 0, said: false };
        Self {
            bar: terminal::progress(silent || draws == 0, title, draws),
            silent,
            draws: (title.to_owned(), draws),
            memory: String::new(),
            now: Mutex::new(now),
        }
    }

    /// Says too that results take so many bytes.
    pub(super) fn with_memory(self, bytes: u64) -> Self {
        let memory = format!(", results take {:.1} GiB of memory", bytes as f64 / (1u64 << 30) as f64);
        Self { memory: if bytes < 1 << 27 { String::new() } else { memory }, ..self }
    }

    /// Ends the bar.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn at(&self, work: &str, done: u64, of: u64, at_least: &str) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.work != work {
            (now.work, now.begin, now.first, now.said) = (work.to_owned(), Instant::now(), done, false);
        }
        let elapsed = now.begin.elapsed();
        let left = left(elapsed, done.saturating_sub(now.first), of.saturating_sub(done));
        if let Some(left) = left.filter(|left| !self.silent && !now.said && elapsed > WATCHED && *left > LONG) {
            now.said = true;
            let text = format!("note: {work}: {at_least}{} to go{}", about(left), self.memory);
            self.bar.suspend(|| terminal::say(&text));
        }
    }
}

impl Progress for Follower {
    fn done(&self, draws: u64) {
        self.bar.inc(draws);
        let done = {
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            now.draws += draws;
            now.draws
        };
        self.at(&self.draws.0, done, self.draws.1.max(done), "about ");
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.bar.set_message(format!("{work}, {done} of {at_least}"));
        self.at(work, done, at_least, "at least ");
    }
}

impl Progress<Step> for Follower {
    fn done(&self, step: Step) {
        match step {
            Step::Draws(draws) => Progress::<u64>::done(self, draws),
            Step::Attributed(done, of) => {
                Progress::<u64>::step(self, "attributing gaps", done as u64, of as u64);
            }
        }
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        Progress::<u64>::step(self, work, done, at_least);
    }
}

/// How long what is left will take, as what has been done has.
fn left(elapsed: Duration, done: u64, left: u64) -> Option<Duration> {
    (done > 0).then(|| Duration::try_from_secs_f64(elapsed.as_secs_f64() * left as f64 / done as f64).ok()).flatten()
}

/// A time in words.
fn about(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else if seconds < 5400.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3600.0)
    }
}

/// Reads a time: seconds, or a number with `s`, `min` or `h`.
pub(super) fn parse_time(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let split = text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let seconds = match unit {
        "" | "s" => Some(1.0),
        "min" | "m" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    };
    let time = seconds.zip(number.trim().parse::<f64>().ok()).map(|(unit, number)| unit * number);
    let time = time.filter(|time| *time > 0.0).and_then(|time| Duration::try_from_secs_f64(time).ok());
    time.ok_or_else(|| format!("`{text}` is not a time such as 90, \"5 min\" or 2h"))
}

/// Ends the program after a time, whatever it is doing. Nothing is lost by it: results are written whole or not at all.
pub(super) fn limit(time: Duration) {
    let watch = move || {
        std::thread::sleep(time);
        terminal::say(&format!(
            "error: stopped after {}, as --time-limit says; what has been written is whole",
            about(time)
        ));
        std::process::exit(Exit::Run as i32);
    };
    if std::thread::Builder::new().spawn(watch).is_err() {
        terminal::say("note: no thread could be started to watch the time, so --time-limit is not kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(2), 100, 900), Some(seconds(18)));
        assert_eq!(left(seconds(2), 0, 900), None);
        assert_eq!(left(seconds(2), 1000, 0), Some(seconds(0)));
        for (time, text) in [(2, "2.0 s"), (18, "18 s"), (89, "89 s"), (300, "5 min"), (7200, "2.0 h")] {
            assert_eq!(about(seconds(time)), text);
        }
    }

    #[test]
    fn times_are_read_with_their_units() {
        for (text, milliseconds) in
            [("90", 90_000), ("0.05", 50), ("2 s", 2000), ("5min", 300_000), ("5 m", 300_000), ("1.5h", 5_400_000)]
        {
            assert_eq!(parse_time(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "min", "-3", "0", "5 days", "1e400", "nan"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
