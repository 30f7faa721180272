//! Headings that are numbers beside a column of times, as months are called in most tables of weather: `Year,1,2,…,12`.

use std::borrow::Cow;

use super::{Kind, YEARS, heading_time, kind};
use crate::calendar::{Stamp, Unit};
use crate::data::grid::Grid;
use crate::data::names;
use crate::data::names::parts::{YEAR, is_called};
use crate::data::part::{Part, Said, counted, said};
use crate::diagnostic::Spanned;

/// Rows that may stand between headings and the first row of values.
const BETWEEN: usize = 2;

/// Whether a row has headings of which some are whole numbers in order: one names a column that has times below it, or has nothing
/// above years where there are all months of a year.
pub(super) fn counts_beside_times(grid: &Grid, row: usize) -> bool {
    if row + 1 >= grid.len() {
        return false;
    }
    let texts: Vec<Cow<str>> = (0..grid.width(row)).map(|at| grid.text(row, at)).collect();
    let numbers: Vec<i64> = texts.iter().filter_map(|text| counted(text)).collect();
    let (rising, falling) = (numbers.is_sorted_by(|a, b| a < b), numbers.is_sorted_by(|a, b| a > b));
    let are_years = numbers.iter().any(|number| YEARS.contains(number));
    let others_are_names =
        texts.iter().all(|text| counted(text).is_some() || text.is_empty() || kind(text) == Kind::Text);
    if numbers.len() < 2 || are_years || !(rising || falling) || !others_are_names {
        return false;
    }
    let below = |column: usize| (row + 1..grid.len()).take(BETWEEN + 1).map(move |row| grid.text(row, column));
    let is_year = |text: &str| heading_time(text).is_some_and(|at| at.unit == Unit::Number);
    let times = texts.iter().position(|text| names::rank(names::TIME, text).is_some() || is_called(YEAR, text));
    if let Some(column) = times {
        // Months that stand beside them are named by numbers as well.
        let is_part = Part::called(&texts[column]).is_some() && !is_called(YEAR, &texts[column]);
        let is_time = |text: &str| is_year(text) || Stamp::lenient(text).is_some_and(|(at, _)| at.unit != Unit::Number);
        return !is_part && below(column).any(|text| is_time(&text));
    }
    let all = numbers.len() as i64;
    let counted_from_one = *numbers.iter().min().unwrap_or(&0) == 1 && *numbers.iter().max().unwrap_or(&0) == all;
    // What they are may stand in the row above: `Year`, `Quarter`.
    let above = row.checked_sub(1).map_or(Cow::Borrowed(""), |above| grid.text(above, 0));
    let months =
        counted_from_one && (all == Part::Month.count() || all == Part::Quarter.count() && is_called(YEAR, &above));
    let first = texts[0].is_empty() && counted(texts.get(1).map_or("", AsRef::as_ref)).is_some();
    months && first && below(0).all(|text| is_year(&text))
}

/// What a heading is without names of parts of years above it: `Month | 3` is `M3`, `Month | Mar` is `Mar`.
pub(super) fn without_names_of_parts(parts: &mut Vec<Cow<str>>) {
    let Some((last, above)) = parts.split_last() else { return };
    if above.is_empty()
        || !above.iter().all(|name| names::rank(names::TIME, name).is_some() || Part::called(name).is_some())
    {
        return;
    }
    let part = above.iter().find_map(|name| Part::called(name));
    let named = match (said(last), part) {
        (Some(Said::Named(..)), _) => last.clone(),
        (Some(Said::Number(number)), Some(part)) if (1..=part.count()).contains(&number) => match part {
            Part::Month => Cow::Owned(format!("M{number:02}")),
            Part::Quarter => Cow::Owned(format!("Q{number}")),
            Part::Half => Cow::Owned(format!("H{number}")),
            Part::Week => Cow::Owned(format!("W{number:02}")),
            Part::Year => return,
        },
        _ => return,
    };
    *parts = vec![named];
}

/// Names months that are headings by their first letters alone, all twelve one after the other; says so.
pub(super) fn name_initials(headings: &mut [Spanned<String>]) -> Option<String> {
    /// Of most languages, of Spanish, of Italian.
    const INITIALS: [&str; 3] = ["JFMAMJJASOND", "EFMAMJJASOND", "GFMAMGLASOND"];
    const MONTHS: usize = 12;
    let are_initials = |headings: &[Spanned<String>]| {
        let joined: String = headings.iter().map(|heading| heading.value.to_uppercase()).collect();
        headings.iter().all(|heading| heading.value.len() == 1) && INITIALS.contains(&joined.as_str())
    };
    let at = headings.windows(MONTHS).position(are_initials)?;
    let [first, second] = [at, at + 1].map(|at| headings[at].value.clone());
    for (month, heading) in (1..).zip(&mut headings[at..at + MONTHS]) {
        heading.value = format!("M{month:02}");
    }
    Some(format!("headings `{first}`, `{second}` and on are taken for the first letters of months: `M01` to `M12`"))
}
