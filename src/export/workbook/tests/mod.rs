//! Workbooks as an independent reader sees them.

mod comparison;
mod run;

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use ndarray::array;

use super::*;
use crate::export::sample::{certain, sample};
use crate::projection::{
    Attribution, Change, Chart, ChartKind, Costs, Criterion, Difference, Dominance, Heard, Histogram, Input, InputKind,
    Observation, Part, Quantiles, Regret, Summary,
};

type Opened = Xlsx<Cursor<Vec<u8>>>;

fn run(projection: &Projection) -> Vec<u8> {
    let mut out = Vec::new();
    Workbook.write(projection, &mut out).unwrap();
    out
}

fn compare(comparison: &Comparison) -> Vec<u8> {
    let mut out = Vec::new();
    write_comparison_workbook(comparison, &mut out).unwrap();
    out
}

fn open(bytes: &[u8]) -> Opened {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// The cells of a sheet: texts as they are, numbers after a `#`.
fn rows(opened: &mut Opened, sheet: &str) -> Vec<Vec<String>> {
    let show = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => format!("#{number}"),
        other => panic!("{other:?}"),
    };
    opened.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(show).collect()).collect()
}

/// The number format of a cell.
fn format(opened: &mut Opened, sheet: &str, cell: (u32, u32)) -> String {
    let styles = opened.worksheet_style(sheet).unwrap();
    let format = styles.get(cell).and_then(|style| style.number_format.clone()).unwrap();
    format.format_code
}

/// A file in the archive.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn charts(bytes: &[u8]) -> usize {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.file_names().flatten().filter(|name| name.starts_with("xl/charts/chart")).count()
}

/// The sample with something for every sheet, and texts that look like formulas.
fn full() -> Projection {
    let mut projection = sample();
    projection.about.title = "=1+1".to_owned();
    projection.about.narrative = "@home\nand abroad".to_owned();
    projection.variables[0].headline = vec![2021.0];
    projection.variables[0].series[0].history =
        vec![Observation { time: 2020.0, value: 27.0, drives: true, heard: Heard::No, source: "-IFR".to_owned() }];
    projection.inputs = vec![Input {
        kind: InputKind::Assumption,
        selector: "growth[robots]".to_owned(),
        label: "=SUM(A1)".to_owned(),
        unit: "%/yr".to_owned(),
        text: "triangular: low 0, mode 4, high 8".to_owned(),
        range: Some([1.0, 4.0, 7.0]),
        years: None,
        reaches: Vec::new(),
        source: "+judgement".to_owned(),
    }];
    projection.changes = vec![Change {
        key: "levers.tariff.value".to_owned(),
        before: Some("0.05".to_owned()),
        after: None,
        place: "push.toml:3".to_owned(),
    }];
    projection
}
