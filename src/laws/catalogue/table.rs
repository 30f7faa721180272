//! The table of laws: each is named once, with what is to be said of it, and is thereby listed and called.

use super::super::real::Gaussian;
use super::super::{capital, diffusion, growth, learning, substitution, survival, trade};
use super::{Law, Parameter, UnitRule};

/// Makes of the table of laws their list, and the calls by name.
///
/// Each entry is the function with its parameters (name, unit, meaning), the unit of the result, formula and meaning,
/// and the source.
macro_rules! laws {
    ($(
        $module:ident::$law:ident($($parameter:ident in $unit:literal: $meaning:literal,)+) -> $result:literal:
            $doc:literal, $source:literal;
    )+) => {
        /// Every law that equations may call.
        pub static LAWS: &[Law] = &[$(
            Law {
                name: stringify!($law),
                parameters: &[$(Parameter { name: stringify!($parameter), doc: $meaning }),+],
                unit_rule: UnitRule { parameters: &[$($unit),+], result: $result },
                doc: $doc,
                source: $source,
            }
        ),+];

        /// The law called `name` at `arguments`; none if there is no such law or it takes another number of arguments.
        ///
        /// Times are in years, and arguments that share a unit variable in [`UnitRule`] in one unit.
        #[allow(non_snake_case, reason = "parameters are called as in the formulas of the field")]
        pub fn apply<R: Gaussian>(name: &str, arguments: &[R]) -> Option<R> {
            $(
                if name == stringify!($law) {
                    let [$($parameter),+] = arguments else { return None };
                    return Some($module::$law($($parameter.clone()),+));
                }
            )+
            None
        }
    };
}

laws! {
    growth::cagr(
        x0 in "U": "value at t = 0",
        g in "1/yr": "growth a year, 0.1 = 10 %",
        t in "yr": "years",
    ) -> "U": "x0 (1 + g)^t: growth by a constant rate.",
        "definition of a compound annual growth rate";

    growth::growth_rate(
        x0 in "U": "first value",
        x1 in "U": "last value",
        n in "yr": "years between",
    ) -> "1/yr": "(x1 / x0)^(1/n) - 1: the constant rate that leads from x0 to x1.",
        "definition of a compound annual growth rate";

    growth::fading_growth(
        g0 in "U": "rate at t = 0",
        g_long in "U": "long-run rate",
        lambda in "1/A": "speed of fading, ln 2 / half-life",
        t in "A": "time",
    ) -> "U": "g_long + (g0 - g_long) exp(-lambda t): a rate that fades to a long-run rate.",
        "Gardner (1985), doi:10.1002/for.3980040103";

    diffusion::logistic(
        K in "U": "capacity",
        r in "1/A": "initial exponential rate",
        tm in "A": "time at which half is reached",
        t in "A": "time",
    ) -> "U": "K / (1 + exp(-r (t - tm))): logistic growth to a capacity.",
        "Verhulst (1838), Correspondance mathématique et physique 10, 113-121";

    diffusion::gompertz(
        K in "U": "capacity",
        b in "1": "ln(K / value at t = 0)",
        c in "1/A": "rate at which the logarithmic gap closes",
        t in "A": "time",
    ) -> "U": "K exp(-b exp(-c t)): Gompertz growth to a capacity.",
        "Gompertz (1825), doi:10.1098/rstl.1825.0026";

    diffusion::weibull(
        K in "U": "capacity",
        scale in "A": "time after the launch at which 63 % of it are reached",
        shape in "1": "above 1: an S-curve; 1: slower and slower from the start",
        t in "A": "time since the launch",
    ) -> "U": "K (1 - exp(-(t / scale)^shape)): Weibull growth to a capacity; 0 before the launch.",
        "Weibull (1951), doi:10.1115/1.4010337; as a growth curve: Seber and Wild (1989), doi:10.1002/0471725315";

    diffusion::bass(
        p in "1/A": "coefficient of innovation",
        q in "1/A": "coefficient of imitation",
        t in "A": "time since the launch",
    ) -> "1": "(1 - exp(-(p+q) t)) / (1 + (q/p) exp(-(p+q) t)): cumulative adopters as a fraction; 0 before the launch.",
        "Bass (1969), doi:10.1287/mnsc.15.5.215";

    diffusion::bass_rate(
        p in "1/A": "coefficient of innovation",
        q in "1/A": "coefficient of imitation",
        t in "A": "time since the launch",
    ) -> "1/A": "Adopters per unit of time as a fraction: the time derivative of bass.",
        "Bass (1969), doi:10.1287/mnsc.15.5.215";

    diffusion::fisher_pry(
        s0 in "1": "share at t = 0",
        k in "1/A": "growth of the logit",
        t in "A": "time",
    ) -> "1": "The share whose logit grows by k from s0 at t = 0.",
        "Fisher and Pry (1971), doi:10.1016/S0040-1625(71)80005-7";

    diffusion::takeover_time(
        k in "1/A": "growth of the logit",
    ) -> "A": "ln 81 / k: the time from 10 % to 90 %.",
        "Fisher and Pry (1971), doi:10.1016/S0040-1625(71)80005-7";

    learning::wright(
        c0 in "U": "unit cost at x0",
        x in "V": "cumulative production",
        x0 in "V": "cumulative production at which cost was c0",
        b in "1": "learning exponent",
    ) -> "U": "c0 (x / x0)^(-b): unit cost by experience.",
        "Wright (1936), doi:10.2514/8.155";

    learning::moore(
        c0 in "U": "unit cost at t = 0",
        rate in "1/A": "fall of its logarithm",
        t in "A": "time",
    ) -> "U": "c0 exp(-rate t): unit cost by time.",
        "Moore (1965); Nagy et al. (2013), doi:10.1371/journal.pone.0052669";

    learning::goddard(
        c0 in "U": "unit cost at q0",
        q in "V": "production of a period",
        q0 in "V": "production at which cost was c0",
        a in "1": "exponent of scale",
    ) -> "U": "c0 (q / q0)^(-a): unit cost by economies of scale.",
        "Goddard (1982), doi:10.1109/TCHMT.1982.1136009";

    learning::sinclair_klepper_cohen(
        c0 in "U": "unit cost at q0 and x0",
        q in "V": "production of a period",
        q0 in "V": "production at which cost was c0",
        a in "1": "exponent of scale",
        x in "P": "cumulative production before the period",
        x0 in "P": "cumulative production at which cost was c0",
        b in "1": "learning exponent",
    ) -> "U": "c0 (q / q0)^(-a) (x / x0)^(-b): unit cost by scale and experience.",
        "Sinclair, Klepper and Cohen (2000), doi:10.1287/mnsc.46.1.28.15133";

    learning::nordhaus(
        c0 in "U": "unit cost at x0 and t = 0",
        x in "V": "cumulative production",
        x0 in "V": "cumulative production at which cost was c0",
        b in "1": "learning exponent",
        rate in "1/A": "fall of the logarithm with time",
        t in "A": "time",
    ) -> "U": "c0 (x / x0)^(-b) exp(-rate t): unit cost by experience and time.",
        "Nordhaus (2014), doi:10.5547/01956574.35.1.1";

    learning::two_factor_learning(
        c0 in "U": "unit cost at x0 and k0",
        x in "V": "cumulative production",
        x0 in "V": "cumulative production at which cost was c0",
        b in "1": "exponent of learning by doing",
        k in "P": "stock of knowledge",
        k0 in "P": "stock at which cost was c0",
        c in "1": "exponent of learning by searching",
    ) -> "U": "c0 (x / x0)^(-b) (k / k0)^(-c): unit cost by experience and research.",
        "Kouvaritakis, Soria and Isoard (2000), doi:10.1504/IJGEI.2000.004384";

    learning::learning_exponent(
        rate in "1": "fall of cost by each doubling, 0.2 = 20 %",
    ) -> "1": "-log2(1 - rate): the exponent that goes with a learning rate.",
        "Nagy et al. (2013), doi:10.1371/journal.pone.0052669";

    capital::initial_capital(
        i in "U/yr": "investment a year",
        g in "1/yr": "its growth a year",
        delta in "1/yr": "depreciation a year",
    ) -> "U": "i / (g + delta): the stock that steadily growing investment has built up.",
        "Harberger (1978), in Artis and Nobay, Contemporary Economic Analysis";

    capital::depreciation_rate(
        balance in "1": "declining-balance rate",
        life in "A": "service life",
    ) -> "1/A": "balance / life: the geometric rate of depreciation.",
        "Hulten and Wykoff (1981); Fraumeni (1997), Survey of Current Business 77(7)";

    survival::lognormal_survival(
        age in "A": "age",
        median in "A": "service life that half survive",
        sigma in "1": "standard deviation of the logarithm of service lives",
    ) -> "1": "1 - Phi(ln(age / median) / sigma): the part of a vintage in service at an age, if service lives are lognormal.",
        "OECD (2009), Measuring Capital, chapter 13, doi:10.1787/9789264068476-en";

    survival::weibull_survival(
        age in "A": "age",
        scale in "A": "service life that 37 % survive",
        shape in "1": "above 1: the older, the likelier to be retired; 1: always equally likely",
    ) -> "1": "exp(-(age / scale)^shape): the part of a vintage in service at an age, if service lives are Weibull distributed.",
        "Weibull (1951), doi:10.1115/1.4010337; for capital: OECD (2009), Measuring Capital, chapter 13, doi:10.1787/9789264068476-en";

    substitution::armington_share(
        a in "1": "domestic share at equal prices",
        pd in "P": "domestic price",
        pm in "P": "import price",
        sigma in "1": "elasticity of substitution",
    ) -> "1": "a pd^(1-sigma) / (a pd^(1-sigma) + (1-a) pm^(1-sigma)): the domestic share in value.",
        "Armington (1969), doi:10.2307/3866403";

    substitution::value_share(
        b in "1": "share in units",
        p in "1": "price relative to the others",
    ) -> "1": "b p / (b p + 1 - b): the share in value of a share in units.",
        "definition";

    trade::import_penetration(
        x in "U": "output",
        m in "U": "imports",
        e in "U": "exports",
    ) -> "1": "m / (x + m - e): the part of demand that imports meet.",
        "OECD, STAN indicators";

    trade::self_sufficiency(
        x in "U": "output",
        m in "U": "imports",
        e in "U": "exports",
    ) -> "1": "x / (x + m - e): output relative to demand.",
        "FAO (2001), Food Balance Sheets: A Handbook";

    trade::home_share(
        x in "U": "output",
        m in "U": "imports",
        e in "U": "exports",
    ) -> "1": "(x - e) / (x + m - e): the part of demand that domestic producers meet.",
        "definition: 1 - import penetration";

    trade::home_share_welfare(
        s1 in "1": "home share",
        s0 in "1": "home share to compare with",
        sigma in "1": "elasticity of substitution",
    ) -> "1": "(s1 / s0)^(1 / (1 - sigma)): real income at a home share relative to another, home makers being as good.",
        "Arkolakis, Costinot and Rodríguez-Clare (2012), doi:10.1257/aer.102.1.94";

    trade::mix_welfare(
        s1 in "1": "home share that is bought",
        s0 in "1": "home share that would be chosen",
        sigma in "1": "elasticity of substitution",
    ) -> "1": "(s0^(1/sigma) s1^(1-1/sigma) + (1-s0)^(1/sigma) (1-s1)^(1-1/sigma))^(sigma/(sigma-1)): what is left of a yuan that is not spent as one would choose.",
        "Armington (1969), doi:10.2307/3866403";

    trade::demand_effect(
        d0 in "U": "demand before",
        d1 in "U": "demand after",
        s0 in "1": "home share before",
        s1 in "1": "home share after",
    ) -> "U": "(s0 + s1) / 2 (d1 - d0): growth of output due to demand.",
        "Dietzenbacher and Los (1998), doi:10.1080/09535319800000023";

    trade::substitution_effect(
        d0 in "U": "demand before",
        d1 in "U": "demand after",
        s0 in "1": "home share before",
        s1 in "1": "home share after",
    ) -> "U": "(d0 + d1) / 2 (s1 - s0): growth of output due to import substitution.",
        "Dietzenbacher and Los (1998), doi:10.1080/09535319800000023";

    trade::chenery_substitution(
        u0 in "1": "output over supply before",
        u1 in "1": "output over supply after",
        z1 in "U": "supply after",
    ) -> "U": "(u1 - u0) z1: import substitution, u being output over total supply.",
        "Chenery (1960), American Economic Review 50(4), 624-654";
}
