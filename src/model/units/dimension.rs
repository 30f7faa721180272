//! Dimensions: exact rational powers of base units.

use std::collections::BTreeMap;
use std::fmt;

use num_rational::Ratio;

/// A power of a base unit.
pub type Power = Ratio<i32>;

/// The dimension of a quantity: powers of base units, none of them zero.
///
/// Base units are `yr`, `m`, `g`, money (`CNY`, `CNY_2020`, …: each currency and price basis is a base of its own, so that
/// they never mix by accident) and whatever a file declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dimension(BTreeMap<String, Power>);

/// No unit has this name.
const UNKNOWN: &str = "?";

/// The greatest numerator and denominator of a power: far beyond any use, and products of a few such are exact.
const HIGHEST_POWER: i32 = 100;

impl Dimension {
    /// Dimensionless.
    #[must_use]
    pub fn one() -> Self {
        Self::default()
    }

    /// A base unit to the first power.
    #[must_use]
    pub fn base(name: &str) -> Self {
        Self(BTreeMap::from([(name.to_owned(), Power::from_integer(1))]))
    }

    /// Years.
    #[must_use]
    pub fn year() -> Self {
        Self::base("yr")
    }

    /// That of a quantity whose unit is not known: it fits everywhere, so that one mistake is reported once.
    #[must_use]
    pub fn unknown() -> Self {
        Self::base(UNKNOWN)
    }

    /// Whether it is that of a quantity whose unit is not known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0.contains_key(UNKNOWN)
    }

    /// Whether it is dimensionless.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0.is_empty()
    }

    /// The product of two dimensions.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.combine(other, Power::from_integer(1))
    }

    /// The quotient of two dimensions.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        self.combine(other, Power::from_integer(-1))
    }

    /// The dimension to a rational power.
    #[must_use]
    pub fn power(&self, exponent: Power) -> Self {
        Self::one().combine(self, exponent)
    }

    /// Whether all its powers are in a range in which exact arithmetic does not overflow.
    #[must_use]
    pub fn is_moderate(&self) -> bool {
        self.0.values().all(|power| power.numer().abs() <= HIGHEST_POWER && *power.denom() <= HIGHEST_POWER)
    }

    fn combine(&self, other: &Self, exponent: Power) -> Self {
        let mut powers = self.0.clone();
        for (base, power) in &other.0 {
            let sum = powers.get(base).copied().unwrap_or_default() + *power * exponent;
            if sum == Power::default() {
                powers.remove(base);
            } else {
                powers.insert(base.clone(), sum);
            }
        }
        Self(powers)
    }
}

impl Dimension {
    /// Powers with watts or watt-hours in the place of watt-years.
    fn with_watts(&self) -> BTreeMap<String, Power> {
        let mut powers = self.0.clone();
        if let Some(wyr) = powers.remove("Wyr") {
            let (own, yr, name) = super::terms::watts(wyr, powers.remove("yr").unwrap_or_default());
            powers.insert(name.to_owned(), own);
            if yr != Power::default() {
                powers.insert("yr".to_owned(), yr);
            }
        }
        powers
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() {
            return f.write_str("1");
        }
        let shown = self.with_watts();
        let (over, under): (Vec<_>, Vec<_>) = shown.iter().partition(|(_, power)| **power > Power::default());
        let write = |factors: &[(&String, &Power)]| -> String {
            let texts: Vec<String> = factors
                .iter()
                .map(|(base, power)| {
                    let size = if **power < Power::default() { -**power } else { **power };
                    if size == Power::from_integer(1) { (*base).clone() } else { format!("{base}^{size}") }
                })
                .collect();
            texts.join(" ")
        };
        let numerator = if over.is_empty() { "1".to_owned() } else { write(&over) };
        f.write_str(&numerator)?;
        if !under.is_empty() {
            write!(f, "/{}", write(&under).replace(' ', "/"))?;
        }
        Ok(())
    }
}
