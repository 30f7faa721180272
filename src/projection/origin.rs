//! Where the numbers of a variable come from, as plain data for pages and pictures.

/// A variable: its equation, unit and sources, and how it hangs together with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The variable.
    pub own: Link,
    /// Names of its dimensions.
    pub dims: Vec<String>,
    /// Its unit, as the file has it.
    pub unit: String,
    /// What it means.
    pub description: String,
    /// Its equations, as the file has them.
    pub equations: Vec<Equation>,
    /// What was observed of it.
    pub observed: Vec<Observed>,
    /// Announced goals: labels and sources.
    pub targets: Vec<(String, String)>,
    /// What it reads, in the order of its equation.
    pub reads: Vec<Link>,
    /// What reads it, in the order of the file.
    pub read_by: Vec<Link>,
}

/// An equation of a variable, or of one of its elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// The element that it is for; empty if it is for all.
    pub element: String,
    /// What it says: `=`, or, of a stock, `at first`, `inflow`, `outflow`.
    pub part: &'static str,
    /// The equation.
    pub text: String,
}

/// Observed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Of which element, if they are of one.
    pub element: Option<String>,
    /// Where they are from.
    pub source: String,
    /// How many there are.
    pub values: usize,
}

/// A quantity of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it is.
    pub kind: LinkKind,
    /// Where its number comes from; empty for variables.
    pub source: String,
}

/// Kinds of quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A variable with an equation.
    Variable,
    /// A stock.
    Stock,
    /// An assumption.
    Assumption,
    /// A lever.
    Lever,
}

impl LinkKind {
    /// What it is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Stock => "stock",
            Self::Assumption => "assumption",
            Self::Lever => "lever",
        }
    }
}
