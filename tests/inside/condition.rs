//! Ensembles conditioned on history: closed forms, an independent long Markov chain, and what cannot be.

use std::sync::atomic::{AtomicU64, Ordering};

use super::pipeline;
use super::support::Folder;
use catchup::analysis::compare::{CompareOptions, Compared, compare};
use catchup::analysis::model_of;
use catchup::analysis::{Outcome, RunError, RunOptions, project};
use catchup::diagnostic::Diagnostics;
use catchup::engine::Progress;
use catchup::parallel;
use catchup::projection::{Conditioning, Level, Series};
use catchup::scenario::merged::Merged;
use catchup::scenario::options::Options;

/// A constant `x` with a normal prior, seen three times.
fn constant(sd: f64, method: &str, more: &str) -> String {
    format!(
        r#"
[scenario]
title = "Constant"
[time]
start = 2020
end = 2023
[ensemble]
draws = 4096
seed = 3
[assumptions.mu]
distribution = {{ normal = {{ mean = 0, sd = 1 }} }}
unit = "1"
source = "prior"
[assumptions.other]
distribution = {{ normal = {{ mean = 0, sd = 1 }} }}
unit = "1"
source = "prior"
[variables.x]
equation = "mu"
unit = "1"
milestones = [1]
[variables.x.targets.one]
year = 2023
at_least = 1
source = "a goal"
[variables.x.history.seen]
values = {{ 2020 = 1.2, 2021 = 0.8, 2022 = 1.0 }}
source = "seen"
[variables.unseen]
equation = "other"
unit = "1"
[condition]
method = "{method}"
[condition.on.x]
of = "x"
sd = {sd}
source = "judgement"
{more}
"#
    )
}

fn outcome(text: &str) -> Outcome {
    let options = RunOptions { colour: 0, keep_draws: true };
    project(&pipeline::model(text), &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn series<'a>(outcome: &'a Outcome, name: &str) -> &'a Series {
    let variable = outcome.projection.variables.iter().find(|variable| variable.name == name);
    &variable.expect("it is reported").series[0]
}

/// Standard deviations over draws, by time.
fn sd_of(series: &Series) -> &[f64] {
    series.sd.as_ref().expect("a run has deviations")
}

fn report(outcome: &Outcome) -> &Conditioning {
    outcome.projection.conditioning.as_ref().expect("a condition")
}

#[cfg(feature = "report")]
fn manifest() -> catchup::export::Manifest {
    catchup::export::Manifest {
        version: "0.0.0".to_owned(),
        scenarios: Vec::new(),
        reference: None,
        seed: 0,
        draws: 0,
        sampler: String::new(),
        cpu: String::new(),
        threads: 1,
        times: Vec::new(),
        warnings: Vec::new(),
    }
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}

#[test]
fn shifts_name_their_element_and_the_most_moved_comes_first() {
    // A switch of two values that is moved little, but whose median jumps; and an element that is.
    let text = constant(0.5, "weights", "")
        .replace("equation = \"mu\"", "equation = \"mu + level[north] + 0.1 * switch\"")
        + r#"
[dimensions.place]
elements = ["south", "north"]
[dimensions.place.labels]
north = "The North"
[assumptions.level]
label = "Level of a place"
dims = ["place"]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "judgement"
[assumptions.switch]
distribution = { discrete = { values = [0, 1], weights = [0.501, 0.499] } }
unit = "1"
source = "judgement"
"#;
    let outcome = outcome(&text);
    let shifts = &report(&outcome).shifts;
    let north = shifts.iter().find(|shift| shift.selector == "level[north]").expect("it matters");
    assert_eq!(north.label, "Level of a place, The North");
    let last = shifts.last().expect("three of them");
    assert!(last.before.median < last.after.median, "the case is no case");
    assert_eq!(last.selector, "switch", "{shifts:?}");
}

#[test]
fn weights_and_moves_give_the_conjugate_posterior() {
    // Precision 1 + 3 / 0.25 = 13, mean (1.2 + 0.8 + 1.0) / 0.25 / 13 = 12 / 13, sd 1 / sqrt(13).
    let (mean, sd) = (12.0 / 13.0, 1.0 / 13.0_f64.sqrt());
    for (method, moved) in [("weights", false), ("moves", true)] {
        let outcome = outcome(&constant(0.5, method, ""));
        let found = series(&outcome, "x");
        let said = report(&outcome);
        assert_eq!((said.moved, said.observations), (moved, 3));
        // Five standard errors of as many independent draws as count, at least a quarter of all where they were moved.
        let draws = if moved { 1024.0 } else { said.effective };
        let error = 5.0 * sd / draws.sqrt();
        near(found.mean[3], mean, error);
        near(sd_of(found)[3], sd, error);
        near(found.quantile(Level::P05, 3), mean - 1.644_854 * sd, 2.0 * error);
        near(found.quantile(Level::P95, 3), mean + 1.644_854 * sd, 2.0 * error);
        // P(x >= 1) = 1 - Phi((1 - 12/13) sqrt(13)) = 1 - Phi(0.27735) = 0.390756.
        near(found.targets[0].probability, 0.390_756, 5.0 * 0.5 / draws.sqrt());
        near(found.milestones[0].never, 1.0 - found.targets[0].probability, 1e-9);
        let shift = &said.shifts[0];
        assert_eq!((shift.selector.as_str(), said.shifts.len()), ("mu", 1), "only what was observed depends on");
        near(shift.before.median, 0.0, 0.01);
        near(shift.after.mean, mean, error);
        // What does not depend on the observations stays as it was.
        let other = series(&outcome, "unseen");
        near(other.mean[3], 0.0, 5.0 / draws.sqrt());
        near(sd_of(other)[3], 1.0, 5.0 / draws.sqrt());
    }
}

#[test]
fn weights_never_reorder_draws() {
    let with = outcome(&constant(0.5, "weights", ""));
    let without = outcome(constant(0.5, "weights", "").split("[condition]").next().unwrap());
    let values = |outcome: &Outcome| outcome.ensemble.as_ref().unwrap().values.view().to_owned();
    assert_eq!(values(&with), values(&without));
    let shares = with.weights.shares().expect("weights");
    near(shares.iter().sum(), 1.0, 1e-12);
}

#[test]
fn where_weights_would_tell_of_too_few_draws_are_moved() {
    // With sd 0.01 the posterior is 1 +- 0.00577: of 4096 draws from the prior only some ten are near.
    let outcome = outcome(&constant(0.01, "auto", ""));
    let said = report(&outcome);
    assert!(said.moved && said.effective < 100.0 && said.powers.len() > 2, "{said:?}");
    assert_eq!(said.powers.last(), Some(&1.0));
    let (mean, sd) = (3.0 / 0.0001 / (1.0 + 3.0 / 0.0001), 1.0 / (1.0 + 3.0 / 0.0001_f64).sqrt());
    let found = series(&outcome, "x");
    near(found.mean[3], mean, 5.0 * sd / 32.0);
    near(sd_of(found)[3], sd, 5.0 * sd / 32.0);
}

#[test]
fn tempering_counts_the_data_less() {
    // With half the likelihood the precision is 1 + 6.
    let outcome = outcome(&constant(0.5, "weights", "").replace("method =", "temper = 0.5\nmethod ="));
    near(series(&outcome, "x").mean[3], 6.0 / 7.0, 0.03);
    near(sd_of(series(&outcome, "x"))[3], 1.0 / 7.0_f64.sqrt(), 0.03);
}

#[test]
fn noise_is_moved_too() {
    // A random walk seen with error: the posterior is that of a Gaussian process with covariance min(s, t), by NumPy.
    let text = r#"
[scenario]
title = "Walk"
[time]
start = 2020
end = 2024
[ensemble]
draws = 8192
[variables.x]
stock = { initial = "0", inflow = "normal(0, 1) / 1 yr" }
unit = "1"
[variables.x.history.seen]
values = { 2021 = 0.9, 2022 = 1.7, 2023 = 1.1 }
source = "seen"
[condition]
method = "moves"
[condition.on.x]
of = "x"
sd = 0.5
source = "judgement"
"#;
    let outcome = outcome(text);
    let found = series(&outcome, "x");
    let expected = [(0.844_970, 0.414_243), (1.469_822, 0.421_325), (1.173_964, 0.455_083), (1.173_964, 1.098_681)];
    for (point, (mean, sd)) in expected.into_iter().enumerate() {
        near(found.mean[point + 1], mean, 5.0 * sd / 2000.0_f64.sqrt());
        near(sd_of(found)[point + 1], sd, 5.0 * sd / 2000.0_f64.sqrt());
    }
}

/// A random walk with a drift, seen in 25 of 30 years with a fifth of the error of its own steps.
fn noisy_years(seed: u64, draws: u64) -> String {
    let seen = [
        0.42, 0.15, 0.88, 1.71, 1.36, 1.90, 2.83, 2.41, 2.55, 3.62, 4.10, 3.77, 4.49, 5.36, 5.02, 4.71, 5.58, 6.37,
        6.90, 6.44, 7.21, 8.02, 7.66, 8.35, 9.14,
    ];
    let years: Vec<String> = (2001..).zip(seen).map(|(year, value): (i32, f64)| format!("{year} = {value}")).collect();
    format!(
        r#"
[scenario]
title = "Noisy years"
[time]
start = 2000
end = 2030
[ensemble]
draws = {draws}
seed = {seed}
[assumptions.drift]
distribution = {{ normal = {{ mean = 0.3, sd = 0.2 }} }}
unit = "1/yr"
source = "prior"
[variables.x]
stock = {{ initial = "0", inflow = "drift + normal(0, 0.5) / 1 yr" }}
unit = "1"
[variables.x.history.seen]
values = {{ {} }}
source = "seen"
[condition.on.x]
of = "x"
sd = 0.1
source = "judgement"
"#,
        years.join(", ")
    )
}

#[test]
fn many_closely_observed_noisy_years_have_their_posterior() {
    // A Gaussian process with mean 0.3 t and covariance 0.04 s t + 0.25 min(s, t), seen with sd 0.1: by NumPy.
    let expected = [
        (1, 0.395_788, 0.096_291),
        (5, 1.391_905, 0.096_357),
        (13, 4.495_312, 0.096_357),
        (20, 6.484_301, 0.096_357),
        (25, 9.123_324, 0.098_189),
        (26, 9.475_270, 0.517_946),
        (30, 10.883_056, 1.209_534),
    ];
    let outcome = outcome(&noisy_years(1, 4096));
    let (said, found) = (report(&outcome), series(&outcome, "x"));
    assert!(said.moved && said.accepted > 0.5, "{said:?}");
    // Five standard errors of half as many independent draws.
    let error = |sd: f64| 5.0 * sd / 2048.0_f64.sqrt();
    for (point, mean, sd) in expected {
        near(found.mean[point], mean, error(sd));
        near(sd_of(found)[point], sd, error(sd));
    }
    let drift = said.shifts[0].after;
    near(drift.mean, 0.351_946, error(0.089_498));
    near(drift.low, 0.351_946 - 1.644_854 * 0.089_498, 2.0 * error(0.089_498));
    near(drift.high, 0.351_946 + 1.644_854 * 0.089_498, 2.0 * error(0.089_498));
}

#[test]
fn few_draws_have_the_posterior_too_and_take_no_more_stages_than_many() {
    // As many draws in all as make five standard errors of the mean a third of the standard deviation.
    let (mean, sd) = (0.351_946, 0.089_498);
    let runs: Vec<Outcome> = (1..=12).map(|seed| outcome(&noisy_years(seed, 20))).collect();
    let drifts: Vec<f64> = runs.iter().map(|run| report(run).shifts[0].after.mean).collect();
    let found = drifts.iter().sum::<f64>() / drifts.len() as f64;
    near(found, mean, 5.0 * sd / 240.0_f64.sqrt());
    let many = report(&outcome(&noisy_years(1, 1000))).powers.len();
    for run in &runs {
        let said = report(run);
        assert!(said.moved && said.draws == 20 && said.worth <= 20.0, "{said:?}");
        assert!(said.powers.len().abs_diff(many) <= 1, "{} and {many}", said.powers.len());
        assert_eq!(run.ensemble.as_ref().expect("kept").values.view().dim().2, 20);
    }
}

#[test]
fn few_draws_are_taken_out_of_many_that_tell_enough_by_weight() {
    // Of 20 draws 5 count, of 1000 some 250: none need be moved. The posterior is that of the conjugate case.
    let (mean, sd) = (12.0 / 13.0, 1.0 / 13.0_f64.sqrt());
    let seeds: Vec<u64> = (1..=30).collect();
    let found = parallel::map(&seeds, |seed| {
        let text = constant(0.5, "moves", "").replace("seed = 3", &format!("seed = {seed}")).replace("4096", "20");
        let outcome = outcome(&text);
        let said = report(&outcome);
        assert_eq!((said.powers.as_slice(), said.accepted), (&[1.0][..], 0.0));
        assert!((15.0..20.0).contains(&said.worth), "{said:?}");
        (said.shifts[0].after.mean, sd_of(series(&outcome, "x"))[3].powi(2))
    });
    let means = found.iter().map(|(mean, _)| mean).sum::<f64>() / 30.0;
    let variances = found.iter().map(|(_, variance)| variance).sum::<f64>() / 30.0;
    near(means, mean, 5.0 * sd / 500.0_f64.sqrt());
    near(variances.sqrt(), sd, 5.0 * sd / 800.0_f64.sqrt());
}

#[test]
fn draws_are_worth_what_their_means_scatter_over_seeds() {
    // (scenario by seed, standard deviation of the posterior mean's quantity)
    type Case = (fn(u64) -> String, f64);
    let cases: [Case; 2] = [
        (
            |seed| constant(0.02, "moves", "").replace("seed = 3", &format!("seed = {seed}")).replace("4096", "1000"),
            1.0 / 7501.0_f64.sqrt(),
        ),
        (|seed| noisy_years(seed, 1000), 0.089_498),
    ];
    for (text, sd) in cases {
        let seeds: Vec<u64> = (1..=40).collect();
        let found = parallel::map(&seeds, |seed| {
            let outcome = outcome(&text(*seed));
            let said = report(&outcome);
            (said.shifts[0].after.mean, said.worth, said.is_poor())
        });
        let mean = found.iter().map(|(mean, ..)| mean).sum::<f64>() / 40.0;
        let scatter = (found.iter().map(|(value, ..)| (value - mean).powi(2)).sum::<f64>() / 39.0).sqrt();
        let worth = found.iter().map(|(_, worth, _)| worth).sum::<f64>() / 40.0;
        // A standard deviation of 40 seeds is known to a quarter; what is said, and what is said is no greater than what is true.
        assert!(worth < 1.6 * (sd / scatter).powi(2), "{worth}: {scatter} of {sd}");
        assert!(worth > 0.5 * (sd / scatter).powi(2), "{worth}: {scatter} of {sd}");
        assert!(found.iter().all(|(.., poor)| !poor));
    }
}

#[test]
fn uniform_noise_is_moved_within_its_bounds() {
    // N(0.7, 0.1) cut off at 0 and 1, by SciPy's truncnorm; the year after is as it was.
    let text = r#"
[scenario]
title = "Uniform"
[time]
start = 2020
end = 2022
[ensemble]
draws = 4096
[variables.x]
equation = "uniform(0, 1)"
unit = "1"
[variables.x.history.seen]
values = { 2021 = 0.7 }
source = "seen"
[condition]
method = "moves"
[condition.on.x]
of = "x"
sd = 0.1
source = "judgement"
"#;
    let outcome = outcome(text);
    let found = series(&outcome, "x");
    let free = 1.0 / 12.0_f64.sqrt();
    for (point, mean, sd) in [(0, 0.5, free), (1, 0.699_556, 0.099_331), (2, 0.5, free)] {
        near(found.mean[point], mean, 5.0 * sd / 2048.0_f64.sqrt());
        near(sd_of(found)[point], sd, 5.0 * sd / 2048.0_f64.sqrt());
    }
    assert!(found.quantile(Level::P95, 1) < 1.0);
}

#[test]
fn what_moves_need_counts_in_the_budget_of_memory() {
    let run = |memory: &str| {
        let text = noisy_years(1, 1000).replace("draws = 1000", &format!("draws = 1000\nmemory = \"{memory}\""));
        project(&pipeline::model(&text), &RunOptions { colour: 0, keep_draws: false }, &|_| {})
    };
    // Five tables of 28 numbers for each draw, the drift and noise of the steps up to the last observation and the one
    // after it: 1 120 000 bytes.
    let Err(RunError::Moves { draws, numbers, needed, .. }) = run("1.1 MB") else { panic!("it does not fit") };
    assert_eq!((draws, numbers, needed), (1000, 28, 1_120_000));
    let said = run("1.1 MB").expect_err("as before").to_string();
    assert!(said.contains("takes 1.1 MiB, more than the budget of 1.0 MiB; ask for fewer draws"), "{said}");
    // Likelihoods are computed for some draws after another, and nothing changes.
    let values = |outcome: &Outcome| (series(outcome, "x").mean.clone(), series(outcome, "x").quantiles.clone());
    assert_eq!(values(&run("1.2 MB").unwrap()), values(&run("1 GiB").unwrap()));
}

#[test]
fn a_nonlinear_model_agrees_with_a_long_markov_chain() {
    // Two million steps of a random-walk Metropolis chain in NumPy on the same model; its standard errors are 0.08 for k,
    // 0.0001 for r, 0.003 for m and 0.03 for x.
    let text = r#"
[scenario]
title = "Logistic"
[time]
start = 2020
end = 2030
[ensemble]
draws = 8192
[assumptions.k]
distribution = { uniform = { low = 50, high = 150 } }
unit = "1"
source = "prior"
[assumptions.r]
distribution = { uniform = { low = 0.1, high = 1 } }
unit = "1/yr"
source = "prior"
[assumptions.m]
distribution = { normal = { mean = 8, sd = 2 } }
unit = "yr"
source = "prior"
[variables.x]
equation = "k / (1 + exp(-r * (time - starttime - m)))"
unit = "1"
[variables.x.history.seen]
values = { 2020 = 3.1, 2021 = 4.6, 2022 = 7.2, 2023 = 10.1, 2024 = 15.3, 2025 = 21.0, 2026 = 29.5 }
source = "seen"
[condition.on.x]
of = "x"
error = "lognormal"
sd = 0.1
source = "judgement"
"#;
    let outcome = outcome(text);
    let said = report(&outcome);
    assert!(said.moved, "{said:?}");
    let shift = |name: &str| said.shifts.iter().find(|shift| shift.selector == name).expect("it matters").after;
    // Five standard errors of a thousand independent draws.
    let error = |sd: f64| 5.0 * sd / 1000.0_f64.sqrt();
    for (name, mean, sd, [low, median, high]) in [
        ("k", 101.241, 26.693, [58.733, 100.769, 144.160]),
        ("r", 0.431_537, 0.028_454, [0.388_452, 0.429_484, 0.481_642]),
        ("m", 7.970_51, 0.982_46, [6.202_68, 8.073_53, 9.395_06]),
    ] {
        let found = shift(name);
        near(found.mean, mean, error(sd));
        near(found.low, low, 2.0 * error(sd));
        near(found.median, median, 2.0 * error(sd));
        near(found.high, high, 2.0 * error(sd));
    }
    let x = series(&outcome, "x");
    near(x.mean[10], 68.6646, error(11.0244));
    near(sd_of(x)[10], 11.0244, error(11.0244));
}

#[test]
fn results_are_the_same_on_any_number_of_threads() {
    let text = constant(0.01, "moves", "").replace("draws = 4096", "draws = 1000");
    let on = |threads: usize| parallel::within(threads, || outcome(&text).ensemble.unwrap().values.view().to_owned());
    assert_eq!(on(1), on(3));
}

#[test]
fn a_comparison_gives_all_scenarios_the_weights_of_the_reference() {
    for method in ["weights", "moves"] {
        let double = "extends = \"base.toml\"\n[scenario]\ntitle = \"Double\"\n[variables.x]\nequation = \"2 * mu\"\n";
        let base = constant(0.5, method, "[criteria.x]\nof = \"x@2023\"\nbetter = \"high\"\n");
        let folder = Folder::new(&[("base.toml", &base), ("double.toml", double)]);
        let options = Options::default();
        let files: Vec<Compared> = ["base.toml", "double.toml"]
            .iter()
            .map(|name| {
                let mut found = Diagnostics::new();
                let merged = Merged::load(&folder.main.with_file_name(name), &mut found).unwrap();
                let model =
                    model_of(merged.scenario(&options, &mut found)).unwrap_or_else(|problems| panic!("{problems}")).0;
                Compared { merged, model }
            })
            .collect();
        let how = CompareOptions {
            reference: 0,
            options: &options,
            attribute: true,
            attribution_draws: Some(4096),
            groups: &[],
            worlds: &[],
        };
        let found = compare(&files.iter().collect::<Vec<_>>(), how, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        // 2 mu - mu under the posterior of the reference.
        let gap = found.differences[1].iter().find(|gap| gap.variable == 0).expect("both report x");
        near(gap.mean[3], 12.0 / 13.0, 0.05);
        near(found.criteria[0].differences[1].mean, gap.mean[3], 1e-9);
        near(found.attributions[0].parts[0].summary.mean, gap.mean[3], 1e-9);
        assert!(found.notes.iter().any(|note| note.contains("3 observations")), "{:?}", found.notes);
        #[cfg(feature = "report")]
        pictures_and_page_say_so(&found);
    }
}

#[cfg(feature = "report")]
fn pictures_and_page_say_so(found: &catchup::projection::Comparison) {
    let pictures = catchup::charts::comparison_pictures(found).expect("drawn");
    assert!(!pictures.is_empty());
    for picture in &pictures {
        assert!(picture.svg.contains("agreeing with 3 observations"), "{}", picture.name);
    }
    let page = catchup::report::compare_page(found, &pictures, &manifest(), None);
    assert!(page.contains("agreeing with 3 observations"));
    assert!(page.contains("Draws agree with history: 3 observations"));
}

#[test]
fn what_is_wrong_with_a_condition_is_said_where_it_stands() {
    let good = constant(0.5, "weights", "");
    for (from, to, code) in [
        ("of = \"x\"", "of = \"y\"", "unknown-name"),
        ("of = \"x\"", "of = \"x@2020\"", "bad-selector"),
        ("of = \"x\"", "of = \"unseen\"", "nothing-observed"),
        ("of = \"x\"", "of = \"x\"\nfrom = 2023", "nothing-observed"),
        ("of = \"x\"", "of = \"x\"\nerror = \"logit\"", "bad-value"),
        ("2021 = 0.8", "2021 = -0.8 }\nuse = \"compare\"\n#", "bad-value"),
        ("sd = 0.5", "sd = 0", "bad-value"),
        ("method =", "temper = 2\nmethod =", "bad-value"),
        ("method =", "method = \"guess\"\n#", "bad-value"),
        ("source = \"judgement\"", "", "missing-source"),
    ] {
        let mut text = good.replacen(from, to, 1);
        if to.contains("-0.8") {
            text = text.replace("of = \"x\"", "of = \"x\"\nerror = \"lognormal\"");
        }
        let found = pipeline::problems(&text);
        assert!(found.as_slice().iter().any(|problem| problem.code == code), "{to}: {found}");
    }
}

#[test]
fn a_history_that_no_draw_can_have_is_an_error_of_the_run() {
    let text = constant(0.5, "auto", "")
        .replace("of = \"x\"", "of = \"x\"\nerror = \"lognormal\"")
        .replace("\"mu\"", "\"-1 - mu * mu\"");
    let options = RunOptions { colour: 0, keep_draws: false };
    let result = project(&pipeline::model(&text), &options, &|_| {});
    assert!(matches!(result, Err(RunError::Impossible)), "{:?}", result.map(|_| ()));
}

/// Counts draws, and stops from the beginning if it is to.
struct Follower {
    stop: bool,
    done: AtomicU64,
}

impl Progress for Follower {
    fn done(&self, draws: u64) {
        self.done.fetch_add(draws, Ordering::SeqCst);
    }

    fn stopped(&self) -> bool {
        self.stop
    }
}

#[test]
fn draws_of_likelihoods_are_not_counted_and_can_be_stopped() {
    let model = pipeline::model(&constant(0.5, "moves", ""));
    let options = RunOptions { colour: 0, keep_draws: false };
    let follow = |stop: bool| {
        let follower = Follower { stop, done: AtomicU64::new(0) };
        let result = project(&model, &options, &follower).map(|_| ());
        (result, follower.done.into_inner())
    };
    let (finished, done) = follow(false);
    assert!(finished.is_ok(), "{finished:?}");
    // The draws of the run itself: the sampler has run many more.
    assert_eq!(done, 4096);
    let (stopped, done) = follow(true);
    assert!(matches!(stopped, Err(RunError::Cancelled)), "{stopped:?}");
    assert_eq!(done, 0);
}

#[test]
fn posteriors_far_from_the_prior_are_the_closed_form() {
    // N(0, 1) seen three times at 50 with sd .05: precision 1 + 3/.0025, mean (3/.0025) 50 / precision. Uniform numbers end at 8.2.
    let text =
        constant(0.05, "moves", "").replace("2020 = 1.2, 2021 = 0.8, 2022 = 1.0", "2020 = 50, 2021 = 50, 2022 = 50");
    let outcome = outcome(&text);
    let precision: f64 = 1.0 + 3.0 / 0.0025;
    let x = series(&outcome, "x");
    near(x.mean[3], 50.0 * (3.0 / 0.0025) / precision, 0.003);
    near(sd_of(x)[3], precision.recip().sqrt(), 0.003);
    assert!(report(&outcome).apart.is_empty(), "{:?}", report(&outcome).apart);
}

/// Priors whose posterior is a closed form far beyond the score 8.5 at which their quantiles were cut: `x` seen three times
/// at one place, its error normal or that of the logit.
///
/// An exponential prior of scale 1 times a normal likelihood around y with variance v is normal around y - v. A beta prior
/// far below its range has the density x^(a - 1), which is e^(a l) of the logit l: normal around l + a v.
#[test]
fn posteriors_far_in_the_tails_of_gamma_and_beta_are_the_closed_forms() {
    let seen = |at: &str, sd: f64, prior: &str, error: &str| {
        let text = constant(sd, "moves", error)
            .replacen("normal = { mean = 0, sd = 1 }", prior, 1)
            .replace("2020 = 1.2, 2021 = 0.8, 2022 = 1.0", &format!("2020 = {at}, 2021 = {at}, 2022 = {at}"));
        outcome(&text)
    };
    // 1 in e^60 of the prior lies beyond 60: a score of 10.7.
    let exponential = seen("60", 3_f64.sqrt() * 0.5, "gamma = { shape = 1, scale = 1 }", "");
    let x = series(&exponential, "x");
    near(x.mean[3], 59.75, 0.05);
    near(sd_of(x)[3], 0.5, 0.03);
    assert!(report(&exponential).apart.is_empty(), "{:?}", report(&exponential).apart);
    // 36 x^2 of the prior lies below x: 4e-23, a score of -9.8.
    let beta = seen("1e-12", 3_f64.sqrt() * 0.5, "beta = { alpha = 2, beta = 8 }", "error = \"logit\"");
    let x = series(&beta, "x");
    let (logit, sd) = (1e-12_f64.ln() + 2.0 * 0.25, 0.5);
    near(x.quantiles[Level::P50][3].ln(), logit, 0.05);
    let spread = x.quantiles[Level::P95][3].ln() - x.quantiles[Level::P05][3].ln();
    near(spread / (2.0 * 1.6449), sd, 0.03);
    assert!(report(&beta).apart.is_empty(), "{:?}", report(&beta).apart);
}

#[test]
fn observations_that_no_draw_comes_near_are_named() {
    let uniform =
        constant(0.05, "moves", "").replace("normal = { mean = 0, sd = 1 }", "uniform = { low = 0, high = 1 }");
    let beyond = uniform.replace("2022 = 1.0", "2022 = 2.0");
    let found = outcome(&beyond);
    let apart = &report(&found).apart;
    assert_eq!(apart.len(), 1);
    assert_eq!((apart[0].selector.as_str(), apart[0].time, apart[0].observed), ("x", 2022.0, 2.0));
    // The mean of what is seen, 1.33, is beyond all draws: they stand at 1, 20 standard deviations from 2.
    near(apart[0].distance, 20.0, 0.5);
    // By weights too: those that count most are nearest.
    let weighted = outcome(&beyond.replace("\"moves\"", "\"weights\""));
    near(report(&weighted).apart[0].distance, 20.0, 0.5);
}
