//! The order in which letters are read that are written in two ways.

use super::text::Way;

/// Puts what stands from left to right on the page into the order in which it is read.
///
/// # Source
/// UAX #9, rule L2: it turns levels into places, and places into levels as well.
pub(super) fn put_in_order<T>(items: &mut [T], way: impl Fn(&T) -> Way, is_right_to_left: bool) {
    let base = u8::from(is_right_to_left);
    let ways: Vec<Way> = items.iter().map(way).collect();
    let mut levels: Vec<Option<u8>> = ways
        .iter()
        .map(|way| match way {
            Way::LeftToRight => Some(base * 2),
            Way::RightToLeft => Some(1),
            Way::Number => Some(if base == 1 { 2 } else { 0 }),
            Way::Separator | Way::Neutral => None,
        })
        .collect();
    // What is between is of the level of both sides if they agree, and of the line otherwise.
    let mut start = 0;
    while start < levels.len() {
        if levels.get(start).is_some_and(Option::is_some) {
            start += 1;
            continue;
        }
        let length = levels.iter().skip(start).take_while(|level| level.is_none()).count();
        let before = start.checked_sub(1).and_then(|at| levels.get(at).copied().flatten());
        let after = levels.get(start + length).copied().flatten();
        let between_numbers = start > 0
            && ways.get(start - 1) == Some(&Way::Number)
            && ways.get(start + length) == Some(&Way::Number);
        let is_separator = length == 1 && ways.get(start) == Some(&Way::Separator);
        let level = if between_numbers && !is_separator {
            base
        } else if before == after {
            before.unwrap_or(base)
        } else {
            base
        };
        for place in levels.iter_mut().skip(start).take(length) {
            *place = Some(level);
        }
        start += length.max(1);
    }
    // A number within words of the other way is read on where they are.
    if base == 0 {
        let count = levels.len();
        for at in 0..count {
            let side = |at: Option<usize>| at.and_then(|at| ways.get(at)).copied();
            if ways.get(at) == Some(&Way::Number) && levels.get(at) == Some(&Some(0)) {
                let mut left = at;
                while left > 0
                    && !matches!(side(Some(left - 1)), Some(Way::LeftToRight | Way::RightToLeft))
                    && at - left < 32
                {
                    left -= 1;
                }
                let mut right = at;
                while right + 1 < count
                    && !matches!(side(Some(right + 1)), Some(Way::LeftToRight | Way::RightToLeft))
                    && right - at < 32
                {
                    right += 1;
                }
                let is_within = side(left.checked_sub(1)) == Some(Way::RightToLeft)
                    && side(Some(right + 1)) == Some(Way::RightToLeft);
                if is_within {
                    for (place, way) in levels.iter_mut().zip(&ways).take(right + 1).skip(left) {
                        *place = Some(if *way == Way::Number { 2 } else { 1 });
                    }
                }
            }
        }
    }
    for level in [2, 1] {
        let mut start = 0;
        while start < items.len() {
            let length = levels.iter().skip(start).take_while(|of| of.is_some_and(|of| of >= level)).count();
            if let Some(run) = items.get_mut(start..start + length) {
                run.reverse();
            }
            if let Some(run) = levels.get_mut(start..start + length) {
                run.reverse();
            }
            start += length + 1;
        }
    }
}

/// Turns brackets round that close before they open: some files have them as they look, others as they are meant.
pub(super) fn mirror(text: &mut String) {
    let is_turned = [('(', ')'), ('[', ']'), ('«', '»')].iter().any(|(open, close)| {
        let closed = text.find(*close);
        closed.is_some_and(|closed| text.find(*open).is_some_and(|open| closed < open))
    });
    if is_turned {
        let turned = text.chars().map(|letter| match letter {
            '(' => ')',
            ')' => '(',
            '[' => ']',
            ']' => '[',
            '«' => '»',
            '»' => '«',
            letter => letter,
        });
        *text = turned.collect();
    }
}
