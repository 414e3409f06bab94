//! What each number means: its id, its label, its definition and where that comes from.

/// How a number was made.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// The stable name for programs, such as `words.ascii`: lower-case letters, digits, `_` and dots, no white space.
    /// An id never changes its meaning; another definition gets another id.
    pub id: &'static str,
    /// The name for people, in a few words of ASCII; it may change.
    pub label: &'static str,
    /// What exactly is counted or computed, edge cases included.
    pub text: &'static str,
    /// The standard, the paper or the tool that counts the same way.
    pub source: &'static str,
    /// The ids of the numbers from which this one is computed; empty for a count.
    pub inputs: &'static [&'static str],
    /// What becomes of it when texts are taken together.
    pub merge: Merge,
    /// Digits after the point that reports for people show; 0 for counts.
    pub decimals: u8,
}

/// How a number of several texts, or of parts of one, follows from the numbers of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// It is the sum.
    Sum,
    /// It is the greatest.
    Max,
    /// It is computed anew from what was merged.
    Computed,
    /// It depends on the order of the words across the whole text, so that texts taken together have none.
    Sequential,
}
