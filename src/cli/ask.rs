//! `catchup ask`: a number in the worlds that meet a condition.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::CliError;
use super::answer::Answer;
use super::compare::with_range;
use super::ensemble::EnsembleArguments;
use super::follow::Follower;
use super::load::open;
use super::terminal::{self, Row, table, wrap};
use crate::projection::{Among, Shift, Summary};
use crate::session::{Answered, Condition};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase, time};

/// Draws under which a sentence says on how few an answer rests.
const FEW: f64 = 100.0;
/// Shared assumptions that are shown.
const SHOWN: usize = 8;

/// Ask what a number is in the worlds that meet a condition, how likely that is, and what such worlds share.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: catchup ask scenarios/baseline.toml \
                        'investment@2030 given investment_growth[equipment purchase]@2026..2030 >= 10'")]
pub struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// NAME[element, …]@YEAR given NAME[element, …]@YEAR >= NUMBER and …; YEAR..YEAR is each of several years.
    #[arg(value_name = "QUESTION")]
    question: String,
    #[command(flatten)]
    ensemble: EnsembleArguments,
    #[command(flatten)]
    answer: Answer,
}

/// Answers a question.
///
/// # Errors
/// The file or the question is not valid, or the run fails. That no world meets a condition is an answer, not an error.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.ensemble.start_threads();
    let session = open(&arguments.file, arguments.ensemble.options(), arguments.answer.quiet)?;
    session.check_question(&arguments.question)?;
    let follower = Follower::new(arguments.answer, session.title(), session.draws());
    let found = session.ask_with(&arguments.question, &follower)?;
    follower.finish();
    let times = session.model().axis.times();
    arguments.answer.print(|| object(&found), || text(&found, &times, terminal::width()))
}

fn object(found: &Answered) -> Value {
    let values = |of: &Summary| json!({ "mean": of.mean, "p05": of.low, "p50": of.median, "p95": of.high });
    let worlds = |of: &Among| {
        let mut object = values(&of.summary);
        object["effective_draws"] = json!(of.effective);
        object
    };
    let shared = found.asked.shared.iter().map(|shift| {
        json!({
            "assumption": shift.selector, "unit": shift.unit, "all": values(&shift.before), "given": values(&shift.after),
        })
    });
    json!({
        "question": found.question, "label": found.label, "unit": found.unit, "year": found.year,
        "chance": found.asked.chance, "draws": found.asked.draws,
        "all": worlds(&found.asked.all), "given": found.asked.given.as_ref().map(worlds),
        "otherwise": found.asked.otherwise.as_ref().map(worlds), "shared": shared.collect::<Vec<_>>(),
    })
}

/// What was found, with moments as finely as the `times` of the run are.
fn text(found: &Answered, times: &[f64], width: usize) -> String {
    let asked = &found.asked;
    let mut text = String::from("\n");
    if !found.given.is_empty() {
        let given: Vec<String> = found.given.iter().map(|of| condition(of, times)).collect();
        let chance = number::probability(asked.chance);
        text.push_str(&wrap(&format!("A chance of {chance} that {}.", given.join(", and ")), width, ""));
        if let Some(few) = asked.given.filter(|worlds| worlds.effective < FEW) {
            let draws = number::decimals(few.effective, 0);
            let all = number::decimals(asked.draws as f64, 0);
            let said =
                format!("note: what is said of such worlds rests on {draws} of {all} draws; more --draws tell more");
            text.push_str(&wrap(&said, width, ""));
        }
    }
    let kinds = [("such worlds", asked.given), ("other worlds", asked.otherwise), ("all worlds", Some(asked.all))];
    let shown = kinds.iter().filter(|(name, _)| !found.given.is_empty() || *name == "all worlds");
    let some: Vec<(&str, Summary)> =
        shown.filter_map(|(name, worlds)| Some((*name, worlds.as_ref()?.summary))).collect();
    let unit = phrase::unit_of_summaries(&found.unit, some.iter().map(|(_, summary)| summary));
    let rows: Vec<Row> = some
        .iter()
        .map(|(name, summary)| Row::Cells((*name).to_owned(), vec![with_range(*summary, &unit, false)]))
        .collect();
    let words = if unit.words.is_empty() { &found.unit } else { &unit.words };
    let title = format!("{} in {}, {words}", found.label, time::of(found.year, times));
    text.push_str(&table(&title, &["median (5–95 %)".to_owned()], &rows, width));
    if asked.given.is_none() && !found.given.is_empty() {
        text.push_str(&wrap("No world of the run is such a one.", width, ""));
    }
    text + &shared(&asked.shared, width)
}

/// A condition as part of a sentence.
fn condition(of: &Condition, times: &[f64]) -> String {
    let unit = Unit::new(&of.unit, of.bound, of.bound);
    let bound = phrase::whole(of.bound, &unit);
    let compared = match (of.at_least, of.strict) {
        (true, false) => "at least",
        (true, true) => "above",
        (false, false) => "at most",
        (false, true) => "below",
    };
    let [first, last] = of.years.map(|year| time::of(year, times));
    let when = if first == last { format!("in {first}") } else { format!("in each of {first} to {last}") };
    format!("{} is {compared} {bound} {when}", of.label)
}

/// What such worlds share.
fn shared(found: &[Shift], width: usize) -> String {
    let row = |shift: &Shift| {
        let unit = phrase::unit_of_summaries(&shift.unit, [&shift.before, &shift.after]);
        let show = |of: &Summary| with_range(*of, &unit, false) + &unit.sign();
        let [before, after] = [&shift.before, &shift.after].map(show);
        // What looks the same is not what such worlds share.
        (before != after).then(|| Row::Cells(unit.beside(&shift.label), vec![before, after]))
    };
    let rows: Vec<Row> = found.iter().filter_map(row).take(SHOWN).collect();
    let columns = ["all worlds", "such worlds"].map(str::to_owned);
    if rows.is_empty() { String::new() } else { table("What such worlds share", &columns, &rows, width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_not_what_worlds_share() {
        let of = |median: f64| Summary { mean: median, low: median - 1.0, median, high: median + 1.0 };
        let shift = |label: &str, before: f64, after: f64| Shift {
            selector: label.to_owned(),
            label: label.to_owned(),
            unit: "robot".to_owned(),
            before: of(before),
            after: of(after),
        };
        // Of three digits the first has the same in both; 24 more rows are beyond what is shown.
        let mut all = vec![shift("Growth", 10.0, 10.001), shift("Price", 10.0, 12.0)];
        let text = shared(&all, 80);
        let price: Vec<&str> = text.lines().last().unwrap_or_default().split_whitespace().collect();
        assert_eq!(
            (text.contains("Growth"), &price[..]),
            (false, &["Price,", "robots", "10", "(9–11)", "12", "(11–13)"][..]),
            "{text}"
        );
        all.extend((0..24).map(|index| shift(&format!("Other {index:02}"), 1.0, 2.0)));
        let text = shared(&all, 80);
        assert_eq!(text.matches("Other").count(), SHOWN - 1, "{text}");
        // Nothing that differs: no heading either.
        assert_eq!(shared(&all[..1], 80), "");
    }
}
