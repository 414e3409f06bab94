//! What pandoc adds to paragraphs: notes where they stand, and captions of tables.
//!
//! ```text
//! Text.^[A note, with *marks*.]      a note
//! Table: Caption {#id}               a caption, before a table or after it
//! : Caption                          the same
//! ```
//! What a mark means is only known by what follows, so those of a paragraph are held back where there may be such a one.
//!
//! # Source
//! The manual of pandoc (inline notes, captions of tables).

use pulldown_cmark::{Event as Mark, Tag, TagEnd};

use crate::scope::Scope;

use super::Reader;

/// What a caption begins with.
const CAPTIONS: [&str; 3] = ["Table:", "table:", ": "];

/// A sign of a note, which is no text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Caret,
    Begin,
    End,
}

impl Reader<'_> {
    /// Takes all marks of a text.
    pub(super) fn take_all<'t>(&mut self, text: &str, mut marks: impl Iterator<Item = Mark<'t>>) {
        let has_notes = text.contains("^[");
        let mut run = vec![];
        let mut is_after_table = false;
        // A mark that was looked at, and has not been taken.
        let mut ahead = None;
        while let Some(mark) = ahead.take().or_else(|| marks.next()) {
            if matches!(mark, Mark::Start(Tag::Paragraph)) {
                let first = marks.next();
                if !matches!(&first, Some(Mark::Text(text)) if caption(text).is_some()) {
                    self.take(mark);
                    ahead = first;
                } else {
                    run.extend(first);
                    run.extend(
                        marks.by_ref().take_while(|mark| !matches!(mark, Mark::End(TagEnd::Paragraph))),
                    );
                    ahead = marks.next();
                    if is_after_table || matches!(ahead, Some(Mark::Start(Tag::Table(_)))) {
                        without_marks(&mut run);
                        self.begin_paragraph(Some(Scope::Caption));
                    } else {
                        self.begin_paragraph(None);
                    }
                    self.take_run(&mut run);
                    self.take(Mark::End(TagEnd::Paragraph));
                }
                is_after_table = false;
            } else if has_notes && self.verbatim.is_none() && is_inline(&mark) {
                run.push(mark);
                ahead = marks.next();
                if !ahead.as_ref().is_some_and(is_inline) {
                    self.take_run(&mut run);
                }
            } else {
                is_after_table = matches!(mark, Mark::End(TagEnd::Table));
                self.take(mark);
            }
        }
    }

    /// Takes the marks of a paragraph, in which there may be notes.
    fn take_run(&mut self, run: &mut Vec<Mark<'_>>) {
        let signs = signs(run);
        let mut signs = signs.iter().peekable();
        let mut outside = vec![];
        for (index, mark) in run.drain(..).enumerate() {
            let Mark::Text(text) = &mark else {
                self.take(mark);
                continue;
            };
            let mut begin = 0;
            while let Some((_, at, sign)) = signs.next_if(|(place, ..)| *place == index) {
                self.take(Mark::Text(text.get(begin..*at).unwrap_or_default().into()));
                // Each is one byte long.
                begin = at + 1;
                match sign {
                    Sign::Caret => {}
                    Sign::Begin => outside.push(self.page.begin_note(Scope::Footnote)),
                    Sign::End => self.page.end_note(outside.pop().unwrap_or_default()),
                }
            }
            self.take(Mark::Text(text.get(begin..).unwrap_or_default().into()));
        }
    }
}

/// Where the signs of notes are: in which text, and where in that. Only brackets that end are of a note.
fn signs(run: &[Mark<'_>]) -> Vec<(usize, usize, Sign)> {
    let mut signs = vec![];
    // Of each bracket that is open, where it is, and where the caret before it is if there is one. A caret may have been
    // taken for the beginning or the end of a superscript.
    let mut open = vec![];
    let mut caret = None;
    for (index, mark) in run.iter().enumerate() {
        match mark {
            Mark::Text(text) => {
                for (at, c) in text.char_indices() {
                    match c {
                        '[' => open.push(((index, at), caret)),
                        ']' => {
                            if let Some((begin, Some(caret))) = open.pop() {
                                signs.extend(Option::map(caret, |(index, at)| (index, at, Sign::Caret)));
                                signs.extend([(begin.0, begin.1, Sign::Begin), (index, at, Sign::End)]);
                            }
                        }
                        _ => {}
                    }
                    caret = (c == '^').then_some(Some((index, at)));
                }
            }
            Mark::Start(Tag::Superscript) | Mark::End(TagEnd::Superscript) => caret = Some(None),
            _ => caret = None,
        }
    }
    signs.sort_unstable();
    signs
}

/// A caption without its mark, if a text begins with one.
fn caption(text: &str) -> Option<&str> {
    CAPTIONS.iter().find_map(|mark| text.strip_prefix(mark))
}

/// Takes the mark from the beginning of a caption, and its attributes from the end.
fn without_marks(run: &mut [Mark<'_>]) {
    if let Some(Mark::Text(text)) = run.first_mut() {
        *text = caption(text).unwrap_or(text).trim_start().to_string().into();
    }
    if let Some(Mark::Text(text)) = run.last_mut()
        && let Some(begin) = text.rfind('{').filter(|_| text.ends_with('}'))
    {
        *text = text.get(..begin).unwrap_or_default().trim_end().to_string().into();
    }
}

/// Whether a mark is within a paragraph.
fn is_inline(mark: &Mark<'_>) -> bool {
    match mark {
        Mark::Start(tag) => is_inline_tag(tag.to_end()),
        Mark::End(tag) => is_inline_tag(*tag),
        Mark::Html(_) | Mark::Rule | Mark::DisplayMath(_) => false,
        _ => true,
    }
}

fn is_inline_tag(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use crate::formats::testing::found;
    use crate::{Format, How};

    fn markdown(text: &str) -> Vec<String> {
        found(text.as_bytes(), &How { format: Some(Format::Markdown), ..How::default() })
    }

    #[test]
    fn notes_stand_where_they_are_said() {
        assert_eq!(
            markdown("a^[b *c* [d], [f](g).] h\n\n- i^[j] and k^[l]\n\nm^[n\n\n    ^[o]"),
            [
                "body: a h",
                "footnote: b c [d], f.",
                "list: i and k",
                "footnote: j",
                "footnote: l",
                "body: m^[n",
                "code: ^[o]"
            ]
        );
        assert_eq!(markdown("a^2^ [b]\n\n^[c"), ["body: a^2^ [b]", "body: ^[c"]);
    }

    #[test]
    fn tables_have_captions() {
        let table = "| b |\n|---|\n| c |\n";
        assert_eq!(
            markdown(&format!("Table: A *a* {{#a}}\n\n{table}\n: D^[e]\nf\n")),
            ["caption: A a", "table: b", "table: c", "caption: D f", "footnote: e"]
        );
        assert_eq!(markdown("Table: A\n\nb"), ["body: Table: A", "body: b"]);
    }
}
