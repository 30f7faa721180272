//! Opens a scenario, sets a lever, and prints quantiles of one number before and after: `cargo run --release --example session`.

use catchup::Session;
use catchup::projection::Projection;

/// A variable, an element of each of its dimensions, and a year.
const NUMBER: &str = "domestic_share[robots, equipment]@2035";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut session = Session::open("scenarios/baseline.toml")?;
    println!("{}\n\nLevers:", session.title());
    for lever in session.levers() {
        println!("  {} = {} ({})", lever.selector, lever.value, lever.label);
    }
    println!("\n{NUMBER}");
    print("as it is", &session.run()?.projection)?;
    session.set("procurement_mandate", 0.1)?;
    print("with procurement_mandate = 0.1", &session.run()?.projection)
}

fn print(title: &str, projection: &Projection) -> Result<(), Box<dyn std::error::Error>> {
    let quantiles = projection.quantiles_at(NUMBER)?;
    let texts: Vec<String> = quantiles.iter().map(|(level, value)| format!("{} {value:.3}", level.name())).collect();
    println!("  {title}: {}", texts.join("  "));
    Ok(())
}
