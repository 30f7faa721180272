//! One number looked at closely: how its draws spread, and what drives it.

use serde_json::{Value, json};

use super::asked::{Asked, Setting};
use super::{Explorer, Problem};
use crate::analysis::RunOptions;
use crate::numeric::sorting::sort_by;
use crate::projection::Summary;
use crate::session::{SensitivityMethod, SensitivityRequest, Session};
use crate::wording::time;
use crate::wording::unit::Unit;

/// Base samples of a quick sensitivity, unless a page asks for others.
const SAMPLES: u32 = 2048;
/// The most it may ask for.
const MOST_SAMPLES: u64 = 16_384;

/// What a question about one number has.
struct Number<'a> {
    session: Session,
    own: u64,
    of: &'a str,
    turn: super::Turn,
}

fn number<'a>(explorer: &Explorer, asked: &Asked<'a>, draws: Option<u64>) -> Result<Number<'a>, Problem> {
    let own = asked.whole("move")?.unwrap_or(0);
    let turn = explorer.turns.take(asked.text("page")?, own)?;
    let setting: Setting = asked.setting("setting")?;
    let opened = explorer.scenario(&setting.scenario)?;
    let draws = draws.map_or_else(|| asked.draws(opened.session.draws()), Ok)?;
    Ok(Number { session: opened.moved(&setting, draws)?, own, of: asked.text("of")?, turn })
}

/// Answers `point`: all draws of a number, in ascending order.
pub fn point(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["page", "move", "setting", "draws", "of"])?;
    let Number { mut session, own, of, turn } = number(explorer, &asked, None)?;
    let quantity = session.quantity(of)?;
    session.reports(&[quantity.variable]);
    let run = session.run_with(&RunOptions { keep_draws: true, ..RunOptions::default() }, &turn)?;
    let draws = run.draws.ok_or_else(|| Problem::Setting("no draws were kept".to_owned()))?;
    let values = draws.values.view();
    let row = values.index_axis(ndarray::Axis(0), quantity.element);
    let shares = run.weights.shares();
    let share = |draw: usize| shares.map_or(1.0, |shares| shares[draw]);
    let mut pairs: Vec<(f64, f64)> =
        row.row(quantity.point).iter().enumerate().map(|(draw, value)| (*value, share(draw))).collect();
    sort_by(&mut pairs, |a, b| a.0.total_cmp(&b.0));
    let ends = [pairs.first(), pairs.last()].map(|pair| pair.map_or(0.0, |pair| pair.0));
    let variable = &run.projection.variables[0];
    let unit = Unit::new(&variable.unit, ends[0], ends[1]);
    let series = &variable.series[quantity.element];
    // The program's own law, as charts, tables and `ask` have it.
    let Summary { low, median, high, .. } = series.at(quantity.point);
    let weights = shares.map(|_| pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    Ok(json!({
        "move": own, "of": of, "label": run.projection.label(variable, series),
        "year": time::of(run.projection.times[quantity.point], &run.projection.times),
        "unit": unit.words, "suffix": unit.suffix, "factor": unit.factor, "draws": pairs.len(),
        "quantiles": [low, median, high],
        "values": pairs.iter().map(|pair| pair.0).collect::<Vec<_>>(), "weights": weights,
    }))
}

/// Answers `drivers`: which assumptions a number hangs on, from a quick sample, the greatest share of the variance first.
pub fn drivers(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["page", "move", "setting", "samples", "of"])?;
    let samples = asked.whole("samples")?.unwrap_or(u64::from(SAMPLES)).clamp(16, MOST_SAMPLES) as u32;
    let Number { session, own, of, turn } = number(explorer, &asked, Some(u64::from(samples)))?;
    let methods = vec![SensitivityMethod::Ranking];
    let request = SensitivityRequest { methods, samples, ..SensitivityRequest::default() };
    let found = session.sensitivity_with(of, &request, &turn)?;
    let mut drivers = found.drivers.unwrap_or_default();
    sort_by(&mut drivers, |a, b| b.ranking.unwrap_or(0.0).total_cmp(&a.ranking.unwrap_or(0.0)));
    let rows: Vec<Value> = drivers
        .iter()
        .map(|driver| json!({ "selector": driver.label, "label": driver.title, "share": driver.ranking }))
        .collect();
    Ok(json!({
        "move": own, "of": of, "label": found.label, "year": time::of(found.year, &session.model().axis.times()), "samples": samples,
        "drivers": rows, "before_history": found.before_history,
    }))
}
