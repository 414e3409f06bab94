//! How a document is counted: here, or by a server.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Result, anyhow};
use reckon_extract::{Format, Scope, Tallied, Tally};
use reckon_proto::document::{Counted, Extension, Opening, Request};
use reckon_stats::{Counted as Groups, Document, Language, Options, Report, Scan, scan_document};

use super::jobs::{self, PART_BYTES, Share};
use super::needs::Needs;
use crate::cli::{DOCS_PORT, StatsOptions};
use crate::command::input::Input;
use crate::command::source::{self, Opened};
use crate::render::structure::{Structure, Unread};
use crate::shell::address::Server;
use crate::shell::ask::Upload;
use crate::shell::random;

/// What came of a file, or of one of several documents within a file.
pub struct Found {
    /// The name of the document within the file.
    pub name: Option<String>,
    /// What is in it.
    pub content: Content,
    /// Remarks.
    pub notices: Vec<String>,
}

/// What is in a file, or in a document within a file.
pub enum Content {
    /// It was counted.
    Counted(Box<Numbers>),
    /// It could not be read, and why.
    Failed(String),
    /// Other documents and nothing else.
    Others,
}

/// What was counted of a document.
pub struct Numbers {
    /// What counts.
    pub scan: Scan,
    /// Its report.
    pub report: Report,
    /// What it is made of, if that is needed; none where only a server knows.
    pub structure: Option<Structure>,
}

impl Content {
    fn counted(scan: Scan, structure: Option<Structure>, options: &StatsOptions, needs: &Needs) -> Self {
        let report = needs.report(&scan, options.top);
        Self::Counted(Box::new(Numbers { scan, report, structure }))
    }
}

/// Counts what is in a file, as much of it as is needed. The memory holds its beginning, and may be used for one file
/// after the other.
///
/// # Errors
/// It cannot be read.
pub fn count(
    path: &Path,
    options: &StatsOptions,
    needs: &Needs,
    share: Share,
    memory: &mut Vec<u8>,
) -> Result<Vec<Found>> {
    let Needs { scopes, counted, has_structure, .. } = *needs;
    let language = needs.language(options.language);
    let document = match source::open(path, options.max_bytes, &options.reading, memory)? {
        Opened::Plain(input) if scopes.has(Scope::Body) => {
            let input = if share.is_alone { input } else { input.quiet() };
            let scan = count_plain(input, language, counted, share, |_| {})?;
            let structure = has_structure.then(|| Structure::of_text(&scan, options.sections));
            let content = Content::counted(scan, structure, options, needs);
            return Ok(vec![Found { name: None, content, notices: vec![] }]);
        }
        Opened::Plain(mut input) => {
            let mut bytes = vec![];
            input.read_all(|piece| {
                bytes.extend_from_slice(piece);
                Ok(())
            })?;
            source::Document::in_memory(bytes, Format::Text)
        }
        Opened::Document(document) => document,
    };
    let mut tally = Tally::new(language, counting(counted), scopes, options.sections);
    if !has_structure {
        tally = tally.without_scopes();
    }
    let found = document.read(&options.reading, &mut tally)?;
    let found = tally.finish().into_iter().map(|tallied| match tallied {
        Tallied::Document(statistics) => {
            let structure = has_structure.then(|| Structure::new(found, &statistics, scopes));
            let content = Content::counted(statistics.scan, structure, options, needs);
            Found { name: statistics.name, content, notices: statistics.notices }
        }
        Tallied::Failed(name, why) => {
            Found { name: Some(name), content: Content::Failed(why), notices: vec![] }
        }
        Tallied::Container(notices) => Found { name: None, content: Content::Others, notices },
    });
    Ok(found.collect())
}

/// All documents of a file as one, and the remarks about them: also about those that cannot be read.
///
/// # Errors
/// None of them can be read: then there is no number, and not 0 words.
pub fn all_as_one(tallied: Vec<Tallied>) -> Result<(Scan, Vec<String>)> {
    let mut all = Scan::default();
    let mut notices = vec![];
    let (mut is_any_read, mut failure) = (false, None);
    for tallied in tallied {
        match tallied {
            Tallied::Document(statistics) => {
                is_any_read = true;
                all.merge(&statistics.scan);
                notices.extend(statistics.notices);
            }
            Tallied::Failed(name, why) => {
                notices.push(format!("not counted: {name}: {why}"));
                failure.get_or_insert_with(|| format!("{name}: {why}"));
            }
            Tallied::Container(remarks) => notices.extend(remarks),
        }
    }
    match failure {
        Some(failure) if !is_any_read => Err(anyhow!(failure)),
        _ => Ok((all, notices)),
    }
}

/// How it is counted. Who writes a document must not know the seed.
fn counting(counted: Groups) -> Options {
    Options { counted, seed: random::seed(), ..Options::default() }
}

/// Counts a plain text. `look` is shown all its pieces in order.
///
/// # Errors
/// It cannot be read.
pub fn count_plain(
    mut input: Input<'_>,
    language: Option<Language>,
    counted: Groups,
    share: Share,
    mut look: impl FnMut(&[u8]) + Send,
) -> Result<Scan> {
    let how = counting(counted);
    if let Some(text) = input.whole() {
        look(text);
        return Ok(scan_document(language, how, text));
    }
    let length = input.length()?;
    let threads = share.threads(length);
    if threads > 1 {
        return jobs::count(language, how, threads, PART_BYTES, length, |buffer| {
            let length = input.read(buffer)?;
            look(&buffer[..length]);
            Ok(length)
        });
    }
    let mut document = Document::new(language, how);
    input.read_all(|piece| {
        look(piece);
        document.update(piece);
        Ok(())
    })?;
    Ok(document.finish())
}

/// Has a server count it.
///
/// # Errors
/// It cannot be read, or the server fails.
pub fn ask(path: &Path, options: &StatsOptions, needs: &Needs) -> Result<Vec<Found>> {
    let mut memory = vec![];
    let opened = source::open(path, options.max_bytes, &options.reading, &mut memory)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let extension = Extension::of_name(name);
    let language = needs.language(options.language);
    let opening = Opening { request: Request::Documents, language, counted: needs.counted, extension };
    let mut upload = Upload::scan(&servers(options)?, options.timeout.0, opening)?;
    let is_plain = matches!(opened, Opened::Plain(_));
    match opened {
        Opened::Plain(mut input) => input.read_all(|piece| upload.send(piece))?,
        Opened::Document(document) => document.each_piece(|piece| upload.send(piece))?,
    }
    let documents = upload.finish(is_plain)?;
    let found = documents.into_iter().map(|Counted { name, scan, about, .. }| {
        let Some(scan) = scan else {
            let Unread { why, notices } = serde_json::from_str(&about).unwrap_or_default();
            return Found { name, content: why.map_or(Content::Others, Content::Failed), notices };
        };
        let structure: Option<Structure> = serde_json::from_str(&about).ok();
        let notices = structure.as_ref().map(|structure| structure.notices.clone()).unwrap_or_default();
        Found { name, content: Content::counted(scan, structure, options, needs), notices }
    });
    Ok(found.collect())
}

/// Asks a server for the two classic numbers, characters and words.
///
/// # Errors
/// It cannot be read, or the server fails.
pub fn ask_classic(path: &Path, options: &StatsOptions) -> Result<(u64, u64)> {
    let mut memory = vec![];
    let mut input = Input::open(path, options.max_bytes, &mut memory)?;
    let mut upload = Upload::classic(&servers(options)?, options.timeout.0)?;
    input.read_all(|piece| upload.send(piece))?;
    upload.finish()
}

fn servers(options: &StatsOptions) -> Result<Vec<SocketAddr>> {
    options.server.clone().unwrap_or_else(Server::localhost).resolve(DOCS_PORT)
}
