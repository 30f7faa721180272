//! When something happens to a path.

/// From which side a threshold is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The path rises to it.
    Above,
    /// The path falls to it.
    Below,
}

impl Direction {
    /// Its name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}

/// Which passing counts where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// The first.
    First,
    /// The last.
    Last,
}

impl Passage {
    /// Its name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// What is to happen: a path passes a threshold, and stays beyond it for a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Threshold.
    pub threshold: f64,
    /// From which side.
    pub direction: Direction,
    /// Which passing counts.
    pub passage: Passage,
    /// For so many years it must last; 0 if it need not.
    pub lasting: f64,
    /// The first time that counts.
    pub from: Option<f64>,
    /// The last time that counts.
    pub until: Option<f64>,
}

impl Event {
    /// The first time that a threshold is passed from below.
    #[must_use]
    pub fn above(threshold: f64) -> Self {
        Self { threshold, direction: Direction::Above, passage: Passage::First, lasting: 0.0, from: None, until: None }
    }

    /// The first time that a threshold is passed from above.
    #[must_use]
    pub fn below(threshold: f64) -> Self {
        Self { direction: Direction::Below, ..Self::above(threshold) }
    }

    /// How far a path has to go: the greater, the later it is passed. Of one direction, and up to a shift.
    #[must_use]
    pub fn far(&self) -> f64 {
        match self.direction {
            Direction::Above => self.threshold,
            Direction::Below => -self.threshold,
        }
    }

    /// A name for addresses: the threshold, and what else differs from the plain case of a first passing from below.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = match self.direction {
            Direction::Above => self.threshold.to_string(),
            Direction::Below => format!("below-{}", self.threshold),
        };
        if self.passage == Passage::Last {
            id += "-last";
        }
        if self.lasting > 0.0 {
            id += &format!("-lasting-{}", self.lasting);
        }
        if let Some(from) = self.from {
            id += &format!("-from-{from}");
        }
        if let Some(until) = self.until {
            id += &format!("-until-{until}");
        }
        id
    }
}

/// An event, and when it happens.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// What is to happen, in the variable's unit.
    pub event: Event,
    /// Share of draws beyond the threshold at the first time that counts.
    pub already: f64,
    /// Share of draws in which it does not happen by the last time that counts.
    pub never: f64,
    /// First, median and last: 5, 50 and 95 % quantiles of its year by inverse ECDF, already = the first time that counts
    /// and never = infinity.
    pub years: [f64; 3],
}
