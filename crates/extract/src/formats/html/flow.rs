//! Flowing text: white space that collapses as in a browser, and breaks that are said when text follows.

use crate::event::{Break, Event, Notice, Sink};
use crate::scope::Scope;

/// Bytes of text that are put together before they are handed over.
const PIECE_BYTES: usize = 16 << 10;

/// Takes text with its scope and hands it over in blocks.
///
/// White space collapses to one space, across elements and scopes, and there is none at the ends of blocks and lines.
/// Where two scopes meet in white space, that which counts has the space, so that leaving the other out glues nothing.
/// Soft hyphens are dropped. What is handed over does not depend on the pieces in which the text comes.
pub(crate) struct Flow<'a> {
    sink: &'a mut dyn Sink,
    /// Text of one scope that is not handed over yet.
    piece: String,
    /// The scope of `piece`, and after that of the last text.
    scope: Scope,
    /// The scopes that have text since the last break, one bit each.
    seen: u32,
    /// Those whose text ends in white space.
    spaced: u32,
    /// White space that is not handed over yet: the scope in which it stands.
    space: Option<Scope>,
    /// The strongest break since the last text.
    gap: Option<Break>,
    /// A section whose heading has had no text yet.
    section: Option<u8>,
    has_text: bool,
}

impl<'a> Flow<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink) -> Self {
        Self {
            sink,
            piece: String::new(),
            scope: Scope::Body,
            seen: 0,
            spaced: 0,
            space: None,
            gap: None,
            section: None,
            has_text: false,
        }
    }

    /// Takes text whose white space collapses.
    pub(crate) fn text(&mut self, scope: Scope, text: &str) {
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
            if run.ends_with(|c: char| c.is_ascii_whitespace()) {
                self.spaced |= bit(scope);
            }
        }
    }

    /// Takes white space.
    pub(crate) fn space(&mut self, scope: Scope) {
        if self.seen != 0 {
            self.space = Some(self.space.filter(|&space| is_shown(space)).unwrap_or(scope));
        }
    }

    /// Keeps what follows in a scope apart from what it had before in the same line.
    pub(crate) fn separate(&mut self, scope: Scope) {
        if self.seen & !self.spaced & bit(scope) != 0 {
            self.put(scope, " ");
            self.spaced |= bit(scope);
        }
    }

    /// Ends the line or block.
    pub(crate) fn end(&mut self, gap: Break) {
        self.hand_over();
        self.gap = self.gap.max(Some(gap));
        (self.seen, self.spaced, self.space) = (0, 0, None);
    }

    /// Ends the block and begins a section, if a heading follows.
    pub(crate) fn section(&mut self, level: u8) {
        self.end(Break::Block);
        self.section = Some(level);
    }

    /// Ends the heading of a section, which is none if it was empty.
    pub(crate) fn end_heading(&mut self) {
        self.end(Break::Block);
        self.section = None;
    }

    /// Hands over a remark.
    pub(crate) fn notice(&mut self, notice: Notice<'_>) {
        self.hand_over();
        self.sink.take(Event::Notice(notice));
    }

    /// Ends the document.
    pub(crate) fn finish(mut self) {
        self.hand_over();
        if self.has_text {
            self.sink.take(Event::Break(Break::Block));
        }
    }

    /// Hands over the white space between the last text and that which follows in a scope.
    fn settle_space(&mut self, scope: Scope) {
        let Some(space) = self.space.take() else { return };
        let wants = |flow: &Self, scope| flow.seen & !flow.spaced & bit(scope) != 0;
        let (before, after) = if is_shown(space) { (self.scope, scope) } else { (space, space) };
        let is_wanted_after = wants(self, after);
        if before != after && wants(self, before) && (before.counts() || !is_wanted_after) {
            self.put(before, " ");
            self.spaced |= bit(before);
        }
        if is_wanted_after {
            self.put(after, " ");
            self.spaced |= bit(after);
        }
    }

    fn put(&mut self, scope: Scope, text: &str) {
        if self.scope != scope || self.piece.len() >= PIECE_BYTES {
            self.hand_over();
        }
        if let Some(gap) = self.gap.take().filter(|_| self.has_text) {
            self.sink.take(Event::Break(gap));
        }
        if let Some(level) = self.section.take() {
            self.sink.take(Event::Section(level));
        }
        self.has_text = true;
        self.scope = scope;
        self.seen |= bit(scope);
        self.spaced &= !bit(scope);
        self.piece.push_str(text);
    }

    fn hand_over(&mut self) {
        if !self.piece.is_empty() {
            self.sink.take(Event::Text(self.scope, &self.piece));
            self.piece.clear();
        }
    }
}

fn bit(scope: Scope) -> u32 {
    1 << scope as u32
}

/// Whether white space in a scope is seen by readers of the scopes around it.
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

/// Bytes that are looked at together.
const BLOCK_BYTES: usize = 32;

/// Bytes at the beginning that can be handed over as they are: no white space but single spaces between words, no soft
/// hyphen, no zero.
fn plain_length(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii_whitespace) {
        return 0;
    }
    let mut at = 0;
    while let Some((block, next)) = block_at(bytes, at).zip(block_at(bytes, at + 1)) {
        if !is_plain(block, next)
            && let Some(length) = special_from(bytes, at, at + BLOCK_BYTES)
        {
            return length;
        }
        at += BLOCK_BYTES;
    }
    special_from(bytes, at, bytes.len()).unwrap_or(bytes.len())
}

fn block_at(bytes: &[u8], at: usize) -> Option<&[u8; BLOCK_BYTES]> {
    bytes.get(at..)?.first_chunk()
}

/// Whether there is certainly nothing special in a block; the other is that one byte later. Written so that the
/// compiler compares all bytes at once.
fn is_plain(block: &[u8; BLOCK_BYTES], next: &[u8; BLOCK_BYTES]) -> bool {
    let mut is_special = false;
    for (&byte, &next) in block.iter().zip(next) {
        is_special |= (byte < b' ') | (byte == 0xc2) | ((byte == b' ') & (next <= b' '));
    }
    !is_special
}

/// The same as [`plain_length`], if it ends between two places.
fn special_from(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    for (at, byte) in bytes.iter().enumerate().take(to).skip(from) {
        match CLASSES.get(usize::from(*byte)) {
            // A space between words is none.
            Some(1) if *byte == b' ' && at + 1 < bytes.len() && !is_space(at + 1) => {}
            Some(1) => return Some(at),
            Some(2) if *byte == 0 || bytes.get(at + 1) == Some(&0xad) => {
                // The space before is at an end if nothing but white space follows this.
                return Some(at - usize::from(at > 0 && is_space(at - 1)));
            }
            _ => {}
        }
    }
    None
}

/// 1: white space; 2: perhaps what is dropped.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b' ' as usize] = 1;
    classes[b'\t' as usize] = 1;
    classes[b'\n' as usize] = 1;
    classes[0x0c] = 1;
    classes[b'\r' as usize] = 1;
    classes[0xc2] = 2;
    classes[0] = 2;
    classes
};

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
        let mut flow = Flow::new(&mut sink);
        for &(scope, text) in pieces {
            flow.text(scope, text);
        }
        flow.finish();
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
