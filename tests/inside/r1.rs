//! The benchmark model R1 through every stage against an independent computation, draw by draw.
//!
//! The reference below is the model as its definition states it, one draw at a time, with the standard library's
//! functions. It is fed the samples that the engine drew, which are read back as reported variables.

use std::path::Path;

use catchup::analysis::model_of;
use catchup::engine::{self, Settings};
use catchup::model::{Model, compile::compile};
use catchup::numeric::quantile::Quantiles;
use catchup::scenario::{Sampler, options::Options, read::read};

const INPUTS: [&str; 7] = ["g", "am_g0", "decay", "takeover", "learning", "dep", "eps"];
const OUTPUTS: [&str; 6] = ["invest", "capital", "additive", "share", "imports", "bill"];
const YEARS: usize = 18;

/// R1 with every assumption reported beside the outputs.
fn model(folder: &Path) -> Model {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/r1.toml");
    let mut text = format!("extends = '{}'\n[scenario]\ntitle = \"R1 with its inputs\"\n", base.display());
    for input in INPUTS {
        let unit = if matches!(input, "learning" | "eps") { "1" } else { "1/yr" };
        let name = format!("[variables.{input}_drawn]\n");
        text += &(name + &format!("equation = \"{input}\"\nunit = \"{unit}\"\nreport = true\n"));
    }
    let file = folder.join("r1-inputs.toml");
    std::fs::write(&file, text).unwrap();
    let (scenario, _) = read(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    model_of(scenario).unwrap_or_else(|problems| panic!("{problems}")).0
}

/// The definition: values of the outputs in each year, for one draw.
fn reference(input: &[f64; 7]) -> [[f64; 6]; YEARS] {
    let [g, am_g0, decay, takeover, learning, dep, eps] = *input;
    let (mut capital, mut cumulative, mut additive, mut bill) = (60.0_f64, 20.0_f64, 1.0_f64, 0.0_f64);
    let logit = (0.30_f64 / 0.70).ln();
    std::array::from_fn(|year| {
        let dt = year as f64;
        let invest = 10.0 * (1.0 + g).powf(dt);
        capital += invest - dep * capital;
        additive *= 1.0 + am_g0 * (-decay * dt).exp();
        let price = (cumulative / 20.0).powf((1.0 - learning).log2());
        let a = 1.0 / (1.0 + (-(logit + takeover * dt)).exp());
        let x = a * price.powf(1.0 - eps);
        let share = x / (x + (1.0 - a));
        let domestic = invest * share;
        cumulative += domestic;
        let imports = invest - domestic;
        bill += imports;
        [invest, capital, additive, share, imports, bill]
    })
}

#[test]
fn the_engine_equals_the_definition_draw_by_draw() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let program = compile(&model, |variable, _| model.variables[variable].reported);
    let settings = Settings::new(5_000, 7, Sampler::Sobol);
    let kept: Vec<usize> = (0..program.columns.len()).collect();
    let ensemble = engine::run(&model, &program, &settings, 0..settings.draws, &kept, &|_| {}).unwrap();
    let values = ensemble.values.view();
    let slot = |name: &str| {
        let index = model.variable_named(name).unwrap();
        ensemble.columns.iter().position(|column| column.variable == index).unwrap()
    };
    let inputs = INPUTS.map(|name| slot(&format!("{name}_drawn")));
    let outputs = OUTPUTS.map(slot);
    let mut final_bill = Vec::new();
    for draw in 0..settings.draws as usize {
        let expected = reference(&inputs.map(|slot| values[[slot, 0, draw]]));
        for (year, row) in expected.iter().enumerate() {
            for (output, expected) in outputs.iter().zip(row) {
                let found = values[[*output, year, draw]];
                // Imports are a small difference of two large numbers: rounding is relative to those.
                let scale = expected.abs().max(row[0]);
                assert!(
                    (found - expected).abs() <= 1e-13 * scale,
                    "{} in year {year}, draw {draw}: {found} for {expected}",
                    OUTPUTS[outputs.iter().position(|o| o == output).unwrap()]
                );
            }
        }
        final_bill.push(expected[YEARS - 1][5]);
    }
    // Quantiles of the definition's values, by sorting, against those of the engine's values.
    let mut found = [0.0; 3];
    let row: Vec<f64> = values.slice(ndarray::s![outputs[5], YEARS - 1, ..]).to_vec();
    Quantiles::default().linear(&row, &[0.05, 0.5, 0.95], &mut found).unwrap();
    final_bill.sort_by(f64::total_cmp);
    for (level, found) in [0.05, 0.5, 0.95].into_iter().zip(found) {
        let position = level * (final_bill.len() - 1) as f64;
        let (below, above) = (final_bill[position.floor() as usize], final_bill[position.ceil() as usize]);
        let expected = below + (above - below) * position.fract();
        assert!((found - expected).abs() <= 1e-12 * expected, "{found} for {expected}");
    }
}

/// Medians of 2035 by plain random sampling in `NumPy`, mean of four seeds of a million draws each, and the relative standard
/// error of that mean: invest, capital, additive, share, imports, bill.
#[test]
fn medians_agree_with_plain_random_sampling_by_numpy() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let program = compile(&model, |variable, _| model.variables[variable].reported);
    let settings = Settings::new(65_536, 1, Sampler::Sobol);
    let kept: Vec<usize> = (0..program.columns.len()).collect();
    let ensemble = engine::run(&model, &program, &settings, 0..settings.draws, &kept, &|_| {}).unwrap();
    let numpy = [
        (50.542_182, 7.2e-5),
        (255.380_097, 9.1e-5),
        (18.240_279, 8.8e-4),
        (0.986_098_35, 1.9e-5),
        (0.697_813_3, 1.2e-3),
        (66.360_405, 2.9e-4),
    ];
    for (name, (expected, error)) in OUTPUTS.into_iter().zip(numpy) {
        let index = model.variable_named(name).unwrap();
        let slot = ensemble.columns.iter().position(|column| column.variable == index).unwrap();
        let row: Vec<f64> = ensemble.values.view().slice(ndarray::s![slot, YEARS - 1, ..]).to_vec();
        let mut found = [0.0];
        Quantiles::default().linear(&row, &[0.5], &mut found).unwrap();
        assert!((found[0] / expected - 1.0).abs() < 4.0 * error, "{name}: {} for {expected}", found[0]);
    }
}
