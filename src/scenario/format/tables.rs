//! The tables of a scenario file and their keys.

use super::Presence::{Default, Optional, Required};
use super::Shape::{
    Boolean, Distribution, Elements, Integer, Named, Number, NumberMap, Numbers, OneOf, Table,
    Text, TextMap, Texts, YearMap, Years,
};
use super::{Choice, Format, Key, Presence, Shape};

const fn key(name: &'static str, shape: Shape, presence: Presence, doc: &'static str) -> Key {
    Key {
        name,
        shape,
        presence,
        doc,
    }
}

const AT: Shape = OneOf(&["start", "end"]);
const DIMS: Key = key("dims", Texts, Default("[]"), "Dimensions, by name.");
const LABEL: Key = key(
    "label",
    Text,
    Optional,
    "Label in charts and tables; made from the name unless given.",
);
const SOURCE: Key = key(
    "source",
    Text,
    Required,
    "Where the numbers come from, or that they are a judgement.",
);
const UNIT: Key = key("unit", Text, Required, "Unit of the values.");

/// A whole file.
pub static FILE: Format = Format {
    what: "a scenario file",
    doc: "A scenario of catchup.",
    keys: &[
        key(
            "extends",
            Text,
            Optional,
            "File that this one changes, relative to this file.",
        ),
        key(
            "scenario",
            Table(&ABOUT),
            Optional,
            "What the scenario is about.",
        ),
        key("time", Table(&TIME), Required, "The time axis."),
        key(
            "ensemble",
            Table(&ENSEMBLE),
            Optional,
            "How many draws, and which.",
        ),
        key(
            "units",
            TextMap,
            Optional,
            "Units by name: \"base\", or a number and units.",
        ),
        key(
            "dimensions",
            Named(&DIMENSION),
            Optional,
            "Dimensions by name.",
        ),
        key(
            "assumptions",
            Named(&ASSUMPTION),
            Optional,
            "Inputs: values or distributions with unit and source.",
        ),
        key(
            "correlations",
            Named(&CORRELATION),
            Optional,
            "Rank correlations between assumptions.",
        ),
        key(
            "lookups",
            Named(&LOOKUP),
            Optional,
            "Functions given by points.",
        ),
        key(
            "variables",
            Named(&VARIABLE),
            Optional,
            "Quantities with equations.",
        ),
        key(
            "levers",
            Named(&LEVER),
            Optional,
            "What a policy maker sets.",
        ),
        key("shocks", Named(&SHOCK), Optional, "Dated disturbances."),
        key("charts", Named(&CHART), Optional, "Pictures to draw."),
    ],
    choices: &[],
};

static ABOUT: Format = Format {
    what: "[scenario]",
    doc: "What the scenario is about. Title, narrative, template and colour are each file's own; the rest is inherited.",
    keys: &[
        key(
            "title",
            Text,
            Optional,
            "A short title; required in a file that is not a template.",
        ),
        key(
            "narrative",
            Text,
            Default("\"\""),
            "The story in a few sentences.",
        ),
        key(
            "template",
            Boolean,
            Default("false"),
            "A base for other files, not run by itself.",
        ),
        key(
            "model",
            Text,
            Optional,
            "Name of the model in IAMC tables; the root file's name unless given.",
        ),
        key(
            "region",
            Text,
            Default("\"World\""),
            "Region in IAMC tables for variables without a region dimension.",
        ),
        key(
            "source",
            Text,
            Default("\"\""),
            "A note on sources for the footer of charts.",
        ),
        key(
            "colour",
            Integer,
            Optional,
            "Place of this scenario's colour in the palette, from 1.",
        ),
    ],
    choices: &[],
};

static TIME: Format = Format {
    what: "[time]",
    doc: "The time axis, in years.",
    keys: &[
        key("start", Number, Required, "First point, in years."),
        key("end", Number, Required, "Last point, in years."),
        key(
            "step",
            Number,
            Default("1"),
            "Step in years; must divide end - start.",
        ),
        key(
            "method",
            OneOf(&["euler", "rk4"]),
            Default("\"euler\""),
            "How stocks are integrated.",
        ),
        key(
            "known_until",
            Number,
            Optional,
            "Until then history with use = \"drive\" replaces equations.",
        ),
    ],
    choices: &[],
};

static ENSEMBLE: Format = Format {
    what: "[ensemble]",
    doc: "How many draws, and which.",
    keys: &[
        key("draws", Integer, Default("10_000"), "Number of draws."),
        key("seed", Integer, Default("1"), "Seed of the random numbers."),
        key(
            "sampler",
            OneOf(&["sobol", "latin-hypercube", "random"]),
            Default("\"sobol\""),
            "How numbers are drawn.",
        ),
        key(
            "memory",
            Text,
            Default("\"1 GiB\""),
            "Memory for kept results; more is computed in groups.",
        ),
    ],
    choices: &[],
};

static DIMENSION: Format = Format {
    what: "a dimension",
    doc: "A list of elements, such as sectors.",
    keys: &[
        LABEL,
        key("elements", Texts, Required, "Its elements, in order."),
        key(
            "labels",
            TextMap,
            Optional,
            "Labels by element; made from the names unless given.",
        ),
        key(
            "region",
            Boolean,
            Default("false"),
            "Whether its elements are the regions of IAMC tables.",
        ),
    ],
    choices: &[],
};

static ASSUMPTION: Format = Format {
    what: "an assumption",
    doc: "An input: a value or a distribution, with unit and source.",
    keys: &[
        key(
            "value",
            Number,
            Optional,
            "A fixed number in the declared unit.",
        ),
        key(
            "distribution",
            Distribution,
            Optional,
            "A distribution in the declared unit.",
        ),
        key(
            "elements",
            Elements(&ASSUMPTION_ELEMENT),
            Optional,
            "What single elements are worth.",
        ),
        DIMS,
        key(
            "shared",
            Boolean,
            Default("false"),
            "One draw for all elements.",
        ),
        UNIT,
        key(
            "source",
            Text,
            Optional,
            "Where the number comes from, or that it is a judgement; required unless each element says so.",
        ),
        key("note", Text, Default("\"\""), "A remark."),
        LABEL,
    ],
    choices: &[Choice {
        one_of: &["value", "distribution"],
        beside: &["elements"],
        with: &["source"],
        required: true,
    }],
};

static ASSUMPTION_ELEMENT: Format = Format {
    what: "an element of an assumption",
    doc: "What one element is worth.",
    keys: &[
        key(
            "value",
            Number,
            Optional,
            "A fixed number in the declared unit.",
        ),
        key(
            "distribution",
            Distribution,
            Optional,
            "A distribution in the declared unit.",
        ),
        key(
            "source",
            Text,
            Optional,
            "Where the number comes from; the assumption's own source unless given.",
        ),
    ],
    choices: &[Choice {
        one_of: &["value", "distribution"],
        beside: &[],
        with: &["source"],
        required: true,
    }],
};

static CORRELATION: Format = Format {
    what: "a correlation",
    doc: "A rank correlation between every two of a list of assumptions.",
    keys: &[
        key(
            "between",
            Texts,
            Required,
            "Assumptions: NAME or NAME[element].",
        ),
        key(
            "rank",
            Number,
            Required,
            "Spearman's rank correlation, between -1 and 1.",
        ),
        SOURCE,
    ],
    choices: &[],
};

static LOOKUP: Format = Format {
    what: "a lookup",
    doc: "A function given by points.",
    keys: &[
        key("x", Numbers, Required, "Abscissae, increasing."),
        key("y", Numbers, Required, "Ordinates, as many as abscissae."),
        key("x_unit", Text, Default("\"1\""), "Unit of the abscissae."),
        key("unit", Text, Default("\"1\""), "Unit of the ordinates."),
        key(
            "interpolation",
            OneOf(&["linear", "step"]),
            Default("\"linear\""),
            "Between the points.",
        ),
        key(
            "extrapolation",
            OneOf(&["hold", "extend"]),
            Default("\"hold\""),
            "Outside the points.",
        ),
        SOURCE,
    ],
    choices: &[],
};

const DEFINITION: Choice = Choice {
    one_of: &["equation", "stock"],
    beside: &["elements"],
    with: &[],
    required: true,
};

static VARIABLE: Format = Format {
    what: "a variable",
    doc: "A quantity with an equation, or a stock with flows.",
    keys: &[
        DIMS,
        key("equation", Text, Optional, "Its equation."),
        key(
            "stock",
            Table(&STOCK),
            Optional,
            "A stock integrates its flows.",
        ),
        key(
            "elements",
            Elements(&VARIABLE_ELEMENT),
            Optional,
            "Definitions of single elements.",
        ),
        UNIT,
        LABEL,
        key("description", Text, Default("\"\""), "What it means."),
        key(
            "report",
            Boolean,
            Optional,
            "Whether it is reported; if no variable says true, all are.",
        ),
        key(
            "at",
            AT,
            Default("\"start\""),
            "Which moment of a step reports show; \"end\" is the state at t + step.",
        ),
        key(
            "headline",
            Numbers,
            Default("[]"),
            "Times shown in the terminal.",
        ),
        key(
            "milestones",
            Numbers,
            Default("[]"),
            "Thresholds whose crossing is reported, in the declared unit.",
        ),
        key("targets", Named(&TARGET), Optional, "Announced goals."),
        key("history", Named(&HISTORY), Optional, "Observed values."),
    ],
    choices: &[DEFINITION],
};

static VARIABLE_ELEMENT: Format = Format {
    what: "an element of a variable",
    doc: "The definition of one element.",
    keys: &[
        key("equation", Text, Optional, "Its equation."),
        key(
            "stock",
            Table(&STOCK),
            Optional,
            "A stock integrates its flows.",
        ),
    ],
    choices: &[Choice {
        one_of: &["equation", "stock"],
        beside: &[],
        with: &[],
        required: true,
    }],
};

static STOCK: Format = Format {
    what: "a stock",
    doc: "A stock integrates its flows.",
    keys: &[
        key(
            "initial",
            Text,
            Required,
            "Equation of the value at the start.",
        ),
        key(
            "inflow",
            Text,
            Optional,
            "Equation of what flows in, per year.",
        ),
        key(
            "outflow",
            Text,
            Optional,
            "Equation of what flows out, per year.",
        ),
    ],
    choices: &[],
};

static TARGET: Format = Format {
    what: "a target",
    doc: "An announced goal for a date.",
    keys: &[
        key("year", Number, Required, "The date, in years."),
        key(
            "at_least",
            Number,
            Optional,
            "The goal, reached from below, in the variable's unit.",
        ),
        key(
            "at_most",
            Number,
            Optional,
            "The goal, reached from above, in the variable's unit.",
        ),
        key(
            "elements",
            Texts,
            Default("[]"),
            "Elements it binds; all unless given.",
        ),
        LABEL,
        SOURCE,
    ],
    choices: &[Choice {
        one_of: &["at_least", "at_most"],
        beside: &[],
        with: &[],
        required: true,
    }],
};

static HISTORY: Format = Format {
    what: "a history",
    doc: "Observed values of a variable or of one of its elements.",
    keys: &[
        key(
            "element",
            Text,
            Optional,
            "The element; needed if the variable has dimensions.",
        ),
        key(
            "file",
            Text,
            Optional,
            "CSV file, relative to the file this stands in.",
        ),
        key("column", Text, Default("\"value\""), "Column of values."),
        key(
            "time",
            Text,
            Default("\"year\""),
            "Column of times, in years.",
        ),
        key(
            "where",
            TextMap,
            Optional,
            "Only rows whose columns have these texts.",
        ),
        key(
            "values",
            YearMap,
            Optional,
            "Values by year, instead of a file.",
        ),
        key(
            "unit",
            Text,
            Optional,
            "Unit of the values; the variable's unless given.",
        ),
        key(
            "use",
            OneOf(&["compare", "drive"]),
            Default("\"compare\""),
            "Shown and scored, or in place of the equation.",
        ),
        key(
            "at",
            AT,
            Default("\"start\""),
            "Which moment of a step the values belong to.",
        ),
        key(
            "source",
            Text,
            Optional,
            "Where the values come from; required with values.",
        ),
    ],
    choices: &[Choice {
        one_of: &["file", "values"],
        beside: &[],
        with: &["column", "time", "where", "source"],
        required: true,
    }],
};

static LEVER: Format = Format {
    what: "a lever",
    doc: "What a policy maker sets.",
    keys: &[
        key(
            "value",
            Number,
            Required,
            "The setting while it is in force.",
        ),
        key(
            "neutral",
            Number,
            Required,
            "The setting that changes nothing.",
        ),
        key("min", Number, Optional, "Lowest setting."),
        key("max", Number, Optional, "Highest setting."),
        UNIT,
        key(
            "from",
            Number,
            Optional,
            "First time in force (inclusive); from the start unless given.",
        ),
        key(
            "until",
            Number,
            Optional,
            "Last time in force (inclusive); to the end unless given.",
        ),
        DIMS,
        key(
            "elements",
            NumberMap,
            Optional,
            "Settings of single elements.",
        ),
        LABEL,
        SOURCE,
    ],
    choices: &[],
};

static SHOCK: Format = Format {
    what: "a shock",
    doc: "A dated disturbance of a variable.",
    keys: &[
        key("variable", Text, Required, "The variable it acts on."),
        key(
            "elements",
            Texts,
            Default("[]"),
            "Elements it acts on; all unless given.",
        ),
        key(
            "years",
            Years,
            Required,
            "First and last year, both inclusive.",
        ),
        key("multiply", Number, Optional, "Multiplies the variable."),
        key(
            "add",
            Number,
            Optional,
            "Is added to the variable, in its unit.",
        ),
        key(
            "set",
            Number,
            Optional,
            "Replaces the variable, in its unit.",
        ),
        SOURCE,
    ],
    choices: &[Choice {
        one_of: &["multiply", "add", "set"],
        beside: &[],
        with: &[],
        required: true,
    }],
};

static CHART: Format = Format {
    what: "a chart",
    doc: "A picture to draw.",
    keys: &[
        key(
            "kind",
            OneOf(&[
                "fan",
                "lines",
                "stacked",
                "small-multiples",
                "decomposition",
            ]),
            Required,
            "What kind of picture.",
        ),
        key("variables", Texts, Required, "The variables shown."),
        key(
            "elements",
            Texts,
            Default("[]"),
            "Elements that are held fixed.",
        ),
        key(
            "by",
            Text,
            Optional,
            "Dimension laid out as lines, layers or panels.",
        ),
        key(
            "title",
            Text,
            Optional,
            "What is shown; the variable's label unless given.",
        ),
        key("subtitle", Text, Default("\"\""), "A line under the title."),
        key(
            "source",
            Text,
            Default("\"\""),
            "A note on sources for the footer.",
        ),
        key("from", Number, Optional, "First time shown."),
        key("until", Number, Optional, "Last time shown."),
        key(
            "log",
            Boolean,
            Default("false"),
            "A logarithmic value axis.",
        ),
    ],
    choices: &[],
};

/// Kinds of distributions with what they take.
pub const DISTRIBUTIONS: &[(&str, &str)] = &[
    ("uniform", "Between low and high, all equally likely."),
    ("triangular", "Between low and high, most likely mode."),
    (
        "pert",
        "Between low and high, most likely mode; weight (4 unless given) says how much.",
    ),
    ("normal", "mean and standard deviation sd."),
    (
        "lognormal",
        "median, and standard deviation sigma of the logarithm.",
    ),
    (
        "beta",
        "alpha and beta, between low (0 unless given) and high (1 unless given).",
    ),
    ("gamma", "shape and scale."),
    ("discrete", "A list of values with a list of weights."),
    (
        "truncated",
        "Another distribution (of) between low and high.",
    ),
    (
        "empirical",
        "A list of values, or the column of a CSV file.",
    ),
    (
        "quantiles",
        "Elicited quantiles p05, p50, … with optional bounds low and high (a metalog distribution).",
    ),
];
