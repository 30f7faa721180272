//! A history made ready for models: no gaps, no season, on a scale that keeps bounds.

use super::scale::Scale;
use super::season::Season;

/// Values before the last so many are not used: a fit of this many is as good, and takes bounded time.
pub const LONGEST: usize = 500;

/// A history as models see it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Values on the scale, gaps filled, seasons taken out; oldest first.
    pub working: Vec<f64>,
    /// The scale.
    pub scale: Scale,
    season: Option<Season>,
}

impl Prepared {
    /// Prepares a history whose first and last values are numbers; missing ones between them are not, and are put on the
    /// straight line between their neighbours. `period` is the number of values in a year, `maximum` the most a value
    /// can be.
    #[must_use]
    pub fn new(values: &[f64], period: usize, maximum: Option<f64>) -> Self {
        let recent = &values[values.len().saturating_sub(LONGEST)..];
        let start = recent.iter().position(|value| value.is_finite()).unwrap_or(0);
        let mut filled = fill(&recent[start..]);
        let season = Season::of(&filled, period);
        if let Some(season) = &season {
            for (at, value) in filled.iter_mut().enumerate() {
                *value = season.remove(*value, at);
            }
        }
        let scale = Scale::of(&filled, maximum);
        let working = filled.into_iter().map(|value| scale.forward(value)).collect();
        Self { working, scale, season }
    }

    /// A value `ahead` steps after the last, on the scale.
    #[must_use]
    pub fn forward(&self, value: f64, ahead: usize) -> f64 {
        let place = self.working.len() + ahead - 1;
        self.scale.forward(self.season.as_ref().map_or(value, |season| season.remove(value, place)))
    }

    /// From the scale to a value `ahead` steps after the last.
    #[must_use]
    pub fn back(&self, scaled: f64, ahead: usize) -> f64 {
        let value = self.scale.back(scaled);
        let place = self.working.len() + ahead - 1;
        let seasonal = self.season.as_ref().map_or(value, |season| season.restore(value, place));
        if let Scale::Angle { maximum } = self.scale { seasonal.clamp(0.0, maximum) } else { seasonal }
    }

    /// Whether a season was taken out.
    #[must_use]
    pub fn is_seasonal(&self) -> bool {
        self.season.is_some()
    }
}

/// Puts missing values on the straight line between their neighbours; the first and the last are there.
fn fill(values: &[f64]) -> Vec<f64> {
    let mut filled = values.to_vec();
    let mut before = 0;
    for at in 0..values.len() {
        if !values[at].is_finite() || at == before {
            continue;
        }
        let rise = (values[at] - values[before]) / (at - before) as f64;
        for (steps, filled) in (1..at - before).zip(&mut filled[before + 1..]) {
            *filled = values[before] + rise * steps as f64;
        }
        before = at;
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_bounds_kept() {
        let prepared = Prepared::new(&[1.0, f64::NAN, f64::NAN, 16.0], 1, None);
        assert_eq!(prepared.working, [1.0, 6_f64.sqrt(), 11_f64.sqrt(), 4.0]);
        assert_eq!((prepared.back(-2.0, 1), prepared.forward(25.0, 3)), (0.0, 5.0));
        let share = Prepared::new(&[40.0, 60.0, 80.0], 1, Some(80.0));
        assert_eq!(share.back(9.0, 1), 80.0);
    }

    #[test]
    fn seasons_go_and_return() {
        let pattern = [0.5, 1.5];
        let values: Vec<f64> = (0..13).map(|at| 64.0 * pattern[at % 2]).collect();
        let prepared = Prepared::new(&values, 2, None);
        assert!(prepared.is_seasonal() && prepared.working.iter().all(|value| (value - 8.0).abs() < 1e-9));
        // The value after 13 is at the second place of the cycle.
        assert!((prepared.back(8.0, 1) - 96.0).abs() < 1e-9 && (prepared.forward(32.0, 2) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn long_histories_are_cut() {
        let values: Vec<f64> = (0..2000).map(f64::from).collect();
        assert_eq!(Prepared::new(&values, 1, None).working.len(), LONGEST);
    }
}
