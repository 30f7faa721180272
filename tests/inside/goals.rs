//! Goals that are met exactly, from either side.

use catchup::projection::{Direction, Passage};
use catchup::session::Session;

use super::pipeline::{equations, problems, run, scenario, series};

/// A stock that rises by 10 points a year from 20, with a target and milestones.
fn rising(step: &str, more: &str) -> String {
    let body =
        "[variables.level]\nunit = \"1\"\nstock = { initial = \"20\", inflow = \"10 / 1 yr\" }\n".to_owned() + more;
    scenario(&format!("start = 2022\nend = 2032\nstep = {step}"), &body)
}

#[test]
fn a_stock_that_reaches_its_target_in_its_year_meets_it_at_any_step() {
    for step in ["1", "0.5", "0.2", "0.1", "0.01"] {
        let target =
            "milestones = [100]\n[variables.level.targets.plan]\nyear = 2028\nat_least = 80\nsource = \"plan\"\n";
        let projection = run(&rising(step, target));
        let level = series(&projection, "level");
        let found = &level.targets[0];
        assert_eq!((found.probability, found.shortfall), (1.0, None), "step {step}: {}", found.median_gap);
        let year = level.milestones[0].years[1];
        assert!((year - 2030.0).abs() < 1e-6, "step {step}: {year}");
        // From the other side: 80 by 2028 is no more than 80.
        let projection = run(&rising(step, &target.replace("at_least", "at_most")));
        assert_eq!(series(&projection, "level").targets[0].probability, 1.0, "step {step}");
    }
}

#[test]
fn a_sum_is_no_more_than_its_value() {
    let body = equations(&[("x", "0.1 + 0.2", "1")])
        + "[variables.x.targets.cap]\nyear = 2021\nat_most = 0.3\nsource = \"plan\"\n";
    let projection = run(&scenario("start = 2020\nend = 2021", &body));
    assert_eq!(series(&projection, "x").targets[0].probability, 1.0);
}

#[test]
fn the_greatest_strength_may_be_the_one_that_suffices() {
    // 0.1 a year for seven years is 0.7 only but for rounding.
    let text = scenario(
        "start = 2020\nend = 2027",
        "[levers.push]\nvalue = 0\nneutral = 0\nmin = 0\nmax = 0.1\nunit = \"1\"\nsource = \"choice\"\n\
         [variables.share]\nunit = \"1\"\nstock = { initial = \"0\", inflow = \"push / 1 yr\" }\n",
    );
    let session = Session::from_text("case", &text).expect("valid");
    let goal = catchup::session::Goal {
        lever: "push".to_owned(),
        reach: "share@2027>=0.7".to_owned(),
        probability: 1.0,
        between: None,
    };
    let found = session.solve(&goal).expect("it runs");
    assert_eq!(found.tried.last().map(|tried| tried.probability), Some(1.0));
    let solved = found.solution.expect("the greatest strength suffices");
    assert!((solved.strength - 0.1).abs() < 1e-5, "{}", solved.strength);
}

#[test]
fn a_cost_that_falls_is_asked_from_above() {
    // 300 falls by 30 % of what is above 100 a year: to 104 and further, never to 100.
    let falling = |milestones: &str| {
        let body = format!(
            "[variables.cost]\nunit = \"1\"\nstock = {{ initial = \"300\", outflow = \"0.3 * (cost - 100) / 1 yr\" }}\nmilestones = {milestones}\n"
        );
        scenario("start = 2020\nend = 2031", &body)
    };
    let projection = run(&falling("[{ below = 200 }, { below = 100 }]"));
    let cost = series(&projection, "cost");
    let [first, second] = [&cost.milestones[0], &cost.milestones[1]];
    assert_eq!((first.event.direction, first.event.passage), (Direction::Below, Passage::First));
    // 300, 240, 198: 2021 + 40 / 42.
    assert!((first.years[1] - (2021.0 + 40.0 / 42.0)).abs() < 1e-9, "{}", first.years[1]);
    assert_eq!((second.never, second.already), (1.0, 0.0));
    // A plain number asks from below, and a run says that this tells nothing.
    let session = Session::from_text("case", &falling("[100]")).expect("valid");
    let notes = session.run().expect("it runs").notes;
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["far-threshold"], "{notes:?}");
    assert!(notes[0].help.as_ref().is_some_and(|help| help.contains("below = 100")), "{:?}", notes[0].help);
    let session = Session::from_text("case", &falling("[{ below = 100 }]")).expect("valid");
    assert!(session.run().expect("it runs").notes.is_empty());
}

#[test]
fn a_milestone_says_what_it_wants() {
    let case = |milestones: &str| rising("1", &format!("milestones = {milestones}\n"));
    let found = problems(&case("[{ above = 30, below = 20 }]")).into_vec();
    assert_eq!(found[0].code, "conflicting-keys");
    let found = problems(&case("[{ lasting = 3 }]")).into_vec();
    assert_eq!(found[0].code, "missing-key");
    let found = problems(&case("[{ above = 3, passage = \"second\" }]")).into_vec();
    assert_eq!(found[0].code, "bad-value");
    let found = problems(&case("[{ above = 3, by = 2030 }]")).into_vec();
    assert_eq!(found[0].code, "unknown-key");
    let found = problems(&case("[{ above = 3, lasting = -1 }]")).into_vec();
    assert_eq!(found[0].code, "bad-value");
    let found = problems(&case("[{ above = 3, from = 2030, until = 2025 }]")).into_vec();
    assert_eq!(found[0].code, "bad-value");
    let found = problems(&case("\"30\"")).into_vec();
    assert_eq!(found[0].code, "wrong-type");
}

#[test]
fn a_target_whose_year_is_past_is_settled_by_the_run() {
    let body = "[variables.level.targets.early]\nyear = 2024\nat_least = 80\nsource = \"plan\"\n\
                [variables.level.targets.late]\nyear = 2030\nat_least = 80\nsource = \"plan\"\n";
    let text = rising("1", body).replace("end = 2032", "end = 2032\nknown_until = 2025");
    let projection = run(&text);
    let targets = &series(&projection, "level").targets;
    assert_eq!(targets.iter().map(|one| (one.past, one.observed)).collect::<Vec<_>>(), [(true, false), (false, false)]);
}

#[test]
fn zero_is_reached_by_what_is_zero_but_for_rounding() {
    for (step, start, flow, goal) in [
        ("1", "1", "outflow = \"0.1 / 1 yr\"", "at_most = 0"),
        ("0.1", "1", "outflow = \"0.1 / 1 yr\"", "at_most = 0"),
        ("0.01", "1000", "outflow = \"100 / 1 yr\"", "at_most = 0"),
        ("1", "-1", "inflow = \"0.1 / 1 yr\"", "at_least = 0"),
    ] {
        let body = format!(
            "[variables.net]\nunit = \"1\"\nstock = {{ initial = \"{start}\", {flow} }}\nmilestones = [{{ below = 0 }}, {{ above = 0 }}]\n\
             [variables.net.targets.zero]\nyear = 2030\n{goal}\nsource = \"plan\"\n"
        );
        let projection = run(&scenario(&format!("start = 2020\nend = 2030\nstep = {step}"), &body));
        let net = series(&projection, "net");
        assert_eq!((net.targets[0].probability, net.targets[0].median_gap), (1.0, 0.0), "{step} {start}");
        let year = net.milestones[usize::from(start == "-1")].years[1];
        assert!((year - 2030.0).abs() < 1e-6, "{step} {start}: {year}");
    }
}

#[test]
fn what_can_never_happen_is_said_so() {
    for milestone in ["{ above = 30, until = 1990 }", "{ above = 30, from = 2040 }", "{ above = 30, lasting = 1000 }"] {
        let found = problems(&rising("1", &format!("milestones = [{milestone}]\n"))).into_vec();
        assert_eq!(found[0].code, "off-axis", "{milestone}");
    }
    run(&rising("1", "milestones = [{ above = 30, from = 2000, until = 2050, lasting = 10 }]\n"));
}

#[test]
fn what_no_lever_changes_is_not_sought() {
    let text = scenario(
        "start = 2020\nend = 2027\nknown_until = 2021",
        "[levers.push]\nvalue = 0\nneutral = 0\nmin = 0\nmax = 1\nunit = \"1\"\nsource = \"choice\"\n\
         [variables.x]\nunit = \"1\"\nequation = \"push\"\n\
         [variables.x.history.seen]\nvalues = { 2021 = 0.5 }\nuse = \"drive\"\nsource = \"yearbook\"\n",
    );
    let session = Session::from_text("case", &text).expect("valid");
    let goal = |reach: &str, probability: f64| catchup::session::Goal {
        lever: "push".to_owned(),
        reach: reach.to_owned(),
        probability,
        between: None,
    };
    let said = |reach: &str, probability: f64| session.solve(&goal(reach, probability)).unwrap_err().to_string();
    assert!(said("x@2021>=0.7", 0.8).contains("has been observed"));
    for probability in [1.5, 0.0, -1.0, f64::NAN] {
        assert!(said("x@2025>=0.7", probability).contains("above 0 and at most 1"), "{probability}");
    }
    assert!(session.solve(&goal("x@2025>=0.7", 0.8)).is_ok());
    assert!(session.backtest(f64::NAN).is_err());
    let none = catchup::session::SensitivityRequest { samples: 0, ..Default::default() };
    assert!(session.sensitivity("x@2025", &none).is_err());
}
