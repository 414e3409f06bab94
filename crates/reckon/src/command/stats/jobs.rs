//! `reckon stats --jobs`: one document, counted by several threads.
//!
//! ```text
//! reader ──► buffers, cut after the last blank line ──► workers ──► parts ──► collector ──► scan
//!    └─────────────── the order of the buffers, and those without a seam ────────▲
//! ```
//! The collector puts the parts together in the order of the text, so the outcome is to the bit that of one scanner. A
//! buffer within which there is no seam is part of a stretch that must be scanned in order: the collector does that
//! itself, while the workers wait. So a text without blank lines is counted by one thread.
//!
//! The memory does not grow with the text: there are at most `threads + QUEUE` buffers on the way, or what was counted
//! in them, which is seldom more.

#[cfg(test)]
mod tests;

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use reckon_stats::{
    Assembly, DETECTION_BYTES_MAX, Document, Language, Options, Part, Scan, Scanner, detect, last_seam,
};

/// Bytes of a buffer. Each of its distinct words is looked up once more to put it together with those before, which
/// are the fewer for each byte the longer it is.
pub const PART_BYTES: usize = 4 << 20;

/// A file of more bytes than this is counted by several threads without being asked to.
const LARGE_BYTES: u64 = 16 << 20;

/// The buffers that wait for the collector beyond one for each worker.
const QUEUE: usize = 1;

/// How many threads a document may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// So many where it is worth it.
    threads: usize,
    /// It is worth it, for somebody has asked for so many.
    is_asked: bool,
    /// There is no other document.
    pub is_alone: bool,
}

impl Share {
    /// What each of so many documents has that are counted at the same time, where so many threads are asked for in all; 0
    /// leaves it to us. The second number is how many are counted at the same time.
    #[must_use]
    pub fn new(asked: u16, documents: usize) -> (Self, usize) {
        let threads = match asked {
            0 => thread::available_parallelism().map_or(1, usize::from),
            asked => asked.into(),
        };
        let at_once = documents.clamp(1, threads);
        (Self { threads: threads / at_once, is_asked: asked > 0, is_alone: documents == 1 }, at_once)
    }

    /// How many threads count a document of this length, if it is known.
    #[must_use]
    pub fn threads(self, length: Option<u64>) -> usize {
        let is_worth_it = self.is_asked || length.is_some_and(|length| length > LARGE_BYTES);
        if is_worth_it { self.threads } else { 1 }
    }
}

/// A buffer for a worker, and where the part goes that it makes of it.
struct Work {
    buffer: Buffer,
    done: SyncSender<Part>,
}

/// What the collector gets, in the order of the text.
enum Piece {
    /// A worker is making a part of it.
    Part(Receiver<Part>),
    /// There is no seam where it ends, or none where it begins.
    Stretch { buffer: Buffer, ends_at_seam: bool },
}

/// Counts a document of which `read` gives piece after piece, as [`Read::read`](std::io::Read::read) does, with so many
/// threads and buffers of so many bytes. Without a language it is in that of its first bytes.
///
/// No thread is started for a document that fits a buffer.
///
/// # Errors
/// Those of `read`.
pub fn count(
    language: Option<Language>,
    options: Options,
    threads: usize,
    part_bytes: usize,
    mut read: impl FnMut(&mut [u8]) -> Result<usize>,
) -> Result<Scan> {
    // The language is that of the whole text's beginning, which must lie in the first buffer.
    let part_bytes = if language.is_some() { part_bytes.max(1) } else { part_bytes.max(DETECTION_BYTES_MAX) };
    let mut first = Buffer::new(part_bytes);
    if first.fill(&mut read)? == Filled::ToTheEnd {
        let mut document = Document::new(language, options);
        document.update(first.text());
        return Ok(document.finish());
    }
    let detected = language.is_none().then(|| detect(first.text()));
    let language = language.or(detected.map(|detected| detected.likely())).unwrap_or_default();
    let options = Options { language, ..options };

    let (work, works) = channel();
    // The workers' alone: if all of them have panicked, nobody waits for their work.
    let works = Arc::new(Mutex::new(works));
    let (pieces, collected) = sync_channel(threads + QUEUE);
    let (spare, spares) = channel();
    let (spare_part, spare_parts) = channel();
    let spare_parts = Arc::new(Mutex::new(spare_parts));
    let scan = thread::scope(|scope| {
        for _ in 0..threads {
            let (works, spare) = (Arc::clone(&works), spare.clone());
            let spare_parts = Arc::clone(&spare_parts);
            scope.spawn(move || scan_parts(&works, options, &spare, &spare_parts));
        }
        drop(works);
        let collector = scope.spawn(move || collect(&collected, options, &spare, &spare_part));
        let new_buffer = || spares.try_recv().unwrap_or_else(|_| Buffer::new(part_bytes));
        let cut = cut(first, &mut read, new_buffer, &work, &pieces);
        // Nobody waits for more.
        drop((work, pieces));
        let scan = collector.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        cut.map(|()| scan)
    })?;
    Ok(match detected {
        Some(detected) => scan.with_confidence(detected),
        None => scan,
    })
}

/// Reads the text, cuts it and hands it out.
fn cut(
    mut buffer: Buffer,
    read: &mut impl FnMut(&mut [u8]) -> Result<usize>,
    new_buffer: impl Fn() -> Buffer,
    work: &Sender<Work>,
    pieces: &SyncSender<Piece>,
) -> Result<()> {
    // Nothing is received any more only if a thread has panicked, which shows when it is joined.
    let send = |piece| drop(pieces.send(piece));
    let mut filled = Filled::Full;
    // Whether the buffer begins at a seam, and whether at the beginning of a line.
    let (mut at_seam, mut at_line) = (true, true);
    loop {
        let mut next = new_buffer();
        let is_last = filled == Filled::ToTheEnd;
        let seam = if is_last { None } else { buffer.last_seam(at_line) };
        at_line = seam.is_some() || buffer.text().ends_with(b"\n");
        if let Some(seam) = seam {
            next.take_from(&mut buffer, seam);
        } else {
            next.length = 0;
        }
        if at_seam && (seam.is_some() || is_last) {
            let (done, part) = sync_channel(1);
            send(Piece::Part(part));
            drop(work.send(Work { buffer, done }));
        } else {
            send(Piece::Stretch { buffer, ends_at_seam: seam.is_some() });
        }
        if is_last {
            return Ok(());
        }
        at_seam = seam.is_some();
        buffer = next;
        filled = buffer.fill(read)?;
    }
}

/// Makes parts until there is no more work.
fn scan_parts(
    works: &Mutex<Receiver<Work>>,
    options: Options,
    spare: &Sender<Buffer>,
    spare_parts: &Mutex<Receiver<Part>>,
) {
    loop {
        // Held while waiting: one worker waits for work, the others for it.
        let work = works.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Work { buffer, done }) = work else { return };
        let spare_part = spare_parts.lock().unwrap_or_else(PoisonError::into_inner).try_recv();
        let mut scanner = match spare_part {
            Ok(part) => Scanner::of_part_in(options, part),
            Err(_) => Scanner::of_part(options),
        };
        scanner.update(buffer.text());
        // The reader and the collector may be gone after a failure.
        let _ = spare.send(buffer);
        let _ = done.send(scanner.finish_part());
    }
}

/// Puts the pieces together.
fn collect(
    pieces: &Receiver<Piece>,
    options: Options,
    spare: &Sender<Buffer>,
    spare_part: &Sender<Part>,
) -> Scan {
    let mut assembly = Assembly::new(options);
    while let Ok(piece) = pieces.recv() {
        match piece {
            // Without its part, a worker has panicked, and so the outcome does not matter.
            Piece::Part(part) => {
                if let Ok(part) = part.recv() {
                    let _ = spare_part.send(assembly.append(part));
                }
            }
            Piece::Stretch { buffer, mut ends_at_seam } => {
                let mut scanner = assembly.go_on(options);
                scanner.update(buffer.text());
                let _ = spare.send(buffer);
                while !ends_at_seam {
                    // Until there is a seam, all pieces are stretches.
                    let Ok(Piece::Stretch { buffer, ends_at_seam: ends }) = pieces.recv() else {
                        return scanner.finish();
                    };
                    scanner.update(buffer.text());
                    let _ = spare.send(buffer);
                    ends_at_seam = ends;
                }
                assembly = scanner.finish_assembly();
            }
        }
    }
    assembly.finish()
}

/// How the filling of a buffer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filled {
    Full,
    /// There is no more.
    ToTheEnd,
}

/// A piece of the text of at most so many bytes.
struct Buffer {
    bytes: Vec<u8>,
    /// `length <= bytes.len()`
    length: usize,
}

impl Buffer {
    fn new(bytes: usize) -> Self {
        Self { bytes: vec![0; bytes], length: 0 }
    }

    fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Reads until the buffer is full or the text ends.
    fn fill(&mut self, read: &mut impl FnMut(&mut [u8]) -> Result<usize>) -> Result<Filled> {
        while self.length < self.bytes.len() {
            match read(&mut self.bytes[self.length..])? {
                0 => return Ok(Filled::ToTheEnd),
                length => self.length += length,
            }
        }
        Ok(Filled::Full)
    }

    /// Replaces its text by what stands in another from a position on, and ends that there.
    fn take_from(&mut self, other: &mut Self, position: usize) {
        let rest = &other.text()[position..];
        self.bytes[..rest.len()].copy_from_slice(rest);
        self.length = rest.len();
        other.length = position;
    }

    /// Finds the last seam. Where the text does not begin at the beginning of a line, its first line may be the end of
    /// one that is not blank.
    fn last_seam(&self, at_line: bool) -> Option<usize> {
        let text = self.text();
        let start = if at_line { 0 } else { text.iter().position(|&byte| byte == b'\n')? + 1 };
        last_seam(&text[start..]).map(|seam| start + seam)
    }
}
