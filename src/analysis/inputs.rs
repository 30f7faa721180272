//! What goes into a scenario, as it is reported: what it changed.

use crate::model::Model;
use crate::projection::{Change, Input};

/// Assumptions, levers and shocks with their sources, in the order of the file.
pub(super) fn inputs(_model: &Model) -> Vec<Input> {
    Vec::new()
}

/// What the scenario changed in the files it extends, and `--set`.
pub(super) fn changes(model: &Model) -> Vec<Change> {
    let change = |change: &crate::scenario::Override| Change {
        key: change.key.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        place: change.span.source.path.display().to_string(),
    };
    model.scenario.overrides.iter().map(change).collect()
}
