//! `reckon stats --jobs`: one document, counted by several threads.
//!
//! ```text
//! input ──► a piece, up to its last blank line ──► part ──► line ──► assembly ──► scan
//!   └── one thread reads at a time                            └── one thread appends at a time
//! ```
//! Each thread takes the next piece of the text, scans it and puts the outcome in line. Who finds the next one of the text
//! in line appends it, and all that follow, so the outcome is to the bit that of one scanner. A piece that does not
//! begin and end at a seam is part of a stretch that must be scanned in order: that is done while it is appended. So a
//! text without blank lines is counted by one thread.
//!
//! What a thread reads it scans itself, and mostly appends itself, so it stays in the caches of one core. Towards the end
//! of a text whose length is known pieces get shorter, so that all threads are done at about the same time.
//!
//! The memory does not grow with the text: there is a buffer for each thread, and nobody takes another piece while more
//! than one for each thread, or what was counted in it, stands in line.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use anyhow::{Error, Result};
use reckon_stats::{
    Assembly, DETECTION_BYTES_MAX, Document, Language, Options, Part, Scan, Scanner, detect, last_seam,
};

use super::{OnPanic, lock};

/// Bytes of a buffer. Each of its distinct words is looked up once more to put it together with those before, which
/// are the fewer for each byte the longer it is.
pub const PART_BYTES: usize = 2 << 20;

/// Where a piece is shorter, what is done once for each begins to show.
const PIECE_BYTES_MIN: usize = 256 << 10;

/// A file of more bytes than this is counted by several threads without being asked to.
const LARGE_BYTES: u64 = 16 << 20;

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
    /// What each of the documents has that are counted at the same time, where so many threads are asked for in all; 0
    /// leaves it to us. `at_most` tells how many documents there are, or the number it is given if there are more. The
    /// second number is how many are counted at the same time.
    #[must_use]
    pub fn new(asked: u16, at_most: impl FnOnce(usize) -> usize) -> (Self, usize) {
        let threads = match asked {
            0 => thread::available_parallelism().map_or(1, usize::from),
            asked => asked.into(),
        };
        let documents = at_most(threads.max(2));
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

/// Counts a document of which `read` gives piece after piece, as [`Read::read`](std::io::Read::read) does, with so many
/// threads and buffers of so many bytes. Without a language it is in that of its first bytes. It may turn out to be
/// longer or shorter than the given length.
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
    length: Option<u64>,
    mut read: impl FnMut(&mut [u8]) -> Result<usize> + Send,
) -> Result<Scan> {
    // The language is that of the whole text's beginning, which must lie in the first buffer.
    let part_bytes = if language.is_some() { part_bytes.max(1) } else { part_bytes.max(DETECTION_BYTES_MAX) };
    let mut first = Buffer::new(part_bytes);
    if first.fill(part_bytes, &mut read)? == Filled::ToTheEnd {
        let mut document = Document::new(language, options);
        document.update(first.text());
        return Ok(document.finish());
    }
    let detected = language.is_none().then(|| detect(first.text()));
    let language = language.or(detected.map(|detected| detected.likely())).unwrap_or_default();
    let options = Options { language, ..options };

    let work = Work {
        options,
        part_bytes,
        threads,
        input: Mutex::new(Input::new(first, length, read)),
        line: Mutex::new(Line::new(options)),
        moved: Condvar::new(),
        spares: Mutex::new(Spares::default()),
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| work.run());
        }
        work.run();
    });
    let Work { input, line, .. } = work;
    if let Some(failure) = into_inner(input).failure {
        return Err(failure);
    }
    let scan = into_inner(line).assembler.expect("nobody appends any more").finish();
    Ok(match detected {
        Some(detected) => scan.with_confidence(detected),
        None => scan,
    })
}

/// What the threads share.
struct Work<R> {
    options: Options,
    part_bytes: usize,
    /// As many pieces may stand in line while further ones are taken.
    threads: usize,
    input: Mutex<Input<R>>,
    line: Mutex<Line>,
    /// Notified when something was appended.
    moved: Condvar,
    spares: Mutex<Spares>,
}

/// Memory that is not needed at the moment.
#[derive(Default)]
struct Spares {
    buffers: Vec<Buffer>,
    parts: Vec<Part>,
}

impl<R: FnMut(&mut [u8]) -> Result<usize>> Work<R> {
    fn run(&self) {
        // If one has panicked, nobody waits for its piece.
        let _stop = OnPanic(|| {
            lock(&self.line).is_stopped = true;
            self.moved.notify_all();
        });
        while let Some((number, piece)) = self.next() {
            let counted = match piece {
                Piece::Part(buffer) => {
                    let spare = lock(&self.spares).parts.pop();
                    let mut scanner = match spare {
                        Some(part) => Scanner::of_part_in(self.options, part),
                        None => Scanner::of_part(self.options),
                    };
                    scanner.update(buffer.text());
                    lock(&self.spares).buffers.push(buffer);
                    Counted::Part(Box::new(scanner.finish_part()))
                }
                Piece::Stretch { buffer, ends_at_seam } => Counted::Stretch { buffer, ends_at_seam },
            };
            if !self.put(number, counted) {
                return;
            }
        }
    }

    /// The next piece of the text and its number.
    fn next(&self) -> Option<(usize, Piece)> {
        let spare = lock(&self.spares).buffers.pop();
        let buffer = spare.unwrap_or_else(|| Buffer::new(self.part_bytes));
        lock(&self.input).next(buffer, self.threads)
    }

    /// Puts a piece in line, appends what is next unless somebody does so already, and waits as long as the line is too
    /// long. Tells whether to go on.
    fn put(&self, number: usize, counted: Counted) -> bool {
        let mut line = lock(&self.line);
        line.put(number, counted);
        while let Some((counted, assembler)) = line.take() {
            drop(line);
            let assembler = self.append(assembler, counted);
            line = lock(&self.line);
            line.assembler = Some(assembler);
            self.moved.notify_all();
        }
        // Who scans the piece that is next, or appends it, does not wait here.
        while line.waiting.len() > self.threads && !line.is_stopped {
            line = self.moved.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
        !line.is_stopped
    }

    fn append(&self, assembler: Assembler, counted: Counted) -> Assembler {
        match (assembler, counted) {
            (Assembler::AtSeam(mut assembly), Counted::Part(part)) => {
                let spare = assembly.append(*part);
                lock(&self.spares).parts.push(spare);
                Assembler::AtSeam(assembly)
            }
            (assembler, Counted::Stretch { buffer, ends_at_seam }) => {
                let mut scanner = match assembler {
                    Assembler::AtSeam(assembly) => Box::new(assembly.go_on(self.options)),
                    Assembler::Within(scanner) => scanner,
                };
                scanner.update(buffer.text());
                lock(&self.spares).buffers.push(buffer);
                if ends_at_seam {
                    Assembler::AtSeam(Box::new(scanner.finish_assembly()))
                } else {
                    Assembler::Within(scanner)
                }
            }
            (Assembler::Within(_), Counted::Part(_)) => unreachable!("a part begins at a seam"),
        }
    }
}

/// The text, of which one piece after the other is taken.
struct Input<R> {
    read: R,
    /// How many bytes are still to be read, if that is known.
    left: Option<u64>,
    /// The first buffer, which is full, until it is taken.
    first: Option<Buffer>,
    /// What was read behind the last seam.
    rest: Vec<u8>,
    /// How many pieces there were.
    pieces: usize,
    /// Whether the next piece begins at a seam, and whether at the beginning of a line.
    at_seam: bool,
    at_line: bool,
    is_over: bool,
    failure: Option<Error>,
}

/// A piece of the text.
enum Piece {
    /// From one seam to another.
    Part(Buffer),
    /// There is no seam where it ends, or none where it begins.
    Stretch { buffer: Buffer, ends_at_seam: bool },
}

impl<R: FnMut(&mut [u8]) -> Result<usize>> Input<R> {
    fn new(first: Buffer, length: Option<u64>, read: R) -> Self {
        Self {
            read,
            left: length.map(|length| length.saturating_sub(first.length as u64)),
            first: Some(first),
            rest: vec![],
            pieces: 0,
            at_seam: true,
            at_line: true,
            is_over: false,
            failure: None,
        }
    }

    /// How many bytes to read at most: no more than half of the share that each of so many threads has of what is left, as
    /// far as that is known.
    fn next_bytes(&self, threads: usize) -> usize {
        let left = self.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
        (left / (2 * threads)).max(PIECE_BYTES_MIN)
    }

    /// Reads the next piece into a buffer, and gives its number; so many threads share the text.
    fn next(&mut self, spare: Buffer, threads: usize) -> Option<(usize, Piece)> {
        if self.is_over {
            return None;
        }
        let (mut buffer, filled) = match self.first.take() {
            Some(first) => (first, Filled::Full),
            None => {
                let mut buffer = spare;
                buffer.begin_with(&self.rest);
                let bytes = self.next_bytes(threads);
                match buffer.fill(bytes, &mut self.read) {
                    Ok(filled) => {
                        let taken = buffer.length - self.rest.len();
                        self.left = self.left.map(|left| left.saturating_sub(taken as u64));
                        (buffer, filled)
                    }
                    Err(failure) => {
                        self.is_over = true;
                        self.failure = Some(failure);
                        return None;
                    }
                }
            }
        };
        self.is_over = filled == Filled::ToTheEnd;
        let seam = if self.is_over { None } else { buffer.last_seam(self.at_line) };
        self.at_line = seam.is_some() || buffer.text().ends_with(b"\n");
        self.rest.clear();
        if let Some(seam) = seam {
            self.rest.extend_from_slice(&buffer.text()[seam..]);
            buffer.length = seam;
        }
        let is_part = self.at_seam && (seam.is_some() || self.is_over);
        self.at_seam = seam.is_some();
        let number = self.pieces;
        self.pieces += 1;
        Some((
            number,
            if is_part { Piece::Part(buffer) } else { Piece::Stretch { buffer, ends_at_seam: self.at_seam } },
        ))
    }
}

/// What was counted, in the order of the text.
struct Line {
    /// What all before has come to; nothing while somebody appends to it.
    assembler: Option<Assembler>,
    /// The number of the first one that waits, or will.
    first: usize,
    waiting: VecDeque<Option<Counted>>,
    /// A thread has panicked.
    is_stopped: bool,
}

/// What a piece of the text has come to.
enum Counted {
    Part(Box<Part>),
    /// It is still to be counted.
    Stretch {
        buffer: Buffer,
        ends_at_seam: bool,
    },
}

/// What the text has come to so far.
enum Assembler {
    AtSeam(Box<Assembly>),
    Within(Box<Scanner>),
}

impl Line {
    fn new(options: Options) -> Self {
        let assembler = Assembler::AtSeam(Box::new(Assembly::new(options)));
        Self { assembler: Some(assembler), first: 0, waiting: VecDeque::new(), is_stopped: false }
    }

    fn put(&mut self, number: usize, counted: Counted) {
        let place = number - self.first;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        self.waiting[place] = Some(counted);
    }

    /// The next one of the text and what all before has come to, if both are there.
    fn take(&mut self) -> Option<(Counted, Assembler)> {
        let next = self.waiting.front_mut()?;
        let assembler = self.assembler.take_if(|_| next.is_some())?;
        self.first += 1;
        Some((self.waiting.pop_front()??, assembler))
    }
}

impl Assembler {
    /// Ends the text.
    fn finish(self) -> Scan {
        match self {
            Self::AtSeam(assembly) => assembly.finish(),
            Self::Within(scanner) => scanner.finish(),
        }
    }
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// How the filling of a buffer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filled {
    /// With as many bytes as were asked for.
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

    /// Reads so many bytes more, or until the buffer is full or the text ends.
    fn fill(&mut self, bytes: usize, read: &mut impl FnMut(&mut [u8]) -> Result<usize>) -> Result<Filled> {
        let full = self.bytes.len().min(self.length.saturating_add(bytes));
        while self.length < full {
            match read(&mut self.bytes[self.length..full])? {
                0 => return Ok(Filled::ToTheEnd),
                length => self.length += length,
            }
        }
        Ok(Filled::Full)
    }

    /// Replaces its text by another, which is to be followed by what comes.
    fn begin_with(&mut self, text: &[u8]) {
        self.bytes[..text.len()].copy_from_slice(text);
        self.length = text.len();
    }

    /// Finds the last seam. Where the text does not begin at the beginning of a line, its first line may be the end of
    /// one that is not blank.
    fn last_seam(&self, at_line: bool) -> Option<usize> {
        let text = self.text();
        let start = if at_line { 0 } else { text.iter().position(|&byte| byte == b'\n')? + 1 };
        last_seam(&text[start..]).map(|seam| start + seam)
    }
}
