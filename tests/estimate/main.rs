//! Assumptions estimated from history, against closed forms and textbook formulas.

mod commands;
mod files;
#[path = "../support/pipeline.rs"]
mod pipeline;
#[path = "../support/mod.rs"]
mod support;

use catchup::analysis::{backtest, checked};
use catchup::diagnostic::{Diagnostic, Diagnostics};
use catchup::model::Model;
use catchup::scenario::options::Options;
use catchup::scenario::read::read;
use catchup::scenario::{Estimated, ParameterEstimate, Worth};
use pipeline::{correlation, draws_of, mean, sd};
use support::Folder;

/// Shares in per cent, 2010 to 2019: near the logistic with logit(0.1) in 2010 and 0.3 a year, off by what a hand would do.
const SHARES: [(f64, f64); 10] = [
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
fn shares() -> String {
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

fn try_load(files: &[(&str, &str)], options: &Options) -> Result<(Model, Vec<Diagnostic>), Diagnostics> {
    let folder = Folder::new(files);
    read(&folder.main, options).and_then(|(scenario, _)| checked(scenario))
}

fn load(text: &str, options: &Options) -> (Model, Vec<Diagnostic>) {
    try_load(&[("case.toml", text)], options).unwrap_or_else(|problems| panic!("{problems}"))
}

fn known_until(year: f64) -> Options {
    Options { known_until: Some(year), ..Options::default() }
}

fn only(model: &Model) -> &Estimated {
    let [one] = model.scenario.estimated.as_slice() else { panic!("{:?}", model.scenario.estimated) };
    one
}

fn parameters(model: &Model) -> &[ParameterEstimate] {
    only(model).outcome.as_ref().unwrap_or_else(|reason| panic!("{reason}"))
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}

/// Intercept and slope of a straight line by ordinary least squares, their standard errors, and their correlation.
struct Line {
    intercept: f64,
    slope: f64,
    errors: [f64; 2],
    correlation: f64,
}

fn line(points: &[(f64, f64)]) -> Line {
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
fn textbook(count: usize) -> Line {
    let logit = |(year, value): &(f64, f64)| (year - 2010.0, (value / (100.0 - value)).ln());
    line(&SHARES[..count].iter().map(logit).collect::<Vec<_>>())
}

#[test]
fn estimates_are_those_of_a_line_through_logits_of_what_is_known() {
    for (until, count) in [(2014.0, 5), (2017.0, 8), (2019.0, 10)] {
        let (model, warnings) = load(&shares(), &known_until(until));
        assert!(warnings.is_empty(), "{warnings:?}");
        let (fit, expected) = (only(&model), textbook(count));
        assert_eq!((fit.known_until, fit.period, fit.values), (Some(until), Some((2010.0, until)), count));
        let [start, rate] = parameters(&model) else { panic!("two parameters") };
        let share = 1.0 / (1.0 + (-expected.intercept).exp());
        // Estimates in the units of the assumptions: per cent, and per cent a year.
        near(start.value, 100.0 * share, 1e-7);
        near(start.error.unwrap(), 100.0 * expected.errors[0] * share * (1.0 - share), 1e-7);
        near(rate.value, 100.0 * expected.slope, 1e-7);
        near(rate.error.unwrap(), 100.0 * expected.errors[1], 1e-7);
        // Rank correlation of a normal copula (Pearson 1907).
        let rank = 6.0 / std::f64::consts::PI * (expected.correlation / 2.0).asin();
        near(fit.correlations[0].2, rank, 1e-7);
    }
}

#[test]
fn draws_have_the_distribution_and_the_correlation_of_the_estimates() {
    let (model, _) = load(&shares(), &Options::default());
    let expected = textbook(SHARES.len());
    let of = |name: &str| draws_of(&model, name, 0)[0].clone();
    let logits: Vec<f64> = of("first").iter().map(|share| (share / (1.0 - share)).ln()).collect();
    let rates = of("second");
    near(mean(&rates), expected.slope, 1e-4);
    near(sd(&rates), expected.errors[1], 2e-4);
    near(mean(&logits), expected.intercept, 1e-3);
    // A metalog of three quantiles is logistic on this scale: of the same 90 % range, its deviation is
    // pi / sqrt(3) × 1.6449 / ln 19 times that of the normal.
    let wider = std::f64::consts::PI / 3_f64.sqrt() * 1.644_854 / 19_f64.ln();
    near(sd(&logits), expected.errors[0] * wider, 2e-3);
    near(correlation(&logits, &rates), expected.correlation, 0.02);
    // France keeps what the file says, and so does what is not fitted.
    assert!(draws_of(&model, "share", 1)[0].iter().all(|share| (share - 0.07).abs() < 1e-12));
    near(sd(&of("third")), 1.0, 0.01);
}

#[test]
fn scatter_around_the_law_is_a_parameter_too() {
    for (errors, unit, scale) in [("logit", "1", 1.0), ("level", "%", 100.0)] {
        let text = shares()
            .replace("rate = \"pace\" }", &format!("rate = \"pace\", residual = \"other\" }}\nerror = \"{errors}\""))
            .replace("sd = 1 } }\nunit = \"1\"", &format!("sd = 1 }} }}\nunit = \"{unit}\""))
            .replace("equation = \"other\"\nunit = \"1\"", &format!("equation = \"other\"\nunit = \"{unit}\""));
        let (model, _) = load(&text, &Options::default());
        let [start, rate, residual] = parameters(&model) else { panic!("two parameters and the scatter") };
        // The residual standard deviation from its definition, with n - 2 degrees of freedom.
        let rest: f64 = SHARES
            .iter()
            .map(|(year, value)| {
                let logit = (start.value / (100.0 - start.value)).ln() + rate.value / 100.0 * (year - 2010.0);
                let link = |share: f64| if errors == "logit" { (share / (1.0 - share)).ln() } else { share };
                (link(value / 100.0) - link(1.0 / (1.0 + (-logit).exp()))).powi(2)
            })
            .sum();
        let s = (rest / 8.0).sqrt();
        near(residual.value, s * scale, 1e-6 * s);
        near(residual.error.unwrap(), s * scale / 4.0, 1e-6 * s);
        // 8 s² / 17.5345 to 8 s² / 2.1797: quantiles of chi-squared with 8 degrees of freedom.
        near(residual.interval[0].unwrap(), s * scale * (8.0_f64 / 17.534_546).sqrt(), 1e-5 * s * scale);
        near(residual.interval[1].unwrap(), s * scale * (8.0_f64 / 2.179_731).sqrt(), 1e-5 * s * scale);
        let draws = draws_of(&model, "third", 0)[0].clone();
        let logs: Vec<f64> = draws.iter().map(|draw| draw.ln()).collect();
        near(mean(&logs), s.ln(), 1e-3);
        near(sd(&logs), 0.25, 2e-3);
    }
}

#[test]
fn random_numbers_stay_with_their_assumptions() {
    let without = format!("{}\n", shares().replace("[fits.adoption]", "[fits.adoption]\nenabled = false"));
    let models = [
        load(&shares(), &known_until(2014.0)).0,
        load(&shares(), &known_until(2019.0)).0,
        load(&without.replace("value = 25\nunit", "value = 25\nsource = \"judgement\"\nunit"), &Options::default()).0,
    ];
    let third = models.each_ref().map(|model| draws_of(model, "third", 0)[0].clone());
    assert!(third[0] == third[1] && third[1] == third[2]);
    // The first of a group is drawn by its own number: the order of its draws is the same, whatever its distribution.
    let order = models.each_ref().map(|model| {
        let draws = draws_of(model, "first", 0)[0].clone();
        let mut order: Vec<usize> = (0..draws.len()).collect();
        order.sort_by(|a, b| draws[*a].total_cmp(&draws[*b]));
        order
    });
    assert!(order[0] == order[1] && order[1] == order[2]);
    let dimensions = models
        .each_ref()
        .map(|model| model.assumptions.iter().map(|assumption| assumption.first_dimension).collect::<Vec<_>>());
    assert!(dimensions[0] == dimensions[1] && dimensions[1] == dimensions[2]);
    assert!(models[2].scenario.estimated.is_empty());
}

/// A stock of millions of pumps on its way to 100 million: rate 0.5 a year, half of it in 2015.
fn truth(year: f64) -> f64 {
    100.0 / (1.0 + (-0.5 * (year - 2015.0)).exp())
}

fn stock(law: &str) -> String {
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

const LOGISTIC: &str = "law = \"logistic\"\nerror = \"log\"\nparameters = { capacity = \"ceiling\", rate = \"pace\", midpoint = \"middle\" }";

#[test]
fn what_was_true_is_found_at_each_cut_off_and_projected() {
    for until in [2013.0, 2016.0, 2020.0] {
        let (model, warnings) = load(&stock(LOGISTIC), &known_until(until));
        assert!(warnings.is_empty(), "{warnings:?}");
        let [ceiling, pace, middle] = parameters(&model) else { panic!("three parameters") };
        near(ceiling.value, 100_000.0, 10.0);
        near(pace.value, 0.5, 1e-5);
        near(middle.value, 2015.0, 1e-3);
        assert!(ceiling.error.unwrap() < 20.0 && middle.error.unwrap() > 0.0);
        let found = backtest(&model, until, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.held.len(), (2024.0 - until) as usize);
        for held in &found.held {
            near(held.projected[1], truth(held.time), 1e-4 * truth(held.time));
        }
    }
}

#[test]
fn the_past_is_fitted_without_what_came_later() {
    // After 2016 everything is another story; what is fitted until 2016 does not hear of it.
    let broken = stock(LOGISTIC);
    let (head, tail) = broken.split_once("2017 = ").unwrap();
    let (_, end) = tail.split_once(" }\nsource = \"seen\"").unwrap();
    let broken = format!("{head}2017 = 1, 2018 = 90, 2019 = 3 }}\nsource = \"seen\"{end}");
    let texts = [stock(LOGISTIC), broken].map(|text| {
        let (model, _) = load(&text, &known_until(2016.0));
        format!(
            "{:?}",
            model
                .scenario
                .assumptions
                .iter()
                .map(|a| a.value.worth.as_ref().map(ToString::to_string))
                .collect::<Vec<_>>()
        )
    });
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn a_window_and_known_parameters_are_heeded() {
    let law = "law = \"logistic\"\nfrom = 2008\nuntil = 2012\nfix = { capacity = 100 }\n\
               parameters = { rate = \"pace\", midpoint = \"middle\" }";
    let (model, _) = load(&stock(law), &known_until(2020.0));
    assert_eq!((only(&model).period, only(&model).values), (Some((2008.0, 2012.0)), 5));
    let [capacity, pace, middle] = parameters(&model) else { panic!("three parameters") };
    assert_eq!((capacity.value, capacity.error, &capacity.assumption), (100.0, None, &None));
    assert_eq!(capacity.unit, "mn pump");
    near(pace.value, 0.5, 1e-5);
    near(middle.value, 2015.0, 1e-3);
    // What is not fitted keeps what the file says.
    assert!(
        matches!(model.scenario.assumptions[0].value.worth, Some(Worth::Value(ref value)) if value.value == 50_000.0)
    );
    let (early, _) = load(&stock(law), &known_until(2011.0));
    assert_eq!(only(&early).values, 4);
}

#[test]
fn where_data_do_not_suffice_the_file_holds_and_a_note_says_so() {
    // Before the bend a capacity is not identified; two values are too few for anything.
    for (until, reason) in [(2007.0, "at least 4 observations, there are 3"), (2004.0, "there are 0")] {
        let (model, warnings) = load(&stock(LOGISTIC), &known_until(until));
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert_eq!((warning.code, warning.labels[0].span.text()), ("not-fitted", "growth"));
        for part in ["`growth`", &format!("known until {until}"), reason, "`ceiling`, `pace`, `middle` keep"] {
            assert!(warning.message.contains(part), "{part}: {}", warning.message);
        }
        assert!(only(&model).outcome.as_ref().is_err_and(|said| said.contains(reason)));
        let said: Vec<&str> = model.scenario.assumptions.iter().map(|entry| entry.value.source.as_str()).collect();
        assert_eq!(said, ["judgement"; 3]);
        assert!(model.correlations.is_empty());
        assert_eq!(model.draws.len(), 1);
    }
    let noisy =
        stock("law = \"logistic\"\nuntil = 2010\nparameters = { rate = \"pace\" }").replace("2008 = ", "2008 = 1");
    let (model, warnings) = load(&noisy, &Options::default());
    assert!(
        warnings[0].message.contains("capacity of logistic is not identified; `pace` keeps"),
        "{}",
        warnings[0].message
    );
    assert!(only(&model).outcome.is_err());
}
