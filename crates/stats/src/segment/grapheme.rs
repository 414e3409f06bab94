//! Extended grapheme clusters: what people take for one character.

use crate::unicode::{
    GraphemeClusterBreak as Break, IndicConjunctBreak as Conjunct, Properties, decode, properties,
};

/// Finds the end of the extended grapheme cluster that begins at `start`, a border of clusters.
///
/// `start < end <= text.len()`; at the end of the text it is `start`. The border is certain unless it is the end of
/// the text: then a character that follows may belong to the cluster.
///
/// Source: UAX #29, table 1b (extended grapheme clusters) and rules GB3 to GB999.
#[inline]
pub(crate) fn grapheme_end(text: &[u8], start: usize) -> usize {
    // Of two ASCII characters, only a CR keeps the next one, and only an LF.
    if let Some(&[first, second]) = text.get(start..).and_then(<[u8]>::first_chunk)
        && first < 0x80
        && second < 0x80
    {
        return start + 1 + usize::from(first == b'\r' && second == b'\n');
    }
    cluster_end(text, start)
}

fn cluster_end(text: &[u8], start: usize) -> usize {
    let Some((first, length)) = decode(text, start) else { return start };
    let mut cluster = Cluster::begin(properties(first));
    let mut end = start + length;
    while let Some((next, length)) = decode(text, end) {
        let next = properties(next);
        if !cluster.keeps(next) {
            break;
        }
        cluster.take(next);
        end += length;
    }
    end
}

/// What the rules want to know about the cluster so far.
struct Cluster {
    /// The last character's class.
    last: Break,
    emoji: Emoji,
    conjunct: Link,
    /// How many regional indicators the cluster ends with is odd.
    half_flag: bool,
}

/// How much of `Extended_Pictographic Extend* ZWJ` the cluster ends with (GB11).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emoji {
    Nothing,
    Pictograph,
    Joiner,
}

/// How much of `Consonant [Extend Linker]* Linker [Extend Linker]*` the cluster ends with (GB9c).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Nothing,
    Consonant,
    Linker,
}

impl Cluster {
    fn begin(first: Properties) -> Self {
        let mut cluster =
            Self { last: Break::Other, emoji: Emoji::Nothing, conjunct: Link::Nothing, half_flag: false };
        cluster.take(first);
        cluster
    }

    /// Tells whether there is no border before the next character.
    fn keeps(&self, next: Properties) -> bool {
        use Break::{
            Control, Cr, Extend, L, Lf, Lv, Lvt, Prepend, RegionalIndicator, SpacingMark, T, V, Zwj,
        };
        match (self.last, next.grapheme_cluster_break()) {
            (Cr, Lf) => true,                                               // GB3
            (Control | Cr | Lf, _) | (_, Control | Cr | Lf) => false,       // GB4, GB5
            (L, L | V | Lv | Lvt) | (Lv | V, V | T) | (Lvt | T, T) => true, // GB6, GB7, GB8
            (_, Extend | Zwj | SpacingMark) | (Prepend, _) => true,         // GB9, GB9a, GB9b
            (RegionalIndicator, RegionalIndicator) => self.half_flag,       // GB12, GB13
            _ => {
                let is_consonant = next.indic_conjunct_break() == Conjunct::Consonant;
                self.conjunct == Link::Linker && is_consonant                   // GB9c
                    || self.emoji == Emoji::Joiner && next.is_extended_pictographic() // GB11
            }
        }
    }

    fn take(&mut self, next: Properties) {
        self.last = next.grapheme_cluster_break();
        self.half_flag = self.last == Break::RegionalIndicator && !self.half_flag;
        self.emoji = match (self.emoji, self.last) {
            _ if next.is_extended_pictographic() => Emoji::Pictograph,
            (Emoji::Pictograph, Break::Extend) => Emoji::Pictograph,
            (Emoji::Pictograph, Break::Zwj) => Emoji::Joiner,
            _ => Emoji::Nothing,
        };
        self.conjunct = match (self.conjunct, next.indic_conjunct_break()) {
            (_, Conjunct::Consonant) => Link::Consonant,
            (Link::Nothing, _) | (_, Conjunct::None) => Link::Nothing,
            (_, Conjunct::Linker) => Link::Linker,
            (link, Conjunct::Extend) => link,
        };
    }
}
