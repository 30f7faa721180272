//! What columns are called, by offices and spreadsheets, and what they hold then.

mod lists;
pub mod parts;
mod scales;
mod units;

pub use lists::{ABOUT, FLAG, MAGNITUDE, MEASURED, MULTIPLIER, SERIES, TIME, UNIT, VALUE};
use lists::{POWERS, REMARKS};
use scales::scaled;
pub use scales::{has_scale, is_rate};
pub use units::is_temperature;

/// A name without what makes no difference: case, `_` and `-` for blanks, a byte order mark, a unit in brackets.
#[must_use]
pub fn folded(name: &str) -> String {
    let plain = name.trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without the unit that it ends with, and the unit: in brackets, `产量(万台)`, `Output [t]`, `Investment (bn EUR)`;
/// a usual sign of one behind a comma or `in`, `Mass, kg`, `Temperature in °C`; one with a scale also behind a comma, `in` or nothing, `Output in thousands`, `Sales, million`, `产量 万台`.
#[must_use]
pub fn without_unit(name: &str) -> (&str, Option<&str>) {
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']')] {
        if let Some(inside) = name.trim_end().strip_suffix(close)
            && let Some(at) = inside.rfind(open)
        {
            let unit = inside[at + open.len_utf8()..].trim();
            let before = inside[..at].trim_end();
            // `(STS.M.I9.Y.PROD.NS0020.4.000)` is the code of a series.
            let code = unit.matches('.').count() > 2
                && unit.chars().all(|c| c == '.' || c == '_' || c.is_ascii_alphanumeric());
            if !unit.is_empty() && !code && !before.is_empty() && unit.chars().count() <= 40 {
                return (before, Some(unit));
            }
        }
    }
    scaled(name).map_or((name, None), |(before, unit)| (before, Some(unit)))
}

/// The unit that a name ends with; how a number came about, as `sales (revised)`, is none.
#[must_use]
pub fn unit_of(name: &str) -> Option<&str> {
    without_unit(name).1.filter(|said| !REMARKS.contains(&folded(said).trim_end_matches('.')))
}

/// The place of a name in a list; later names are less sure.
#[must_use]
pub fn rank(list: &[&str], name: &str) -> Option<usize> {
    let of = |name: &str| {
        let plain = folded(without_unit(name).0);
        list.iter().position(|known| *known == plain)
    };
    // SDMX-CSV with codes and labels: `UNIT_MULT: Unit multiplier`, `UNIT_MULT:Unit Multiplier`.
    let code = name
        .split_once(':')
        .map(|(code, _)| code)
        .filter(|code| code.len() > 1 && !code.contains(|c: char| c.is_lowercase() || c == ' '));
    of(name).or_else(|| of(code?))
}

/// Whether a column of this name has codes of what another one names.
#[must_use]
pub fn is_code(name: &str) -> bool {
    // Names of programs: `seriesID`, `entityIso`.
    let joined = ["ID", "Id", "Iso", "Code"]
        .iter()
        .any(|end| name.strip_suffix(end).is_some_and(|before| before.ends_with(|c: char| c.is_lowercase())));
    if joined {
        return true;
    }
    let plain = folded(name);
    let ends = [
        "code",
        "id",
        "iso",
        "iso2",
        "iso3",
        "iso 3",
        "isic",
        "nace",
        "sitc",
        "nuts",
        "fips",
        "geoid",
        "ags",
        "kod",
        "kód",
        "código",
        "codigo",
        "codice",
        "schlüssel",
        "код",
        "編碼",
        "コード",
        "番号",
        "코드",
        "编码",
        "代码",
    ];
    ends.iter()
        .any(|end| plain == *end || plain.ends_with(&format!(" {end}")) || (end.len() > 2 && plain.ends_with(end)))
}

/// Whether a column of this name has whole numbers that name something, as `číslo` or `Nr.`
#[must_use]
pub fn is_number_of(name: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "číslo",
        "cislo",
        "kennziffer",
        "lfd. nr.",
        "nr",
        "nr.",
        "no",
        "no.",
        "n°",
        "nº",
        "№",
        "#",
        "номер",
        "sıra no",
        "cod",
        "cod.",
        "code no",
        "番号",
        "编号",
        "번호",
    ];
    NUMBERS.contains(&folded(name).as_str())
}

/// Whether a first column of this name has numbers that are no count of steps: codes, ranks, weeks of years.
#[must_use]
pub fn is_no_count(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "rank", "rang", "ranking", "position", "pos", "s.no", "s.no.", "s. no.", "sr no", "sl no", "key", "number",
        "nummer", "week", "day", "line", "age", "序号", "排名",
    ];
    is_code(name) || is_number_of(name) || OTHERS.contains(&folded(name).as_str())
}

/// What a multiplier is: `6`, `millions`, `Thousands`.
#[must_use]
pub fn factor(text: &str) -> Option<f64> {
    let plain = folded(text);
    let known = match plain.trim_end_matches(['s', '.']) {
        "" | "unit" | "one" => 1.0,
        "ten" => 10.0,
        "hundred" => 1e2,
        "thousand" | "tsd" | "tausend" | "millier" | "千" => 1e3,
        "ten thousand" | "万" => 1e4,
        "lakh" => 1e5,
        "million" | "mio" | "mln" | "mn" | "millionen" | "百万" => 1e6,
        "crore" => 1e7,
        "亿" => 1e8,
        "billion" | "bn" | "mrd" | "milliarden" | "milliard" => 1e9,
        "trillion" => 1e12,
        // With its sign, which a name has not.
        _ => return power(text),
    };
    Some(known)
}

/// Whether a number in a column of multipliers is a power of ten that it can mean: those of thousands and of 1, unless the name
/// of the column leaves no doubt.
pub(super) fn is_credible(name: &str, text: &str) -> bool {
    let named = rank(POWERS, name).is_some() || text.trim().parse::<f64>().is_err();
    named || exponent(text).is_none_or(|exponent| exponent % 3 == 0)
}

/// Whether a multiplier is the exponent of a power of ten other than 0: `6`, `6: Millions`, `-2`.
pub(super) fn is_power(text: &str) -> bool {
    exponent(text).is_some_and(|exponent| exponent != 0)
}

/// Whether a multiplier is a power of ten that is written out: `1000`, `0.001`.
pub(super) fn is_written_out(text: &str) -> bool {
    exponent(text).is_none() && power(text).is_some()
}

/// A power of ten: `6`, `6.0`, `6: Millions`, `6 - Millions`, `-2`; or written out, as `1000`, `1e3`, `0.001`.
fn power(text: &str) -> Option<f64> {
    let of_ten = |exponent: i32| format!("1e{exponent}").parse::<f64>().ok();
    if let Some(exponent) = exponent(text) {
        return of_ten(exponent);
    }
    let written = numeral(text).filter(|number| *number > 0.0 && number.is_finite())?;
    of_ten(written.log10().round() as i32).filter(|power| *power == written)
}

fn exponent(text: &str) -> Option<i32> {
    numeral(text).filter(|number| number.fract() == 0.0 && (-12.0..=15.0).contains(number)).map(|number| number as i32)
}

/// The number that a multiplier begins with, alone or before its name.
fn numeral(text: &str) -> Option<f64> {
    let number = text.split(':').next()?.split(" - ").next()?.trim().replace('−', "-");
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for (list, name, known) in [
            (TIME, "TIME_PERIOD", true),
            (TIME, "Year", true),
            (TIME, "observation_date", true),
            (VALUE, "OBS_VALUE", true),
            (VALUE, "Trade Value (US$)", true),
            (UNIT, "Unit of measure", true),
            (TIME, "yearly", false),
        ] {
            assert_eq!(rank(list, name).is_some(), known, "{name}");
        }
        assert_eq!(without_unit("金属切削机床产量(万台)"), ("金属切削机床产量", Some("万台")));
        for (name, before, unit) in [
            ("Output in thousands", "Output", "thousands"),
            ("Sales, million", "Sales", "million"),
            ("Wert in Mio. EUR", "Wert", "Mio. EUR"),
            ("产量 万台", "产量", "万台"),
            ("Exports - USD bn", "Exports", "USD bn"),
            ("Chiffre d'affaires en milliers d'euros", "Chiffre d'affaires", "milliers d'euros"),
            ("Turnover lakh", "Turnover", "lakh"),
            ("Sales, in millions", "Sales", "millions"),
            ("Sales '000", "Sales", "'000"),
            ("Mass, kg", "Mass", "kg"),
            ("Output, t", "Output", "t"),
            ("Temp, °C", "Temp", "°C"),
            ("Temp, K", "Temp", "K"),
            ("Sea surface temperature in °C", "Sea surface temperature", "°C"),
            ("Flow, m3/s", "Flow", "m3/s"),
            ("Yield, t/ha", "Yield", "t/ha"),
            ("Price in EUR/MWh", "Price", "EUR/MWh"),
        ] {
            assert_eq!(without_unit(name), (before, Some(unit)), "{name}");
        }
        for name in [
            "Output",
            "Smith, J",
            "Sales, K",
            "Sales, k",
            "kg",
            "Total, male",
            "Vitamin, A/K",
            "Investment in plants",
            "Cities of 1 million",
            "Korea, Republic of",
            "million",
            "地产 万科",
        ] {
            assert_eq!(without_unit(name), (name, None), "{name}");
        }
        for (name, unit) in
            [("Sales (revised)", None), ("GDP (prov.)", None), ("产量（初步）", None), ("Output (t)", Some("t"))]
        {
            assert_eq!(unit_of(name), unit, "{name}");
        }
        assert!(
            has_scale("MIO_EUR")
                && has_scale("单位：亿元")
                && has_scale("(in thousands)")
                && !has_scale("EUR per hour")
        );
        assert!(is_code("Country Code") && is_code("reporterISO") && is_code("商品编码") && !is_code("Residence"));
        assert_eq!(
            [
                factor("6"),
                factor("Millions"),
                factor("units"),
                factor("x"),
                factor("1000"),
                factor("Tsd."),
                factor("120")
            ],
            [Some(1e6), Some(1e6), Some(1.0), None, Some(1e3), Some(1e3), None]
        );
    }
}
