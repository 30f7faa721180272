//! A scenario that is explored, and questions about it.
#![allow(dead_code, reason = "not every test that starts one asks all there is")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// An explorer that serves, until it is dropped.
pub struct Served {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub host: String,
    /// What follows the address, where a token does: `?token=…`.
    pub query: String,
    /// Where its scenario is.
    pub folder: tempfile::TempDir,
}

impl Served {
    /// Explores a copy of the small scenario.
    pub fn start(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
        std::fs::copy(file, folder.path().join("explored.toml")).expect("copied");
        Self::of(Path::new("explored.toml"), folder, more)
    }

    /// Explores a file, in a folder.
    pub fn of(file: &Path, folder: tempfile::TempDir, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        command.current_dir(&folder).arg("explore").arg(file).arg("--no-open").args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let parts = line.trim().strip_prefix("http://").and_then(|rest| rest.split_once('/'));
        let (host, query) = parts.unwrap_or_else(|| panic!("an address, not {line:?}"));
        Self { child, host: host.to_owned(), query: query.to_owned(), folder }
    }

    /// Sends bytes and gives the status and all that is answered.
    pub fn sends(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
        stream.write_all(bytes).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.get(9..12).and_then(|code| code.parse().ok());
        (status.unwrap_or_else(|| panic!("an answer, not {text:?}")), text)
    }

    /// A request with these headers besides `Host`.
    pub fn request(&self, line: &str, headers: &str, body: &str) -> (u16, String) {
        let host = &self.host;
        self.sends(format!("{line} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n{body}").as_bytes())
    }

    /// A page.
    pub fn get(&self, path: &str) -> (u16, String) {
        self.request(&format!("GET {path}"), "", "")
    }

    /// A question, as the page asks it.
    pub fn asks(&self, question: &str, body: &Value) -> (u16, String) {
        let body = body.to_string();
        let headers = format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\nOrigin: http://{}\r\n",
            body.len(),
            self.host
        );
        self.request(&format!("POST /api/{question}"), &headers, &body)
    }

    /// The answer to a question that has one.
    #[track_caller]
    pub fn answers(&self, question: &str, body: &Value) -> Value {
        let (status, text) = self.asks(question, body);
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(body_of(&text)).expect("JSON")
    }
}

impl Served {
    /// Ends the program.
    pub fn stop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What stands below the head of an answer.
pub fn body_of(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}
