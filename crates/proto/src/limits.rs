//! Every bound of every protocol and of the shell around them.

use core::fmt;
use core::time::Duration;

/// A limit as `--help` shows it: its name, its value with the unit, what it bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// The field's name.
    pub name: &'static str,
    /// What it bounds.
    pub meaning: &'static str,
    /// The value.
    pub value: LimitValue,
}

/// The value of a limit. `Display` writes durations with their unit; for a count or a length the name says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitValue {
    /// A count or a length.
    Number(u64),
    /// A length of time.
    Time(Duration),
}

impl fmt::Display for LimitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Time(time) if time.subsec_millis() == 0 => write!(f, "{} s", time.as_secs()),
            Self::Time(time) => write!(f, "{} ms", time.as_millis()),
        }
    }
}

impl From<usize> for LimitValue {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u64> for LimitValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Duration> for LimitValue {
    fn from(time: Duration) -> Self {
        Self::Time(time)
    }
}

/// Writes the struct, its defaults and the rows for `--help` from one list.
macro_rules! limits {
    ($($(#[doc = $meaning:literal])+ $name:ident: $type:ty = $default:expr,)+) => {
        /// Every bound of the protocols and of the shell. Each is itself allowed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            /// What one expression may cost.
            pub expression: reckon_calc::Limits,
            $($(#[doc = $meaning])+ pub $name: $type,)+
        }

        impl Limits {
            /// What a server uses if it is not told otherwise.
            pub const DEFAULT: Self = Self {
                expression: reckon_calc::Limits::NETWORK,
                $($name: $default,)+
            };

            /// All the limits, for people.
            pub fn rows(&self) -> impl Iterator<Item = LimitRow> {
                let expression = &self.expression;
                [
                    ("expression_bytes_max", "length of an expression", expression.input_bytes_max.into()),
                    ("expression_depth_max", "open parentheses and signs", expression.depth_max.into()),
                    ("expression_digits_max", "digits of any value", expression.digits_max.into()),
                    ("expression_fuel_max", "word operations for an answer", expression.fuel_max.into()),
                    $((stringify!($name), concat!($($meaning),+).trim_ascii(), self.$name.into()),)+
                ]
                .into_iter()
                .map(|(name, meaning, value)| LimitRow { name, meaning, value })
            }
        }
    };
}

limits! {
    /// length of a request on UDP
    datagram_bytes_max: usize = 8 << 10,
    /// length of an answer on UDP: what IPv4 can carry
    answer_bytes_max: usize = 65_507,
    /// length of an answer to an unverified peer on UDP (RFC 9175, section 2.4)
    unverified_bytes_max: usize = 136,
    /// the same as a multiple of the request, if that is more
    unverified_ratio_max: usize = 3,
    /// times that an unverified peer is sent its own words back
    echoes_max: usize = 32,
    /// classic conversations at once, for each UDP socket
    conversations_max: usize = 8 << 10,
    /// a classic conversation without a datagram
    conversation_lifetime: Duration = Duration::from_secs(2),
    /// length of a line on TCP
    line_bytes_max: usize = 64 << 10,
    /// connections at once, for each TCP door
    connections_max: usize = 1024,
    /// a calculator connection without a byte
    line_idle_max: Duration = Duration::from_secs(300),
    /// a calculator connection in all
    line_time_max: Duration = Duration::from_secs(24 * 3600),
    /// a document connection without a byte
    document_idle_max: Duration = Duration::from_secs(60),
    /// a document connection in all
    document_time_max: Duration = Duration::from_secs(3600),
    /// silence that ends a document on an open connection
    document_silence: Duration = Duration::from_millis(300),
    /// pause between the two classic numbers
    document_pause: Duration = Duration::from_millis(300),
    /// a peer that does not read its answers
    write_stall_max: Duration = Duration::from_secs(30),
    /// what is under way when the server is told to stop
    shutdown_time_max: Duration = Duration::from_secs(3),
}
