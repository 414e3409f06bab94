//! The words of CMUdict that the model gets wrong, as hashes.

/// The upper bits of a hash, which tell the bucket.
const BUCKET_BITS: u32 = 10;
/// Bits of an exception's hash that are stored, after those of its bucket; the count takes four more.
const STORED_BITS: u32 = 28;

/// The end of each bucket as u16, counted in entries; then the entries as u32. All little-endian.
static EXCEPTIONS: &[u8] = include_bytes!("../data/syllable_exceptions.bin");

/// A bit for the upper bits of a hash: whether any exception has them. This is so for one in 44, so that most words need
/// not be looked for.
static FILTER: [u64; 1 << (FILTER_BITS - 6)] = {
    let mut filter = [0; 1 << (FILTER_BITS - 6)];
    let mut bucket = 0;
    while bucket < 1 << BUCKET_BITS {
        let (mut at, end) = bounds(bucket);
        while at < end {
            let bit = bucket << (FILTER_BITS - BUCKET_BITS)
                | (entry(at) >> 4) as usize >> (BUCKET_BITS + STORED_BITS - FILTER_BITS);
            filter[bit / 64] |= 1 << (bit % 64);
            at += 1;
        }
        bucket += 1;
    }
    filter
};
const FILTER_BITS: u32 = 16;

/// The first entry of a bucket, and the one after its last.
const fn bounds(bucket: usize) -> (usize, usize) {
    const fn end(bucket: usize) -> usize {
        u16::from_le_bytes([EXCEPTIONS[2 * bucket], EXCEPTIONS[2 * bucket + 1]]) as usize
    }
    (if bucket == 0 { 0 } else { end(bucket - 1) }, end(bucket))
}

/// The hash of an exception in an entry, and its count below.
const fn entry(at: usize) -> u32 {
    let (_, bytes) = EXCEPTIONS.split_at((2 << BUCKET_BITS) + 4 * at);
    match bytes.first_chunk() {
        Some(entry) => u32::from_le_bytes(*entry),
        None => panic!("there are so many entries as the last bucket says"),
    }
}

/// Finds the syllables of the exception with this hash.
pub(super) fn find(hash: u64) -> Option<u32> {
    let bit = (hash >> (64 - FILTER_BITS)) as usize;
    if FILTER[bit / 64] >> (bit % 64) & 1 == 0 {
        return None;
    }
    let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
    let stored = (hash >> (64 - BUCKET_BITS - STORED_BITS)) as u32 & ((1 << STORED_BITS) - 1);
    let (begin, end) = bounds(bucket);
    (begin..end).map(entry).find(|entry| entry >> 4 == stored).map(|entry| entry & 15)
}
