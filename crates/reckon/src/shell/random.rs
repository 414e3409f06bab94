//! Chance, which the machines have none of.

use std::hash::{BuildHasher, RandomState};

/// A number that nobody outside the process can know: another one with each call.
#[must_use]
pub fn seed() -> u64 {
    // The keys of the standard library's hash tables come from the system.
    RandomState::new().hash_one(0)
}

/// A key of the same kind.
#[must_use]
pub fn key() -> [u8; 16] {
    (u128::from(seed()) << 64 | u128::from(seed())).to_be_bytes()
}
