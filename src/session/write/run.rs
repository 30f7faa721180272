//! The folder of a run.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::made::Made;
use super::{Format, write_bytes, write_picture};
use crate::charts::{self, ChartError, Picture};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::Ensemble;
use crate::export::{self, EXPORTERS, Exporter as _, Folder, Manifest, fitting};
use crate::parallel;
use crate::projection::{Basis, Origin, Projection, Sample};
use crate::report;
use crate::session::{Error, Run, Session, given};

impl Run {
    /// Draws every chart that the scenario asks for, or those that show most where it asks for none; and says which of them these
    /// numbers leave nothing to draw of.
    ///
    /// # Errors
    /// [`Error::Chart`] with the first that cannot be painted.
    pub fn pictures(&self) -> Result<(Vec<Picture>, Vec<ChartError>), Error> {
        let projection = &self.projection;
        let own = &projection.charts;
        let charts = if own.is_empty() { charts::default_charts(projection) } else { own.clone() };
        let draw = |chart: &crate::projection::Chart| match charts::draw(projection, chart) {
            Ok(picture) => Ok(Ok(picture)),
            Err(error) if error.is_of_numbers() => Ok(Err(error)),
            Err(error) => Err(Error::Chart { name: chart.name.clone(), error }),
        };
        let mut found = (Vec::new(), Vec::new());
        for drawn in parallel::try_map(&charts, draw)? {
            match drawn {
                Ok(picture) => found.0.push(picture),
                Err(error) => found.1.push(error),
            }
        }
        Ok(found)
    }

    /// Where the variables that charts show come from, in the order of the charts.
    fn origins(&self, session: &Session) -> Vec<Origin> {
        let mut shown: Vec<usize> = self.projection.charts.iter().flat_map(|chart| chart.variables.clone()).collect();
        let mut known = BTreeSet::new();
        shown.retain(|variable| known.insert(*variable));
        let variables = shown.into_iter().filter_map(|index| self.projection.variables.get(index));
        variables.filter_map(|variable| session.origin_of(&variable.name)).collect()
    }

    /// Notes which charts were left out.
    fn left_out(&mut self, session: &Session, errors: Vec<ChartError>) {
        for error in errors {
            let charts = &session.file.model.charts;
            let Some(chart) = charts.iter().find(|chart| Some(chart.declared.name.as_str()) == error.chart()) else {
                continue;
            };
            let message = format!("{error}; it is left out");
            self.notes.push(Diagnostic::warning(
                Code::ChartLeftOut,
                message,
                chart.declared.span.clone(),
                "nothing to draw",
            ));
        }
    }

    /// Notes which pictures have other names than their charts.
    fn shortened(&mut self, session: &Session, pictures: &[Picture], formats: &[Format]) {
        if ![Format::Png, Format::Svg].iter().any(|format| formats.contains(format)) {
            return;
        }
        for (picture, name) in pictures.iter().map(|picture| (picture, fitting(&picture.name))) {
            if *name == picture.name {
                continue;
            }
            let charts = &session.file.model.charts;
            let own = charts.iter().find(|chart| chart.declared.name == picture.name);
            let place = own.map_or_else(|| given("chart", &picture.name).span, |chart| chart.declared.span.clone());
            let message = format!("no file can have a name that long: the picture is `charts/{name}`");
            self.notes.push(Diagnostic::warning(Code::LongName, message, place, "the chart"));
        }
    }

    /// The report of this run of `session`: an HTML page that needs no other file.
    ///
    /// # Errors
    /// As [`Self::pictures`].
    pub fn page(&self, session: &Session) -> Result<String, Error> {
        let (pictures, origins) = (self.pictures()?.0, self.origins(session));
        Ok(report::run_page(&self.projection, &pictures, &origins, &self.manifest(session, &[]), None))
    }

    /// Writes tables, pictures, page and manifest of a run of `session`; returns the files. A chart that these numbers leave nothing
    /// to draw of is left out, which is added to the notes.
    ///
    /// How long that took is added to the times.
    ///
    /// # Errors
    /// This build does not write a format, a chart cannot be painted, or the folder cannot take a file; the folder is then left
    /// as it was.
    pub fn write(&mut self, session: &Session, folder: Folder, formats: &[Format]) -> Result<Vec<PathBuf>, Error> {
        let wants = |format: Format| formats.contains(&format);
        formats.iter().try_for_each(|format| format.built())?;
        let begin = Instant::now();
        let drawing = [Format::Png, Format::Svg, Format::Html].into_iter().any(wants);
        let (pictures, left_out) = if drawing { self.pictures()? } else { (Vec::new(), Vec::new()) };
        self.left_out(session, left_out);
        parallel::try_map(&pictures, |picture| write_picture(picture, &folder, formats))?;
        self.shortened(session, &pictures, formats);
        self.took("charts", begin.elapsed());
        let begin = Instant::now();
        self.write_tables(&folder, formats)?;
        if wants(Format::Html) {
            let (origins, manifest) = (self.origins(session), self.manifest(session, &[]));
            let page = report::run_page(&self.projection, &pictures, &origins, &manifest, folder.live());
            write_bytes("report.html", page.as_bytes(), &folder)?;
        }
        self.took("tables", begin.elapsed());
        Ok(folder.commit(&self.manifest(session, &self.times))?)
    }

    fn write_tables(&self, folder: &Folder, formats: &[Format]) -> Result<(), Error> {
        let wants = |format: Format| formats.contains(&format);
        let wanted: Vec<_> = EXPORTERS.iter().filter(|exporter| wants(exporter.format())).collect();
        let write = |exporter: &&&dyn export::Exporter| {
            folder.write(exporter.file_name(), |out| exporter.write(&self.projection, out))
        };
        parallel::try_map(&wanted, write)?;
        if let Some(draws) = &self.draws {
            write_draws(&self.projection, draws, folder)?;
            if let Some(shares) = self.weights.shares() {
                write_bytes("weights.csv", export::weights_csv(shares).as_bytes(), folder)?;
            }
        }
        if let Some(conditioning) = self.projection.conditioning.as_ref().filter(|_| wants(Format::Csv)) {
            write_bytes("conditioning.csv", export::conditioning_csv(conditioning).as_bytes(), folder)?;
        }
        if wants(Format::Csv) && self.projection.all_series().any(|(_, series)| !series.histograms.is_empty()) {
            let table = export::Histograms;
            folder.write(table.file_name(), |out| table.write(&self.projection, out))?;
        }
        Ok(())
    }

    /// The manifest of this run, which says what was noted too.
    fn manifest(&self, session: &Session, times: &[(String, Duration)]) -> Manifest {
        let mut manifest = session.manifest(made(&self.projection), times);
        manifest.cpu.clone_from(&self.cpu);
        manifest.warnings.extend(self.notes.iter().map(|note| note.message.clone()));
        manifest
    }

    /// Notes how long a stage took.
    pub fn took(&mut self, stage: &str, time: Duration) {
        self.times.push((stage.to_owned(), time));
    }
}

#[cfg(feature = "parquet")]
fn write_draws(projection: &Projection, draws: &Ensemble, folder: &Folder) -> Result<(), Error> {
    let names = export::draw_column_names(projection);
    let columns = export::DrawColumns { names: &names, times: &projection.times, values: draws.values.view() };
    Ok(folder.write("draws.parquet", |out| export::write_draws(&columns, out))?)
}

/// Draws that were kept and not asked for as a file: this build has no format for them.
#[cfg(not(feature = "parquet"))]
fn write_draws(_projection: &Projection, _draws: &Ensemble, _folder: &Folder) -> Result<(), Error> {
    Ok(())
}

/// How the numbers of a projection were drawn.
pub(super) fn made(projection: &Projection) -> Made {
    match &projection.about.basis {
        Basis::Run(Sample { draws, seed, sampler }) | Basis::Certain(Sample { draws, seed, sampler }) => {
            Made { seed: *seed, draws: *draws, sampler: sampler.name().to_owned() }
        }
        Basis::Estimated { method, .. } => Made { seed: 0, draws: 0, sampler: method.clone() },
    }
}
