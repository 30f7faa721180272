//! `catchup explore`: a page on this machine in which levers are moved and fans follow.

mod http;
mod message;
mod server;
mod socket;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::load::open_all;
use super::terminal;
use super::{CliError, ensemble, live};
use crate::explorer::Explorer;
use crate::scenario::files::stream::is_passing;
use crate::session::{Options, distinct};
use server::Server;

/// Explore scenarios in a browser: move levers and assumptions, and see charts, milestones and chances follow.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario files, to choose among in the page.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Port; a free one unless given.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Address to listen at. At another than that of this machine alone, whoever has the printed address may look and compute.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Open no browser.
    #[arg(long)]
    no_open: bool,
    /// Serve nothing: write one file that needs no program, to be opened by a double click, mailed, or put on any web server.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["port", "host", "no_open"])]
    out: Option<PathBuf>,
    /// Write over the file that --out names.
    #[arg(long, requires = "out")]
    force: bool,
    /// Threads; all cores unless given. Results do not depend on it.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=i64::from(crate::parallel::MOST)))]
    threads: Option<u16>,
}

/// Serves the page until the program is ended, or writes it as one file.
///
/// # Errors
/// A file is not valid, two have one name, the port cannot be had, or the file cannot be written.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    if let Some(file) = arguments.files.iter().find(|file| is_passing(file)) {
        let file = file.display();
        return Err(CliError::Usage(format!(
            "{file} is gone once it was read, and what is saved in the page extends a file: give one"
        )));
    }
    ensemble::start_threads(arguments.threads);
    if let Some(path) = &arguments.out {
        return live::write(&arguments.files, path, arguments.force);
    }
    let sessions = open_all(&arguments.files, &Options::default(), false)?;
    distinct(&sessions, "have one name")?;
    let explorer = Explorer::new(sessions);
    let server = Server::bind(explorer, arguments.host, arguments.port).map_err(|error| {
        let (host, port) = (arguments.host, arguments.port);
        CliError::Usage(format!("cannot listen at {host}, port {port}: {error}; give another --host or --port"))
    })?;
    let address = server.address();
    terminal::print(&format!("{address}\n"))?;
    if !arguments.host.is_loopback() {
        terminal::say(
            "warning: this page can be reached from other machines; whoever has its address with the token may look at the \
             scenarios and use this machine",
        );
    }
    terminal::say("Ctrl-C ends the page.");
    if !arguments.no_open {
        open_browser(&address);
    }
    server.serve();
    Ok(())
}

/// Opens a browser where there is one; where there is none, the address has been printed.
fn open_browser(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else if ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some()) {
        ("xdg-open", &[])
    } else {
        return;
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _not_there = command.spawn();
}
