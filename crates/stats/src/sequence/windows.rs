//! The moving-average type-token ratio.

/// The widths of the windows, ascending.
const WIDTHS: [u32; 2] = [50, 100];

/// Room for the gaps of the last `WIDTHS[1] - 1` words; a power of two.
const RECENT: usize = 128;

/// So many words are summed up in 32 bits: each adds less than 2^7.
const BATCH: usize = 1 << 12;

/// The distinct words of all windows, summed.
///
/// A word is distinct in a window if it is the first of its kind there; so the word at *i*, whose like is *g*
/// words before, counts in those windows that begin after `i - g`, and at `i` or before, and reach to `i`: in
/// `min(g, w)` of them. At the beginning of the text there are no more than `i + 1`. Those windows that the
/// end of the text cuts off are counted, too, until it is known.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    distinct: [u64; 2],
    /// The gap of the word at *i* is at `i % RECENT`, for the last so many words.
    recent: [u32; RECENT],
}

/// The windows of one width, of which there is one for each word that has enough after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The words of each window.
    pub width: u32,
    /// The number of windows; at least 1.
    pub windows: u64,
    /// The distinct words of each, summed over the windows.
    pub distinct: u64,
}

impl Sums {
    pub(super) const fn new() -> Self {
        Self { distinct: [0; 2], recent: [0; RECENT] }
    }

    /// Takes the gaps of the words from `position` on.
    #[inline(always)]
    pub(super) fn push_all(&mut self, gaps: &[u32], position: u64) {
        let near = (u64::from(WIDTHS[1]).saturating_sub(position) as usize).min(gaps.len());
        let (head, body) = gaps.split_at(near);
        for (at, gap) in (position..).zip(head) {
            for (sum, width) in self.distinct.iter_mut().zip(WIDTHS) {
                *sum += windows_from(*gap, width.into()).min(at + 1);
            }
        }
        for batch in body.chunks(BATCH) {
            let mut sums = [batch.len() as u32; 2];
            for gap in batch {
                // No gap wraps to the greatest one.
                let before = gap.wrapping_sub(1);
                sums[0] += before.min(WIDTHS[0] - 1);
                sums[1] += before.min(WIDTHS[1] - 1);
            }
            self.distinct[0] += u64::from(sums[0]);
            self.distinct[1] += u64::from(sums[1]);
        }
        let skipped = gaps.len().saturating_sub(RECENT);
        for (at, gap) in (position + skipped as u64..).zip(&gaps[skipped..]) {
            self.recent[at as usize % RECENT] = *gap;
        }
    }

    /// The windows of a text of so many words, for each width, if there are any.
    pub(super) fn finish(&self, tokens: u64) -> [Option<Windows>; 2] {
        let mut all = WIDTHS.into_iter().zip(self.distinct).map(|(width, distinct)| {
            let windows = (tokens + 1).checked_sub(width.into()).filter(|windows| *windows > 0)?;
            // What was counted for the windows that would begin at `windows` or later.
            let cut_off: u64 = (windows..tokens)
                .map(|at| windows_from(self.recent[at as usize % RECENT], at + 1 - windows))
                .sum();
            Some(Windows { width, windows, distinct: distinct - cut_off })
        });
        [all.next().flatten(), all.next().flatten()]
    }
}

/// `min(gap, most)`, where no gap is infinite.
fn windows_from(gap: u32, most: u64) -> u64 {
    u64::from(gap.wrapping_sub(1)).min(most - 1) + 1
}

impl Windows {
    /// MATTR, the mean type-token ratio of the windows, greater than 0 and at most 1.
    ///
    /// # Source
    ///
    /// M. Covington and J. McFall, *Cutting the Gordian knot: the moving-average type-token ratio (MATTR)*,
    /// Journal of Quantitative Linguistics 17 (2010).
    #[must_use]
    pub fn value(self) -> f64 {
        self.distinct as f64 / self.windows as f64 / f64::from(self.width)
    }
}
