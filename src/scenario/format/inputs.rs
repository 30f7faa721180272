//! Tables of what goes into a model: assumptions, lookups, levers, shocks.

use super::Presence::{Default, Optional, Required};
use super::Shape::{Boolean, Distribution, Elements, Number, NumberMap, Numbers, OneOf, Text, TextMap, Texts, Years};
use super::shared::{ALLOW, DIMS, LABEL, SOURCE, UNIT, key};
use super::{Choice, Format};
use crate::laws::curves::{CURVE_NAMES, Scale, Structure};

pub(super) static ASSUMPTION: Format = Format {
    what: "an assumption",
    doc: "An input: a value or a distribution, with unit and source.",
    keys: &[
        key("value", Number, Optional, "A fixed number in the declared unit."),
        key("distribution", Distribution, Optional, "A distribution in the declared unit."),
        key("elements", Elements(&ASSUMPTION_ELEMENT), Optional, "What single elements are worth."),
        DIMS,
        key("shared", Boolean, Default("false"), "One draw for all elements."),
        UNIT,
        key(
            "source",
            Text,
            Optional,
            "Where the number comes from, or that it is a judgement; required unless each element says so.",
        ),
        key("note", Text, Default("\"\""), "A remark."),
        key("levels", TextMap, Optional, "Names of its values, by value, where it has few, as a switch has."),
        LABEL,
        ALLOW,
    ],
    choices: &[Choice {
        one_of: &["value", "distribution"],
        beside: &["elements"],
        with: &["source", "levels"],
        required: true,
    }],
};

pub(super) static ASSUMPTION_ELEMENT: Format = Format {
    what: "an element of an assumption",
    doc: "What one element is worth.",
    keys: &[
        key("value", Number, Optional, "A fixed number in the declared unit."),
        key("distribution", Distribution, Optional, "A distribution in the declared unit."),
        key("source", Text, Optional, "Where the number comes from; the assumption's own source unless given."),
    ],
    choices: &[Choice { one_of: &["value", "distribution"], beside: &[], with: &["source"], required: true }],
};

pub(super) static CORRELATION: Format = Format {
    what: "a correlation",
    doc: "A rank correlation between every two of a list of assumptions.",
    keys: &[
        key("between", Texts, Required, "Assumptions: NAME or NAME[element]."),
        key("rank", Number, Required, "Spearman's rank correlation, between -1 and 1."),
        SOURCE,
    ],
    choices: &[],
};

pub(super) static FIT: Format = Format {
    what: "a fit",
    doc: "Assumptions estimated from the history of a variable: parameters of a law that is fitted to it.",
    keys: &[
        key("variable", Text, Required, "The variable: NAME or NAME[element, …]."),
        key("history", Text, Optional, "Which of its histories; the first of that element unless given."),
        key("law", OneOf(&CURVE_NAMES), Required, "The law."),
        key(
            "parameters",
            TextMap,
            Required,
            "Parameters of the law by the assumptions they are: NAME or NAME[element].",
        ),
        key("from", Number, Optional, "First time used."),
        key("until", Number, Optional, "Last time used; never later than `known_until`."),
        key("error", OneOf(&Scale::NAMES), Optional, "How values scatter; the law's own way unless given."),
        key(
            "errors",
            OneOf(&Structure::NAMES),
            Default("\"independent\""),
            "How errors hang together in time, as the equation has them; `auto`: as suits the data best.",
        ),
        key(
            "volume",
            Text,
            Optional,
            "For laws of learning: the variable whose history is the cumulative volume, NAME or NAME[element, …].",
        ),
        key("production", Text, Optional, "The same of what is made in a period."),
        key("knowledge", Text, Optional, "The same of the stock of knowledge."),
        key(
            "fix",
            NumberMap,
            Optional,
            "Parameters that are known: in the variable's unit, rates per year, shares of 1, years.",
        ),
        key(
            "launch",
            Number,
            Optional,
            "When what the law says began, if it has a launch; unless given, the last of the zeros that history begins with, or one period before the first value.",
        ),
    ],
    choices: &[],
};

pub(super) static LOOKUP: Format = Format {
    what: "a lookup",
    doc: "A function given by points.",
    keys: &[
        key("x", Numbers, Required, "Abscissae, increasing."),
        key("y", Numbers, Required, "Ordinates, as many as abscissae."),
        key("x_unit", Text, Default("\"1\""), "Unit of the abscissae."),
        key("unit", Text, Default("\"1\""), "Unit of the ordinates."),
        key("interpolation", OneOf(&["linear", "step"]), Default("\"linear\""), "Between the points."),
        key("extrapolation", OneOf(&["hold", "extend"]), Default("\"hold\""), "Outside the points."),
        SOURCE,
    ],
    choices: &[],
};

pub(super) static LEVER: Format = Format {
    what: "a lever",
    doc: "What a policy maker sets.",
    keys: &[
        key("value", Number, Required, "The setting while it is in force."),
        key("neutral", Number, Required, "The setting that changes nothing."),
        key("min", Number, Optional, "Lowest setting."),
        key("max", Number, Optional, "Highest setting."),
        UNIT,
        key("from", Number, Optional, "First time in force (inclusive); from the start unless given."),
        key("until", Number, Optional, "Last time in force (inclusive); to the end unless given."),
        DIMS,
        key("elements", NumberMap, Optional, "Settings of single elements."),
        LABEL,
        SOURCE,
        ALLOW,
    ],
    choices: &[],
};

pub(super) static SHOCK: Format = Format {
    what: "a shock",
    doc: "A dated disturbance of a variable.",
    keys: &[
        key("variable", Text, Required, "The variable it acts on."),
        key("elements", Texts, Default("[]"), "Elements it acts on; all unless given."),
        key("years", Years, Required, "First and last year, both inclusive."),
        key("multiply", Number, Optional, "Multiplies the variable."),
        key("add", Number, Optional, "Is added to the variable, in its unit."),
        key("set", Number, Optional, "Replaces the variable, in its unit."),
        SOURCE,
        ALLOW,
    ],
    choices: &[Choice { one_of: &["multiply", "add", "set"], beside: &[], with: &[], required: true }],
};
