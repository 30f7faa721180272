//! The explorer as a page asks it that keeps its connection: by messages, from friends and from others.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::served::Served;

/// The key of the example in RFC 6455, and what shows that it was read.
const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const ACCEPT: &str = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
const UPGRADE: &str = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n";

/// A connection that is kept.
struct Kept(TcpStream);

/// Asks for a connection to be kept, and gives the head of the answer.
fn begins(host: &str, query: &str, headers: &str) -> (u16, Kept) {
    let mut stream = TcpStream::connect(host.replace("0.0.0.0", "127.0.0.1")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
    let text = format!("GET /api/socket{query} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
    stream.write_all(text.as_bytes()).expect("it reads");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a head");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("UTF-8");
    let status = head[9..12].parse().expect("a status");
    assert_eq!(status == 101, head.contains(ACCEPT), "{head}");
    (status, Kept(stream))
}

impl Kept {
    fn of(served: &Served) -> Self {
        let (status, kept) = begins(&served.host, "", &format!("{UPGRADE}{KEY}Origin: http://{}\r\n", served.host));
        assert_eq!(status, 101);
        kept
    }

    /// Sends a frame, masked as a browser masks it: its first byte, and a content of less than 64 KiB.
    fn sends(&mut self, first: u8, content: &[u8]) {
        let mask = [7, 201, 0, 99];
        let mut bytes = vec![first];
        match content.len() {
            short @ 0..126 => bytes.push(0x80 | short as u8),
            long => {
                bytes.push(0xfe);
                bytes.extend_from_slice(&u16::try_from(long).expect("short").to_be_bytes());
            }
        }
        bytes.extend_from_slice(&mask);
        bytes.extend(content.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.0.write_all(&bytes).expect("it reads");
    }

    fn asks(&mut self, id: u64, question: &str, body: &Value) {
        self.sends(0x81, json!({ "id": id, "question": question, "body": body }).to_string().as_bytes());
    }

    /// The next frame: its first byte and its content.
    fn hears(&mut self) -> (u8, Vec<u8>) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).expect("a frame");
        let more = [2, 8].get(usize::from(head[1]).wrapping_sub(126)).copied().unwrap_or(0);
        let mut long = vec![0; more];
        self.0.read_exact(&mut long).expect("a length");
        let length = if more == 0 {
            usize::from(head[1])
        } else {
            long.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        };
        let mut content = vec![0; length];
        self.0.read_exact(&mut content).expect("a content");
        (head[0], content)
    }

    fn told(&mut self) -> Value {
        let (first, content) = self.hears();
        assert_eq!(first, 0x81);
        serde_json::from_slice(&content).expect("JSON")
    }

    /// Why the connection is ended.
    fn ended(&mut self) -> u16 {
        let (first, content) = self.hears();
        assert_eq!((first, content.len()), (0x88, 2));
        u16::from_be_bytes([content[0], content[1]])
    }
}

fn run(own: u64, draws: u64) -> Value {
    json!({ "page": "kept", "move": own, "setting": { "scenario": "explored" }, "draws": draws, "charts": ["robots"] })
}

#[test]
fn messages_are_answered_as_requests_are() {
    let served = Served::start(&[]);
    let mut kept = Kept::of(&served);
    kept.asks(1, "run", &run(1, 500));
    let (mut ours, mut theirs) = (kept.told(), served.answers("run", &run(1, 500)));
    for one in [&mut ours["answer"], &mut theirs] {
        one.as_object_mut().expect("an answer").remove("ms");
    }
    assert_eq!(ours, json!({ "id": 1, "status": 200, "answer": theirs }));
    // A message in parts, with a ping between them.
    kept.sends(0x01, br#"{"id": 2, "quest"#);
    kept.sends(0x89, b"there?");
    assert_eq!(kept.hears(), (0x8a, b"there?".to_vec()));
    kept.sends(0x80, br#"ion": "alive"}"#);
    assert_eq!(kept.told(), json!({ "id": 2, "status": 200, "answer": true }));
    // A later move ends an earlier one, by whichever way either comes.
    kept.asks(3, "run", &run(7, 100));
    assert_eq!(kept.told()["status"], 200);
    assert_eq!(served.asks("run", &run(6, 100)).0, 409);
    assert_eq!(served.asks("run", &run(9, 100)).0, 200);
    kept.asks(4, "run", &run(8, 100));
    assert_eq!(kept.told()["status"], 409);
    // What cannot be asked is said, and the connection goes on.
    let texts = [
        "{",
        r#"{"id": 5}"#,
        r#"{"id": 5, "question": "run"}"#,
        r#"{"id": 5, "question": "run", "body": {"colour": 1}}"#,
    ];
    for text in texts {
        kept.sends(0x81, text.as_bytes());
        let told = kept.told();
        assert!(told["status"] == 400 && told["answer"]["error"].is_string(), "{text}: {told}");
    }
    kept.asks(6, "take", &json!({}));
    assert_eq!(kept.told()["status"], 404, "a file is no JSON");
    kept.sends(0x88, &1000_u16.to_be_bytes());
    assert_eq!(kept.ended(), 1001);
}

#[test]
fn what_is_no_message_ends_its_connection_alone() {
    let served = Served::start(&[]);
    let mut other = Kept::of(&served);
    let tries: [(&[u8], u16); 7] = [
        // Unmasked; a reserved bit; of no known kind; a continuation of nothing; bytes; a ping in parts; 256 KiB and one byte.
        (&[0x81, 0x01, b'7'], 1002),
        (&[0xc1, 0x80, 0, 0, 0, 0], 1002),
        (&[0x83, 0x80, 0, 0, 0, 0], 1002),
        (&[0x80, 0x80, 0, 0, 0, 0], 1002),
        (&[0x82, 0x80, 0, 0, 0, 0], 1003),
        (&[0x09, 0x80, 0, 0, 0, 0], 1002),
        (&[0x81, 0xff, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0, 0], 1009),
    ];
    for (bytes, code) in tries {
        let mut kept = Kept::of(&served);
        kept.0.write_all(bytes).expect("it reads");
        assert_eq!(kept.ended(), code, "{bytes:?}");
    }
    other.asks(1, "run", &run(1, 100));
    assert_eq!(other.told()["status"], 200);
}

#[test]
fn who_may_not_ask_keeps_no_connection() {
    let served = Served::start(&[]);
    let status = |headers: &str| begins(&served.host, "", headers).0;
    let good = format!("{UPGRADE}{KEY}");
    assert_eq!(status(&good), 101);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(status(&format!("{good}Origin: {origin}\r\n")), 403, "{origin}");
    }
    assert_eq!(status(&format!("{good}Sec-Fetch-Site: cross-site\r\n")), 403);
    for lacking in
        ["", UPGRADE, KEY, &good.replace("13", "8"), &good.replace("==", ""), &good.replace("websocket", "h2c")]
    {
        assert_eq!(status(lacking), 400, "{lacking:?}");
    }
    // So many, and no more; whoever goes makes room.
    let many: Vec<Kept> = (0..32).map(|_| Kept::of(&served)).collect();
    assert_eq!(status(&good), 503);
    assert_eq!(served.get("/api/alive").0, 200);
    drop(many);
    let again = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        status(&good) == 101
    });
    assert!(again, "there is room");
    let served = Served::start(&["--host", "0.0.0.0"]);
    assert_eq!(begins(&served.host, "", &good).0, 401);
    assert_eq!(begins(&served.host, "?token=0", &good).0, 401);
    assert_eq!(begins(&served.host, &served.query, &good).0, 101);
}

/// Some ask much and never read; others are answered.
#[test]
fn who_asks_too_much_is_told_so_and_holds_up_nobody() {
    let served = Served::start(&[]);
    let mut deaf = Kept::of(&served);
    for id in 0..200 {
        deaf.asks(id, "run", &run(id, 1000));
    }
    let mut kept = Kept::of(&served);
    kept.sends(0x81, br#"{"id": 1, "question": "alive"}"#);
    assert_eq!(kept.told()["answer"], true);
    kept.asks(
        2,
        "run",
        &json!({ "page": "other", "move": 1, "setting": { "scenario": "explored" }, "draws": 100, "charts": [] }),
    );
    assert_eq!(kept.told()["id"], 2);
    // All are answered, in any order: some as asked, some as overtaken, some as too many at a time.
    let mut told: Vec<Value> = (0..200).map(|_| deaf.told()).collect();
    told.sort_by_key(|told| told["id"].as_u64());
    assert!(told.iter().enumerate().all(|(id, told)| told["id"] == id as u64), "{told:?}");
    let statuses: Vec<u64> = told.iter().filter_map(|told| told["status"].as_u64()).collect();
    assert!(statuses.iter().all(|status| [200, 409, 503].contains(status)) && statuses.contains(&503), "{statuses:?}");
}
