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

/// K + step (I - delta K): perpetual inventory, the stock after one step in which `investment` (per year) was added and
/// `depreciation` (per year) of the stock wore out; `step` in years (OECD 2009, doi:10.1787/9789264068476-en).
pub fn perpetual_inventory<R: Real>(capital: R, investment: R, depreciation: R, step: R) -> R {
    capital.clone() + step * (investment - depreciation * capital)
}

/// The stock after the last of `installations` if each serves fully for `life` periods and is then gone
/// (one-hoss-shay; OECD 2009, doi:10.1787/9789264068476-en; the International Federation of Robotics counts so, with 12 years).
///
/// `installations` are amounts per period, oldest first; the last `life` of them are summed.
#[must_use]
pub fn one_hoss_shay(installations: &[f64], life: usize) -> f64 {
    installations.iter().rev().take(life).sum()
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
            let next = perpetual_inventory(capital, investment, delta, 1.0);
            assert!((next / capital - 1.07).abs() < 1e-14, "year {year}: {next} from {capital}");
            capital = next;
            investment *= 1.0 + growth;
        }
    }

    /// Robots installed in China 2011-2024, thousand, rounded (International Federation of Robotics): its published
    /// stocks are 1 501.5 (2022), just under 1 800 (2023) and over 2 000 (2024).
    #[test]
    fn one_hoss_shay_stock_of_robots() {
        let installed: [f64; 14] =
            [23.0, 23.0, 37.0, 57.0, 69.0, 97.0, 156.0, 155.0, 148.0, 178.0, 268.0, 290.0, 276.0, 295.0];
        for (last, expected) in [(12, 1501.0), (13, 1754.0), (14, 2026.0)] {
            assert_eq!(one_hoss_shay(&installed[..last], 12), expected);
        }
        assert_eq!(one_hoss_shay(&installed[..2], 12), 46.0);
    }

    #[test]
    fn perpetual_inventory_by_quarters() {
        // 100 + (10 - 0.2 * 100) / 4
        assert_eq!(perpetual_inventory(100.0, 10.0, 0.2, 0.25), 97.5);
    }
}
