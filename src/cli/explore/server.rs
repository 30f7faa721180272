//! Serves the explorer: who may ask, how many at a time, and which question is meant.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::http::{Answer, Refusal, Request};
use super::message::{Asked, not_json, told};
use super::socket;
use crate::charts::fonts;
use crate::explorer::{Explorer, PAGE, Problem};

/// So many requests are read and answered at a time; more are told to come again.
const MOST_REQUESTS: usize = 192;
/// And so many are computed.
const MOST_RUNS: usize = 4;
/// So many connections are kept, one of each page; pages beyond ask by requests.
const MOST_SOCKETS: usize = 32;
/// And so many questions are answered at a time on each: a page asks one thing after the other.
const MOST_AT_ONCE: usize = 8;
/// Where a connection that is kept begins.
const SOCKET: &str = "/api/socket";
/// How long a question waits for its turn.
const WAIT: Duration = Duration::from_secs(20);
/// What is answered to a request that is not read, for there are too many.
const BUSY: &str = "too much is asked at a time; ask again";
/// Stack of the thread of a request, in bytes.
const STACK: usize = 4 << 20;
/// Weights of the fonts of the page.
const WEIGHTS: [&str; 2] = ["400", "600"];

/// A page that is served.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// What all requests share.
struct Shared {
    explorer: Explorer,
    address: SocketAddr,
    /// What a page must know where others than this machine may ask.
    token: Option<String>,
    requests: Places,
    runs: Places,
    sockets: Places,
}

/// So many places, each taken by one at a time.
struct Places {
    free: Mutex<usize>,
    freed: Condvar,
}

/// A place that is given back when it is left.
struct Place<'a>(&'a Places);

impl Places {
    fn new(count: usize) -> Self {
        Self { free: Mutex::new(count), freed: Condvar::new() }
    }

    /// A place, if one becomes free in time.
    fn take(&self, wait: Duration) -> Option<Place<'_>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut free, _) =
            self.freed.wait_timeout_while(free, wait, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Place(self))
    }

    /// Whether any of so many is taken.
    fn are_taken(&self, count: usize) -> bool {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) < count
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

impl Server {
    /// Takes a port; a free one if it is 0.
    ///
    /// # Errors
    /// The address is not one of this machine, or the port is taken.
    pub fn bind(explorer: Explorer, host: IpAddr, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((host, port))?;
        let address = listener.local_addr()?;
        let token = (!host.is_loopback()).then(token);
        let [requests, runs, sockets] = [MOST_REQUESTS, MOST_RUNS, MOST_SOCKETS].map(Places::new);
        Ok(Self { listener, shared: Arc::new(Shared { explorer, address, token, requests, runs, sockets }) })
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        let token = self.shared.token.as_ref().map_or_else(String::new, |token| format!("?token={token}"));
        format!("http://{}/{token}", self.shared.address)
    }

    /// Answers requests until the program is ended. A connection that fails is the end of that connection.
    pub fn serve(&self) {
        for stream in self.listener.incoming() {
            let Ok(mut stream) = stream else {
                // No room for connections: some will end.
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            let shared = Arc::clone(&self.shared);
            if self.shared.requests.take(Duration::ZERO).map(std::mem::forget).is_none() {
                let _gone = stream.set_nonblocking(true).and_then(|()| {
                    use io::Write as _;
                    let body = format!("{{\"error\":\"{BUSY}\"}}");
                    let length = body.len();
                    let head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json";
                    stream.write_all(
                        format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").as_bytes(),
                    )
                });
                continue;
            }
            let work = move || {
                let _place = Place(&shared.requests);
                shared.connection(stream);
            };
            // Without a thread the connection ends, and its place is given back.
            if thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
                drop(Place(&self.shared.requests));
            }
        }
    }
}

/// A name that nobody guesses: 128 bits from keys that the system draws at random.
fn token() -> String {
    let keys = RandomState::new();
    let half = |number: u8| {
        let mut hasher = keys.build_hasher();
        hasher.write_u8(number);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}

/// Whether two texts are the same, in a time that does not hang on where they differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
    one.len() == other.len() && differing == 0
}

impl Shared {
    fn connection(&self, mut stream: TcpStream) {
        let answer = match Request::read(&mut stream) {
            Ok(request) if request.path == SOCKET => match self.begins(&request) {
                Ok((head, _place)) => return self.keeps(stream, &head),
                Err(refused) => refused,
            },
            Ok(request) => caught(|| self.answer(&request)),
            Err(Refusal(Some((status, message)))) => Answer::problem(status, message),
            Err(Refusal(None)) => return,
        };
        let _gone = answer.write(&mut stream);
    }

    /// The head of a connection that is kept, and its place.
    fn begins(&self, request: &Request) -> Result<(String, Place<'_>), Answer> {
        if let Some(refused) = self.refused(request) {
            return Err(refused);
        }
        let head = socket::accepts(request).map_err(|why| Answer::problem(400, why))?;
        let place = self.sockets.take(Duration::ZERO).ok_or_else(|| Answer::problem(503, "too many pages are open"))?;
        Ok((head, place))
    }

    /// Answers the questions of a page that keeps its connection, side by side, until it is ended.
    fn keeps(&self, stream: TcpStream, head: &str) {
        let Ok((mut reader, writer)) = socket::open(stream, head) else { return };
        let (places, writer) = (Places::new(MOST_AT_ONCE), &writer);
        thread::scope(|scope| {
            let ended = loop {
                let asked = match reader.next(writer, || places.are_taken(MOST_AT_ONCE)) {
                    Ok(message) => Asked::read(&message),
                    Err(ended) => break ended,
                };
                let id = asked.id;
                let began = places.take(Duration::ZERO).is_some_and(|place| {
                    let work = move || {
                        let _place = place;
                        writer.write(&told(id, &caught(|| self.asked(&asked))));
                    };
                    thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok()
                });
                if !began {
                    writer.write(&told(id, &Answer::problem(503, BUSY)));
                }
            };
            writer.end(ended.0);
        });
    }

    fn answer(&self, request: &Request) -> Answer {
        if let Some(refused) = self.refused(request) {
            return refused;
        }
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", path) => {
                let told = path.strip_prefix("/api/").and_then(|question| self.tells(question));
                told.or_else(|| page(path)).unwrap_or_else(|| Answer::problem(404, "there is no such page"))
            }
            ("POST", path) => match path.strip_prefix("/api/") {
                Some("take") => posted(request).map_or_else(|refused| refused, |body| self.takes(&body)),
                Some(question) => posted(request).map_or_else(|refused| refused, |body| self.question(question, &body)),
                None => Answer::problem(404, "there is no such page"),
            },
            _ => Answer::problem(405, "GET and POST alone are answered"),
        }
    }

    /// Refuses who must not ask: pages of other places, by whatever name they reach this machine, and, where other machines may
    /// reach it, whoever does not know the token.
    fn refused(&self, request: &Request) -> Option<Answer> {
        let Some(host) = request.header("host") else {
            return Some(Answer::problem(400, "a request names its Host once"));
        };
        if self.token.is_none() && !self.is_own(host) {
            return Some(Answer::problem(403, "this page is served to this machine alone, by its own address"));
        }
        if request.has("origin") && request.header("origin") != Some(&format!("http://{host}")) {
            return Some(Answer::problem(403, "pages of other places may not ask"));
        }
        let is_question = request.path.starts_with("/api/");
        if is_question && matches!(request.header("sec-fetch-site"), Some("cross-site" | "same-site")) {
            return Some(Answer::problem(403, "pages of other places may not ask"));
        }
        let token = self.token.as_deref()?;
        // A browser opens a connection that is kept with no headers of a page's own.
        let given = if is_question && request.path != SOCKET {
            request.header("authorization").and_then(|text| text.strip_prefix("Bearer "))
        } else {
            request.query.strip_prefix("token=")
        };
        let needs = is_question || request.path == "/";
        (needs && !same(given.unwrap_or_default(), token))
            .then(|| Answer::problem(401, "the address of the page ends in its token"))
    }

    /// Whether a request names this machine as itself: a name that resolves to it may be anybody's.
    fn is_own(&self, host: &str) -> bool {
        let port = self.address.port();
        let names = [self.address.ip().to_string(), "127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned()];
        let bracketed = format!("[{}]", self.address.ip());
        names.iter().chain([&bracketed]).any(|name| {
            host.eq_ignore_ascii_case(&format!("{name}:{port}")) || (port == 80 && host.eq_ignore_ascii_case(name))
        })
    }

    /// What is told without being asked with anything.
    fn tells(&self, question: &str) -> Option<Answer> {
        match question {
            "state" => Some(Answer::json(200, &self.explorer.state())),
            "alive" => Some(Answer::json(200, &Value::Bool(true))),
            _ => None,
        }
    }

    /// A question that came as a message.
    fn asked(&self, asked: &Asked) -> Answer {
        match &asked.what {
            Err(why) => Answer::problem(400, why),
            Ok((question, Some(body))) => self.question(question, body),
            Ok((question, None)) => {
                self.tells(question).unwrap_or_else(|| Answer::problem(400, "this question has a `body`"))
            }
        }
    }

    fn question(&self, question: &str, body: &Value) -> Answer {
        let Some(_place) = self.runs.take(WAIT) else {
            return Answer::problem(503, BUSY);
        };
        match self.explorer.answer(question, body) {
            Ok(answer) => Answer::json(200, &answer),
            Err(problem) => refusal(&problem),
        }
    }

    /// What a page takes away, which is a file.
    fn takes(&self, body: &Value) -> Answer {
        let Some(_place) = self.runs.take(WAIT) else {
            return Answer::problem(503, BUSY);
        };
        match self.explorer.take(body) {
            Ok(taken) => {
                Answer { status: 200, kind: taken.kind.to_owned(), file: Some(taken.name), content: taken.content }
            }
            Err(problem) => refusal(&problem),
        }
    }
}

/// The question that a request asks.
fn posted(request: &Request) -> Result<Value, Answer> {
    let kind = request.header("content-type").unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(Answer::problem(415, "a question is JSON: Content-Type: application/json"));
    }
    serde_json::from_slice(&request.body).map_err(|error| Answer::problem(400, &not_json(&error)))
}

/// An answer, or that there is none since something failed within.
fn caught(answer: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(answer))
        .unwrap_or_else(|_| Answer::problem(500, "the program failed at this question"))
}

fn refusal(problem: &Problem) -> Answer {
    Answer::problem(problem.status(), &problem.to_string())
}

/// A part of the page; there are no files behind these paths.
fn page(path: &str) -> Option<Answer> {
    if let Some((_, kind, text)) = PAGE.iter().find(|(own, _, _)| *own == path) {
        return Some(Answer::content(kind, *text));
    }
    let weight = path.strip_prefix("/inter-")?.strip_suffix(".ttf")?;
    let place = WEIGHTS.iter().position(|own| *own == weight)?;
    Some(Answer::content("font/ttf", fonts()[place]))
}
