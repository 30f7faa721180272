//! Paths laid into worlds: what each path comes to when the world turns.
//!
//! Plain data. Worlds are named changes of what no path decides; the first is the world of the files as they are.

use super::{Regret, Summary};

/// Every path in every world, by the criteria of the comparison.
#[derive(Debug, Clone)]
pub struct Worlds {
    /// The worlds, the files' own first.
    pub worlds: Vec<World>,
    /// By path: whether it is one to choose from.
    pub ranked: Vec<bool>,
    /// By path: the share of worlds and draws in which no other path is at least as good by every criterion and better by
    /// one; all named worlds count the same. None with fewer than two criteria.
    pub undominated: Option<Vec<f64>>,
    /// By path: for which weights of the criteria it is the best.
    pub weights: Vec<Winning>,
    /// By path: how targets are met, over all worlds, which count the same.
    pub satisficing: Vec<Satisfied>,
    /// Targets that count: those not observed yet.
    pub targets: usize,
    /// By path: the greatest mean regret in any world by any criterion, as a part of the criterion's range over paths and
    /// worlds. The least of these is the robust choice.
    pub worst: Vec<Worst>,
}

/// A named world.
#[derive(Debug, Clone)]
pub struct World {
    /// Name of its file; of the first, `as they are`.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it changes: dotted names of entries.
    pub entries: Vec<String>,
    /// By criterion of the comparison: how paths do in this world.
    pub criteria: Vec<Standing>,
    /// By path: how targets are met.
    pub satisficing: Vec<Satisfied>,
}

/// Paths by one criterion in one world.
#[derive(Debug, Clone)]
pub struct Standing {
    /// By path: values, in the criterion's unit.
    pub values: Vec<Summary>,
    /// By path: share of draws in which it is the best; ties are shared out.
    pub best: Vec<f64>,
    /// By path: what is lost against the best path of each draw.
    pub regret: Vec<Regret>,
}

/// How targets are met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Satisfied {
    /// The share of draws in which all are.
    pub all: f64,
    /// The mean part of them that is.
    pub part: f64,
}

/// The weights of the criteria for which a path is the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Winning {
    /// The share of all weights (at least 0, sum 1, each set as likely as any other) for which it is.
    pub share: f64,
    /// By criterion: the least and the greatest weight among them; none if there are none.
    pub ranges: Option<Vec<[f64; 2]>>,
}

/// Where a path loses most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst {
    /// Mean regret, as a part of the criterion's range.
    pub regret: f64,
    /// Index of the criterion.
    pub criterion: usize,
    /// Index of the world.
    pub world: usize,
}

impl Worlds {
    /// The path to choose from that loses least at worst; none without any.
    #[must_use]
    pub fn robust(&self) -> Option<usize> {
        let worst = self.worst.iter().enumerate().filter(|(path, _)| self.ranked.get(*path) == Some(&true));
        worst.min_by(|a, b| a.1.regret.total_cmp(&b.1.regret)).map(|(path, _)| path)
    }
}
