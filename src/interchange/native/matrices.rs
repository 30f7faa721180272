//! `INVERT MATRIX` of Vensim, written out.

use crate::diagnostic::Code;
use std::rc::Rc;

use super::super::Problem;
use super::super::expression::{Expression, Kind, Name, Which, folded};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::Written;

/// A matrix by its rows.
pub(super) type Matrix = Vec<Vec<f64>>;

/// Rows of a matrix at most whose elements may change: it is inverted by minors. Of more, the numbers are.
const MOST_ROWS: usize = 4;

impl Translator<'_> {
    /// `INVERT MATRIX(matrix[rows, columns], n)`: an element of the inverse, by minors.
    pub(super) fn inverse(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let at = &arguments[0];
        let Kind::Name(name) = &at.kind else {
            return Err(self.unsupported("a matrix that is no variable", &at.range));
        };
        let Some(last) = name.subscripts.len().checked_sub(2) else {
            return Err(self.wrong(Code::DimensionMismatch, "a matrix has two dimensions in brackets", &at.range));
        };
        let names: Vec<Option<String>> = name.subscripts[last..]
            .iter()
            .map(|subscript| if let Which::Named(dim) = &subscript.kind { Some(dim.clone()) } else { None })
            .collect();
        let lists: Vec<Vec<String>> =
            names.iter().flatten().filter_map(|dim| self.elements(dim).map(<[String]>::to_vec)).collect();
        let [rows, columns] = lists.as_slice() else {
            return Err(self.wrong(Code::DimensionMismatch, "a matrix has two dimensions in brackets", &at.range));
        };
        if rows.len() != columns.len() {
            return Err(self.wrong(Code::DimensionMismatch, "a matrix that is inverted is square", &at.range));
        }
        let size = self.settled(&arguments[1], scope);
        if size != Some(rows.len() as f64) {
            let given = size.map_or("no fixed number".to_owned(), |size| size.to_string());
            let message = format!("the size of the matrix is {given} here, and it has {} rows", rows.len());
            let problem = Problem::new(Code::DimensionMismatch, message, arguments[1].range.clone());
            self.problems
                .push(problem.with_help(format!("write {} or `ELMCOUNT(…)` of one of its dimensions", rows.len())));
            return Err(Stop::Wrong);
        }
        let (row, column) = (self.place(1, at, scope)?, self.place(0, at, scope)?);
        let cell = |row: &str, column: &str| {
            let mut one = name.clone();
            for (subscript, element) in one.subscripts[last..].iter_mut().zip([row, column]) {
                subscript.kind = Which::Named(folded(element));
            }
            Expression::new(Kind::Name(one), at.range.clone())
        };
        if rows.len() > MOST_ROWS {
            let inverse = self.inverse_of_numbers(&cell, rows, columns, at, scope)?;
            return Ok(Written::number(inverse[row][column]));
        }
        let mut cells = Vec::new();
        for row in rows {
            let mut cells_of_row = Vec::new();
            for column in columns {
                cells_of_row.push(self.expression(&cell(row, column), scope)?.at(7));
            }
            cells.push(cells_of_row);
        }
        let all: Vec<usize> = (0..rows.len()).collect();
        let without = |place: usize| all.iter().copied().filter(|one| *one != place).collect::<Vec<_>>();
        // The transpose of the matrix of cofactors over the determinant.
        let minor = determinant(&cells, &without(column), &without(row));
        let sign = if (row + column) % 2 == 0 { "" } else { "-" };
        Ok(Written::new(format!("{sign}({minor}) / ({})", determinant(&cells, &all, &all)), super::written::PRODUCT))
    }

    /// The inverse of a matrix whose elements do not change. They stay as the model has them.
    fn inverse_of_numbers(
        &mut self,
        cell: &dyn Fn(&str, &str) -> Expression,
        rows: &[String],
        columns: &[String],
        at: &Expression,
        scope: &Scope,
    ) -> Result<Rc<Matrix>, Stop> {
        let Kind::Name(name) = &at.kind else { return Err(Stop::Wrong) };
        // The elements of further dimensions that are at hand.
        let outer = name.subscripts.iter().map(|subscript| match &subscript.kind {
            Which::Named(named) if !makes(name, named) => scope.element(named).unwrap_or(named).to_owned(),
            other => format!("{other:?}"),
        });
        let key = format!("{} {} {}", scope.module, name.folded, outer.collect::<Vec<_>>().join(" "));
        if let Some(known) = self.inverses.get(&key) {
            return Ok(known.clone());
        }
        let mut cells = Vec::new();
        for row in rows {
            let mut cells_of_row = Vec::new();
            for column in columns {
                let Some(value) = self.settled(&cell(row, column), scope) else {
                    let what = format!("the inverse of a matrix of more than {MOST_ROWS} rows whose elements change");
                    return Err(self.unsupported(&what, &at.range));
                };
                cells_of_row.push(value);
            }
            cells.push(cells_of_row);
        }
        let Some(inverse) = inverted(cells).map(Rc::new) else {
            return Err(self.wrong(Code::BadValue, "this matrix has no inverse", &at.range));
        };
        self.inverses.insert(key, inverse.clone());
        Ok(inverse)
    }
}

/// Whether a name in brackets is one of the two dimensions that make a matrix.
fn makes(matrix: &Name, named: &str) -> bool {
    let own = matrix.subscripts.iter().rev().take(2);
    own.map(|subscript| &subscript.kind).any(|kind| matches!(kind, Which::Named(dim) if dim == named))
}

/// The inverse of a square matrix by Gauss and Jordan, the greatest of each column first; none if there is none.
fn inverted(mut rows: Matrix) -> Option<Matrix> {
    let count = rows.len();
    for (place, row) in rows.iter_mut().enumerate() {
        row.extend((0..count).map(|column| if column == place { 1.0 } else { 0.0 }));
    }
    for pivot in 0..count {
        let greatest = (pivot..count).max_by(|a, b| rows[*a][pivot].abs().total_cmp(&rows[*b][pivot].abs()))?;
        rows.swap(pivot, greatest);
        let divisor = rows[pivot][pivot];
        if divisor == 0.0 || !divisor.is_finite() {
            return None;
        }
        rows[pivot].iter_mut().for_each(|cell| *cell /= divisor);
        let above = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(row, _)| *row != pivot) {
            let factor = row[pivot];
            row.iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    Some(rows.into_iter().map(|row| row[count..].to_vec()).collect())
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
