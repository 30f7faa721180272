//! The model equations of the 27 problems, as the files print them.

use catchup::fit::Number;

/// The equation of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    Misra1a,
    Misra1b,
    Misra1c,
    Misra1d,
    Chwirut,
    Lanczos,
    Gauss,
    DanWood,
    Kirby2,
    Cubics,
    Nelson,
    Mgh17,
    Roszman1,
    Enso,
    Mgh09,
    BoxBod,
    Rat42,
    Mgh10,
    Eckerle4,
    Rat43,
    Bennett5,
}

impl Model {
    /// The model of a data set.
    pub fn named(dataset: &str) -> Option<Self> {
        Some(match dataset.to_ascii_lowercase().as_str() {
            "misra1a" => Self::Misra1a,
            "misra1b" => Self::Misra1b,
            "misra1c" => Self::Misra1c,
            "misra1d" => Self::Misra1d,
            "chwirut1" | "chwirut2" => Self::Chwirut,
            "lanczos1" | "lanczos2" | "lanczos3" => Self::Lanczos,
            "gauss1" | "gauss2" | "gauss3" => Self::Gauss,
            "danwood" => Self::DanWood,
            "kirby2" => Self::Kirby2,
            "hahn1" | "thurber" => Self::Cubics,
            "nelson" => Self::Nelson,
            "mgh17" => Self::Mgh17,
            "roszman1" => Self::Roszman1,
            "enso" => Self::Enso,
            "mgh09" => Self::Mgh09,
            "boxbod" => Self::BoxBod,
            "rat42" => Self::Rat42,
            "mgh10" => Self::Mgh10,
            "eckerle4" => Self::Eckerle4,
            "rat43" => Self::Rat43,
            "bennett5" => Self::Bennett5,
            _ => return None,
        })
    }

    /// Parameters and predictors.
    pub fn counts(self) -> (usize, usize) {
        let parameters = match self {
            Self::Misra1a | Self::Misra1b | Self::Misra1c | Self::Misra1d | Self::DanWood | Self::BoxBod => 2,
            Self::Chwirut | Self::Nelson | Self::Rat42 | Self::Mgh10 | Self::Eckerle4 | Self::Bennett5 => 3,
            Self::Roszman1 | Self::Mgh09 | Self::Rat43 => 4,
            Self::Kirby2 | Self::Mgh17 => 5,
            Self::Lanczos => 6,
            Self::Cubics => 7,
            Self::Gauss => 8,
            Self::Enso => 9,
        };
        (parameters, if self == Self::Nelson { 2 } else { 1 })
    }

    /// The response as the equation has it: Nelson's is its logarithm.
    pub fn response<N: Number>(self, y: N) -> N {
        if self == Self::Nelson { y.ln() } else { y }
    }

    /// What the equation makes of parameters and predictors.
    pub fn fitted<N: Number>(self, b: &[N], predictors: &[N]) -> N {
        let x = predictors[0];
        let c = N::constant;
        let (one, two) = (c(1.0), c(2.0));
        match self {
            Self::Misra1a | Self::BoxBod => b[0] * (one - (-(b[1] * x)).exp()),
            Self::Misra1b => b[0] * (one - (one + b[1] * x / two).pow(c(-2.0))),
            Self::Misra1c => b[0] * (one - (one + two * b[1] * x).pow(c(-0.5))),
            Self::Misra1d => b[0] * b[1] * x / (one + b[1] * x),
            Self::Chwirut => (-(b[0] * x)).exp() / (b[1] + b[2] * x),
            Self::Lanczos => b[0] * (-(b[1] * x)).exp() + b[2] * (-(b[3] * x)).exp() + b[4] * (-(b[5] * x)).exp(),
            Self::Gauss => b[0] * (-(b[1] * x)).exp() + peak(&b[2..5], x) + peak(&b[5..8], x),
            Self::DanWood => b[0] * x.pow(b[1]),
            Self::Kirby2 => polynomial(&b[..3], x) / (one + x * polynomial(&b[3..], x)),
            Self::Cubics => polynomial(&b[..4], x) / (one + x * polynomial(&b[4..], x)),
            Self::Nelson => b[0] - b[1] * x * (-(b[2] * predictors[1])).exp(),
            Self::Mgh17 => b[0] + b[1] * (-(x * b[3])).exp() + b[2] * (-(x * b[4])).exp(),
            Self::Roszman1 => b[0] - b[1] * x - (b[2] / (x - b[3])).atan() / pi(),
            Self::Enso => b[0] + wave(b[1], b[2], c(12.0), x) + wave(b[4], b[5], b[3], x) + wave(b[7], b[8], b[6], x),
            Self::Mgh09 => b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]),
            Self::Rat42 => b[0] / (one + (b[1] - b[2] * x).exp()),
            Self::Mgh10 => b[0] * (b[1] / (x + b[2])).exp(),
            Self::Eckerle4 => {
                let z = (x - b[2]) / b[1];
                b[0] / b[1] * (c(-0.5) * z * z).exp()
            }
            Self::Rat43 => b[0] / (one + (b[1] - b[2] * x).exp()).pow(one / b[3]),
            Self::Bennett5 => b[0] * (b[1] + x).pow(-(one / b[2])),
        }
    }
}

/// pi, to all digits of the number.
fn pi<N: Number>() -> N {
    N::constant(std::f64::consts::PI) + N::constant(1.224_646_799_147_353_2e-16)
}

/// b0 + b1 x + b2 x^2 and so on.
fn polynomial<N: Number>(b: &[N], x: N) -> N {
    b.iter().rev().fold(N::constant(0.0), |sum, coefficient| sum * x + *coefficient)
}

/// b0 exp(-(x - b1)^2 / b2^2).
fn peak<N: Number>(b: &[N], x: N) -> N {
    let z = (x - b[1]) / b[2];
    b[0] * (-(z * z)).exp()
}

/// a cos(2 pi x / period) + b sin(2 pi x / period).
fn wave<N: Number>(a: N, b: N, period: N, x: N) -> N {
    let angle = N::constant(2.0) * pi::<N>() * x / period;
    a * angle.cos() + b * angle.sin()
}
