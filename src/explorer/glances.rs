//! What was looked at of late, so that the next move of a lever goes on from it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::Problem;
use crate::projection::Projection;
use crate::session::{Glance, Moved, Progress, Session, Variation};

/// So many looks are kept: at the charts in view and at the numbers, of what moves and of what is pinned.
const KEPT: usize = 4;

/// What is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Elements of variables, by their indices and flat ones.
    pub shown: BTreeSet<(usize, usize)>,
    /// Whether milestones are looked for.
    pub milestones: bool,
    /// In so many draws.
    pub draws: u64,
}

/// Looks of late, the latest last.
#[derive(Debug, Default)]
pub struct Glances(Mutex<Vec<Kept>>);

#[derive(Debug)]
struct Kept {
    /// What else was moved, and the names of the assumptions that were.
    more: Variation,
    assumptions: Vec<String>,
    look: Look,
    session: Arc<Session>,
    glance: Glance,
}

impl Glances {
    /// Looks at a scenario in which something is moved; `session` reads it anew with assumptions and what is more than that.
    pub fn look(
        &self,
        moved: &Moved,
        look: Look,
        session: impl FnOnce() -> Result<Arc<Session>, Problem>,
        progress: &dyn Progress,
    ) -> Result<Projection, Problem> {
        let mut kept = match self.take(moved, &look) {
            Some(kept) => kept,
            None => {
                let session = session()?;
                let glance = session.glance(look.shown.clone(), look.milestones, look.draws);
                let assumptions = moved.assumptions.iter().map(|(name, _)| name.clone()).collect();
                Kept { more: moved.more.clone(), assumptions, look, session, glance }
            }
        };
        let found = kept.glance.look(&kept.session, moved, progress);
        self.put(kept);
        Ok(found?)
    }

    /// Takes out an earlier look at the same; what somebody else is looking at is looked at anew.
    fn take(&self, moved: &Moved, look: &Look) -> Option<Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |kept: &Kept| {
            kept.look == *look
                && kept.more == moved.more
                && kept.assumptions.iter().eq(moved.assumptions.iter().map(|(name, _)| name))
        };
        kept.iter().rposition(is_same).map(|place| kept.remove(place))
    }

    fn put(&self, new: Kept) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(new);
    }
}
