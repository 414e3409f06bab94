//! What each number means: its id, its label, its definition and where that comes from.

use crate::stats::Stats;

/// How a number was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Definition {
    /// The stable name for programs, such as `words.ascii`: lower-case letters, `_` and dots, no white space.
    /// An id never changes its meaning; another definition gets another id.
    pub id: &'static str,
    /// The name for people, in a few words of ASCII; it may change.
    pub label: &'static str,
    /// What exactly is counted, edge cases included.
    pub text: &'static str,
    /// The standard or the tool that counts the same way.
    pub source: &'static str,
}

/// Lists the definitions of all numbers, in the order of a report.
///
/// ```
/// let ids: Vec<_> = reckon_stats::definitions().map(|definition| definition.id).collect();
/// assert_eq!(ids[..2], ["bytes", "chars.code_points"]);
/// ```
pub fn definitions() -> impl ExactSizeIterator<Item = &'static Definition> {
    COUNTS.iter().map(|count| &count.definition)
}

/// A definition together with the field that holds its number.
pub(crate) struct Count {
    pub(crate) definition: Definition,
    pub(crate) read: fn(&Stats) -> u64,
    pub(crate) field: fn(&mut Stats) -> &mut u64,
}

/// Names the Unicode version, in this one place, and the part of the standard.
macro_rules! unicode {
    ($part:literal) => {
        concat!("Unicode 17.0.0, ", $part)
    };
}

/// A static rather than a constant, so that definitions may be handed out by reference.
pub(crate) static COUNTS: [Count; 9] = [
    Count {
        definition: Definition {
            id: "bytes",
            label: "bytes",
            text: "The length of the text in bytes, a byte order mark included.",
            source: "wc -c",
        },
        read: |stats| stats.bytes,
        field: |stats| &mut stats.bytes,
    },
    Count {
        definition: Definition {
            id: "chars.code_points",
            label: "code points",
            text: "Code points of the text decoded as UTF-8, where each maximal subpart of an ill-formed sequence \
                   counts as one U+FFFD. A combining mark, a byte order mark, U+0000 and each of U+000D U+000A \
                   count as one.",
            source: concat!(
                unicode!("section 3.9, U+FFFD Substitution of Maximal Subparts"),
                "; Python len(bytes.decode(errors=\"replace\")), Rust String::from_utf8_lossy"
            ),
        },
        read: |stats| stats.code_points,
        field: |stats| &mut stats.code_points,
    },
    Count {
        definition: Definition {
            id: "chars.invalid",
            label: "invalid sequences",
            text: "Maximal subparts of ill-formed UTF-8 sequences, each of which is counted as one U+FFFD. \
                   A well-formed U+FFFD in the text is none.",
            source: unicode!("section 3.9, U+FFFD Substitution of Maximal Subparts"),
        },
        read: |stats| stats.invalid,
        field: |stats| &mut stats.invalid,
    },
    Count {
        definition: Definition {
            id: "lines",
            label: "lines",
            text: "Line feeds, U+000A. What stands after the last one is not counted as a line here; U+000D, \
                   U+0085, U+2028 and U+2029 do not end a line.",
            source: "POSIX wc -l",
        },
        read: |stats| stats.lines,
        field: |stats| &mut stats.lines,
    },
    Count {
        definition: Definition {
            id: "lines.blank",
            label: "blank lines",
            text: "Lines that hold nothing but code points with the property White_Space. A line is a stretch of \
                   text that U+000A ends, or that the end of the text ends if it is not empty: after a last line \
                   feed there is no further line, but white space there is a blank line. A byte order mark, \
                   U+200B or an invalid sequence is not white space.",
            source: unicode!("PropList.txt, White_Space"),
        },
        read: |stats| stats.blank_lines,
        field: |stats| &mut stats.blank_lines,
    },
    Count {
        definition: Definition {
            id: "lines.longest",
            label: "longest line",
            text: "Code points of the longest line, without its U+000A and without one U+000D directly before \
                   that; 0 for an empty text. The text after the last line feed is a line too, and keeps a \
                   U+000D at its end. Each invalid sequence is one code point.",
            source: "Reckon; unlike GNU wc -L, which measures columns on a terminal",
        },
        read: |stats| stats.longest_line,
        field: |stats| &mut stats.longest_line,
    },
    Count {
        definition: Definition {
            id: "paragraphs",
            label: "paragraphs",
            text: "Maximal groups of consecutive lines that are not blank, with lines and blank lines as for \
                   lines.blank.",
            source: "Reckon",
        },
        read: |stats| stats.paragraphs,
        field: |stats| &mut stats.paragraphs,
    },
    Count {
        definition: Definition {
            id: "words.ascii",
            label: "words (ASCII white space)",
            text: "Maximal runs of bytes other than 09-0D and 20. A no-break space does not separate words here.",
            source: "Python len(bytes.split())",
        },
        read: |stats| stats.words_ascii,
        field: |stats| &mut stats.words_ascii,
    },
    Count {
        definition: Definition {
            id: "words.whitespace",
            label: "words (Unicode white space)",
            text: "Maximal runs of code points without the property White_Space. An invalid sequence is part of \
                   a word; no-break spaces separate words.",
            source: concat!(unicode!("PropList.txt, White_Space"), "; Rust str::split_whitespace"),
        },
        read: |stats| stats.words_whitespace,
        field: |stats| &mut stats.words_whitespace,
    },
];
