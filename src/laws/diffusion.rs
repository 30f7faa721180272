//! Diffusion: S-curves of adoption, and the replacement of one technology by another.

use super::real::Real;

/// K / (1 + exp(-r (t - tm))): logistic growth to `capacity` (Verhulst 1838).
///
/// `rate` is the initial exponential rate per unit of time, `midpoint` the time at which half of the capacity is reached.
pub fn logistic<R: Real>(capacity: R, rate: R, midpoint: R, t: R) -> R {
    capacity * (rate * (t - midpoint)).logistic()
}

/// K exp(-b exp(-c t)): Gompertz growth to `capacity` (Gompertz 1825, doi:10.1098/rstl.1825.0026; as a growth curve:
/// Winsor 1932, doi:10.1073/pnas.18.1.1).
///
/// `b` = ln(K / value at t = 0) is dimensionless, `c` the rate at which the logarithmic gap to the capacity closes.
/// The steepest point, at K / e, is at t = ln(b) / c.
pub fn gompertz<R: Real>(capacity: R, b: R, c: R, t: R) -> R {
    capacity * (-(b * (-(c * t)).exp())).exp()
}

/// K (1 - exp(-(t / scale)^shape)): growth to `capacity` as the distribution function of Weibull rises (Weibull 1951,
/// doi:10.1115/1.4010337; as a growth curve: Seber and Wild 1989, doi:10.1002/0471725315), a time `t` after the launch;
/// 0 before the launch.
///
/// At t = `scale` 1 - 1/e of the capacity is reached, whatever the dimensionless `shape`; both are positive. Above a
/// shape of 1 it is an S-curve, steepest at t = scale (1 - 1/shape)^(1/shape); at 1 it is exponential saturation.
pub fn weibull<R: Real>(capacity: R, scale: R, shape: R, t: R) -> R {
    capacity * saturation(weibull_exponent(scale, shape, t))
}

/// (t / scale)^shape, the exponent of Weibull's distribution; 0 before t = 0.
pub(super) fn weibull_exponent<R: Real>(scale: R, shape: R, t: R) -> R {
    let zero = R::constant(0.0);
    let begun = zero.clone().less(t.clone());
    // The logarithm of a power is taken of 1 before the launch, so that no derivative is NaN there.
    let ratio = begun.clone().select(t, scale.clone()) / scale;
    begun.select(ratio.pow(shape), zero)
}

/// 1 - exp(-u) for u >= 0, as a series where the difference would lose digits.
fn saturation<R: Real>(u: R) -> R {
    /// Below this, terms beyond the sixth are less than rounding errors.
    const SMALL: f64 = 0.01;
    let one = || R::constant(1.0);
    let nested = (2..=6).rev().fold(one(), |rest, n| one() - u.clone() * R::constant(1.0 / f64::from(n)) * rest);
    let series = u.clone() * nested;
    u.clone().less(R::constant(SMALL)).select(series, one() - (-u).exp())
}

/// (1 - exp(-(p+q) t)) / (1 + (q/p) exp(-(p+q) t)): cumulative adopters as a fraction of all who will adopt, a time `t`
/// after the launch (Bass 1969, doi:10.1287/mnsc.15.5.215); 0 before the launch.
///
/// `p` is the coefficient of innovation and `q` that of imitation, both per unit of time; p + q > 0.
pub fn bass<R: Real>(p: R, q: R, t: R) -> R {
    let decay = bass_decay(p.clone(), q.clone(), t);
    // Numerator and denominator times p, so that p = 0 (nobody begins) is 0 rather than a division by zero.
    p.clone() * (R::constant(1.0) - decay.clone()) / (p + q * decay)
}

/// Adopters per unit of time as a fraction of all who will adopt: the time derivative of [`bass`]; 0 before the launch.
///
/// Its peak is at t = ln(q/p) / (p+q).
pub fn bass_rate<R: Real>(p: R, q: R, t: R) -> R {
    let decay = bass_decay(p.clone(), q.clone(), t.clone());
    let sum = p.clone() + q.clone();
    let denominator = p.clone() + q * decay.clone();
    let rate = p * sum.clone() * sum * decay / (denominator.clone() * denominator);
    t.less(R::constant(0.0)).select(R::constant(0.0), rate)
}

/// exp(-(p+q) t), held at 1 before the launch.
fn bass_decay<R: Real>(p: R, q: R, t: R) -> R {
    (-((p + q) * t.maximum(R::constant(0.0)))).exp()
}

/// The share whose logit grows by `k` per unit of time from `s0` at t = 0: s / (1 - s) = s0 / (1 - s0) exp(k t)
/// (Fisher and Pry 1971, doi:10.1016/S0040-1625(71)80005-7, whose 2 alpha is `k`).
///
/// `s0` is in [0, 1]; at 0 and 1 the share stays where it is.
pub fn fisher_pry<R: Real>(s0: R, k: R, t: R) -> R {
    ((s0.clone() / (R::constant(1.0) - s0)).ln() + k * t).logistic()
}

/// ln 81 / k: the time in which a [`fisher_pry`] share goes from 10 % to 90 % (Fisher and Pry 1971,
/// doi:10.1016/S0040-1625(71)80005-7).
pub fn takeover_time<R: Real>(k: R) -> R {
    R::constant(81_f64.ln()) / k
}

#[cfg(test)]
mod tests {
    use super::super::Dual;
    use super::*;

    fn close(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value}, not {expected}");
    }

    #[test]
    fn logistic_and_gompertz_closed_forms() {
        close(logistic(80.0, 0.4, 2020.0, 2020.0), 40.0, 1e-12);
        // One logit unit above the midpoint: 80 / (1 + 1/e).
        close(logistic(80.0, 0.5, 2020.0, 2022.0), 80.0 / (1.0 + (-1_f64).exp()), 1e-12);
        close(logistic(80.0, 0.5, 2020.0, 1e5), 80.0, 1e-12);
        close(gompertz(80.0, 2.0, 0.3, 2_f64.ln() / 0.3), 80.0 / 1_f64.exp(), 1e-12);
        close(gompertz(80.0, 4_f64.ln(), 0.3, 0.0), 20.0, 1e-12);
        close(gompertz(80.0, 4_f64.ln(), 0.3, 1e4), 80.0, 1e-12);
    }

    /// 1 - 1/e at the scale; shape 1 is exponential; one and two medians; then the steepest point.
    #[test]
    fn weibull_closed_forms() {
        let less = 1.0 - (-1_f64).exp();
        for shape in [0.5, 1.0, 2.5, 40.0] {
            close(weibull(80.0, 12.0, shape, 12.0), 80.0 * less, 1e-13);
            close(weibull(80.0, 12.0, shape, 12.0 * 2_f64.ln().powf(1.0 / shape)), 40.0, 1e-13);
        }
        close(weibull(1.0, 4.0, 1.0, 3.0), 1.0 - (-0.75_f64).exp(), 1e-15);
        close(weibull(80.0, 12.0, 3.0, 1e4), 80.0, 0.0);
        let steepest = 12.0 * (1.0 - 1.0 / 3.0_f64).powf(1.0 / 3.0);
        let slope = |t: f64| {
            let [k, scale, shape] = [1.0, 12.0, 3.0].map(Dual::<1>::constant);
            weibull(k, scale, shape, Dual::variable(t)).derivative[0]
        };
        assert!(slope(steepest) > slope(steepest - 0.1) && slope(steepest) > slope(steepest + 0.1));
    }

    /// At and before the launch nothing has happened, and no derivative is NaN, whatever the shape.
    #[test]
    fn weibull_begins_at_its_launch() {
        for shape in [0.3, 1.0, 4.0] {
            for t in [0.0, -0.0, -1e-9, -7.0] {
                let [k, scale, shape] = [0, 1, 2].map(|n| Dual::<4>::along([80.0, 12.0, shape][n], n));
                assert_eq!(weibull(k, scale, shape, Dual::along(t, 3)), Dual::constant(0.0));
            }
        }
    }

    /// The first growth keeps its digits but two at most, where the series ends: 1 - exp(-u) from Python's `math.expm1`; and nothing falls where series and
    /// difference meet.
    #[test]
    fn weibull_of_small_numbers() {
        for (t, expected) in [
            (1e-5, 1e-20),
            (1e-2, 9.999_999_950_000_001e-9),
            (0.316_227_766_016_837_94, 0.009_950_166_250_831_947),
            (0.3, 0.008_067_283_394_428_835),
        ] {
            let found = weibull(1.0, 1.0, 4.0, t);
            assert!((found - expected).abs() <= 1e-14 * expected, "{t}: {found:e}, not {expected:e}");
        }
        let path: Vec<f64> = (0..=400).map(|n| weibull(1.0, 1.0, 1.0, 0.01 + f64::from(n - 200) * 1e-12)).collect();
        assert!(path.windows(2).all(|pair| pair[1] > pair[0]));
    }

    /// Bass (1969) with p = 0.03, q = 0.38: the peak t* = ln(q/p) / (p+q) = 6.1926 years, F(t*) = 0.4605.
    #[test]
    fn bass_peak() {
        let (p, q) = (0.03_f64, 0.38);
        let peak = (q / p).ln() / (p + q);
        close(peak, 6.1926, 5e-5);
        close(bass(p, q, peak), 0.4605, 5e-5);
        close(bass_rate(p, q, peak), (p + q).powi(2) / (4.0 * q), 1e-15);
        let slope = bass_rate(Dual::constant(p), Dual::constant(q), Dual::variable(peak)).derivative[0];
        close(slope, 0.0, 1e-15);
    }

    #[test]
    fn bass_limits() {
        close(bass(0.03, 0.38, 0.0), 0.0, 0.0);
        close(bass(0.03, 0.38, 1e4), 1.0, 0.0);
        close(bass(0.0, 0.38, 5.0), 0.0, 0.0);
        close(bass(0.1, 0.0, 5.0), 1.0 - (-0.5_f64).exp(), 1e-15);
        close(bass_rate(0.03, 0.38, 0.0), 0.03, 1e-16);
        for before in [-1e-9, -3.0, -1e4] {
            close(bass(0.03, 0.38, before), 0.0, 0.0);
            close(bass_rate(0.03, 0.38, before), 0.0, 0.0);
        }
    }

    #[test]
    fn bass_rate_is_the_derivative_of_bass() {
        for t in [0.5, 3.0, 6.0, 12.0] {
            let curve = bass(Dual::constant(0.03), Dual::constant(0.38), Dual::variable(t));
            close(bass_rate(0.03, 0.38, t), curve.derivative[0], 1e-15);
        }
    }

    /// Two observed shares, 0.27 in 2020 and 0.57 in 2024: k = 0.31912 a year, 50 % in 2023.117, 70 % in 2025.772,
    /// 90 % in 2030.002, takeover time 13.771 years.
    #[test]
    fn fisher_pry_through_two_points() {
        let logit = |share: f64| (share / (1.0 - share)).ln();
        let k = (logit(0.57) - logit(0.27)) / 4.0;
        close(k, 0.31912, 5e-6);
        close(fisher_pry(0.27, k, 4.0), 0.57, 1e-15);
        close(takeover_time(k), 13.771, 5e-4);
        for (share, year) in [(0.5, 2023.117), (0.7, 2025.772), (0.9, 2030.002)] {
            // The year is printed to three decimals; the share then moves by at most k/4 * 0.0005.
            close(fisher_pry(0.27, k, year - 2020.0), share, k / 4.0 * 5e-4);
        }
        let ninth = takeover_time(0.4);
        close(fisher_pry(0.1, 0.4, ninth), 0.9, 1e-15);
    }

    #[test]
    fn fisher_pry_limits() {
        for (s0, t, expected) in
            [(0.0, 30.0, 0.0), (1.0, -30.0, 1.0), (0.3, 0.0, 0.3), (0.3, 1e5, 1.0), (0.3, -1e5, 0.0)]
        {
            close(fisher_pry(s0, 0.3, t), expected, 1e-15);
        }
    }
}
