//! A response, and its form on the wire.

use alloc::vec::Vec;
use core::ops::Range;

use super::block::Block;
use super::message::{Code, Kind, Writer};
use super::option;

/// Seconds that an answer may be kept: a year. It changes with the program at most.
pub(crate) const MAX_AGE: u32 = 365 * 24 * 3600;

/// A response but for its delivery.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub code: Code,
    pub etag: Option<[u8; 8]>,
    pub format: Option<u16>,
    pub max_age: Option<u32>,
    pub block2: Option<Block>,
    pub block1: Option<Block>,
    pub size2: Option<u32>,
    pub size1: Option<u32>,
    pub echo: Option<[u8; 12]>,
    /// Which bytes of the body are the payload.
    pub piece: Range<usize>,
}

impl Response {
    /// A response without options.
    pub(crate) fn new(code: Code, piece: Range<usize>) -> Self {
        Self {
            code,
            etag: None,
            format: None,
            max_age: None,
            block2: None,
            block1: None,
            size2: None,
            size1: None,
            echo: None,
            piece,
        }
    }

    /// Writes the message in place of what `reply` holds.
    pub(crate) fn write(&self, reply: &mut Vec<u8>, kind: Kind, id: u16, token: &[u8], body: &[u8]) {
        let mut writer = Writer::new(reply, kind, self.code, id, token);
        if let Some(tag) = self.etag {
            writer.option(option::ETAG, &tag);
        }
        let numbers = [
            (option::CONTENT_FORMAT, self.format.map(u32::from)),
            (option::MAX_AGE, self.max_age),
            (option::BLOCK2, self.block2.map(Block::encode)),
            (option::BLOCK1, self.block1.map(Block::encode)),
            (option::SIZE2, self.size2),
            (option::SIZE1, self.size1),
        ];
        for (number, value) in numbers {
            if let Some(value) = value {
                writer.uint(number, value);
            }
        }
        if let Some(echo) = self.echo {
            writer.option(option::ECHO, &echo);
        }
        writer.payload(body.get(self.piece.clone()).unwrap_or_default());
    }

    /// Writes an empty message, which is to say an acknowledgement without a response, or a RST.
    pub(crate) fn write_empty(reply: &mut Vec<u8>, kind: Kind, id: u16) {
        Writer::new(reply, kind, Code::EMPTY, id, &[]).payload(&[]);
    }
}
