//! What may be typed.

mod calc;

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use reckon_extract::{Encoding, Format};
use reckon_proto::client::Patience;
use reckon_proto::{LimitError, Limits};
use reckon_stats::Language;

use crate::shell::address::{Listen, Server};
use calc::{ASKED_OTHERWISE, CALCULATED_HERE, shield_expressions};
pub use calc::{CalcOptions, ExpressionLimit};

/// The port of the calculator, on UDP and TCP.
pub const CALC_PORT: u16 = 8888;
/// The usual port of the IPK Calculator Protocol, on UDP and TCP.
pub const IPKCP_PORT: u16 = 2023;
/// The port of CoAP.
pub const COAP_PORT: u16 = 5683;
/// The port of the document server.
pub const DOCS_PORT: u16 = 12546;

/// An exact calculator and document statistics, over a network and without one.
#[derive(Debug, Parser)]
#[command(name = "reckon", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads what was typed, and then the variables that stand in for what was not.
    ///
    /// # Errors
    /// What was typed makes no sense, or a variable does not. The help is an error as well.
    pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(shield_expressions(arguments))?;
        let mut cli = Self::from_arg_matches(&matches)?;
        let Some((_, typed)) = matches.subcommand() else { return Ok(cli) };
        match &mut cli.command {
            Command::Calc(options)
                if options.begins_with_uri()
                    && (are_typed(typed, &CALCULATED_HERE) || are_typed(typed, &ASKED_OTHERWISE)) =>
            {
                let message = "with a coap:// URI there are no --server, --tcp, --classic, --ipkcp, --digits, \
                               --limit and --rates\n";
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
            }
            Command::Calc(options) => {
                let is_said = options.server.is_some() || options.begins_with_uri();
                if !is_said && !are_typed(typed, &CALCULATED_HERE) {
                    options.server = server_of("RECKON_CALC_SERVER")?;
                }
                options.rates = options.rates.take().or_else(|| variable("RECKON_RATES").map(PathBuf::from));
            }
            Command::Stats(options) if options.server.is_none() && !are_typed(typed, &COUNTED_HERE) => {
                options.server = server_of("RECKON_DOCS_SERVER")?;
            }
            _ => {}
        }
        Ok(cli)
    }
}

/// Whether one of these stands on the command line.
fn are_typed(matches: &ArgMatches, ids: &[&str]) -> bool {
    ids.iter().any(|id| matches.value_source(id) == Some(ValueSource::CommandLine))
}

/// A variable of the environment; an empty one is none.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The server that a variable names. The parser of the command line does not read it, for it would take it for typed,
/// and refuse what is typed beside it.
fn server_of(name: &str) -> Result<Option<Server>, clap::Error> {
    let read = |value: OsString| {
        let value = value.to_string_lossy();
        value.parse().map_err(|error| {
            let message = format!("invalid value '{value}' of the variable {name}: {error}\n");
            clap::Error::raw(ErrorKind::ValueValidation, message)
        })
    };
    variable(name).map(read).transpose()
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the calculator and the document statistics
    Serve(ServeOptions),
    /// Calculate: here, or by asking a server
    Calc(CalcOptions),
    /// Count what is in documents: here, or by asking a server
    Stats(StatsOptions),
    /// Print the text of documents of many formats
    Text(TextOptions),
    /// Ask a running server what it has done so far
    Status(StatusOptions),
    /// Read a document on standard input for another process of this program
    #[command(hide = true)]
    Worker(WorkerOptions),
}

const LISTEN_HELP: &str = "ADDRESS:PORT, [IPV6]:PORT, localhost:PORT, *:PORT (all addresses), PORT (on localhost) \
                           or off; several with commas; port 0 is any free one";

/// Options of `reckon serve`.
#[derive(Debug, Args)]
#[command(after_help = limits_help(), after_long_help = limits_help())]
pub struct ServeOptions {
    /// Where the calculator listens on UDP
    #[arg(long, env = "RECKON_CALC_UDP", value_name = "ADDRESS", value_delimiter = ',',
          default_values_t = [Listen::Loopback(CALC_PORT)], long_help = format!("Where the calculator listens on UDP: {LISTEN_HELP}"))]
    pub calc_udp: Vec<Listen>,
    /// Where the calculator listens on TCP
    #[arg(long, env = "RECKON_CALC_TCP", value_name = "ADDRESS", value_delimiter = ',',
          default_values_t = [Listen::Loopback(CALC_PORT)], long_help = format!("Where the calculator listens on TCP: {LISTEN_HELP}"))]
    pub calc_tcp: Vec<Listen>,
    /// Where the calculator and the statistics listen for CoAP, on UDP
    #[arg(long, env = "RECKON_COAP", value_name = "ADDRESS", value_delimiter = ',',
          default_values_t = [Listen::Loopback(COAP_PORT)], long_help = format!("Where the calculator and the statistics listen for CoAP, on UDP: {LISTEN_HELP}"))]
    pub coap: Vec<Listen>,
    /// Where the document server listens on TCP
    #[arg(long, env = "RECKON_DOCS_TCP", value_name = "ADDRESS", value_delimiter = ',',
          default_values_t = [Listen::Loopback(DOCS_PORT)], long_help = format!("Where the document server listens on TCP: {LISTEN_HELP}"))]
    pub docs_tcp: Vec<Listen>,
    /// Where the IPK Calculator Protocol is spoken, on UDP and TCP; the calculator's doors understand it as well
    #[arg(long, env = "RECKON_IPKCP", value_name = "ADDRESS", value_delimiter = ',',
          default_values_t = [Listen::Loopback(IPKCP_PORT)], long_help = format!("Where the IPK Calculator Protocol is spoken, on UDP and TCP; the calculator's doors understand it as well: {LISTEN_HELP}"))]
    pub ipkcp: Vec<Listen>,
    /// Where the calculator is a zone of DNS, on UDP and TCP, as in dig '2+3.calc' TXT; nowhere unless it is said
    #[arg(long, env = "RECKON_DNS", value_name = "ADDRESS", value_delimiter = ',',
          long_help = format!("Where the calculator is a zone of DNS, on UDP and TCP, as in dig '2+3.calc' TXT; nowhere unless it is said: {LISTEN_HELP}"))]
    pub dns: Vec<Listen>,
    /// UDP sockets, each with a thread, for each address of the calculator and of CoAP
    #[arg(long, env = "RECKON_SOCKETS", value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub sockets: u16,
    /// Let a thread of UDP look for datagrams for so many microseconds before it sleeps: answers come sooner, and it
    /// costs processor time; 50 is a good number where that is wanted
    #[arg(long, env = "RECKON_SPIN", value_name = "MICROSECONDS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=10_000))]
    pub spin: u16,
    /// Processes that read documents of other formats than plain text; without any all documents are plain text
    #[arg(long, env = "RECKON_READERS", value_name = "NUMBER", default_value_t = 2, value_parser = clap::value_parser!(u16).range(..=64))]
    pub readers: u16,
    /// Where `reckon status` finds this server: a file for a local socket
    #[arg(long, env = "RECKON_STATUS", value_name = "FILE")]
    pub status: Option<PathBuf>,
    /// Keep the rights that the server has no use for once its sockets are bound: files, new sockets on TCP (Linux)
    #[arg(long, env = "RECKON_NO_SANDBOX")]
    pub no_sandbox: bool,
    /// Set a limit from the list below; several with commas, or the option again
    #[arg(long = "limit", env = "RECKON_LIMITS", value_name = "NAME=VALUE", value_delimiter = ',')]
    pub limits: Vec<LimitSetting>,
    /// What is logged on standard error: debug has a line for every success as well
    #[arg(long, env = "RECKON_LOG_LEVEL", value_name = "LEVEL", default_value = "info")]
    pub log_level: LogLevel,
    /// How it is logged
    #[arg(long, env = "RECKON_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

/// One limit as it is typed: `document_pause=500ms`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSetting {
    name: String,
    value: String,
}

impl FromStr for LimitSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, as in connections_max=100")?;
        let setting = Self { name: name.to_string(), value: value.to_string() };
        // Tried at once, so that the command line's parser can name the option.
        setting.apply(&mut Limits::DEFAULT.clone()).map_err(|error| error.to_string())?;
        Ok(setting)
    }
}

impl LimitSetting {
    /// Sets it.
    ///
    /// # Errors
    /// None that were not found when it was read.
    pub fn apply(&self, limits: &mut Limits) -> Result<(), LimitError> {
        limits.set(&self.name, &self.value)
    }
}

/// The limits as `--help` prints them, from the constants.
fn limits_help() -> String {
    let rows: Vec<_> =
        Limits::DEFAULT.rows().map(|row| (row.name, row.value.to_string(), row.meaning)).collect();
    table("Limits:\n", &rows)
}

/// The least important thing that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What stops the server.
    Error,
    /// What an operator should look at.
    Warn,
    /// Start, end, and what peers do wrong.
    Info,
    /// Every question and every document.
    Debug,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line.
    Json,
}

/// A length of time, typed in seconds: `5`, `0.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Duration);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let time = seconds.filter(|time| !time.is_zero());
        time.map(Self).ok_or_else(|| "expected a number of seconds above 0".to_string())
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_secs_f64().fmt(f)
    }
}

/// Names, values and meanings in three columns under a title.
fn table(title: &str, rows: &[(&str, String, &str)]) -> String {
    let names = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let values = rows.iter().map(|(_, value, _)| value.len()).max().unwrap_or(0);
    rows.iter().fold(title.to_string(), |text, (name, value, meaning)| {
        text + &format!("  {name:names$}  {value:>values$}  {meaning}\n")
    })
}

/// Reads the code of a language.
fn language(code: &str) -> Result<Language, String> {
    let known = || Language::all().filter_map(Language::code_639_1).collect::<Vec<_>>().join(" ");
    Language::from_code(code)
        .ok_or_else(|| format!("no such language; among those that are known: {}", known()))
}

/// What may be typed of `reckon stats` that makes sense only where this program counts itself.
const COUNTED_HERE: [&str; 9] =
    ["scope", "sections", "jobs", "explain", "format", "encoding", "changes", "compare", "git"];

/// Options of `reckon stats`.
#[derive(Debug, Args)]
pub struct StatsOptions {
    /// Files to count, and folders, of which all files are that .gitignore does not name, but for hidden and binary ones;
    /// - is standard input, and the default
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Show only these: ids, first parts of ids such as readability, or patterns such as 'words.*'; several with
    /// commas
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = REPORT)]
    pub fields: Vec<String>,
    /// Show so many of the most frequent words
    #[arg(long, value_name = "NUMBER", default_value_t = reckon_stats::TOP_WORDS, help_heading = REPORT)]
    pub top: usize,
    /// Show the files with the greatest of these numbers first, and then the folders
    #[arg(long, value_name = "ID", help_heading = REPORT)]
    pub sort: Option<String>,
    /// Show only so many files, and as many folders; the total is that of all
    #[arg(long, value_name = "NUMBER", help_heading = REPORT)]
    pub first: Option<usize>,
    /// Print an object a line, as docs/statistics.schema.json describes it; of --compare, as docs/documents.md does
    #[arg(long, group = "form", help_heading = REPORT)]
    pub json: bool,
    /// Print comma-separated values: a line of ids, then a line a file
    #[arg(long, group = "form", help_heading = REPORT)]
    pub csv: bool,
    /// Print tab-separated values
    #[arg(long, group = "form", help_heading = REPORT)]
    pub tsv: bool,
    /// Write a page with charts that needs no network; - is standard output
    #[arg(long, value_name = "FILE", group = "form", help_heading = REPORT)]
    pub html: Option<PathBuf>,
    /// Say what a number means and how it is made, with a file also from what; all lists the ids
    #[arg(long, value_name = "ID", group = "form", conflicts_with_all = ["fields", "top"], help_heading = REPORT)]
    pub explain: Option<String>,
    /// Count what is in these parts of documents, several with commas: body, heading, footnote …, default, all; -code
    /// leaves one out
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', allow_hyphen_values = true, help_heading = COUNTING)]
    pub scope: Vec<String>,
    /// Show the sections of documents as well, each with those below it
    #[arg(long, conflicts_with = "explain", help_heading = REPORT)]
    pub sections: bool,
    /// How documents are read.
    #[command(flatten)]
    pub reading: ReadingOptions,
    /// List the formats of documents that are read
    #[arg(long, conflicts_with_all = ["files", "form"], help_heading = REPORT)]
    pub list_formats: bool,
    /// Count by the rules of this language, an ISO 639 code such as de or deu, rather than by that of the text
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = COUNTING)]
    pub language: Option<Language>,
    /// Count with so many threads: several files at once, and a large one by several; 0 is one for each processor
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=256), help_heading = COUNTING)]
    pub jobs: u16,
    /// Refuse what is longer than this; devices, which may be endless, have a limit without it
    #[arg(long, value_name = "BYTES", help_heading = COUNTING)]
    pub max_bytes: Option<u64>,
    /// Exit with 1 unless this holds for each file: an id, one of < <= = >= > !=, and a number, as in 'words<=5000'; an id
    /// alone says that its number is not greater than in the baseline. A number that is missing breaks the rule
    #[arg(long, value_name = "RULE", conflicts_with_all = ["explain", "classic", "list_formats"], help_heading = CHECKING)]
    pub check: Vec<String>,
    /// What an earlier run with --json has printed, with which rules without a number compare; files that are not in it
    /// keep them
    #[arg(long, value_name = "FILE", requires = "check", help_heading = CHECKING)]
    pub baseline: Option<PathBuf>,
    /// Compare two files, the old version and the new one: words that were added, removed and moved, and how the numbers
    /// have changed. Rules are those of the new one
    #[arg(long, conflicts_with_all = ["csv", "tsv", "html", "explain", "classic", "list_formats", "sort", "first", "fields"], help_heading = CHANGES)]
    pub compare: bool,
    /// Compare each file with what it was in this revision, such as HEAD or main~3, by the program git
    #[arg(long, value_name = "REV", conflicts_with_all = ["compare", "csv", "tsv", "html", "explain", "classic", "list_formats", "sort", "first", "fields"], help_heading = CHANGES)]
    pub git: Option<String>,
    /// Report again whenever a file has changed, until Ctrl-C
    #[arg(long, conflicts_with_all = ["explain", "classic", "list_formats"], help_heading = CHANGES)]
    pub watch: bool,
    /// Let this server count: HOST, HOST:PORT or `[::1]:12546`. The variable RECKON_DOCS_SERVER names one as well; an
    /// option that is for what is counted here, such as --jobs, and an empty variable mean here nevertheless
    #[arg(long, value_name = "HOST[:PORT]", conflicts_with_all = COUNTED_HERE, help_heading = ELSEWHERE)]
    pub server: Option<Server>,
    /// Ask a server for the two classic numbers, as the classic client does
    #[arg(long, conflicts_with_all = ["fields", "top", "csv", "tsv", "html", "explain", "language", "jobs"], help_heading = ELSEWHERE)]
    pub classic: bool,
    /// Give up on a server that is silent for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Seconds(Patience::DEFAULT.give_up_after), help_heading = ELSEWHERE)]
    pub timeout: Seconds,
}

/// How documents are read, for `reckon stats` and `reckon text`.
#[derive(Clone, Debug, Args)]
pub struct ReadingOptions {
    /// Read files as this format, rather than as what they are by their content and their name
    #[arg(long, value_name = "FORMAT", value_parser = format, help_heading = READING)]
    pub format: Option<Format>,
    /// The encoding of texts, such as windows-1252, rather than that which they seem to have
    #[arg(long, value_name = "LABEL", value_parser = encoding, help_heading = READING)]
    pub encoding: Option<&'static Encoding>,
    /// Read tracked changes as accepted, as rejected, or both what was put in and what was taken out
    #[arg(long, value_name = "HOW", default_value = "accepted", help_heading = READING)]
    pub changes: TrackedChanges,
}

/// What is done with tracked changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TrackedChanges {
    /// As if all were accepted.
    Accepted,
    /// As if all were rejected.
    Rejected,
    /// Both versions are text.
    Both,
}

/// Reads the id of a format.
fn format(id: &str) -> Result<Format, String> {
    let known = || Format::all().map(Format::id).collect::<Vec<_>>().join(" ");
    Format::from_id(id).ok_or_else(|| format!("no such format; these are read: {}", known()))
}

/// Reads the label of an encoding.
fn encoding(label: &str) -> Result<&'static Encoding, String> {
    let unknown = "no such encoding; the labels are those of the Encoding Standard, such as utf-8, windows-1252, shift_jis";
    Encoding::for_label(label.as_bytes()).ok_or_else(|| unknown.to_string())
}

/// Options of `reckon text`.
#[derive(Debug, Args)]
pub struct TextOptions {
    /// Files to read; - is standard input, and the default
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print what is in these parts of documents, several with commas: body, heading, footnote …, default, all; -code
    /// leaves one out
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', allow_hyphen_values = true)]
    pub scope: Vec<String>,
    /// Say before each block which part it is of
    #[arg(long)]
    pub scopes: bool,
    /// How documents are read.
    #[command(flatten)]
    pub reading: ReadingOptions,
}

/// What a process is told that reads a document for another.
#[derive(Debug, Args)]
pub struct WorkerOptions {
    /// The bounds are those for bytes from a network.
    #[arg(long)]
    pub network: bool,
    /// The bounds are those for files of one's own.
    #[arg(long, conflicts_with = "network")]
    pub local: bool,
    /// Take documents from the stream on standard input, and start a process for each.
    #[arg(long)]
    pub supervise: bool,
    /// The document's name.
    #[arg(long)]
    pub name: Option<String>,
    /// How it is read.
    #[command(flatten)]
    pub reading: ReadingOptions,
}

/// Options of `reckon status`.
#[derive(Debug, Args)]
pub struct StatusOptions {
    /// The local socket that the server was given by its option --status
    #[arg(env = "RECKON_STATUS", value_name = "FILE")]
    pub socket: PathBuf,
    /// Print an object
    #[arg(long)]
    pub json: bool,
}

const REPORT: &str = "What is shown";
const CHECKING: &str = "Checks";
const CHANGES: &str = "Changes";
const READING: &str = "How documents are read";
const COUNTING: &str = "How it is counted";
const ELSEWHERE: &str = "Counting by a server";
