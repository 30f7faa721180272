//! Tables of what comes out of a model: variables with targets and histories, charts.

use super::Presence::{Default, Optional, Required};
use super::Shape::{Boolean, Elements, Named, Number, Numbers, NumbersOr, OneOf, Table, Text, TextMap, Texts, YearMap};
use super::shared::{ALLOW, AT, DIMS, LABEL, SOURCE, UNIT, key};
use super::{Choice, Format};
use crate::projection::ChartKind;
use crate::scenario::ErrorModel;

const DEFINITION: Choice = Choice { one_of: &["equation", "stock"], beside: &["elements"], with: &[], required: true };

pub(super) static VARIABLE: Format = Format {
    what: "a variable",
    doc: "A quantity with an equation, or a stock with flows.",
    keys: &[
        DIMS,
        key("equation", Text, Optional, "Its equation."),
        key("stock", Table(&STOCK), Optional, "A stock integrates its flows."),
        key("elements", Elements(&VARIABLE_ELEMENT), Optional, "Definitions of single elements."),
        UNIT,
        LABEL,
        key("description", Text, Default("\"\""), "What it means."),
        key("report", Boolean, Optional, "Whether it is reported; if no variable says true, all are."),
        key("at", AT, Default("\"start\""), "Which moment of a step reports show; \"end\" is the state at t + step."),
        key("headline", Numbers, Default("[]"), "Times shown in the terminal."),
        key(
            "milestones",
            NumbersOr(&MILESTONE),
            Default("[]"),
            "Thresholds, in the declared unit: when each is first passed from below. Tables say more.",
        ),
        key("targets", Named(&TARGET), Optional, "Announced goals."),
        key("history", Named(&HISTORY), Optional, "Observed values."),
        ALLOW,
    ],
    choices: &[DEFINITION],
};

pub(super) static VARIABLE_ELEMENT: Format = Format {
    what: "an element of a variable",
    doc: "The definition of one element.",
    keys: &[
        key("equation", Text, Optional, "Its equation."),
        key("stock", Table(&STOCK), Optional, "A stock integrates its flows."),
    ],
    choices: &[Choice { one_of: &["equation", "stock"], beside: &[], with: &[], required: true }],
};

pub(super) static STOCK: Format = Format {
    what: "a stock",
    doc: "A stock integrates its flows.",
    keys: &[
        key("initial", Text, Required, "Equation of the value at the start."),
        key("inflow", Text, Optional, "Equation of what flows in, per year."),
        key("outflow", Text, Optional, "Equation of what flows out, per year."),
        key(
            "non_negative",
            Boolean,
            Default("false"),
            "Whether outflows are cut, all in proportion and wherever they are used, to what the stock holds.",
        ),
    ],
    choices: &[],
};

pub(super) static MILESTONE: Format = Format {
    what: "a milestone",
    doc: "When something happens to a variable.",
    keys: &[
        key("above", Number, Optional, "A threshold that is passed from below, in the variable's unit."),
        key("below", Number, Optional, "A threshold that is passed from above, in the variable's unit."),
        key(
            "passage",
            OneOf(&["first", "last"]),
            Default("\"first\""),
            "Which passing counts where there are several.",
        ),
        key("lasting", Number, Default("0"), "For so many years in a row the variable must stay beyond it."),
        key("from", Number, Optional, "Only times from this one on count."),
        key("until", Number, Optional, "Only times up to this one count."),
    ],
    choices: &[Choice { one_of: &["above", "below"], beside: &[], with: &[], required: true }],
};

pub(super) static TARGET: Format = Format {
    what: "a target",
    doc: "An announced goal for a date.",
    keys: &[
        key("year", Number, Required, "The date, in years."),
        key("at_least", Number, Optional, "The goal, reached from below, in the variable's unit."),
        key("at_most", Number, Optional, "The goal, reached from above, in the variable's unit."),
        key("elements", Texts, Default("[]"), "Elements it binds; all unless given."),
        LABEL,
        SOURCE,
    ],
    choices: &[Choice { one_of: &["at_least", "at_most"], beside: &[], with: &[], required: true }],
};

pub(super) static HISTORY: Format = Format {
    what: "a history",
    doc: "Observed values of a variable or of one of its elements.",
    keys: &[
        key("element", Text, Optional, "The element; needed if the variable has dimensions."),
        key("file", Text, Optional, "Table, relative to the file this stands in."),
        key("column", Text, Default("\"value\""), "Column of values."),
        key("time", Text, Default("\"year\""), "Column of times: years, or dates, which become parts of years."),
        key("where", TextMap, Optional, "Only rows whose columns have these texts."),
        key("sheet", Text, Optional, "The sheet of a workbook; the first with a table unless given."),
        key("range", Text, Optional, "The cells of a sheet, as B3:H40, or the name of a range."),
        key("decimal", OneOf(&["point", "comma"]), Optional, "What comes before decimals, where nothing decides."),
        key(
            "dates",
            OneOf(&["day-first", "month-first"]),
            Optional,
            "How dates such as 03/04/2020 are written, where nothing decides.",
        ),
        key(
            "frequency",
            OneOf(&["years", "fiscal years", "half-years", "quarters", "months", "weeks", "days"]),
            Optional,
            "The kind of times that is read, where there are several.",
        ),
        key("encoding", Text, Optional, "The encoding of a text, as windows-1252 or gb18030; found unless given."),
        key("missing", Texts, Default("[]"), "Texts that stand for what is missing, beside the usual ones."),
        key("values", YearMap, Optional, "Values by year, instead of a file."),
        key("unit", Text, Optional, "Unit of the values; the variable's unless given."),
        key(
            "use",
            OneOf(&["compare", "drive"]),
            Default("\"compare\""),
            "Shown and scored, or in place of the equation.",
        ),
        key(
            "scored",
            Boolean,
            Default("true"),
            "Counted by a backtest; false for what is no observation, such as a judgement or a forecast of others.",
        ),
        key("at", AT, Default("\"start\""), "Which moment of a step the values belong to."),
        key("source", Text, Optional, "Where the values come from; required with values."),
    ],
    choices: &[Choice {
        one_of: &["file", "values"],
        beside: &[],
        with: &[
            "column",
            "time",
            "where",
            "sheet",
            "range",
            "decimal",
            "dates",
            "frequency",
            "encoding",
            "missing",
            "source",
        ],
        required: true,
    }],
};

pub(super) static CHART: Format = Format {
    what: "a chart",
    doc: "A picture to draw.",
    keys: &[
        key("kind", OneOf(ChartKind::NAMES), Required, "What kind of picture."),
        key("variables", Texts, Required, "The variables shown."),
        key("elements", Texts, Default("[]"), "Elements that are held fixed."),
        key("by", Text, Optional, "Dimension laid out as lines, layers or panels."),
        key("title", Text, Optional, "What is shown; the labels of its variables and elements unless given."),
        key("subtitle", Text, Default("\"\""), "A line under the title."),
        key("source", Text, Default("\"\""), "A note on sources for the footer."),
        key("from", Number, Optional, "First time shown."),
        key("until", Number, Optional, "Last time shown."),
        key("log", Boolean, Default("false"), "A logarithmic value axis."),
    ],
    choices: &[],
};

pub(super) static CRITERION: Format = Format {
    what: "a criterion",
    doc: "A number by which paths are judged.",
    keys: &[
        key("of", Text, Required, "The number: NAME[element, …]@YEAR."),
        key("better", OneOf(&["low", "high"]), Required, "Whether less or more is better."),
        key("label", Text, Optional, "Label; made from the variable's, its elements' and the year unless given."),
    ],
    choices: &[],
};

pub(super) static COMPARISON: Format = Format {
    what: "[comparison]",
    doc: "How paths are compared.",
    keys: &[
        key("reference", Text, Optional, "File name, without ending, of the scenario that others are held against."),
        key("cost", Text, Optional, "The variable whose elements are the parts of what a path costs by the last time."),
        key("imports", Text, Optional, "The variable that is the import bill summed up until the last time."),
        key(
            "exposure",
            Text,
            Optional,
            "A variable without dimensions: what would be lost if what is depended on were withheld, by starting time.",
        ),
        key(
            "worlds",
            Texts,
            Optional,
            "Files of worlds that `compare --worlds` lays every path into, unless it names others.",
        ),
    ],
    choices: &[],
};

pub(super) static CONDITION: Format = Format {
    what: "[condition]",
    doc: "Draws are weighted, or moved, so that they agree with observations that drive nothing.",
    keys: &[
        key(
            "temper",
            Number,
            Default("1"),
            "Power of the likelihood, above 0 and at most 1; less trusts the data less.",
        ),
        key(
            "method",
            OneOf(&["auto", "weights", "moves"]),
            Default("\"auto\""),
            "Weights alone, or moves; by itself moves where weights would tell of too few draws.",
        ),
        key("on", Named(&CONDITION_SERIES), Required, "Series that draws must agree with."),
    ],
    choices: &[],
};

pub(super) static CONDITION_SERIES: Format = Format {
    what: "a condition",
    doc: "A series that draws must agree with, and how closely.",
    keys: &[
        key("of", Text, Required, "NAME or NAME[element, …] of a variable that has a history."),
        key("error", OneOf(&ErrorModel::NAMES), Default("\"normal\""), "How observations scatter."),
        key("sd", Number, Required, "Standard deviation: in the declared unit, or of the logarithm or logit."),
        key("from", Number, Optional, "First time used."),
        key("until", Number, Optional, "Last time used."),
        SOURCE,
    ],
    choices: &[],
};
