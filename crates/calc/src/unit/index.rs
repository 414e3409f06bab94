//! Finding the row of a table by a spelling.
//!
//! The tables are ordered for people. The compiler sorts their spellings, so that a search takes a few comparisons of
//! words.

/// A spelling, and the row of what it spells.
#[derive(Clone, Copy)]
pub(super) struct Spelling {
    /// What mostly decides the order: see [`key`].
    key: u64,
    pub text: &'static str,
    row: usize,
}

impl Spelling {
    pub(super) const EMPTY: Self = Self { key: 0, text: "", row: 0 };

    pub(super) const fn new(text: &'static str, row: usize) -> Self {
        Self { key: key(text), text, row }
    }
}

/// The first eight bytes of a text, whose order is that of texts but for those that share them.
const fn key(text: &str) -> u64 {
    let bytes = text.as_bytes();
    if let Some(first) = bytes.first_chunk() {
        return u64::from_be_bytes(*first);
    }
    let (mut key, mut at) = (0, 0);
    while at < bytes.len() {
        key |= (bytes[at] as u64) << (56 - 8 * at);
        at += 1;
    }
    key
}

/// The sorted spellings in a field of the rows of a static table: a `&'static [Spelling]`.
macro_rules! index {
    ($table:ident, $field:ident) => {{
        const COUNT: usize = {
            let (mut count, mut row) = (0, 0);
            while row < $table.len() {
                count += $table[row].$field.len();
                row += 1;
            }
            count
        };
        const SORTED: [Spelling; COUNT] = {
            let mut spellings = [Spelling::EMPTY; COUNT];
            let (mut length, mut row) = (0, 0);
            while row < $table.len() {
                let mut taken = 0;
                while taken < $table[row].$field.len() {
                    spellings[length] = Spelling::new($table[row].$field[taken], row);
                    length += 1;
                    taken += 1;
                }
                row += 1;
            }
            $crate::unit::index::sorted(spellings)
        };
        &SORTED
    }};
}
pub(super) use index;

/// Sorts by text, in the order of `str`; by Shell's method, for the compiler is patient but not without end.
pub(super) const fn sorted<const COUNT: usize>(mut spellings: [Spelling; COUNT]) -> [Spelling; COUNT] {
    let mut gap = COUNT / 2;
    while gap > 0 {
        let mut end = gap;
        while end < COUNT {
            let mut at = end;
            while at >= gap && precedes(spellings[at].text, spellings[at - gap].text) {
                (spellings[at], spellings[at - gap]) = (spellings[at - gap], spellings[at]);
                at -= gap;
            }
            end += 1;
        }
        gap /= 2;
    }
    spellings
}

const fn precedes(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at < b.len() && (at == a.len() || a[at] < b[at])
}

/// The row of what is spelled so.
pub(super) fn search(index: &[Spelling], text: &str) -> Option<usize> {
    let key = key(text);
    // Comparing keys alone takes no branches. Few texts share one.
    let from = index.partition_point(|spelling| spelling.key < key);
    let same = index.get(from..)?.iter().take_while(|spelling| spelling.key == key);
    same.into_iter().find(|spelling| spelling.text == text).map(|spelling| spelling.row)
}
