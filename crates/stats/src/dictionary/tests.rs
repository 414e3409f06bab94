//! Runs and their words: examples, and all short texts against a definition that looks at whole texts.

extern crate std;

use std::ops::Range;
use std::string::String;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{
    CHARACTER_BYTES, Dictionary, PlainCharacter, RUN_BYTES_MAX, goes_on, is_complex, last_restart, pieces,
    plain,
};
use crate::segment::word_end;
use crate::unicode::{GraphemeClusterBreak, WordBreak, properties};

/// The words of `words.uax29`.
fn tokens(text: &[u8]) -> Vec<Range<usize>> {
    let mut tokens = vec![];
    let mut start = 0;
    while start < text.len() {
        let segment = word_end(text, start);
        if segment.has_word {
            tokens.push(start..segment.end);
        }
        start = segment.end;
    }
    tokens
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = vec![];
    Dictionary::new().words(text.as_bytes(), &tokens(text.as_bytes()), |word| words.push(word));
    words
}

fn word_texts(text: &str) -> Vec<&str> {
    words(text).into_iter().map(|word| &text[word]).collect()
}

#[test]
fn words_are_found() {
    for (text, expected) in [
        ("", &[][..]),
        ("plain text, 3.5", &["plain", "text", "3.5"]),
        ("我不是程序員。", &["我不是", "程序", "員"]),
        ("ABC我不是程序員12", &["ABC", "我不是", "程序", "員", "12"]),
        ("東京タワーと人々", &["東京", "タワー", "と", "人々"]),
        ("カタカナ語", &["カタカナ", "語"]),
        ("ภาษาไทย ๑๒", &["ภาษา", "ไทย", "๑๒"]),
        ("ພາສາລາວ", &["ພາສາ", "ລາວ"]),
        ("ភាសាខ្មែរភាសាខ្មែរ", &["ភាសាខ្មែរ", "ភាសាខ្មែរ"]),
        ("မြန်မာစာမြန်မာစာ", &["မြန်မာ", "စာ", "မြန်မာ", "စာ"]),
        ("ไทย中文", &["ไทย", "中文"]),
        // A zero width space separates, and so does a full stop within a run.
        ("ไท\u{200B}ย", &["ไท", "ย"]),
        // Tokens of UAX #29 that reach across the ends of a run.
        ("abc_カ", &["abc_", "カ"]),
        ("_カ_", &["カ"]),
        ("カ_カ", &["カ", "カ"]),
        ("a々b", &["a", "々", "b"]),
        ("ｶﾞｶﾞ", &["ｶﾞｶﾞ"]),
        ("゠", &[]),
    ] {
        assert_eq!(word_texts(text), expected, "{text:?}");
    }
}

#[test]
fn the_probes_come_out() {
    for (text, expected) in [
        ("a well-known e-mail mother-in-law", 8),
        ("best of times\u{2014}it was", 5),
        ("this -- that", 2),
        ("see https://example.com/a/b?x=1 now", 8),
        ("a\u{A0}b c", 3),
        ("a\u{202F}b", 1),
        ("我不是程序員。", 3),
        ("04/04/2011 2011-04-04", 6),
    ] {
        let bytes = text.as_bytes();
        let mut count = 0;
        Dictionary::new().words(bytes, &tokens(bytes), |_| count += 1);
        assert_eq!(count, expected, "{text:?}");
    }
}

#[test]
fn complex_letters_are_those_that_rules_cannot_find_words_of() {
    for character in '\0'..=char::MAX {
        if is_complex(character) {
            let class = properties(character).word_break();
            // Iteration marks and the like are letters to UAX #29, which the tests above have.
            let letter =
                matches!(character, '\u{3005}' | '\u{303B}' | '\u{16FE3}' | '\u{16FF2}' | '\u{16FF3}');
            assert!(
                matches!(class, WordBreak::Other | WordBreak::Katakana) || letter,
                "{:X} {class:?}",
                u32::from(character)
            );
            assert!(!goes_on(character));
        }
    }
    for (characters, complex) in [("中々〇あアーｱกກកကㇰ", true), ("a1é가。、・ๆ๑ํ ゙㈱", false)]
    {
        for character in characters.chars().filter(|character| *character != 'ๆ') {
            assert_eq!(is_complex(character), complex, "{character:?}");
        }
    }
}

/// The words of a text by cutting it at each change between run and no run.
fn naive(text: &[char]) -> Vec<Range<usize>> {
    let mut in_run = vec![];
    for (at, character) in text.iter().enumerate() {
        let before = at > 0 && in_run[at - 1];
        in_run.push(is_complex(*character) || (before && goes_on(*character)));
    }
    let mut words = vec![];
    let mut offset = 0;
    let mut start = 0;
    for at in 1..=text.len() {
        if at < text.len() && in_run[at] == in_run[at - 1] {
            continue;
        }
        let piece: String = text[start..at].iter().collect();
        if in_run[start] {
            Dictionary::new()
                .segment(piece.as_bytes(), |word| words.push(offset + word.start..offset + word.end));
        } else {
            words.extend(
                tokens(piece.as_bytes()).into_iter().map(|word| offset + word.start..offset + word.end),
            );
        }
        offset += piece.len();
        start = at;
    }
    words
}

const NASTY: [char; 17] = [
    'a', '1', ' ', '\n', '.', '_', '\u{301}', '\u{200D}', '\u{AD}', '中', '々', 'カ', '゠', '\u{3099}', 'ก',
    '\u{E31}', '。',
];

#[test]
fn all_short_texts_have_the_words_of_their_pieces() {
    for length in 1..=4u32 {
        for number in 0..NASTY.len().pow(length) {
            let digits = (0..length).map(|place| number / NASTY.len().pow(place) % NASTY.len());
            let text: Vec<char> = digits.map(|digit| NASTY[digit]).collect();
            let string: String = text.iter().collect();
            assert_eq!(words(&string), naive(&text), "{string:?}");
        }
    }
}

#[test]
fn long_runs_come_in_pieces() {
    for unit in ["中", "ก", "か\u{3099}", "カ", "က္က", "中\u{301}\u{301}"] {
        let text = unit.repeat(3 * RUN_BYTES_MAX / unit.len() + 7);
        let found: Vec<_> = pieces(text.as_bytes()).collect();
        assert_eq!(found.first().map(|piece| piece.start), Some(0));
        assert_eq!(found.last().map(|piece| piece.end), Some(text.len()));
        assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start), "{unit}");
        for piece in &found {
            assert!(piece.len() <= RUN_BYTES_MAX);
            assert!(text[piece.clone()].chars().next().is_some_and(is_complex));
        }
        assert!(found[..found.len() - 1].iter().all(|piece| piece.len() > RUN_BYTES_MAX - 16));
    }
    // After a single letter, the marks that do not fit are left outside.
    let marks = std::format!("中{}中", "\u{301}".repeat(RUN_BYTES_MAX));
    let found: Vec<_> = pieces(marks.as_bytes()).collect();
    assert_eq!(found, [0..RUN_BYTES_MAX - 1, marks.len() - 3..marks.len()]);
}

#[test]
fn a_long_text_can_be_cut() {
    for unit in ["中", "ก", "我不是程序員", "カ_", "カ ", "中\u{301}"] {
        let text = unit.repeat(20_000 / unit.len());
        let cut = last_restart(text.as_bytes(), |_| true);
        assert_eq!(cut.is_some(), unit != "カ_", "{unit}");
        assert!(cut.is_none_or(|cut| text.len() - cut <= RUN_BYTES_MAX), "{unit}");
    }
    // One word by UAX #29, whatever its length.
    assert_eq!(last_restart("カ".repeat(5000).as_bytes(), |_| true), None);
    assert_eq!(last_restart("中".as_bytes(), |_| true), None);
    assert_eq!(last_restart("a 中".as_bytes(), |_| true), Some(2));
}

proptest! {
    /// Where `last_restart` cuts, the parts have the words of the whole, whatever follows.
    #[test]
    fn a_restart_changes_no_word(
        before in "[a1 _.\n\u{301}\u{200D}中々カ゠\u{3099}ก\u{E31}我不是程序員]{0,12}",
        after in "[a1 _.\n\u{301}\u{200D}中々カ゠\u{3099}ก\u{E31}我不是程序員]{0,12}",
        long in 0usize..3,
    ) {
        let before = std::format!("{}{before}", "不是".repeat(long * 800));
        let whole = std::format!("{before}{after}");
        if let Some(cut) = last_restart(before.as_bytes(), |_| true) {
            let mut parts = words(&whole[..cut]);
            parts.extend(words(&whole[cut..]).into_iter().map(|word| cut + word.start..cut + word.end));
            prop_assert_eq!(parts, words(&whole));
        }
    }
}

/// The words of plain characters by our machine and by ICU4X.
fn both(text: &str) -> [Vec<Range<usize>>; 2] {
    let dictionary = Dictionary::new();
    let [mut ours, mut icu] = [vec![], vec![]];
    dictionary.segment_plain(text.as_bytes(), |word| ours.push(word));
    dictionary.segment_any(text.as_bytes(), |word| icu.push(word));
    [ours, icu]
}

#[test]
fn the_dictionary_is_there() {
    assert!(Dictionary::new().chinese.is_some());
}

/// What is plain is what UAX #29 and the dictionary take so.
#[test]
fn plain_characters_are_told_by_their_properties() {
    for character in '\0'..=char::MAX {
        let text = String::from(character);
        let Some(found) = plain(text.as_bytes()) else { continue };
        assert_eq!(text.len(), CHARACTER_BYTES);
        assert!(is_complex(character), "{character:?}");
        let class = properties(character);
        assert!(class.makes_word());
        assert_eq!(class.grapheme_cluster_break(), GraphemeClusterBreak::Other, "{character:?}");
        let expected = if found == PlainCharacter::Katakana { WordBreak::Katakana } else { WordBreak::Other };
        assert_eq!(class.word_break(), expected, "{character:?}");
    }
    assert!(('\u{4E00}'..='\u{9FFF}').all(|character| plain(String::from(character).as_bytes()).is_some()));
}

/// Each plain character alone, twice, and in the company of others.
#[test]
fn each_plain_character_has_the_words_of_icu() {
    for character in
        ('\u{3041}'..='\u{9FFF}').filter(|character| plain(String::from(*character).as_bytes()).is_some())
    {
        let text: String = [character, character, '人', character, 'の', 'ー', character].iter().collect();
        let [ours, icu] = both(&text);
        assert_eq!(ours, icu, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Frequent characters make words, whose beginnings and ends go on in others.
    #[test]
    fn plain_text_has_the_words_of_icu(text in "([一-龥]|[的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切]|[ぁ-ゖ]|[ァ-ー]){0,40}") {
        let text: String = text.chars().filter(|character| plain(String::from(*character).as_bytes()).is_some()).collect();
        let [ours, icu] = both(&text);
        prop_assert_eq!(ours, icu);
    }
}
