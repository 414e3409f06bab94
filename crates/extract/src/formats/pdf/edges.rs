//! What stands at the edges of pages: running heads and feet, and page numbers.

use std::collections::{HashMap, HashSet};

use super::content::Furniture;
use super::document::Page;
use super::lines::Line;

/// Why a line is furniture.
enum Certainty {
    /// It has the number of the page.
    Numbered,
    /// It is on other pages as well.
    Repeated,
}

/// What a signature begins with that is of the number of a page only.
const OFFSET: char = '\0';

/// Lines from the edge of a page that may be furniture.
const EDGE_LINES: usize = 4;

/// What repeats is remembered for so many places and texts.
const REPEATED_MAX: usize = 1 << 14;

/// What pages have in common at their edges.
pub(super) struct Edges {
    /// How many pages the document has.
    pages: usize,
    /// How often a line was at an edge, by its text without numbers and its place.
    repeated: HashMap<(String, i32), u32>,
}

impl Edges {
    pub(super) fn new(pages: usize) -> Self {
        Self { pages, repeated: HashMap::new() }
    }

    /// Forgets what was there only once, if there is much.
    pub(super) fn forget(&mut self) {
        if self.repeated.len() > REPEATED_MAX {
            self.repeated.retain(|_, count| *count > 1);
        }
    }

    /// Counts what stands at the edges of pages.
    pub(super) fn count(&mut self, pages: &[Page]) {
        for page in pages {
            let mut keys = HashSet::new();
            for is_top in [true, false] {
                for index in edge(&page.lines, is_top).into_iter().take(EDGE_LINES) {
                    if let Some(line) = page.lines.get(index) {
                        keys.extend(signatures(line, page.number));
                    }
                }
            }
            for key in keys {
                if self.repeated.len() < 4 * REPEATED_MAX || self.repeated.contains_key(&key) {
                    *self.repeated.entry(key).or_default() += 1;
                }
            }
        }
    }

    /// Marks running heads, running feet and page numbers, from the edges of the page inwards.
    pub(super) fn furnish(&self, page: &mut Page) {
        for is_top in [true, false] {
            let edge = edge(&page.lines, is_top);
            let mut found = 0;
            let mut is_numbered = false;
            for (depth, index) in edge.iter().enumerate().take(EDGE_LINES) {
                let Some(line) = page.lines.get(*index) else { break };
                let next = edge.get(depth + 1).and_then(|next| page.lines.get(*next));
                let is_apart =
                    next.is_none_or(|next| (next.y - line.y).abs() > 1.5 * line.size.max(next.size));
                match self.furniture(line, next, page) {
                    // A page has its number once; another one may be a section's.
                    Some(Certainty::Numbered) if !is_numbered => {
                        is_numbered = true;
                        found = depth + 1;
                    }
                    Some(Certainty::Numbered) => break,
                    // What is the same on several pages may be text as well, if it is not set apart from it.
                    Some(Certainty::Repeated) if is_apart || line.furniture.is_some() => found = depth + 1,
                    Some(Certainty::Repeated) => {}
                    None => break,
                }
            }
            for index in edge.iter().take(found) {
                if let Some(line) = page.lines.get_mut(*index) {
                    // On a page of few lines the number at its foot is also among the first lines.
                    let is_above = line.y < 0.5 * page.height;
                    let place = if is_above { Furniture::Header } else { Furniture::Footer };
                    line.furniture.get_or_insert(place);
                }
            }
        }
    }

    /// Whether a line is repeated at its place, or has the number of the page.
    fn furniture(&self, line: &Line, next: Option<&Line>, page: &Page) -> Option<Certainty> {
        if line.furniture.is_some() {
            return Some(Certainty::Repeated);
        }
        let mut is_repeated = false;
        for (key, place) in signatures(line, page.number) {
            let places = place - 1..=place + 1;
            let count: u32 = places.filter_map(|place| self.repeated.get(&(key.clone(), place))).sum();
            let has_number = key.contains('#');
            if count >= if self.pages <= 3 || has_number { 2 } else { 3 } {
                is_repeated = true;
                if key.starts_with(OFFSET) {
                    return Some(Certainty::Numbered);
                }
            }
        }
        // A lone number that is the page's own.
        let is_apart = next.is_none_or(|next| (next.y - line.y).abs() > 2.0 * line.size);
        let is_outer = line.y < 0.15 * page.height || line.y > 0.8 * page.height;
        if is_apart && is_outer && number_of(line.text.trim()) == Some(page.number as i64 + 1) {
            return Some(Certainty::Numbered);
        }
        is_repeated.then_some(Certainty::Repeated)
    }
}

/// The outermost lines of a page, from the edge inwards, and the one that follows them.
fn edge(lines: &[Line], is_top: bool) -> Vec<usize> {
    let mut order: Vec<usize> = vec![];
    let y = |index: &usize| lines.get(*index).map_or(0.0, |line| if is_top { line.y } else { -line.y });
    for index in 0..lines.len() {
        let place = order.partition_point(|other| y(other) <= y(&index));
        if place <= EDGE_LINES {
            order.insert(place, index);
            order.truncate(EDGE_LINES + 1);
        }
    }
    order
}

/// What a line at an edge has in common with those of other pages: its text without numbers, and how far its number is
/// from that of the page.
fn signatures(line: &Line, page: usize) -> impl Iterator<Item = (String, i32)> {
    let place = (line.y / 3.0).round() as i32;
    let mut plain = String::new();
    let mut is_number = false;
    for letter in line.text.chars().take(200) {
        if letter.is_numeric() {
            if !is_number {
                plain.push('#');
            }
            is_number = true;
        } else {
            is_number = false;
            plain.extend(letter.to_lowercase());
        }
    }
    let mut words = line.text.split_whitespace();
    let ends = [words.next(), words.next_back()];
    let offsets = ends.into_iter().flatten().filter_map(number_of).map(move |number| {
        let offset = number - page as i64;
        (format!("{OFFSET}#{offset}"), place)
    });
    // Numbers alone are rows of a table as well.
    let is_table = !plain.chars().any(char::is_alphabetic) && plain.matches('#').count() > 1;
    let roman = number_of(line.text.trim()).map(|_| "#".to_string());
    let plain = Some(roman.unwrap_or(plain)).filter(|_| !is_table).map(|plain| (plain, place));
    offsets.chain(plain).collect::<Vec<_>>().into_iter()
}

/// A page number: digits, small or large Roman numerals, with dashes around it.
fn number_of(word: &str) -> Option<i64> {
    let core = word.trim_matches(|letter: char| {
        matches!(letter, '-' | '–' | '—' | ' ' | '[' | ']' | '(' | ')' | '|' | '.')
    });
    if core.is_empty() || core.len() > 6 {
        return None;
    }
    if core.bytes().all(|byte| byte.is_ascii_digit()) {
        return core.parse().ok();
    }
    let value = |byte: u8| match byte.to_ascii_lowercase() {
        b'i' => Some(1),
        b'v' => Some(5),
        b'x' => Some(10),
        b'l' => Some(50),
        b'c' => Some(100),
        _ => None,
    };
    let digits: Vec<i64> = core.bytes().map(value).collect::<Option<_>>()?;
    let next = digits.iter().skip(1).chain([&0]);
    Some(digits.iter().zip(next).map(|(digit, next)| if digit < next { -digit } else { *digit }).sum())
}
