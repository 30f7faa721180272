//! Curves that can be fitted to data: what each is called, its parameters and what they are measured in.
//!
//! Formulas are those of the functions beside this; [`crate::fit`] evaluates and fits them.

/// What values a parameter may take, and on which scale it is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Any number, searched as it is.
    Real,
    /// Above 0, searched by its logarithm.
    Positive,
    /// Between 0 and 1, searched by its logit.
    Share,
    /// Above -1, searched by the logarithm of 1 + it: a rate of growth.
    Growth,
}

/// How observations scatter around a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By amounts: errors are differences.
    Level,
    /// By factors: errors are differences of logarithms. For positive values.
    Log,
    /// By odds: errors are differences of logits. For shares between 0 and 1.
    Logit,
}

/// Units in which a parameter is given; times are in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// That of the values.
    Value,
    /// That of the values, a year.
    ValueRate,
    /// 1.
    Number,
    /// 1/yr.
    Rate,
    /// A point of time in years.
    Time,
}

/// A parameter of a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it is measured in.
    pub quantity: Quantity,
    /// What values it may take.
    pub domain: Domain,
}

/// Which formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Linear,
    Exponential,
    Logistic,
    Gompertz,
    Bass,
    BassAdoptions,
    FisherPry,
    Wright,
}

/// A law that can be fitted to data.
#[derive(Debug, PartialEq, Eq)]
pub struct Curve {
    /// Name on the command line.
    pub name: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// Formula, `t0` being the first time of the data.
    pub formula: &'static str,
    /// Parameters.
    pub parameters: &'static [Parameter],
    /// How observations scatter around it unless said otherwise.
    pub scale: Scale,
    /// Whether it is a function of cumulative volume rather than of time.
    pub by_volume: bool,
    /// Whether values are what is added in each period rather than a level.
    pub per_period: bool,
    pub(crate) form: Form,
}

impl Quantity {
    /// The text of its unit, given that of the values.
    #[must_use]
    pub fn unit(self, of_values: &str) -> String {
        match self {
            Self::Value => of_values.to_owned(),
            Self::ValueRate => format!("{of_values}/yr"),
            Self::Number => "1".to_owned(),
            Self::Rate => "1/yr".to_owned(),
            Self::Time => "yr".to_owned(),
        }
    }

    /// Whether it scales with the values.
    #[must_use]
    pub fn is_of_values(self) -> bool {
        matches!(self, Self::Value | Self::ValueRate)
    }
}

impl Domain {
    /// Whether a number is inside.
    #[must_use]
    pub fn contains(self, natural: f64) -> bool {
        let inside = match self {
            Self::Real => true,
            Self::Positive => natural > 0.0,
            Self::Share => natural > 0.0 && natural < 1.0,
            Self::Growth => natural > -1.0,
        };
        inside && natural.is_finite()
    }
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 3] = [Self::Level, Self::Log, Self::Logit];
    /// Their names, in the same order.
    pub const NAMES: [&'static str; 3] = [Self::Level.name(), Self::Log.name(), Self::Logit.name()];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Log => "log",
            Self::Logit => "logit",
        }
    }

    /// The scale of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// Whether a value has a place on this scale.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        match self {
            Self::Level => value.is_finite(),
            Self::Log => value > 0.0 && value.is_finite(),
            Self::Logit => value > 0.0 && value < 1.0,
        }
    }
}

impl Curve {
    /// The curve called `name`, case and hyphens apart.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = name.trim().to_lowercase().replace([' ', '_'], "-");
        CURVES.iter().find(|law| law.name == folded)
    }

    /// A parameter by its index; the one behind the last is [`residual`], which every law has.
    #[must_use]
    pub fn parameter(&self, index: usize, scale: Scale) -> &'static Parameter {
        self.parameters.get(index).unwrap_or_else(|| residual(scale))
    }
}

const fn parameter(name: &'static str, doc: &'static str, quantity: Quantity, domain: Domain) -> Parameter {
    Parameter { name, doc, quantity, domain }
}

/// The name of [`residual`].
pub const RESIDUAL: &str = "residual";

/// How far observations scatter around a law: the standard deviation of their differences from it, of logarithms or logits
/// where errors are those.
#[must_use]
pub fn residual(scale: Scale) -> &'static Parameter {
    static OF_VALUES: Parameter =
        parameter(RESIDUAL, "standard deviation of values around the law", Quantity::Value, Domain::Positive);
    static OF_FACTORS: Parameter = parameter(
        RESIDUAL,
        "standard deviation of logarithms or logits around the law",
        Quantity::Number,
        Domain::Positive,
    );
    match scale {
        Scale::Level => &OF_VALUES,
        Scale::Log | Scale::Logit => &OF_FACTORS,
    }
}

const CAPACITY: Parameter = parameter("capacity", "the level that growth ends at", Quantity::Value, Domain::Positive);
const MARKET: Parameter = parameter("market", "all who will ever adopt", Quantity::Value, Domain::Positive);
const INNOVATION: Parameter = parameter("p", "coefficient of innovation", Quantity::Rate, Domain::Positive);
const IMITATION: Parameter = parameter("q", "coefficient of imitation", Quantity::Rate, Domain::Positive);

/// The names of [`CURVES`], in the same order.
pub static CURVE_NAMES: [&str; CURVES.len()] = {
    let mut names = [""; CURVES.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = CURVES[place].name;
        place += 1;
    }
    names
};

/// Every law that can be fitted.
pub static CURVES: [Curve; 8] = [
    Curve {
        name: "linear",
        doc: "The same amount is added every year.",
        formula: "level + slope (t - t0)",
        parameters: &[
            parameter("level", "value at t0", Quantity::Value, Domain::Real),
            parameter("slope", "growth a year", Quantity::ValueRate, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Linear,
    },
    Curve {
        name: "exponential",
        doc: "The same percentage is added every year.",
        formula: "level (1 + growth)^(t - t0)",
        parameters: &[
            parameter("level", "value at t0", Quantity::Value, Domain::Positive),
            parameter("growth", "growth a year, 0.1 = 10 %", Quantity::Rate, Domain::Growth),
        ],
        scale: Scale::Log,
        by_volume: false,
        per_period: false,
        form: Form::Exponential,
    },
    Curve {
        name: "logistic",
        doc: "A symmetric S-curve to a capacity.",
        formula: "capacity / (1 + exp(-rate (t - midpoint)))",
        parameters: &[
            CAPACITY,
            parameter("rate", "initial exponential rate", Quantity::Rate, Domain::Real),
            parameter("midpoint", "time at which half is reached", Quantity::Time, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Logistic,
    },
    Curve {
        name: "gompertz",
        doc: "An S-curve that rises fast and levels off slowly.",
        formula: "capacity exp(-gap exp(-rate (t - t0)))",
        parameters: &[
            CAPACITY,
            parameter("gap", "ln(capacity / value at t0)", Quantity::Number, Domain::Positive),
            parameter("rate", "rate at which the logarithmic gap closes", Quantity::Rate, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Gompertz,
    },
    Curve {
        name: "bass",
        doc: "Cumulative adopters: some by themselves, most by imitation.",
        formula: "market (1 - exp(-(p+q) (t - launch))) / (1 + (q/p) exp(-(p+q) (t - launch)))",
        parameters: &[MARKET, INNOVATION, IMITATION],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Bass,
    },
    Curve {
        name: "bass-adoptions",
        doc: "First purchases in each period, the growth of `bass` (Srinivasan and Mason 1986, doi:10.1287/mksc.5.2.169).",
        formula: "bass(t) - bass(t - period)",
        parameters: &[MARKET, INNOVATION, IMITATION],
        scale: Scale::Level,
        by_volume: false,
        per_period: true,
        form: Form::BassAdoptions,
    },
    Curve {
        name: "fisher-pry",
        doc: "The share of a new technology that replaces an old one: its logit grows steadily.",
        formula: "logit(share) = logit(start) + rate (t - t0)",
        parameters: &[
            parameter("start", "share at t0", Quantity::Number, Domain::Share),
            parameter("rate", "growth of the logit a year", Quantity::Rate, Domain::Real),
        ],
        scale: Scale::Logit,
        by_volume: false,
        per_period: false,
        form: Form::FisherPry,
    },
    Curve {
        name: "wright",
        doc: "Unit cost falls by the same percentage with each doubling of cumulative volume.",
        formula: "cost (volume / volume0)^(-exponent)",
        parameters: &[
            parameter("cost", "cost at the first volume", Quantity::Value, Domain::Positive),
            parameter(
                "exponent",
                "learning exponent; the learning rate is 1 - 2^(-exponent)",
                Quantity::Number,
                Domain::Real,
            ),
        ],
        scale: Scale::Log,
        by_volume: true,
        per_period: false,
        form: Form::Wright,
    },
];
