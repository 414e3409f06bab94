//! Lines, paragraphs and sentences.

use super::{ALWAYS, Entry, SENTENCES, Text, unicode};
use crate::definition::Merge;
use crate::report::Value::{self, Count};

pub(super) static LINES: [Entry; 6] = [
    Entry::sum(
        ALWAYS,
        Text {
            id: "lines",
            label: "lines",
            text: "Line feeds, U+000A. What stands after the last one is not counted as a line here; U+000D, \
                   U+0085, U+2028 and U+2029 do not end a line.",
            source: "POSIX wc -l",
        },
        |f| Count(f.stats.lines),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "lines.blank",
            label: "blank lines",
            text: "Lines that hold nothing but code points with the property White_Space. A line is a stretch of \
                   text that U+000A ends, or that the end of the text ends if it is not empty: after a last line \
                   feed there is no further line, but white space there is a blank line. A byte order mark, \
                   U+200B or an invalid sequence is not white space.",
            source: unicode!("PropList.txt, White_Space"),
        },
        |f| Count(f.stats.blank_lines),
    ),
    Entry::new(
        ALWAYS,
        Text {
            id: "lines.longest",
            label: "longest line",
            text: "Code points of the longest line, without its U+000A and without one U+000D directly before \
                   that; 0 for an empty text. The text after the last line feed is a line too, and keeps a \
                   U+000D at its end. Each invalid sequence is one code point.",
            source: "Reckon; unlike GNU wc -L, which measures columns on a terminal",
        },
        &[],
        Merge::Max,
        0,
        |f| Count(f.stats.longest_line),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "paragraphs",
            label: "paragraphs",
            text: "Maximal groups of consecutive lines that are not blank, with lines and blank lines as for \
                   lines.blank.",
            source: "Reckon",
        },
        |f| Count(f.stats.paragraphs),
    ),
    Entry::sum(
        SENTENCES,
        Text {
            id: "sentences",
            label: "sentences",
            text: "Sentences with at least one word. They end as UAX #29 says, except that a single line break is \
                   a space, that a blank line ends a sentence, and that abbreviations, initials, ordinals and \
                   ellipses of the language do not. Not for scripts without marks at the end of a sentence.",
            source: concat!(
                unicode!("UAX #29, section 5"),
                "; Reckon's rules over it, in docs/statistics.md"
            ),
        },
        |f| f.has_sentences().map_or_else(Value::missing, |()| Count(f.stats.sentence_lengths.total())),
    ),
    Entry::sum(
        SENTENCES,
        Text {
            id: "sentences.uax29",
            label: "sentences (UAX #29)",
            text: "Segments between the sentence boundaries of the standard that have at least one word. Every \
                   line feed ends one.",
            source: unicode!("UAX #29, section 5, default sentence boundaries"),
        },
        |f| Count(f.stats.sentences_uax29),
    ),
];
