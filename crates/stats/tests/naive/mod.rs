//! The counts that need no segmentation, in the slow, obvious way. It shares nothing with the crate but names.

use reckon_stats::Stats;

/// What is counted here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub bytes: u64,
    pub code_points: u64,
    pub invalid: u64,
    pub white_space: u64,
    pub lines: u64,
    pub blank_lines: u64,
    pub longest_line: u64,
    pub paragraphs: u64,
    pub words_ascii: u64,
    pub words_whitespace: u64,
}

impl Counts {
    /// The same counts as the crate makes them.
    pub fn of(stats: &Stats) -> Self {
        Self {
            bytes: stats.bytes,
            code_points: stats.code_points,
            invalid: stats.invalid,
            white_space: stats.white_space,
            lines: stats.lines,
            blank_lines: stats.blank_lines,
            longest_line: stats.longest_line,
            paragraphs: stats.paragraphs,
            words_ascii: stats.words_ascii,
            words_whitespace: stats.words_whitespace,
        }
    }
}

pub fn scan(bytes: &[u8]) -> Counts {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = match text.strip_suffix('\n') {
        _ if text.is_empty() => Vec::new(),
        Some(body) => body.split('\n').collect(),
        None => text.split('\n').collect(),
    };
    let is_blank = |line: &&str| line.chars().all(char::is_whitespace);

    // Put the line feed back where there was one, to see what stands directly before it.
    let longest = text
        .split_inclusive('\n')
        .map(|line| line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line))
        .map(|line| line.chars().count())
        .max();
    Counts {
        bytes: bytes.len() as u64,
        code_points: text.chars().count() as u64,
        invalid: bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64,
        white_space: text.chars().filter(|c| c.is_whitespace()).count() as u64,
        lines: text.matches('\n').count() as u64,
        blank_lines: lines.iter().filter(|line| is_blank(line)).count() as u64,
        longest_line: longest.unwrap_or(0) as u64,
        paragraphs: lines.split(is_blank).filter(|group| !group.is_empty()).count() as u64,
        words_ascii: bytes
            .split(|byte| b"\t\n\x0B\x0C\r ".contains(byte))
            .filter(|word| !word.is_empty())
            .count() as u64,
        words_whitespace: text.split_whitespace().count() as u64,
    }
}
