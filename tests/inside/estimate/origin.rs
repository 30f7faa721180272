//! The time from which a law counts is one in the fit, in the scenario that is written of it, and in `[fits]`.

use std::path::Path;
use std::sync::Arc;

use catchup::fit::{At, Estimate, Fitted, Frame, Input, LAWS, Law, Scale, Structure, Texts, rounded};
use catchup::session::{FitColumns, FitData, FitOptions, FitRequest, Fits, Memory, Options, Session};

use super::near;

/// How times are written, and what they are: whole years, quarters, months, numbers a quarter of a year apart, years with a hole.
const AXES: [fn(usize) -> (String, f64); 6] = [
    |row| (format!("{}", 1987 + row), 1987.0 + row as f64),
    |row| (format!("{}", 2003 + row), 2003.0 + row as f64),
    |row| {
        let quarters = 2010 * 4 + 2 + row;
        (format!("{}Q{}", quarters / 4, quarters % 4 + 1), quarters as f64 / 4.0)
    },
    |row| {
        let months = 2011 * 12 + 7 + row;
        (format!("{}-{:02}", months / 12, months % 12 + 1), months as f64 / 12.0)
    },
    |row| (format!("{}", 2005.75 + 0.25 * row as f64), 2005.75 + 0.25 * row as f64),
    |row| {
        let year = 1994 + row + usize::from(row > 8);
        (format!("{year}"), year as f64)
    },
];
const ROWS: usize = 24;

/// What a parameter is in the simulated data, given where the data begin and what a period is.
fn truth(law: &Law, name: &str, begin: f64, period: f64) -> f64 {
    match (law.name, name) {
        ("logistic-base" | "gompertz-base", "base") => 40.0,
        (_, "base") => 10.0,
        ("linear", "level") => 20.0,
        (_, "level" | "height" | "cost") => 50.0,
        (_, "slope") => 3.0 / period,
        ("exponential-base", "growth") => (-0.15_f64 / period).exp_m1(),
        (_, "growth") => (0.08_f64 / period).exp_m1(),
        (_, "capacity" | "market") => 100.0,
        ("nordhaus" | "moore", "rate") => 0.06 / period,
        (_, "rate") => 0.35 / period,
        (_, "midpoint" | "steepest") => begin + 11.3 * period,
        (_, "gap") => 3.0,
        ("weibull", "scale") => 10.0 * period,
        ("weibull", "shape") => 1.8,
        (_, "p") => 0.01 / period,
        (_, "q") => 0.4 / period,
        (_, "start") => 0.04,
        // Exponents.
        (_, "scale" | "searching") => 0.2,
        _ => 0.4,
    }
}

/// What is made until then, made in a period and known, each in its own way; all grow in the end, along which lookups go on.
fn inputs(row: usize) -> [f64; 3] {
    let t = row as f64;
    let production = 10.0 * (0.12 * t + 0.5 * (1.3 * t + 2.2).sin()).exp();
    [30.0 + 25.0 * t + 6.0 * t * t + production, production, 20.0 + 3.0 * t + 8.0 * (0.4 * t).cos()]
}

/// Errors of a sort, small.
fn errors(structure: Structure) -> Vec<f64> {
    let memory = match structure {
        Structure::Independent => 0.0,
        Structure::Autoregressive => 0.6,
        Structure::Walk => 1.0,
    };
    let mut error = 0.0;
    let step = |row: usize| 0.004 * ((7.0 * row as f64).sin() + (3.0 * (row * row) as f64).cos());
    (0..ROWS)
        .map(|row| {
            error = memory * error + step(row);
            error
        })
        .collect()
}

/// A table of simulated values of a law, with so many zeros in front where it has a launch.
fn table(law: &Law, axis: usize, structure: Structure, zeros: usize) -> String {
    let time = AXES[axis];
    let begin = time(zeros).1;
    let period = time(1).1 - time(0).1;
    let at = |row: usize| {
        let [volume, production, knowledge] = inputs(row);
        let at = At::time(time(row).1);
        at.with(Input::Volume, volume).with(Input::Production, production).with(Input::Knowledge, knowledge)
    };
    let launch = if zeros > 0 { time(zeros - 1).1 } else { begin - period };
    let frame = Frame { first: at(zeros), launch, period };
    let parameters: Vec<f64> = law.parameters.iter().map(|one| truth(law, one.name, begin, period)).collect();
    let errors = errors(structure);
    let mut text = "year,value,volume,production,knowledge\n".to_owned();
    for (row, error) in errors.iter().enumerate() {
        let value: f64 = if row < zeros { 0.0 } else { law.value(&parameters, &frame, &at(row)) };
        let seen = match law.scale {
            Scale::Level => value + if row < zeros { 0.0 } else { 20.0 * error },
            Scale::Log => value * error.exp(),
            Scale::Logit => 1.0 / (1.0 + (1.0 / value - 1.0) * (-error).exp()),
        };
        let [volume, production, knowledge] = inputs(row);
        text += &format!("{},{seen},{volume},{production},{knowledge}\n", time(row).0);
    }
    text
}

fn fitted(law: &'static Law, text: &str, structure: Structure) -> Fits {
    let files = Arc::new(Memory::new([("data.csv", text)]));
    let column = |name: &str, input: Input| law.inputs.contains(&input).then(|| name.to_owned());
    let columns = FitColumns {
        volume: column("volume", Input::Volume),
        production: column("production", Input::Production),
        knowledge: column("knowledge", Input::Knowledge),
        ..FitColumns::default()
    };
    let options = FitOptions { name: Some("y".to_owned()), ..FitOptions::default() };
    let data = FitData::read_from(files, Path::new("data.csv"), &columns, &options)
        .unwrap_or_else(|error| panic!("{}: {error}", law.name));
    let request = FitRequest { law: Some(law), errors: Some(structure), ..FitRequest::default() };
    data.fit(&request).unwrap_or_else(|error| panic!("{}: {error}", law.name))
}

/// The fitted law at a place, its parameters as ten digits say them.
fn curve(best: &Fitted, at: &At) -> f64 {
    let parameters: Vec<f64> = best.estimates.iter().map(|estimate| rounded(estimate.value)).collect();
    best.law.value(&parameters, &best.frame, at)
}

/// The fitted law after the last value: its deviation there stays, or fades.
fn expected(best: &Fitted, at: &At, step: f64) -> f64 {
    let law = curve(best, at);
    let (Some((last, value)), false) = (best.last(), best.errors == Structure::Independent) else { return law };
    let steps = ((at.time - last.time) / step).round();
    if steps < 0.0 {
        return law;
    }
    let deviation = link(best.scale, rounded(value)) - link(best.scale, curve(best, &last));
    let here = link(best.scale, law) + rounded(best.after(step).0).powi(steps as i32) * deviation;
    match best.scale {
        Scale::Level => here,
        Scale::Log => here.exp(),
        Scale::Logit => 1.0 / (1.0 + (-here).exp()),
    }
}

/// The scale on which errors add.
fn link(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Level => value,
        Scale::Log => value.ln(),
        Scale::Logit => (value / (1.0 - value)).ln(),
    }
}

/// The time axis of a scenario that was written, and what it computes of `y` where all are at their estimates.
fn run(text: &str, best: &Fitted, data: &str) -> Vec<(f64, f64)> {
    let mut set: Vec<String> =
        best.estimates.iter().map(|one| format!("y_{}={}", one.parameter.name, rounded(one.value))).collect();
    if best.errors != Structure::Independent {
        set.push("y_innovation=0".to_owned());
    }
    let files = Arc::new(Memory::new([("fit.toml", text), ("data.csv", data)]));
    let options = Options { set, draws: Some(1), ..Options::default() };
    let session = Session::open_from(files, "fit.toml", options).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let run = session.run().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let variable = run.projection.variables.iter().find(|variable| variable.name == "y").expect("it is reported");
    run.projection.times.iter().copied().zip(variable.series[0].mean.iter().copied()).collect()
}

fn check(law: &'static Law, axis: usize, structure: Structure, zeros: usize) {
    let case = format!("{} from {} with {} errors, {zeros} zeros", law.name, AXES[axis](0).0, structure.words());
    let table = table(law, axis, structure, zeros);
    let fits = fitted(law, &table, structure);
    let best = fits.best();
    let data = &fits.data.observations;
    assert_eq!(best.frame.first.time, data.x[zeros], "{case}: what time is counted from");
    let text = fits.scenario(Path::new("fit.toml"), None).unwrap_or_else(|error| panic!("{case}: {error}"));
    let computed = run(&text, best, &table);
    let (last, step) = (data.x[data.len() - 1], computed[1].0 - computed[0].0);
    let mut compared = 0;
    for (time, found) in computed {
        let place = |time: f64| {
            let row = data.x.iter().position(|known| (known - time).abs() < 1e-6)?;
            Some(At { time, ..data.at(row) })
        };
        // Volumes between the data and after them are no data.
        let at = if law.inputs.is_empty() { Some(At::time(time)) } else { place(time) };
        let Some(at) = at.filter(|at| at.time > best.frame.launch || !law.launched) else { continue };
        let wanted = expected(best, &at, step);
        assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1e-3), "{case}, {time}: {found} is not {wanted}");
        compared += 1;
    }
    assert!(compared >= ROWS - zeros, "{case}: {compared} until {last}");
}

/// All laws, each with all kinds of errors, by turns over years, quarters and months from different times on.
#[test]
fn scenarios_that_are_written_compute_the_fitted_curve() {
    let structures = [Structure::Independent, Structure::Autoregressive, Structure::Walk];
    for (place, law) in LAWS.iter().enumerate() {
        for (kind, structure) in structures.into_iter().enumerate() {
            check(law, (place + 2 * kind) % AXES.len(), structure, 0);
        }
    }
}

#[test]
fn zeros_in_front_move_the_origin_and_the_launch() {
    for law in LAWS.iter().filter(|law| law.launched) {
        for (axis, structure) in [(0, Structure::Independent), (3, Structure::Walk), (4, Structure::Autoregressive)] {
            check(law, axis, structure, 4);
        }
    }
}

/// `[fits]` of the same values has the same parameters, counted from the same time: the equation that is written is that of both.
#[test]
fn fits_of_a_scenario_count_from_the_first_value_too() {
    for (place, law) in LAWS.iter().enumerate().filter(|(_, law)| law.inputs.is_empty()) {
        let axis = [1, 4, 0][place % 3];
        let table = table(law, axis, Structure::Independent, 0);
        let fits = fitted(law, &table, Structure::Independent);
        let (best, data) = (fits.best(), &fits.data.observations);
        let values: Vec<String> =
            data.x.iter().zip(&data.y).map(|(time, value)| format!("\"{time}\" = {value}")).collect();
        let assumption = |estimate: &Estimate| {
            let unit = estimate.parameter.quantity.unit("1");
            format!("[assumptions.y_{}]\nvalue = 1\nunit = \"{unit}\"\nsource = \"s\"\n", estimate.parameter.name)
        };
        let bound: Vec<String> = law.parameters.iter().map(|one| format!("{0} = \"y_{0}\"", one.name)).collect();
        let names: Vec<String> = law.parameters.iter().map(|one| format!("y_{}", one.name)).collect();
        let texts = Texts { time: "time".to_owned(), inputs: Default::default() };
        let step = data.x[1] - data.x[0];
        let text = format!(
            "[scenario]\ntitle = \"t\"\n[time]\nstart = {}\nend = {}\nstep = {step}\n{}\n[variables.y]\nequation = \"{}\"\nunit = \"1\"\n\
             report = true\nhistory.seen = {{ values = {{ {} }}, source = \"s\" }}\n\
             [fits.f]\nvariable = \"y\"\nlaw = \"{}\"\nerrors = \"independent\"\nparameters = {{ {} }}\n",
            data.x[0],
            data.x[0] + 40.0 * step,
            best.estimates.iter().map(assumption).collect::<String>(),
            law.equation(&names, &best.frame, &texts),
            values.join(", "),
            law.name,
            bound.join(", ")
        );
        let files = Memory::new([("fits.toml", text.as_str())]);
        let session = Session::open_from(Arc::new(files), "fits.toml", Options::default())
            .unwrap_or_else(|error| panic!("{}: {error}\n{text}", law.name));
        let [estimated] = session.model().header.estimated.as_slice() else { panic!("one fit") };
        let found = estimated.outcome.as_ref().unwrap_or_else(|reason| panic!("{}: {reason}", law.name));
        for (found, own) in found.iter().zip(&best.estimates) {
            near(found.value, own.value, 1e-9 * own.value.abs());
        }
        let without = text.replace("[fits.f]", "[fits.f]\nenabled = false");
        for (time, computed) in run(&without, best, &table) {
            if time > best.frame.launch || !law.launched {
                let wanted = curve(best, &At::time(time));
                assert!(
                    (computed - wanted).abs() <= 1e-9 * wanted.abs().max(1e-3),
                    "{}, {time}: {computed} is not {wanted}",
                    law.name
                );
            }
        }
    }
}
