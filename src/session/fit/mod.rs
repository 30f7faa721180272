//! Laws of growth, diffusion, substitution and learning fitted to data.

mod contest;
mod data;
mod errors;
mod history;
mod projection;
mod scenario;

use super::Error;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fit::{Fitted, LAWS, Law, LawError, Observations, Request, Scale, Structure, fit};
use crate::numeric::sorting::sort_by;

use data::Origin;

pub use data::{FitColumns, FitData, FitOptions};
pub use history::FitHistory;

/// Which laws are fitted, and how.
#[derive(Debug, Clone, Default)]
pub struct FitRequest {
    /// The law; all that go with the data if none.
    pub law: Option<&'static Law>,
    /// How values scatter around a law; the law's own way if none, or for all laws one that suits all values.
    pub scale: Option<Scale>,
    /// How errors hang together in time; for each law by Akaike's corrected criterion if none.
    pub errors: Option<Structure>,
    /// Parameters that are given rather than fitted, by name.
    pub fixed: Vec<(String, f64)>,
    /// When diffusion began, in years; if none, the last of the zeros that data begin with, or one period before the
    /// first value.
    pub launch: Option<f64>,
}

/// Laws that do not go with the data, and why.
pub type Skipped = Vec<(&'static Law, LawError)>;

/// What was fitted.
#[derive(Debug)]
pub struct Fits {
    /// The observations.
    pub data: FitData,
    /// Fitted laws by increasing corrected Akaike criterion: the best first. There is at least one.
    pub laws: Vec<Fitted>,
    /// Laws that do not go with the data, and why.
    pub skipped: Skipped,
}

impl FitData {
    /// Fits one law or all that go with the data; all on one error scale, so that criteria compare like with like.
    ///
    /// # Errors
    /// No law goes with the data: says which value stands against it; or a parameter is fixed that no law has.
    pub fn fit(self, request: &FitRequest) -> Result<Fits, Error> {
        let (laws, skipped) = match request.law {
            Some(law) => (vec![self.one(law, request)?], Vec::new()),
            None => self.all(request)?,
        };
        Ok(Fits { data: self, laws, skipped })
    }

    /// Whether there is all that a law depends on; else says what is missing.
    fn suffices(&self, law: &Law) -> Result<(), Error> {
        let missing = law.inputs.iter().find(|input| !self.observations.has(**input));
        let Some(input) = missing else { return Ok(()) };
        let by = match self.origin {
            Origin::Columns { .. } => "name its column with",
            Origin::History { .. } => "name the variable whose history says it with",
        };
        let message = format!("{} is a law of {}: {by} --{}", law.name, input.doc(), input.name());
        Err(Error::Question(message))
    }

    fn one(&self, law: &'static Law, request: &FitRequest) -> Result<Fitted, Error> {
        let fixed = fixed(law, request, true)?;
        self.suffices(law)?;
        let asked = Request { scale: request.scale, errors: request.errors, fixed, launch: request.launch };
        fit(law, &self.observations, &asked).map_err(|error| self.explain(&error).into())
    }

    fn all(&self, request: &FitRequest) -> Result<(Vec<Fitted>, Skipped), Error> {
        let scale = request.scale.unwrap_or_else(|| common_scale(&self.observations));
        for (name, _) in &request.fixed {
            if !LAWS.iter().flat_map(|law| law.parameters).any(|parameter| parameter.name.eq_ignore_ascii_case(name)) {
                return Err(Error::Question(format!("--fix: no law has a parameter `{name}`")));
            }
        }
        let mut laws = Vec::new();
        for law in LAWS.iter().filter(|law| law.same_as.is_none() && self.suffices(law).is_ok()) {
            let fixed = fixed(law, request, false)?;
            laws.push((law, Request { scale: Some(scale), errors: request.errors, fixed, launch: request.launch }));
        }
        let (mut fits, skipped) = contest::fit_all(laws, &self.observations);
        if fits.is_empty() {
            // What stands against the law that asks least stands against all.
            let least = skipped.into_iter().min_by_key(|(law, _)| law.parameters.len());
            let problems = least.map_or_else(Diagnostics::new, |(_, error)| self.explain(&error).into());
            return Err(Error::Input(problems));
        }
        // Where observations are too few for the criterion of any law, those that ask least of them come first.
        let parameters = |fitted: &Fitted| fitted.law.parameters.len();
        sort_by(&mut fits, |a, b| {
            a.aicc.total_cmp(&b.aicc).then(parameters(a).cmp(&parameters(b))).then(a.bic.total_cmp(&b.bic))
        });
        Ok((fits, skipped))
    }

    /// What is wrong, at the cell it is about.
    fn explain(&self, error: &LawError) -> Diagnostic {
        let (row, help) = match error {
            LawError::Value { row, scale: Scale::Logit, .. } => (
                Some(*row),
                Some("`--factor 0.01` turns per cent into shares; another law or `--error level` takes any number"),
            ),
            LawError::Value { row, .. } => {
                (Some(*row), Some("`--error level` takes any number, `--from` leaves out early ones"))
            }
            LawError::Volume { row, .. } | LawError::Weight { row, .. } => (Some(*row), None),
            LawError::TooFew { .. } => (None, Some("give a parameter with --fix, or choose a law with fewer")),
            LawError::Small { .. } => (None, Some("`--factor 1e100` gives them another unit")),
            LawError::Constant { .. }
            | LawError::Negative { .. }
            | LawError::Input { .. }
            | LawError::Order { .. }
            | LawError::Fixed { .. }
            | LawError::Behind { .. }
            | LawError::NoStart { .. } => (None, None),
        };
        let place = row.and_then(|row| self.places.get(row)).unwrap_or(&self.place);
        let diagnostic = Diagnostic::error(Code::CannotFit, error.to_string(), place.clone(), "");
        help.map_or(diagnostic.clone(), |help| diagnostic.with_help(help))
    }
}

/// Parameters of a law that are given; names that the law does not have are an error if `strict`.
fn fixed(law: &Law, request: &FitRequest, strict: bool) -> Result<Vec<(usize, f64)>, Error> {
    let mut fixed = Vec::new();
    for (name, value) in &request.fixed {
        let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
        match names.iter().position(|known| known.eq_ignore_ascii_case(name)) {
            Some(index) => fixed.push((index, *value)),
            None if strict => {
                let message = format!("--fix: {} has no parameter `{name}`, but {}", law.name, names.join(", "));
                return Err(Error::Question(message));
            }
            None => {}
        }
    }
    Ok(fixed)
}

/// The scale on which all laws can be fitted: odds of shares, factors of positive values, else amounts.
fn common_scale(data: &Observations) -> Scale {
    let every = |scale: Scale| data.y.iter().all(|value| scale.contains(*value));
    [Scale::Logit, Scale::Log].into_iter().find(|scale| every(*scale)).unwrap_or(Scale::Level)
}

impl Fits {
    /// The best law.
    #[must_use]
    pub fn best(&self) -> &Fitted {
        &self.laws[0]
    }

    /// Akaike weights, in the order of [`Self::laws`]: how likely each law is the best of them (Burnham and Anderson
    /// 2002, doi:10.1007/b97636).
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        let least = self.laws.iter().map(|fitted| fitted.aicc).fold(f64::INFINITY, f64::min);
        let likelihood =
            |fitted: &Fitted| if fitted.aicc.is_finite() { (-0.5 * (fitted.aicc - least)).exp() } else { 0.0 };
        let sum: f64 = self.laws.iter().map(likelihood).sum();
        self.laws.iter().map(|fitted| if sum > 0.0 { likelihood(fitted) / sum } else { f64::NAN }).collect()
    }
}
