//! Measures that depend on the order of words: MATTR and MTLD, from the distances between equal words alone.

mod backward;
mod factors;
#[cfg(test)]
mod tests;
mod windows;

use backward::Backward;
pub use backward::Untold;
pub use factors::Factors;
use factors::Run;
use windows::Sums;
pub use windows::Windows;

/// Follows the words of a text in order, and measures how its vocabulary is renewed.
///
/// All that it is told of a word is its *gap*: the distance to the last occurrence of the same word, as
/// [`Vocabulary::count`](crate::Vocabulary::count) gives it, 0 for none. A word is new to a window or a
/// factor exactly if its last occurrence lies before it, or, read backward, its next one behind it.
///
/// # Laws
///
/// The gaps may come in pieces of any size. There is no `merge`: the measures look across any cut. Parts of
/// one text are joined in order by [`Vocabulary::append`](crate::Vocabulary::append), which mends the gaps of
/// a part, and then pushed.
///
/// # Bounds
///
/// The memory is at most some 16 MB, however long the text is; a text of less than a million words takes 2
/// bytes a word, and 8 more for each whose next occurrence is more than 65 534 words away.
///
/// ```
/// use reckon_stats::Sequence;
///
/// // a b a b a …, a hundred words.
/// let mut sequence = Sequence::new();
/// sequence.push_all(&[0, 0]);
/// sequence.push_all(&[2; 98]);
/// let order = sequence.finish();
/// assert_eq!(order.mattr_50.unwrap().value(), 2.0 / 50.0);
/// // Each third word brings the ratio below 0.72: 33 factors of 3 words, and a rest of one word.
/// assert_eq!(order.mtld(), Ok(100.0 / 33.0));
/// ```
#[derive(Clone, Debug)]
pub struct Sequence {
    tokens: u64,
    sums: Sums,
    forward: Run,
    forward_full: u64,
    backward: Backward,
}

/// What was measured of a whole text, in whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// The words that were pushed.
    pub tokens: u64,
    /// The moving window of 50 words; nothing for a text of less.
    pub mattr_50: Option<Windows>,
    /// The moving window of 100 words; nothing for a text of less.
    pub mattr_100: Option<Windows>,
    /// The factors from the beginning.
    pub mtld_forward: Factors,
    /// The factors from the end, if they can be told.
    pub mtld_backward: Result<Factors, Untold>,
}

impl Sequence {
    /// At the beginning of a text.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tokens: 0,
            sums: Sums::new(),
            forward: Run::NEW,
            forward_full: 0,
            backward: Backward::new(backward::BLOCK_TOKENS, backward::KEPT_TOKENS),
        }
    }

    /// Takes the next words of the text, as their gaps. A gap must not be greater than the number of words
    /// before, but for `u32::MAX`.
    #[inline(always)]
    pub fn push_all(&mut self, gaps: &[u32]) {
        self.sums.push_all(gaps, self.tokens);
        let mut run = self.forward;
        let mut full = self.forward_full;
        let mut words = gaps.iter().copied();
        while run.extend(&mut words) {
            full += 1;
            run = Run::NEW;
        }
        (self.forward, self.forward_full) = (run, full);
        self.backward.push_all(gaps);
        self.tokens += gaps.len() as u64;
    }

    /// Ends the text.
    #[must_use]
    pub fn finish(&self) -> Measures {
        let [mattr_50, mattr_100] = self.sums.finish(self.tokens);
        Measures {
            tokens: self.tokens,
            mattr_50,
            mattr_100,
            mtld_forward: self.forward.rest(self.forward_full),
            mtld_backward: self.backward.finish(),
        }
    }
}

impl Default for Sequence {
    fn default() -> Self {
        Self::new()
    }
}

impl Measures {
    /// MTLD, the *measure of textual lexical diversity*: the mean length of the stretches of text that keep a
    /// type-token ratio of at least 0.72, once from the beginning and once from the end; the mean of both.
    ///
    /// # Errors
    ///
    /// Says why there is no such value.
    ///
    /// # Source
    ///
    /// P. McCarthy and S. Jarvis, *MTLD, vocd-D, and HD-D: a validation study of sophisticated approaches to
    /// lexical diversity assessment*, Behavior Research Methods 42 (2010).
    pub fn mtld(&self) -> Result<f64, Untold> {
        let forward = self.mtld_forward.mean_length(self.tokens).ok_or(Untold::NoRepetition)?;
        let backward = self.mtld_backward?.mean_length(self.tokens).ok_or(Untold::NoRepetition)?;
        Ok(f64::midpoint(forward, backward))
    }
}
