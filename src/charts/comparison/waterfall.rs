//! Waterfall: from the reference to a scenario, one change after another.

use super::super::axis::ValueAxis;
use super::super::content::{Content, history_words};
use super::super::finding::with_words;
use super::super::palette::{self, Colour, INK, MUTED, PAPER, RULE};
use super::super::rows::Ticks;
use super::super::sheet::Style;
use super::super::trace::range;
use super::{Drawing, Plan, colours, footer, rows_of, short_title};
use crate::projection::{Attribution, Comparison};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// What adds, and what takes away: blue and vermilion of the palette, told apart by any kind of colour vision.
const UP: Colour = palette::series(0);
const DOWN: Colour = palette::series(1);
/// Parts beyond this are shown together.
const MOST_PARTS: usize = 12;

/// A waterfall for each attribution.
pub(super) fn plans(comparison: &Comparison) -> Vec<Plan<'_>> {
    let plan = |attribution| plan(comparison, attribution);
    comparison.attributions.iter().map(plan).collect()
}

fn plan<'a>(comparison: &'a Comparison, gap: &'a Attribution) -> Plan<'a> {
    let scenario = short_title(comparison, gap.scenario);
    let reference = short_title(comparison, comparison.reference);
    let id = &comparison.projections[gap.scenario].about.id;
    let stem: String =
        gap.selector.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let name = format!("why-{id}-{}", stem.trim_matches('-').replace("--", "-"));
    let (low, high) = comparison.ends_of(gap);
    let unit = Unit::new(&gap.unit, low, high);
    let mut notes = footer(comparison);
    let method = match gap.sampled_orders {
        None => "Shapley values over all combinations of the changes".to_owned(),
        Some(orders) => {
            format!(
                "Shapley values from {} of the changes, with standard errors in the table",
                phrase::count(orders as usize, "order")
            )
        }
    };
    let history = history_words(&comparison.projections[comparison.reference]);
    notes[0] = format!("{method} · {}{history}", phrase::count(gap.draws as usize, "draw").replace(' ', "\u{a0}"));
    let title = title(gap, &unit, &scenario, &reference);
    let content = Content::words(&name, &title, &gap.label, &unit.words, notes);
    let colours = [comparison.reference, gap.scenario].map(|index| colours(comparison)[index]);
    Plan { content, draw: Box::new(move |content| Ok(draw(content, gap, &unit, [&reference, &scenario], colours))) }
}

/// Why a path differs, and by how much.
fn title(gap: &Attribution, unit: &Unit, scenario: &str, reference: &str) -> String {
    let difference = (gap.to - gap.from) * unit.factor;
    let size = (gap.to.abs().max(gap.from.abs())) * unit.factor;
    if difference.abs() < 1e-3 * size {
        return format!("{scenario} hardly differs from {reference}");
    }
    let found = number::signed_figure(difference);
    let found = if unit.suffix.is_empty() { with_words(&found, unit) } else { format!("{found}\u{a0}points") };
    format!("Why {scenario} differs from {reference}: {found}")
}

/// What a bar must be to be seen: a two-hundredth of the longest.
fn least(gap: &Attribution) -> f64 {
    gap.parts.first().map_or(0.0, |part| 0.005 * part.summary.mean.abs())
}

/// How many parts have a bar of their own; they come longest first.
fn alone(gap: &Attribution) -> usize {
    let seen = gap.parts.iter().take_while(|part| part.summary.mean != 0.0 && part.summary.mean.abs() >= least(gap));
    match seen.count() {
        count if count <= MOST_PARTS && count == gap.parts.len() => count,
        count => count.min(MOST_PARTS - 1),
    }
}

/// The parts shown, the last being all others together: label, and value in the declared unit.
fn shown(gap: &Attribution) -> Vec<(String, f64)> {
    let (first, rest) = gap.parts.split_at(alone(gap));
    let of_rest: f64 = rest.iter().map(|part| part.summary.mean).sum();
    let called = || match (first.is_empty(), rest.len()) {
        (true, 1) => "The change".to_owned(),
        (false, 1) => "The other change".to_owned(),
        (true, count) => format!("All {count} changes"),
        (false, count) => format!("{count} other changes"),
    };
    let others = (of_rest.abs() >= least(gap)).then(|| (called(), of_rest));
    first.iter().map(|part| (part.label.clone(), part.summary.mean)).chain(others).collect()
}

/// The 5 and 95 % quantiles of a part that is shown alone.
fn spread(gap: &Attribution, part: usize) -> Option<[f64; 2]> {
    gap.parts[..alone(gap)].get(part).map(|part| [part.summary.low, part.summary.high])
}

/// Where each bar begins and ends: the reference, the parts, the scenario.
fn levels(gap: &Attribution) -> Vec<(f64, f64)> {
    let mut level = gap.from;
    let mut bars = vec![(0.0, gap.from)];
    for (_, value) in shown(gap) {
        bars.push((level, level + value));
        level += value;
    }
    bars.push((0.0, gap.to));
    bars
}

/// A difference with its sign, as fine as labels of the axis; of per cent in points.
fn difference(axis: &ValueAxis, value: f64, unit: &Unit) -> String {
    let text = axis.number(value);
    let plus = if value > 0.0 && text.contains(|c: char| ('1'..='9').contains(&c)) { "+" } else { "" };
    let points = if unit.suffix.is_empty() { "" } else { "\u{a0}points" };
    format!("{plus}{text}{points}")
}

/// An axis around what changes, not from zero where that would hide it; from zero if nothing changes.
fn around(low: f64, high: f64, bars: &[(f64, f64)], unit: &Unit) -> ValueAxis {
    let last = bars[bars.len() - 1].1;
    let (low, high) = (low.min(last), high.max(last));
    let size = low.abs().max(high.abs());
    if high - low < 1e-6 * size || high - low > 0.5 * size || (low <= 0.0 && high >= 0.0) {
        return ValueAxis::linear(low.min(0.0), high.max(0.0), unit, 6);
    }
    // A fifth of the change is left beside it, so that the bars of both ends are seen.
    let room = 0.2 * (high - low);
    if high < 0.0 {
        return ValueAxis::around(low - room, (high + 1.5 * room).min(0.0), 5);
    }
    ValueAxis::around((low - 1.5 * room).max(0.0), high + room, 5)
}

fn draw(content: &Content, gap: &Attribution, unit: &Unit, ends: [&str; 2], colours: [Colour; 2]) -> Drawing {
    let parts = shown(gap);
    let labels: Vec<String> = std::iter::once(ends[0].to_owned())
        .chain(parts.iter().map(|(label, _)| label.clone()))
        .chain([ends[1].to_owned()])
        .collect();
    let bars: Vec<(f64, f64)> =
        levels(gap).into_iter().map(|(from, to)| (from * unit.factor, to * unit.factor)).collect();
    let (low, high) = range(bars.iter().skip(1).take(parts.len()).flat_map(|(from, to)| [*from, *to]));
    // The parts matter, so the axis is around them; the bars of the ends begin at its edge if that is not zero.
    let axis = around(low, high, &bars, unit);
    let ticks = Ticks::of_values(&axis, unit);
    // The end that is near zero: of negative numbers the upper one.
    let near = if axis.high < 0.0 { axis.high } else { axis.low };
    let note = if axis.low > 0.0 || axis.high < 0.0 {
        format!("mean over draws; the axis begins at {}", axis.tick(near, unit))
    } else {
        "mean over draws".to_owned()
    };
    let right = if content.look.size.is_narrow() { 78.0 } else { 110.0 };
    let (mut sheet, rows) = rows_of((content, &note), &[], &labels, &ticks, right);
    let last = bars.len() - 1;
    for (row, (from, to)) in bars.iter().enumerate() {
        let is_end = row == 0 || row == last;
        let colour = match row {
            0 => colours[0],
            _ if row == last => colours[1],
            _ if to >= from => UP,
            _ => DOWN,
        };
        let from = if is_end { from.clamp(axis.low, axis.high) } else { *from };
        sheet.rect(rows.bar(row, from, *to, 22.0), colour.over(PAPER, if is_end { 0.55 } else { 0.9 }), 1.0);
        if row < last {
            let x = rows.x.at(*to);
            rows.down(&mut sheet, x, (rows.middle(row) + 11.0, rows.middle(row + 1) - 11.0), RULE, 1.0);
        }
        let text = if is_end { axis.value(*to, unit) } else { difference(&axis, to - from, unit) };
        let style = if is_end { Style::semi_bold(13.0, INK) } else { Style::regular(13.0, MUTED) };
        rows.beside(&mut sheet, row, rows.x.at(from.max(*to)), &text, style);
        let mut numbers = vec![("Mean".to_owned(), colour, text)];
        if let Some([low, high]) = row.checked_sub(1).filter(|_| !is_end).and_then(|part| spread(gap, part)) {
            let [low, high] = [low, high].map(|value| difference(&axis, value * unit.factor, unit));
            numbers.push(("9\u{a0}of\u{a0}10\u{a0}draws".to_owned(), colour, format!("{low} to {high}")));
        }
        rows.answer(&mut sheet, row, &labels[row], *to, numbers);
    }
    let words: Vec<String> = parts
        .iter()
        .map(|(label, value)| format!("{label} {}", difference(&axis, value * unit.factor, unit)))
        .collect();
    let end = |value: f64| axis.value(value * unit.factor, unit);
    let alt =
        format!("{}: {}, from {} to {}: {}.", content.title, gap.label, end(gap.from), end(gap.to), words.join("; "));
    Drawing { sheet, alt }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of either sign: the axis is near what changes, and the ends of bars that it cuts off are those near zero.
    #[test]
    fn axes_begin_near_what_changes_of_either_sign() {
        let unit = Unit::new("bn EUR", -50.0, 50.0);
        let axis = |from: f64, to: f64| {
            let bars = [(0.0, from), (from, to), (0.0, to)];
            around(from.min(to), from.max(to), &bars, &unit)
        };
        let above = axis(50.0, 49.999);
        assert!(above.low > 49.9 && above.low < 49.999 && above.high > 50.0 && above.high < 50.1, "{above:?}");
        let below = axis(-50.0, -49.999);
        assert!(below.high < -49.9 && below.high > -49.999 && below.low < -50.0 && below.low > -50.1, "{below:?}");
        for (from, to) in [(-50.0, -10.0), (50.0, 10.0), (-1.0, 1.0), (-5.0, -5.0)] {
            let axis = axis(from, to);
            assert!(axis.low <= 0.0 && axis.high >= 0.0, "{from} to {to}: {axis:?}");
        }
    }
}
