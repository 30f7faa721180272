//! Elements of a variable that are not understood: what changes numbers is refused by name, and what else there may be is told.

use super::super::Problems;
use super::tree::Element;
use crate::diagnostic::Code;

/// What is read of a variable, and what only says how it is shown or checked.
const KNOWN: &[&str] = &[
    "eqn",
    "init_eqn",
    "mathml",
    "doc",
    "units",
    "dimensions",
    "element",
    "gf",
    "non_negative",
    "leak",
    "leak_integers",
    "range",
    "scale",
    "format",
    "event_poster",
    "summing",
    "label_side",
];

/// What is read of a stock besides.
const OF_STOCKS: &[&str] = &["inflow", "outflow", "conveyor"];

/// What is read of a graphical function that stands by itself.
const OF_GRAPHS: &[&str] = &["xpts", "ypts", "xscale", "yscale"];

/// What changes numbers in ways that are not supported, and what it is.
const CHANGING: &[(&str, &str)] = &[
    ("multiplier", "flows in other units than their stock (`<multiplier>`)"),
    ("overflow", "overflows of queues (`<overflow>`)"),
    ("queue", "queues"),
    ("oven", "ovens"),
];

/// Tells of what is said of a variable and is not understood: what changes numbers is an error.
pub(super) fn understood(variable: &Element, problems: &mut Problems) {
    // Only flows into conveyors have it, and none says so if it enters at the beginning.
    if let Some(where_to) = variable.attribute("isee:spreadflow") {
        problems.unsupported("flows that enter a conveyor elsewhere than at its beginning", where_to.whole());
    }
    for child in variable.children() {
        if let Some((_, what)) = CHANGING.iter().find(|(name, _)| *name == child.name) {
            problems.unsupported(what, child.range.clone());
            continue;
        }
        let name = child.name.as_str();
        let of_stock = variable.name == "stock" && OF_STOCKS.contains(&name);
        let of_graph = variable.name == "gf" && OF_GRAPHS.contains(&name);
        if !of_stock && !of_graph && !KNOWN.contains(&name) && !name.contains(':') {
            passed_over(child, problems);
        }
    }
}

/// Warns of an element that has no meaning here.
pub(super) fn passed_over(element: &Element, problems: &mut Problems) {
    let message = format!("`<{}>` is not known here, and is passed over", element.name);
    problems.warn(Code::PassedOver, message, element.range.clone());
}
