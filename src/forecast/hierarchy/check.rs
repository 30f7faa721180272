//! Whether the totals of a table are the sums of their parts, and what to say if not.

use super::{Total, value};
use crate::data::Tidy;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, counted};
use crate::forecast::panel::Panel;

/// A total in a table may miss the sum of its parts by so much of their sizes: published figures are rounded.
const ROUNDING: f64 = 0.01;

/// Series that add up end at one time, and totals of the table are the sums of their parts.
pub(super) fn check(tidy: &Tidy, panel: &mut Panel, totals: &[Vec<Total>], found: &mut Diagnostics) {
    let end = |place: usize| panel.series[place].time(panel.series[place].known - 1, &panel.calendar);
    let mut furthest: f64 = 0.0;
    for total in totals.iter().flatten() {
        let all: Vec<usize> = total.parts.iter().copied().chain(total.own).collect();
        let Some(early) = all.iter().copied().min_by_key(|place| end(*place)) else { continue };
        if let Some(late) = all.iter().copied().find(|place| end(*place) != end(early)) {
            found.push(apart(tidy, panel, early, late));
            return;
        }
        if let Some(double) = total.parts.iter().copied().find(|part| is_sum_of_others(panel, total, *part)) {
            found.push(counted_twice(tidy, panel, double, total));
            return;
        }
        let Some(own) = total.own else { continue };
        match furthest_of(panel, total, own) {
            Some((time, value, sum)) if (value - sum).abs() > ROUNDING * sizes(panel, total, time) => {
                found.push(unequal(tidy, panel, (own, total), (time, value, sum)));
            }
            Some((time, value, sum)) => {
                furthest = furthest.max((value - sum).abs() / sizes(panel, total, time).max(1e-300));
            }
            None => {}
        }
    }
    if furthest > 1e-9 {
        panel.notes.push(format!(
            "totals of the table miss the sums of their parts by up to {} %, as rounding does",
            crate::wording::number::significant(furthest * 100.0, 2)
        ));
    }
}

/// Whether a part is the sum of all others at all of its times: then it is a total under another name.
fn is_sum_of_others(panel: &Panel, total: &Total, part: usize) -> bool {
    /// Fewer parts or times can be equal by chance.
    const FEWEST: usize = 3;
    /// Published figures are rounded.
    const SAME: f64 = 1e-4;
    let (series, step) = (&panel.series[part], panel.calendar.step);
    let same = |index: usize| {
        let time = series.time(index, &panel.calendar);
        let sum: f64 = total.parts.iter().map(|part| value(&panel.series[*part], time, step)).sum();
        let size = sizes(panel, total, time);
        size > 0.0 && (2.0 * series.values[index] - sum).abs() <= SAME * size
    };
    total.parts.len() >= FEWEST && series.values.len() >= FEWEST && (0..series.values.len()).all(same)
}

/// What to say of a total that has the name of a part.
fn counted_twice(tidy: &Tidy, panel: &Panel, part: usize, total: &Total) -> Diagnostic {
    let (name, others) = (&panel.series[part].name, counted(total.parts.len() - 1, "other part"));
    let message = format!("`{name}` is the sum of the {others} at all times, and would count twice");
    Diagnostic::error(Code::DoesNotAddUp, message, place_of(tidy, part, None), "its last value")
        .with_help("call it `total`, or leave it away")
}

fn sizes(panel: &Panel, total: &Total, time: i64) -> f64 {
    total.parts.iter().map(|part| value(&panel.series[*part], time, panel.calendar.step).abs()).sum()
}

/// Where a total of the table is furthest from the sum of its parts, against their sizes: the time, its value, the sum.
fn furthest_of(panel: &Panel, total: &Total, own: usize) -> Option<(i64, f64, f64)> {
    let (series, step) = (&panel.series[own], panel.calendar.step);
    let of = |index: usize| {
        let time = series.time(index, &panel.calendar);
        let sum: f64 = total.parts.iter().map(|part| value(&panel.series[*part], time, step)).sum();
        (time, series.values[index], sum)
    };
    let missed = |(time, value, sum): &(i64, f64, f64)| {
        let size = sizes(panel, total, *time);
        if value == sum { 0.0 } else { (value - sum).abs() / size }
    };
    let all = (0..series.values.len()).map(of).filter(|(_, value, sum)| (value - sum).is_finite());
    all.max_by(|one, other| missed(one).total_cmp(&missed(other)))
}

/// Where the value of a series at a time stands, or its last.
fn place_of(tidy: &Tidy, series: usize, time: Option<i64>) -> Span {
    let own = |point: &crate::data::Point| point.series as usize == series;
    let at = tidy.points.iter().filter(own).find(|point| time.is_none_or(|time| point.stamp.at == time));
    let point = if time.is_none() { tidy.points.iter().rfind(own) } else { at };
    point.map_or_else(|| tidy.frame.header_span(), |point| tidy.value_at(&point))
}

/// What to say of a total that has no parts.
pub(super) fn without_parts(tidy: &Tidy, panel: &Panel, place: usize) -> Diagnostic {
    let message = format!("`{}` is a total of which there are no parts", panel.series[place].name);
    Diagnostic::error(Code::DoesNotAddUp, message, place_of(tidy, place, None), "its last value")
        .with_help("an empty cell in a column of --adds-up is a total over it, as is `total`: give its parts, or leave it away with --where")
}

/// What to say of two totals of the same parts.
pub(super) fn twice(tidy: &Tidy, panel: &Panel, first: usize, second: usize) -> Diagnostic {
    let (one, other) = (&panel.series[first].name, &panel.series[second].name);
    let message = format!("`{one}` and `{other}` are totals of the same parts");
    Diagnostic::error(Code::DoesNotAddUp, message, place_of(tidy, second, None), "the other")
        .with_label(place_of(tidy, first, None), "one of them")
        .with_help("an empty cell in a column of --adds-up is a total over it, as are `total`, `all` and `world`: keep one of them")
}

fn apart(tidy: &Tidy, panel: &Panel, early: usize, late: usize) -> Diagnostic {
    let ends = |place: usize| {
        let series = &panel.series[place];
        (series.name.as_str(), panel.calendar.text(series.time(series.known - 1, &panel.calendar)))
    };
    let ((early_name, early_end), (late_name, late_end)) = (ends(early), ends(late));
    let message = format!(
        "`{early_name}` ends at {early_end}, `{late_name}` at {late_end}: forecasts of them cannot be added up"
    );
    Diagnostic::error(Code::DoesNotAddUp, message, place_of(tidy, early, None), "ends here")
        .with_label(place_of(tidy, late, None), "and here")
        .with_help("give all parts and totals the same last time, or leave some away with --where")
}

fn unequal(
    tidy: &Tidy,
    panel: &Panel,
    (own, total): (usize, &Total),
    (time, value, sum): (i64, f64, f64),
) -> Diagnostic {
    let when = panel.calendar.text(time);
    let parts: Vec<&str> = total.parts.iter().take(3).map(|part| panel.series[*part].name.as_str()).collect();
    let more = if total.parts.len() > 3 { format!(" and {} more", total.parts.len() - 3) } else { String::new() };
    let message = format!(
        "`{}` is {value} at {when}, but its {} parts add up to {}",
        panel.series[own].name,
        total.parts.len(),
        crate::wording::number::significant(sum, 6)
    );
    Diagnostic::error(Code::DoesNotAddUp, message, place_of(tidy, own, Some(time)), "the total")
        .with_label(place_of(tidy, total.parts[0], Some(time)), "the first of its parts")
        .with_help(format!(
            "its parts are {}{more}; they may miss it by 1 % of their sizes, for rounding",
            parts.join(", ")
        ))
}
