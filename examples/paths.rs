//! Lays import-substitution paths side by side in the same worlds, says where each ends, and how strong a lever must be for a
//! target to be met more surely: `cargo run --release --example paths`.

use std::path::PathBuf;

use catchup::Session;
use catchup::session::{CompareOptions, Goal, Options, compare};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths = ["baseline", "self-reliance", "open-trade"].map(|name| PathBuf::from(format!("scenarios/{name}.toml")));
    let options = Options { draws: Some(1024), ..Options::default() };
    let sessions = Session::open_all(&paths, &options)?;
    let comparison = compare(&sessions, &CompareOptions { attribute: false, ..CompareOptions::default() }, &|_| {})?;
    for projection in &comparison.projections {
        let number = projection.number("domestic_share[robots, equipment]@2035")?;
        let (share, unit) = (number.summary(), &number.variable.unit);
        println!("{}: {:.1} {unit} ({:.1} to {:.1})", projection.about.title, share.median, share.low, share.high);
    }
    let goal = Goal {
        lever: "component_programme".to_owned(),
        reach: "components_share@2035=60".to_owned(),
        probability: 0.8,
        between: None,
    };
    let found = sessions[0].solve(&goal)?;
    match found.solution {
        Some(solved) => println!("{} must be {:.4} for {}", found.lever_label, solved.strength, goal.reach),
        None => println!("no strength of {} suffices for {}", found.lever_label, goal.reach),
    }
    Ok(())
}
