//! A data set with its equation as a least-squares problem, and how a solution compares with the certified one.

use std::path::Path;

use catchup::fit::least_squares::{FitError, Options, Problem, Solution, solve};
use catchup::fit::{Extended, Number, Uncertainty};

use super::file::File;
use super::models::Model;

/// Digits of certified values.
const CERTIFIED: f64 = 11.0;
/// A data set and its equation.
struct Regression {
    model: Model,
    rows: Vec<Vec<Extended>>,
}

impl Problem for Regression {
    fn parameters(&self) -> usize {
        self.model.counts().0
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn residual<N: Number>(&self, parameters: &[N], row: usize) -> N {
        let number = |value: &Extended| N::constant(value.high) + N::constant(value.low);
        let predictors: [N; 2] = [1, 2].map(|index| self.rows[row].get(index).map_or(N::constant(0.0), number));
        self.model.response(number(&self.rows[row][0])) - self.model.fitted(parameters, &predictors)
    }
}

/// A problem with its certified solution.
pub struct Reference {
    regression: Regression,
    /// Name of the data set.
    pub dataset: String,
    /// Two starts.
    pub starts: [Vec<f64>; 2],
    parameters: Vec<f64>,
    errors: Vec<f64>,
    sum_of_squares: f64,
}

/// How far a solution agrees with the certified one.
pub struct Outcome {
    /// Steps of the search.
    pub steps: usize,
    /// Digits of the worst parameter, of the worst standard error, and of the sum of squares.
    pub digits: [f64; 3],
    /// Whether the search ended at a minimum.
    pub converged: bool,
}

impl Reference {
    /// Reads a file whose equation is known; says what is wrong if it is not one.
    pub fn read(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let File { dataset, starts, parameters, errors, sum_of_squares, rows } =
            File::parse(&String::from_utf8_lossy(&bytes))?;
        let model = Model::named(&dataset).ok_or_else(|| format!("the model of `{dataset}` is not known"))?;
        let (count, predictors) = model.counts();
        if parameters.len() != count {
            return Err(format!("{} parameters, the model has {count}", parameters.len()));
        }
        if rows.iter().any(|row| row.len() != predictors + 1) {
            return Err(format!("a row has not a response and {predictors} predictors"));
        }
        Ok(Self { regression: Regression { model, rows }, dataset, starts, parameters, errors, sum_of_squares })
    }

    /// Fits from one of the starts.
    pub fn fit(&self, start: &[f64]) -> Result<Outcome, FitError> {
        let options = Options { extended: true, ..Options::default() };
        let solution = solve(&self.regression, start, &options)?;
        Ok(Outcome { steps: solution.steps, digits: self.digits(&solution), converged: solution.converged })
    }

    fn digits(&self, solution: &Solution) -> [f64; 3] {
        let worst = |found: &[f64], certified: &[f64]| {
            found
                .iter()
                .zip(certified)
                .map(|(found, certified)| agreement(*found, *certified))
                .fold(CERTIFIED, f64::min)
        };
        let found = Uncertainty::of(solution).standard_errors();
        [
            worst(&solution.parameters, &self.parameters),
            worst(&found, &self.errors),
            agreement(solution.sum_of_squares, self.sum_of_squares),
        ]
    }
}

impl Outcome {
    /// Whether parameters and standard errors have so many digits.
    pub fn has(&self, digits: f64) -> bool {
        self.converged && self.digits[0] >= digits && self.digits[1] >= digits
    }
}

/// Digits that two numbers share: minus the decimal logarithm of the relative error, between 0 and [`CERTIFIED`].
fn agreement(found: f64, certified: f64) -> f64 {
    let error = if certified == 0.0 { found.abs() } else { ((found - certified) / certified).abs() };
    if error.is_nan() { 0.0 } else { (-error.log10()).clamp(0.0, CERTIFIED) }
}
