//! `run.json`: what was run, so that anyone can run it again.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::fits::fit_json;
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
        let mut object = json!({
            "id": self.id,
            "title": self.title,
            "hash": self.hash,
            "files": self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
            "overrides": self.overrides.iter().map(change).collect::<Vec<_>>(),
        });
        if !self.estimated.is_empty() {
            object["fits"] = self.estimated.iter().map(fit_json).collect();
        }
        object
    }
}

impl Manifest {
    /// The content of `run.json`, in a fixed order of keys; `files` are those in the folder. Times are in seconds.
    #[must_use]
    pub fn to_json(&self, files: &[String]) -> Value {
        let seconds = |(stage, time): &(String, Duration)| (stage.clone(), json!(time.as_micros() as f64 / 1e6));
        let times: Map<String, Value> = self.times.iter().map(seconds).collect();
        let mut object = json!({ "program": PROGRAM, "version": self.version });
        match &self.reference {
            Some(reference) => {
                object["scenarios"] = self.scenarios.iter().map(Ran::to_json).collect();
                object["reference"] = json!(reference);
            }
            None => object["scenario"] = self.scenarios.first().map(Ran::to_json).into(),
        }
        let rest = json!({
            "seed": self.seed,
            "draws": self.draws,
            "sampler": self.sampler,
            "cpu": self.cpu,
            "threads": self.threads,
            "times": times,
            "warnings": self.warnings,
            "files": files,
        });
        if let (Some(object), Value::Object(rest)) = (object.as_object_mut(), rest) {
            object.extend(rest);
        }
        object
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Source, Span};

    /// A manifest with something in every field.
    pub fn manifest() -> Manifest {
        let source = Arc::new(Source { path: "--set".into(), text: "tariff=0.1".to_owned() });
        Manifest {
            version: "0.1.0".to_owned(),
            scenarios: vec![Ran {
                id: "push".to_owned(),
                title: "Push".to_owned(),
                hash: "ab12".to_owned(),
                files: vec!["base.toml".into(), "push.toml".into()],
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
    fn exact_text() {
        let expected = r#"{"program":"catchup","version":"0.1.0","scenario":{"id":"push","title":"Push","hash":"ab12","files":["base.toml","push.toml"],"overrides":[{"key":"levers.tariff.value","before":"0.05","after":null,"in":"--set"}]},"seed":18446744073709551615,"draws":10000,"sampler":"sobol","cpu":"avx2","threads":2,"times":{"parse":0.0015,"run":0.25},"warnings":["unused assumption `x`"],"files":["run.json"]}"#;
        assert_eq!(manifest().to_json(&["run.json".to_owned()]).to_string(), expected);
        let mut compared = manifest();
        compared.reference = Some("push".to_owned());
        let object = compared.to_json(&[]);
        assert_eq!((object["reference"].as_str(), &object["scenarios"][0]["id"]), (Some("push"), &json!("push")));
        assert!(object.get("scenario").is_none());
    }
}
