//! How spreadsheets and Vensim write what the language writes otherwise, and the line to write instead.

mod functions;

use super::lexer::SyntaxError;
use crate::scenario::spreads;

pub use functions::function;

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
    sign(text)
        .or_else(|| uncertain(text))
        .or_else(|| vensim(text))
        .or_else(|| cells(text))
        .or_else(|| joined(text))
        .or_else(|| choice(text))
        .or_else(|| summed_subscript(text))
        .or_else(|| earlier(text))
        .or_else(|| in_packages(text))
}

/// `5 to 10`, `5 ± 1`, and `@` of spreadsheets.
fn uncertain(text: &str) -> Option<SyntaxError> {
    if let Some(at) = text.find('@') {
        return Some(SyntaxError {
            range: at..at + 1,
            message: "`@` is of spreadsheets".to_owned(),
            help: Some(format!("write `{}`", text.trim().replace('@', ""))),
        });
    }
    let at = [" to ", "..", "±", "+/-"].iter().filter_map(|mark| text.find(mark)).min()?;
    let line = spreads::line(text)?;
    let message = "an equation is one number in each draw".to_owned();
    Some(SyntaxError {
        range: at..text.len(),
        message,
        help: Some(format!("give an assumption that is uncertain: {line}")),
    })
}

/// Signs of formulas in print, with what is typed for them.
const SIGNS: [(char, &str, &str); 8] = [
    ('²', "a square is written `^ 2`", "^2"),
    ('³', "a cube is written `^ 3`", "^3"),
    ('−', "this minus is that of print, not of a keyboard", "-"),
    ('×', "a product is written `*`", "*"),
    ('·', "a product is written `*`", "*"),
    ('÷', "a quotient is written `/`", "/"),
    ('≤', "it is written `<=`", "<="),
    ('≥', "it is written `>=`", ">="),
];

fn sign(text: &str) -> Option<SyntaxError> {
    let find = |(sign, message, typed): &(char, &'static str, &'static str)| {
        Some((text.find(*sign)?, *sign, *message, *typed))
    };
    let (at, sign, message, _) = SIGNS.iter().filter_map(find).min_by_key(|(at, ..)| *at)?;
    // All of them in one line.
    let line = SIGNS.iter().fold(text.trim().to_owned(), |line, (sign, _, typed)| line.replace(*sign, typed));
    Some(SyntaxError {
        range: at..at + sign.len_utf8(),
        message: message.to_owned(),
        help: Some(format!("write `{line}`")),
    })
}

/// Names of Vensim that are several words, and what to write instead.
const VENSIM: [(&str, &str); 11] = [
    ("delay fixed", "delay(x, span, init)"),
    ("random normal", "normal(mean, sd)"),
    ("random uniform", "uniform(low, high)"),
    ("with lookup", "a table of [lookups] as a function, `NAME(x)"),
    ("active initial", "stock = { initial = …, inflow = … }` or `previous(x, init)"),
    ("pulse train", "pulse(volume, at, every)"),
    ("time step", "dt"),
    ("initial time", "starttime"),
    ("final time", "stoptime"),
    (":and:", "and"),
    (":or:", "or"),
];

fn vensim(text: &str) -> Option<SyntaxError> {
    let lower = text.to_ascii_lowercase();
    let find = |(theirs, ours): &(&str, &'static str)| {
        let at = lower.find(theirs)?;
        let before = lower[..at].chars().next_back();
        let whole = !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        whole.then_some((at, theirs.len(), *ours))
    };
    let (at, length, ours) = VENSIM.iter().find_map(find)?;
    Some(SyntaxError {
        range: at..at + length,
        message: format!("`{}` is Vensim's", &text[at..at + length]),
        help: Some(format!("write `{ours}`")),
    })
}

/// `$A$1`, `A1:A3` and `Sheet1!B2`: cells of spreadsheets.
fn cells(text: &str) -> Option<SyntaxError> {
    let is_cell = |name: &str| {
        let name = name.replace('$', "");
        let digits = name.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let letters = name.len() - digits.len();
        (1..=3).contains(&letters) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_part = |letter: char| letter.is_alphanumeric() || "$:!_".contains(letter);
    let word = text.split(|letter| !is_part(letter)).find(|word| {
        let place = word.rsplit('!').next().unwrap_or_default();
        word.contains(['$', ':', '!']) && place.split(':').all(is_cell)
    })?;
    let at = text.find(word)?;
    Some(SyntaxError {
        range: at..at + word.len(),
        message: format!("`{word}` is a place in a spreadsheet"),
        help: Some(
            "name what is there: an assumption, a variable, or `sum(x, dimension)` over the elements of one".to_owned(),
        ),
    })
}

/// `AND(a, b)` and `OR(a, b)` of spreadsheets.
fn joined(text: &str) -> Option<SyntaxError> {
    let (at, word) = ["and", "or"].into_iter().find_map(|word| {
        let lower = text.to_ascii_lowercase();
        let at = lower.match_indices(word).map(|(at, _)| at).find(|at| {
            let before = lower[..*at].trim_end();
            let word_before = before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
            let begins = before.is_empty()
                || before.ends_with(|letter| "(,+-*/^<>=".contains(letter))
                || word_before.is_some_and(|word| ["if", "then", "else", "not", "and", "or"].contains(&word));
            begins && lower[at + word.len()..].trim_start().starts_with('(')
        })?;
        Some((at, word))
    })?;
    let rest = text[at + word.len()..].trim();
    let inside = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|inside| balanced(inside));
    let parts: Vec<&str> =
        inside.filter(|_| text[..at].trim().is_empty()).map_or_else(Vec::new, |inside| inside.split(',').collect());
    let help = if parts.len() > 1 && parts.iter().all(|part| balanced(part)) {
        let parts: Vec<&str> = parts.into_iter().map(str::trim).collect();
        format!("write `{}`", parts.join(&format!(" {word} ")))
    } else {
        format!("write `a {word} b`")
    };
    let message = format!("`{word}` stands between what it joins");
    Some(SyntaxError { range: at..at + word.len(), message, help: Some(help) })
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

/// `x[t-1]`, `x(t-1)`, `x_{t-1}` and `x.shift(1)` for a value of the step before.
fn earlier(text: &str) -> Option<SyntaxError> {
    let packed: String = text.to_ascii_lowercase();
    let forms = ["[t-1]", "[t - 1]", "(t-1)", "(t - 1)", "_{t-1}", ".shift(1)", ".shift()"];
    let (at, form) = forms.iter().filter_map(|form| Some((packed.find(form)?, *form))).min()?;
    let before = &text[..at];
    let from = before.char_indices().rev().take_while(|(_, letter)| letter.is_alphanumeric() || *letter == '_').last();
    let name = &before[from?.0..];
    Some(SyntaxError {
        range: at..at + form.len(),
        message: "the value of the step before is that of a function".to_owned(),
        help: Some(format!("write `previous({name}, init)`, where `init` is what it was before the start")),
    })
}

/// A distribution or function of a package, as `np.random.normal(…)`, `NORM.INV(…)` or `math.exp(…)`.
fn in_packages(text: &str) -> Option<SyntaxError> {
    let lower = text.to_ascii_lowercase();
    let begins = |at: usize| !lower[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    let (at, package) = PACKAGES.iter().find_map(|package| {
        lower.match_indices(package).map(|(at, _)| at).find(|at| begins(*at)).map(|at| (at, *package))
    })?;
    let rest = &lower[at + package.len()..];
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
    let called = &rest[..end];
    let named = if package.ends_with('.') { called } else { package.split('.').next().unwrap_or_default() };
    let kind = ["normal", "lognormal", "uniform", "triangular", "beta", "gamma"].into_iter().find(|kind| {
        *kind == named || (named == "norm" && *kind == "normal") || (named == "lognorm" && *kind == "lognormal")
    });
    let help = match (kind, function(named)) {
        (Some(kind), _) => {
            format!("give an assumption `distribution = {{ {kind} = {{ … }} }}`, and write its name here")
        }
        (None, Some(ours)) => format!("write `{ours}`"),
        (None, None) => format!("write `{named}(…)` if that is a function of ours"),
    };
    let range = at..at + package.len() + end;
    let message = format!("`{}` is of another language", &text[range.clone()]);
    Some(SyntaxError { range, message, help: Some(help) })
}

/// What names of functions of other languages begin with.
const PACKAGES: [&str; 9] =
    ["np.random.", "numpy.random.", "random.", "math.", "np.", "cb.", "norm.inv", "lognorm.inv", "beta.inv"];

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

/// A decimal comma at this place of an equation, as `2,5` or `1.000,5`.
pub fn decimal_comma(text: &str, at: usize) -> Option<String> {
    let digits = |letter: char| letter.is_ascii_digit();
    let from = text[..at]
        .rfind(|letter| !digits(letter) && letter != '.')
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let rest = text[at..].strip_prefix(',')?;
    let decimals = &rest[..rest.find(|letter| !digits(letter)).unwrap_or(rest.len())];
    let groups: Vec<&str> = text[from..at].split('.').collect();
    let grouped = groups[1..].iter().all(|group| group.len() == 3) && (groups.len() == 1 || groups[0].len() <= 3);
    let whole = groups.concat();
    (grouped && !groups[0].is_empty() && !decimals.is_empty()).then(|| format!("write `{whole}.{decimals}`"))
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

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str =
        "name what is there: an assumption, a variable, or `sum(x, dimension)` over the elements of one";

    /// What hands used to spreadsheets, Vensim or C write, with the line to write instead.
    #[test]
    fn formulas_have_the_line_to_write_instead() {
        for (text, place, help) in [
            ("=a + 1", 0, "write `a + 1`"),
            ("a ** 2", 2, "write `a ^ 2`"),
            ("a > 1 ? 2 : b * (3 + c)", 6, "write `if a > 1 then 2 else b * (3 + c)`"),
            ("2 * (a ? 1 : 2)", 7, "write `if condition then value else other`"),
            ("a ? b ? 1 : 2 : 3", 2, "write `if condition then value else other`"),
            ("a² + b ≤ 2", 1, "write `a^2 + b <= 2`"),
            ("2 × a − b", 2, "write `2 * a - b`"),
            ("AND(a > 1, b > 1)", 0, "write `a > 1 and b > 1`"),
            ("if a then or(b, c) else 1", 10, "write `a or b`"),
            ("DELAY FIXED(a, 2, 0)", 0, "write `delay(x, span, init)`"),
            ("a * TIME STEP", 4, "write `dt`"),
            ("2 * x[t-1]", 5, "write `previous(x, init)`, where `init` is what it was before the start"),
            ("x_a.shift(1)", 3, "write `previous(x_a, init)`, where `init` is what it was before the start"),
            (
                "np.random.normal(1, 2)",
                0,
                "give an assumption `distribution = { normal = { … } }`, and write its name here",
            ),
            (
                "1 + NORM.INV(RAND(), 1, 2)",
                4,
                "give an assumption `distribution = { normal = { … } }`, and write its name here",
            ),
            (
                "5 to 10",
                1,
                "give an assumption that is uncertain: write `distribution = { uniform = { low = 5, high = 10 } }`",
            ),
            ("2 * @a", 4, "write `2 * a`"),
            ("2 * $B$1", 4, PLACE),
            ("SUM(A1:A3)", 4, PLACE),
            ("Sheet1!AB12 + a", 0, PLACE),
            ("np.exp(a)", 0, "write `exp(…)` if that is a function of ours"),
            ("SUM(b[d!])", 7, "write `sum(b, d)`"),
            ("2 * SUM(b[sector!, d] * é[sector!])", 16, "name it behind a comma, as in `sum(x, sector)`"),
        ] {
            let slip = of_text(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((slip.range.start, slip.help.as_deref()), (place, Some(help)), "{text}");
        }
        for text in [
            "a and (b or c)",
            "not (a) or (b)",
            "time_step + 1",
            "a != 2",
            "a!=b1",
            "A1 + b2",
            "a + b[d]",
            "if not a then 1 else 2",
            "x[sector, d]",
            "5-10",
            "a to_b",
            "'what?' + 'a**b[d!]'",
        ] {
            assert!(of_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn decimal_commas_are_told_from_others() {
        assert_eq!(decimal_comma("2,5 * a", 1).as_deref(), Some("write `2.5`"));
        assert_eq!(decimal_comma("é 12,50", 5).as_deref(), Some("write `12.50`"));
        assert_eq!(decimal_comma("1.000,5", 5).as_deref(), Some("write `1000.5`"));
        assert_eq!(decimal_comma("1.5,5", 3), None);
        assert_eq!(decimal_comma("a, 5", 1), None);
        assert_eq!(decimal_comma("2, a", 1), None);
    }
}
