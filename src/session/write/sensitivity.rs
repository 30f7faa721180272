//! The folder of a sensitivity analysis.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::made::Made;
use super::sensitivity_pictures as pictures;
use super::{png, write_bytes};
use crate::analysis::sensitivity::Interval;
use crate::charts::Picture;
use crate::export::Folder;
use crate::session::{Error, Sensitivity, Session};

impl Session {
    /// Writes what [`Session::sensitivity`] found of this scenario: tables, charts and manifest; returns the files. How long
    /// that took is added to `times`.
    ///
    /// # Errors
    /// A chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write_sensitivity(
        &self,
        found: &Sensitivity,
        folder: Folder,
        times: &mut Vec<(String, Duration)>,
    ) -> Result<Vec<PathBuf>, Error> {
        let begin = Instant::now();
        if found.drivers.is_some() {
            write_bytes("sensitivity.csv", sensitivity_csv(found).as_bytes(), &folder)?;
        }
        if found.discovery.is_some() {
            write_bytes("region.csv", region_csv(found).as_bytes(), &folder)?;
        }
        for picture in sensitivity_pictures(self, found)? {
            let Picture { name, svg, .. } = &picture;
            write_bytes(&format!("{name}.svg"), svg.as_bytes(), &folder)?;
            write_bytes(&format!("{name}.png"), &png(&picture)?, &folder)?;
        }
        times.push(("write".to_owned(), begin.elapsed()));
        let made = Made { seed: found.seed, draws: u64::from(found.samples), sampler: "sobol".to_owned() };
        Ok(folder.commit(&self.manifest(made, times))?)
    }
}

/// Draws what drives a number, as far as there is something to draw.
///
/// # Errors
/// [`Error::Chart`] if a chart cannot be drawn.
pub fn sensitivity_pictures(session: &Session, found: &Sensitivity) -> Result<Vec<Picture>, Error> {
    pictures::all(session, found)
}

/// A field, quoted.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What drives a number as comma-separated values, with all digits; empty where a method does not apply.
#[must_use]
pub fn sensitivity_csv(found: &Sensitivity) -> String {
    let mut text =
        "assumption,first,first_low,first_high,total,total_low,total_high,ranking,at_p05,at_p95,mu_star,mu,sigma\n"
            .to_owned();
    for driver in found.drivers.iter().flatten() {
        let interval = |interval: Option<Interval>| {
            [interval.map(|i| i.estimate), interval.map(|i| i.low), interval.map(|i| i.high)]
        };
        let first = interval(driver.indices.map(|indices| indices.first));
        let total = interval(driver.indices.map(|indices| indices.total));
        let ends = [driver.swing.map(|swing| swing.low), driver.swing.map(|swing| swing.high)];
        let effects = driver.effects;
        let effects = [effects.map(|e| e.mu_star), effects.map(|e| e.mu), effects.map(|e| e.sigma)];
        let numbers = first.into_iter().chain(total).chain([driver.ranking]).chain(ends).chain(effects);
        let cells: Vec<String> = numbers.map(number).collect();
        text.extend([quoted(&driver.label).as_str(), ",", &cells.join(","), "\n"]);
    }
    text
}

/// The limits of the region with all digits; empty where it is open.
#[must_use]
pub fn region_csv(found: &Sensitivity) -> String {
    let mut text = "assumption,label,unit,low,high,share,low_name,high_name\n".to_owned();
    let region = found.discovery.iter().filter_map(|(_, discovery)| discovery.region.as_ref());
    for limits in region.flat_map(|region| &region.limits) {
        let words = [&limits.selector, &limits.label, &limits.unit].map(|text| quoted(text)).join(",");
        let numbers = [limits.low, limits.high, Some(limits.share)].map(number).join(",");
        let names = limits.names.each_ref().map(|name| quoted(name)).join(",");
        text.extend([words.as_str(), ",", &numbers, ",", &names, "\n"]);
    }
    text
}
