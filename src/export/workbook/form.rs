//! How numbers look in a cell.

use super::sheet::Cell;

/// Values of unit `1` or `1/yr` within plus and minus this are shares and growth rates, shown in per cent.
const SHARE_LIMIT: f64 = 1.5;

/// A number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A fraction shown in per cent.
    Percent,
    /// A year without a thousands separator.
    Year,
    /// A point of time inside a year.
    Date,
    /// A number with this many decimals and a thousands separator.
    Decimals(u8),
    /// A power of ten.
    Power,
}

impl Form {
    /// The format code.
    pub fn code(self) -> String {
        match self {
            Self::Percent => "0.0%".to_owned(),
            Self::Year => "0".to_owned(),
            Self::Date => "0.00".to_owned(),
            Self::Decimals(0) => "#,##0".to_owned(),
            Self::Decimals(places) => format!("#,##0.{}", "0".repeat(usize::from(places))),
            Self::Power => "0.00E+00".to_owned(),
        }
    }

    /// A point of time: whole years as they are.
    pub fn of_year(year: f64) -> Self {
        if year.fract() == 0.0 { Self::Year } else { Self::Date }
    }

    /// Three digits and more of a number of this size.
    fn of_size(size: f64) -> Self {
        match size {
            0.0 => Self::Decimals(0),
            ..1e-3 | 1e12.. => Self::Power,
            ..1.0 => Self::Decimals(4),
            ..10.0 => Self::Decimals(3),
            ..100.0 => Self::Decimals(2),
            ..1000.0 => Self::Decimals(1),
            _ => Self::Decimals(0),
        }
    }
}

/// How the values of one variable are written.
///
/// Values declared in `%` or `%/yr` become percentages as a spreadsheet has them: 57 % is the number 0.57, shown as 57.0%.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    divisor: f64,
    /// The number format.
    pub form: Form,
}

impl Measure {
    /// For values of a declared unit; not finite ones are passed over.
    pub fn new(unit: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let size =
            values.into_iter().filter(|value| value.is_finite()).fold(0.0, |size: f64, value| size.max(value.abs()));
        let compact: String = unit.chars().filter(|letter| !letter.is_whitespace()).collect();
        match compact.as_str() {
            "%" | "%/yr" => Self { divisor: 100.0, form: Form::Percent },
            "1" | "1/yr" if size <= SHARE_LIMIT => Self { divisor: 1.0, form: Form::Percent },
            _ => Self { divisor: 1.0, form: Form::of_size(size) },
        }
    }

    /// The number that a reader sees in the cell of a value.
    pub fn shown(&self, value: f64) -> f64 {
        let times = if self.form == Form::Percent { 100.0 } else { 1.0 };
        value / self.divisor * times
    }

    /// The cell of a value.
    pub fn cell(&self, value: f64) -> Cell<'static> {
        Cell::Number(value / self.divisor, self.form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_unit_and_size() {
        let cases: [(&str, &[f64], &str); 11] = [
            ("%", &[57.0], "0.0%"),
            ("% / yr", &[250.0], "0.0%"),
            ("1", &[-0.2, 1.1], "0.0%"),
            ("1", &[12.0], "#,##0.00"),
            ("", &[0.98], "#,##0.0000"),
            ("bn CNY_2020", &[3.0, 1234.5], "#,##0"),
            ("bn CNY_2020", &[2.5, f64::NAN], "#,##0.000"),
            ("bn CNY_2020", &[0.25], "#,##0.0000"),
            ("bn CNY_2020", &[0.0], "#,##0"),
            ("kg", &[2e-7], "0.00E+00"),
            ("kg", &[3e13], "0.00E+00"),
        ];
        for (unit, values, code) in cases {
            assert_eq!(Measure::new(unit, values.iter().copied()).form.code(), code, "{unit} {values:?}");
        }
        assert_eq!(Measure::new("%", [57.0]).cell(57.0), Cell::Number(0.57, Form::Percent));
    }
}
