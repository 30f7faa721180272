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
    let stars = text.find("**")?;
    Some(SyntaxError {
        range: stars..stars + 2,
        message: "a power is written `^`".to_owned(),
        help: Some(format!("write `{}`", text.trim().replace("**", "^"))),
    })
}

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
