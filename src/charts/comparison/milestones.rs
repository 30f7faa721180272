//! When each path passes a threshold: median and 90 % range of the year, and how often it never does.

use super::super::content::Content;
use super::super::frame::{self, Swatch};
use super::super::labels::lay_lines;
use super::super::palette::{Colour, MUTED, PAPER};
use super::super::rows::{Rows, Ticks};
use super::super::sheet::{Align, Sheet, Style};
use super::{Drawing, Plan, colours, footer, rows_of, short_title};
use crate::numeric::sorting::sort_by;
use crate::projection::{Beside, Comparison, Event, Milestone, Projection};
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
        let title = format!(
            "{} {}{}",
            variable.label,
            phrase::event(&event, &unit, beside.projection.step()),
            finding(comparison, &found)
        );
        let content = Content::words(
            &name,
            &title,
            "Year of passing, and share of draws that never pass",
            "",
            footer(comparison),
        );
        Plan { content, draw: Box::new(move |content| Ok(draw(content, comparison, &found))) }
    };
    beside.events().into_iter().map(plan).collect()
}

/// What was found, for the title: when the earliest path and the reference pass, or the last one where that is the earliest.
fn finding(comparison: &Comparison, found: &[Option<&Milestone>]) -> String {
    let there: Vec<usize> = order(found).into_iter().filter(|path| found[*path].is_some()).collect();
    let last = comparison.projections[comparison.reference].times.last().copied().unwrap_or_default();
    let year = |path: usize| {
        let projection = &comparison.projections[path];
        let median = found[path].map_or(f64::INFINITY, |milestone| milestone.years[1]);
        let first = found[path].map_or(f64::NAN, |milestone| projection.first_time_of(&milestone.event));
        if median.is_finite() {
            phrase::passing(median, first, projection.step())
        } else {
            format!("not by {}", time::of(last, &projection.times))
        }
    };
    let [earliest, .., latest] = there[..] else { return String::new() };
    if year(earliest) == year(latest) {
        return format!(": {} on every path", year(earliest));
    }
    let other = if there.contains(&comparison.reference) && earliest != comparison.reference {
        comparison.reference
    } else {
        latest
    };
    let said = [earliest, other].map(|path| format!("{} {}", short_title(comparison, path), year(path)));
    format!(": {}", said.join(", "))
}

fn draw(content: &Content, comparison: &Comparison, found: &[Option<&Milestone>]) -> Drawing {
    let order = order(found);
    let labels: Vec<String> = order.iter().map(|path| short_title(comparison, *path)).collect();
    let reference = &comparison.projections[comparison.reference];
    let (times, step) = (&reference.times, reference.step());
    let (first, last) = (times.first().copied().unwrap_or(0.0), times.last().copied().unwrap_or(1.0));
    // The axis begins shortly before the first draw passes, for nothing happens until then.
    let earliest = found.iter().flatten().map(|milestone| milestone.years[0]).fold(f64::INFINITY, f64::min);
    let matters = if earliest.is_finite() { earliest.min(last - 5.0 * step) } else { last - 10.0 * step };
    let first = first.max((matters - step).floor());
    let key = [
        (Swatch::Dot(MUTED), "median".to_owned()),
        (Swatch::Band(MUTED.over(PAPER, 0.4)), "9\u{a0}of\u{a0}10\u{a0}draws".to_owned()),
        (Swatch::Ring(MUTED), format!("not by {} in most draws", number::year(last))),
    ];
    let (mut sheet, rows) = rows_of((content, ""), &key, &labels, &Ticks::of_years(first, last), 150.0);
    let colours = colours(comparison);
    let mut words = Vec::new();
    for (row, &path) in order.iter().enumerate() {
        let Some(milestone) = found[path] else { continue };
        // Marks stand at the times that words say.
        let years = milestone.years.map(|year| time::point_after(year, step));
        mark(&mut sheet, &rows, row, years, last, colours[path]);
        let text = outcome(milestone, &comparison.projections[path]);
        let style = Style::regular(12.0, MUTED);
        if content.look.size.is_narrow() {
            let lines: Vec<(String, Style)> = text.split("; ").map(|line| (line.to_owned(), style)).collect();
            lay_lines(&mut sheet, &lines, Align::Left, (rows.area.right + 12.0, rows.middle(row)));
        } else {
            rows.beside(&mut sheet, row, rows.area.right + 4.0, &text, style);
        }
        let at = if years[1].is_finite() { years[1] } else { last };
        rows.answer(
            &mut sheet,
            row,
            &labels[row],
            at,
            numbers(milestone, &comparison.projections[path], colours[path]),
        );
        words.push(format!("{} {text}", labels[row]));
    }
    Drawing { sheet, alt: format!("{}: {}.", content.title, words.join("; ")) }
}

/// The range as a bar, which runs out of the plot where some draws never pass, and the median as a dot.
fn mark(sheet: &mut Sheet, rows: &Rows, row: usize, [low, median, high]: [f64; 3], last: f64, colour: Colour) {
    if low.is_finite() {
        sheet.rect(rows.bar(row, low, high.min(last), 10.0), colour.over(PAPER, 0.4), 1.0);
    }
    if median.is_finite() {
        sheet.dot((rows.x.at(median), rows.middle(row)), 6.0, colour);
    } else {
        // Most draws never pass.
        frame::ring(sheet, (rows.area.right, rows.middle(row)), 5.0, colour);
    }
}

/// The paths, the earliest first; those that never pass by how often they do not.
fn order(found: &[Option<&Milestone>]) -> Vec<usize> {
    let key = |path: &usize| found[*path].map_or((f64::INFINITY, 2.0), |found| (found.years[1], found.never));
    let mut order: Vec<usize> = (0..found.len()).collect();
    sort_by(&mut order, |a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    order
}

/// What a row answers: median and range of the year, and how often the threshold is not passed.
fn numbers(milestone: &Milestone, path: &Projection, colour: Colour) -> Vec<(String, Colour, String)> {
    let year = |year: f64| phrase::passing(year, path.first_time_of(&milestone.event), path.step());
    let [low, median, high] = milestone.years.map(year);
    vec![
        ("Median".to_owned(), colour, median),
        ("9\u{a0}of\u{a0}10\u{a0}draws".to_owned(), colour, format!("{low} to {high}")),
        ("Never".to_owned(), colour, number::probability(milestone.never)),
    ]
}

/// The year of passing, and the share of draws that never do.
fn outcome(milestone: &Milestone, path: &Projection) -> String {
    let median = milestone.years[1];
    let year = phrase::passing(median, path.first_time_of(&milestone.event), path.step());
    let never = milestone.never;
    let share = number::probability(never);
    match (median.is_finite(), never > 0.0) {
        (true, false) => year,
        (true, true) => format!("{year}; never: {share}"),
        (false, _) => format!("never: {share}"),
    }
}
