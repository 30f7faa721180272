//! Words for scales, as thousands and 万, in units and in what columns are called.

use super::units::is_unit;

/// Words for scales in units, without points and plurals.
const SCALES: &[&str] = &[
    "thousand",
    "million",
    "billion",
    "trillion",
    "000",
    "'000",
    "000'",
    "mio",
    "mln",
    "mn",
    "bn",
    "bln",
    "trn",
    "tn",
    "mrd",
    "mld",
    "mlrd",
    "tsd",
    "tausend",
    "millionen",
    "milliarde",
    "milliarden",
    "millier",
    "milliard",
    "millon",
    "millone",
    "migliaia",
    "milioni",
    "miliardi",
    "crore",
    "cr",
    "lakh",
];
/// The same in scripts without blanks between words: a unit begins with them, and goes on with one of [`SURE`] or [`COUNTED`].
const SCALE_LETTERS: &[&str] = &["百万", "千万", "万亿", "千", "万", "萬", "亿", "億", "百萬"];
/// What else is counted in thousands or more, beside what is [`SURE`]; other words that begin so are names.
const COUNTED: &[&str] = &[
    "",
    "只",
    "个",
    "個",
    "条",
    "头",
    "株",
    "箱",
    "公斤",
    "千克",
    "克",
    "户",
    "家",
    "度",
    "米",
    "公里",
    "平方公里",
    "吉瓦",
    "港元",
    "英镑",
    "韩元",
    "部",
    "片",
    "块",
    "颗",
    "支",
    "张",
    "重量箱",
    "t",
    "kg",
    "m2",
    "m²",
    "㎡",
    "m3",
    "m³",
    "km",
    "jpy",
];
/// Those that need no blank before their scale, as in `产量万吨`: others end names of other things, as 万家 does.
const SURE: &[&str] = &[
    "元",
    "美元",
    "欧元",
    "日元",
    "円",
    "人民币",
    "台",
    "套",
    "件",
    "辆",
    "艘",
    "标准箱",
    "吨",
    "人",
    "人次",
    "千瓦",
    "千瓦时",
    "千瓦小时",
    "平方米",
    "立方米",
    "公顷",
    "亩",
    "兆瓦",
    "兆瓦时",
    "吨标准煤",
    "吨标煤",
    "吨公里",
    "人公里",
    "kw",
    "kwh",
    "mw",
    "mwh",
    "gw",
    "gwh",
    "kva",
    "tce",
    "usd",
    "eur",
    "cny",
    "rmb",
    "teu",
    "dwt",
];
/// What stands before a scale that makes it no scale of values: a number, `每十万人`, or what makes it a rate, `元/万人`.
const COUNTS: &str = "一二三四五六七八九十百千几数每/／";

/// Words before a scale that make it the base of a rate, or a number of things: `deaths per lakh`, `one in a million`.
const RATES: &[&str] = &["per", "every", "each", "a", "an", "of", "with", "pro", "je", "par", "por", "一", "每"];

/// Whether a text is a rate: such a word stands before a scale in it, or at its end.
pub fn is_rate(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.trim_matches([',', '，', '(', '（']).to_lowercase());
    words.any(|word| RATES.contains(&word.as_str()) || word.ends_with('/') || word.ends_with('每'))
}

/// A name and the unit with a scale that it ends with outside of brackets.
pub(super) fn scaled(name: &str) -> Option<(&str, &str)> {
    const BEFORE: [&str; 8] = [", ", "，", ": ", "：", " in ", " en ", " - ", " – "];
    let (before, unit) =
        match BEFORE.iter().filter_map(|mark| Some((name.rfind(mark)?, mark))).max_by_key(|(at, _)| *at) {
            Some((at, mark)) => (&name[..at], &name[at + mark.len()..]),
            None => {
                let blank = name.match_indices(' ').map(|(at, _)| at).find(|at| begins_with_scale(&name[at + 1..]));
                let Some(at) = blank else { return attached(name) };
                (&name[..at], &name[at + 1..])
            }
        };
    let (before, unit) = (before.trim_end_matches([' ', ',', ':', '-', '，']), unit.trim());
    // `Mass, kg`, `Temperature in °C`.
    let mark = name[before.len()..].trim_start();
    if !before.is_empty() && (mark.starts_with([',', '，']) || mark.starts_with("in ")) && is_unit(before, unit) {
        return Some((before, unit));
    }
    // PX-Web: `Employment rate, %`, `Employed, 1000 persons`.
    let of_thousand = ["1000 ", "1 000 ", "1,000 "].iter().any(|thousand| unit.starts_with(thousand));
    if name[before.len()..].starts_with(',') && !before.is_empty() && of_thousand {
        return Some((before, unit));
    }
    // `Cities of 1 million` counts cities.
    let counted =
        before.ends_with(|c: char| c.is_ascii_digit()) || unit.starts_with(|c: char| c.is_ascii_digit() && c != '0');
    let rate = is_rate(before.split_whitespace().last().unwrap_or_default())
        || unit.split_whitespace().take_while(|word| !begins_with_scale(word)).any(is_rate);
    (!before.is_empty() && !counted && !rate && unit.chars().count() <= 40 && has_scale(unit)).then_some((before, unit))
}

/// A name and the unit with a scale that it ends with, without a blank between them: `产量万吨`.
fn attached(name: &str) -> Option<(&str, &str)> {
    if name.is_ascii() {
        return None;
    }
    let unit = |at: &usize| {
        let lower = name[*at..].to_lowercase();
        SCALE_LETTERS.iter().any(|scale| lower.strip_prefix(scale).is_some_and(|rest| SURE.contains(&rest)))
    };
    let at = name.char_indices().map(|(at, _)| at).find(unit)?;
    let before = name[..at].trim_end();
    let last = before.chars().last()?;
    (!COUNTS.contains(last) && !last.is_ascii_digit()).then_some((before, &name[at..]))
}

/// Whether the first word of a text is a scale.
fn begins_with_scale(text: &str) -> bool {
    let word =
        text.split_whitespace().next().unwrap_or_default().trim_matches(['.', ',', '(', ')', '（', '）', '[', ']']);
    let plain = word.to_lowercase();
    let letters =
        |scale: &str| plain.strip_prefix(scale).is_some_and(|rest| SURE.contains(&rest) || COUNTED.contains(&rest));
    SCALES.contains(&plain.as_str())
        || plain.strip_suffix('s').is_some_and(|one| SCALES.contains(&one))
        || SCALE_LETTERS.iter().any(|scale| letters(scale))
}

/// Whether a unit, or a line above a table, names a scale that values may have to be multiplied by.
#[must_use]
pub fn has_scale(unit: &str) -> bool {
    unit.split(|c: char| c.is_whitespace() || "_/-:：(（[".contains(c)).any(begins_with_scale)
}
