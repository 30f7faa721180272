//! The China scenarios side by side: seconds for eight of them at 10 000 draws, with and without attribution and outputs,
//! against the same ensembles run one after another without being paired.
//!
//! Run with `cargo bench --bench compare`. Programs take turns, and ratios are those of neighbours, for machines are noisy.

use std::path::{Path, PathBuf};
use std::time::Instant;

use catchup::charts::comparison_pictures;
use catchup::diagnostic::Diagnostics;
use catchup::parallel;
use catchup::workbench::analysis::compare::{CompareOptions, Compared, compare};
use catchup::workbench::analysis::model_of;
use catchup::workbench::analysis::{RunOptions, project};
use catchup::workbench::scenario::merged::Merged;
use catchup::workbench::scenario::options::Options;

/// Rounds of all programs.
const ROUNDS: usize = 3;

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

fn load(path: &Path, options: &Options) -> Option<Compared> {
    let mut found = Diagnostics::new();
    let merged = Merged::load(path, &mut found)?;
    let model = model_of(merged.scenario(options, &mut found)).ok()?.0;
    (!model.header.about.template).then_some(Compared { merged, model })
}

fn seconds(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64()
}

fn main() {
    let options = Options { draws: Some(10_000), ..Options::default() };
    let files: Vec<Compared> = scenarios().iter().filter_map(|path| load(path, &options)).collect();
    let refs: Vec<&Compared> = files.iter().collect();
    let reference = files.iter().position(|file| file.model.header.id == "baseline").unwrap_or(0);
    let how = |attribute| CompareOptions {
        reference,
        options: &options,
        attribute,
        attribution_draws: None,
        groups: &[],
        worlds: &[],
    };
    println!("{} scenarios, 10 000 draws, {} threads", files.len(), parallel::threads());
    println!("{:>10} {:>10} {:>12} {:>10} {:>14}", "alone s", "paired s", "paired/alone", "charts s", "attribution s");
    for _ in 0..ROUNDS {
        let run = RunOptions { colour: 0, keep_draws: false };
        let alone = seconds(|| {
            for file in &files {
                project(&file.model, &run, &|_| {}).expect("it runs");
            }
        });
        let mut comparison = None;
        let paired = seconds(|| comparison = compare(&refs, how(false), &|_| {}).ok());
        let comparison = comparison.expect("it compares");
        let charts = seconds(|| drop(comparison_pictures(&comparison).expect("they are drawn")));
        let whole = seconds(|| drop(compare(&refs, how(true), &|_| {}).expect("it compares")));
        println!("{alone:>10.2} {paired:>10.2} {:>12.2} {charts:>10.2} {:>14.2}", paired / alone, whole - paired);
    }
}
