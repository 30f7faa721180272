//! How spreadsheets, packages and print write what is uncertain, and the line to write instead.

use crate::distribution;

/// Kinds by the names that others have for them, with the parameters in the order in which they take them.
const KINDS: [(&[&str], &str, &[&str]); 7] = [
    (&["normal", "norm", "gauss", "gaussian", "n"], "normal", &["mean", "sd"]),
    (&["uniform", "unif", "u"], "uniform", &["low", "high"]),
    (&["triangular", "triang", "triangle", "tri"], "triangular", &["low", "mode", "high"]),
    (&["pert", "betapert"], "pert", &["low", "mode", "high"]),
    (&["beta"], "beta", &["alpha", "beta"]),
    (&["betageneral"], "beta", &["alpha", "beta", "low", "high"]),
    (&["gamma"], "gamma", &["shape", "scale"]),
];

/// What names of distributions begin with in @RISK, Crystal Ball and packages of Python.
const BEFORE: [&str; 7] = ["risk", "cb.", "np.random.", "numpy.random.", "random.", "scipy.stats.", "stats."];

/// What a file does not have as a kind, with what to write in its place.
const OTHERS: [(&[&str], &str); 6] = [
    (&["exponential", "expon", "exp"], "write `{ gamma = { shape = 1, scale = … } }`, whose mean is the scale"),
    (&["lognorm", "lognormal2"], "write `{ lognormal = { p05 = …, p95 = … } }`"),
    (
        &["poisson", "binomial", "binom", "bernoulli", "geometric", "negbin", "duniform", "intuniform"],
        "write `{ discrete = { values = [0, 1, …], weights = […] } }`, with the probability of each value",
    ),
    (
        &[
            "weibull",
            "logistic",
            "student",
            "t",
            "cauchy",
            "pareto",
            "gumbel",
            "laplace",
            "loguniform",
            "trigen",
            "myerson",
        ],
        "write `{ quantiles = { p05 = …, p50 = …, p95 = … } }`",
    ),
    (&["histogram", "cumul", "cumulative", "histogrm", "sample", "data"], "write `{ empirical = { values = […] } }`"),
    (&["constant", "fixed", "point", "deterministic", "value"], "a number is no distribution: write `value = …`"),
];

/// Keys that say which kind it is elsewhere.
const SAYING_KIND: [&str; 7] = ["type", "kind", "dist", "family", "name", "distribution", "shape"];

/// A name without what it begins with in other programs.
fn plain(name: &str) -> String {
    let lower = name.trim().trim_start_matches('@').to_lowercase();
    let short = BEFORE.iter().find_map(|before| lower.strip_prefix(before)).filter(|rest| !rest.is_empty());
    short.map(str::to_owned).unwrap_or(lower)
}

fn known(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let name = plain(name);
    let (_, kind, parameters) = KINDS.iter().find(|(names, ..)| names.contains(&name.as_str()))?;
    Some((kind, parameters))
}

/// Whether a key says elsewhere which kind a distribution is.
pub fn says_kind(key: &str) -> bool {
    SAYING_KIND.contains(&key)
}

/// What to write for a kind that a file does not have.
pub fn kind(name: &str) -> Option<String> {
    if says_kind(name) {
        return Some("the kind is the key, as in `{ normal = { mean = 5, sd = 1 } }`".to_owned());
    }
    if let Some((kind, parameters)) = known(name) {
        return Some(format!("write `{}`", table(kind, parameters, &vec!["…"; parameters.len()])));
    }
    let name = plain(name);
    OTHERS.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, help)| (*help).to_owned())
}

fn table(kind: &str, parameters: &[&str], values: &[&str]) -> String {
    let pairs: Vec<String> = parameters.iter().zip(values).map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{{ {kind} = {{ {} }} }}", pairs.join(", "))
}

/// Whether a key is a kind of distribution or a parameter of one.
pub fn is_of_distribution(key: &str) -> bool {
    distribution::KINDS
        .iter()
        .any(|kind| kind.name == key || kind.parameters.iter().any(|parameter| parameter.name == key))
}

/// The line to write where a distribution lies loose among the keys of a table: its kind, or the parameters of one.
pub fn loose<'k>(keys: impl Iterator<Item = &'k str>) -> Option<String> {
    let keys: Vec<&str> = keys.collect();
    let kinds = || distribution::KINDS.iter();
    if let Some(kind) = kinds().find(|kind| keys.contains(&kind.name)) {
        return Some(format!("distribution = {{ {} = … }}", kind.name));
    }
    // Of kinds whose parameters are all there the one with the most; of those the first.
    let names = |kind: &distribution::Kind| {
        let required =
            kind.parameters.iter().filter(|parameter| parameter.presence == distribution::Presence::Required);
        required.map(|parameter| parameter.name).collect::<Vec<_>>()
    };
    let fitting = kinds().map(|kind| (kind, names(kind)));
    let fitting = fitting.filter(|(_, names)| !names.is_empty() && names.iter().all(|name| keys.contains(name)));
    let (kind, names) = fitting.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best })?;
    Some(format!("distribution = {}", table(kind.name, &names, &vec!["…"; names.len()])))
}

/// The line to write for a text such as `RiskPert(1, 2, 3)`, `5 to 10`, `5-10`, `5 ± 1` or `N(5, 1)`.
pub fn line(text: &str) -> Option<String> {
    let text = text.trim().trim_matches('"').trim().trim_start_matches('=');
    let said = called(text).or_else(|| range(text)).or_else(|| scatter(text))?;
    Some(format!("write `distribution = {said}`"))
}

fn called(text: &str) -> Option<String> {
    let (name, rest) = text.split_once('(')?;
    let inside = rest.trim().strip_suffix(')')?;
    let values: Vec<&str> = inside.split([',', ';']).map(str::trim).collect();
    let numbers: Vec<f64> = values.iter().map_while(|value| number(value)).collect();
    if numbers.len() < values.len() {
        return None;
    }
    if let ("lognorm" | "lognormal", true, [mean, sd]) = (&*plain(name), is_of_moments(name), &numbers[..]) {
        // The logarithm has the variance ln(1 + (sd / mean)^2).
        let variance = (sd / mean).powi(2).ln_1p();
        let [median, sigma] = [mean * (-0.5 * variance).exp(), variance.sqrt()].map(|value| format!("{value:.6}"));
        return Some(table("lognormal", &["median", "sigma"], &[&median, &sigma]));
    }
    if let ("expon" | "exponential", [_]) = (&*plain(name), &numbers[..]) {
        return Some(table("gamma", &["shape", "scale"], &["1", values[0]]));
    }
    let (kind, parameters) = known(name)?;
    (parameters.len() == values.len()).then(|| table(kind, parameters, &values))
}

/// Whether the parameters of a lognormal distribution of this name are its mean and standard deviation.
fn is_of_moments(name: &str) -> bool {
    let name = name.trim().trim_start_matches('@').to_lowercase();
    name.starts_with("risk") || name.starts_with("cb.")
}

fn range(text: &str) -> Option<String> {
    let marks = [" to ", "..", "–", "—", " bis ", " - ", "-", "~"];
    marks.into_iter().find_map(|mark| {
        // A sign or an exponent in front is no range.
        let at = text.match_indices(mark).map(|(at, _)| at).find(|at| *at > 0)?;
        let [low, high] = [&text[..at], text[at + mark.len()..].trim_start_matches('.')].map(str::trim);
        let (from, until) = (number(low)?, number(high)?);
        // Two years are a period.
        let years = [low, high].iter().all(|end| end.len() == 4 && end.bytes().all(|letter| letter.is_ascii_digit()));
        (from < until && !years).then(|| table("uniform", &["low", "high"], &[low, high]))
    })
}

fn scatter(text: &str) -> Option<String> {
    let (mean, sd) = ["±", "+/-", "+-"].into_iter().find_map(|mark| text.split_once(mark))?;
    let [mean, sd] = [mean, sd].map(str::trim);
    number(mean).zip(number(sd)).map(|_| table("normal", &["mean", "sd"], &[mean, sd]))
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_uncertain_elsewhere_has_the_line_to_write_instead() {
        for (text, instead) in [
            ("5 to 10", Some("uniform = { low = 5, high = 10 }")),
            ("5-10", Some("uniform = { low = 5, high = 10 }")),
            ("-5..-2.5", Some("uniform = { low = -5, high = -2.5 }")),
            ("5–10", Some("uniform = { low = 5, high = 10 }")),
            ("\"5 ± 1\"", Some("normal = { mean = 5, sd = 1 }")),
            ("10 +/- 2", Some("normal = { mean = 10, sd = 2 }")),
            ("N(5, 1)", Some("normal = { mean = 5, sd = 1 }")),
            ("=RiskNormal(5; 1)", Some("normal = { mean = 5, sd = 1 }")),
            ("RiskPert(1, 2, 3)", Some("pert = { low = 1, mode = 2, high = 3 }")),
            ("RiskTriang(1,2,3)", Some("triangular = { low = 1, mode = 2, high = 3 }")),
            ("CB.Uniform(1, 2)", Some("uniform = { low = 1, high = 2 }")),
            ("CB.BetaPERT(1, 2, 3)", Some("pert = { low = 1, mode = 2, high = 3 }")),
            ("np.random.normal(0, 1)", Some("normal = { mean = 0, sd = 1 }")),
            ("RiskExpon(3)", Some("gamma = { shape = 1, scale = 3 }")),
            // Mean 10 and sd 5: ln(1.25) = 0.223144, its root 0.472381; 10 / sqrt(1.25) = 8.944272.
            ("RiskLognorm(10, 5)", Some("lognormal = { median = 8.944272, sigma = 0.472381 }")),
            ("lognormal(1, 0.5)", None),
            ("normal(a, 1)", None),
            ("normal(1)", None),
            ("2020-2025", None),
            ("10 to 5", None),
            ("-5", None),
            ("1e-5", None),
            ("5..", None),
            ("to 5", None),
            ("", None),
        ] {
            let expected = instead.map(|instead| format!("write `distribution = {{ {instead} }}`"));
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn kinds_of_others_have_ours() {
        for (name, part) in [
            ("gaussian", "{ normal = { mean = …, sd = … } }"),
            ("RiskPert", "{ pert = { low = …, mode = …, high = … } }"),
            ("exponential", "gamma = { shape = 1"),
            ("poisson", "discrete"),
            ("weibull", "quantiles"),
            ("type", "the kind is the key"),
            ("fixed", "value = …"),
        ] {
            assert!(kind(name).is_some_and(|help| help.contains(part)), "{name}: {:?}", kind(name));
        }
        assert_eq!(kind("unknown"), None);
    }
}
