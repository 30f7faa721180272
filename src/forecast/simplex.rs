//! Minimising a function of a few bounded parameters without derivatives.

/// The least value found, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minimum<const N: usize> {
    /// Where it is.
    pub at: [f64; N],
    /// The function there.
    pub value: f64,
}

/// Minimises a function inside a box by the simplex method of Nelder and Mead (1965, doi:10.1093/comjnl/7.4.308).
///
/// The first simplex has `start` and one more corner for each parameter, `reach` of its range away; points outside
/// the box are moved onto its border. A value that is not finite counts as infinite. It ends after `evaluations`, or when
/// the values of the corners differ by less than 1e-4 of their size: of a sum of squares of 24 values that is 0.002 of a criterion.
pub fn minimise<const N: usize>(
    start: [f64; N],
    bounds: [(f64, f64); N],
    reach: f64,
    evaluations: usize,
    function: impl Fn(&[f64; N]) -> f64,
) -> Minimum<N> {
    let evaluate = |mut at: [f64; N]| {
        for (value, (low, high)) in at.iter_mut().zip(bounds) {
            *value = value.max(low).min(high);
        }
        let value = function(&at);
        Minimum { at, value: if value.is_finite() { value } else { f64::INFINITY } }
    };
    let mut corners = vec![evaluate(start)];
    for (index, (low, high)) in bounds.into_iter().enumerate() {
        let mut at = start;
        let step = (high - low) * reach;
        at[index] += if at[index] + step <= high { step } else { -step };
        corners.push(evaluate(at));
    }
    let mut used = corners.len();
    while used < evaluations {
        sort(&mut corners);
        let (best, worst) = (corners[0], corners[N]);
        if (worst.value - best.value).abs() <= 1e-4 * (best.value.abs() + 1e-300) {
            break;
        }
        let centre: [f64; N] =
            std::array::from_fn(|index| corners[..N].iter().map(|corner| corner.at[index]).sum::<f64>() / N as f64);
        let along = |factor: f64| evaluate(std::array::from_fn(|i| centre[i] + factor * (worst.at[i] - centre[i])));
        let reflected = along(-1.0);
        used += 1;
        let candidate = if reflected.value < best.value {
            used += 1;
            let expanded = along(-2.0);
            if expanded.value < reflected.value { expanded } else { reflected }
        } else if reflected.value < corners[N - 1].value {
            reflected
        } else {
            used += 1;
            along(if reflected.value < worst.value { -0.5 } else { 0.5 })
        };
        if candidate.value < worst.value {
            corners[N] = candidate;
            continue;
        }
        for corner in &mut corners[1..] {
            *corner = evaluate(std::array::from_fn(|i| f64::midpoint(best.at[i], corner.at[i])));
        }
        used += N;
    }
    corners
        .into_iter()
        .min_by(|a, b| a.value.total_cmp(&b.value))
        .unwrap_or(Minimum { at: start, value: f64::INFINITY })
}

/// The best first; equal ones stay in their order. They are few and nearly sorted.
fn sort<const N: usize>(corners: &mut [Minimum<N>]) {
    for end in 1..corners.len() {
        for at in (1..=end).rev() {
            if corners[at].value.total_cmp(&corners[at - 1].value).is_ge() {
                break;
            }
            corners.swap(at, at - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_minima() {
        let rosenbrock = |x: &[f64; 2]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let found = minimise([-1.2, 1.0], [(-5.0, 5.0), (-5.0, 5.0)], 0.25, 2000, rosenbrock);
        assert!(found.at.iter().all(|x| (x - 1.0).abs() < 1e-3), "{found:?}");
        // The free minimum is at 3; the box ends at 2.
        let found = minimise([0.5], [(0.0, 2.0)], 0.25, 200, |x| (x[0] - 3.0).powi(2));
        assert!((found.at[0] - 2.0).abs() < 1e-6, "{found:?}");
        assert_eq!(minimise([0.5], [(0.0, 1.0)], 0.25, 50, |_| f64::NAN).value, f64::INFINITY);
    }
}
