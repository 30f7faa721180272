//! Functions that are an expression of the language: what each becomes.
//!
//! The table of meanings in `docs/interchange.md` says why.

use super::super::lexer::Dialect;
use super::written::{ATOM, CHOICE, MINUS, POWER, PRODUCT, SUM};

/// Which languages have a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Both,
    Xmile,
    Vensim,
}

/// Languages, folded name, least and most arguments, what it becomes, how tightly that binds.
type Function = (Of, &'static str, usize, usize, &'static str, u8);

const FUNCTIONS: &[Function] = &[
    (Of::Both, "abs", 1, 1, "abs($1)", ATOM),
    (Of::Both, "exp", 1, 1, "exp($1)", ATOM),
    (Of::Both, "ln", 1, 1, "ln($1)", ATOM),
    (Of::Both, "sqrt", 1, 1, "sqrt($1)", ATOM),
    (Of::Both, "sin", 1, 1, "sin($1)", ATOM),
    (Of::Both, "cos", 1, 1, "cos($1)", ATOM),
    (Of::Both, "tan", 1, 1, "tan($1)", ATOM),
    (Of::Both, "arctan", 1, 1, "arctan($1)", ATOM),
    // arcsin x = 2 arctan(x / (1 + sqrt(1 - x^2))), at the ends too.
    (Of::Both, "arcsin", 1, 1, "2 * arctan(@1 / (1 + sqrt(1 - @1 ^ 2)))", PRODUCT),
    (Of::Both, "arccos", 1, 1, "pi / 2 - 2 * arctan(@1 / (1 + sqrt(1 - @1 ^ 2)))", SUM),
    (Of::Both, "sinh", 1, 1, "(exp($1) - exp(-@1)) / 2", PRODUCT),
    (Of::Both, "cosh", 1, 1, "(exp($1) + exp(-@1)) / 2", PRODUCT),
    (Of::Both, "tanh", 1, 1, "1 - 2 / (exp(2 * @1) + 1)", SUM),
    (Of::Xmile, "log10", 1, 1, "log10($1)", ATOM),
    (Of::Vensim, "log", 2, 2, "ln($1) / ln($2)", PRODUCT),
    // XMILE rounds down, Vensim cuts towards zero.
    (Of::Xmile, "int", 1, 1, "floor($1)", ATOM),
    (Of::Vensim, "integer", 1, 1, "int($1)", ATOM),
    (Of::Xmile, "round", 1, 1, "floor(@1 + 0.5)", ATOM),
    (Of::Xmile, "mod", 2, 2, "mod($1, $2)", ATOM),
    // Converters leave some words of Vensim in XMILE, which mean there what they mean in Vensim.
    (Of::Both, "modulo", 2, 2, "@1 - @2 * int(@1 / @2)", SUM),
    (Of::Both, "quantum", 2, 2, "if @2 <= 0 then $1 else @2 * int(@1 / @2)", CHOICE),
    (Of::Xmile, "safediv", 2, 2, "safediv($1, $2)", ATOM),
    (Of::Xmile, "safediv", 3, 3, "safediv($1, $2, $3)", ATOM),
    (Of::Both, "zidz", 2, 2, "safediv($1, $2)", ATOM),
    (Of::Both, "xidz", 3, 3, "safediv($1, $2, $3)", ATOM),
    (Of::Both, "step", 2, 2, "step($1, $2)", ATOM),
    (Of::Xmile, "ramp", 2, 2, "ramp($1, $2)", ATOM),
    (Of::Both, "ramp", 3, 3, "ramp($1, $2, $3)", ATOM),
    // As wide as is asked for, and one step at least.
    (Of::Vensim, "pulse", 2, 2, "step(1, $1) - step(1, @1 + max($2, dt))", SUM),
    (
        Of::Vensim,
        "pulse_train",
        4,
        4,
        "if time + dt / 1000 >= @1 and time + dt / 1000 < @4 and mod(time + dt / 1000 - @1, $3) < max($2, dt) then 1 else 0",
        CHOICE,
    ),
    (Of::Vensim, "game", 1, 1, "$1", CHOICE),
    (Of::Vensim, "power", 2, 2, "@1 ^ @2", POWER),
    // Stirling's series at x + 8 (Abramowitz and Stegun, 1964, 6.1.40, doi:10.5555/1098650), and back by the recurrence.
    (
        Of::Vensim,
        "gamma_ln",
        1,
        1,
        "(@1 + 7.5) * ln(@1 + 8) - (@1 + 8) + ln(2 * pi) / 2 + 1 / (12 * (@1 + 8)) - 1 / (360 * (@1 + 8) ^ 3) \
         + 1 / (1260 * (@1 + 8) ^ 5) - 1 / (1680 * (@1 + 8) ^ 7) + 1 / (1188 * (@1 + 8) ^ 9) \
         - ln(@1 * (@1 + 1) * (@1 + 2) * (@1 + 3) * (@1 + 4) * (@1 + 5) * (@1 + 6) * (@1 + 7))",
        SUM,
    ),
    (Of::Xmile, "normal", 2, 3, "normal($1, $2)", ATOM),
    (Of::Xmile, "random", 2, 3, "uniform($1, $2)", ATOM),
    (Of::Xmile, "uniform", 2, 3, "uniform($1, $2)", ATOM),
    (Of::Vensim, "random_uniform", 2, 3, "uniform($1, $2)", ATOM),
    (Of::Vensim, "random_0_1", 0, 0, "uniform(0, 1)", ATOM),
    (Of::Xmile, "exprnd", 1, 2, "-@1 * ln(uniform(0, 1))", MINUS),
    // Mean and standard deviation are those of the number itself, not of its logarithm.
    (
        Of::Xmile,
        "lognormal",
        2,
        3,
        "@1 / sqrt(1 + (@2 / @1) ^ 2) * exp(normal(0, 1) * sqrt(ln(1 + (@2 / @1) ^ 2)))",
        PRODUCT,
    ),
];

/// What a function of this name and so many arguments becomes: a template, and how tightly it binds.
pub(super) fn template(dialect: Dialect, name: &str, arguments: usize) -> Option<(&'static str, u8)> {
    let fits = |of: Of| match dialect {
        Dialect::Xmile => of != Of::Vensim,
        Dialect::Vensim => of != Of::Xmile,
    };
    FUNCTIONS
        .iter()
        .find(|(of, known, least, most, ..)| fits(*of) && *known == name && (*least..=*most).contains(&arguments))
        .map(|(.., template, strength)| (*template, *strength))
}

/// The numbers of arguments that a function of this name takes; none if there is no such function.
pub(super) fn takes(dialect: Dialect, name: &str) -> Option<(usize, usize)> {
    let found = (0..9).filter(|count| template(dialect, name, *count).is_some());
    found.fold(None, |range: Option<(usize, usize)>, count| Some((range.map_or(count, |(least, _)| least), count)))
}
