//! What characters a block has: graphemes, general categories, scripts.

use alloc::collections::BTreeMap;

use super::ascii::Ascii;
use super::beyond::Beyond;
use super::chunk::Chunk;
use super::lanes::{Class, Lanes, below};
use super::punctuation::is_punctuation;
use crate::segment::grapheme_end;
use crate::unicode::{GeneralCategory, GraphemeClusterBreak, Properties, Script, decode, properties};

const COMMON: usize = Script::named("Common").number();
const LATIN: usize = Script::named("Latin").number();
const CYRILLIC: usize = Script::named("Cyrillic").number();
const HAN: usize = Script::named("Han").number();

/// Counts of characters so far, but for those of White_Space and of lines, which the tally has.
#[derive(Clone, Debug)]
pub(super) struct Characters {
    pub(super) graphemes: u64,
    pub(super) letters: u64,
    pub(super) marks: u64,
    pub(super) digits: u64,
    pub(super) punctuation: u64,
    pub(super) symbols: u64,
    /// Separators, controls, and whatever else there is.
    pub(super) others: u64,
    /// By [`Script::number`].
    pub(super) scripts: [u64; Script::COUNT],
    /// 1 if the last byte of the chunk before is U+000D.
    after_cr: u64,
}

impl Characters {
    pub(super) fn new() -> Self {
        Self {
            graphemes: 0,
            letters: 0,
            marks: 0,
            digits: 0,
            punctuation: 0,
            symbols: 0,
            others: 0,
            scripts: [0; Script::COUNT],
            after_cr: 0,
        }
    }

    /// The scripts that occur, by name.
    pub(super) fn scripts(&self) -> BTreeMap<&'static str, u64> {
        let counts = self.scripts.iter().enumerate().filter(|(_, count)| **count > 0);
        counts.filter_map(|(number, &count)| Some((Script::from_number(number)?.name(), count))).collect()
    }

    /// Adds a chunk of a block, of which everything before `resume` has been added, and gives the place from which
    /// the next chunks go on.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        text: &[u8],
        chunk: &Chunk<'_, impl Lanes>,
        ascii: &Ascii,
        beyond: &Beyond,
        resume: usize,
    ) -> usize {
        let mut irregular = chunk.non_ascii & !beyond.bytes();
        let mut regular = chunk.within() & !irregular;
        let mut resume = resume;
        if resume > chunk.at {
            let from = !below((resume - chunk.at).min(64) as u32);
            irregular &= from;
            regular &= from;
        }
        while irregular != 0 {
            let at = irregular.trailing_zeros();
            resume = self.add_irregular(text, chunk.at + at as usize, resume);
            let done = below((resume - chunk.at).min(64) as u32);
            irregular &= !done;
            // What was looked at one by one is not counted again.
            regular &= !(done & !below(at));
        }
        self.add_regular(chunk, ascii, regular, beyond);
        resume
    }

    /// Adds the characters of a chunk whose first bytes are among `regular`.
    #[inline(always)]
    fn add_regular(&mut self, chunk: &Chunk<'_, impl Lanes>, ascii: &Ascii, regular: u64, beyond: &Beyond) {
        let lanes = chunk.lanes;
        let count = |mask: u64| u64::from((mask & regular).count_ones());
        let letters = count(ascii.letters);
        let digits = count(ascii.digits);
        let printed = count(ascii.printed);
        let symbols = count(
            (lanes.is(b'$')
                | lanes.is(b'+')
                | lanes.is_within(b'<', b'>')
                | lanes.is(b'^')
                | lanes.is(b'`')
                // | and ~ differ in one bit.
                | lanes.with(0x02).is(b'~'))
            .bits(),
        );
        let all = count(!chunk.non_ascii);
        let line_feeds = lanes.equal(b'\n');
        let carriage_returns = lanes.equal(b'\r');
        let pairs = count(line_feeds & ((carriage_returns << 1) | self.after_cr));
        self.after_cr = (carriage_returns >> (chunk.len - 1)) & 1;
        let Beyond { core, han, punctuation } = *beyond;
        let (latin, cyrillic, han) = (count(core.latin), count(core.cyrillic), count(han));
        let (marks, spaces) = (count(punctuation.marks()), count(punctuation.spaces));

        self.letters += letters + latin + cyrillic + han;
        self.digits += digits;
        self.symbols += symbols;
        self.punctuation += printed - letters - digits - symbols + marks;
        self.others += all - printed + spaces;
        self.graphemes += all - pairs + latin + cyrillic + han + marks + spaces;
        self.scripts[LATIN] += letters + latin;
        self.scripts[CYRILLIC] += cyrillic;
        self.scripts[HAN] += han;
        self.scripts[COMMON] += all - letters + marks + spaces;
    }

    /// Adds the irregular characters from `at` on, and what belongs to the same graphemes. Everything before `at` has
    /// been added, and `resume <= at` is a boundary. Gives the boundary from which others go on.
    fn add_irregular(&mut self, text: &[u8], at: usize, resume: usize) -> usize {
        let mut end = at;
        let mut alone = true;
        let mut characters = 0;
        while let Some((character, length)) = decode(text, end) {
            if is_regular(text, end) {
                break;
            }
            let class = properties(character);
            self.add_class(class);
            alone &= class.grapheme_cluster_break() == GraphemeClusterBreak::Other;
            characters += 1;
            end += length;
        }
        if alone {
            // No rule joins two characters of the class Other without something between them.
            self.graphemes += characters;
            return end;
        }
        let before = text[..at].iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(0).max(resume);
        let mut boundary = before;
        while boundary < end {
            boundary = grapheme_end(text, boundary);
            self.graphemes += 1;
        }
        // The character before has been counted, or will be.
        self.graphemes -= u64::from(before < at);
        while end < boundary {
            let (character, length) = decode(text, end).expect("a grapheme ends where a character ends");
            self.add_class(properties(character));
            end += length;
        }
        end
    }

    fn add_class(&mut self, class: Properties) {
        use GeneralCategory as G;
        let count = match class.general_category() {
            G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter => &mut self.letters,
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark => &mut self.marks,
            G::DecimalNumber | G::LetterNumber | G::OtherNumber => &mut self.digits,
            G::ConnectorPunctuation
            | G::DashPunctuation
            | G::OpenPunctuation
            | G::ClosePunctuation
            | G::InitialPunctuation
            | G::FinalPunctuation
            | G::OtherPunctuation => &mut self.punctuation,
            G::MathSymbol | G::CurrencySymbol | G::ModifierSymbol | G::OtherSymbol => &mut self.symbols,
            _ => &mut self.others,
        };
        *count += 1;
        self.scripts[class.script().number()] += 1;
    }
}

/// Tells whether the character at `at` is one that masks count: of ASCII, a core letter, an ideograph, common
/// punctuation.
fn is_regular(text: &[u8], at: usize) -> bool {
    match text[at..] {
        [0x00..=0x7F, ..] => true,
        [0xC3, second, ..] => !matches!(second, 0x97 | 0xB7),
        [0xC4..=0xC9 | 0xD0..=0xD1 | 0xE5..=0xE9, ..] => true,
        [0xE4, second, ..] => second > 0xB7,
        ref other => is_punctuation(other),
    }
}
