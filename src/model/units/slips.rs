//! Units as other tools and papers write them, and what they are here.

use super::Units;
use super::money::is_money;

/// What other signs and words for units are here.
const CALLED: &[(&str, &str)] = &[
    ("$", "USD"),
    ("US$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("Rs", "INR"),
    ("RMB¥", "CNY"),
    ("RMB", "CNY"),
    ("NTD", "TWD"),
    ("ECU", "XEU"),
    ("SDR", "XDR"),
    ("PCT", "%"),
    ("MIO", "mn"),
    ("percent", "%"),
    ("pct", "%"),
    ("pp", "%"),
    ("ppt", "%"),
    ("p.p.", "%"),
    ("percentage", "%"),
    ("Prozent", "%"),
    ("pourcent", "%"),
    ("百分比", "%"),
    ("share", "1"),
    ("fraction", "1"),
    ("ratio", "1"),
    ("dimensionless", "1"),
    ("‰", "permille"),
    ("thousand", "k"),
    ("million", "mn"),
    ("billion", "bn"),
    ("trillion", "trn"),
    ("mio", "mn"),
    ("mio.", "mn"),
    ("mln", "mn"),
    ("mrd", "bn"),
    ("mrd.", "bn"),
    ("bln", "bn"),
    ("tn", "trn"),
    ("tonne", "t"),
    ("tonnes", "t"),
    ("sqm", "m^2"),
    ("sqkm", "km^2"),
    ("cbm", "m^3"),
    ("°C", "K"),
    ("degC", "K"),
    ("celsius", "K"),
    ("hour", "h"),
    ("hours", "h"),
    ("hr", "h"),
    ("a", "yr"),
    ("annum", "yr"),
];

/// What to know of degrees before kelvin are written in their place.
pub(super) fn of_celsius(name: &str) -> &'static str {
    let is_one = ["°C", "degC", "celsius"].iter().any(|other| other.eq_ignore_ascii_case(name));
    if is_one { ": temperatures are in kelvin, which are 273.15 more; differences of them are the same" } else { "" }
}

/// Currencies that are suggested where a code is written in small letters.
const CURRENCIES: [&str; 30] = [
    "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "IDR", "ILS", "INR", "JPY",
    "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RUB", "SEK", "SGD", "THB", "TRY", "USD", "ZAR",
];

/// Scales of mass that stand before what the mass is of.
const MASSES: [&str; 5] = ["Gt", "Mt", "kt", "kg", "t"];

/// Years that a currency may be at the prices of, rather than numbers of it.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// What may be meant by a name that is not known.
pub(super) fn meant(units: &Units, name: &str) -> Option<String> {
    let called = CALLED.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, own)| (*own).to_owned());
    called
        .or_else(|| money(name))
        .or_else(|| of_substance(name))
        .or_else(|| scaled_money(name))
        .or_else(|| power(units, name))
        .or_else(|| power_of_years(units, name))
        .or_else(|| units.nearest(name))
}

/// `m2`, `km²`: a unit with an exponent that has no `^` before it.
fn power(units: &Units, name: &str) -> Option<String> {
    let (base, exponent) = name.split_at_checked(name.char_indices().last()?.0)?;
    let exponent = match exponent {
        "2" | "²" => 2,
        "3" | "³" => 3,
        _ => return None,
    };
    units.lookup(base).map(|_| format!("{base}^{exponent}"))
}

/// `MWyr`, `GWa`: what a power comes to in a year.
fn power_of_years(units: &Units, name: &str) -> Option<String> {
    let power = ["yr", "year", "years", "y", "a"].iter().find_map(|year| name.strip_suffix(year))?;
    (power.ends_with('W') && units.lookup(power).is_some()).then(|| format!("{power} yr"))
}

/// `kWh/(m^2 yr)` without its brackets, each factor in them behind a `/` of its own.
pub(super) fn without_brackets(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    let before = before.trim_end();
    let below = before.ends_with('/');
    let factors: Vec<&str> = inside.split([' ', '*', '·']).filter(|factor| !factor.is_empty()).collect();
    let plain = ![before, after].iter().any(|part| part.contains(['(', ')'])) && !inside.contains(['/', '(']);
    let joined = factors.join(if below { "/" } else { " " });
    (plain && !factors.is_empty())
        .then(|| format!("{before}{}{joined}{after}", if below || before.is_empty() { "" } else { " " }))
}

/// A currency code in small letters.
pub(super) fn currency(name: &str) -> Option<String> {
    CURRENCIES.iter().find(|code| code.eq_ignore_ascii_case(name)).map(|code| (*code).to_owned())
}

/// `INR2024`, `inr_2024`, `US$2015`: a currency at the prices of a year.
fn money(name: &str) -> Option<String> {
    let year_at = name.len().checked_sub(4).filter(|at| name.is_char_boundary(*at))?;
    let (code, year) = name.split_at(year_at);
    let code = code.trim_end_matches(['_', '-']);
    let code = CALLED.iter().find(|(other, _)| *other == code).map_or(code, |(_, own)| own);
    let basis = format!("{}_{year}", code.to_ascii_uppercase());
    is_money(&basis).then_some(basis)
}

/// `kEUR`, `MUSD`, `TEUR`, `k€`: a currency with its scale before it.
fn scaled_money(name: &str) -> Option<String> {
    let scales = [("k", "k"), ("K", "k"), ("T", "k"), ("M", "mn"), ("mn", "mn"), ("bn", "bn")];
    scales.iter().find_map(|(sign, scale)| {
        let code = name.strip_prefix(sign)?;
        let code = CALLED.iter().find(|(other, _)| *other == code).map_or(code, |(_, own)| own);
        CURRENCIES.contains(&code).then(|| format!("{scale} {code}"))
    })
}

/// `MtCO2`: a mass of something.
fn of_substance(name: &str) -> Option<String> {
    let scale = MASSES.iter().find(|scale| name.starts_with(**scale))?;
    let substance = &name[scale.len()..];
    substance.starts_with("CO2").then(|| format!("{scale} {substance}"))
}

/// `per`, `p.a.` and the like, which are no units: how the whole is written.
pub(super) fn quotient(text: &str, word: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let place = words.iter().position(|one| *one == word)?;
    let before = words[..place].join(" ");
    let lower = word.to_lowercase();
    let below = match lower.trim_end_matches('.') {
        "per" if words.get(place + 1).is_some_and(|next| next.eq_ignore_ascii_case("cent")) => {
            return Some([&words[..place], ["%"].as_slice(), &words[place + 2..]].concat().join(" "));
        }
        "per" => words.get(place + 1..).map(|rest| rest.join(" ")).filter(|rest| !rest.is_empty())?,
        "p.a" | "pa" | "annually" | "yearly" => "yr".to_owned(),
        _ => return None,
    };
    let below = if ["year", "annum", "a"].contains(&below.as_str()) { "yr".to_owned() } else { below };
    Some(if before.is_empty() { format!("1/{below}") } else { format!("{before}/{below}") })
}

/// A year beside a currency, as in `2015 USD`, would multiply it: what is meant instead.
pub(super) fn year_of_money(words: &[(usize, &str)]) -> Option<(std::ops::Range<usize>, String)> {
    let (at, year) = words
        .iter()
        .find(|(_, word)| word.len() == 4 && word.parse::<i32>().is_ok_and(|year| YEARS.contains(&year)))?;
    let code = words.iter().map(|(_, word)| *word).find(|word| word.len() == 3 && is_money(word))?;
    Some((*at..at + year.len(), format!("{code}_{year}")))
}
