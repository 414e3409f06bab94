//! The parts of a report that are no single numbers: their names, and what they are.

/// A table, or a course along the text.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name by which `--fields` chooses it.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// What its rows are.
    pub text: &'static str,
}

/// All tables, in the order of the JSON form.
pub const TABLES: [Table; 9] = [
    Table {
        id: "words.length",
        title: "Lengths of words",
        text: "How many words have how many code points: pairs of a length and a number of words, by rising length.",
    },
    Table {
        id: "sentences.length",
        title: "Lengths of sentences",
        text: "How many sentences have how many words: pairs of a length and a number of sentences, by rising length.",
    },
    Table {
        id: "paragraphs.length",
        title: "Lengths of paragraphs",
        text: "How many paragraphs have how many words: pairs of a length and a number of paragraphs, by rising length.",
    },
    Table {
        id: "words.top",
        title: "Most frequent words",
        text: "Pairs of a word, case-folded, and how often it occurs: by falling number, then by code points. --top says \
               how many.",
    },
    Table {
        id: "words.spectrum",
        title: "Frequencies of words",
        text: "How many words occur how often: pairs of a number of times and a number of distinct words, by rising \
               times.",
    },
    Table {
        id: "letters",
        title: "Letters",
        text: "Pairs of a letter, case-folded, and how often it occurs, by falling number.",
    },
    Table {
        id: "scripts",
        title: "Scripts",
        text: "Pairs of the Unicode name of a script and its number of code points, by falling number.",
    },
    Table {
        id: "rhythm",
        title: "Rhythm of the sentences",
        text: "The lengths of the sentences in their order: for each step of a fixed number of sentences its words and its \
               sentences. Texts taken together have none.",
    },
    Table {
        id: "growth",
        title: "Growth of the vocabulary",
        text: "The distinct words from the beginning to the end of each step of a fixed number of words. Texts taken \
               together have none.",
    },
];
