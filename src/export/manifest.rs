//! `run.json`: what was run, so that anyone can run it again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::fits::fit_json;
use super::folder::Written;
use crate::scenario::merged::{Input, hash_of};
use crate::scenario::{Estimated, Override};

/// The name of the file.
pub const MANIFEST: &str = "run.json";

/// What `"program"` says: the mark of a folder that this program wrote and may replace.
pub const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// How a run came about.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The program's version.
    pub version: String,
    /// What was run: one scenario, or all that were compared.
    pub scenarios: Vec<Ran>,
    /// File stem of the scenario that others were held against, in a comparison.
    pub reference: Option<String>,
    /// Seed.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// `sobol`, `latin-hypercube` or `random`.
    pub sampler: String,
    /// The set of processor features the kernels ran with: for one of them and one version, bits are equal.
    pub cpu: String,
    /// Threads used; they do not change a bit.
    pub threads: usize,
    /// How long each stage took, in order.
    pub times: Vec<(String, Duration)>,
    /// Warnings shown.
    pub warnings: Vec<String>,
}

/// From where a run was started.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// The arguments of the command line.
    pub command: Vec<String>,
    /// The working folder among the inputs that lie beside the results, if they do.
    pub pack: Option<String>,
}

/// A scenario that was run.
#[derive(Debug, Clone)]
pub struct Ran {
    /// File stem of the scenario.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SHA-256 over the texts read and the overrides of the command line, in hexadecimal.
    pub hash: String,
    /// The files read, the root ancestor first.
    pub files: Vec<PathBuf>,
    /// All files read, data among them, with hashes.
    pub inputs: Vec<Input>,
    /// What extending files and the command line changed.
    pub overrides: Vec<Override>,
    /// What was fitted to history.
    pub estimated: Vec<Estimated>,
}

impl Ran {
    fn to_json(&self) -> Value {
        let change = |change: &Override| {
            let place = change.span.source.path.display().to_string();
            json!({ "key": change.key, "before": change.before, "after": change.after, "in": place })
        };
        let input = |input: &Input| json!({ "file": input.path.display().to_string(), "sha256": input.hash });
        let mut object = json!({
            "id": self.id,
            "title": self.title,
            "hash": self.hash,
            "files": self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
            "inputs": self.inputs.iter().map(input).collect::<Vec<_>>(),
            "overrides": self.overrides.iter().map(change).collect::<Vec<_>>(),
        });
        if !self.estimated.is_empty() {
            object["fits"] = self.estimated.iter().map(fit_json).collect();
        }
        object
    }
}

impl Manifest {
    /// The content of `run.json`, in a fixed order of keys; `files` are those in the folder beside itself,
    /// `made` says from where. Times are in seconds.
    #[must_use]
    pub fn to_json(&self, files: &BTreeMap<String, Written>, made: &Made) -> Value {
        let seconds = |(stage, time): &(String, Duration)| (stage.clone(), json!(time.as_micros() as f64 / 1e6));
        let times: Map<String, Value> = self.times.iter().map(seconds).collect();
        let mut object = json!({ "program": PROGRAM, "version": self.version, "command": made.command });
        if let Some(pack) = &made.pack {
            object["pack"] = json!(pack);
        }
        match &self.reference {
            Some(reference) => {
                object["scenarios"] = self.scenarios.iter().map(Ran::to_json).collect();
                object["reference"] = json!(reference);
            }
            None => object["scenario"] = self.scenarios.first().map(Ran::to_json).into(),
        }
        let mut all: Vec<&str> = files.keys().map(String::as_str).chain(std::iter::once(MANIFEST)).collect();
        all.sort_unstable();
        let rest = json!({
            "seed": self.seed,
            "draws": self.draws,
            "sampler": self.sampler,
            "cpu": self.cpu,
            "threads": self.threads,
            "times": times,
            "warnings": self.warnings,
            "files": all,
            "hashes": files.iter().map(|(name, written)| (name.clone(), json!(written.hash))).collect::<Map<_, _>>(),
            "seal": "",
        });
        if let (Some(object), Value::Object(rest)) = (object.as_object_mut(), rest) {
            object.extend(rest);
        }
        object
    }
}

/// The text of a manifest with its seal: the SHA-256 of itself without the seal.
#[must_use]
pub fn sealed(object: &Value) -> String {
    let text = format!("{object:#}\n");
    let seal = hash_of(text.as_bytes());
    match text.rsplit_once(UNSEALED) {
        Some((before, after)) => format!("{before}\"seal\": \"{seal}\"{after}"),
        None => text,
    }
}

/// How a manifest ends before it is sealed.
const UNSEALED: &str = "\"seal\": \"\"";

/// Whether a manifest is as it was sealed.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    let Some((before, after)) = text.rsplit_once("\"seal\": \"") else { return false };
    let Some((seal, after)) = after.split_once('"') else { return false };
    hash_of(format!("{before}{UNSEALED}{after}").as_bytes()) == seal
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnostic::{Source, Span};

    /// A manifest with something in every field.
    pub fn manifest() -> Manifest {
        let source = Source::new("--set", "tariff=0.1");
        Manifest {
            version: "0.1.0".to_owned(),
            scenarios: vec![Ran {
                id: "push".to_owned(),
                title: "Push".to_owned(),
                hash: "ab12".to_owned(),
                files: vec!["base.toml".into(), "push.toml".into()],
                inputs: vec![Input { path: "base.toml".into(), hash: "cd34".to_owned() }],
                overrides: vec![Override {
                    key: "levers.tariff.value".to_owned(),
                    before: Some("0.05".to_owned()),
                    after: None,
                    span: Span { source, range: 0..6 },
                }],
                estimated: Vec::new(),
            }],
            reference: None,
            seed: u64::MAX,
            draws: 10_000,
            sampler: "sobol".to_owned(),
            cpu: "avx2".to_owned(),
            threads: 2,
            times: vec![
                ("parse".to_owned(), Duration::from_micros(1500)),
                ("run".to_owned(), Duration::from_millis(250)),
            ],
            warnings: vec!["unused assumption `x`".to_owned()],
        }
    }

    #[test]
    fn a_seal_notices_every_letter() {
        let text = sealed(&manifest().to_json(&BTreeMap::new(), &Made::default()));
        assert!(is_sealed(&text) && text.len() > 500);
        let object: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(object["seal"].as_str().map(str::len), Some(64));
        for place in (0..text.len()).filter(|place| text.is_char_boundary(*place)).step_by(7) {
            let mut edited = text.clone().into_bytes();
            edited[place] = if edited[place] == b'0' { b'1' } else { b'0' };
            assert!(!is_sealed(&String::from_utf8_lossy(&edited)), "{place}");
        }
    }

    #[test]
    fn exact_text() {
        let one = Written { bytes: 0, hash: "e3b0".to_owned() };
        let written = BTreeMap::from([("a.csv".to_owned(), one)]);
        let expected = r#"{"program":"catchup","version":"0.1.0","command":["run","push.toml"],"scenario":{"id":"push","title":"Push","hash":"ab12","files":["base.toml","push.toml"],"inputs":[{"file":"base.toml","sha256":"cd34"}],"overrides":[{"key":"levers.tariff.value","before":"0.05","after":null,"in":"--set"}]},"seed":18446744073709551615,"draws":10000,"sampler":"sobol","cpu":"avx2","threads":2,"times":{"parse":0.0015,"run":0.25},"warnings":["unused assumption `x`"],"files":["a.csv","run.json"],"hashes":{"a.csv":"e3b0"},"seal":""}"#;
        let mut made = Made { command: ["run", "push.toml"].map(str::to_owned).to_vec(), pack: None };
        assert_eq!(manifest().to_json(&written, &made).to_string(), expected);
        made.pack = Some("inputs".to_owned());
        assert_eq!(manifest().to_json(&written, &made)["pack"], json!("inputs"));
        let mut compared = manifest();
        compared.reference = Some("push".to_owned());
        let object = compared.to_json(&written, &Made::default());
        assert_eq!((object["reference"].as_str(), &object["scenarios"][0]["id"]), (Some("push"), &json!("push")));
        assert!(object.get("scenario").is_none());
    }
}
