//! How observations scatter around curves.

/// How observations scatter around a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By amounts: errors are differences.
    Level,
    /// By factors: errors are differences of logarithms. For positive values.
    Log,
    /// By odds: errors are differences of logits. For shares between 0 and 1.
    Logit,
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 3] = [Self::Level, Self::Log, Self::Logit];
    /// Their names, in the same order.
    pub const NAMES: [&'static str; 3] = [Self::Level.name(), Self::Log.name(), Self::Logit.name()];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Log => "log",
            Self::Logit => "logit",
        }
    }

    /// The scale of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// Whether a value has a place on this scale.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        match self {
            Self::Level => value.is_finite(),
            Self::Log => value > 0.0 && value.is_finite(),
            Self::Logit => value > 0.0 && value < 1.0,
        }
    }
}
