//! A fit as text.

use super::super::terminal::{self, Row};
use super::Done;
use super::moment::{computed, when};
use crate::calendar::Unit;
use crate::charts::number;
use crate::fit::{Estimate, Fitted, Identified, Quantity};

/// All that is to be read: the comparison of laws if there are several, then the best in detail.
pub(super) fn report(done: &Done) -> String {
    let Some(best) = done.fits.first() else { return String::new() };
    let mut text = heading(done, best);
    if done.fits.len() > 1 {
        text.push_str(&comparison(done));
        text.push_str(&format!("\nBest by AICc: {}\n", best.law.name));
    }
    text.push_str(&format!("{} = {}\n", best.law.name, best.law.formula));
    text.push_str(&parameters(done, best));
    text.push_str(&statistics(best));
    let width = terminal::width();
    let mut notes: Vec<String> = done.input.notes.iter().map(|note| format!("note: {note}")).collect();
    notes.extend(best.warnings().iter().map(|warning| format!("warning: {warning}")));
    notes.extend(done.skipped.iter().map(|(law, error)| format!("{} is left out: {error}", law.name)));
    text.push('\n');
    for note in notes {
        text.push_str(&terminal::wrap(&note, width, ""));
    }
    for file in &done.files {
        text.push_str(&format!("wrote {}\n", file.display()));
    }
    text.trim_end().to_owned() + "\n"
}

fn heading(done: &Done, best: &Fitted) -> String {
    let times = &done.input.by_time.x;
    let span = match (times.first(), times.last()) {
        (Some(first), Some(last)) => format!("{} to {}", when(*first, done.input.times), when(*last, done.input.times)),
        _ => String::new(),
    };
    let text = format!(
        "{} ({}): {} observations, {span}, {} errors. Source: {}",
        done.input.label,
        done.input.unit,
        times.len(),
        best.scale.name(),
        done.input.source
    );
    terminal::wrap(&text, terminal::width(), "")
}

/// Akaike weights: how likely each law is the best of them (Burnham and Anderson 2002, doi:10.1007/b97636).
pub(super) fn weights(fits: &[Fitted]) -> Vec<f64> {
    let least = fits.iter().map(|fitted| fitted.aicc).fold(f64::INFINITY, f64::min);
    let likelihood = |fitted: &Fitted| if fitted.aicc.is_finite() { (-0.5 * (fitted.aicc - least)).exp() } else { 0.0 };
    let sum: f64 = fits.iter().map(likelihood).sum();
    fits.iter().map(|fitted| if sum > 0.0 { likelihood(fitted) / sum } else { f64::NAN }).collect()
}

fn comparison(done: &Done) -> String {
    let columns = ["AICc", "difference", "weight", "BIC", "R²", "not identified"].map(str::to_owned);
    let least = done.fits.first().map_or(0.0, |best| best.aicc);
    let rows: Vec<Row> = done
        .fits
        .iter()
        .zip(weights(&done.fits))
        .map(|(fitted, weight)| {
            let open: Vec<&str> = fitted
                .estimates
                .iter()
                .filter(|estimate| estimate.identified == Identified::No)
                .map(|estimate| estimate.parameter.name)
                .collect();
            let cells = vec![
                number::decimals(fitted.aicc, 2),
                number::decimals(fitted.aicc - least, 2),
                number::decimals(weight, 3),
                number::decimals(fitted.bic, 2),
                number::decimals(fitted.r_squared, 4),
                open.join(", "),
            ];
            Row::Cells(fitted.law.name.to_owned(), cells)
        })
        .collect();
    terminal::table("Law", &columns, &rows, terminal::width())
}

fn parameters(done: &Done, best: &Fitted) -> String {
    let columns = ["estimate", "std. error", "95 % interval", "unit"].map(str::to_owned);
    let mut rows: Vec<Row> = best
        .estimates
        .iter()
        .map(|estimate| {
            let error = estimate.error.map_or_else(String::new, |error| number::significant(error, 3));
            let unit = estimate.parameter.quantity.unit(&done.input.unit);
            let times = done.input.times;
            let cells = vec![value(estimate, estimate.value, times), error, interval(estimate, times), unit];
            Row::Cells(estimate.parameter.name.to_owned(), cells)
        })
        .collect();
    rows.extend(best.derived.iter().map(|derived| {
        let error = derived.error.map_or_else(String::new, |error| number::significant(error, 3));
        let shown = if derived.name.starts_with("time of") {
            computed(derived.value, done.input.times)
        } else {
            number::significant(derived.value, 5)
        };
        Row::Cells(derived.name.to_owned(), vec![shown, error, String::new(), derived.unit.to_owned()])
    }));
    terminal::table("Parameter", &columns, &rows, terminal::width())
}

/// A number of a parameter; years are not abbreviated.
fn value(estimate: &Estimate, value: f64, times: Unit) -> String {
    if estimate.parameter.quantity == Quantity::Time { computed(value, times) } else { number::significant(value, 5) }
}

fn interval(estimate: &Estimate, times: Unit) -> String {
    let value = |end: f64| value(estimate, end, times);
    match (estimate.identified, estimate.interval) {
        (Identified::Fixed, _) => "given".to_owned(),
        (_, [Some(low), Some(high)]) => format!("{} to {}", value(low), value(high)),
        (_, [Some(low), None]) => format!("above {}", value(low)),
        (_, [None, Some(high)]) => format!("below {}", value(high)),
        (_, [None, None]) => "unlimited".to_owned(),
    }
}

fn statistics(best: &Fitted) -> String {
    let tests = &best.tests;
    let correlations: Vec<String> = best
        .pairs()
        .into_iter()
        .map(|(a, b)| {
            let names = [a, b].map(|index| best.estimates[index].parameter.name);
            format!("{}–{} {}", names[0], names[1], number::decimals(best.correlation[[a, b]], 3))
        })
        .collect();
    let fit = format!(
        "Residual sd {} ({} degrees of freedom), R² {}, log-likelihood {}, AICc {}, BIC {}.",
        number::significant(best.sigma, 4),
        best.freedom,
        number::decimals(best.r_squared, 4),
        number::decimals(best.log_likelihood, 2),
        number::decimals(best.aicc, 2),
        number::decimals(best.bic, 2),
    );
    let residuals = format!(
        "Residuals: Durbin-Watson {}, autocorrelation {}, {} runs (p = {}), Jarque-Bera {} (p = {}).",
        number::decimals(tests.durbin_watson, 2),
        number::decimals(tests.autocorrelation, 2),
        tests.runs,
        tests.runs_p.map_or_else(|| "n/a".to_owned(), |p| number::decimals(p, 3)),
        number::decimals(tests.jarque_bera, 2),
        number::decimals(tests.jarque_bera_p, 3),
    );
    let correlations = if correlations.is_empty() {
        String::new()
    } else {
        format!("Correlations of parameters: {}.", correlations.join(", "))
    };
    let lines = [correlations, fit, residuals].into_iter().filter(|line| !line.is_empty());
    let text: String = lines.map(|line| terminal::wrap(&line, terminal::width(), "")).collect();
    format!("\n{text}")
}
