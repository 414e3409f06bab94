//! Subtitles, SubRip and WebVTT: what is said is text; when, and how it is shown, is not.
//!
//! ```text
//! 7                              ← a name, perhaps
//! 00:01:02,500 --> 00:01:04,000  ← when it is shown
//! Text of <i>some</i> lines,     ← up to a blank one
//! ```
//! A sentence often goes on in the next of them, so that all are one block.
//!
//! # Source
//! WebVTT: The Web Video Text Tracks Format, W3C, 4. SubRip has no standard.

use std::borrow::Cow;

use crate::error::Error;
use crate::event::Break;
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::text::Decoded;
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

/// What a file of WebVTT begins with.
const MARK: &str = "WEBVTT";

/// Reads subtitles.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let bytes_max = context.limits().whole_bytes_max;
    let mut decoded = Decoded::new(source, context.how.encoding)?.with_line_feeds();
    let encoding = decoded.encoding();
    let text = decoded.read_whole(bytes_max)?;
    let mut blocks = Blocks::new(context.sink);
    read_text(&text, &mut blocks);
    blocks.finish();
    Ok(Found { format: Format::Subtitles, encoding: Some(encoding.name()) })
}

/// Whether a text begins as subtitles do.
pub(crate) fn is_begun(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    // A text may begin with that word.
    let is_marked = first.trim_end() == MARK || is_mark(first) && text.contains("-->");
    is_marked || is_number(first) && lines.next().is_some_and(is_time)
}

fn is_mark(line: &str) -> bool {
    line.strip_prefix(MARK).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line says when something is shown.
fn is_time(line: &str) -> bool {
    let Some((from, to)) = line.split_once("-->") else { return false };
    let from = from.trim();
    !from.is_empty()
        && from.bytes().all(is_of_time)
        && to.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

fn is_of_time(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',')
}

fn read_text(text: &str, blocks: &mut Blocks<'_>) {
    let is_marked = text.lines().next().is_some_and(is_mark);
    // What the lines are; nothing for settings, and for the head of WebVTT.
    let mut scope = if is_marked { None } else { Some(Scope::Body) };
    let mut is_after_blank = true;
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let was_blank = core::mem::replace(&mut is_after_blank, line.is_empty());
        if is_time(line) {
            scope = Some(Scope::Body);
            continue;
        }
        // Where the blank line before it is missing, a name is known if it is a number.
        let is_name = (was_blank || is_number(line)) && lines.peek().is_some_and(|next| is_time(next));
        if line.is_empty() || is_name {
            continue;
        }
        if is_marked && was_blank {
            let begins = |word: &str| line.split_whitespace().next() == Some(word);
            match line {
                _ if begins("NOTE") => scope = Some(Scope::Comment),
                "STYLE" | "REGION" => scope = None,
                _ => {}
            }
        }
        match scope {
            Some(Scope::Body) => {
                blocks.words(Scope::Body, &shown(line));
                blocks.end(Break::Line);
            }
            Some(scope) => {
                blocks.step_aside();
                blocks.words(scope, line.strip_prefix("NOTE").unwrap_or(line));
                blocks.step_back();
            }
            None => {}
        }
    }
}

/// What a line shows: without tags, and places in braces, and with the characters that it names.
fn shown(line: &str) -> Cow<'_, str> {
    if !line.contains(['<', '{', '&']) {
        return line.into();
    }
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        let (before, mark) = rest.split_at(at);
        shown.push_str(before);
        let (text, length) = mark_shown(mark);
        shown.push_str(text);
        rest = mark.get(length..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown.into()
}

/// What stands before an end, if no other mark begins before it; no more is looked at.
fn up_to(text: &str, end: char, begin: char) -> Option<&str> {
    let (inner, rest) = text.split_at(text.find([end, begin])?);
    rest.starts_with(end).then_some(inner)
}

/// What a mark shows, and how many bytes it has.
fn mark_shown(text: &str) -> (&str, usize) {
    const NAMED: [(&str, &str); 9] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
    ];
    let named =
        || NAMED.iter().find(|(name, _)| text.starts_with(name)).map(|(name, shown)| (*shown, name.len()));
    let tag = || {
        let tag = up_to(text.strip_prefix('<')?, '>', '<')?;
        let is_tag = match tag.bytes().next()? {
            b'0'..=b'9' => tag.bytes().all(is_of_time),
            first => first == b'/' || first.is_ascii_alphabetic(),
        };
        is_tag.then_some(("", tag.len() + 2))
    };
    let place = || {
        let place = up_to(text.strip_prefix("{\\")?, '}', '{')?;
        Some(("", place.len() + 3))
    };
    named().or_else(tag).or_else(place).unwrap_or((text.get(..1).unwrap_or_default(), 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::testing::{check, damaged, damages, survive};

    const SUB_RIP: &str = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>We were</i> going\r\n{\\an8}- to <b>say\r\n\r\n\
        2\r\n00:00:02,500 --> 00:00:04,000 X1:10\r\nit.\r\n\r\nFish &amp; 3 < 4\r\n3\r\n0:00:04,000-->0:00:05,000\r\n\
        1984\r\n\r\n<font color=\"red\">End</font>ing <3 you <i>and</i> a <unclosed\r\n";

    #[test]
    fn what_is_said_is_text() {
        check(
            SUB_RIP.as_bytes(),
            Format::Subtitles,
            "body: We were going⏎- to say⏎it.⏎Fish & 3 < 4⏎1984⏎Ending <3 you and a <unclosed",
        );
        check(b"No times\n\n12\n", Format::Subtitles, "body: No times⏎12");
    }

    #[test]
    fn settings_are_none() {
        check(
            b"WEBVTT - Some film\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a remark\nof ours\n\n\
              intro\n00:01.000 --> 00:02.000 align:start\n<v Bob>Hello, <00:01.500><c.x>you</c>.\n\n\
              00:02.000 --> 00:03.000\nNOTE this\n\nREGION\nid:a\n\n1\n00:03.000 --> 00:04.000\nBye.\n",
            Format::Subtitles,
            "comment: a remark\ncomment: of ours\nbody: Hello, you.⏎NOTE this⏎Bye.",
        );
    }

    #[test]
    fn they_are_known_by_their_beginning() {
        for text in [SUB_RIP, "WEBVTT", "WEBVTT FILE\n\n00:01.000 --> 00:02.000\na"] {
            assert!(is_begun(text), "{text}");
        }
        for text in [
            "",
            "1\n",
            "1\n2\n",
            "WEBVTTS\n",
            "WEBVTT is a format",
            "a\n00:00:01,000 --> 00:00:02,500\n",
            "1\n2 --> x\n",
        ] {
            assert!(!is_begun(text), "{text}");
        }
    }

    #[test]
    fn many_marks_that_never_end_are_shown() {
        for mark in ["<a", "{\\", "<", "&"] {
            let text = mark.repeat(500_000);
            check(
                format!("1\n00:00:01,000 --> 00:00:02,000\n{text}\n").as_bytes(),
                Format::Subtitles,
                &format!("body: {text}"),
            );
        }
    }

    proptest! {
        #[test]
        fn mutated_subtitles_are_read(damages in damages()) {
            survive(&damaged(SUB_RIP.as_bytes().to_vec(), &damages), Format::Subtitles);
        }
    }
}
