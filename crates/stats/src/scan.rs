//! What a scan finds: what merges, and what depends on order.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::course::{Course, Follower};
use crate::language::Detected;
use crate::options::Options;
use crate::report::{Choice, Report};
use crate::scanner::Scanner;
use crate::stats::Stats;

/// What was found in a text, or in several.
///
/// ```
/// use reckon_stats::{Order, scan};
///
/// let mut total = scan(b"The first text.");
/// assert!(matches!(total.order, Order::Whole(_)));
/// total.merge(&scan(b"Another one."));
/// assert_eq!((total.stats.words, &total.order), (5, &Order::Joined));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scan {
    /// What adds up.
    pub stats: Stats,
    /// What does not.
    pub order: Order,
}

/// What depends on the order of words across a whole text, and so is known of one text only.
///
/// `Order` is a monoid like [`Stats`]: `Nothing` changes nothing, and of two texts taken together there is only to say
/// that they are `Joined`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// There is no text.
    #[default]
    Nothing,
    /// The course of one text.
    Whole(Box<Course>),
    /// There are several texts, one behind the other in no order.
    Joined,
}

impl Scan {
    /// Adds what was found in another text.
    ///
    /// `merge` is associative and commutative, and `Scan::default()` changes nothing.
    pub fn merge(&mut self, other: &Self) {
        self.stats.merge(&other.stats);
        match (&self.order, &other.order) {
            (_, Order::Nothing) => {}
            (Order::Nothing, _) => self.order = other.order.clone(),
            _ => self.order = Order::Joined,
        }
    }

    pub(crate) fn of_whole(stats: Stats, course: Follower) -> Self {
        let order = if stats.bytes == 0 {
            Order::Nothing
        } else {
            Order::Whole(Box::new(course.finish(stats.vocabulary.is_truncated())))
        };
        Self { stats, order }
    }

    /// Notes how certain it is that the text is in the language by whose rules it was scanned. Only a whole text is
    /// known so well.
    #[must_use]
    pub fn with_confidence(mut self, detected: Detected) -> Self {
        if let Order::Whole(course) = &mut self.order {
            course.confidence_per_mille = Some(detected.confidence_per_mille);
        }
        self
    }

    /// Makes the report: every number with its definition, and the `top` most frequent words.
    #[must_use]
    pub fn report(&self, top: usize) -> Report {
        Report::new(self, top)
    }

    /// Makes a report of these numbers alone, and of the language: the same numbers for less, where few are wanted.
    #[must_use]
    pub fn report_of(&self, choice: &Choice) -> Report {
        Report::of_numbers(self, choice)
    }

    /// What depends on order, where it is known.
    pub(crate) fn course(&self) -> Option<&Course> {
        match &self.order {
            Order::Whole(course) => Some(course),
            Order::Nothing | Order::Joined => None,
        }
    }
}

/// What was found in a part of a text, from one [seam](crate::seams) to another.
#[derive(Clone, Debug)]
pub struct Part {
    pub(crate) stats: Stats,
    /// The gap of each word; 0 where it is the first such in the part.
    pub(crate) gaps: Vec<u32>,
    /// The words of each sentence.
    pub(crate) sentences: Vec<u64>,
}

impl Part {
    /// What adds up of it.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.stats
    }
}

/// Puts the parts of a text together again, in their order.
///
/// The outcome is to the bit what one scanner over the whole text would have found.
///
/// ```
/// use reckon_stats::{Assembly, Options, Scanner, scan, seams};
///
/// let text = b"One part, one seam.\n\nThe other part.\n";
/// let seam = seams(text).next().expect("there is a blank line");
/// let mut assembly = Assembly::new(Options::default());
/// for part in [&text[..seam], &text[seam..]] {
///     let mut scanner = Scanner::of_part(Options::default());
///     scanner.update(part);
///     assembly.append(scanner.finish_part());
/// }
/// assert_eq!(assembly.finish(), scan(text));
/// ```
#[derive(Clone, Debug)]
pub struct Assembly {
    stats: Stats,
    course: Follower,
}

impl Assembly {
    /// No part yet. The options are those with which the parts are scanned.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let stats = Stats { vocabulary: options.vocabulary(), ..Stats::default() };
        Self { stats, course: Follower::new() }
    }

    /// Appends the part that follows in the text, and gives back its memory for [`Scanner::of_part_in`].
    pub fn append(&mut self, mut part: Part) -> Part {
        let Part { stats, gaps, sentences } = &mut part;
        self.stats.add_all_but_the_vocabulary(stats);
        if stats.counted.order {
            let course = &mut self.course;
            self.stats
                .vocabulary
                .append_and_show(&stats.vocabulary, gaps, |gaps| course.push_many_words(gaps));
        } else {
            self.stats.vocabulary.merge(&stats.vocabulary);
        }
        sentences.iter().for_each(|&words| self.course.push_sentence(words));
        part
    }

    /// Goes on in order where the last part ends, which must be a seam: for a stretch of text that has none. What is
    /// there already is part of what the scanner finds; [`Scanner::finish_assembly`] gives it back.
    ///
    /// ```
    /// use reckon_stats::{Assembly, Options, Scanner, scan};
    ///
    /// let mut assembly = Assembly::new(Options::default());
    /// let mut scanner = Scanner::of_part(Options::default());
    /// scanner.update(b"A part.\n\n");
    /// assembly.append(scanner.finish_part());
    /// let mut scanner = assembly.go_on(Options::default());
    /// scanner.update(b"The rest, a part");
    /// scanner.update(b" of which is known.");
    /// assert_eq!(scanner.finish(), scan(b"A part.\n\nThe rest, a part of which is known."));
    /// ```
    #[must_use]
    pub fn go_on(self, options: Options) -> Scanner {
        Scanner::after(options, self.stats, self.course)
    }

    pub(crate) fn from_whole(stats: Stats, course: Follower) -> Self {
        Self { stats, course }
    }

    /// Ends the text.
    #[must_use]
    pub fn finish(self) -> Scan {
        Scan::of_whole(self.stats, self.course)
    }
}
