//! The words of plain Chinese and Japanese: the dictionary of ICU4X, walked by a machine of our own.
//!
//! *Plain* characters are ideographs, hiragana and katakana, of which each is a grapheme by itself, three bytes long. For
//! them the rule is simple: a run of katakana is a word, and in a run of the others it is, from each border on, the
//! longest word of the dictionary. ICU4X's own iterator gives the same words, as the tests show, and alone takes three
//! times as long for Japanese, six times for Chinese, as all that is counted along with them here: it looks at graphemes,
//! and at the first character of each word by a binary search among 20 000.
//!
//! # Source
//! The format of the trie: ICU4C, `common/unicode/ucharstrie.h` and `common/ucharstrie.cpp`; the walk: the crate
//! `icu_segmenter`, `complex/dictionary.rs`.

use core::hint::select_unpredictable;
use core::ops::Range;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use icu_provider::{DataIdentifierBorrowed, DataMarkerAttributes, DataProvider, DataRequest, DataResponse};
use icu_segmenter::provider::{Baked, DictionaryBreakData, SegmenterDictionaryAutoV2};
use zerovec::ule::AsULE;

/// The bytes of a plain character.
pub(crate) const CHARACTER_BYTES: usize = 3;

/// A plain character, by how UAX #29 takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainCharacter {
    /// An ideograph or hiragana, each a word by itself.
    Alone,
    /// Katakana, of which a run is one word.
    Katakana,
}

/// Tells whether a text begins with a plain character.
#[inline]
pub(crate) fn plain(text: &[u8]) -> Option<PlainCharacter> {
    match *text {
        // U+4E00 to U+9FFF.
        [0xE5..=0xE9, _, _, ..] | [0xE4, 0xB8..=0xBF, _, ..] => Some(PlainCharacter::Alone),
        // U+3041 to U+3096.
        [0xE3, 0x81, 0x81..=0xBF, ..] | [0xE3, 0x82, 0x80..=0x96, ..] => Some(PlainCharacter::Alone),
        // U+30A1 to U+30FA, and U+30FC, which makes a vowel long.
        [0xE3, 0x82, 0xA1..=0xBF, ..] | [0xE3, 0x83, 0x80..=0xBA | 0xBC, ..] => {
            Some(PlainCharacter::Katakana)
        }
        _ => None,
    }
}

type Unit = <u16 as AsULE>::ULE;

/// The dictionary of Chinese and Japanese, which is compiled into the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chinese {
    /// A trie of UTF-16 in ICU's format.
    trie: &'static [Unit],
}

/// Where a walk is in the trie, and what is known of that place.
///
/// ```text
/// bits 0..20    the place of the next unit
///     20..25    if that is within a linear stretch: how many units of it remain to be compared
///     25        a word ends here
///     26        no longer word goes on from here
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State(u32);

impl State {
    const PLACE_BITS: u32 = 20;
    const BITS: u32 = 27;
    const IS_WORD: u32 = 1 << 25;
    const IS_LAST: u32 = 1 << 26;
    /// Behind what no word begins with.
    const NOWHERE: Self = Self(Self::IS_LAST);

    const fn place(self) -> usize {
        (self.0 & ((1 << Self::PLACE_BITS) - 1)) as usize
    }

    const fn remaining(self) -> u32 {
        (self.0 >> Self::PLACE_BITS) & 0x1F
    }

    const fn is_word(self) -> bool {
        self.0 & Self::IS_WORD != 0
    }

    const fn is_last(self) -> bool {
        self.0 & Self::IS_LAST != 0
    }
}

const FIRST: u16 = 0x3040;
const LAST: u16 = 0x9FFF;

/// The states behind the first character of a word, each found when it is first wanted; 0 until then.
static BEHIND_FIRST: [AtomicU32; (LAST - FIRST) as usize + 1] =
    [const { AtomicU32::new(0) }; (LAST - FIRST) as usize + 1];

/// Other steps that were made before: the state behind one in the lower bits, and above it the place and the unit from
/// which it was reached. The trie itself is larger than the caches of a processor, and its branches are searched.
static STEPS: [AtomicU64; 1 << STEPS_BITS] = [const { AtomicU64::new(0) }; 1 << STEPS_BITS];

const STEPS_BITS: u32 = 14;

/// What is known of two characters with which a word may begin, and above it the two characters.
static PAIRS: [AtomicU64; 1 << PAIRS_BITS] = [const { AtomicU64::new(0) }; 1 << PAIRS_BITS];

const PAIRS_BITS: u32 = 15;

/// So many characters are looked up at a time, each with the one behind it; few in tests, whose texts are short.
const WINDOW: usize = if cfg!(any(test, fuzzing)) { 4 } else { 64 };

/// What is known of two characters with which a word may begin.
///
/// ```text
/// bits 0..27    the state behind both
///     27        the first is a word
///     28        this is known
///     30..32    the length of the word, if nothing that may follow makes it any longer
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pair(u32);

impl Pair {
    const FIRST_IS_WORD: u32 = 1 << 27;
    const IS_KNOWN: u32 = 1 << 28;
    const LENGTH_SHIFT: u32 = 30;

    /// Two characters by the state behind the first, and the one behind both if they were followed so far.
    fn new(first: State, both: Option<State>) -> Self {
        let first_is_word = if first.is_word() { Self::FIRST_IS_WORD } else { 0 };
        let Some(both) = both else { return Self(Self::IS_KNOWN | first_is_word | 1 << Self::LENGTH_SHIFT) };
        let known = Self(Self::IS_KNOWN | first_is_word | both.0);
        let length = if both.is_last() { known.longest().unwrap_or(2) } else { 0 };
        Self(known.0 | (length as u32) << Self::LENGTH_SHIFT)
    }

    const fn is_known(self) -> bool {
        self.0 & Self::IS_KNOWN != 0
    }

    const fn length(self) -> Option<usize> {
        match self.0 >> Self::LENGTH_SHIFT {
            0 => None,
            length => Some(length as usize),
        }
    }

    const fn state(self) -> State {
        State(self.0 & ((1 << State::BITS) - 1))
    }

    /// The length of the longest word among the first and both.
    const fn longest(self) -> Option<usize> {
        if self.state().is_word() {
            Some(2)
        } else if self.0 & Self::FIRST_IS_WORD != 0 {
            Some(1)
        } else {
            None
        }
    }
}

impl Chinese {
    /// Finds the dictionary in the program; nothing if it is not in the form that this machine can walk.
    pub(super) fn new() -> Option<Self> {
        let id =
            DataIdentifierBorrowed::for_marker_attributes(DataMarkerAttributes::from_str_or_panic("cjdict"));
        let request = DataRequest { id, ..DataRequest::default() };
        let found: DataResponse<SegmenterDictionaryAutoV2> = Baked.load(request).ok()?;
        match found.payload.get_static()? {
            DictionaryBreakData::Char16Trie(trie) => {
                let trie = trie.data.as_slice().as_ule_slice();
                (trie.len() < 1 << State::PLACE_BITS).then_some(Self { trie })
            }
            DictionaryBreakData::ZeroTrie { .. } => None,
        }
    }

    /// Finds the words of some plain characters, in order, and emits their places.
    #[inline]
    pub(super) fn segment(self, text: &[u8], mut emit: impl FnMut(Range<usize>)) {
        let (characters, _) = text.as_chunks::<CHARACTER_BYTES>();
        let mut rest = characters;
        let mut start = 0;
        while let Some(first) = rest.first() {
            let kind = plain(first);
            let alike = rest.iter().take_while(|character| plain(*character) == kind).count();
            let (stretch, behind) = rest.split_at(alike);
            let end = start + alike * CHARACTER_BYTES;
            if kind == Some(PlainCharacter::Alone) {
                self.segment_alone(stretch, |word| emit(start + word.start..start + word.end));
            } else {
                emit(start..end);
            }
            start = end;
            rest = behind;
        }
    }

    /// The same for ideographs and hiragana only.
    #[inline]
    pub(super) fn segment_alone(
        self,
        characters: &[[u8; CHARACTER_BYTES]],
        mut emit: impl FnMut(Range<usize>),
    ) {
        let mut start = 0;
        self.longest_words(characters, |length| {
            let end = start + length * CHARACTER_BYTES;
            emit(start..end);
            start = end;
        });
    }

    /// Finds the longest words of some ideographs and hiragana, from each border on, and emits their lengths.
    #[inline]
    fn longest_words(self, characters: &[[u8; CHARACTER_BYTES]], mut emit: impl FnMut(usize)) {
        let mut rest = characters;
        while rest.len() > 1 {
            // Looked up ahead, one does not wait for the other as words do, of which each begins where one ends.
            let mut pairs = [Pair::default(); WINDOW];
            look_up(rest, &mut pairs);
            let pairs = &pairs[..WINDOW.min(rest.len() - 1)];
            let mut at = 0;
            while let Some(pair) = pairs.get(at) {
                let length = pair.length().unwrap_or_else(|| self.longest_word(&rest[at..], *pair));
                emit(length);
                at += length;
            }
            rest = &rest[at..];
        }
        if !rest.is_empty() {
            emit(1);
        }
    }

    /// The length of the longest word with which at least two characters begin.
    fn longest_word(self, characters: &[[u8; CHARACTER_BYTES]], pair: Pair) -> usize {
        let pair = if pair.is_known() { pair } else { self.find(unit(characters[0]), unit(characters[1])) };
        if let Some(length) = pair.length() {
            return length;
        }
        let mut state = pair.state();
        let mut longest = pair.longest();
        let mut next = 2;
        while !state.is_last() && next < characters.len() {
            state = self.step(state, unit(characters[next]));
            next += 1;
            if state.is_word() {
                longest = Some(next);
            }
        }
        // What begins no word goes as far as it was followed.
        longest.unwrap_or(next)
    }

    /// Finds out about two characters.
    fn find(self, first: u16, second: u16) -> Pair {
        let state = self.behind_first(first);
        let pair = Pair::new(state, (!state.is_last()).then(|| self.step(state, second)));
        let key = pair_key(first, second);
        pair_at(key).store(u64::from(key) << 32 | u64::from(pair.0), Ordering::Relaxed);
        pair
    }

    #[inline]
    fn behind_first(self, unit: u16) -> State {
        let known = &BEHIND_FIRST[usize::from(unit.clamp(FIRST, LAST) - FIRST)];
        // Whoever comes first finds the same, so that no order is needed.
        match known.load(Ordering::Relaxed) {
            0 => {
                let state = self.walk(State(0), unit);
                known.store(state.0, Ordering::Relaxed);
                state
            }
            state => State(state),
        }
    }

    /// Goes on with a unit from a state that is not the last.
    #[inline]
    fn step(self, state: State, unit: u16) -> State {
        if state.remaining() > 0 {
            return self.walk(state, unit);
        }
        let key = (state.place() as u64) << 16 | u64::from(unit);
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - STEPS_BITS);
        let known = &STEPS[hash as usize];
        // As above: whoever finds a step finds the same.
        let step = known.load(Ordering::Relaxed);
        if step >> State::BITS == key {
            return State((step & ((1 << State::BITS) - 1)) as u32);
        }
        let next = self.walk(state, unit);
        known.store(key << State::BITS | u64::from(next.0), Ordering::Relaxed);
        next
    }

    fn unit(self, place: usize) -> usize {
        self.trie.get(place).map_or(0, |unit| usize::from(unit.as_unsigned_int()))
    }

    /// The state at a place that is within no linear stretch.
    fn at(self, place: usize) -> State {
        let lead = self.unit(place);
        let is_word = if lead >= VALUE_LEAD { State::IS_WORD } else { 0 };
        let is_last = if lead & FINAL != 0 { State::IS_LAST } else { 0 };
        State(place as u32 | is_word | is_last)
    }

    /// Goes on with a unit, in the trie.
    fn walk(self, state: State, unit: u16) -> State {
        let unit = usize::from(unit);
        if state.is_last() {
            return State::NOWHERE;
        }
        let place = state.place();
        if state.remaining() > 0 {
            return self.linear(place, state.remaining() - 1, unit);
        }
        let mut lead = self.unit(place);
        let mut place = place + 1;
        if lead >= VALUE_LEAD {
            // The value of a word that ends here.
            place += match lead {
                0..0x4040 => 0,
                0x4040..0x7FC0 => 1,
                _ => 2,
            };
            lead %= VALUE_LEAD;
        }
        if lead >= LINEAR_LEAD {
            self.linear(place, (lead - LINEAR_LEAD) as u32, unit)
        } else {
            self.branch(place, lead, unit)
        }
    }

    /// Compares a unit of a linear stretch, behind which so many others follow.
    fn linear(self, place: usize, others: u32, unit: usize) -> State {
        if self.unit(place) != unit {
            State::NOWHERE
        } else if others > 0 {
            State((place as u32 + 1) | (others << State::PLACE_BITS))
        } else {
            self.at(place + 1)
        }
    }

    /// Looks for a unit among those of a branch.
    fn branch(self, place: usize, lead: usize, unit: usize) -> State {
        let (mut place, mut length) = if lead == 0 { (place + 1, self.unit(place)) } else { (place, lead) };
        length += 1;
        while length > LINEAR_BRANCH_MAX {
            let delta = self.unit(place + 1);
            let (behind, delta) = match delta {
                0..0xFC00 => (place + 2, delta),
                0xFC00..0xFFFF => (place + 3, (delta - 0xFC00) << 16 | self.unit(place + 2)),
                _ => (place + 4, self.unit(place + 2) << 16 | self.unit(place + 3)),
            };
            if unit < self.unit(place) {
                length /= 2;
                place = behind + delta;
            } else {
                length -= length / 2;
                place = behind;
            }
        }
        // All but the last have a value: that of a word, or how far to go.
        while length > 1 {
            let found = self.unit(place) == unit;
            let value = self.unit(place + 1);
            let (behind, delta) = match value & !FINAL {
                0..0x4000 => (place + 2, value),
                0x4000..0x7FFF => (place + 3, (value - 0x4000) << 16 | self.unit(place + 2)),
                _ => (place + 4, self.unit(place + 2) << 16 | self.unit(place + 3)),
            };
            if found {
                return self.at(if value & FINAL != 0 { place + 1 } else { behind + delta });
            }
            length -= 1;
            place = behind;
        }
        self.linear(place, 0, unit)
    }
}

/// Looks up what is known of each character with the one behind it, as far as there is room.
#[inline(always)]
fn look_up(characters: &[[u8; CHARACTER_BYTES]], pairs: &mut [Pair; WINDOW]) {
    let mut units = characters.iter().map(|character| unit(*character));
    let Some(mut first) = units.next() else { return };
    for (pair, second) in pairs.iter_mut().zip(units) {
        let key = pair_key(first, second);
        // Whoever has found it has found the same, so that no order is needed.
        let known = pair_at(key).load(Ordering::Relaxed);
        *pair = select_unpredictable((known >> 32) as u32 == key, Pair(known as u32), Pair::default());
        first = second;
    }
}

/// Two plain characters, which are never 0.
fn pair_key(first: u16, second: u16) -> u32 {
    u32::from(first) << 16 | u32::from(second)
}

/// Where something may be known of two characters.
#[inline(always)]
fn pair_at(key: u32) -> &'static AtomicU64 {
    let hash = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PAIRS_BITS);
    &PAIRS[hash as usize]
}

/// A plain character in UTF-16.
#[inline]
fn unit([first, second, third]: [u8; CHARACTER_BYTES]) -> u16 {
    u16::from(first & 0x0F) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F)
}

/// From here on a lead unit is a stretch of units to be compared, one more than it is above this.
const LINEAR_LEAD: usize = 0x30;

/// From here on a lead unit has a value, that of a word, besides what its lower bits say.
const VALUE_LEAD: usize = 0x40;

/// The bit of a value behind which nothing follows.
const FINAL: usize = 0x8000;

/// A branch of so many units is searched one by one.
const LINEAR_BRANCH_MAX: usize = 5;
