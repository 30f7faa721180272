//! The value of a draw depends on the seed, the name, the element and its number: on nothing else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::pipeline::{correlation, draws, draws_of, equations, mean, run_model, scenario, sd};
use super::support::Folder;
use catchup::analysis::{RunError, RunOptions, project};
use catchup::engine::{self, Keep, Progress, Settings};
use catchup::model::Model;
use catchup::model::compile::compile;
use catchup::scenario::Sampler;
use catchup::scenario::options::Options;
use ndarray::s;

/// Uncertain in every way: dimensions, correlations, noise, lags, stocks, elements of their own, a shared assumption.
const MODEL: &str = include_str!("../files/everything_varies.toml");

fn model_of(text: &str, options: &Options) -> Model {
    Folder::new(&[("case.toml", text)]).model(options)
}

#[test]
fn some_points_of_time_in_used_memory_are_those_of_the_whole() {
    let text = MODEL.replace("[variables.capital]\n", "[variables.capital]\nat = \"end\"\n");
    let model = model_of(&text, &Options::default());
    let program = compile(&model, |_, _| true);
    let columns: Vec<usize> = (0..program.columns.len()).collect();
    let settings = Settings::new(600, 11, Sampler::Sobol);
    let run = |range| engine::run(&model, &program, &settings, range, &columns, &|_| {}).expect("memory");
    let whole = run(0..300);
    for points in [0..1, 3..8, 12..13] {
        let room = Some(run(300..600).values);
        let keep = Keep { columns: &columns, points: points.clone(), room };
        let some = engine::run_in(&model, &program, &settings, 0..300, keep, &|_| {}).expect("memory");
        assert_eq!(some.values.view(), whole.values.view().slice(s![.., points, ..]));
    }
}

/// All draws of a model by variable element, as bits.
fn bits(model: &Model) -> BTreeMap<(String, usize), Vec<u64>> {
    let ensemble = draws(model, 0..model.header.ensemble.draws.value, None);
    let all = ensemble.values.view();
    let columns = ensemble.columns.iter().zip(all.outer_iter());
    columns
        .map(|(column, values)| {
            let name = model.variables[column.variable].declared.name.clone();
            ((name, column.element), values.iter().map(|value| value.to_bits()).collect())
        })
        .collect()
}

#[test]
fn blocks_and_shards_give_the_same_bits() {
    for sampler in Sampler::ALL.map(|(_, sampler)| sampler) {
        let model = model_of(MODEL, &Options { sampler: Some(sampler), ..Options::default() });
        let whole = draws(&model, 0..1500, None);
        let whole = whole.values.view();
        for size in [1, 64, 100, 1000] {
            let blocks = draws(&model, 0..1500, Some(size));
            assert!(blocks.values.view() == whole, "blocks of {size}, {}", sampler.name());
        }
        for (from, to) in [(0, 1), (0, 700), (700, 1500), (1023, 1025), (1499, 1500)] {
            let shard = draws(&model, from..to, Some(64));
            let part = whole.slice(ndarray::s![.., .., from as usize..to as usize]);
            assert!(shard.values.view() == part, "draws {from}..{to}, {}", sampler.name());
        }
    }
}

#[test]
fn more_draws_begin_with_the_fewer() {
    for sampler in [Sampler::Sobol, Sampler::Random] {
        let with =
            |count| model_of(MODEL, &Options { draws: Some(count), sampler: Some(sampler), ..Options::default() });
        let (few, many) = (draws(&with(300), 0..300, None), draws(&with(2000), 0..300, None));
        assert!(few.values.view() == many.values.view(), "{}", sampler.name());
    }
}

#[test]
fn another_assumption_changes_no_draw() {
    let before = bits(&model_of(MODEL, &Options::default()));
    let added = "[dimensions.tier]\nelements = [\"finished\", \"parts\"]\n\
        [assumptions.added]\ndims = [\"tier\"]\ndistribution = { normal = { mean = 0, sd = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n\
        [variables.added_too]\ndims = [\"tier\"]\nequation = \"added + normal(0, 1)\"\nunit = \"1\"\n";
    let after = bits(&model_of(&format!("{MODEL}{added}"), &Options::default()));
    assert_eq!(after.len(), before.len() + 2);
    for (column, bits) in &before {
        assert!(after[column] == *bits, "{column:?} has changed");
    }
}

#[test]
fn fixing_an_assumption_leaves_what_does_not_depend_on_it() {
    let before = bits(&model_of(MODEL, &Options::default()));
    let set = |text: &str| bits(&model_of(MODEL, &Options { set: vec![text.to_owned()], ..Options::default() }));
    let after = set("growth=0.02");
    for name in ["home", "index"] {
        for (column, bits) in before.iter().filter(|((variable, _), _)| variable == name) {
            assert!(after[column] == *bits, "{column:?} has changed");
        }
    }
    assert!(after[&("market".to_owned(), 0)] != before[&("market".to_owned(), 0)]);
    let after = set("share[tools]=0.5");
    for column in [("home".to_owned(), 0), ("home".to_owned(), 2), ("market".to_owned(), 0), ("capital".to_owned(), 2)]
    {
        assert!(after[&column] == before[&column], "{column:?} has changed");
    }
    assert!(after[&("home".to_owned(), 1)] != before[&("home".to_owned(), 1)]);
}

#[test]
fn a_scenario_that_extends_another_shares_its_draws() {
    let child = "extends = \"case.toml\"\n[scenario]\ntitle = \"Child\"\n\
        [assumptions.new]\ndistribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n\
        [assumptions.growth]\ndistribution = { uniform = { low = 0.01, high = 0.06 } }\nsource = \"judgement\"\n\
        [variables.extra]\nequation = \"new * 2\"\nunit = \"1\"\n";
    let folder = Folder::new(&[("child.toml", child), ("case.toml", MODEL)]);
    let (before, after) = (bits(&model_of(MODEL, &Options::default())), bits(&folder.model(&Options::default())));
    for (column, bits) in before.iter().filter(|((name, _), _)| name == "home" || name == "index") {
        assert!(after[column] == *bits, "{column:?} has changed");
    }
    // The overridden assumption keeps its number: the same draws rank the same.
    let last = |bits: &BTreeMap<(String, usize), Vec<u64>>| -> Vec<f64> {
        let market = &bits[&("market".to_owned(), 0)];
        market[market.len() - 1500..].iter().map(|bits| f64::from_bits(*bits)).collect()
    };
    assert!(correlation(&last(&before), &last(&after)) > 0.95);
}

#[test]
fn seeds_change_everything_that_varies() {
    let with = |seed| bits(&model_of(MODEL, &Options { seed: Some(seed), ..Options::default() }));
    let (first, second) = (with(1), with(2));
    for (column, bits) in &first {
        assert!(second[column] != *bits, "{column:?} does not depend on the seed");
    }
}

#[test]
fn groups_of_columns_give_the_projections_of_one_group() {
    // One column of 1500 draws and 13 points is 156 000 bytes; two, three and all of the nine columns fit.
    let with = |memory: &str| {
        let text = MODEL.replace("seed = 11", &format!("seed = 11\nmemory = \"{memory}\""));
        run_model(&model_of(&text, &Options::default()))
    };
    let whole = with("1 GiB");
    for memory in ["160 kB", "320 kB", "500 kB"] {
        let groups = with(memory);
        for (a, b) in whole.variables.iter().zip(&groups.variables) {
            for (a, b) in a.series.iter().zip(&b.series) {
                assert!(a.quantiles == b.quantiles && a.mean == b.mean && a.sd == b.sd, "{memory}");
            }
        }
    }
}

/// A sum of six uniform numbers squared, in random or Sobol draws.
fn squares(sampler: &str, seed: u64, draws: u64) -> f64 {
    let mut body = format!("[ensemble]\ndraws = {draws}\nseed = {seed}\nsampler = \"{sampler}\"\n");
    for name in ["a", "b", "c", "d", "e", "f"] {
        body += &format!(
            "[assumptions.{name}]\ndistribution = {{ uniform = {{ low = 0, high = 1 }} }}\nunit = \"1\"\nsource = \"judgement\"\n"
        );
    }
    body += &equations(&[("x", "(a + b + c + d + e + f) ^ 2", "1")]);
    let model = model_of(&scenario("start = 2020\nend = 2021", &body), &Options::default());
    mean(&draws_of(&model, "x", 0)[0])
}

#[test]
fn sobol_points_beat_random_ones_on_a_known_expectation() {
    // E (sum of six uniforms)^2 = 6 / 12 + 9.
    let error = |sampler: &str| {
        let squared = (0..8).map(|seed| (squares(sampler, seed, 4096) - 9.5).powi(2));
        (squared.sum::<f64>() / 8.0).sqrt()
    };
    let (sobol, hypercube, random) = (error("sobol"), error("latin-hypercube"), error("random"));
    // The standard error of random draws is sd / sqrt(4096): with mean 3, variance 1/2 and fourth central moment 0.7 of the sum S,
    // Var S^2 = E S^4 - 9.5^2 = 18.45.
    assert!((0.3..3.0).contains(&(random / (18.45_f64 / 4096.0).sqrt())), "random {random}");
    assert!(sobol < random / 20.0, "Sobol {sobol}, random {random}");
    assert!(hypercube < random / 2.0, "Latin hypercube {hypercube}, random {random}");
}

/// Ranks from 0, ties not expected.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank as f64;
    }
    ranks
}

#[test]
fn samples_follow_their_rank_correlations_and_keep_their_marginals() {
    const DRAWS: usize = 20_000;
    let text = |sampler: &str| {
        let assumption = |name: &str, distribution: &str| {
            format!("[assumptions.{name}]\ndistribution = {{ {distribution} }}\nunit = \"1\"\nsource = \"judgement\"\n")
        };
        let correlation = |a: &str, b: &str, rank: f64| {
            format!("[correlations.{a}{b}]\nbetween = [\"{a}\", \"{b}\"]\nrank = {rank}\nsource = \"judgement\"\n")
        };
        let body = format!("[ensemble]\ndraws = {DRAWS}\nsampler = \"{sampler}\"\n")
            + &assumption("a", "lognormal = { median = 1, sigma = 1 }")
            + &assumption("b", "uniform = { low = 0, high = 1 }")
            + &assumption("c", "triangular = { low = 0, mode = 0, high = 1 }")
            + &assumption("free", "normal = { mean = 0, sd = 1 }")
            + &correlation("a", "b", 0.7)
            + &correlation("b", "c", -0.5)
            + &correlation("a", "c", -0.2)
            + &equations(&[("va", "a", "1"), ("vb", "b", "1"), ("vc", "c", "1"), ("vfree", "free", "1")]);
        scenario("start = 2020\nend = 2021", &body)
    };
    for sampler in ["sobol", "random", "latin-hypercube"] {
        let model = model_of(&text(sampler), &Options::default());
        let column = |name: &str| draws_of(&model, name, 0)[0].clone();
        let (a, b, c, free) = (column("va"), column("vb"), column("vc"), column("vfree"));
        // The standard error of a rank correlation is at most 1 / sqrt(n).
        let error = 4.0 / (DRAWS as f64).sqrt();
        for (first, second, expected) in [(&a, &b, 0.7), (&b, &c, -0.5), (&a, &c, -0.2), (&a, &free, 0.0)] {
            let found = correlation(&ranks(first), &ranks(second));
            assert!((found - expected).abs() < error, "{sampler}: {found} is not {expected}");
        }
        // Means and standard deviations of the uniform and the triangle, and of the logarithm of the first.
        let logs: Vec<f64> = a.iter().map(|value| value.ln()).collect();
        let margins = [(&b, 0.5, (1.0_f64 / 12.0).sqrt()), (&c, 1.0 / 3.0, (1.0_f64 / 18.0).sqrt()), (&logs, 0.0, 1.0)];
        for (values, centre, spread) in margins {
            assert!((mean(values) - centre).abs() < error * spread, "{sampler}: mean {}", mean(values));
            assert!((sd(values) - spread).abs() < error * spread, "{sampler}: sd {}", sd(values));
        }
    }
}

#[test]
fn a_shared_assumption_is_one_number_even_if_it_is_correlated() {
    // One of its elements has a distribution of its own: the same random number, elsewhere.
    let body = "[ensemble]\ndraws = 2000\n[dimensions.sector]\nelements = [\"a\", \"b\", \"c\"]\n\
        [assumptions.first]\ndistribution = { normal = { mean = 0, sd = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n\
        [assumptions.one]\ndims = [\"sector\"]\nshared = true\ndistribution = { normal = { mean = 5, sd = 2 } }\nunit = \"1\"\n\
        source = \"judgement\"\n[assumptions.one.elements]\nc = { distribution = { normal = { mean = 0, sd = 1 } } }\n";
    let rest = "[variables.x]\ndims = [\"sector\"]\nequation = \"one + first * 0\"\nunit = \"1\"\n\
        [variables.y]\nequation = \"first\"\nunit = \"1\"\n";
    let link = |between: &str| format!("[correlations.c]\nbetween = [{between}]\nrank = 0.8\nsource = \"judgement\"\n");
    for correlations in [String::new(), link("\"first\", \"one\""), link("\"one[b]\", \"first\"")] {
        let text = scenario("start = 2020\nend = 2021", &format!("{body}{correlations}{rest}"));
        let model = model_of(&text, &Options::default());
        let column = |element| draws_of(&model, "x", element)[0].clone();
        let (a, b, c) = (column(0), column(1), column(2));
        assert!(a == b, "{correlations}");
        for (a, c) in a.iter().zip(&c) {
            assert!(((a - 5.0) / 2.0 - c).abs() < 1e-12, "{correlations}: {a} and {c}");
        }
        let found = correlation(&ranks(&a), &ranks(&draws_of(&model, "y", 0)[0]));
        let expected = if correlations.is_empty() { 0.0 } else { 0.8 };
        assert!((found - expected).abs() < 0.09, "{correlations}: {found}");
    }
}

#[test]
fn a_latin_hypercube_has_one_draw_in_every_stratum() {
    let body = "[ensemble]\ndraws = 1000\nsampler = \"latin-hypercube\"\n\
        [assumptions.u]\ndistribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n\
        [assumptions.w]\ndistribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n"
        .to_owned()
        + &equations(&[("x", "u", "1"), ("y", "w", "1")]);
    let model = model_of(&scenario("start = 2020\nend = 2021", &body), &Options::default());
    let (x, y) = (draws_of(&model, "x", 0)[0].clone(), draws_of(&model, "y", 0)[0].clone());
    for values in [&x, &y] {
        let mut strata: Vec<usize> = values.iter().map(|value| (value * 1000.0) as usize).collect();
        strata.sort_unstable();
        assert!(strata.iter().enumerate().all(|(position, stratum)| position == *stratum));
    }
    assert!(correlation(&x, &y).abs() < 4.0 / 1000.0_f64.sqrt(), "assumptions are shuffled apart");
}

/// Stops a run once so many draws are done.
struct Stop {
    after: u64,
    done: AtomicU64,
}

impl Progress for Stop {
    fn done(&self, draws: u64) {
        self.done.fetch_add(draws, Ordering::SeqCst);
    }

    fn stopped(&self) -> bool {
        self.done.load(Ordering::SeqCst) >= self.after
    }
}

#[test]
fn a_run_that_is_stopped_ends_early_and_gives_nothing() {
    const DRAWS: u64 = 400_000;
    let text = MODEL.replace("draws = 1500", &format!("draws = {DRAWS}"));
    let model = model_of(&text, &Options::default());
    let options = RunOptions { colour: 0, keep_draws: false };
    let stop = Stop { after: 5_000, done: AtomicU64::new(0) };
    let result = project(&model, &options, &stop);
    assert!(matches!(result, Err(RunError::Cancelled)), "{result:?}");
    // Blocks that had begun when it was stopped, one for each thread, are of at most 1024 draws.
    let done = stop.done.load(Ordering::SeqCst);
    assert!((5_000..DRAWS / 4).contains(&done), "{done} draws are done");
    assert_eq!(result.err().map(|error| error.to_string()).as_deref(), Some("the run was cancelled"));
    // One that is stopped too late gives all.
    let late = Stop { after: u64::MAX, done: AtomicU64::new(0) };
    let few = model_of(MODEL, &Options::default());
    assert!(project(&few, &options, &late).is_ok());
    assert_eq!(late.done.load(Ordering::SeqCst), 1500);
}
