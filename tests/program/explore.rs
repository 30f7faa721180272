//! The explorer as a page asks it: over HTTP, by friends and by others.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::served::{Served, body_of};
use super::succeeds;

/// Something of each kind is moved.
fn setting() -> Value {
    json!({
        "scenario": "explored",
        "set": { "push[robots]": 0.04, "growth": 0.03, "start[machine tools]": 0.35 },
        "years": { "campaign": [2026, 2028] },
        "shocks": { "slump": false },
    })
}

fn nothing() -> Value {
    json!({ "scenario": "explored" })
}

fn run(own: u64, setting: &Value, draws: u64) -> Value {
    json!({ "page": "test", "move": own, "setting": setting, "draws": draws, "charts": ["robots", "gap"], "numbers": true })
}

#[test]
fn the_page_and_what_it_can_move_are_there() {
    let served = Served::start(&[]);
    let (status, page) = served.get("/");
    assert_eq!(status, 200);
    assert!(page.contains("text/html") && page.contains("/page.js") && page.contains("default-src 'none'"), "{page}");
    for part in ["/page.js", "/charts.js", "/page.css", "/inter-400.ttf", "/inter-600.ttf", "/api/alive"] {
        assert_eq!(served.get(part).0, 200, "{part}");
    }
    let (_, state) = served.get("/api/state");
    let state: Value = serde_json::from_str(body_of(&state)).expect("JSON");
    let scenario = &state["scenarios"][0];
    let names = |key: &str, name: &str| -> Vec<String> {
        let list = scenario[key].as_array().expect(key).iter();
        list.map(|one| one[name].as_str().expect(name).to_owned()).collect()
    };
    assert_eq!(names("levers", "selector"), ["push[robots]", "push[machine tools]", "campaign"]);
    assert_eq!(names("assumptions", "selector"), ["start[robots]", "start[machine tools]", "growth"]);
    assert_eq!(names("shocks", "name"), ["slump", "boom"]);
    assert_eq!(names("charts", "name"), ["robots", "sectors", "gap"]);
    let push = &scenario["levers"][0];
    assert_eq!(
        (push["max"].as_f64(), push["from"].as_f64(), push["until"].as_f64()),
        (Some(0.1), Some(2025.0), Some(2030.0))
    );
}

/// Nothing is drawn: the numbers of one world are known in closed form.
#[test]
fn numbers_follow_what_is_moved() {
    let served = Served::start(&[]);
    let fixed = json!({ "start[robots]": 0.2, "growth": 0.01, "push[robots]": 0.02, "campaign": 0 });
    let setting = json!({ "scenario": "explored", "set": fixed, "shocks": { "slump": false, "boom": false } });
    let answer = served.answers("run", &run(1, &setting, 1000));
    let robots = &answer["numbers"]["criteria"][0];
    // Six steps of growth, five of them with the push.
    let expected = 0.2 + 6.0 * 0.01 + 5.0 * 0.02;
    assert!((robots["value"].as_f64().expect("a number") - expected).abs() < 1e-12, "{robots}");
    assert_eq!(answer["numbers"]["targets"][0]["value"].as_f64(), Some(0.0), "the goal is 0.4");
    let picture = &answer["charts"][0];
    assert!(picture["svg"].as_str().expect("a picture").starts_with("<svg"), "{picture}");
    assert_eq!(answer["charts"].as_array().expect("charts").len(), 2);
}

#[test]
fn what_is_saved_gives_the_numbers_that_were_shown() {
    let served = Served::start(&[]);
    let saved = served.answers("save", &json!({ "setting": setting() }));
    assert_eq!(saved["file"], "explored-explored.toml");
    let folder = served.folder.path();
    std::fs::write(folder.join("explored-explored.toml"), saved["text"].as_str().expect("a text")).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    succeeds(command.current_dir(folder).args(["run", "explored-explored.toml", "--format", "csv", "--out", "out"]));
    let theirs = std::fs::read_to_string(folder.join("out/explored-explored/projections.csv")).expect("a table");
    let question = json!({ "setting": setting(), "what": "csv", "charts": ["robots", "gap"] });
    let (status, ours) = served.asks("take", &question);
    assert_eq!(status, 200, "{ours}");
    let rows = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (theirs, ours) = (rows(&theirs), rows(body_of(&ours)));
    assert_eq!(ours.len(), 1 + 3 * 7, "a heading, and three series at seven times");
    for row in &ours {
        assert!(theirs.contains(row), "{row}");
    }
    // And the quick way for levers alone gives what the slow way gives.
    let levers = json!({ "scenario": "explored", "set": { "push[robots]": 0.04 } });
    let slow = json!({ "scenario": "explored", "set": { "push[robots]": 0.04 }, "shocks": { "slump": true } });
    let value = |setting| served.answers("run", &run(1, setting, 500))["numbers"].clone();
    assert_eq!(value(&levers), value(&slow));
}

#[test]
fn two_settings_are_compared_in_the_same_worlds_and_their_difference_is_explained() {
    let served = Served::start(&[]);
    let moved = json!({ "scenario": "explored", "set": { "push[robots]": 0.04, "campaign": 0.02 }, "shocks": { "slump": false, "boom": false } });
    let still = json!({ "scenario": "explored", "shocks": { "slump": false, "boom": false } });
    let question = json!({ "page": "a", "move": 1, "pinned": still, "setting": moved, "draws": 500, "charts": ["robots", "sectors"] });
    let found = served.answers("compare", &question);
    // Five years of the push and six of the campaign, in every world.
    let expected = 5.0 * 0.04 + 6.0 * 0.01;
    let gap = found["criteria"][0]["value"].as_f64().expect("a number");
    assert!((gap - expected).abs() < 1e-12, "{gap}");
    assert!(found["charts"][0]["svg"].is_string() && found["charts"][1]["svg"].is_string(), "{found}");
    assert_eq!(found["criteria"][0]["equal"], false);
    // What the criterion does not look at makes no difference by it in any world.
    let aside = json!({ "scenario": "explored", "set": { "push[machine tools]": 0.04 } });
    let question = json!({ "page": "a", "move": 1, "pinned": nothing(), "setting": aside, "draws": 500, "charts": [] });
    let found = served.answers("compare", &question);
    assert_eq!(found["criteria"][0]["equal"], true, "{found}");
    let why = served.answers("why", &json!({ "page": "a", "move": 2, "pinned": still, "setting": moved }));
    let parts = why["gaps"][0]["parts"].as_array().expect("parts");
    let by = |name: &str| parts.iter().find(|part| part["name"] == name).and_then(|part| part["value"].as_f64());
    assert!((by("levers.push").expect("a part") - 0.2).abs() < 1e-12, "{why}");
    assert!((by("levers.campaign").expect("a part") - 0.06).abs() < 1e-12, "{why}");
    assert!(why["charts"][0]["svg"].is_string());
}

#[test]
fn a_number_and_a_variable_are_looked_at_closely() {
    let served = Served::start(&[]);
    let question = json!({ "page": "a", "move": 1, "setting": nothing(), "draws": 1000, "of": "share[robots]@2024" });
    let found = served.answers("point", &question);
    let values: Vec<f64> = found["values"].as_array().expect("values").iter().filter_map(Value::as_f64).collect();
    assert_eq!(values.len(), 1000);
    assert!(values.is_sorted() && values[0] >= 0.1 && values[999] <= 0.3);
    // Uniform from 0.1 to 0.3: a quarter lies above 0.25.
    let beyond = values.iter().filter(|value| **value >= 0.25).count();
    assert!((245..=255).contains(&beyond), "{beyond}");
    // Quantiles are of type 7 of Hyndman and Fan (1996), https://doi.org/10.1080/00031305.1996.10473566, as everywhere.
    for (place, level) in [(0, 0.05), (1, 0.5), (2, 0.95)] {
        let at: f64 = 999.0 * level;
        let (below, part) = (values[at as usize], at.fract());
        let expected = below + part * (values[at as usize + 1] - below);
        let told = found["quantiles"][place].as_f64().expect("a number");
        assert!((told - expected).abs() < 1e-12, "{level}: {told}, {expected}");
    }
    let question = json!({ "page": "a", "move": 1, "setting": nothing(), "of": "share[robots]@2024" });
    let drivers = served.answers("drivers", &question);
    assert_eq!(drivers["drivers"][0]["selector"], "start[robots]");
    let rise = served.answers("variable", &json!({ "scenario": "explored", "name": "rise" }));
    assert_eq!(rise["equations"][0]["text"], "growth + push + campaign");
    let names = |key: &str| -> Vec<&str> {
        rise[key].as_array().expect(key).iter().filter_map(|node| node["name"].as_str()).collect()
    };
    assert_eq!((names("reads"), names("read_by")), (vec!["growth", "push", "campaign"], vec!["share"]));
    assert!(rise["graph"].as_str().expect("a picture").starts_with("<svg"));
}

/// Two equal chances: the median lies between the two, in the closer look as in the table of the run.
#[test]
fn the_median_of_what_is_discrete_is_the_one_that_is_shown_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = include_str!("../files/explored.toml");
    let discrete = text.replace("{ uniform = { low = 0.1, high = 0.3 } }", "{ discrete = { values = [0.1, 0.3] } }");
    std::fs::write(folder.path().join("coin.toml"), discrete).expect("written");
    let served = Served::of(Path::new("coin.toml"), folder, &[]);
    let setting = json!({ "scenario": "coin" });
    let question = json!({ "page": "a", "move": 1, "setting": setting, "of": "share[robots]@2024" });
    let found = served.answers("point", &question);
    let low = found["values"].as_array().expect("values").iter().filter(|value| value.as_f64() == Some(0.1)).count();
    assert_eq!(low, 500, "half of the draws, for points that fill evenly");
    let median = found["quantiles"][1].as_f64().expect("a number");
    assert!((median - 0.2).abs() < 1e-12, "{median}");
}

#[test]
fn pictures_tables_and_briefs_are_taken_away() {
    let served = Served::start(&[]);
    for (what, kind) in [("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv"), ("brief", "text/html")] {
        let (status, answer) =
            served.asks("take", &json!({ "setting": setting(), "what": what, "charts": ["robots"], "draws": 300 }));
        assert_eq!(status, 200, "{what}: {answer}");
        assert!(answer.contains(kind) && answer.contains("Content-Disposition: attachment"), "{what}");
    }
    // A table of what was moved does not have the name of one of the file.
    for (setting, name) in [(setting(), "explored-explored.csv"), (nothing(), "explored.csv")] {
        let (_, answer) = served.asks("take", &json!({ "setting": setting, "what": "csv", "charts": ["robots"] }));
        assert!(answer.contains(&format!("filename=\"{name}\"")), "{name}: {}", &answer[..300.min(answer.len())]);
    }
}

#[test]
fn a_later_move_ends_an_earlier_one_of_its_page_alone() {
    let served = Served::start(&[]);
    assert_eq!(served.asks("run", &run(5, &nothing(), 100)).0, 200);
    assert_eq!(served.asks("run", &run(4, &nothing(), 100)).0, 409);
    let other = json!({ "page": "other", "move": 1, "setting": nothing(), "draws": 100, "charts": ["gap"] });
    assert_eq!(served.asks("run", &other).0, 200);
}

/// Who must not ask is refused, and what cannot be asked; then the page still answers.
#[test]
fn hostile_requests_are_refused_and_the_page_goes_on() {
    let served = Served::start(&[]);
    let host = &served.host;
    let port = host.split(':').nth(1).expect("a port");
    let run = |set: Value| json!({ "page": "a", "move": 1, "setting": set, "draws": 10, "charts": [] }).to_string();
    let post = |headers: &str, body: &str| {
        let headers = format!("Content-Length: {}\r\n{headers}", body.len());
        served.request("POST /api/run", &headers, body).0
    };
    let good = run(nothing());
    let kind = "Content-Type: application/json\r\n";
    assert_eq!(post(kind, &good), 200);
    // Other places.
    for origin in
        ["http://evil.example", "null", &format!("https://{host}"), &format!("http://127.0.0.1.evil.example:{port}")]
    {
        assert_eq!(post(&format!("{kind}Origin: {origin}\r\n"), &good), 403, "{origin}");
    }
    assert_eq!(post(&format!("{kind}Sec-Fetch-Site: cross-site\r\n"), &good), 403);
    for name in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1", ""] {
        let text = format!("GET /api/state HTTP/1.1\r\nHost: {name}\r\n\r\n");
        assert_eq!(served.sends(text.as_bytes()).0, 403, "{name:?}");
    }
    let local = format!("GET /api/state HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    assert_eq!(served.sends(local.as_bytes()).0, 200);
    assert_eq!(served.sends(format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n").as_bytes()).0, 400);
    assert_eq!(served.sends(b"GET / HTTP/1.1\r\n\r\n").0, 400);
    // Questions that are none.
    for (headers, body, status) in [
        ("Content-Type: text/plain\r\n", good.as_str(), 415),
        ("", good.as_str(), 415),
        (kind, "{", 400),
        (kind, "[]", 400),
        (kind, &"[".repeat(100_000), 400),
        (kind, "{\"colour\": 1}", 400),
        (kind, &run(json!({ "scenario": "explored", "set": { "push[robots]": "x" } })), 400),
        (kind, &run(json!({ "scenario": "../../etc/passwd" })), 404),
        (kind, &run(json!({ "scenario": "explored", "set": { "pull": 1 } })), 422),
        (kind, &run(json!({ "scenario": "explored", "set": { "push[robots]": 7 } })), 422),
        (kind, &run(json!({ "scenario": "explored", "set": { "push[tables]": 0 } })), 422),
        (kind, &run(json!({ "scenario": "explored", "set": { "growth\"]\n[x": 0 } })), 422),
        (kind, &run(json!({ "scenario": "explored", "years": { "push": [2030, 2025] } })), 422),
        (kind, &run(json!({ "scenario": "explored", "shocks": { "flood": true } })), 422),
        (kind, &good.replace("\"draws\":10", "\"draws\":1000000000"), 400),
    ] {
        assert_eq!(post(headers, body), status, "{headers}{}", &body[..body.len().min(200)]);
    }
    for path in ["/../Cargo.toml", "/..%2f..%2fetc/passwd", "/explored.toml", "/api/nothing", "/inter-500.ttf"] {
        assert_eq!(served.get(path).0, 404, "{path}");
    }
    // Requests that are none.
    assert_eq!(served.request("DELETE /", "", "").0, 405);
    assert_eq!(served.request("POST /api/run", kind, "").0, 411);
    assert_eq!(served.request("POST /api/run", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n").0, 501);
    assert_eq!(served.request("POST /api/run", "Content-Length: 99999999\r\n", "").0, 413);
    assert_eq!(served.request("POST /api/run", "Content-Length: -1\r\n", "").0, 400);
    assert_eq!(served.request("GET /", &format!("X: {}\r\n", "x".repeat(20_000)), "").0, 431);
    assert_eq!(served.sends(b"\x16\x03\x01\x02\r\n\r\n").0, 400);
    assert_eq!(served.get("/api/alive").0, 200, "it goes on");
}

/// Many at a time, some of whom send nothing or never read.
#[test]
fn a_crowd_is_served_or_told_to_come_again() {
    let served = Served::start(&[]);
    let idle: Vec<TcpStream> = (0..40).filter_map(|_| TcpStream::connect(&served.host).ok()).collect();
    let deaf: Vec<TcpStream> = (0..20)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(&served.host).ok()?;
            let text = format!("GET /inter-400.ttf HTTP/1.1\r\nHost: {}\r\n\r\n", served.host);
            stream.write_all(text.as_bytes()).ok()?;
            Some(stream)
        })
        .collect();
    let begin = Instant::now();
    let answered = std::thread::scope(|scope| {
        let ask = |_| {
            scope.spawn(|| {
                let mut stream = TcpStream::connect(&served.host).ok()?;
                stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
                let text = format!("GET /api/alive HTTP/1.1\r\nHost: {}\r\n\r\n", served.host);
                stream.write_all(text.as_bytes()).ok()?;
                let mut answer = String::new();
                stream.read_to_string(&mut answer).ok()?;
                answer.get(9..12)?.parse::<u16>().ok()
            })
        };
        let all: Vec<_> = (0..1000).map(ask).collect();
        all.into_iter().filter_map(|one| one.join().ok().flatten()).collect::<Vec<u16>>()
    });
    assert!(answered.iter().all(|status| [200, 503].contains(status)));
    assert!(answered.contains(&200), "{} were answered", answered.len());
    assert!(begin.elapsed() < Duration::from_secs(60));
    drop(idle);
    for stream in deaf {
        let _gone = stream.shutdown(Shutdown::Both);
    }
    let again = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        served.asks("run", &run(1, &nothing(), 100)).0 == 200
    });
    assert!(again, "the page goes on");
}

#[test]
fn other_machines_need_the_token() {
    let served = Served::start(&["--host", "0.0.0.0"]);
    let address = served.host.replace("0.0.0.0", "127.0.0.1");
    let ask = |path: &str, headers: &str| {
        let mut stream = TcpStream::connect(&address).expect("it listens");
        let text = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n");
        stream.write_all(text.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer[9..12].parse::<u16>().expect("a status")
    };
    assert_eq!(ask("/", ""), 401);
    assert_eq!(ask("/?token=0", ""), 401);
    assert_eq!(ask("/api/state", ""), 401);
    assert_eq!(ask("/api/state", "Authorization: Bearer 00000000000000000000000000000000\r\n"), 401);
}

#[test]
fn what_cannot_be_explored_is_said() {
    let missing = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        let output = command.arg("explore").args(arguments).arg("--no-open").output().expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = missing(&["nothing.toml"]);
    assert!(code == Some(1) && said.contains("nothing.toml"), "{said}");
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    let (code, said) = missing(&[&file.to_string_lossy(), "--host", "192.0.2.1"]);
    assert!(code == Some(2) && said.contains("192.0.2.1"), "{said}");
}

#[test]
fn a_live_page_is_written_once_by_a_program_that_has_the_module() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    let write = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        let output = command.arg("explore").arg(&scenario).args(["--out", "page.html"]).current_dir(&folder).output();
        let output = output.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let first = write();
    let page = folder.path().join("page.html");
    if cfg!(feature = "live") {
        assert!(first.0 == Some(0) && page.exists(), "{first:?}");
        let again = write();
        assert!(again.0 == Some(2) && again.1.contains("--force writes over it"), "{again:?}");
    } else {
        assert!(first.0 == Some(2) && first.1.contains("`cargo build --release --features live`"), "{first:?}");
        assert!(!page.exists());
    }
}

#[test]
fn a_report_carries_the_model_of_a_program_that_has_the_module() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        command.current_dir(&folder).arg("run").arg(&scenario).args(["--live", "--out", "out", "--quiet"]).args(more);
        let output = command.output().expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let without = run(&["--format", "csv"]);
    assert!(without.0 == Some(2) && without.1.contains("name `html` in --format"), "{without:?}");
    let with = run(&["--format", "html"]);
    let report = folder.path().join("out/explored/report.html");
    if cfg!(feature = "live") {
        let text = std::fs::read_to_string(report).expect("a report");
        assert!(
            with.0 == Some(0) && text.contains("id=\"live-text\"") && text.contains("Move it yourself"),
            "{with:?}"
        );
    } else {
        assert!(with.0 == Some(2) && with.1.contains("`cargo build --release --features live`"), "{with:?}");
        assert!(!report.exists());
    }
}

#[test]
fn a_run_can_be_kept_to_an_instruction_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    let run = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
        command.current_dir(&folder).env("CATCHUP_INSTRUCTIONS", name).arg("run").arg(&scenario);
        command.args(["--format", "csv", "--quiet", "--draws", "16", "--out", "kept"]).output().expect("it starts")
    };
    assert!(run("baseline").status.success());
    let made = std::fs::read_to_string(folder.path().join("kept/explored/run.json")).expect("a manifest");
    let made: Value = serde_json::from_str(&made).expect("JSON");
    assert_eq!(made["cpu"], "baseline");
    let refused = run("abacus");
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(words.contains("`abacus` is no instruction set of this processor; it has baseline"), "{words}");
}
