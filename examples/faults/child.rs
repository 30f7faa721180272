//! The program as a child process in which faults are ordered: this very file run again, told by variables.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use catchup::workbench::fault::{How, Operation, Order, asked, order};

const ORDERS: &str = "CATCHUP_FAULT_ORDERS";
const ARGUMENTS: &str = "CATCHUP_FAULT_ARGUMENTS";
const ALLOCATION: &str = "CATCHUP_FAULT_ALLOCATION";
/// Stands between arguments.
const SEPARATOR: char = '\u{1f}';
/// The exit code of a program that ended as if killed: that of a shell for the signal KILL.
pub const KILLED: i32 = 128 + 9;
/// What takes longer hangs: none takes a second by itself.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is added to the standard error of a child that had to be ended.
pub const HANGS: &str = "it had not ended after a minute";

/// A fault as text: `OPERATION,…:SPARED:HOW`, several with `;`.
pub fn written(operations: &[Operation], spared: u64, how: &str) -> String {
    let names: Vec<String> = operations.iter().map(|operation| format!("{operation:?}")).collect();
    format!("{}:{spared}:{how}", names.join(","))
}

fn read(text: &str) -> Option<Order> {
    let mut parts = text.split(':');
    let names: Vec<&str> = parts.next()?.split(',').collect();
    let operations = Operation::ALL.into_iter().filter(|one| names.contains(&&*format!("{one:?}"))).collect();
    let spared = parts.next()?.parse().ok()?;
    let how = match parts.next()?.split_once('=') {
        Some(("refused", error)) => How::Refused(error.parse().ok()?),
        Some(("onward", error)) => How::RefusedOnward(error.parse().ok()?),
        Some(_) | None => How::Killed(|| std::process::exit(KILLED)),
    };
    Some(Order { operations, spared, how })
}

/// What this process is to do as a child: nothing unless it is one. What a child starts, as `rerun` does, is one too, and the
/// same happens to it.
pub fn arguments() -> Option<Vec<OsString>> {
    let ordered = env::var(ORDERS).is_ok();
    match env::var(ARGUMENTS) {
        Ok(arguments) => {
            Some(std::iter::once("catchup").chain(arguments.split(SEPARATOR)).map(OsString::from).collect())
        }
        Err(_) => ordered.then(|| env::args_os().collect()),
    }
}

/// Which allocation is to fail in this process; 0 is none, and that they are counted.
pub fn failing_allocation() -> Option<u64> {
    env::var(ALLOCATION).ok()?.parse().ok()
}

/// Orders the faults and carries out the command line; says on standard error how many operations there were to fail, and
/// how many allocations if they were counted.
pub fn carry_out(arguments: Vec<OsString>, allocated: impl Fn() -> Option<u64>) -> ! {
    let orders = env::var(ORDERS).unwrap_or_default();
    order(orders.split(';').filter_map(read));
    let code = catchup::cli::carry_out(arguments);
    let asked: Vec<String> = asked().iter().map(u64::to_string).collect();
    // Standard error may be closed.
    let mut error = std::io::stderr();
    let _unheard = writeln!(error, "asked {}", asked.join(" "));
    if let Some(count) = allocated() {
        let _unheard = writeln!(error, "allocated {count}");
    }
    std::process::exit(i32::from(code))
}

/// How a child is begun.
#[derive(Debug, Clone)]
pub struct Child {
    /// Arguments that lead this program to [`carry_out`], if there must be any: those of the command line are told by a
    /// variable then.
    pub lead: Vec<String>,
}

/// What a child is to suffer.
#[derive(Debug, Clone, Default)]
pub struct Suffering {
    /// Faults as [`written`] has them.
    pub orders: String,
    /// Which allocation fails, from 1; 0 has them counted.
    pub allocation: Option<u64>,
    /// What a shell does before, where `"$@"` is the program.
    pub shell: Option<String>,
}

impl From<String> for Suffering {
    fn from(orders: String) -> Self {
        Self { orders, ..Self::default() }
    }
}

impl Child {
    /// Runs a command line to its end, in a folder.
    pub fn output(&self, folder: &Path, arguments: &[&str], suffering: &Suffering) -> Output {
        let own = env::current_exe().expect("this program");
        let mut command = match &suffering.shell {
            Some(script) => {
                let mut command = Command::new("sh");
                command.args(["-c", script, "sh"]).arg(own);
                command
            }
            None => Command::new(own),
        };
        command.args(&self.lead).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if self.lead.is_empty() {
            command.args(arguments);
        } else {
            command.env(ARGUMENTS, arguments.join(&SEPARATOR.to_string()));
        }
        command.env(ORDERS, &suffering.orders);
        command.env("COLUMNS", "100").env("TMPDIR", folder.join(super::task::TEMPORARY)).env_remove(ALLOCATION);
        if let Some(number) = suffering.allocation {
            command.env(ALLOCATION, number.to_string());
        }
        let started = command.spawn().expect("the program starts");
        let (ended, waits) = channel::<()>();
        let number = started.id().to_string();
        let watch = thread::spawn(move || {
            let hangs = waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
            // Without a signal's function: this needs no unsafe code.
            hangs && Command::new("kill").args(["-KILL", &number]).status().is_ok()
        });
        let mut output = started.wait_with_output().expect("it ends");
        drop(ended);
        if watch.join().expect("it ends") {
            output.stderr.extend(HANGS.bytes());
        }
        output
    }
}

/// The numbers behind `asked` on standard error: for each order how many operations it counted.
pub fn counted(output: &Output) -> Option<Vec<u64>> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().rev().find_map(|line| line.strip_prefix("asked "))?;
    line.split(' ').map(|number| number.parse().ok()).collect()
}

/// The number behind `allocated` on standard error.
pub fn allocated(output: &Output) -> Option<u64> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().rev().find_map(|line| line.strip_prefix("allocated ")?.parse().ok())
}
