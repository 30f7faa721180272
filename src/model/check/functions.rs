//! The built-in functions of the language: what they are called, what they take, what they become.

use crate::laws;
use crate::model::graph::Unary;
use crate::model::term::{Noise, Reduction};

/// How a built-in function is checked and what it becomes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// One dimensionless operand, dimensionless result.
    Plain(Unary),
    /// One operand of any unit, result in the same unit.
    Keeping(Unary),
    /// One operand of any unit, dimensionless result.
    Sign,
    Sqrt,
    Log10,
    Logit,
    /// Over elements, or between arguments.
    Reduce(Reduction),
    Clamp,
    Modulo,
    SafeDivide,
    Previous,
    Lag,
    Initial,
    Delay {
        smooth: bool,
        order: usize,
    },
    ServiceLife,
    /// The stock that a law of survival leaves, by its name.
    Survivors(&'static str),
    Step,
    Ramp,
    Pulse,
    Noise(Noise),
}

/// A built-in function: name, signature for messages, least and most arguments, form.
pub(super) type Function = (&'static str, &'static str, usize, usize, Form);

const MANY: usize = usize::MAX;

/// All built-in functions but the laws and the file's own lookup tables.
pub(super) const FUNCTIONS: &[Function] = &[
    ("abs", "abs(x)", 1, 1, Form::Keeping(Unary::Absolute)),
    ("exp", "exp(x)", 1, 1, Form::Plain(Unary::Exp)),
    ("ln", "ln(x)", 1, 1, Form::Plain(Unary::Ln)),
    ("log10", "log10(x)", 1, 1, Form::Log10),
    ("sqrt", "sqrt(x)", 1, 1, Form::Sqrt),
    ("sin", "sin(x)", 1, 1, Form::Plain(Unary::Sin)),
    ("cos", "cos(x)", 1, 1, Form::Plain(Unary::Cos)),
    ("tan", "tan(x)", 1, 1, Form::Plain(Unary::Tan)),
    ("arctan", "arctan(x)", 1, 1, Form::Plain(Unary::Arctan)),
    ("int", "int(x)", 1, 1, Form::Plain(Unary::Truncate)),
    ("floor", "floor(x)", 1, 1, Form::Plain(Unary::Floor)),
    ("round", "round(x)", 1, 1, Form::Plain(Unary::Round)),
    ("sign", "sign(x)", 1, 1, Form::Sign),
    ("invlogit", "invlogit(x)", 1, 1, Form::Plain(Unary::Logistic)),
    ("logit", "logit(p)", 1, 1, Form::Logit),
    ("sum", "sum(x, dimension, …)", 2, MANY, Form::Reduce(Reduction::Sum)),
    ("mean", "mean(x, dimension, …)", 2, MANY, Form::Reduce(Reduction::Mean)),
    ("prod", "prod(x, dimension, …)", 2, MANY, Form::Reduce(Reduction::Product)),
    ("min", "min(a, b, …) or min(x, dimension, …)", 2, MANY, Form::Reduce(Reduction::Minimum)),
    ("max", "max(a, b, …) or max(x, dimension, …)", 2, MANY, Form::Reduce(Reduction::Maximum)),
    ("clamp", "clamp(x, low, high)", 3, 3, Form::Clamp),
    ("mod", "mod(a, b)", 2, 2, Form::Modulo),
    ("safediv", "safediv(a, b, otherwise)", 2, 3, Form::SafeDivide),
    ("previous", "previous(x, init)", 1, 2, Form::Previous),
    ("lag", "lag(x, span, init)", 2, 3, Form::Lag),
    ("delay", "delay(x, span, init)", 2, 3, Form::Lag),
    ("init", "init(x)", 1, 1, Form::Initial),
    ("smth1", "smth1(x, tau, init)", 2, 3, Form::Delay { smooth: true, order: 1 }),
    ("smth3", "smth3(x, tau, init)", 2, 3, Form::Delay { smooth: true, order: 3 }),
    ("delay1", "delay1(x, tau, init)", 2, 3, Form::Delay { smooth: false, order: 1 }),
    ("delay3", "delay3(x, tau, init)", 2, 3, Form::Delay { smooth: false, order: 3 }),
    ("service_life", "service_life(x, life, init)", 2, 3, Form::ServiceLife),
    ("lognormal_life", "lognormal_life(x, median, sigma, longest, init)", 4, 5, Form::Survivors("lognormal_survival")),
    ("weibull_life", "weibull_life(x, scale, shape, longest, init)", 4, 5, Form::Survivors("weibull_survival")),
    ("step", "step(height, time)", 2, 2, Form::Step),
    ("ramp", "ramp(slope, from, until)", 2, 3, Form::Ramp),
    ("pulse", "pulse(volume, at, every)", 2, 3, Form::Pulse),
    ("normal", "normal(mean, sd)", 2, 2, Form::Noise(Noise::Normal)),
    ("uniform", "uniform(low, high)", 2, 2, Form::Noise(Noise::Uniform)),
    ("ar1", "ar1(rho, sd)", 2, 2, Form::Noise(Noise::Autoregressive)),
    ("gbm", "gbm(drift, volatility)", 2, 2, Form::Noise(Noise::GeometricBrownian)),
];

/// Whether a folded name is a function of the language.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|(known, ..)| *known == name) || laws::law(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_explains_every_function() {
        let guide = include_str!("../../../docs/language.md");
        for (name, signature, ..) in FUNCTIONS {
            for form in signature.split(" or ") {
                assert!(guide.contains(&format!("`{form}`")), "docs/language.md lacks `{form}` of `{name}`");
            }
        }
    }
}
