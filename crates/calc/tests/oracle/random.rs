//! Random numbers that can be repeated.

use dashu_int::{IBig, UBig};

/// A small generator (splitmix64).
pub struct Random {
    pub seed: u64,
    state: u64,
}

impl Random {
    /// Begins with the seed in `RECKON_SEED`, or with this one.
    pub fn from_environment(seed: u64) -> Self {
        let given = std::env::var("RECKON_SEED").ok();
        let seed = given.map_or(seed, |text| text.parse().expect("RECKON_SEED is a number"));
        Self { seed, state: seed }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// An integer from 0 on: mostly small, sometimes of some hundred digits, often near an edge of words.
    pub fn integer(&mut self) -> UBig {
        match self.below(16) {
            0..6 => UBig::from(self.below(20)),
            6..8 => UBig::from(self.below(1_000)),
            8..12 => UBig::from(self.next() >> self.below(64)),
            12 => {
                let edge = IBig::ONE << self.choose(&[31, 32, 62, 63, 64, 65, 127, 128, 192, 256, 512]);
                (edge + self.below(5) as i64 - 2_i64).try_into().expect("the edges are far above 2")
            }
            13 => UBig::from(10_u8).pow(self.below(60) as usize),
            14 => UBig::from(self.next() | 1) << self.below(200) as usize,
            _ => {
                let bound = self.choose(&[4, 4, 4, 4, 4, 4, 4, 20]);
                let words = 1 + self.below(bound);
                (0..words).fold(UBig::ZERO, |value, _| (value << 64) + self.next())
            }
        }
    }
}
