//! A model whose levers move, run with many settings of them at once.

use ndarray::{Array2, Axis};

use super::RunError;
use super::study::Study;
use crate::engine::{Number, Progress, run_each};
use crate::model::compile::{Compiled, compile_varying};
use crate::model::{Model, Quantity};

/// The scalars of a program with some settings of levers.
pub(super) type Table = Vec<Vec<f64>>;

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

    /// The scalars of a model that differs in nothing but the settings of those levers; none if it does.
    pub fn table(&self, model: &Model) -> Option<Table> {
        self.compiled.scalars_of(model)
    }

    /// By table: all draws [number, draw] of the quantities, in their declared units, whether finite or not. None if models of this
    /// kind are run one by one.
    ///
    /// # Errors
    /// The runs are cancelled.
    pub fn values(&self, study: &Study, tables: &[Table]) -> Result<Option<Vec<Array2<f64>>>, RunError> {
        let program = (&self.model, &self.compiled.program);
        let run =
            |progress: &dyn Progress| run_each(program, tables, &study.settings, study.draws, &self.numbers, progress);
        let Some(values) = study.follow(run) else { return Ok(None) };
        let of_one = |values: ndarray::ArrayView2<f64>| {
            let mut values = values.to_owned();
            for (mut row, of) in values.outer_iter_mut().zip(&self.quantities) {
                let unit = &self.model.variables[of.variable].signature.unit;
                row.mapv_inplace(|value| unit.from_base(value));
            }
            values
        };
        Ok(Some(values?.axis_iter(Axis(0)).map(of_one).collect()))
    }
}
