//! Scales on which parameters are searched, and on which observations scatter.

use super::number::Number;

pub use crate::laws::curves::{Domain, Scale};

impl Domain {
    /// The parameter at a place of the search.
    pub(super) fn natural<N: Number>(self, inner: N) -> N {
        match self {
            Self::Real => inner,
            Self::Positive => inner.exp(),
            Self::Share => inner.logistic(),
            Self::Growth => inner.exp() - N::constant(1.0),
        }
    }

    /// The place of the search at a parameter.
    pub(super) fn inner(self, natural: f64) -> f64 {
        match self {
            Self::Real => natural,
            Self::Positive => natural.ln(),
            Self::Share => (natural / (1.0 - natural)).ln(),
            Self::Growth => natural.ln_1p(),
        }
    }

    /// d natural / d inner at a parameter.
    pub(super) fn slope(self, natural: f64) -> f64 {
        match self {
            Self::Real => 1.0,
            Self::Positive => natural,
            Self::Share => natural * (1.0 - natural),
            Self::Growth => 1.0 + natural,
        }
    }
}

impl Scale {
    /// A value on this scale.
    pub(super) fn link<N: Number>(self, value: N) -> N {
        match self {
            Self::Level => value,
            Self::Log => value.ln(),
            Self::Logit => value.ln() - (N::constant(1.0) - value).ln(),
        }
    }

    /// The value at a place on this scale.
    pub(super) fn unlink(self, linked: f64) -> f64 {
        match self {
            Self::Level => linked,
            Self::Log => linked.exp(),
            Self::Logit => crate::laws::Real::logistic(linked),
        }
    }

    /// ln |d link / d value|.
    pub(super) fn log_slope(self, value: f64) -> f64 {
        match self {
            Self::Level => 0.0,
            Self::Log => -value.ln(),
            Self::Logit => -(value * (1.0 - value)).ln(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_and_scales_go_there_and_back() {
        for (domain, inside, outside) in [
            (Domain::Real, -3.0, f64::NAN),
            (Domain::Positive, 0.2, 0.0),
            (Domain::Share, 0.3, 1.0),
            (Domain::Growth, -0.4, -1.0),
        ] {
            let inner = domain.inner(inside);
            assert!((domain.natural(inner) - inside).abs() < 1e-15);
            let slope = (domain.natural(inner + 1e-6) - domain.natural(inner - 1e-6)) / 2e-6;
            assert!((slope - domain.slope(inside)).abs() < 1e-9, "{domain:?}");
            assert!(domain.contains(inside) && !domain.contains(outside));
        }
        for (scale, inside, outside) in
            [(Scale::Level, -3.0, f64::NAN), (Scale::Log, 0.2, 0.0), (Scale::Logit, 0.3, 1.0)]
        {
            assert!((scale.unlink(scale.link(inside)) - inside).abs() < 1e-15);
            let slope = (scale.link(inside + 1e-6) - scale.link(inside - 1e-6)) / 2e-6;
            assert!((slope.ln() - scale.log_slope(inside)).abs() < 1e-7, "{scale:?}");
            assert!(scale.contains(inside) && !scale.contains(outside));
        }
    }
}
