//! When each path passes a threshold: median and 90 % range of the year, and how often it never does.

use super::super::content::Content;
use super::super::palette::{Colour, MUTED, PAPER};
use super::super::rows::{Rows, Ticks};
use super::super::sheet::{Sheet, Style};
use super::{Drawing, Plan, colours, footer, rows_of, short_title};
use crate::projection::{Comparison, Event, Milestone, Variable};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// A picture for each threshold of each variable without dimensions.
pub(super) fn plans(comparison: &Comparison) -> Vec<Plan<'_>> {
    let reference = &comparison.projections[comparison.reference];
    let scalars = reference.variables.iter().filter(|variable| variable.dims.is_empty());
    scalars.flat_map(|variable| of_variable(comparison, variable)).collect()
}

fn of_variable<'a>(comparison: &'a Comparison, variable: &'a Variable) -> Vec<Plan<'a>> {
    let Some(series) = variable.series.first() else { return Vec::new() };
    let unit = Unit::of(variable);
    let plan = |milestone: &Milestone| {
        let event = milestone.event;
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
        Plan { content, draw: Box::new(move |content| Ok(draw(content, comparison, &variable.name, &event))) }
    };
    series.milestones.iter().map(plan).collect()
}

/// The milestone of each scenario, as far as it has one.
fn found<'a>(comparison: &'a Comparison, name: &str, event: &Event) -> Vec<Option<&'a Milestone>> {
    let of = |variables: &'a [Variable]| {
        let variable = variables.iter().find(|variable| variable.name == name)?;
        variable.series.first()?.milestones.iter().find(|milestone| milestone.event == *event)
    };
    comparison.projections.iter().map(|projection| of(&projection.variables)).collect()
}

fn draw(content: &Content, comparison: &Comparison, name: &str, event: &Event) -> Drawing {
    let labels: Vec<String> = (0..comparison.projections.len()).map(|index| short_title(comparison, index)).collect();
    let times = &comparison.projections[comparison.reference].times;
    let (first, last) = (times.first().copied().unwrap_or(0.0), times.last().copied().unwrap_or(1.0));
    let (mut sheet, rows) = rows_of((content, ""), &[], &labels, &Ticks::of_years(first, last), 150.0);
    let colours = colours(comparison);
    let mut words = Vec::new();
    for (row, milestone) in found(comparison, name, event).into_iter().enumerate() {
        let Some(milestone) = milestone else { continue };
        mark(&mut sheet, &rows, row, milestone, last, colours[row]);
        let text = outcome(milestone);
        rows.beside(&mut sheet, row, rows.area.right, &text, Style::regular(12.0, MUTED));
        let at = if milestone.years[1].is_finite() { milestone.years[1] } else { last };
        rows.answer(&mut sheet, row, &labels[row], at, numbers(milestone, colours[row]));
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
fn numbers(milestone: &Milestone, colour: Colour) -> Vec<(String, Colour, String)> {
    let year = |year: f64| if year.is_finite() { number::year(year.floor()) } else { "never".to_owned() };
    let [low, median, high] = milestone.years.map(year);
    vec![
        ("Median".to_owned(), colour, median),
        ("90\u{a0}% of draws".to_owned(), colour, format!("{low} to {high}")),
        ("Never".to_owned(), colour, number::probability(milestone.never)),
    ]
}

/// The year of passing, and the share of draws that never do.
fn outcome(milestone: &Milestone) -> String {
    let median = milestone.years[1];
    let never = milestone.never;
    let share = number::probability(never);
    match (median.is_finite(), never > 0.0) {
        (true, false) => number::decimals(median, 0).replace(',', ""),
        (true, true) => format!("{}; never: {share}", number::decimals(median, 0).replace(',', "")),
        (false, _) => format!("never: {share}"),
    }
}
