//! Signs of units that a name may end with behind a comma, as `Mass, kg`.

/// Units that are nothing else at the end of a name, by their letters as they are.
const SIGNS: &[&str] = &[
    "%", "°C", "ºC", "℃", "°F", "ºF", "mg", "g", "kg", "t", "kt", "Mt", "Gt", "mm", "cm", "km", "ha", "m2", "m²",
    "m^2", "km2", "km²", "km^2", "m3", "m³", "m^3", "kW", "MW", "GW", "TW", "Wh", "kWh", "MWh", "GWh", "TWh", "kJ",
    "MJ", "GJ", "TJ", "PJ", "EJ", "toe", "ktoe", "Mtoe", "tce", "Mtce", "hPa", "kPa", "MPa", "ppm", "ppmv", "ppb",
    "dB", "USD", "US$", "EUR", "GBP", "JPY", "CNY", "RMB", "CHF", "INR", "KRW", "BRL", "CAD", "AUD", "$", "€", "£",
    "¥", "元", "台", "吨", "万台", "亿元",
];
/// Single letters, which end names too: units only beside others, as in `W/m2`.
const LETTERS: &[&str] =
    &["K", "m", "s", "h", "d", "l", "L", "W", "J", "N", "A", "V", "year", "month", "day", "capita", "person"];

/// Whether a text behind a name and a comma is a unit: one of the usual signs, several with `/` between them, or `K` behind a
/// temperature, as kelvin alone are called so.
pub(super) fn is_unit(name: &str, text: &str) -> bool {
    let is_sign = |text: &str| SIGNS.contains(&text);
    let factors: Vec<&str> = text.split(['/', '·']).map(str::trim).collect();
    if factors.len() > 1 {
        let known = |factor: &&str| is_sign(factor) || LETTERS.contains(factor);
        return factors.iter().all(known) && (factors.iter().any(|factor| is_sign(factor)) || text == "m/s");
    }
    is_sign(text) || text == "K" && is_temperature(name)
}

/// Whether a name speaks of a temperature.
#[must_use]
pub fn is_temperature(name: &str) -> bool {
    let plain = name.to_lowercase();
    plain.split(|letter: char| !letter.is_alphabetic()).any(|word| word.starts_with("temp"))
        || plain.contains("温度")
        || plain.contains("气温")
}
