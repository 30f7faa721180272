//! Charts of a run, as a page shows them.

use serde_json::{Map, Value, json};

use super::Problem;
use super::opened::charts_of;
use crate::charts::{self, ChartError, Picture, Readout, Shown, Size};
use crate::parallel;
use crate::projection::palette::{Colour, page_colours};
use crate::projection::{Chart, Projection};

/// Pictures of some charts of a projection that has their variables; one that cannot be drawn says why instead.
pub fn pictures(projection: &Projection, names: &[&str], size: Size) -> Vec<Value> {
    let all = charts_of(projection);
    parallel::map(names, |name| match all.iter().find(|chart| chart.name == *name) {
        Some(chart) => drawn(projection, chart, size),
        None => unreported(name),
    })
}

fn unreported(name: &str) -> Value {
    json!({ "name": name, "problem": "its variables are not reported" })
}

fn answer(chart: &Chart, picture: Result<Shown, ChartError>) -> Value {
    match picture {
        Ok(picture) => shown(&picture),
        Err(error) => json!({ "name": chart.name, "problem": error.to_string() }),
    }
}

/// Pictures of some charts of two settings, each chart on one scale, so that they can be compared by eye.
pub fn side_by_side(projections: [&Projection; 2], names: &[&str], size: Size) -> [Vec<Value>; 2] {
    // What is looked at has variables of its own, and charts in their numbers.
    let all = projections.map(charts_of);
    let pairs = parallel::map(names, |name| {
        let chart = |side: usize| all[side].iter().find(|chart| chart.name == *name);
        match (chart(0), chart(1)) {
            (Some(own), Some(other)) => {
                let drawn = charts::draw_beside([(projections[0], own), (projections[1], other)], size);
                drawn.map(|picture| answer(own, picture))
            }
            _ => [unreported(name), unreported(name)],
        }
    });
    pairs.into_iter().fold([Vec::new(), Vec::new()], |[mut own, mut others], [one, other]| {
        own.push(one);
        others.push(other);
        [own, others]
    })
}

/// A chart, or why it cannot be drawn.
pub fn drawn(projection: &Projection, chart: &Chart, size: Size) -> Value {
    answer(chart, charts::draw_shown(projection, chart, size))
}

/// A picture.
pub fn shown(picture: &Shown) -> Value {
    let readouts: Vec<Value> = picture.readouts.iter().map(readout).collect();
    let svg = &picture.svg;
    let bare = |colour: Colour| colour.hexadecimal().trim_start_matches('#').to_owned();
    let of_series =
        picture.readouts.iter().flat_map(|plot| &plot.readings).map(|reading| Colour::variable_of(&reading.colour));
    let of_series: Vec<String> = of_series.collect();
    let colours = page_colours(of_series.iter().map(String::as_str).chain([svg.as_str()]));
    let colours: Map<String, Value> =
        colours.into_iter().map(|(light, dark)| (bare(light), Value::from(bare(dark)))).collect();
    json!({ "name": picture.name, "alt": picture.alt, "svg": svg, "colours": colours, "readouts": readouts })
}

/// The size that a page asks for.
pub fn size(narrow: bool) -> Size {
    if narrow { Size::Phone } else { Size::Page }
}

/// The picture of one chart.
pub fn picture(projection: &Projection, name: &str) -> Result<Picture, Problem> {
    let all = charts_of(projection);
    let chart = all.iter().find(|chart| chart.name == name);
    let chart = chart.ok_or_else(|| Problem::NotFound(format!("there is no chart `{name}`")))?;
    charts::draw(projection, chart).map_err(|error| Problem::Setting(error.to_string()))
}

fn readout(plot: &Readout) -> Value {
    let tenth = |pixels: &f64| (pixels * 10.0).round() / 10.0;
    let readings: Vec<Value> = plot
        .readings
        .iter()
        .map(|reading| {
            let point = |point: &Option<(f64, String)>| point.as_ref().map(|(y, words)| json!([tenth(y), words]));
            let points: Vec<Option<Value>> = reading.points.iter().map(point).collect();
            json!({ "label": reading.label, "colour": Colour::variable_of(&reading.colour), "points": points })
        })
        .collect();
    json!({
        "title": plot.title, "area": plot.area.each_ref().map(tenth), "times": plot.times,
        "x": plot.x.iter().map(tenth).collect::<Vec<_>>(), "readings": readings,
    })
}
