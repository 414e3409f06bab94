//! The factors from the end of a text, whose end is not known yet, in flat memory.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::fmt;

use super::factors::{Factors, Run};

/// The words of a block, at whose end the older words are given up.
pub(super) const BLOCK_TOKENS: usize = 1 << 20;

/// The words before the end of a block at any of which a factor may begin whose result is kept.
pub(super) const KEPT_TOKENS: usize = 1 << 13;

/// So far there is room for distances where they are many. Hardly a factor is as long, so others are seldom asked for.
const FAR: u16 = u16::MAX;

/// In a text of less than so many words, so many times as much memory is asked for as is needed; in a longer one that
/// of a block.
const SHORT_TOKENS: usize = 1 << 15;
const GROWTH: usize = 8;

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
    /// For each word the distance to its next occurrence, 0 for none so far, [`FAR`] for that or more.
    ahead: Vec<u16>,
    /// The words that are [`FAR`] from their next occurrence, by their place in `ahead`, and the distance. In the order
    /// of the next occurrences.
    far: Vec<(u32, u32)>,
    /// The factors of the text before word *q* of `ahead`, read backward, for *q* from 0 on: as long as no
    /// block has ended, for 0 only, and then for `0..=kept`.
    known: Vec<Result<Factors, Untold>>,
}

/// [`Backward::far`] in the order of the words, once that is asked for.
type Far = OnceCell<Vec<(u32, u32)>>;

/// Where the way leads that begins at some place: after `full` factors to `roots[root]`.
#[derive(Clone, Copy)]
struct Way {
    root: u32,
    full: u32,
}

impl Backward {
    pub(super) fn new(block: usize, kept: usize) -> Self {
        let known = vec![Ok(Factors::default())];
        Self { block, kept, is_cut: false, ahead: Vec::new(), far: Vec::new(), known }
    }

    #[inline(always)]
    pub(super) fn push_all(&mut self, mut gaps: &[u32]) {
        while !gaps.is_empty() {
            let len = self.block + self.known.len() - 1;
            let room = len - self.ahead.len();
            let (now, later) = gaps.split_at(gaps.len().min(room));
            let begin = self.ahead.len();
            let end = begin + now.len();
            if self.ahead.capacity() < end {
                // Memory that is not used yet costs nothing, but to move what is used does.
                let wanted = if end < SHORT_TOKENS { len.min(GROWTH * end) } else { len };
                self.ahead.reserve_exact(wanted - begin);
            }
            self.ahead.resize(end, 0);
            let ahead = self.ahead.as_mut_slice();
            for (at, &gap) in (begin..).zip(now) {
                if gap < FAR.into() {
                    // A gap of 0 writes 0 to the word itself, and one beyond what is left wraps.
                    if let Some(distance) = ahead.get_mut(at.wrapping_sub(gap as usize)) {
                        *distance = gap as u16;
                    }
                } else if let Some(last) = at.checked_sub(gap as usize) {
                    ahead[last] = FAR;
                    self.far.push((last as u32, gap));
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
        self.far.retain_mut(|(at, _)| {
            let kept = at.checked_sub(first as u32);
            *at = kept.unwrap_or_default();
            kept.is_some()
        });
        self.is_cut = true;
    }

    /// The factors of the text before each of the words from `first` on, and of the whole.
    ///
    /// The places where factors begin are gone through from the last to the first: where one ends, another begins. So
    /// ways that meet are followed once from there on.
    fn follow_all(&self, first: usize) -> Vec<Result<Factors, Untold>> {
        let len = self.ahead.len();
        let far = Far::new();
        let mut visits_left = self.block * VISITS_MAX;
        let mut places = Places::new(len + 1);
        (first.max(self.known.len())..=len).for_each(|place| places.insert(place));
        let mut roots = self.known.clone();
        // Of each of these places, from the last on: the place where the factor ends, or else the root.
        let mut ends = Vec::new();
        let mut begin = len + 1;
        while let Some(place) = places.last_before(begin) {
            let end = if visits_left == 0 { Err(Err(Untold::ManyWays)) } else { self.walk(place, &far) };
            visits_left = visits_left.saturating_sub(place - end.unwrap_or(0));
            ends.push(match end {
                Ok(end) => {
                    if end >= self.known.len() {
                        places.insert(end);
                    }
                    Ok(end as u32)
                }
                Err(root) => {
                    roots.push(root);
                    Err(roots.len() as u32 - 1)
                }
            });
            begin = place;
        }
        let numbers = places.numbers();
        let way = |place: usize, ways: &[Way]| match place < self.known.len() {
            true => Way { root: place as u32, full: 0 },
            false => ways[places.number(place, &numbers)],
        };
        let mut ways = Vec::with_capacity(ends.len());
        for end in ends.into_iter().rev() {
            ways.push(match end {
                Ok(end) => {
                    let Way { root, full } = way(end as usize, &ways);
                    Way { root, full: full + 1 }
                }
                Err(root) => Way { root, full: 0 },
            });
        }
        let factors = |Way { root, full }| after(roots[root as usize], u64::from(full));
        (first..=len).map(|place| factors(way(place, &ways))).collect()
    }

    /// Where the factor ends that begins with the word before `begin`; or else what is known of the text from
    /// there.
    fn walk(&self, begin: usize, far: &Far) -> Result<usize, Result<Factors, Untold>> {
        let mut run = Run::NEW;
        // For so many words it does not matter how far those are that are far.
        let (before, near) = self.ahead[..begin].split_at(begin.saturating_sub(FAR.into()));
        let mut words = near.iter().rev().map(|distance| u32::from(*distance));
        if run.extend(&mut words) {
            return Ok(before.len() + words.len());
        }
        let mut words = before.iter().enumerate().rev().map(|(at, distance)| match *distance {
            FAR => self.distance(at, far),
            distance => distance.into(),
        });
        if run.extend(&mut words) {
            return Ok(words.len());
        }
        Err(if self.is_cut { Err(Untold::LongFactor) } else { Ok(run.rest(0)) })
    }

    /// The distance of a far word.
    #[cold]
    fn distance(&self, at: usize, far: &Far) -> u32 {
        let far = far.get_or_init(|| {
            let mut far = self.far.clone();
            far.sort_unstable();
            far
        });
        let found = far.binary_search_by_key(&(at as u32), |(at, _)| *at).expect("each far word is noted");
        far[found].1
    }

    pub(super) fn finish(&self) -> Result<Factors, Untold> {
        let far = Far::new();
        let mut full = 0;
        let mut at = self.ahead.len();
        loop {
            if let Some(known) = self.known.get(at) {
                return after(*known, full);
            }
            match self.walk(at, &far) {
                Ok(end) => at = end,
                Err(rest) => return after(rest, full),
            }
            full += 1;
        }
    }
}

/// Places in a text, a bit for each word.
struct Places(Vec<u64>);

impl Places {
    /// None of so many.
    fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// The last place before another.
    fn last_before(&self, place: usize) -> Option<usize> {
        let within = self.0.get(place / 64).map_or(0, |bits| bits & ((1 << (place % 64)) - 1));
        let last = |(index, bits): (usize, u64)| 64 * index + bits.ilog2() as usize;
        if within != 0 {
            return Some(last((place / 64, within)));
        }
        let before = self.0[..place / 64].iter().copied().enumerate();
        before.rev().find(|(_, bits)| *bits != 0).map(last)
    }

    /// How many places there are before each 64 words.
    fn numbers(&self) -> Vec<u32> {
        let mut before = 0;
        let count = |bits: &u64| {
            let so_far = before;
            before += bits.count_ones();
            so_far
        };
        self.0.iter().map(count).collect()
    }

    /// How many places there are before one.
    fn number(&self, place: usize, numbers: &[u32]) -> usize {
        let within = self.0[place / 64] & ((1 << (place % 64)) - 1);
        (numbers[place / 64] + within.count_ones()) as usize
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

#[cfg(test)]
impl Backward {
    /// The distances of all words that are far.
    pub(super) fn far_words(&self) -> impl Iterator<Item = u32> {
        let far = Far::new();
        let words = (0..).zip(&self.ahead).filter(|(_, distance)| **distance == FAR);
        words.map(move |(at, _)| self.distance(at, &far))
    }
}
