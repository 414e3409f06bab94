//! Where a text can be cut before the rest of it is there.

use crate::unicode::{
    GraphemeClusterBreak as Grapheme, Properties, WordBreak as Word, character_start, decode, properties,
};

use super::{grapheme_end, word_end};

/// Finds a place, near the end of a text, that is a border of words and of graphemes whatever follows the text.
///
/// `text` begins at such a place (or with the document) and ends after a whole character. The place is `> 0`, and is
/// the end of the text only where the text ends with the end of a line. It is the last place that two characters make
/// certain, such as after a space before a letter; that costs a look at a few characters in all usual texts. If there
/// is none, it is the last of all certain places, which costs a walk over the text. If there is none either, then the
/// text is one segment as far as is known, such as a word of great length: take more text, and for the sake of time
/// take twice as much.
pub(crate) fn last_restart(text: &[u8]) -> Option<usize> {
    last_restart_where(text, |_| true)
}

/// The same of those places that somebody accepts, in one walk however many they are not.
pub(crate) fn last_restart_where(text: &[u8], accepts: impl Fn(usize) -> bool) -> Option<usize> {
    let mut at = character_start(text, text.len());
    let (last, _) = decode(text, at)?;
    let mut right = properties(last);
    if matches!(right.word_break(), Word::Lf | Word::Newline) && accepts(text.len()) {
        return Some(text.len());
    }
    while at > 0 {
        let start = character_start(text, at);
        let (left, _) = decode(text, start)?;
        let left = properties(left);
        if separates_words(left, right) && separates_graphemes(left, right) && accepts(at) {
            return Some(at);
        }
        at = start;
        right = left;
    }
    last_certain(text, accepts)
}

/// Tells whether there is a border of words between two characters whatever is around them.
fn separates_words(left: Properties, right: Properties) -> bool {
    use Word::{Cr, Extend, Format, Lf, Newline, Other, WSegSpace, Zwj};
    match (left.word_break(), right.word_break()) {
        (Cr, Lf) => false,
        (Cr | Lf | Newline, _) | (_, Cr | Lf | Newline) => true,
        // Those that WB4 leaves out leave the rules to what is before them. (WB3c looks at a joiner.)
        (Extend | Format | Zwj, _) | (_, Extend | Format | Zwj) => false,
        (WSegSpace, WSegSpace) => false,
        // No rule after WB4 keeps anything with these.
        (Other | WSegSpace, _) | (_, Other | WSegSpace) => true,
        _ => false,
    }
}

/// Tells whether there is a border of graphemes between two characters whatever is around them.
fn separates_graphemes(left: Properties, right: Properties) -> bool {
    use Grapheme::{Control, Cr, Lf, Other};
    match (left.grapheme_cluster_break(), right.grapheme_cluster_break()) {
        (Cr, Lf) => false,
        (Control | Cr | Lf, _) | (_, Control | Cr | Lf) => true,
        // GB9c and GB11 want a mark or a joiner on the left.
        (Other, Other) => true,
        _ => false,
    }
}

/// The last border of words and of graphemes that does not depend on what follows the text, and that is accepted.
fn last_certain(text: &[u8], accepts: impl Fn(usize) -> bool) -> Option<usize> {
    let mut found = None;
    let (mut word, mut grapheme) = (0, 0);
    loop {
        let segment = word_end(text, word);
        if !segment.is_settled {
            return found;
        }
        word = segment.end;
        while grapheme < word {
            grapheme = grapheme_end(text, grapheme);
        }
        if grapheme == word && accepts(word) {
            found = Some(word);
        }
    }
}
