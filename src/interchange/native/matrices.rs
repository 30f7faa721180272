//! `INVERT MATRIX` of Vensim, written out.

use super::super::expression::{Expression, Kind, Which, folded};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::Written;

/// Rows of a matrix at most that is inverted, by minors.
const MOST_ROWS: usize = 4;

impl Translator<'_> {
    /// `INVERT MATRIX(matrix[rows, columns], n)`: an element of the inverse, by minors.
    pub(super) fn inverse(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let at = &arguments[0];
        let Kind::Name(name) = &at.kind else {
            return Err(self.unsupported("a matrix that is no variable", &at.range));
        };
        let Some(last) = name.subscripts.len().checked_sub(2) else {
            return Err(self.wrong("dimension-mismatch", "a matrix has two dimensions in brackets", &at.range));
        };
        let names: Vec<Option<String>> = name.subscripts[last..]
            .iter()
            .map(|subscript| if let Which::Named(dim) = &subscript.kind { Some(dim.clone()) } else { None })
            .collect();
        let lists: Vec<Vec<String>> =
            names.iter().flatten().filter_map(|dim| self.elements(dim).map(<[String]>::to_vec)).collect();
        let [rows, columns] = lists.as_slice() else {
            return Err(self.wrong("dimension-mismatch", "a matrix has two dimensions in brackets", &at.range));
        };
        if rows.len() != columns.len() || rows.len() > MOST_ROWS {
            return Err(self.unsupported("the inverse of a matrix of more than four rows, or not square", &at.range));
        }
        let mut cells = Vec::new();
        for row in rows {
            let mut cells_of_row = Vec::new();
            for column in columns {
                let mut one = name.clone();
                for (subscript, element) in one.subscripts[last..].iter_mut().zip([row, column]) {
                    subscript.kind = Which::Named(folded(element));
                }
                let one = Expression::new(Kind::Name(one), at.range.clone());
                cells_of_row.push(self.expression(&one, scope)?.at(7));
            }
            cells.push(cells_of_row);
        }
        let (row, column) = (self.place(1, at, scope)?, self.place(0, at, scope)?);
        let all: Vec<usize> = (0..rows.len()).collect();
        let without = |place: usize| all.iter().copied().filter(|one| *one != place).collect::<Vec<_>>();
        // The transpose of the matrix of cofactors over the determinant.
        let minor = determinant(&cells, &without(column), &without(row));
        let sign = if (row + column) % 2 == 0 { "" } else { "-" };
        Ok(Written::new(format!("{sign}({minor}) / ({})", determinant(&cells, &all, &all)), super::written::PRODUCT))
    }
}

/// The determinant of some rows and columns.
fn determinant(cells: &[Vec<String>], rows: &[usize], columns: &[usize]) -> String {
    let Some((first, rest)) = rows.split_first() else { return "1".to_owned() };
    let mut text = String::new();
    for (place, column) in columns.iter().enumerate() {
        let others: Vec<usize> = columns.iter().copied().filter(|other| other != column).collect();
        let sign = match (place, place % 2) {
            (0, _) => "",
            (_, 0) => " + ",
            _ => " - ",
        };
        text.push_str(&format!("{sign}{}", cells[*first][*column]));
        if !rest.is_empty() {
            text.push_str(&format!(" * ({})", determinant(cells, rest, &others)));
        }
    }
    text
}
