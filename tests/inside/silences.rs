//! What is valid and likely not meant: it is said where it stands, and not where the author says that it is.

use std::sync::Arc;

use super::support::scenario;
use catchup::diagnostic::Diagnostic;
use catchup::scenario::options::Options;
use catchup::session::{CompareOptions, Error, Files, Goal, Memory, RunError, Session, compare};

const HEAD: &str = "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2030\nknown_until = 2022\n";

/// A session of a file of this body, beside which lies `data.csv`.
fn session(body: &str, data: &str) -> Session {
    let text = format!("{HEAD}{body}");
    let files = Memory::new([("case.toml", text.as_str()), ("data.csv", data)]);
    Session::open_from(Arc::new(files), "case.toml", Options::default()).unwrap_or_else(|found| panic!("{found}"))
}

/// Codes of warnings with what is underlined, message, label and help in one text.
fn warnings(body: &str, data: &str) -> Vec<(&'static str, String, String)> {
    let said = |warning: &Diagnostic| {
        let label = &warning.labels[0];
        let said = format!("{} | {} | {}", warning.message, label.text, warning.help.as_deref().unwrap_or_default());
        (warning.code.as_str(), label.span.text().to_owned(), said)
    };
    session(body, data).warnings().iter().map(said).collect()
}

#[track_caller]
fn one(body: &str, data: &str, code: &str, place: &str, parts: &[&str]) {
    let found = warnings(body, data);
    let [(of, at, said)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*of, at.as_str()), (code, place), "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    // What is meant is not said.
    let hint = format!("allow = [\"{code}\"]");
    assert!(said.contains(&hint), "{said}");
    let text = format!("{HEAD}{body}").replacen("[scenario]", &format!("[scenario]\n{hint}"), 1);
    let files = Memory::new([("case.toml", text.as_str()), ("data.csv", data)]);
    let session = Session::open_from(Arc::new(files), "case.toml", Options::default());
    assert!(session.unwrap_or_else(|found| panic!("{found}")).warnings().is_empty(), "{text}");
}

fn history(of: &str, keys: &str) -> String {
    format!("{of}[variables.x.history.seen]\nfile = \"data.csv\"\n{keys}\n")
}

const FLOW: &str = "[variables.x]\nequation = \"1\"\nunit = \"1\"\n";
const STOCK: &str = "[variables.x]\nstock = { initial = \"1\", inflow = \"1 / 1 [yr]\" }\nunit = \"1\"\n";

/// What stands for x in 2020, 2021 and 2022.
fn first_years(session: &Session) -> Vec<f64> {
    let run = session.run().unwrap_or_else(|error| panic!("{error}"));
    let projection = run.projection;
    projection.series("x").unwrap_or_else(|error| panic!("{error}")).mean[..3].to_vec()
}

#[test]
fn a_year_end_is_the_year() {
    for times in [["2020-12-31", "2021-12-31"], ["31.12.2020", "31.12.2021"], ["2020-12-31T00:00:00Z", "2021-12-31"]] {
        let data = format!("year,value\n{},5\n{},7\n", times[0], times[1]);
        let of_flow = session(&history(FLOW, "use = \"drive\""), &data);
        assert!(of_flow.warnings().is_empty(), "{:?}", of_flow.warnings());
        assert_eq!(first_years(&of_flow), [5.0, 7.0, 1.0], "a flow of the year");
        // What a stock is when the year is over, it is when the next begins.
        let of_stock = session(&history(STOCK, "use = \"drive\""), &data);
        assert_eq!(first_years(&of_stock), [1.0, 5.0, 7.0], "a stock at the end of the year");
        let at_start = session(&history(STOCK, "use = \"drive\"\nat = \"start\""), &data);
        assert_eq!(first_years(&at_start), [5.0, 7.0, 8.0], "a stock, by its author's word at the start");
    }
}

#[test]
fn the_end_of_a_quarter_is_the_quarter() {
    let body = history(FLOW, "use = \"drive\"");
    let text = format!("{HEAD}{body}").replace("end = 2030", "end = 2030\nstep = 0.25");
    let data = "year,value\n2020-03-31,5\n2020-06-30,7\n2020-09-30,9\n";
    let files = Memory::new([("case.toml", text.as_str()), ("data.csv", data)]);
    let session = Session::open_from(Arc::new(files), "case.toml", Options::default()).expect("valid");
    assert!(session.warnings().is_empty());
    assert_eq!(first_years(&session), [5.0, 7.0, 9.0]);
}

#[test]
fn the_end_of_a_month_is_the_month_and_for_a_stock_its_end() {
    let data = "year,value\n2020-01-31,5\n2020-02-29,7\n2020-03-31,9\n";
    for (of, expected) in [(FLOW, [5.0, 7.0, 9.0]), (STOCK, [1.0, 5.0, 7.0])] {
        let text = format!("{HEAD}{}", history(of, "use = \"drive\""))
            .replace("end = 2030", "end = 2030\nstep = 0.08333333333333333");
        let files = Memory::new([("case.toml", text.as_str()), ("data.csv", data)]);
        let session = Session::open_from(Arc::new(files), "case.toml", Options::default()).expect("valid");
        assert_eq!(first_years(&session), expected);
    }
}

#[test]
fn values_between_times_are_counted_and_named() {
    for usage in ["use = \"drive\"", "use = \"compare\""] {
        let data = "year,value\n2020,5\n2021.5,6\n2022,7\n";
        let parts = ["1 of 3 values", "`2021.5` (nearest: 2022)"];
        one(&history(FLOW, usage), data, "off-axis-values", "2021.5", &parts);
    }
    let middle = "year,value\n2020-06-30,5\n2021-06-30,6\n";
    one(&history(FLOW, ""), middle, "off-axis-values", "2020-06-30", &["all 2 values", "(nearest: 2020)"]);
    let monthly = "year,value\n2020-01-31,5\n2020-02-29,6\n2020-03-31,6\n";
    one(&history(FLOW, ""), monthly, "off-axis-values", "2020-02-29", &["2 of 3 values"]);
    let inline = format!(
        "{FLOW}[variables.x.history.seen]\nvalues = {{ 2020 = 1, \"2020.3\" = 2, \"2021.6\" = 2 }}\nsource = \"seen\"\n"
    );
    let parts = ["2 of 3 values", "`2020.3` (nearest: 2020), `2021.6` (nearest: 2022)"];
    one(&inline, "", "off-axis-values", "\"2020.3\"", &parts);
}

#[test]
fn serial_dates_are_read_or_said_to_be() {
    let data = "year,value\n43831,5\n44197,6\n";
    let files = Memory::new([
        ("case.toml", format!("{HEAD}{}", history(FLOW, "use = \"drive\"")).as_str()),
        ("data.csv", data),
    ]);
    let session = Session::open_from(Arc::new(files), "case.toml", Options::default()).expect("valid");
    assert_eq!(first_years(&session)[..2], [5.0, 6.0], "1 January 2020 and 2021");
    // One among years is no year of a longer run.
    let mixed = "year,value\n2020,5\n43831,6\n";
    one(&history(FLOW, ""), mixed, "off-axis-values", "43831", &["1 of 2 values", "spreadsheet"]);
}

#[test]
fn history_before_the_start_is_the_past_of_lags() {
    assert_eq!(warnings(&history(FLOW, ""), "year,value\n2018,5\n2019,5\n2020,6\n"), []);
    // What looks back at it uses it; without, what is to drive drives nothing.
    let data = "year,value\n2018,5\n2019,5\n";
    let looked_at = "[variables.y]\nequation = \"previous(x)\"\nunit = \"1\"\n";
    let driving = history(FLOW, "use = \"drive\"");
    assert_eq!(warnings(&format!("{driving}{looked_at}"), data), []);
    assert_eq!(warnings(&history(FLOW, ""), data), []);
    one(&driving, data, "off-axis-values", "2018", &["all 2 values", "before the start"]);
}

fn assumption(name: &str, worth: &str, unit: &str) -> String {
    format!("[assumptions.{name}]\n{worth}\nunit = \"{unit}\"\nsource = \"judgement\"\n")
}

const LEVER: &str = "[levers.push]\nvalue = 1\nneutral = 0\nmin = 0\nmax = 1\nunit = \"1\"\nsource = \"judgement\"\n";

#[test]
fn what_nothing_depends_on_is_named() {
    one(
        &(assumption("growth", "value = 3", "1") + FLOW),
        "",
        "no-effect",
        "growth",
        &["no equation has the assumption"],
    );
    one(&format!("{LEVER}{FLOW}"), "", "no-effect", "push", &["no equation has the lever `push`"]);
    let aside = "report = true\n[variables.y]\nequation = \"push + z\"\nunit = \"1\"\n\
                 [variables.z]\nequation = \"1\"\nunit = \"1\"\n";
    one(
        &format!("{LEVER}{FLOW}{aside}"),
        "",
        "no-effect",
        "push",
        &["nothing that is reported depends on the lever `push`"],
    );
    // A time of a lag is used though it is no part of what is computed.
    let lagged = assumption("delay_time", "value = 2", "yr")
        + "[variables.x]\nequation = \"lag(time, delay_time, 2018 [yr])\"\nunit = \"yr\"\n";
    assert_eq!(warnings(&lagged, ""), []);
    let allowed = format!("{LEVER}allow = [\"no-effect\"]\n{FLOW}");
    assert_eq!(warnings(&allowed, ""), []);
}

#[test]
fn a_lever_that_the_goal_does_not_hang_on_is_no_weak_lever() {
    let other = "[variables.y]\nequation = \"push\"\nunit = \"1\"\n";
    let session = session(&format!("{LEVER}{FLOW}{other}"), "");
    let goal =
        |reach: &str| Goal { lever: "push".to_owned(), reach: reach.to_owned(), probability: 0.8, between: None };
    let problem = session.solve(&goal("x@2025=2")).expect_err("x does not depend on it");
    assert!(problem.to_string().contains("`x` does not depend on the lever `push`"), "{problem}");
    assert!(session.solve(&goal("y@2025=0.5")).is_ok());
}

#[test]
fn shares_in_per_cent() {
    let of = |worth: &str| assumption("s", worth, "%") + "[variables.x]\nequation = \"s\"\nunit = \"%\"\n";
    one(&of("value = 0.70"), "", "share-in-percent", "0.70", &["0.7 %", "write 70"]);
    let uniform = "distribution = { uniform = { low = 0.2, high = 0.8 } }";
    one(&of(uniform), "", "share-in-percent", "uniform", &["below 0.794 %"]);
    let shares = "[variables.x]\nequation = \"60 %\"\nunit = \"%\"\n";
    let goal = |worth: &str| shares.to_owned() + worth;
    let target = "[variables.x.targets.most]\nyear = 2028\nat_least = 0.70\nsource = \"plan\"\n";
    one(&goal(target), "", "share-in-percent", "0.70", &["target `most`", "write 70"]);
    one(&goal("milestones = [0.7]\n"), "", "share-in-percent", "0.7", &["a milestone", "write 70"]);
    assert_eq!(warnings(&goal(&target.replace("0.70", "70")), ""), []);
    for fine in ["value = 70", "value = 0", "value = -3", "distribution = { normal = { mean = 0, sd = 0.2 } }"] {
        assert_eq!(warnings(&of(fine), ""), [], "{fine}");
    }
    let lever = LEVER.replace("\"1\"", "\"%\"").replace("value = 1", "value = 0.25");
    one(
        &format!("{lever}[variables.x]\nequation = \"push\"\nunit = \"%\"\n"),
        "",
        "share-in-percent",
        "0.25",
        &["write 25"],
    );
    let percent = FLOW.replace("unit = \"1\"", "unit = \"%\"");
    one(&history(&percent, ""), "year,value\n2020,0.5\n2021,0.7\n", "share-in-percent", "seen", &["below 1 %"]);
    assert_eq!(warnings(&history(&percent, "unit = \"1\""), "year,value\n2020,0.5\n2021,0.7\n"), []);
}

#[test]
fn numbers_far_from_history() {
    let data = "year,value\n2020,70\n2021,72\n2022,71\n";
    let target = "[variables.x.targets.goal]\nyear = 2025\nat_least = 0.70\nsource = \"announced\"\n";
    let goal = history(&format!("{FLOW}{target}"), "");
    one(&goal, data, "far-from-history", "0.70", &["0.7", "70 to 72"]);
    let milestone = FLOW.replace("unit", "milestones = [8000]\nunit");
    one(&history(&milestone, ""), data, "far-from-history", "8000", &["a milestone of `x` is 8000"]);
    one(&history(FLOW, ""), "year,value\n2020,70\n2021,7200\n2022,71\n", "far-from-history", "2021", &["7200 in 2021"]);
    one(&history(FLOW, ""), "year,value\n2020,70\n2021,72\n2022,0.71\n", "far-from-history", "2022", &["0.71"]);
    // What grows fast is in line.
    assert_eq!(warnings(&history(FLOW, ""), "year,value\n2020,1\n2021,20\n2022,300\n"), []);
}

#[test]
fn quantiles_with_one_end_have_a_heavy_tail() {
    let of = |distribution: &str| {
        assumption("g", &format!("distribution = {{ {distribution} }}"), "%")
            + &FLOW.replace("\"1\"\n", "\"g\"\n").replace("unit = \"g\"", "unit = \"%\"")
    };
    // The three-term metalog of ln x through .05, .5 and .95 at .999, by NumPy: 24.72.
    let given = "quantiles = { p05 = 4, p50 = 7, p95 = 12, low = 0 }";
    let parts = ["is above 24.7", "`high`", "lognormal = { p05 = 4, p95 = 12 }"];
    one(&of(given), "", "heavy-tail", "quantiles", &parts);
    // Quartiles a factor e^1.1 or more from the median leave no standard deviation: the scale of the logistic is 1.
    let wide = "quantiles = { p25 = 1, p75 = 9, low = 0 }";
    one(&of(wide), "", "heavy-tail", "quantiles", &["the standard deviation grows with the number of draws"]);
    // exp(3.29 30), of one who means 30 %.
    one(&of("lognormal = { median = 100, sigma = 30 }"), "", "heavy-tail", "lognormal", &["0.3 is a spread"]);
    for light in [
        "lognormal = { median = 100, sigma = 2 }",
        "quantiles = { p05 = 4, p50 = 7, p95 = 12, low = 0, high = 20 }",
        "quantiles = { p05 = 4, p50 = 7, p95 = 12 }",
        "lognormal = { p05 = 4, p95 = 12 }",
    ] {
        assert_eq!(warnings(&of(light), ""), [], "{light}");
    }
}

#[test]
fn paths_that_are_equal_are_said_to_be() {
    let base = "[levers.push]\nvalue = 0\nneutral = 0\nunit = \"1\"\nsource = \"judgement\"\n\
                [variables.x]\nequation = \"push + min(push, 0)\"\nunit = \"1\"\n";
    let base = scenario("start = 2020\nend = 2024", base);
    let child = |title: &str, rest: &str| format!("extends = \"base.toml\"\n[scenario]\ntitle = \"{title}\"\n{rest}");
    let strong = child("Strong", "[levers.push]\nvalue = 1\n");
    let idle = child("Idle", "[levers.push]\nlabel = \"Push\"\n");
    let meant = child("Meant", "allow = [\"equal-paths\"]\n");
    for (other, expected) in [(&strong, false), (&idle, true), (&meant, false)] {
        let files = Memory::new([("base.toml", base.as_str()), ("other.toml", other.as_str())]);
        let files: Arc<dyn Files> = Arc::new(files);
        let open = |name: &str| {
            let files = Arc::clone(&files);
            Session::open_from(files, name, Options::default()).unwrap_or_else(|found| panic!("{found}"))
        };
        let sessions = [open("base.toml"), open("other.toml")];
        let found = compare(&sessions, &CompareOptions::default(), &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let said = found.notes.iter().any(|note| note.contains("are equal in every number"));
        assert_eq!(said, expected, "{other}: {:?}", found.notes);
    }
}

#[test]
fn toml_of_1_1_is_read_and_named_when_asked_for() {
    let body = "[variables]\nx = {\n  equation = \"1\",\n  unit = \"\\x31\",\n}\n";
    let session = session(body, "");
    assert!(session.warnings().is_empty());
    let found: Vec<String> = session.newer_toml().into_iter().map(|one| one.message).collect();
    let expected = [
        "a line break in an inline table is new in TOML 1.1",
        "the escape `\\x` is new in TOML 1.1",
        "a comma after the last key of an inline table is new in TOML 1.1",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_rounded_step_is_the_one_that_divides_the_span() {
    // With 0.08333333333 as it stands, the thirteenth point lies 4e-11 before the year that it is called.
    for step in ["0.08333333333", "0.083333333333", "0.08333333333333333"] {
        let text = format!(
            "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2030\nstep = {step}\n[variables.late]\n\
             equation = \"if time >= 2021 yr then 1 else 0\"\nunit = \"1\"\n[variables.year]\n\
             equation = \"floor(time / (1 yr))\"\nunit = \"1\"\n"
        );
        let files = Memory::new([("case.toml", text.as_str())]);
        let session = Session::open_from(Arc::new(files), "case.toml", Options::default());
        let session = session.unwrap_or_else(|found| panic!("{found}"));
        let projection = session.run().unwrap_or_else(|error| panic!("{error}")).projection;
        let at = |name: &str, year: f64| {
            let point = projection.times.iter().position(|time| *time == year).expect("a point");
            projection.series(name).unwrap_or_else(|error| panic!("{error}")).mean[point]
        };
        for year in 2021..=2030 {
            assert_eq!([at("late", f64::from(year)), at("year", f64::from(year))], [1.0, f64::from(year)], "{step}");
        }
    }
}

#[test]
fn numbers_without_a_unit_beside_per_cent_and_millions() {
    let share = assumption("s", "value = 60", "%") + &assumption("people", "value = 60", "mn");
    let share = share + &assumption("wide", "value = 260", "%");
    let body = |equation: &str, unit: &str| {
        format!(
            "{share}[variables.x]\nequation = \"{equation}\"\nunit = \"{unit}\"\n[variables.y]\nequation = \"s + people + wide\"\nunit = \"1\"\n"
        )
    };
    for (equation, unit, place, parts) in [
        ("70", "%", "70", ["what is declared is in `%`", "is 7,000 %", "`70 %`"]),
        ("100 - s", "%", "100", ["`s` is in `%`", "is 10,000 %", "`100 %`"]),
        ("if s > 50 then 1 else 0", "1", "50", ["`s` is in `%`", "is 5,000 %", "`50 %`"]),
        ("clamp(s + s, 0, 100)", "%", "100", ["`s + s` is in `%`", "is 10,000 %", "`100 %`"]),
        ("1.5 * s + 20", "%", "20", ["`1.5 * s` is in `%`", "is 2,000 %", "`20 %`"]),
        ("s + 3", "%", "3", ["`s` is in `%`", "is 300 %", "`3 %`"]),
        ("if time > 2025 yr then 30 else s", "%", "30", ["in `%`", "is 3,000 %", "`30 %`"]),
        ("people + 5", "mn", "5", ["`people` is in `mn`", "5 without a unit is 5", "`5 mn`"]),
        ("max(people, 100)", "mn", "100", ["`people` is in `mn`", "100 without a unit is", "`100 mn`"]),
    ] {
        one(&body(equation, unit), "", "bare-number", place, &parts);
    }
    // What follows the advice is right, and what is plain is let be.
    for (equation, unit) in [
        ("70 %", "%"),
        ("100 % - s", "%"),
        ("1 - s", "%"),
        ("max(s, 0)", "%"),
        ("if wide > 2.5 then 1 else 0", "1"),
        ("wide + s + 3", "%"),
        ("5 mn + people", "mn"),
        ("max(people, 1)", "mn"),
        ("s * 70", "1"),
        ("70 * people / 5", "mn"),
        ("if people > 5e6 then 10 else 20", "1"),
    ] {
        assert_eq!(warnings(&body(equation, unit), ""), [], "{equation}");
    }
}

#[test]
fn bounds_that_are_the_wrong_way_round() {
    let more = assumption("low", "value = 100", "1") + &assumption("high", "value = 10", "1");
    for (equation, place, line) in [
        ("clamp(time / (1 yr), 100, 10)", "100", "clamp(x, 10, 100)"),
        ("clamp(time / (1 yr), low, high)", "low", "clamp(x, high, low)"),
    ] {
        let more = if place == "low" { more.as_str() } else { "" };
        let body = format!("{more}[variables.x]\nequation = \"{equation}\"\nunit = \"1\"\n");
        one(&body, "", "swapped-bounds", place, &["always the upper one", line]);
    }
    assert_eq!(warnings("[variables.x]\nequation = \"clamp(time / (1 yr), -10, 10)\"\nunit = \"1\"\n", ""), []);
}

#[test]
fn tables_that_say_another_unit_than_the_one_they_are_taken_in() {
    let with = |unit: &str, keys: &str| {
        history(&format!("[variables.x]\nequation = \"1 [{unit}]\"\nunit = \"{unit}\"\n"), keys)
    };
    for (body, data, said, wanted) in [
        (with("1", ""), "year,value\n2020,5%\n2021,6%\n", "says `%`", "unit = \"%\""),
        (with("1", "column = \"value (%)\""), "year,value (%)\n2020,5\n2021,6\n", "says `%`", "unit = \"%\""),
        (with("mn", ""), "year,value\n2020,5 mn\n2021,6 mn\n", "multiplies them", "unit = \"1\""),
        (with("t", ""), "year,value,unit\n2020,5,kt\n2021,6,kt\n", "says `kt`", "unit = \"kt\""),
        (with("t", "column = \"value (kt)\""), "year,value (kt)\n2020,5\n2021,6\n", "says `kt`", "unit = \"kt\""),
        (with("t", "column = \"Steel (mn)\""), "year,Steel (mn)\n2020,5\n2021,6\n", "says `mn`", "unit = \"mn t\""),
    ] {
        one(&body, data, "table-unit", "seen", &[said, wanted]);
        // What follows the advice is right.
        let right = body.replace("file =", &format!("{wanted}\nfile ="));
        assert_eq!(warnings(&right, data), [], "{right}");
    }
    let drawn = "[assumptions.a]\ndistribution = { empirical = { file = \"data.csv\" } }\nunit = \"1\"\nsource = \"seen\"\n\
                 [variables.x]\nequation = \"a\"\nunit = \"1\"\n";
    one(drawn, "value\n5%\n6%\n", "table-unit", "file", &["says `%`", "unit = \"%\""]);
    assert_eq!(warnings(&drawn.replacen("unit = \"1\"", "unit = \"%\"", 1), "value\n5%\n6%\n"), []);
    assert_eq!(warnings(&with("%", ""), "year,value\n2020,5%\n2021,6%\n"), []);
    let thousands = with("k t", "column = \"Steel (k)\"");
    assert_eq!(warnings(&thousands, "year,Steel (k)\n2020,5\n2021,6\n"), []);
}

#[test]
fn a_stock_that_is_wrong_from_the_beginning_points_at_its_beginning() {
    let body =
        "[variables.x]\nstock = { initial = \"ln(time / (1 yr) - 2020)\", inflow = \"0.1 [1/yr]\" }\nunit = \"1\"\n";
    let error = session(body, "").run().expect_err("it is infinite");
    let Error::Run { error: RunError::NotFinite(found), .. } = &error else { panic!("{error:?}") };
    assert!(found.message.starts_with("`x` becomes minus infinite in 2020"), "{}", found.message);
    assert_eq!(found.labels[0].span.text(), "ln(time / (1 yr) - 2020)");
}

#[test]
fn a_division_by_an_assumption_of_zero_names_it() {
    let body = "[dimensions.d]\nelements = [\"one\", \"two\"]\n[assumptions.a]\ndims = [\"d\"]\nvalue = 1\nunit = \"1\"\nsource = \"judgement\"\n[assumptions.a.elements.two]\nvalue = 0\n\
                [levers.l]\nvalue = 3\nneutral = 3\nunit = \"1\"\nsource = \"judgement\"\n[variables.x]\ndims = [\"d\"]\nequation = \"l * time / (1 yr) / a\"\nunit = \"1\"\n";
    let error = format!("{:?}", session(body, "").run().expect_err("it is infinite"));
    assert!(error.contains("`x[two]` becomes infinite in 2020"), "{error}");
    assert!(error.contains("a = 0.000000") && error.contains("l = 3.000000"), "{error}");
}

#[test]
fn history_that_drives_some_steps_only() {
    let found = |of: &str, keys: &str, data: &str| {
        let head = HEAD.replace("end = 2030", "end = 2030\nstep = 0.5");
        let text = format!("{head}{}", history(of, keys));
        let files = Memory::new([("case.toml", text.as_str()), ("data.csv", data)]);
        let session = Session::open_from(Arc::new(files), "case.toml", Options::default());
        let session = session.unwrap_or_else(|found| panic!("{found}"));
        session.warnings().iter().map(|one| (one.code.as_str(), one.message.clone())).collect::<Vec<_>>()
    };
    let (yearly, drive) = ("time,value\n2020,5\n2021,6\n2022,7\n", "use = \"drive\"\ntime = \"time\"");
    let [(code, message)] = &found(FLOW, drive, yearly)[..] else { panic!("{:?}", found(FLOW, drive, yearly)) };
    assert_eq!(*code, "sparse-history");
    assert!(message.contains("drives `x` at 3 of 5 steps"), "{message}");
    let allowing = format!("{FLOW}allow = [\"sparse-history\"]\n");
    assert_eq!(found(&allowing, drive, yearly), []);
    assert_eq!(found(FLOW, "time = \"time\"", yearly), []);
    assert_eq!(found(STOCK, drive, yearly), []);
    // One that is missing is a gap, and no other rhythm.
    assert_eq!(found(FLOW, drive, "time,value\n2020,5\n2020.5,5\n2021,6\n2022,7\n"), []);
}

#[test]
fn shocks_that_change_nothing() {
    let shock = |years: &str| {
        format!("[shocks.storm]\nvariable = \"x\"\nyears = [{years}]\nmultiply = 0.5\nsource = \"judgement\"\n")
    };
    let driven = history(FLOW, "use = \"drive\"");
    let data = "year,value\n2020,5\n2021,6\n2022,7\n";
    one(
        &(driven.clone() + &shock("2021, 2022")),
        data,
        "no-effect",
        "[2021, 2022]",
        &["years that history drives", "after `known_until`"],
    );
    assert_eq!(warnings(&(driven + &shock("2022, 2023")), data), []);
    let unseen = format!("{FLOW}[variables.y]\nequation = \"1\"\nunit = \"1\"\nreport = true\n{}", shock("2024, 2025"));
    one(&unseen, "", "no-effect", "storm", &["depends on `x`, on which the shock `storm` acts"]);
    assert_eq!(
        warnings(
            &unseen.replace("equation = \"1\"\nunit = \"1\"\nreport", "equation = \"x\"\nunit = \"1\"\nreport"),
            ""
        ),
        []
    );
}

#[test]
fn a_file_that_reports_nothing_says_so() {
    let body = format!("{FLOW}report = false\n");
    one(&body, "", "no-effect", "x", &["no variable is reported", "`report = true`"]);
}

#[test]
fn bounds_of_a_lever_that_are_the_wrong_way_round_are_one_error() {
    let text = format!("{HEAD}{FLOW}{}", LEVER.replace("min = 0\nmax = 1", "min = 10\nmax = 0"));
    let files = Memory::new([("case.toml", text.as_str())]);
    let error = Session::open_from(Arc::new(files), "case.toml", Options::default()).expect_err("refused");
    let error = format!("{error}");
    assert!(error.contains("`min` (10) of the lever `push` is above `max` (0)"), "{error}");
    assert!(error.contains("write min = 0 and max = 10") && !error.contains("is set to"), "{error}");
}

/// Warnings of a file of these lines that extends another: code, what is underlined, and help.
fn extending(base: &str, lines: &str) -> Vec<(&'static str, String, String)> {
    let base = format!("{HEAD}{base}");
    let text = format!("extends = \"base.toml\"\n[scenario]\ntitle = \"Child\"\n{lines}");
    let files = Memory::new([("base.toml", base.as_str()), ("case.toml", text.as_str())]);
    let session = Session::open_from(Arc::new(files), "case.toml", Options::default());
    let session = session.unwrap_or_else(|found| panic!("{found}"));
    let said = |warning: &Diagnostic| {
        (warning.code.as_str(), warning.labels[0].span.text().to_owned(), warning.help.clone().unwrap_or_default())
    };
    session.warnings().iter().map(said).collect()
}

#[test]
fn numbers_that_stay_when_a_file_that_extends_theirs_says_another_unit() {
    let base = "[units]\nUSD = \"base\"\n[assumptions]\na = { value = 5, unit = \"bn USD\", source = \"judgement\" }\n\
                b = { distribution = { uniform = { low = 1, high = 2 } }, unit = \"%\", source = \"judgement\" }\n\
                [variables.x]\nequation = \"a * b\"\nunit = \"bn USD\"\n\
                targets = { goal = { year = 2025, at_least = 5, source = \"judgement\" } }\n";
    for (lines, unit) in [
        ("[assumptions]\na = { unit = \"mn USD\" }\n", "mn USD"),
        ("[assumptions.a]\nunit = \"mn USD\"\n", "mn USD"),
        ("[assumptions]\nb = { unit = \"1\" }\n", "1"),
        ("[variables.x]\nunit = \"mn USD\"\n", "mn USD"),
    ] {
        let found = extending(base, lines);
        let [(code, place, help)] = found.as_slice() else { panic!("{lines}: {found:#?}") };
        assert_eq!((*code, place.as_str()), ("inherited-numbers", unit), "{lines}");
        assert!(help.contains(&format!("write the numbers in `{unit}` here too")), "{help}");
    }
    for meant in [
        "[assumptions]\na = { unit = \"mn USD\", value = 5000, source = \"judgement\" }\n",
        "[assumptions]\na = { unit = \"mn USD\", value = 5, source = \"judgement\" }\n",
        "[assumptions]\na = { unit = \"k mn USD\" }\n",
        "[assumptions]\na = { value = 6, source = \"judgement\" }\n",
        "[assumptions]\na = { unit = \"mn USD\", allow = [\"inherited-numbers\"] }\n",
    ] {
        assert_eq!(extending(base, meant), [], "{meant}");
    }
}

#[test]
fn elements_of_a_lever_that_stay_beside_a_new_value() {
    let base = "[dimensions.c]\nelements = [\"A\", \"B\"]\n[levers.tax]\ndims = [\"c\"]\nvalue = 1\nneutral = 0\n\
                unit = \"1\"\nelements = { A = 2 }\nsource = \"judgement\"\n\
                [variables.x]\ndims = [\"c\"]\nequation = \"tax\"\nunit = \"1\"\n";
    let found = extending(base, "[levers.tax]\nvalue = 7\n");
    let [(code, place, help)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*code, place.as_str()), ("inherited-numbers", "7"));
    assert!(help.contains("write elements = { \"A\" = 7 } too"), "{help}");
    for fine in ["value = 7\nelements = { A = 7 }", "value = 7\nelements = { A = 3 }", "value = 2", "min = 0"] {
        assert_eq!(extending(base, &format!("[levers.tax]\n{fine}\n")), [], "{fine}");
    }
}

#[test]
fn probabilities_that_do_not_add_up_to_one() {
    let body = |weights: &str| {
        let value = format!("distribution = {{ discrete = {{ values = [1, 2, 3], weights = {weights} }} }}");
        assumption("a", &value, "1") + "[variables.x]\nequation = \"a\"\nunit = \"1\"\n"
    };
    one(&body("[0.3, 0.3, 0.3]"), "", "weights-sum", "weights", &["add up to 0.9", "probabilities add up to 1"]);
    for fine in ["[3, 5, 2]", "[0.33, 0.33, 0.33]", "[0.2, 0.3, 0.5]"] {
        assert_eq!(warnings(&body(fine), ""), [], "{fine}");
    }
}

#[test]
fn shares_in_per_cent_a_year() {
    let body = |value: &str, unit: &str| {
        assumption("a", value, unit) + "[variables.x]\nequation = \"a * 1 yr\"\nunit = \"1\"\n"
    };
    let spread = "distribution = { uniform = { low = 0.01, high = 0.03 } }";
    one(&body("value = 0.03", "%/yr"), "", "share-in-percent", "0.03", &["is 0.03 %/yr", "write 3"]);
    one(&body(spread, "%/yr"), "", "share-in-percent", "uniform", &["below 0.0298 %/yr"]);
    // Half a per cent a year is what grows slowly.
    assert_eq!(warnings(&body("value = 0.5", "%/yr"), ""), []);
}

#[test]
fn steps_pulses_and_ramps_outside_of_the_axis() {
    let body = |equation: &str| format!("[variables.x]\nequation = \"{equation}\"\nunit = \"1\"\n");
    for (equation, place, part) in [
        ("step(1, 2050 [yr])", "2050 [yr]", "changes nothing"),
        ("step(1, 1925 [yr])", "1925 [yr]", "is before the start"),
        ("1 + pulse(1 [yr], 2055 [yr])", "2055 [yr]", "changes nothing"),
        ("pulse(1 [yr], 1999 [yr])", "1999 [yr]", "changes nothing"),
        ("ramp(1 / 1 [yr], 2100 [yr], 2110 [yr])", "2100 [yr]", "changes nothing"),
        ("ramp(1 / 1 [yr], 2000 [yr], 2010 [yr])", "2010 [yr]", "is before the start"),
    ] {
        one(&body(equation), "", "no-effect", place, &[part, "runs from 2020 to 2030"]);
    }
    for fine in [
        "step(1, 2030 [yr])",
        "step(1, 2020 [yr])",
        "pulse(1 [yr], 1999 [yr], 5 [yr])",
        "ramp(1 / 1 [yr], 2000 [yr], 2025 [yr])",
        "step(1, time)",
    ] {
        assert_eq!(warnings(&body(fine), ""), [], "{fine}");
    }
}

#[test]
fn a_digit_too_many_in_the_end() {
    let head = |end: &str| format!("[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = {end}\n{FLOW}");
    let open = |end: &str| {
        let files = Memory::new([("case.toml", head(end).as_str())]);
        let session = Session::open_from(Arc::new(files), "case.toml", Options::default());
        session.unwrap_or_else(|found| panic!("{found}")).warnings().to_vec()
    };
    let found = open("20300");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code.as_str(), found[0].labels[0].span.text()), ("long-axis", "20300"));
    assert!(open("2300").is_empty());
}

#[test]
fn probabilities_by_element_are_said_once() {
    let body = |second: &str| {
        format!(
            "[dimensions.d]\nelements = [\"p\", \"q\"]\n[assumptions.a]\ndims = [\"d\"]\nunit = \"1\"\nsource = \"s\"\n\
             elements.p.distribution = {{ discrete = {{ values = [1, 2], weights = [0.3, 0.3] }} }}\n\
             elements.q.distribution = {{ discrete = {{ values = [1, 2], weights = {second} }} }}\n\
             [variables.x]\ndims = [\"d\"]\nequation = \"a\"\nunit = \"1\"\n"
        )
    };
    one(&body("[0.5, 0.2]"), "", "weights-sum", "weights", &["add up to 0.6", "those of 1 more elements"]);
    let alone = warnings(&body("[0.5, 0.5]"), "");
    assert!(alone.len() == 1 && !alone[0].2.contains("more"), "{alone:?}");
}

/// The axis runs from 2020 to 2030: 2203 is 2023 with two digits exchanged, 2125 is 2025 with another one.
#[test]
fn years_that_are_likely_typed_wrong() {
    const LEVER: &str = "[levers.u]\nvalue = 1\nneutral = 0\nmin = 0\nmax = 2\nunit = \"1\"\nsource = \"s\"\n";
    const USED: &str = "[variables.x]\nequation = \"u\"\nunit = \"1\"\n";
    let lever = |keys: &str| format!("{LEVER}{keys}\n{USED}");
    let shock = |years: &str| format!("{FLOW}[shocks.s]\nvariable = \"x\"\nyears = {years}\nadd = 1\nsource = \"s\"\n");
    let history = |rows: &str| format!("{FLOW}history.seen = {{ values = {{ {rows} }}, source = \"s\" }}\n");
    for (body, place, parts) in [
        (
            lever("until = 2203"),
            "2203",
            &["2203, `until` of the lever `u`", "2023 is likely meant", "2020 to 2030"][..],
        ),
        (lever("from = 1020"), "1020", &["2020 is likely meant"]),
        (lever("until = 2125.5"), "2125.5", &["2025.5 is likely meant"]),
        (shock("[2023, 2205]"), "[2023, 2205]", &["2205, the last year of the shock `s`", "2025 is likely"]),
        (history("2020 = 1, 2021 = 1, 2202 = 1"), "2202", &["a time of history `seen` of `x`", "2022 is likely"]),
        (history("1021 = 1, 2020 = 1"), "1021", &["2021 is likely"]),
        (
            format!("{FLOW}milestones = [{{ above = 2, until = 2300 }}]\n"),
            "{ above = 2, until = 2300 }",
            &["`until` of a milestone of `x`", "2030 is likely"],
        ),
        (format!("{FLOW}[charts.c]\nkind = \"lines\"\nvariables = [\"x\"]\nuntil = 2203\n"), "c", &["the chart `c`"]),
    ] {
        one(&body, "", "far-year", place, parts);
    }
    let known = format!("{HEAD}{FLOW}").replace("known_until = 2022", "known_until = 2202");
    let files = Memory::new([("case.toml", known.as_str())]);
    let session = Session::open_from(Arc::new(files), "case.toml", Options::default()).expect("valid");
    let [warning] = session.warnings() else { panic!("{:?}", session.warnings()) };
    assert_eq!((warning.code.as_str(), warning.labels[0].span.text()), ("far-year", "2202"));
    for fine in [
        lever("until = 2100"),
        lever("until = 9999"),
        lever("from = 0"),
        lever("until = 2052"),
        shock("[2023, 2100]"),
        history("1850 = 1, 1900 = 1, 2020 = 1"),
        history("1801 = 1, 1802 = 1, 2020 = 1"),
    ] {
        assert_eq!(warnings(&fine, ""), [], "{fine}");
    }
}
