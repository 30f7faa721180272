//! How spreadsheets and Vensim write what the language writes otherwise, and the line to write instead.

use super::lexer::SyntaxError;

/// What is wrong with a text that begins as a formula of a spreadsheet, or raises with two stars.
pub fn of_text(text: &str) -> Option<SyntaxError> {
    let start = text.len() - text.trim_start().len();
    if text[start..].starts_with('=') {
        let line = text[start..].trim_start_matches('=').trim();
        return Some(SyntaxError {
            range: start..start + 1,
            message: "an equation begins without `=`".to_owned(),
            help: (!line.is_empty()).then(|| format!("write `{line}`")),
        });
    }
    // In quotes any sign is part of a name.
    if text.contains(['"', '\'']) {
        return None;
    }
    if let Some(stars) = text.find("**") {
        return Some(SyntaxError {
            range: stars..stars + 2,
            message: "a power is written `^`".to_owned(),
            help: Some(format!("write `{}`", text.trim().replace("**", "^"))),
        });
    }
    choice(text).or_else(|| summed_subscript(text))
}

/// `test ? a : b`, of languages such as C.
fn choice(text: &str) -> Option<SyntaxError> {
    let (test, rest) = text.split_once('?')?;
    let parts: Vec<&str> = rest.split(':').map(str::trim).collect();
    let is_one = !rest.contains('?') && balanced(test) && parts.iter().all(|part| balanced(part) && !part.is_empty());
    let help = match &*parts {
        [then, otherwise] if is_one => format!("write `if {} then {then} else {otherwise}`", test.trim()),
        _ => "write `if condition then value else other`".to_owned(),
    };
    Some(SyntaxError {
        range: test.len()..test.len() + 1,
        message: "a condition is written with `then` and `else`".to_owned(),
        help: Some(help),
    })
}

fn balanced(text: &str) -> bool {
    let mut open = 0_i32;
    text.chars().all(|letter| {
        open += i32::from(matches!(letter, '(' | '[')) - i32::from(matches!(letter, ')' | ']'));
        open >= 0
    }) && open == 0
}

/// `SUM(x[d!])` of Vensim, where a mark says over which dimension it is.
fn summed_subscript(text: &str) -> Option<SyntaxError> {
    let mark = text.match_indices('!').map(|(at, _)| at).find(|at| text[at + 1..].starts_with([']', ',']))?;
    let head = &text[..mark];
    let name_from = head.rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ' '))?;
    let dimension = head[name_from + head[name_from..].chars().next()?.len_utf8()..].trim();
    let whole = (|| {
        let (function, rest) = text.trim().strip_suffix(')')?.split_once('(')?;
        let quantity = rest.strip_suffix(&format!("[{dimension}!]"))?;
        let is_name = |name: &str| name.chars().all(|letter| letter.is_alphanumeric() || "_ ".contains(letter));
        (is_name(function) && is_name(quantity))
            .then(|| format!("write `{}({quantity}, {dimension})`", function.trim().to_lowercase()))
    })();
    let general = || format!("name it behind a comma, as in `sum(x, {dimension})`");
    Some(SyntaxError {
        range: mark..mark + 1,
        message: "a dimension that is summed over is not marked".to_owned(),
        help: Some(whole.unwrap_or_else(general)),
    })
}

/// A decimal comma at this place of an equation, as `2,5`.
pub fn decimal_comma(text: &str, at: usize) -> Option<String> {
    let digits = |letter: char| letter.is_ascii_digit();
    let from = text[..at]
        .rfind(|letter| !digits(letter))
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let rest = text[at..].strip_prefix(',')?;
    let decimals = &rest[..rest.find(|letter| !digits(letter)).unwrap_or(rest.len())];
    let whole = &text[from..at];
    (!whole.is_empty() && !decimals.is_empty()).then(|| format!("write `{whole}.{decimals}`"))
}

/// What a function of spreadsheets, Vensim or Stella is called here.
pub fn function(name: &str) -> Option<&'static str> {
    let (_, ours) = FUNCTIONS.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(name))?;
    Some(ours)
}

/// Functions of others, and what to write instead.
const FUNCTIONS: [(&str, &str); 21] = [
    ("average", "mean(x, dimension)"),
    ("avg", "mean(x, dimension)"),
    ("vmin", "min(x, dimension)"),
    ("vmax", "max(x, dimension)"),
    ("product", "prod(x, dimension)"),
    ("log", "ln(x)` or `log10(x)"),
    ("lg", "log10(x)"),
    ("pow", "x ^ y"),
    ("power", "x ^ y"),
    ("integer", "int(x)"),
    ("trunc", "int(x)"),
    ("modulo", "mod(a, b)"),
    ("zidz", "safediv(a, b)"),
    ("xidz", "safediv(a, b, otherwise)"),
    ("iferror", "safediv(a, b, otherwise)"),
    ("smooth", "smth1(x, tau)"),
    ("smoothi", "smth1(x, tau, init)"),
    ("smooth3", "smth3(x, tau)"),
    ("smooth3i", "smth3(x, tau, init)"),
    ("integ", "stock = { initial = …, inflow = … }"),
    ("rand", "uniform(0, 1)"),
];

/// A condition written as a function, `IF(a, b, c)` or `IF THEN ELSE(a, b, c)`; `parts` are the texts of its arguments.
pub fn of_condition(range: std::ops::Range<usize>, parts: &[&str], whole: &str) -> SyntaxError {
    let written = match parts {
        [test, then] => Some(format!("if {test} then {then} else 0")),
        [test, then, otherwise] => Some(format!("if {test} then {then} else {otherwise}")),
        _ => None,
    };
    let help = match written {
        // Inside a larger equation brackets keep it together.
        Some(line) if range.len() == whole.trim().len() => format!("write `{line}`"),
        Some(line) => format!("write `{}`", replaced(whole, &range, &format!("({line})"))),
        None => "write `if condition then value else other`".to_owned(),
    };
    SyntaxError { range, message: "a condition is written with `then` and `else`".to_owned(), help: Some(help) }
}

fn replaced(whole: &str, range: &std::ops::Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &whole[..range.start], &whole[range.end..]).trim().to_owned()
}

/// Curly quotes around names, which are straight; single ones need no escape in a text of TOML.
pub fn straight(text: &str) -> Option<String> {
    let mended = text.replace(['“', '”', '„', '‘', '’', '‚'], "'");
    (mended != text).then(|| format!("write `{}`", mended.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hands used to spreadsheets, Vensim or C write, with the line to write instead.
    #[test]
    fn formulas_have_the_line_to_write_instead() {
        for (text, place, help) in [
            ("=a + 1", 0, "write `a + 1`"),
            ("a ** 2", 2, "write `a ^ 2`"),
            ("a > 1 ? 2 : b * (3 + c)", 6, "write `if a > 1 then 2 else b * (3 + c)`"),
            ("2 * (a ? 1 : 2)", 7, "write `if condition then value else other`"),
            ("a ? b ? 1 : 2 : 3", 2, "write `if condition then value else other`"),
            ("SUM(b[d!])", 7, "write `sum(b, d)`"),
            ("2 * SUM(b[sector!, d] * é[sector!])", 16, "name it behind a comma, as in `sum(x, sector)`"),
        ] {
            let slip = of_text(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((slip.range.start, slip.help.as_deref()), (place, Some(help)), "{text}");
        }
        for text in ["a != 2", "a + b[d]", "if not a then 1 else 2", "x[sector, d]", "'what?' + 'a**b[d!]'"] {
            assert!(of_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn decimal_commas_are_told_from_others() {
        assert_eq!(decimal_comma("2,5 * a", 1).as_deref(), Some("write `2.5`"));
        assert_eq!(decimal_comma("é 12,50", 5).as_deref(), Some("write `12.50`"));
        assert_eq!(decimal_comma("a, 5", 1), None);
        assert_eq!(decimal_comma("2, a", 1), None);
    }
}
