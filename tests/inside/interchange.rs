//! Models in XMILE and of Vensim: what they give is what was worked out by hand from the standard (`tests/interchange/`), as
//! they are and as the scenario files that are made from them.
//!
//! Beside each model lies a table of its name, whose first line says what it is about.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use catchup::projection::{Level, Projection};
use catchup::session::{Disk, Memory, Options, import_model};
use catchup::{Session, session};

/// Expected numbers by column.
struct Expected {
    times: Vec<f64>,
    columns: Vec<(String, Vec<f64>)>,
}

fn models() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/interchange").expect("the folder is there");
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending != "csv" && ending != "dat"));
    // The core alone reads UTF-8.
    let is_utf8 = |path: &PathBuf| String::from_utf8(fs::read(path).expect("readable")).is_ok();
    found.retain(|path| cfg!(feature = "encodings") || is_utf8(path));
    found.sort();
    found
}

fn expected(model: &Path) -> Expected {
    let text = fs::read_to_string(model.with_extension("csv")).expect("a table beside each model");
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let header = lines.next().expect("a header");
    // Between quotes a comma is part of a name.
    let mut names = vec![String::new()];
    let mut quoted = false;
    for character in header.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => names.push(String::new()),
            other => names.last_mut().expect("one at least").push(other),
        }
    }
    let mut columns: Vec<(String, Vec<f64>)> = names.into_iter().skip(1).map(|name| (name, Vec::new())).collect();
    let mut times = Vec::new();
    for line in lines {
        let mut numbers = line.split(',').map(|cell| cell.parse::<f64>().expect("a number"));
        times.push(numbers.next().expect("a time"));
        for ((_, column), number) in columns.iter_mut().zip(numbers) {
            column.push(number);
        }
    }
    Expected { times, columns }
}

/// What a scenario gives for a column, by time: of a variable, or of an assumption at any time.
fn found(projection: &Projection, session: &Session, name: &str) -> Vec<f64> {
    let name = name.to_lowercase().replace(['$', '(', ')', '%'], "");
    if let Ok(series) = projection.series(&name) {
        return series.median().to_vec();
    }
    let selector = |input: &session::Input| input.selector.replace(", ", ",") == name;
    let input = session.assumptions().into_iter().find(selector).unwrap_or_else(|| panic!("there is no `{name}`"));
    vec![input.range.expect("one number")[1]; projection.times.len()]
}

fn agrees(model: &Path, session: &Session, how: &str) {
    let run = session.run().unwrap_or_else(|error| panic!("{} {how}: {error}", model.display()));
    let expected = expected(model);
    for (name, column) in &expected.columns {
        let found = found(&run.projection, session, name);
        for (time, value) in expected.times.iter().zip(column) {
            let point = run.projection.point(*time).unwrap_or_else(|| panic!("{}: no time {time}", model.display()));
            let near = (found[point] - value).abs() <= 1e-9 * value.abs().max(1.0);
            assert!(near, "{} {how}: {name} at {time} is {}, not {value}", model.display(), found[point]);
        }
    }
}

#[test]
fn models_give_what_the_standard_says() {
    let models = models();
    assert!(models.len() >= 60);
    for model in models {
        let session = Session::open(&model).unwrap_or_else(|problems| panic!("{problems}"));
        agrees(&model, &session, "as it is");
        let made = import_model(&Disk, &model).unwrap_or_else(|problems| panic!("{problems}"));
        let files = Memory::new([("made.toml", made.text.as_str())]);
        let session = Session::open_from(Arc::new(files), "made.toml", Options::default())
            .unwrap_or_else(|problems| panic!("{}\n{problems}\n{}", model.display(), made.text));
        agrees(&model, &session, "imported");
        assert!(session.newer_toml().is_empty(), "{}: readers of TOML 1.0 refuse\n{}", model.display(), made.text);
    }
}

/// A guess of an encoding is a warning at the first word that rests on it; what is declared is none.
#[cfg(feature = "encodings")]
#[test]
fn encodings_that_are_guessed_are_said() {
    let warnings = |model: &str| {
        let made = import_model(&Disk, Path::new(model)).unwrap_or_else(|problems| panic!("{problems}"));
        made.warnings.into_iter().filter(|warning| warning.code == "guessed-encoding").collect::<Vec<_>>()
    };
    let guessed = warnings("tests/interchange/vensim_gb2312.mdl");
    assert_eq!((guessed.len(), guessed[0].labels[0].span.text()), (1, "库存"));
    assert!(guessed[0].message.ends_with("it is read as GBK"), "{}", guessed[0].message);
    assert!(warnings("tests/interchange/encoding_declared.xmile").is_empty());
}

/// Two arguments of `PULSE` mean one thing to Vensim and another in XMILE, and to Stella a pulse without an interval goes on; both
/// write their own in XMILE.
#[test]
fn a_pulse_that_means_something_else_to_its_writer_is_warned_of() {
    let pulses = |vendor: &str, pulse: &str| {
        let header = format!("<header><vendor>{vendor}</vendor><name>Teacup</name>");
        let text = TEACUP
            .replacen("<header><name>Teacup</name>", &header, 1)
            .replace("<eqn>70</eqn>", &format!("<eqn>{pulse}</eqn>"));
        let files = Memory::new([("teacup.xmile", text.as_str())]);
        let made = import_model(&files, Path::new("teacup.xmile")).unwrap_or_else(|problems| panic!("{problems}"));
        let found: Vec<_> =
            made.warnings.into_iter().filter(|warning| warning.code.to_string().starts_with("pulse-of-")).collect();
        let said =
            |warning: &catchup::diagnostic::Diagnostic| format!("{} {}", warning.code, warning.labels[0].span.text());
        found.iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(pulses("Ventana Systems, Inc.", "70 + PULSE(10, 5)"), ["pulse-of-vensim PULSE"]);
    assert_eq!(pulses("isee systems, inc.", "70 + PULSE(10, 5)"), ["pulse-of-stella PULSE"]);
    for vendor in ["Ventana Systems, Inc.", "isee systems, inc."] {
        assert!(pulses(vendor, "70 + PULSE(10, 5, 0)").is_empty(), "{vendor}");
    }
    assert!(pulses("Somebody", "70 + PULSE(10, 5)").is_empty());
}

const TEACUP: &str = r#"<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><name>Teacup</name></header>
<sim_specs time_units="Minute"><start>0</start><stop>30</stop><dt>0.125</dt></sim_specs>
<model><variables>
<stock name="Teacup Temperature"><eqn>180</eqn><outflow>Heat_Loss_to_Room</outflow><units>Degrees</units></stock>
<flow name="Heat Loss to Room"><eqn>(Teacup_Temperature - Room_Temperature) / Characteristic_Time</eqn></flow>
<aux name="Room Temperature"><eqn>70</eqn></aux>
<aux name="Characteristic Time"><eqn>10</eqn><units>Minutes</units><doc>How fast it cools.</doc></aux>
</variables></model></xmile>"#;

#[test]
fn a_scenario_lays_what_is_uncertain_over_a_model() {
    let over = r#"
extends = "teacup.xmile"
scenario.title = "Tea under uncertainty"
assumptions.characteristic_time = { distribution = { uniform = { low = 8, high = 12 } }, source = "judgement" }
variables.teacup_temperature.targets.warm = { year = 20, at_least = 90, source = "taste" }
"#;
    let files = Memory::new([("teacup.xmile", TEACUP), ("tea.toml", over)]);
    let session = Session::open_from(Arc::new(files), "tea.toml", Options::default()).unwrap_or_else(|p| panic!("{p}"));
    let run = session.run().expect("runs");
    let number = run.projection.number("teacup_temperature@20").expect("is reported");
    let [low, high] = [Level::P05, Level::P95].map(|level| number.quantile(level));
    // Euler's method: 70 + 110 (1 - dt / time)^160, with the time at its 5 % and 95 % quantiles.
    let at = |time: f64| 70.0 + 110.0 * (1.0 - 0.125 / time).powi(160);
    assert!((low - at(8.2)).abs() < 0.05 && (high - at(11.8)).abs() < 0.05, "{low} {high}");
}

/// The distribution function of Poisson's distribution with mean 2.2 is 0.11, 0.35, 0.62, 0.82, 0.93, 0.98 at 0 to 5.
#[test]
fn poisson_numbers_have_its_quantiles() {
    let model = TEACUP.replace("<variables>\n", "<variables>\n<aux name=\"x\"><eqn>POISSON(1.1 * 2, 7)</eqn></aux>\n");
    let files = Memory::new([("model.xmile", model.as_str())]);
    let options = Options { draws: Some(4000), ..Options::default() };
    let session = Session::open_from(Arc::new(files), "model.xmile", options).unwrap_or_else(|p| panic!("{p}"));
    let run = session.run().expect("runs");
    let number = run.projection.number("x@20").expect("is reported");
    assert_eq!([Level::P05, Level::P50, Level::P95].map(|level| number.quantile(level)), [0.0, 2.0, 5.0]);
}

/// Weibull's distribution of shape 2 and mean 1 has its quantiles at sqrt(-ln(1 - p)) / gamma(1.5), half the root of pi being
/// gamma(1.5). One success at a chance of a half needs 1 trial with 0.5, 2 with 0.25 and so on; between 2 and 4 of them, 2 with
/// 4/7, 3 with 2/7, 4 with 1/7.
#[test]
fn weibull_and_negative_binomial_numbers_have_their_quantiles() {
    let text = "{UTF-8}\nw= RANDOM WEIBULL(0, 100, 2, 10, 3, 1)~~|\nb= RANDOM NEGATIVE BINOMIAL(0, 400, 0.5, 1, 0, 1, 2)~~|\n\
                c= RANDOM NEGATIVE BINOMIAL(20, 40, 0.5, 1, 0, 10, 3)~~|\nFINAL TIME= 1~~|\nINITIAL TIME= 0~~|\n\
                TIME STEP= 1~~|\nSAVEPER= 1~~|\n";
    let files = Memory::new([("a.mdl", text)]);
    let options = Options { draws: Some(8000), ..Options::default() };
    let session = Session::open_from(Arc::new(files), "a.mdl", options).unwrap_or_else(|p| panic!("{p}"));
    let run = session.run().expect("runs");
    let quantiles = |name: &str| {
        let number = run.projection.number(name).expect("is reported");
        [Level::P05, Level::P50, Level::P95].map(|level| number.quantile(level))
    };
    let half_root = std::f64::consts::PI.sqrt() / 2.0;
    for (found, chance) in quantiles("w@1").into_iter().zip([0.05_f64, 0.5, 0.95]) {
        let expected = 10.0 + 3.0 * (-(1.0 - chance).ln()).sqrt() / half_root;
        assert!((found - expected).abs() < 0.2, "{found} {expected}");
    }
    let [low, _, high] = quantiles("b@1");
    assert_eq!([low, high], [1.0, 5.0]);
    assert_eq!(quantiles("c@1"), [20.0, 20.0, 40.0]);
}

#[test]
fn what_is_not_supported_is_named_where_it_stands() {
    let with = |variables: &str| TEACUP.replace("<variables>\n", &format!("<variables>\n{variables}\n"));
    for (text, expected) in [
        (with("<aux name=\"x\"><eqn>1 + PMT(2)</eqn></aux>"), "not supported: the function `PMT`"),
        (
            with("<aux name=\"x\"><eqn>POISSON(TIME)</eqn></aux>"),
            "not supported: `POISSON` with a mean that is no fixed",
        ),
        (with("<stock name=\"x\"><eqn>1</eqn><queue/></stock>"), "not supported: queues"),
        (with("<aux name=\"x\"><eqn>Room_Temprature</eqn></aux>"), "did you mean `room_temperature`?"),
        (with("<aux name=\"x\"><eqn>1 +</eqn></aux>"), "a value was expected here, not the end of the equation"),
        (with("<aux name=\"x\"><eqn>STEP(1)</eqn></aux>"), "`STEP` takes 2 arguments, not 1"),
        (
            with("<flow name=\"x\"><eqn>1</eqn><multiplier>3</multiplier></flow>"),
            "not supported: flows in other units than their stock (`<multiplier>`)",
        ),
        (with("<stock name=\"x\"><eqn>1</eqn><oven/></stock>"), "not supported: ovens"),
        (
            with("<flow name=\"x\" isee:spreadflow=\"source\"><eqn>1</eqn></flow>"),
            "not supported: flows that enter a conveyor elsewhere than at its beginning",
        ),
        (with("<flow name=\"x\"><eqn>1</eqn><leak/></flow>"), "this leaks from no conveyor"),
        (TEACUP.replace("<sim_specs ", "<sim_specs method=\"gear\" "), "not supported: the method `gear`"),
        (TEACUP.replace("</model>", ""), "this is not XML"),
        (TEACUP.replace("<xmile", "<!DOCTYPE x [<!ENTITY a \"b\">]><xmile"), "a document type"),
    ] {
        let files = Memory::new([("model.xmile", text.as_str())]);
        let problems = Session::open_from(Arc::new(files), "model.xmile", Options::default()).expect_err(expected);
        let first = problems.as_slice().first().expect("a problem");
        assert!(first.labels[0].span.line_column() > (1, 1) || expected.contains("document type"), "{problems}");
        assert!(problems.to_string().contains(expected), "{expected}: {problems}");
    }
}

/// The first problem of a model of Vensim that has these equations, and the lines that it names.
fn refused(equations: &[&str]) -> (String, Vec<usize>) {
    let times = "FINAL TIME= 2~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n";
    let lines: String = equations.iter().map(|equation| format!("{equation}~~|\n")).collect();
    let text = format!("{{UTF-8}}\n{lines}{times}");
    let files = [("model.mdl", text.as_str()), ("names.csv", "a,b\nc,d\n")];
    match Session::open_from(Arc::new(Memory::new(files)), "model.mdl", Options::default()) {
        Ok(session) => panic!("{equations:?} is read: {}", session.assumptions().len()),
        Err(problems) => {
            let first = problems.as_slice().first().expect("a problem");
            let lines = first.labels.iter().map(|label| label.span.line_column().0).collect();
            (first.message.clone(), lines)
        }
    }
}

/// Lists of numbers have the rows and columns of their elements, and no element has two equations.
#[test]
fn equations_of_elements_fit_together() {
    let dimensions = ["r: r1, r2", "c: c1, c2"];
    for (equations, expected, lines) in [
        (
            ["x[r, c]= 1, 2, 3; 4, 5, 6;", "y= 1"],
            "`x` takes 2 rows of 2 numbers here, and is given rows of 3, 3",
            vec![4],
        ),
        (["x[r, c]= 1, 2, 3, 4", "y= 1"], "`x` takes 2 rows of 2 numbers here, and is given rows of 4", vec![4]),
        (["x[r]= 1, 2, 3", "y= 1"], "`x` takes 1 row of 2 numbers here, and is given rows of 3", vec![4]),
        (["x[r]= 1", "x[r1]= 2"], "`x` has two equations for `r1`", vec![5, 4]),
        (["x[r]= Time", "x[r1]= 2"], "`x` has two equations for `r1`", vec![5, 4]),
        (["x[r1]= 1", "x[r1]= 2"], "`x` has two equations for `r1`", vec![5, 4]),
    ] {
        let all: Vec<&str> = dimensions.into_iter().chain(equations).collect();
        assert_eq!(refused(&all), (expected.to_owned(), lines), "{equations:?}");
    }
}

/// What could not be read is told of once, and not again where it is used.
#[test]
fn one_cause_is_one_error() {
    let times = "FINAL TIME= 2~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n";
    let told = |name: &str, text: &str| {
        let problems = Session::open_from(Arc::new(Memory::new([(name, text)])), name, Options::default());
        let all = problems.err().unwrap_or_else(|| panic!("{text} is read")).into_vec();
        all.into_iter().map(|problem| (problem.labels[0].span.line_column().0, problem.message)).collect::<Vec<_>>()
    };
    for (text, expected) in [
        (
            "d: (a1-b4)~~|\nx[d]= 3~~|\ny= SUM(x[d!]) + x[a2]~~|\n",
            vec![(2, "`a1` to `b4` is no range of numbered names")],
        ),
        (
            "d: p, q -> ~~|\nx[d]= 3~~|\ny= x[p]~~|\n",
            vec![(2, "a name was expected here, not the end of the equation")],
        ),
        ("d: p, q -> e~~|\nx[d]= 3~~|\ny= x[p]~~|\n", vec![(2, "`d` is mapped to `e`, which is no subscript range")]),
        (
            "d: p, q~~|\ne: r, s -> (d: p, t)~~|\nx[d]= Time~~|\ny[e]= x[d]~~|\n",
            vec![(3, "`e` is mapped to `t`, which is neither an element nor a part of `d`")],
        ),
        (
            "x= 3 + ~~|\ny= x * 2~~|\nz= x + nothing~~|\n",
            vec![(2, "a value was expected here, not the end of the equation"), (4, "there is no variable `nothing`")],
        ),
        ("f((0,0),(1,a))~~|\ny= f(Time)~~|\n", vec![(2, "a number was expected here, not `a`")]),
        (
            "d: p, q~~|\nx[p]= 3 +~~|\nx[q]= 4~~|\ny= SUM(x[d!])~~|\n",
            vec![(3, "a value was expected here, not the end of the equation")],
        ),
        (
            "d: p, q~~|\ne <-> d~~|\nm[d, e]= 1, 2; 3, 4;~~|\ni[d, e]= INVERT MATRIX(m[d, e], 3)~~|\n",
            vec![(5, "the size of the matrix is 3 here, and it has 2 rows")],
        ),
    ] {
        let expected: Vec<(usize, String)> = expected.into_iter().map(|(line, said)| (line, said.to_owned())).collect();
        assert_eq!(told("model.mdl", &format!("{{UTF-8}}\n{text}{times}")), expected, "{text}");
    }
    let broken = TEACUP.replace("<eqn>70</eqn>", "<eqn>70 +</eqn>");
    assert_eq!(
        told("model.xmile", &broken),
        [(7, "a value was expected here, not the end of the equation".to_owned())]
    );
}

/// Messages are of the model's own words, and of what is wrong first.
#[test]
fn what_is_wrong_is_said_in_words_of_the_model() {
    for (equations, expected, lines) in [
        (vec!["a= 1 + Time", "a= 2 + Time"], "`a` has two equations", vec![3, 2]),
        (vec!["f((0,0),(1,1))", "f((0,0),(1,2))", "a= f(Time)"], "`f` has two equations", vec![3, 2]),
        (vec!["d: p, q, r", "x[p]= 1", "x[q]= Time", "y= SUM(x[d!])"], "`x` has no equation for `r`", vec![5]),
        (vec!["d: p, q", "x[p]= Time", "y= x[q]"], "`x` has no equation for `q`", vec![4]),
        (
            vec!["d: p, q", "x[d]= 1, 2", "y= SUM(x[d])"],
            "this is one number, so there are no elements to gather: mark them by `!` behind a dimension",
            vec![4],
        ),
        (vec!["x= GET DIRECT CONSTANTS('none.csv', ',', 'A1')", "y= x"], "there is no file `none.csv`", vec![2]),
        (vec!["x", "y= x"], "`x` has no equation, and no table beside the model has a column `x`", vec![2]),
        (vec!["x= 1..2"], "`1..2` is not a number: a number has one point", vec![2]),
        (
            vec!["a= DEPRECIATE STRAIGHTLINE(Time, 4, 2, 0)"],
            "not supported: fiscal periods of more than one step",
            vec![2],
        ),
        (
            vec!["a= RANDOM NORMAL(Time, 3, 1, 2, 0)"],
            "not supported: random numbers whose bounds and shape are not fixed",
            vec![2],
        ),
        (vec!["a= RANDOM NORMAL(3, 1, 1, 2, 0)"], "no random number lies between these bounds", vec![2]),
        (vec!["a= DELAY MATERIAL(1, 2 + Time, 0, 0)"], "not supported: a delay by a time that changes", vec![2]),
        (vec!["a= SINTEG(1, 0, 0, 9, 2, :NA:, :NA:)"], "not supported: `SINTEG` in multiples of a quantum", vec![2]),
        (
            vec!["d: p, q", "x[d]= 1, 2", "a= VECTOR LOOKUP(x[p], Time, 0, 1, 5)"],
            "not supported: `VECTOR LOOKUP` in a mode that is not fixed, or not 0, 1, 2, 3, 4 or 7",
            vec![4],
        ),
        (
            vec!["d: p, q", "x[d]= 1, 2", "a= VECTOR LOOKUP(x[q], Time, 0, 1, 0)"],
            "not supported: `VECTOR LOOKUP` of a vector that is not named by its first element",
            vec![4],
        ),
        (
            vec![
                "d: p, q",
                "t: k, r, w, e",
                "y[d, t]= 0, 1, 1, 0; 0, 1, 1, 0;",
                "x[d]= 1, 2",
                "a= FIND MARKET PRICE(x[p], y[p, k], x[p], y[p, k])",
            ],
            "not supported: a market in which all quantities are fixed",
            vec![6],
        ),
        (
            vec!["d: p, q, r, s, t", "e<->d", "x[d, e]= Time", "i[d, e]= INVERT MATRIX(x[d, e], 5)"],
            "not supported: the inverse of a matrix of more than 4 rows whose elements change",
            vec![5],
        ),
        (
            vec!["d: p, q, r, s, t", "e<->d", "x[d, e]= 1", "i[d, e]= INVERT MATRIX(x[d, e], 5)"],
            "this matrix has no inverse",
            vec![5],
        ),
        (
            vec!["f((0,0),(1,1),(2,0))", "a= LOOKUP INVERT(f, 0.5)"],
            "not supported: the inverse of a lookup that has the same value at several places",
            vec![3],
        ),
    ] {
        assert_eq!(refused(&equations), (expected.to_owned(), lines), "{equations:?}");
    }
    let module = TEACUP.replace(
        "</xmile>",
        "<model name=\"m\"><variables><aux name=\"i\" access=\"input\"/></variables></model></xmile>",
    );
    let module = module.replace("<variables>\n<stock", "<variables>\n<module name=\"m\"/><stock");
    let opened = |name: &str, text: &str| {
        let files = Memory::new([(name, text)]);
        Session::open_from(Arc::new(files), name, Options::default()).expect_err(name).to_string()
    };
    let said = opened("model.xmile", &module);
    assert!(said.contains("`i` is an input of a module, and nothing is connected to it"), "{said}");
    let said = opened("model.mdl", "Stock = INTEG(1, 0)~~|");
    assert!(said.contains("`FINAL TIME` is missing, or is no number"), "{said}");
}

/// What a model of Vensim says that is nothing, or is too much, is told where it stands.
#[test]
fn nothing_of_a_model_of_vensim_is_passed_over() {
    let times = "FINAL TIME= 2~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n";
    for (text, expected, line) in [
        ("A: p, q~~|\nx= A + 1~~|\n", "which element of `a` is meant is not said here", 3),
        (
            "a= 1\n\t~\tkg\n\t~\tdoc\n\nb= 2\n\t~\tkg\n\t~\tdoc\n\t|\n",
            "this has no `|` behind it, and goes on with the next",
            2,
        ),
        ("A: p, q~~|\nx[A]:EXCEPT:[r]= 1~~|\n", "`r` is neither an element nor a part of `a`", 3),
        ("x[r]= 1~~|\n", "`r` is neither a subscript range nor an element of one", 2),
        ("A: p, q -> B~~|\nB: r, s, t~~|\nx[A]= 1~~|\n", "`A` has 2 elements, and is mapped to 3 of `B`", 2),
        ("Time= 3~~|\n", "`Time` is the clock, and has no equation", 2),
        ("~ Dmnl ~ |\n", "a name was expected here, before the unit and the comment", 2),
        (":MACRO: M(x)\nM= x~~|\na= M(1)~~|\n", "the macro `M` has no `:END OF MACRO:`", 2),
        ("x= SMOOTH(1)~~|\n", "`SMOOTH` takes 2 arguments, not 1", 2),
        ("x= MAX(1)~~|\n", "`MAX` takes 2 or more arguments, not 1", 2),
        (
            "x= 2 + Time~~|\ny:RAW:= x~~|\n",
            "not supported: `:RAW:` of what is not made from the data of one variable and constants",
            3,
        ),
    ] {
        let text = format!("{{UTF-8}}\n{text}{times}");
        let files = Memory::new([("model.mdl", text.as_str())]);
        let opened = Session::open_from(Arc::new(files), "model.mdl", Options::default());
        let problems = opened.expect_err(expected);
        let first = problems.as_slice().first().expect("a problem");
        assert_eq!((first.message.as_str(), first.labels[0].span.line_column().0), (expected, line), "{problems}");
    }
    for (text, expected) in [
        (format!("{{UTF-8}}\n{times}c= \"abc\n~~|\n"), "a quote is opened here and never closed"),
        (format!("{{UTF-8}}\n{times}c= 1~~\n"), "this has no `|` behind it, which every equation ends with"),
    ] {
        let files = Memory::new([("model.mdl", text.as_str())]);
        let problems = Session::open_from(Arc::new(files), "model.mdl", Options::default()).expect_err(expected);
        let first = problems.as_slice().first().expect("a problem");
        assert_eq!((first.message.as_str(), first.labels[0].span.line_column().0), (expected, 6), "{problems}");
    }
}

/// Likewise of a model in XMILE.
#[test]
fn nothing_of_a_model_in_xmile_is_passed_over() {
    let dims = "<dimensions><dim name=\"r\"><elem name=\"north\"/><elem name=\"south\"/></dim></dimensions>\n<model>";
    let each = "<element subscript=\"north\"><eqn>1</eqn></element><element subscript=\"south\"><eqn>2</eqn></element>";
    let strange = "<element subscript=\"west\"><eqn>3</eqn></element>";
    for (variables, expected) in [
        (
            format!("<aux name=\"x\"><dimensions><dim name=\"r\"/></dimensions>{each}{strange}</aux>"),
            "`west` is neither an element nor a part of `r`",
        ),
        ("<aux name=\"x\"><eqn>1</eqn><eqn>2</eqn></aux>".to_owned(), "`x` has two equations"),
        (
            "<stock name=\"s\"><eqn>1</eqn><inflow>f</inflow><inflow>F</inflow></stock><flow name=\"f\"><eqn>1</eqn></flow>"
                .to_owned(),
            "this inflow is listed twice",
        ),
    ] {
        let text = TEACUP.replace("<model>", dims).replace("<variables>\n", &format!("<variables>\n{variables}\n"));
        let files = Memory::new([("model.xmile", text.as_str())]);
        let problems = Session::open_from(Arc::new(files), "model.xmile", Options::default()).expect_err(expected);
        assert_eq!(problems.as_slice().first().expect("a problem").message, expected, "{problems}");
    }
}

/// What a file in XMILE says beside its models and is not followed is warned of, where it stands; a part that goes on by times of its
/// own is refused, and what uses it is told of no more.
#[test]
fn what_is_passed_over_beside_models_is_warned_of() {
    let header = "<header><options><uses_arrays invalid_index_value=\"NaN\"/></options><includes><include resource=\"a.xmile\"/></includes>";
    let beside = "<data><import type=\"CSV\" enabled=\"true\" resource=\"a.csv\"/></data>\n<odd/>\n\
                  <macro filter=\"flow\" name=\"f\"><parm>x</parm><eqn>x</eqn></macro>\n<model>";
    let text = TEACUP.replacen("<header>", header, 1).replacen("<model>", beside, 1);
    let files = Memory::new([("teacup.xmile", text.as_str())]);
    let made = import_model(&files, Path::new("teacup.xmile")).unwrap_or_else(|problems| panic!("{problems}"));
    let found: Vec<(String, String)> = made
        .warnings
        .into_iter()
        .filter(|warning| warning.code == "passed-over")
        .map(|warning| (warning.labels[0].span.text().to_string(), warning.message))
        .collect();
    let said: Vec<&str> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        said,
        [
            "another file is included here, which is not read: what it defines is not known",
            "what stands beyond the elements of an array is 0 here",
            "numbers are imported from a file here, which is not done: variables are as their equations say",
            "`<odd>` is not known here, and is passed over",
            "a macro that changes how flows or other things of the model work is passed over: it is a function alone",
        ]
    );
    assert_eq!((found[1].0.as_str(), found[4].0.as_str()), ("NaN", "flow"));
    let module = TEACUP
        .replacen("<variables>", "<variables>\n<module name=\"m\"/><module name=\"n\"/><aux name=\"z\"><eqn>m.y + n.y</eqn></aux>", 1)
        .replace(
            "</xmile>",
            "<model name=\"m\"><sim_specs><start>0</start><stop>30</stop><dt>1</dt></sim_specs><variables><aux name=\"y\"><eqn>1</eqn></aux></variables></model>\n\
             <model name=\"n\" resource=\"n.xmile\"/></xmile>",
        );
    let files = Memory::new([("model.xmile", module.as_str())]);
    let problems =
        Session::open_from(Arc::new(files), "model.xmile", Options::default()).expect_err("refused").into_vec();
    let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        said,
        ["not supported: modules with times of their own (`<sim_specs>`)", "not supported: modules in other files"]
    );
}

/// What shapes the equations that are written, such as the order of a delay, is no assumption, since another number would change
/// nothing; what does change something is one.
#[test]
fn constants_that_shape_a_model_are_no_assumptions() {
    let vensim = "{UTF-8}\norder= 2~~|\nu= STEP(10, 2)~~|\nd= DELAY N(u, 8, 1, order)~~|\nT= 3~~|\nf= DELAY FIXED(Time, T, -1)~~|\n\
                  A: a1, a2~~|\nx[A]= 1, 5~~|\nsel= 0~~|\nv= VECTOR SELECT(x[A!], x[A!], 0, sel, 0)~~|\n\
                  n= 2~~|\np= Time ^ n~~|\nyrs= years * 2~~|\nyears= 4~~|\nFINAL TIME= INITIAL TIME + yrs~~|\n\
                  INITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 2~~|\n";
    let xmile = TEACUP.replace(
        "<variables>\n",
        "<variables>\n<stock name=\"c\"><eqn>8</eqn><inflow>i</inflow><outflow>o</outflow><conveyor><len>L</len></conveyor></stock>\n\
         <flow name=\"i\"><eqn>TIME</eqn></flow><flow name=\"o\"/><aux name=\"L\"><eqn>4</eqn></aux>\n\
         <aux name=\"n\"><eqn>2</eqn></aux><aux name=\"dn\"><eqn>DELAYN(TIME, 4, n)</eqn></aux>\n",
    );
    for (name, text, expected, fixed) in [
        ("model.mdl", vensim, vec!["t", "x[a1]", "x[a2]"], "order"),
        ("model.xmile", xmile.as_str(), vec!["room_temperature", "characteristic_time"], "l"),
    ] {
        let open = |set: &[&str]| {
            let files = Memory::new([(name, text)]);
            let options = Options { set: set.iter().map(|set| (*set).to_owned()).collect(), ..Options::default() };
            Session::open_from(Arc::new(files), name, options)
        };
        let session = open(&[]).unwrap_or_else(|problems| panic!("{problems}"));
        let mut found: Vec<String> = session.assumptions().into_iter().map(|input| input.selector).collect();
        found.sort();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected);
        let problems = open(&[&format!("{fixed}=3")]).expect_err("is refused");
        assert!(problems.to_string().contains(&format!("`{fixed}` is a variable")), "{problems}");
    }
}

/// The quantile of the normal distribution is what its author prints (Wichura, 1988, Algorithm AS 241), and numbers between
/// bounds have the quantiles of what lies between them.
#[test]
fn random_numbers_lie_between_their_bounds() {
    let model = |equation: &str| {
        format!(
            "{{UTF-8}}\nx= {equation}~~|\ny= x~~|\nFINAL TIME= 1~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n"
        )
    };
    let normal = model("RANDOM NORMAL(0, 3, 1, 2, 7)");
    let made =
        import_model(&Memory::new([("a.mdl", normal.as_str())]), Path::new("a.mdl")).unwrap_or_else(|p| panic!("{p}"));
    let table = made.text.split_once("[variables.x_score]").expect("is made").1;
    let line = table.lines().find(|line| line.starts_with("equation")).expect("is made").replace("x_chance", "p");
    for (p, expected) in [
        (0.25, -0.674_489_750_196_081_7),
        (0.001, -3.090_232_306_167_814),
        (1e-20, -9.262_340_089_798_408),
        (0.999, 3.090_232_306_167_814),
    ] {
        let text = format!(
            "scenario.title = \"x\"\nscenario.check_units = false\ntime = {{ start = 2020, end = 2021 }}\n[assumptions.p]\nvalue = {p:e}\nunit = \"1\"\nsource = \"x\"\n[variables.z]\n{line}\nunit = \"1\"\n"
        );
        let session = Session::from_text("x", &text).unwrap_or_else(|problems| panic!("{problems}"));
        let run = session.run().expect("runs");
        let found = run.projection.series("z").expect("is there").median()[0];
        assert!((found / expected - 1.0).abs() < 1e-12, "{p}: {found}");
    }
    let quantiles = |text: &str| {
        let files = Memory::new([("a.mdl", text)]);
        let options = Options { draws: Some(4000), ..Options::default() };
        let session = Session::open_from(Arc::new(files), "a.mdl", options).unwrap_or_else(|p| panic!("{p}"));
        let run = session.run().expect("runs");
        let number = run.projection.number("x@1").expect("is reported");
        [Level::P05, Level::P50, Level::P95].map(|level| number.quantile(level))
    };
    // 1 + 2 z, where Phi(z) is 5, 50 and 95 % of the way from Phi(-1/2) to Phi(1): tables of the normal distribution.
    for (found, expected) in quantiles(&normal).into_iter().zip([0.148_7, 1.377_9, 2.790_7]) {
        assert!((found - expected).abs() < 0.06, "{found} {expected}");
    }
    // 1 - 2 ln(u), where u is 95, 50 and 5 % of the way from exp(-1) to 1.
    for (found, expected) in
        quantiles(&model("RANDOM EXPONENTIAL(1, 3, 1, 2, 0)")).into_iter().zip([1.064_2, 1.759_8, 2.835_2])
    {
        assert!((found - expected).abs() < 0.06, "{found} {expected}");
    }
    // A triangle from 0 to 10 with its peak at 2: sqrt(20 p) below a fifth, 10 - sqrt(80 (1 - p)) above.
    for (found, expected) in
        quantiles(&model("RANDOM TRIANGULAR(-1, 20, 0, 2, 10, 0)")).into_iter().zip([1.0, 3.675_4, 8.0])
    {
        assert!((found - expected).abs() < 0.2, "{found} {expected}");
    }
    // The chances of 2 and 5 are 0.2 and 0.6875, and 0.44375 lies in the middle.
    let middle = quantiles(&model("RANDOM TRIANGULAR(2, 5, 0, 2, 10, 0)"))[1];
    assert!((middle - (10.0 - (80.0 * 0.556_25_f64).sqrt())).abs() < 0.1, "{middle}");
    // Sums of chances of 0 to 5 with the mean 2.5: .082, .287, .544, .758, .891, .958; of 0 to 4 in four trials: 1, 5, 11, 15, 16 of 16.
    for (equation, expected) in [
        ("RANDOM POISSON(0, 100, 2.5, 0, 1, 0)", [0.0, 2.0, 5.0]),
        ("RANDOM POISSON(1, 3, 2.5, 0, 1, 0)", [1.0, 2.0, 3.0]),
        ("RANDOM POISSON(0, 9, 0, 4, 1, 0)", [4.0; 3]),
        ("RANDOM BINOMIAL(-9, 99, 0.5, 4, 1, 2, 0)", [1.0, 5.0, 9.0]),
        ("RANDOM BINOMIAL(2, 6, 0.5, 4, 1, 2, 0)", [3.0, 5.0, 5.0]),
    ] {
        assert_eq!(quantiles(&model(equation)), expected, "{equation}");
    }
}

/// Beta(2, 3) has its quantiles where 6 x^2 - 8 x^3 + 3 x^4 is 5, 50 and 95 %: 0.0976, 0.3857, 0.7514. A density of 1 to 1 and of 3 to 2 has
/// a quarter of its area below 1. One that rises from 0 at 0 to 2 and falls to 10 is a triangle: sqrt(20 p) below a fifth, 10 - sqrt(80
/// (1 - p)) above.
#[test]
fn beta_numbers_and_those_of_a_density_have_their_quantiles() {
    let text = "{UTF-8}\nb= RANDOM BETA(0, 100, 2, 3, 10, 5, 1)~~|\nc= RANDOM BETA(10, 11.9286, 2, 3, 10, 5, 1)~~|\n\
                jump((0,1),(1,1),(1,3),(2,3))~~|\nl= RANDOM LOOKUP(jump, 0, 9, 0, 1, 0)~~|\n\
                tri((0,0),(2,1),(10,0))~~|\nt= RANDOM LOOKUP(tri, 5, 99, 5, 3, 0)~~|\n\
                FINAL TIME= 1~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n";
    let files = Memory::new([("a.mdl", text)]);
    let options = Options { draws: Some(8000), ..Options::default() };
    let session = Session::open_from(Arc::new(files), "a.mdl", options).unwrap_or_else(|p| panic!("{p}"));
    let run = session.run().expect("runs");
    for (name, expected, tolerance) in [
        ("b@1", [10.0 + 5.0 * 0.0976, 10.0 + 5.0 * 0.3857, 10.0 + 5.0 * 0.7514], 0.06),
        // Half of it lies below 11.9286, and so a quarter of all in the middle of that: 0.2430.
        ("c@1", [10.0 + 5.0 * 0.0678, 10.0 + 5.0 * 0.2430, 10.0 + 5.0 * 0.3713], 0.06),
        ("l@1", [0.2, 4.0 / 3.0, 2.0 - 0.2 / 3.0], 0.03),
        ("t@1", [8.0, 5.0 + 3.0 * 3.6754, 29.0], 0.6),
    ] {
        let number = run.projection.number(name).expect("is reported");
        let found = [Level::P05, Level::P50, Level::P95].map(|level| number.quantile(level));
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < tolerance, "{name}: {found} {expected}");
        }
    }
}

/// What Vensim has and is not read here is refused by its name, with what to write.
#[test]
fn functions_of_vensim_that_are_not_read_say_what_to_write() {
    for (equation, name, help) in [
        ("FIND ZERO(Time, 0, 1)", "`FIND ZERO`", "write the solution as a formula"),
        ("SHIFT IF TRUE(Time, 1, 2, 0, 0)", "`SHIFT IF TRUE`", "as a flow out of each element into the next"),
        ("RANDOM GAMMA(0, 9, 2, 0, 1, 0)", "`RANDOM GAMMA`", "a distribution in a scenario"),
        ("RANDOM BETA(0, 9, -2, 1, 0, 1, 0)", "a beta distribution whose shapes", ""),
        ("TIME SHIFT(Time, 1)", "`TIME SHIFT` of what is no data", ""),
        ("DELAY CONVEYOR(Time, Time, 0, Time, 0, 3)", "`DELAY CONVEYOR` by a time that is not fixed", ""),
        ("DELAY BATCH(Time, 3, 2, 0, 0, 0)", "`DELAY BATCH`", "a stock that is emptied when it is full"),
        ("RANDOM PINK NOISE(0, 1, 2, 0)", "`RANDOM PINK NOISE`", "a distribution in a scenario"),
        ("TABXL(Time, 1)", "`TABXL`", "write its points as a lookup"),
        ("GET DATA AT TIME(Time, 1)", "`GET DATA AT TIME` of what is no data", ""),
        ("RANDOM POISSON(0, 9, 200, 0, 1, 0)", "a mean that is not from 0 to 100", ""),
        ("RANDOM TRIANGULAR(0, 9, 5, 2, 4, 0)", "a triangle whose peak is not between its ends", ""),
    ] {
        let text = format!(
            "{{UTF-8}}\nx= {equation}~~|\nFINAL TIME= 1~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n"
        );
        let files = Memory::new([("a.mdl", text.as_str())]);
        let said = Session::open_from(Arc::new(files), "a.mdl", Options::default()).expect_err(equation).to_string();
        assert!(said.contains("not supported: ") && said.contains(name) && said.contains(help), "{equation}: {said}");
        assert!(said.contains("a.mdl:2:"), "{equation}: {said}");
    }
}

#[test]
fn what_is_wrong_with_a_file_beside_a_model_is_said_where_it_is_named() {
    let model = |equation: &str| {
        format!(
            "{{UTF-8}}\nx= 1~~|\ny={equation}~~|\nd: a, b~~|\nFINAL TIME= 2~~|\nINITIAL TIME= 0~~|\nTIME STEP= 1~~|\nSAVEPER= 1~~|\n"
        )
    };
    for (equation, expected) in [
        ("GET DIRECT DATA('ables.csv', ',', 'A', 'B2')", "did you mean `tables.csv`?"),
        ("GET DIRECT DATA('?nobody', ',', 'A', 'B2')", "a line `30:?nobody=FILE` of the settings"),
        ("GET DIRECT DATA('table.csv', ',', 'A', 'B9')", "from row 9, column 2 on there is no number"),
        ("GET DIRECT DATA('table.csv', ',', '?', 'B2')", "`?` is no row, no column, and no name of cells"),
        ("GET DIRECT CONSTANTS('table.csv', ',', 'B1')", "row 1, column 2 says `level`, no number"),
        ("GET DIRECT CONSTANTS('table.csv', ',', 'D4')", "row 4, column 4 is empty"),
        ("GET DIRECT CONSTANTS('table.csv', ',')", "`GET DIRECT CONSTANTS` takes 3 arguments, not 2"),
        ("GET DIRECT CONSTANTS('table.csv', x, 'B2')", "a text in single quotes was expected here"),
        ("VECTOR SELECT(x, x, 0, 11, 0)", "not supported: this action of `VECTOR SELECT`"),
        ("VECTOR SELECT(x, x, 0, 0, 1)", "not supported: `VECTOR SELECT` that stops the run"),
        ("GET TIME VALUE(0, 0, 3)", "not supported: `GET TIME VALUE` by a calendar"),
    ] {
        let text = model(equation);
        let files = [("model.mdl", text.as_str()), ("table.csv", "time,level\n0,5\n1,7\n"), ("tables.csv", "x")];
        let opened = Session::open_from(Arc::new(Memory::new(files)), "model.mdl", Options::default());
        let problems = opened.expect_err(expected);
        let first = problems.as_slice().first().expect("a problem");
        assert_eq!(first.labels[0].span.line_column().0, 3, "{problems}");
        assert!(problems.to_string().contains(expected), "{expected}: {problems}");
    }
}

#[test]
fn a_scenario_that_is_made_from_a_model_reads_well() {
    let files = Memory::new([("teacup.xmile", TEACUP)]);
    let made = import_model(&files, Path::new("teacup.xmile")).unwrap_or_else(|problems| panic!("{problems}"));
    for line in [
        "title = \"Teacup\"",
        "stock = { initial = \"180\", outflow = \"heat_loss_to_room\" }",
        "equation = \"(teacup_temperature - room_temperature) / characteristic_time\"",
        "[assumptions.characteristic_time]\nvalue = 10\nunit = \"Minutes\"\nlabel = \"Characteristic Time\"\nnote = \"How fast it cools.\"",
        "step = 0.125",
    ] {
        assert!(made.text.contains(line), "{line}\n{}", made.text);
    }
}

/// The unit of time of a model from elsewhere goes with it.
#[test]
fn what_is_exported_has_its_unit_of_time() {
    let files = Memory::new([("teacup.xmile", TEACUP)]);
    let session =
        Session::open_from(Arc::new(files), "teacup.xmile", Options::default()).unwrap_or_else(|p| panic!("{p}"));
    let text = session.to_xmile().unwrap_or_else(|problems| panic!("{problems}"));
    assert!(text.contains("time_units=\"Minute\""), "{text}");
}

/// Nearly all of the models can be said in XMILE again, and then give what they gave.
#[test]
fn what_is_exported_gives_the_same_numbers() {
    let mut said = 0;
    for model in models() {
        let session = Session::open(&model).unwrap_or_else(|problems| panic!("{problems}"));
        let Ok(text) = session.to_xmile() else { continue };
        said += 1;
        let files = Memory::new([("again.xmile", text.as_str())]);
        let again = Session::open_from(Arc::new(files), "again.xmile", Options::default())
            .unwrap_or_else(|problems| panic!("{}\n{problems}\n{text}", model.display()));
        agrees(&model, &again, "exported");
    }
    assert!(said >= 70, "{said}");
}

#[test]
fn what_xmile_cannot_say_is_named() {
    let scenario = |body: &str| {
        format!(
            "scenario.title = \"x\"\ntime = {{ start = 2020, end = 2022 }}\nvariables.v = {{ equation = \"time / 1 yr\", unit = \"1\" }}\n{body}"
        )
    };
    for (body, expected) in [
        (
            "assumptions.a = { distribution = { uniform = { low = 0, high = 1 } }, unit = \"1\", source = \"judgement\" }",
            "`a` is uncertain",
        ),
        (
            "shocks.s = { variable = \"v\", years = [2020, 2021], multiply = 2, source = \"judgement\" }",
            "the shock `s`",
        ),
        ("variables.w = { equation = \"v\", unit = \"%\" }", "the scale of the unit `%`"),
        ("variables.w = { equation = \"smth1(v, 2 yr)\", unit = \"1\" }", "`smth1`, which is exact over a step here"),
        ("variables.w = { equation = \"takeover_time(0.1 [1/yr])\", unit = \"yr\" }", "the function `takeover_time`"),
    ] {
        let session = Session::from_text("x", &scenario(body)).unwrap_or_else(|problems| panic!("{problems}"));
        let problems = session.to_xmile().expect_err(expected).to_string();
        assert!(problems.contains(expected), "{expected}: {problems}");
    }
}

/// Whatever a file is, reading it ends, and says where it stopped.
#[test]
fn hostile_files_are_errors() {
    let deep = format!("<xmile>{}", "<a>".repeat(100_000));
    let nested = format!("(0{}", "+(1".repeat(5_000));
    let long = TEACUP.replace("<eqn>70</eqn>", &format!("<eqn>{nested}</eqn>"));
    let entities = TEACUP.replace("<eqn>70</eqn>", "<eqn>&lol;</eqn>");
    let itself = TEACUP.replace("<eqn>70</eqn>", "<eqn>Room_Temperature</eqn>");
    let cut = TEACUP.as_bytes();
    let halves = (0..cut.len()).step_by(37).filter_map(|end| std::str::from_utf8(&cut[..end]).ok()).skip(1);
    for text in [deep.as_str(), &long, &entities, &itself].into_iter().chain(halves) {
        let files = Memory::new([("model.xmile", text)]);
        let opened = Session::open_from(Arc::new(files), "model.xmile", Options::default());
        assert!(opened.is_err(), "{}", &text[..text.len().min(200)]);
    }
}
