//! What a run and a check say of a model's numerical health.

use catchup::session::Session;

use super::pipeline::{equations, scenario};

fn session(time: &str, body: &str) -> Session {
    Session::from_text("case", &scenario(time, body)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn codes(session: &Session) -> Vec<&'static str> {
    session.health(&|_| {}).expect("it runs").warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[test]
fn what_hangs_on_the_step_is_named_with_its_size() {
    // x' = -x / tau, tau = 1.25 years: one year at a time leaves 0.2 of it, half a year 0.36; the truth is 0.45.
    let body = "[variables.x]\nunit = \"1\"\nstock = { initial = \"100\", outflow = \"x / 1.25 yr\" }\n";
    let found = session("start = 2020\nend = 2025", body).health(&|_| {}).expect("it runs");
    assert_eq!(found.warnings.len(), 1);
    assert_eq!(found.warnings[0].code, "step-size");
    // 36 in the place of 20, of 100: 16 %.
    assert!(
        found.warnings[0].message.contains("36") && found.warnings[0].message.contains("20"),
        "{}",
        found.warnings[0].message
    );
    assert!(found.warnings[0].message.contains("2021") && found.warnings[0].message.contains("16"));
    // A step that is short enough, and a method of the fourth order, are in good health.
    assert!(codes(&session("start = 2020\nend = 2025\nstep = 0.03125", body)).is_empty());
    assert!(codes(&session("start = 2020\nend = 2025\nmethod = \"rk4\"\nstep = 0.5", body)).is_empty());
    // A run says so too.
    let notes = session("start = 2020\nend = 2025", body).run().expect("it runs").notes;
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["step-size"]);
}

#[test]
fn one_step_is_advised_for_all_that_hangs_on_it() {
    let stock = |name: &str, years: f64| {
        format!(
            "[variables.{name}]\nunit = \"1\"\nstock = {{ initial = \"100\", outflow = \"{name} / {years} yr\" }}\n"
        )
    };
    let body = stock("slow", 4.0) + &stock("fast", 1.25);
    let found = session("start = 2020\nend = 2025", &body).health(&|_| {}).expect("it runs");
    let advised = |help: &str| help.split('`').nth(1).unwrap_or_default().to_owned();
    let helps: Vec<String> =
        found.warnings.iter().map(|warning| advised(warning.help.as_deref().unwrap_or_default())).collect();
    // 16 % of the greatest value are 1 % after four halvings; the 2 % of the slow one would need one.
    assert_eq!(helps, ["step = 0.0625", "step = 0.0625"]);
}

#[test]
fn what_reads_the_step_itself_is_not_compared() {
    let body = equations(&[("x", "1 + 0.1 * previous(x, 1)", "1"), ("y", "2 * x", "1"), ("z", "time / 1 yr", "1")]);
    let found = session("start = 2020\nend = 2025", &body).health(&|_| {}).expect("it runs");
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    assert_eq!(found.not_compared, ["x", "y"]);
    // A pulse is a volume in one step: at half the step its rate is twice as great.
    let body = equations(&[("p", "pulse(1, 2021 yr)", "1/yr")]);
    let found = session("start = 2020\nend = 2025", &body).health(&|_| {}).expect("it runs");
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    assert_eq!(found.not_compared, ["p"]);
    // A span in years is the same at any step.
    let body = equations(&[("x", "1 + 0.1 * lag(x, 1 yr, 1)", "1")]);
    let found = session("start = 2020\nend = 2025", &body).health(&|_| {}).expect("it runs");
    assert!(found.not_compared.is_empty());
}

#[test]
fn an_amount_that_falls_below_zero_is_noted_once() {
    let body = "[variables.store]\nunit = \"robot\"\ndims = [\"place\"]\nstock = { initial = \"100 robot\", outflow = \"sold\" }\n\
                [variables.sold]\nunit = \"robot/yr\"\nequation = \"60 robot / 1 yr\"\n\
                [dimensions.place]\nelements = [\"a\", \"b\"]\n[units]\nrobot = \"base\"\n";
    let found = session("start = 2020\nend = 2025", body);
    let notes = found.run().expect("it runs").notes;
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["negative-stock"], "{notes:?}");
    assert!(notes[0].message.contains("2022") && notes[0].message.contains("200"), "{}", notes[0].message);
    // Limited, it holds; a balance without a unit, or one that begins below zero, may fall.
    let falls = |body: &str| {
        let notes = session("start = 2020\nend = 2025", body).run().expect("it runs").notes;
        notes.iter().any(|note| note.code == "negative-stock")
    };
    assert!(falls(body));
    assert!(!falls(&body.replace("outflow = \"sold\"", "outflow = \"sold\", non_negative = true")));
    assert!(!falls(&body.replace("100 robot", "-1 robot")));
    assert!(!falls(&body.replace(" robot", "").replace("robot/yr", "1/yr").replace("\"robot\"", "\"1\"")));
}

#[test]
fn a_limited_stock_that_is_negative_all_the_same_is_noted_with_what_helps() {
    let body = "[variables.store]\nunit = \"1\"\nstock = { initial = \"10\", inflow = \"0 - 4 / 1 yr\", non_negative = true }\n";
    let notes = session("start = 2020\nend = 2025", body).run().expect("it runs").notes;
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["negative-stock"], "{notes:?}");
    assert!(notes[0].help.as_ref().is_some_and(|help| help.contains("negative inflow")), "{:?}", notes[0].help);
    assert!(notes[0].message.contains("2023") && notes[0].message.contains("−10"), "{}", notes[0].message);
}

#[test]
fn outflows_that_are_cut_in_place_are_warned_of() {
    let warned = |outflow: &str| {
        let body = format!(
            "[variables.store]\nunit = \"1\"\nstock = {{ initial = \"10\", outflow = \"{outflow}\", non_negative = true }}\n\
             [variables.f]\nunit = \"1/yr\"\nequation = \"8 / 1 yr\"\n[variables.g]\nunit = \"1/yr\"\nequation = \"f / 2\"\n"
        );
        let warnings = session("start = 2020\nend = 2025", &body).warnings().to_vec();
        warnings.iter().any(|warning| warning.code == "cut-in-place")
    };
    for outflow in ["2 * f", "min(f, g)", "8 / 1 yr", "f - 1 / 1 yr", "f + 2 / 1 yr"] {
        assert!(warned(outflow), "{outflow}");
    }
    for outflow in ["f", "0.1 * store / 1 yr", "f + store / 5 yr"] {
        assert!(!warned(outflow), "{outflow}");
    }
}

#[test]
fn numbers_that_are_none_are_no_good_health() {
    let found = session("start = 2020\nend = 2025", &equations(&[("x", "sqrt(0 - time / 1 yr)", "1")])).health(&|_| {});
    assert!(matches!(found, Err(catchup::session::Error::Run { .. })), "{found:?}");
}

#[test]
fn history_that_drives_is_not_compared() {
    let body = "[variables.store]\nunit = \"1\"\nstock = { initial = \"10\", inflow = \"made\" }\n\
                [variables.made]\nunit = \"1/yr\"\nequation = \"1 / 1 yr\"\n\
                [variables.made.history.seen]\nvalues = { 2020 = 50, 2021 = 60 }\nuse = \"drive\"\nsource = \"yearbook\"\n";
    let found = session("start = 2020\nend = 2025\nknown_until = 2021", body).health(&|_| {}).expect("it runs");
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    assert_eq!((found.not_compared.len(), found.variables), (2, 2));
}

#[test]
fn the_step_that_is_proposed_is_one() {
    let body = "[variables.x]\nunit = \"1\"\nstock = { initial = \"100\", outflow = \"x / 1.25 yr\" }\n";
    let found = session("start = 2020\nend = 2025", body).health(&|_| {}).expect("it runs");
    let help = found.warnings[0].help.clone().expect("a way out");
    let step = help.split('`').nth(1).expect("a line to write").to_owned();
    assert!(
        session(&format!("start = 2020\nend = 2025\n{step}"), body).health(&|_| {}).expect("valid").warnings.is_empty()
    );
}

/// In smaller steps a yearly rate of what is there compounds more often: that is said of what grows by them, not of what falls.
#[test]
fn a_smaller_step_that_changes_what_a_rate_means_says_so() {
    for (flow, grows) in [("inflow = \"0.3 [1/yr] * x\"", true), ("outflow = \"x / 1.25 yr\"", false)] {
        let body = format!("[variables.x]\nunit = \"1\"\nstock = {{ initial = \"100\", {flow} }}\n");
        let found = session("start = 2020\nend = 2030", &body).health(&|_| {}).expect("it runs");
        let help = found.warnings[0].help.clone().expect("a way out");
        assert_eq!(help.contains("compounds at each step"), grows, "{help}");
    }
}

#[test]
fn a_median_of_another_size_than_history_is_noted() {
    // Thousands where the history has units: 5000 for 5.
    let body = |factor: f64, more: &str| {
        format!(
            "[variables.x]\nequation = \"{factor} * (time - 2015 yr) / 1 yr\"\nunit = \"1\"\n{more}\
             [variables.x.history.seen]\nvalues = {{ 2020 = 5.2, 2021 = 5.9 }}\nsource = \"seen\"\n"
        )
    };
    let notes = |body: &str| session("start = 2020\nend = 2025", body).run().expect("it runs").notes;
    let found = notes(&body(1000.0, ""));
    assert_eq!(found.iter().map(|note| note.code).collect::<Vec<_>>(), ["far-from-history"], "{found:?}");
    // 6000 / 5.9 = 1016.9.
    let said = "`x` is 1,020 times what was observed: the median in 2021 is 6,000, observed was 5.9";
    assert_eq!(found[0].message, said);
    assert_eq!(notes(&body(0.001, "")).len(), 1);
    assert!(notes(&body(2.0, "")).is_empty());
    assert!(notes(&body(1000.0, "allow = [\"far-from-history\"]\n")).is_empty());
    // Neither is a growth near nothing, with draws around it.
    let growth = "[variables.x]\nequation = \"8 + normal(0, 8)\"\nunit = \"1\"\n[variables.x.history.seen]\nvalues = { 2021 = 0.6 }\nsource = \"seen\"\n";
    assert!(notes(growth).is_empty(), "{:?}", notes(growth));
    assert_eq!(notes(&growth.replace("normal(0, 8)", "normal(0, 1)")).len(), 1);
    // What drives is what was observed.
    let driven = body(1000.0, "").replace("source = \"seen\"", "source = \"seen\"\nuse = \"drive\"");
    let known = session("start = 2020\nend = 2025\nknown_until = 2021", &driven).run().expect("it runs").notes;
    assert!(known.iter().all(|note| note.code != "far-from-history"), "{known:?}");
}

/// Material that has been on its way for ten years leaves within weeks: ten units and one a year of eight, less the half
/// unit that waits for the next step; no more, whatever the step.
#[test]
fn a_delay_that_collapses_under_runge_kutta_gives_what_there_was() {
    let body = "[variables.tau]\nequation = \"if time < 2022 yr then 10 yr else 0.1 yr\"\nunit = \"yr\"\n\
                [variables.left]\nstock = { initial = \"0\", inflow = \"delay1(1 / 1 yr, tau)\" }\nunit = \"1\"\n";
    let time = "start = 2020\nend = 2030\nmethod = \"rk4\"";
    let run = session(time, body).run().expect("it runs");
    let left = super::pipeline::values(&run.projection, "left")[10];
    assert!((left - 19.5).abs() < 0.05, "{left}");
    assert!(run.notes.iter().all(|note| note.code != "step-size"), "{:?}", run.notes);
}

/// Codes of what is said of a file when it is opened, when it is run, and when half its step is tried.
fn said(text: &str) -> Vec<&'static str> {
    let session = Session::from_text("case", text).unwrap_or_else(|problems| panic!("{problems}"));
    let notes = session.run().expect("it runs").notes;
    let tried = session.health(&|_| {}).expect("it runs").warnings;
    let mut codes: Vec<&str> =
        session.warnings().iter().chain(&notes).chain(&tried).map(|one| one.code.as_str()).collect();
    codes.dedup();
    codes
}

#[test]
fn what_is_meant_is_not_said() {
    let limited = |stock: &str| format!("[variables.x]\nunit = \"1\"\nstock = {{ {stock}, non_negative = true }}\n");
    let cases = [
        (
            "step-size",
            "[variables.x]\nunit = \"1\"\nstock = { initial = \"100\", outflow = \"x / 1.25 yr\" }\n".to_owned(),
        ),
        (
            "negative-stock",
            "[units]\nrobot = \"base\"\n[variables.x]\nunit = \"robot\"\n\
             stock = { initial = \"10 robot\", outflow = \"4 robot / 1 yr\" }\n"
                .to_owned(),
        ),
        (
            "far-threshold",
            "[variables.x]\nunit = \"1\"\nmilestones = [4]\nstock = { initial = \"10\", outflow = \"1 / 1 yr\" }\n"
                .to_owned(),
        ),
        ("cut-in-place", limited("initial = \"10\", outflow = \"1 / 1 yr\"")),
        (
            "uncut-start",
            limited("initial = \"5 yr * sold\", inflow = \"sold\", outflow = \"sold\"")
                .replace("[variables.x]", "[variables.store]")
                + &equations(&[("sold", "8 / 1 yr", "1/yr"), ("x", "init(sold)", "1/yr")]),
        ),
    ];
    for (code, body) in &cases {
        let text = scenario("start = 2020\nend = 2025", body);
        assert_eq!(said(&text), [*code], "{text}");
        for place in ["[variables.x]\n", "[scenario]\n"] {
            let allowing = |code: &str| text.replacen(place, &format!("{place}allow = [\"{code}\"]\n"), 1);
            assert_eq!(said(&allowing(code)), [""; 0], "{}", allowing(code));
            assert_eq!(said(&allowing("off-axis-values")), [*code], "what is allowed is something else");
        }
    }
}
