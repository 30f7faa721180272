//! Frontier: the strength of a lever against the probability of a goal and against cost.

use super::axis::{Scale, ValueAxis};
use super::content::Content;
use super::frame::{self, AXIS_SIZE, Plot};
use super::geometry::{Point, Rect};
use super::palette::{self, INK, MUTED, RULE};
use super::period::Period;
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::range;
use super::{ChartError, Picture};
use crate::numeric::sorting::sort_by;
use crate::projection::{Frontier, Strength};
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// Draws probability over strength and, if the model says what a path costs, cost over strength below it.
///
/// # Errors
/// [`ChartError::Raster`] if it cannot be written.
pub fn frontier(found: &Frontier) -> Result<Picture, ChartError> {
    let content = content(found);
    // Two plots below one another.
    let more = if content.look.size.is_narrow() && found.cost_label.is_some() { 140.0 } else { 0.0 };
    let (mut sheet, inner) = frame::page(&content, "", &[], frame::height(&content) + more);
    let strength = unit(&found.lever_unit, found.tried.iter().map(|tried| tried.strength));
    let ends = range(found.tried.iter().map(|tried| tried.strength * strength.factor));
    let across = ValueAxis::linear(ends.0, ends.1, &strength, 8);
    let per_cent = Unit::new("1", 0.0, 1.0);
    let middle = if found.cost_label.is_some() { f64::midpoint(inner.top, inner.bottom) } else { inner.bottom };
    let top = Rect { bottom: middle - 28.0, ..inner };
    let title = format!("Probability of {}", goal_words(found));
    let probability = Panel { title: &title, axis: ValueAxis::linear(0.0, 100.0, &per_cent, 4), unit: &per_cent, ends };
    let plot = probability.lay(&mut sheet, top, found.cost_label.is_none().then_some((&across, &strength)));
    let at = |tried: &Strength| plot.at(tried.strength * strength.factor, tried.probability * 100.0);
    rule(&mut sheet, &plot, found.wanted * 100.0);
    sheet.line(shown(found).iter().map(at).collect(), palette::series(0), 2.6);
    let solution = found.solution.as_ref();
    if let Some(solved) = solution {
        drop_line(&mut sheet, &plot, at(solved));
        let words = format!("{} for {}", written(solved, &strength), number::probability(found.wanted));
        label(&mut sheet, at(solved), &words);
    }
    if let Some(cost) = &found.cost_label {
        let bottom = Rect { top: middle + 8.0, ..inner };
        cost_panel(&mut sheet, found, cost, bottom, (&across, &strength, ends));
    }
    let alt = alt(found, &strength);
    Ok(Picture::new("frontier", &content.title, sheet, alt))
}

/// Strengths in their order, the solution among them: it lies between two that were tried first.
fn shown(found: &Frontier) -> Vec<Strength> {
    let mut all: Vec<Strength> = found.tried.iter().chain(&found.solution).copied().collect();
    sort_by(&mut all, |a, b| a.strength.total_cmp(&b.strength));
    all
}

fn content(found: &Frontier) -> Content {
    let draws = number::decimals(found.draws as f64, 0);
    let run = format!("{draws}\u{a0}draws · seed\u{a0}{}, the same worlds at every strength", found.seed);
    let unit = unit(&found.lever_unit, found.tried.iter().map(|tried| tried.strength)).words;
    let short = found.lever_label.split_once(':').map_or(found.lever_label.as_str(), |(short, _)| short);
    let title = format!("How far {} leads", decapitalised(short));
    let subtitle = format!("Along the axis: {}", decapitalised(&found.lever_label));
    Content::words("frontier", &title, &subtitle, &unit, vec![run])
}

/// A label within a sentence; abbreviations stay as they are.
fn decapitalised(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), label.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

fn unit(text: &str, values: impl Iterator<Item = f64>) -> Unit {
    let (low, high) = range(values);
    Unit::new(text, low, high)
}

/// `Domestic share in 2030 ≥ 70 %`.
fn goal_words(found: &Frontier) -> String {
    let unit = Unit::new(&found.of_unit, found.goal, found.goal);
    format!("{} {}", found.of_label, phrase::whole_goal(found.goal, found.at_least, &unit))
}

fn cost_panel(
    sheet: &mut Sheet,
    found: &Frontier,
    label: &str,
    rect: Rect,
    (across, strength, ends): (&ValueAxis, &Unit, (f64, f64)),
) {
    let costs: Vec<_> = shown(found).iter().filter_map(|tried| Some((tried.strength, tried.cost?))).collect();
    let unit = unit(&found.cost_unit, costs.iter().flat_map(|(_, cost)| [cost.low, cost.high]));
    let (low, high) = range(costs.iter().flat_map(|(_, cost)| [cost.low * unit.factor, cost.high * unit.factor]));
    let title = format!("{label}, against the current setting: median and 9\u{a0}of\u{a0}10 draws, {}", unit.words);
    let panel =
        Panel { title: &title, axis: ValueAxis::linear(low.min(0.0), high.max(0.0), &unit, 4), unit: &unit, ends };
    let plot = panel.lay(sheet, rect, Some((across, strength)));
    let points = |of: fn(&crate::projection::Summary) -> f64| -> Vec<Point> {
        costs.iter().map(|(at, cost)| plot.at(at * strength.factor, of(cost) * unit.factor)).collect()
    };
    let colour = palette::series(1);
    let outline = points(|cost| cost.low).into_iter().chain(points(|cost| cost.high).into_iter().rev()).collect();
    sheet.area(outline, colour, 0.2);
    sheet.line(points(|cost| cost.median), colour, 2.6);
    if let Some((solved, cost)) = found.solution.as_ref().and_then(|solved| Some((solved, solved.cost?))) {
        let at = plot.at(solved.strength * strength.factor, cost.median * unit.factor);
        drop_line(sheet, &plot, at);
        let plus = if cost.median > 0.0 { "+" } else { "" };
        self::label(sheet, at, &format!("{plus}{}", number::significant(cost.median * unit.factor, 2)));
    }
}

/// One of the two plots, which share their horizontal axis.
struct Panel<'a> {
    title: &'a str,
    axis: ValueAxis,
    unit: &'a Unit,
    ends: (f64, f64),
}

impl Panel<'_> {
    /// Lays title and axes; `across` is the horizontal axis if this panel has it.
    fn lay(self, sheet: &mut Sheet, rect: Rect, across: Option<(&ValueAxis, &Unit)>) -> Plot {
        // Room for the labels of ticks, and for words at the right.
        let [ticks, words] = if sheet.look.size.is_narrow() { [46.0, 66.0] } else { [64.0, 150.0] };
        let style = Style::semi_bold(13.0, INK);
        let lines = style.wrap(self.title, rect.width(), 3);
        for (index, line) in lines.iter().enumerate() {
            sheet.text(line, style, Align::Left, (rect.left, rect.top + 14.0 + 17.0 * index as f64));
        }
        let top = rect.top + 12.0 + 17.0 * lines.len() as f64;
        let bottom = rect.bottom - if across.is_some() { frame::BELOW } else { 0.0 };
        let area = Rect { left: rect.left + ticks, top, right: rect.right - words, bottom };
        let mut plot = Plot::new(area, self.axis, Period::years(self.ends.0, self.ends.1));
        plot.x = Scale::new(self.ends.0, self.ends.1, area.left, area.right, false);
        plot.lay_values(sheet, self.unit, true);
        if let Some((axis, unit)) = across {
            let style = Style::regular(AXIS_SIZE, MUTED);
            for tick in axis.ticks.iter().filter(|tick| (self.ends.0..=self.ends.1).contains(*tick)) {
                let x = plot.x.at(*tick);
                sheet.line(vec![(x, bottom), (x, bottom + 4.0)], RULE, 1.0);
                sheet.text(&axis.tick(*tick, unit), style, Align::Centre, (x, bottom + 8.0 + style.size * CAPITALS));
            }
        }
        plot
    }
}

/// The probability that is asked for.
fn rule(sheet: &mut Sheet, plot: &Plot, value: f64) {
    let y = plot.y.at(value);
    sheet.line(vec![(plot.area.left, y), (plot.area.right, y)], MUTED, 1.0);
    let style = Style::regular(AXIS_SIZE, MUTED);
    sheet.text("asked for", style, Align::Left, (plot.area.right + 8.0, y + style.size * CAPITALS / 2.0));
}

fn drop_line(sheet: &mut Sheet, plot: &Plot, at: Point) {
    sheet.line(vec![at, (at.0, plot.area.bottom)], RULE, 1.0);
    frame::ring(sheet, at, 5.0, INK);
}

/// Words beside a point, on the side where there is room.
fn label(sheet: &mut Sheet, at: Point, words: &str) {
    let style = Style::semi_bold(13.0, INK);
    let fits = at.0 + 12.0 + style.width(words) <= sheet.width - 14.0;
    let (align, x) = if fits { (Align::Left, at.0 + 12.0) } else { (Align::Right, at.0 - 12.0) };
    sheet.text(words, style, align, (x, at.1 + 18.0));
}

/// A strength that has a chance beside it: with all its digits, but for rounding.
fn written(tried: &Strength, unit: &Unit) -> String {
    let value = tried.strength * unit.factor;
    let is_whole = |digits: &usize| {
        let read: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
        (read - value).abs() <= 1e-12 * value.abs()
    };
    let digits = (3..14).find(is_whole).unwrap_or(14);
    unit.plain(number::significant(value, digits)) + unit.suffix
}

fn alt(found: &Frontier, strength: &Unit) -> String {
    let show = |tried: &Strength| written(tried, strength);
    let end = |tried: Option<&Strength>| {
        tried.map_or_else(String::new, |tried| format!("{} at {}", number::probability(tried.probability), show(tried)))
    };
    let solved = found.solution.as_ref().map_or_else(
        || format!("no strength reaches {}", number::probability(found.wanted)),
        |solved| format!("{} is reached at {}", number::probability(found.wanted), show(solved)),
    );
    format!(
        "{}: probability of {} from {} to {}; {solved}.",
        found.lever_label,
        goal_words(found),
        end(found.tried.first()),
        end(found.tried.last())
    )
}
