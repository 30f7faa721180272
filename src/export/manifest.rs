//! `run.json`: what was run, so that anyone can run it again.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::scenario::Override;

/// The name of the file.
pub const MANIFEST: &str = "run.json";

/// What `"program"` says: the mark of a folder that this program wrote and may replace.
pub const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// How a run came about.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The program's version.
    pub version: String,
    /// File stem of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// SHA-256 over the texts read and the overrides of the command line, in hexadecimal.
    pub hash: String,
    /// The files read, the root ancestor first.
    pub scenario_files: Vec<PathBuf>,
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
    /// What extending files and the command line changed.
    pub overrides: Vec<Override>,
}

impl Manifest {
    /// The content of `run.json`, in a fixed order of keys; `files` are those in the folder. Times are in seconds.
    #[must_use]
    pub fn to_json(&self, files: &[String]) -> Value {
        let seconds = |(stage, time): &(String, Duration)| (stage.clone(), json!(time.as_micros() as f64 / 1e6));
        let times: Map<String, Value> = self.times.iter().map(seconds).collect();
        let change = |change: &Override| {
            let place = change.span.source.path.display().to_string();
            json!({ "key": change.key, "before": change.before, "after": change.after, "in": place })
        };
        json!({
            "program": PROGRAM,
            "version": self.version,
            "scenario": {
                "id": self.scenario,
                "title": self.title,
                "hash": self.hash,
                "files": self.scenario_files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
                "overrides": self.overrides.iter().map(change).collect::<Vec<_>>(),
            },
            "seed": self.seed,
            "draws": self.draws,
            "sampler": self.sampler,
            "cpu": self.cpu,
            "threads": self.threads,
            "times": times,
            "warnings": self.warnings,
            "files": files,
        })
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
            scenario: "push".to_owned(),
            title: "Push".to_owned(),
            hash: "ab12".to_owned(),
            scenario_files: vec!["base.toml".into(), "push.toml".into()],
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
            overrides: vec![Override {
                key: "levers.tariff.value".to_owned(),
                before: Some("0.05".to_owned()),
                after: None,
                span: Span { source, range: 0..6 },
            }],
        }
    }

    #[test]
    fn exact_text() {
        let expected = r#"{"program":"catchup","version":"0.1.0","scenario":{"id":"push","title":"Push","hash":"ab12","files":["base.toml","push.toml"],"overrides":[{"key":"levers.tariff.value","before":"0.05","after":null,"in":"--set"}]},"seed":18446744073709551615,"draws":10000,"sampler":"sobol","cpu":"avx2","threads":2,"times":{"parse":0.0015,"run":0.25},"warnings":["unused assumption `x`"],"files":["run.json"]}"#;
        assert_eq!(manifest().to_json(&["run.json".to_owned()]).to_string(), expected);
    }
}
