//! When each path passes a threshold: median and 90 % range of the year, and how often it never does.

use super::super::content::Content;
use super::super::palette::{Colour, MUTED, PAPER};
use super::super::rows::{Rows, Ticks};
use super::super::sheet::{Sheet, Style};
use super::{Drawing, Plan, colours, footer, rows_of, short_title};
use crate::projection::{Beside, Comparison, Event, Milestone};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase, time};

/// A picture for each threshold of each variable without dimensions.
pub(super) fn plans(comparison: &Comparison) -> Vec<Plan<'_>> {
    let all = comparison.side_by_side().into_iter().filter(|beside| beside.variable.dims.is_empty());
    all.flat_map(|beside| of_variable(comparison, &beside)).collect()
}

fn of_variable<'a>(comparison: &'a Comparison, beside: &Beside<'a>) -> Vec<Plan<'a>> {
    let variable = beside.variable;
    let unit = Unit::of(variable);
    let plan = |(event, found): (Event, Vec<Option<&'a Milestone>>)| {
        let value = number::significant(event.threshold * unit.factor, 3);
        // The plain case has the plain name, by the number that is shown.
        let name =
            format!("passes-{}-{}", variable.name, Event { threshold: 0.0, ..event }.id().replacen('0', &value, 1));
        let title = format!("{}: when it is {}", variable.label, phrase::event(&event, &unit));
        let content = Content::words(
            &name,
            &title,
            "Year of passing: median, and the range of 90\u{a0}% of draws",
            "",
            footer(comparison),
        );
        Plan { content, draw: Box::new(move |content| Ok(draw(content, comparison, &found))) }
    };
    beside.events().into_iter().map(plan).collect()
}

fn draw(content: &Content, comparison: &Comparison, found: &[Option<&Milestone>]) -> Drawing {
    let labels: Vec<String> = (0..comparison.projections.len()).map(|index| short_title(comparison, index)).collect();
    let reference = &comparison.projections[comparison.reference];
    let (times, step) = (&reference.times, reference.step());
    let (first, last) = (times.first().copied().unwrap_or(0.0), times.last().copied().unwrap_or(1.0));
    let (mut sheet, rows) = rows_of((content, ""), &[], &labels, &Ticks::of_years(first, last), 150.0);
    let colours = colours(comparison);
    let mut words = Vec::new();
    for (row, milestone) in found.iter().enumerate() {
        let Some(milestone) = milestone else { continue };
        mark(&mut sheet, &rows, row, milestone, last, colours[row]);
        let text = outcome(milestone, step);
        rows.beside(&mut sheet, row, rows.area.right, &text, Style::regular(12.0, MUTED));
        let at = if milestone.years[1].is_finite() { milestone.years[1] } else { last };
        rows.answer(&mut sheet, row, &labels[row], at, numbers(milestone, step, colours[row]));
        words.push(format!("{} {text}", labels[row]));
    }
    Drawing { sheet, alt: format!("{}: {}.", content.title, words.join("; ")) }
}

/// The range as a bar, which runs out of the plot where some draws never pass, and the median as a dot.
fn mark(sheet: &mut Sheet, rows: &Rows, row: usize, milestone: &Milestone, last: f64, colour: Colour) {
    let [low, median, high] = milestone.years;
    if low.is_finite() {
        sheet.rect(rows.bar(row, low, high.min(last), 10.0), colour.over(PAPER, 0.4), 1.0);
    }
    if median.is_finite() {
        sheet.dot((rows.x.at(median), rows.middle(row)), 6.0, colour);
    }
}

/// What a row answers: median and range of the year, and how often the threshold is not passed.
fn numbers(milestone: &Milestone, step: f64, colour: Colour) -> Vec<(String, Colour, String)> {
    let year = |year: f64| phrase::passing(year, f64::NEG_INFINITY, step);
    let [low, median, high] = milestone.years.map(year);
    vec![
        ("Median".to_owned(), colour, median),
        ("90\u{a0}% of draws".to_owned(), colour, format!("{low} to {high}")),
        ("Never".to_owned(), colour, number::probability(milestone.never)),
    ]
}

/// The year of passing, and the share of draws that never do.
fn outcome(milestone: &Milestone, step: f64) -> String {
    let median = milestone.years[1];
    let year = time::between_points(median, step);
    let never = milestone.never;
    let share = number::probability(never);
    match (median.is_finite(), never > 0.0) {
        (true, false) => year,
        (true, true) => format!("{year}; never: {share}"),
        (false, _) => format!("never: {share}"),
    }
}
