//! Models with assumptions that are fitted, and the closed forms of their estimates.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use catchup::diagnostic::{Diagnostic, Diagnostics};
use catchup::workbench::analysis::model_of;
use catchup::workbench::model::Model;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;

use super::support::Folder;

/// Shares in per cent, 2010 to 2019: near the logistic with logit(0.1) in 2010 and 0.3 a year, off by what a hand would do.
pub const SHARES: [(f64, f64); 10] = [
    (2010.0, 10.4),
    (2011.0, 12.9),
    (2012.0, 16.2),
    (2013.0, 22.0),
    (2014.0, 26.1),
    (2015.0, 34.0),
    (2016.0, 39.2),
    (2017.0, 48.3),
    (2018.0, 54.5),
    (2019.0, 63.1),
];

/// A share that follows Fisher and Pry; both parameters are fitted, `other` is not.
pub fn shares() -> String {
    let values: Vec<String> = SHARES.iter().map(|(year, value)| format!("{year} = {value}")).collect();
    format!(
        r#"
[scenario]
title = "Shares"
[time]
start = 2010
end = 2025
known_until = 2019
[ensemble]
draws = 4096
[dimensions.country]
elements = ["poland", "france"]
[assumptions.start]
dims = ["country"]
distribution = {{ uniform = {{ low = 5, high = 20 }} }}
unit = "%"
elements = {{ france = 7 }}
source = "judgement"
[assumptions.pace]
value = 25
unit = "%/yr"
[assumptions.other]
distribution = {{ normal = {{ mean = 0, sd = 1 }} }}
unit = "1"
source = "judgement"
[fits.adoption]
variable = "share[poland]"
law = "fisher-pry"
parameters = {{ start = "start[poland]", rate = "pace" }}
[variables.share]
dims = ["country"]
equation = "fisher_pry(start, pace, time - 2010 yr)"
unit = "%"
[variables.share.history.poland]
element = "poland"
values = {{ {} }}
source = "seen"
[variables.first]
equation = "start[poland]"
unit = "%"
[variables.second]
equation = "pace"
unit = "%/yr"
[variables.third]
equation = "other"
unit = "1"
"#,
        values.join(", ")
    )
    .replace("france = 7", "france = { value = 7 }")
}

pub fn try_load(files: &[(&str, &str)], options: &Options) -> Result<(Model, Vec<Diagnostic>), Diagnostics> {
    let folder = Folder::new(files);
    read(&folder.main, options).and_then(|(scenario, _)| model_of(scenario))
}

pub fn load(text: &str, options: &Options) -> (Model, Vec<Diagnostic>) {
    try_load(&[("case.toml", text)], options).unwrap_or_else(|problems| panic!("{problems}"))
}

pub fn known_until(year: f64) -> Options {
    Options { known_until: Some(year), ..Options::default() }
}

#[track_caller]
pub fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}

/// Intercept and slope of a straight line by ordinary least squares, their standard errors, and their correlation.
pub struct Line {
    pub intercept: f64,
    pub slope: f64,
    pub errors: [f64; 2],
    pub correlation: f64,
}

pub fn line(points: &[(f64, f64)]) -> Line {
    let n = points.len() as f64;
    let (mx, my) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let sxx: f64 = points.iter().map(|p| (p.0 - mx).powi(2)).sum();
    let slope = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / sxx;
    let intercept = my - slope * mx;
    let rest: f64 = points.iter().map(|p| (p.1 - intercept - slope * p.0).powi(2)).sum();
    let s = (rest / (n - 2.0)).sqrt();
    Line {
        intercept,
        slope,
        errors: [s * (1.0 / n + mx * mx / sxx).sqrt(), s / sxx.sqrt()],
        correlation: -mx / (sxx / n + mx * mx).sqrt(),
    }
}

/// The line through the logits of the shares of the first years.
pub fn textbook(count: usize) -> Line {
    let logit = |(year, value): &(f64, f64)| (year - 2010.0, (value / (100.0 - value)).ln());
    line(&SHARES[..count].iter().map(logit).collect::<Vec<_>>())
}

/// A stock of millions of pumps on its way to 100 million: rate 0.5 a year, half of it in 2015.
pub fn truth(year: f64) -> f64 {
    100.0 / (1.0 + (-0.5 * (year - 2015.0)).exp())
}

pub fn stock(law: &str) -> String {
    // A noise of one part in a million that sums up to nothing.
    let noisy = |year: i32| truth(f64::from(year)) * (1.0 + 1e-6 * f64::from([1, -1, -1, 1][(year % 4) as usize]));
    let values: Vec<String> = (2005..=2024).map(|year| format!("{year} = {}", noisy(year))).collect();
    format!(
        r#"
[scenario]
title = "Stock"
[time]
start = 2005
end = 2030
[ensemble]
draws = 256
[units]
pump = "base"
[assumptions.ceiling]
value = 50_000
unit = "k pump"
source = "judgement"
[assumptions.pace]
distribution = {{ uniform = {{ low = 0.1, high = 1 }} }}
unit = "1/yr"
source = "judgement"
[assumptions.middle]
value = 2020
unit = "yr"
source = "judgement"
[fits.growth]
variable = "stock"
{law}
[variables.stock]
equation = "logistic(ceiling, pace, middle, time)"
unit = "mn pump"
[variables.stock.history.seen]
values = {{ {} }}
source = "seen"
"#,
        values.join(", ")
    )
}

pub const LOGISTIC: &str = "law = \"logistic\"\nerror = \"log\"\nparameters = { capacity = \"ceiling\", rate = \"pace\", midpoint = \"middle\" }";
