//! What a reader has handed over, in one form whatever the pieces, and what has to be true of it.

use std::fmt::Write;

use reckon_extract::{Break, Event, Notice, Scope, Sink};

use crate::DECOMPRESSED_BYTES_MAX;

/// The events, one line each but for texts of a scope that follow each other.
pub struct Said {
    pub log: String,
    /// Whether something is damaged, or was left out because of a limit.
    pub is_cut: bool,
    /// The scope of the last text, if no other event came after it.
    open: Option<Scope>,
    /// The strongest break since the last text; a block has ended before the first.
    gap: Option<Break>,
    /// Whether a document within the file is open.
    is_within: bool,
    text_bytes: usize,
    events: usize,
}

impl Default for Said {
    fn default() -> Self {
        Self {
            log: String::new(),
            is_cut: false,
            open: None,
            gap: Some(Break::Block),
            is_within: false,
            text_bytes: 0,
            events: 0,
        }
    }
}

impl Said {
    /// What comes out has to do with what goes in.
    pub fn check(&self, file_bytes: usize) {
        let bytes = file_bytes + DECOMPRESSED_BYTES_MAX as usize;
        assert!(self.text_bytes <= 8 * bytes, "{} bytes of text of {file_bytes}", self.text_bytes);
        assert!(self.events <= 8 * bytes, "{} events of {file_bytes} bytes", self.events);
        assert!(self.log.len() <= 64 * bytes, "{} bytes are said of {file_bytes}", self.log.len());
    }

    fn line(&mut self, event: &str, what: &str) {
        self.open = None;
        write!(self.log, "\n{event} {what}").expect("memory takes everything");
    }
}

impl Sink for Said {
    fn take(&mut self, event: Event<'_>) {
        self.events += 1;
        let is_cut =
            matches!(event, Event::Failed(_) | Event::Notice(Notice::Damaged(_) | Notice::Limited(_)));
        self.is_cut |= is_cut;
        match event {
            Event::Text(scope, text) => {
                assert!(!text.is_empty(), "an empty text after {}", self.log);
                self.text_bytes += text.len();
                if self.gap.is_some() || self.open != Some(scope) {
                    let gap = match self.gap.take() {
                        Some(Break::Block) => "block of",
                        Some(Break::Line) => "line of",
                        None => "piece of",
                    };
                    self.line(gap, scope.id());
                    self.log.push_str(": ");
                    self.open = Some(scope);
                }
                self.log.push_str(text);
            }
            Event::Break(gap) => self.gap = self.gap.max(Some(gap)),
            Event::Section(level) => {
                assert!(level > 0, "a section of no level");
                assert_eq!(self.gap, Some(Break::Block), "a section within a block: {}", self.log);
                self.line("section", &level.to_string());
            }
            Event::Document(name) => {
                (self.gap, self.is_within) = (Some(Break::Block), true);
                self.line("document", name);
            }
            Event::Failed(why) => {
                assert!(self.is_within, "nothing has failed: {}", self.log);
                (self.gap, self.is_within) = (Some(Break::Block), false);
                self.line("failed", why);
            }
            Event::End => {
                (self.gap, self.is_within) = (Some(Break::Block), false);
                self.line("end", "");
            }
            Event::Stated(stated) => self.line(stated.what, &stated.number.to_string()),
            Event::Notice(Notice::Damaged(what)) => self.line("damaged", what),
            Event::Notice(Notice::Limited(what)) => self.line("limited", what),
            Event::Notice(Notice::Misnamed(what)) => self.line("misnamed", what),
            Event::Notice(Notice::LeftOut(what)) => self.line("left out", what),
        }
    }
}
