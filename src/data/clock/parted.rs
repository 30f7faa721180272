//! Years with a number behind or before them, of which nothing but all of them says what it counts: `2019 1`, `2019-1`, `2019:1`,
//! `1/2019`, `20191`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ambiguous, Hints, Rule};
use crate::data::block::YEARS;
use crate::data::part::Part;

/// What stands between year and number: nothing is as good as a mark.
type Mark = Option<char>;

/// What decides between quarters and months.
const REMEDY: &str = "say which with --frequency quarters or --frequency months, or write 2019Q1 or 2019-01";
/// What decides between times and years with marks of footnotes.
const REMEDY_OF_MARKS: &str =
    "say which with --frequency years, quarters or months, or write the month as 2019-01, or the year as 2019";

/// A year, the digits beside it, the mark between them, and whether the year comes first.
fn split(text: &str) -> Option<(i64, &str, Mark, bool)> {
    const MARKS: [char; 6] = [' ', '-', '/', ':', '_', '.'];
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = |text: &str| -> Option<i64> {
        let year = (text.len() == 4 && digits(text)).then(|| text.parse().ok())?;
        year.filter(|year| YEARS.contains(year))
    };
    let part = |text: &str| digits(text) && text.len() <= 2;
    if digits(text) {
        let (at, number) = text.split_at_checked(4)?;
        return Some((year(at)?, Some(number).filter(|number| part(number))?, None, true));
    }
    let mark = text.chars().find(|letter| MARKS.contains(letter))?;
    let (before, behind) = text.split_once(mark)?;
    if let Some(at) = year(before) {
        return part(behind).then_some((at, behind, Some(mark), true));
    }
    let at = year(behind)?;
    part(before).then_some((at, before, Some(mark), false))
}

/// A time of a rule that says what the numbers count.
pub(super) fn read(text: &str, part: Part) -> Option<(crate::calendar::Stamp, crate::calendar::Span)> {
    let (year, digits, ..) = split(text)?;
    part.of(year, if part == Part::Year { 1 } else { digits.parse().ok()? })
}

/// Decides by all times of a column, if all are such and one mark is in all of them: numbers above four are months, those that
/// count to four over the end of a year quarters; what was asked for, or what a column of frequencies says, decides before.
///
/// # Errors
/// They may be quarters or months, or years with marks.
pub(super) fn parted(texts: &[&str], hints: Hints) -> Result<Option<(Rule, String)>, Ambiguous> {
    let Some(all) = texts.iter().map(|text| split(text)).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let Some((_, _, mark, first)) = all.first().copied() else { return Ok(None) };
    let one_form = all.iter().all(|(_, _, other, place)| (*other, *place) == (mark, first));
    let numbers: Vec<(i64, i64)> =
        all.iter().filter_map(|(year, digits, ..)| Some((*year, digits.parse().ok()?))).collect();
    if texts.len() < 2 || !one_form || numbers.iter().any(|(_, number)| !(1..=12).contains(number)) {
        return Ok(None);
    }
    // Six digits in all times are months without more ado.
    let padded = all.iter().any(|(_, digits, ..)| digits.starts_with('0'))
        || mark.is_none() && all.iter().all(|(_, digits, ..)| digits.len() == 2);
    let as_read = |part: Part| {
        let text = texts[0];
        let (stamp, covers) = read(text, part)?;
        Some((Rule::Parted(part), format!("times such as {text} are {}: {}", covers.words(), covers.text(stamp))))
    };
    // Those that are months wherever they stand alone need no rule.
    let is_plain = matches!(mark, Some(' ' | '-' | '/'));
    if padded {
        return Ok(if matches!(mark, Some(':' | '_')) { as_read(Part::Month) } else { None });
    }
    let mut years: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (year, number) in &numbers {
        years.entry(*year).or_default().insert(*number);
    }
    let greatest = numbers.iter().map(|(_, number)| *number).max().unwrap_or(0);
    let follow = follow_one_another(&numbers, greatest);
    let sure = matches!(mark, Some(' ' | '-' | '/' | ':' | '_'));
    if greatest > 4 {
        let months = sure || follow && greatest == 12;
        // Years that end in the next, `2004/5`, are read elsewhere.
        return Ok(if months && !is_plain { as_read(Part::Month) } else { spanning(texts, &numbers, mark) });
    }
    if let Some(found) = spanning(texts, &numbers, mark) {
        return Ok(Some(found));
    }
    match hints.part {
        Some(part @ (Part::Quarter | Part::Month)) => return Ok(as_read(part)),
        Some(Part::Half) if greatest <= 2 => return Ok(as_read(Part::Half)),
        Some(Part::Year) if years.len() == numbers.len() => return Ok(as_read(Part::Year)),
        _ => {}
    }
    if greatest == 4 && follow && years.len() > 1 {
        return Ok(as_read(Part::Quarter));
    }
    if !sure {
        return Ok(None);
    }
    let (text, (year, number)) = (texts[0].to_owned(), numbers[0]);
    let month = format!("{year}-{number:02}");
    if years.len() == numbers.len() && mark == Some(' ') {
        return Err(Ambiguous { text, readings: [year.to_string(), month], remedy: REMEDY_OF_MARKS });
    }
    Err(Ambiguous { text, readings: [format!("{year}Q{number}"), month], remedy: REMEDY })
}

/// Years such as `2003/4`, `2004/5`: as months they would be 13 apart.
fn spanning(texts: &[&str], numbers: &[(i64, i64)], mark: Mark) -> Option<(Rule, String)> {
    let is_one = |(year, number): &(i64, i64)| (year + 1) % 10 == *number;
    let written = texts.iter().all(|text| text.len() == "2003/4".len());
    (matches!(mark, Some('-' | '/')) && written && numbers.iter().all(is_one)).then(|| {
        let note = format!(
            "times such as {} are years that begin in one year and end in the next; they are counted by the first",
            texts[0]
        );
        (Rule::Fiscal, note)
    })
}

/// Whether numbers count on from one to the next over the ends of years, with so many in a year.
fn follow_one_another(numbers: &[(i64, i64)], per_year: i64) -> bool {
    let mut counts: Vec<i64> = numbers.iter().map(|(year, number)| year * per_year + number).collect();
    counts.sort_unstable();
    counts.dedup();
    counts.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// Whether headings are times by all of them alone, as [`parted`] says.
pub(in crate::data) fn are_parted<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_unstable();
    matches!(parted(&texts, Hints::default()), Ok(Some((Rule::Parted(_), _))) | Err(_))
}

/// Whether a heading can be such a time.
pub(in crate::data) fn is_parted(text: &str) -> bool {
    split(text).is_some()
}
