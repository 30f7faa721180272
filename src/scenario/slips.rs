//! How spreadsheets and word processors write values, and the line of TOML to write instead.

use super::spreads;
use crate::diagnostic::Span;

/// Quotes as word processors set them.
const CURLY: [char; 6] = ['“', '”', '„', '‘', '’', '‚'];

/// What to write in place of a line that is not TOML, if it is a slip that is known.
pub fn line_instead(place: &Span) -> Option<String> {
    let text = &place.source.text;
    let range = place.line();
    let line = text.get(range.start..range.end.min(text.len()))?.trim();
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    curly(line)
        .or_else(|| backslashes(key, value))
        .or_else(|| uncertain(key, value))
        .or_else(|| number(key, value))
        .or_else(|| {
            let at = place.range.start;
            within(text.get(range.start..at)?, text.get(at..range.end.min(text.len()))?)
        })
        .or_else(|| bare(key, value))
}

/// A number in a list or a table on one line, at a place with so much before it and so much from it on.
fn within(before: &str, rest: &str) -> Option<String> {
    let mark = before.rfind(['{', '[', ',', '='])?;
    let token = before[mark + 1..].trim_start().to_owned() + rest.split([',', '}', ']']).next()?.trim_end();
    let key = before[..mark].trim_end().rsplit(['{', ',', ' ']).next()?;
    if before[mark..].starts_with('=') && before[..mark].contains('{') {
        return number(key, &token);
    }
    let written = plain(&token).filter(|written| *written != token && before[..mark].contains('='))?;
    Some(format!("write `{written}`"))
}

fn curly(line: &str) -> Option<String> {
    let straight = |letter: char| if "‘’‚".contains(letter) { '\'' } else { '"' };
    let mended: String = line.chars().map(|c| if CURLY.contains(&c) { straight(c) } else { c }).collect();
    (mended != line).then(|| format!("quotes are straight: write `{mended}`"))
}

/// What is no one number: a range, a scatter or a call of a distribution.
fn uncertain(key: &str, value: &str) -> Option<String> {
    let value = value.split('#').next()?.trim();
    match key {
        "value" | "distribution" => spreads::line(value),
        "years" => {
            let years = [" to ", "-", "–", "..", ","].into_iter().find_map(|mark| value.split_once(mark))?;
            let [first, last] = [years.0, years.1].map(str::trim);
            let both = [first, last].iter().all(|year| year.len() == 4 && year.parse::<u16>().is_ok());
            both.then(|| format!("write `years = [{first}, {last}]`"))
        }
        _ => None,
    }
}

/// Keys that take no text.
const OF_NUMBERS: [&str; 12] =
    ["value", "start", "end", "step", "low", "high", "mean", "sd", "min", "max", "draws", "distribution"];

/// A path of Windows in quotes in which backslashes begin escapes.
fn backslashes(key: &str, value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?;
    let inner = inner.split('"').next()?;
    inner
        .contains('\\')
        .then(|| format!("a backslash begins an escape: write `{key} = \"{}\"`", inner.replace('\\', "/")))
}

/// `2%`, `3,4`, `.5`, `=1`, `1.000,5`, `1 000`, `$3`, and true or false in capitals.
fn number(key: &str, value: &str) -> Option<String> {
    let given = value.split('#').next()?.trim();
    // What ends a line elsewhere.
    if let Some(ended) = given.strip_suffix([';', ',']) {
        return number(key, ended).or_else(|| plain(ended).map(|written| format!("write `{key} = {written}`")));
    }
    // Whatever it is, it is not one number.
    if given.contains("..") {
        return None;
    }
    if let Some((count, scale)) = SCALES.iter().find_map(|scale| Some((given.strip_suffix(scale)?, scale))) {
        return plain(count).map(|count| format!("write `{key} = {count}` with a unit that begins with {scale}"));
    }
    let value = given.trim_start_matches('=').trim();
    if ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)) {
        return Some(format!("write `{key} = {}`", value.to_ascii_lowercase()));
    }
    if let Some(share) = value.strip_suffix('%') {
        return Some(format!("write `{key} = {}` with unit = \"%\"", plain(share)?));
    }
    if let Some((_, currency)) = MONEY.iter().find(|(sign, _)| value.contains(*sign)) {
        let amount = plain(&value.replace(|letter| MONEY.iter().any(|(sign, _)| letter == *sign), ""))?;
        return Some(format!("write `{key} = {amount}` with a unit such as \"{currency}\""));
    }
    if let Some(quotient) = value.split_once('/').and_then(|(above, below)| quotient(above, below)) {
        return Some(format!("write `{key} = {quotient}`: a value is one number"));
    }
    let thousands = value.split_once(',').filter(|(whole, rest)| {
        !whole.contains('.') && rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit())
    });
    let thousands = match thousands {
        Some((whole, rest)) => format!(", or `{key} = {whole}_{rest}` if it is so many thousands"),
        None => String::new(),
    };
    let written = plain(value).filter(|written| written != given)?;
    Some(format!("write `{key} = {written}`{thousands}"))
}

/// Scales that are parts of units.
const SCALES: [&str; 5] = ["k", "mn", "bn", "trn", "permille"];

/// Signs of money, and the code of a currency that each may mean.
const MONEY: [(char, &str); 4] = [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "CNY")];

/// A number as TOML has it: of points and commas the last are decimals, unless there are several of it, and others
/// part thousands, as blanks do. Nothing if it is no number.
fn plain(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|letter| !" \u{a0}\u{202f}'’".contains(*letter)).collect();
    let mark = text.rfind(['.', ',']);
    let decimal = mark.filter(|at| text.matches(&text[*at..=*at]).count() == 1);
    let (whole, decimals) = decimal.map_or((&*text, ""), |at| (&text[..at], &text[at + 1..]));
    let (sign, whole) = whole.strip_prefix(['-', '+']).map_or(("", whole), |rest| (&text[..1], rest));
    let whole = whole.replace([',', '.'], "");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let written = if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") };
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    (has_digits && written.parse::<f64>().is_ok_and(f64::is_finite)).then_some(written)
}

/// `1/2` as one number, with ten digits; none of what may be a year.
fn quotient(above: &str, below: &str) -> Option<String> {
    if [above, below].iter().any(|text| text.trim().len() == 4) {
        return None;
    }
    let [above, below]: [f64; 2] = [plain(above)?.parse().ok()?, plain(below)?.parse().ok()?];
    let rounded = format!("{:.9e}", above / below).parse::<f64>().ok()?;
    rounded.is_finite().then(|| rounded.to_string())
}

/// An equation or a text without quotes.
fn bare(key: &str, value: &str) -> Option<String> {
    if OF_NUMBERS.contains(&key) {
        return None;
    }
    let first = value.chars().next()?;
    let text = (first.is_alphabetic() || first == '=') && !value.contains('"');
    let body = value.trim_start_matches('=').trim();
    (text && !body.is_empty()).then(|| format!("write `{key} = \"{body}\"`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_uncertain_has_its_line_too() {
        for (key, value, instead) in [
            ("value", "5 to 10 # likely", Some("write `distribution = { uniform = { low = 5, high = 10 } }`")),
            ("distribution", "normal(5, 1)", Some("write `distribution = { normal = { mean = 5, sd = 1 } }`")),
            ("years", "2020-2025", Some("write `years = [2020, 2025]`")),
            ("label", "5 to 10", None),
        ] {
            assert_eq!(uncertain(key, value).as_deref(), instead, "{key}: {value}");
        }
        // A text is no number either.
        assert_eq!(bare("value", "about 5"), None);
        assert_eq!(bare("label", "about 5").as_deref(), Some("write `label = \"about 5\"`"));
    }

    #[test]
    fn numbers_within_lists_and_tables_have_theirs() {
        for (before, rest, instead) in [
            ("x = { normal = { mean = ", ".3, sd = 1 } }", Some("write `mean = 0.3`")),
            ("x = { normal = { mean = 3, sd = ", "2% } }", Some("write `sd = 2` with unit = \"%\"")),
            ("weights = [", ".5, .5]", Some("write `0.5`")),
            ("weights = [0.5, ", ".5]", Some("write `0.5`")),
            ("weights = [0.5, ", "half]", None),
            ("x = { a = ", "b }", None),
        ] {
            assert_eq!(within(before, rest).as_deref(), instead, "{before}{rest}");
        }
    }

    /// Values as hands that come from spreadsheets write them, with the line to write instead.
    #[test]
    fn numbers_have_the_line_to_write_instead() {
        for (value, instead) in [
            ("2%", Some("write `x = 2` with unit = \"%\"")),
            ("2,5 %", Some("write `x = 2.5` with unit = \"%\"")),
            ("5;", Some("write `x = 5`")),
            ("2%,", Some("write `x = 2` with unit = \"%\"")),
            ("3,4", Some("write `x = 3.4`")),
            ("3,400", Some("write `x = 3.400`, or `x = 3_400` if it is so many thousands")),
            (".7", Some("write `x = 0.7`")),
            ("-.7  # low", Some("write `x = -0.7`")),
            ("7.", Some("write `x = 7`")),
            ("007", Some("write `x = 7`")),
            ("=1", Some("write `x = 1`")),
            ("1.000,5", Some("write `x = 1000.5`")),
            ("1,000.5", Some("write `x = 1000.5`")),
            ("1,000,000", Some("write `x = 1000000`")),
            ("1 000", Some("write `x = 1000`")),
            ("1'000", Some("write `x = 1000`")),
            ("$3", Some("write `x = 3` with a unit such as \"USD\"")),
            ("1.250,75 €", Some("write `x = 1250.75` with a unit such as \"EUR\"")),
            ("True", Some("write `x = true`")),
            ("FALSE", Some("write `x = false`")),
            ("1", None),
            ("1/2", Some("write `x = 0.5`: a value is one number")),
            ("2 / 3", Some("write `x = 0.6666666667`: a value is one number")),
            ("1/0", None),
            ("2020/21", None),
            ("3/2025", None),
            ("5..10", None),
            ("5k", Some("write `x = 5` with a unit that begins with k")),
            ("2.5 mn", Some("write `x = 2.5` with a unit that begins with mn")),
            ("bank", None),
            (".", None),
            ("-", None),
            ("1e", None),
            ("[1, 2", None),
        ] {
            assert_eq!(number("x", value).as_deref(), instead, "{value}");
        }
    }
}
