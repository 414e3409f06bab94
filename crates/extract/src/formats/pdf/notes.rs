//! Notes at the foot of columns, and their marks in the text.

use std::collections::{HashMap, HashSet};

use super::blocks::{Block, MARK};

/// Smaller than this share of the body are notes.
const SMALL: f32 = 0.93;

/// Which blocks at the foot of columns are notes, and where their text begins in them.
pub(super) fn notes(blocks: &[Block], body: f32) -> HashMap<usize, usize> {
    let mut found = HashMap::new();
    let marks: HashSet<&str> =
        blocks.iter().flat_map(|block| block.text.split(MARK).skip(1).step_by(2)).collect();
    let mut end = blocks.len();
    while end > 0 {
        let flow = blocks.get(end - 1).map(|block| block.flow);
        let start =
            blocks.iter().take(end).rposition(|block| Some(block.flow) != flow).map_or(0, |at| at + 1);
        let small = blocks
            .iter()
            .take(end)
            .skip(start)
            .rposition(|block| block.size > SMALL * body || !block.cells.is_empty())
            .map_or(start, |at| start + at + 1);
        // As large as the text are only those that have a mark each.
        let has_mark = |block: &Block| block.mark.as_ref().is_some_and(|mark| marks.contains(mark.as_str()));
        let unmarked = blocks.iter().take(end).skip(start).rposition(|block| !has_mark(block));
        let marked = unmarked.map_or(start, |at| start + at + 1);
        let mut is_note = false;
        for index in small.min(marked)..end {
            let Some(block) = blocks.get(index) else { break };
            // Certain is what has a mark that the text has as well.
            let of_number = block.first_gap.map(|(end, _)| end).filter(|end| {
                let word = block.text.get(..*end).unwrap_or_default();
                word.len() <= 3 && marks.contains(word)
            });
            let is_marked = has_mark(block);
            if is_marked || of_number.is_some() {
                is_note = true;
            }
            if is_note {
                found.insert(index, if is_marked { 0 } else { of_number.unwrap_or(0) });
            }
        }
        end = start;
    }
    found
}

/// The mark of a note.
pub(super) fn note_mark(block: &Block) -> Option<String> {
    let word = || block.first_gap.and_then(|(end, _)| block.text.get(..end)).map(str::to_string);
    block.mark.clone().or_else(word)
}

/// The text without the marks of notes; other raised numbers stay.
pub(super) fn without_marks(text: &str, marks: &HashSet<String>) -> String {
    if !text.contains(MARK) {
        return text.to_string();
    }
    let pieces = text.split(MARK).enumerate();
    pieces
        .filter(|(index, piece)| index % 2 == 0 || !marks.contains(*piece))
        .map(|(_, piece)| piece)
        .collect()
}
