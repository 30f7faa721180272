//! Laws of growth, diffusion, learning, capital, survival, substitution and trade.
//!
//! Each is a pure function, defined once and generic over [`Real`]: evaluated on `f64` for values, on [`Dual`] for
//! derivatives, and on the nodes of an expression graph by the equation compiler. Time is in years unless stated
//! otherwise; a unit of time or money only has to be the same throughout one call. [`LAWS`] lists those that equations
//! may call, with their units; [`apply`] calls one by name. [`curves`] lists those that can be fitted to data.

pub mod capital;
mod catalogue;
pub mod curves;
pub mod diffusion;
mod dual;
pub mod growth;
pub mod learning;
mod real;
pub mod substitution;
pub mod survival;
pub mod trade;

pub use catalogue::{LAWS, Law, apply, law};
pub use dual::Dual;
pub use real::{Gaussian, Real};
