//! The program as a child process in which faults are ordered: this very file run again, told by two variables.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use catchup::workbench::fault::{How, Operation, Order, asked, order};

const ORDERS: &str = "CATCHUP_FAULT_ORDERS";
const ARGUMENTS: &str = "CATCHUP_FAULT_ARGUMENTS";
/// Stands between arguments.
const SEPARATOR: char = '\u{1f}';
/// The exit code of a program that ended as if killed: that of a shell for the signal KILL.
pub const KILLED: i32 = 128 + 9;

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

/// What this process is to do as a child: nothing unless it is one.
pub fn arguments() -> Option<Vec<OsString>> {
    let arguments = env::var(ARGUMENTS).ok()?;
    Some(std::iter::once("catchup").chain(arguments.split(SEPARATOR)).map(OsString::from).collect())
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
    /// Arguments before all others that lead this program to [`carry_out`].
    pub lead: Vec<String>,
}

impl Child {
    /// A child with these arguments and orders, run by `shell` where something is to be done before (`"$@"` is the program).
    pub fn command(&self, folder: &Path, arguments: &[&str], orders: &str, shell: Option<&str>) -> Command {
        let own = env::current_exe().expect("this program");
        let mut command = match shell {
            Some(script) => {
                let mut command = Command::new("sh");
                command.args(["-c", script, "sh"]).arg(own);
                command
            }
            None => Command::new(own),
        };
        command.args(&self.lead).current_dir(folder).stdin(Stdio::null());
        command.env(ARGUMENTS, arguments.join(&SEPARATOR.to_string())).env(ORDERS, orders).env("COLUMNS", "100");
        command
    }

    /// Runs it to its end.
    pub fn output(&self, folder: &Path, arguments: &[&str], orders: &str, shell: Option<&str>) -> Output {
        self.command(folder, arguments, orders, shell).output().expect("the program starts")
    }
}

/// The numbers behind `asked` on standard error.
pub fn counted(output: &Output) -> Option<u64> {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().rev().find_map(|line| line.strip_prefix("asked ")?.split(' ').next()?.parse().ok())
}
