//! What texts between tags say: names, lists, and nothing at all.

use super::super::expression::{Expression, Kind, folded};
use super::super::model::Dimension;
use super::super::text::Placed;

/// All elements of several dimensions, folded, the last dimension fastest.
pub(super) fn every_element(dimensions: &[Dimension], dims: &[String]) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new()];
    for dim in dims {
        let elements = dimensions
            .iter()
            .find(|known| known.name == *dim)
            .map(|known| known.elements.as_slice())
            .unwrap_or_default();
        found = found
            .into_iter()
            .flat_map(|one| elements.iter().map(move |element| [one.clone(), vec![folded(element)]].concat()))
            .collect();
    }
    found
}

/// The name of a flow of a stock.
pub(super) fn flow_name(flow: &Expression) -> Option<&str> {
    if let Kind::Name(name) = &flow.kind { Some(&name.folded) } else { None }
}

/// Whether there is nothing but comments in an equation: so Stella writes what is connected to something else.
pub(super) fn is_blank(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(end) = rest.strip_prefix('{').and_then(|inside| inside.find('}')) {
        rest = rest[end + 2..].trim_start();
    }
    rest.is_empty()
}

/// A name as elements of XMILE hold it, which may stand in quotes as in equations.
pub(super) fn unquoted(written: &str) -> String {
    let written = written.trim();
    let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(written);
    folded(&inside.replace("\\\"", "\""))
}

/// Numbers with commas and semicolons between them, as Vensim writes arrays of constants; none if the text is anything else.
pub(super) fn list(text: &Placed) -> Option<Expression> {
    let number = |part: &str| part.trim().parse().ok().filter(|value: &f64| value.is_finite());
    let rows = text.text.trim().trim_end_matches(';').split(';');
    let rows: Option<Vec<Vec<f64>>> = rows.map(|row| row.split(',').map(number).collect()).collect();
    let several = |rows: &Vec<Vec<f64>>| rows.len() > 1 || rows[0].len() > 1;
    rows.filter(several).map(|rows| Expression::new(Kind::Values(rows), text.whole()))
}
