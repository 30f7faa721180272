//! Trade: how far a country serves its own demand, and what its output grew by.
//!
//! Output x, imports m and exports e are in one unit; apparent consumption is x + m - e.

use super::real::Real;

/// m / (x + m - e): the part of demand that imports meet (OECD, *STAN* indicators).
pub fn import_penetration<R: Real>(x: R, m: R, e: R) -> R {
    m.clone() / apparent_consumption(x, m, e)
}

/// x / (x + m - e): output relative to demand, exports included (FAO, *Food Balance Sheets Handbook*, 2001).
pub fn self_sufficiency<R: Real>(x: R, m: R, e: R) -> R {
    x.clone() / apparent_consumption(x, m, e)
}

/// (x - e) / (x + m - e): the part of demand that domestic producers meet, 1 - [`import_penetration`].
pub fn home_share<R: Real>(x: R, m: R, e: R) -> R {
    (x.clone() - e.clone()) / apparent_consumption(x, m, e)
}

/// x + m - e.
fn apparent_consumption<R: Real>(x: R, m: R, e: R) -> R {
    x + m - e
}

/// (s1 / s0)^(1 / (1 - sigma)): real income by what spending buys when the home share is `s1`, relative to a home share `s0`.
///
/// Below 1 where the home share is higher than it would be freely: what is bought at home instead is dearer or fits less. Holds
/// where preferences have one elasticity of substitution sigma above 1, trade is balanced, and what home makers can do has not
/// changed; a share that rises because they became better costs nothing (Arkolakis, Costinot and Rodríguez-Clare 2012,
/// doi:10.1257/aer.102.1.94, with the trade elasticity 1 - sigma).
pub fn home_share_welfare<R: Real>(s1: R, s0: R, sigma: R) -> R {
    ((s1 / s0).ln() / (R::constant(1.0) - sigma)).exp()
}

/// (s0^(1/sigma) s1^(1 - 1/sigma) + (1 - s0)^(1/sigma) (1 - s1)^(1 - 1/sigma))^(sigma / (sigma - 1)): what a yuan buys that is
/// spent on home and foreign goods as `s1` to 1 - `s1`, where buyers would have chosen `s0`.
///
/// The utility of Armington (1969, doi:10.2307/3866403), with one elasticity of substitution sigma above 1, shares from 0 to 1 and
/// prices that do not change. Below 1 where the shares differ. Both kinds can be had: where imports cannot, or only at a cost
/// that is burnt, [`home_share_welfare`] says what is lost, which is much more. At an elasticity of 1 it is its limit, after Cobb
/// and Douglas (1928, American Economic Review 18(1), 139-165): (s1 / s0)^s0 ((1 - s1) / (1 - s0))^(1 - s0).
pub fn mix_welfare<R: Real>(s1: R, s0: R, sigma: R) -> R {
    let one = || R::constant(1.0);
    let chosen = one() / sigma;
    let bought = one() - chosen.clone();
    let (rest0, rest1) = (one() - s0.clone(), one() - s1.clone());
    let limit = (s1.clone() / s0.clone()).pow(s0.clone()) * (rest1.clone() / rest0.clone()).pow(rest0.clone());
    let home = s0.pow(chosen.clone()) * s1.pow(bought.clone());
    let foreign = rest0.pow(chosen) * rest1.pow(bought.clone());
    bought.clone().select((home + foreign).pow(one() / bought), limit)
}

/// (s0 + s1) / 2 (d1 - d0): growth of output due to demand, when demand went from `d0` to `d1` and the home share from
/// `s0` to `s1` (mean of the two polar decompositions: Dietzenbacher and Los 1998, doi:10.1080/09535319800000023).
pub fn demand_effect<R: Real>(d0: R, d1: R, s0: R, s1: R) -> R {
    mean(s0, s1) * (d1 - d0)
}

/// (d0 + d1) / 2 (s1 - s0): growth of output due to import substitution.
///
/// With [`demand_effect`] and the change of exports it adds up to the change of output exactly
/// (Dietzenbacher and Los 1998, doi:10.1080/09535319800000023).
pub fn substitution_effect<R: Real>(d0: R, d1: R, s0: R, s1: R) -> R {
    mean(d0, d1) * (s1 - s0)
}

fn mean<R: Real>(a: R, b: R) -> R {
    (a + b) * R::constant(0.5)
}

/// (u1 - u0) z1: import substitution after Chenery (1960, American Economic Review 50(4), 624-654).
///
/// `u` is output over total supply z = x + m, before (0) and after (1).
pub fn chenery_substitution<R: Real>(u0: R, u1: R, z1: R) -> R {
    (u1 - u0) * z1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The change of output, taken apart; all in the unit of output.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Decomposition {
        /// Due to domestic demand.
        demand: f64,
        /// Due to exports.
        exports: f64,
        /// Due to the replacement of imports.
        substitution: f64,
    }

    /// Output, imports and exports of one period, in one unit.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Flows {
        /// Output.
        output: f64,
        /// Imports.
        imports: f64,
        /// Exports.
        exports: f64,
    }

    impl Flows {
        /// Demand met: apparent consumption.
        fn demand(&self) -> f64 {
            apparent_consumption(self.output, self.imports, self.exports)
        }

        /// See [`home_share`].
        fn home_share(&self) -> f64 {
            home_share(self.output, self.imports, self.exports)
        }

        /// Output over total supply x + m.
        fn supply_share(&self) -> f64 {
            self.output / self.supply()
        }

        fn supply(&self) -> f64 {
            self.output + self.imports
        }
    }

    /// dX = u0 dD + u0 dE + (u1 - u0) Z1 (Chenery 1960, American Economic Review 50(4), 624-654).
    ///
    /// Exports count as sold from total supply, imports included: a rise of exports alone can then show as substitution.
    /// [`chained`] does not have this fault.
    fn chenery(before: &Flows, after: &Flows) -> Decomposition {
        let share = before.supply_share();
        Decomposition {
            demand: share * (after.demand() - before.demand()),
            exports: share * (after.exports - before.exports),
            substitution: chenery_substitution(share, after.supply_share(), after.supply()),
        }
    }

    /// dX = mean(s) dD + dE + mean(D) ds with the home share s, summed over successive periods.
    ///
    /// The three terms add up to the change of output exactly (mean of the two polar decompositions: Dietzenbacher and Los
    /// 1998, doi:10.1080/09535319800000023), and exports are never mistaken for substitution. Chaining by period keeps the
    /// weights near the years they belong to. Fewer than two periods give zeros.
    fn chained(periods: &[Flows]) -> Decomposition {
        let zero = 0.0;
        let start = Decomposition { demand: zero, exports: zero, substitution: zero };
        periods.windows(2).fold(start, |sum, pair| {
            let (d0, d1, s0, s1) = (pair[0].demand(), pair[1].demand(), pair[0].home_share(), pair[1].home_share());
            Decomposition {
                demand: sum.demand + demand_effect(d0, d1, s0, s1),
                exports: sum.exports + (pair[1].exports - pair[0].exports),
                substitution: sum.substitution + substitution_effect(d0, d1, s0, s1),
            }
        })
    }

    fn close(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value}, not {expected}");
    }

    fn without_exports(output: f64, supply: f64) -> Flows {
        Flows { output, imports: supply - output, exports: 0.0 }
    }

    /// Machine tools, China 2012, bn EUR: output 14.7, imports 10.6, exports 1.4.
    #[test]
    fn machine_tools_2012() {
        let flows = Flows { output: 14.7, imports: 10.6, exports: 1.4 };
        close(flows.demand(), 23.9, 1e-12);
        close(import_penetration(14.7, 10.6, 1.4), 0.444, 5e-4);
        close(self_sufficiency(14.7, 10.6, 1.4), 0.615, 5e-4);
        close(home_share(14.7, 10.6, 1.4), 0.556, 5e-4);
        close(import_penetration(14.7, 10.6, 1.4) + home_share(14.7, 10.6, 1.4), 1.0, 1e-15);
    }

    /// The United States bought .93 at home in 2000: without trade they would lose 1.4 % with a trade elasticity of -5 and .7 %
    /// with one of -10 (Arkolakis, Costinot and Rodríguez-Clare 2012).
    #[test]
    fn gains_from_trade_of_the_united_states() {
        close(1.0 - home_share_welfare(1.0, 0.93, 6.0), 0.014, 5e-4);
        close(1.0 - home_share_welfare(1.0, 0.93, 11.0), 0.007, 5e-4);
        close(home_share_welfare(0.4, 0.4, 3.8), 1.0, 0.0);
    }

    /// With sigma = 2 the law is the square of sqrt(s0 s1) + sqrt((1 - s0) (1 - s1)): 1 of 5 and 4 of 5 give .8 squared, and all of
    /// one kind leaves the share of that kind. Between near shares 1 - ds^2 / (2 sigma s (1 - s)) is left.
    #[test]
    fn a_mix_that_is_not_chosen_buys_less() {
        close(mix_welfare(0.8, 0.2, 2.0), 0.64, 1e-15);
        close(mix_welfare(1.0, 0.3, 2.0), 0.3, 1e-15);
        // At 1 the mean of logarithms by the shares that would be chosen, to which it tends; nothing is wanted of one kind.
        close(mix_welfare(0.6, 0.8, 1.0), (0.8 * 0.75_f64.ln() + 0.2 * 2_f64.ln()).exp(), 1e-15);
        close(mix_welfare(0.6, 0.8, 1.0 + 1e-6), mix_welfare(0.6, 0.8, 1.0), 1e-6);
        close(mix_welfare(0.3, 1.0, 1.0), 0.3, 1e-15);
        close(mix_welfare(0.4, 0.4, 3.8), 1.0, 1e-15);
        close(1.0 - mix_welfare(0.401, 0.4, 3.8), 1e-6 / (2.0 * 3.8 * 0.24), 2e-9);
        // A buyer who may still choose loses far less than one whose imports are burnt.
        let [choice, barrier] = [1.0 - mix_welfare(0.5, 0.4, 3.8), 1.0 - home_share_welfare(0.5, 0.4, 3.8)];
        close(choice, 0.005_345, 1e-6);
        close(barrier, 0.076_601, 1e-6);
    }

    /// Integrated circuits, China, 2020 to 2021, bn USD: 22.7 of 143.4 and 31.2 of 186.5.
    #[test]
    fn chenery_integrated_circuits() {
        let parts = chenery(&without_exports(22.7, 143.4), &without_exports(31.2, 186.5));
        close(parts.demand, 6.823, 5e-4);
        close(parts.substitution, 1.677, 5e-4);
        close(parts.demand / 8.5, 0.803, 5e-4);
        close(parts.substitution / 8.5, 0.197, 5e-4);
        close(parts.exports, 0.0, 0.0);
        close(parts.demand + parts.substitution, 8.5, 1e-12);
    }

    /// Robots, China, 2020 to 2023, units: 45 347 of 168 377 and 47 % of 276 288.
    #[test]
    fn chenery_robots() {
        let parts = chenery(&without_exports(45_347.0, 168_377.0), &without_exports(0.47 * 276_288.0, 276_288.0));
        close(parts.demand, 29_062.0, 0.5);
        close(parts.substitution, 55_446.0, 0.5);
        let change = parts.demand + parts.substitution;
        close(change, 84_508.0, 0.5);
        close(parts.demand / change, 0.344, 5e-4);
        close(parts.substitution / change, 0.656, 5e-4);
    }

    /// Home share 0.5, demand 100, exports from 0 to 50: nothing was substituted, though Chenery's terms say so.
    #[test]
    fn exports_are_not_substitution() {
        let before = Flows { output: 50.0, imports: 50.0, exports: 0.0 };
        let after = Flows { output: 100.0, imports: 50.0, exports: 50.0 };
        assert_eq!(chained(&[before, after]), Decomposition { demand: 0.0, exports: 50.0, substitution: 0.0 });
        let parts = chenery(&before, &after);
        close(parts.exports, 25.0, 1e-12);
        close(parts.substitution, 25.0, 1e-12);
    }

    #[test]
    fn chained_terms_add_up_in_every_period() {
        let periods = [(22.7, 120.7, 3.1), (31.2, 155.3, 4.4), (30.1, 140.0, 9.9), (55.5, 90.0, 20.2)]
            .map(|(output, imports, exports)| Flows { output, imports, exports });
        for last in 1..periods.len() {
            let parts = chained(&periods[..=last]);
            close(parts.demand + parts.exports + parts.substitution, periods[last].output - 22.7, 1e-12);
        }
        // One step by hand: D 100 -> 200, s 0.4 -> 0.6: 0.5 * 100 and 150 * 0.2.
        let pair = [without_exports(40.0, 100.0), without_exports(120.0, 200.0)];
        let parts = chained(&pair);
        close(parts.demand, 50.0, 1e-12);
        close(parts.substitution, 30.0, 1e-12);
        assert_eq!(chained(&pair[..1]), Decomposition { demand: 0.0, exports: 0.0, substitution: 0.0 });
    }
}
