//! Labels that do not overlap: a column of them pushed apart, and ([`beside`]) one set down where there is room.

mod beside;

pub use beside::{Obstacles, lay_beside};

use super::geometry::Point;
use super::palette::Colour;
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use crate::numeric::sorting::sort_by;

/// Height of a line of text, in units of the font size.
pub const LINE_HEIGHT: f64 = 1.28;

/// Pushes boxes of given heights, stacked in a column, apart by as little as possible.
///
/// `wanted` are the centres that the boxes would like to have, `heights` their heights; the column reaches from `top` to
/// `bottom`. Returns centres that minimise the sum of squared moves while boxes keep the order of their wishes (equal ones
/// that of the list) and do not overlap. If all together are higher than the column they are squeezed evenly.
///
/// With the space taken by earlier boxes subtracted this is isotonic regression, solved by pooling adjacent violators
/// (Ayer et al. 1955, doi:10.1214/aoms/1177728423); its bounded solution is the free one clamped.
#[must_use]
pub fn push_apart(wanted: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let total: f64 = heights.iter().sum();
    let squeeze = ((bottom - top) / total).min(1.0);
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    sort_by(&mut order, |a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Centre of each box if all began at the top without gaps; the unknown is how far it is moved down from there.
    let mut offset = 0.0;
    let mut offsets = vec![0.0; wanted.len()];
    for &index in &order {
        offsets[index] = offset + heights[index] * squeeze / 2.0;
        offset += heights[index] * squeeze;
    }
    // Pools of boxes that touch: sum of shifts, and how many.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &index in &order {
        let mut pool = (wanted[index] - offsets[index], 1);
        while let Some(&(sum, count)) = pools.last() {
            if sum / count as f64 <= pool.0 / pool.1 as f64 {
                break;
            }
            pools.pop();
            pool = (pool.0 + sum, pool.1 + count);
        }
        pools.push(pool);
    }
    let shifts = pools.iter().flat_map(|&(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    let mut centres = vec![0.0; wanted.len()];
    for (&index, shift) in order.iter().zip(shifts) {
        centres[index] = shift.clamp(top, (bottom - offset).max(top)) + offsets[index];
    }
    centres
}

/// A label at the right end of a line.
#[derive(Debug, Clone)]
pub struct EndLabel {
    /// Height of the line's end, in pixels.
    pub y: f64,
    /// Colour of the line.
    pub colour: Colour,
    /// What it is: semi-bold, in the colour of the line.
    pub name: String,
    /// A number that ends the line of the name, and stays where that is cut.
    pub number: String,
    /// Numbers: regular, one line each.
    pub details: Vec<String>,
}

/// A column of end labels: how it is set.
#[derive(Debug, Clone)]
pub struct Column {
    lines: Vec<Vec<(String, Style)>>,
    labels: Vec<EndLabel>,
    width: f64,
}

/// Room between the end of a line and its label, for a leader line.
const LEADER: f64 = 20.0;
const SIZE: f64 = 13.0;
const GAP: f64 = 3.0;

impl Column {
    /// Sets labels in a column at most `room` wide including leader lines, and `height` high.
    ///
    /// Names wrap; where all together would be too high, they are cut to three lines, two, then one, and details are left out.
    #[must_use]
    pub fn new(labels: Vec<EndLabel>, room: f64, height: f64) -> Self {
        let plans = [(5, true), (3, true), (2, true), (1, true), (1, false)];
        let set = |(most, details): (usize, bool)| -> Vec<Vec<(String, Style)>> {
            labels.iter().map(|label| set_label(label, room - LEADER, most, details)).collect()
        };
        let mut lines = set(plans[0]);
        for plan in &plans[1..] {
            let needed: f64 = lines.iter().map(|label| label_height(label)).sum();
            if needed <= height {
                break;
            }
            lines = set(*plan);
        }
        let width = lines.iter().flatten().map(|(text, style)| style.width(text)).fold(0.0, f64::max);
        Self { lines, labels, width: width + LEADER }
    }

    /// Width in pixels, leader lines included.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Whether a name or a number has no room to stand whole.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let is_cut = |(label, lines): (&EndLabel, &Vec<(String, Style)>)| {
            let own = label.name.ends_with('…');
            let left_out = !label.name.is_empty() && !label.details.is_empty() && lines.len() < 2;
            left_out || (!own && lines.iter().any(|(line, _)| line.contains('…')))
        };
        self.labels.iter().zip(&self.lines).any(is_cut)
    }

    /// Lays the labels to the right of x, between top and bottom, each as near as can be to the end of its line.
    pub fn lay(&self, sheet: &mut Sheet, x: f64, top: f64, bottom: f64) {
        let wanted: Vec<f64> = self.labels.iter().map(|label| label.y).collect();
        let heights: Vec<f64> = self.lines.iter().map(|label| label_height(label)).collect();
        // Beside the labels of the time axis they stand only where there is no other room.
        let above = bottom - super::frame::BELOW + 6.0;
        let bottom = if heights.iter().sum::<f64>() <= above - top { above } else { bottom };
        let centres = push_apart(&wanted, &heights, top, bottom);
        for ((label, lines), centre) in self.labels.iter().zip(&self.lines).zip(centres) {
            // The leader points at the first line of a name, which is what the eye looks for.
            if (centre - label.y).abs() > 4.0 {
                sheet.line(
                    vec![
                        (x + 4.0, label.y),
                        (x + 7.0, label.y),
                        (x + LEADER - 6.0, centre),
                        (x + LEADER - 3.0, centre),
                    ],
                    label.colour.over(super::palette::PAPER, 0.7),
                    0.8,
                );
            }
            lay_lines(sheet, lines, Align::Left, (x + LEADER, centre));
        }
    }
}

fn set_label(label: &EndLabel, room: f64, most: usize, details: bool) -> Vec<(String, Style)> {
    let name = Style::semi_bold(SIZE, label.colour.for_text());
    let detail = Style::regular(SIZE - 1.0, super::palette::INK);
    let mut lines: Vec<(String, Style)> = Vec::new();
    if !label.name.is_empty() {
        lines.extend(with_number(label, name, room, most).into_iter().map(|line| (line, name)));
    }
    if details || lines.is_empty() {
        for text in &label.details {
            lines.extend(detail.wrap(text, room, 2).into_iter().map(|line| (line, detail)));
        }
    }
    lines
}

/// The lines of a name, with its number on the last of them.
fn with_number(label: &EndLabel, style: Style, room: f64, most: usize) -> Vec<String> {
    if label.number.is_empty() {
        return style.wrap(&label.name, room, most);
    }
    let whole = style.wrap(&format!("{} {}", label.name, label.number), room, most);
    if whole.last().is_some_and(|last| last.ends_with(&label.number)) {
        return whole;
    }
    let number = format!(" {}", label.number);
    let mut lines = style.wrap(&label.name, room, most);
    if let Some(last) = lines.pop() {
        // All lines but the last are full already.
        let cut = style.wrap(&last, room - style.width(&number), 1).concat();
        lines.push(format!("{cut}{number}"));
    }
    lines
}

fn label_height(lines: &[(String, Style)]) -> f64 {
    lines.iter().map(|(_, style)| style.size * LINE_HEIGHT).sum::<f64>() + GAP
}

/// Sets lines of text around the height of a point.
pub fn lay_lines(sheet: &mut Sheet, lines: &[(String, Style)], align: Align, at: Point) {
    let height: f64 = lines.iter().map(|(_, style)| style.size * LINE_HEIGHT).sum();
    let mut top = at.1 - height / 2.0;
    for (text, style) in lines {
        let line = style.size * LINE_HEIGHT;
        let baseline = top + f64::midpoint(line, style.size * CAPITALS);
        sheet.text(text, *style, align, (at.0, baseline));
        top += line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cut_and_their_numbers_are_not() {
        let label = |name: &str| EndLabel {
            y: 0.0,
            colour: super::super::palette::INK,
            name: name.to_owned(),
            number: "1,730".to_owned(),
            details: Vec::new(),
        };
        let lines = |name: &str, most: usize| {
            let lines = set_label(&label(name), 100.0, most, true);
            assert!(lines.iter().all(|(text, style)| style.width(text) <= 100.0), "{lines:?}");
            lines.into_iter().map(|(text, _)| text).collect::<Vec<_>>()
        };
        assert_eq!(lines("Robots", 1), ["Robots 1,730"]);
        let cut = lines("Semiconductor equipment and tools", 2);
        assert!(cut.len() == 2 && cut[1].ends_with("… 1,730"), "{cut:?}");
        let cut = lines("Semiconductor equipment", 1);
        assert!(cut.len() == 1 && cut[0].starts_with("Semi") && cut[0].ends_with("… 1,730"), "{cut:?}");
    }

    #[test]
    fn boxes_move_only_as_far_as_they_must() {
        let cases: [(&[f64], &[f64], &[f64]); 6] = [
            (&[20.0, 60.0], &[10.0, 10.0], &[20.0, 60.0]),
            (&[50.0, 50.0], &[10.0, 10.0], &[45.0, 55.0]),
            (&[52.0, 50.0], &[10.0, 10.0], &[56.0, 46.0]),
            (&[50.0, 50.0, 50.0], &[10.0, 20.0, 10.0], &[35.0, 50.0, 65.0]),
            (&[2.0, 99.0], &[10.0, 10.0], &[5.0, 95.0]),
            (&[], &[], &[]),
        ];
        for (wanted, heights, expected) in cases {
            let got = push_apart(wanted, heights, 0.0, 100.0);
            for (got, expected) in got.iter().zip(expected) {
                assert!((got - expected).abs() < 1e-9, "{wanted:?}: {got}");
            }
            assert_eq!(got.len(), expected.len());
        }
    }

    proptest! {
        #[test]
        fn boxes_never_overlap_and_stay_inside(
            boxes in prop::collection::vec((-50.0..450.0_f64, 5.0..40.0_f64), 1..12)
        ) {
            let (wanted, heights): (Vec<f64>, Vec<f64>) = boxes.into_iter().unzip();
            let total: f64 = heights.iter().sum();
            let got = push_apart(&wanted, &heights, 0.0, 400.0);
            let squeeze = (400.0 / total).min(1.0);
            let mut spans: Vec<(f64, f64)> = got
                .iter()
                .zip(&heights)
                .map(|(centre, height)| (centre - height * squeeze / 2.0, centre + height * squeeze / 2.0))
                .collect();
            sort_by(&mut spans, |a, b| a.0.total_cmp(&b.0));
            prop_assert!(spans[0].0 >= -1e-9);
            prop_assert!(spans[spans.len() - 1].1 <= 400.0 + 1e-9);
            for pair in spans.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].0 + 1e-9);
            }
        }

        #[test]
        fn order_is_kept(wanted in prop::collection::vec(0.0..400.0_f64, 2..12)) {
            let got = push_apart(&wanted, &vec![15.0; wanted.len()], 0.0, 400.0);
            for first in 0..wanted.len() {
                for second in 0..wanted.len() {
                    if wanted[first] < wanted[second] {
                        prop_assert!(got[first] < got[second]);
                    }
                }
            }
        }
    }
}
