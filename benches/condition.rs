//! Conditioning on history: seconds for weights and for moves, and their ratio to the plain run of the same draws.
//!
//! Run with `cargo bench --bench condition`. Programs take turns, and ratios are those of neighbours, for machines are noisy.

use std::path::Path;
use std::time::Instant;

use catchup::parallel;
use catchup::workbench::analysis::model_of;
use catchup::workbench::analysis::{RunOptions, project};
use catchup::workbench::model::Model;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;

/// Rounds of all programs.
const ROUNDS: usize = 3;

/// The baseline of China, known until 2018, and asked to agree with the robots' share and installations until 2023.
fn scenario(method: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let condition = format!(
        "[condition]\nmethod = \"{method}\"\n\
         [condition.on.share]\nof = \"domestic_share[robots, equipment]\"\nerror = \"logit\"\nsd = 0.2\nuntil = 2023\n\
         source = \"judgement\"\n\
         [condition.on.installed]\nof = \"robots_installed\"\nerror = \"lognormal\"\nsd = 0.2\nuntil = 2023\n\
         source = \"judgement\"\n"
    );
    let condition = if method == "none" { String::new() } else { condition };
    let base = base.display();
    format!("extends = '{base}'\n[scenario]\ntitle = \"Conditioned\"\n[time]\nknown_until = 2018\n{condition}")
}

fn model(method: &str) -> Model {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("conditioned.toml");
    std::fs::write(&path, scenario(method)).expect("written");
    let options = Options { draws: Some(10_000), ..Options::default() };
    let (scenario, _) = read(&path, &options).unwrap_or_else(|problems| panic!("{problems}"));
    model_of(scenario).unwrap_or_else(|problems| panic!("{problems}")).0
}

fn main() {
    let models = ["none", "weights", "moves"].map(model);
    println!("China, known until 2018, 10 000 draws, {} threads", parallel::threads());
    println!("{:>9} {:>10} {:>8} {:>8} {:>8}", "plain s", "weights s", "moves s", "ratio w", "ratio m");
    for round in 0..ROUNDS {
        let options = RunOptions { colour: 0, keep_draws: false };
        let mut said = Vec::new();
        let seconds: Vec<f64> = models
            .iter()
            .map(|model| {
                let begin = Instant::now();
                let outcome = project(model, &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
                said.extend(outcome.projection.conditioning.map(|found| found.summary()));
                begin.elapsed().as_secs_f64()
            })
            .collect();
        let [plain, weights, moves] = seconds[..] else { continue };
        println!("{plain:>9.2} {weights:>10.2} {moves:>8.2} {:>8.2} {:>8.2}", weights / plain, moves / plain);
        if round + 1 == ROUNDS {
            println!("{}", said.join("\n"));
        }
    }
}
