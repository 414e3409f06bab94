//! A map from code points to values with the repetitions taken out.

use std::collections::HashMap;

/// `values[leaves[(blocks[code >> SHIFT] << SHIFT) + (code & MASK)]]`.
pub struct Trie {
    pub shift: u32,
    pub blocks: Vec<u16>,
    pub leaves: Vec<u16>,
    pub values: Vec<u32>,
}

impl Trie {
    /// The smallest trie for the values of all code points.
    pub fn smallest(all: &[u32]) -> Self {
        (4..=9).map(|shift| Self::new(all, shift)).min_by_key(Self::bytes).expect("there are shifts to try")
    }

    fn new(all: &[u32], shift: u32) -> Self {
        let mut values = Vec::new();
        let mut known_values = HashMap::new();
        let indices: Vec<u16> = all
            .iter()
            .map(|&value| {
                *known_values.entry(value).or_insert_with(|| {
                    values.push(value);
                    u16::try_from(values.len() - 1).expect("few values differ")
                })
            })
            .collect();
        let mut leaves = Vec::new();
        let mut known_blocks = HashMap::new();
        let blocks = indices
            .chunks(1 << shift)
            .map(|block| {
                *known_blocks.entry(block).or_insert_with(|| {
                    leaves.extend(block);
                    u16::try_from((leaves.len() >> shift) - 1).expect("few blocks differ")
                })
            })
            .collect();
        Self { shift, blocks, leaves, values }
    }

    pub fn bytes(&self) -> usize {
        let block_bytes = if self.blocks_fit_bytes() { 1 } else { 2 };
        self.blocks.len() * block_bytes + self.leaves.len() * 2 + self.values.len() * 4
    }

    /// Whether the numbers of the blocks fit bytes.
    pub fn blocks_fit_bytes(&self) -> bool {
        self.blocks.iter().all(|&block| block <= u16::from(u8::MAX))
    }
}
