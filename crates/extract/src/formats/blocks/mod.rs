//! Text on its way from a reader to a sink: blocks, the white space in them and between scopes, and what stands aside.

mod plain;
mod recording;

pub(crate) use recording::Recording;

use self::plain::plain_length;
use crate::event::{Break, Event, Notice, Sink, Stated};
use crate::limits::Limits;
use crate::scope::Scope;

/// Bytes of text that are put together before they are handed over.
const PIECE_BYTES: usize = 16 << 10;

/// Takes text with its scope and hands it over in blocks.
///
/// Soft hyphens are taken out. White space stays as it is ([`Blocks::verbatim`]), is taken from the beginning of blocks
/// ([`Blocks::text`]), or collapses to one space as in a browser ([`Blocks::words`]). Where two scopes meet in white
/// space that collapses, that which counts has the space; and text of a scope that another one parted is no one word.
/// What stands aside, such as a note or a box within a paragraph, is kept and follows after the block that it is in.
///
/// What is handed over does not depend on the pieces in which the text comes. Every reader has to end its last block.
pub(crate) struct Blocks<'a> {
    sink: &'a mut dyn Sink,
    /// Text of one scope that is not handed over yet.
    piece: String,
    /// Its scope.
    scope: Scope,
    /// The line that is open: of the text, and of what stands aside.
    lines: [Line; 2],
    /// How many things that stand aside are within each other here.
    aside: usize,
    kept: Recording,
    /// Whether what stands aside waits for more than the end of the block.
    is_held: bool,
    /// Whether what stands aside here was too long to be kept, and is handed over as it comes.
    is_direct: bool,
    /// A section whose heading has had no text yet.
    heading: Option<u8>,
    has_text: bool,
}

/// What is known of the line that is open; of scopes, one bit each.
#[derive(Clone, Copy)]
struct Line {
    /// The strongest break that has been said since the last text.
    gap: Option<Break>,
    /// The scope of the last text.
    last: Scope,
    /// The scopes that have text.
    seen: u32,
    /// Those whose text ends in white space.
    spaced: u32,
    /// Those whose text ends in a letter or a digit.
    lettered: u32,
    /// Those that were left for one that words do not go across.
    parted: u32,
    /// White space that is not handed over yet: the scope in which it stands.
    space: Option<Scope>,
}

impl Line {
    const fn new(gap: Break) -> Self {
        Self { gap: Some(gap), last: Scope::Body, seen: 0, spaced: 0, lettered: 0, parted: 0, space: None }
    }

    /// Whether a scope has text without white space at its end.
    fn wants_space(&self, scope: Scope) -> bool {
        self.seen & !self.spaced & bit(scope) != 0
    }

    /// Whether text of a scope would be one word with what stands before another scope.
    fn glues(&self, scope: Scope, text: &str) -> bool {
        if self.parted & bit(scope) == 0 {
            return false;
        }
        // Two formulas or two deletions are no one word, whatever they begin and end with.
        if scope.counts() || scope == Scope::Code {
            self.lettered & bit(scope) != 0 && text.starts_with(char::is_alphanumeric)
        } else {
            self.wants_space(scope) && !text.starts_with(char::is_whitespace)
        }
    }

    fn add(&mut self, scope: Scope, text: &str) {
        let bit = bit(scope);
        if self.last != scope {
            self.last = scope;
            if is_shown(scope) {
                self.parted |= self.seen;
            }
        }
        self.gap = None;
        self.seen |= bit;
        self.parted &= !bit;
        let end = text.chars().next_back().unwrap_or(' ');
        self.spaced = self.spaced & !bit | if end.is_ascii_whitespace() { bit } else { 0 };
        self.lettered = self.lettered & !bit | if end.is_alphanumeric() { bit } else { 0 };
    }
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink) -> Self {
        Self {
            sink,
            piece: String::new(),
            scope: Scope::Body,
            lines: [Line::new(Break::Block); 2],
            aside: 0,
            kept: Recording::default(),
            is_held: false,
            is_direct: false,
            heading: None,
            has_text: false,
        }
    }

    /// Whether there was any text.
    pub(crate) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Whether the block has no text yet.
    pub(crate) fn is_at_start(&self) -> bool {
        self.line_here().gap == Some(Break::Block)
    }

    /// Whether the last text was of a scope, and would be one word with a letter.
    pub(crate) fn is_within_word(&self, scope: Scope) -> bool {
        let line = self.line_here();
        line.last == scope && line.space.is_none() && line.lettered & bit(scope) != 0
    }

    fn line_here(&self) -> &Line {
        &self.lines[usize::from(self.aside > 0)]
    }

    fn line_mut(&mut self) -> &mut Line {
        &mut self.lines[usize::from(self.aside > 0)]
    }

    /// Takes text whose white space collapses.
    pub(crate) fn words(&mut self, scope: Scope, text: &str) {
        let mut rest = text;
        loop {
            let plain = plain_length(rest.as_bytes());
            let (run, after) = rest.split_at(plain);
            if !run.is_empty() {
                self.settle_space(scope);
                self.put(scope, run);
            }
            let Some(special) = after.chars().next() else { break };
            if special.is_ascii_whitespace() {
                rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
                self.space(scope);
            } else {
                rest = after.get(special.len_utf8()..).unwrap_or_default();
            }
        }
    }

    /// Takes text whose white space stays as it is.
    pub(crate) fn verbatim(&mut self, scope: Scope, text: &str) {
        for run in text.split(['\u{ad}', '\r', '\0']).filter(|run| !run.is_empty()) {
            self.settle_space(scope);
            self.put(scope, run);
        }
    }

    /// Takes text whose white space stays as it is, but for the beginning of a block that is no listing.
    pub(crate) fn text(&mut self, scope: Scope, text: &str) {
        let is_trimmed = self.is_at_start() && scope != Scope::Code;
        self.verbatim(
            scope,
            if is_trimmed { text.trim_start_matches([' ', '\t', '\n', '\r']) } else { text },
        );
    }

    /// The same where line feeds and tabs mean no more than spaces.
    pub(crate) fn spaced(&mut self, scope: Scope, text: &str) {
        if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r' | b'\t')) {
            self.text(scope, &text.replace(['\n', '\r', '\t'], " "));
        } else {
            self.text(scope, text);
        }
    }

    /// Takes white space that collapses.
    pub(crate) fn space(&mut self, scope: Scope) {
        let line = self.line_mut();
        if line.seen != 0 {
            line.space = Some(line.space.filter(|&space| is_shown(space)).unwrap_or(scope));
        }
    }

    /// Takes back the white space that comes before the next text.
    pub(crate) fn unspace(&mut self) {
        self.line_mut().space = None;
    }

    /// Keeps what follows in a scope apart from what it had before in the same line.
    pub(crate) fn separate(&mut self, scope: Scope) {
        if self.line_here().wants_space(scope) {
            self.put(scope, " ");
        }
    }

    /// Takes a block of its own.
    pub(crate) fn paragraph(&mut self, scope: Scope, text: &str) {
        self.block();
        self.spaced(scope, text.trim());
        self.block();
    }

    /// Ends the line. Within what does not count it is a space, for it must not part what does.
    pub(crate) fn line(&mut self, scope: Scope) {
        if matches!(scope, Scope::Deleted | Scope::Inserted | Scope::Hidden) {
            self.text(scope, " ");
        } else {
            self.end(Break::Line);
        }
    }

    /// Ends the line or the block.
    pub(crate) fn end(&mut self, gap: Break) {
        match gap {
            Break::Line => self.part(gap),
            Break::Block => self.block(),
        }
    }

    /// Ends the block; what stood aside of it follows.
    pub(crate) fn block(&mut self) {
        self.part(Break::Block);
        if self.aside == 0 && !self.is_held {
            self.replay_kept();
        }
    }

    fn part(&mut self, gap: Break) {
        self.hand_over();
        let said = self.line_here().gap;
        if said < Some(gap) {
            self.take(Event::Break(gap));
        }
        *self.line_mut() = Line::new(gap.max(said.unwrap_or(gap)));
    }

    /// Begins a section.
    pub(crate) fn section(&mut self, level: u8) {
        self.block();
        self.take(Event::Section(level.max(1)));
    }

    /// Begins a section, if a heading follows.
    pub(crate) fn heading(&mut self, level: u8) {
        self.block();
        self.heading = Some(level);
    }

    /// Ends the heading of a section, which is none if it was empty.
    pub(crate) fn end_heading(&mut self) {
        self.block();
        self.heading = None;
    }

    /// Begins another document.
    pub(crate) fn document(&mut self, name: &str) {
        self.block();
        self.sink.take(Event::Document(name));
    }

    /// Takes a number that the file states of itself.
    pub(crate) fn stated(&mut self, what: &str, number: u64) {
        self.take(Event::Stated(Stated { what, number }));
    }

    /// Takes a remark.
    pub(crate) fn notice(&mut self, notice: Notice<'_>) {
        self.take(Event::Notice(notice));
    }

    /// Ends the document, and whatever is open.
    pub(crate) fn finish(mut self) {
        self.step_out();
        self.release();
    }

    /// What follows stands aside of the block that is open.
    pub(crate) fn step_aside(&mut self) {
        if self.aside > 0 {
            self.block();
        } else {
            self.hand_over();
        }
        self.aside += 1;
    }

    /// Ends what stood aside.
    pub(crate) fn step_back(&mut self) {
        if self.aside == 0 {
            return;
        }
        self.block();
        self.aside -= 1;
        if self.aside > 0 {
            return;
        }
        self.is_direct = false;
        if self.is_at_start() {
            self.block();
        }
    }

    /// Ends all that stands aside.
    pub(crate) fn step_out(&mut self) {
        while self.aside > 0 {
            self.step_back();
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

    /// Takes a block that stands aside, of what was recorded; in a scope of its own where that is given.
    pub(crate) fn insert(&mut self, recording: &Recording, scope: Option<Scope>) {
        if recording.is_empty() {
            return;
        }
        self.step_aside();
        self.has_text = true;
        recording.replay(&mut |event: Event<'_>| self.take(event), scope);
        self.line_mut().gap = None;
        self.step_back();
    }

    /// Takes whatever is no text.
    pub(crate) fn take(&mut self, event: Event<'_>) {
        self.hand_over();
        let is_kept = matches!(event, Event::Text(..) | Event::Break(_) | Event::Section(_));
        if self.aside == 0 || self.is_direct || !is_kept {
            return self.sink.take(event);
        }
        self.kept.take(event);
        if self.kept.bytes() > Limits::ASIDE_BYTES {
            // The block that it is in ends here.
            let line = &mut self.lines[0];
            if line.gap < Some(Break::Block) {
                self.sink.take(Event::Break(Break::Block));
            }
            *line = Line::new(Break::Block);
            self.replay_kept();
            self.is_direct = true;
        }
    }

    fn replay_kept(&mut self) {
        if !self.kept.is_empty() {
            std::mem::take(&mut self.kept).replay(self.sink, None);
        }
    }

    /// Hands over the white space between the last text and that which follows in a scope.
    fn settle_space(&mut self, scope: Scope) {
        let line = *self.line_here();
        let Some(space) = line.space else { return };
        self.line_mut().space = None;
        let (before, after) = if is_shown(space) { (line.last, scope) } else { (space, space) };
        let is_wanted_after = line.wants_space(after);
        if before != after && line.wants_space(before) && (before.counts() || !is_wanted_after) {
            self.put(before, " ");
        }
        if is_wanted_after {
            self.put(after, " ");
        }
    }

    fn put(&mut self, scope: Scope, text: &str) {
        if self.scope != scope || self.piece.len() >= PIECE_BYTES {
            self.hand_over();
            self.scope = scope;
        }
        let line = &mut self.lines[usize::from(self.aside > 0)];
        if line.gap.is_some() {
            if let Some(level) = self.heading.take() {
                self.take(Event::Section(level.max(1)));
            }
            self.has_text = true;
        } else if line.last != scope && line.glues(scope, text) {
            self.piece.push(' ');
        }
        self.piece.push_str(text);
        self.line_mut().add(scope, text);
    }

    fn hand_over(&mut self) {
        if !self.piece.is_empty() {
            let piece = std::mem::take(&mut self.piece);
            self.take(Event::Text(self.scope, &piece));
            // The room is used again.
            self.piece = piece;
            self.piece.clear();
        }
    }
}

fn bit(scope: Scope) -> u32 {
    1 << scope as u32
}

/// Whether what is in a scope is seen by readers of the scopes around it.
fn is_shown(scope: Scope) -> bool {
    !matches!(
        scope,
        Scope::Hidden
            | Scope::Deleted
            | Scope::Inserted
            | Scope::AltText
            | Scope::Metadata
            | Scope::Comment
            | Scope::FrontMatter
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(pieces: &[(Scope, &str)]) -> Vec<(Scope, String)> {
        let mut texts = vec![];
        let mut sink = |event: Event<'_>| {
            if let Event::Text(scope, text) = event {
                texts.push((scope, text.to_string()));
            }
        };
        let mut blocks = Blocks::new(&mut sink);
        for &(scope, text) in pieces {
            blocks.words(scope, text);
        }
        blocks.finish();
        texts
    }

    #[test]
    fn the_scope_that_counts_has_the_space() {
        use Scope::{Body, Code, Hidden};
        let texts = |expected: &[(Scope, &str)]| {
            expected.iter().map(|&(scope, text)| (scope, text.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(
            events(&[(Body, " a "), (Code, "b"), (Body, " \n c ")]),
            texts(&[(Body, "a "), (Code, "b "), (Body, "c")])
        );
        assert_eq!(
            events(&[(Body, "a"), (Code, " b "), (Body, "c")]),
            texts(&[(Body, "a "), (Code, "b "), (Body, "c")])
        );
        assert_eq!(
            events(&[(Body, "a"), (Hidden, " b "), (Body, "c")]),
            texts(&[(Body, "a"), (Hidden, "b "), (Body, "c")])
        );
        assert_eq!(
            events(&[(Code, "a"), (Body, ", "), (Code, "b"), (Body, "; c")]),
            texts(&[(Code, "a"), (Body, ", "), (Code, " b"), (Body, "; c")])
        );
        assert_eq!(events(&[(Body, "co\u{ad}op \u{ad} x \u{ad}")]), texts(&[(Body, "coop x")]));
    }

    /// Scopes, `/` for the end of a block, and levels of sections.
    fn order(fill: impl FnOnce(&mut Blocks<'_>)) -> String {
        let mut order: Vec<String> = vec![];
        let mut sink = |event: Event<'_>| match event {
            Event::Text(scope, _) if order.last().is_some_and(|last| last == scope.id()) => {}
            Event::Text(scope, _) => order.push(scope.to_string()),
            Event::Section(level) => order.push(level.to_string()),
            Event::Break(_) => order.push("/".into()),
            _ => order.push("?".into()),
        };
        let mut blocks = Blocks::new(&mut sink);
        fill(&mut blocks);
        blocks.finish();
        order.join(" ")
    }

    #[test]
    fn what_stands_aside_follows_its_block_unless_it_is_too_long() {
        use Scope::{Body, Footnote, Textbox};
        let note = |length: usize| {
            order(|blocks| {
                blocks.words(Body, "a");
                blocks.step_aside();
                blocks.words(Footnote, &"b ".repeat(length));
                blocks.step_aside();
                blocks.words(Textbox, "c");
                blocks.step_back();
                blocks.step_back();
                blocks.words(Body, "d");
            })
        };
        assert_eq!(note(9), "body / footnote / textbox /");
        assert_eq!(note(Limits::ASIDE_BYTES), "body / footnote / textbox / body /");
    }

    #[test]
    fn a_heading_that_is_empty_begins_no_section() {
        let order = order(|blocks| {
            blocks.heading(1);
            blocks.end_heading();
            blocks.heading(2);
            blocks.words(Scope::Heading, " a ");
            blocks.end_heading();
            blocks.section(3);
            blocks.words(Scope::Body, "b");
        });
        assert_eq!(order, "2 heading / 3 body /");
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(text in "([a \n\u{ad}é]{0,40}|([a-z]{1,9} {0,2}\u{ad}?){0,40})", cut in 0_usize..40) {
            let cut = text.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(text.len());
            let (head, tail) = text.split_at(cut);
            let whole = events(&[(Scope::Body, &text)]);
            prop_assert_eq!(&events(&[(Scope::Body, head), (Scope::Body, tail)]), &whole);
            let expected = text.replace('\u{ad}', "").split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(whole.into_iter().map(|(_, text)| text).collect::<String>(), expected);
        }
    }
}
