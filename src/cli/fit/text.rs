//! A fit as text.

use std::path::PathBuf;

use super::super::terminal::{self, Row};
use crate::calendar::Unit;
use crate::fit::{Estimate, Fitted, Identified, Quantity};
use crate::session::{Fits, computed, when};
use crate::wording::{number, phrase};

/// All that is to be read: the comparison of laws if there are several, then the best in detail.
pub(super) fn report(found: &Fits, files: &[PathBuf]) -> String {
    let best = found.best();
    let mut text = heading(found, best);
    if found.laws.len() > 1 {
        text.push_str(&comparison(found));
        text.push_str(&chosen(best));
    }
    text.push_str(&format!("{} = {}\n", best.law.name, best.law.formula));
    text.push_str(&parameters(found, best));
    text.push_str(&statistics(best));
    let width = terminal::width();
    let mut notes: Vec<String> = found.data.notes.iter().map(|note| format!("note: {note}")).collect();
    notes.extend(best.notes().iter().map(|note| format!("note: {note}")));
    notes.extend(best.warnings().iter().map(|warning| format!("warning: {warning}")));
    notes.extend(found.skipped.iter().map(|(law, error)| format!("{} is left out: {error}", law.name)));
    text.push('\n');
    for note in notes {
        text.push_str(&terminal::wrap(&note, width, ""));
    }
    for file in files {
        text.push_str(&format!("wrote {}\n", file.display()));
    }
    text.trim_end().to_owned() + "\n"
}

/// Why the law is shown that is.
fn chosen(best: &Fitted) -> String {
    if best.aicc.is_finite() {
        return format!("\nBest by AICc: {}\n", best.law.name);
    }
    if best.is_exact() {
        let text = format!(
            "{} goes through all {} observations: AICc, which weighs what is left between a law and values, is not defined.",
            best.law.name,
            best.fitted.len()
        );
        return format!("\n{}\n", terminal::wrap(&text, terminal::width(), ""));
    }
    let text = format!(
        "{} observations are too few to say which law is best: AICc is defined for none. Shown is {}, the best by BIC of those with the fewest parameters.",
        best.fitted.len(),
        best.law.name
    );
    format!("\n{}\n", terminal::wrap(&text, terminal::width(), ""))
}

fn heading(found: &Fits, best: &Fitted) -> String {
    let times = &found.data.observations.x;
    let span = match (times.first(), times.last()) {
        (Some(first), Some(last)) => format!("{} to {}", when(*first, found.data.times), when(*last, found.data.times)),
        _ => String::new(),
    };
    let text = format!(
        "{} ({}): {} observations, {span}, {} {} errors. Source: {}",
        found.data.label,
        found.data.unit,
        times.len(),
        best.errors.words(),
        best.scale.name(),
        found.data.source
    );
    terminal::wrap(&text, terminal::width(), "")
}

fn comparison(found: &Fits) -> String {
    let columns = ["AICc", "difference", "weight", "BIC", "R²", "errors", "not identified"].map(str::to_owned);
    let least = found.best().aicc;
    let rows: Vec<Row> = found
        .laws
        .iter()
        .zip(found.weights())
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
                fitted.errors.name().to_owned(),
                open.join(", "),
            ];
            Row::Cells(fitted.law.name.to_owned(), cells)
        })
        .collect();
    terminal::table("Law", &columns, &rows, terminal::width())
}

fn parameters(found: &Fits, best: &Fitted) -> String {
    let columns = ["estimate", "std. error", "95 % interval", "unit"].map(str::to_owned);
    let mut rows: Vec<Row> = best
        .estimates
        .iter()
        .map(|estimate| {
            let error = estimate.error.map_or_else(String::new, |error| number::significant(error, 3));
            let unit = estimate.parameter.quantity.unit(&found.data.unit);
            let times = found.data.times;
            let cells = vec![value(estimate, estimate.value, times), error, interval(estimate, times), unit];
            Row::Cells(estimate.parameter.name.to_owned(), cells)
        })
        .collect();
    rows.extend(best.derived.iter().map(|derived| {
        let error = derived.error.map_or_else(String::new, |error| number::significant(error, 3));
        let shown = if derived.name.starts_with("time of") {
            computed(derived.value, found.data.times)
        } else {
            number::significant(derived.value, 5)
        };
        Row::Cells(derived.name.clone(), vec![shown, error, String::new(), derived.unit.to_owned()])
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
        (_, [Some(low), None]) => format!("above {}, no upper end", value(low)),
        (_, [None, Some(high)]) => format!("below {}, no lower end", value(high)),
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
        "Residual sd {} ({} of freedom), R² {}, log-likelihood {}, AICc {}, BIC {}.",
        number::significant(best.sigma, 4),
        phrase::count(best.freedom, "degree"),
        number::decimals(best.r_squared, 4),
        number::decimals(best.log_likelihood, 2),
        number::decimals(best.aicc, 2),
        number::decimals(best.bic, 2),
    );
    let residuals = format!(
        "Residuals: Durbin-Watson {}, autocorrelation {}, {} (p = {}), Jarque-Bera {} (p = {}).",
        number::decimals(tests.durbin_watson, 2),
        number::decimals(tests.autocorrelation, 2),
        phrase::count(tests.runs, "run"),
        tests.runs_p.map_or_else(|| "n/a".to_owned(), |p| number::decimals(p, 3)),
        number::decimals(tests.jarque_bera, 2),
        number::decimals(tests.jarque_bera_p, 3),
    );
    let correlations = if correlations.is_empty() || best.is_exact() {
        String::new()
    } else {
        format!("Correlations of parameters: {}.", correlations.join(", "))
    };
    let lines = [correlations, errors(best), fit, residuals].into_iter().filter(|line| !line.is_empty());
    let text: String = lines.map(|line| terminal::wrap(&line, terminal::width(), "")).collect();
    format!("\n{text}")
}

/// How errors hang together in time, and how much each structure counts in intervals.
fn errors(best: &Fitted) -> String {
    let correlation = best.correlation_of_errors.map_or_else(String::new, |correlation| {
        format!(", correlation {} over a period", number::decimals(correlation, 2))
    });
    let several = best.structures.len() > 1;
    let weights: Vec<String> = best
        .structures
        .iter()
        .filter(|_| several)
        .map(|one| format!("{} {}", one.structure.words(), number::decimals(one.weight, 2)))
        .collect();
    let weights = if several { format!("; intervals average over {}", weights.join(", ")) } else { String::new() };
    format!("Errors: {}{correlation}{weights}.", best.errors.words())
}
