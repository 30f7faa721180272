//! A connection that a page keeps, on which questions and answers are messages: as much of WebSocket as a page of our own needs
//! (RFC 6455, <https://doi.org/10.17487/RFC6455>; sections of it are given below). Nothing is negotiated, and everything is
//! within bounds.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha1::{Digest as _, Sha1};

use super::http::{LONGEST_BODY, PATIENCE, Request, TAKEN, more, put};

/// A page that asks nothing for so long has its connection ended; one in view asks every few seconds whether the program is there.
const IDLE: Duration = Duration::from_secs(60);
/// What a key is joined with before it is hashed (section 1.3).
const NAME: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Kinds of frames (section 5.2).
const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What the other side is told when a connection is ended for what it sent (section 7.4.1).
const GOING: u16 = 1001;
const WRONG: u16 = 1002;
const NO_TEXT: u16 = 1003;
const TOO_LONG: u16 = 1009;

/// The two ends of a connection: one thread reads, and whoever has an answer writes it.
#[derive(Debug)]
pub struct Reader {
    stream: TcpStream,
    /// So long may nothing be asked.
    idle: Duration,
    /// What has come and is not yet read.
    bytes: Vec<u8>,
}

/// Writes whole messages, one after the other.
#[derive(Debug)]
pub struct Writer(Mutex<TcpStream>);

/// Why there is no further message, as the code that the other side is told; none if it has gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended(pub Option<u16>);

/// A frame, unmasked.
struct Frame {
    is_last: bool,
    kind: u8,
    content: Vec<u8>,
}

/// The head that answers a request for a connection to be kept.
///
/// # Errors
/// The request is for something else, in words.
pub fn accepts(request: &Request) -> Result<String, &'static str> {
    let names = |name: &str, wanted: &str| {
        let given = request.header(name).unwrap_or_default();
        given.split(',').any(|one| one.trim().eq_ignore_ascii_case(wanted))
    };
    if !names("upgrade", "websocket") || !names("connection", "upgrade") {
        return Err("a connection that is kept is a WebSocket");
    }
    if request.header("sec-websocket-version") != Some("13") {
        return Err("Sec-WebSocket-Version is 13");
    }
    let key =
        request.header("sec-websocket-key").filter(|key| BASE64_STANDARD.decode(key).is_ok_and(|it| it.len() == 16));
    let key = key.ok_or("Sec-WebSocket-Key is 16 bytes in base 64")?;
    let accept = accepted(key);
    Ok(format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    ))
}

/// Shows that the key was read (section 4.2.2).
fn accepted(key: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(key);
    hash.update(NAME);
    BASE64_STANDARD.encode(hash.finalize())
}

/// The two ends of a connection, once its head is answered.
///
/// # Errors
/// The other side has gone.
pub fn open(mut stream: TcpStream, head: &str) -> io::Result<(Reader, Writer)> {
    // Answers go out at once, rather than when the one before is acknowledged.
    stream.set_nodelay(true)?;
    put(&mut stream, head.as_bytes(), Instant::now() + TAKEN)?;
    let to = stream.try_clone()?;
    Ok((Reader { stream, idle: IDLE, bytes: Vec::new() }, Writer(Mutex::new(to))))
}

impl Reader {
    /// The next message; pings are answered meanwhile, and whoever still waits for an answer may be silent.
    ///
    /// # Errors
    /// The connection is at its end.
    pub fn next(&mut self, writer: &Writer, waits: impl Fn() -> bool) -> Result<Vec<u8>, Ended> {
        let mut whole: Option<Vec<u8>> = None;
        let mut end = Instant::now();
        loop {
            // Between messages there may be a pause; what has begun comes in time, all its frames together.
            if whole.is_none() {
                while let Err(ended) = self.fill(1, Instant::now() + self.idle) {
                    if ended != Ended(Some(GOING)) || !waits() {
                        return Err(ended);
                    }
                }
                end = Instant::now() + PATIENCE;
            }
            let frame = self.frame(end, whole.as_ref().map_or(0, Vec::len))?;
            match (frame.kind, &mut whole) {
                (TEXT, None) => whole = Some(frame.content),
                (CONTINUATION, Some(begun)) => begun.extend_from_slice(&frame.content),
                (PING, _) => writer.frame(PONG, &frame.content).map_err(|_| Ended(None))?,
                (PONG, _) => {}
                (CLOSE, _) => return Err(Ended(Some(GOING))),
                (BINARY, None) => return Err(Ended(Some(NO_TEXT))),
                _ => return Err(Ended(Some(WRONG))),
            }
            if let Some(whole) = whole.take_if(|_| frame.is_last && frame.kind <= TEXT) {
                return Ok(whole);
            }
        }
    }

    /// Waits until there are so many bytes.
    fn fill(&mut self, count: usize, end: Instant) -> Result<(), Ended> {
        while self.bytes.len() < count {
            match more(&mut self.stream, &mut self.bytes, end) {
                Ok(0) => return Err(Ended(None)),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Err(Ended(Some(GOING)));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Ended(None)),
            }
        }
        Ok(())
    }

    /// The next frame, of a message of which so many bytes are there (section 5.2).
    fn frame(&mut self, end: Instant, before: usize) -> Result<Frame, Ended> {
        self.fill(2, end)?;
        let [first, second] = [self.bytes[0], self.bytes[1]];
        let (is_last, kind, short) = (first & 0x80 != 0, first & 0x0f, usize::from(second & 0x7f));
        let is_control = kind >= CLOSE;
        // Nothing was negotiated that the reserved bits could mean; what a browser sends is masked.
        if first & 0x70 != 0 || second & 0x80 == 0 || (is_control && (!is_last || short > 125)) {
            return Err(Ended(Some(WRONG)));
        }
        let more = match short {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        self.fill(2 + more + 4, end)?;
        let length = match more {
            0 => short as u64,
            _ => self.bytes[2..2 + more].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        let room = if is_control { LONGEST_BODY } else { LONGEST_BODY - before };
        let length = usize::try_from(length).ok().filter(|length| *length <= room).ok_or(Ended(Some(TOO_LONG)))?;
        let begin = 2 + more + 4;
        self.fill(begin + length, end)?;
        let mask: [u8; 4] = std::array::from_fn(|place| self.bytes[2 + more + place]);
        let masked = self.bytes[begin..begin + length].iter().zip(mask.iter().cycle());
        let content = masked.map(|(byte, mask)| byte ^ mask).collect();
        self.bytes.drain(..begin + length);
        Ok(Frame { is_last, kind, content })
    }
}

impl Writer {
    /// Writes a message. A connection whose other side does not take it in time is ended.
    pub fn write(&self, text: &str) {
        if self.frame(TEXT, text.as_bytes()).is_err() {
            self.end(None);
        }
    }

    /// Ends the connection, and says why.
    pub fn end(&self, why: Option<u16>) {
        if let Some(code) = why {
            let _gone = self.frame(CLOSE, &code.to_be_bytes());
        }
        let _gone = self.0.lock().unwrap_or_else(PoisonError::into_inner).shutdown(Shutdown::Both);
    }

    fn frame(&self, kind: u8, content: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(content.len() + 10);
        bytes.push(0x80 | kind);
        match content.len() {
            short @ 0..126 => bytes.push(short as u8),
            long @ 126..0x1_0000 => {
                bytes.push(126);
                bytes.extend_from_slice(&(long as u16).to_be_bytes());
            }
            long => {
                bytes.push(127);
                bytes.extend_from_slice(&(long as u64).to_be_bytes());
            }
        }
        bytes.extend_from_slice(content);
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        put(&mut stream, &bytes, Instant::now() + TAKEN)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::net::TcpListener;

    use super::*;

    /// The example of section 1.3.
    #[test]
    fn a_key_is_answered_as_in_the_standard() {
        assert_eq!(accepted("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn who_is_silent_is_left_unless_an_answer_is_due() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let _page = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
        let (stream, _) = listener.accept().expect("a page");
        let (mut reader, writer) = open(stream, "").expect("open");
        reader.idle = Duration::from_millis(5);
        assert_eq!(reader.next(&writer, || false), Err(Ended(Some(GOING))));
        let looks = Cell::new(0);
        let waits = || looks.replace(looks.get() + 1) < 3;
        assert_eq!(reader.next(&writer, waits), Err(Ended(Some(GOING))));
        assert_eq!(looks.get(), 4);
    }
}
