//! What each path costs: means of all parts as stacked bars, with the total and its difference to the reference.

use super::super::axis::ValueAxis;
use super::super::content::Content;
use super::super::frame::Swatch;
use super::super::palette::{self, Colour, INK, MUTED, PAPER};
use super::super::rows::Ticks;
use super::super::sheet::Style;
use super::super::trace::range;
use super::{Drawing, Plan, footer, rows_of, short_title};
use crate::numeric::sorting::sort_by;
use crate::projection::{Comparison, Costs};
use crate::wording::number;
use crate::wording::unit::Unit;

/// The picture of costs, if there are any.
pub(super) fn plan(comparison: &Comparison) -> Option<Plan<'_>> {
    let costs = comparison.costs.as_ref()?;
    let totals = costs.costs.iter().flatten().map(|summary| summary.mean);
    let (low, high) = range(totals);
    let unit = Unit::new(&costs.unit, low, high);
    let subtitle = format!(
        "By {}; difference to {} in every world, and its 90\u{a0}% range",
        number::year(costs.year),
        short_title(comparison, comparison.reference)
    );
    let mut notes = footer(comparison);
    if !costs.description.is_empty() {
        notes.insert(0, costs.description.clone());
    }
    let most = order(costs).first().map(|path| (short_title(comparison, *path), costs.costs[*path].last()));
    let title = match most {
        Some((path, Some(total))) if totals_differ(costs) && !costs.label.contains(':') => {
            let total = unit.figure(total.mean * unit.factor, [total.low, total.high].map(|end| end * unit.factor));
            let words = unit.words.split(" (").next().unwrap_or_default();
            format!("{}: {path} costs most, {total}\u{a0}{words}", costs.label)
        }
        Some(_) | None => costs.label.clone(),
    };
    let content = Content::words("costs", &title, &subtitle, &unit.words, notes);
    Some(Plan { content, draw: Box::new(move |content| Ok(draw(content, comparison, costs, &unit))) })
}

fn draw(content: &Content, comparison: &Comparison, costs: &Costs, unit: &Unit) -> Drawing {
    let order = order(costs);
    let labels: Vec<String> = order.iter().map(|path| short_title(comparison, *path)).collect();
    let parts = costs.parts.len();
    let means = |scenario: usize| costs.costs[scenario].iter().take(parts).map(|part| part.mean * unit.factor);
    let sums = |scenario: usize, side: f64| means(scenario).filter(|mean| mean * side > 0.0).sum::<f64>();
    let (low, high) = range(order.iter().flat_map(|path| [sums(*path, 1.0), sums(*path, -1.0)]));
    let axis = ValueAxis::linear(low.min(0.0), high.max(0.0), unit, 6);
    let key: Vec<(Swatch, String)> = costs
        .parts
        .iter()
        .enumerate()
        .filter(|_| parts > 1)
        .map(|(part, label)| (Swatch::Band(palette::series(part).over(PAPER, 0.85)), label.clone()))
        .collect();
    let ticks = Ticks::of_values(&axis, unit);
    let narrow = content.look.size.is_narrow();
    let (mut sheet, rows) =
        rows_of((content, "mean over draws"), &key, &labels, &ticks, if narrow { 50.0 } else { 200.0 });
    let mut words = Vec::new();
    for (row, (label, &path)) in labels.iter().zip(&order).enumerate() {
        let mut ends = [0.0; 2];
        for (part, mean) in means(path).enumerate() {
            let end = &mut ends[usize::from(mean < 0.0)];
            sheet.rect(rows.bar(row, *end, *end + mean, 22.0), palette::series(part).over(PAPER, 0.85), 1.0);
            *end += mean;
        }
        let total = costs.costs[path].last().map_or(0.0, |total| total.mean * unit.factor);
        let text = axis.number(total);
        let x = rows.x.at(ends[0]);
        let strong = Style::semi_bold(13.0, INK);
        rows.beside(&mut sheet, row, x, &text, strong);
        let gap = costs.differences[path].last().filter(|_| path != comparison.reference);
        let difference = gap.map_or_else(
            || "reference".to_owned(),
            |gap| {
                let total = |path: usize| costs.costs[path].last().map_or(0.0, |total| total.mean);
                if gap.is_little_beside([path, comparison.reference].map(total)) {
                    return "as the reference".to_owned();
                }
                let [mean, low, high] = [gap.mean, gap.low, gap.high].map(|value| signed(&axis, value * unit.factor));
                format!("{mean} ({low} to {high})")
            },
        );
        if !narrow {
            let beside = x + strong.width(&text) + 8.0;
            rows.beside(&mut sheet, row, beside, &difference, Style::regular(12.0, MUTED));
        }
        let mut numbers: Vec<(String, Colour, String)> = Vec::new();
        if parts > 1 {
            let part =
                |(part, mean): (usize, f64)| (costs.parts[part].clone(), palette::series(part), axis.number(mean));
            numbers.extend(means(path).enumerate().map(part));
        }
        numbers.push(("Total".to_owned(), INK, text.clone()));
        numbers.push(("Difference".to_owned(), MUTED, difference.clone()));
        rows.answer(&mut sheet, row, label, ends[0], numbers);
        words.push(format!("{label} {text}, {difference}"));
    }
    Drawing { sheet, alt: format!("{}, {}: {}.", content.title, content.unit, words.join("; ")) }
}

fn totals_differ(costs: &Costs) -> bool {
    let (low, high) = range(costs.costs.iter().filter_map(|parts| parts.last()).map(|total| total.mean));
    high - low > 0.01 * high.abs()
}

/// The paths, the costliest first.
fn order(costs: &Costs) -> Vec<usize> {
    let total = |path: &usize| costs.costs[*path].last().map_or(0.0, |total| total.mean);
    let mut order: Vec<usize> = (0..costs.costs.len()).collect();
    sort_by(&mut order, |a, b| total(b).total_cmp(&total(a)));
    order
}

/// A difference with its sign, as fine as labels of the axis.
fn signed(axis: &ValueAxis, value: f64) -> String {
    let text = axis.number(value);
    let plus = if value > 0.0 && text.contains(|c: char| ('1'..='9').contains(&c)) { "+" } else { "" };
    format!("{plus}{text}")
}
