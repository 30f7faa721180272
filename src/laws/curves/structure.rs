//! How errors around curves hang together in time.

/// How errors hang together in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// Each by itself.
    Independent,
    /// Each draws on the one before: a deviation from the law fades.
    Autoregressive,
    /// Each is the one before and a step: a deviation from the law stays.
    Walk,
}

impl Structure {
    /// All structures.
    pub const ALL: [Self; 3] = [Self::Independent, Self::Autoregressive, Self::Walk];
    /// What asks for the one that suits the data.
    pub const AUTO: &'static str = "auto";
    /// Their names, in the same order, and [`Self::AUTO`].
    pub const NAMES: [&'static str; 4] =
        [Self::Independent.name(), Self::Autoregressive.name(), Self::Walk.name(), Self::AUTO];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Autoregressive => "ar1",
            Self::Walk => "walk",
        }
    }

    /// What it is called in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Autoregressive => "autoregressive",
            Self::Walk => "random walk",
        }
    }

    /// The structure of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|structure| structure.name() == name)
    }
}
