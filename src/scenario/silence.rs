//! Warnings that a file may say are not to be given, since what they are of is meant.

use super::files::is_foreign;
use crate::diagnostic::{Code, Span};

/// Their codes, in the order of the user guide.
pub const CODES: [&str; 20] = [
    Code::NoEffect.as_str(),
    Code::OffAxisValues.as_str(),
    Code::SparseHistory.as_str(),
    Code::ShareInPercent.as_str(),
    Code::FarFromHistory.as_str(),
    Code::HeavyTail.as_str(),
    Code::EqualPaths.as_str(),
    Code::Unlocked.as_str(),
    Code::FarThreshold.as_str(),
    Code::NegativeStock.as_str(),
    Code::CutInPlace.as_str(),
    Code::UncutStart.as_str(),
    Code::StepSize.as_str(),
    Code::BareNumber.as_str(),
    Code::SwappedBounds.as_str(),
    Code::TableUnit.as_str(),
    Code::InheritedNumbers.as_str(),
    Code::WeightsSum.as_str(),
    Code::LongAxis.as_str(),
    Code::FarYear.as_str(),
];

/// How a warning of something at a place is switched off, for its help: a model from elsewhere has no such key.
#[must_use]
pub fn hint(code: Code, place: &Span) -> String {
    let there =
        if is_foreign(&place.source.path) { "in `[scenario]` of a file that extends this model" } else { "there" };
    format!("allow = [\"{code}\"] {there} says that it is meant")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    #[test]
    fn a_warning_is_switched_off_where_a_key_can_stand() {
        let at = |path: &str| hint(Code::StepSize, &Span::new(&Source::new(path, "x = 1".to_owned()), 0..1));
        assert_eq!(at("case.toml"), "allow = [\"step-size\"] there says that it is meant");
        for model in ["model.mdl", "model.XMILE", "model.stmx"] {
            let expected =
                "allow = [\"step-size\"] in `[scenario]` of a file that extends this model says that it is meant";
            assert_eq!(at(model), expected, "{model}");
        }
    }
}
