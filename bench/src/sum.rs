//! The sum of all bytes: the least that one can do with a text and still have read it.

/// Bytes that are summed in 16-bit lanes before these are emptied: 32 words for each of four sums, so that no lane
/// comes to more than 32 × 2 × 255.
const STRETCH_BYTES: usize = 128 * 8;

/// The lower byte of each pair.
const LOWER: u64 = 0x00ff_00ff_00ff_00ff;

/// Adds up all bytes.
///
/// Bytes are added in pairs within words, which the compiler turns into vector instructions of any build, so
/// that the memory is what limits it.
#[must_use]
pub fn byte_sum(bytes: &[u8]) -> u64 {
    let mut total = 0;
    let mut stretches = bytes.chunks_exact(STRETCH_BYTES);
    for stretch in &mut stretches {
        let (words, _) = stretch.as_chunks();
        // The compiler keeps several sums in a vector where there are several.
        let mut lanes = [0_u64; 4];
        for four in words.as_chunks::<4>().0 {
            for (lane, word) in lanes.iter_mut().zip(four) {
                let word = u64::from_le_bytes(*word);
                *lane += (word & LOWER) + ((word >> 8) & LOWER);
            }
        }
        total +=
            lanes.iter().map(|lane| (0..4).map(|i| (lane >> (16 * i)) & 0xffff).sum::<u64>()).sum::<u64>();
    }
    total + stretches.remainder().iter().map(|&byte| u64::from(byte)).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn it_is_the_sum_of_all_bytes() {
        let mut random = Random::new(2);
        for length in [0, 1, 7, 8, 1023, 1024, 1025, 5000] {
            let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
            assert_eq!(byte_sum(&bytes), bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>());
        }
        assert_eq!(byte_sum(&[255; 4096]), 255 * 4096);
    }
}
