//! Years far off the time axis that are likely typing errors.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::Axis;

/// A row is alone if those beside it are further away than so many years.
const FAR: f64 = 50.0;

impl Warnings<'_> {
    /// Years such as 2203 where 2023 is meant, which leave out or take in more than is seen.
    pub(super) fn years(&mut self) {
        let model = self.model;
        let mut found: Vec<(Vec<String>, Diagnostic)> = Vec::new();
        let mut look = |what: String, year: f64, place: &Span, allow: &[String]| {
            found.extend(told(&model.axis, &what, year, place).map(|warning| (allow.to_vec(), warning)));
        };
        let mut both = |what: &str, [from, until]: [Option<(f64, &Span)>; 2], allow: &[String]| {
            for (end, year) in [("`from`", from), ("`until`", until)] {
                if let Some((year, place)) = year {
                    look(format!("{end} of {what}"), year, place, allow);
                }
            }
        };
        for entry in model.levers.iter().map(|lever| &lever.declared) {
            let years = [placed(entry.value.from.as_ref()), placed(entry.value.until.as_ref())];
            both(&format!("the lever `{}`", entry.written), years, &entry.value.allow);
        }
        for entry in model.fits.iter().map(|fit| &fit.declared) {
            let years = [placed(entry.value.from.as_ref()), placed(entry.value.until.as_ref())];
            both(&format!("the fit `{}`", entry.written), years, &[]);
        }
        for entry in model.condition.iter().flat_map(|condition| &condition.series).map(|series| &series.declared) {
            let years = [entry.value.from, entry.value.until].map(|year| year.map(|year| (year, &entry.span)));
            both(&format!("the condition `{}`", entry.written), years, &[]);
        }
        for entry in model.charts.iter().map(|chart| &chart.declared) {
            let years = [entry.value.from, entry.value.until].map(|year| year.map(|year| (year, &entry.span)));
            both(&format!("the chart `{}`", entry.written), years, &[]);
        }
        for variable in model.variables.iter().map(|variable| &variable.declared) {
            for event in &variable.value.milestones {
                let years = [event.value.from, event.value.until].map(|year| year.map(|year| (year, &event.span)));
                both(&format!("a milestone of `{}`", variable.written), years, &variable.value.allow);
            }
        }
        for entry in model.shocks.iter().map(|shock| &shock.declared) {
            let ((from, until), place) = (entry.value.years.value, &entry.value.years.span);
            for (which, year) in [("first", from), ("last", until)] {
                look(format!("the {which} year of the shock `{}`", entry.written), year, place, &entry.value.allow);
            }
        }
        if let Some((year, place)) = placed(model.header.time.known_until.as_ref()) {
            look("`known_until`".to_owned(), year, place, &[]);
        }
        for variable in model.variables.iter().map(|variable| &variable.declared) {
            for history in &variable.value.history {
                let name = format!("history `{}` of `{}`", history.written, variable.written);
                found.extend(
                    observed(&model.axis, &name, &history.value.points, &history.value.written)
                        .map(|warning| (history.value.allow.clone(), warning)),
                );
            }
        }
        for (allow, warning) in found {
            self.push(&allow, warning);
        }
    }
}

fn placed(year: Option<&Spanned<f64>>) -> Option<(f64, &Span)> {
    year.map(|year| (year.value, &year.span))
}

fn told(axis: &Axis, what: &str, year: f64, place: &Span) -> Option<Diagnostic> {
    let meant = axis.meant(year)?;
    let message = format!("{year}, {what}, is far from the time axis");
    let label = format!("{meant} is likely meant");
    let help = format!("the axis runs from {}", axis.words());
    Some(Diagnostic::warning(Code::FarYear, message, place.clone(), label).with_help(help))
}

/// The first observed value whose time is far off the axis and alone: many a history begins long before.
fn observed(axis: &Axis, name: &str, points: &[(f64, f64)], written: &[Spanned<String>]) -> Option<Diagnostic> {
    let alone = |place: usize| {
        let beside = [place.checked_sub(1), Some(place + 1)];
        let mut beside = beside.into_iter().flatten().filter_map(|other| points.get(other));
        points.len() > 1 && beside.all(|(time, _)| (time - points[place].0).abs() > FAR)
    };
    let what = format!("a time of {name}");
    let mut rows = points.iter().zip(written).enumerate().filter(|(place, _)| alone(*place));
    rows.find_map(|(_, ((time, _), written))| told(axis, &what, *time, &written.span))
}
