//! Lexical diversity: N words in all, V distinct words, f_i words that occur i times.

use super::{Entry, ORDER, Text, VOCABULARY};
use crate::definition::Merge;
use crate::diversity::Spectrum;
use crate::report::Reason;
use crate::sequence::{Untold, Windows};

/// Where N and V come from.
const INPUTS: &[&str] = &["words", "words.distinct"];

pub(super) static DIVERSITY: [Entry; 14] = [
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.ttr",
            label: "type-token ratio",
            text: "V/N. It falls with the length of the text.",
            source: "Templin 1957",
        },
        INPUTS,
        4,
        |f| f.diversity(Spectrum::type_token_ratio, Reason::NO_WORDS),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.guiraud",
            label: "Guiraud's R",
            text: "V/sqrt(N).",
            source: "Guiraud, Les caracteres statistiques du vocabulaire, 1954",
        },
        INPUTS,
        2,
        |f| f.diversity(Spectrum::guiraud, Reason::NO_WORDS),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.herdan",
            label: "Herdan's C",
            text: "ln V/ln N.",
            source: "Herdan, Type-Token Mathematics, 1960",
        },
        INPUTS,
        4,
        |f| f.diversity(Spectrum::herdan, Reason::ONE_WORD),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.maas",
            label: "Maas' a2",
            text: "(log N - log V)/(log N)^2, with logarithms to base 10.",
            source: "Maas, Ueber den Zusammenhang zwischen Wortschatzumfang und Laenge eines Textes, 1972",
        },
        INPUTS,
        5,
        |f| f.diversity(Spectrum::maas, Reason::ONE_WORD),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.yule_k",
            label: "Yule's K",
            text: "10000 (sum of i^2 f_i - N)/N^2, where f_i words occur i times.",
            source: "Yule, The Statistical Study of Literary Vocabulary, 1944",
        },
        INPUTS,
        2,
        |f| f.diversity(Spectrum::yule, Reason::NO_WORDS),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.simpson",
            label: "Simpson's D",
            text: "The probability that two words drawn from the text are the same: sum of f_i (i/N) ((i - \
                   1)/(N - 1)).",
            source: "Simpson, Measurement of diversity, Nature 163, 1949",
        },
        INPUTS,
        5,
        |f| f.diversity(Spectrum::simpson, Reason::ONE_WORD),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.hdd",
            label: "HD-D",
            text: "The expected type-token ratio of 42 words drawn from the text without putting them back, \
                   exactly; for texts of 42 words and more.",
            source: "McCarthy and Jarvis, vocd: a theoretical and empirical evaluation, Language Testing 24, 2007",
        },
        INPUTS,
        4,
        |f| f.diversity(Spectrum::hdd, Reason::FEWER_THAN_42),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.hapax_types",
            label: "hapaxes of distinct words",
            text: "f_1/V: the part of the distinct words that occur once.",
            source: "Baayen, Word Frequency Distributions, 2001",
        },
        INPUTS,
        4,
        |f| f.diversity(Spectrum::hapax_types_ratio, Reason::NO_WORDS),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.hapax_tokens",
            label: "hapaxes of all words",
            text: "f_1/N: the part of all words that occur once.",
            source: "Baayen, Word Frequency Distributions, 2001",
        },
        INPUTS,
        4,
        |f| f.diversity(Spectrum::hapax_tokens_ratio, Reason::NO_WORDS),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.honore",
            label: "Honore's R",
            text: "100 ln N/(1 - f_1/V); not where every word occurs once.",
            source: "Honore, Some simple measures of richness of vocabulary, 1979",
        },
        INPUTS,
        1,
        |f| f.diversity(Spectrum::honore, Reason::ALL_HAPAXES),
    ),
    Entry::computed(
        VOCABULARY,
        Text {
            id: "diversity.entropy",
            label: "entropy, bits per word",
            text: "The sum of -p log2 p over the distinct words, where p is the part of all words that each \
                   makes up.",
            source: "Shannon, A mathematical theory of communication, 1948",
        },
        INPUTS,
        3,
        |f| f.diversity(Spectrum::entropy, Reason::NO_WORDS),
    ),
    Entry::new(
        ORDER,
        Text {
            id: "diversity.mattr_50",
            label: "MATTR, 50 words",
            text: "The mean type-token ratio of all windows of 50 words. It depends on the order of words.",
            source: "Covington and McFall, Cutting the Gordian knot, 2010",
        },
        INPUTS,
        Merge::Sequential,
        4,
        |f| f.sequential(|sequence| sequence.mattr_50.map(Windows::value).ok_or(Reason::FEWER_THAN_50)),
    ),
    Entry::new(
        ORDER,
        Text {
            id: "diversity.mattr_100",
            label: "MATTR, 100 words",
            text: "The mean type-token ratio of all windows of 100 words. It depends on the order of words.",
            source: "Covington and McFall, Cutting the Gordian knot, 2010",
        },
        INPUTS,
        Merge::Sequential,
        4,
        |f| f.sequential(|sequence| sequence.mattr_100.map(Windows::value).ok_or(Reason::FEWER_THAN_100)),
    ),
    Entry::new(
        ORDER,
        Text {
            id: "diversity.mtld",
            label: "MTLD",
            text: "The mean number of words after which the type-token ratio falls below 0.72, over the \
                   text and over the text read backwards; the rest at the end counts as a part of a factor. \
                   It depends on the order of words.",
            source: "McCarthy and Jarvis, MTLD, vocd-D, and HD-D, Behavior Research Methods 42, 2010",
        },
        INPUTS,
        Merge::Sequential,
        2,
        |f| {
            f.sequential(|sequence| {
                sequence.mtld().map_err(|untold| match untold {
                    Untold::NoRepetition => Reason::REPEATED,
                    Untold::LongFactor | Untold::ManyWays => Reason::FACTOR,
                })
            })
        },
    ),
];
