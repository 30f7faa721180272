//! Charts of what drives a number.

use crate::analysis::Driver;
use crate::analysis::sensitivity::{Indices as Estimates, Interval};
use crate::charts::{Bar, ChartError, IndexRow, Indices, Picture, Tornado, Words};
use crate::session::{Error, Sensitivity, Session};
use crate::wording::number;

/// Those that there is something to draw for.
pub(super) fn all(session: &Session, found: &Sensitivity) -> Result<Vec<Picture>, Error> {
    let drivers = found.drivers.as_deref().unwrap_or_default();
    let mut pictures = Vec::new();
    let mut add = |name: &str, drawn: Result<Picture, ChartError>| match drawn {
        Ok(picture) => {
            pictures.push(picture);
            Ok(())
        }
        // Nothing moves the number: the tables say so.
        Err(ChartError::NothingToShow { .. }) => Ok(()),
        Err(error) => Err(Error::Chart { name: name.to_owned(), error }),
    };
    if let Some(base) = drivers.iter().find_map(|driver| driver.swing.map(|swing| swing.base)) {
        add("tornado", tornado(session, found, drivers, base))?;
    }
    if drivers.iter().any(|driver| driver.indices.is_some()) {
        add("indices", indices(session, found, drivers))?;
    }
    Ok(pictures)
}

fn tornado(session: &Session, found: &Sensitivity, drivers: &[Driver], base: f64) -> Result<Picture, ChartError> {
    let bars = drivers.iter().filter_map(|driver| {
        let swing = driver.swing?;
        Some(Bar { label: driver.title.clone(), low: swing.low, high: swing.high })
    });
    let subtitle = "One assumption at a time from its 5 % to its 95 % quantile, all others at their medians";
    Tornado {
        words: words(session, found, ("tornado", "what moves it", subtitle)),
        unit: found.unit.clone(),
        base,
        ends: ["at its 5 % quantile", "at its 95 % quantile"].map(str::to_owned),
        bars: bars.collect(),
    }
    .draw()
}

fn indices(session: &Session, found: &Sensitivity, drivers: &[Driver]) -> Result<Picture, ChartError> {
    let ends = |interval: Interval| [interval.estimate, interval.low, interval.high];
    let rows = drivers.iter().filter_map(|driver| {
        let Estimates { first, total } = driver.indices?;
        Some(IndexRow { label: driver.title.clone(), first: ends(first), total: ends(total) })
    });
    Indices {
        words: words(session, found, ("indices", "where the uncertainty comes from", "Share of the variance")),
        level: found.level,
        rows: rows.collect(),
    }
    .draw()
}

fn words(session: &Session, found: &Sensitivity, (name, title, subtitle): (&str, &str, &str)) -> Words {
    let (of, year) = (&found.label, number::year(found.year));
    let sampling = format!(
        "Scenario: {} · {}\u{a0}base samples · seed\u{a0}{}",
        session.title(),
        number::decimals(f64::from(found.samples), 0),
        found.seed
    );
    let mut footer = vec![sampling];
    if found.before_history {
        footer.push("Of the draws before history is heard: [condition] has no part in this.".to_owned());
    }
    let source = &session.file.model.header.about.source;
    if !source.is_empty() {
        footer.push(format!("Source: {source}"));
    }
    Words { name: name.to_owned(), title: format!("{of}, {year}: {title}"), subtitle: subtitle.to_owned(), footer }
}
