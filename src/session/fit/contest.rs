//! Many laws for one set of observations: all are fitted to all, unless there are so many that it would take minutes.

use super::Skipped;
use crate::fit::{Domain, Fitted, LAWS, Law, LawError, Observations, Request, Scale, Structure, fit, nearness};
use crate::numeric::sorting::{sort_by, sort_by_key};
use crate::parallel;

/// Where there are more observations than this, laws are chosen on some of them first.
const MANY: usize = 20_000;
/// On how many laws are chosen, one choice after the other: what many leave over fewer are asked about on more.
const CHOSEN_ON: [usize; 2] = [2_000, 20_000];
/// By how much a law may be behind in Akaike's corrected criterion and still be fitted to all: so far support is substantial
/// (Burnham and Anderson 2002, section 2.6, doi:10.1007/b97636). What lies between two laws grows with the observations.
const BEHIND: f64 = 2.0;
/// So many laws at most are fitted to all.
const MOST: usize = 2;

/// A law and how it is fitted.
type Entrant = (&'static Law, Request);

/// Fits laws to observations; those that do not go with them, or are behind on a part of very many, are skipped.
pub(super) fn fit_all(laws: Vec<Entrant>, data: &Observations) -> (Vec<Fitted>, Skipped) {
    let mut skipped = Skipped::new();
    let (fitting, outside): (Vec<Entrant>, Vec<Entrant>) =
        laws.into_iter().partition(|(law, _)| beyond(law, data).is_none());
    skipped.extend(outside.into_iter().filter_map(|(law, _)| Some((law, beyond(law, data)?))));
    let chosen = if data.len() > MANY { chosen(&fitting, data, CHOSEN_ON) } else { fitting.clone() };
    let mut fits = fitted(&chosen, data, &mut skipped);
    let others = fitting.into_iter().filter(|(law, _)| chosen.iter().all(|(one, _)| one.name != law.name));
    if fits.is_empty() {
        // What a part of the observations did not show stands against all that were chosen.
        fits = fitted(&others.collect::<Vec<_>>(), data, &mut skipped);
    } else {
        skipped.extend(others.map(|(law, _)| (law, LawError::Behind { rows: CHOSEN_ON[0] })));
    }
    sort_by_key(&mut skipped, |(law, _)| LAWS.iter().position(|one| one.name == law.name));
    (fits, skipped)
}

/// The first value that a law of shares cannot have.
fn beyond(law: &Law, data: &Observations) -> Option<LawError> {
    let shares = law.parameters[0].domain == Domain::Share;
    let row = data.y.iter().position(|value| shares && !Scale::Logit.contains(*value))?;
    Some(LawError::Value { row, value: data.y[row], scale: Scale::Logit })
}

fn fitted(laws: &[Entrant], data: &Observations, skipped: &mut Skipped) -> Vec<Fitted> {
    let results = parallel::map(laws, |(law, request)| fit(law, data, request));
    let mut fits = Vec::new();
    for ((law, _), result) in laws.iter().zip(results) {
        match result {
            Ok(fitted) => fits.push(fitted),
            Err(error) => skipped.push((law, error)),
        }
    }
    fits
}

/// The laws that are nearest on a part of the observations, with errors that do not depend on one another: how they do is
/// for fits to all to find out, and is much the same for laws that are near. `parts` are how many observations each choice is
/// made on.
fn chosen(laws: &[Entrant], data: &Observations, parts: [usize; 2]) -> Vec<Entrant> {
    let independent =
        |(law, request): &Entrant| (*law, Request { errors: Some(Structure::Independent), ..request.clone() });
    let mut left: Vec<Entrant> = laws.iter().map(independent).collect();
    for rows in parts {
        let part = data.thinned(rows);
        let near = parallel::map(&left, |(law, request)| nearness(law, &part, request).unwrap_or(f64::INFINITY));
        let mut order: Vec<usize> = (0..left.len()).collect();
        sort_by(&mut order, |a, b| near[*a].total_cmp(&near[*b]));
        let least = order.first().map_or(f64::NAN, |best| near[*best]);
        order.retain(|one| near[*one] - least <= BEHIND);
        if rows == parts[parts.len() - 1] {
            order.truncate(MOST);
        }
        left = order.into_iter().map(|one| left[one].clone()).collect();
    }
    let is_left = |law: &Law| left.iter().any(|(one, _)| one.name == law.name);
    laws.iter().filter(|(law, _)| is_left(law)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal::normal_quantile;

    /// The law that a curve is one of, the scatter around it, and the curve.
    type Curve = (&'static str, f64, fn(f64) -> f64);

    /// Values of a curve with independent errors of logarithms.
    fn scattered(curve: impl Fn(f64) -> f64, sd: f64) -> Observations {
        let count = 2_400;
        // Weyl's sequence is evenly spread, and far from the order of time.
        let score = |row: usize| normal_quantile::<false>(((row + 1) as f64 * 0.754_877_666_246_692_7).fract());
        let point = |row: usize| {
            let time = 1950.0 + 80.0 * row as f64 / count as f64;
            (time, curve(time - 1950.0) * (sd * score(row)).exp())
        };
        Observations::new(&(0..count).map(point).collect::<Vec<_>>())
    }

    fn entrants() -> Vec<Entrant> {
        let request = Request { scale: Some(Scale::Log), ..Request::default() };
        let goes =
            |law: &&Law| law.same_as.is_none() && law.inputs.is_empty() && law.parameters[0].domain != Domain::Share;
        LAWS.iter().filter(goes).map(|law| (law, request.clone())).collect()
    }

    /// What the laws chosen on parts of the rows are held against is a fit of every law to all of them. There are a tenth of
    /// the rows, and of the parts, that there would be: fits of every law to more take as long as a hundred other tests.
    #[test]
    fn the_choice_on_parts_has_the_best_law_of_all_rows() {
        let curves: [Curve; 4] = [
            ("exponential", 0.3, |t| 3.0 * (0.03 * t).exp()),
            ("linear", 0.02, |t| 5.0 + 0.4 * t),
            ("logistic", 0.3, |t| 100.0 / (1.0 + (-0.12 * (t - 40.0)).exp())),
            ("gompertz", 0.02, |t| 100.0 * (-(-0.07 * (t - 35.0)).exp()).exp()),
        ];
        for (name, sd, curve) in curves {
            let (data, laws) = (scattered(curve, sd), entrants());
            let near = parallel::map(&laws, |(law, request)| nearness(law, &data, request).unwrap_or(f64::INFINITY));
            let best = (0..laws.len()).min_by(|a, b| near[*a].total_cmp(&near[*b])).expect("laws");
            let chosen: Vec<&str> =
                chosen(&laws, &data, CHOSEN_ON.map(|rows| rows / 10)).iter().map(|(law, _)| law.name).collect();
            assert!(chosen.contains(&laws[best].0.name), "{name}: {chosen:?}, not {}", laws[best].0.name);
            assert!(laws[best].0.name.starts_with(name), "{name}: {}", laws[best].0.name);
        }
    }

    #[test]
    fn the_criterion_of_a_choice_is_that_of_the_fit() {
        let data = scattered(|t| 100.0 / (1.0 + (-0.12 * (t - 40.0)).exp()), 0.1).thinned(40);
        let request = Request { errors: Some(Structure::Independent), ..Request::default() };
        for (law, scaled) in entrants() {
            let request = Request { scale: scaled.scale, ..request.clone() };
            let (near, full) = (nearness(law, &data, &request), fit(law, &data, &request));
            assert_eq!(near, full.map(|fitted| fitted.aicc), "{}", law.name);
        }
    }
}
