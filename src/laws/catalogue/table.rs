//! The table of laws.

use super::{Law, Parameter, UnitRule};

/// Every law that equations may call.
pub static LAWS: &[Law] = &[
    Law {
        name: "cagr",
        parameters: &[
            parameter("x0", "value at t = 0"),
            parameter("g", "growth a year, 0.1 = 10 %"),
            parameter("t", "years"),
        ],
        unit_rule: UnitRule { parameters: &["U", "1/yr", "yr"], result: "U" },
        doc: "x0 (1 + g)^t: growth by a constant rate.",
        source: "definition of a compound annual growth rate",
    },
    Law {
        name: "growth_rate",
        parameters: &[parameter("x0", "first value"), parameter("x1", "last value"), parameter("n", "years between")],
        unit_rule: UnitRule { parameters: &["U", "U", "yr"], result: "1/yr" },
        doc: "(x1 / x0)^(1/n) - 1: the constant rate that leads from x0 to x1.",
        source: "definition of a compound annual growth rate",
    },
    Law {
        name: "fading_growth",
        parameters: &[
            parameter("g0", "rate at t = 0"),
            parameter("g_long", "long-run rate"),
            parameter("lambda", "speed of fading, ln 2 / half-life"),
            parameter("t", "time"),
        ],
        unit_rule: UnitRule { parameters: &["U", "U", "1/A", "A"], result: "U" },
        doc: "g_long + (g0 - g_long) exp(-lambda t): a rate that fades to a long-run rate.",
        source: "Gardner (1985), doi:10.1002/for.3980040103",
    },
    Law {
        name: "logistic",
        parameters: &[
            parameter("K", "capacity"),
            parameter("r", "initial exponential rate"),
            parameter("tm", "time at which half is reached"),
            parameter("t", "time"),
        ],
        unit_rule: UnitRule { parameters: &["U", "1/A", "A", "A"], result: "U" },
        doc: "K / (1 + exp(-r (t - tm))): logistic growth to a capacity.",
        source: "Verhulst (1838), Correspondance mathématique et physique 10, 113-121",
    },
    Law {
        name: "gompertz",
        parameters: &[
            parameter("K", "capacity"),
            parameter("b", "ln(K / value at t = 0)"),
            parameter("c", "rate at which the logarithmic gap closes"),
            parameter("t", "time"),
        ],
        unit_rule: UnitRule { parameters: &["U", "1", "1/A", "A"], result: "U" },
        doc: "K exp(-b exp(-c t)): Gompertz growth to a capacity.",
        source: "Gompertz (1825), doi:10.1098/rstl.1825.0026",
    },
    Law {
        name: "bass",
        parameters: &[
            parameter("p", "coefficient of innovation"),
            parameter("q", "coefficient of imitation"),
            parameter("t", "time since the launch"),
        ],
        unit_rule: UnitRule { parameters: &["1/A", "1/A", "A"], result: "1" },
        doc: "(1 - exp(-(p+q) t)) / (1 + (q/p) exp(-(p+q) t)): cumulative adopters as a fraction; 0 before the launch.",
        source: "Bass (1969), doi:10.1287/mnsc.15.5.215",
    },
    Law {
        name: "bass_rate",
        parameters: &[
            parameter("p", "coefficient of innovation"),
            parameter("q", "coefficient of imitation"),
            parameter("t", "time since the launch"),
        ],
        unit_rule: UnitRule { parameters: &["1/A", "1/A", "A"], result: "1/A" },
        doc: "Adopters per unit of time as a fraction: the time derivative of bass.",
        source: "Bass (1969), doi:10.1287/mnsc.15.5.215",
    },
    Law {
        name: "fisher_pry",
        parameters: &[parameter("s0", "share at t = 0"), parameter("k", "growth of the logit"), parameter("t", "time")],
        unit_rule: UnitRule { parameters: &["1", "1/A", "A"], result: "1" },
        doc: "The share whose logit grows by k from s0 at t = 0.",
        source: "Fisher and Pry (1971), doi:10.1016/S0040-1625(71)80005-7",
    },
    Law {
        name: "takeover_time",
        parameters: &[parameter("k", "growth of the logit")],
        unit_rule: UnitRule { parameters: &["1/A"], result: "A" },
        doc: "ln 81 / k: the time from 10 % to 90 %.",
        source: "Fisher and Pry (1971), doi:10.1016/S0040-1625(71)80005-7",
    },
    Law {
        name: "wright",
        parameters: &[
            parameter("c0", "unit cost at x0"),
            parameter("x", "cumulative production"),
            parameter("x0", "cumulative production at which cost was c0"),
            parameter("b", "learning exponent"),
        ],
        unit_rule: UnitRule { parameters: &["U", "V", "V", "1"], result: "U" },
        doc: "c0 (x / x0)^(-b): unit cost by experience.",
        source: "Wright (1936), doi:10.2514/8.155",
    },
    Law {
        name: "learning_exponent",
        parameters: &[parameter("rate", "fall of cost by each doubling, 0.2 = 20 %")],
        unit_rule: UnitRule { parameters: &["1"], result: "1" },
        doc: "-log2(1 - rate): the exponent that goes with a learning rate.",
        source: "Nagy et al. (2013), doi:10.1371/journal.pone.0052669",
    },
    Law {
        name: "initial_capital",
        parameters: &[
            parameter("i", "investment a year"),
            parameter("g", "its growth a year"),
            parameter("delta", "depreciation a year"),
        ],
        unit_rule: UnitRule { parameters: &["U/yr", "1/yr", "1/yr"], result: "U" },
        doc: "i / (g + delta): the stock that steadily growing investment has built up.",
        source: "Harberger (1978), in Artis and Nobay, Contemporary Economic Analysis",
    },
    Law {
        name: "depreciation_rate",
        parameters: &[parameter("balance", "declining-balance rate"), parameter("life", "service life")],
        unit_rule: UnitRule { parameters: &["1", "A"], result: "1/A" },
        doc: "balance / life: the geometric rate of depreciation.",
        source: "Hulten and Wykoff (1981); Fraumeni (1997), Survey of Current Business 77(7)",
    },
    Law {
        name: "armington_share",
        parameters: &[
            parameter("a", "domestic share at equal prices"),
            parameter("pd", "domestic price"),
            parameter("pm", "import price"),
            parameter("sigma", "elasticity of substitution"),
        ],
        unit_rule: UnitRule { parameters: &["1", "P", "P", "1"], result: "1" },
        doc: "a pd^(1-sigma) / (a pd^(1-sigma) + (1-a) pm^(1-sigma)): the domestic share in value.",
        source: "Armington (1969), doi:10.2307/3866403",
    },
    Law {
        name: "value_share",
        parameters: &[parameter("b", "share in units"), parameter("p", "price relative to the others")],
        unit_rule: UnitRule { parameters: &["1", "1"], result: "1" },
        doc: "b p / (b p + 1 - b): the share in value of a share in units.",
        source: "definition",
    },
    Law {
        name: "import_penetration",
        parameters: &[parameter("x", "output"), parameter("m", "imports"), parameter("e", "exports")],
        unit_rule: UnitRule { parameters: &["U", "U", "U"], result: "1" },
        doc: "m / (x + m - e): the part of demand that imports meet.",
        source: "OECD, STAN indicators",
    },
    Law {
        name: "self_sufficiency",
        parameters: &[parameter("x", "output"), parameter("m", "imports"), parameter("e", "exports")],
        unit_rule: UnitRule { parameters: &["U", "U", "U"], result: "1" },
        doc: "x / (x + m - e): output relative to demand.",
        source: "FAO (2001), Food Balance Sheets: A Handbook",
    },
    Law {
        name: "home_share",
        parameters: &[parameter("x", "output"), parameter("m", "imports"), parameter("e", "exports")],
        unit_rule: UnitRule { parameters: &["U", "U", "U"], result: "1" },
        doc: "(x - e) / (x + m - e): the part of demand that domestic producers meet.",
        source: "definition: 1 - import penetration",
    },
    Law {
        name: "demand_effect",
        parameters: &[
            parameter("d0", "demand before"),
            parameter("d1", "demand after"),
            parameter("s0", "home share before"),
            parameter("s1", "home share after"),
        ],
        unit_rule: UnitRule { parameters: &["U", "U", "1", "1"], result: "U" },
        doc: "(s0 + s1) / 2 (d1 - d0): growth of output due to demand.",
        source: "Dietzenbacher and Los (1998), doi:10.1080/09535319800000023",
    },
    Law {
        name: "substitution_effect",
        parameters: &[
            parameter("d0", "demand before"),
            parameter("d1", "demand after"),
            parameter("s0", "home share before"),
            parameter("s1", "home share after"),
        ],
        unit_rule: UnitRule { parameters: &["U", "U", "1", "1"], result: "U" },
        doc: "(d0 + d1) / 2 (s1 - s0): growth of output due to import substitution.",
        source: "Dietzenbacher and Los (1998), doi:10.1080/09535319800000023",
    },
    Law {
        name: "chenery_substitution",
        parameters: &[
            parameter("u0", "output over supply before"),
            parameter("u1", "output over supply after"),
            parameter("z1", "supply after"),
        ],
        unit_rule: UnitRule { parameters: &["1", "1", "U"], result: "U" },
        doc: "(u1 - u0) z1: import substitution, u being output over total supply.",
        source: "Chenery (1960), American Economic Review 50(4), 624-654",
    },
];

const fn parameter(name: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, doc }
}
