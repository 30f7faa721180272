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
