//! Lays import-substitution paths side by side in the same worlds, and says for each how likely a target is met, and how
//! strong a lever must be to meet it more surely: `cargo run --release --example paths`.

use std::path::PathBuf;

use catchup::Session;
use catchup::scenario::options::Options;
use catchup::session::{CompareOptions, Goal, compare};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths = ["baseline", "self-reliance", "open-trade"].map(|name| PathBuf::from(format!("scenarios/{name}.toml")));
    let options = Options { draws: Some(1024), ..Options::default() };
    let sessions = Session::open_all(&paths, &options)?;
    let comparison = compare(&sessions, &CompareOptions { attribute: false, ..CompareOptions::default() }, &|_| {})?;
    for projection in &comparison.projections {
        let share = projection.number("domestic_share[robots, equipment]@2035")?.summary();
        println!(
            "{}: {:.0} % ({:.0} to {:.0} %)",
            projection.about.title,
            100.0 * share.median,
            100.0 * share.low,
            100.0 * share.high
        );
    }
    let goal = Goal {
        lever: "component_programme".to_owned(),
        reach: "components_share@2035=60".to_owned(),
        probability: 0.8,
        between: None,
    };
    let found = sessions[0].solve(&goal)?;
    match found.solution {
        Some(solved) => println!("{} must be {} for {}", found.lever_label, solved.strength, goal.reach),
        None => println!("no strength of {} suffices for {}", found.lever_label, goal.reach),
    }
    Ok(())
}
