//! Capital: stocks, what they start with, and what wears out.

use super::real::Real;

/// i / (g + delta): the stock that investment `i` has built up if it grew at `g` and `delta` of it wears out each year
/// (Harberger 1978, in Artis and Nobay, *Contemporary Economic Analysis*).
///
/// `i` is per year; `g` and `delta` are rates per year, g + delta > 0.
pub fn initial_capital<R: Real>(i: R, g: R, delta: R) -> R {
    i / (g + delta)
}

/// balance / life: the geometric rate of depreciation of an asset with service life `life`
/// (Hulten and Wykoff 1981; Fraumeni 1997, Survey of Current Business 77(7)).
///
/// `balance` is the declining-balance rate (2 is double-declining; machinery is mostly near 1.65).
pub fn depreciation_rate<R: Real>(balance: R, life: R) -> R {
    balance / life
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Declining-balance rate 1.96 over 16 years: 0.1225 a year.
    #[test]
    fn depreciation_of_special_machinery() {
        assert_eq!(depreciation_rate(1.96, 16.0), 0.1225);
    }

    /// Started from I / (g + delta), capital grows at g, as its investment does.
    #[test]
    fn initial_capital_grows_as_investment_does() {
        let (growth, delta) = (0.07_f64, 0.1225);
        let mut investment = 50.0;
        let mut capital = initial_capital(investment, growth, delta);
        assert!((capital - 259.740_259_740_259_7).abs() < 1e-12, "{capital}");
        for year in 0..5 {
            let next = capital + investment - delta * capital;
            assert!((next / capital - 1.07).abs() < 1e-14, "year {year}: {next} from {capital}");
            capital = next;
            investment *= 1.0 + growth;
        }
    }
}
