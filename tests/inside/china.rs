//! The China model against figures with a source: that its definitions hold, not that its fans are narrow.

use std::path::Path;

use catchup::analysis::{RunOptions, model_of, project};
use catchup::projection::{Level, Projection};
use catchup::scenario::{options::Options, read::read};

fn baseline() -> Projection {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let (scenario, _) =
        read(&path, &Options { draws: Some(512), ..Options::default() }).unwrap_or_else(|found| panic!("{found}"));
    let (model, _) = model_of(scenario).unwrap_or_else(|found| panic!("{found}"));
    project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).expect("it runs").projection
}

/// 5, 50 and 95 % of a series in a year.
fn range(projection: &Projection, selector: &str, year: f64) -> [f64; 3] {
    let series = projection.series(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
    let point = projection.point(year).expect("a year of the axis");
    Level::RANGE.map(|level| series.quantile(level, point))
}

#[test]
fn demand_is_output_and_imports_less_exports_as_far_as_anyone_counts() {
    let projection = baseline();
    let median = |selector: &str, year: f64| range(&projection, selector, year)[1];
    for gap in ["trade_gap", "decomposition_gap"] {
        assert!(projection.times.iter().all(|year| median(gap, *year).abs() < 1e-6), "{gap}");
    }
    // The ministry: 282.4 bn yuan in 2023, 12.3 % more than the year before. What foreign makers sell from abroad comes on top.
    let revenue = |year: f64| median("software_revenue", year);
    assert!((revenue(2023.0) - 282.4).abs() < 1e-9);
    assert!((revenue(2023.0) / revenue(2022.0) - 1.123).abs() < 5e-4);
    assert!(median("equipment_demand[industrial software]", 2023.0) > 282.4);
    // Customs counted 34.72 bn USD of machines and parts in 2022, at 6.737 yuan; SEMI billings of 28.27 bn USD.
    let [low, _, high] = range(&projection, "import_bill_by_sector[semiconductor equipment]", 2022.0);
    assert!((low..high).contains(&(34.72 * 6.737)), "{low} to {high}");
    assert!(median("equipment_demand[semiconductor equipment]", 2022.0) > 28.27 * 6.737);
}

#[test]
fn manufacturing_buys_its_own_part() {
    let projection = baseline();
    // The breakdown of 2025: parts of .6, .07 and .33 grew by 6.5, 46 and 14 %, and the whole by 11.8 %.
    assert!((0.6 * 6.5 + 0.07 * 46.0 + 0.33 * 14.0 - 11.8_f64).abs() < 0.1);
    // Known until 2024, the model leaves both growths of 2025 within its ranges, and the part where it was until then.
    for (selector, came) in [("own_growth", 6.5), ("investment_growth[equipment purchase]", 11.8)] {
        let [low, _, high] = range(&projection, selector, 2025.0);
        assert!((low..high).contains(&came), "{selector}: {low} to {high}");
    }
    let [own, whole] = ["own_growth", "investment_growth[equipment purchase]"].map(|of| range(&projection, of, 2024.0));
    assert!(own.iter().chain(&whole).all(|growth| (growth - 15.7).abs() < 1e-9), "{own:?} {whole:?}");
    // No year before the model's own first is simulated beside observed ones.
    let series = ["equipment purchase", "manufacturing investment", "high-tech manufacturing"];
    for series in series {
        let [low, _, high] = range(&projection, &format!("investment_growth[{series}]"), 2013.0);
        assert!(low.to_bits() == high.to_bits(), "{series}: {low} to {high}");
    }
}
