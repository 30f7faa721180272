//! What long work tells who follows it: which work, how many steps of at least how many.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use catchup::analysis::Miss;
use catchup::engine::Progress;
use catchup::forecast::{Method, Plan};
use catchup::session::{
    ForecastOptions, Goal, Memory, ScoreOptions, SensitivityMethod, SensitivityRequest, Session, Table, TableOptions,
};

use super::pipeline::{equations, scenario};

/// Keeps all that it is told.
#[derive(Default)]
struct Heard {
    steps: Mutex<Vec<(String, u64, u64)>>,
    done: AtomicU64,
}

impl Progress for Heard {
    fn done(&self, draws: u64) {
        self.done.fetch_add(draws, Ordering::Relaxed);
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.steps.lock().expect("not poisoned").push((work.to_owned(), done, at_least));
    }
}

impl Heard {
    /// The steps of one work.
    fn of(&self, work: &str) -> Vec<(u64, u64)> {
        let steps = self.steps.lock().expect("not poisoned");
        steps.iter().filter(|step| step.0 == work).map(|(_, done, of)| (*done, *of)).collect()
    }

    /// The works, each once, in the order in which they began.
    fn works(&self) -> Vec<String> {
        let mut works: Vec<String> = Vec::new();
        for (work, _, _) in self.steps.lock().expect("not poisoned").iter() {
            if !works.contains(work) {
                works.push(work.clone());
            }
        }
        works
    }
}

/// `y` = `u` + `s`, with two uniform numbers and a lever, and what else its equation has.
fn session(more: &str) -> Session {
    let uniform = |name: &str| {
        format!(
            "[assumptions.{name}]\ndistribution = {{ uniform = {{ low = 0, high = 1 }} }}\nunit = \"1\"\nsource = \"judgement\"\n"
        )
    };
    let lever = "[levers.s]\nvalue = 0\nneutral = 0\nmin = -2\nmax = 2\nunit = \"1\"\nsource = \"judgement\"\n";
    let body = uniform("u") + &uniform("v") + lever + &equations(&[("y", &format!("u + s{more}"), "1")]);
    let text = scenario("start = 2020\nend = 2021\n[ensemble]\ndraws = 1024", &body);
    Session::from_text("case", &text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn solving_tells_how_many_strengths_it_has_tried() {
    let goal =
        Goal { lever: "s".to_owned(), reach: "y@2020>=1.2".to_owned(), probability: 0.8, between: Some((-2.0, 2.0)) };
    let heard = Heard::default();
    session("").solve_with(&goal, &heard).expect("it runs");
    assert_eq!(heard.works(), ["trying strengths"]);
    let steps = heard.of("trying strengths");
    // The current strength, whose time says how long the others take, and 33, 1/8 apart. Between the last that does not
    // suffice and the first that does halving comes to 4e-5, which is a hundred-thousandth of the range, with the twelfth
    // step: 1/8 / 4096 = 3e-5. What was found is rounded as it is printed, and run once more.
    assert_eq!((steps[0], steps[steps.len() - 1]), ((0, 1), (47, 47)), "{steps:?}");
    assert!(steps.iter().all(|(done, of)| done <= of && [1, 34, 46, 47].contains(of)), "{steps:?}");
    let mut told: Vec<u64> = steps.iter().map(|(done, _)| *done).collect();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told, (0..=47).collect::<Vec<u64>>());
}

fn asked(methods: &[SensitivityMethod]) -> SensitivityRequest {
    let below = Miss { bound: 0.5, below: true, target: String::new() };
    let prim = methods.contains(&SensitivityMethod::Prim);
    SensitivityRequest { methods: methods.to_vec(), samples: 4096, trajectories: 10, miss: prim.then_some(below) }
}

#[test]
fn elementary_effects_and_swings_tell_how_many_points_they_have_run() {
    let methods = [SensitivityMethod::Swing, SensitivityMethod::Morris];
    let heard = Heard::default();
    session(" + v").sensitivity_with("y@2020", &asked(&methods), &heard).expect("it runs");
    // Two assumptions: two ends of each beside the medians, and ten trajectories of three points.
    assert_eq!(heard.works(), ["swinging assumptions", "moving one assumption at a time"]);
    assert_eq!(heard.of("swinging assumptions"), [(0, 5)]);
    assert_eq!(heard.of("moving one assumption at a time"), [(0, 30)]);
    // With noise each point takes 256 draws and is a step.
    let heard = Heard::default();
    session(" + v + normal(0, 1)").sensitivity_with("y@2020", &asked(&methods), &heard).expect("it runs");
    assert_eq!(heard.of("swinging assumptions"), [0, 1, 2, 3, 4].map(|done| (done, 5)));
    let each: Vec<(u64, u64)> = (0..30).map(|done| (done, 30)).collect();
    assert_eq!(heard.of("moving one assumption at a time"), each);
    assert_eq!(heard.done.into_inner(), 35 * 256);
}

#[test]
fn discovery_tells_how_much_it_has_peeled() {
    let heard = Heard::default();
    session("").sensitivity_with("y@2020", &asked(&[SensitivityMethod::Prim]), &heard).expect("it runs");
    assert_eq!(heard.works(), ["looking for misses", "peeling"]);
    assert_eq!(heard.of("looking for misses"), [(0, 4096)]);
    // u misses below 1/2, which half of the points do. A peel takes a twentieth of what is left until only those are.
    let peeled = [0, 204, 398, 582, 757, 923, 1081, 1231, 1374, 1510, 1639, 1761, 1877, 1987, 2092];
    assert_eq!(heard.of("peeling"), peeled.map(|peeled: u64| (peeled, peeled.max(2048))));
}

#[test]
fn a_ranking_tells_how_many_samples_it_has_run() {
    let heard = Heard::default();
    let long = SensitivityRequest { samples: 1 << 17, ..asked(&[SensitivityMethod::Ranking]) };
    session("").sensitivity_with("y@2020", &long, &heard).expect("it runs");
    assert_eq!(heard.of("running the samples"), [(0, 1 << 17), (1 << 16, 1 << 17)]);
}

#[test]
fn forecasts_and_their_backtests_tell_how_many_series_they_have_learned_from() {
    let rows: String = (0..30).map(|year| format!("{},{}\n", 1990 + year, 10 + 2 * year)).collect();
    let files = Memory::new([("line.csv", format!("year,value\n{rows}").as_str())]);
    let table = || Table::read_from(&files, "line.csv".as_ref(), &TableOptions::default()).expect("a table");
    let heard = Heard::default();
    let found = table().forecast_with(
        &ForecastOptions { horizon: Some(2), method: Method::Drift, ..ForecastOptions::default() },
        &heard,
    );
    assert!(found.is_ok());
    assert_eq!(heard.of("learning from past forecasts"), [(0, 1), (1, 1)]);
    assert_eq!(heard.done.into_inner(), 1);
    let heard = Heard::default();
    let options = ScoreOptions { horizon: Some(2), methods: vec![Method::Drift], plan: Plan::Origins(3) };
    table().backtest_with(&options, &heard).expect("long enough");
    let steps = [(0, 3), (1, 3), (1, 3), (2, 3), (2, 3), (3, 3)];
    assert_eq!(heard.of("learning from past forecasts"), steps);
}
