//! `[scenario]`, `[time]` and `[ensemble]`.

use super::fields::{Fields, readable};
use super::history::DataFiles;
use super::lock::Lock;
use super::options::{Options, parse_memory};
use super::tree::Table;
use super::{About, Ensemble, Method, Sampler, Time};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, Spanned};

/// At most this many steps.
const MOST_STEPS: f64 = 100_000.0;
/// At most this many draws: at a million a second, a pass over them takes eleven days.
pub const MOST_DRAWS: u64 = 1_000_000_000_000;
/// How far `end - start` may be from a whole number of steps, relative to that number.
const STEP_TOLERANCE: f64 = 1e-9;

static NOTHING: Table = Table { items: Vec::new() };

/// The table of this name, empty unless given.
fn section<'a>(file: Fields<'a>, key: &str) -> Fields<'a> {
    file.table(key).unwrap_or(Fields { table: &NOTHING, place: file.place })
}

/// Reads `[scenario]`; `id` and `root_id` are the names of the file asked for and of the root file.
pub fn about(file: Fields<'_>, id: &str, root_id: &str, found: &mut Diagnostics) -> About {
    let about = section(file, "scenario");
    let template = about.flag("template").unwrap_or(false);
    let title = about.text("title").filter(|title| !title.value.trim().is_empty());
    if title.is_none() && !template {
        let error = Diagnostic::error(Code::MissingKey, "[scenario] needs `title`", file.place.clone(), "");
        found.push(
            error.with_help("a title is not inherited; a file that is only a base for others says template = true"),
        );
    }
    About {
        title: title.map_or_else(|| readable(id), |title| title.value),
        narrative: about.plain_text("narrative").unwrap_or_default(),
        template,
        ranked: about.flag("rank").unwrap_or(true),
        model: about.plain_text("model").unwrap_or_else(|| root_id.to_owned()),
        region: about.plain_text("region").unwrap_or_else(|| "World".to_owned()),
        source: about.plain_text("source").unwrap_or_default(),
        colour: about.integer("colour").and_then(|colour| {
            let place = usize::try_from(colour.value).ok().and_then(|place| place.checked_sub(1));
            if place.is_none() {
                found.push(Diagnostic::error(Code::BadValue, "`colour` counts from 1", colour.span, ""));
            }
            place
        }),
        allow: about.allowed(),
        check_units: about.flag("check_units").unwrap_or(true),
    }
}

/// Reads `[time]`: the end is after the start, and a whole number of steps, at most 100 000, leads there.
pub fn time(file: Fields<'_>, found: &mut Diagnostics) -> Time {
    let section = section(file, "time");
    let mut time = Time {
        start: section.required_number("start"),
        end: section.required_number("end"),
        step: section.number("step").unwrap_or_else(|| Spanned::new(1.0, section.place.clone())),
        method: if section.is("method", "rk4") { Method::Rk4 } else { Method::Euler },
        known_until: section.number("known_until"),
    };
    if section.number("start").is_some() && section.number("end").is_some() {
        found.extend(time_problem(&time));
        time.step.value = whole(&time);
    }
    time
}

/// The step that divides the span, where one is as good as given: `0.08333333333` is a twelfth of a year, without which the
/// beginning of every second year would lie just before it.
fn whole(time: &Time) -> f64 {
    let (span, step) = (time.end.value - time.start.value, time.step.value);
    let steps = (span / step).round();
    let is_whole = (1.0..=MOST_STEPS).contains(&steps) && (span / step - steps).abs() <= STEP_TOLERANCE * steps;
    if is_whole { span / steps } else { step }
}

fn time_problem(time: &Time) -> Option<Diagnostic> {
    let (start, end, step) = (time.start.value, time.end.value, time.step.value);
    let bad = |message: String, span: &Span| Diagnostic::error(Code::BadTime, message, span.clone(), "");
    if end <= start {
        let message = format!("`end` ({end}) must be after `start` ({start})");
        return Some(bad(message, &time.end.span).with_label(time.start.span.clone(), "start"));
    }
    if step <= 0.0 {
        return Some(bad("`step` must be positive".to_owned(), &time.step.span));
    }
    let steps = (end - start) / step;
    if steps > MOST_STEPS {
        let message = format!("{steps:.0} steps are too many: at most {MOST_STEPS:.0}");
        return Some(bad(message, &time.step.span).with_label(time.end.span.clone(), "end"));
    }
    if (steps - steps.round()).abs() > STEP_TOLERANCE * steps.max(1.0) {
        let message = format!("`step` ({step}) must divide end - start ({})", end - start);
        let problem = bad(message, &time.step.span).with_label(time.end.span.clone(), "end");
        return Some(problem.with_help(step_help(end - start, step)));
    }
    known_problem(time)
}

/// What to write in place of a step that does not divide a span of years: the nearest that is a whole part of a year, else that
/// divides the span. All its digits count.
fn step_help(span: f64, step: f64) -> String {
    let a_year = (1.0 / step).round().max(1.0);
    let is_part = step < 1.0 && (span * a_year).fract() == 0.0;
    let steps = if is_part { span * a_year } else { (span / step).round().max(1.0) };
    let words = match a_year {
        12.0 if is_part => ", a month",
        4.0 if is_part => ", a quarter",
        2.0 if is_part => ", half a year",
        _ => "",
    };
    format!("write `step = {}`{words}: {steps:.0} steps", span / steps)
}

/// What is wrong with the time until which history is known.
pub fn known_problem(time: &Time) -> Option<Diagnostic> {
    // A number that is none is not after the start either.
    let known = time.known_until.as_ref().filter(|known| known.value < time.start.value || known.value.is_nan())?;
    let problem = Diagnostic::error(Code::BadTime, "`known_until` is before the start", known.span.clone(), "");
    Some(problem.with_label(time.start.span.clone(), "start"))
}

/// What is wrong with a year that a command line gives and after which nothing is projected: a file that was shortened may
/// have one, but who asks for it has mistyped.
pub fn beyond_the_end(time: &Time) -> Option<Diagnostic> {
    let known = time.known_until.as_ref().filter(|known| known.value.is_finite() && known.value > time.end.value)?;
    let message = "this is after the last year: nothing would be projected";
    Some(Diagnostic::error(Code::BadTime, message, known.span.clone(), "").with_label(time.end.span.clone(), "end"))
}

/// Reads `[ensemble]`; what the command line says takes precedence.
pub fn ensemble(file: Fields<'_>, options: &Options, data: &mut DataFiles, found: &mut Diagnostics) -> Ensemble {
    let section = section(file, "ensemble");
    let in_file = section.text("sampler").and_then(|name| Sampler::ALL.iter().find(|(known, _)| *known == name.value));
    Ensemble {
        draws: draws(section, options, found),
        seed: options.seed.unwrap_or_else(|| seed(section, found)),
        sampler: options.sampler.or(in_file.map(|(_, sampler)| *sampler)).unwrap_or(Sampler::Sobol),
        memory: options.memory.unwrap_or_else(|| memory(section, found)),
        lock: section.text("lock").and_then(|file| lock(file, options, data, found)),
    }
}

/// The lock of this name; one that is yet to be made is empty if the command makes it.
fn lock(file: Spanned<String>, options: &Options, data: &mut DataFiles, found: &mut Diagnostics) -> Option<Lock> {
    if !data.exists(&file) {
        if options.locking {
            return Some(Lock::new(file));
        }
        let message = format!("there is no lock `{}`", file.value);
        let problem = Diagnostic::error(Code::FileNotFound, message, file.span, "named here");
        found.push(problem.with_help("`catchup lock` with this scenario makes it"));
        return None;
    }
    let csv = data.lock(&file, found)?;
    Some(Lock::read(file, &csv, found))
}

fn draws(section: Fields<'_>, options: &Options, found: &mut Diagnostics) -> Spanned<u64> {
    let draws = match (options.draws, section.integer("draws")) {
        (Some(draws), _) => {
            let text = draws.to_string();
            let end = text.len();
            Spanned::new(Ok(draws), Span::new(&Source::new("--draws", text), 0..end))
        }
        (None, Some(draws)) => draws.map(u64::try_from),
        (None, None) => Spanned::new(Ok(10_000), section.place.clone()),
    };
    // Below that, the budget of memory and who follows the run decide how many are too many.
    if draws.value.as_ref().ok().is_none_or(|draws| *draws < 1) {
        found.push(Diagnostic::error(Code::BadValue, "the number of draws must be at least 1", draws.span.clone(), ""));
    } else if draws.value.as_ref().is_ok_and(|draws| *draws > MOST_DRAWS) {
        let message = "the number of draws must be at most 1,000,000,000,000: a run of more would not end";
        let problem = Diagnostic::error(Code::BadValue, message, draws.span.clone(), "");
        // The level of an order statistic of N draws has the standard deviation sqrt(p (1 - p) / N): 0.022 % at 5 %.
        found.push(problem.with_help(
            "of a million draws, what is shown as the 5 % quantile is with 95 % certainty one between 4.96 and 5.04 %",
        ));
    }
    draws.map(|draws| draws.unwrap_or(1))
}

fn seed(section: Fields<'_>, found: &mut Diagnostics) -> u64 {
    let Some(seed) = section.integer("seed") else {
        return 1;
    };
    u64::try_from(seed.value).unwrap_or_else(|_| {
        found.push(Diagnostic::error(Code::BadValue, "`seed` must not be negative", seed.span, ""));
        1
    })
}

fn memory(section: Fields<'_>, found: &mut Diagnostics) -> u64 {
    let Some(memory) = section.text("memory") else { return 1 << 30 };
    parse_memory(&memory.value).unwrap_or_else(|message| {
        found.push(Diagnostic::error(Code::BadValue, message, memory.span, ""));
        0
    })
}
