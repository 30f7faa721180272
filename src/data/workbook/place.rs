//! Cells and ranges by the names they have in spreadsheets.

use crate::data::sheet::cell_of as cell;

/// A range of cells, perhaps of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// Its sheet, if the range says it.
    pub sheet: Option<String>,
    start: (u32, u32),
    end: (u32, u32),
}

impl Area {
    /// Reads `B3:H40`, `Sheet1!$B$3:$H$40`, or a name that the workbook defines.
    ///
    /// # Errors
    /// It is neither: says which names there are.
    pub fn read(text: &str, defined: &[(String, String)]) -> Result<Self, String> {
        let named = defined.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, place)| place.as_str());
        Self::parse(named.unwrap_or(text)).ok_or_else(|| {
            let names: Vec<&str> = defined.iter().map(|(name, _)| name.as_str()).take(10).collect();
            let known =
                if names.is_empty() { String::new() } else { format!("; the workbook names {}", names.join(", ")) };
            format!("`{text}` is no range of cells, as B3:H40{known}")
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let (sheet, cells) = match text.rsplit_once('!') {
            Some((sheet, cells)) => (Some(sheet.trim_matches('\'').replace("''", "'")), cells),
            None => (None, text),
        };
        let (from, to) = cells.split_once(':').unwrap_or((cells, cells));
        let (a, b) = (cell(from)?, cell(to)?);
        let (start, end) = ((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1)));
        Some(Self { sheet, start, end })
    }

    /// Whether a cell is in it.
    pub fn has(&self, (row, column): (u32, u32)) -> bool {
        (self.start.0..=self.end.0).contains(&row) && (self.start.1..=self.end.1).contains(&column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::grid::name_of;

    #[test]
    fn cells_have_names() {
        for (name, at) in
            [("A1", (0, 0)), ("B3", (2, 1)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1048576", (1_048_575, 16_383))]
        {
            assert_eq!((name_of(at).as_str(), cell(name)), (name, Some(at)));
        }
        let defined = [("data".to_owned(), "'My sheet'!$B$2:$C$9".to_owned())];
        let area = Area::read("Data", &defined).expect("a name");
        assert_eq!(area.sheet.as_deref(), Some("My sheet"));
        assert!(area.has((1, 1)) && area.has((8, 2)) && !area.has((0, 1)) && !area.has((1, 3)));
        assert!(Area::read("B2:C9", &[]).is_ok_and(|area| area.has((4, 2))));
        assert!(Area::read("datum", &defined).expect_err("no range").contains("the workbook names data"));
    }
}
