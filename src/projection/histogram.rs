//! How the draws of a number spread: their shares in equal cells.

/// Shares of draws in equal cells whose edges are multiples of a power of ten, so that those of several numbers, or of several
/// scenarios, can be added up to the same bars. They and what lies beyond the cells add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The point of time.
    pub point: usize,
    /// The width of a cell is 10 to this power, in the unit of the variable.
    pub exponent: i32,
    /// The first cell begins at so many widths.
    pub first: i64,
    /// Share of draws below the first cell.
    pub below: f64,
    /// By cell: the share of draws from its lower edge to below its upper one.
    pub shares: Vec<f64>,
    /// Share of draws from the end of the last cell on.
    pub above: f64,
}

/// A bar of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Lower and upper edge.
    pub edges: [f64; 2],
    /// Share of draws.
    pub share: f64,
}

impl Histogram {
    /// The width of a cell.
    #[must_use]
    pub fn width(&self) -> f64 {
        10_f64.powi(self.exponent)
    }

    /// Where the first cell begins and the last one ends.
    #[must_use]
    pub fn ends(&self) -> [f64; 2] {
        [self.first, self.first + self.shares.len() as i64].map(|cell| multiple(cell, self.exponent))
    }

    /// The cells that are not empty at their ends: the first, and the one behind the last.
    #[must_use]
    pub fn extent(&self) -> Option<[i64; 2]> {
        let first = self.shares.iter().position(|share| *share > 0.0)?;
        let last = self.shares.iter().rposition(|share| *share > 0.0)?;
        Some([self.first + first as i64, self.first + last as i64 + 1])
    }

    /// Cells added up to bars that are `times` times 10 to the power `exponent` wide, from the first that is not empty to the
    /// last. None if bars of that width cannot be made of its cells, or all is beyond them.
    #[must_use]
    pub fn bars(&self, times: i64, exponent: i32) -> Option<Vec<Bar>> {
        let finer = u32::try_from(exponent.checked_sub(self.exponent)?).ok()?;
        let cells = 10_i64.checked_pow(finer)?.checked_mul(times).filter(|cells| *cells > 0)?;
        let [start, end] = self.extent()?;
        let first = start.div_euclid(cells);
        let last = (end - 1).div_euclid(cells);
        let edge = |bar: i64| multiple(bar.saturating_mul(times), exponent);
        let mut bars: Vec<Bar> =
            (first..=last).map(|bar| Bar { edges: [edge(bar), edge(bar + 1)], share: 0.0 }).collect();
        for (cell, share) in (self.first..).zip(&self.shares).filter(|(_, share)| **share > 0.0) {
            bars[(cell.div_euclid(cells) - first) as usize].share += share;
        }
        Some(bars)
    }
}

/// No more bars can be told apart on a telephone.
const MOST_BARS: f64 = 32.0;
/// Fewer bars show no shape.
const LEAST_BARS: f64 = 8.0;

/// The width of the bars of histograms that are shown together, as so many times a power of ten: the least of 1, 2, 5, 10, … that
/// leaves no more bars than so many draws fill (twice their cube root: Rice's rule), and than can be told apart. None if nothing is
/// there to be counted.
#[must_use]
pub fn bar_width(all: &[&Histogram], draws: u64) -> Option<(i64, i32)> {
    let exponent = all.iter().map(|one| one.exponent).max()?;
    let ends = all.iter().filter_map(|one| Some(one.extent()?.map(|end| end as f64 * one.width()))).flatten();
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let most = (2.0 * (draws as f64).cbrt()).clamp(LEAST_BARS, MOST_BARS);
    let fits = |(times, exponent): &(i64, i32)| (high - low) / (*times as f64 * 10_f64.powi(*exponent)) <= most;
    // Each histogram has less than 10^4 cells, and those of several may lie far apart.
    (exponent..exponent + 18).flat_map(|exponent| [1, 2, 5].map(|times| (times, exponent))).find(fits)
}

/// So many times a power of ten, without the rounding of powers that are no whole numbers.
fn multiple(times: i64, exponent: i32) -> f64 {
    let power = 10_f64.powi(exponent.abs());
    if exponent < 0 { times as f64 / power } else { times as f64 * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(first: i64, shares: &[f64]) -> Histogram {
        Histogram { point: 0, exponent: -1, first, below: 0.0, shares: shares.to_vec(), above: 0.0 }
    }

    /// Cells of a tenth from -0.3 on, in bars of a half and of one: zero is an edge.
    #[test]
    fn cells_add_up_to_bars_at_multiples_of_their_width() {
        let found = histogram(-3, &[0.0, 0.125, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.25, 0.125, 0.0]);
        let bar = |low, high, share| Bar { edges: [low, high], share };
        assert_eq!(found.bars(5, -1), Some(vec![bar(-0.5, 0.0, 0.375), bar(0.0, 0.5, 0.25), bar(0.5, 1.0, 0.375)]));
        assert_eq!(found.bars(1, 0), Some(vec![bar(-1.0, 0.0, 0.375), bar(0.0, 1.0, 0.625)]));
        assert_eq!(found.extent(), Some([-2, 7]));
        assert_eq!(found.ends(), [-0.3, 0.8]);
        assert_eq!(found.bars(1, -1).map(|bars| bars.len()), Some(9));
    }

    /// From -2 to 7 cells of a tenth, 0.9 in all: at most 8 bars of few draws, 20 of a thousand.
    #[test]
    fn bars_are_as_wide_as_draws_are_many() {
        let found = histogram(-2, &[0.125, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.25, 0.125]);
        assert_eq!(bar_width(&[&found], 10), Some((2, -1)));
        assert_eq!(bar_width(&[&found], 1000), Some((1, -1)));
        // One that is coarser, and far off: 99 to 100 beside -0.2 to 0.7.
        let far = Histogram { exponent: 0, first: 99, ..histogram(0, &[1.0]) };
        assert_eq!(bar_width(&[&found, &far], 1000), Some((1, 1)));
        assert_eq!(bar_width(&[&found, &far], 1_000_000), Some((5, 0)));
        assert_eq!(bar_width(&[], 10), None);
        assert_eq!(bar_width(&[&histogram(0, &[0.0])], 10), Some((1, -1)));
    }

    #[test]
    fn bars_that_cut_cells_or_hold_nothing_are_none() {
        assert_eq!(histogram(0, &[1.0]).bars(1, -2), None);
        assert_eq!(histogram(0, &[0.0]).bars(1, 0), None);
        assert_eq!(histogram(0, &[1.0]).bars(1, 300), None);
        // Edges are what one would write.
        assert_eq!(histogram(3, &[1.0]).bars(1, -1).map(|bars| bars[0].edges), Some([0.3, 0.4]));
    }
}
