//! Scenarios side by side: pairs, attribution, costs and criteria against closed forms, and what cannot be compared.

use super::support::Folder;
use catchup::analysis::compare::{CompareError, CompareOptions, Compared, Group, compare};
use catchup::analysis::model_of;
use catchup::diagnostic::Diagnostics;
use catchup::projection::{Attribution, Comparison, Difference, Event, Level, Projection};
use catchup::scenario::merged::Merged;
use catchup::scenario::options::Options;

/// The model of most tests: a world `u`, and two levers that multiply.
const BASE: &str = r#"
[scenario]
title = "Base"
[time]
start = 2020
end = 2022
[ensemble]
draws = 512
seed = 7
[dimensions.cost]
elements = ["first", "second"]
[assumptions.u]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[assumptions.v]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[levers.a]
value = 0
neutral = 0
unit = "1"
source = "choice"
[levers.b]
value = 0
neutral = 0
unit = "1"
source = "choice"
[variables.y]
equation = "u * (1 + a) * (1 + b)"
unit = "1"
report = true
milestones = [2]
[variables.z]
equation = "v"
unit = "%"
report = true
[variables.spent]
dims = ["cost"]
equation = "a * u"
unit = "1"
report = true
[variables.spent.elements]
second = { equation = "1 + b" }
[comparison]
reference = "base"
cost = "spent"
[criteria.output]
of = "y@2022"
better = "high"
[criteria.spending]
of = "spent[second]@2022"
better = "low"
label = "Second spending"
"#;

fn other(title: &str, body: &str) -> String {
    format!("extends = \"base.toml\"\n[scenario]\ntitle = \"{title}\"\n{body}")
}

/// Compares the files in order with the first as reference, or says why not.
fn try_compare(files: &[(&str, &str)], groups: &[Group]) -> Result<Comparison, CompareError> {
    let folder = Folder::new(files);
    let options = Options::default();
    let compared: Vec<Compared> = files
        .iter()
        .map(|(name, _)| {
            let path = folder.main.with_file_name(name);
            let mut found = Diagnostics::new();
            let merged = Merged::load(&path, &mut found).unwrap_or_else(|| panic!("{found}"));
            let scenario = merged.scenario(&options, &mut found);
            assert!(!found.has_errors(), "{found}");
            Compared { merged, model: model_of(scenario).unwrap_or_else(|problems| panic!("{problems}")).0 }
        })
        .collect();
    let how = CompareOptions {
        reference: 0,
        options: &options,
        attribute: true,
        attribution_draws: None,
        groups,
        worlds: &[],
    };
    compare(&compared.iter().collect::<Vec<_>>(), how, &|_| {})
}

fn compared(files: &[(&str, &str)]) -> Comparison {
    try_compare(files, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn difference<'a>(comparison: &'a Comparison, scenario: usize, name: &str) -> Option<&'a Difference> {
    let variables = &comparison.projections[scenario].variables;
    let place = variables.iter().position(|variable| variable.name == name)?;
    comparison.differences[scenario].iter().find(|difference| difference.variable == place)
}

fn part(gap: &Attribution, name: &str) -> f64 {
    gap.parts.iter().find(|part| part.name == name).map_or(f64::NAN, |part| part.summary.mean)
}

fn draws(projection: &Projection) -> Option<u64> {
    projection.about.basis.sample().map(|sample| sample.draws)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[test]
fn pairs_and_shapley_values_are_those_worked_out_by_hand() {
    let both = other("Both", "[levers.a]\nvalue = 1\n[levers.b]\nvalue = 2\n");
    let found = compared(&[("base.toml", BASE), ("both.toml", &both)]);
    // y is u in the reference and 6 u in the other, so the difference is 5 u in every draw.
    let base = &found.projections[0].variables[0].series[0];
    let gap = difference(&found, 1, "y").expect("both report y");
    for level in Level::ALL {
        close(gap.quantiles[level][2], 5.0 * base.quantile(level, 2));
    }
    close(gap.mean[2], 5.0 * base.mean[2]);
    // a adds u before b and 3 u after it: 2 u; b adds 2 u before a and 4 u after it: 3 u.
    let why = &found.attributions[0];
    assert_eq!((why.selector.as_str(), why.sampled_orders, why.draws), ("y@2022", None, 512));
    close(part(why, "levers.a"), 2.0 * base.mean[2]);
    close(part(why, "levers.b"), 3.0 * base.mean[2]);
    close(why.to - why.from, 5.0 * base.mean[2]);
    assert_eq!(why.parts[0].name, "levers.b", "the greatest part is the first");
    assert_eq!(why.parts[0].changes, ["levers.b.value: 0 → 2"]);
    // Only b matters for the second spending, and a's part is nothing at all.
    let why = &found.attributions[1];
    assert_eq!(why.label, "Second spending");
    close(part(why, "levers.b"), 2.0);
    assert_eq!(part(why, "levers.a"), 0.0);
    // What no change reaches is the same in all worlds.
    assert!(difference(&found, 1, "z").expect("both report z").quantiles.values().all(|gap| *gap == 0.0));
}

#[test]
fn costs_criteria_and_regret() {
    let both = other("Both", "[levers.a]\nvalue = 1\n[levers.b]\nvalue = 2\n");
    let found = compared(&[("base.toml", BASE), ("both.toml", &both)]);
    let mean = found.projections[0].variables[0].series[0].mean[2];
    let costs = found.costs.as_ref().expect("the file names them");
    assert_eq!(costs.parts, ["First", "Second"]);
    assert_eq!(costs.year, 2022.0);
    // First: 0 and u; second: 1 and 3; in total 1 and 3 + u.
    let means: Vec<f64> = costs.costs.iter().flatten().map(|cost| cost.mean).collect();
    for (found, expected) in means.iter().zip([0.0, 1.0, 1.0, mean, 3.0, 3.0 + mean]) {
        close(*found, expected);
    }
    close(costs.differences[1][2].mean, 2.0 + mean);
    assert!(costs.differences[0].iter().all(|gap| gap.mean == 0.0 && gap.high == 0.0));
    // More output is better, and 6 u is more than u in every world; less spending is better, and 1 is less than 3.
    let [output, spending] = &found.criteria[..] else { panic!("two criteria") };
    assert_eq!((&output.best[..], &spending.best[..]), (&[0.0, 1.0][..], &[1.0, 0.0][..]));
    close(output.regret[0].mean, 5.0 * mean);
    assert_eq!((output.regret[1].greatest, spending.regret[1].greatest), (0.0, 2.0));
    let dominance = found.dominance.as_ref().expect("two criteria");
    assert_eq!(dominance.undominated, [1.0, 1.0]);
}

#[test]
fn changes_that_are_invalid_apart_are_attributed_together() {
    let body = "[assumptions.c]\nvalue = 3\nunit = \"1\"\nsource = \"judgement\"\n\
                [variables.y]\nequation = \"u * (1 + a) * (1 + b) + c\"\n[levers.a]\nvalue = 1\n";
    let found = compared(&[("base.toml", BASE), ("new.toml", &other("New", body))]);
    let mean = found.projections[0].variables[0].series[0].mean[2];
    let why = &found.attributions[0];
    assert_eq!(why.parts.len(), 2);
    close(part(why, "assumptions.c + variables.y"), 3.0);
    close(part(why, "levers.a"), mean);
    assert!(found.notes.iter().any(|note| note.contains("assumptions.c + variables.y")), "{:?}", found.notes);
}

#[test]
fn many_changes_are_attributed_by_sampled_orders() {
    let names: Vec<String> = (0..14).map(|index| format!("k{index}")).collect();
    let levers: String = names
        .iter()
        .map(|name| format!("[levers.{name}]\nvalue = 0\nneutral = 0\nunit = \"1\"\nsource = \"choice\"\n"))
        .collect();
    let sum = names.join(" + ");
    // The sum is additive, so every order gives the same parts; the product is not, and only adds up.
    let text = BASE.replace("\"u * (1 + a) * (1 + b)\"", &format!("\"u * (1 + {sum})\"")).replace(
        "\"1 + b\"",
        &format!("\"{}\"", names.iter().map(|name| format!("(1 + {name})")).collect::<Vec<_>>().join(" * ")),
    ) + &levers;
    let body: String = names
        .iter()
        .enumerate()
        .map(|(i, name)| format!("[levers.{name}]\nvalue = {}\n", (i + 1) as f64 / 10.0))
        .collect();
    let found = compared(&[("base.toml", &text), ("many.toml", &other("Many", &body))]);
    let mean = found.projections[0].variables[0].series[0].mean[2];
    let [sum, product] = &found.attributions[..] else { panic!("two criteria") };
    assert_eq!(sum.sampled_orders, Some(128));
    for index in 0..14_u32 {
        let found = sum.parts.iter().find(|part| part.name == format!("levers.k{index}")).expect("it is there");
        assert!((found.summary.mean - f64::from(index + 1) / 10.0 * mean).abs() < 1e-3, "{}", found.summary.mean);
        assert!(found.error.expect("orders were sampled") < 1e-12);
    }
    let total: f64 = product.parts.iter().map(|part| part.summary.mean).sum();
    assert!((total - (product.to - product.from)).abs() < 1e-9 * total.abs(), "{total}");
    assert!(product.parts.iter().all(|part| part.error.is_some_and(|error| error > 0.0)));
}

#[test]
fn a_draw_is_the_same_world_whatever_else_a_scenario_changes() {
    let extra = BASE.replace("[assumptions.v]", "[assumptions.before]\ndistribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n[assumptions.v]");
    for (title, body) in [
        ("Off", "[assumptions.before]\nenabled = false\n"),
        ("Fixed", "[assumptions.u]\nvalue = 0.5\nsource = \"judgement\"\n"),
        (
            "More",
            "[assumptions.more]\ndistribution = { normal = { mean = 0, sd = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n",
        ),
        ("Other settings", "[ensemble]\ndraws = 99\nseed = 1\nsampler = \"random\"\n"),
    ] {
        let other = other(title, body).replacen("[scenario]", "[scenario]\nallow = [\"equal-paths\"]", 1);
        let found = compared(&[("base.toml", &extra), ("other.toml", &other)]);
        let gap = difference(&found, 1, "z").expect("both report z");
        assert!(gap.quantiles.values().all(|gap| *gap == 0.0), "{title}: {:?}", gap.quantiles);
        assert_eq!(draws(&found.projections[1]), Some(512));
        assert_eq!(found.notes.len(), usize::from(title == "Other settings"), "{:?}", found.notes);
    }
}

#[test]
fn a_certain_scenario_is_paired_with_an_uncertain_one() {
    let fixed = other(
        "Fixed",
        "[assumptions.u]\nvalue = 0.5\nsource = \"judgement\"\n[assumptions.v]\nvalue = 0.5\nsource = \"judgement\"\n",
    );
    let found = compared(&[("base.toml", BASE), ("fixed.toml", &fixed)]);
    let base = &found.projections[0].variables[0].series[0];
    let gap = difference(&found, 1, "y").expect("both report y");
    // 0.5 - u: the 5 % quantile of the difference is 0.5 less the 95 % quantile of u.
    close(gap.quantiles[Level::P05][2], 0.5 - base.quantile(Level::P95, 2));
    // Whichever is the reference, ranges are shown.
    assert!(
        found.projections.iter().all(|projection| projection.about.is_uncertain() && draws(projection) == Some(512))
    );
}

#[test]
fn what_one_scenario_lacks_is_left_out_and_said() {
    let lacking = other(
        "Lacking",
        "[variables.z]\nenabled = false\n[variables.spent]\nenabled = false\n[comparison]\ncost = \"y\"\n[criteria.spending]\nenabled = false\n[variables.w]\nequation = \"1\"\nunit = \"1\"\nreport = true\n",
    );
    let found = compared(&[("base.toml", BASE), ("lacking.toml", &lacking)]);
    assert!(difference(&found, 1, "y").is_some() && difference(&found, 1, "z").is_none());
    assert!(found.costs.is_none() && found.criteria.len() == 1);
    let said = found.notes.join("\n");
    for part in [
        "Lacking does not report z, spent",
        "Base does not report w",
        "no `spent`, so the cost",
        "criterion `spending`",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    assert!(found.projections[1].variables.iter().any(|variable| variable.name == "w"));
}

/// Thresholds, goals and variables that only one of two paths has are beside those of the reference, with nothing where
/// the other path has none; criteria of its own are named.
#[test]
fn what_another_scenario_adds_is_shown_beside_the_reference() {
    let own = "[variables.y]\nmilestones = [2, 3]\ntargets = { goal = { year = 2022, at_least = 3, source = \"a plan\" } }\n\
               [variables.w]\nequation = \"5\"\nunit = \"1\"\nreport = true\nmilestones = [4]\n\
               [comparison]\ncost = \"y\"\n[criteria.own]\nof = \"y@2021\"\nbetter = \"high\"\n\
               [criteria.output]\nbetter = \"low\"\n";
    let goal =
        "report = true\nmilestones = [2]\ntargets = { goal = { year = 2022, at_least = 1, source = \"a plan\" } }\n";
    let base = BASE.replacen("report = true\nmilestones = [2]\n", goal, 1);
    let found = compared(&[("base.toml", &base), ("other.toml", &other("Other", own))]);
    let beside = found.side_by_side();
    let of = |name: &str| beside.iter().find(|beside| beside.selector == name).unwrap_or_else(|| panic!("{name}"));
    let events = of("y").events();
    let shown: Vec<(f64, Vec<bool>)> =
        events.iter().map(|(event, all)| (event.threshold, all.iter().map(Option::is_some).collect())).collect();
    assert_eq!(shown, [(2.0, vec![true, true]), (3.0, vec![false, true])]);
    let goals: Vec<(f64, Vec<bool>)> =
        of("y").goals().iter().map(|(goal, all)| (goal.value, all.iter().map(Option::is_some).collect())).collect();
    assert_eq!(goals, [(1.0, vec![true, false]), (3.0, vec![false, true])]);
    let [(event, all)] = &of("w").events()[..] else { panic!("one threshold") };
    assert_eq!((event.threshold, all[0].is_none(), all[1].map(|one| one.already)), (4.0, true, Some(1.0)));
    let said = found.notes.join("\n");
    assert!(said.contains("Other judges by `output`, `own`, the cost `y` as well, which is not shown"), "{said}");
}

#[test]
fn thresholds_that_are_given_twice_are_one() {
    let twice = BASE.replacen("milestones = [2]", "milestones = [2, { above = 2 }, { below = 2 }, 2]", 1);
    let found = compared(&[("base.toml", &twice), ("other.toml", &other("Other", ""))]);
    let thresholds = found.projections[0].variables[0].series[0].milestones.iter().map(|one| one.event);
    assert_eq!(thresholds.collect::<Vec<_>>(), [Event::above(2.0), Event::below(2.0)]);
}

#[test]
fn what_cannot_be_laid_side_by_side_is_refused_with_both_places() {
    for (body, code, words) in [
        ("[time]\nend = 2030\n", "not-comparable", "different time axes"),
        ("[variables.y]\nunit = \"%\"\n", "not-comparable", "is in `%` in `other`"),
        ("[dimensions.cost]\nelements = [\"second\", \"first\"]\n", "not-comparable", "[cost: second, first]"),
    ] {
        match try_compare(&[("base.toml", BASE), ("other.toml", &other("Other", body))], &[]) {
            Err(CompareError::NotComparable(problems)) => {
                let first = &problems.as_slice()[0];
                assert_eq!(first.code, code);
                assert!(first.message.contains(words), "{}", first.message);
                assert_eq!(first.labels.len(), 2, "both places are shown");
            }
            other => panic!("{body}: {:?}", other.map(|_| ())),
        }
    }
}

#[test]
fn the_memory_budget_does_not_change_a_bit() {
    let both = other("Both", "[levers.a]\nvalue = 1\n[levers.b]\nvalue = 2\n");
    let whole = compared(&[("base.toml", BASE), ("both.toml", &both)]);
    // Room for one column at a time.
    let small = BASE.replace("seed = 7", "seed = 7\nmemory = \"25 kB\"");
    let parts = compared(&[("base.toml", &small), ("both.toml", &both)]);
    for (one, other) in whole.differences[1].iter().zip(&parts.differences[1]) {
        assert_eq!((one.variable, one.series), (other.variable, other.series));
        assert_eq!(one.quantiles, other.quantiles);
    }
    assert_eq!(whole.differences[1].len(), 4);
    assert_eq!(parts.costs.map(|costs| costs.costs), whole.costs.map(|costs| costs.costs));
}

#[test]
fn names_are_the_same_however_they_are_written() {
    let text = BASE.replace("[variables.y]", "[variables.\"The Y\"]").replace("of = \"y@2022\"", "of = \"the y@2022\"");
    let both = other("Both", "[variables.THE_Y]\nlabel = \"Why\"\n[levers.A]\nvalue = 1\n");
    let found = compared(&[("base.toml", &text), ("both.toml", &both)]);
    let base = &found.projections[0].variables[0].series[0];
    close(difference(&found, 1, "the_y").expect("both report it").mean[2], base.mean[2]);
    close(part(&found.attributions[0], "levers.a"), base.mean[2]);
}

#[test]
fn conditions_and_criteria_of_the_reference_do_not_keep_a_gap_from_being_split() {
    // The reference agrees with a history that the other scenario has not.
    let body = "[levers.a]\nvalue = 1\n[variables.y.history.seen]\nvalues = { 2021 = 1 }\nsource = \"seen\"\n\
                [condition]\nmethod = \"weights\"\n[condition.on.y]\nof = \"y\"\nsd = 0.2\nsource = \"judgement\"\n";
    let found = compared(&[("seen.toml", &other("Seen", body)), ("base.toml", BASE)]);
    let gap = found.attributions.first().unwrap_or_else(|| panic!("no attribution: {:?}", found.notes));
    close(part(gap, "variables.y"), 0.0);
    close(part(gap, "levers.a"), gap.to - gap.from);
    assert!(gap.to - gap.from < -0.3, "{} to {}", gap.from, gap.to);
}

#[test]
fn a_cost_without_parts_is_the_total() {
    let base = BASE.replace("cost = \"spent\"", "cost = \"y\"");
    let found = compared(&[("base.toml", &base), ("other.toml", &other("Other", "[levers.a]\nvalue = 1\n"))]);
    assert_eq!(found.costs.expect("there is a cost").parts, ["total"]);
}

#[test]
fn assumptions_in_another_order_are_other_worlds_and_said() {
    let text = BASE.replace(
        "[assumptions.u]",
        "[assumptions.w]\nvalue = 1\nunit = \"1\"\nsource = \"judgement\"\n[assumptions.u]",
    );
    let apart = |text: &str| compared(&[("base.toml", BASE), ("apart.toml", text)]).notes.join("\n");
    assert!(apart(&text).contains("one Sobol draw is not one world in both"), "{}", apart(&text));
    assert!(!apart(BASE).contains("Sobol"), "{}", apart(BASE));
    let random = |text: &str| text.replace("seed = 7", "seed = 7\nsampler = \"random\"");
    let found = compared(&[("base.toml", &random(BASE)), ("apart.toml", &random(&text))]);
    assert!(!found.notes.join("\n").contains("Sobol"), "{:?}", found.notes);
    let y = difference(&found, 1, "y").expect("both have it");
    assert!(y.mean.iter().all(|mean| *mean == 0.0), "{:?}", y.mean);
}

#[test]
fn changes_can_be_attributed_together_under_a_name() {
    let all =
        other("All", "[levers.a]\nvalue = 1\n[levers.b]\nvalue = 2\n[assumptions.v]\nvalue = 1\nsource = \"choice\"\n");
    let group = |name: &str, entries: &[&str]| Group {
        name: Some(name.to_owned()),
        entries: entries.iter().map(|entry| (*entry).to_owned()).collect(),
    };
    let groups = [group("policy", &["levers.a", "levers.b"]), group("luck", &["levers.aa"])];
    let found = try_compare(&[("base.toml", BASE), ("all.toml", &all)], &groups).unwrap_or_else(|e| panic!("{e}"));
    let why = &found.attributions[0];
    assert_eq!(why.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["policy", "assumptions.v"]);
    close(part(why, "policy"), why.to - why.from);
    assert_eq!(why.parts[0].changes.len(), 2);
    let said = found.notes.join("\n");
    assert!(said.contains("no scenario changes `levers.aa` of the group `luck`; did you mean `levers.a`?"), "{said}");
}

#[cfg(feature = "charts")]
#[test]
fn observations_before_the_run_lie_inside_the_plot() {
    let seen = "[variables.y.history.seen]\nvalues = { 2000 = 1, 2021 = 1 }\nsource = \"seen\"\n";
    let base = format!("{BASE}{seen}");
    let found = compared(&[("base.toml", &base), ("other.toml", &other("Other", "[levers.a]\nvalue = 1\n"))]);
    let pictures = catchup::charts::comparison_pictures(&found).expect("drawn");
    let paths = pictures.iter().find(|picture| picture.name == "paths-y").expect("y has paths");
    // A dot is a line without length: `M120 340h0`.
    let at = |before: &str| before.rsplit('M').next()?.split(' ').next()?.parse::<f64>().ok();
    let dots = paths.svg.match_indices("h0").filter_map(|(end, _)| at(&paths.svg[..end]));
    let places: Vec<f64> = dots.collect();
    assert!(places.len() >= 2 && places.iter().all(|x| *x > 0.0), "{places:?}");
    assert!(paths.svg.contains("2010"), "the axis begins with the first observation");
}

/// Of a number whose draws one scenario counts for a chart, draws of all are counted, in the same cells as when each is run alone.
#[test]
fn histograms_that_one_scenario_asks_for_count_the_draws_of_all() {
    let chart = "[charts.spread]\nkind = \"histogram\"\nvariables = [\"y\"]\nuntil = 2021\n";
    let asks = format!("{BASE}{chart}");
    let silent = other("Silent", "[charts.spread]\nenabled = false\n[levers.a]\nvalue = 1\n");
    let too = other("Asks", &format!("{chart}[levers.a]\nvalue = 1\n"));
    let of =
        |found: &Comparison, scenario: usize| found.projections[scenario].variables[0].series[0].histograms.clone();
    let both = compared(&[("base.toml", &asks), ("new.toml", &silent)]);
    let only_the_other = compared(&[("base.toml", BASE), ("new.toml", &too)]);
    for found in [&both, &only_the_other] {
        let [first, second] = [0, 1].map(|scenario| of(found, scenario));
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_eq!((first[0].point, second[0].point), (1, 1));
        // y is u, and 2 u: no draw of u is in its upper half and one of 2 u below 1 at a time.
        let upper = |one: &catchup::projection::Histogram, bound: f64| -> f64 {
            let cells = one.shares.iter().zip(one.first..);
            cells.filter(|(_, cell)| (*cell as f64 + 0.5) * one.width() > bound).map(|(share, _)| share).sum()
        };
        close(upper(&first[0], 0.5), 0.5);
        close(upper(&second[0], 1.0), 0.5);
    }
    assert_eq!(of(&both, 1), of(&only_the_other, 1));
    let kinds = |found: &Comparison| found.charts(catchup::projection::ChartKind::Histogram).len();
    assert_eq!((kinds(&both), kinds(&only_the_other)), (1, 1));
    // Nobody asks for those of z, nor for any where no chart is one.
    assert!(both.projections[0].variables[1].series[0].histograms.is_empty());
    let none = compared(&[("base.toml", BASE), ("new.toml", &other("Silent", "[levers.a]\nvalue = 1\n"))]);
    assert!(of(&none, 0).is_empty() && of(&none, 1).is_empty());
}

/// u is uniform: base has y = u, one path 7 u, the other 1.1 u. Means of .5 and .55 would be per cent by themselves, 3.5 would not.
#[test]
fn gaps_of_one_number_lie_between_the_same_ends() {
    let [far, near] = [("a", 6.0), ("b", 0.1)]
        .map(|(lever, value)| other(lever, &format!("[levers.{lever}]\nvalue = {value}\nsource = \"choice\"\n")));
    let files = [("base.toml", BASE), ("far.toml", far.as_str()), ("near.toml", near.as_str())];
    let found = try_compare(&files, &[]).unwrap_or_else(|error| panic!("{error}"));
    let gaps: Vec<&Attribution> = found.attributions.iter().filter(|gap| gap.selector == "y@2022").collect();
    let ends: Vec<(f64, f64)> = gaps.iter().map(|gap| found.ends_of(gap)).collect();
    assert_eq!(gaps.len(), 2);
    assert!(ends.iter().all(|(low, high)| (low - 0.05).abs() < 0.01 && (high - 6.65).abs() < 0.05), "{ends:?}");
}
