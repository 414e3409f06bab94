//! The factors from the end of a text, whose end is not known yet, in flat memory.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::factors::{Factors, Run};

/// The words of a block, at whose end the older words are given up.
pub(super) const BLOCK_TOKENS: usize = 1 << 20;

/// The words before the end of a block at any of which a factor may begin whose result is kept.
pub(super) const KEPT_TOKENS: usize = 1 << 13;

/// How often, on average, a word of a block may be looked at. On prose it is about twice, on text that
/// repeats itself with a period as often as a factor has words.
const VISITS_MAX: usize = 256;

/// Why there is no MTLD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Untold {
    /// No word is repeated within a factor, so there is no factor, nor part of one.
    NoRepetition,
    /// In a text of more than a million words, a factor from the end is longer than what was kept.
    LongFactor,
    /// In a text of more than a million words, too many ways to divide it into factors would have had to be
    /// followed.
    ManyWays,
}

/// Reads a text backward, though it comes forward.
///
/// Backward, a word is new to a factor if its next occurrence lies behind the factor. So it takes the
/// distances to the next occurrences, which the gaps tell as they come, and the end of the text, which comes
/// last. A factor that begins at a given place does not depend on what comes behind; and wherever factors
/// begin, they soon fall into step. So at the end of a block, the factors are counted down to the beginning
/// of the text for each place among the last `kept` words where a factor might begin, and what lies before is
/// forgotten.
///
/// ```text
///        base                        base + kept            the end so far
/// ───────┼──────────────────────────┼──────────────────────┤
///        │ known[q]: the factors of   │
///        │ the text before base + q   │
///        └─ ahead: the distances to the next occurrences ──┘
/// ```
///
/// Where blocks end depends on the number of words alone.
#[derive(Clone, Debug)]
pub(super) struct Backward {
    /// `kept <= block`
    block: usize,
    kept: usize,
    /// Whether there are words before `ahead`.
    is_cut: bool,
    /// For each word the distance to its next occurrence, 0 for none so far.
    ahead: Vec<u32>,
    /// The factors of the text before word *q* of `ahead`, read backward, for *q* from 0 on: as long as no
    /// block has ended, for 0 only, and then for `0..=kept`.
    known: Vec<Result<Factors, Untold>>,
}

/// Where a way from some word on joins what is known: after `full` factors, at `roots[root]`.
#[derive(Clone, Copy)]
struct Way {
    root: u32,
    full: u32,
}

impl Way {
    const UNSEEN: Self = Self { root: u32::MAX, full: 0 };
}

impl Backward {
    pub(super) fn new(block: usize, kept: usize) -> Self {
        Self { block, kept, is_cut: false, ahead: Vec::new(), known: vec![Ok(Factors::default())] }
    }

    #[inline(always)]
    pub(super) fn push_all(&mut self, mut gaps: &[u32]) {
        while !gaps.is_empty() {
            let room = self.block + self.known.len() - 1 - self.ahead.len();
            let (now, later) = gaps.split_at(gaps.len().min(room));
            let begin = self.ahead.len();
            self.ahead.resize(begin + now.len(), 0);
            let ahead = self.ahead.as_mut_slice();
            for (at, gap) in (begin..).zip(now) {
                // A gap of 0 writes 0 to the word itself, and one beyond what is left wraps.
                let last = usize::try_from((at as u64).wrapping_sub(u64::from(*gap))).unwrap_or(usize::MAX);
                if let Some(distance) = ahead.get_mut(last) {
                    *distance = *gap;
                }
            }
            if now.len() == room {
                self.cut();
            }
            gaps = later;
        }
    }

    /// Ends a block.
    fn cut(&mut self) {
        let first = self.ahead.len() - self.kept;
        self.known = self.follow_all(first);
        self.ahead.drain(..first);
        self.is_cut = true;
    }

    /// The factors of the text before each of the words from `first` on, and of the whole.
    ///
    /// Ways that meet stay together, so each is followed down to where one was before.
    fn follow_all(&self, first: usize) -> Vec<Result<Factors, Untold>> {
        let len = self.ahead.len();
        let mut roots = self.known.clone();
        let mut ways = vec![Way::UNSEEN; len + 1];
        for (root, way) in (0..).zip(&mut ways[..roots.len()]) {
            *way = Way { root, full: 0 };
        }
        let mut path = Vec::new();
        let mut visits_left = self.block * VISITS_MAX;
        for begin in (first..=len).rev() {
            let mut at = begin;
            while ways[at].root == Way::UNSEEN.root {
                let end = if visits_left == 0 { Err(Err(Untold::ManyWays)) } else { self.walk(at) };
                match end {
                    Ok(end) => {
                        visits_left = visits_left.saturating_sub(at - end);
                        path.push(at);
                        at = end;
                    }
                    Err(root) => {
                        visits_left = visits_left.saturating_sub(at);
                        ways[at] = Way { root: roots.len() as u32, full: 0 };
                        roots.push(root);
                    }
                }
            }
            let mut way = ways[at];
            while let Some(at) = path.pop() {
                way.full += 1;
                ways[at] = way;
            }
        }
        ways[first..].iter().map(|way| after(roots[way.root as usize], way.full.into())).collect()
    }

    /// Where the factor ends that begins with the word before `begin`; or else what is known of the text from
    /// there.
    fn walk(&self, begin: usize) -> Result<usize, Result<Factors, Untold>> {
        let mut run = Run::NEW;
        let mut words = self.ahead[..begin].iter().rev();
        if run.extend(&mut words) {
            return Ok(words.len());
        }
        Err(if self.is_cut { Err(Untold::LongFactor) } else { Ok(run.rest(0)) })
    }

    pub(super) fn finish(&self) -> Result<Factors, Untold> {
        let mut full = 0;
        let mut at = self.ahead.len();
        loop {
            if let Some(known) = self.known.get(at) {
                return after(*known, full);
            }
            match self.walk(at) {
                Ok(end) => at = end,
                Err(rest) => return after(rest, full),
            }
            full += 1;
        }
    }
}

/// The factors before, and so many full ones more.
fn after(before: Result<Factors, Untold>, full: u64) -> Result<Factors, Untold> {
    before.map(|factors| Factors { full: factors.full + full, ..factors })
}

impl fmt::Display for Untold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRepetition => "no word is repeated within a factor",
            Self::LongFactor => {
                "a factor from the end is longer than what is kept of a text of more than a million words"
            }
            Self::ManyWays => {
                "the factors from the end do not fall into step in a text of more than a million words"
            }
        })
    }
}
