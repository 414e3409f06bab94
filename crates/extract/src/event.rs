//! What a reader finds.

use crate::scope::Scope;

/// What a reader finds, in reading order.
///
/// A *block* is a paragraph, a heading, an item, a cell, a note: text that belongs together, up to a [`Event::Break`].
/// Within a block pieces of text follow each other without a gap, in whatever pieces they come; white space is as the
/// document has it, but line breaks and tabs that the document only has for the look of its source are single spaces. A
/// block is in the scope of its first piece. Pieces of other scopes may be within it, such as a formula or a deletion:
/// the text of each scope, read alone, must make sense as far as it can, so that what one leaves out does not glue words
/// of the others together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A piece of text.
    Text(Scope, &'a str),
    /// The end of a block, or of a line in it. Several in a row are as good as the strongest of them, and before any text
    /// they mean nothing: a reader may say it whenever it is true.
    Break(Break),
    /// A section begins, of level 1 and deeper; its heading follows as a block of [`Scope::Heading`].
    Section(u8),
    /// Another document begins within the file: an attachment, a file of an archive. Its name; nothing of the one before
    /// follows.
    Document(&'a str),
    /// The document within the file cannot be read, and why: whatever there was of it is void.
    Failed(&'a str),
    /// The document within the file has ended: what follows is of the file itself, or of another document within it.
    End,
    /// What the file itself says that it has.
    Stated(Stated<'a>),
    /// A remark that is no failure.
    Notice(Notice<'a>),
}

/// How strongly two pieces of text are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Another line of the same block, as in a poem or an address: a line feed.
    Line,
    /// Another block: a blank line.
    Block,
}

/// A number that a file states of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated<'a> {
    /// What it counts, as it is called in `docs/formats.md`: `words`, `characters`, `paragraphs`, `pages`, …
    pub what: &'a str,
    /// The number.
    pub number: u64,
}

/// A remark that is no failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The file is damaged, and what could be read of it was read. Where, and what is wrong.
    Damaged(&'a str),
    /// Something of the file was left out because of a limit. Which.
    Limited(&'a str),
    /// The name of the file does not fit its content. What the content is.
    Misnamed(&'a str),
    /// Something of the file is not understood, and left out. What.
    LeftOut(&'a str),
}

/// Whatever takes events.
pub trait Sink {
    /// Takes the next one.
    fn take(&mut self, event: Event<'_>);
}

impl<F: FnMut(Event<'_>)> Sink for F {
    fn take(&mut self, event: Event<'_>) {
        self(event);
    }
}
