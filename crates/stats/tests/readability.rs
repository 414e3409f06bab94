//! The indices against published worked examples, and against calculations by hand where none is known to us.

use reckon_stats::readability::{Index, Inputs, Reason, Scale};

fn rounded(index: Index, inputs: &Inputs, digits: i32) -> f64 {
    let value = index.value(inputs).unwrap_or_else(|reason| panic!("{index:?}: {reason}"));
    (value * 10_f64.powi(digits)).round() / 10_f64.powi(digits)
}

/// M. Coleman, T. L. Liau (1975): the paper's abstract, with the counts and the grade printed there.
#[test]
fn coleman_liau_of_its_own_abstract() {
    let inputs = Inputs { words: 119, sentences: 5, letters_and_digits: 639, ..Inputs::default() };
    assert_eq!(rounded(Index::ColemanLiau, &inputs, 1), 14.5);
}

/// Wikipedia, "Flesch–Kincaid readability tests": "The Australian platypus is seemingly a hybrid of a mammal and reptilian
/// creature" has 13 words and 24 syllables, and scores 37.5 and grade 11.3; "The cat sat on the mat." scores 116.
#[test]
fn flesch_of_the_platypus_and_the_cat() {
    let platypus = Inputs { words: 13, sentences: 1, syllables: 24, ..Inputs::default() };
    assert_eq!(rounded(Index::FleschReadingEase, &platypus, 1), 37.5);
    assert_eq!(rounded(Index::FleschKincaid, &platypus, 1), 11.3);
    let cat = Inputs { words: 6, sentences: 1, syllables: 6, ..Inputs::default() };
    assert_eq!(rounded(Index::FleschReadingEase, &cat, 0), 116.0);
}

/// The same article: the easiest text there can be, of sentences of one word of one syllable.
#[test]
fn flesch_of_the_easiest_text() {
    let inputs = Inputs { words: 1, sentences: 1, syllables: 1, ..Inputs::default() };
    assert_eq!(rounded(Index::FleschReadingEase, &inputs, 2), 121.22);
    assert_eq!(rounded(Index::FleschKincaid, &inputs, 2), -3.40);
}

/// A handbook's instruction about time cards, before and after it was rewritten, with its counts and both its indices:
/// "In order to eliminate the possibility of errors …" and "It is easy to transpose digits …".
#[test]
fn fog_of_the_time_cards() {
    let before = Inputs { words: 69, sentences: 1, hard_words: 13, polysyllables: 13, ..Inputs::default() };
    assert_eq!(rounded(Index::GunningFog, &before, 0), 35.0);
    let after = Inputs { words: 48, sentences: 3, hard_words: 5, polysyllables: 5, ..Inputs::default() };
    assert_eq!(rounded(Index::GunningFog, &after, 0), 11.0);
}

/// G. H. McLaughlin (1969), on counting by hand: of 95 polysyllables in 30 sentences "the nearest perfect square is
/// 100, which yields a square root of 10", to which 3 is added.
#[test]
fn smog_of_95_polysyllables() {
    let inputs = Inputs { words: 600, sentences: 30, polysyllables: 95, ..Inputs::default() };
    assert_eq!(rounded(Index::Smog, &inputs, 0), 13.0);
}

/// The conversion table by H. C. McGraw, Office of Educational Research, Baltimore County Schools, which is printed
/// with SMOG: polysyllables in 30 sentences, and the grade by the rule for counting by hand. The exact constants are
/// nowhere farther from it than 1.5 grades, the standard error that the paper gives.
#[test]
fn smog_follows_its_table() {
    let last_of_grade =
        [2, 6, 12, 20, 30, 42, 56, 72, 90, 110, 132, 156, 182, 210, 240].into_iter().zip(4_u32..);
    let mut first = 0;
    for (last, grade) in last_of_grade {
        for polysyllables in first..=last {
            let inputs = Inputs { words: 600, sentences: 30, polysyllables, ..Inputs::default() };
            let value = Index::Smog.value(&inputs).expect("there are 30 sentences");
            assert!((value - f64::from(grade)).abs() < 1.5, "{polysyllables}: {value} for grade {grade}");
        }
        first = last + 1;
    }
}

/// A text with round averages, calculated by hand: 20 words a sentence, 1.5 syllables and 4.5 letters a word, and of 100
/// words 10 polysyllables, 8 of them hard, 25 long ones, 15 difficult ones and 60 monosyllables.
const ROUND: Inputs = Inputs {
    words: 600,
    sentences: 30,
    syllables: 900,
    letters_and_digits: 2700,
    monosyllables: 360,
    polysyllables: 60,
    long_words: 150,
    hard_words: 48,
    difficult_words: 90,
};

/// No worked example is known to us of the automated readability index, LIX, RIX, both formulas of Dale and Chall,
/// Linsear Write and FORCAST.
#[test]
fn by_hand() {
    for (index, expected) in [
        (Index::FleschReadingEase, 59.635),   // 206.835 - 20.3 - 126.9
        (Index::FleschKincaid, 9.91),         // 7.8 + 17.7 - 15.59
        (Index::GunningFog, 11.2),            // 0.4 * (20 + 8)
        (Index::Smog, 11.2081),               // 1.043 * 7.745967 + 3.1291
        (Index::ColemanLiau, 9.18),           // 0.0588 * 450 - 0.296 * 5 - 15.8
        (Index::AutomatedReadability, 9.765), // 4.71 * 4.5 + 10 - 21.43
        (Index::Lix, 45.0),                   // 20 + 25
        (Index::Rix, 5.0),                    // 150 / 30
        (Index::DaleChall, 6.997),            // 0.1579 * 15 + 0.0496 * 20 + 3.6365
        (Index::NewDaleChall, 35.95),         // 64 - 14.25 - 13.8
        (Index::LinsearWrite, 12.0),          // r = (540 + 180) / 30 = 24, r / 2
        (Index::Forcast, 11.0),               // 20 - 90 / 10
    ] {
        assert_eq!(rounded(index, &ROUND, 4), expected, "{index:?}");
    }
}

/// By hand: r = (105 + 3 * 5) / 10 = 12 is at most 20, so the grade is (12 - 2) / 2.
#[test]
fn linsear_write_of_easy_text() {
    let inputs = Inputs { words: 110, sentences: 10, polysyllables: 5, ..Inputs::default() };
    assert_eq!(rounded(Index::LinsearWrite, &inputs, 4), 5.0);
    // r = 20 exactly, the last that is easy.
    let inputs = Inputs { words: 200, sentences: 10, ..Inputs::default() };
    assert_eq!(rounded(Index::LinsearWrite, &inputs, 4), 9.0);
}

/// By hand: 0.1579 * 5 + 0.0496 * 10 = 1.2855, and 3.6365 more from the next word on.
#[test]
fn dale_chall_adds_its_constant_above_five_per_cent() {
    let inputs = Inputs { words: 1000, sentences: 100, difficult_words: 50, ..Inputs::default() };
    assert_eq!(rounded(Index::DaleChall, &inputs, 4), 1.2855);
    let inputs = Inputs { difficult_words: 51, ..inputs };
    assert_eq!(rounded(Index::DaleChall, &inputs, 4), 4.9378);
}

#[test]
fn what_does_not_apply_has_a_reason() {
    let none = Inputs::default();
    let no_sentence = Inputs { words: 200, ..none };
    for index in Index::ALL {
        assert_eq!(index.value(&none), Err(Reason::NoWords), "{index:?}");
        match index {
            Index::Forcast => assert!(index.value(&no_sentence).is_ok()),
            Index::Smog => assert_eq!(index.value(&no_sentence), Err(Reason::FewSentences { needed: 30 })),
            _ => assert_eq!(index.value(&no_sentence), Err(Reason::NoSentences), "{index:?}"),
        }
    }
    let short = Inputs { words: 99, sentences: 29, ..none };
    assert_eq!(Index::Smog.value(&short), Err(Reason::FewSentences { needed: 30 }));
    assert_eq!(Index::LinsearWrite.value(&short), Err(Reason::FewWords { needed: 100 }));
    assert_eq!(Index::Forcast.value(&short), Err(Reason::FewWords { needed: 150 }));
    assert_eq!(Reason::FewWords { needed: 150 }.to_string(), "needs at least 150 words");
}

#[test]
fn every_index_is_a_number_for_every_text() {
    for words in [1, 100, 150, u64::MAX] {
        for sentences in [1, 30, u64::MAX] {
            for part in [0, words] {
                let inputs = Inputs {
                    words,
                    sentences,
                    syllables: words,
                    letters_and_digits: words,
                    monosyllables: part,
                    polysyllables: part,
                    long_words: part,
                    hard_words: part,
                    difficult_words: part,
                };
                for index in Index::ALL {
                    assert!(index.value(&inputs).unwrap_or(0.0).is_finite(), "{index:?} of {inputs:?}");
                }
            }
        }
    }
}

#[test]
fn ids_are_unique() {
    let mut ids = Index::ALL.map(Index::id);
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn grades_follow_their_tables() {
    for index in Index::ALL {
        if index.scale() == Scale::Grade {
            assert_eq!(index.grades(9.75), Some((9.75, 9.75)), "{index:?}");
        }
    }
    for (index, value, grades) in [
        (Index::FleschReadingEase, 95.0, (5.0, 5.0)),
        (Index::FleschReadingEase, 65.0, (8.0, 9.0)),
        (Index::FleschReadingEase, 60.0, (8.0, 9.0)),
        (Index::FleschReadingEase, 59.9, (10.0, 12.0)),
        (Index::FleschReadingEase, -20.0, (17.0, 17.0)),
        (Index::DaleChall, 4.9, (1.0, 4.0)),
        (Index::DaleChall, 6.997, (7.0, 8.0)),
        (Index::DaleChall, 7.0, (9.0, 10.0)),
        (Index::DaleChall, 12.0, (16.0, 16.0)),
        (Index::NewDaleChall, 35.95, (7.0, 8.0)),
        (Index::NewDaleChall, 58.0, (1.0, 1.0)),
        (Index::NewDaleChall, 3.0, (16.0, 16.0)),
        (Index::Rix, 5.0, (10.0, 10.0)),
        (Index::Rix, 0.1, (1.0, 1.0)),
        (Index::Rix, 7.2, (13.0, 13.0)),
    ] {
        assert_eq!(index.grades(value), Some(grades), "{index:?} {value}");
    }
    assert_eq!(Index::Lix.grades(45.0), None);
}
