//! Texts of pictures can be read on what lies under them, on light paper and on dark paper.

use super::gallery::gallery;
use crate::charts::draw;
use crate::charts::geometry::Point;
use crate::charts::palette::{Colour, PAPER, Paper};
use crate::charts::sheet::{Mark, Sheet};

/// What text needs at least: WCAG 2.1, 1.4.3.
const LEAST: f64 = 4.5;

/// Whether a point lies inside a polygon: a ray from it crosses the edge an odd number of times.
fn is_inside(polygon: &[Point], (x, y): Point) -> bool {
    let ends = polygon.iter().zip(polygon.iter().cycle().skip(1));
    let crossed = |(from, to): &(&Point, &Point)| {
        (from.1 > y) != (to.1 > y) && x < from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0)
    };
    ends.filter(crossed).count() % 2 == 1
}

/// The colour of the paper and the areas at a point.
fn under(sheet: &Sheet, paper: Paper, at: Point) -> Colour {
    let areas = sheet.marks.iter().filter_map(|mark| match mark {
        Mark::Area { points, colour, opacity } => is_inside(points, at).then_some((*colour, *opacity)),
        Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
    });
    areas.fold(PAPER.on(paper), |under, (colour, opacity)| colour.on(paper).over(under, opacity))
}

#[test]
fn texts_can_be_read_on_both_papers() {
    for (name, projection, chart) in gallery() {
        let sheet = draw(&projection, &chart).expect(name).sheet;
        let colours = sheet.marks.iter().filter_map(|mark| match mark {
            Mark::Text { style, .. } => Some(style.colour),
            Mark::Line { .. } | Mark::Area { .. } | Mark::Dot { .. } => None,
        });
        for ((words, place), colour) in sheet.texts().into_iter().zip(colours) {
            for at in [0.1, 0.5, 0.9]
                .map(|share| (place.left + share * place.width(), f64::midpoint(place.top, place.bottom)))
            {
                for paper in [Paper::Light, Paper::Dark] {
                    let contrast = colour.on(paper).contrast(under(&sheet, paper, at));
                    assert!(contrast >= LEAST, "{name}: {words:?} has {contrast:.2} : 1 on {paper:?} paper");
                }
            }
        }
    }
}
