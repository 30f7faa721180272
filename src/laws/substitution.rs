//! Substitution between domestic and imported goods by price.

use super::real::Real;

/// a pd^(1-sigma) / (a pd^(1-sigma) + (1-a) pm^(1-sigma)): the domestic share in value of a demand with a constant
/// elasticity of substitution (Armington 1969, doi:10.2307/3866403).
///
/// `a` is the share at equal prices, `pd` and `pm` are the domestic and the import price, `sigma` is the elasticity.
/// At sigma = 1 the share is `a` whatever the prices.
pub fn armington_share<R: Real>(a: R, pd: R, pm: R, sigma: R) -> R {
    let one = R::constant(1.0);
    // Only the relative price counts; as one power it cannot overflow in numerator and denominator together.
    let imports = (one.clone() - a.clone()) * (pm / pd).pow(one - sigma);
    a.clone() / (a + imports)
}

/// b p / (b p + 1 - b): the share in value of goods with share `b` in units and price `p` relative to the others.
pub fn value_share<R: Real>(b: R, p: R) -> R {
    let value = b.clone() * p;
    value.clone() / (value + R::constant(1.0) - b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a = 0.27, pd = 0.8, pm = 1 at four elasticities.
    #[test]
    fn published_elasticities() {
        for (sigma, expected) in [(2.5, 0.34076), (3.8, 0.40858), (4.05, 0.42213), (5.1, 0.48008)] {
            let share: f64 = armington_share(0.27, 0.8, 1.0, sigma);
            assert!((share - expected).abs() <= 5e-6, "sigma {sigma}: {share}, not {expected}");
        }
    }

    #[test]
    fn limits() {
        for (a, pd, pm, sigma, expected) in [
            (0.27, 0.8, 1.3, 1.0, 0.27),
            (0.27, 4.0, 4.0, 3.8, 0.27),
            (0.27, 0.5, 1.0, 1e6, 1.0),
            (0.27, 2.0, 1.0, 1e6, 0.0),
            (1.0, 2.0, 1.0, 3.8, 1.0),
            (0.0, 2.0, 1.0, 3.8, 0.0),
            // Leontief: quantities in fixed proportion, so values go with prices.
            (0.5, 3.0, 1.0, 0.0, 0.75),
        ] {
            let share: f64 = armington_share(a, pd, pm, sigma);
            assert!((share - expected).abs() < 1e-15, "{a} {pd} {pm} {sigma}: {share}, not {expected}");
        }
    }

    #[test]
    fn shares_in_value() {
        for (b, p, expected) in [(0.5, 3.0, 0.75), (0.3, 1.0, 0.3), (0.0, 2.0, 0.0), (1.0, 0.5, 1.0)] {
            let share: f64 = value_share(b, p);
            assert!((share - expected).abs() < 1e-15, "{share}, not {expected}");
        }
    }
}
