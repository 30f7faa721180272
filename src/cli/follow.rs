//! Follows long work: a bar on a terminal, a word on how long it will take, and an end after a time limit.

use std::sync::atomic::{AtomicU64, Ordering};
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
    /// How many of them are done.
    drawn: AtomicU64,
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
    said: bool,
}

impl Stretch {
    fn new(work: &str, begin: Instant, first: u64) -> Self {
        Self { work: work.to_owned(), begin, first, said: false }
    }

    /// How long the work will take from now on, once it has been watched and if that is long; only once for each work.
    fn long(&mut self, work: &str, done: u64, of: u64, now: Instant) -> Option<Duration> {
        if self.work != work {
            *self = Self::new(work, now, done);
        }
        let elapsed = now.saturating_duration_since(self.begin);
        let left = left(elapsed, done.saturating_sub(self.first), of.saturating_sub(done));
        let long = left.filter(|left| !self.said && elapsed > WATCHED && *left > LONG);
        self.said |= long.is_some();
        long
    }
}

impl Follower {
    /// Follows draws under a title, none if their number is 0; other work is named as it comes.
    pub(super) fn new(answer: Answer, title: &str, draws: u64) -> Self {
        let silent = answer.quiet || answer.json;
        Self {
            bar: terminal::progress(silent, title, draws),
            silent,
            draws: (title.to_owned(), draws),
            drawn: AtomicU64::new(0),
            memory: String::new(),
            // What comes before the first word, such as a first look at some draws, is not of the work that is told.
            now: Mutex::new(Stretch::new("", Instant::now(), 0)),
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
        let mut stretch = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if stretch.work != work {
            self.bar.reset_eta();
        }
        let long = stretch.long(work, done, of, Instant::now());
        drop(stretch);
        if let Some(left) = long.filter(|_| !self.silent) {
            let text = format!("note: {work}: {at_least}{} to go{}", about(left), self.memory);
            self.bar.suspend(|| terminal::say(&text));
        }
    }
}

impl Progress for Follower {
    fn done(&self, draws: u64) {
        let (title, of) = &self.draws;
        // Draws that are not counted belong to a work that is told in steps.
        if *of == 0 {
            return;
        }
        self.bar.inc(draws);
        if self.bar.message() != *title {
            self.bar.set_message(title.clone());
        }
        let done = self.drawn.fetch_add(draws, Ordering::Relaxed) + draws;
        self.at(title, done, done.max(*of), "about ");
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        if self.draws.1 == 0 {
            self.bar.set_length(at_least);
            self.bar.set_position(done);
            self.bar.set_message(work.to_owned());
        } else {
            self.bar.set_message(format!("{work}, {done} of {at_least}"));
        }
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
    } else if seconds < 48.0 * 3600.0 {
        format!("{:.1} h", seconds / 3600.0)
    } else if seconds < 1000.0 * 86_400.0 {
        format!("{:.0} days", seconds / 86_400.0)
    } else {
        "years".to_owned()
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

/// What is to be ended, or taken away, with the program when its time is over.
static ENDED_TOO: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Lets something be done if time is over before the program ends by itself.
pub(super) fn when_time_is_over(task: impl FnOnce() + Send + 'static) {
    *ENDED_TOO.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(task));
}

/// Ends the program after a time, whatever it is doing. Nothing is lost by it: results are written whole or not at all.
pub(super) fn limit(time: Duration) {
    let watch = move || {
        std::thread::sleep(time);
        terminal::say(&format!(
            "error: stopped after {}, as --time-limit says; what has been written is whole",
            about(time)
        ));
        if let Some(task) = ENDED_TOO.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task();
        }
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
        for (time, text) in [
            (2, "2.0 s"),
            (18, "18 s"),
            (89, "89 s"),
            (300, "5 min"),
            (7200, "2.0 h"),
            (864_000, "10 days"),
            (1 << 40, "years"),
        ] {
            assert_eq!(about(seconds(time)), text);
        }
    }

    #[test]
    fn long_work_is_spoken_of_once_when_it_has_been_watched() {
        let begin = Instant::now();
        let at = |seconds: f64| begin + Duration::from_secs_f64(seconds);
        let mut now = Stretch::new("", begin, 0);
        // 40 of 100 were done before; 10 take two seconds, so 50 take ten, and 49 less.
        assert_eq!(now.long("a", 40, 100, at(5.0)), None, "nothing is known yet");
        assert_eq!(now.long("a", 45, 100, at(5.9)), None, "watched too short");
        assert_eq!(now.long("a", 50, 100, at(7.0)), None, "ten seconds are not more than ten");
        assert_eq!(now.long("a", 50, 101, at(7.0)), Some(Duration::from_millis(10_200)));
        assert_eq!(now.long("a", 51, 1000, at(8.0)), None, "it has been said");
        // Other work begins anew.
        assert_eq!(now.long("b", 0, 3, at(8.0)), None);
        assert_eq!(now.long("b", 1, 3, at(14.0)), Some(Duration::from_secs(12)));
    }

    #[test]
    fn what_comes_before_the_first_word_is_not_counted() {
        let follower = Follower::new(Answer { quiet: true, json: false }, "Drawing", 1000);
        let long_ago = Instant::now().checked_sub(Duration::from_secs(100)).expect("the clock has run for so long");
        follower.now.lock().expect("not poisoned").begin = long_ago;
        Progress::<u64>::done(&follower, 10);
        let stretch = follower.now.lock().expect("not poisoned");
        assert!(
            !stretch.said && stretch.first == 10 && stretch.begin > long_ago,
            "of the first ten draws nothing is known"
        );
    }

    #[test]
    fn draws_that_are_not_counted_interrupt_no_work() {
        let follower = Follower::new(Answer { quiet: true, json: false }, "", 0);
        let begin = Instant::now().checked_sub(Duration::from_secs(2)).expect("the clock has run for two seconds");
        *follower.now.lock().expect("not poisoned") = Stretch::new("mixing", begin, 0);
        Progress::<u64>::done(&follower, 512);
        Progress::<u64>::step(&follower, "mixing", 1, 100);
        assert!(follower.now.lock().expect("not poisoned").said, "two seconds of 1 in 100 leave 198");
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
