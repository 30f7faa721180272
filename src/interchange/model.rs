//! A system-dynamics model, whichever file it was read from.

use crate::numeric::sorting::sort_by;
use std::ops::Range;

use super::expression::Expression;
use super::lexer::Dialect;

/// The number -2^109 of Vensim that stands for none, "not available" (Reference Manual, "Missing values").
pub(crate) const NOT_AVAILABLE: f64 = -649_037_107_316_853_453_566_312_041_152_512.0;

/// Stands for the data of a variable of Vensim that has no equation; no name has colons.
pub(crate) const DATA: &str = ":data:";

/// A model: what XMILE and Vensim both say, and from which a scenario or XMILE is written.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// The language that its equations are written in.
    pub dialect: Dialect,
    /// Its title.
    pub title: String,
    /// Its story.
    pub doc: String,
    /// The time axis.
    pub specs: Specs,
    /// Dimensions and parts of them.
    pub dimensions: Vec<Dimension>,
    /// All variables, those of modules under names such as `module.variable`.
    pub variables: Vec<Variable>,
    /// Macros.
    pub macros: Vec<Macro>,
}

/// The time axis of a model, in its own unit of time.
#[derive(Debug, Clone)]
pub(crate) struct Specs {
    pub start: f64,
    pub stop: f64,
    pub step: f64,
    pub method: Method,
    /// The unit of time; empty if the file does not say.
    pub unit: String,
    /// Where they stand.
    pub range: Range<usize>,
}

/// How stocks are integrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Euler,
    Rk4,
}

/// A dimension, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Dimension {
    /// As written.
    pub written: String,
    /// Folded.
    pub name: String,
    /// Its elements, as written.
    pub elements: Vec<String>,
    /// The variable, as written, that it was made for: its elements are those that the equations of that name.
    pub made_for: Option<String>,
    /// What it is mapped to: another dimension, and for each of that one's elements the elements of this one.
    pub mappings: Vec<Mapping>,
    pub range: Range<usize>,
}

/// How the elements of one dimension stand for those of another.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    /// The other dimension, folded.
    pub to: String,
    /// For each element here the elements there, folded; empty: in order.
    pub pairs: Vec<(String, Vec<String>)>,
}

/// A variable.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    /// As written.
    pub written: String,
    /// Folded, with the names of modules before it.
    pub name: String,
    /// Where its name stands.
    pub range: Range<usize>,
    /// The module it belongs to, with a dot behind, or nothing.
    pub module: String,
    /// Dimensions, folded.
    pub dims: Vec<String>,
    /// What it is, for all of its elements or for some.
    pub equations: Vec<Equation>,
    /// Unit, as written.
    pub unit: String,
    /// What is said of it.
    pub doc: String,
    /// Whether it is one of the flows of a stock.
    pub is_flow: bool,
    /// Whether it is inside a call of a macro, where nobody looks for it.
    pub of_macro: bool,
}

/// What some elements of a variable are.
#[derive(Debug, Clone)]
pub(crate) struct Equation {
    /// For each dimension an element, a part of the dimension, or the dimension, folded; empty: all elements.
    pub of: Vec<String>,
    /// Elements that are left out, each as `of`.
    pub except: Vec<Vec<String>>,
    /// What they are.
    pub definition: Definition,
}

/// What a variable is.
#[derive(Debug, Clone)]
pub(crate) enum Definition {
    /// An equation; `initial` takes its place where stocks begin.
    Equation { value: Expression, initial: Option<Box<Expression>>, graph: Option<Graph>, non_negative: bool },
    /// What accumulates.
    Stock(Box<Stock>),
    /// A graphical function by itself.
    Graph(Graph),
    /// What a conveyor loses on the way: the fraction of what enters, or, where the conveyor says so, of what it holds.
    Leak(Expression),
}

impl Definition {
    /// Where it stands.
    pub(crate) fn range(&self) -> &Range<usize> {
        match self {
            Self::Equation { value, .. } => &value.range,
            Self::Stock(stock) => &stock.initial.range,
            Self::Graph(graph) => &graph.range,
            Self::Leak(fraction) => &fraction.range,
        }
    }
}

/// What accumulates.
#[derive(Debug, Clone)]
pub(crate) struct Stock {
    pub initial: Expression,
    /// What flows in, each by itself.
    pub inflows: Vec<Expression>,
    /// What flows out, the first served first.
    pub outflows: Vec<Expression>,
    pub non_negative: bool,
    pub conveyor: Option<Conveyor>,
}

/// A stock whose content moves along and leaves at its end.
#[derive(Debug, Clone)]
pub(crate) struct Conveyor {
    /// How long it takes.
    pub length: Expression,
    /// Whether leaks take a fraction of what it holds rather than of what enters.
    pub exponential: bool,
}

/// A graphical function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Graph {
    pub points: Vec<(f64, f64)>,
    /// The points of data that `points` were made from, if they were.
    pub data: Option<Vec<(f64, f64)>>,
    pub shape: Shape,
    pub range: Range<usize>,
}

/// What a data variable is between its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// Straight from point to point.
    Straight,
    /// The point before.
    Backward,
    /// The next point.
    Forward,
    /// Nothing.
    Raw,
}

impl Between {
    /// All that are said by a word, with the word; no name has colons.
    pub(crate) const WORDS: [(&str, Self); 4] = [
        (":INTERPOLATE:", Self::Straight),
        (":HOLD BACKWARD:", Self::Backward),
        (":LOOK FORWARD:", Self::Forward),
        (":RAW:", Self::Raw),
    ];

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

/// How far from a point one still is at it, relative to the distance of points: times of steps are sums.
const AT_A_POINT: f64 = 1e-6;

impl Graph {
    /// How far from a point one still is at it.
    fn near(&self) -> f64 {
        let gaps = self.points.windows(2).map(|pair| pair[1].0 - pair[0].0).filter(|gap| *gap > 0.0);
        AT_A_POINT * gaps.fold(1.0, f64::min)
    }

    fn steps(self, points: Vec<(f64, f64)>) -> Self {
        Self { points, data: Some(self.points), shape: Shape::Discrete, ..self }
    }

    /// As data that is read in some way between its points.
    pub(crate) fn read(self, between: Between) -> Self {
        match between {
            Between::Straight => self,
            Between::Backward => self.backward(),
            Between::Forward => self.forward(),
            Between::Raw => self.alone(NOT_AVAILABLE),
        }
    }

    /// At each place the point before it, which holds until the next.
    pub(crate) fn backward(self) -> Self {
        let near = self.near();
        let points = self.points.iter().map(|(x, y)| (x - near, *y)).collect();
        self.steps(points)
    }

    /// At each place the next point.
    pub(crate) fn forward(self) -> Self {
        let near = self.near();
        let first = self.points.first().map(|(x, y)| (x - near, *y));
        let rest = self.points.windows(2).map(|pair| (pair[0].0 + near, pair[1].1));
        let points = first.into_iter().chain(rest).collect();
        self.steps(points)
    }

    /// Each point by itself, and something else between.
    pub(crate) fn alone(self, otherwise: f64) -> Self {
        let near = self.near();
        let before = self.points.first().map(|(x, _)| (x - 2.0 * near, otherwise));
        let each = self.points.iter().flat_map(|(x, y)| [(x - near, *y), (x + near, otherwise)]);
        let points = before.into_iter().chain(each).collect();
        self.steps(points)
    }

    /// As it was before it was made to be read in some way.
    pub(crate) fn with_points(self) -> Self {
        let points = self.data.clone().unwrap_or(self.points);
        Self { points, data: None, shape: Shape::Continuous, range: self.range }.sorted()
    }

    /// With its points from left to right.
    pub(crate) fn sorted(mut self) -> Self {
        sort_by(&mut self.points, |a, b| a.0.total_cmp(&b.0));
        self
    }

    /// A number for each point, which holds until the next.
    pub(crate) fn at_points(&self, number: impl Fn(usize) -> f64) -> Self {
        let points = self.points.iter().enumerate().map(|(at, (x, _))| (*x, number(at))).collect();
        Self { points, data: None, shape: Shape::Discrete, range: self.range.clone() }
    }

    /// How steep each piece is; at a point between two their mean, at one that stands twice nothing that is known.
    pub(crate) fn slopes(self, beyond: Beyond) -> Self {
        let graph = self.sorted();
        let near = graph.near();
        let steep = |pair: &[(f64, f64)]| {
            if pair[1].0 > pair[0].0 { (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0) } else { NOT_AVAILABLE }
        };
        let slopes: Vec<f64> = graph.points.windows(2).map(steep).collect();
        let (Some(first), Some(last)) = (slopes.first().copied(), slopes.last().copied()) else {
            return graph.at_points(|_| 0.0);
        };
        let outside = |own: f64| match beyond {
            Beyond::Level => 0.0,
            Beyond::Extended => own,
            Beyond::Nothing => NOT_AVAILABLE,
        };
        let mut points = vec![(graph.points[0].0 - 2.0 * near, outside(first)), (graph.points[0].0 - near, first)];
        for (pair, (x, _)) in slopes.windows(2).zip(&graph.points[1..]) {
            let mean = if pair.contains(&NOT_AVAILABLE) { NOT_AVAILABLE } else { f64::midpoint(pair[0], pair[1]) };
            points.push((x - near, mean));
            if pair[1] != NOT_AVAILABLE {
                points.push((x + near, pair[1]));
            }
        }
        points.push((graph.points[graph.points.len() - 1].0 + near, outside(last)));
        Self { points, data: None, shape: Shape::Discrete, range: graph.range }
    }

    /// The abscissa of each ordinate; none if one ordinate has several.
    pub(crate) fn inverse(self) -> Option<Self> {
        let mut points = self.points.clone();
        sort_by(&mut points, |a, b| a.0.total_cmp(&b.0));
        let rises = points.windows(2).all(|pair| pair[0].1 < pair[1].1);
        let falls = points.windows(2).all(|pair| pair[0].1 > pair[1].1);
        let points = points.into_iter().map(|(x, y)| (y, x)).collect();
        (rises || falls).then_some(Self { points, data: None, shape: Shape::Continuous, ..self })
    }
}

/// How steep a graph is beyond its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// Level, as it is held.
    Level,
    /// As its last piece.
    Extended,
    /// Nobody knows.
    Nothing,
}

/// What a graphical function is between and beyond its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Straight between points, held beyond them.
    Continuous,
    /// Straight, beyond the points too.
    Extrapolate,
    /// Held until the next point.
    Discrete,
}

/// What a macro is given.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    /// Folded.
    pub name: String,
    /// What it is if a call does not say; those that have one stand last.
    pub default: Option<Expression>,
}

/// A macro: a function with equations of its own.
#[derive(Debug, Clone)]
pub(crate) struct Macro {
    /// Folded.
    pub name: String,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Variables of its own that a call names behind its arguments, folded.
    pub outputs: Vec<String>,
    /// What it is worth.
    pub value: Expression,
    /// Its own variables.
    pub variables: Vec<Variable>,
}
