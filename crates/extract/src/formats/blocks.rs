//! What the readers of documents with marks share: blocks without stray white space, and what stands aside from them.

use std::collections::HashSet;

use crate::event::{Break, Event, Sink};
use crate::scope::Scope;

/// Text on its way to a sink.
///
/// Soft hyphens are taken out, and white space at the beginning of a block but for listings. What stands aside, such as
/// a text box within a paragraph, is kept and follows after the block that it belongs to.
pub(crate) struct Blocks<'a> {
    sink: &'a mut dyn Sink,
    kept: Recording,
    /// How many things that stand aside are within each other here.
    aside: usize,
    /// Whether what stands aside waits for more than the end of the block.
    is_held: bool,
    /// Whether the block has no text yet: of the text, and of what stands aside.
    is_at_start: [bool; 2],
    has_text: bool,
    /// The scope of the last text in the block, and as bits those whose text ended within a word.
    last: [Option<Scope>; 2],
    within_word: [u32; 2],
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink) -> Self {
        Self {
            sink,
            kept: Recording::default(),
            aside: 0,
            is_held: false,
            is_at_start: [true; 2],
            has_text: false,
            last: [None; 2],
            within_word: [0; 2],
        }
    }

    /// Whether there was any text.
    pub(crate) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Whether the block has no text yet.
    pub(crate) fn is_at_start(&self) -> bool {
        self.is_at_start[usize::from(self.aside > 0)]
    }

    /// A piece of text as it is, but for soft hyphens.
    pub(crate) fn text(&mut self, scope: Scope, text: &str) {
        let text = if self.is_at_start() && scope != Scope::Code {
            text.trim_start_matches([' ', '\t', '\n', '\r'])
        } else {
            text
        };
        if text.is_empty() {
            return;
        }
        let lane = usize::from(self.aside > 0);
        if self.is_at_start[lane] {
            (self.last[lane], self.within_word[lane]) = (None, 0);
        }
        self.is_at_start[lane] = false;
        self.has_text = true;
        // Two formulas or two deletions of a block are no one word, though they follow each other where the rest is
        // left out.
        let bit = 1 << scope as u32;
        let is_apart = self.last[lane] != Some(scope) && !scope.counts() && self.within_word[lane] & bit != 0;
        if is_apart && !text.starts_with(char::is_whitespace) {
            self.take(Event::Text(scope, " "));
        }
        self.last[lane] = Some(scope);
        self.within_word[lane] &= !bit;
        if !text.ends_with(char::is_whitespace) {
            self.within_word[lane] |= bit;
        }
        if text.contains(SOFT_HYPHEN) {
            text.split(SOFT_HYPHEN)
                .filter(|piece| !piece.is_empty())
                .for_each(|piece| self.take(Event::Text(scope, piece)));
        } else {
            self.take(Event::Text(scope, text));
        }
    }

    /// A piece of text in which line feeds and tabs mean no more than spaces.
    pub(crate) fn spaced(&mut self, scope: Scope, text: &str) {
        if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r' | b'\t')) {
            self.text(scope, &text.replace(['\n', '\r', '\t'], " "));
        } else {
            self.text(scope, text);
        }
    }

    /// A block of its own.
    pub(crate) fn paragraph(&mut self, scope: Scope, text: &str) {
        self.block();
        self.spaced(scope, text.trim());
        self.block();
    }

    /// The end of a line. Within what does not count it is a space, for it must not part what does.
    pub(crate) fn line(&mut self, scope: Scope) {
        if matches!(scope, Scope::Deleted | Scope::Inserted | Scope::Hidden) {
            self.text(scope, " ");
        } else if !self.is_at_start() {
            self.take(Event::Break(Break::Line));
        }
    }

    /// The end of a block; what stood aside of it follows.
    pub(crate) fn block(&mut self) {
        if !self.is_at_start() {
            self.take(Event::Break(Break::Block));
            self.is_at_start[usize::from(self.aside > 0)] = true;
        }
        if self.aside == 0 && !self.is_held && !self.kept.is_empty() {
            self.kept.replay(self.sink, None);
            self.kept = Recording::default();
        }
    }

    /// A section begins.
    pub(crate) fn section(&mut self, level: u8) {
        self.block();
        self.take(Event::Section(level.max(1)));
    }

    /// What follows stands aside of the block that is open.
    pub(crate) fn step_aside(&mut self) {
        if self.aside > 0 {
            self.block();
        }
        self.aside += 1;
    }

    /// The end of what stood aside.
    pub(crate) fn step_back(&mut self) {
        self.block();
        self.aside = self.aside.saturating_sub(1);
        if self.aside == 0 && self.is_at_start() {
            self.block();
        }
    }

    /// What stands aside waits until it is released, such as all of a slide until its title is there.
    pub(crate) fn hold(&mut self) {
        self.block();
        self.is_held = true;
    }

    /// What was held follows now.
    pub(crate) fn release(&mut self) {
        self.is_held = false;
        self.block();
    }

    /// A block that stands aside, of what was recorded; in a scope of its own where that is given.
    pub(crate) fn insert(&mut self, recording: &Recording, scope: Option<Scope>) {
        self.step_aside();
        self.has_text |= !recording.is_empty();
        recording.replay(&mut self.kept, scope);
        self.step_back();
    }

    /// Whatever is no text.
    pub(crate) fn take(&mut self, event: Event<'_>) {
        if self.aside > 0 { self.kept.take(event) } else { self.sink.take(event) }
    }
}

const SOFT_HYPHEN: char = '\u{ad}';

/// Events that are kept to be handed over later: texts, breaks and sections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
enum Piece {
    /// Up to where in the text.
    Text(Scope, usize),
    Break(Break),
    Section(u8),
}

impl Recording {
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Hands it over; in one scope and without sections where one is given.
    pub(crate) fn replay(&self, sink: &mut dyn Sink, scope: Option<Scope>) {
        let mut start = 0;
        for &piece in &self.pieces {
            match piece {
                Piece::Text(own, end) => {
                    sink.take(Event::Text(
                        scope.unwrap_or(own),
                        self.text.get(start..end).unwrap_or_default(),
                    ));
                    start = end;
                }
                Piece::Break(strength) => sink.take(Event::Break(strength)),
                Piece::Section(level) if scope.is_none() => sink.take(Event::Section(level)),
                Piece::Section(_) => {}
            }
        }
    }

    /// Hands over its blocks, of those that are the same only the first; what is at the top of several kinds of pages
    /// often is.
    pub(crate) fn replay_distinct(&self, sink: &mut dyn Sink) {
        let (mut seen, mut block, mut start) = (HashSet::new(), Recording::default(), 0);
        for &piece in &self.pieces {
            match piece {
                Piece::Text(scope, end) => {
                    block.take(Event::Text(scope, self.text.get(start..end).unwrap_or_default()));
                    start = end;
                }
                Piece::Break(Break::Line) => block.take(Event::Break(Break::Line)),
                Piece::Break(Break::Block) | Piece::Section(_) => {
                    let scope = block.pieces.iter().find_map(|piece| match piece {
                        Piece::Text(scope, _) => Some(*scope),
                        _ => None,
                    });
                    if seen.insert((scope, block.text.clone())) {
                        block.replay(sink, None);
                        sink.take(Event::Break(Break::Block));
                    }
                    block = Recording::default();
                }
            }
        }
        block.replay(sink, None);
    }
}

impl Sink for Recording {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(scope, text) => {
                self.text.push_str(text);
                match self.pieces.last_mut() {
                    Some(Piece::Text(last, end)) if *last == scope => *end = self.text.len(),
                    _ => self.pieces.push(Piece::Text(scope, self.text.len())),
                }
            }
            Event::Break(strength) => match self.pieces.last_mut() {
                Some(Piece::Break(last)) => *last = strength.max(*last),
                _ => self.pieces.push(Piece::Break(strength)),
            },
            Event::Section(level) => self.pieces.push(Piece::Section(level)),
            Event::Document(_) | Event::Stated(_) | Event::Notice(_) => {}
        }
    }
}
