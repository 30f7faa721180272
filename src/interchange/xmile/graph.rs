//! `<gf>`: graphical functions (section 3.1.4 of the standard).

use super::super::model::{Graph, Shape};
use super::super::text::Placed;
use super::super::{Problem, Problems};
use super::number;
use super::tree::Element;
use crate::diagnostic::Code;

/// Reads a graphical function: ordinates `<ypts>`, and abscissae by `<xpts>` or, evenly spaced, by `<xscale>`.
pub(super) fn graph(element: &Element, problems: &mut Problems) -> Option<Graph> {
    let shape = match element.attribute("type").map(|text| text.text.trim().to_lowercase()).as_deref() {
        None | Some("" | "continuous") => Shape::Continuous,
        Some("extrapolate") => Shape::Extrapolate,
        Some("discrete") => Shape::Discrete,
        Some(other) => {
            let message = format!("not supported: graphical functions of type `{other}`");
            let range = element.attribute("type").map_or(element.range.clone(), Placed::whole);
            problems.push(Problem::new(Code::Unsupported, message, range));
            return None;
        }
    };
    let Some(ordinates) = element.first("ypts") else {
        problems.push(Problem::new(Code::Syntax, "a graphical function needs `<ypts>`", element.range.clone()));
        return None;
    };
    let y = numbers(ordinates, problems)?;
    let x = match element.first("xpts") {
        Some(abscissae) => numbers(abscissae, problems)?,
        None => spaced(element, y.len(), problems)?,
    };
    if x.len() != y.len() {
        let message =
            format!("a graphical function has as many ordinates as abscissae, not {} for {}", y.len(), x.len());
        problems.push(Problem::new(Code::Syntax, message, element.range.clone()));
        return None;
    }
    Some(Graph { points: x.into_iter().zip(y).collect(), data: None, shape, range: element.range.clone() })
}

/// Numbers with commas between them, or whatever `sep` says.
fn numbers(element: &Element, problems: &mut Problems) -> Option<Vec<f64>> {
    let text = element.text();
    let separator = element.attribute("sep").map_or(",", |separator| separator.text.as_str());
    let separator = if separator.is_empty() { "," } else { separator };
    let mut values = Vec::new();
    let mut start = 0;
    for part in text.text.split(separator) {
        let range = start..start + part.len();
        start = range.end + separator.len();
        // A separator may stand behind the last number.
        if part.trim().is_empty() && range.end == text.text.len() && !values.is_empty() {
            break;
        }
        values.push(number(&text.part(range), problems)?);
    }
    Some(values)
}

/// As many abscissae, evenly spaced over `<xscale>`.
fn spaced(element: &Element, count: usize, problems: &mut Problems) -> Option<Vec<f64>> {
    let scale = element.first("xscale");
    let bound = |name: &str| scale.and_then(|scale| scale.attribute(name));
    let (Some(low), Some(high)) = (bound("min"), bound("max")) else {
        let message = "a graphical function needs `<xpts>`, or `<xscale>` with `min` and `max`";
        problems.push(Problem::new(Code::Syntax, message, element.range.clone()));
        return None;
    };
    let (low, high) = (number(low, problems)?, number(high, problems)?);
    let last = count.saturating_sub(1).max(1) as f64;
    Some((0..count).map(|index| low + (high - low) * index as f64 / last).collect())
}
