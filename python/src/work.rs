//! Work on a thread of its own, while the thread that called waits with the interpreter let go.
//!
//! Signals come to the thread that Python began with, and only Python code may act on them: so the caller looks for them ten
//! times a second, tells of progress, and asks the work to stop if either raises an exception.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use catchup::parallel;
use catchup::session::{Error, Progress, Step};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::error::exception;

/// How often the caller looks up.
const TICK: Duration = Duration::from_millis(100);
/// How long work that was asked to stop is waited for; what does not stop by then is left to end by itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// Room on the stack, as the main thread of a program has.
const STACK: usize = 8 << 20;

/// How far work is, and whether it shall stop.
#[derive(Debug, Default)]
pub struct Follower {
    draws: AtomicU64,
    of: u64,
    step: Mutex<Option<(String, u64, u64)>>,
    stop: AtomicBool,
}

impl Follower {
    fn step_at(&self, work: &str, done: u64, of: u64) {
        let mut step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        *step = Some((work.to_owned(), done, of));
    }

    /// What is being done, how much of it is done, and how much there is at least.
    fn state(&self) -> (String, u64, u64) {
        let step = self.step.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let draws = self.draws.load(Ordering::Relaxed);
        step.unwrap_or_else(|| ("draws".to_owned(), draws, self.of.max(draws)))
    }
}

impl Progress for Follower {
    fn done(&self, draws: u64) {
        self.draws.fetch_add(draws, Ordering::Relaxed);
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.step_at(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Progress<Step> for Follower {
    fn done(&self, step: Step) {
        match step {
            Step::Draws(draws) => Progress::<u64>::done(self, draws),
            Step::Attributed(done, of) => self.step_at("attributing gaps", done as u64, of as u64),
        }
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.step_at(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// How work is done: on how many threads, and whom to tell of it.
#[derive(Debug, Default)]
pub struct How {
    /// Threads of its own, 0 for as many as there are cores; those of all work if none.
    pub threads: Option<usize>,
    /// Is called with what is being done, how much is done, and how much there is at least.
    pub progress: Option<Py<PyAny>>,
}

/// Refuses so many threads that they take longer to start than they save.
pub fn allowed(threads: usize) -> PyResult<()> {
    let most = parallel::MOST;
    if threads <= usize::from(most) {
        return Ok(());
    }
    Err(PyValueError::new_err(format!("threads are at most {most}, not {threads}; 0 is as many as there are cores")))
}

/// Does work of so many draws, as far as that is known.
pub fn work<T: Send + 'static>(
    py: Python<'_>,
    how: &How,
    draws: u64,
    task: impl FnOnce(&Follower) -> Result<T, Error> + Send + 'static,
) -> PyResult<T> {
    if let Some(threads) = how.threads {
        allowed(threads)?;
    }
    let follower = Arc::new(Follower { of: draws, ..Follower::default() });
    let (threads, mine) = (how.threads, Arc::clone(&follower));
    let (give, take) = channel();
    let run = move || {
        let found = match threads {
            Some(threads) => parallel::within(threads, || task(&mine)),
            None => task(&mine),
        };
        // Nobody listens any more if the work was left alone.
        let _left = give.send(found);
    };
    let thread = Builder::new().name("catchup".to_owned()).stack_size(STACK).spawn(run);
    thread.map_err(|error| PyRuntimeError::new_err(format!("the system gives no thread: {error}")))?;
    // A receiver is asked by one thread only, which Rust cannot know of Python's.
    let take = Mutex::new(take);
    let wait = |time| py.detach(|| take.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(time));
    let mut told = (String::new(), 0, 0);
    loop {
        match wait(TICK) {
            Ok(found) => {
                let found = found.map_err(|error| exception(py, error))?;
                tell(py, how, &follower, &mut told, true)?;
                return Ok(found);
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(PyRuntimeError::new_err("the work ended without results, which is a fault of catchup"));
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = py.check_signals().and_then(|()| tell(py, how, &follower, &mut told, false)) {
                    follower.stop.store(true, Ordering::Relaxed);
                    let _stopped = wait(PATIENCE);
                    return Err(error);
                }
            }
        }
    }
}

/// Tells of progress, if there is any.
fn tell(
    py: Python<'_>,
    how: &How,
    follower: &Follower,
    told: &mut (String, u64, u64),
    at_the_end: bool,
) -> PyResult<()> {
    let Some(progress) = &how.progress else { return Ok(()) };
    let mut state = follower.state();
    if at_the_end {
        state.1 = state.1.max(state.2);
    }
    if state != *told {
        progress.call1(py, (&state.0, state.1, state.2))?;
        *told = state;
    }
    Ok(())
}
