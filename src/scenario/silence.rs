//! Warnings that a file may say are not to be given, since what they are of is meant.

use crate::diagnostic::Code;

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

/// How a warning of something is switched off, for its help.
#[must_use]
pub fn hint(code: Code) -> String {
    format!("allow = [\"{code}\"] there says that it is meant")
}
