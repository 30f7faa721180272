//! `projections.csv`: the tidy table.

use std::io::Write;

use super::projections::projection_table;
use super::{ExportError, Exporter, Format, csv_file};
use crate::projection::Projection;

/// The table of [`projection_table`] as comma-separated values, UTF-8; empty fields where a variable lacks a dimension.
#[derive(Debug, Clone, Copy)]
pub struct Csv;

impl Exporter for Csv {
    fn file_name(&self) -> &'static str {
        "projections.csv"
    }

    fn format(&self) -> Format {
        Format::Csv
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        csv_file(self.file_name(), &projection_table(projection), out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sample, text};
    use super::*;
    use crate::projection::Quantiles;

    #[test]
    fn exact_text() {
        assert_eq!(
            text(&Csv, &sample()),
            "variable,label,unit,sector,place,year,observed,mean,sd,p05,p10,p25,p50,p75,p90,p95\n\
             share,\"Home share, by value\",%,robots,,2020,true,28.25,2.5,19.5,22.0,24.5,27.0,29.5,32.0,34.5\n\
             share,\"Home share, by value\",%,robots,,2021,false,58.375,2.5,49.625,52.125,54.625,57.125,59.625,62.125,64.625\n\
             share,\"Home share, by value\",%,machine_tools,,2020,false,60.0,0.0,60.0,60.0,60.0,60.0,60.0,60.0,60.0\n\
             share,\"Home share, by value\",%,machine_tools,,2021,false,61.0,0.0,61.0,61.0,61.0,61.0,61.0,61.0,61.0\n\
             price,Price,CNY_2020,,suzhou,2020,false,0.1,0.0,0.1,0.1,0.1,0.1,0.1,0.1,0.1\n\
             price,Price,CNY_2020,,suzhou,2021,false,1e-7,0.0,1e-7,1e-7,1e-7,1e-7,1e-7,1e-7,1e-7\n\
             total,Total,1,,,2020,false,0.3333333333333333,0.0,0.3333333333333333,0.3333333333333333,\
             0.3333333333333333,0.3333333333333333,0.3333333333333333,0.3333333333333333,0.3333333333333333\n\
             total,Total,1,,,2021,false,NaN,0.0,NaN,NaN,NaN,NaN,NaN,NaN,NaN\n"
        );
    }

    #[test]
    fn years_of_a_finer_axis_are_decimals() {
        let mut projection = sample();
        projection.times = vec![2020.0, 2020.1 + 2e-13];
        let lines = text(&Csv, &projection);
        assert!(lines.contains("robots,,2020.0,true"), "{lines}");
        assert!(lines.contains("robots,,2020.1,false"), "{lines}");
    }

    #[test]
    fn a_dimension_may_be_called_like_a_column() {
        let mut projection = sample();
        projection.dimensions[0].name = "unit".to_owned();
        assert!(text(&Csv, &projection).starts_with("variable,label,unit,unit_dimension,place,year"));
    }

    #[test]
    fn read_back_numbers_are_the_same_bits() {
        let mut projection = sample();
        // Doubles whose shortest decimal form needs all 17 digits, and the extremes.
        let awkward = [0.1 + 0.2, 1.0 / 3.0, std::f64::consts::PI * 1e15, 5e-324, f64::MAX, -0.0];
        projection.times = (0..6).map(|step| 2020.0 + f64::from(step)).collect();
        projection.variables.drain(..2);
        let series = &mut projection.variables[0].series[0];
        series.mean = awkward.to_vec();
        series.sd = Some(vec![0.0; 6]);
        series.observed = vec![false; 6];
        series.quantiles = Quantiles::from_fn(6, |_, _| 0.0);
        let text = text(&Csv, &projection);
        let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let (header, rows) =
            rows.collect::<Vec<_>>().split_first().map(|(header, rows)| (header.clone(), rows.to_vec())).unwrap();
        let mean = header.iter().position(|name| *name == "mean").unwrap();
        let bits: Vec<u64> = rows.iter().map(|row| row[mean].parse::<f64>().unwrap().to_bits()).collect();
        assert_eq!(bits, awkward.map(f64::to_bits));
    }

    #[test]
    fn a_projection_without_variables_is_a_header() {
        let mut projection = sample();
        projection.variables.clear();
        assert_eq!(
            text(&Csv, &projection),
            "variable,label,unit,sector,place,year,observed,mean,sd,p05,p10,p25,p50,p75,p90,p95\n"
        );
    }
}
