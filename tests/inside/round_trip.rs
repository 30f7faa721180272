//! What is written as a model in XMILE gives the same numbers when it is read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use catchup::Session;
use catchup::session::{Memory, Options};
use proptest::prelude::*;

/// Medians by variable and element.
fn numbers(session: &Session) -> Option<BTreeMap<String, Vec<f64>>> {
    let run = session.run().ok()?;
    let mut found = BTreeMap::new();
    for variable in &run.projection.variables {
        for series in &variable.series {
            found.insert(format!("{} {:?}", variable.name, series.elements), series.median().to_vec());
        }
    }
    Some(found)
}

/// Compares a scenario with what it is as XMILE.
fn compare(what: &str, session: &Session) {
    let text = session.to_xmile().unwrap_or_else(|problems| panic!("{what}\n{problems}"));
    // Numbers that cannot be computed are no numbers there either.
    let Some(own) = numbers(session) else { return };
    let files = Memory::new([("again.xmile", text.as_str())]);
    let options = Options { draws: Some(16), ..Options::default() };
    let again = Session::open_from(Arc::new(files), "again.xmile", options)
        .unwrap_or_else(|problems| panic!("{what}\n{problems}\n{text}"));
    let other = numbers(&again).unwrap_or_else(|| panic!("{what} cannot be run again\n{text}"));
    for (name, values) in &own {
        // What never changes is a constant there.
        let Some(found) = other.get(name) else { continue };
        for (one, other) in values.iter().zip(found) {
            let near = (one - other).abs() <= 1e-9 * one.abs().max(1.0) || one.is_nan() && other.is_nan();
            assert!(near, "{what}: {name} is {one}, and {other} again\n{text}");
        }
    }
    assert!(own.keys().any(|name| other.contains_key(name)), "{what}: nothing to compare\n{text}");
}

/// An equation of names, numbers and functions.
fn equation(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["a", "b", "x", "y", "time - 2020", "u"]).prop_map(str::to_owned),
        prop::sample::select(vec!["0", "1", "2", "0.5", "-1.5", "1e-7", "3"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(depth, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            (two.clone(), prop::sample::select(vec!["+", "-", "*"]))
                .prop_map(|((one, other), sign)| format!("({one}) {sign} ({other})")),
            (two.clone(), prop::sample::select(vec!["+", "-", "*"]))
                .prop_map(|((one, other), sign)| format!("{one} {sign} {other}")),
            two.clone().prop_map(|(one, other)| format!("safediv({one}, {other})")),
            two.clone().prop_map(|(one, other)| format!("mod({one}, {other} * 0 + 3)")),
            (two.clone(), prop::sample::select(vec!["min", "max"]))
                .prop_map(|((one, other), name)| format!("{name}({one}, {other})")),
            (inner.clone(), prop::sample::select(vec!["abs", "floor", "int", "sign", "sin", "arctan", "-", "f"]))
                .prop_map(|(one, name)| format!("{name}({one})")),
            inner.clone().prop_map(|one| format!("({one}) ^ 2")),
            inner.clone().prop_map(|one| format!("exp(min({one}, 2))")),
            inner.clone().prop_map(|one| format!("sqrt(abs({one}))")),
            inner.clone().prop_map(|one| format!("clamp({one}, -1, 2)")),
            inner.clone().prop_map(|one| format!("previous({one}, 1)")),
            inner.clone().prop_map(|one| format!("lag({one}, 2, 0.5)")),
            inner.clone().prop_map(|one| format!("init({one})")),
            (
                two.clone(),
                inner.clone(),
                inner,
                prop::sample::select(vec!["<", "<=", "=", "<>", "> 0 and not b >", "< 0 or a >="])
            )
                .prop_map(|((one, other), then, otherwise, sign)| {
                    format!("(if ({one}) {sign} ({other}) then {then} else {otherwise})")
                }),
            Just("step(2, 2022)".to_owned()),
            Just("ramp(0.5, 2021, 2023)".to_owned()),
            Just("pulse(3, 2022)".to_owned()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn random_models_give_the_same_numbers(
        equations in proptest::collection::vec(equation(4), 3),
        flows in proptest::collection::vec(equation(2), 2),
        rk4 in any::<bool>(),
    ) {
        let names = |text: &str, known: usize| {
            // Only what stands before: loops are another test.
            let text = if known < 2 { text.replace('y', "b") } else { text.to_owned() };
            if known < 1 { text.replace('x', "a").replace("eap(", "exp(").replace("maa(", "max(") } else { text }
        };
        let x = names(&equations[0], 0);
        let y = names(&equations[1], 1);
        let [inflow, outflow] = [&flows[0], &flows[1]];
        let text = format!(
            "scenario = {{ title = \"x\", check_units = false }}\n\
             time = {{ start = 2020, end = 2025, step = 0.5, method = \"{}\" }}\n\
             assumptions.a = {{ value = 1.25, unit = \"1\", source = \"x\" }}\n\
             levers.b = {{ value = -0.75, neutral = 0, min = -1, max = 1, unit = \"1\", source = \"x\" }}\n\
             lookups.f = {{ x = [-1, 0, 2, 5], y = [3, 0, 1, 1], source = \"x\" }}\n\
             variables.u = {{ stock = {{ initial = \"2\", inflow = \"arctan({inflow})\", outflow = \"arctan({outflow})\" }}, unit = \"1\" }}\n\
             variables.x = {{ equation = \"{x}\", unit = \"1\" }}\n\
             variables.y = {{ equation = \"{y}\", unit = \"1\" }}\n\
             variables.z = {{ equation = \"{}\", unit = \"1\" }}\n",
            if rk4 { "rk4" } else { "euler" },
            equations[2],
        );
        let options = Options { draws: Some(16), ..Options::default() };
        let opened = Session::open_from(Arc::new(Memory::new([("model.toml", text.as_str())])), "model.toml", options);
        // A stock that reads a flow that reads it back within a step is refused, and so are numbers that nobody has.
        prop_assume!(opened.is_ok());
        let session = opened.unwrap_or_else(|_| unreachable!("it was opened"));
        compare(&text, &session);
    }
}

/// A scenario with one lever in a stock's flow, over periods of it.
fn with_lever(step: &str, method: &str, period: &str) -> Session {
    let text = format!(
        "scenario = {{ title = \"x\", check_units = false }}\n\
         time = {{ start = 2020, end = 2025, step = {step}, method = \"{method}\" }}\n\
         dimensions.d.elements = [\"p\", \"q\"]\n\
         levers.push = {{ dims = [\"d\"], value = 0.3, neutral = -0.1, elements = {{ q = 0.7 }}, {period} unit = \"1\", source = \"x\" }}\n\
         variables.stock = {{ dims = [\"d\"], stock = {{ initial = \"2 + push\", inflow = \"push * (time - 2019)\", outflow = \"0.2 * stock\" }}, unit = \"1\" }}\n\
         variables.seen = {{ dims = [\"d\"], equation = \"push * 2 + stock\", unit = \"1\" }}\n"
    );
    let files = Memory::new([("model.toml", text.as_str())]);
    Session::open_from(Arc::new(files), "model.toml", Options::default())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn levers_are_in_force_in_the_same_steps() {
    for step in ["1", "0.5", "0.25", "0.08333333333333333", "0.2"] {
        for method in ["euler", "rk4"] {
            for period in [
                "",
                "from = 2021, until = 2023,",
                "from = 2022,",
                "until = 2022,",
                "until = 2022.5,",
                "from = 2020.75, until = 2021.25,",
                "from = 2023, until = 2023,",
                "from = 2024, until = 2030,",
                "from = 2030,",
                "until = 2019.5,",
            ] {
                let what = format!("{step} {method} {period}");
                let session = with_lever(step, method, period);
                let text = session.to_xmile().unwrap_or_else(|problems| panic!("{what}\n{problems}"));
                let again = Session::open_from(
                    Arc::new(Memory::new([("again.xmile", text.as_str())])),
                    "again.xmile",
                    Options::default(),
                );
                let again = again.unwrap_or_else(|problems| panic!("{what}\n{problems}\n{text}"));
                let [own, other] = [&session, &again].map(|session| numbers(session).expect("numbers"));
                assert_eq!(own.len(), 4);
                for (name, values) in &own {
                    assert_eq!(values.len(), other[name].len());
                    for (one, other) in values.iter().zip(&other[name]) {
                        assert!(
                            (one - other).abs() <= 1e-12 * one.abs().max(1.0),
                            "{what}: {name} {one} {other}\n{text}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_shown_of_the_end_of_a_step_is_refused_with_its_place() {
    let text = "scenario.title = \"x\"\ntime = { start = 2020, end = 2022 }\n\
                variables.v = { stock = { initial = \"1\", inflow = \"1 [1/yr]\" }, unit = \"1\", at = \"end\" }\n";
    let session = Session::from_text("x", text).unwrap_or_else(|problems| panic!("{problems}"));
    let problems = session.to_xmile().expect_err("refused").to_string();
    assert!(problems.contains("`at = \"end\"` of `v`") && problems.contains("x.toml:3:11"), "{problems}");
}
