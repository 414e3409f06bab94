//! The same code for several kinds of processors.
//!
//! What reads bytes is compiled for any processor, for those of the level x86-64-v3, which nearly all since 2013 have,
//! and for those with AVX-512 and its compression of bytes, which servers since 2020 have. A mask of 64 bytes takes
//! about 16 instructions with vectors of 16 bytes, 8 with those of 32, and 2 with AVX-512.

#![allow(
    unsafe_code,
    reason = "a function may use instructions only where the processor is known to have them"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use super::block::Blocks;
use super::lanes::Portable;
use super::well_formed;
use crate::course::Follower;

#[cfg(target_arch = "x86_64")]
cpufeatures::new!(x86_64_v3, "avx2", "bmi1", "bmi2", "popcnt");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(
    x86_64_v4,
    "avx2",
    "bmi1",
    "bmi2",
    "popcnt",
    "avx512f",
    "avx512bw",
    "avx512vl",
    "avx512vbmi2"
);

/// A level of processors that this code is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(dead_code, reason = "only the tests ask for less than the highest")]
pub(super) enum Level {
    Any,
    V3,
    V4,
}

impl Blocks {
    /// Counts a block, which is well-formed and begins and ends where segmentation starts afresh.
    pub(super) fn add(&mut self, text: &[u8]) {
        self.add_up_to(Level::V4, text);
    }

    /// The same, without the instructions of higher levels.
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables, reason = "there are no levels"))]
    pub(super) fn add_up_to(&mut self, level: Level, text: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if level >= Level::V4 && x86_64_v4::get() {
            // SAFETY: the processor has just said that it has every feature that the function is compiled for.
            return unsafe { self.add_on_v4(text) };
        } else if level >= Level::V3 && x86_64_v3::get() {
            // SAFETY: as above.
            return unsafe { self.add_on_v3(text) };
        }
        self.add_with::<Portable>(text);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn add_on_v3(&mut self, text: &[u8]) {
        self.add_with::<avx2::Avx2>(text);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi2")]
    fn add_on_v4(&mut self, text: &[u8]) {
        self.add_with::<avx512::Avx512>(text);
    }
}

impl Follower {
    /// As [`push_words`](Self::push_words), for many words that come from elsewhere than from a block.
    pub(crate) fn push_many_words(&mut self, gaps: &[u32]) {
        #[cfg(target_arch = "x86_64")]
        if x86_64_v4::get() {
            // SAFETY: the processor has just said that it has every feature that the function is compiled for.
            return unsafe { self.push_many_words_on_v4(gaps) };
        } else if x86_64_v3::get() {
            // SAFETY: as above.
            return unsafe { self.push_many_words_on_v3(gaps) };
        }
        self.push_words(gaps);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn push_many_words_on_v3(&mut self, gaps: &[u32]) {
        self.push_words(gaps);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi2")]
    fn push_many_words_on_v4(&mut self, gaps: &[u32]) {
        self.push_words(gaps);
    }
}

/// Finds the length of the longest beginning of `bytes` that is well-formed UTF-8, made of whole code points.
pub(super) fn well_formed_prefix(bytes: &[u8]) -> usize {
    well_formed_prefix_up_to(Level::V4, bytes)
}

/// The same, without the instructions of higher levels.
#[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables, reason = "there are no levels"))]
pub(super) fn well_formed_prefix_up_to(level: Level, bytes: &[u8]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if level >= Level::V4 && x86_64_v4::get() {
        // SAFETY: the processor has just said that it has every feature that the function is compiled for.
        return unsafe { well_formed_prefix_on_v4(bytes) };
    } else if level >= Level::V3 && x86_64_v3::get() {
        // SAFETY: as above.
        return unsafe { well_formed_prefix_on_v3(bytes) };
    }
    well_formed::prefix_with::<Portable>(bytes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn well_formed_prefix_on_v3(bytes: &[u8]) -> usize {
    well_formed::prefix_with::<avx2::Avx2>(bytes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi2")]
fn well_formed_prefix_on_v4(bytes: &[u8]) -> usize {
    well_formed::prefix_with::<avx512::Avx512>(bytes)
}
