//! Bytes and characters.

use super::{ALWAYS, CHARACTERS as CHARS, Entry, TOOLS, Text, unicode};
use crate::report::Value::Count;

const CATEGORIES: &str = unicode!("DerivedGeneralCategory.txt");
const GMXV: &str = "ETSI GS LIS 004 (GMX-V 2.0)";

pub(super) static CHARACTERS: [Entry; 15] = [
    Entry::sum(
        ALWAYS,
        Text {
            id: "bytes",
            label: "bytes",
            text: "The length of the text in bytes, a byte order mark included. Of a document, that of the text which was \
                   taken out of it, in UTF-8.",
            source: "wc -c",
        },
        |f| Count(f.stats.bytes),
    ),
    Entry::sum(
        ALWAYS,
        Text {
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
        |f| Count(f.stats.code_points),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "chars.invalid",
            label: "invalid sequences",
            text: "Maximal subparts of ill-formed UTF-8 sequences, each of which is counted as one U+FFFD. \
                   A well-formed U+FFFD in the text is none.",
            source: unicode!("section 3.9, U+FFFD Substitution of Maximal Subparts"),
        },
        |f| Count(f.stats.invalid),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.graphemes",
            label: "graphemes",
            text: "Extended grapheme clusters, which are what a reader takes for one character: a letter with its \
                   accents, an emoji of several parts, U+000D U+000A together.",
            source: unicode!("UAX #29, section 3, extended grapheme clusters"),
        },
        |f| Count(f.stats.graphemes),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "chars.without_white_space",
            label: "without white space",
            text: "Code points without the property White_Space. An invalid sequence is one.",
            source: unicode!("PropList.txt, White_Space"),
        },
        |f| Count(f.stats.code_points.saturating_sub(f.stats.white_space)),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.letters",
            label: "letters",
            text: "Code points of General_Category L: letters of any script, ideographs, modifier letters.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.letters),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.marks",
            label: "combining marks",
            text: "Code points of General_Category M: accents and vowel signs that combine with a letter.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.marks),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.digits",
            label: "digits",
            text: "Code points of General_Category N: decimal digits of any script, Roman numerals, fractions, \
                   superscript digits.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.digits),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.punctuation",
            label: "punctuation",
            text: "Code points of General_Category P.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.punctuation),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.symbols",
            label: "symbols",
            text: "Code points of General_Category S: mathematical, currency and other symbols, most emoji. An \
                   invalid sequence counts as U+FFFD, which is one.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.symbols),
    ),
    Entry::sum(
        CHARS,
        Text {
            id: "chars.others",
            label: "spaces and others",
            text: "Code points of General_Category Z or C: spaces, line ends and other controls, format \
                   characters, and code points without a character.",
            source: CATEGORIES,
        },
        |f| Count(f.stats.others),
    ),
    Entry::sum(
        TOOLS,
        Text {
            id: "chars.gmxv",
            label: "characters (GMX-V)",
            text: "Code points without white space and punctuation; hyphens and apostrophes between two letters, \
                   marks or numbers are among them.",
            source: GMXV,
        },
        |f| Count(f.stats.gmxv.characters),
    ),
    Entry::sum(
        TOOLS,
        Text {
            id: "chars.gmxv.punctuation",
            label: "punctuation (GMX-V)",
            text: "Code points of General_Category P and the symbols of ASCII, U+00D7 and U+00F7; but not hyphens \
                   and apostrophes between two letters, marks or numbers.",
            source: GMXV,
        },
        |f| Count(f.stats.gmxv.punctuation),
    ),
    Entry::sum(
        TOOLS,
        Text {
            id: "chars.gmxv.white_space",
            label: "white space (GMX-V)",
            text: "U+0009 to U+000D, U+001C to U+001F, and code points of General_Category Z but for the no-break \
                   spaces U+00A0, U+2007 and U+202F.",
            source: GMXV,
        },
        |f| Count(f.stats.gmxv.white_space),
    ),
    Entry::sum(
        TOOLS,
        Text {
            id: "chars.gmxv.overall",
            label: "all characters (GMX-V)",
            text: "The sum of chars.gmxv, chars.gmxv.punctuation and chars.gmxv.white_space.",
            source: GMXV,
        },
        |f| {
            let counts = &f.stats.gmxv;
            Count(counts.characters.saturating_add(counts.punctuation).saturating_add(counts.white_space))
        },
    ),
];
