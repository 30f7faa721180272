//! What was fitted to history, as text.

use super::terminal::{Row, table, wrap};
use crate::laws::curves::Quantity;
use crate::scenario::{Estimated, ParameterEstimate};
use crate::wording::number;

/// A table of estimates for each fit, or a line that says why there is none.
pub(super) fn text(fits: &[Estimated], width: usize) -> String {
    fits.iter().map(|fit| one(fit, width)).collect()
}

fn one(fit: &Estimated, width: usize) -> String {
    let title = format!("{}: {}", fit.name, fit.describe());
    match &fit.outcome {
        Ok(estimates) => {
            let columns = ["estimate", "std. error", "unit"].map(str::to_owned);
            let rows: Vec<Row> = estimates.iter().map(row).collect();
            let remarks: String =
                fit.remarks.iter().map(|remark| wrap(&format!("note: {remark}"), width, "")).collect();
            format!("\n{}{}{remarks}", wrap(&title, width, ""), table("Parameter", &columns, &rows, width))
        }
        Err(reason) => {
            let known = fit.last_words(number::year).map_or_else(String::new, |words| format!(" {words}"));
            format!(
                "\n{}",
                wrap(&format!("{}: nothing is fitted to what is known{known}: {reason}", fit.name), width, "")
            )
        }
    }
}

fn row(estimate: &ParameterEstimate) -> Row {
    let parameter = estimate.parameter;
    let name = match &estimate.assumption {
        Some(assumption) if estimate.set => format!("{} → {assumption}, which is set", parameter.name),
        Some(assumption) => format!("{} → {assumption}", parameter.name),
        None => parameter.name.to_owned(),
    };
    // Years are not abbreviated.
    let is_year = parameter.quantity == Quantity::Time && estimate.unit == "yr";
    let value = if is_year { format!("{:.2}", estimate.value) } else { number::significant(estimate.value, 5) };
    let error = estimate.error.map_or_else(|| "given".to_owned(), |error| number::significant(error, 3));
    Row::Cells(name, vec![value, error, estimate.unit.clone()])
}
