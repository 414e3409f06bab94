//! The counts in the slow, obvious way. It shares nothing with the crate but the names of the fields.

use reckon_stats::Stats;

pub fn scan(bytes: &[u8]) -> Stats {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = match text.strip_suffix('\n') {
        _ if text.is_empty() => Vec::new(),
        Some(body) => body.split('\n').collect(),
        None => text.split('\n').collect(),
    };
    let is_blank = |line: &&str| line.chars().all(char::is_whitespace);

    let mut stats = Stats::default();
    stats.bytes = bytes.len() as u64;
    stats.code_points = text.chars().count() as u64;
    stats.invalid = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64;
    stats.lines = text.matches('\n').count() as u64;
    stats.blank_lines = lines.iter().filter(|line| is_blank(line)).count() as u64;
    // Put the line feed back where there was one, to see what stands directly before it.
    let longest = text
        .split_inclusive('\n')
        .map(|line| line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line))
        .map(|line| line.chars().count())
        .max();
    stats.longest_line = longest.unwrap_or(0) as u64;
    stats.paragraphs = lines.split(is_blank).filter(|group| !group.is_empty()).count() as u64;
    stats.words_ascii =
        bytes.split(|byte| b"\t\n\x0B\x0C\r ".contains(byte)).filter(|word| !word.is_empty()).count() as u64;
    stats.words_whitespace = text.split_whitespace().count() as u64;
    stats
}
