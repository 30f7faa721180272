//! Made-up projections for tests: about as large and as shaped as those of China's smart manufacturing.

use crate::projection::{
    About, Basis, Chart, ChartKind, Dimension, Element, Heard, Histogram, Level, Observation, Projection, Quantiles,
    Sample, Sampler, Series, Target, Variable,
};

/// Standard normal quantile, from tables.
fn normal(level: Level) -> f64 {
    match level {
        Level::P05 => -1.645,
        Level::P10 => -1.282,
        Level::P25 => -0.674,
        Level::P50 => 0.0,
        Level::P75 => 0.674,
        Level::P90 => 1.282,
        Level::P95 => 1.645,
    }
}

const SAMPLE: Sample = Sample { draws: 10_000, seed: 1, sampler: Sampler::Sobol };
/// Domestic share of industrial robots sold in China, 2013 to 2024, roughly as the IFR reports it.
const SHARES: [f64; 12] = [0.25, 0.29, 0.32, 0.31, 0.27, 0.28, 0.31, 0.30, 0.33, 0.36, 0.47, 0.57];
const FIRST: f64 = 2013.0;
const KNOWN: usize = 12;
const TIMES: usize = 23;

/// Indices of the variables of [`projection`].
pub const SHARE: usize = 0;
pub const INVESTMENT: usize = 1;
pub const ROBOTS: usize = 2;
pub const EFFECTS: [usize; 4] = [3, 4, 5, 6];
pub const BY_REGION: usize = 7;

const SECTORS: [&str; 6] =
    ["Industrial robots", "Machine tools", "Additive manufacturing", "Industrial software", "Sensors", "Lasers"];
const REGIONS: [&str; 7] =
    ["China", "Japan", "Germany", "United States", "Republic of Korea", "Italy", "Rest of the world"];
const LABELS_OF_EFFECTS: [&str; 4] = ["Demand", "Import substitution", "Exports", "Lost output"];

/// A projection with a share by sector, investment by sector, a count, four effects that add up, and a share by region.
pub fn projection() -> Projection {
    let money = "bn CNY_2020";
    let share = (0..SECTORS.len()).map(share_of_sector).collect();
    let investment = (0..SECTORS.len()).map(investment_of_sector).collect();
    let regions = (0..REGIONS.len()).map(share_of_region).collect();
    let mut variables = vec![
        variable("domestic_share", "Domestic share of sales", "1", vec![0], share),
        variable("investment", "Equipment investment", money, vec![0], investment),
        variable("robots", "Industrial robots installed", "robot/yr", Vec::new(), vec![robots()]),
    ];
    for (index, label) in LABELS_OF_EFFECTS.into_iter().enumerate() {
        variables.push(variable(label, label, money, Vec::new(), vec![effect(index)]));
    }
    variables.push(variable("region_share", "Share of world installations", "1", vec![1], regions));
    Projection {
        about: about(),
        times: (0..TIMES).map(|step| FIRST + step as f64).collect(),
        dimensions: vec![dimension("Sector", &SECTORS), dimension("Region", &REGIONS)],
        variables,
        charts: Vec::new(),
        conditioning: None,
        inputs: Vec::new(),
        changes: Vec::new(),
    }
}

/// Root of the years since the last observation, by which uncertainty widens.
fn spread(t: f64) -> f64 {
    (t - 11.0).max(0.0).sqrt()
}

/// Observed for robots, logistic for the other sectors; software has history that is only compared.
fn share_of_sector(sector: usize) -> Series {
    let start = [0.25, 0.55, 0.35, 0.12, 0.18, 0.62][sector];
    let slope = [0.13, 0.07, 0.11, 0.09, 0.12, 0.05][sector];
    let mut one = series(vec![sector], move |t| {
        let odds = start / (1.0 - start) * f64::exp(slope * t);
        let level = match (sector, SHARES.get(t as usize)) {
            (0, Some(seen)) => *seen,
            (0, None) => 0.57 + 0.36 * (1.0 - f64::exp(-(t - 11.0) / 6.0)),
            _ => odds / (1.0 + odds),
        };
        (level, 0.16 * level * (1.0 - level) * spread(t))
    });
    observe(&mut one, sector != 3);
    if sector == 0 {
        one.targets =
            vec![target("Made in China 2025", 2025.0, 0.70, 0.12), target("Self-reliance goal", 2030.0, 0.80, 0.41)];
    }
    one
}

fn investment_of_sector(sector: usize) -> Series {
    let scale = [52.0, 170.0, 9.0, 60.0, 33.0, 24.0][sector];
    series(vec![sector], move |t| {
        let cycle = 1.0 + 0.06 * f64::sin(1.3 * t + sector as f64);
        let level = scale * f64::powf(1.06, t) * cycle;
        (level, 0.03 * level * spread(t))
    })
}

fn robots() -> Series {
    let mut one = series(Vec::new(), |t| {
        let level = 37_000.0 * f64::exp(0.19 * t - 0.003 * t * t);
        (level, 0.07 * level * spread(t))
    });
    observe(&mut one, true);
    one
}

fn effect(which: usize) -> Series {
    series(Vec::new(), move |t| {
        let level = match which {
            0 => 22.0 + 9.0 * f64::sin(t / 2.0),
            1 => 3.0 + 0.9 * t,
            2 => 4.0 * f64::cos(t / 3.0),
            _ => -6.0 - 0.5 * t,
        };
        (level, 1.0)
    })
}

/// Shares that add up to one.
fn share_of_region(region: usize) -> Series {
    let from = [0.20, 0.14, 0.10, 0.15, 0.12, 0.03, 0.26][region];
    let to = [0.62, 0.07, 0.05, 0.10, 0.05, 0.01, 0.10][region];
    let mut one = series(vec![region], move |t| {
        let level = from + (to - from) * t / 22.0;
        (level, 0.02 * level * (t - 11.0).max(0.0))
    });
    observe(&mut one, true);
    one
}

/// The same with nothing uncertain.
pub fn deterministic() -> Projection {
    let mut projection = projection();
    projection.about.basis = Basis::Certain(SAMPLE);
    for series in projection.variables.iter_mut().flat_map(|variable| &mut variable.series) {
        series.mean = series.median().to_vec();
        series.quantiles = Quantiles::from_fn(TIMES, |_, time| series.mean[time]);
    }
    projection
}

/// A chart of variables.
pub fn chart(kind: ChartKind, variables: &[usize], title: &str) -> Chart {
    Chart {
        title: title.to_owned(),
        subtitle: "China, by value".to_owned(),
        ..Chart::new(kind, "test", variables.to_vec())
    }
}

/// A series of one dimensionless variable over given times, for odd cases: the same number at every level.
pub fn plain(times: &[f64], values: &[f64]) -> Projection {
    let mut projection = projection();
    projection.times = times.to_vec();
    projection.dimensions.clear();
    projection.variables = vec![variable(
        "odd",
        "An odd one",
        "robot",
        Vec::new(),
        vec![Series::estimated(Quantiles::from_fn(times.len(), |_, time| values[time]))],
    )];
    projection
}

/// A series whose value at step t is normal with the mean and standard deviation that `shape` gives.
fn series(elements: Vec<usize>, shape: impl Fn(f64) -> (f64, f64)) -> Series {
    let at: Vec<(f64, f64)> = (0..TIMES).map(|step| shape(step as f64)).collect();
    let sd = |time: usize| if time < KNOWN { 0.0 } else { at[time].1 };
    Series {
        elements,
        observed: (0..TIMES).map(|time| time < KNOWN).collect(),
        mean: at.iter().map(|(mean, _)| *mean).collect(),
        sd: Some((0..TIMES).map(sd).collect()),
        quantiles: Quantiles::from_fn(TIMES, |level, time| at[time].0 + normal(level) * sd(time)),
        history: Vec::new(),
        targets: Vec::new(),
        milestones: Vec::new(),
        histograms: [17, TIMES - 1].map(|time| histogram(time, at[time].0, sd(time))).into(),
        lines: (0..60).map(|draw| (0..TIMES).map(|time| at[time].0 + sd(time) * wave(draw, time)).collect()).collect(),
    }
}

/// Bell-shaped, within four standard deviations.
fn histogram(point: usize, mean: f64, sd: f64) -> Histogram {
    let exponent = sd.log10().floor() as i32 - 1;
    let width = 10_f64.powi(exponent);
    let (first, last) = (((mean - 4.0 * sd) / width).floor() as i64, ((mean + 4.0 * sd) / width).floor() as i64);
    let bell = |cell: i64| f64::exp(-(((cell as f64 + 0.5) * width - mean) / sd).powi(2) / 2.0);
    let whole: f64 = (first..last).map(bell).sum();
    Histogram {
        point,
        exponent,
        first,
        below: 0.0,
        shares: (first..last).map(|cell| bell(cell) / whole).collect(),
        above: 0.0,
    }
}

/// What a draw is at a time, in standard deviations: made up, and smooth.
fn wave(draw: usize, time: usize) -> f64 {
    1.7 * f64::sin(draw as f64 * 2.4 + time as f64 * 0.2)
}

/// Gives a series the history that drove it, or one it is only compared with.
fn observe(series: &mut Series, drives: bool) {
    series.history = (0..KNOWN)
        .map(|time| Observation {
            time: FIRST + time as f64,
            value: series.mean[time] * if drives { 1.0 } else { 1.1 },
            drives,
            heard: Heard::No,
            source: "IFR".to_owned(),
        })
        .collect();
    if !drives {
        series.observed = vec![false; TIMES];
        for time in 0..KNOWN {
            for level in Level::ALL {
                series.quantiles[level][time] = series.mean[time] * (1.0 + 0.06 * normal(level));
            }
        }
    }
}

fn target(label: &str, year: f64, value: f64, probability: f64) -> Target {
    Target {
        name: label.to_lowercase(),
        label: label.to_owned(),
        year,
        at_least: true,
        value,
        probability,
        median_gap: 0.0,
        shortfall: None,
        observed: false,
        past: false,
        source: "State Council".to_owned(),
    }
}

fn variable(name: &str, label: &str, unit: &str, dims: Vec<usize>, series: Vec<Series>) -> Variable {
    Variable {
        name: name.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        unit: unit.to_owned(),
        dims,
        at_end: false,
        headline: Vec::new(),
        series,
    }
}

fn dimension(label: &str, elements: &[&str]) -> Dimension {
    Dimension {
        name: label.to_lowercase(),
        label: label.to_owned(),
        elements: elements
            .iter()
            .map(|label| Element { name: label.to_lowercase(), label: (*label).to_owned() })
            .collect(),
        region: false,
    }
}

fn about() -> About {
    About {
        id: "baseline".to_owned(),
        title: "Baseline".to_owned(),
        ranked: true,
        narrative: String::new(),
        model: "china".to_owned(),
        region: "China".to_owned(),
        source: "IFR World Robotics; National Bureau of Statistics of China".to_owned(),
        colour: 0,
        basis: Basis::Run(SAMPLE),
    }
}
