//! The order in which letters are read that are written in two ways.

use std::cmp::Ordering;

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
        let is_like_both = before == after && (!between_numbers || is_separator);
        let level = if is_like_both { before.unwrap_or(base) } else { base };
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

/// Turns brackets round that hug the wrong side: some files have them as they look, others as they are meant, and some
/// both. Those that do not say so go with most of the others, or are turned if one closes before one opens.
pub(super) fn mirror(text: &mut String) {
    let mut letters: Vec<char> = text.chars().collect();
    let is_letter = |at: usize| letters.get(at).is_some_and(|letter| letter.is_alphanumeric());
    let bracket = |(at, letter): (usize, &char)| {
        let (other, is_open) = turned(*letter)?;
        let (before, after) = (at > 0 && is_letter(at - 1), is_letter(at + 1));
        // An interval may lie between two that open.
        let says_so = before != after && !matches!(letter, '[' | ']');
        Some((at, other, says_so.then_some(after == is_open)))
    };
    let brackets: Vec<(usize, char, Option<bool>)> = letters.iter().enumerate().filter_map(bracket).collect();
    let count = |is_right: bool| brackets.iter().filter(|bracket| bracket.2 == Some(is_right)).count();
    let are_right = match count(true).cmp(&count(false)) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => !closes_before_it_opens(text),
    };
    for (at, other, is_right) in brackets {
        if !is_right.unwrap_or(are_right)
            && let Some(letter) = letters.get_mut(at)
        {
            *letter = other;
        }
    }
    *text = letters.into_iter().collect();
}

/// The bracket that looks like this one from the other side, and whether this one opens.
fn turned(letter: char) -> Option<(char, bool)> {
    Some(match letter {
        '(' => (')', true),
        ')' => ('(', false),
        '[' => (']', true),
        ']' => ('[', false),
        '«' => ('»', true),
        '»' => ('«', false),
        _ => return None,
    })
}

fn closes_before_it_opens(text: &str) -> bool {
    ["()", "[]", "«»"].iter().any(|pair| {
        let mut found = text.matches(|letter| pair.contains(letter));
        found.next().is_some_and(|first| pair.ends_with(first))
            && found.any(|letter| pair.starts_with(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_turned_that_hug_the_wrong_side() {
        for meant in [
            "א) שלום",
            "א) שלום (עולם) וגם",
            "(ב",
            "טוב) ועוד",
            "א (ב) ג",
            "א(ב)ג",
            "ה[ב]",
            "( א )",
            "f(x)(y) + (ב",
        ] {
            let looks: String =
                meant.chars().map(|letter| turned(letter).map_or(letter, |(other, _)| other)).collect();
            for mut text in [meant.to_string(), looks] {
                mirror(&mut text);
                assert_eq!(text, meant);
            }
        }
        // A file may have both.
        let mut text = "ב (T) = f′)x0( ג".to_string();
        mirror(&mut text);
        assert_eq!(text, "ב (T) = f′(x0) ג");
        let mut text = "ב (T) [x0; a[".to_string();
        mirror(&mut text);
        assert_eq!(text, "ב (T) [x0; a[");
    }
}
