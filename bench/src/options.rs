//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use reckon_cli::cli::Seconds;

use crate::udp::workload::Workload;

/// Measures Reckon against the limits of this machine, and checks every answer.
#[derive(Debug, Parser)]
#[command(name = "reckon-bench", version)]
pub struct Cli {
    /// What to measure.
    #[command(subcommand)]
    pub command: Command,
}

/// The measurements.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The calculator's UDP doors under load, beside an echo server and others who answer the same
    Udp(UdpOptions),
    /// The latency of the UDP door for one question at a time, beside an echo server
    Ping(PingOptions),
    /// The document door and the line door, beside a server that sums every byte
    Tcp(TcpOptions),
    /// The statistics in this process, layer by layer, beside others who count the same
    Stats(StatsOptions),
    /// What is read of documents of other formats, beside their known text and what others read
    Formats(FormatsOptions),
    /// A folder of small files, beside reading every byte of them
    Folder(FolderOptions),
    /// Sentences and words beside treebanks of Universal Dependencies: precision, recall and F1
    Ud(UdOptions),
    /// The syllables of all words of CMUdict, each of which must have those of its first pronunciation there
    Syllables(SyllablesOptions),
    /// The echo server that `udp` and `ping` start
    #[command(hide = true)]
    EchoServer {
        /// Take and give datagrams that travel together at once
        #[arg(long)]
        gso: bool,
    },
    /// The program that `folder` starts beside ours
    #[command(hide = true)]
    ReadFolder {
        /// Threads
        #[arg(long)]
        jobs: usize,
        /// What to read
        folder: PathBuf,
    },
    /// The server that `tcp` starts
    #[command(hide = true)]
    SinkServer,
}

/// Options of all measurements that start servers.
#[derive(Debug, Args)]
pub struct ServerOptions {
    /// The program to measure; otherwise the one beside this one, from the same `cargo build`
    #[arg(long, value_name = "PATH")]
    pub reckon: Option<PathBuf>,
    /// How often everything is measured; the tables show medians
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Append the tables to the records in bench/record
    #[arg(long)]
    pub record: bool,
}

/// Options of `udp`.
#[derive(Debug, Args)]
pub struct UdpOptions {
    /// Options of all servers.
    #[command(flatten)]
    pub server: ServerOptions,
    /// What to ask; echo is always measured with it, in datagrams of the same length
    #[arg(long, value_delimiter = ',',
          default_values_t = [Workload::Text, Workload::Random, Workload::Classic, Workload::Ipkcp,
                              Workload::Coap, Workload::Dns])]
    pub workloads: Vec<Workload>,
    /// Leave out the peers, which otherwise are measured where they are installed
    #[arg(long)]
    pub no_peers: bool,
    /// Send what is due on a socket as one datagram that the kernel cuts up (UDP_SEGMENT), so that no server is
    /// faster than the generator
    #[arg(long)]
    pub gso_out: bool,
    /// The same, and take answers that have come together at once (UDP_GRO); echo does so as well
    #[arg(long, conflicts_with = "gso_out")]
    pub gso: bool,
    /// Sockets to ask from
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub sockets: u16,
    /// Questions in flight on each socket
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    pub window: u16,
    /// Ask so many questions a second, answered or not, instead of keeping the window full
    #[arg(long, value_name = "QUESTIONS/S", conflicts_with = "window",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Length of one measurement
    #[arg(long, default_value_t = Seconds(std::time::Duration::from_secs(1)))]
    pub seconds: Seconds,
}

/// Options of `ping`.
#[derive(Debug, Args)]
pub struct PingOptions {
    /// Options of all servers.
    #[command(flatten)]
    pub server: ServerOptions,
    /// Length of one measurement
    #[arg(long, default_value_t = Seconds(std::time::Duration::from_secs(1)))]
    pub seconds: Seconds,
}

/// Options of `tcp`.
#[derive(Debug, Args)]
pub struct TcpOptions {
    /// Options of all servers.
    #[command(flatten)]
    pub server: ServerOptions,
    /// Length of each document in units of 10^9 bytes
    #[arg(long, value_name = "GIGABYTES", default_value_t = 2.0, value_parser = positive)]
    pub gb: f64,
    /// Expressions for the line door in each round, rounded up to a whole block
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000_000,
          value_parser = clap::value_parser!(u64).range(1..))]
    pub lines: u64,
}

/// Options of `stats`.
#[derive(Debug, Args)]
pub struct StatsOptions {
    /// Texts in UTF-8 to count beside the built-in one
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Texts in UTF-8, or treebanks (.conllu), of which one text is mixed: some paragraphs of each in turn, none twice
    #[arg(long, value_name = "FILE", num_args = 2..)]
    pub mix: Vec<PathBuf>,
    /// How often everything is measured; the tables show medians
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Each text is also repeated up to so many megabytes (10^6 bytes); a mixed one is not
    #[arg(long, value_name = "MEGABYTES", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub megabytes: u32,
    /// The program whose start and whose threads are measured; otherwise the one beside this one
    #[arg(long, value_name = "PATH")]
    pub reckon: Option<PathBuf>,
    /// The Python of the peers that are written in it
    #[arg(long, value_name = "PATH", default_value = "python3")]
    pub python: PathBuf,
    /// Append the tables to the records in bench/record
    #[arg(long)]
    pub record: bool,
}

/// Options of `formats`.
#[derive(Debug, Args)]
pub struct FormatsOptions {
    /// Folders with documents; a text with the whole name of a document before `.txt` is what is known of it. Otherwise
    /// the samples of the sources
    #[arg(value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// Leave out the peers, which otherwise are measured where they are installed
    #[arg(long)]
    pub no_peers: bool,
    /// List so many documents on which a peer agrees least with Reckon
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub worst: usize,
    /// Append the tables to the records in bench/record
    #[arg(long)]
    pub record: bool,
}

/// Options of `folder`.
#[derive(Debug, Args)]
pub struct FolderOptions {
    /// A text in UTF-8 of which the files are made, instead of the built-in one
    #[arg(value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// How many files there are, of 1 to 4 KB each
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub files: u32,
    /// One in so many is Markdown
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub markdown: u32,
    /// Threads of everybody; otherwise as many as there are cores
    #[arg(long)]
    pub jobs: Option<usize>,
    /// How often everything is measured; the tables show medians
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// The program to measure; otherwise the one beside this one, from the same `cargo build`
    #[arg(long, value_name = "PATH")]
    pub reckon: Option<PathBuf>,
    /// Append the table to the records in bench/record
    #[arg(long)]
    pub record: bool,
}

/// Options of `ud`.
#[derive(Debug, Args)]
pub struct UdOptions {
    /// Treebanks in the format CoNLL-U
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The language of all of them, an ISO 639 code; otherwise the beginning of each file's name tells it
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Show each wrong end of a sentence: + is one too many, - is one that is missing
    #[arg(long)]
    pub errors: bool,
}

/// Options of `syllables`.
#[derive(Debug, Args)]
pub struct SyllablesOptions {
    /// The dictionary: `cmudict/data/cmudict.dict` of the package `cmudict` 1.1.3
    #[arg(value_name = "FILE")]
    pub dictionary: PathBuf,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| "expected a number above 0".to_string())
}
