//! What the numbers of a projection rest on.

/// How uniform numbers for assumptions are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampler {
    /// Owen-scrambled Sobol points.
    Sobol,
    /// Latin hypercube over the stated total of draws.
    LatinHypercube,
    /// Independent pseudo-random numbers.
    Random,
}

impl Sampler {
    /// All samplers by the names they have in files.
    pub const ALL: [(&str, Self); 3] = [
        (Self::Sobol.name(), Self::Sobol),
        (Self::LatinHypercube.name(), Self::LatinHypercube),
        (Self::Random.name(), Self::Random),
    ];

    /// The sampler that a file calls by this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, sampler)| *sampler)
    }

    /// The name it has in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sobol => "sobol",
            Self::LatinHypercube => "latin-hypercube",
            Self::Random => "random",
        }
    }
}

/// The draws of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Number of draws; 1 suffices where nothing is uncertain.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// How numbers were drawn.
    pub sampler: Sampler,
}

/// What the numbers of a projection rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A model was run in which something is uncertain, or beside one in which something is: quantiles are over draws.
    Run(Sample),
    /// A model was run in which nothing is uncertain: all quantiles are equal, and charts show a line.
    Certain(Sample),
    /// Numbers are estimated from data, without a model of draws: quantiles are the edges of intervals.
    Estimated {
        /// How, in the words of a footer.
        method: String,
        /// Whether intervals have an extent; those of a series that never changes have none.
        uncertain: bool,
    },
}

impl Basis {
    /// The basis of a run.
    #[must_use]
    pub fn run(sample: Sample, uncertain: bool) -> Self {
        if uncertain { Self::Run(sample) } else { Self::Certain(sample) }
    }

    /// Whether anything is uncertain; if not, all quantiles are equal and charts show a line.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        match self {
            Self::Run(_) => true,
            Self::Certain(_) => false,
            Self::Estimated { uncertain, .. } => *uncertain,
        }
    }

    /// The draws of a run; none where numbers are estimated.
    #[must_use]
    pub fn sample(&self) -> Option<Sample> {
        match self {
            Self::Run(sample) | Self::Certain(sample) => Some(*sample),
            Self::Estimated { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplers_are_found_by_the_names_they_have() {
        for (name, sampler) in Sampler::ALL {
            assert_eq!(Sampler::named(name), Some(sampler));
        }
        assert_eq!(Sampler::named("halton"), None);
    }

    #[test]
    fn what_is_certain_has_draws_and_what_is_estimated_has_none() {
        let sample = Sample { draws: 1, seed: 7, sampler: Sampler::Random };
        let estimated = |uncertain| Basis::Estimated { method: String::new(), uncertain };
        for (basis, uncertain, drawn) in [
            (Basis::run(sample, true), true, Some(sample)),
            (Basis::run(sample, false), false, Some(sample)),
            (estimated(true), true, None),
            (estimated(false), false, None),
        ] {
            assert_eq!((basis.is_uncertain(), basis.sample()), (uncertain, drawn), "{basis:?}");
        }
    }
}
