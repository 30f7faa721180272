//! A label set down where there is room.

use super::super::geometry::{Point, Rect};
use super::super::palette::RULE;
use super::super::sheet::{Align, Sheet, Style};
use super::{LINE_HEIGHT, lay_lines};

/// How bad it is for a label to lie nearer to the point of another.
const NEARER: f64 = 400.0;

/// What a label in the plot should keep clear of.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    /// Points to keep clear of as far as possible: lines (sampled densely), dots.
    pub points: Vec<Point>,
    /// Points that a label should not cover, though its leader line may cross them: thin rules.
    pub rules: Vec<Point>,
    /// Points that have labels: one lies nearest to its own.
    pub goals: Vec<Point>,
    /// A label is left out rather than laid nearer to another point than to its own.
    pub strict: bool,
    /// Boxes that must stay clear: other labels, markers.
    pub boxes: Vec<Rect>,
}

impl Obstacles {
    /// Adds a line.
    pub fn line(&mut self, points: &[Point]) {
        self.points.extend(sample(points));
    }

    /// Adds the inside of a fan between its lower and upper edge, which a label should not lie on.
    pub fn fan(&mut self, low: &[Point], high: &[Point]) {
        for (below, above) in sample(low).into_iter().zip(sample_over(high, low)).step_by(3) {
            let rows = ((below.1 - above.1) / 5.0).max(0.0) as usize;
            self.rules.extend((1..rows.min(200)).map(|row| (below.0, above.1 + 5.0 * row as f64)));
        }
    }

    /// Adds a thin rule.
    pub fn rule(&mut self, points: &[Point]) {
        self.rules.extend(sample(points));
    }

    /// How bad a place is for the label of a point: what it and its leader line cover, and how far off it is. What is no better
    /// than `best` need not be looked at to the end.
    fn cost(&self, place: &Rect, at: Point, best: f64) -> f64 {
        let off = 0.35 * place.distance(at);
        if off >= best {
            return off;
        }
        let roomy = place.grown(2.0);
        let nearer = |other: &&Point| **other != at && place.distance(**other) <= place.distance(at) + 2.0;
        let strange = NEARER * self.goals.iter().filter(nearer).count() as f64;
        let covered = self.points.iter().chain(&self.rules).filter(|point| roomy.has(**point)).count() as f64 + strange;
        if covered + off >= best {
            return covered + off;
        }
        covered + 8.0 * self.crossed(place.nearest(at), at) as f64 + off
    }

    /// How many points of a leader line lie on a line, away from the point it leads to.
    fn crossed(&self, from: Point, at: Point) -> usize {
        let within = |a: &Point, b: &Point, far: f64| (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2) < far * far;
        let around =
            Rect { left: from.0.min(at.0), top: from.1.min(at.1), right: from.0.max(at.0), bottom: from.1.max(at.1) }
                .grown(2.0);
        let close: Vec<&Point> = self.points.iter().filter(|point| around.has(**point)).collect();
        let on_a_line = |point: &Point| close.iter().any(|other| within(point, other, 2.0));
        sample(&[from, at]).iter().filter(|point| !within(point, &at, 10.0) && on_a_line(point)).count()
    }
}

/// Points two pixels apart along a line.
fn sample(points: &[Point]) -> Vec<Point> {
    let piece = |pair: &[Point]| {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let steps = (length / 2.0).ceil().clamp(1.0, 2000.0) as usize;
        (0..=steps).map(move |step| {
            let share = step as f64 / steps as f64;
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        })
    };
    points.windows(2).flat_map(piece).collect()
}

/// Points of one line over those of [`sample`] of another with the same x.
fn sample_over(points: &[Point], others: &[Point]) -> Vec<Point> {
    let at = |x: f64| {
        let place = points.partition_point(|point| point.0 < x).clamp(1, points.len() - 1);
        let (from, to) = (points[place - 1], points[place]);
        let share = if to.0 > from.0 { ((x - from.0) / (to.0 - from.0)).clamp(0.0, 1.0) } else { 0.0 };
        (x, from.1 + share * (to.1 - from.1))
    };
    if points.len() < 2 { Vec::new() } else { sample(others).into_iter().map(|point| at(point.0)).collect() }
}

/// Sets a small label beside a point, inside `within`, where it covers least, and remembers its place as taken.
///
/// Returns false, and sets nothing, if no place near the point is free of other labels.
pub fn lay_beside(
    sheet: &mut Sheet,
    lines: &[(String, Style)],
    at: Point,
    within: Rect,
    obstacles: &mut Obstacles,
) -> bool {
    let width = lines.iter().map(|(text, style)| style.width(text)).fold(0.0, f64::max);
    let height: f64 = lines.iter().map(|(_, style)| style.size * LINE_HEIGHT).sum();
    let mut best: Option<(f64, Rect)> = None;
    for place in places(at, width, height) {
        if !within.holds(&place) || obstacles.boxes.iter().any(|taken| taken.meets(&place)) {
            continue;
        }
        let least = best.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost);
        let cost = obstacles.cost(&place, at, least);
        if cost < least {
            best = Some((cost, place));
        }
    }
    let Some((_, place)) = best.filter(|(cost, _)| !obstacles.strict || *cost < NEARER) else {
        return false;
    };
    let away = place.distance(at);
    if away > 16.0 {
        sheet.line(vec![place.nearest(at), at], RULE, 0.8);
    }
    lay_lines(sheet, lines, Align::Left, (place.left, f64::midpoint(place.top, place.bottom)));
    obstacles.boxes.push(place.grown(3.0));
    true
}

/// Places for a box around a point: right, left, below, above, at the corners, above and below to one side, and all of these
/// further off.
fn places(at: Point, width: f64, height: f64) -> impl Iterator<Item = Rect> {
    [10.0, 26.0, 48.0, 76.0, 110.0, 150.0, 200.0, 260.0].into_iter().flat_map(move |gap| {
        let (beside, below) = (width / 2.0 + gap, height / 2.0 + gap);
        let aside = (width / 2.0 - 12.0).max(0.0);
        [
            (beside, 0.0),
            (-beside, 0.0),
            (0.0, below),
            (0.0, -below),
            (beside, below),
            (beside, -below),
            (-beside, -below),
            (-beside, below),
            // Above and below, with the point near one of its ends.
            (aside, below),
            (aside, -below),
            (-aside, -below),
            (-aside, below),
            (aside / 2.0, below),
            (aside / 2.0, -below),
            (-aside / 2.0, -below),
            (-aside / 2.0, below),
        ]
        .into_iter()
        .map(move |(right, down)| Rect {
            left: at.0 + right - width / 2.0,
            top: at.1 + down - height / 2.0,
            right: at.0 + right + width / 2.0,
            bottom: at.1 + down + height / 2.0,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::{look, palette};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn small_labels_never_meet(points in prop::collection::vec((0.0..600.0_f64, 0.0..300.0_f64), 1..9)) {
            let within = Rect { left: 0.0, top: 0.0, right: 600.0, bottom: 300.0 };
            let mut sheet = Sheet::new(600.0, 300.0, look::Look::default());
            let mut obstacles = Obstacles::default();
            let lines = [("70 % by 2025".to_owned(), Style::regular(12.0, palette::INK))];
            let set = points
                .iter()
                .filter(|point| lay_beside(&mut sheet, &lines, **point, within, &mut obstacles))
                .count();
            prop_assert!(set >= 1);
            prop_assert_eq!(set, obstacles.boxes.len());
            for (index, first) in obstacles.boxes.iter().enumerate() {
                prop_assert!(within.grown(3.001).holds(first));
                for second in &obstacles.boxes[..index] {
                    // Boxes are remembered with three pixels around them.
                    prop_assert!(!first.grown(-3.01).meets(&second.grown(-0.01)));
                }
            }
        }
    }
}
