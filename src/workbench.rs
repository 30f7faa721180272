//! What the project's own benchmarks, fuzz targets, checks of methods and tests of the program look at inside the library.
//!
//! It promises nothing to anyone else, and names what it shows one by one, so that code without a caller does not hide in it.

/// See the module of the same name inside the library.
pub mod analysis {
    pub use crate::analysis::sensitivity::sensitivity;
    pub use crate::analysis::{Outcome, RunError, RunOptions, SensitivityOptions, model_of, project};

    /// See the module of the same name inside the library.
    pub mod compare {
        pub use crate::analysis::compare::{CompareOptions, Compared, compare};
    }
    /// See the module of the same name inside the library.
    pub mod sensitivity {
        /// See the module of the same name inside the library.
        pub mod estimators {
            pub use crate::analysis::sensitivity::estimators::{Bootstrap, Indices, Interval, Pairs, indices};

            /// See the module of the same name inside the library.
            pub mod functions {
                pub use crate::analysis::sensitivity::estimators::functions::{
                    Known, ishigami, ishigami_indices, sobol_g, sobol_g_indices,
                };
            }
        }
    }
}
/// See the module of the same name inside the library.
pub mod distribution {
    pub use crate::distribution::Distribution;
}
/// See the module of the same name inside the library.
pub mod engine {
    pub use crate::engine::{Ensemble, Settings, run};

    /// The memory of an ensemble.
    #[must_use]
    pub fn memory(ensemble: Ensemble) -> crate::numeric::buffer::Buffer {
        ensemble.values
    }
}
/// See the module of the same name inside the library.
pub mod fault {
    pub use crate::fault::{How, Operation, Order, asked, order};
}
/// See the module of the same name inside the library.
pub mod laws {
    pub use crate::laws::diffusion;
}
/// See the module of the same name inside the library.
pub mod model {
    pub use crate::model::{Model, quantity};

    /// See the module of the same name inside the library.
    pub mod check {
        pub use crate::model::check::check;
    }
    /// See the module of the same name inside the library.
    pub mod compile {
        pub use crate::model::compile::compile;
    }
}
/// See the module of the same name inside the library.
pub mod numeric {
    pub use crate::numeric::{math, random, sobol};

    /// See the module of the same name inside the library.
    pub mod buffer {
        pub use crate::numeric::buffer::Buffer;
    }
    /// See the module of the same name inside the library.
    pub mod quantile {
        pub use crate::numeric::quantile::Quantiles;
    }
    /// See the module of the same name inside the library.
    pub mod dispatch {
        pub use crate::numeric::dispatch::{Level, dispatch, level};
    }
}
/// See the module of the same name inside the library.
pub mod scenario {
    pub use crate::scenario::{Definition, Sampler, Scenario, Worth};

    /// See the module of the same name inside the library.
    pub mod merged {
        pub use crate::scenario::merged::{Merged, hash_of};
    }
    /// See the module of the same name inside the library.
    pub mod options {
        pub use crate::scenario::options::Options;
    }
    /// See the module of the same name inside the library.
    pub mod read {
        pub use crate::scenario::read::{read, read_through};
    }
}
