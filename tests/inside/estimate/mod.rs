//! Assumptions estimated from history, against closed forms and textbook formulas.

mod errors;
mod files;
mod origin;
mod volumes;

use super::estimates::{LOGISTIC, SHARES, known_until, load, near, shares, stock, textbook, truth, try_load};
use super::pipeline::{correlation, draws_of, mean, sd};
use catchup::analysis::backtest;
use catchup::model::Model;
use catchup::scenario::options::Options;
use catchup::scenario::{Estimated, ParameterEstimate, Worth};

fn only(model: &Model) -> &Estimated {
    let [one] = model.header.estimated.as_slice() else { panic!("{:?}", model.header.estimated) };
    one
}

fn parameters(model: &Model) -> &[ParameterEstimate] {
    only(model).outcome.as_ref().unwrap_or_else(|reason| panic!("{reason}"))
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
        .map(|model| model.assumptions.iter().map(|assumption| assumption.streams.clone()).collect::<Vec<_>>());
    assert!(dimensions[0] == dimensions[1] && dimensions[1] == dimensions[2]);
    assert!(models[2].header.estimated.is_empty());
}

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
                .assumptions
                .iter()
                .map(|a| a.declared.value.worth.as_ref().map(ToString::to_string))
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
        matches!(model.assumptions[0].declared.value.worth, Some(Worth::Value(ref value)) if value.value == 50_000.0)
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
        assert_eq!((warning.code.as_str(), warning.labels[0].span.text()), ("not-fitted", "growth"));
        for part in ["`growth`", &format!("known until {until}"), reason, "`ceiling`, `pace`, `middle` keep"] {
            assert!(warning.message.contains(part), "{part}: {}", warning.message);
        }
        assert!(only(&model).outcome.as_ref().is_err_and(|said| said.contains(reason)));
        let said: Vec<&str> = model.assumptions.iter().map(|one| one.declared.value.source.as_str()).collect();
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
