//! Places of words in a text, in rising order: where each begins and ends, in bytes.

/// An apostrophe or a hyphen of any kind, which may connect two words, or end one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Joiner {
    /// Where it begins.
    pub(crate) at: u32,
    /// The number of the last word that begins before it.
    pub(crate) word: u32,
}

/// Counts the words that begin before a place, which is best not far away.
#[inline(always)]
pub(crate) fn count_before(spans: &[[u32; 2]], place: u32) -> usize {
    let (eights, rest) = spans.as_chunks::<8>();
    let ended = eights.iter().take_while(|eight| eight[7][0] < place).count();
    // Eight comparisons at once take less time than a branch that nobody can foresee.
    let more = eights.get(ended).map_or(rest, |eight| eight);
    8 * ended + more.iter().map(|[start, _]| u32::from(*start < place)).sum::<u32>() as usize
}
