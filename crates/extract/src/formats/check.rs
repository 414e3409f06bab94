//! What the tests of the readers share.

use std::io::Cursor;

use proptest::prelude::*;

use crate::event::{Break, Event, Notice};
use crate::format::Format;
use crate::limits::Limits;
use crate::read::{How, read};

/// Every event of a document, one line each; the error, if there is one, is the last.
pub(crate) fn events(bytes: &[u8], how: &How<'_>) -> Vec<String> {
    let mut lines = vec![];
    let mut sink = |event: Event<'_>| {
        lines.push(match event {
            Event::Text(scope, text) => format!("{scope}: {text}"),
            Event::Break(Break::Line) => "/".into(),
            Event::Break(Break::Block) => "//".into(),
            Event::Section(level) => format!("§{level}"),
            Event::Document(name) => format!("document: {name}"),
            Event::Stated(stated) => format!("stated: {} {}", stated.number, stated.what),
            Event::Notice(Notice::Damaged(what)) => format!("notice: damaged: {what}"),
            Event::Notice(Notice::Limited(what)) => format!("notice: limited: {what}"),
            Event::Notice(Notice::Misnamed(what)) => format!("notice: misnamed: {what}"),
            Event::Notice(Notice::LeftOut(what)) => format!("notice: left out: {what}"),
        });
    };
    if let Err(error) = read(&mut Cursor::new(bytes), how, &mut sink) {
        lines.push(format!("error: {error}"));
    }
    lines
}

/// Every event of a document of a format within limits.
pub(crate) fn with_limits(bytes: &[u8], format: Format, limits: Limits) -> Vec<String> {
    events(bytes, &How { format: Some(format), limits, ..How::default() })
}

/// Reads what may be damaged in any way; that it comes back is all that is asked.
pub(crate) fn never_panics(bytes: &[u8], format: Format) {
    let limits =
        Limits { decompressed_bytes_max: 1 << 20, part_bytes_max: 1 << 18, depth_max: 8, ..Limits::NETWORK };
    let lines = with_limits(bytes, format, limits);
    assert!(lines.iter().map(String::len).sum::<usize>() < (4 << 20), "more comes out than the limits let");
}

/// What is done to a sample.
#[derive(Clone, Debug)]
pub(crate) struct Mutation {
    flips: Vec<(usize, u8)>,
    copy: (usize, usize, usize),
    length: usize,
}

impl Mutation {
    /// Does it.
    pub(crate) fn apply(&self, sample: &[u8]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for &(at, bits) in &self.flips {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= bits;
            }
        }
        let (from, length, to) = self.copy;
        let piece: Vec<u8> = bytes.iter().skip(from).take(length).copied().collect();
        let to = to.min(bytes.len());
        bytes.splice(to..to, piece);
        bytes.truncate(self.length);
        bytes
    }
}

/// Any mutation of a sample of this length: some bits are flipped, a piece is copied elsewhere, the end is cut off.
pub(crate) fn mutation(length: usize) -> impl Strategy<Value = Mutation> {
    let flips = prop::collection::vec((0..length, any::<u8>()), 0..4);
    (flips, (0..length, 0..length / 2, 0..length), prop_oneof![Just(2 * length), 0..length])
        .prop_map(|(flips, copy, length)| Mutation { flips, copy, length })
}
