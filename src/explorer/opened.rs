//! A scenario that is explored, and the settings of it that were last asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Problem;
use super::asked::Setting;
use super::glances::{Glances, Look};
use crate::charts::default_charts;
use crate::projection::{Chart, Input, Projection};
use crate::session::{Progress, Session, Variation};

/// So many settings are kept open.
const KEPT: usize = 8;
/// So many looks at what is pinned: at the charts in view, in few draws and in all, of two pages.
const KEPT_PINNED: usize = 4;

/// A scenario that is explored.
#[derive(Debug)]
pub struct Opened {
    /// As its file says.
    pub session: Arc<Session>,
    /// What it reports, without numbers.
    pub outline: Projection,
    /// The charts that a page may ask for, of the outline.
    pub charts: Vec<Chart>,
    /// Settings and their sessions, the latest last.
    moved: Mutex<Vec<(Variation, Arc<Session>)>>,
    glances: Glances,
    /// Settings that were pinned of late, and what they gave, the latest last.
    pinned: Mutex<Vec<(Setting, Look, Arc<Projection>)>>,
    /// The shocks of the file.
    shocks: OnceLock<Vec<Input>>,
}

impl Opened {
    /// Explores a scenario.
    pub fn new(session: Session) -> Self {
        let outline = session.outline();
        let charts = charts_of(&outline);
        Self {
            session: Arc::new(session),
            outline,
            charts,
            moved: Mutex::default(),
            glances: Glances::default(),
            pinned: Mutex::default(),
            shocks: OnceLock::new(),
        }
    }

    /// The scenario with a setting: what `catchup run` has of the file that is saved of it.
    pub fn with(&self, setting: &Setting) -> Result<Arc<Session>, Problem> {
        self.varied(&setting.variation)
    }

    fn varied(&self, variation: &Variation) -> Result<Arc<Session>, Problem> {
        let kept = || self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, session)) = kept().iter().find(|(known, _)| known == variation) {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(self.session.vary(variation)?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((variation.clone(), Arc::clone(&session)));
        Ok(session)
    }

    /// Looks at the scenario with a setting, for its numbers alone: titles may still be those of the file.
    pub fn look(&self, setting: &Setting, look: Look, progress: &dyn Progress) -> Result<Projection, Problem> {
        let moved = self.session.moved(&setting.variation);
        let session = || {
            let numbers = moved.assumptions.iter().chain(&moved.more.numbers).cloned().collect();
            let variation = Variation { numbers, ..moved.more.clone() };
            if variation.is_empty() { Ok(Arc::clone(&self.session)) } else { self.varied(&variation) }
        };
        self.glances.look(&moved, look, session, progress)
    }

    /// Looks at a setting that stays while another is moved: what it gave is kept.
    pub fn pinned(&self, setting: &Setting, look: Look, progress: &dyn Progress) -> Result<Arc<Projection>, Problem> {
        let kept = || self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            kept().iter().find(|(own, looked, _)| own == setting && *looked == look).map(|found| Arc::clone(&found.2));
        if let Some(found) = known {
            return Ok(found);
        }
        let mut found = self.look(setting, look.clone(), progress)?;
        found.inputs = self.shocks(setting)?;
        let found = Arc::new(found);
        let mut kept = kept();
        if kept.len() >= KEPT_PINNED {
            kept.remove(0);
        }
        kept.push((setting.clone(), look, Arc::clone(&found)));
        Ok(found)
    }

    /// The shocks of a setting, those that are switched off left out.
    pub fn shocks(&self, setting: &Setting) -> Result<Vec<Input>, Problem> {
        let switched = Variation { shocks: setting.variation.shocks.clone(), ..Variation::default() };
        if switched.is_empty() {
            return Ok(self.shocks.get_or_init(|| self.session.shocks()).clone());
        }
        Ok(self.varied(&switched)?.shocks())
    }

    /// The scenario with a setting in some draws, for its numbers alone: titles may still be those of the file.
    pub fn moved(&self, setting: &Setting, draws: u64) -> Result<Session, Problem> {
        let variation = &setting.variation;
        if let Some(session) = self.session.with_levers(variation) {
            return Ok(session.in_draws(draws));
        }
        Ok(Session::clone(&*self.with(setting)?).in_draws(draws))
    }

    /// A chart by its name.
    pub fn chart(&self, name: &str) -> Result<&Chart, Problem> {
        let found = self.charts.iter().find(|chart| chart.name == name);
        found.ok_or_else(|| Problem::NotFound(format!("there is no chart `{name}` in {}", self.session.id())))
    }

    /// What some charts show: indices of variables in the model, and flat ones of their elements.
    pub fn shown(&self, charts: &[&Chart]) -> BTreeSet<(usize, usize)> {
        let model = self.session.model();
        let mut shown = BTreeSet::new();
        for chart in charts {
            for index in self.variables(&[chart]) {
                let variable = &model.variables[index];
                let dims = &variable.signature.dims;
                let own = |element: &usize| chart.shows(dims, &model.elements(dims, *element));
                shown.extend((0..variable.of_element.len()).filter(own).map(|element| (index, element)));
            }
        }
        shown
    }

    /// Indices in the model of the variables that some charts show.
    pub fn variables(&self, charts: &[&Chart]) -> Vec<usize> {
        let shown = charts.iter().flat_map(|chart| &chart.variables);
        let name = |variable: &usize| self.session.model().variable_named(&self.outline.variables[*variable].name);
        let mut indices: Vec<usize> = shown.filter_map(name).collect();
        indices.sort_unstable();
        indices.dedup();
        indices
    }
}

/// The charts that a scenario asks for, or those that show most where it asks for none.
pub fn charts_of(projection: &Projection) -> Vec<Chart> {
    if projection.charts.is_empty() { default_charts(projection) } else { projection.charts.clone() }
}
