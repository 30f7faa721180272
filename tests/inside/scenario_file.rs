//! Every key of a scenario file ends up where it belongs.

use super::support::{full, good};
use catchup::scenario::options::Options;
use catchup::scenario::read::read;
use catchup::scenario::{At, Definition, Effect, Extrapolation, Method, Parameter, Sampler, Use, Worth};

#[test]
fn every_key_is_read() {
    let scenario = good(full().read(&[]));
    assert_eq!(scenario.id, "full_example");
    assert_eq!(scenario.files.len(), 1);
    let about = &scenario.about;
    assert_eq!((about.title.as_str(), about.narrative.as_str()), ("Full", "All keys"));
    assert_eq!((about.model.as_str(), about.region.as_str()), ("china", "China"));
    assert_eq!((about.source.as_str(), about.colour), ("Yearbook", Some(0)));
    let time = &scenario.time;
    assert_eq!((time.start.value, time.end.value, time.step.value), (2013.0, 2035.0, 0.25));
    assert_eq!((time.method, time.known_until.as_ref().map(|t| t.value)), (Method::Rk4, Some(2024.0)));
    let ensemble = &scenario.ensemble;
    assert_eq!((ensemble.draws.value, ensemble.seed), (500, 7));
    assert_eq!((ensemble.sampler, ensemble.memory), (Sampler::LatinHypercube, 2 << 30));
    let units: Vec<_> = scenario.units.iter().map(|u| (u.name.as_str(), u.value.value.as_str())).collect();
    assert_eq!(units, [("robot", "base"), ("fleet", "12 robot")]);

    let sector = &scenario.dimensions[0].value;
    let elements: Vec<_> = sector.elements.iter().map(|e| (e.name.as_str(), e.value.as_str())).collect();
    assert_eq!(elements, [("robots", "Industrial robots"), ("machine_tools", "Machine tools")]);
    assert_eq!((sector.label.as_str(), sector.region), ("Sector", true));
    assert_eq!(scenario.dimensions[1].value.label, "Value tier");
}

#[test]
fn assumptions_are_read() {
    let scenario = good(full().read(&[]));
    let learning = &scenario.assumptions[0].value;
    let Some(Worth::Distribution(default)) = &learning.worth else { panic!("a distribution") };
    let parameters: Vec<_> = default
        .parameters
        .iter()
        .map(|p| match p.value {
            Parameter::Number(number) => (p.name.as_str(), number),
            _ => panic!("a number"),
        })
        .collect();
    assert_eq!(default.kind.value, "triangular");
    assert_eq!(parameters, [("low", 0.05), ("mode", 0.1), ("high", 0.15)]);
    assert_eq!((learning.dims[0].value.as_str(), learning.shared), ("sector", true));
    assert_eq!((learning.unit.value.as_str(), learning.note.as_str()), ("1", "A remark"));
    assert_eq!((learning.label.as_str(), learning.source.as_str()), ("Learning rate", "Wright"));
    let sources: Vec<_> = learning.elements.iter().map(|e| (e.name.as_str(), e.value.source.as_str())).collect();
    assert_eq!(sources, [("robots", "Survey"), ("machine_tools", "Wright")]);

    let tiered = &scenario.assumptions[1];
    assert_eq!((tiered.written.as_str(), tiered.value.label.as_str()), ("tiered_share", "Tiered share"));
    assert!(tiered.value.worth.is_none());
    assert_eq!(tiered.value.elements[0].name, "robots, components");
    let Worth::Distribution(nested) = &tiered.value.elements[0].value.worth else { panic!("a distribution") };
    let Parameter::Distribution(inner) = &nested.parameters[0].value else { panic!("a distribution") };
    assert_eq!((nested.kind.value.as_str(), inner.kind.value.as_str()), ("truncated", "normal"));

    let Some(Worth::Distribution(observed)) = &scenario.assumptions[2].value.worth else { panic!("a distribution") };
    assert_eq!((observed.parameters.len(), observed.parameters[0].name.as_str()), (1, "values"));
    let Parameter::List(values) = &observed.parameters[0].value else { panic!("a list") };
    assert_eq!(values, &[27.0, 30.0, 5.0]);

    let correlation = &scenario.correlations[0].value;
    assert_eq!((correlation.between.len(), correlation.rank.value), (2, 0.4));
    let lookup = &scenario.lookups[0].value;
    assert_eq!((lookup.x.value.as_slice(), lookup.y.value.as_slice()), (&[2020.0, 2027.0][..], &[1.0, 0.6][..]));
    assert_eq!((lookup.x_unit.value.as_str(), lookup.unit.value.as_str()), ("yr", "1"));
    assert_eq!((lookup.step, lookup.extrapolation), (true, Extrapolation::Extend));
}

#[test]
fn variables_are_read() {
    let scenario = good(full().read(&[]));
    let capital = &scenario.variables[0].value;
    let Some(Definition::Stock { initial, inflow, outflow, non_negative: false }) = &capital.definition else {
        panic!("a stock")
    };
    assert_eq!(initial.value, "1");
    assert_eq!((inflow.as_ref().map(|e| e.value.as_str()), outflow.is_none()), (Some("invest"), true));
    assert!(matches!(&capital.elements[0].value, Definition::Equation(equation) if equation.value == "2"));
    assert_eq!((capital.at, capital.report), (At::End, Some(true)));
    assert_eq!(capital.headline.iter().map(|t| t.value).collect::<Vec<_>>(), [2025.0, 2030.0]);
    assert_eq!(capital.milestones.iter().map(|t| t.value.threshold).collect::<Vec<_>>(), [0.4, 0.5]);
    let target = &capital.targets[0].value;
    assert_eq!((target.year.value, target.at_least, target.value.value), (2025.0, false, 0.7));
    assert_eq!((target.elements[0].value.as_str(), target.label.as_str()), ("robots", "Plan 2025"));
    let [from_file, inline] = capital.history.as_slice() else { panic!("two histories") };
    assert_eq!(from_file.value.points, [(2019.0, 30.0), (2020.0, 27.0)]);
    assert_eq!((from_file.value.usage, from_file.value.at), (Use::Drive, At::End));
    assert_eq!(
        (from_file.value.source.as_str(), from_file.value.unit.as_ref().map(|u| u.value.as_str())),
        ("data.csv", Some("%"))
    );
    assert_eq!(inline.value.points, [(2019.0, 0.3), (2019.25, 0.2), (2020.0, 0.27)]);
    assert_eq!((inline.value.usage, inline.value.at), (Use::Compare, At::Start));
}

#[test]
fn levers_shocks_and_charts_are_read() {
    let scenario = good(full().read(&[]));
    let lever = &scenario.levers[0].value;
    assert_eq!((lever.value.value, lever.neutral.value), (0.05, 0.0));
    assert_eq!(lever.min.as_ref().zip(lever.max.as_ref()).map(|(a, b)| (a.value, b.value)), Some((0.0, 0.25)));
    assert_eq!(lever.from.as_ref().zip(lever.until.as_ref()).map(|(a, b)| (a.value, b.value)), Some((2026.0, 2030.0)));
    assert_eq!((lever.elements[0].name.as_str(), lever.elements[0].value.value), ("robots", 0.1));
    let effects: Vec<_> = scenario
        .shocks
        .iter()
        .map(|shock| match &shock.value.effect {
            Effect::Multiply(number) => ("multiply", number.value),
            Effect::Add(number) => ("add", number.value),
            Effect::Set(number) => ("set", number.value),
        })
        .collect();
    assert_eq!(effects, [("multiply", 0.6), ("add", 2.0), ("set", 3.0)]);
    assert_eq!(
        (scenario.shocks[0].value.years.value, scenario.shocks[0].value.variable.value.as_str()),
        ((2027.0, 2030.0), "capital")
    );
    let chart = &scenario.charts[0].value;
    // The title, which is not given, is made where the names of elements are known.
    assert_eq!((chart.kind.name(), chart.title.as_str(), chart.log), ("small-multiples", "", true));
    assert_eq!(
        (chart.from, chart.until, chart.by.as_ref().map(|b| b.value.as_str())),
        (Some(2015.0), Some(2030.0), Some("sector"))
    );
}

#[test]
fn texts_keep_the_place_inside_their_quotes() {
    let scenario = good(full().read(&[]));
    let Some(Definition::Stock { inflow: Some(inflow), .. }) = &scenario.variables[0].value.definition else {
        panic!("a stock")
    };
    assert_eq!(inflow.span.part(2..5).text(), "ves");
}

#[test]
fn the_command_line_takes_precedence() {
    let options = Options {
        draws: Some(20),
        seed: Some(3),
        sampler: Some(Sampler::Random),
        memory: Some(1 << 20),
        ..Options::default()
    };
    let folder = full();
    let (scenario, warnings) = read(&folder.main, &options).unwrap_or_else(|found| panic!("{found}"));
    let ensemble = &scenario.ensemble;
    assert_eq!(
        (ensemble.draws.value, ensemble.seed, ensemble.sampler, ensemble.memory),
        (20, 3, Sampler::Random, 1 << 20)
    );
    assert!(warnings.is_empty());
    let none = Options { draws: Some(0), ..Options::default() };
    let found = read(&folder.main, &none).expect_err("no draws").to_string();
    assert!(found.contains("--draws:1:1"), "{found}");
}

#[test]
fn fits_are_read() {
    let scenario = good(full().read(&["learning=0.2"]));
    let fit = &scenario.fits[0].value;
    assert_eq!(
        (fit.variable.value.as_str(), fit.law.name, fit.errors().name()),
        ("capital[machine tools]", "gompertz", "log")
    );
    assert_eq!(fit.history.as_ref().map(|history| history.value.as_str()), Some("tools"));
    assert_eq!(fit.from.as_ref().zip(fit.until.as_ref()).map(|(a, b)| (a.value, b.value)), Some((2019.0, 2020.0)));
    assert_eq!((fit.launch, fit.fixed.as_slice()), (Some(2018.0), [(0, 2.0)].as_slice()));
    // Rate is the third of capacity, gap and rate; the residual stands behind them.
    let bound: Vec<_> = fit
        .parameters
        .iter()
        .map(|entry| (entry.value.parameter, entry.value.target.value.as_str(), entry.value.set))
        .collect();
    assert_eq!(bound, [(2, "learning", true), (3, "observed", false)]);
    assert!(fit.tells("observed", "") && !fit.tells("observed", "robots"));
}
