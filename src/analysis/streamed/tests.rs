//! What is summarised without being kept has the bits of what is summarised where all is kept.

use std::sync::Mutex;

use super::*;
use crate::analysis::kept;
use crate::analysis::model_of;
use crate::analysis::study::Study;
use crate::engine::Progress;
use crate::model::Model;
use crate::numeric::bracket::Bracket;
use crate::numeric::brackets::Brackets;
use crate::scenario::Sampler;
use crate::scenario::options::Options;
use crate::scenario::read::read;

/// Uncertain in every way; and discrete, with ties, tails and zeros of both signs, constant; with what is reached always, never
/// and at times.
fn model(sampler: Sampler, more: &str) -> Model {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("case.toml");
    let text = include_str!("../../../tests/files/everything_varies.toml");
    let text =
        text.replace("[variables.capital]\n", "[variables.capital]\nmilestones = [1, 15, { below = 1e9 }, 1e9]\n");
    std::fs::write(&file, format!("{text}{MORE}{more}")).expect("written");
    let options = Options { sampler: Some(sampler), ..Options::default() };
    let (scenario, _) = read(&file, &options).unwrap_or_else(|problems| panic!("{problems}"));
    model_of(scenario).unwrap_or_else(|problems| panic!("{problems}")).0
}

const MORE: &str = r#"
[variables.capital.targets.some]
year = 2025
at_least = 15
source = "judgement"
[variables.capital.targets.all]
year = 2025
at_most = 1e9
source = "judgement"
[assumptions.coin]
distribution = { discrete = { values = [0, 1, 7], weights = [0.6, 0.39, 0.01] } }
unit = "1"
source = "judgement"
[assumptions.wide]
distribution = { lognormal = { median = 1, sigma = 3 } }
unit = "1"
source = "judgement"
[variables.rarely]
equation = "if coin > 3 then -coin * wide else -0 * coin"
unit = "1"
milestones = [{ below = -5 }]
[variables.tossed]
equation = "coin * max(0, time - 2022 [yr]) / 1 [yr]"
unit = "1"
milestones = [2]
[variables.constant]
equation = "0.1"
unit = "1"
[variables.tails]
equation = "(wide - 1 / wide) ^ 3"
unit = "1"
[charts.tails]
kind = "histogram"
variables = ["tails"]
[charts.rarely]
kind = "histogram"
variables = ["rarely"]
[charts.constant]
kind = "histogram"
variables = ["constant"]
[charts.capital]
kind = "histogram"
variables = ["capital"]
by = "sector"
until = 2023
[charts.capital_lines]
kind = "spaghetti"
variables = ["capital"]
elements = ["robots"]
"#;

fn reported<'a>(study: &'a Study<'a>, model: &'a Model) -> Simulation<'a> {
    Simulation::new(study, model, |variable, _| model.variables[variable].reported)
}

/// Both ways to summarise the first draws, as text that has every bit.
fn both(model: &Model, study: &Study) -> (String, String) {
    let simulation = reported(study, model);
    let mut kept = Vec::new();
    let keep = |ensemble| {
        kept.extend(kept::summarised(&simulation, &ensemble)?);
        Ok(())
    };
    simulation.each_group(keep).expect("summarised");
    let streamed = summarised(&simulation).expect("summarised");
    (format!("{kept:#?}"), format!("{streamed:#?}"))
}

#[test]
fn draws_that_are_not_kept_have_the_bits_of_those_that_are() {
    for (sampler, draws) in [
        (Sampler::Sobol, 40_000),
        (Sampler::LatinHypercube, 3_000),
        (Sampler::Random, 1),
        (Sampler::Random, 2),
        (Sampler::Random, 700),
        (Sampler::Random, 1025),
        (Sampler::Random, 66_001),
    ] {
        let model = model(sampler, "");
        let study = Study::sampled(&model, draws, sampler, &|_| {});
        let (kept, streamed) = both(&model, &study);
        assert_eq!(kept.lines().count(), streamed.lines().count(), "{sampler:?}, {draws} draws");
        let other = kept.lines().zip(streamed.lines()).find(|(kept, streamed)| kept != streamed);
        assert_eq!(other, None, "{sampler:?}, {draws} draws");
    }
}

#[test]
fn threads_blocks_and_groups_change_no_bit() {
    let model = model(Sampler::Sobol, "");
    let study = Study::sampled(&model, 20_000, Sampler::Sobol, &|_| {});
    let of = |study: &Study, threads| {
        let simulation = reported(study, &model);
        format!("{:#?}", parallel::within(threads, || summarised(&simulation)).expect("summarised"))
    };
    let whole = of(&study, 1);
    assert_eq!(of(&study, 5), whole);
    let mut small = study.clone();
    small.settings.block = Some(100);
    assert_eq!(of(&small, 2), whole, "blocks of 100");
    let columns = reported(&study, &model).program.columns.len();
    let cells = columns * model.axis.points;
    let bytes = column_bytes(model.axis.points, bins_of(cells, 20_000, sample_of(20_000, 1)));
    let poor = study.with_memory(2 * bytes + 1);
    assert!(columns > 4 && poor.groups_of(columns, bytes).is_ok_and(|groups| groups.len() == columns.div_ceil(2)));
    assert_eq!(parallel::within(1, || of(&poor, 1)), whole, "two columns at a time");
    assert!(matches!(summarised(&reported(&study.with_memory(1000), &model)), Err(RunError::Memory { .. })));
}

#[test]
fn the_first_draw_that_breaks_is_named_wherever_it_lies() {
    // Above all that is normal: one draw in some hundred, or some ten thousand.
    for (limit, draws) in [(2.5, 5_000), (4.0, 60_000)] {
        let more = format!(
            "[variables.breaks]\nequation = \"1 / max(0, {limit} - normal(0, 1))\"\nunit = \"1\"\n\
             [variables.later]\nequation = \"1 / max(0, 4.5 - normal(0, 1))\"\nunit = \"1\"\n"
        );
        let model = model(Sampler::Random, &more);
        let study = Study::sampled(&model, draws, Sampler::Random, &|_| {});
        let simulation = reported(&study, &model);
        let kept = simulation.each_group(|ensemble| kept::summarised(&simulation, &ensemble).map(|_| ()));
        let streamed = summarised(&simulation).map(|_| ());
        let text = |result: Result<(), RunError>| result.expect_err("a division by zero").to_string();
        assert_eq!(text(kept), text(streamed));
    }
}

#[test]
fn a_sample_that_misleads_costs_a_pass_and_no_bit() {
    // The first draws of a Latin hypercube of one draw each tell little; here a wrong sample is given on purpose.
    let model = model(Sampler::Random, "");
    let study = Study::sampled(&model, 20_000, Sampler::Random, &|_| {});
    let simulation = reported(&study, &model);
    let columns: Vec<usize> = (0..simulation.program.columns.len()).collect();
    let cells = Cells::new(&simulation, &columns);
    let ranks = || Ranks::new([1000, 10_000, 19_999].into_iter(), Cells::passing_ranks(20_000));
    let found = |mut search: Search| {
        loop {
            let part = search.look(0..20_000, Heard::Nothing, None).expect("looked at");
            if let Some(found) = search.conclude(part) {
                return found;
            }
        }
    };
    let right = found(Search::new(&cells, ranks(), 20_000, 1).expect("begun"));
    for (low, high) in [(1e300, 1.1e300), (-1.1e300, -1e299), (f64::NEG_INFINITY, f64::INFINITY)] {
        let brackets = vec![Brackets::new(vec![Bracket::new(low, high, 16)]); cells.count()];
        assert_eq!(found(Search::within(&cells, ranks(), 20_000, brackets)), right);
    }
}

#[test]
fn shards_give_the_bits_of_the_whole() {
    for (sampler, draws, shards) in
        [(Sampler::Sobol, 20_000, 3), (Sampler::LatinHypercube, 4_000, 8), (Sampler::Random, 3, 2)]
    {
        let mut model = model(sampler, "");
        model.header.ensemble.draws.value = draws;
        let study = Study::sampled(&model, draws, sampler, &|_| {});
        let whole = summarised(&reported(&study, &model)).expect("summarised");
        let mut passes: Vec<Vec<Vec<u8>>> = Vec::new();
        let mut sums: Vec<Vec<Vec<u8>>> = Vec::new();
        // What is said once to all is what each finds out by itself.
        let begun = begin(&model, shards, &|_| {}).expect("begun");
        let told = shard(&model, Shard { number: 1, of: shards }, Some(&begun), &|_| {}).expect("a part");
        assert!(told == shard(&model, Shard { number: 1, of: shards }, None, &|_| {}).expect("a part"));
        let mut step: Option<NextPass> = None;
        let merged = loop {
            let part = |number| {
                let one = Shard { number, of: shards };
                let part = shard(&model, one, step.as_ref(), &|_| {}).expect("a part");
                assert_eq!(shard(&model, one, step.as_ref(), &|_| {}).expect("a part"), part, "the same each time");
                part
            };
            passes.push((1..=shards).map(part).collect());
            // As a tree, in another order.
            let add = |parts: &[Vec<u8>]| add(&model, shards, step.as_ref(), parts, &|_| {}).expect("added");
            let mut parts = passes[passes.len() - 1].clone();
            parts.reverse();
            sums.push(vec![add(&[add(&parts[1..]), parts[0].clone()])]);
            match merge(&model, shards, None, &passes, 0, &|_| {}).expect("merged") {
                Merged::Next(next) => step = Some(next),
                Merged::Done(projection) => break projection,
            }
        };
        assert!(passes.len() <= 2, "{} passes", passes.len());
        let merged: Vec<Series> = merged.variables.into_iter().flat_map(|variable| variable.series).collect();
        assert_eq!(format!("{merged:#?}"), format!("{whole:#?}"));
        match merge(&model, shards, Some(&begun), &sums, 0, &|_| {}).expect("merged") {
            Merged::Next(_) => panic!("passes are the same"),
            Merged::Done(projection) => {
                let summed: Vec<Series> =
                    projection.variables.into_iter().flat_map(|variable| variable.series).collect();
                assert_eq!(format!("{summed:#?}"), format!("{whole:#?}"));
            }
        }
        // What is cut off, or of another pass, is refused.
        let mut cut = passes.clone();
        cut[0][0].pop();
        assert!(matches!(merge(&model, shards, None, &cut, 0, &|_| {}), Err(RunError::ForeignPart)));
        let foreign = |passes: &[Vec<Vec<u8>>]| {
            matches!(merge(&model, shards, None, passes, 0, &|_| {}), Err(RunError::ForeignPart))
        };
        let mut doubled = passes.clone();
        doubled[0].push(vec![7]);
        assert!(foreign(&doubled));
        // A shard in the place of another: its draws are there twice, or some are not there at all.
        for (from, to) in [(0, 1), (1, 0)] {
            let mut twice = passes.clone();
            twice[0][to] = twice[0][from].clone();
            assert!(foreign(&twice), "{sampler:?}");
        }
        // What a later pass looks for, changed.
        if let Some(step) = step {
            for pass in [0, 1] {
                let other = NextPass { pass, ..step.clone() };
                let made = shard(&model, Shard { number: 1, of: shards }, Some(&other), &|_| {});
                assert!(matches!(made, Err(RunError::ForeignPart)));
            }
            let cut = NextPass { known: begun.known[..begun.known.len() - 1].to_vec(), ..begun.clone() };
            for foreign in [cut, NextPass { pass: 2, ..begun.clone() }] {
                let made = shard(&model, Shard { number: 1, of: shards }, Some(&foreign), &|_| {});
                assert!(matches!(made, Err(RunError::ForeignPart)));
            }
            let mut wrong = step.known.clone();
            wrong[1..17].fill(0xff);
            let made =
                shard(&model, Shard { number: 1, of: shards }, Some(&NextPass { known: wrong, ..step }), &|_| {});
            assert!(matches!(made, Err(RunError::ForeignPart)), "no number");
        }
    }
}

#[test]
fn shards_on_machines_with_more_threads_look_in_the_same_bins() {
    let bins = |threads| parallel::within(threads, || [10, 2_000, 5_000].map(|cells| bins_of(cells, 10_000_000, 4096)));
    assert_eq!(bins(1), bins(5));
    assert!(bins(1)[0] > bins(1)[2], "few cells have as many bins as leave little to collect");
}

#[test]
fn shards_follow_one_another_and_have_all_draws() {
    for (draws, of) in [(1, 3), (511, 2), (512 * 7 + 3, 3), (u64::MAX, 1000), (10_000_000_000, 7)] {
        let mut end = 0;
        for number in 1..=of {
            let range = Shard { number, of }.draws(draws);
            assert_eq!(range.start, end);
            assert!(range.start.is_multiple_of(CHUNK as u64) || range.is_empty(), "{range:?} of {draws}");
            end = range.end;
        }
        assert_eq!(end, draws);
    }
}

#[test]
fn who_follows_hears_of_a_first_look_how_many_draws_are_looked_at_in_all() {
    struct Heard(Mutex<Vec<(u64, u64)>>);
    impl Progress for Heard {
        fn done(&self, draws: u64) {
            panic!("{draws} draws of a first look are no draws of the run");
        }

        fn step(&self, _: &str, done: u64, at_least: u64) {
            self.0.lock().expect("not poisoned").push((done, at_least));
        }
    }
    let (model, heard) = (model(Sampler::Random, ""), Heard(Mutex::default()));
    let draws = 70_000;
    let study = Study::sampled(&model, draws, Sampler::Random, &heard);
    let simulation = reported(&study, &model);
    let cells = Cells::new(&simulation, &[0]);
    Search::new(&cells, wanted(draws), draws, 1).expect("begun");
    // One draw in 64 is looked at first, twice; all are to be looked at twice.
    let first = draws / 64;
    let steps = heard.0.into_inner().expect("not poisoned");
    assert!(steps.iter().all(|(_, of)| *of == 2 * (first + draws)), "{steps:?}");
    let seen: std::collections::BTreeSet<u64> = steps.iter().map(|(done, _)| *done).collect();
    assert!(seen.contains(&first) && seen.last() == Some(&(2 * first)), "{steps:?}");
}
