//! Which assumptions drive a number, and in which region of them it misses what is wanted.

use std::ops::RangeInclusive;

use super::{Error, Session, given, range};
use crate::analysis::sensitivity::Bootstrap;
use crate::analysis::{Discovery, Driver, Miss, SensitivityOptions, announced, discovery, sensitivity};
use crate::engine::Progress;
use crate::model::{Quantity, quantity};

/// Confidence level of intervals.
const LEVEL: f64 = 0.95;
/// Fewer samples tell nothing, and more take longer than anyone waits.
const SAMPLES: RangeInclusive<u32> = 16..=1_048_576;
/// A standard deviation needs two trajectories.
const TRAJECTORIES: RangeInclusive<u32> = 2..=100_000;
/// How often points are drawn again for intervals.
const REPLICATES: usize = 1000;

/// How sensitivity is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The number with one assumption at its 5 % and 95 % quantiles, all others at their medians.
    Swing,
    /// First-order and total Sobol indices with 95 % bootstrap intervals.
    Sobol,
    /// Correlation ratio from one sample: a cheap first-order index.
    Ranking,
    /// Morris' elementary effects: cheap for many assumptions.
    Morris,
    /// Scenario discovery: a region of the assumptions in which the number misses, by the patient rule induction method.
    Prim,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct SensitivityRequest {
    /// Methods.
    pub methods: Vec<Method>,
    /// Base samples of Sobol indices, and draws of ranking and scenario discovery, 16 to 1,048,576; best a power of 2.
    pub samples: u32,
    /// Trajectories of Morris' method, 2 to 100,000.
    pub trajectories: u32,
    /// What counts as a miss in scenario discovery; an announced target unless given. Given, a region is looked for
    /// whatever the methods.
    pub miss: Option<Miss>,
}

impl Default for SensitivityRequest {
    fn default() -> Self {
        let methods = vec![Method::Swing, Method::Sobol, Method::Ranking];
        Self { methods, samples: 4096, trajectories: 100, miss: None }
    }
}

impl SensitivityRequest {
    /// Refuses what no answer can rest on.
    fn check(&self) -> Result<(), Error> {
        range::check("the number of samples", self.samples, &SAMPLES)?;
        if self.methods.contains(&Method::Morris) {
            range::check("the number of trajectories", self.trajectories, &TRAJECTORIES)?;
        }
        if let Some(miss) = self.miss.as_ref().filter(|miss| !miss.bound.is_finite()) {
            let bound = miss.bound;
            return Err(Error::Question(format!("a miss is below or above a number that is finite, not {bound}")));
        }
        if self.methods.is_empty() && self.miss.is_none() {
            return Err(Error::Question(
                "sensitivity needs a method: swing, sobol, ranking, morris or prim".to_owned(),
            ));
        }
        Ok(())
    }

    /// What is asked of the drivers; nothing if only a region is.
    fn drivers(&self, seed: u64) -> Option<SensitivityOptions> {
        let wants = |method: Method| self.methods.contains(&method);
        let morris = wants(Method::Morris);
        let options = SensitivityOptions {
            samples: self.samples as usize,
            swing: wants(Method::Swing),
            sobol: wants(Method::Sobol),
            ranking: wants(Method::Ranking),
            trajectories: if morris { self.trajectories as usize } else { 0 },
            bootstrap: Bootstrap { replicates: REPLICATES, level: LEVEL, seed },
        };
        (options.swing || options.sobol || options.ranking || morris).then_some(options)
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Sensitivity {
    /// The number, as it was asked for.
    pub of: String,
    /// Its label, those of its elements included.
    pub label: String,
    /// Its declared unit.
    pub unit: String,
    /// Its year.
    pub year: f64,
    /// Base samples.
    pub samples: u32,
    /// Seed.
    pub seed: u64,
    /// Confidence level of intervals.
    pub level: f64,
    /// What drives it, the greatest first; none if only a region was asked for.
    pub drivers: Option<Vec<Driver>>,
    /// Whether draws would have to agree with history, which is not heard here: all that is said is of the draws before it.
    pub before_history: bool,
    /// Where it misses, and what a miss is.
    pub discovery: Option<(Miss, Discovery)>,
}

impl Session {
    /// Says which assumptions drive a number `NAME[element, …]@YEAR`, and where it misses what is wanted of it: of the draws as they
    /// are before history is heard.
    ///
    /// # Errors
    /// The number is not there, nothing says what a miss is, nothing is asked or out of its range, or a run fails.
    pub fn sensitivity(&self, of: &str, options: &SensitivityRequest) -> Result<Sensitivity, Error> {
        self.sensitivity_with(of, options, &|_| {})
    }

    /// As [`Self::sensitivity`]; `progress` is told how far each method is, and of the points it runs, and may stop them.
    ///
    /// # Errors
    /// As [`Self::sensitivity`], or it has been stopped.
    pub fn sensitivity_with(
        &self,
        of: &str,
        options: &SensitivityRequest,
        progress: &dyn Progress,
    ) -> Result<Sensitivity, Error> {
        let model = &self.file.model;
        let number = quantity(model, &given("--of", of))?;
        options.check()?;
        let miss = self.miss(number, of, options)?;
        let seed = model.header.ensemble.seed;
        let failed = |error| self.failed(error);
        let drivers = match options.drivers(seed) {
            Some(options) => Some(sensitivity(model, number, &options, progress).map_err(failed)?),
            None => None,
        };
        let samples = options.samples as usize;
        let discovery = match miss {
            Some(miss) => {
                Some(discovery(model, number, &miss, samples, progress).map_err(failed).map(|found| (miss, found))?)
            }
            None => None,
        };
        Ok(Sensitivity {
            of: of.to_owned(),
            label: self.label_of(number),
            unit: model.unit_of(number).to_owned(),
            year: model.axis.time(number.point),
            samples: options.samples,
            seed,
            level: LEVEL,
            drivers,
            before_history: model.condition.is_some(),
            discovery,
        })
    }

    /// Says whether a number can be asked for, without a run.
    ///
    /// # Errors
    /// As [`Self::sensitivity`].
    pub fn check_sensitivity(&self, of: &str, options: &SensitivityRequest) -> Result<(), Error> {
        let number = quantity(&self.file.model, &given("--of", of))?;
        options.check()?;
        self.miss(number, of, options).map(drop)
    }

    /// What counts as a miss, if a region is asked for: the bound given, or that of an announced target.
    fn miss(&self, number: Quantity, of: &str, options: &SensitivityRequest) -> Result<Option<Miss>, Error> {
        if options.miss.is_some() || !options.methods.contains(&Method::Prim) {
            return Ok(options.miss.clone());
        }
        announced(&self.file.model, number).map(Some).ok_or_else(|| {
            Error::Question(format!(
                "--method prim must know what a miss is, and no target is announced for {of}; give --miss-below NUMBER or \
                 --miss-above NUMBER"
            ))
        })
    }

    /// The label of a number with those of its elements: `Domestic share, Robots, Equipment`.
    fn label_of(&self, of: Quantity) -> String {
        self.file.model.series_label(of.variable, of.element)
    }
}
