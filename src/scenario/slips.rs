//! How spreadsheets and word processors write values, and the line of TOML to write instead.

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
    curly(line).or_else(|| backslashes(key, value)).or_else(|| number(key, value)).or_else(|| bare(key, value))
}

fn curly(line: &str) -> Option<String> {
    let straight = |letter: char| if "‘’‚".contains(letter) { '\'' } else { '"' };
    let mended: String = line.chars().map(|c| if CURLY.contains(&c) { straight(c) } else { c }).collect();
    (mended != line).then(|| format!("quotes are straight: write `{mended}`"))
}

/// A path of Windows in quotes in which backslashes begin escapes.
fn backslashes(key: &str, value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?;
    let inner = inner.split('"').next()?;
    inner
        .contains('\\')
        .then(|| format!("a backslash begins an escape: write `{key} = \"{}\"`", inner.replace('\\', "/")))
}

/// `2%`, `3,4` and `1 000`.
fn number(key: &str, value: &str) -> Option<String> {
    let value = value.split('#').next()?.trim();
    if let Some(share) = value.strip_suffix('%') {
        let share = share.trim().replace(',', ".");
        return share.parse::<f64>().ok().map(|_| format!("write `{key} = {share}` with unit = \"%\""));
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = value.split_once(',')?;
    let plain = digits(whole.trim_start_matches('-')) && digits(decimals);
    plain.then(|| {
        let thousands = if decimals.len() == 3 {
            format!(", or `{key} = {whole}_{decimals}` if it is so many thousands")
        } else {
            String::new()
        };
        format!("write `{key} = {whole}.{decimals}`{thousands}")
    })
}

/// An equation or a text without quotes.
fn bare(key: &str, value: &str) -> Option<String> {
    let first = value.chars().next()?;
    let text = (first.is_alphabetic() || first == '=') && !value.contains('"');
    let body = value.trim_start_matches('=').trim();
    (text && !body.is_empty()).then(|| format!("write `{key} = \"{body}\"`"))
}
