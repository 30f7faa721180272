//! Rows above the values of a table that are neither headings nor values: what they say of series, and groups.

use std::borrow::Cow;
use std::ops::Range;

use super::{HEADINGS, Kind, heading_time, is_units, kind, said};
use crate::data::grid::Grid;
use crate::data::names;

/// The first row of the body where rows of groups, as `Robots`, stand between a row of times and the first row of values: they say
/// something beside the times, and nothing below them.
pub(super) fn above_groups(grid: &Grid, first: usize) -> usize {
    let times = |row: usize| -> Vec<usize> {
        (0..grid.width(row)).filter(|at| heading_time(&grid.text(row, *at)).is_some()).collect()
    };
    let above = (first.saturating_sub(HEADINGS)..first).rev().find(|row| times(*row).len() > 1);
    let Some(headings) = above.filter(|headings| headings + 1 < first) else { return first };
    let times = times(headings);
    let is_group = |row: usize| {
        let texts: Vec<Cow<str>> =
            (0..grid.width(row)).map(|at| grid.text(row, at)).filter(|text| !text.is_empty()).collect();
        // Further names of keys are as many as there are keys, and stand in a shorter row.
        let whole = texts.len() == 1 || grid.width(row) == grid.width(headings);
        let bracketed = |text: &Cow<str>| text.starts_with(['(', '（', '[']);
        let unit = texts.iter().all(bracketed) || texts.len() == 1 && names::has_scale(&texts[0]);
        whole
            && !texts.is_empty()
            && !unit
            && times.iter().all(|at| grid.text(row, *at).is_empty())
            && !is_about(grid, row)
    };
    if (headings + 1..first).all(is_group) { headings + 1 } else { first }
}

/// Rows directly above the first of values that speak of series, below a row that names them, as tables of time series have them
/// (Australian Bureau of Statistics, CEIC, Banco de España).
pub(super) fn about_above(grid: &Grid, first: usize) -> Option<Range<usize>> {
    let mut start = first;
    while start > 0 && is_about(grid, start - 1) {
        start -= 1;
    }
    let several = first - start > 1 || first - start == 1 && !is_units(grid, start);
    // Where all rows do, the first names the series.
    // A row of names has nothing above the times: one name alone will do (Bundesbank).
    let names = |row: usize| said(grid, row) > 1 || said(grid, row) == 1 && grid.text(row, 0).is_empty();
    let start = if start == 0 || !names(start - 1) { start + 1 } else { start };
    (several && start < first).then_some(start..first)
}

/// Whether a row speaks of series rather than of a time: by its first cell.
pub(super) fn is_about(grid: &Grid, row: usize) -> bool {
    const ABOUT: &[&str] = &[
        "frequency",
        "frequency of collection",
        "subnational",
        "sr code",
        "function information",
        "publication date",
        "频率",
        "来源",
        "数据来源",
        "更新时间",
        "时间区间",
        "指标id",
        "source",
        "series id",
        "series type",
        "series code",
        "data type",
        "collection month",
        "series start",
        "series end",
        "no. obs",
        "unit multiplier",
        "last update",
        "stand vom",
        "idbank",
        "dernière mise à jour",
        "no. obs.",
        "first obs. date",
        "last obs. date",
        "first observation",
        "last observation",
        "last update time",
        "last updated",
        "status",
        "mnemonic",
        "cdid",
        "preunit",
        "release date",
        "next release",
        "important notes",
        "source dataset id",
        "seasonal adjustment",
        "número secuencial",
        "alias de la serie",
        "descripción de la serie",
        "código de la serie",
        "frecuencia",
        "fuente",
        "notas",
        "データコード",
        "データ始期",
        "データ終期",
        "データ更新日",
        "系列コード",
        "系列名称",
        "収録開始期",
        "収録終了期",
        "最終更新日",
    ];
    /// What a key or a heading may be called too, but for beside such a row.
    const BESIDE: &[&str] = &["description", "type", "units", "id", "code", "title", "remarks", "series remarks"];
    /// The same below such a row (Datastream, Bundesbank).
    const PAIRED: [(&str, &str); 2] = [("currency", "code"), ("dimension", "einheit")];
    let label = |row: usize| if row < grid.len() { grid.text(row, 0) } else { Cow::Borrowed("") };
    // `Units` may be what a row counts.
    // `000` is thousands (Australian Bureau of Statistics).
    let counts = |row: usize| {
        let counts = |text: &str| kind(text) == Kind::Number && text != "000";
        (1..grid.width(row)).any(|at| counts(&grid.text(row, at)))
    };
    let strong = |row: usize| {
        let label = label(row);
        let plain = names::folded(&label);
        let above = || row.checked_sub(1).map(|above| names::folded(&grid.text(above, 0)));
        let paired = PAIRED.iter().any(|(own, other)| *own == plain && above().as_deref() == Some(*other));
        let listed = paired || ABOUT.contains(&plain.as_str());
        !label.is_empty()
            && (said(grid, row) > 1 && (listed || is_unit_row(&label) && !counts(row)) || listed && grid.width(row) > 1)
    };
    let weak = |row: usize| {
        let beside = row > 0 && strong(row - 1) || strong(row + 1);
        beside && BESIDE.contains(&names::folded(&label(row)).as_str()) && said(grid, row) > 1
    };
    // The name of the times, alone in the last such row (INSEE).
    let times = row > 1
        && row < grid.len()
        && said(grid, row) == 1
        && grid.width(row) > 1
        && names::rank(names::TIME, &label(row)).is_some()
        && strong(row - 1)
        && strong(row - 2);
    let is = |row: usize| strong(row) || weak(row) || times;
    // `Region` is a heading too, but for above such a row.
    let place = row < grid.len() && ["region", "country"].contains(&names::folded(&grid.text(row, 0)).as_str());
    is(row) || place && is(row + 1) && !is_units(grid, row + 1)
}

pub(super) fn is_unit_row(label: &str) -> bool {
    names::rank(names::UNIT, label).is_some() || names::folded(label) == "descripción de las unidades"
}
