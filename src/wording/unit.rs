//! Units of measure in words.

use super::grain::{Grain, is_certain};
use super::number::{figure_within, superscript};
use crate::projection::{Projection, Series, Variable};

/// How the values of a chart are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Values of the projection times this are the numbers of the chart.
    pub factor: f64,
    /// The unit in words, for the subtitle; empty if there is nothing to say.
    pub words: String,
    /// What follows a number in a label: ` %`, or nothing.
    pub suffix: &'static str,
    /// Whether the numbers are years of the calendar: they are written to a tenth at least, and without separators.
    pub calendar: bool,
}

/// Values of unit `1` or `1/yr` within plus and minus this are taken for shares and growth rates, shown in per cent.
const SHARE_LIMIT: f64 = 1.5;
const PER_CENT: &str = "\u{a0}%";
/// Times in this range, in years, are taken for years of the calendar.
const CALENDAR: std::ops::RangeInclusive<f64> = 1000.0..=3000.0;
/// Scales that can stand before a unit, in steps of a thousand.
const SCALES: [&str; 5] = ["", "k", "mn", "bn", "trn"];

impl Unit {
    /// How to write all reported numbers of a variable.
    #[must_use]
    pub fn of(variable: &Variable) -> Self {
        let values = variable.series.iter().flat_map(|series| series.quantiles.values());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
        Self::new(&variable.unit, low, high)
    }

    /// Every series of a projection with its variable, in the order of the file, and how its numbers are written.
    pub fn of_all(projection: &Projection) -> impl Iterator<Item = (&Variable, &Series, Self)> {
        projection.variables.iter().flat_map(|variable| {
            // It looks at all numbers of the variable.
            let unit = Self::of(variable);
            variable.series.iter().map(move |series| (variable, series, unit.clone()))
        })
    }

    /// How to write values of a declared unit that lie between `low` and `high`.
    ///
    /// * `1` becomes per cent if all values lie within ±1.5 (a share, a rate), else a plain number (a ratio, an index);
    ///   `1/yr` likewise per cent a year. The limit is above 1 so that a rate of 110 % still is one. No unit at all, as in a
    ///   table that says none, is a plain number: what it counts is not known.
    /// * From a million on, the scale moves into the unit: 2,300,000 `robot` are 2.3 `mn robots`.
    /// * Values in `yr` that all lie between 1000 and 3000 are years of the calendar.
    /// * `bn CNY_2020` becomes `bn CNY (2020 prices)`, `/yr` "a year", other denominators "per …", `^2` a superscript.
    #[must_use]
    pub fn new(text: &str, low: f64, high: f64) -> Self {
        let size = low.abs().max(high.abs());
        let text = text.trim();
        let compact: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (factor, words) = match compact.as_str() {
            "1" if size <= SHARE_LIMIT => (100.0, "%".to_owned()),
            "1/yr" if size <= SHARE_LIMIT => (100.0, "%\u{a0}a\u{a0}year".to_owned()),
            _ => scaled(text, size),
        };
        let suffix = if words.starts_with('%') { PER_CENT } else { "" };
        Self { factor, words, suffix, calendar: compact == "yr" && CALENDAR.contains(&low) && CALENDAR.contains(&high) }
    }

    /// How to write values as they stand in a file: neither in per cent of a share nor in millions.
    #[must_use]
    pub fn as_declared(text: &str) -> Self {
        const NEITHER_SHARE_NOR_MILLION: f64 = 2.0;
        Self::new(text, 0.0, NEITHER_SHARE_NOR_MILLION)
    }

    /// Numbers that lie in a range, or are certain, of which `digits` would be shown: of the calendar whole years at least where the
    /// range says how finely, else a tenth.
    #[must_use]
    pub fn grain(&self, digits: usize, [low, high]: [f64; 2]) -> Grain {
        let least = match (self.calendar, is_certain(low, high)) {
            (false, _) => 1,
            (true, false) => 4,
            (true, true) => 5,
        };
        Grain::digits(digits.max(least))
    }

    /// A number in a sentence or at a mark, as [`figure_within`] writes it, with the tenth of a year of the calendar.
    #[must_use]
    pub fn figure(&self, value: f64, [low, high]: [f64; 2]) -> String {
        if self.calendar {
            return self.plain(self.grain(2, [low, high]).apart(low, high, 1).write(value));
        }
        figure_within(value, low, high)
    }

    /// What follows a number whose unit is said nowhere else, if that is per cent: ` %`, ` % a year`.
    #[must_use]
    pub fn sign(&self) -> String {
        if self.suffix.is_empty() { String::new() } else { format!("\u{a0}{}", self.words) }
    }

    /// A label with the unit of the numbers beside it; without it where they are followed by [`Self::sign`], or are years of the
    /// calendar.
    #[must_use]
    pub fn beside(&self, label: &str) -> String {
        let is_said = self.words.is_empty() || !self.suffix.is_empty() || self.calendar;
        if is_said { label.to_owned() } else { format!("{label}, {}", self.words) }
    }

    /// The text of a number: years of the calendar have no separators.
    #[must_use]
    pub fn plain(&self, text: String) -> String {
        if self.calendar { text.replace(',', "") } else { text }
    }
}

/// Moves thousands of large values into the unit.
fn scaled(text: &str, size: f64) -> (f64, String) {
    let (scale, rest) = text
        .split_once(' ')
        .and_then(|(first, rest)| {
            let scale = SCALES.iter().position(|scale| *scale == first)?;
            Some((scale, rest))
        })
        .unwrap_or((0, text));
    let mut steps = 0;
    if !text.contains(['%', '‰']) {
        while size / 1000_f64.powi(steps) >= if steps == 0 { 1e6 } else { 1e3 }
            && scale + (steps as usize) < SCALES.len() - 1
        {
            steps += 1;
        }
    }
    let words = phrase(rest);
    let prefix = SCALES[scale + steps as usize];
    let words = match (prefix, words.as_str()) {
        ("", _) => words,
        (_, "") => prefix.to_owned(),
        _ => format!("{prefix}\u{a0}{words}"),
    };
    (1000_f64.powi(-steps), words)
}

/// A unit without its leading scale, in words.
fn phrase(text: &str) -> String {
    let mut parts = text.split('/');
    let above = product(parts.next().unwrap_or_default(), true);
    let below: Vec<String> = parts
        .map(|part| match part.trim() {
            "yr" => "a\u{a0}year".to_owned(),
            part => format!("per\u{a0}{}", product(part, false).join(" ")),
        })
        .collect();
    // The price basis goes last: "bn CNY a year (2020 prices)".
    let (basis, mut words): (Vec<String>, Vec<String>) = above.into_iter().partition(|word| word.starts_with('('));
    words.extend(below);
    words.extend(basis);
    words.join(" ")
}

/// The factors of a numerator or denominator; a price basis is a word of its own, in brackets. Of several words the last is in the
/// plural, and none of what is no list of nouns: `per capita`, `persons employed`.
fn product(text: &str, plural: bool) -> Vec<String> {
    let words = || text.split([' ', '*', '·']).map(str::trim).filter(|word| !word.is_empty() && *word != "1");
    let last = words().count().saturating_sub(1);
    let plural = plural && words().all(may_be_a_noun);
    words()
        .enumerate()
        .flat_map(|(place, word)| {
            let plural = plural && place == last;
            let (base, power) = word.split_once('^').unwrap_or((word, ""));
            let raised: String = power.chars().map(superscript).collect();
            match base.split_once('_') {
                Some((code, year)) if is_currency(code) && year.parse::<u16>().is_ok() => {
                    vec![format!("{code}{raised}"), format!("({year}\u{a0}prices)")]
                }
                _ => vec![format!("{}{raised}", noun(base, plural))],
            }
        })
        .collect()
}

fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.chars().all(|letter| letter.is_ascii_uppercase())
}

/// Whether a word of a unit may be what is counted: a participle, an adverb or a preposition is not, as in a table whose heading says
/// `sales (revised)`.
fn may_be_a_noun(word: &str) -> bool {
    const BETWEEN: [&str; 8] = ["per", "of", "in", "at", "for", "with", "and", "by"];
    let participle = word.ends_with("ed") && !word.ends_with("eed");
    !(BETWEEN.contains(&word) || word.chars().count() > 4 && (participle || word.ends_with("ly")))
}

/// A unit's name: symbols stay as they are, words of four letters and more are counted in the plural.
fn noun(name: &str, plural: bool) -> String {
    let word = name.replace('_', " ");
    match name {
        "permille" => "‰".to_owned(),
        "yr" if plural => "years".to_owned(),
        "yr" => "year".to_owned(),
        _ if plural
            && name.chars().count() >= 4
            && name.chars().all(|letter| letter.is_lowercase() || letter == '_') =>
        {
            match word.strip_suffix('y') {
                Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
                _ if word.ends_with('s') => word,
                _ if word.ends_with(['x', 'z']) || word.ends_with("ch") => format!("{word}es"),
                _ => format!("{word}s"),
            }
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_the_calendar() {
        for (text, low, high, expected) in [
            ("yr", 1995.0, 2060.0, true),
            ("yr", 0.0, 2060.0, false),
            ("yr", 1995.0, 12_000.0, false),
            ("1", 1995.0, 2060.0, false),
        ] {
            assert_eq!(Unit::new(text, low, high).calendar, expected, "{text} {low} {high}");
        }
    }

    #[test]
    fn units_in_words() {
        let cases = [
            ("1", 0.0, 0.9, 100.0, "%", PER_CENT),
            ("1", -0.2, 1.1, 100.0, "%", PER_CENT),
            ("1", 0.0, 12.0, 1.0, "", ""),
            ("%", 0.0, 60.0, 1.0, "%", PER_CENT),
            ("1/yr", -0.1, 0.49, 100.0, "% a year", PER_CENT),
            ("1/yr", 0.0, 7.0, 1.0, "a year", ""),
            ("%/yr", 0.0, 7.0, 1.0, "% a year", PER_CENT),
            ("bn CNY_2020", 0.0, 840.0, 1.0, "bn CNY (2020 prices)", ""),
            ("bn CNY_2020", 0.0, 2.5e6, 1e-3, "trn CNY (2020 prices)", ""),
            ("bn CNY_2020/yr", 0.0, 840.0, 1.0, "bn CNY a year (2020 prices)", ""),
            ("CNY", 0.0, 3e9, 1e-9, "bn CNY", ""),
            ("robot", 0.0, 290_000.0, 1.0, "robots", ""),
            ("robot", 0.0, 2_300_000.0, 1e-6, "mn robots", ""),
            ("k robot/yr", 0.0, 300.0, 1.0, "k robots a year", ""),
            ("CNY_2020/robot", 0.0, 90_000.0, 1.0, "CNY per robot (2020 prices)", ""),
            ("CNY/CNY_2020", 0.0, 1.2, 1.0, "CNY per CNY (2020 prices)", ""),
            ("m^2", 0.0, 5.0, 1.0, "m²", ""),
            ("company", 0.0, 5.0, 1.0, "companies", ""),
            ("yr", 0.0, 5.0, 1.0, "years", ""),
            ("TWh", 0.0, 5.0, 1.0, "TWh", ""),
            ("", 0.0, 5.0, 1.0, "", ""),
            ("", 0.0, 0.9, 1.0, "", ""),
            ("trn CNY", 0.0, 5e9, 1.0, "trn CNY", ""),
            ("revised", 0.0, 5.0, 1.0, "revised", ""),
            ("seasonally adjusted", 0.0, 5.0, 1.0, "seasonally adjusted", ""),
            ("tonne of steel", 0.0, 5.0, 1.0, "tonne of steel", ""),
            ("cubic metre", 0.0, 5.0, 1.0, "cubic metres", ""),
            ("robot yr", 0.0, 5.0, 1.0, "robot years", ""),
            ("seed", 0.0, 5.0, 1.0, "seeds", ""),
        ];
        for (text, low, high, factor, words, suffix) in cases {
            let unit = Unit::new(text, low, high);
            assert!((unit.factor - factor).abs() < 1e-12 * factor, "{text}");
            assert_eq!(unit.words.replace('\u{a0}', " "), words, "{text}");
            assert_eq!(unit.suffix, suffix, "{text}");
        }
    }
}
