//! A browser without a window, driven through its `DevTools` protocol over two pipes with names: no library, no port.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// What a browser may be called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser that `CATCHUP_BROWSER` names, or the first that is on the path.
pub fn found() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CATCHUP_BROWSER") {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH")?;
    let all = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    all.into_iter().find(|file| file.is_file())
}

/// A page in a browser.
pub struct Page {
    child: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    next: u64,
    /// Errors of scripts, and what they wrote to the console as errors.
    pub errors: Vec<String>,
    folder: tempfile::TempDir,
}

impl Page {
    /// Opens an address.
    pub fn open(browser: &Path, address: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let pipes = ["in", "out"].map(|name| folder.path().join(name));
        let made = Command::new("mkfifo").args(&pipes).status().expect("mkfifo");
        assert!(made.success());
        let mut command = Command::new("sh");
        command.arg("-c").arg("exec \"$@\" 3<\"$0/in\" 4>\"$0/out\"").arg(folder.path()).arg(browser);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"]);
        command.args(["--no-first-run", "--disable-extensions", "--disable-background-networking"]);
        command.arg("--remote-debugging-pipe").arg(format!("--user-data-dir={}/profile", folder.path().display()));
        command.arg("about:blank").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Its helpers are ended with it.
        let child = command.process_group(0).spawn().expect("a shell");
        let to = File::options().write(true).open(&pipes[0]).expect("a pipe");
        let from = BufReader::new(File::open(&pipes[1]).expect("a pipe"));
        let mut page = Self { child, to, from, session: None, next: 0, errors: Vec::new(), folder };
        let window = page.window();
        let own = page.call("Target.attachToTarget", &json!({ "targetId": window, "flatten": true }));
        page.session = own["sessionId"].as_str().map(str::to_owned);
        for domain in ["Runtime", "Page", "Log"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        // A window that nobody sees draws nothing unless it is taken for one in front.
        page.call("Emulation.setFocusEmulationEnabled", &json!({ "enabled": true }));
        page.call("Page.bringToFront", &json!({}));
        page.size(1280, 900, false);
        page.goes(address);
        page
    }

    /// Goes to another address.
    pub fn goes(&mut self, address: &str) {
        self.call("Page.navigate", &json!({ "url": address }));
    }

    /// The window that a browser opens when it starts.
    fn window(&mut self) -> Value {
        for _ in 0..100 {
            let all = self.call("Target.getTargets", &json!({}));
            let windows = all["targetInfos"].as_array().into_iter().flatten();
            if let Some(window) = windows.into_iter().find(|target| target["type"] == "page") {
                return window["targetId"].clone();
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the browser opens no window")
    }

    /// Goes into the frame of the page, for all that follows.
    pub fn enters(&mut self) {
        self.session = None;
        for _ in 0..600 {
            let all = self.call("Target.getTargets", &json!({}));
            let frames = all["targetInfos"].as_array().into_iter().flatten();
            if let Some(frame) = frames.into_iter().find(|target| target["type"] == "iframe") {
                let own = json!({ "targetId": frame["targetId"], "flatten": true });
                self.session = self.call("Target.attachToTarget", &own)["sessionId"].as_str().map(str::to_owned);
                for domain in ["Runtime", "Log"] {
                    self.call(&format!("{domain}.enable"), &json!({}));
                }
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the page has no frame of another origin")
    }

    /// Cuts the page off from any network.
    pub fn offline(&mut self) {
        self.call("Network.enable", &json!({}));
        let none = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.call("Network.emulateNetworkConditions", &none);
    }

    /// The folder that takes downloads.
    pub fn downloads(&mut self) -> PathBuf {
        let path = self.folder.path().join("downloads");
        std::fs::create_dir_all(&path).expect("a folder");
        let session = self.session.take();
        self.call("Browser.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": path }));
        self.session = session;
        path
    }

    /// Width and height of the window, and whether it is dark.
    pub fn size(&mut self, width: u32, height: u32, dark: bool) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": scheme }));
    }

    /// A picture of the window, in the folder of `CATCHUP_GALLERY` if it is set.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("CATCHUP_GALLERY") else { return };
        let taken = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        let data = taken["data"].as_str().expect("a picture");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), decoded(data)).expect("written");
    }

    /// What a script gives; a promise is waited for.
    #[track_caller]
    pub fn script(&mut self, text: &str) -> Value {
        let question = json!({ "expression": text, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        let answer = self.call("Runtime.evaluate", &question);
        assert!(answer.get("exceptionDetails").is_none(), "{text}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until a script gives something that is true.
    #[track_caller]
    pub fn waits(&mut self, text: &str) -> Value {
        let shown = json!(text);
        let script = format!(
            "new Promise((done, failed) => {{ const begin = performance.now(); (function look() {{ \
             const value = ({text}); if (value) done(value); \
             else if (performance.now() - begin > 60000) failed(new Error('not within a minute: ' + {shown})); \
             else setTimeout(look, 25); }})(); }})"
        );
        self.script(&script)
    }

    /// Presses a key.
    pub fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call("Input.dispatchKeyEvent", &json!({ "type": kind, "key": key, "code": key }));
        }
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser reads");
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).expect("the browser answers");
            let end = bytes.pop();
            assert_eq!(end, Some(0), "the browser has ended");
            let told: Value = serde_json::from_slice(&bytes).expect("JSON");
            if told["id"] == self.next {
                assert!(told.get("error").is_none(), "{method}: {told}");
                return told["result"].clone();
            }
            self.heard(&told);
        }
    }

    fn heard(&mut self, event: &Value) {
        let parameters = &event["params"];
        let error = match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Runtime.consoleAPICalled") => parameters["type"] == "error",
            // A question that a later move has overtaken is refused, and the browser says so.
            Some("Log.entryAdded") => {
                let entry = &parameters["entry"];
                entry["level"] == "error" && !entry["text"].as_str().is_some_and(|text| text.contains("409"))
            }
            _ => false,
        };
        if error {
            self.errors.push(parameters.to_string());
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _gone = self.to.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let group = format!("-{}", self.child.id());
        let _gone = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        let _gone = self.child.wait();
    }
}

/// Bytes of base 64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(u32::from(letter - b'A')),
        b'a'..=b'z' => Some(u32::from(letter - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(letter - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let letters: Vec<u32> = text.bytes().filter_map(value).collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for part in letters.chunks(4) {
        let joined = part.iter().fold(0, |bits, letter| bits << 6 | letter) << (6 * (4 - part.len()));
        bytes.extend((0..part.len() - 1).map(|place| (joined >> (16 - 8 * place)) as u8));
    }
    bytes
}
