//! Versions of a model that are run together: each has the bits it has when it is run by itself.

use catchup::workbench::engine::{self, Settings};
use catchup::workbench::model::Model;
use ndarray::Array2;

use super::pipeline::{draws, model, scenario};
use crate::engine::{Given, run_at, run_each, run_each_within, run_mixed};
use crate::model::compile::{Compiled, compile, compile_varying};

/// Draws that do not fill the last block, and states of all kinds.
const DRAWS: u64 = 700;

/// A model in which a lever acts from the start and another later, which `others` and a third variable do not hang on.
fn text(first: f64, later: f64) -> String {
    scenario(
        "start = 2020\nend = 2027\nknown_until = 2021",
        &format!(
            r#"
[ensemble]
draws = {DRAWS}
[dimensions.kind]
elements = ["old", "new"]
[assumptions.u]
distribution = {{ uniform = {{ low = 0, high = 1 }} }}
unit = "1"
source = "judgement"
[assumptions.w]
dims = ["kind"]
distribution = {{ normal = {{ mean = 1, sd = 0.2 }} }}
unit = "1"
source = "judgement"
[levers.first]
value = {first}
neutral = 0
unit = "1"
source = "choice"
[levers.later]
value = {later}
neutral = 0
from = 2023
unit = "1"
source = "choice"
[lookups.table]
x = [0, 2, 5]
y = [1, 3, 4]
source = "judgement"
[variables.drift]
equation = "0.5 * lag(drift, 1 yr, 1) + normal(0, 0.1)"
unit = "1"
[variables.others]
equation = "exp(drift) * table(u + 1)"
unit = "1"
[variables.pushed]
dims = ["kind"]
equation = "w * (1 + first) + others ^ (1 + later) + 0.1 * lag(pushed, 3 yr, 1)"
unit = "1"
[variables.store]
dims = ["kind"]
stock = {{ initial = "10 * w + first", inflow = "pushed / 1 yr", outflow = "0.4 * store / 1 yr" }}
unit = "1"
[variables.held]
stock = {{ initial = "1 + u", inflow = "drift / 1 yr" }}
at = "end"
unit = "1"
[variables.late]
equation = "delay3(sum(pushed, kind), 2 yr) + smth1(later * others, 1.5 yr)"
unit = "1"
[variables.seen]
equation = "if u > 0.5 then max(late, store[old]) else min(later, 3) + held"
unit = "1"
[variables.plain]
equation = "first + later"
unit = "1"
"#
        ),
    )
}

/// A program for any settings, and its scalars for some.
fn versions(models: &[Model]) -> (Compiled, Vec<Vec<Vec<f64>>>) {
    let compiled = compile_varying(&models[0], |_, _| true, &[0, 1]);
    let tables = models.iter().map(|model| compiled.scalars_of(model).expect("levers alone")).collect();
    (compiled, tables)
}

#[test]
fn versions_that_run_together_have_the_bits_they_have_alone() {
    let settings = [(0.0, 0.0), (0.0, 1.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0), (2.0, 2.0)];
    let models: Vec<Model> = settings.iter().map(|(first, later)| model(&text(*first, *later))).collect();
    let (mut compiled, tables) = versions(&models);
    let ensemble = &models[0].header.ensemble;
    let settings = Settings::new(DRAWS, ensemble.seed, ensemble.sampler);
    let program = &compiled.program;
    let (columns, points) = (program.columns.len(), program.points);
    let numbers: Vec<(usize, usize)> =
        (0..columns).flat_map(|column| (0..points).map(move |point| (column, point))).collect();
    let together = run_each((&models[0], program), &tables, &settings, DRAWS, &numbers, &|_| {});
    let together = together.expect("no stages").expect("not cancelled");
    // Where registers of so many versions would take too much memory, fewer are run at a time.
    let few = run_each_within(1, (&models[0], program), &tables, &settings, (DRAWS, &numbers), &|_| {});
    assert!(few.expect("no stages").expect("not cancelled") == together);
    let kept: Vec<usize> = (0..columns).collect();
    for (version, (model, table)) in models.iter().zip(&tables).enumerate() {
        compiled.program.scalars.clone_from(table);
        let alone = engine::run(model, &compiled.program, &settings, 0..DRAWS, &kept, &|_| {}).expect("memory");
        let folded = draws(model, 0..DRAWS, None);
        for (place, (column, point)) in numbers.iter().enumerate() {
            for draw in 0..DRAWS as usize {
                let (found, expected) = (together[[version, place, draw]], alone.view()[[*column, *point, draw]]);
                assert_eq!(
                    found.to_bits(),
                    expected.to_bits(),
                    "{version} {:?} {point} {draw}",
                    alone.columns[*column]
                );
                // Folding what does not vary changes rounding alone.
                let folded = folded.view()[[*column, *point, draw]];
                assert!((found - folded).abs() <= 1e-12 * folded.abs().max(1.0), "{found} is not {folded}");
            }
        }
    }
}

#[test]
fn what_computes_within_a_step_is_run_one_by_one() {
    let model = model(&text(0.0, 0.0).replace("known_until", "method = \"rk4\"\nknown_until"));
    let (compiled, tables) = versions(std::slice::from_ref(&model));
    let settings = Settings::new(4, 1, model.header.ensemble.sampler);
    assert!(run_each((&model, &compiled.program), &tables, &settings, 4, &[(0, 0)], &|_| {}).is_none());
}

#[test]
fn levers_that_vary_keep_tables_of_their_own() {
    // Both levers are equal at first: a program that took them for one would not tell them apart later.
    let models = [model(&text(1.0, 1.0)), model(&text(3.0, 1.0)), model(&text(1.0, 3.0))];
    let (compiled, tables) = versions(&models);
    let plain = models[0].variable_named("plain").expect("declared");
    let column = compiled.program.columns.iter().position(|column| column.variable == plain).expect("wanted");
    let settings = Settings::new(2, 1, models[0].header.ensemble.sampler);
    let found = run_each((&models[0], &compiled.program), &tables, &settings, 2, &[(column, 0), (column, 7)], &|_| {});
    let found = found.expect("no stages").expect("not cancelled");
    let of = |version: usize| [found[[version, 0, 0]], found[[version, 1, 1]]];
    assert_eq!([of(0), of(1), of(2)], [[1.0, 2.0], [3.0, 4.0], [1.0, 4.0]]);
}

#[test]
fn mixed_samples_have_the_bits_they_have_alone() {
    // Draw sources are `u` and both elements of `w`: none, one, several and all of them from the second sample.
    let versions: [&[usize]; 6] = [&[0], &[1], &[], &[1, 2], &[2], &[0, 1, 2]];
    for text in [text(1.0, 2.0), text(1.0, 2.0).replace("known_until", "method = \"rk4\"\nknown_until")] {
        let model = model(&text);
        let program = compile(&model, |_, _| true);
        assert_eq!((model.draws.len(), program.samples.len()), (3, 3));
        let settings = Settings::new(DRAWS, 1, model.header.ensemble.sampler);
        let sample = |shift: f64| {
            Array2::from_shape_fn((3, DRAWS as usize), |(source, draw)| {
                (draw as f64 / 700.0 + shift) * (source + 1) as f64
            })
        };
        let (values, others) = (sample(0.1), sample(0.3));
        for (column, wanted) in program.columns.iter().enumerate() {
            for point in [0, 3, program.points - 1] {
                let samples = [values.view(), others.view()];
                let number = (column, point);
                let mixed =
                    run_mixed((&model, &program), &settings, samples, &versions, number, &|_| {}).expect("memory");
                for (version, sources) in versions.iter().enumerate() {
                    let mut own = values.clone();
                    sources.iter().for_each(|source| own.row_mut(*source).assign(&others.row(*source)));
                    let given = (Given::Values, own.view());
                    let alone = run_at(&model, &program, &settings, given, 0, &[column], &|_| {}).expect("memory");
                    let alone = alone.view().slice_move(ndarray::s![0, point, ..]).mapv(f64::to_bits);
                    assert_eq!(mixed.row(version).mapv(f64::to_bits), alone, "{wanted:?} {point} {version}");
                }
            }
        }
    }
}
