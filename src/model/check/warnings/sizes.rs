//! Numbers of a size that is likely a slip.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::distribution;
use crate::model::units::Unit;
use crate::model::{Assumption, Value, Variable};
use crate::scenario::{self, Effect, Parameter, Worth};
use crate::wording::number::significant;

/// A number so many times as large as all that has been observed, or as small, is far from it.
const FAR: f64 = 50.0;
/// A value so many times as large, or as small, as both its neighbours is out of line.
const SPIKE: f64 = 30.0;
/// Neighbours that differ by less say what is in line.
const STEADY: f64 = 3.0;
/// What has been observed above so many per cent has no goals below one.
const SHARES: f64 = 10.0;
/// Nine of ten values that are so many times apart are a slip.
const FARTHEST: f64 = 1e6;
/// Nearly all draws are below this quantile.
const NEARLY_ALL: f64 = 0.99;

impl Warnings<'_> {
    /// Shares written as such in per cent, numbers far from what was observed, and tails.
    pub(super) fn sizes(&mut self) {
        let model = self.model;
        for assumption in &model.assumptions {
            self.shares_of(assumption);
            self.tails(assumption);
        }
        for lever in model.levers.iter().map(|lever| &lever.declared) {
            let written = &lever.value;
            if let Some(least) = least_percent(&written.unit.value) {
                for setting in std::iter::once(&written.value).chain(written.elements.iter().map(|one| &one.value)) {
                    self.share(
                        (&lever.written, &written.unit.value),
                        (setting.value, least),
                        &setting.span,
                        &written.allow,
                    );
                }
            }
        }
        for variable in &model.variables {
            self.shares_observed(variable);
            self.far_from_history(variable);
            self.out_of_line(variable);
        }
    }

    /// A number in per cent that is a share of 1.
    fn share(&mut self, of: (&str, &str), number: (f64, f64), span: &Span, allow: &[String]) {
        let ((name, unit), (value, least)) = (of, number);
        if value.abs() < least && value != 0.0 {
            let unit = unit.trim();
            let size = if least == 1.0 { "hundred" } else { "thousand" };
            let message = format!("`{name}` is {value} {unit}, which is less than one in a {size}");
            let help = format!("for a share of {value} write {}", significant(100.0 * value, 12));
            let warning = Diagnostic::warning(Code::ShareInPercent, message, span.clone(), format!("{value} {unit}"));
            self.push(allow, warning.with_help(help));
        }
    }

    fn shares_of(&mut self, assumption: &Assumption) {
        let entry = &assumption.declared;
        let unit = entry.value.unit.value.trim();
        let Some(least) = least_percent(unit) else { return };
        let mut told: Vec<&Worth> = Vec::new();
        for (worth, value) in worths(assumption) {
            if told.iter().any(|known| std::ptr::eq(*known, worth)) {
                continue;
            }
            told.push(worth);
            match (worth, value) {
                (Worth::Value(value), _) => {
                    self.share((&entry.written, unit), (value.value, least), &value.span, &entry.value.allow);
                }
                (Worth::Distribution(written), Value::Random(draw)) => {
                    let highest = self.model.draws[*draw].distribution.quantile(NEARLY_ALL);
                    let lowest = self.model.draws[*draw].distribution.quantile(1.0 - NEARLY_ALL);
                    if lowest >= 0.0 && highest < 0.01 * least {
                        let percent = significant(100.0 * highest, 3);
                        let message = format!("nearly all values of `{}` are below {percent} {unit}", entry.written);
                        let warning = Diagnostic::warning(
                            Code::ShareInPercent,
                            message,
                            written.kind.span.clone(),
                            "in per cent",
                        );
                        let help = "write shares of 1 as per cent: 0.70 is 70";
                        self.push(&entry.value.allow, warning.with_help(help));
                    }
                }
                (Worth::Distribution(_), Value::Fixed(_)) => {}
            }
        }
    }

    /// Quantiles with one end leave the tail of a power at the other; what spreads over many powers of ten is a slip too.
    fn tails(&mut self, assumption: &Assumption) {
        let entry = &assumption.declared;
        let mut told: Vec<&Worth> = Vec::new();
        for (worth, value) in worths(assumption) {
            let (Worth::Distribution(written), Value::Random(draw)) = (worth, value) else { continue };
            let distribution = &self.model.draws[*draw].distribution;
            let warning = distribution.power_tail().map_or_else(
                || wide(&entry.written, written, distribution, &assumption.signature.unit),
                |exponent| Some(tail(written, distribution, exponent, &assumption.signature.unit)),
            );
            let Some(warning) = warning else { continue };
            if !told.iter().any(|known| std::ptr::eq(*known, worth)) {
                told.push(worth);
                self.push(&entry.value.allow, warning);
            }
        }
    }

    /// A history in per cent all of which is below 1.
    fn shares_observed(&mut self, variable: &Variable) {
        let declared = &variable.declared.value;
        for history in &declared.history {
            let written = &history.value;
            let unit = written.unit.as_ref().unwrap_or(&declared.unit);
            let values = written.points.iter().map(|(_, value)| *value);
            let greatest = values.clone().fold(0.0, |greatest: f64, value| greatest.max(value.abs()));
            if is_percent(&unit.value) && greatest > 0.0 && greatest < 1.0 {
                let name = &variable.declared.written;
                let message = format!("all values of history `{}` of `{name}` are below 1 %", history.written);
                let warning = Diagnostic::warning(Code::ShareInPercent, message, history.span.clone(), "in per cent");
                let help = "for shares of 1 say unit = \"1\" in this history";
                self.push(&written.allow, warning.with_help(help));
            }
        }
    }

    /// Goals, thresholds and shocks of another size than anything observed, or shares of 1 in per cent.
    fn far_from_history(&mut self, variable: &Variable) {
        let sizes = variable.observed.iter().flatten().map(|(_, value)| value.abs()).filter(|size| *size > 0.0);
        let (low, high) =
            sizes.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), size| (low.min(size), high.max(size)));
        let (entry, unit) = (&variable.declared, &variable.signature.unit);
        let [low, high] = [low, high].map(|size| unit.from_base(size));
        let mut found = Vec::new();
        let percent = is_percent(&entry.value.unit.value);
        let mut check = |what: String, value: f64, span: &Span| {
            if percent && value != 0.0 && value.abs() < 1.0 && (high == 0.0 || high > SHARES) {
                let message =
                    format!("{what} of `{}` is {value} %, which is less than one in a hundred", entry.written);
                let help = format!("for a share of {value} write {}", significant(100.0 * value, 12));
                let warning = Diagnostic::warning(Code::ShareInPercent, message, span.clone(), format!("{value} %"));
                found.push(warning.with_help(help));
            } else if high > 0.0 && value != 0.0 && (value.abs() > FAR * high || value.abs() < low / FAR) {
                let seen = if low == high {
                    format!("what was observed is {}", significant(low, 4))
                } else {
                    format!("what was observed runs from {} to {}", significant(low, 4), significant(high, 4))
                };
                let written = &entry.value.unit.value;
                let message = format!("{what} of `{}` is {value}, and {seen}, in `{written}`", entry.written);
                let warning = Diagnostic::warning(Code::FarFromHistory, message, span.clone(), "of another size");
                found.push(warning.with_help(format!("a number is in the unit of its variable, `{written}`")));
            }
        };
        for target in &entry.value.targets {
            check(format!("the target `{}`", target.written), target.value.value.value, &target.value.value.span);
        }
        for threshold in &entry.value.milestones {
            check("a milestone".to_owned(), threshold.value.threshold, &threshold.span);
        }
        let shocks =
            self.model.shocks.iter().filter(|shock| self.model.variables[shock.variable].declared.name == entry.name);
        for shock in shocks.map(|shock| &shock.declared) {
            if let Effect::Set(value) = &shock.value.effect {
                check(format!("the shock `{}`", shock.written), value.value, &value.span);
            }
        }
        for warning in found {
            self.push(&entry.value.allow, warning);
        }
    }

    /// Observed values of another size than those before and after.
    fn out_of_line(&mut self, variable: &Variable) {
        for history in &variable.declared.value.history {
            let points = &history.value.points;
            let sizes: Vec<f64> = points.iter().map(|(_, value)| value.abs()).collect();
            for (place, (time, value)) in points.iter().enumerate().filter(|(place, _)| is_spike(&sizes, *place)) {
                let name = &variable.declared.written;
                let message = format!(
                    "history `{}` of `{name}` is {value} in {time}, of another size than the values beside it",
                    history.written
                );
                let warning = match history.value.written.get(place) {
                    Some(written) => {
                        Diagnostic::warning(Code::FarFromHistory, message, written.span.clone(), "of another size")
                    }
                    None => Diagnostic::warning(Code::FarFromHistory, message, history.span.clone(), ""),
                };
                self.push(
                    &history.value.allow,
                    warning.with_help("look for a decimal point or a unit that has slipped"),
                );
            }
        }
    }
}

/// Whether a value is out of line with its neighbours, which are alike: those on either side, or the two next to an end.
fn is_spike(sizes: &[f64], place: usize) -> bool {
    let neighbours = match place {
        _ if sizes.len() < 3 => return false,
        0 => [sizes[1], sizes[2]],
        last if last + 1 == sizes.len() => [sizes[last - 1], sizes[last - 2]],
        _ => [sizes[place - 1], sizes[place + 1]],
    };
    let (low, high) = (neighbours[0].min(neighbours[1]), neighbours[0].max(neighbours[1]));
    let size = sizes[place];
    low > 0.0 && high < STEADY * low && size > 0.0 && (size > SPIKE * high || size < low / SPIKE)
}

/// In a unit of per cent, the size below which a number is likely a share of one. Growth of half a per cent a year is common,
/// of a twentieth rare.
fn least_percent(unit: &str) -> Option<f64> {
    let rest = unit.trim().strip_prefix('%')?.trim_start();
    match rest {
        "" => Some(1.0),
        _ => (rest.starts_with('/') || rest.starts_with("per ")).then_some(0.1),
    }
}

fn is_percent(unit: &str) -> bool {
    unit.trim() == "%"
}

/// By element: what its author says that it is worth, and what that is.
fn worths(assumption: &Assumption) -> impl Iterator<Item = (&Worth, &Value)> {
    let written = &assumption.declared.value;
    assumption.values.iter().zip(&assumption.told_by).filter_map(|(value, told_by)| {
        let worth = told_by.map_or(written.worth.as_ref(), |place| Some(&written.elements[place].value.worth));
        Some((worth?, value))
    })
}

/// What is said of a distribution with the tail of a power.
fn tail(
    written: &scenario::Distribution,
    distribution: &distribution::Distribution,
    exponent: f64,
    unit: &Unit,
) -> Diagnostic {
    let upward = distribution.support().1.is_infinite();
    let (end, other, side, level) =
        if upward { ("low", "high", "above", 0.999) } else { ("high", "low", "below", 0.001) };
    let extreme = significant(unit.from_base(distribution.quantile(level)), 3);
    let sd = if exponent >= 0.5 { ", and the standard deviation grows with the number of draws" } else { "" };
    let message = format!(
        "quantiles with `{end}` and without `{other}` leave the tail of a power: one value in a thousand is {side} \
         {extreme}{sd}"
    );
    let keys: Vec<(&str, f64)> = written.parameters.iter().filter_map(quantile).collect();
    let lighter = match (keys.first(), keys.last()) {
        (Some((low, x)), Some((high, y))) if upward && distribution.support().0 == 0.0 && low != high => {
            format!(", or write {{ lognormal = {{ {low} = {x}, {high} = {y} }} }}, whose tail is lighter")
        }
        _ => String::new(),
    };
    let help =
        format!("say what the {} possible value is: `{other}`{lighter}", if upward { "greatest" } else { "least" });
    Diagnostic::warning(Code::HeavyTail, message, written.kind.span.clone(), format!("no `{other}`")).with_help(help)
}

/// What is said of positive values that spread so far that their author cannot have meant it, as of `sigma = 30` for 30 %.
fn wide(
    name: &str,
    written: &scenario::Distribution,
    distribution: &distribution::Distribution,
    unit: &Unit,
) -> Option<Diagnostic> {
    let [low, high] = [0.05, 0.95].map(|level| unit.from_base(distribution.quantile(level)));
    if low < 0.0 || high <= FARTHEST * low || written.kind.value != "lognormal" {
        return None;
    }
    let message =
        format!("nine of ten values of `{name}` lie between {} and {}", significant(low, 2), significant(high, 2));
    let help = "`sigma` is of the logarithm: 0.3 is a spread of about 30 %";
    Some(Diagnostic::warning(Code::HeavyTail, message, written.kind.span.clone(), "very wide").with_help(help))
}

/// A quantile as written.
fn quantile(parameter: &scenario::Entry<Parameter>) -> Option<(&str, f64)> {
    match &parameter.value {
        Parameter::Number(number) if distribution::quantile_level(&parameter.name).is_some() => {
            Some((parameter.name.as_str(), *number))
        }
        Parameter::Number(_) | Parameter::List(_) | Parameter::Distribution(_) => None,
    }
}
