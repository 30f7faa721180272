//! A small projection for the tests of all formats.

#[cfg(feature = "parquet")]
pub use parquet::read_parquet;

use super::Exporter;
use crate::projection::{
    About, Basis, Dimension, Element, Event, Level, Milestone, Passage, Projection, Quantiles, Sample, Sampler, Series,
    Target, Variable,
};

/// What `exporter` writes, as text.
pub fn text(exporter: &dyn Exporter, projection: &Projection) -> String {
    let mut out = Vec::new();
    exporter.write(projection, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Two years; `share` by sector, with targets and milestones; `price` by place, a region; `total` without dimension.
pub fn sample() -> Projection {
    let sector = dimension("sector", &[("robots", "Industrial robots"), ("machine_tools", "Tools | machines")], false);
    let place = dimension("place", &[("suzhou", "Suzhou")], true);
    let mut robots = series(vec![0], &[27.0, 57.125], 2.5);
    robots.observed = vec![true, false];
    robots.targets = vec![
        target("plan", "Plan", (2021.0, true, 50.0), (0.625, 1.5, false), "State Council"),
        target("cap", "Cap \"soft\"", (2020.0, false, 80.0), (1.0, -53.0, true), "Ministry"),
    ];
    let mut tools = series(vec![1], &[60.0, 61.0], 0.0);
    let fall = Event { passage: Passage::Last, lasting: 2.0, from: Some(2020.0), ..Event::below(0.7) };
    tools.milestones = vec![
        Milestone { event: Event::above(0.4), already: 0.25, never: 0.125, years: [2020.0, 2021.0, f64::INFINITY] },
        Milestone { event: fall, already: 0.0, never: 0.75, years: [2020.25, f64::INFINITY, f64::INFINITY] },
    ];
    Projection {
        about: About {
            id: "push".to_owned(),
            title: "Self-reliance push".to_owned(),
            narrative: String::new(),
            ranked: true,
            model: "china".to_owned(),
            region: "China".to_owned(),
            source: String::new(),
            colour: 0,
            basis: Basis::Run(Sample { draws: 8, seed: 1, sampler: Sampler::Sobol }),
        },
        times: vec![2020.0, 2021.0],
        dimensions: vec![sector, place],
        variables: vec![
            variable("share", "Home share, by value", "%", vec![0], vec![robots, tools]),
            variable("price", "Price", "CNY_2020", vec![1], vec![series(vec![0], &[0.1, 1e-7], 0.0)]),
            variable("total", "Total", "1", vec![], vec![series(vec![], &[1.0 / 3.0, f64::NAN], 0.0)]),
        ],
        charts: Vec::new(),
        conditioning: None,
        inputs: Vec::new(),
        changes: Vec::new(),
    }
}

/// What a run of the sample rests on if nothing is uncertain.
pub fn certain() -> Basis {
    Basis::Certain(Sample { draws: 1, seed: 1, sampler: Sampler::Sobol })
}

fn dimension(name: &str, elements: &[(&str, &str)], region: bool) -> Dimension {
    let element = |&(name, label): &(&str, &str)| Element { name: name.to_owned(), label: label.to_owned() };
    let elements = elements.iter().map(element).collect();
    Dimension { name: name.to_owned(), label: name.to_owned(), elements, region }
}

fn variable(name: &str, label: &str, unit: &str, dims: Vec<usize>, series: Vec<Series>) -> Variable {
    Variable {
        name: name.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        unit: unit.to_owned(),
        dims,
        at_end: false,
        headline: Vec::new(),
        series,
    }
}

/// Quantiles lie `spread` apart around the median; the mean is the median plus half a spread.
fn series(elements: Vec<usize>, median: &[f64], spread: f64) -> Series {
    let quantiles = Quantiles::from_fn(median.len(), |level, time| {
        median[time] + spread * (level.index() as f64 - Level::MEDIAN.index() as f64)
    });
    Series {
        elements,
        observed: vec![false; median.len()],
        mean: median.iter().map(|value| value + spread / 2.0).collect(),
        sd: Some(vec![spread; median.len()]),
        quantiles,
        history: Vec::new(),
        targets: Vec::new(),
        milestones: Vec::new(),
        histograms: Vec::new(),
        lines: Vec::new(),
    }
}

fn target(name: &str, label: &str, goal: (f64, bool, f64), outcome: (f64, f64, bool), source: &str) -> Target {
    let (year, at_least, value) = goal;
    let (probability, median_gap, observed) = outcome;
    let shortfall = (probability < 1.0).then_some(2.25);
    Target {
        name: name.to_owned(),
        label: label.to_owned(),
        year,
        at_least,
        value,
        probability,
        median_gap,
        shortfall,
        observed,
        past: observed,
        source: source.to_owned(),
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    use std::io::Cursor;

    use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, Utf8ViewArray};
    use polars_arrow::datatypes::{ArrowDataType, Field};
    use polars_parquet::read::{
        BasicDecompressor, PageReader, RowGroupMetadata, column_iter_to_arrays, infer_schema, read_metadata,
    };

    use super::super::{Column, Table};

    /// What is in a Parquet file: how many row groups, the types of its columns, and its table.
    pub struct ParquetFile {
        pub groups: usize,
        pub types: Vec<ArrowDataType>,
        pub table: Table<'static>,
    }

    /// Reads a Parquet file from its bytes.
    pub fn read_parquet(bytes: Vec<u8>) -> ParquetFile {
        let metadata = read_metadata(&mut Cursor::new(&bytes)).unwrap();
        let schema = infer_schema(&metadata).unwrap();
        let none = schema.iter_values().map(|field| column(field, &[])).collect();
        let groups = metadata.row_groups.iter().map(|group| {
            let column = |field: &Field| column(field, &arrays(&bytes, group, field));
            Table::new(schema.iter_values().map(column).collect())
        });
        let table = Table::stacked(std::iter::once(Table::new(none)).chain(groups).collect());
        let types = schema.iter_values().map(|field| field.dtype.clone()).collect();
        ParquetFile { groups: metadata.row_groups.len(), types, table }
    }

    fn arrays(bytes: &[u8], group: &RowGroupMetadata, field: &Field) -> Vec<Box<dyn Array>> {
        let chunk = group.columns_under_root_iter(&field.name).unwrap().next().unwrap();
        let range = chunk.byte_range();
        let part = bytes[range.start as usize..range.end as usize].to_vec();
        let pages = PageReader::new(Cursor::new(part.into()), chunk, vec![], usize::MAX);
        let kind = &chunk.descriptor().descriptor.primitive_type;
        column_iter_to_arrays(vec![BasicDecompressor::new(pages, vec![])], vec![kind], field.clone(), None).unwrap().0
    }

    /// Arrays as a column.
    fn column(field: &Field, arrays: &[Box<dyn Array>]) -> Column<'static> {
        fn all<A: Clone + 'static>(arrays: &[Box<dyn Array>]) -> Vec<A> {
            arrays.iter().map(|array| array.as_any().downcast_ref::<A>().unwrap().clone()).collect()
        }
        let name = field.name.to_string();
        match &field.dtype {
            ArrowDataType::Utf8View => {
                let values = all::<Utf8ViewArray>(arrays);
                let texts =
                    values.iter().flat_map(|array| array.iter().map(|value| value.map(|text| text.to_owned().into())));
                Column::optional_text(name, texts)
            }
            ArrowDataType::Float64 => {
                let values = all::<PrimitiveArray<f64>>(arrays);
                Column::number(name, values.iter().flat_map(|array| array.iter().map(Option::<&f64>::copied)))
            }
            ArrowDataType::Int64 => {
                let values = all::<PrimitiveArray<i64>>(arrays);
                Column::whole(name, values.iter().flat_map(|array| array.values_iter().copied()))
            }
            ArrowDataType::UInt64 => {
                let values = all::<PrimitiveArray<u64>>(arrays);
                Column::whole(name, values.iter().flat_map(|array| array.values_iter().map(|&value| value as i64)))
            }
            ArrowDataType::Boolean => {
                let values = all::<BooleanArray>(arrays);
                Column::truth(name, values.iter().flat_map(|array| array.values_iter()))
            }
            other => panic!("no table has {other:?}"),
        }
    }
}
