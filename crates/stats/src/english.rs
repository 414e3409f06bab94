//! What only English has: syllables by pronunciation, words that children know, words that are hard.
//!
//! Everything here is asked about one word at a time: a *folded word*, which is a word of UAX #29 after case folding.
//! It may hold apostrophes (`can't`), full stops (`u.s`), digits, and letters that are not ASCII.

mod familiar;
mod hard;
mod syllable;

pub(crate) use familiar::is_familiar;
pub(crate) use hard::is_hard;
pub(crate) use syllable::syllables;
