//! The encoding of a text that does not say it, by which letters follow which, and by words that stand in tables.

use std::collections::HashSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs as known;

use super::{Decoded, Encoding, HELP, Undecodable};

/// So many bytes are looked at, from the first line on that is not of ASCII.
const LOOKED_AT: usize = 1 << 20;
/// Different letters below which a guess among scripts is wild.
const FEW: usize = 3;
/// Encodings that a guess is set against: of Europe, and of East Asia.
const OTHERS: [&known::Encoding; 10] = [
    known::WINDOWS_1252,
    known::WINDOWS_1250,
    known::WINDOWS_1254,
    known::WINDOWS_1251,
    known::WINDOWS_1253,
    known::GBK,
    known::SHIFT_JIS,
    known::EUC_JP,
    known::EUC_KR,
    known::BIG5,
];
/// Words of headings that other encodings make nonsense of.
const WORDS: &[&str] = &[
    "yıl",
    "şubat",
    "ağustos",
    "kasım",
    "aralık",
    "çeyrek",
    "ülke",
    "değer",
    "ayı",
    "dönem",
    "období",
    "březen",
    "květen",
    "říjen",
    "září",
    "čtvrtletí",
    "území",
    "időszak",
    "hónap",
    "negyedév",
    "miesiąc",
    "kwartał",
    "wartość",
    "październik",
    "год",
    "месяц",
    "квартал",
    "показатель",
    "значение",
    "период",
    "έτος",
    "μήνας",
    "年",
    "年份",
    "年度",
    "月",
    "月份",
    "季度",
    "日期",
    "时间",
    "指标",
    "地区",
    "国家",
    "单位",
    "数值",
    "合计",
    "時間",
    "年月",
    "統計期",
    "單位",
    "項目",
    "単位",
    "四半期",
    "合計",
    "연도",
    "년",
    "월",
    "시점",
    "단위",
    "분기",
    "항목",
];

/// Whether a text of bytes is one of wide characters, of which every other byte is 0.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    wide(bytes).is_some()
}

fn wide(bytes: &[u8]) -> Option<&'static known::Encoding> {
    let head = &bytes[..bytes.len().min(1000) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let most = |many: usize, few: usize| many * 4 > head.len() && few == 0;
    let (even, odd) = (zeros(0), zeros(1));
    if most(odd, even) {
        Some(known::UTF_16LE)
    } else if most(even, odd) {
        Some(known::UTF_16BE)
    } else {
        None
    }
}

/// The text of bytes that are not UTF-8, in the encoding that they seem to have.
///
/// # Errors
/// Too little of it says which that is, or not all of it is of that encoding.
pub(super) fn guessed(bytes: &[u8]) -> Result<Decoded, Undecodable> {
    let encoding = match wide(bytes) {
        Some(wide) => wide,
        None => of_letters(sample(bytes))?,
    };
    let text = Encoding(encoding).read(bytes)?;
    Ok(Decoded { text, guessed: Some(Encoding(encoding)) })
}

/// Lines from the first on that is not of ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let start = bytes[..first].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let rest = &bytes[start..];
    if rest.len() <= LOOKED_AT {
        return rest;
    }
    let end = rest[..LOOKED_AT].iter().rposition(|byte| *byte == b'\n');
    &rest[..end.unwrap_or(LOOKED_AT)]
}

/// A reading of the sample.
struct Reading {
    encoding: &'static known::Encoding,
    text: String,
}

impl Reading {
    /// What a sample says in an encoding, if all of it is of that.
    fn of(sample: &[u8], encoding: &'static known::Encoding) -> Option<Self> {
        let text = encoding.decode_without_bom_handling_and_without_replacement(sample)?.into_owned();
        // Nobody writes control characters: what has them is of another encoding.
        let controls = |letter: char| ('\u{80}'..'\u{a0}').contains(&letter);
        (!text.contains(controls)).then_some(Self { encoding, text })
    }

    fn words(&self) -> usize {
        let words = self.text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_ascii() && WORDS.contains(&word.to_lowercase().as_str())).count()
    }

    /// Its letters that are not of ASCII, each once.
    fn letters(&self) -> HashSet<char> {
        self.text.chars().filter(|letter| !letter.is_ascii() && letter.is_alphabetic()).collect()
    }

    /// Whether its letters are of no Latin script.
    fn is_foreign(&self) -> bool {
        self.letters().into_iter().any(|letter| letter >= '\u{370}')
    }

    /// Whether none of its letters beyond ASCII has another beside it: those are signs, as of currencies.
    fn are_signs(&self) -> bool {
        let letters: Vec<char> = self.text.chars().collect();
        let is = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_alphabetic());
        (0..letters.len())
            .filter(|at| !letters[*at].is_ascii() && letters[*at].is_alphabetic())
            .all(|at| !is(at.checked_sub(1)) && !is(Some(at + 1)))
    }

    /// Its first cell that is not of ASCII.
    fn cell(&self) -> String {
        let cells = self.text.split([',', ';', '\t', '|', '\n', '\r', '"']);
        let cell = cells.map(str::trim).find(|cell| !cell.is_ascii()).unwrap_or_default();
        format!("`{}` ({})", cell.chars().take(24).collect::<String>(), self.encoding.name())
    }
}

fn of_letters(sample: &[u8]) -> Result<&'static known::Encoding, Undecodable> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let likely = detector.guess(None, Utf8Detection::Deny);
    let others = OTHERS.into_iter().filter(|other| *other != likely);
    let readings: Vec<Reading> =
        std::iter::once(likely).chain(others).filter_map(|encoding| Reading::of(sample, encoding)).collect();
    let Some(first) = readings.first() else { return Err(none()) };
    let best = readings.iter().skip(1).fold(first, |best, one| if one.words() > best.words() { one } else { best });
    if best.words() > 0 {
        return Ok(best.encoding);
    }
    let few = first.is_foreign() && first.letters().len() < FEW && readings.len() > 1;
    if first.encoding != likely || few {
        return Err(wild(&readings));
    }
    let latin = readings.iter().find(|one| one.encoding == known::WINDOWS_1252);
    let signs = !first.is_foreign() && first.are_signs();
    Ok(latin.filter(|_| signs).unwrap_or(first).encoding)
}

fn wild(readings: &[Reading]) -> Undecodable {
    /// Readings that are shown.
    const SHOWN: usize = 4;
    let (east, others): (Vec<&Reading>, Vec<&Reading>) =
        readings.iter().partition(|reading| !reading.encoding.is_single_byte());
    let cells: Vec<String> = east.into_iter().chain(others).take(SHOWN).map(Reading::cell).collect();
    let problem =
        format!("is not UTF-8 text, and too little of it tells what it is: it may say {}", cells.join(" or "));
    Undecodable { problem, help: HELP }
}

fn none() -> Undecodable {
    Undecodable { problem: "is not text in UTF-8 nor in any encoding that is known".to_owned(), help: HELP }
}
