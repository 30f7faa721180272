//! Runs scenarios on common random numbers and pairs them draw by draw.

use ndarray::{Array2, ArrayView2, Axis};

use crate::analysis::RunError;
use crate::analysis::project::{fitting, left, summarised};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Ensemble, Keep, Progress, Settings};
use crate::model::compile::compile;
use crate::model::program::{Column, Program};
use crate::model::{Model, Quantity};
use crate::numeric::buffer::Buffer;
use crate::numeric::quantile;
use crate::numeric::weights::Weights;
use crate::parallel;
use crate::projection::{Difference, Level, Quantiles, Series};

/// What running all scenarios gives.
pub(super) struct Paired {
    /// By scenario: a summary for each element of each reported variable, in order.
    pub series: Vec<Vec<Series>>,
    /// By scenario: differences to the reference.
    pub differences: Vec<Vec<Difference>>,
    /// By number asked for: all draws [scenario, draw], in its declared unit.
    pub picked: Vec<Array2<f64>>,
}

/// Runs all models with the same settings; `picks` are numbers of the reference that all models have.
///
/// No more than two ensembles are kept at a time, so columns are run in groups of half the memory budget.
///
/// # Errors
/// The scenario, and why it gave nothing.
pub(super) fn run(
    models: &[&Model],
    reference: usize,
    settings: &Settings,
    picks: &[Quantity],
    weights: &Weights,
    progress: Progress,
) -> Result<Paired, (usize, RunError)> {
    let base = models[reference];
    let mut sides: Vec<Side> = models.iter().map(|model| Side::new(model, base, picks, weights)).collect();
    let budget = left(base, settings) / 2;
    let size = fitting(settings.draws, base.axis.points, budget).map_err(|error| (reference, error))?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut picked = vec![Array2::zeros((models.len(), settings.draws as usize)); picks.len()];
    let columns = sides[reference].program.columns.clone();
    let (mut common_room, mut room) = (None, None);
    for (number, group) in columns.chunks(size).enumerate() {
        let first = number * size;
        let own: Vec<usize> = (first..first + group.len()).collect();
        let common =
            sides[reference].run(common_room.take(), settings, &own, progress).map_err(|error| (reference, error))?;
        sides[reference].keep(picks, &common, group, picked.iter_mut().map(|values| values.row_mut(reference)));
        for index in (0..sides.len()).filter(|index| *index != reference) {
            let side = &mut sides[index];
            // What both have: the columns here, and the slots of the same in the reference's ensemble.
            let (own, slots): (Vec<usize>, Vec<usize>) = group
                .iter()
                .enumerate()
                .filter_map(|(slot, column)| Some((side.partner(base, *column)?, slot)))
                .unzip();
            let ensemble = side.run(room.take(), settings, &own, progress).map_err(|error| (index, error))?;
            side.pair(&ensemble, &slots, &common).map_err(|error| (index, error))?;
            let shared: Vec<Column> = slots.iter().map(|slot| group[*slot]).collect();
            side.keep(picks, &ensemble, &shared, picked.iter_mut().map(|values| values.row_mut(index)));
            room = Some(ensemble.values);
        }
        common_room = Some(common.values);
    }
    for (index, side) in sides.iter_mut().enumerate() {
        let left: Vec<usize> = (0..side.series.len()).filter(|column| side.series[*column].is_none()).collect();
        for group in left.chunks(size) {
            room = Some(side.run(room.take(), settings, group, progress).map_err(|error| (index, error))?.values);
        }
    }
    let (series, differences) = sides.into_iter().map(Side::finish).unzip();
    Ok(Paired { series, differences, picked })
}

/// One scenario, compiled, and what its columns have given so far.
struct Side<'a> {
    model: &'a Model,
    weights: &'a Weights,
    program: Program,
    /// By column of the program.
    series: Vec<Option<Series>>,
    differences: Vec<Difference>,
    /// By variable: its place among those reported.
    reported: Vec<Option<usize>>,
}

impl<'a> Side<'a> {
    fn new(model: &'a Model, base: &Model, picks: &[Quantity], weights: &'a Weights) -> Self {
        let mut count = 0;
        let mut place = |reported: bool| {
            count += usize::from(reported);
            reported.then(|| count - 1)
        };
        let reported: Vec<Option<usize>> = model.variables.iter().map(|variable| place(variable.reported)).collect();
        let picked: Vec<Option<usize>> =
            picks.iter().map(|pick| model.variable_named(&base.variables[pick.variable].signature.name)).collect();
        let program = compile(model, |variable, _| reported[variable].is_some() || picked.contains(&Some(variable)));
        let series = vec![None; program.columns.len()];
        Self { model, weights, program, series, differences: Vec::new(), reported }
    }

    /// Runs and summarises some columns of the program, in the memory of earlier results.
    fn run(
        &mut self,
        room: Option<Buffer>,
        settings: &Settings,
        columns: &[usize],
        progress: Progress,
    ) -> Result<Ensemble, RunError> {
        let keep = Keep { room, ..Keep::all(&self.program, columns) };
        let ensemble = engine::run_in(self.model, &self.program, settings, 0..settings.draws, keep, progress)?;
        for (column, series) in columns.iter().zip(summarised(self.model, settings, &ensemble, self.weights)?) {
            self.series[*column] = Some(series);
        }
        Ok(ensemble)
    }

    /// The column of the program that is the same element of the same variable as a column of the reference.
    fn partner(&self, base: &Model, column: Column) -> Option<usize> {
        let variable = self.model.variable_named(&base.variables[column.variable].signature.name)?;
        self.program.columns.iter().position(|own| (own.variable, own.element) == (variable, column.element))
    }

    /// Adds differences to the reference: the slots of `common` that belong to the columns of `ensemble`.
    fn pair(&mut self, ensemble: &Ensemble, slots: &[usize], common: &Ensemble) -> Result<(), RunError> {
        let (here, there) = (ensemble.values.view(), common.values.view());
        let pairs: Vec<(usize, usize, Column)> = (0..slots.len())
            .filter(|slot| self.reported[ensemble.columns[*slot].variable].is_some())
            .map(|slot| (slot, slots[slot], ensemble.columns[slot]))
            .collect();
        let found = parallel::try_map(&pairs, |(slot, partner, column)| {
            let place = self.reported[column.variable].unwrap_or_default();
            let values = (here.index_axis(Axis(0), *slot), there.index_axis(Axis(0), *partner));
            difference(self, *column, place, values.0, values.1)
        })?;
        self.differences.extend(found);
        Ok(())
    }

    /// Copies the numbers asked for out of an ensemble whose columns are, in the reference, `columns`.
    fn keep<'v>(
        &self,
        picks: &[Quantity],
        ensemble: &Ensemble,
        columns: &[Column],
        rows: impl Iterator<Item = ndarray::ArrayViewMut1<'v, f64>>,
    ) {
        for (pick, mut row) in picks.iter().zip(rows) {
            let wanted = |column: &Column| (column.variable, column.element) == (pick.variable, pick.element);
            if let Some(slot) = columns.iter().position(wanted) {
                let unit = &self.model.variables[ensemble.columns[slot].variable].signature.unit;
                let values = ensemble.values.view();
                let draws = values.index_axis(Axis(0), slot);
                row.assign(&draws.row(pick.point).mapv(|value| unit.from_base(value)));
            }
        }
    }

    fn finish(self) -> (Vec<Series>, Vec<Difference>) {
        let columns = self.program.columns.iter().zip(self.series);
        let reported = columns.filter(|(column, _)| self.reported[column.variable].is_some());
        (reported.filter_map(|(_, series)| series).collect(), self.differences)
    }
}

/// The values [time, draw] of a column less those of the reference, in base units, summarised in the declared unit.
fn difference(
    side: &Side,
    column: Column,
    place: usize,
    values: ArrayView2<f64>,
    reference: ArrayView2<f64>,
) -> Result<Difference, RunError> {
    let (model, weights) = (side.model, side.weights);
    let unit = &model.variables[column.variable].signature.unit;
    // Units are proportional, so a difference converts as a value does.
    let points = values.nrows();
    let mut found = Difference {
        variable: place,
        series: column.element,
        mean: Vec::with_capacity(points),
        quantiles: Quantiles::with_capacity(points),
    };
    let mut scratch = quantile::Quantiles::default();
    let mut levels = [0.0; Level::COUNT];
    for point in 0..points {
        let gaps: Vec<f64> =
            values.row(point).iter().zip(reference.row(point)).map(|(here, there)| here - there).collect();
        weights
            .quantiles(&mut scratch, &gaps, &Level::PROBABILITIES, &mut levels)
            .map_err(|fault| overflow(model, column, point, fault.index))?;
        found.quantiles.push(levels.map(|value| unit.from_base(value)));
        found.mean.push(unit.from_base(weights.mean_sd(&gaps).0));
    }
    Ok(found)
}

/// Both values are finite and their difference is not.
fn overflow(model: &Model, column: Column, point: usize, draw: usize) -> RunError {
    let variable = &model.variables[column.variable];
    let message = format!(
        "the difference of `{}` to the reference is too large for a number in draw {draw} at {}",
        model.selector(&variable.signature, column.element),
        model.axis.time(point)
    );
    let span = model.variables[column.variable].declared.span.clone();
    RunError::NotFinite(Box::new(Diagnostic::error("not-finite", message, span, "")))
}
