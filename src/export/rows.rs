//! Tables of a few columns as comma-separated values.

use std::io::Write;
use std::path::PathBuf;

use super::ExportError;

/// Writes a header and rows of cells (RFC 4180): cells with commas, quotes or line ends are quoted.
///
/// # Errors
/// [`ExportError::File`] if `out` cannot take it.
pub fn write_rows(
    file: &str,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let header = header.iter().map(|&name| name.to_owned()).collect();
    for row in std::iter::once(header).chain(rows) {
        let cells: Vec<String> = row.into_iter().map(quoted).collect();
        writeln!(out, "{}", cells.join(","))
            .map_err(|source| ExportError::File { path: PathBuf::from(file), source })?;
    }
    Ok(())
}

fn quoted(cell: String) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must() {
        let mut out = Vec::new();
        let row = ["a,b", "say \"x\"", "1.5"].map(str::to_owned).to_vec();
        write_rows("x.csv", &["one", "two", "three"], [row], &mut out).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "one,two,three\n\"a,b\",\"say \"\"x\"\"\",1.5\n");
    }
}
