//! As much of HTTP/1.1 as a page of our own needs: one request and one answer for each connection, everything within bounds.
//! A page that keeps a connection goes on in messages: see [`super::socket`].

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// The longest body.
pub const LONGEST_BODY: usize = 256 * 1024;
/// A request must have come by then.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// And an answer must have been taken by then.
pub const TAKEN: Duration = Duration::from_secs(30);
/// Bytes written between two looks at the clock.
const CHUNK: usize = 64 * 1024;

/// A request.
#[derive(Debug)]
pub struct Request {
    /// `GET`, `POST`.
    pub method: String,
    /// The path, without what follows a question mark.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Kind of the content.
    pub kind: String,
    /// The name of the file that a browser makes of it; shown if there is none.
    pub file: Option<String>,
    /// The content.
    pub content: Vec<u8>,
}

/// Why a request cannot be read: what is answered, or nothing where nobody listens.
#[derive(Debug)]
pub struct Refusal(pub Option<(u16, &'static str)>);

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                Self(Some((408, "the request did not come in time")))
            }
            _ => Self(None),
        }
    }
}

impl Request {
    /// The value of a header that occurs once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether a header is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(own, _)| own == name)
    }

    /// Reads a request.
    ///
    /// # Errors
    /// It is none, is too long, or does not come in time.
    pub fn read(stream: &mut TcpStream) -> Result<Self, Refusal> {
        let end = Instant::now() + PATIENCE;
        let mut bytes = Vec::with_capacity(2048);
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if bytes.len() > LONGEST_HEAD {
                return Err(Refusal(Some((431, "the head of the request is too long"))));
            }
            if more(stream, &mut bytes, end)? == 0 {
                return Err(Refusal(None));
            }
        };
        if head > LONGEST_HEAD {
            return Err(Refusal(Some((431, "the head of the request is too long"))));
        }
        let mut request = Self::head(&bytes[..head]).map_err(|why| Refusal(Some((400, why))))?;
        let length = request.length()?;
        bytes.drain(..head + 4);
        while bytes.len() < length {
            if more(stream, &mut bytes, end)? == 0 {
                return Err(Refusal(None));
            }
        }
        bytes.truncate(length);
        request.body = bytes;
        Ok(request)
    }

    fn head(bytes: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(bytes).map_err(|_| "the head of the request is not UTF-8")?;
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err("this is not a request");
        };
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') || text.contains('\0') {
            return Err("this is not a request of HTTP/1.1");
        }
        let header = |line: &str| {
            let (name, value) = line.split_once(':').filter(|(name, _)| is_token(name))?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        let headers: Option<Vec<_>> = lines.map(header).collect();
        let headers = headers.ok_or("a header is not NAME: VALUE")?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let [method, path, query] = [method, path, query].map(str::to_owned);
        Ok(Self { method, path, query, headers, body: Vec::new() })
    }

    /// Bytes of the body.
    fn length(&self) -> Result<usize, Refusal> {
        if self.has("transfer-encoding") {
            return Err(Refusal(Some((501, "a body has a Content-Length"))));
        }
        if !self.has("content-length") {
            return if self.method == "POST" {
                Err(Refusal(Some((411, "a body has a Content-Length"))))
            } else {
                Ok(0)
            };
        }
        let digits = self.header("content-length").filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        match digits.and_then(|text| text.parse::<usize>().ok()) {
            Some(length) if length <= LONGEST_BODY => Ok(length),
            Some(_) => Err(Refusal(Some((413, "the body of the request is too long")))),
            None => Err(Refusal(Some((400, "Content-Length is not a number")))),
        }
    }
}

/// Whether this is the name of a header.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&byte))
}

/// Reads what has come; 0 bytes at the end.
pub fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>, end: Instant) -> io::Result<usize> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    let mut part = [0; 8192];
    let count = stream.read(&mut part)?;
    bytes.extend_from_slice(&part[..count]);
    Ok(count)
}

/// Writes bytes, if they are taken in time.
pub fn put(stream: &mut TcpStream, bytes: &[u8], end: Instant) -> io::Result<()> {
    for chunk in bytes.chunks(CHUNK) {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        stream.write_all(chunk)?;
    }
    stream.flush()
}

impl Answer {
    /// JSON.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        let kind = "application/json".to_owned();
        Self { status, kind, file: None, content: value.to_string().into_bytes() }
    }

    /// What went wrong, in words.
    pub fn problem(status: u16, message: &str) -> Self {
        Self::json(status, &serde_json::json!({ "error": message }))
    }

    /// Content to be shown.
    pub fn content(kind: &str, content: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, kind: kind.to_owned(), file: None, content: content.into() }
    }

    /// Writes it and ends the connection. Whoever does not take it in time is left alone.
    pub fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        let end = Instant::now() + TAKEN;
        put(stream, self.head().as_bytes(), end)?;
        put(stream, &self.content, end)?;
        stream.shutdown(Shutdown::Write)?;
        // What was sent and not read would end the connection before the answer is taken.
        stream.set_read_timeout(Some(Duration::from_millis(200)))?;
        let mut rest = [0; 8192];
        for _ in 0..64 {
            if stream.read(&mut rest)? == 0 {
                break;
            }
        }
        Ok(())
    }

    fn head(&self) -> String {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut line = |name: &str, value: &str| {
            let _ = write!(text, "{name}: {value}\r\n");
        };
        line("Content-Type", &self.kind);
        line("Content-Length", &self.content.len().to_string());
        line("Connection", "close");
        line("Cache-Control", "no-store");
        line("X-Content-Type-Options", "nosniff");
        line("Referrer-Policy", "no-referrer");
        line("Cross-Origin-Resource-Policy", "same-origin");
        line("Cross-Origin-Opener-Policy", "same-origin");
        line(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        );
        if let Some(file) = &self.file {
            let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
            let name: String = file.chars().map(plain).collect();
            line("Content-Disposition", &format!("attachment; filename=\"{name}\""));
        }
        if self.status == 405 {
            line("Allow", "GET, POST");
        }
        text.push_str("\r\n");
        text
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
