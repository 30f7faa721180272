//! Runs scenarios on common random numbers and pairs them draw by draw.

use ndarray::{Array2, ArrayView2, ArrayViewMut1, Axis};

use crate::analysis::RunError;
use crate::analysis::charts::Wanted;
use crate::analysis::kept::{Begun, Twin, summarised_beside};
use crate::analysis::simulation::Simulation;
use crate::analysis::study::Study;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::Ensemble;
use crate::model::program::Column;
use crate::model::{Model, Quantity};
use crate::numeric::buffer::Buffer;
use crate::numeric::quantile;
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

/// Ensembles that are held at a time: the reference's, and that of a scenario beside it.
const ENSEMBLES: u64 = 2;

/// Runs all models in the same draws; `picks` are numbers of the reference that all models have.
///
/// No more than two ensembles are kept at a time, so columns are run in groups of half the memory budget.
///
/// # Errors
/// The scenario, and why it gave nothing.
pub(super) fn run(
    models: &[&Model],
    reference: usize,
    study: &Study,
    picks: &[Quantity],
) -> Result<Paired, (usize, RunError)> {
    let base = models[reference];
    let mut sides: Vec<Side> = models.iter().map(|model| Side::new(study, models, model, picks, base)).collect();
    let size = study.fitting(study.draws, ENSEMBLES).map_err(|error| (reference, error))?;
    let mut picked = vec![Array2::zeros((models.len(), study.draws as usize)); picks.len()];
    let columns = sides[reference].simulation.program.columns.clone();
    let (mut common_room, mut room) = (None, None);
    for (number, group) in columns.chunks(size).enumerate() {
        let first = number * size;
        let own: Vec<usize> = (first..first + group.len()).collect();
        let (common, known) =
            sides[reference].run(common_room.take(), &own, &|_| None).map_err(|error| (reference, error))?;
        sides[reference].keep(picks, &common, group, picked.iter_mut().map(|values| values.row_mut(reference)));
        for index in (0..sides.len()).filter(|index| *index != reference) {
            let side = &mut sides[index];
            // What both have: the columns here, and the slots of the same in the reference's ensemble.
            let (own, slots): (Vec<usize>, Vec<usize>) = group
                .iter()
                .enumerate()
                .filter_map(|(slot, column)| Some((side.partner(base, *column)?, slot)))
                .unzip();
            let values = common.values.view();
            let twin = |slot: usize| {
                let slot = slots[slot];
                Some(Twin { values: values.index_axis_move(Axis(0), slot), begun: &known[slot] })
            };
            let (ensemble, found) = side.run(room.take(), &own, &twin).map_err(|error| (index, error))?;
            side.pair((&ensemble, &found), &slots, &common).map_err(|error| (index, error))?;
            let shared: Vec<Column> = slots.iter().map(|slot| group[*slot]).collect();
            side.keep(picks, &ensemble, &shared, picked.iter_mut().map(|values| values.row_mut(index)));
            room = Some(ensemble.values);
        }
        common_room = Some(common.values);
    }
    for (index, side) in sides.iter_mut().enumerate() {
        side.run_rest(size, &mut room).map_err(|error| (index, error))?;
    }
    let (series, differences) = sides.into_iter().map(Side::finish).unzip();
    Ok(Paired { series, differences, picked })
}

/// One scenario, and what its columns have given so far.
struct Side<'a> {
    /// All scenarios.
    models: &'a [&'a Model],
    simulation: Simulation<'a>,
    /// By column of the program.
    series: Vec<Option<Series>>,
    differences: Vec<Difference>,
    /// By variable: its place among those reported.
    reported: Vec<Option<usize>>,
}

impl<'a> Side<'a> {
    fn new(study: &'a Study<'a>, models: &'a [&'a Model], model: &'a Model, picks: &[Quantity], base: &Model) -> Self {
        let mut count = 0;
        let mut place = |reported: bool| {
            count += usize::from(reported);
            reported.then(|| count - 1)
        };
        let reported: Vec<Option<usize>> = model.variables.iter().map(|variable| place(variable.reported)).collect();
        let picked: Vec<Option<usize>> =
            picks.iter().map(|pick| model.variable_named(&base.variables[pick.variable].signature.name)).collect();
        let wanted = |variable: usize, _| reported[variable].is_some() || picked.contains(&Some(variable));
        let simulation = Simulation::new(study, model, wanted);
        let series = vec![None; simulation.program.columns.len()];
        Self { models, simulation, series, differences: Vec::new(), reported }
    }

    /// Runs and summarises some columns of the program, in the memory of earlier results, beside those, by slot, that may share
    /// draws with them; and what each gives.
    fn run<'b>(
        &mut self,
        room: Option<Buffer>,
        columns: &[usize],
        twin: &(dyn Fn(usize) -> Option<Twin<'b>> + Sync),
    ) -> Result<(Ensemble, Vec<Begun>), RunError> {
        let ensemble = self.simulation.run(columns, room)?;
        let mut known = Vec::with_capacity(columns.len());
        let shown = |column| Wanted::beside(self.models, self.simulation.model, column);
        let summarised = summarised_beside(&self.simulation, &ensemble, &shown, twin)?;
        for (column, (series, begun)) in columns.iter().zip(summarised) {
            self.series[*column] = Some(series);
            known.push(begun);
        }
        Ok((ensemble, known))
    }

    /// Runs and summarises the columns that the reference does not have, so many at a time.
    fn run_rest(&mut self, size: usize, room: &mut Option<Buffer>) -> Result<(), RunError> {
        let rest: Vec<usize> = (0..self.series.len()).filter(|column| self.series[*column].is_none()).collect();
        for group in rest.chunks(size) {
            *room = Some(self.run(room.take(), group, &|_| None)?.0.values);
        }
        Ok(())
    }

    /// The column of the program that is the same element of the same variable as a column of the reference.
    fn partner(&self, base: &Model, column: Column) -> Option<usize> {
        let variable = self.simulation.model.variable_named(&base.variables[column.variable].signature.name)?;
        let columns = &self.simulation.program.columns;
        columns.iter().position(|own| (own.variable, own.element) == (variable, column.element))
    }

    /// Adds differences to the reference: the slots of `common` that belong to the columns of `ensemble`.
    fn pair(
        &mut self,
        (ensemble, known): (&Ensemble, &[Begun]),
        slots: &[usize],
        common: &Ensemble,
    ) -> Result<(), RunError> {
        let (here, there) = (ensemble.values.view(), common.values.view());
        let pairs: Vec<(usize, usize, Column)> = (0..slots.len())
            .filter(|slot| self.reported[ensemble.columns[*slot].variable].is_some())
            .map(|slot| (slot, slots[slot], ensemble.columns[slot]))
            .collect();
        let found = parallel::try_map(&pairs, |(slot, partner, column)| {
            let place = self.reported[column.variable].unwrap_or_default();
            let values = (here.index_axis(Axis(0), *slot), there.index_axis(Axis(0), *partner));
            difference(&self.simulation, (*column, place), values, &known[*slot])
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
        rows: impl Iterator<Item = ArrayViewMut1<'v, f64>>,
    ) {
        for (pick, mut row) in picks.iter().zip(rows) {
            let wanted = |column: &Column| (column.variable, column.element) == (pick.variable, pick.element);
            if let Some(slot) = columns.iter().position(wanted) {
                row.assign(&self.simulation.number(ensemble, slot, pick.point));
            }
        }
    }

    fn finish(self) -> (Vec<Series>, Vec<Difference>) {
        let columns = self.simulation.program.columns.iter().zip(self.series);
        let reported = columns.filter(|(column, _)| self.reported[column.variable].is_some());
        (reported.filter_map(|(_, series)| series).collect(), self.differences)
    }
}

/// The values [time, draw] of a column less those of the reference, in base units, summarised in the declared unit. What was found
/// of the column says where they are the same.
fn difference(
    simulation: &Simulation,
    (column, place): (Column, usize),
    (values, reference): (ArrayView2<f64>, ArrayView2<f64>),
    known: &Begun,
) -> Result<Difference, RunError> {
    let (model, weights) = (simulation.model, &simulation.study.weights);
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
    let mut gaps = Vec::with_capacity(values.ncols());
    for point in 0..points {
        if known.shares(point) {
            found.quantiles.push([0.0; Level::COUNT]);
            found.mean.push(0.0);
            continue;
        }
        let (Some(here), Some(there)) = (values.row(point).to_slice(), reference.row(point).to_slice()) else {
            unreachable!("draws lie one after the other")
        };
        gaps.clear();
        gaps.extend(here.iter().zip(there).map(|(here, there)| here - there));
        weights
            .quantiles(&mut scratch, &gaps, &Level::PROBABILITIES, &mut levels)
            .map_err(|fault| overflow(model, column, point, fault.index))?;
        found.quantiles.push(levels.map(|value| unit.from_base(value)));
        found.mean.push(unit.from_base(weights.mean(&gaps)));
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
    RunError::NotFinite(Box::new(Diagnostic::error(Code::NotFinite, message, span, "")))
}
