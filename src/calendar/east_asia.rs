//! Times as offices of China, Japan, Korea and Taiwan write them.

use super::offices::{Span, date, digits};
use super::{Stamp, Unit};

/// `2019年`, `2019年3月`, `2019年第1季度`, `2019年上半年`, `2019年3月5日`.
pub(super) fn chinese(text: &str) -> Option<(Stamp, Span)> {
    let (before, rest) = text.split_once('年')?;
    let (year, rest) = (digits(before.trim(), 4, 4)?, rest.trim().trim_start_matches('第'));
    let number = |text: &str| match text {
        "一" => Some(1),
        "二" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        _ => digits(text, 1, 2),
    };
    let month =
        |month: i64| (1..=12).contains(&month).then_some(Stamp { unit: Unit::Month, at: year * 12 + month - 1 });
    if matches!(rest, "" | "度" | "全年" | "年度") {
        return Some((Stamp { unit: Unit::Number, at: year }, Span::Number));
    }
    if let Some(half) = ["上半年", "下半年"].iter().position(|name| *name == rest) {
        return Some((Stamp { unit: Unit::Quarter, at: year * 4 + 2 * half as i64 }, Span::Half));
    }
    if let Some(quarter) = ["季度", "季", "四半期"].iter().find_map(|end| rest.strip_suffix(end)) {
        let quarter = number(quarter).filter(|quarter| (1..=4).contains(quarter))?;
        return Some((Stamp { unit: Unit::Quarter, at: year * 4 + quarter - 1 }, Span::Quarter));
    }
    let (before, day) = rest.split_once('月').or_else(|| rest.split_once("月份"))?;
    let found = month(number(before)?)?;
    match day.trim_start_matches('份').trim_end_matches(['日', '末']) {
        "" => Some((found, Span::Month)),
        day => date(year, number(before)?, digits(day, 1, 2)?),
    }
}

/// Korean and Japanese times as Chinese ones: `2019년 3월`, `2019.03 월`, `令和2年`, `2019年1-3月期`.
pub(super) fn east_asian(text: &str) -> Option<String> {
    /// Eras of Japan and the Republic of China, by the year before their first.
    const ERAS: [(&str, i64); 6] =
        [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("中華民國", 1911), ("民國", 1911), ("民国", 1911)];
    const QUARTERS: [&str; 4] = ["1-3", "4-6", "7-9", "10-12"];
    let mut text =
        text.replace('년', "年").replace("분기", "季度").replace('월', "月").replace(['～', '~', '〜', '－'], "-");
    if let Some((era, before)) = ERAS.iter().find(|(era, _)| text.starts_with(era)) {
        let (year, rest) = text[era.len()..].split_once('年')?;
        let year = if year == "元" { 1 } else { digits(year.trim(), 1, 3)? };
        text = format!("{}年{rest}", before + year);
    }
    if let Some((year, months)) = text.split_once('年')
        && let Some(months) = months.trim().strip_suffix("月期").or_else(|| months.trim().strip_suffix('月'))
        && let Some(quarter) = QUARTERS.iter().position(|known| months.replace('月', "") == *known)
    {
        return Some(format!("{year}年{}季度", quarter + 1));
    }
    if let Some((year, month)) = text.strip_suffix('月').and_then(|text| text.trim().split_once('.')) {
        return Some(format!("{year}年{}月", month.trim()));
    }
    Some(text)
}

/// Several months of a year together, from January on, as `2024年1-5月`: the last of them. Where all times are such, values are
/// sums from the beginning of each year (National Bureau of Statistics of China).
#[must_use]
pub fn cumulated(text: &str) -> Option<Stamp> {
    let (year, months) = text.trim().split_once('年')?;
    let months = months.trim().strip_suffix("累计").unwrap_or(months.trim()).strip_suffix('月')?;
    let (first, last) = months.split_once(['-', '–', '—', '－', '~', '～', '至'])?;
    let (year, last) = (digits(year.trim(), 4, 4)?, digits(last.trim(), 1, 2)?);
    let from_january = matches!(first.trim().trim_end_matches('月'), "1" | "01");
    (from_january && (2..=12).contains(&last)).then_some(Stamp { unit: Unit::Month, at: year * 12 + last - 1 })
}

/// A year of the Republic of China with what follows it, as years from 1 are written: `112年1月` is `2023年1月`. Years of two
/// digits may be of another count.
#[must_use]
pub fn minguo(text: &str) -> Option<String> {
    let (year, rest) = text.trim().split_once('年')?;
    let year = digits(year.trim(), 2, 3)?;
    (year > 0).then(|| format!("{}年{rest}", year + FIRST_OF_REPUBLIC - 1))
}

/// Year 1 of the Republic of China.
const FIRST_OF_REPUBLIC: i64 = 1912;
