//! Scenarios side by side, in the same worlds.

use super::{Error, Session, distinct};
use crate::analysis::compare::{self, CompareError, Compared, Group, Step};
use crate::diagnostic::did_you_mean;
use crate::engine::Progress;
use crate::projection::Comparison;

/// How scenarios are compared.
#[derive(Debug, Clone)]
pub struct CompareOptions {
    /// The scenario that others are held against, by the name of its file; the one that a file names if none, else the first.
    pub reference: Option<String>,
    /// Whether gaps are attributed to the changes that make them.
    pub attribute: bool,
    /// Draws of each combination of changes in an attribution; fewer the more combinations there are, unless given.
    pub attribution_draws: Option<u64>,
    /// Changes to attribute together, by name.
    pub groups: Vec<Group>,
    /// Worlds that every path is laid into besides its own: what the file of each changes of the one it extends.
    pub worlds: Vec<Session>,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self { reference: None, attribute: true, attribution_draws: None, groups: Vec::new(), worlds: Vec::new() }
    }
}

impl CompareOptions {
    /// The index of the scenario that others are held against.
    ///
    /// # Errors
    /// There are fewer than two scenarios, or none of that name.
    pub fn reference(&self, sessions: &[Session]) -> Result<usize, Error> {
        let ids: Vec<&str> = sessions.iter().map(Session::id).collect();
        if ids.len() < 2 {
            let message = "a comparison needs at least two scenarios that are not templates";
            return Err(Error::Question(message.to_owned()));
        }
        let place = |name: &str| ids.iter().position(|id| *id == name);
        if let Some(name) = &self.reference {
            return place(name).ok_or_else(|| {
                let near = did_you_mean(name, ids.iter().copied());
                let meant =
                    near.map_or_else(|| format!("there are {}", ids.join(", ")), |id| format!("did you mean `{id}`?"));
                Error::Question(format!("no scenario `{name}` is compared; {meant}"))
            });
        }
        let named = sessions.iter().find_map(|session| place(session.file.model.header.reference.as_deref()?));
        Ok(named.unwrap_or(0))
    }
}

/// Runs scenarios with the draws, seed and sampler of the reference, and reports what tells them apart.
///
/// # Errors
/// There is nothing to compare, scenarios do not fit together (time axes, dimensions, units), gaps are to be attributed
/// between sessions that were set otherwise, or a run fails.
pub fn compare(
    sessions: &[Session],
    options: &CompareOptions,
    progress: &dyn Progress<Step>,
) -> Result<Comparison, Error> {
    let reference = options.reference(sessions)?;
    let held = &sessions[reference];
    let otherwise = || sessions.iter().find(|session| session.options.set != held.options.set);
    if options.attribute
        && let Some(other) = otherwise()
    {
        return Err(Error::Question(format!(
            "gaps are attributed to what files change, and {} was set otherwise than {}: compare without attribution, or \
             write what was set into a file that extends the other",
            other.id(),
            held.id()
        )));
    }
    if !options.worlds.is_empty()
        && let Some(other) = otherwise()
    {
        return Err(Error::Question(format!(
            "paths are laid into worlds as their files say, and {} was set otherwise than {}: write what was set into a file \
             that extends the other",
            other.id(),
            held.id()
        )));
    }
    let files: Vec<&Compared> = sessions.iter().map(|session| &session.file).collect();
    distinct(&options.worlds, "have one name")?;
    let worlds: Vec<&Compared> = options.worlds.iter().map(|world| &world.file).collect();
    let how = compare::CompareOptions {
        reference,
        options: &sessions[reference].options,
        attribute: options.attribute,
        attribution_draws: options.attribution_draws,
        groups: &options.groups,
        worlds: &worlds,
    };
    Ok(compare::compare(&files, how, progress)?)
}

impl From<CompareError> for Error {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::NotComparable(problems) => Self::Input(problems),
            CompareError::Run { scenario, error } => Self::Run { scenario, error },
        }
    }
}
