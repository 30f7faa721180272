//! Where a curve is taken: at a time, with the volumes that costs depend on.

/// What a law of learning depends on besides time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Cumulative volume: all that has been made until the time.
    Volume,
    /// What is made in the period that ends at the time.
    Production,
    /// The stock of knowledge that research has built up.
    Knowledge,
}

impl Input {
    /// All inputs, in the order in which [`At::inputs`] has them.
    pub const ALL: [Self; 3] = [Self::Volume, Self::Production, Self::Knowledge];

    /// What it is called, on the command line too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Production => "production",
            Self::Knowledge => "knowledge",
        }
    }

    /// What it is, for a message.
    #[must_use]
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Volume => "cumulative volume",
            Self::Production => "production in a period",
            Self::Knowledge => "knowledge",
        }
    }
}

/// Where a curve is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// Time in years.
    pub time: f64,
    /// By [`Input`], in the order of [`Input::ALL`]; NaN where there is none.
    pub inputs: [f64; Input::ALL.len()],
}

impl At {
    /// A time, without any volume.
    #[must_use]
    pub const fn time(time: f64) -> Self {
        Self { time, inputs: [f64::NAN; Input::ALL.len()] }
    }

    /// The same with an input.
    #[must_use]
    pub const fn with(mut self, input: Input, value: f64) -> Self {
        self.inputs[input as usize] = value;
        self
    }

    /// An input; NaN if there is none.
    #[must_use]
    pub const fn input(&self, input: Input) -> f64 {
        self.inputs[input as usize]
    }
}

impl From<f64> for At {
    fn from(time: f64) -> Self {
        Self::time(time)
    }
}
