//! Every bound of every protocol and of the shell around them.

use core::fmt;
use core::str::FromStr;
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

/// The value of a limit. `Display` writes durations with their unit, `2 s` or `300 ms`; for a count or a length the
/// name says it. [`Limits::set`] reads the same.
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

impl FromStr for LimitValue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number = digits.parse().map_err(drop)?;
        match text.get(digits.len()..).unwrap_or_default().trim() {
            "" => Ok(Self::Number(number)),
            "s" => Ok(Self::Time(Duration::from_secs(number))),
            "ms" => Ok(Self::Time(Duration::from_millis(number))),
            _ => Err(()),
        }
    }
}

/// Why a limit was not set. The text is for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitError {
    /// There is no limit of that name.
    Unknown,
    /// The value is not of its kind, or too big for this machine.
    Value,
    /// A limit on expressions cannot have this value.
    Expression(reckon_calc::LimitError),
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no limit of this name; `reckon serve --help` lists them"),
            Self::Value => f.write_str("expected a number, or for a time a number with its unit: 2s, 300ms"),
            Self::Expression(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for LimitError {}

impl TryFrom<LimitValue> for usize {
    type Error = LimitError;

    fn try_from(value: LimitValue) -> Result<Self, LimitError> {
        u64::try_from(value)?.try_into().map_err(|_| LimitError::Value)
    }
}

impl TryFrom<LimitValue> for u64 {
    type Error = LimitError;

    fn try_from(value: LimitValue) -> Result<Self, LimitError> {
        match value {
            LimitValue::Number(number) => Ok(number),
            LimitValue::Time(_) => Err(LimitError::Value),
        }
    }
}

impl TryFrom<LimitValue> for Duration {
    type Error = LimitError;

    fn try_from(value: LimitValue) -> Result<Self, LimitError> {
        match value {
            LimitValue::Time(time) => Ok(time),
            LimitValue::Number(_) => Err(LimitError::Value),
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

/// The limits on an expression that a server has, as they are called here and there.
const EXPRESSION_LIMITS: [(&str, &str); 5] = [
    ("expression_bytes_max", "bytes_max"),
    ("expression_depth_max", "depth_max"),
    ("expression_digits_max", "digits_max"),
    ("expression_significant_max", "significant_max"),
    ("expression_fuel_max", "fuel_max"),
];

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

            /// Sets the limit of this name to a value as [`LimitValue`] writes it.
            ///
            /// # Errors
            /// There is no such limit, or the value is not of its kind.
            ///
            /// ```
            /// let mut limits = reckon_proto::Limits::DEFAULT;
            /// limits.set("document_pause", "500 ms").unwrap();
            /// assert!(limits.set("document_pause", "500").is_err());
            /// ```
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), LimitError> {
                let value = LimitValue::from_str(value).map_err(|()| LimitError::Value)?;
                if EXPRESSION_LIMITS.iter().any(|(prefixed, _)| *prefixed == name) {
                    let name = name.trim_start_matches("expression_");
                    return self.expression.set(name, value.try_into()?).map_err(LimitError::Expression);
                }
                match name {
                    $(stringify!($name) => self.$name = value.try_into()?,)+
                    _ => return Err(LimitError::Unknown),
                }
                Ok(())
            }

            /// All the limits, for people.
            pub fn rows(&self) -> impl Iterator<Item = LimitRow> {
                let expression = self.expression.rows();
                let expression = EXPRESSION_LIMITS.iter().filter_map(move |(prefixed, plain)| {
                    let (_, meaning, value) = expression.iter().find(|(name, ..)| name == plain)?;
                    Some((*prefixed, *meaning, LimitValue::Number(*value)))
                });
                let others = [
                    $((stringify!($name), concat!($($meaning),+).trim_ascii(), self.$name.into()),)+
                ];
                expression.chain(others).map(|(name, meaning, value)| LimitRow { name, meaning, value })
            }
        }
    };
}

impl Limits {
    /// What an expression may cost on the thread of a UDP socket, if that is less than elsewhere.
    pub(crate) fn quick_expression(&self) -> Option<reckon_calc::Limits> {
        let fuel_max = self.quick_fuel_max;
        let limits = reckon_calc::Limits { fuel_max, ..self.expression };
        (fuel_max < self.expression.fuel_max).then_some(limits)
    }
}

limits! {
    /// length of a request on UDP
    datagram_bytes_max: usize = 8 << 10,
    /// length of an answer on UDP: what IPv4 can carry
    answer_bytes_max: usize = 65_507,
    /// length of an answer to an unverified peer (RFC 9175, 2.4)
    unverified_bytes_max: usize = 136,
    /// the same as a multiple of the request, if that is more
    unverified_ratio_max: usize = 3,
    /// datagrams a second from one network (/24, /48)
    source_rate_max: u64 = 50_000,
    /// times that an unverified peer is sent its own words back
    echoes_max: usize = 32,
    /// word operations for an answer where others wait
    quick_fuel_max: u64 = 20_000,
    /// costlier questions that wait, of a UDP socket or of TCP
    costly_waiting_max: usize = 32,
    /// how long they wait
    costly_wait_max: Duration = Duration::from_secs(1),
    /// classic conversations at once, for each UDP socket
    conversations_max: usize = 8 << 10,
    /// a classic conversation without a datagram
    conversation_lifetime: Duration = Duration::from_secs(2),
    /// CoAP: requests in blocks at once, for each socket
    coap_uploads_max: usize = 256,
    /// CoAP: how many of them may be one peer's
    coap_uploads_per_peer_max: usize = 4,
    /// CoAP: length of a document
    coap_document_bytes_max: usize = 16 << 10,
    /// CoAP: requests over the rate for each that is told so
    coap_refused_per_notice: u64 = 16,
    /// CoAP: a request in blocks without a block
    coap_upload_lifetime: Duration = Duration::from_secs(247),
    /// CoAP: how long an Echo shows that a peer is real
    coap_echo_lifetime: Duration = Duration::from_secs(60),
    /// length of a line on TCP
    line_bytes_max: usize = 64 << 10,
    /// connections at once, for each TCP door
    connections_max: usize = 400,
    /// a calculator connection without a byte
    line_idle_max: Duration = Duration::from_secs(300),
    /// a calculator connection in all
    line_time_max: Duration = Duration::from_secs(24 * 3600),
    /// a document connection without a byte
    document_idle_max: Duration = Duration::from_secs(60),
    /// a document connection in all
    document_time_max: Duration = Duration::from_secs(24 * 3600),
    /// silence that ends a document on an open connection
    document_silence: Duration = Duration::from_millis(300),
    /// distinct words that are kept of a document
    document_distinct_words_max: usize = 64 << 10,
    /// length of a document that is no plain text
    document_bytes_max: u64 = 64 << 20,
    /// the same of all connections together
    documents_bytes_max: u64 = 256 << 20,
    /// pause between the two classic numbers
    document_pause: Duration = Duration::from_millis(300),
    /// a peer that does not read its answers
    write_stall_max: Duration = Duration::from_secs(30),
    /// what is under way when the server is told to stop
    shutdown_time_max: Duration = Duration::from_secs(3),
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_limit_can_be_set_to_what_it_shows() {
        let mut limits = Limits::DEFAULT;
        for row in Limits::DEFAULT.rows() {
            limits.set(row.name, "0").or_else(|_| limits.set(row.name, "0 s")).unwrap();
        }
        assert!(
            limits
                .rows()
                .all(|row| matches!(row.value, LimitValue::Number(0) | LimitValue::Time(Duration::ZERO)))
        );
        for row in Limits::DEFAULT.rows() {
            limits.set(row.name, &row.value.to_string()).unwrap();
        }
        assert_eq!(limits, Limits::DEFAULT);
        assert_eq!(limits.set("no_such_limit", "1"), Err(LimitError::Unknown));
        assert_eq!(
            limits.set("expression_depth_max", "1001"),
            Err(LimitError::Expression(reckon_calc::LimitError::TooDeep))
        );
        assert_eq!(limits.set("expression_names_max", "1"), Err(LimitError::Unknown));
        for value in ["", "x", "1 h", "-1", "1.5", "99999999999999999999"] {
            assert_eq!(limits.set("conversations_max", value), Err(LimitError::Value), "{value}");
        }
    }
}
