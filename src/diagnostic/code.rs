//! The kinds of problems: their codes, what a problem of each kind puts in doubt, and what it rests on itself.

use std::fmt;

/// What there is to know of an entry of a scenario file, and of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// That it is there, and called so.
    Name,
    /// Its dimensions and their elements.
    Dimensions,
    /// Its unit.
    Unit,
    /// Its value or its equation.
    Worth,
    /// What has been observed of it.
    History,
    /// All else that it says, as how it is shown.
    Settings,
    /// The time axis.
    Time,
    /// That nothing at all is wrong with the file.
    Whole,
}

/// What cannot be relied on where there is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All else is as it was written.
    Nothing,
    /// What the key says in which it stands.
    OfKey,
    /// The same, and nothing has the name that stands there, wherever else it does.
    OfName,
    /// This of the entry.
    Of(Matter),
}

macro_rules! codes {
    ($($name:ident = $text:literal, $reach:expr, [$($matter:ident),*];)*) => {
        /// The kind of a problem. Its text is stable, and listed in the user guide.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What an error of this kind puts in doubt.
            #[must_use]
            pub const fn reach(self) -> Reach {
                use Matter::{Unit, Worth};
                use Reach::{Nothing, Of, OfKey, OfName};
                match self {
                    $(Self::$name => $reach,)*
                }
            }

            /// What such a problem rests on: where that is in doubt, it may only follow from another.
            #[must_use]
            pub const fn rests_on(self) -> &'static [Matter] {
                match self {
                    $(Self::$name => &[$(Matter::$matter),*],)*
                }
            }
        }
    };
}

codes! {
    // code, what it puts in doubt, and what it rests on
    FileNotFound = "file-not-found", OfKey, [];
    UnreadableFile = "unreadable-file", OfKey, [];
    FileTooLarge = "file-too-large", OfKey, [];
    NotUtf8 = "not-utf8", OfKey, [];
    BadEncoding = "bad-encoding", OfKey, [];
    GuessedEncoding = "guessed-encoding", OfKey, [];
    EmptyFile = "empty-file", OfKey, [];
    ExtendsLoop = "extends-loop", OfKey, [];
    Syntax = "syntax", OfKey, [];
    UnknownKey = "unknown-key", Nothing, [];
    WrongType = "wrong-type", OfKey, [];
    BadValue = "bad-value", OfKey, [];
    BadName = "bad-name", Nothing, [];
    DuplicateName = "duplicate-name", OfKey, [];
    MissingKey = "missing-key", Of(Worth), [];
    MissingUnit = "missing-unit", Of(Unit), [];
    MissingSource = "missing-source", Nothing, [];
    ConflictingKeys = "conflicting-keys", OfKey, [];
    UnknownName = "unknown-name", OfName, [Name];
    UnknownDistribution = "unknown-distribution", OfKey, [];
    BadTime = "bad-time", OfKey, [];
    BadSplit = "bad-split", OfKey, [];
    TooShort = "too-short", OfKey, [];
    DoesNotAddUp = "does-not-add-up", OfKey, [];
    BadLookup = "bad-lookup", OfKey, [];
    OutOfBounds = "out-of-bounds", OfKey, [];
    BadCsv = "bad-csv", OfKey, [];
    BlankKey = "blank-key", OfKey, [];
    AmbiguousNumber = "ambiguous-number", OfKey, [];
    AmbiguousTime = "ambiguous-time", OfKey, [];
    WebAddress = "web-address", OfKey, [];
    NoSheet = "no-sheet", OfKey, [];
    BadWorkbook = "bad-workbook", OfKey, [];
    BadColumns = "bad-columns", OfKey, [];
    MissingColumn = "missing-column", OfKey, [];
    NoRows = "no-rows", OfKey, [];
    NotANumber = "not-a-number", OfKey, [];
    DuplicateTime = "duplicate-time", OfKey, [];
    CannotFit = "cannot-fit", OfKey, [Whole];
    NoHistory = "no-history", OfKey, [Name, Dimensions, History];
    UnknownParameter = "unknown-parameter", OfKey, [];
    FittedTwice = "fitted-twice", OfKey, [];
    NotFitted = "not-fitted", OfKey, [Whole];
    LeftOut = "left-out", OfKey, [Whole];
    FallingVolume = "falling-volume", OfKey, [Whole];
    CountedTwice = "counted-twice", OfKey, [Name, History];
    NotIdentified = "not-identified", OfKey, [Whole];
    BadSet = "bad-set", OfKey, [];
    BadMilestone = "bad-milestone", OfKey, [];
    LongName = "long-name", OfKey, [];
    ChartLeftOut = "chart-left-out", OfKey, [];
    FarThreshold = "far-threshold", OfKey, [Whole];
    NegativeStock = "negative-stock", OfKey, [Whole];
    CutInPlace = "cut-in-place", OfKey, [Name, Worth];
    UncutStart = "uncut-start", OfKey, [Name, Worth];
    StepSize = "step-size", OfKey, [Whole];
    RealityCheck = "reality-check", OfKey, [];
    PassedOver = "passed-over", OfKey, [];
    Conveyor = "conveyor", OfKey, [];
    CutInStages = "cut-in-stages", OfKey, [];
    PulseOfVensim = "pulse-of-vensim", OfKey, [];
    PulseOfStella = "pulse-of-stella", OfKey, [];
    BadGoal = "bad-goal", OfKey, [];
    NothingObserved = "nothing-observed", OfKey, [Name, Dimensions, History, Time];
    NoBounds = "no-bounds", OfKey, [];
    NotComparable = "not-comparable", OfKey, [];
    BadSelector = "bad-selector", OfKey, [];
    UnknownVariable = "unknown-variable", OfName, [Name];
    UnknownFunction = "unknown-function", OfName, [Name];
    UnknownElement = "unknown-element", OfKey, [Name, Dimensions];
    UnknownDimension = "unknown-dimension", OfName, [Name];
    UnknownUnit = "unknown-unit", OfName, [Name];
    ReservedName = "reserved-name", OfKey, [];
    NotAValue = "not-a-value", OfKey, [Name];
    Arguments = "arguments", OfKey, [Name];
    DimensionMismatch = "dimension-mismatch", OfKey, [Name, Dimensions];
    UnitMismatch = "unit-mismatch", OfKey, [Name];
    TooManyElements = "too-many-elements", OfKey, [Dimensions];
    Distribution = "distribution", OfKey, [];
    Correlation = "correlation", OfKey, [Name, Dimensions, Worth];
    Level = "level", OfKey, [Worth, Unit];
    Lookup = "lookup", OfKey, [Worth];
    LeverBounds = "lever-bounds", OfKey, [Worth];
    LeverPeriod = "lever-period", OfKey, [Time];
    MissingValue = "missing-value", Of(Worth), [Dimensions, Worth];
    MissingEquation = "missing-equation", Of(Worth), [Dimensions, Worth];
    NoVariables = "no-variables", OfKey, [Whole];
    Unsupported = "unsupported", OfKey, [];
    Cycle = "cycle", OfKey, [Name];
    LagSpan = "lag-span", OfKey, [Time, Worth, Unit];
    LagInitial = "lag-initial", OfKey, [Time, History, Worth];
    VaryingLives = "varying-lives", OfKey, [Time, Worth];
    TooManyStates = "too-many-states", OfKey, [Time, Worth, Unit, Dimensions];
    History = "history", OfKey, [Name, Dimensions, History];
    Shock = "shock", OfKey, [Name, Worth];
    OffAxis = "off-axis", OfKey, [Time];
    Chart = "chart", OfKey, [Name, Dimensions, Unit, Settings];
    NotFinite = "not-finite", OfKey, [Whole];
    NoEffect = "no-effect", OfKey, [Whole];
    OffAxisValues = "off-axis-values", OfKey, [Time, History];
    SparseHistory = "sparse-history", OfKey, [Time, History];
    ShareInPercent = "share-in-percent", OfKey, [Unit, Worth];
    FarFromHistory = "far-from-history", OfKey, [Unit, Worth, History];
    HeavyTail = "heavy-tail", OfKey, [Worth];
    Unlocked = "unlocked", OfKey, [Whole];
    BadWorld = "bad-world", OfKey, [];
    BadQuestion = "bad-question", OfKey, [];
    BadLock = "bad-lock", OfKey, [];
    PoorPosterior = "poor-posterior", OfKey, [];
    BareNumber = "bare-number", OfKey, [Name, Unit];
    SwappedBounds = "swapped-bounds", OfKey, [Name, Worth, Unit];
    TableUnit = "table-unit", OfKey, [Unit, History, Worth];
    InheritedNumbers = "inherited-numbers", OfKey, [Unit, Worth];
    WeightsSum = "weights-sum", OfKey, [Worth];
    LongAxis = "long-axis", OfKey, [Time];
    FarYear = "far-year", OfKey, [Time];
    FarObservation = "far-observation", OfKey, [];
    EqualPaths = "equal-paths", OfKey, [Whole];
    Toml11 = "toml-1.1", OfKey, [];
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
