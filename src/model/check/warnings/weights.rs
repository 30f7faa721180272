//! Weights of values that are not the probabilities that they look like.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::scenario::{Distribution, Parameter, Worth};
use crate::wording::number::significant;

impl Warnings<'_> {
    /// Weights of `discrete`, inside other distributions too.
    pub(super) fn weights(&mut self) {
        for entry in self.model.assumptions.iter().map(|assumption| &assumption.declared) {
            let written = &entry.value;
            let own = written.elements.iter().map(|element| &element.value.worth);
            let found = written.worth.iter().chain(own).filter_map(|worth| match worth {
                Worth::Distribution(distribution) => amiss(distribution),
                Worth::Value(_) => None,
            });
            let found: Vec<(f64, Span)> = found.collect();
            let Some((sum, place)) = found.first() else { continue };
            let sum = significant(*sum, 6);
            let more = match found.len() - 1 {
                0 => String::new(),
                more => format!("; those of {more} more elements do not add up to 1 either"),
            };
            let message = format!("the weights of `{}` add up to {sum}, and are divided by it{more}", entry.written);
            let warning = Diagnostic::warning(Code::WeightsSum, message, place.clone(), format!("{sum} in all"));
            let help = "probabilities add up to 1; counts, such as 3, 5, 2, need not";
            self.push(&written.allow, warning.with_help(help));
        }
    }
}

/// The sum of weights that look like probabilities and do not add up to one, and where they stand.
fn amiss(distribution: &Distribution) -> Option<(f64, Span)> {
    distribution.parameters.iter().find_map(|parameter| match &parameter.value {
        Parameter::List(weights) if parameter.name == "weights" => {
            off(weights).map(|sum| (sum, parameter.span.clone()))
        }
        Parameter::Distribution(inner) => amiss(inner),
        Parameter::Number(_) | Parameter::List(_) => None,
    })
}

/// Rounded weights may be this far from one in all; further is said, as of 0.3, 0.3, 0.3.
const MOST_ROUNDING: f64 = 0.02;

/// The sum of weights that are none above one and some below, as probabilities are and counts are not, if it is further from
/// one than rounding of each in its last place can bring it.
fn off(weights: &[f64]) -> Option<f64> {
    let shares = weights.iter().all(|weight| *weight <= 1.0) && weights.iter().any(|weight| weight.fract() != 0.0);
    let sum: f64 = weights.iter().sum();
    let decimals = weights.iter().map(|weight| weight.to_string().split('.').nth(1).map_or(0, str::len)).max()?;
    let rounding = 0.5 * weights.len() as f64 * 0.1_f64.powi(i32::try_from(decimals).ok()?);
    (shares && (sum - 1.0).abs() > rounding.clamp(1e-9, MOST_ROUNDING)).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::off;

    /// Counts, rounded thirds and exact shares are fine; shares that add up to something else are not.
    #[test]
    fn shares_are_told_from_counts() {
        for fine in
            [&[3.0, 5.0, 2.0][..], &[0.33, 0.33, 0.33], &[0.1; 10], &[1.0], &[1.0, 1.0], &[2.5, 1.0], &[0.5, 0.5, 0.0]]
        {
            assert_eq!(off(fine), None, "{fine:?}");
        }
        for (amiss, sum) in [(&[0.25, 0.25, 0.25][..], 0.75), (&[0.5, 0.75], 1.25), (&[1.0, 0.5], 1.5)] {
            assert_eq!(off(amiss), Some(sum), "{amiss:?}");
        }
    }
}
