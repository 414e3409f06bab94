//! Long expressions, block by block.

use alloc::vec::Vec;

use super::block::Block;
use super::refusal::Refusal;

/// What a peer has sent of the body of one of its requests.
///
/// A block replaces what stands in its place and after it, unless just that stands there. So a block that arrives
/// twice changes nothing, also the last one; a block 0 that is another begins anew; and what `body` holds is always
/// made of blocks that followed one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Upload {
    pub body: Vec<u8>,
    /// Whether the last block has arrived.
    pub is_complete: bool,
}

impl Upload {
    /// Takes a block of a body that may have `bytes_max` bytes in all; `Ok(true)` if it is the last.
    pub(crate) fn take(&mut self, block: Block, piece: &[u8], bytes_max: usize) -> Result<bool, Refusal> {
        let fits = if block.more { piece.len() == block.bytes() } else { piece.len() <= block.bytes() };
        if !fits {
            return Err(Refusal::Block("the payload has not the size of its block"));
        }
        let (start, end) = (block.offset(), block.offset() + piece.len());
        if end > bytes_max {
            return Err(Refusal::TooLong(bytes_max));
        }
        if start > self.body.len() {
            return Err(Refusal::Incomplete);
        }
        let is_here = self.body.get(start..end) == Some(piece);
        if !is_here || (!block.more && self.body.len() > end) {
            self.body.truncate(start);
            self.body.extend_from_slice(piece);
            self.is_complete = false;
        }
        self.is_complete |= !block.more;
        Ok(!block.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of 16 bytes.
    fn block(number: u32, more: bool) -> Block {
        Block::decode(number << 4 | u32::from(more) << 3).unwrap()
    }

    #[test]
    fn blocks_in_order_make_up_a_body_and_repeated_ones_change_nothing() {
        let mut upload = Upload::default();
        let (a, b) = ([b'a'; 16], [b'b'; 16]);
        for (number, more, piece, body) in [
            (0, true, a.as_slice(), "aaaaaaaaaaaaaaaa"),
            (0, true, &a, "aaaaaaaaaaaaaaaa"),
            (1, true, &b, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"),
            (0, true, &a, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"),
            (2, false, b"c", "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbc"),
            (2, false, b"c", "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbc"),
            // The same beginning again, and another end.
            (0, true, &a, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbc"),
            (1, false, &b, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"),
            (0, true, &b, "bbbbbbbbbbbbbbbb"),
        ] {
            assert_eq!(upload.take(block(number, more), piece, 48).ok(), Some(!more));
            assert_eq!(upload.body, body.as_bytes());
        }
        assert!(matches!(upload.take(block(2, true), &a, 48), Err(Refusal::Incomplete)));
        assert!(matches!(upload.take(block(3, true), &a, 48), Err(Refusal::TooLong(48))));
        assert!(matches!(upload.take(block(1, true), b"a", 48), Err(Refusal::Block(_))));
        assert!(matches!(upload.take(block(1, false), &[0; 17], 48), Err(Refusal::Block(_))));
        assert_eq!(upload.body, b);
    }
}
