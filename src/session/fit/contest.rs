//! Many laws for one set of observations: all are fitted to all, unless there are so many that it would take minutes.

use super::Skipped;
use crate::fit::{Domain, Fitted, LAWS, Law, LawError, Observations, Request, Scale, Structure, fit};
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
    let chosen = if data.len() > MANY { chosen(&fitting, data) } else { fitting.clone() };
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
/// for fits to all to find out, and is much the same for laws that are near.
fn chosen(laws: &[Entrant], data: &Observations) -> Vec<Entrant> {
    let independent =
        |(law, request): &Entrant| (*law, Request { errors: Some(Structure::Independent), ..request.clone() });
    let mut left: Vec<Entrant> = laws.iter().map(independent).collect();
    for rows in CHOSEN_ON {
        let mut fits = fitted(&left, &data.thinned(rows), &mut Skipped::new());
        sort_by(&mut fits, |a, b| a.aicc.total_cmp(&b.aicc));
        let least = fits.first().map_or(f64::NAN, |best| best.aicc);
        fits.retain(|one| one.aicc - least <= BEHIND);
        if rows == CHOSEN_ON[CHOSEN_ON.len() - 1] {
            fits.truncate(MOST);
        }
        left.retain(|(law, _)| fits.iter().any(|one| one.law.name == law.name));
    }
    let is_left = |law: &Law| left.iter().any(|(one, _)| one.name == law.name);
    laws.iter().filter(|(law, _)| is_left(law)).cloned().collect()
}
