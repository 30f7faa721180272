//! Advice that names flags of the command line, in the words of Python.

/// Flags whose keyword has another name.
const RENAMED: [(&str, &str); 4] =
    [("max", "maximum"), ("from", "start"), ("milestone", "milestones"), ("method", "methods")];

/// Flags that are keywords under their own name, with underscores for dashes.
const KEPT: [&str; 43] = [
    "adds-up",
    "between",
    "dates",
    "decimal",
    "draws",
    "encoding",
    "error",
    "errors",
    "factor",
    "fix",
    "frequency",
    "horizon",
    "knowledge",
    "known-until",
    "launch",
    "law",
    "levels",
    "lever",
    "memory",
    "miss-above",
    "miss-below",
    "mixed",
    "name",
    "of",
    "origins",
    "production",
    "range",
    "reach",
    "sampler",
    "samples",
    "season",
    "seed",
    "series",
    "sheet",
    "split",
    "threads",
    "time",
    "unit",
    "until",
    "value",
    "volume",
    "weights",
    "where",
];

/// A text with keywords for flags: `--max says it` becomes `maximum= says it`.
pub fn keywords(text: &str) -> String {
    let mut parts = text.split("--");
    let mut found = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !(letter.is_ascii_lowercase() || letter == '-')).unwrap_or(part.len());
        let (flag, rest) = part.split_at(end);
        let begins = found.chars().last().is_none_or(|letter| !letter.is_alphanumeric() && letter != '-');
        match keyword(flag).filter(|_| begins) {
            Some(keyword) => found.push_str(&format!("{keyword}=")),
            None => found.push_str(&format!("--{flag}")),
        }
        found.push_str(rest);
    }
    found
}

/// The keyword that says what a flag does, if there is one.
fn keyword(flag: &str) -> Option<String> {
    let renamed = RENAMED.iter().find(|(known, _)| *known == flag).map(|(_, keyword)| (*keyword).to_owned());
    let kept = KEPT.contains(&flag);
    renamed.or_else(|| kept.then(|| flag.replace('-', "_")))
}
