//! A body in pieces: the value of the options Block1 and Block2.

/// The exponent of the longest block, of 1024 bytes: what fits an Ethernet frame or an IPv6 packet of the least size.
const EXPONENT_MAX: u32 = 6;

/// Which piece of a body a message is about.
///
/// ```text
/// | NUM, 4 to 20 bits … | M | SZX, 3 bits |     the piece begins at NUM · 2^(SZX + 4)
/// ```
/// `number < 2^20`, `exponent ≤ 6`.
///
/// Source: RFC 7959, section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Pieces of this size before it.
    number: u32,
    /// Whether others follow.
    pub more: bool,
    /// The binary logarithm of its size, less 4.
    exponent: u32,
}

impl Block {
    /// The first piece, as large as may be; others may follow.
    pub const FIRST: Self = Self { number: 0, more: false, exponent: EXPONENT_MAX };

    /// Bytes of the largest piece.
    pub(crate) const FIRST_BYTES: usize = 1 << (EXPONENT_MAX + 4);

    /// Decodes the value of an option; `None` if the size is reserved.
    #[must_use]
    pub fn decode(value: u32) -> Option<Self> {
        let exponent = value & 0b111;
        (exponent <= EXPONENT_MAX && value < 1 << 24).then_some(Self {
            number: value >> 4,
            more: value & 0b1000 != 0,
            exponent,
        })
    }

    /// The value of the option.
    #[must_use]
    pub fn encode(self) -> u32 {
        self.number << 4 | u32::from(self.more) << 3 | self.exponent
    }

    /// Bytes of a piece that has others after it.
    #[must_use]
    pub fn bytes(self) -> usize {
        1 << (self.exponent + 4)
    }

    /// Where in the body the piece begins.
    #[must_use]
    pub fn offset(self) -> usize {
        self.number as usize * self.bytes()
    }

    /// The piece of this size that begins at `offset`, a multiple of the size; `None` if the option cannot say so.
    #[must_use]
    pub fn at(self, offset: usize) -> Option<Self> {
        let number = u32::try_from(offset / self.bytes()).ok().filter(|number| *number < 1 << 20)?;
        Some(Self { number, ..self })
    }

    /// The piece of a body, and whether others follow it; `None` beyond the end. An empty body has an empty piece.
    #[must_use]
    pub fn slice(self, body: &[u8]) -> Option<(&[u8], bool)> {
        let rest = body.get(self.offset()..).filter(|rest| !rest.is_empty() || self.number == 0)?;
        match rest.split_at_checked(self.bytes()) {
            Some((piece, rest)) => Some((piece, !rest.is_empty())),
            None => Some((rest, false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_up_the_body() {
        let body = [7; 100];
        for (value, expected) in [
            (0, Some((16, true))),
            (0x60, Some((4, false))),
            (0x70, None),
            (0x01, Some((32, true))),
            (0x32, None),
            (0x12, Some((36, false))),
            (0x06, Some((100, false))),
        ] {
            let block = Block::decode(value).unwrap();
            assert_eq!(block.slice(&body).map(|(piece, more)| (piece.len(), more)), expected, "{value:x}");
            assert_eq!(block.encode(), value);
        }
        assert_eq!(Block::FIRST.slice(&[]), Some((&[] as &[u8], false)));
        assert_eq!(Block::decode(0x07), None);
        assert_eq!(Block::decode(0x0e).map(|block| (block.more, block.bytes())), Some((true, 1024)));
    }
}
