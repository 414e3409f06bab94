//! Small questions allocate nothing once a machine is warm.
#![allow(unsafe_code, reason = "an allocator that counts can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use reckon_proto::calculator::{CalculatorEndpoint, LineConnection};
use reckon_proto::document::DocumentConnection;
use reckon_proto::{Connection, Endpoint, Input, Limits, Output, StreamInput, StreamOutput};
use reckon_stats::DETECTION_BYTES_MAX;

/// The system's allocator, counting what each thread asks of it.
struct Counting;

thread_local! {
    /// Constant and without a destructor, so that reaching it allocates nothing itself.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: every method hands its arguments on to the system's allocator, which keeps the contract, and returns what
// that returns; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`, which is the same there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`, which is the same there.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: `pointer` came from the system's allocator with this layout, through this one.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: `pointer` came from the system's allocator with this layout, through this one.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the work is repeated.
const ROUNDS: usize = 1_000;

/// How often this thread allocates while `work` is done, after it was done a few times to warm up.
fn allocations(mut work: impl FnMut()) -> usize {
    const WARM_UP: usize = 10;
    (0..WARM_UP).for_each(|_| work());
    let before = ALLOCATIONS.get();
    (0..ROUNDS).for_each(|_| work());
    ALLOCATIONS.get() - before
}

/// Hands a datagram over and compares the reply, without allocating.
fn ask(endpoint: &mut CalculatorEndpoint, peer: &str, payload: &[u8], expected: Option<&[u8]>) {
    let peer = peer.parse().expect("an address");
    endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload });
    let mut replied = false;
    loop {
        match endpoint.poll() {
            Output::Transmit { payload, .. } => {
                assert_eq!(Some(payload), expected);
                replied = true;
            }
            Output::Event { .. } => {}
            Output::Wait(_) => break,
        }
    }
    assert_eq!(replied, expected.is_some());
}

fn drain(connection: &mut impl Connection, input: StreamInput<'_>, mut written: impl FnMut(&[u8])) {
    connection.handle(Duration::ZERO, input);
    loop {
        match connection.poll() {
            StreamOutput::Write(bytes) => written(bytes),
            StreamOutput::Event(_) => {}
            StreamOutput::Close | StreamOutput::Wait(_) => return,
        }
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(1)))), ROUNDS);
}

#[test]
fn a_text_question_allocates_nothing() {
    let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, Some(8888));
    let work = || {
        ask(&mut endpoint, "127.0.0.1:50000", b"12345678 + 87654321", Some(b"99999999"));
        ask(&mut endpoint, "203.0.113.5:50000", b"(1 + 2) * -3", Some(b"-9"));
        ask(&mut endpoint, "203.0.113.5:50000", b"1/3 + 1/6", Some(b"0.5"));
        ask(&mut endpoint, "203.0.113.5:50000", b"2^10 mod 7", Some(b"2"));
    };
    assert_eq!(allocations(work), 0);
}

#[test]
fn a_query_in_prefix_notation_allocates_nothing_nor_does_an_empty_one() {
    let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, Some(8888));
    let work = || {
        ask(&mut endpoint, "203.0.113.5:50000", b"\0\x15(+ 1 (* 2 3) (/ 7 2))", Some(b"\x01\0\x0210"));
        ask(&mut endpoint, "203.0.113.5:50000", b"\0\0", Some(b"\x01\x01\x16expected ( at column 1"));
    };
    assert_eq!(allocations(work), 0);
}

#[test]
fn a_refusal_allocates_its_error_and_no_more() {
    let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, Some(8888));
    let work = || {
        ask(&mut endpoint, "203.0.113.5:50000", b"1/0", Some(b"error: division by zero at column 2"));
    };
    assert_eq!(allocations(work), ROUNDS);
}

#[test]
fn a_classic_question_allocates_nothing() {
    let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, Some(8888));
    let work = || {
        for (peer, operator, answer) in
            [("127.0.0.1:50000", b"*", b"42".as_slice()), ("127.0.0.1:50001", b"/", b"0.8571428571428571")]
        {
            ask(&mut endpoint, peer, b"6", None);
            ask(&mut endpoint, peer, operator, None);
            ask(&mut endpoint, peer, b"7", Some(answer));
        }
    };
    assert_eq!(allocations(work), 0);
}

#[test]
fn a_flood_allocates_nothing_once_the_table_is_full() {
    let limits = Limits { conversations_max: 100, ..Limits::DEFAULT };
    let mut endpoint = CalculatorEndpoint::new(limits, 8888, Some(8888));
    let mut stranger = 0_u32;
    let work = || {
        for _ in 0..100 {
            stranger += 1;
            let peer = std::net::SocketAddr::from((stranger.to_be_bytes(), 50_000));
            endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload: b"1" });
            while !matches!(endpoint.poll(), Output::Wait(_)) {}
        }
    };
    assert_eq!(allocations(work), 0);
}

#[test]
fn a_line_allocates_nothing() {
    let mut connection = LineConnection::new(Limits::DEFAULT);
    drain(&mut connection, StreamInput::Opened, |_| {});
    let questions = "12345678 + 87654321\n1/3 + 1/6\n2^10\n".repeat(100);
    let answers = "99999999\n0.5\n1024\n".repeat(100);
    let work = || {
        let mut all = false;
        drain(&mut connection, StreamInput::Bytes(questions.as_bytes()), |written| {
            all = written == answers.as_bytes();
        });
        assert!(all);
    };
    assert_eq!(allocations(work), 0);
}

/// What grows with the text does so by doubling, up to a bound; beyond that there is at most one list for each block of
/// 32 KiB, which is many pieces.
#[test]
fn hardly_any_piece_of_a_document_allocates() {
    let mut connection = DocumentConnection::new(Limits::DEFAULT, 0);
    drain(&mut connection, StreamInput::Opened, |_| {});
    let piece = "So it goes, café.\n".repeat(100);
    let mut work = || drain(&mut connection, StreamInput::Bytes(piece.as_bytes()), |_| panic!("too early"));
    // Until the language is told nothing is counted.
    (0..=DETECTION_BYTES_MAX / piece.len()).for_each(|_| work());
    let first = allocations(&mut work);
    assert!(first < ROUNDS / 5, "{first}");
    for _ in 0..3 {
        allocations(&mut work);
    }
    let later = allocations(&mut work);
    assert!(later < ROUNDS / 10, "{later}");
}
