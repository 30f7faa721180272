//! The folder of a fit: parameters, fitted values, a chart; and the scenario that is made of it.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::made::Made;
use super::{PICTURES, write_file, write_picture};
use crate::calendar::Unit;
use crate::charts::{self, Picture};
use crate::export::{ExportError, Folder, Manifest, Ran, write_rows};
use crate::fit::{At, Fitted, Identified, Input, LEVEL};
use crate::parallel;
use crate::scenario::merged::hash;
use crate::session::{Error, Fits, Moment, Session, when};

/// Columns of `fit.csv`.
const PARAMETERS: [&str; 10] =
    ["law", "error_scale", "parameter", "unit", "value", "standard_error", "p025", "p975", "identified", "errors"];
/// Columns of `fitted.csv`.
const FITTED: [&str; 14] = [
    "law",
    "time",
    "date",
    "volume",
    "observed",
    "fitted",
    "residual",
    "low",
    "high",
    "predicted_low",
    "predicted_high",
    "expected",
    "production",
    "knowledge",
];

impl Fits {
    /// Writes `fit.csv`, `fitted.csv`, the chart of the best law and the manifest; returns the files. Curves go on to
    /// `until` if that is given.
    ///
    /// # Errors
    /// The chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write(&self, folder: Folder, until: Option<Moment>) -> Result<Vec<PathBuf>, Error> {
        folder.write("fit.csv", |out| self.write_csv(out))?;
        folder.write("fitted.csv", |out| self.write_fitted_csv(until, out))?;
        for picture in self.pictures(until)? {
            write_picture(&picture, &folder, PICTURES)?;
        }
        Ok(folder.commit(&self.manifest())?)
    }

    /// Writes `fit.csv`: the parameters of each law.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_csv(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        let rows = self.laws.iter().flat_map(|fitted| parameter_rows(fitted, &self.data.unit));
        write_rows("fit.csv", &PARAMETERS, rows, out)
    }

    /// Writes `fitted.csv`: observations with each law, and later times until `until` if that is given.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_fitted_csv(&self, until: Option<Moment>, out: &mut dyn Write) -> Result<(), ExportError> {
        let rows = self.laws.iter().flat_map(|fitted| self.fitted_rows(fitted, until));
        write_rows("fitted.csv", &FITTED, rows, out)
    }

    /// Draws the best law.
    ///
    /// # Errors
    /// [`Error::Chart`] if it cannot be drawn.
    pub fn pictures(&self, until: Option<Moment>) -> Result<Vec<Picture>, Error> {
        let projection = self.projection(until);
        let draw = |chart: &crate::projection::Chart| {
            charts::draw_dated(&projection, chart, self.data.times)
                .map_err(|error| Error::Chart { name: chart.name.clone(), error })
        };
        projection.charts.iter().map(draw).collect()
    }

    /// Writes the best law as a scenario, if that is valid, whole or not at all; a file that is there is replaced only if
    /// that is allowed.
    ///
    /// # Errors
    /// The file is there already, a parameter is not identified, or the folder cannot take the file.
    pub fn write_scenario(&self, path: &Path, until: Option<Moment>, replace: bool) -> Result<(), Error> {
        if path.exists() && !replace {
            let message = format!("{} exists already and is left as it is; --force replaces it", path.display());
            return Err(Error::Question(message));
        }
        let text = self.scenario(path, until)?;
        write_file(path, &text, replace, |written| Ok(Session::open(written).map(drop)?))
    }

    fn manifest(&self) -> Manifest {
        let (best, input) = (self.best(), &self.data);
        let title = format!("{}: {} fit", input.label, best.law.name);
        let (hash, inputs) = (hash(input.texts.iter().map(String::as_str)), input.inputs.clone());
        let files = input.files.clone();
        let (overrides, estimated) = (Vec::new(), Vec::new());
        let ran = Ran { id: input.name.clone(), title, hash, files, inputs, overrides, estimated };
        Made { seed: 0, draws: 0, sampler: "none".to_owned() }.manifest(vec![ran], &[], best.warnings())
    }

    /// Observations with the law, and the law at later times if asked for; residuals are on the error scale.
    fn fitted_rows(&self, fitted: &Fitted, until: Option<Moment>) -> Vec<Vec<String>> {
        let (data, bands) = (&self.data.observations, fitted.bands(LEVEL));
        let row = |at: At, observed: Option<usize>| {
            let curve = bands.at(at);
            let number = |value: f64| value.to_string();
            let dated = self.data.times != Unit::Number;
            let optional = |value: Option<f64>| value.map_or_else(String::new, number);
            let [volume, production, knowledge] =
                Input::ALL.map(|input| optional(Some(at.input(input)).filter(|value| value.is_finite())));
            let used = observed.and_then(|index| index.checked_sub(fitted.before));
            vec![
                fitted.law.name.to_owned(),
                number(at.time),
                if dated { when(at.time, self.data.times) } else { String::new() },
                volume,
                optional(observed.map(|index| data.y[index])),
                number(curve.value),
                optional(used.map(|index| fitted.residuals[index])),
                number(curve.confidence[0]),
                number(curve.confidence[1]),
                number(curve.prediction[0]),
                number(curve.prediction[1]),
                number(curve.expected),
                production,
                knowledge,
            ]
        };
        let mut rows = parallel::map_indices(data.len(), |index| row(data.at(index), Some(index)));
        rows.extend(self.later(fitted, until).into_iter().map(|time| row(At::time(time), None)));
        rows
    }
}

fn parameter_rows(fitted: &Fitted, unit_of_values: &str) -> Vec<Vec<String>> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let rows = fitted.estimates.iter().map(|estimate| {
        let identified = match estimate.identified {
            Identified::Yes => "yes",
            Identified::No => "no",
            Identified::Fixed => "given",
        };
        vec![
            fitted.law.name.to_owned(),
            fitted.scale.name().to_owned(),
            estimate.parameter.name.to_owned(),
            estimate.parameter.quantity.unit(unit_of_values),
            estimate.value.to_string(),
            number(estimate.error),
            number(estimate.interval[0]),
            number(estimate.interval[1]),
            identified.to_owned(),
            fitted.errors.name().to_owned(),
        ]
    });
    rows.collect()
}
