//! Exchange scripts: who sends what to a door, what comes back, and when. They are the specification of a protocol,
//! in plain text.
//!
//! This file reads them and knows nothing of our protocols, so that every runner can include it: one plays the
//! scripts against a machine in simulated time, another against a server on a socket.
//!
//! ```text
//! script  = title *( blank / comment / door / limit / source / step )   one a line; "#" begins a comment
//! title   = "#" text                      the first line: the rule that the script shows, as a sentence
//! door    = "door" name                   one of `Door`; once, before the first step
//! limit   = "limit" field value           overrides a limit of the server: a number, or a time such as 300ms or 2s
//! source  = peer "from" address           this peer sends from here: 203.0.113.5:4000 (UDP)
//! step    = peer ">" bytes                the peer sends one datagram, or bytes on its connection
//!         / peer "<" bytes                the next that the peer receives is exactly this datagram, or these bytes
//!         / peer "<" bytes "..."          … begins with this; of a stream the rest of the line is passed over
//!         / peer "<" "report" bytes       … is the report of a document of these bytes (TCP)
//!         / peer "<" "scan" [ "language=" code ] [ "counted=" groups ] bytes   … is its encoded scan (TCP)
//!         / peer "holds" bytes            among what the peer has received, and not read, are these bytes (TCP)
//!         / [peer] "silence"              the peer, or every peer, has received no more than was read
//!         / "at" time                     time moves on to this moment since the beginning of the script
//!         / "flood" count bytes           so many strangers each send this datagram; nobody reads the answers (UDP)
//!         / peer "open"                   connects (TCP)
//!         / peer "eof"                    closes its sending side (TCP)
//!         / peer "closed"                 the server has closed its side, after all that was read (TCP)
//! peer    = upper-case letter *( letter / digit )
//! time    = number ( "ms" / "s" )
//! bytes   = 1*( ( 2*hex digit / string ) ["*" count] )          one after another; "" for none
//! string  = <"> any text, with \n \r \t \\ \" \xNN <">
//! ```
//! A script ends with nothing unread: no datagram, no byte, and no close that it does not mention.
#![allow(dead_code, reason = "each runner that includes this file uses a part of it")]

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// A parsed script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its path below the folder of scripts, for messages.
    pub name: String,
    /// The rule that it shows.
    pub title: String,
    /// Where its peers go.
    pub door: Door,
    /// Limits that it overrides. A script that has any can only be simulated.
    pub limits: Vec<Limit>,
    /// Addresses of peers. A script that has any can only be simulated.
    pub sources: Vec<Source>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A door of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `calculator-udp`
    CalculatorUdp,
    /// `calculator-tcp`
    CalculatorTcp,
    /// `coap`, on UDP
    Coap,
    /// `documents`, on TCP
    Documents,
    /// `ipkcp-udp`
    IpkcpUdp,
    /// `ipkcp-tcp`
    IpkcpTcp,
    /// `dns-udp`
    DnsUdp,
    /// `dns-tcp`
    DnsTcp,
}

impl Door {
    /// Whether its peers send datagrams.
    #[must_use]
    pub fn is_udp(self) -> bool {
        matches!(self, Self::CalculatorUdp | Self::Coap | Self::IpkcpUdp | Self::DnsUdp)
    }
}

/// A line `limit field value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The line of the script, from 1.
    pub line: usize,
    /// The name of the field.
    pub field: String,
    /// Its value in this script, as the server reads it.
    pub value: String,
}

/// A line `A from address`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The line of the script, from 1.
    pub line: usize,
    /// The peer's name.
    pub peer: String,
    /// Where its datagrams come from.
    pub address: SocketAddr,
}

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line of the script, from 1.
    pub line: usize,
    /// What happens.
    pub action: Action,
}

/// What happens in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `A> bytes`
    Send { peer: String, bytes: Vec<u8> },
    /// `A< bytes`, `A< bytes...`, `A< report bytes`, `A< scan bytes`
    Receive { peer: String, expected: Expected },
    /// `A holds bytes`
    Holds { peer: String, bytes: Vec<u8> },
    /// `A silence`, or `silence` for everybody
    Silence { peer: Option<String> },
    /// `at time`
    At(Duration),
    /// `flood count bytes`
    Flood { count: usize, bytes: Vec<u8> },
    /// `A open`
    Open { peer: String },
    /// `A eof`
    Eof { peer: String },
    /// `A closed`
    Closed { peer: String },
}

impl Action {
    /// The peer that does it, or to whom it happens; `None` where it is nobody or everybody.
    #[must_use]
    pub fn peer(&self) -> Option<&str> {
        match self {
            Self::Send { peer, .. }
            | Self::Receive { peer, .. }
            | Self::Holds { peer, .. }
            | Self::Open { peer }
            | Self::Eof { peer }
            | Self::Closed { peer } => Some(peer),
            Self::Silence { peer } => peer.as_deref(),
            Self::At(_) | Self::Flood { .. } => None,
        }
    }
}

/// What a peer receives next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The bytes; of a report or a scan, the document.
    pub bytes: Vec<u8>,
    /// How the answer follows from them.
    pub form: Form,
}

/// How an answer follows from the bytes of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is the bytes.
    Exact,
    /// It begins with them; more may follow in the same datagram or line.
    Prefix,
    /// It is the report of a document of these bytes.
    Report,
    /// It is the encoded scan of a document of these bytes, in the language of this code, or its own, with these groups
    /// of numbers, or all of them.
    Scan { language: Option<String>, counted: Option<String> },
}

/// How far a stream fulfils an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamMatch {
    /// It does, with so many bytes at its beginning.
    Yes(usize),
    /// Not yet.
    NeedsMore,
    /// It never will.
    No,
}

impl Expected {
    /// Whether the answer is still to be made of a document. A runner does that by what it knows of documents.
    #[must_use]
    pub fn is_of_document(&self) -> bool {
        matches!(self.form, Form::Report | Form::Scan { .. })
    }

    /// Whether a datagram is the expected one.
    #[must_use]
    pub fn matches_datagram(&self, payload: &[u8]) -> bool {
        match self.form {
            Form::Prefix => payload.starts_with(&self.bytes),
            Form::Exact => payload == self.bytes,
            Form::Report | Form::Scan { .. } => false,
        }
    }

    /// Compares the unread bytes of a stream.
    #[must_use]
    pub fn matches_stream(&self, unread: &[u8]) -> StreamMatch {
        let Some(rest) = unread.strip_prefix(self.bytes.as_slice()) else {
            return if self.bytes.starts_with(unread) { StreamMatch::NeedsMore } else { StreamMatch::No };
        };
        if self.form == Form::Exact {
            return StreamMatch::Yes(self.bytes.len());
        }
        match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) => StreamMatch::Yes(self.bytes.len() + end + 1),
            None => StreamMatch::NeedsMore,
        }
    }
}

/// Whether bytes are somewhere in a stream.
#[must_use]
pub fn holds(unread: &[u8], bytes: &[u8]) -> bool {
    unread.windows(bytes.len().max(1)).any(|window| window == bytes)
}

/// In the script's own notation.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Report => f.write_str("report ")?,
            Form::Scan { language, counted } => {
                f.write_str("scan ")?;
                language.iter().try_for_each(|language| write!(f, "language={language} "))?;
                counted.iter().try_for_each(|counted| write!(f, "counted={counted} "))?;
            }
            Form::Exact | Form::Prefix => {}
        }
        f.write_str(&show(&self.bytes))?;
        f.write_str(if self.form == Form::Prefix { "..." } else { "" })
    }
}

/// Bytes in the script's own notation; of many, the first only.
#[must_use]
pub fn show(bytes: &[u8]) -> String {
    const SHOWN_MAX: usize = 300;
    let mut shown = String::from("\"");
    for chunk in bytes.get(..SHOWN_MAX).unwrap_or(bytes).utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => shown.push_str("\\n"),
                '\r' => shown.push_str("\\r"),
                '\t' => shown.push_str("\\t"),
                '"' | '\\' => shown.extend(['\\', c]),
                c if c.is_control() => shown.push_str(&format!("\\x{:02x}", u32::from(c))),
                c => shown.push(c),
            }
        }
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    shown.push('"');
    if bytes.len() > SHOWN_MAX {
        shown.push_str(&format!(" and so on ({} bytes)", bytes.len()));
    }
    shown
}

/// Reads all the scripts (`*.txt`) in a folder and below it, in the order of their names.
///
/// # Errors
/// A file cannot be read or is no script, or there is none at all: a message for people.
pub fn read_scripts(folder: &Path) -> Result<Vec<Script>, String> {
    let mut scripts = Vec::new();
    read_folder(folder, "", &mut scripts)?;
    if scripts.is_empty() {
        return Err(format!("{}: no exchange scripts here", folder.display()));
    }
    scripts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(scripts)
}

fn read_folder(folder: &Path, above: &str, scripts: &mut Vec<Script>) -> Result<(), String> {
    let unreadable = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{above}{file}");
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), scripts)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            scripts.push(Script::parse(&name, &text)?);
        }
    }
    Ok(())
}

impl Script {
    /// Parses the text of a script.
    ///
    /// # Errors
    /// The text is no script: a message that begins with `name:line: `.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let title = text.lines().next().unwrap_or_default();
        let title = title.strip_prefix('#').map(str::trim).filter(|title| title.ends_with('.'));
        let title = title.ok_or_else(|| format!("{name}:1: the first line is '# ' and a sentence"))?;
        let mut door = None;
        let mut script = Self {
            name: name.to_string(),
            title: title.to_string(),
            door: Door::CalculatorUdp,
            limits: Vec::new(),
            sources: Vec::new(),
            steps: Vec::new(),
        };
        for (text, line) in text.lines().zip(1..) {
            script.parse_line(line, text, &mut door).map_err(|error| format!("{name}:{line}: {error}"))?;
        }
        script.door = door.ok_or_else(|| format!("{name}:1: the script names no door"))?;
        Ok(script)
    }

    /// Whether the script asks for what a real socket cannot have: limits of its own, or foreign addresses.
    #[must_use]
    pub fn is_only_simulated(&self) -> bool {
        !self.limits.is_empty() || !self.sources.is_empty()
    }

    /// A message about a line of this script.
    #[must_use]
    pub fn complaint(&self, line: usize, message: impl fmt::Display) -> String {
        format!("{}:{line}: {message}", self.name)
    }

    fn parse_line(&mut self, line: usize, text: &str, door: &mut Option<Door>) -> Result<(), String> {
        let mut reader = Reader { rest: text };
        let Some(word) = reader.word() else { return reader.end() };
        match (word, *door) {
            ("door", None) => {
                *door = Some(match reader.expect_word("a door")? {
                    "calculator-udp" => Door::CalculatorUdp,
                    "calculator-tcp" => Door::CalculatorTcp,
                    "coap" => Door::Coap,
                    "documents" => Door::Documents,
                    "ipkcp-udp" => Door::IpkcpUdp,
                    "ipkcp-tcp" => Door::IpkcpTcp,
                    "dns-udp" => Door::DnsUdp,
                    "dns-tcp" => Door::DnsTcp,
                    other => return Err(format!("there is no door '{other}'")),
                });
            }
            ("door", Some(_)) => return Err(String::from("the script has two doors")),
            ("limit", _) => {
                let field = reader.expect_word("the name of a limit")?.to_string();
                let value = reader.expect_word("a value")?.to_string();
                self.limits.push(Limit { line, field, value });
            }
            (_, None) => return Err(String::from("a door comes before the first step")),
            (_, Some(door)) => {
                let action = self.parse_step(line, word, &mut reader, door)?;
                self.steps.extend(action.map(|action| Step { line, action }));
            }
        }
        reader.end()
    }

    /// Parses what begins with `word`: a step, or a source, which is none.
    fn parse_step(
        &mut self,
        line: usize,
        word: &str,
        reader: &mut Reader<'_>,
        door: Door,
    ) -> Result<Option<Action>, String> {
        let is_udp = door.is_udp();
        let only =
            |door: bool, action| if door { Ok(Some(action)) } else { Err(String::from("not at this door")) };
        match word {
            "silence" => return Ok(Some(Action::Silence { peer: None })),
            "at" => {
                let time = reader.expect_word("a time")?;
                let time =
                    parse_time(time).ok_or_else(|| format!("'{time}' is no time such as 300ms or 2s"))?;
                let before = self.steps.iter().rev().find_map(|step| match step.action {
                    Action::At(time) => Some(time),
                    _ => None,
                });
                return match before {
                    Some(before) if before >= time => Err(String::from("time only moves on")),
                    _ => Ok(Some(Action::At(time))),
                };
            }
            "flood" => {
                let count = reader.expect_word("a count")?;
                let count = count.parse().map_err(|_| format!("'{count}' is no count"))?;
                return only(is_udp, Action::Flood { count, bytes: reader.bytes()? });
            }
            _ => {}
        }
        let peer = peer_name(word)?;
        let verb = reader.expect_word("what the peer does")?;
        match verb {
            ">" => Ok(Some(Action::Send { peer, bytes: reader.bytes()? })),
            "<" => {
                let expected = reader.expected()?;
                if expected.is_of_document() && door != Door::Documents {
                    return Err(String::from("not at this door"));
                }
                if expected.bytes.is_empty() && expected.form == Form::Exact && !is_udp {
                    return Err(String::from("no bytes cannot be awaited on a stream"));
                }
                Ok(Some(Action::Receive { peer, expected }))
            }
            "holds" => only(!is_udp, Action::Holds { peer, bytes: reader.bytes()? }),
            "silence" => Ok(Some(Action::Silence { peer: Some(peer) })),
            "open" => only(!is_udp, Action::Open { peer }),
            "eof" => only(!is_udp, Action::Eof { peer }),
            "closed" => only(!is_udp, Action::Closed { peer }),
            "from" if is_udp => {
                let address = reader.expect_word("an address")?;
                let address = address.parse().map_err(|_| format!("'{address}' is no address and port"))?;
                self.sources.push(Source { line, peer, address });
                Ok(None)
            }
            other => Err(format!("'{other}' is nothing that a peer does at this door")),
        }
    }
}

fn peer_name(word: &str) -> Result<String, String> {
    if word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(word.to_string());
    }
    Err(format!("'{word}' is neither a step nor the name of a peer, which has a capital letter"))
}

fn parse_time(word: &str) -> Option<Duration> {
    match word.strip_suffix("ms") {
        Some(number) => number.parse().ok().map(Duration::from_millis),
        None => word.strip_suffix('s')?.parse().ok().map(Duration::from_secs),
    }
}

/// The rest of a line.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// The next word, if the line has one. `>` and `<` are words of their own, also right after a peer.
    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            return None;
        }
        let end = match rest.starts_with(['<', '>']) {
            true => 1,
            false => rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(rest.len()),
        };
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        Some(word)
    }

    fn expect_word(&mut self, what: &str) -> Result<&'a str, String> {
        self.word().ok_or_else(|| format!("expected {what}, found the end of the line"))
    }

    /// Passes over a mark, if it is next.
    fn take(&mut self, mark: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Nothing but a comment may follow.
    fn end(&mut self) -> Result<(), String> {
        self.word().map_or(Ok(()), |word| Err(format!("did not expect '{word}' here")))
    }

    fn expected(&mut self) -> Result<Expected, String> {
        let mut form = if self.take("report ") {
            Form::Report
        } else if self.take("scan ") {
            let language = if self.take("language=") { self.word().map(str::to_string) } else { None };
            let counted = if self.take("counted=") { self.word().map(str::to_string) } else { None };
            Form::Scan { language, counted }
        } else {
            Form::Exact
        };
        let bytes = self.bytes()?;
        if form == Form::Exact && self.take("...") {
            form = Form::Prefix;
        }
        Ok(Expected { bytes, form })
    }

    fn bytes(&mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut any = false;
        loop {
            let rest = self.rest.trim_start();
            let token = if let Some(rest) = rest.strip_prefix('"') {
                self.rest = rest;
                self.string()?
            } else if let Some(byte) = hex_byte(rest) {
                self.rest = rest.get(2..).unwrap_or_default();
                vec![byte]
            } else if any {
                return Ok(bytes);
            } else {
                return Err(String::from("expected bytes: two hexadecimal digits, or a \"string\""));
            };
            any = true;
            let mut count = 1;
            if let Some(rest) = self.rest.strip_prefix('*') {
                let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let (number, rest) = rest.split_at(digits);
                count = number.parse().map_err(|_| String::from("expected a count after '*'"))?;
                self.rest = rest;
            }
            bytes.extend(token.repeat(count));
        }
    }

    /// The rest of a string whose opening quotation mark was read.
    fn string(&mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut chars = self.rest.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    self.rest = chars.as_str();
                    return Ok(bytes);
                }
                '\\' => bytes.push(match chars.next() {
                    Some('n') => b'\n',
                    Some('r') => b'\r',
                    Some('t') => b'\t',
                    Some(c @ ('"' | '\\')) => c as u8,
                    Some('x') => {
                        let rest = chars.as_str();
                        let byte = hex_byte(rest).ok_or("expected two hexadecimal digits after \\x")?;
                        chars = rest.get(2..).unwrap_or_default().chars();
                        byte
                    }
                    _ => return Err(String::from("an escape is one of \\n \\r \\t \\\\ \\\" \\xNN")),
                }),
                c => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
        Err(String::from("the string has no closing quotation mark"))
    }
}

/// The byte that two hexadecimal digits at the beginning of a text spell.
fn hex_byte(text: &str) -> Option<u8> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}
