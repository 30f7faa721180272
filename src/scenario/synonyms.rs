//! What other programs and books call the keys of scenario files.

/// Keys, each with other names of what it says. A name may stand for several: the one that a table has is meant.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("title", &["name", "heading", "caption"]),
    ("label", &["name", "title", "caption", "display_name"]),
    ("narrative", &["description", "desc", "story", "text", "summary", "about"]),
    ("description", &["desc", "comment", "note", "notes", "doc", "narrative"]),
    ("note", &["comment", "notes", "remark", "description", "desc", "doc"]),
    ("source", &["reference", "ref", "citation", "origin", "src"]),
    ("unit", &["units", "uom"]),
    ("value", &["val", "default", "amount", "number", "constant", "setting", "strength"]),
    ("distribution", &["dist", "range", "uncertainty", "prior"]),
    ("start", &["from", "begin", "first", "start_year", "first_year", "initial_time", "starttime"]),
    ("end", &["to", "until", "stop", "last", "end_year", "last_year", "final_time", "stoptime"]),
    ("step", &["dt", "time_step", "timestep", "delta", "interval"]),
    ("method", &["integration", "integrator", "solver"]),
    ("draws", &["samples", "n", "iterations", "runs", "simulations", "trials", "n_samples", "size"]),
    ("seed", &["random_seed", "rng_seed", "random_state"]),
    ("sampler", &["sampling", "method"]),
    ("elements", &["items", "members", "categories", "subscripts", "names"]),
    ("dims", &["dimensions", "dimension", "subscripts", "index", "axes"]),
    ("equation", &["formula", "expression", "expr", "eq", "eqn", "definition", "rhs"]),
    ("initial", &["init", "initial_value", "start", "value"]),
    ("inflow", &["in", "inflows", "flow", "input"]),
    ("outflow", &["out", "outflows", "output"]),
    ("non_negative", &["nonneg", "nonnegative", "positive"]),
    ("year", &["date", "by", "deadline", "when", "time"]),
    ("at_least", &["min", "minimum", "above", "lower"]),
    ("at_most", &["max", "maximum", "below", "upper"]),
    ("above", &["at_least", "min", "minimum", "over"]),
    ("below", &["at_most", "max", "maximum", "under"]),
    ("lasting", &["for", "duration"]),
    ("file", &["path", "filename", "data", "csv", "table"]),
    ("column", &["col", "value_column", "field"]),
    ("time", &["year", "date", "time_column", "year_column"]),
    ("values", &["points", "observations", "observed"]),
    ("where", &["filter", "filters", "select"]),
    ("neutral", &["off", "none", "baseline"]),
    ("min", &["low", "minimum", "lower", "lower_bound"]),
    ("max", &["high", "maximum", "upper", "upper_bound"]),
    ("from", &["begin", "start", "since", "first"]),
    ("until", &["end", "to", "stop", "last"]),
    ("variable", &["var", "target", "of", "on"]),
    ("years", &["year", "period", "when"]),
    ("multiply", &["factor", "times", "multiplier", "scale"]),
    ("add", &["plus", "change", "shift"]),
    ("set", &["replace", "value", "to"]),
    ("kind", &["type", "chart", "style"]),
    ("variables", &["vars", "series", "show"]),
    ("of", &["variable", "series", "number"]),
    ("better", &["prefer", "direction", "goal", "best"]),
    ("sd", &["std", "stdev", "stddev", "std_dev", "standard_deviation", "sigma"]),
    ("between", &["variables", "assumptions", "names", "of"]),
    ("rank", &["correlation", "rho", "spearman", "value", "coefficient"]),
    ("law", &["curve"]),
    ("scenario", &["meta", "info", "about"]),
    ("time", &["simulation", "horizon", "axis"]),
    ("ensemble", &["monte_carlo", "sampling", "settings"]),
    ("assumptions", &["parameters", "params", "inputs", "constants", "uncertainties"]),
    ("variables", &["equations", "outputs", "auxiliaries", "stocks"]),
    ("levers", &["policies", "policy", "decisions", "controls"]),
    ("charts", &["plots", "figures", "graphs"]),
    ("lookups", &["tables", "graphical_functions"]),
];

/// The key, of those that a table has, that a word stands for elsewhere.
#[must_use]
pub fn synonym<'k>(written: &str, keys: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let stands = |key: &str| SYNONYMS.iter().any(|(own, others)| *own == key && others.contains(&written));
    keys.into_iter().find(|key| stands(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::format::{FILE, Format, Shape};

    #[test]
    fn words_stand_for_the_key_that_a_table_has() {
        assert_eq!(synonym("name", ["value", "title"]), Some("title"));
        assert_eq!(synonym("name", ["value", "label"]), Some("label"));
        assert_eq!(synonym("min", ["year", "at_least"]), Some("at_least"));
        assert_eq!(synonym("nothing", ["value"]), None);
    }

    /// Keys that no table has would be passed over in silence.
    #[test]
    fn every_key_with_synonyms_is_one() {
        fn names(format: &Format, found: &mut Vec<&'static str>) {
            for key in format.keys {
                found.push(key.name);
                if let Shape::Table(inner) | Shape::Named(inner) | Shape::Elements(inner) | Shape::NumbersOr(inner) =
                    key.shape
                {
                    names(inner, found);
                }
            }
        }
        let mut known = Vec::new();
        names(&FILE, &mut known);
        for (key, _) in SYNONYMS {
            assert!(known.contains(key), "{key}");
        }
    }
}
