//! A whole file, and its tables without entries of free names.

use super::Format;
use super::Presence::{Default, Optional, Required};
use super::Shape::{Boolean, Integer, Named, Number, OneOf, Table, Text, TextMap, Texts};
use super::inputs::{ASSUMPTION, CORRELATION, FIT, LEVER, LOOKUP, SHOCK};
use super::results::{CHART, COMPARISON, CONDITION, CRITERION, VARIABLE};
use super::shared::{ALLOW, LABEL, key};

/// A whole file.
pub static FILE: Format = Format {
    what: "a scenario file",
    doc: "A scenario of catchup.",
    keys: &[
        key("extends", Text, Optional, "File that this one changes, relative to this file."),
        key("scenario", Table(&ABOUT), Optional, "What the scenario is about."),
        key("time", Table(&TIME), Required, "The time axis."),
        key("ensemble", Table(&ENSEMBLE), Optional, "How many draws, and which."),
        key("units", TextMap, Optional, "Units by name: \"base\", or a number and units."),
        key("dimensions", Named(&DIMENSION), Optional, "Dimensions by name."),
        key("assumptions", Named(&ASSUMPTION), Optional, "Inputs: values or distributions with unit and source."),
        key("fits", Named(&FIT), Optional, "Assumptions estimated from history."),
        key("correlations", Named(&CORRELATION), Optional, "Rank correlations between assumptions."),
        key("lookups", Named(&LOOKUP), Optional, "Functions given by points."),
        key("variables", Named(&VARIABLE), Optional, "Quantities with equations."),
        key("levers", Named(&LEVER), Optional, "What a policy maker sets."),
        key("shocks", Named(&SHOCK), Optional, "Dated disturbances."),
        key("charts", Named(&CHART), Optional, "Pictures to draw."),
        key("condition", Table(&CONDITION), Optional, "History that draws must agree with."),
        key("criteria", Named(&CRITERION), Optional, "Numbers by which paths are judged."),
        key("comparison", Table(&COMPARISON), Optional, "How paths are compared."),
    ],
    choices: &[],
};

static ABOUT: Format = Format {
    what: "[scenario]",
    doc: "What the scenario is about. Title, narrative, template, rank and colour are each file's own; the rest is inherited.",
    keys: &[
        key("title", Text, Optional, "A short title; required in a file that is not a template."),
        key("narrative", Text, Default("\"\""), "The story in a few sentences."),
        key("template", Boolean, Default("false"), "A base for other files, not run by itself."),
        key(
            "rank",
            Boolean,
            Default("true"),
            "Whether it is one of the paths to choose from; of what is not an option a comparison shows what it comes to, and \
             ranks the others.",
        ),
        key("model", Text, Optional, "Name of the model in IAMC tables; the root file's name unless given."),
        key("region", Text, Default("\"World\""), "Region in IAMC tables for variables without a region dimension."),
        key("source", Text, Default("\"\""), "A note on sources for the footer of charts."),
        key("colour", Integer, Optional, "Place of this scenario's colour in the palette, from 1."),
        key(
            "check_units",
            Boolean,
            Default("true"),
            "Whether units are checked and converted; `false`: they are labels, as in models from elsewhere.",
        ),
        ALLOW,
    ],
    choices: &[],
};

static TIME: Format = Format {
    what: "[time]",
    doc: "The time axis, in years.",
    keys: &[
        key("start", Number, Required, "First point, in years."),
        key("end", Number, Required, "Last point, in years."),
        key("step", Number, Default("1"), "Step in years; must divide end - start."),
        key("method", OneOf(&["euler", "rk4"]), Default("\"euler\""), "How stocks are integrated."),
        key("known_until", Number, Optional, "Until then history with use = \"drive\" replaces equations."),
    ],
    choices: &[],
};

static ENSEMBLE: Format = Format {
    what: "[ensemble]",
    doc: "How many draws, and which.",
    keys: &[
        key("draws", Integer, Default("10_000"), "Number of draws."),
        key("seed", Integer, Default("1"), "Seed of the random numbers."),
        key("sampler", OneOf(&["sobol", "latin-hypercube", "random"]), Default("\"sobol\""), "How numbers are drawn."),
        key("memory", Text, Default("\"1 GiB\""), "Memory for kept results; more is computed in groups."),
        key("lock", Text, Optional, "File that keeps random numbers as the model grows: see `catchup lock`."),
    ],
    choices: &[],
};

static DIMENSION: Format = Format {
    what: "a dimension",
    doc: "A list of elements, such as sectors.",
    keys: &[
        LABEL,
        key("elements", Texts, Required, "Its elements, in order."),
        key("labels", TextMap, Optional, "Labels by element; made from the names unless given."),
        key("region", Boolean, Default("false"), "Whether its elements are the regions of IAMC tables."),
    ],
    choices: &[],
};
