//! The borders of graphemes, words and sentences by the rules of UAX #29 for Unicode 17.0.0, exactly.
//!
//! Each function takes a text of well-formed UTF-8 and a place in it that is a border itself, and finds the next
//! border. These are the slow and obvious ways: a character at a time, a rule at a time. They take a time that is
//! linear in the text, whatever the text. Bytes that are not well-formed do no harm, but mean nothing.
//!
//! # Where a text may be cut
//!
//! The rules look back as far as they like, and words and sentences look ahead as well. Two questions follow.
//!
//! **From where may one start?** From any true border: what lies before it changes no border after it. In other words,
//! where `b` is a border of `text`, the borders of `text[b..]` are those of `text` that are not before `b`. This
//! holds for each kind for itself: a border of words is not always one of graphemes (between U+0E01 and U+0E33, two
//! letters of Thai, or after U+0600), nor the other way round. The reasons, by what a rule looks back at:
//!
//! * Marks, format characters and joiners (GB9, WB4, SB5) belong to what is before them, unless that is the end of a
//!   line. So after a border there is such a character only at the beginning of a line, where it stands for itself
//!   in both cases. WB3c, GB9c and GB11 look back across nothing else, and so across no border.
//! * Regional indicators (GB12, GB13, WB15, WB16) are paired from the beginning of their run. Only they, and what
//!   belongs to them, keep with a regional indicator (after a Prepend: its grapheme). So a border within a run has
//!   whole pairs before it, and a border before a run has none.
//! * WB7, WB7c and WB11 look back across a character such as `.`, `:` or `,` at the letter or digit before it. If there
//!   is a border between the two, WB6, WB7b or WB12 did not hold there, and they look for the very same character
//!   behind; so neither does the rule that looks back hold one character later. WB7a holds at once or not at all.
//! * SB6 to SB11 look back at a terminator, at what follows it, and at the letter before it. A border comes only
//!   after all of that, and what is behind the border is none of it, or it would have been kept.
//!
//! **When is a border certain before all the text is there?** A border of graphemes once the next character is there.
//! A border of words also then, but not before a character such as `.`, `:`, `,` or `'`, for which the next
//! character after it and its marks must be there ([`Segment::is_settled`]). After the end of a line (other than a
//! CR alone) both are certain at once. A border of sentences may depend on text of any length (SB8), up to the next
//! letter, terminator or end of a paragraph.
//!
//! [`last_restart`] finds a place for a cut which is both: a certain border of words and of graphemes.
//!
//! Source: Unicode Standard Annex #29, revision 47 (Unicode 17.0.0), sections 3 to 5.

mod grapheme;
mod restart;
mod sentence;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use grapheme::grapheme_end;
pub(crate) use restart::{last_restart, last_restart_where};
pub(crate) use sentence::sentence_end;
pub(crate) use word::word_end;
