//! What a session answers, against closed forms of small scenarios.

use super::*;
use crate::analysis::RunOptions;
use crate::fit::Law;
use crate::forecast::{Method, Plan};
use crate::projection::Level;

/// A uniform assumption, a lever and a stock that is known in closed form.
const SCENARIO: &str = r#"
[scenario]
title = "Case"
narrative = "A case."
[time]
start = 2020
end = 2024
[ensemble]
draws = 256
seed = 3
[dimensions.sector]
elements = ["robots", "tools"]
[assumptions.growth]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[levers.push]
value = 0
neutral = 0
min = 0
max = 2
unit = "1"
source = "a programme"
from = 2021
[variables.share]
dims = ["sector"]
equation = "growth + push"
unit = "1"
report = true
[variables.share.targets.goal]
year = 2024
at_least = 0.75
source = "a plan"
[variables.seen]
equation = "2"
unit = "1"
report = true
[variables.seen.history.data]
values = { "2020" = 1, "2021" = 2, "2022" = 4, "2023" = 8, "2024" = 16 }
source = "counted"
use = "compare"
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn session() -> Session {
    let folder = folder(&[("case.toml", SCENARIO)]);
    Session::open(folder.path().join("case.toml")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn median(session: &Session, number: &str) -> f64 {
    let run = session.run().unwrap_or_else(|error| panic!("{error}"));
    run.projection.number(number).unwrap_or_else(|error| panic!("{error}")).quantile(Level::P50)
}

#[test]
fn it_says_what_there_is() {
    let session = session();
    assert_eq!((session.id(), session.title(), session.narrative()), ("case", "Case", "A case."));
    assert_eq!((session.draws(), session.is_template()), (256, false));
    let size = session.size();
    assert_eq!((size.assumptions, size.uncertain, size.variables), (1, 1, 2));
    let growth = &session.assumptions()[0];
    assert_eq!(
        (growth.selector.as_str(), growth.range, growth.source.as_str()),
        ("growth", Some([0.05, 0.5, 0.95]), "judgement")
    );
    let push = &session.levers()[0];
    assert_eq!((push.selector.as_str(), push.value, push.neutral), ("push", 0.0, 0.0));
    assert_eq!((push.bounds, push.period[0], push.source.as_str()), ([Some(0.0), Some(2.0)], 2021.0, "a programme"));
    let share = &session.variables()[0];
    assert_eq!((share.name.as_str(), share.unit.as_str(), share.reported), ("share", "1", true));
    assert_eq!(share.dims, [("sector".to_owned(), vec!["robots".to_owned(), "tools".to_owned()])]);
    let goal = &session.targets()[0];
    assert_eq!((goal.variable.as_str(), goal.year, goal.value, goal.at_least), ("share", 2024.0, 0.75, true));
    assert!(session.shocks().is_empty() && session.fits().is_empty());
}

#[test]
fn what_is_set_holds_from_its_period_on_and_can_be_taken_back() {
    let mut session = session();
    let before = median(&session, "share[robots]@2024");
    assert!((before - 0.5).abs() < 0.01, "{before}");
    session.set("push", 1.0).expect("within bounds");
    assert!((median(&session, "share[robots]@2024") - before - 1.0).abs() < 1e-12, "the same draws, one more");
    assert_eq!(median(&session, "share[robots]@2020"), before, "before its period a lever is neutral");
    session.set("growth", 0.25).expect("an assumption");
    assert_eq!(median(&session, "share[robots]@2024"), 1.25);
    session.reset().expect("as it was opened");
    assert_eq!(median(&session, "share[robots]@2024"), before);
}

#[test]
fn what_cannot_be_set_leaves_a_session_as_it_was() {
    let mut session = session();
    let before = median(&session, "share[robots]@2024");
    for (name, value, message) in [("push", 3.0, "max"), ("pull", 1.0, "pull"), ("push[robots]", 1.0, "push")] {
        let problems = session.set(name, value).expect_err(name);
        assert!(problems.to_string().contains(message), "{problems}");
    }
    assert!(session.options().set.is_empty());
    assert_eq!(median(&session, "share[robots]@2024"), before);
}

#[test]
fn draws_are_kept_in_declared_units_if_they_are_asked_for() {
    let text =
        SCENARIO.replace("equation = \"growth + push\"\nunit = \"1\"", "equation = \"growth + push\"\nunit = \"%\"");
    let folder = folder(&[("case.toml", &text)]);
    let session = Session::open(folder.path().join("case.toml")).unwrap_or_else(|problems| panic!("{problems}"));
    let run = session.run_with(&RunOptions { keep_draws: true, ..RunOptions::default() }, &|_| {}).expect("a run");
    let draws = run.draws.expect("asked for");
    let greatest = draws.values.view().slice(ndarray::s![0, 4, ..]).iter().copied().fold(0.0, f64::max);
    assert!((95.0..100.0).contains(&greatest), "{greatest}");
    assert!(session.run().expect("a run").draws.is_none());
}

#[test]
fn scenarios_are_compared_in_the_same_worlds() {
    let more = "extends = \"case.toml\"\n[scenario]\ntitle = \"More\"\n[levers.push]\nvalue = 0.5\nsource = \"more\"\n";
    let folder = folder(&[("case.toml", SCENARIO), ("more.toml", more)]);
    let paths = ["case.toml", "more.toml"].map(|name| folder.path().join(name));
    let sessions = Session::open_all(&paths, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let found = compare(&sessions, &CompareOptions::default(), &|_| {}).expect("they fit together");
    let difference = &found.differences[1][0];
    assert!((difference.mean[4] - 0.5).abs() < 1e-12, "{:?}", difference.mean);
    let named = CompareOptions { reference: Some("moer".to_owned()), ..CompareOptions::default() };
    let error = compare(&sessions, &named, &|_| {}).expect_err("no such scenario");
    assert!(error.to_string().contains("did you mean `more`?"), "{error}");
    let mut set = sessions.clone();
    set[1].set("push", 1.5).expect("within its bounds");
    let error = compare(&set, &CompareOptions::default(), &|_| {}).expect_err("attributed to what files change");
    assert!(error.to_string().contains("without attribution"), "{error}");
    let plain = CompareOptions { attribute: false, ..CompareOptions::default() };
    assert!(compare(&set, &plain, &|_| {}).expect("it runs").attributions.is_empty());
    let error = compare(&sessions[..1], &CompareOptions::default(), &|_| {}).expect_err("nothing to compare");
    assert!(matches!(error, Error::Question(_)));
}

#[test]
fn a_lever_is_solved_for() {
    let goal =
        Goal { lever: "push".to_owned(), reach: "share[robots]@2024=1".to_owned(), probability: 0.9, between: None };
    // growth + push >= 1 with probability 0.9 where push is the 10 % quantile's distance to 1.
    let found = session().solve(&goal).expect("an answer");
    let strength = found.solution.expect("within bounds").strength;
    assert!((strength - 0.9).abs() < 0.005, "{strength}");
    let unbounded = Goal { between: Some((1.0, 1.0)), ..goal.clone() };
    assert!(session().check_goal(&unbounded).is_err());
    assert!(session().check_goal(&Goal { reach: "share[robots]@2024".to_owned(), ..goal }).is_err());
}

#[test]
fn what_drives_a_number_is_told() {
    let request = SensitivityRequest { samples: 256, ..SensitivityRequest::default() };
    let found = session().sensitivity("share[tools]@2024", &request).expect("an answer");
    assert_eq!((found.label.as_str(), found.unit.as_str(), found.year), ("Share, Tools", "1", 2024.0));
    let drivers = found.drivers.expect("asked for");
    assert_eq!(drivers.len(), 1);
    let swing = drivers[0].swing.expect("asked for");
    assert!((swing.low - 0.05).abs() < 1e-12 && (swing.high - 0.95).abs() < 1e-12);
    let prim = SensitivityRequest { methods: vec![SensitivityMethod::Prim], ..request.clone() };
    let (miss, discovery) =
        session().sensitivity("share[tools]@2024", &prim).expect("a target").discovery.expect("asked");
    assert_eq!((miss.bound, miss.below), (0.75, true));
    assert!((discovery.misses - 0.75).abs() < 0.01, "{}", discovery.misses);
    let error = session().check_sensitivity("seen@2024", &prim).expect_err("no target is announced");
    assert!(error.to_string().contains("no target is announced"), "{error}");
    let below = |bound: f64| Some(Miss { bound, below: true, target: String::new() });
    for (wrong, said) in [
        (SensitivityRequest { methods: Vec::new(), ..request.clone() }, "needs a method"),
        (SensitivityRequest { miss: below(f64::NAN), ..prim.clone() }, "not NaN"),
        (SensitivityRequest { miss: below(f64::INFINITY), ..prim }, "not inf"),
        (SensitivityRequest { samples: 15, ..request.clone() }, "samples is a number from 16 to 1048576, not 15"),
        (SensitivityRequest { samples: 1 << 21, ..request.clone() }, "not 2097152"),
        (
            SensitivityRequest { methods: vec![SensitivityMethod::Morris], trajectories: 1, ..request },
            "trajectories is a number from 2 to 100000, not 1",
        ),
    ] {
        let refused = session().sensitivity("share[tools]@2024", &wrong).expect_err(said);
        assert!(refused.to_string().contains(said), "{refused}");
        assert!(session().check_sensitivity("share[tools]@2024", &wrong).is_err(), "{said}");
    }
}

#[test]
fn a_scenario_is_held_against_what_came() {
    let tested = session().backtest(2022.0).expect("history after 2022");
    let held: Vec<(f64, f64, f64)> =
        tested.found.held.iter().map(|held| (held.time, held.observed, held.projected[1])).collect();
    assert_eq!(held, [(2023.0, 8.0, 2.0), (2024.0, 16.0, 2.0)]);
    assert!(session().backtest(2024.0).is_err());
}

#[test]
fn history_and_columns_are_fitted_alike() {
    let request = FitRequest { law: Law::named("exponential"), ..FitRequest::default() };
    let fits = session().history("seen", &FitOptions::default()).expect("history").fit(&request).expect("a fit");
    let growth = fits.best().estimates[1].value;
    assert!((growth - 1.0).abs() < 1e-6, "doubling every year: {growth}");
    let folder = folder(&[("data.csv", "year,value\n2020,1\n2021,2\n2022,4\n2023,8\n2024,16\n")]);
    let file = folder.path().join("data.csv");
    let data = FitData::read(&file, &FitColumns::default(), &FitOptions::default()).expect("columns");
    let found = data.fit(&request).expect("a fit");
    assert_eq!(found.best().estimates[1].value, growth);
    let all = FitData::read(&file, &FitColumns::default(), &FitOptions::default()).expect("columns");
    let all = all.fit(&FitRequest::default()).expect("several laws");
    assert!((all.weights().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let projection = found.projection(Moment::parse("2025").ok());
    let last = projection.variables[0].series[0].median().last().copied().expect("a curve");
    assert!((last - 32.0).abs() < 1e-4, "{last}");
}

#[cfg(feature = "report")]
#[test]
fn a_fit_written_as_a_scenario_is_one() {
    let text = "year,value\n2018,1\n2019,2.2\n2020,3.8\n2021,8.3\n2022,15.5\n2023,33\n2024,63\n";
    let folder = folder(&[("data.csv", text)]);
    let request = FitRequest { law: Law::named("exponential"), ..FitRequest::default() };
    let data = FitData::read(&folder.path().join("data.csv"), &FitColumns::default(), &FitOptions::default());
    let fits = data.expect("columns").fit(&request).expect("a fit");
    let path = folder.path().join("fit.toml");
    fits.write_scenario(&path, None, false).unwrap_or_else(|error| panic!("{error}"));
    assert!(fits.write_scenario(&path, None, false).is_err(), "a file that is there is left as it is");
    let session = Session::open(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let found = median(&session, "value@2024");
    let expected = fits.best().curve(2024.0, 0.95).value;
    assert!((found / expected - 1.0).abs() < 0.02, "{found}, not {expected}");
}

#[test]
fn tables_are_forecast_and_scored() {
    let rows: String = (0..30).map(|year| format!("{},{}\n", 1990 + year, 10.0 + 2.0 * f64::from(year))).collect();
    let folder = folder(&[("line.csv", &format!("year,value\n{rows}"))]);
    let table = || Table::read(&folder.path().join("line.csv"), &TableOptions::default()).expect("a table");
    let found =
        table().forecast(&ForecastOptions { horizon: Some(2), method: Method::Drift, ..ForecastOptions::default() });
    let found = found.expect("in range");
    let (series, ahead) = found.series().next().expect("one series");
    assert_eq!((found.time_of(series, 1).as_str(), found.horizon), ("2020", 2));
    assert!((ahead.median(2) - 72.0).abs() < 1e-6, "{}", ahead.median(2));
    let options =
        ScoreOptions { horizon: Some(2), methods: vec![Method::Drift, Method::Drift], plan: Plan::Origins(2) };
    let scores = table().backtest(&options).expect("long enough");
    assert_eq!(scores.backtest.reports.iter().filter(|report| report.method == Method::Drift).count(), 1);
    assert!(scores.backtest.reports[0].means.mase < 1e-9);
    let long = ScoreOptions { horizon: Some(200), ..options };
    assert!(table().backtest(&long).is_err_and(|error| error.to_string().contains("no series is long enough")));
}

#[test]
fn what_is_asked_of_a_table_has_a_range() {
    let files = Memory::new([("line.csv", "year,value\n2000,1\n2001,2\n2002,3\n2003,4\n2004,5\n2005,6\n")]);
    let read = |options: &TableOptions| Table::read_from(&files, Path::new("line.csv"), options);
    let says = |error: Error, text: &str| assert!(error.to_string().contains(text), "{error}, not {text}");
    for season in [0, 1001] {
        let wrong = TableOptions { season: Some(season), ..TableOptions::default() };
        says(read(&wrong).unwrap_err(), &format!("a season is a number from 1 to 1000, not {season}"));
    }
    for maximum in [f64::NAN, f64::INFINITY, 0.0, -1.0] {
        let wrong = TableOptions { maximum: Some(maximum), ..TableOptions::default() };
        says(read(&wrong).unwrap_err(), &format!("a maximum is a number above 0, not {maximum}"));
    }
    let table = || read(&TableOptions::default()).expect("a table");
    for horizon in [0, 1001] {
        let said = format!("the horizon is a number from 1 to 1000, not {horizon}");
        let wrong = ForecastOptions { horizon: Some(horizon), ..ForecastOptions::default() };
        says(table().forecast(&wrong).unwrap_err(), &said);
        says(table().learn_with(&wrong, &|_| {}).unwrap_err(), &said);
        says(table().backtest(&ScoreOptions { horizon: Some(horizon), ..ScoreOptions::default() }).unwrap_err(), &said);
    }
    for level in [0.0, 1.0, f64::NAN] {
        let wrong = ForecastOptions { levels: vec![0.5, level], ..ForecastOptions::default() };
        says(table().forecast(&wrong).unwrap_err(), "between 0 and 1");
    }
    says(
        table().forecast(&ForecastOptions { levels: Vec::new(), ..ForecastOptions::default() }).unwrap_err(),
        "a level",
    );
    for origins in [0, 1001] {
        let wrong = ScoreOptions { plan: Plan::Origins(origins), ..ScoreOptions::default() };
        says(table().backtest(&wrong).unwrap_err(), &format!("from 1 to 1000, not {origins}"));
    }
    says(table().backtest(&ScoreOptions { methods: Vec::new(), ..ScoreOptions::default() }).unwrap_err(), "a method");
}

/// Series by their values in years, forecast.
fn forecast_of(columns: &[(&str, Vec<f64>)], method: Method) -> Forecast {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let row = |year: usize| {
        let values: Vec<String> = columns.iter().map(|(_, values)| values[year].to_string()).collect();
        format!("{},{}\n", 1990 + year, values.join(","))
    };
    let text = format!("year,{}\n{}", names.join(","), (0..columns[0].1.len()).map(row).collect::<String>());
    let files = Memory::new([("a.csv", text.as_str())]);
    let table = Table::read_from(&files, Path::new("a.csv"), &TableOptions::default()).expect("a table");
    table.forecast(&ForecastOptions { horizon: Some(10), method, ..ForecastOptions::default() }).expect("in range")
}

/// A fan of which a linear axis would show but a line at its foot is on a logarithmic one, unless a zero is to be shown.
#[test]
fn what_spans_magnitudes_is_on_a_logarithmic_axis() {
    let years = || (0..14_i32).map(f64::from);
    let halved: Vec<f64> = years().map(|year| 1e6 * 0.5_f64.powf(year)).collect();
    let ended: Vec<f64> = halved.iter().map(|value| if *value < 1e3 { 0.0 } else { *value }).collect();
    for (values, expected) in
        [(years().map(|year| 100.0 + 3.0 * year).collect(), false), (halved, true), (ended, false)]
    {
        let found = forecast_of(&[("a", values)], Method::Combination);
        let (series, ahead) = found.series().next().expect("one series");
        assert_eq!(found.spans_magnitudes(series, ahead), expected, "{:?}", series.values);
    }
}

/// A value that counts as missing would leave nothing of the others to be seen in a fan; it says so.
#[test]
fn a_value_far_from_all_others_is_not_drawn() {
    for at in [5, 13] {
        let value = |year: usize| (100.0 + 3.0 * year as f64) * if year == at { 100.0 } else { 1.0 };
        let found = forecast_of(&[("a", (0..14).map(value).collect())], Method::Drift);
        let (series, forecast) = found.series().next().expect("one series");
        let projection = found.projection(series, forecast, "");
        let drawn = &projection.variables[0].series[0];
        assert_eq!((drawn.history.len(), drawn.observed[0]), (13, at != 13));
        assert!(drawn.history.iter().all(|observation| observation.value < 140.0));
        assert!((drawn.median()[0] - 139.0).abs() < 1e-9, "{at}");
    }
}

/// Two series of the same years have the factor among what is combined; one alone has not, and is told so where it was asked for.
#[test]
fn a_handful_of_series_is_forecast_together() {
    let line = |slope: f64| (0..20).map(|year| 100.0 + slope * f64::from(year) + f64::from(year * year % 7)).collect();
    let two = forecast_of(&[("a", line(2.0)), ("b", line(3.0))], Method::Combination);
    let weights = two.weights(1);
    assert!(weights.iter().any(|(method, weight)| *method == Method::Factor && *weight > 0.0), "{weights:?}");
    assert!((weights.iter().map(|(_, weight)| weight).sum::<f64>() - 1.0).abs() < 1e-9);
    let said = |found: &Forecast| found.notes().join(" ").contains("each is forecast by its own past changes");
    assert!(!said(&forecast_of(&[("a", line(2.0)), ("b", line(3.0))], Method::Factor)));
    assert!(said(&forecast_of(&[("a", line(2.0))], Method::Factor)));
    let many: Vec<(String, Vec<f64>)> = (0..31).map(|at| (format!("s{at}"), line(f64::from(at)))).collect();
    let many: Vec<(&str, Vec<f64>)> = many.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
    assert!(said(&forecast_of(&many, Method::Factor)) && !said(&forecast_of(&many, Method::Drift)));
}

/// 43831 is the first of January 2020 to spreadsheets.
#[test]
fn times_that_look_like_spreadsheet_dates_are_said_to_be() {
    let rows: Vec<String> = (0..30).map(|day| format!("{},{}", 43831 + day, 10 + day % 7)).collect();
    let text = format!("date,value\n{}\n", rows.join("\n"));
    let files = Arc::new(Memory::new([("a.csv", text.as_str())]));
    let path = Path::new("a.csv");
    let columns = FitColumns { time: "date".to_owned(), ..FitColumns::default() };
    let data = FitData::read_from(files.clone(), path, &columns, &FitOptions::default()).expect("numbers");
    let table = Table::read_from(&*files, path, &TableOptions::default()).expect("numbers");
    let all = [data.notes.join(" "), table.panel.notes.join(" ")];
    assert!(all.iter().all(|notes| notes.contains("43831 are a spreadsheet's dates: 2020-01-01")), "{all:?}");
    // Months are uneven in days: why is said there too.
    let serials = [43831, 43862, 43891, 43922, 43952].map(|day| format!("{day},1\n")).concat();
    let files = Memory::new([("b.csv", format!("date,value\n{serials}"))]);
    let found = Table::read_from(&files, Path::new("b.csv"), &TableOptions::default());
    let said = found.map_or_else(|problems| format!("{problems:?}"), |table| table.panel.notes.join(" "));
    assert!(said.contains("43831 are a spreadsheet's dates: 2020-01-01"), "{said}");
}
