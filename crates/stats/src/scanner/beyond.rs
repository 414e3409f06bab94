//! The characters beyond ASCII of a chunk that masks tell, which several counts share.

use super::chunk::Chunk;
use super::core_letters::CoreLetters;
use super::han::ideographs;
use super::lanes::Lanes;
use super::punctuation::Punctuation;

/// Core letters, ideographs and common punctuation.
#[derive(Clone, Copy, Default)]
pub(super) struct Beyond {
    pub(super) core: CoreLetters,
    /// The first bytes of ideographs.
    pub(super) han: u64,
    pub(super) punctuation: Punctuation,
}

impl Beyond {
    #[inline(always)]
    pub(super) fn of(chunk: &Chunk<'_, impl Lanes>) -> Self {
        if chunk.non_ascii == 0 {
            return Self::default();
        }
        Self { core: CoreLetters::of(chunk), han: ideographs(chunk), punctuation: Punctuation::of(chunk) }
    }

    /// Every byte of each letter.
    #[inline(always)]
    pub(super) fn letters(&self) -> u64 {
        self.core.bytes() | self.han | (self.han << 1) | (self.han << 2)
    }

    /// Every byte of each.
    #[inline(always)]
    pub(super) fn bytes(&self) -> u64 {
        self.letters() | self.punctuation.bytes()
    }
}
