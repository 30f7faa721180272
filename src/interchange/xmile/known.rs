//! Elements of a variable that are not understood: what changes numbers is refused by name, and what else there may be is told.

use super::super::Problems;
use super::texts::unquoted;
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
            // Flows that leave it have no equations of their own.
            let flows = variable.all("outflow").map(|flow| unquoted(&flow.text().text));
            problems.unread.extend(flows);
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

/// What a file may say beside its models, and is read or only says how they are shown.
const BESIDE: &[&str] = &["header", "sim_specs", "dimensions", "model_units", "behavior", "style", "model", "macro"];

/// Tells of what stands beside the models and is not understood.
pub(super) fn beside_models(element: &Element, problems: &mut Problems) {
    let name = element.name.as_str();
    if name == "header" {
        of_header(element, problems);
    }
    if name == "macro"
        && let Some(filter) = element.attribute("filter")
    {
        let message =
            "a macro that changes how flows or other things of the model work is passed over: it is a function alone";
        problems.warn(Code::PassedOver, message, filter.whole());
    }
    let enabled = |import: &&Element| import.attribute("enabled").is_none_or(|flag| flag.text.trim() != "false");
    if name == "data" {
        if let Some(import) = element.all("import").find(enabled) {
            let message =
                "numbers are imported from a file here, which is not done: variables are as their equations say";
            problems.warn(Code::PassedOver, message, import.range.clone());
        }
    } else if !BESIDE.contains(&name) && !name.contains(':') {
        passed_over(element, problems);
    }
}

/// Tells of what the header says of how the models are read, and is not followed.
fn of_header(header: &Element, problems: &mut Problems) {
    if let Some(include) = header.first("includes").and_then(|all| all.first("include")) {
        let message = "another file is included here, which is not read: what it defines is not known";
        problems.warn(Code::PassedOver, message, include.range.clone());
    }
    let options = header.first("options").or(header.first("smile"));
    let invalid = options.and_then(|options| options.first("uses_arrays"));
    if let Some(invalid) = invalid.and_then(|arrays| arrays.attribute("invalid_index_value"))
        && invalid.text.trim() != "0"
    {
        let message = "what stands beyond the elements of an array is 0 here";
        problems.warn(Code::PassedOver, message, invalid.whole());
    }
}

/// Warns of an element that has no meaning here.
pub(super) fn passed_over(element: &Element, problems: &mut Problems) {
    let message = format!("`<{}>` is not known here, and is passed over", element.name);
    problems.warn(Code::PassedOver, message, element.range.clone());
}
