//! Any bytes as a document: reading ends, with a text that the limits allow, and what is counted adds up.
//!
//! The first byte is the number of a format, or of none, so that it has to be found out.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use reckon_extract::codec::{Frame, Frames, write_event};
use reckon_extract::{Event, Format, How, Limits, Scope, Scopes, Sink, Tallied, Tally, read};
use reckon_stats::{Options, Stats};

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else { return };
    let format = Format::all().nth(usize::from(first));
    let limits = Limits {
        decompressed_bytes_max: 1 << 20,
        whole_bytes_max: 1 << 20,
        part_bytes_max: 1 << 20,
        ..Limits::NETWORK
    };
    let how = How { format, name: Some("document"), limits, ..How::default() };
    let scopes = Scopes::default();
    let mut tally = Tally::new(None, Options::default(), scopes, true);
    let mut frames = vec![];
    let mut text_bytes = 0;
    let mut sink = |event: Event<'_>| {
        if let Event::Text(_, text) = event {
            text_bytes += text.len();
        }
        write_event(&mut frames, event).expect("memory takes everything");
        tally.take(event);
    };
    let _ = read(&mut Cursor::new(data), &how, &mut sink);
    // Decoding makes three bytes of one at most, and some text is said twice: titles, alternatives.
    assert!(text_bytes <= 16 * ((1 << 20) + data.len()), "{text_bytes} bytes of text");

    let mut same = Tally::new(None, Options::default(), scopes, true);
    let mut reader = Frames::new(frames.as_slice());
    while let Some(frame) = reader.next_frame().expect("they were just written") {
        match frame {
            Frame::Event(event) => same.take(event),
            Frame::Found(_) | Frame::Failed { .. } => unreachable!("the end was not written"),
        }
    }
    let (found, same) = (tally.finish(), same.finish());
    assert_eq!(found.len(), same.len());
    for pair in found.iter().zip(&same) {
        let (found, same) = match pair {
            (Tallied::Document(found), Tallied::Document(same)) => (found, same),
            (Tallied::Failed(..), Tallied::Failed(..)) => continue,
            (Tallied::Container(found), Tallied::Container(same)) => {
                assert_eq!(found, same);
                continue;
            }
            pair => panic!("{pair:?}"),
        };
        assert!(found.scan == same.scan && found.notices == same.notices);
        let mut sum = Stats::default();
        let counted = found.scopes.iter().filter(|(scope, _): &(&Scope, _)| scopes.has(**scope));
        counted.for_each(|(_, stats)| sum.merge(stats));
        assert!(sum == found.scan.stats, "the total is not the sum of its scopes");
    }
});
