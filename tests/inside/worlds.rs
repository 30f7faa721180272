//! Paths in worlds: that a world is what its file changes, in closed forms, and what cannot be laid into one.

use super::support::Folder;
use catchup::projection::{Comparison, Summary};
use catchup::scenario::options::Options;
use catchup::session::{CompareOptions, Error, Session, compare};

/// y is u times what two levers make of it; spending hangs on the second alone.
const BASE: &str = r#"
[scenario]
title = "Base"
[time]
start = 2020
end = 2022
[ensemble]
draws = 512
seed = 7
[assumptions.u]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[levers.a]
value = 0
neutral = 0
unit = "1"
source = "choice"
[levers.b]
value = 0
neutral = 0
unit = "1"
source = "choice"
[variables.y]
equation = "u * (1 + a) * (1 + b)"
unit = "1"
report = true
[variables.y.targets.enough]
year = 2022
at_least = 1.5
source = "choice"
[variables.spent]
equation = "1 + b"
unit = "1"
report = true
[criteria.output]
of = "y@2022"
better = "high"
[criteria.spending]
of = "spent@2022"
better = "low"
"#;

fn extended(title: &str, body: &str) -> String {
    format!("extends = \"base.toml\"\n[scenario]\ntitle = \"{title}\"\n{body}")
}

/// Compares the base and a path that doubles y, in the worlds of these files.
fn in_worlds(path: &str, worlds: &[(&str, &str)]) -> Result<Comparison, Error> {
    let files: Vec<(&str, &str)> =
        [("base.toml", BASE), ("path.toml", path)].into_iter().chain(worlds.iter().copied()).collect();
    let folder = Folder::new(&files);
    let open = |name: &str| {
        let path = folder.main.with_file_name(name);
        Session::open_all(&[path], &Options::default()).unwrap_or_else(|problems| panic!("{problems}")).remove(0)
    };
    let sessions = ["base.toml", "path.toml"].map(open);
    let worlds = worlds.iter().map(|(name, _)| open(name)).collect();
    compare(&sessions, &CompareOptions { attribute: false, worlds, ..CompareOptions::default() }, &|_| {})
}

/// The base, a path, and how to compare them in one world.
fn opened(base: &str, path: &str, world: &str) -> (Vec<Session>, CompareOptions) {
    let folder = Folder::new(&[("base.toml", base), ("path.toml", path), ("world.toml", world)]);
    let paths = ["base.toml", "path.toml", "world.toml"].map(|name| folder.main.with_file_name(name));
    let mut sessions = Session::open_all(&paths, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let worlds = vec![sessions.remove(2)];
    (sessions, CompareOptions { attribute: false, worlds, ..CompareOptions::default() })
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.01, "{found} is not {expected}");
}

#[test]
fn every_path_has_what_a_world_changes() {
    let path = extended("Path", "[levers.a]\nvalue = 1\n");
    let found = in_worlds(&path, &[("dear.toml", &extended("Dear", "[levers.b]\nvalue = 2\n"))]).expect("they fit");
    let worlds = found.worlds.as_ref().expect("worlds were given");
    assert_eq!(worlds.worlds.iter().map(|world| world.id.as_str()).collect::<Vec<_>>(), ["as they are", "dear"]);
    assert_eq!(worlds.worlds[1].entries, ["levers.b"]);
    for (criterion, standing) in found.criteria.iter().zip(&worlds.worlds[0].criteria) {
        assert_eq!(
            (&criterion.values, &criterion.best, &criterion.regret),
            (&standing.values, &standing.best, &standing.regret)
        );
    }
    // The same numbers as of a file that says both.
    let both = in_worlds(&extended("Both", "[levers.a]\nvalue = 1\n[levers.b]\nvalue = 2\n"), &[]).expect("they fit");
    assert_eq!(worlds.worlds[1].criteria[0].values[1], both.criteria[0].values[1]);
    assert!(both.worlds.is_none());
    // y is u, 2 u, 3 u and 6 u; in the dear world the base loses 3 u.
    let means: Vec<f64> =
        worlds.worlds.iter().flat_map(|world| &world.criteria[0].values).map(|of: &Summary| of.mean).collect();
    means.iter().zip([0.5, 1.0, 1.5, 3.0]).for_each(|(found, expected)| close(*found, expected));
    close(worlds.worlds[1].criteria[0].regret[0].mean, 1.5);
    assert_eq!(worlds.worlds[1].criteria[0].best, [0.0, 1.0]);
    // Spending is the same on both paths, so one of them dominates, and wins for all weights.
    assert_eq!(worlds.undominated, Some(vec![0.0, 1.0]));
    assert_eq!(worlds.weights.iter().map(|winning| winning.share).collect::<Vec<_>>(), [0.0, 1.0]);
    assert_eq!(worlds.robust(), Some(1));
    // Means of output range from .5 to 3; the base loses most in the dear world, 1.5.
    close(worlds.worst[0].regret, 1.5 / 2.5);
    assert_eq!((worlds.worst[0].criterion, worlds.worst[0].world), (0, 1));
}

#[test]
fn targets_are_met_in_the_share_of_worlds_worked_out_by_hand() {
    let path = extended("Path", "[levers.a]\nvalue = 1\n");
    let found = in_worlds(&path, &[("dear.toml", &extended("Dear", "[levers.b]\nvalue = 2\n"))]).expect("they fit");
    let worlds = found.worlds.as_ref().expect("worlds were given");
    assert_eq!(worlds.targets, 1);
    // u, 2 u, 3 u and 6 u reach 1.5 with probability 0, 1/4, 1/2 and 3/4.
    let each = worlds.worlds.iter().flat_map(|world| &world.satisficing).map(|own| own.all);
    each.zip([0.0, 0.25, 0.5, 0.75]).for_each(|(found, expected)| close(found, expected));
    worlds.satisficing.iter().zip([0.25, 0.5]).for_each(|(own, expected)| {
        close(own.all, expected);
        assert!((own.all - own.part).abs() < 1e-12);
    });
}

#[test]
fn a_world_that_decides_what_a_path_decides_says_so() {
    let path = extended("Path", "[levers.a]\nvalue = 1\n");
    let world = extended("Decided", "[levers.a]\nvalue = 4\n");
    let found = in_worlds(&path, &[("decided.toml", &world)]).expect("they fit");
    let said = "in the world Decided Path has not its own levers.a";
    assert!(found.notes.iter().any(|note| note == said), "{:?}", found.notes);
    let worlds = found.worlds.expect("worlds were given");
    assert_eq!(worlds.worlds[1].criteria[0].values[0], worlds.worlds[1].criteria[0].values[1]);
    let same = in_worlds(&path, &[("same.toml", &extended("Same", ""))]).expect("they fit");
    assert!(same.notes.iter().any(|note| note == "the world Same changes nothing"), "{:?}", same.notes);
}

#[test]
fn what_is_no_option_is_shown_and_not_ranked() {
    let path = extended("Path", "rank = false\n[levers.a]\nvalue = 1\n");
    let found = in_worlds(&path, &[("dear.toml", &extended("Dear", "[levers.b]\nvalue = 2\n"))]).expect("they fit");
    assert_eq!(found.criteria[0].best, [1.0, 0.0]);
    assert_eq!(found.criteria[0].regret[0].greatest, 0.0);
    close(found.criteria[0].values[1].mean, 1.0);
    let worlds = found.worlds.expect("worlds were given");
    assert_eq!(worlds.weights.iter().map(|winning| winning.share).collect::<Vec<_>>(), [1.0, 0.0]);
    assert_eq!((worlds.robust(), worlds.ranked), (Some(0), vec![true, false]));
}

#[test]
fn what_was_set_on_one_path_alone_is_not_lost_in_a_world() {
    let world = extended("Dear", "[levers.b]\nvalue = 2\n");
    let (mut sessions, options) = opened(BASE, &extended("Path", ""), &world);
    sessions[1].set("a", 1.0).expect("a lever");
    let error = compare(&sessions, &options, &|_| {}).expect_err("files do not say it").to_string();
    assert!(error.contains("set otherwise"), "{error}");
}

#[test]
fn worlds_without_criteria_and_targets_are_no_silence() {
    let bare = BASE.split("[criteria.output]").next().expect("a beginning");
    let (before, after) = bare.split_once("[variables.y.targets.enough]").expect("a target");
    let bare = format!("{before}[variables.spent]{}", after.split_once("[variables.spent]").expect("a variable").1);
    let path = extended("Path", "[levers.a]\nvalue = 1\n");
    let (sessions, options) = opened(&bare, &path, &extended("Dear", "[levers.b]\nvalue = 2\n"));
    let found = compare(&sessions, &options, &|_| {}).expect("they fit");
    assert!(found.worlds.is_none());
    assert!(found.notes.iter().any(|note| note.starts_with("no path is judged by anything")), "{:?}", found.notes);
}

#[test]
fn a_world_must_extend_a_file_and_fit() {
    let path = extended("Path", "");
    let alone = in_worlds(&path, &[("alone.toml", &BASE.replace("\"Base\"", "\"Alone\""))]);
    let error = alone.expect_err("it does not say what it changes").to_string();
    assert!(error.contains("bad-world") && error.contains("extends no file"), "{error}");
    let broken = extended("Late", "[time]\nend = 2023\n");
    let error = in_worlds(&path, &[("late.toml", &broken)]).expect_err("another axis").to_string();
    assert!(error.contains("different time axes"), "{error}");
}

/// What is lost falls with the lever a, what is spent rises with it, and they are written in other units.
const EXPOSED: &str = r#"
[variables.lost]
equation = "(8 [bn CNY] + u * 4 [bn CNY]) / (1 + a) * (if time > 2021 yr then 2 else 1)"
unit = "bn CNY"
report = true
[variables.paid]
equation = "3 [bn CNY] * a + 1 [bn CNY]"
unit = "trn CNY"
report = true
[comparison]
cost = "paid"
exposure = "lost"
"#;

#[test]
fn resilience_has_a_premium() {
    let base = format!("{BASE}{EXPOSED}").replace("end = 2022", "end = 2022\nknown_until = 2020");
    let (sessions, mut options) = opened(&base, &extended("Path", "[levers.a]\nvalue = 1\n"), &extended("Same", ""));
    options.worlds.clear();
    let found =
        compare(&sessions, &options, &|_| {}).expect("they fit").exposure.expect("the file says what is exposed");
    assert_eq!(found.times, [2021.0, 2022.0]);
    // The base loses 8 + 4 u, then twice that; the path half of it: 5 and 10 less on average, 7.5 over both years.
    close(found.values[0][0].mean, 10.0);
    close(found.differences[1][1].mean, -10.0);
    let premium = found.premiums[1].expect("it loses less");
    close(premium.saved, 7.5);
    // It costs 3 bn more, which is .003 trn: worth it if it happens at least 3 / 7.5 times.
    assert!((premium.cost - 0.003).abs() < 1e-12, "{premium:?}");
    close(premium.times, 0.4);
    assert_eq!(found.premiums[0], None);
    // A path that loses more has none.
    let (sessions, mut options) = opened(&base, &extended("Path", "[levers.a]\nvalue = -0.5\n"), &extended("Same", ""));
    options.worlds.clear();
    let found =
        compare(&sessions, &options, &|_| {}).expect("they fit").exposure.expect("the file says what is exposed");
    assert_eq!(found.premiums[1], None);
}

#[test]
fn exposure_is_one_number_that_is_reported() {
    for (from, to, said) in [
        ("exposure = \"lost\"", "exposure = \"lots\"", "there is no variable `lots`"),
        ("unit = \"bn CNY\"\nreport = true", "unit = \"bn CNY\"", "`lost` is not reported"),
    ] {
        let base = format!("{BASE}{EXPOSED}").replace(from, to);
        let folder = Folder::new(&[("base.toml", &base)]);
        let problems = Session::open_all(&[folder.main.with_file_name("base.toml")], &Options::default());
        let problems = problems.expect_err("it is wrong").to_string();
        assert!(problems.contains(said), "`{said}` is missing in\n{problems}");
    }
}
