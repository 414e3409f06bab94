//! What may be typed of `reckon calc`.

use std::cell::LazyCell;
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use reckon_proto::client::Patience;

use super::{Seconds, table};
use crate::shell::address::Server;
use crate::shell::coap_uri::CoapUri;

/// What may be typed of `reckon calc` that makes sense only where this program calculates itself.
pub(super) const CALCULATED_HERE: [&str; 3] = ["digits", "limits", "rates"];

/// What may be typed of it that names a server, or a way of asking one.
pub(super) const ASKED_OTHERWISE: [&str; 4] = ["server", "tcp", "classic", "ipkcp"];

/// Options of `reckon calc`.
#[derive(Debug, Args)]
#[command(after_help = calc_help(), after_long_help = calc_help())]
pub struct CalcOptions {
    /// Expressions, such as '6*7'; or one in pieces, such as 6 + 7; with --classic an integer, an operator, an
    /// integer. Without any, expressions are read line by line. A URI before them, such as coap://localhost/calc, asks
    /// that server over CoAP
    #[arg(value_name = "EXPRESSION", value_parser = unshield)]
    pub expressions: Vec<String>,
    /// Ask this server instead of calculating here: HOST, HOST:PORT or `[::1]:8888`. The variable RECKON_CALC_SERVER
    /// names one as well; --digits, --limit, --rates and an empty variable mean here nevertheless
    #[arg(long, value_name = "HOST[:PORT]", conflicts_with_all = CALCULATED_HERE)]
    pub server: Option<Server>,
    /// Ask over TCP
    #[arg(long, conflicts_with_all = CALCULATED_HERE)]
    pub tcp: bool,
    /// Ask in three datagrams, as the classic client does
    #[arg(long, conflicts_with = "tcp", conflicts_with_all = CALCULATED_HERE)]
    pub classic: bool,
    /// Ask a server of the IPK Calculator Protocol, in its prefix notation: '(+ 1 2)'
    #[arg(long, conflicts_with = "classic", conflicts_with_all = CALCULATED_HERE)]
    pub ipkcp: bool,
    /// Give up on a server after so many seconds
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, default_value_t = Seconds(Patience::DEFAULT.give_up_after))]
    pub timeout: Seconds,
    /// Read expressions from this file, a line each; - is standard input
    #[arg(long, short, value_name = "FILE", conflicts_with_all = ["expressions", "classic"])]
    pub file: Option<PathBuf>,
    /// Significant digits of what has to be rounded
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, default_value_t = reckon_calc::DIGITS, value_parser = at_least_one)]
    pub digits: usize,
    /// Rates of currencies: a line for each with its code and how many of it one unit of the base is worth, as in
    /// USD 1.0832; the base itself has the rate 1. The variable RECKON_RATES names it as well, for what is calculated here
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// Set a limit from the list below; several with commas, or the option again
    #[arg(long = "limit", value_name = "NAME=VALUE", value_delimiter = ',')]
    pub limits: Vec<ExpressionLimit>,
    /// Print an object a line
    #[arg(long)]
    pub json: bool,
}

impl CalcOptions {
    /// Whether a CoAP URI stands before the expressions.
    pub(super) fn begins_with_uri(&self) -> bool {
        self.expressions.first().is_some_and(|first| CoapUri::is_meant(first))
    }
}

/// A number of digits.
fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|digits| *digits > 0).ok_or_else(|| "expected a number from 1 on".to_string())
}

/// One limit of one's own expressions as it is typed: `digits_max=5000000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionLimit {
    name: String,
    value: u64,
}

impl FromStr for ExpressionLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, as in digits_max=5000000")?;
        let value = value.parse().map_err(|_| "expected a number after =")?;
        let limit = Self { name: name.to_string(), value };
        // Tried at once, so that the command line's parser can name the option.
        limit.apply(&mut reckon_calc::Limits::LOCAL.clone()).map_err(|error| error.to_string())?;
        Ok(limit)
    }
}

impl ExpressionLimit {
    /// Sets it.
    ///
    /// # Errors
    /// None that were not found when it was read.
    pub fn apply(&self, limits: &mut reckon_calc::Limits) -> Result<(), reckon_calc::LimitError> {
        limits.set(&self.name, self.value)
    }
}

/// The limits and the functions as `reckon calc --help` prints them.
fn calc_help() -> String {
    let rows = reckon_calc::Limits::LOCAL.rows();
    let rows = rows.map(|(name, meaning, value)| (name, value.to_string(), meaning));
    let limits = table("Limits:\n", &rows);
    format!("{limits}\n{}", crate::command::calc::names_help())
}

/// Puts a space before each argument of `reckon calc` that begins with a minus and cannot be an option, such as
/// `-5+3`, so that the parser takes it for the expression that it is. What follows an option that has a value is that
/// value, and left alone.
pub(super) fn shield_expressions(
    arguments: impl Iterator<Item = OsString>,
) -> impl Iterator<Item = OsString> {
    let mut options_end = false;
    let mut is_calc = false;
    let mut is_value = false;
    // Most arguments begin with no minus, and then nobody asks.
    let with_value = LazyCell::new(options_with_value);
    arguments.enumerate().map(move |(index, argument)| {
        is_calc |= index == 1 && argument == "calc";
        options_end |= argument == "--";
        let text = argument.to_string_lossy();
        let is_expression = text
            .strip_prefix('-')
            .is_some_and(|rest| !rest.starts_with(|c: char| c == '-' || c.is_alphabetic()));
        let is_shielded = is_calc && !options_end && !is_value && is_expression;
        is_value = is_calc && text.starts_with('-') && with_value.iter().any(|option| *option == text);
        if is_shielded { OsString::from(format!(" {text}")) } else { argument }
    })
}

/// The options of `reckon calc` whose value is the next argument.
fn options_with_value() -> Vec<String> {
    let command = CalcOptions::augment_args(clap::Command::new("calc"));
    let with_value = command.get_arguments().filter(|argument| argument.get_action().takes_values());
    let names = with_value.flat_map(|argument| {
        let long = argument.get_long().map(|long| format!("--{long}"));
        [long, argument.get_short().map(|short| format!("-{short}"))]
    });
    names.flatten().collect()
}

/// Takes the space away again.
fn unshield(text: &str) -> Result<String, Infallible> {
    Ok(text.strip_prefix(' ').filter(|rest| rest.starts_with('-')).unwrap_or(text).to_string())
}
