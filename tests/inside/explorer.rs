//! A page that asks again and again is answered from what earlier answers have left, and no bit of an answer hangs on them.

use std::path::Path;

use catchup::Session;
use catchup::explorer::Explorer;
use serde_json::{Value, json};

/// How an explorer is opened that nothing has been asked of.
type Fresh<'a> = &'a dyn Fn() -> Explorer;

fn of_file(file: &str) -> Explorer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    Explorer::new(vec![Session::open(path).expect("valid")])
}

fn answer(explorer: &Explorer, question: &Value) -> Value {
    let mut answer = explorer.answer("run", question).expect("an answer");
    answer.as_object_mut().expect("an object").remove("ms");
    answer
}

/// What somebody moves, one after the other: each lever by itself and back, two to where they are equal, and together;
/// uncertain assumptions, alone and with levers.
fn settings(levers: &[Value], assumptions: &[Value]) -> Vec<Value> {
    let mut settings = vec![json!({})];
    let number = |lever: &Value, key: &str, other: f64| lever[key].as_f64().unwrap_or(other);
    let name = |lever: &Value| lever["selector"].as_str().expect("a selector").to_owned();
    let at = |lever: &Value, share: f64| {
        let (low, high) = (number(lever, "min", 0.0), number(lever, "max", 0.1));
        low + (high - low) * share
    };
    for lever in levers.iter().take(3) {
        for share in [0.3, 0.7, 0.71, 0.5] {
            settings.push(json!({ name(lever): at(lever, share) }));
        }
        settings.push(json!({ name(lever): lever["neutral"] }));
    }
    let [first, second] = [0, 1].map(|place| &levers[place.min(levers.len() - 1)]);
    let least = number(first, "min", 0.0).max(number(second, "min", 0.0));
    let most = number(first, "max", 0.1).min(number(second, "max", 0.1));
    let equal = least + 0.4 * (most - least);
    for [one, other] in [[equal, equal], [equal, at(second, 0.6)], [at(first, 0.9), at(second, 0.6)], [equal, equal]] {
        let mut both = json!({ name(first): one });
        both[name(second)] = json!(other);
        settings.push(both);
    }
    let is_uncertain = |one: &&Value| one["low"].as_f64() < one["high"].as_f64();
    for assumption in assumptions.iter().filter(is_uncertain).take(3) {
        let [low, high] = ["low", "high"].map(|key| number(assumption, key, 0.0));
        for (share, lever) in [
            (0.2, None),
            (0.5, None),
            (0.8, None),
            (0.8, Some(0.4)),
            (0.8, Some(0.6)),
            (0.8, Some(0.7)),
            (0.8, Some(0.8)),
        ] {
            let mut set = json!({ name(assumption): low + (high - low) * share });
            if let Some(share) = lever {
                set[name(first)] = json!(at(first, share));
            }
            settings.push(set);
        }
    }
    settings
}

#[track_caller]
fn same(fresh: Fresh, more: &Value, numbers: bool) {
    let explorer = fresh();
    let state = explorer.state();
    let scenario = &state["scenarios"][0];
    let charts: Vec<&Value> =
        scenario["charts"].as_array().expect("charts").iter().take(2).map(|chart| &chart["name"]).collect();
    let [levers, assumptions] = ["levers", "assumptions"].map(|key| scenario[key].as_array().expect("a list"));
    for (number, set) in settings(levers, assumptions).into_iter().enumerate() {
        let mut setting = json!({ "scenario": scenario["id"], "set": set });
        for (key, value) in more.as_object().into_iter().flatten() {
            match setting[key].as_object_mut() {
                Some(known) => known.extend(value.as_object().cloned().unwrap_or_default()),
                None => setting[key] = value.clone(),
            }
        }
        for draws in [150, 40] {
            let question = json!({
                "page": "a", "move": number, "setting": setting, "draws": draws, "charts": charts, "numbers": numbers,
            });
            assert_eq!(answer(&explorer, &question), answer(&fresh(), &question), "{question}");
        }
    }
}

#[test]
fn levers_of_a_small_model_move_as_if_nothing_had_been_asked_before() {
    same(&|| of_file("tests/files/explored.toml"), &Value::Null, true);
}

#[test]
fn what_else_was_moved_stays_as_levers_move() {
    let fresh = || of_file("tests/files/explored.toml");
    same(&fresh, &json!({ "shocks": { "slump": false } }), true);
    same(&fresh, &json!({ "years": { "push": [2027, 2029] } }), false);
}

#[test]
fn levers_of_the_china_model_move_as_if_nothing_had_been_asked_before() {
    same(&|| of_file("scenarios/baseline.toml"), &Value::Null, false);
}

/// Runge-Kutta, noise, delays, lags and correlations, which a lever reaches in the middle of the time.
#[test]
fn levers_of_a_model_of_everything_move_as_if_nothing_had_been_asked_before() {
    let text = include_str!("../files/everything_varies.toml");
    let loss = "0.2 [1/yr] * capital";
    assert!(text.contains(loss));
    let text = text.replace(loss, "(0.2 [1/yr] - upkeep - repair) * capital");
    let text = format!(
        r#"{text}
        [variables.followed]
        equation = "delay3(capital[robots], 2 yr) + smth3(market, 1.5 yr) * (1 + upkeep * 1 [yr])"
        unit = "1"
        [levers]
        upkeep = {{ value = 0, neutral = 0, min = 0, max = 0.1, unit = "1/yr", from = 2023, until = 2025, source = "judgement" }}
        repair = {{ value = 0, neutral = 0, min = 0, max = 0.1, unit = "1/yr", from = 2022.5, until = 2026, source = "judgement" }}
        "#
    );
    same(&|| Explorer::new(vec![Session::from_text("everything", &text).expect("valid")]), &Value::Null, false);
}
