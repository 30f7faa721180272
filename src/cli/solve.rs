//! `catchup solve`: how strong a lever must be.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::Answer;
use super::ensemble::EnsembleArguments;
use super::load::{Loaded, load_all};
use super::output::{Format, write_picture, write_text};
use super::summary::file_list;
use super::terminal::{self, Row, table, wrap};
use super::{CliError, compare};
use crate::analysis::{Question, solve};
use crate::charts::unit::Unit;
use crate::charts::{frontier, number};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::export::{Folder, frontier_csv};
use crate::model::{Model, quantity};
use crate::projection::{Frontier, Strength};
use crate::scenario::selector;

/// Say how strong a lever must be for a goal to be reached with a probability, and what that costs.
#[derive(Debug, clap::Args)]
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
    #[arg(long, value_name = "NUMBER", default_value = "0.5", value_parser = probability)]
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
    let loaded =
        load_all(std::slice::from_ref(&arguments.file), &arguments.ensemble.options(), arguments.answer.quiet)?;
    let Some(file) = loaded.first() else { return Ok(()) };
    let question =
        question(&file.model, arguments).map_err(|problem| CliError::Input(Diagnostics::from(vec![problem])))?;
    let folder = arguments.out.as_deref().map(Folder::create).transpose()?;
    let id = &file.model.scenario.id;
    let found =
        solve(&file.model, &question, &|_| {}).map_err(|error| CliError::Run { scenario: id.clone(), error })?;
    let files = folder.map(|folder| write(file, &found, folder)).transpose()?.unwrap_or_default();
    arguments.answer.print(|| object(&found, &files), || text(&found, &files, terminal::width()))
}

/// A text of the command line, so that problems can point into it.
fn spanned(name: &str, text: &str) -> Spanned<String> {
    let source = Source::new(name, text);
    Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()))
}

fn question(model: &Model, arguments: &Arguments) -> Result<Question, Diagnostic> {
    let (lever, element) = lever(model, &spanned("--lever", &arguments.lever))?;
    let whole = spanned("--reach", &arguments.reach);
    let signs = [(">=", true), ("<=", false), ("=", true)];
    let split = signs.into_iter().find_map(|(sign, at_least)| Some((whole.value.rfind(sign)?, sign.len(), at_least)));
    let malformed = |message: String, span: Span| {
        Diagnostic::error("bad-goal", message, span, "")
            .with_help("write NAME[element, …]@YEAR=VALUE, in the declared unit")
    };
    let Some((place, length, at_least)) = split else {
        return Err(malformed("an equals sign is missing".to_owned(), whole.span));
    };
    let goal_text = whole.value[place + length..].trim();
    let goal = goal_text.parse::<f64>().ok().filter(|goal| goal.is_finite());
    let goal = goal.ok_or_else(|| {
        malformed(format!("`{goal_text}` is not a number"), whole.span.part(place + length..whole.value.len()))
    })?;
    let of = quantity(model, &Spanned::new(whole.value[..place].to_owned(), whole.span.part(0..place)))?;
    let between = between(model, lever, arguments)?;
    Ok(Question { lever, element, between, of, goal, at_least, probability: arguments.probability })
}

/// The lever of a selector, and the element it names.
fn lever(model: &Model, text: &Spanned<String>) -> Result<(usize, Option<usize>), Diagnostic> {
    let target = selector::parse(text)?;
    if target.year.is_some() {
        let message = "a strength is sought for all years in which a lever is in force".to_owned();
        return Err(Diagnostic::error("bad-selector", message, text.span.clone(), "without a year"));
    }
    let levers = &model.scenario.levers;
    let Some(lever) = levers.iter().position(|entry| entry.name == target.name.value) else {
        let message = format!("there is no lever `{}`", target.name.value);
        let known = levers.iter().map(|entry| entry.written.as_str());
        let error = Diagnostic::error("unknown-name", message, target.name.span.clone(), "");
        return Err(if levers.is_empty() {
            error.with_help("the scenario declares no levers")
        } else {
            error.with_suggestion(&target.name.value, known)
        });
    };
    if target.elements.is_empty() {
        return Ok((lever, None));
    }
    let signature = &model.levers[lever].signature;
    let count = model.levers[lever].values.len();
    let wanted: Vec<&str> = target.elements.iter().map(|element| element.value.as_str()).collect();
    let names = |flat: usize| -> Vec<String> {
        let elements = model.elements(&signature.dims, flat);
        let dims = signature.dims.iter().zip(elements);
        dims.map(|(dim, element)| model.scenario.dimensions[*dim].value.elements[element].name.clone()).collect()
    };
    let found = (0..count).find(|flat| names(*flat).iter().map(String::as_str).eq(wanted.iter().copied()));
    found.map(|flat| (lever, Some(flat))).ok_or_else(|| {
        let known: Vec<String> = (0..count).map(|flat| model.selector(signature, flat)).collect();
        let message = format!("the lever `{}` has no element [{}]", levers[lever].written, wanted.join(", "));
        Diagnostic::error("unknown-element", message, text.span.clone(), "")
            .with_help(format!("there are {}", known.join(", ")))
    })
}

/// The range of strengths: from the command line, or the lever's bounds.
fn between(model: &Model, lever: usize, arguments: &Arguments) -> Result<(f64, f64), Diagnostic> {
    let entry = &model.scenario.levers[lever];
    let bound = |bound: &Option<Spanned<f64>>| bound.as_ref().map(|bound| bound.value);
    let own = (bound(&entry.value.min), bound(&entry.value.max));
    let (low, high) = match (arguments.between, own) {
        (Some(range), _) => range,
        (_, (Some(low), Some(high))) => (low, high),
        _ => {
            let message = format!("the lever `{}` has no bounds on both sides", entry.written);
            return Err(Diagnostic::error("no-bounds", message, entry.span.clone(), "")
                .with_help("give it `min` and `max`, or say --between LOW,HIGH"));
        }
    };
    let inside = own.0.is_none_or(|min| low >= min) && own.1.is_none_or(|max| high <= max);
    if low < high && inside {
        return Ok((low, high));
    }
    let text = format!("{low},{high}");
    let span = spanned("--between", &text).span;
    let message =
        if inside { "the lever's bounds leave nothing to try" } else { "the lever's bounds do not allow this range" };
    Err(Diagnostic::error("out-of-bounds", message, span, "").with_label(entry.span.clone(), "the lever"))
}

fn write(file: &Loaded, found: &Frontier, folder: Folder) -> Result<Vec<PathBuf>, CliError> {
    let picture = frontier(found).map_err(|error| CliError::Chart { name: "frontier".to_owned(), error })?;
    write_picture(&picture, &folder, &[Format::Png, Format::Svg])?;
    write_text("frontier.csv", &frontier_csv(found), &folder)?;
    let sampler = file.model.scenario.ensemble.sampler.name().to_owned();
    Ok(folder.commit(&file.manifest((found.seed, found.draws, sampler), &[]))?)
}

fn text(found: &Frontier, files: &[PathBuf], width: usize) -> String {
    let strengths = found.tried.iter().map(|tried| tried.strength.abs());
    let unit = Unit::new(&found.lever_unit, 0.0, strengths.fold(0.0, f64::max));
    let value_unit = Unit::new(&found.of_unit, found.goal, found.goal);
    let strength = |value: f64| format!("{}{}", number::significant(value * unit.factor, 4), unit.suffix);
    let sign = if found.at_least { '≥' } else { '≤' };
    let goal = format!(
        "{} {sign} {}{}",
        found.of_label,
        number::significant(found.goal * value_unit.factor, 3),
        value_unit.suffix
    );
    let asked = number::probability(found.wanted);
    let answer = match &found.solution {
        Some(solved) => {
            format!("{} must be {} for a chance of {asked} that {goal}", found.lever_label, strength(solved.strength))
        }
        None => {
            let best = found.tried.iter().max_by(|a, b| a.probability.total_cmp(&b.probability));
            let best = best.map_or_else(String::new, |best| {
                format!("; the most is {}, at {}", number::probability(best.probability), strength(best.strength))
            });
            format!("No strength of {} gives a chance of {asked} that {goal}{best}", found.lever_label)
        }
    };
    let mut text = format!("\n{}", wrap(&format!("{answer}."), width, ""));
    if found.falls {
        text.push_str(&wrap(
            "note: the chance does not rise steadily with the strength; the answer is the first strength that suffices",
            width,
            "",
        ));
    }
    let costs = found.tried.iter().filter_map(|tried| tried.cost);
    let largest = costs.fold(0.0, |largest: f64, cost| largest.max(cost.low.abs()).max(cost.high.abs()));
    let cost_unit = Unit::new(&found.cost_unit, -largest, largest);
    let cost =
        |tried: &Strength| tried.cost.map_or_else(String::new, |cost| compare::with_range(cost, &cost_unit, true));
    let last = found.tried.len().saturating_sub(1);
    let solved = found.solution.as_ref().map(|solved| solved.strength);
    let some = found.tried.iter().enumerate().filter(|(index, _)| index % 4 == 0 || *index == last);
    let some = some.filter(|(_, tried)| solved != Some(tried.strength));
    let mut shown: Vec<(String, &Strength)> = some.map(|(_, tried)| (strength(tried.strength), tried)).collect();
    if let Some(solved) = &found.solution {
        shown.push((format!("{} ←", strength(solved.strength)), solved));
        shown.sort_by(|a, b| a.1.strength.total_cmp(&b.1.strength));
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
    let columns = ["chance".to_owned(), "median (5–95 %)".to_owned(), cost_title];
    text.push_str(&table("Strength", &columns, &rows, width));
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
        "monotone": !found.falls,
        "frontier": found.tried.iter().map(strength).collect::<Vec<_>>(),
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}
