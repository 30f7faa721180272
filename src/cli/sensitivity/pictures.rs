//! The charts of `catchup sensitivity`.

use super::{Findings, LEVEL};
use crate::analysis::Driver;
use crate::analysis::sensitivity::{Indices as Estimates, Interval};
use crate::charts::{Bar, ChartError, IndexRow, Indices, Picture, Tornado, Words, number};
use crate::cli::CliError;

/// Those that there is something to draw for.
pub fn all(found: &Findings) -> Result<Vec<Picture>, CliError> {
    let drivers = found.drivers.as_deref().unwrap_or_default();
    let mut pictures = Vec::new();
    let mut add = |name: &str, drawn: Result<Picture, ChartError>| match drawn {
        Ok(picture) => {
            pictures.push(picture);
            Ok(())
        }
        // Nothing moves the number: the tables say so.
        Err(ChartError::NothingToShow { .. }) => Ok(()),
        Err(error) => Err(CliError::Chart { name: name.to_owned(), error }),
    };
    if let Some(base) = drivers.iter().find_map(|driver| driver.swing.map(|swing| swing.base)) {
        add("tornado", tornado(found, drivers, base))?;
    }
    if drivers.iter().any(|driver| driver.indices.is_some()) {
        add("indices", indices(found, drivers))?;
    }
    Ok(pictures)
}

fn tornado(found: &Findings, drivers: &[Driver], base: f64) -> Result<Picture, ChartError> {
    let bars = drivers.iter().filter_map(|driver| {
        let swing = driver.swing?;
        Some(Bar { label: driver.title.clone(), low: swing.low, high: swing.high })
    });
    let subtitle = "One assumption at a time from its 5 % to its 95 % quantile, all others at their medians";
    Tornado {
        words: words(found, ("tornado", "what moves it", subtitle)),
        unit: found.unit.to_owned(),
        base,
        ends: ["at its 5 % quantile", "at its 95 % quantile"].map(str::to_owned),
        bars: bars.collect(),
    }
    .draw()
}

fn indices(found: &Findings, drivers: &[Driver]) -> Result<Picture, ChartError> {
    let ends = |interval: Interval| [interval.estimate, interval.low, interval.high];
    let rows = drivers.iter().filter_map(|driver| {
        let Estimates { first, total } = driver.indices?;
        Some(IndexRow { label: driver.title.clone(), first: ends(first), total: ends(total) })
    });
    Indices {
        words: words(found, ("indices", "where the uncertainty comes from", "Share of the variance")),
        level: LEVEL,
        rows: rows.collect(),
    }
    .draw()
}

fn words(found: &Findings, (name, title, subtitle): (&str, &str, &str)) -> Words {
    let model = &found.file.model;
    let variable = &model.variables[found.quantity.variable];
    let header = &model.header;
    let elements = model.elements(&variable.signature.dims, found.quantity.element);
    let labels: Vec<&str> = variable
        .signature
        .dims
        .iter()
        .zip(elements)
        .map(|(dim, element)| model.dimensions[*dim].value.elements[element].value.as_str())
        .collect();
    let label = &variable.declared.value.label;
    let of = if labels.is_empty() { label.clone() } else { format!("{label}, {}", labels.join(", ")) };
    let year = number::year(model.axis.time(found.quantity.point));
    let sampling = format!(
        "Scenario: {} · {}\u{a0}base samples · seed\u{a0}{}",
        header.about.title,
        number::decimals(f64::from(found.samples), 0),
        header.ensemble.seed
    );
    let mut footer = vec![sampling];
    if !header.about.source.is_empty() {
        footer.push(format!("Source: {}", header.about.source));
    }
    Words { name: name.to_owned(), title: format!("{of}, {year}: {title}"), subtitle: subtitle.to_owned(), footer }
}
