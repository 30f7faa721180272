//! Which assumptions drive a number: models whose indices and swings are known, from file to result.

use super::pipeline::{equations, model, scenario};
use catchup::analysis::sensitivity::Bootstrap;
use catchup::analysis::{Driver, Miss, Region, RunOptions, SensitivityOptions, discovery, project, sensitivity};
use catchup::diagnostic::{Diagnostic, Source, Span, Spanned};
use catchup::model::Model;
use catchup::model::{Quantity, quantity};

fn text(body: &str) -> String {
    scenario("start = 2020\nend = 2024", body)
}

fn assumption(name: &str, distribution: &str) -> String {
    format!("[assumptions.{name}]\ndistribution = {{ {distribution} }}\nunit = \"1\"\nsource = \"judgement\"\n")
}

fn find(model: &Model, selector: &str) -> Result<Quantity, Diagnostic> {
    let source = Source::new("--of", selector);
    quantity(model, &Spanned::new(selector.to_owned(), Span::new(&source, 0..selector.len())))
}

fn analyse(text: &str, selector: &str) -> Vec<Driver> {
    let model = model(text);
    let bootstrap = Bootstrap { replicates: 200, level: 0.99, seed: 1 };
    let options =
        SensitivityOptions { samples: 1 << 13, swing: true, sobol: true, ranking: true, trajectories: 50, bootstrap };
    let of = find(&model, selector).unwrap_or_else(|problem| panic!("{}", problem.message));
    sensitivity(&model, of, &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

#[test]
fn an_additive_model_has_known_indices_and_swings() {
    // In 2022, x = 3 a + 4 b in %: variances 9 and 16, quantiles of a uniform on (0, 1) at 0.05 and 0.95.
    let unit = "uniform = { low = 0, high = 1 }";
    let body = assumption("a", unit) + &assumption("b", unit) + &assumption("c", unit);
    let found = analyse(
        &text(&(body + &equations(&[("x", "(time - 2020 yr) / 2 yr * (3 * a + 4 * b)", "%"), ("y", "c", "1")]))),
        "x@2022",
    );
    let labels: Vec<&str> = found.iter().map(|driver| driver.label.as_str()).collect();
    assert_eq!(labels, ["b", "a"], "the greatest first, and not c, on which x does not depend");
    for (driver, (share, weight, other)) in found.iter().zip([(0.64, 400.0, 300.0), (0.36, 300.0, 400.0)]) {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
        assert_near(indices.total.estimate, share, 5e-3, "total index");
        assert_near(driver.ranking.expect("asked for"), share, 0.02, "ranking");
        let swing = driver.swing.expect("asked for");
        assert_near(swing.low, 0.05 * weight + 0.5 * other, 1e-9, "at 5 %");
        assert_near(swing.high, 0.95 * weight + 0.5 * other, 1e-9, "at 95 %");
        assert_near(swing.base, 350.0, 1e-9, "at all medians");
        // Moving a uniform on (0, 1) through its whole range moves x by its weight, wherever the others are.
        let effects = driver.effects.expect("asked for");
        assert_near(effects.mu_star, weight, 1e-9, "mean absolute effect");
        assert_near(effects.mu, weight, 1e-9, "mean effect");
        assert_near(effects.sigma, 0.0, 1e-9, "standard deviation of effects");
    }
}

#[test]
fn correlated_assumptions_are_one_factor_and_swing_alone() {
    // Standard normal a, b with a Pearson correlation of 1/2, that is a rank correlation of 6 / pi asin(1 / 4), and c with
    // variance 1: x = a + b + c has variance 4, of which a and b together make 3. Cov(x, a) = 1.5, so that a explains
    // 1.5^2 / 4 with what is correlated with it.
    let normal = "normal = { mean = 0, sd = 1 }";
    let rank = 6.0 / std::f64::consts::PI * 0.25_f64.asin();
    let body = assumption("a", normal)
        + &assumption("b", normal)
        + &assumption("c", normal)
        + &format!("[correlations.k]\nbetween = [\"a\", \"b\"]\nrank = {rank}\nsource = \"judgement\"\n");
    let found = analyse(&text(&(body + &equations(&[("x", "a + b + c", "1")]))), "x@2020");
    let get = |label: &str| found.iter().find(|driver| driver.label == label).expect(label);
    let (group, alone) = (get("a + b"), get("c"));
    assert_eq!(found[0].label, "a + b");
    for (driver, share) in [(group, 0.75), (alone, 0.25)] {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
    }
    assert!(get("a").indices.is_none() && group.swing.is_none());
    for label in ["a", "b"] {
        let swing = get(label).swing.expect("asked for");
        // The 95 % quantile of the standard normal distribution.
        assert_near(swing.high, 1.644_853_626_951_472_2, 1e-9, label);
        assert_near(swing.low, -1.644_853_626_951_472_2, 1e-9, label);
        assert_near(get(label).ranking.expect("asked for"), 0.5625, 0.02, label);
    }
    // A move is one by three of the quantiles (i + 1/2) / 8, i from 0 to 7, up, or by five down: of a standard normal by 2.61 to
    // 3.67 for all probability, 3.10 on average. One that took the other along would be half as far again.
    for label in ["a", "b", "c"] {
        let effects = get(label).effects.expect("asked for");
        assert!((2.75..3.39).contains(&effects.mu) && effects.mu == effects.mu_star, "{label} {effects:?}");
    }
}

#[test]
fn noise_is_one_factor() {
    // Variances 4 of a and 1 of the noise.
    let body = assumption("a", "normal = { mean = 0, sd = 2 }");
    let found = analyse(&text(&(body + &equations(&[("x", "a + normal(0, 1)", "1")]))), "x@2021");
    assert_eq!(found.iter().map(|driver| driver.label.as_str()).collect::<Vec<_>>(), ["a", "noise"]);
    for (driver, share) in found.iter().zip([0.8, 0.2]) {
        let indices = driver.indices.expect("asked for");
        assert!(indices.first.contains(share) && indices.total.contains(share), "{driver:?}");
    }
    // The same draws of the noise at both ends.
    let swing = found[0].swing.expect("asked for");
    assert_near(swing.high - swing.low, 4.0 * 1.644_853_626_951_472_2, 1e-9, "swing under noise");
    // The noise adds nothing to effects: moves of N(0, 2) are twice those of N(0, 1), with a standard deviation of 0.78.
    let effects = found[0].effects.expect("asked for");
    assert!((5.5..6.77).contains(&effects.mu_star) && effects.sigma < 0.9, "{effects:?}");
    assert!(found[1].effects.is_none());
}

#[test]
fn elements_are_named_and_shared_ones_once() {
    let unit = "distribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n";
    let body = format!(
        "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n\
         [assumptions.own]\ndims = [\"sector\"]\n{unit}[assumptions.common]\ndims = [\"sector\"]\nshared = true\n{unit}\
         [variables.x]\ndims = [\"sector\"]\nequation = \"2 * own + common\"\nunit = \"1\"\n\
         [variables.total]\nequation = \"sum(common, sector)\"\nunit = \"1\"\n"
    );
    let found = analyse(&text(&body), "x[tools]@2020");
    assert_eq!(found.iter().map(|driver| driver.label.as_str()).collect::<Vec<_>>(), ["own[tools]", "common"]);
    // Both elements of a shared assumption are one number: all of the variance, and a swing of 2 (0.95 - 0.05).
    let found = analyse(&text(&body), "total@2020");
    assert_eq!(found.len(), 1, "{found:?}");
    let (indices, swing) = (found[0].indices.expect("asked for"), found[0].swing.expect("asked for"));
    assert_near(indices.first.estimate, 1.0, 5e-3, "first-order index");
    assert_near(swing.high - swing.low, 1.8, 1e-9, "swing");
}

#[test]
fn a_number_without_uncertainty_has_no_drivers() {
    assert_eq!(analyse(&text(&equations(&[("x", "2", "1")])), "x@2020"), []);
}

#[test]
fn selectors_that_point_at_nothing() {
    let body = "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n\
                [variables.share]\ndims = [\"sector\"]\nequation = \"1\"\nunit = \"1\"\n";
    let model = model(&text(body));
    for (selector, at, message) in [
        ("shore[robots]@2020", "shore", "there is no variable `shore`"),
        ("share[robot]@2020", "robot", "the dimension `sector` has no element `robot`"),
        ("share@2020", "share", "`share` needs one element for each of sector"),
        ("share[robots, tools]@2020", "share", "`share` needs one element for each of sector"),
        ("share[robots]", "share[robots]", "a year is missing"),
        ("share[robots]@2025", "2025", "2025 is not on the time axis"),
        ("share[robots]@2019", "2019", "2019 is not on the time axis"),
        ("share[robots]@2020.5", "2020.5", "2020.5 is not on the time axis"),
    ] {
        let found = find(&model, selector).expect_err(selector);
        assert_eq!((found.labels[0].span.text(), found.message.as_str()), (at, message), "{selector}");
    }
    let expected = Quantity { variable: 0, element: 1, point: 4 };
    assert_eq!(find(&model, "Share[Tools]@2024").expect("is there"), expected);
}

/// What of `y` = 10 a + b, a being 1 in a share of the worlds and b uniform, `discover` finds: the drivers and the region of
/// y > 5, which is exactly a = 1.
fn of_a_switch(share: f64) -> (Vec<Driver>, Region) {
    let weights = format!("discrete = {{ values = [0, 1], weights = [{}, {share}] }}", 1.0 - share);
    let body = assumption("a", &weights)
        + "levels = { 0 = \"open\", 1 = \"controls\" }\n"
        + &assumption("b", "uniform = { low = 0, high = 1 }");
    let text = text(&(body + &equations(&[("y", "10 * a + b", "1")])));
    let model = model(&text);
    let of = find(&model, "y@2022").unwrap_or_else(|problem| panic!("{}", problem.message));
    let miss = Miss { bound: 5.0, below: false, target: String::new() };
    let found = discovery(&model, of, &miss, 4096, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    (analyse(&text, "y@2022"), found.region.expect("some miss"))
}

#[test]
fn a_switch_is_found_whether_rare_or_common() {
    for share in [0.01, 0.03, 0.1, 0.3, 0.5] {
        let (drivers, region) = of_a_switch(share);
        let [limits] = region.limits.as_slice() else { panic!("{share}: {region:?}") };
        assert_eq!((limits.selector.as_str(), limits.low, limits.high), ("a", Some(1.0), None), "{share}");
        assert_eq!(limits.names, ["controls", ""]);
        assert_eq!((region.coverage, region.density), (1.0, 1.0), "{share}");
        // Variances 100 p (1 - p) and 1/12: for p = .01 an index of .922.
        let of_a = 100.0 * share * (1.0 - share);
        let index = of_a / (of_a + 1.0 / 12.0);
        assert_eq!(drivers[0].label, "a", "{share}");
        // Points of the grid stand for sixteenths: a value rarer than one is not tried.
        assert_eq!(drivers[0].untried, share < 1.0 / 16.0, "{share}");
        assert_near(drivers[0].ranking.expect("asked for"), index, 0.01, "ranking of a switch");
        assert_near(drivers[1].ranking.expect("asked for"), 1.0 - index, 0.02, "ranking of the other");
        // A swing from off to on, though both are the same at 5 % and 95 %.
        let swing = drivers[0].swing.expect("asked for");
        assert_near(swing.high - swing.low, 10.0, 1e-9, "swing of a switch");
    }
}

#[test]
fn elements_that_share_a_number_share_their_levels() {
    // One uniform number is 0 or 1 for robots and any for tools: y of tools takes more than two values, which bins must see.
    let body = "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n\
        [assumptions.common]\ndims = [\"sector\"]\nshared = true\nunit = \"1\"\nsource = \"judgement\"\n\
        [assumptions.common.elements]\nrobots = { distribution = { discrete = { values = [0, 1] } } }\n\
        tools = { distribution = { uniform = { low = 0, high = 1 } } }\n\
        [variables.x]\nequation = \"common[robots] + common[tools]\"\nunit = \"1\"\n";
    let found = analyse(&text(body), "x@2020");
    assert_eq!(found.len(), 1);
    assert_near(found[0].ranking.expect("asked for"), 1.0, 0.01, "ranking");
}

#[test]
fn rank_correlations_with_a_switch_are_had_as_they_are_written() {
    // Spearman's rank correlation with mean ranks where values are tied is Pearson's of the switch and the uniform number:
    // its covariance by sampling, over 1/2 and sqrt(1/12).
    let body = assumption("a", "discrete = { values = [0, 1] }")
        + &assumption("b", "uniform = { low = 0, high = 1 }")
        + "[correlations.k]\nbetween = [\"a\", \"b\"]\nrank = 0.6\nsource = \"judgement\"\n";
    let model = model(&text(&(body + &equations(&[("x", "a * b", "1"), ("y", "a", "1"), ("z", "b", "1")]))));
    let outcome = project(&model, &RunOptions::default(), &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let mean = |name: &str| {
        let variable = outcome.projection.variables.iter().find(|variable| variable.name == name).expect(name);
        variable.series[0].mean[0]
    };
    let covariance = mean("x") - mean("y") * mean("z");
    assert_near(covariance / (0.5 / 12.0_f64.sqrt()), 0.6, 0.01, "rank correlation");
}
