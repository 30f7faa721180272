//! A model whose levers move, run with many settings of them at once.

use ndarray::{Array2, ArrayView2, Axis};

use super::RunError;
use super::study::Study;
use crate::engine::{Number, Progress, run_each};
use crate::model::compile::{Compiled, compile_varying};
use crate::model::{Model, Quantity};
use crate::parallel;

/// A model of which some numbers are asked for with many settings of levers: one program, in which what settings share is
/// computed once.
pub(super) struct Varying {
    model: Model,
    compiled: Compiled,
    /// Where each quantity is.
    numbers: Vec<Number>,
    quantities: Vec<Quantity>,
}

impl Varying {
    /// A model of which some levers, by their indices, will move.
    pub fn new(model: Model, quantities: Vec<Quantity>, levers: &[usize]) -> Self {
        let wanted = |variable, element| quantities.iter().any(|of| (of.variable, of.element) == (variable, element));
        let compiled = compile_varying(&model, wanted, levers);
        let columns = &compiled.program.columns;
        let place = |of: &Quantity| {
            let own = columns.iter().position(|column| (column.variable, column.element) == (of.variable, of.element));
            (own.unwrap_or_else(|| unreachable!("what is wanted is a column")), of.point)
        };
        let numbers = quantities.iter().map(place).collect();
        Self { model, compiled, numbers, quantities }
    }

    /// The model, as its levers are set in the beginning.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// By setting, of so many: all draws [number, draw] of the quantities in their declared units. `set` gives the model with a
    /// setting. None where there is none, where it differs in more than the levers that move, where a number is not finite (which
    /// may be so because nothing was folded), and where models of this kind are run one by one.
    ///
    /// # Errors
    /// The runs are cancelled.
    pub fn values(
        &self,
        study: &Study,
        count: usize,
        set: &(dyn Fn(usize) -> Option<Model> + Sync),
    ) -> Result<Vec<Option<Array2<f64>>>, RunError> {
        let program = (&self.model, &self.compiled.program);
        let mut found: Vec<Option<Array2<f64>>> = vec![None; count];
        let places: Vec<usize> = (0..count).collect();
        for places in places.chunks(self.at_once()) {
            let table = |place: &usize| Some((*place, self.compiled.scalars_of(&set(*place)?)?));
            let (places, tables): (Vec<usize>, Vec<_>) = parallel::map(places, table).into_iter().flatten().unzip();
            let run = |progress: &dyn Progress| {
                run_each(program, &tables, &study.settings, study.draws, &self.numbers, progress)
            };
            let Some(values) = study.follow(run) else { continue };
            for (values, place) in values?.axis_iter(Axis(0)).zip(places) {
                found[place] =
                    Some(self.in_units(values)).filter(|values| values.iter().all(|value| value.is_finite()));
            }
        }
        Ok(found)
    }

    /// How many settings are run at the same time: their scalars take little memory.
    fn at_once(&self) -> usize {
        const LARGEST: usize = 64 << 20;
        let scalars: usize = self.compiled.program.scalars.iter().map(Vec::len).sum();
        (LARGEST / (8 * scalars.max(1))).max(1)
    }

    fn in_units(&self, values: ArrayView2<f64>) -> Array2<f64> {
        let mut values = values.to_owned();
        for (mut row, of) in values.outer_iter_mut().zip(&self.quantities) {
            let unit = &self.model.variables[of.variable].signature.unit;
            row.mapv_inplace(|value| unit.from_base(value));
        }
        values
    }
}
