//! The distribution of observed values.

use super::Family;
use super::discrete::Discrete;
use super::parameters::{Kind, Parameter, Reader};

pub(super) const KIND: Kind = Kind {
    name: "empirical",
    doc: "One of a list of observed values, each as likely as any other.",
    parameters: &[Parameter::list("values", "the observed values; or `file` and `column` to read them from")],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let values = reader.list("values")?;
        let weighted = values.iter().map(|&value| (value, 1.0));
        Some(Box::new(Discrete::new("empirical", weighted)) as Box<dyn Family>)
    },
};
