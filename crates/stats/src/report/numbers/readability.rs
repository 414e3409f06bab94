//! Readability: what it is made from, and the indices.

use super::{Entry, Text, VOCABULARY};
use crate::readability::Index;

pub(super) static READABILITY: [Entry; 19] = [
    Entry::sum(
        VOCABULARY,
        Text {
            id: "syllables",
            label: "syllables",
            text: "Y: the syllables of all words. Those of CMUdict's words are its own, of the first \
                   pronunciation; a model counts those of others. How numbers and abbreviations are read \
                   stands in docs/statistics.md. English only.",
            source: "CMUdict; Reckon",
        },
        |f| f.english(|inputs| inputs.syllables),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.monosyllables",
            label: "words of one syllable",
            text: "M: words of one syllable. English only.",
            source: "CMUdict; Reckon",
        },
        |f| f.english(|inputs| inputs.monosyllables),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.polysyllables",
            label: "words of three or more",
            text: "P: words of three or more syllables. English only.",
            source: "CMUdict; Reckon",
        },
        |f| f.english(|inputs| inputs.polysyllables),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.long",
            label: "words of over six letters",
            text: "L7: words of more than six letters, which are code points of General_Category L. Any \
                   language.",
            source: "Bjornsson 1968",
        },
        |f| f.input(|inputs| inputs.long_words),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.letters_and_digits",
            label: "letters and digits in words",
            text: "C: the code points of General_Category L or N of all words, without apostrophes and other \
                   punctuation. Any language.",
            source: "Coleman and Liau 1975; Smith and Senter 1967",
        },
        |f| f.input(|inputs| inputs.letters_and_digits),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.hard",
            label: "hard words (Gunning)",
            text: "H: words of three or more syllables without those whose third comes from -es, -ed or -ing, without \
                   numbers, and without proper nouns, which are taken to be the words that begin with a capital \
                   letter amid a sentence. Parts of compounds with a hyphen are words of their own. English only.",
            source: "Gunning, The Technique of Clear Writing, 1952",
        },
        |f| f.english(|inputs| inputs.hard_words),
    ),
    Entry::sum(
        VOCABULARY,
        Text {
            id: "words.difficult",
            label: "difficult words (Dale)",
            text: "D: words that are neither on Dale's list of 3000 words, with the inflections of the \
                   rules of 1948, nor proper nouns (as for words.hard) nor numbers. English only.",
            source: "Dale and Chall, A formula for predicting readability, 1948",
        },
        |f| f.english(|inputs| inputs.difficult_words),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.flesch",
            label: "Flesch reading ease",
            text: "206.835 - 1.015 W/S - 84.6 Y/W. From about 0, hard, to 100, easy.",
            source: "Flesch, A new readability yardstick, Journal of Applied Psychology 32, 1948",
        },
        &["words", "sentences", "syllables"],
        1,
        |f| f.index(Index::FleschReadingEase),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.flesch_kincaid",
            label: "Flesch-Kincaid grade",
            text: "0.39 W/S + 11.8 Y/W - 15.59, a school grade of the United States.",
            source: "Kincaid and others, Derivation of new readability formulas, 1975",
        },
        &["words", "sentences", "syllables"],
        1,
        |f| f.index(Index::FleschKincaid),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.gunning_fog",
            label: "Gunning fog index",
            text: "0.4 (W/S + 100 H/W), a school grade.",
            source: "Gunning, The Technique of Clear Writing, 1952",
        },
        &["words", "sentences", "words.hard"],
        1,
        |f| f.index(Index::GunningFog),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.smog",
            label: "SMOG grade",
            text: "1.0430 sqrt(30 P/S) + 3.1291, a school grade; for texts of 30 sentences and more.",
            source: "McLaughlin, SMOG grading, Journal of Reading 12, 1969",
        },
        &["sentences", "words.polysyllables"],
        1,
        |f| f.index(Index::Smog),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.coleman_liau",
            label: "Coleman-Liau index",
            text: "0.0588 (100 C/W) - 0.296 (100 S/W) - 15.8, a school grade; C are the letters and digits \
                   of all words.",
            source: "Coleman and Liau, A computer readability formula, Journal of Applied Psychology 60, 1975",
        },
        &["words", "sentences", "words.letters_and_digits"],
        1,
        |f| f.index(Index::ColemanLiau),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.ari",
            label: "automated readability index",
            text: "4.71 C/W + 0.5 W/S - 21.43, a school grade; C are the letters and digits of all words.",
            source: "Smith and Senter, Automated readability index, 1967",
        },
        &["words", "sentences", "words.letters_and_digits"],
        1,
        |f| f.index(Index::AutomatedReadability),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.dale_chall",
            label: "Dale-Chall raw score",
            text: "0.1579 (100 D/W) + 0.0496 W/S, and 3.6365 more if 100 D/W is greater than 5. 4.9 and \
                   less is grade 4 and below, 10 and more is college graduates.",
            source: "Dale and Chall, A formula for predicting readability, 1948",
        },
        &["words", "sentences", "words.difficult"],
        1,
        |f| f.index(Index::DaleChall),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.new_dale_chall",
            label: "New Dale-Chall score",
            text: "64 - 0.95 (100 D/W) - 0.69 W/S, on a scale of its own: the higher the easier.",
            source: "Chall and Dale, Readability Revisited, 1995",
        },
        &["words", "sentences", "words.difficult"],
        1,
        |f| f.index(Index::NewDaleChall),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.linsear_write",
            label: "Linsear Write",
            text: "Of the text scaled to a sample of 100 words: r = (E + 3 P)/S, where E are the words of \
                   one or two syllables; r/2 if r is greater than 20, else (r - 2)/2. A school grade; for \
                   texts of 100 words and more.",
            source: "O'Hayre, Gobbledygook Has Gotta Go, 1966",
        },
        &["words", "sentences", "words.polysyllables"],
        1,
        |f| f.index(Index::LinsearWrite),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.forcast",
            label: "FORCAST grade",
            text: "20 - M/10 of the text scaled to a sample of 150 words, a school grade; for texts of 150 \
                   words and more.",
            source: "Caylor and others, Methodologies for determining reading requirements, 1973",
        },
        &["words", "words.monosyllables"],
        1,
        |f| f.index(Index::Forcast),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.lix",
            label: "LIX",
            text: "W/S + 100 L7/W. Any language.",
            source: "Bjornsson, Lasbarhet, 1968",
        },
        &["words", "sentences", "words.long"],
        1,
        |f| f.index(Index::Lix),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "readability.rix",
            label: "RIX",
            text: "L7/S. Any language.",
            source: "Anderson, Lix and Rix, Journal of Reading 26, 1983",
        },
        &["sentences", "words.long"],
        1,
        |f| f.index(Index::Rix),
    ),
];
