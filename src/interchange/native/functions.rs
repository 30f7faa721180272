//! Functions that are an expression of the language: what each becomes.
//!
//! The table of meanings in `docs/interchange.md` says why.

use super::super::lexer::Dialect;
use super::written::{ATOM, CHOICE, MINUS, POWER, PRODUCT, SUM};
use crate::diagnostic::did_you_mean;

/// Which languages have a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Both,
    Xmile,
    Vensim,
}

impl Of {
    fn fits(self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Xmile => self != Self::Vensim,
            Dialect::Vensim => self != Self::Xmile,
        }
    }
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
    (Of::Both, "log", 2, 2, "ln($1) / ln($2)", PRODUCT),
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
    (Of::Xmile, "step", 2, 2, "step($1, $2)", ATOM),
    (Of::Xmile, "ramp", 2, 2, "ramp($1, $2)", ATOM),
    (Of::Xmile, "ramp", 3, 3, "ramp($1, $2, $3)", ATOM),
    (Of::Both, "game", 1, 1, "$1", CHOICE),
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
    // Of Stella alone, as isee's help has them: "Test input builtins", "Specialized builtins".
    (Of::Xmile, "sinwave", 2, 2, "abs($1) * sin(2 * pi * time / @2)", PRODUCT),
    (Of::Xmile, "coswave", 2, 2, "abs($1) * cos(2 * pi * time / @2)", PRODUCT),
    (Of::Xmile, "counter", 2, 2, "@1 + mod(time - starttime, @2 - @1)", SUM),
    (Of::Xmile, "cgrowth", 1, 1, "((1 + @1 / 100) ^ dt - 1) / dt", PRODUCT),
    (Of::Xmile, "normal", 2, 3, "normal($1, $2)", ATOM),
    (Of::Xmile, "random", 2, 3, "uniform($1, $2)", ATOM),
    (Of::Xmile, "uniform", 2, 3, "uniform($1, $2)", ATOM),
    (Of::Vensim, "random_uniform", 2, 3, "uniform($1, $2)", ATOM),
    // The same but for how times are shown along it.
    (Of::Vensim, "time_base", 2, 2, "@1 + time * @2", SUM),
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

/// Functions that are more than a text with arguments in it: languages, folded name, least and most arguments.
const SPECIAL: &[(Of, &str, usize, usize)] = &[
    (Of::Both, "if_then_else", 3, 3),
    (Of::Both, "min", 2, MANY),
    (Of::Both, "max", 2, MANY),
    (Of::Xmile, "pulse", 1, 3),
    (Of::Xmile, "poisson", 1, 2),
    (Of::Xmile, "lookup", 2, 2),
    (Of::Xmile, "smth1", 2, 3),
    (Of::Xmile, "smth3", 2, 3),
    (Of::Xmile, "smthn", 3, 4),
    (Of::Xmile, "delay", 2, 3),
    (Of::Xmile, "delay1", 2, 3),
    (Of::Xmile, "delay3", 2, 3),
    (Of::Xmile, "delayn", 3, 4),
    (Of::Xmile, "trend", 2, 3),
    (Of::Xmile, "forcst", 3, 4),
    (Of::Xmile, "previous", 2, 2),
    (Of::Xmile, "init", 1, 1),
    (Of::Both, "smooth", 2, 2),
    (Of::Both, "smoothi", 3, 3),
    (Of::Both, "smooth3", 2, 2),
    (Of::Both, "smooth3i", 3, 3),
    (Of::Both, "delay1i", 3, 3),
    (Of::Both, "delay3i", 3, 3),
    (Of::Vensim, "step", 2, 2),
    (Of::Vensim, "ramp", 3, 3),
    (Of::Vensim, "pulse", 2, 2),
    (Of::Vensim, "pulse_train", 4, 4),
    (Of::Vensim, "smooth_n", 4, 4),
    (Of::Vensim, "delay1", 2, 2),
    (Of::Vensim, "delay3", 2, 2),
    (Of::Vensim, "delay_n", 4, 4),
    (Of::Vensim, "delay_fixed", 3, 3),
    (Of::Vensim, "delay_material", 4, 4),
    (Of::Vensim, "delay_information", 3, 3),
    (Of::Vensim, "trend", 3, 3),
    (Of::Vensim, "forecast", 3, 3),
    (Of::Vensim, "initial", 1, 1),
    (Of::Vensim, "reinitial", 1, 1),
    (Of::Vensim, "active_initial", 2, 2),
    (Of::Vensim, "sample_if_true", 3, 3),
    (Of::Vensim, "integ", 2, 2),
    (Of::Vensim, "sinteg", 7, 7),
    (Of::Vensim, "vector_lookup", 5, 5),
    (Of::Vensim, "find_market_price", 4, 4),
    (Of::Vensim, "demand_at_price", 3, 3),
    (Of::Vensim, "supply_at_price", 3, 3),
    (Of::Vensim, "with_lookup", 2, 2),
    (Of::Vensim, "get_time_value", 3, 3),
    (Of::Vensim, "npv", 4, 4),
    (Of::Vensim, "npve", 4, 4),
    (Of::Vensim, "lookup_slope", 3, 3),
    (Of::Vensim, "lookup_area", 3, 3),
    (Of::Vensim, "get_data_at_time", 2, 2),
    (Of::Vensim, "get_data_between_times", 3, 3),
    (Of::Vensim, "get_data_first_time", 1, 1),
    (Of::Vensim, "get_data_last_time", 1, 1),
    (Of::Vensim, "depreciate_straightline", 4, 4),
    (Of::Vensim, "depreciate_by_schedule", 5, 5),
    (Of::Vensim, "delay_conveyor", 6, 6),
    (Of::Vensim, "time_shift", 2, 2),
    (Of::Vensim, "vector_select", 5, 5),
    (Of::Vensim, "vector_sort_order", 2, 2),
    (Of::Vensim, "vector_rank", 2, 2),
    (Of::Vensim, "vector_reorder", 2, 2),
    (Of::Vensim, "vector_elm_map", 2, 2),
    (Of::Vensim, "allocate_by_priority", 5, 5),
    (Of::Vensim, "allocate_available", 3, 3),
    (Of::Vensim, "invert_matrix", 2, 2),
    (Of::Vensim, "random_beta", 7, 7),
    (Of::Vensim, "random_lookup", 6, 6),
    (Of::Vensim, "random_normal", 5, 5),
    (Of::Vensim, "random_exponential", 5, 5),
    (Of::Vensim, "random_triangular", 6, 6),
    (Of::Vensim, "random_weibull", 6, 6),
    (Of::Vensim, "random_negative_binomial", 7, 7),
    (Of::Vensim, "random_poisson", 6, 6),
    (Of::Vensim, "random_binomial", 7, 7),
];

/// More arguments than anybody writes.
pub(super) const MANY: usize = usize::MAX;

/// What a function of this name and so many arguments becomes: a template, and how tightly it binds.
pub(super) fn template(dialect: Dialect, name: &str, arguments: usize) -> Option<(&'static str, u8)> {
    FUNCTIONS
        .iter()
        .find(|(of, known, least, most, ..)| {
            of.fits(dialect) && *known == name && (*least..=*most).contains(&arguments)
        })
        .map(|(.., template, strength)| (*template, *strength))
}

/// The numbers of arguments that a function of this name takes; none if there is no such function.
pub(super) fn takes(dialect: Dialect, name: &str) -> Option<(usize, usize)> {
    let plain = FUNCTIONS.iter().map(|(of, known, least, most, ..)| (*of, *known, *least, *most));
    let found = plain.chain(SPECIAL.iter().copied()).filter(|(of, known, ..)| of.fits(dialect) && *known == name);
    found.map(|(.., least, most)| (least, most)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Functions that draw numbers by a law that no function here has: of Vensim, which all begin with `random`, and of Stella.
const RANDOM: &[&str] = &[
    "beta",
    "binomial",
    "gamma",
    "geometric",
    "logistic",
    "montecarlo",
    "negbinomial",
    "pareto",
    "triangular",
    "weibull",
];

/// Functions of Vensim that are not read, with what to write instead.
const INSTEAD: &[(&str, &str)] = &[
    (
        "shift_if_true",
        "write what moves on as a flow out of each element into the next, which is not 0 where the condition holds",
    ),
    ("find_zero", "write the solution as a formula, or as a stock that approaches it"),
    ("simultaneous", "write the solution as a formula, or as a stock that approaches it"),
    ("delay_batch", "write the batch as a stock that is emptied when it is full"),
    ("a_function_of", "Vensim writes this where an equation is still lacking: write one"),
    ("tabxl", "write its points as a lookup"),
];

/// What to do about a function that is not known.
pub(super) fn instead_of(dialect: Dialect, name: &str) -> String {
    if name.starts_with("random_") || dialect == Dialect::Xmile && RANDOM.contains(&name) {
        return "give the equation a number, and that a distribution in a scenario that extends the model".to_owned();
    }
    if let Some((_, instead)) = INSTEAD.iter().find(|(known, _)| *known == name && dialect == Dialect::Vensim) {
        return (*instead).to_owned();
    }
    let plain = FUNCTIONS.iter().map(|(of, known, ..)| (*of, *known));
    let known = plain.chain(SPECIAL.iter().map(|(of, known, ..)| (*of, *known)));
    let near = did_you_mean(name, known.filter(|(of, _)| of.fits(dialect)).map(|(_, known)| known));
    near.map_or_else(
        || {
            "write out what it does, or define it as a macro; docs/interchange.md has the functions that are read"
                .to_owned()
        },
        |near| format!("did you mean `{}`?", near.replace('_', " ").to_uppercase()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_told_what_to_write() {
        let said = |dialect, name| instead_of(dialect, name);
        assert_eq!(said(Dialect::Vensim, "smoothh"), "did you mean `SMOOTH`?");
        assert!(said(Dialect::Vensim, "random_gamma").contains("a distribution in a scenario"));
        assert!(said(Dialect::Xmile, "triangular").contains("a distribution in a scenario"));
        assert!(said(Dialect::Vensim, "find_zero").contains("as a formula"));
        assert!(said(Dialect::Vensim, "unheard_of").contains("as a macro"));
    }
}
