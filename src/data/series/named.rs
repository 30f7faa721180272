//! What series are called.

use std::sync::Arc;

use super::reader::Reader;
use super::{Frame, Role, Series};
use crate::data::frame::AddsUp;
use crate::parallel;

/// Series that are named together.
const TOGETHER: usize = 1 << 12;

/// Between the keys of a series in its name.
pub const BETWEEN: &str = " | ";
/// What values are called that have no name.
const VALUES: &str = "value";
/// What a total is called that has no name of its own.
pub const TOTAL: &str = "total";

impl Reader {
    /// Names series by what differs between them.
    pub(super) fn name_series(&mut self) {
        let only = self.only_name();
        let (series, frame) = (&mut self.tidy.series, &self.tidy.frame);
        let differs: Vec<usize> = (0..self.tidy.keys.len())
            .filter(|at| series.iter().any(|one| one.keys[*at] != series[0].keys[*at]))
            .collect();
        let measures = self.values.len() > 1 && series.iter().any(|one| one.measure != series[0].measure);
        let name = |one: &mut Series| {
            // What stands below nothing is called by its name alone.
            let is_said = |at: &&usize| !frame.block.nested.contains(&frame.keys[**at]) || !one.keys[**at].is_empty();
            let mut parts: Vec<&str> =
                differs.iter().filter(is_said).map(|at| part(frame, *at, &one.keys[*at])).collect();
            if parts.is_empty() && !measures {
                parts.extend(one.keys.first().map(AsRef::as_ref));
            }
            if measures || parts.is_empty() {
                parts.extend(one.measure.as_deref());
            }
            let name = match (parts.as_slice(), one.keys.iter().chain(&one.measure)) {
                ([], _) => None,
                // What a text is made of alone it shares.
                ([only], mut texts) => texts.find(|text| text.as_ref() == *only).cloned(),
                _ => Some(Arc::from(parts.join(BETWEEN))),
            };
            let name = name.or_else(|| parts.first().map(|only| Arc::from(*only)));
            if let Some(name) = name.filter(|name| !name.is_empty()).or_else(|| only.clone()) {
                one.name = name;
            }
        };
        parallel::for_each(series.chunks_mut(TOGETHER), |some| some.iter_mut().for_each(name));
    }

    /// What the only series of a table with times in its headings is called: by the first of its texts, or as values are.
    fn only_name(&self) -> Option<Arc<str>> {
        let frame = &self.tidy.frame;
        let row = self.tidy.points.first().filter(|_| self.tidy.series.len() == 1)?.row;
        let about = frame.columns(Role::About).map(|column| frame.text(row, column).into_owned());
        about.chain([VALUES.to_owned()]).find(|text| !text.is_empty()).map(Arc::from)
    }
}

/// A key as part of a name: where series add up over it, an empty one is a total.
fn part<'a>(frame: &Frame, key: usize, text: &'a str) -> &'a str {
    let adds_up = matches!(&frame.adds_up, AddsUp::Columns(columns) if columns.contains(&frame.keys[key]));
    if adds_up && text.is_empty() { TOTAL } else { text }
}
