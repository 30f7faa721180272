//! A setting, run in so many draws: the charts in view, and the numbers beside them; with another that is pinned, on one scale.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asked::Asked;
use super::glances::Look;
use super::opened::Opened;
use super::{Explorer, Problem, numbers, pictures};
use crate::clock::Stopwatch;
use crate::projection::Chart;

/// Answers `run`.
pub fn run(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["page", "move", "setting", "draws", "charts", "numbers", "narrow", "pinned"])?;
    let own = asked.whole("move")?.unwrap_or(0);
    let turn = explorer.turns.take(asked.text("page")?, own)?;
    let begin = Stopwatch::start();
    let (setting, pinned) = (asked.setting("setting")?, asked.setting_if_any("pinned")?);
    let opened = explorer.scenario(&setting.scenario)?;
    let names = asked.texts("charts")?;
    let charts: Vec<&Chart> = names.iter().map(|name| opened.chart(name)).collect::<Result<_, _>>()?;
    let draws = asked.draws(opened.session.draws())?;
    let with_numbers = asked.flag("numbers")?;
    let shown = wanted(opened, &charts, with_numbers);
    let read = begin.elapsed();
    let look = Look { shown, milestones: with_numbers, draws };
    let mut projection = opened.look(&setting, look, &turn)?;
    // What is looked at has no inputs; its pictures show the shocks.
    projection.inputs = opened.shocks(&setting)?;
    let beside = match pinned {
        Some(pinned) if pinned.scenario != setting.scenario => {
            return Err(Problem::Question("`pinned` and `setting` are of different scenarios".to_owned()));
        }
        Some(pinned) if !charts.is_empty() => {
            let look = Look { shown: opened.shown(&charts), milestones: false, draws };
            Some(opened.pinned(&pinned, look, &turn)?)
        }
        _ => None,
    };
    let run = begin.elapsed();
    let size = pictures::size(asked.flag("narrow")?);
    let mut answer = json!({ "move": own, "draws": draws });
    if let Some(beside) = beside {
        let [charts, pinned] = pictures::side_by_side([&projection, &beside], &names, size);
        (answer["charts"], answer["pinned"]) = (charts.into(), pinned.into());
    } else {
        answer["charts"] = pictures::pictures(&projection, &names, size).into();
    }
    if with_numbers {
        answer["numbers"] = numbers::numbers(&projection, opened.session.model());
    }
    let ms = |time: std::time::Duration| (time.as_secs_f64() * 1e4).round() / 10.0;
    answer["ms"] = json!({ "read": ms(read), "run": ms(run.saturating_sub(read)), "draw": ms(begin.elapsed().saturating_sub(run)) });
    Ok(answer)
}

/// What charts show, and all that has a number beside them.
fn wanted(opened: &Opened, charts: &[&Chart], numbers: bool) -> BTreeSet<(usize, usize)> {
    let mut wanted = opened.shown(charts);
    if numbers {
        let model = opened.session.model();
        wanted.extend(numbers::elements(model, &numbers::variables(model)));
    }
    // A run reports something.
    if wanted.is_empty() {
        wanted.extend(opened.charts.first().map(|first| opened.shown(&[first])).unwrap_or_default());
    }
    wanted
}
