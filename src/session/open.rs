//! From a file to a checked model, and what is worth knowing of it.

use std::path::Path;
use std::sync::Arc;

use super::{Error, Session};
use crate::analysis::compare::Compared;
use crate::analysis::model_of;
use crate::diagnostic::Diagnostics;
use crate::model::check::{examine, warnings};
use crate::scenario::doubt::Doubt;
use crate::scenario::files::Files;
use crate::scenario::merged::Merged;
use crate::scenario::options::Options;

/// Reads and checks one file.
pub(super) fn open(files: Arc<dyn Files>, path: &Path, options: Options) -> Result<Session, Diagnostics> {
    let mut found = Diagnostics::new();
    let Some(merged) = Merged::load_from(files, path, &mut found) else { return Err(found) };
    of_merged(merged, path, options, found)
}

/// Checks a file that has been read. File and model say what is wrong in one go, unless what is wrong with the file would
/// make the model look wrong where it is not.
pub(super) fn of_merged(
    merged: Merged,
    path: &Path,
    options: Options,
    mut found: Diagnostics,
) -> Result<Session, Diagnostics> {
    let scenario = merged.scenario(&options, &mut found);
    let sound = if found.has_errors() { None } else { model_of(scenario).ok() };
    let Some((model, estimated)) = sound else { return Err(explained(&merged, &options, found)) };
    let mut all = found.into_vec();
    all.extend(estimated);
    all.extend(warnings(&model));
    Ok(Session { path: path.to_owned(), file: Compared { merged, model }, options, warnings: all })
}

/// All that is wrong with a scenario, each cause once, and what is worth knowing of the rest.
fn explained(merged: &Merged, options: &Options, found: Diagnostics) -> Diagnostics {
    let read = || merged.scenario(options, &mut Diagnostics::new());
    let mut scenario = read();
    let had_errors = found.has_errors();
    let mut doubt = Doubt::of(merged, found.into_vec());
    if !doubt.time_is_known() {
        scenario.time = scenario.time.some();
    }
    let (model, problems) = examine(scenario);
    let is_valid = problems.is_empty() && !had_errors;
    doubt.sift(problems);
    if let Some(model) = &model {
        doubt.sift(warnings(model));
    }
    // What is found only when fits are carried out.
    if is_valid && let Err(more) = model_of(read()) {
        doubt.sift(more.into_vec());
    }
    Diagnostics::from(doubt.into_problems())
}

/// Refuses two sessions of one name, which would be taken for one another.
///
/// # Errors
/// [`Error::Question`] that names both files; `why` says what is wrong with that.
pub fn distinct<'a>(sessions: impl IntoIterator<Item = &'a Session>, why: &str) -> Result<(), Error> {
    let mut known: Vec<&Session> = Vec::new();
    for session in sessions {
        if let Some(other) = known.iter().find(|other| other.id() == session.id()) {
            let (first, second) = (other.path.display(), session.path.display());
            return Err(Error::Question(if other.path == session.path {
                format!("{first} is given twice")
            } else {
                format!("{first} and {second} {why}, `{}`; rename one of them", session.id())
            }));
        }
        known.push(session);
    }
    Ok(())
}
