//! `DELAYP(input, delay time : pipeline)`, which gives a second value, as a macro of the equations that the Reference Manual says it
//! is.

use super::super::Problems;
use super::super::model::{Dimension, Macro};
use super::super::text::Placed;
use super::items::Item;
use super::{Body, opened};

const NAME: &str = "delayp";

/// What stands at the beginning of the macro, and its equations.
const HEADER: &str = ":MACRO: DELAYP(input, delay time : pipeline)";
const EQUATIONS: [&str; 8] = [
    "DELAYP = LV3 / DL",
    "pipeline = LV3 + LV2 + LV1",
    "LV3 = INTEG(RT2 - DELAYP, DL * input)",
    "RT2 = LV2 / DL",
    "LV2 = INTEG(RT1 - RT2, LV3)",
    "RT1 = LV1 / DL",
    "LV1 = INTEG(input - RT1, LV3)",
    "DL = delay time / 3",
];

/// The macro, if a text may call it.
pub(super) fn called_in(text: &str, dimensions: &mut Vec<Dimension>) -> Option<Macro> {
    let at = text.to_ascii_lowercase().find(NAME)?;
    // All of it stands where the name does.
    let placed = |equation: &str| {
        let mut placed = Placed::default();
        for (place, character) in equation.char_indices() {
            placed.push(&equation[place..place + character.len_utf8()], at);
        }
        Item { equation: placed, unit: String::new(), doc: String::new() }
    };
    let mut problems = Problems::default();
    let (_, header) = opened(placed(HEADER), &mut problems);
    let mut body = Body::default();
    for equation in EQUATIONS {
        body.add(&placed(equation), &mut problems);
    }
    debug_assert!(!problems.any(), "these equations are right");
    let variables = body.variables(dimensions).into_iter().map(|(variable, _)| variable).collect();
    header.map(|header| Macro { variables, ..header })
}
