//! Words, and what is between them.

use crate::unicode::{WordBreak as Break, decode, properties};

/// A segment of a text between two borders of words: a word, a run of spaces, a punctuation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The place after its last byte.
    pub(crate) end: usize,
    /// Whether it is a word: it contains an Alphabetic character or a Number (General_Category N*).
    pub(crate) has_word: bool,
    /// Whether it ends here for certain, whatever follows the text. If not, this is the end as it is when nothing
    /// follows.
    pub(crate) is_settled: bool,
}

/// Finds the segment that begins at `start`, a border of words.
///
/// `start < end <= text.len()`; at the end of the text it is `start`.
///
/// A character is looked at no more than three times in a walk over all segments: by its own segment, and by a look
/// ahead from the last `.`, `'`, `:` or the like before it, which may fail and leave it to the next segment.
///
/// Source: UAX #29, rules WB3 to WB999.
pub(crate) fn word_end(text: &[u8], start: usize) -> Segment {
    let Some((first, length)) = decode(text, start) else {
        return Segment { end: start, has_word: false, is_settled: false };
    };
    let first = properties(first);
    let mut word = Word {
        end: start + length,
        has_word: first.makes_word(),
        last: first.word_break(),
        left: first.word_break(),
    };
    match word.last {
        // WB3a, and WB3 for a line feed that follows.
        Break::Lf | Break::Newline => return word.ends(true),
        Break::Cr => {
            let next = text.get(word.end);
            word.end += usize::from(next == Some(&b'\n'));
            return word.ends(next.is_some());
        }
        _ => {}
    }
    while let Some((next, length)) = decode(text, word.end) {
        let next = properties(next);
        let class = next.word_break();
        let keeps = match class {
            Break::Extend | Break::Format | Break::Zwj => {
                // WB4: it belongs to what is before it, and the rules below do not see it.
                word.end += length;
                word.has_word |= next.makes_word();
                word.last = class;
                continue;
            }
            Break::Cr | Break::Lf | Break::Newline => false, // WB3b
            _ if word.last == Break::Zwj && next.is_extended_pictographic() => true, // WB3c
            Break::WSegSpace => word.last == Break::WSegSpace, // WB3d
            _ => word.keeps(class),
        };
        if keeps {
            word.take(word.end + length, next.makes_word(), class);
            continue;
        }
        // WB6, WB7, WB7b, WB7c, WB11, WB12: kept for the sake of what comes after it.
        let Some(bridge) = Bridge::between(word.left, class) else { return word.ends(true) };
        match bridge.cross(text, word.end + length) {
            Crossing::Lands(landing) => {
                word.take(landing.end, next.makes_word() | landing.has_word, landing.class);
            }
            // WB7a: kept all the same.
            _ if word.left == Break::HebrewLetter && class == Break::SingleQuote => {
                word.take(word.end + length, next.makes_word(), class);
            }
            Crossing::Fails => return word.ends(true),
            Crossing::TextEnds => return word.ends(false),
        }
    }
    word.ends(false)
}

/// A segment so far.
struct Word {
    end: usize,
    has_word: bool,
    /// The class of the last character, for the rules before WB4.
    last: Break,
    /// The class of the last character but for those that WB4 leaves out; `Other` after a pair of regional indicators.
    left: Break,
}

impl Word {
    const fn ends(&self, is_settled: bool) -> Segment {
        Segment { end: self.end, has_word: self.has_word, is_settled }
    }

    /// Tells whether the rules that look at two characters keep the next one: WB5, WB8 to WB10 and WB13 to WB16.
    const fn keeps(&self, next: Break) -> bool {
        use Break::{ALetter, ExtendNumLet, HebrewLetter, Katakana, Numeric, RegionalIndicator};
        matches!(
            (self.left, next),
            (ALetter | HebrewLetter | Numeric, ALetter | HebrewLetter | Numeric)
                | (Katakana, Katakana)
                | (ALetter | HebrewLetter | Numeric | Katakana | ExtendNumLet, ExtendNumLet)
                | (ExtendNumLet, ALetter | HebrewLetter | Numeric | Katakana)
                | (RegionalIndicator, RegionalIndicator)
        )
    }

    const fn take(&mut self, end: usize, makes_word: bool, class: Break) {
        let completes_pair =
            matches!((self.left, class), (Break::RegionalIndicator, Break::RegionalIndicator));
        self.end = end;
        self.has_word |= makes_word;
        self.last = class;
        self.left = if completes_pair { Break::Other } else { class };
    }
}

/// What must be on the other side of a character that is kept between two of a kind.
#[derive(Clone, Copy)]
enum Bridge {
    Letter,
    HebrewLetter,
    Number,
}

/// What is on the other side.
enum Crossing {
    Lands(Landing),
    Fails,
    /// The text ends before the other side.
    TextEnds,
}

struct Landing {
    end: usize,
    has_word: bool,
    class: Break,
}

impl Bridge {
    const fn between(left: Break, middle: Break) -> Option<Self> {
        use Break::{ALetter, DoubleQuote, HebrewLetter, MidLetter, MidNum, MidNumLet, Numeric, SingleQuote};
        match (left, middle) {
            (ALetter | HebrewLetter, MidLetter | MidNumLet | SingleQuote) => Some(Self::Letter),
            (HebrewLetter, DoubleQuote) => Some(Self::HebrewLetter),
            (Numeric, MidNum | MidNumLet | SingleQuote) => Some(Self::Number),
            _ => None,
        }
    }

    /// Looks at the first character from `from` on that WB4 does not leave out.
    fn cross(self, text: &[u8], from: usize) -> Crossing {
        let mut end = from;
        let mut has_word = false;
        while let Some((next, length)) = decode(text, end) {
            let next = properties(next);
            let class = next.word_break();
            end += length;
            has_word |= next.makes_word();
            if !matches!(class, Break::Extend | Break::Format | Break::Zwj) {
                let lands = match self {
                    Self::Letter => matches!(class, Break::ALetter | Break::HebrewLetter),
                    Self::HebrewLetter => matches!(class, Break::HebrewLetter),
                    Self::Number => matches!(class, Break::Numeric),
                };
                return if lands {
                    Crossing::Lands(Landing { end, has_word, class })
                } else {
                    Crossing::Fails
                };
            }
        }
        Crossing::TextEnds
    }
}
