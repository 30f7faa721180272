//! Reads a file of the NIST Statistical Reference Datasets for nonlinear regression.

use catchup::fit::Extended;

/// A problem with its certified solution.
#[derive(Debug)]
pub struct File {
    /// Name of the data set.
    pub dataset: String,
    /// Two starts.
    pub starts: [Vec<f64>; 2],
    /// Certified parameters.
    pub parameters: Vec<f64>,
    /// Certified standard errors.
    pub errors: Vec<f64>,
    /// Certified residual sum of squares.
    pub sum_of_squares: f64,
    /// Observations: response, then predictors.
    pub rows: Vec<Vec<Extended>>,
}

impl File {
    /// Reads a file; says what is missing if it is not of this kind.
    pub fn parse(text: &str) -> Result<Self, String> {
        let after = |label: &str| text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
        let dataset = after("Dataset Name:").and_then(|rest| rest.split_whitespace().next());
        let dataset = dataset.ok_or("it does not say `Dataset Name:`")?.to_owned();
        let sum = after("Residual Sum of Squares:").and_then(number);
        let sum_of_squares = sum.ok_or("it has no residual sum of squares")?;
        let certified: Vec<[f64; 4]> = text.lines().filter_map(parameter).collect();
        if certified.is_empty() {
            return Err("it has no lines `b1 = start start certified error`".to_owned());
        }
        let column = |index: usize| certified.iter().map(|row| row[index]).collect::<Vec<f64>>();
        Ok(Self {
            dataset,
            starts: [column(0), column(1)],
            parameters: column(2),
            errors: column(3),
            sum_of_squares,
            rows: observations(text)?,
        })
    }
}

/// `b1 = start start certified error`.
fn parameter(line: &str) -> Option<[f64; 4]> {
    let (name, values) = line.split_once('=')?;
    let index = name.trim().strip_prefix('b')?;
    index.parse::<usize>().ok()?;
    let values: Vec<f64> = values.split_whitespace().map(number).collect::<Option<_>>()?;
    values.try_into().ok()
}

/// The rows after the last heading `Data: y x`.
fn observations(text: &str) -> Result<Vec<Vec<Extended>>, String> {
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.iter().rposition(|line| line.trim_start().starts_with("Data:")).ok_or("it has no data")?;
    let mut rows = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(heading + 1).filter(|(_, line)| !line.trim().is_empty()) {
        let row: Option<Vec<Extended>> = line.split_whitespace().map(|text| Extended::parse(&plain(text))).collect();
        let row = row.ok_or_else(|| format!("line {} is not a row of numbers: {}", index + 1, line.trim()))?;
        rows.push(row);
    }
    Ok(rows)
}

fn number(text: &str) -> Option<f64> {
    plain(text.trim()).parse().ok()
}

/// Fortran writes exponents with a D too.
fn plain(text: &str) -> String {
    text.replace(['d', 'D'], "e")
}
