//! What books and other programs call the parameters of distributions, and what is to be written for them.

use super::parameters::{Kind, ParameterError, Parameters, Presence, Shape, Value, quantile_level};
use crate::diagnostic::{did_you_mean, fold};

/// Names of one parameter, ours first.
type Names = &'static [&'static str];

const MEAN: Names = &["mean", "average", "avg", "mu", "loc", "location", "expected", "expectation", "center", "centre"];
const SD: Names =
    &["sd", "std", "stdev", "stddev", "std_dev", "std_deviation", "standard_deviation", "sigma", "scale", "deviation"];
const VARIANCE: Names = &["variance", "var", "sigma2"];
const LOW: Names = &["low", "min", "minimum", "lower", "lower_bound", "least", "from", "left", "lo", "a"];
const HIGH: Names = &["high", "max", "maximum", "upper", "upper_bound", "greatest", "to", "right", "hi", "b"];
const MODE: Names = &["mode", "peak", "likely", "likeliest", "most_likely", "best", "mid", "middle", "ml", "c"];
const LOG_MEAN: Names = &["mu", "meanlog", "mean_log", "log_mean", "location"];
const SIGMA: Names = &["sigma", "sdlog", "sd_log", "log_sd", "s"];
const SHAPE: Names = &["shape", "k", "alpha", "a"];
/// Not `beta`, which is a scale in spreadsheets.
const RATE: Names = &["rate", "lambda"];
/// Not `mu` and `sigma`, which are those of the logarithm elsewhere, nor `mean` beside `sigma`, which may be either.
const OWN_MEAN: Names = &["mean", "average", "avg", "expected", "expectation"];
const OWN_SD: Names = &["sd", "std", "stdev", "stddev", "std_dev", "std_deviation", "standard_deviation"];
const VALUES: Names =
    &["values", "value", "outcomes", "options", "choices", "states", "levels", "x", "data", "samples"];
const WEIGHTS: Names =
    &["weights", "weight", "probabilities", "probability", "probs", "prob", "p", "chances", "shares", "frequencies"];

/// The parameters that have other names elsewhere.
const SYNONYMS: &[Names] = &[
    MEAN,
    SD,
    LOW,
    HIGH,
    MODE,
    SIGMA,
    SHAPE,
    VALUES,
    WEIGHTS,
    &["median", "geometric_mean", "scale"],
    &["scale", "theta"],
    &["alpha", "a", "shape1"],
    &["beta", "b", "shape2"],
    &["weight", "lambda", "gamma"],
    &["of", "distribution", "base", "parent"],
];

/// Two numbers by which a distribution is given elsewhere, and the two that are written here.
struct Conversion {
    kind: &'static str,
    from: [Names; 2],
    to: [&'static str; 2],
    of: fn(f64, f64) -> [f64; 2],
}

const CONVERSIONS: &[Conversion] = &[
    Conversion {
        kind: "normal",
        from: [MEAN, VARIANCE],
        to: ["mean", "sd"],
        of: |mean, variance| [mean, variance.sqrt()],
    },
    Conversion {
        kind: "lognormal",
        from: [LOG_MEAN, SIGMA],
        to: ["median", "sigma"],
        of: |mu, sigma| [mu.exp(), sigma],
    },
    Conversion {
        kind: "lognormal",
        from: [OWN_MEAN, OWN_SD],
        to: ["median", "sigma"],
        of: |mean, sd| {
            // The logarithm has the variance ln(1 + (sd / mean)^2).
            let variance = (sd / mean).powi(2).ln_1p();
            [mean * (-0.5 * variance).exp(), variance.sqrt()]
        },
    },
    Conversion { kind: "gamma", from: [SHAPE, RATE], to: ["shape", "scale"], of: |shape, rate| [shape, rate.recip()] },
    Conversion {
        kind: "gamma",
        from: [MEAN, SD],
        to: ["shape", "scale"],
        of: |mean, sd| [(mean / sd).powi(2), sd * sd / mean],
    },
    Conversion {
        kind: "beta",
        from: [MEAN, SD],
        to: ["alpha", "beta"],
        of: |mean, sd| {
            let both = mean * (1.0 - mean) / (sd * sd) - 1.0;
            [mean * both, (1.0 - mean) * both]
        },
    },
];

/// The parameters by the names that they have here, with what is to be written for those that had others.
///
/// What is called otherwise is read as what was meant by it, so that nothing is said to be missing besides.
pub(super) fn understood(kind: &Kind, written: &Parameters) -> (Parameters, Vec<ParameterError>) {
    if let Some(converted) = converted(kind, written) {
        return converted;
    }
    let mut parameters = written.clone();
    let mut errors = Vec::new();
    for at in 0..parameters.len() {
        let name = parameters[at].0.clone();
        let Some((meant, doc)) = meant(kind, &name, &parameters) else { continue };
        let problem = format!("`{}` has no parameter `{name}`, but `{meant}`", kind.name);
        let expected = match doc {
            "" => kind.signature(),
            doc => format!("{}: {doc}", kind.signature()),
        };
        errors.push(ParameterError { parameter: Some(name), problem, expected });
        parameters[at].0 = meant;
    }
    (parameters, errors)
}

/// What was meant by a name that a kind does not have, and what that is: something that is not written yet.
fn meant(kind: &Kind, written: &str, all: &Parameters) -> Option<(String, &'static str)> {
    let has = |name: &str| all.iter().any(|(other, _)| other == name);
    if kind.parameters.iter().any(|parameter| parameter.name == written) || is_quantile(kind, written) {
        return None;
    }
    let folded = fold(written);
    if let Some(level) = quantile(kind, &folded) {
        return (!has(&level)).then_some((level, ""));
    }
    let open = || kind.parameters.iter().filter(|parameter| !has(parameter.name));
    let called = |name: &str| SYNONYMS.iter().any(|names| names[0] == name && names.contains(&folded.as_str()));
    let near = || did_you_mean(written, open().map(|parameter| parameter.name));
    let name = open().map(|parameter| parameter.name).find(|name| called(name)).or_else(near).or_else(|| {
        // What alone is unknown is what alone is missing, but for bounds where there are none.
        let unknown = |name: &str| !is_quantile(kind, name) && kind.parameters.iter().all(|one| one.name != name);
        // Of a lognormal distribution nothing is required by itself, since quantiles may stand for both.
        let needed = |presence: Presence| presence == Presence::Required || kind.name == "lognormal";
        let mut missing = open().filter(|parameter| needed(parameter.presence));
        let only = missing.next().filter(|_| missing.next().is_none())?;
        let alone = all.iter().filter(|(name, _)| unknown(name)).count() == 1;
        let bound = [LOW, HIGH].iter().any(|names| names.contains(&folded.as_str()));
        (alone && !bound).then_some(only.name)
    })?;
    let parameter = kind.parameters.iter().find(|parameter| parameter.name == name)?;
    let value = all.iter().find(|(other, _)| other == written).map(|(_, value)| value)?;
    fits(parameter.shape, value).then(|| (name.to_owned(), parameter.doc))
}

/// What to write where bounds are asked of a kind that has none.
pub(super) fn bounded(kind: &Kind, written: &str) -> Option<String> {
    let folded = fold(written);
    let end = [LOW, HIGH].iter().find(|names| names.iter().any(|name| name.len() > 1 && *name == folded))?[0];
    let has = kind.parameters.iter().any(|parameter| parameter.name == end);
    (!has).then(|| format!("{{ truncated = {{ of = {{ {} = … }}, {end} = … }} }}", kind.name))
}

fn is_quantile(kind: &Kind, name: &str) -> bool {
    kind.takes_quantiles && quantile_level(name).is_some()
}

/// `p05` for `q05`, `P5`, `percentile_5`, `q_97.5` and `5%`.
fn quantile(kind: &Kind, folded: &str) -> Option<String> {
    const BEFORE: [&str; 6] = ["percentile", "quantile", "pct", "p", "q", ""];
    if folded == "median" && kind.parameters.iter().all(|parameter| parameter.name != folded) {
        return kind.takes_quantiles.then(|| "p50".to_owned());
    }
    let bare = folded.trim_end_matches('%');
    let rest = BEFORE.iter().find_map(|before| bare.strip_prefix(before))?;
    let level = format!("p{}", rest.trim_start_matches('_'));
    is_quantile(kind, &level).then_some(level)
}

fn fits(shape: Shape, value: &Value) -> bool {
    matches!(
        (shape, value),
        (Shape::Number, Value::Number(_)) | (Shape::List, Value::List(_)) | (Shape::Distribution, Value::Nested(..))
    )
}

/// The numbers that a distribution takes, where it is given by others.
fn converted(kind: &Kind, written: &Parameters) -> Option<(Parameters, Vec<ParameterError>)> {
    let known = |name: &str| kind.parameters.iter().any(|parameter| parameter.name == name);
    let number = |names: Names| {
        written.iter().find_map(|(name, value)| match value {
            Value::Number(number) if names.contains(&fold(name).as_str()) => Some((name, *number)),
            _ => None,
        })
    };
    if written.len() != 2 || written.iter().all(|(name, _)| known(name)) {
        return None;
    }
    CONVERSIONS.iter().filter(|conversion| conversion.kind == kind.name).find_map(
        |Conversion { from, to, of, .. }| {
            let [(first, a), (second, b)] = [number(from[0])?, number(from[1])?];
            let values = of(a, b);
            let [c, d] = values;
            if !(c.is_finite() && d.is_finite() && d > 0.0 && (c > 0.0 || kind.name == "normal")) {
                return None;
            }
            let unknown = if known(first) { second } else { first };
            let [c, d] = values.map(|value| format!("{value:.6}"));
            let error = ParameterError {
                parameter: Some(unknown.clone()),
                problem: format!("`{}` has no parameter `{unknown}`", kind.name),
                expected: format!(
                    "{{ {} = {{ {} = {c}, {} = {d} }} }}, which has this `{first}` and this `{second}`",
                    kind.name, to[0], to[1]
                ),
            };
            let parameters = to.iter().zip(values).map(|(name, value)| ((*name).to_owned(), Value::Number(value)));
            Some((parameters.collect(), vec![error]))
        },
    )
}
