//! What stands before a text in Markdown: settings for programs, and the title as people read it.
//!
//! The title, the subtitle, the authors, a date in words and the abstract are printed by whatever makes a page or a document
//! of the text, so they count as they do there. All else are settings.
//!
//! No more of YAML and TOML is read than that takes: entries at the margin, with the lines that belong to them.

/// How long the front matter is that a text begins with: from a line of three dashes or pluses, with no blank line after
/// it, to the next one or one of three dots. The parser would take what is between two such lines anywhere in the text
/// for it.
pub(super) fn length(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let mut length = 0;
    let mut mark = "";
    for (index, line) in (&mut lines).enumerate() {
        length += line.len();
        let line = line.trim_end();
        match index {
            0 if matches!(line, "---" | "+++") => mark = line,
            1 if !line.is_empty() => {}
            2.. if line == mark || (line == "..." && mark == "---") => return length,
            2.. => {}
            _ => return 0,
        }
    }
    0
}

/// What is in a front matter.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The title, and what belongs to it, in their order.
    pub(super) title: Vec<String>,
    /// The abstract, in Markdown.
    pub(super) summary: String,
    /// The lines of all else.
    pub(super) settings: String,
}

impl FrontMatter {
    /// Takes it apart: all of [`length`], with the lines around it.
    pub(super) fn new(text: &str) -> Self {
        let mut front = Self::default();
        let mut lines = text.lines();
        lines.next();
        lines.next_back();
        let mut lines = lines.peekable();
        // Behind the name of a table of TOML, keys are those of that.
        let mut is_in_table = false;
        while let Some(first) = lines.next() {
            let mut more = vec![];
            while let Some(line) = lines.next_if(|line| is_continued(line)) {
                more.push(line);
            }
            is_in_table |= first.starts_with('[');
            if is_in_table || !front.take(first, &more) {
                for line in std::iter::once(first).chain(more) {
                    front.settings.push_str(line);
                    front.settings.push('\n');
                }
            }
        }
        front.settings.truncate(front.settings.trim_end_matches('\n').len());
        front
    }

    /// Takes an entry, if people read it.
    fn take(&mut self, first: &str, more: &[&str]) -> bool {
        let Some((key, value)) = first.split_once([':', '=']) else { return false };
        let key = key.trim();
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        let texts = if is("title") || is("subtitle") || is("author") || is("authors") || is("abstract") {
            texts(value.trim(), more)
        } else if is("date") {
            let mut texts = texts(value.trim(), more);
            // One in numbers is for programs.
            texts.retain(|text| text.contains(char::is_alphabetic) && !text.contains(':'));
            texts
        } else {
            return false;
        };
        if texts.is_empty() {
            return false;
        }
        if is("abstract") {
            self.summary = texts.join("\n\n");
        } else {
            self.title.extend(texts);
        }
        true
    }
}

/// Whether a line belongs to the entry before it.
fn is_continued(line: &str) -> bool {
    line.is_empty() || line.starts_with([' ', '\t', '-', ']', '}'])
}

/// The texts of an entry: one, or the items of a list; of an item with keys, the name.
fn texts(value: &str, more: &[&str]) -> Vec<String> {
    let one_line = || {
        let lines: Vec<&str> = std::iter::once(&value).chain(more).map(|line| line.trim()).collect();
        lines.join(" ")
    };
    let mut texts = match value.as_bytes() {
        [b'|' | b'>', ..] => vec![block(value.starts_with('>'), more)],
        [b'[', ..] => {
            let items = one_line();
            items.trim_start_matches('[').trim_end_matches(']').split(',').map(unquoted).collect()
        }
        [] => items(more),
        _ => vec![unquoted(&one_line())],
    };
    texts.retain(|text| !text.trim().is_empty());
    texts
}

/// A text of several lines, which are paragraphs where a blank line is between them; folded, they are one line each.
fn block(is_folded: bool, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() {
            text.push_str("\n\n");
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(if is_folded { ' ' } else { '\n' });
            }
            text.push_str(line);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The items of a list, or a text that only begins on the next line. What is deeper than the first line is of an item, and
/// but for its name no text.
fn items(lines: &[&str]) -> Vec<String> {
    let margin = |line: &str| line.len() - line.trim_start().len();
    let first = lines.first().map_or(0, |line| margin(line));
    let mut items: Vec<String> = vec![];
    for line in lines {
        let depth = margin(line) - first.min(margin(line));
        let line = line.trim();
        let item = line.strip_prefix('-').filter(|_| depth == 0).map(str::trim_start);
        let text = item.unwrap_or(line);
        match text.split_once(':') {
            Some(("name", name)) if depth == 0 || depth == 2 => items.push(name.trim().to_string()),
            // Another key of an item.
            Some((key, rest)) if !key.contains(' ') && (rest.is_empty() || rest.starts_with(' ')) => {}
            _ if item.is_some() => items.push(text.to_string()),
            _ if depth > 0 => {}
            _ => match items.last_mut() {
                Some(last) => {
                    last.push(' ');
                    last.push_str(text);
                }
                None => items.push(text.to_string()),
            },
        }
    }
    items.iter().map(|item| unquoted(item)).collect()
}

/// A text without the quotes around it.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = |mark: char| text.strip_prefix(mark)?.strip_suffix(mark);
    match (inner('"'), inner('\'')) {
        (Some(inner), _) => inner.replace("\\\"", "\""),
        (_, Some(inner)) => inner.replace("''", "'"),
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(inner: &str) -> (String, String, String) {
        let FrontMatter { title, summary, settings } = FrontMatter::new(&format!("---\n{inner}\n---\n"));
        (title.join(" | "), summary, settings)
    }

    #[test]
    fn what_people_read_is_told_from_settings() {
        let all = "layout: post\ntitle: \"A \\\"b\\\": c\"\nsubtitle: 'It''s'\ndate: May 2026\ntags:\n- d\n- e\nauthor: F G\n";
        let settings = "layout: post\ntags:\n- d\n- e";
        assert_eq!(front(all), ("A \"b\": c | It's | May 2026 | F G".into(), String::new(), settings.into()));
        let dates = "date: 2026-05-01\ndate: 2026-05-01T10:00:00Z\ndate: Fri, 1 May 2026 10:00:00 +0200";
        assert_eq!(front(dates), (String::new(), String::new(), dates.into()));
        assert_eq!(
            front("title:\nauthor: ''\na"),
            (String::new(), String::new(), "title:\nauthor: ''\na".into())
        );
    }

    #[test]
    fn texts_have_several_lines_and_items() {
        for (entry, title) in [
            ("title: One\n  two", "One two"),
            ("title:\n  One\n  two", "One two"),
            ("title: |\n  One\n  two", "One\ntwo"),
            ("title: >-\n  One\n  two", "One two"),
            ("authors: [A B, \"C D\"]", "A B | C D"),
            ("authors:\n- A B\n- C D", "A B | C D"),
            ("author:\n  - name: A B\n    affiliation: X\n    email: y@z\n  - C D", "A B | C D"),
            ("author:\n  name: A B\n  roles:\n    - editor", "A B"),
            ("author:\n- orcid: 1\n  name: A B\n  affiliations:\n    - name: X\n- name: C D", "A B | C D"),
            ("authors = [\n  \"A B\",\n  \"C D\",\n]", "A B | C D"),
            ("title = \"One\"", "One"),
        ] {
            assert_eq!(front(entry), (title.into(), String::new(), String::new()), "{entry}");
        }
        let summary = front("abstract: |\n  A *b*\n  c.\n\n  D.\ne: f");
        assert_eq!(summary, (String::new(), "A *b*\nc.\n\nD.".into(), "e: f".into()));
        let nested = "a = 1\n[params]\ntitle = \"b\"";
        assert_eq!(front(nested), (String::new(), String::new(), nested.into()));
    }
}
