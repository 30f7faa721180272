//! `catchup solve`: how strong a lever must be.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::follow::Follower;
use super::load::open;
use super::output::OutputArguments;
use super::summary::file_list;
use super::terminal::{self, Row, table, wrap};
use super::{CliError, compare};
use crate::numeric::sorting::sort_by;
use crate::projection::{Frontier, Strength};
use crate::session::Goal;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// Say how strong a lever must be for a goal to be reached with a probability, and what that costs.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "catchup solve --lever <NAME[ELEMENT]>\n       --reach <NAME[ELEMENT,…]@YEAR=VALUE> [OPTIONS] <FILE>"
)]
pub struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The lever that is moved: NAME, or NAME[element] for one of its elements.
    #[arg(long, value_name = "NAME[ELEMENT]")]
    lever: String,
    /// The goal: a variable, an element of each of its dimensions, a year, and a value in its declared unit; `<=` if it is
    /// reached from above.
    #[arg(long, value_name = "NAME[ELEMENT,…]@YEAR=VALUE")]
    reach: String,
    /// The probability asked for, from 0 to 1.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value = "0.5", value_parser = probability)]
    probability: f64,
    /// Least and greatest strength, in the lever's unit; its own bounds unless given.
    #[arg(long, value_name = "LOW,HIGH", allow_hyphen_values = true, value_parser = range)]
    between: Option<(f64, f64)>,
    #[command(flatten)]
    ensemble: EnsembleArguments,
    /// Folder that takes frontier.csv, frontier.png and frontier.svg.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    answer: Answer,
}

fn probability(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| *value > 0.0 && *value <= 1.0);
    value.ok_or_else(|| "a probability is a number above 0 and at most 1".to_owned())
}

fn range(text: &str) -> Result<(f64, f64), String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    let range = text.split_once(',').and_then(|(low, high)| number(low).zip(number(high)));
    let range = range.ok_or("a range is two finite numbers with a comma between them")?;
    if range.0 < range.1 { Ok(range) } else { Err("the first number must be below the second".to_owned()) }
}

/// Finds the strength.
///
/// # Errors
/// The file, the lever or the goal is not valid, a run fails, or output cannot be written. That no strength suffices is a
/// result, not an error.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    arguments.ensemble.start_threads();
    let session = open(&arguments.file, arguments.ensemble.options(), arguments.answer.quiet)?;
    let goal = Goal {
        lever: arguments.lever.clone(),
        reach: arguments.reach.clone(),
        probability: arguments.probability,
        between: arguments.between,
    };
    session.check_goal(&goal)?;
    arguments.output.check([&session])?;
    let folder = arguments.output.optional(arguments.out.as_deref())?;
    let follower = Follower::new(arguments.answer, "", 0);
    let found = session.solve_with(&goal, &follower)?;
    follower.finish();
    let files = folder.map(|folder| session.write_frontier(&found, folder)).transpose()?.unwrap_or_default();
    arguments.answer.print(|| object(&found, &files), || text(&found, &files, terminal::width()))
}

/// A number as `--set` takes it: no separators, no unit, and all its decimals but for rounding.
fn exact(value: f64) -> String {
    let value: f64 = format!("{value:.13e}").parse().unwrap_or(value);
    if value == 0.0 || (1e-5..1e15).contains(&value.abs()) { value.to_string() } else { format!("{value:e}") }
}

/// The unit of a strength in words, none of a plain number or of a year of the calendar: it is written as `--set` takes it, so not in
/// per cent of a share.
fn strength_words(found: &Frontier) -> Option<String> {
    let ends = found.tried.iter().map(|tried| tried.strength);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let unit = Unit::as_declared(&found.lever_unit);
    let is_calendar = Unit::new(&found.lever_unit, low, high).calendar;
    (!is_calendar && !unit.words.is_empty()).then_some(unit.words)
}

/// What follows a strength in a sentence.
fn strength_unit(found: &Frontier) -> String {
    strength_words(found).map_or_else(String::new, |words| format!("\u{a0}{words}"))
}

/// Whether a strength is shown: at the ends of the range, at the eighths between them, and the neutral setting.
fn is_shown(found: &Frontier, strength: f64) -> bool {
    let [first, last] = [found.tried.first(), found.tried.last()].map(|end| end.map_or(0.0, |tried| tried.strength));
    let place = 8.0 * (strength - first) / (last - first);
    strength == first || strength == last || strength == found.neutral || (place - place.round()).abs() < 1e-9
}

/// Whether all strengths give the same numbers, as those of a lever that is not in force yet, or not any more.
fn is_idle(found: &Frontier) -> bool {
    let same = |tried: &Strength| {
        let first = &found.tried[0];
        (tried.value, tried.probability.to_bits()) == (first.value, first.probability.to_bits())
    };
    found.tried.len() > 1 && found.tried.iter().all(same)
}

/// What may have been passed over, since the number neither rises nor falls over the whole range.
fn unsteady(found: &Frontier, apart: &str) -> Option<String> {
    if is_idle(found) || (found.steady && !found.falls) {
        return None;
    }
    let looked = format!("strengths {apart} apart were tried, and closer ones where the goal is nearest");
    Some(match found.solution {
        Some(_) if !found.falls => return None,
        Some(_) => format!(
            "note: the chance does not rise steadily with the strength; the answer is the first strength that suffices: {looked}"
        ),
        None => format!(
            "note: the number does not rise steadily with the strength: {looked}; what suffices only within less may have been passed over"
        ),
    })
}

fn text(found: &Frontier, files: &[PathBuf], width: usize) -> String {
    // One unit for the goal and for all values beside it.
    let values = found.tried.iter().flat_map(|tried| [tried.value.low, tried.value.high]).chain([found.goal]);
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let value_unit = Unit::new(&found.of_unit, low, high);
    let goal = format!("{} {}", found.of_label, phrase::whole_goal(found.goal, found.at_least, &value_unit));
    let asked = number::probability(found.wanted);
    let answer = match &found.solution {
        _ if is_idle(found) => {
            let (lever, of) = (&found.lever_label, &found.of_label);
            let chance = found.tried.first().map_or_else(String::new, |tried| number::probability(tried.probability));
            let (tried, apart) = (found.tried.len(), number::significant(found.apart, 4));
            format!(
                "{lever} does not move {of}: at each of {tried} strengths, {apart} apart, the chance is {chance} that {goal}"
            )
        }
        Some(solved) => {
            format!(
                "{} must be {}{} for a chance of {asked} that {goal}",
                found.lever_label,
                exact(solved.strength),
                strength_unit(found)
            )
        }
        None => {
            let best = found.tried.iter().max_by(|a, b| a.probability.total_cmp(&b.probability));
            let best = best.map_or_else(String::new, |best| {
                let at = exact(best.strength) + &strength_unit(found);
                format!("; the most is {}, at {at}", number::probability(best.probability))
            });
            format!("No strength of {} gives a chance of {asked} that {goal}{best}", found.lever_label)
        }
    };
    let mut text = format!("\n{}", wrap(&format!("{answer}."), width, ""));
    if let Some(note) = unsteady(found, &number::significant(found.apart, 4)) {
        text.push_str(&wrap(&note, width, ""));
    }
    let costs = found.tried.iter().filter_map(|tried| tried.cost);
    let largest = costs.fold(0.0, |largest: f64, cost| largest.max(cost.low.abs()).max(cost.high.abs()));
    let cost_unit = Unit::new(&found.cost_unit, -largest, largest);
    let cost =
        |tried: &Strength| tried.cost.map_or_else(String::new, |cost| compare::with_range(cost, &cost_unit, true));
    let solved = found.solution.as_ref().map(|solved| solved.strength);
    let some = found.tried.iter().filter(|tried| is_shown(found, tried.strength) && solved != Some(tried.strength));
    let mut shown: Vec<(String, &Strength)> = some.map(|tried| (exact(tried.strength), tried)).collect();
    if let Some(solved) = &found.solution {
        shown.push((format!("{} ←", exact(solved.strength)), solved));
        sort_by(&mut shown, |a, b| a.1.strength.total_cmp(&b.1.strength));
    }
    let rows: Vec<Row> = shown
        .into_iter()
        .map(|(label, tried)| {
            let cells = vec![
                number::probability(tried.probability),
                compare::with_range(tried.value, &value_unit, false),
                cost(tried),
            ];
            Row::Cells(label, cells)
        })
        .collect();
    let cost_title = found.cost_label.as_ref().map_or_else(String::new, |_| {
        let words = if cost_unit.words.is_empty() { &found.cost_unit } else { &cost_unit.words };
        format!("cost, {words}")
    });
    let median = format!("median (5–95 %){}", compare::worded(&value_unit));
    let columns = ["chance".to_owned(), median, cost_title];
    let title = strength_words(found).map_or_else(|| "Strength".to_owned(), |words| format!("Strength, {words}"));
    text.push_str(&table(&title, &columns, &rows, width));
    if !files.is_empty() {
        text.push('\n');
        text.push_str(&file_list(files, width));
    }
    text
}

fn object(found: &Frontier, files: &[PathBuf]) -> Value {
    let strength = |tried: &Strength| {
        json!({
            "strength": tried.strength, "probability": tried.probability,
            "value": compare::summary_json(&tried.value), "cost_difference": tried.cost.as_ref().map(compare::summary_json),
        })
    };
    json!({
        "lever": found.lever, "unit": found.lever_unit, "current": found.current,
        "of": found.of, "of_unit": found.of_unit, "goal": found.goal,
        "direction": if found.at_least { "at_least" } else { "at_most" },
        "probability": found.wanted, "draws": found.draws, "seed": found.seed,
        "solution": found.solution.as_ref().map(strength),
        "monotone": !found.falls, "steady": found.steady, "apart": found.apart,
        "frontier": found.tried.iter().map(strength).collect::<Vec<_>>(),
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn what_is_printed_is_what_was_tried() {
        for (strength, printed) in [
            (2033.5, "2033.5"),
            (1006.25, "1006.25"),
            (-0.018_75, "-0.01875"),
            (0.1 + 0.2, "0.3"),
            (2_022.718_75, "2022.71875"),
            (2.5e-7, "2.5e-7"),
            (0.0, "0"),
        ] {
            assert_eq!(exact(strength), printed);
        }
    }
}
