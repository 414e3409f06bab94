//! Why an expression has no answer, and where.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A stretch of the input: byte offsets, `start ≤ end ≤` the length of the text, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

/// What went wrong with an expression, and at which place.
///
/// `Display` gives one line such as `division by zero at column 2`. Columns are counted in code points from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The part of the input that is to blame; empty at the end of the input.
    pub span: Span,
    /// The column where `span` starts, in code points from 1.
    pub column: usize,
}

/// What can go wrong. The blame is the writer's for all but the last six, which are our [limits](crate::Limits).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is nothing but white space.
    Empty,
    /// A character that means nothing here.
    UnknownCharacter(char),
    /// A number or `(` was due, and this stands in its place (`None` = the end of the input).
    ExpectedNumber(Option<String>),
    /// An operator or the end was due, and this stands in its place.
    ExpectedOperator(String),
    /// After `to`, a unit or a way of writing was due, and this stands in its place (`None` = the end of the input).
    ExpectedTarget(Option<String>),
    /// A bracket `(` or `|` that is never closed.
    Unclosed(char),
    /// A `)` that was never opened.
    Unopened,
    /// It can be read in two ways, which are these.
    Ambiguous(&'static str, &'static str),
    /// `%` where a remainder seems to be meant.
    PercentAsRemainder,
    /// Comparisons do not chain.
    ChainedComparison,
    /// Nothing has this name.
    UnknownName {
        /// The name.
        name: String,
        /// The name that is spelled most like it.
        nearest: Option<String>,
    },
    /// An unknown name that looks like a currency, whose rates come from a file.
    UnknownCurrency(String),
    /// This is called like a function and is none.
    NotAFunction(String),
    /// A function stands without its arguments.
    MissingArguments {
        /// How it is called, as in `sqrt(x)`.
        signature: String,
    },
    /// A function has too few or too many arguments.
    WrongArguments {
        /// How it is called, as in `sqrt(x)`.
        signature: String,
        /// How many arguments it has here.
        found: usize,
    },
    /// A name is given where nothing is remembered.
    NoSession,
    /// A name that cannot be given to something else.
    ReservedName(String),
    /// `=` where nothing can be named.
    MisplacedAssignment,
    /// The name of the last answer, where there is none.
    NoAnswerYet,
    /// A way of writing such as `to hex` that does not stand alone at the end of a question.
    MisplacedFormat,
    /// The divisor is zero, or the base of a power with a negative exponent.
    DivisionByZero,
    /// The result is no real number; a hint may follow.
    NotReal(&'static str),
    /// There is no value at this argument, such as the logarithm of 0.
    Undefined,
    /// The argument is outside the domain of the function.
    Domain {
        /// The function or operator, as in `gcd`.
        function: &'static str,
        /// What it is defined for, as in `integers`.
        expected: &'static str,
    },
    /// A truth value or a list of factors stands where a number is due.
    NotANumber(&'static str),
    /// Two quantities of different dimensions cannot be added, compared or converted.
    Dimensions {
        /// What was to be done, as in `add`.
        verb: &'static str,
        /// The dimension of the first, with its unit.
        left: String,
        /// The dimension of the second, with its unit.
        right: String,
    },
    /// A quantity where a plain number is due.
    NotPlain {
        /// What was to be computed, as in `ln`.
        function: &'static str,
        /// The dimension found, with its unit.
        found: String,
    },
    /// The unit of the result would have an exponent that is no small integer.
    UnitPower,
    /// A point on a scale of temperature is used as if it were a difference.
    TemperaturePoint,
    /// The value is no integer, so it cannot be written in another base.
    NotAnInteger,
    /// Two values cannot be told apart, or a value from an edge, with this many bits.
    Undecided {
        /// The precision that was not enough, in bits.
        bits: usize,
    },
    /// The text has more bytes than `input_bytes_max`.
    InputTooLong {
        /// The limit that was exceeded.
        bytes_max: usize,
    },
    /// Parentheses and signs are nested deeper than `depth_max`.
    TooDeep {
        /// The limit that was exceeded.
        depth_max: usize,
    },
    /// The value would have more digits than `digits_max`.
    TooLarge {
        /// The estimate.
        digits: Digits,
        /// The limit that was exceeded.
        digits_max: usize,
    },
    /// More digits are asked for than `significant_max`.
    TooPrecise {
        /// The limit that was exceeded.
        significant_max: usize,
    },
    /// The work would exceed `fuel_max`.
    TooCostly,
    /// The session has `names_max` names already.
    TooManyNames {
        /// The limit that was exceeded.
        names_max: usize,
    },
}

/// About how many decimal digits a number would have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// So many.
    Count(usize),
    /// About ten to this power.
    TenTo(u64),
    /// More than can be told.
    Beyond,
}

impl From<usize> for Digits {
    /// The greatest count is that of all who have stopped counting.
    fn from(digits: usize) -> Self {
        if digits == usize::MAX { Self::Beyond } else { Self::Count(digits) }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(digits) => write!(f, "about {digits} digits"),
            Self::TenTo(power) => write!(f, "about 10^{power} digits"),
            Self::Beyond => f.write_str("more digits than can be counted"),
        }
    }
}

impl Error {
    /// Finds the column in the text that the error is about.
    pub(crate) fn in_text(mut self: Box<Self>, text: &str) -> Box<Self> {
        self.column = text.get(..self.span.start).map_or(1, |before| before.chars().count() + 1);
        self
    }
}

impl ErrorKind {
    /// Whether the text is no expression at all. All other errors are of expressions that have no value, or none that
    /// is within the limits.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        matches!(
            self,
            Self::Empty
                | Self::UnknownCharacter(_)
                | Self::ExpectedNumber(_)
                | Self::ExpectedOperator(_)
                | Self::ExpectedTarget(_)
                | Self::Unclosed(_)
                | Self::Unopened
                | Self::Ambiguous(..)
                | Self::PercentAsRemainder
                | Self::ChainedComparison
                | Self::UnknownName { .. }
                | Self::UnknownCurrency(_)
                | Self::NotAFunction(_)
                | Self::MissingArguments { .. }
                | Self::WrongArguments { .. }
                | Self::NoSession
                | Self::ReservedName(_)
                | Self::MisplacedAssignment
                | Self::MisplacedFormat
                | Self::NoAnswerYet
        )
    }

    /// A stable name for programs, such as `division_by_zero`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownCharacter(_) => "unknown_character",
            Self::ExpectedNumber(_) => "expected_number",
            Self::ExpectedOperator(_) => "expected_operator",
            Self::ExpectedTarget(_) => "expected_target",
            Self::Unclosed(_) => "unclosed_parenthesis",
            Self::Unopened => "unopened_parenthesis",
            Self::Ambiguous(..) => "ambiguous",
            Self::PercentAsRemainder => "percent_as_remainder",
            Self::ChainedComparison => "chained_comparison",
            Self::UnknownName { .. } => "unknown_name",
            Self::UnknownCurrency(_) => "unknown_currency",
            Self::NotAFunction(_) => "not_a_function",
            Self::MissingArguments { .. } => "missing_arguments",
            Self::WrongArguments { .. } => "wrong_arguments",
            Self::NoSession => "no_session",
            Self::ReservedName(_) => "reserved_name",
            Self::MisplacedAssignment => "misplaced_assignment",
            Self::NoAnswerYet => "no_answer_yet",
            Self::MisplacedFormat => "misplaced_format",
            Self::DivisionByZero => "division_by_zero",
            Self::NotReal(_) => "not_real",
            Self::Undefined => "undefined",
            Self::Domain { .. } => "outside_domain",
            Self::NotANumber(_) => "not_a_number",
            Self::Dimensions { .. } => "dimension_mismatch",
            Self::NotPlain { .. } => "not_a_plain_number",
            Self::UnitPower => "unit_power",
            Self::TemperaturePoint => "temperature_point",
            Self::NotAnInteger => "not_an_integer",
            Self::Undecided { .. } => "undecided",
            Self::InputTooLong { .. } => "input_too_long",
            Self::TooDeep { .. } => "too_deep",
            Self::TooLarge { .. } => "too_large",
            Self::TooPrecise { .. } => "too_precise",
            Self::TooCostly => "too_costly",
            Self::TooManyNames { .. } => "too_many_names",
        }
    }

    /// Completes the error with its place in `text`. It is boxed on its way out, so that the results of the parser's
    /// functions, which are seldom errors, fit registers.
    pub(crate) fn at(self, text: &str, start: usize, end: usize) -> Box<Error> {
        self.within(Span { start, end }).in_text(text)
    }

    /// Completes the error with its place in a text that is not at hand: [`Error::in_text`] has to follow.
    pub(crate) fn within(self, span: Span) -> Box<Error> {
        Box::new(Error { kind: self, span, column: 0 })
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the expression is empty: expected a number"),
            Self::UnknownCharacter(c) => write!(f, "the character {c:?} has no meaning here"),
            Self::ExpectedNumber(Some(found)) => write!(f, "expected a number or '(', found '{found}'"),
            Self::ExpectedNumber(None) => f.write_str("expected a number or '(', found the end"),
            Self::ExpectedOperator(found) if found == "," => {
                f.write_str("expected an operator, found ',': the decimal sign is a point, and digits are grouped by _")
            }
            Self::ExpectedOperator(found) => write!(f, "expected an operator, found '{found}'"),
            Self::ExpectedTarget(Some(found)) => {
                write!(f, "expected a unit or a way of writing such as hex, found '{found}'")
            }
            Self::ExpectedTarget(None) => {
                f.write_str("expected a unit or a way of writing such as hex, found the end")
            }
            Self::Unclosed(bracket) => write!(f, "this '{bracket}' is never closed"),
            Self::Unopened => f.write_str("this ')' was never opened"),
            Self::Ambiguous(first, second) => {
                write!(f, "this can be read in two ways: write {first} or {second}")
            }
            Self::PercentAsRemainder => {
                f.write_str("expected an operator after the percentage; for a remainder write mod, as in 10 mod 3")
            }
            Self::ChainedComparison => f.write_str("a comparison of a comparison: use parentheses"),
            Self::UnknownName { name, nearest: Some(nearest) } => {
                write!(f, "unknown name '{name}': did you mean '{nearest}'?")
            }
            Self::UnknownName { name, nearest: None } => write!(f, "unknown name '{name}'"),
            Self::UnknownCurrency(name) => {
                write!(f, "unknown name '{name}': rates of currencies come from a file of yours")
            }
            Self::NotAFunction(name) => {
                write!(f, "'{name}' is not a function: for a product write {name} * (…)")
            }
            Self::MissingArguments { signature } => {
                write!(f, "expected the arguments in parentheses, as in {signature}")
            }
            Self::WrongArguments { signature, found } => {
                let plural = if *found == 1 { "" } else { "s" };
                write!(f, "expected {signature}, found {found} argument{plural}")
            }
            Self::NoSession => {
                f.write_str("nothing is remembered here, so names cannot be given; to compare write ==")
            }
            Self::ReservedName(name) => write!(f, "the name '{name}' has its meaning already"),
            Self::MisplacedAssignment => f.write_str("'=' gives a name, as in x = 5; to compare write =="),
            Self::NoAnswerYet => f.write_str("there is no answer yet that could be used again"),
            Self::MisplacedFormat => f.write_str("one way of writing can stand at the end of a question, and only there"),
            Self::DivisionByZero => f.write_str("division by zero"),
            Self::NotReal(hint) => write!(f, "the result is not a real number{hint}"),
            Self::Undefined => f.write_str("not defined at this value"),
            Self::Domain { function, expected } => write!(f, "{function} is defined for {expected}"),
            Self::NotANumber(found) => write!(f, "expected a number, found {found}"),
            Self::Dimensions { verb, left, right } => {
                let with = if *verb == "convert" { "to" } else { "and" };
                write!(f, "cannot {verb} {left} {with} {right}")
            }
            Self::NotPlain { function, found } => {
                write!(f, "{function} expects a plain number, found {found}")
            }
            Self::UnitPower => f.write_str("the unit would have an exponent that is no small integer"),
            Self::TemperaturePoint => {
                f.write_str("a temperature such as 20 °C is a point on its scale: convert it to K first, or add a difference in K")
            }
            Self::NotAnInteger => f.write_str("only integers can be written in another base"),
            Self::Undecided { bits } => {
                write!(f, "values that agree in {bits} bits cannot be told apart within the limits")
            }
            Self::InputTooLong { bytes_max } => {
                write!(f, "the expression is too long: the limit is {bytes_max} bytes")
            }
            Self::TooDeep { depth_max } => write!(f, "nested too deeply: the limit is {depth_max} levels"),
            Self::TooLarge { digits, digits_max } => {
                write!(f, "the result would have {digits}: the limit is {digits_max}")
            }
            Self::TooPrecise { significant_max } => {
                write!(f, "more digits than can be asked for: the limit is {significant_max}")
            }
            Self::TooCostly => f.write_str("this takes more work or memory than is allowed here"),
            Self::TooManyNames { names_max } => write!(f, "too many names: the limit is {names_max}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at column {}", self.kind, self.column)
    }
}

impl core::error::Error for Error {}
