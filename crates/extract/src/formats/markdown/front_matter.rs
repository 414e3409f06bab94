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

/// What is in a front matter. Whatever is not taken as something else is a setting.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The title, and what belongs to it, in their order.
    pub(super) title: Vec<String>,
    /// The paragraphs of the abstract.
    pub(super) summary: Vec<String>,
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
            if is_in_table || front.take(first, &more).is_none() {
                std::iter::once(first).chain(more).for_each(|line| front.set(line));
            }
        }
        front.settings.truncate(front.settings.trim_end_matches('\n').len());
        front
    }

    fn set(&mut self, line: &str) {
        self.settings.push_str(line);
        self.settings.push('\n');
    }

    /// Takes an entry, if people read it and it is written in a simple way; otherwise nothing of it.
    fn take(&mut self, first: &str, more: &[&str]) -> Option<()> {
        let (key, value) = first.split_once([':', '='])?;
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "title" | "subtitle" => self.title.push(text(value, more)?),
            "date" => self.title.push(text(value, more).filter(|date| is_in_words(date))?),
            "abstract" => {
                let text = text(value, more)?;
                let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
                self.summary.extend(paragraphs.map(String::from));
            }
            "author" | "authors" if value.is_empty() => self.take_people(first, more)?,
            "author" | "authors" if value.starts_with('[') => self.title.extend(flow(value, more)?),
            "author" | "authors" => self.title.push(text(value, more)?),
            _ => return None,
        }
        Some(())
    }

    /// Takes the names in a list of people, each of which may have other keys.
    fn take_people(&mut self, first: &str, more: &[&str]) -> Option<()> {
        let margin = |line: &str| line.len() - line.trim_start().len();
        let outer = margin(more.first()?);
        let is_list = more.first()?.trim().starts_with("- ");
        let mut names = vec![];
        let mut others = vec![];
        for line in more {
            let depth = margin(line).saturating_sub(outer);
            let item = line.trim().strip_prefix("- ").filter(|_| depth == 0);
            let text = item.unwrap_or(line.trim());
            // A key of an item stands below the text behind its dash.
            let name = text.strip_prefix("name:").filter(|_| depth == 0 || depth == 2 && is_list);
            let is_key = |text: &str| {
                text.split_once(':').is_some_and(|(key, rest)| {
                    !key.contains([' ', '"', '\'']) && (rest.is_empty() || rest.starts_with(' '))
                })
            };
            let is_alone = item.is_some() && name.is_none() && !is_key(text);
            match name.or(is_alone.then_some(text)).and_then(scalar) {
                Some(name) => names.push(name),
                None => others.push(line),
            }
        }
        if names.is_empty() {
            return None;
        }
        if others.iter().any(|line| !line.trim().is_empty()) {
            self.set(first);
            others.into_iter().for_each(|line| self.set(line));
        }
        self.title.extend(names);
        Some(())
    }
}

/// Whether a line belongs to the entry before it.
fn is_continued(line: &str) -> bool {
    line.is_empty() || line.starts_with([' ', '\t', '-', ']', '}'])
}

/// Whether a date is for people: in words, and not computed.
fn is_in_words(date: &str) -> bool {
    date.contains(char::is_alphabetic)
        && !date.contains([':', '`'])
        && !matches!(date, "today" | "now" | "last-modified")
}

/// A text of one line or more.
fn text(value: &str, more: &[&str]) -> Option<String> {
    if value.starts_with(['|', '>']) {
        return Some(block(value.starts_with('>'), more)).filter(|text| !text.is_empty());
    }
    scalar(&joined(value, more))
}

/// The lines of an entry as one.
fn joined(value: &str, more: &[&str]) -> String {
    let lines = std::iter::once(&value).chain(more).map(|line| line.trim()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
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

/// The texts of a list in brackets, of which the ends of items and of lines mean nothing within quotes.
fn flow(value: &str, more: &[&str]) -> Option<Vec<String>> {
    let all = joined(value, more);
    let inner = all.strip_prefix('[')?.strip_suffix(']')?;
    let mut items = vec![];
    let (mut begin, mut quote) = (0, None);
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'"' | b'\'' if quote.is_none() && inner.get(begin..at)?.trim().is_empty() => quote = Some(byte),
            byte if quote == Some(byte) => quote = None,
            b',' if quote.is_none() => {
                items.push(inner.get(begin..at)?);
                begin = at + 1;
            }
            _ => {}
        }
    }
    items.push(inner.get(begin..)?);
    let is_last_none = items.last().is_some_and(|last| last.trim().is_empty());
    items.truncate(items.len() - usize::from(is_last_none));
    items.into_iter().map(scalar).collect()
}

/// A text without the quotes around it and the remark behind it, if it is nothing but that.
fn scalar(text: &str) -> Option<String> {
    let text = text.trim();
    let mark = text.chars().next()?;
    if matches!(mark, '"' | '\'') {
        let inner = text.get(1..)?;
        let mut end = 0;
        loop {
            match (mark, inner.as_bytes().get(end)?, inner.as_bytes().get(end + 1)) {
                ('"', b'\\', _) | ('\'', b'\'', Some(b'\'')) => end += 2,
                (_, byte, _) if char::from(*byte) == mark => break,
                _ => end += 1,
            }
        }
        let rest = inner.get(end + 1..)?.trim_start();
        let inner = inner.get(..end)?;
        let text = if mark == '"' { inner.replace("\\\"", "\"") } else { inner.replace("''", "'") };
        return (rest.is_empty() || rest.starts_with('#'))
            .then_some(text)
            .filter(|text| !text.trim().is_empty());
    }
    let text = text.find(" #").map_or(text, |remark| text.get(..remark).unwrap_or_default().trim_end());
    let is_plain =
        !matches!(mark, '{' | '}' | '[' | ']' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '#' | ',');
    // An item of a list, and what is no text.
    let is_other = text.starts_with("- ") || matches!(text, "~" | "null" | "true" | "false");
    (is_plain && !is_other).then(|| text.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn front(inner: &str) -> (String, String, String) {
        let FrontMatter { title, summary, settings } = FrontMatter::new(&format!("---\n{inner}\n---\n"));
        (title.join(" | "), summary.join(" | "), settings)
    }

    #[test]
    fn what_people_read_is_told_from_settings() {
        let all = "layout: post\ntitle: \"A \\\"b\\\": c\"\nsubtitle: 'It''s'\ndate: May 2026\ntags:\n- d\n- e\nauthor: F G # H\n";
        let settings = "layout: post\ntags:\n- d\n- e";
        assert_eq!(front(all), ("A \"b\": c | It's | May 2026 | F G".into(), String::new(), settings.into()));
        // What is for programs, or is not written in a simple way.
        for entry in [
            "date: 2026-05-01\ndate: 2026-05-01T10:00:00Z\ndate: Fri, 1 May 2026 10:00:00 +0200",
            "date: \"`r Sys.Date()`\"\ndate: today",
            "title:\nauthor: ''\na",
            "author: {name: A B, email: a@b.c}\nauthor: null",
            "title = \"\"\"\nOne\ntwo\"\"\"",
            "a = 1\n[params]\ntitle = \"b\"",
            "author:\n  given: A\n  family: B",
            "author:\n  affiliation:\n    name: X",
            "title:\n  - type: main\n    text: A",
        ] {
            assert_eq!(front(entry), (String::new(), String::new(), entry.into()));
        }
    }

    #[test]
    fn texts_have_several_lines_and_items() {
        for (entry, title) in [
            ("title: One\n  two", "One two"),
            ("title:\n  One\n  two", "One two"),
            ("title:\n  \"Reckon: the book\"", "Reckon: the book"),
            ("title: |\n  One\n  two", "One\ntwo"),
            ("title: >-\n  One\n  two", "One two"),
            ("authors: [A B, \"D, C\"]", "A B | D, C"),
            ("authors:\n- A B\n- \"Smith: c d\"", "A B | Smith: c d"),
            ("author:\n  name: A B", "A B"),
            ("authors = [\n  \"A B\",\n  \"C D\",\n]", "A B | C D"),
            ("title = \"One\" # two", "One"),
        ] {
            assert_eq!(front(entry), (title.into(), String::new(), String::new()), "{entry}");
        }
        let summary = front("abstract: |\n  A *b*\n  c.\n\n  D.\ne: f");
        assert_eq!(summary, (String::new(), "A *b*\nc. | D.".into(), "e: f".into()));
        let people = "author:\n- orcid: 1\n  name: A B\n  affiliations:\n    - name: X\n- C D";
        let others = "author:\n- orcid: 1\n  affiliations:\n    - name: X";
        assert_eq!(front(people), ("A B | C D".into(), String::new(), others.into()));
    }

    proptest! {
        /// Nothing is lost: every letter is in one of the three.
        #[test]
        fn all_text_is_somewhere(entries in prop::collection::vec(
            "(title|author|date|abstract|x)[:=] ?(\"a b\"|'c'|\\[d, \"e, f\"\\]|\\||>|g h|\\{i\\}|)(\n(  |- |  - |    )(name: )?(j|k: l|\"m\"|)){0,4}", 0..6,
        )) {
            let inner = entries.join("\n");
            let (title, summary, settings) = front(&inner);
            for letter in 'a'..='m' {
                let count = |text: &str| {
                    let words = text.split(|c: char| !c.is_ascii_alphabetic());
                    words.filter(|word| *word == letter.to_string()).count()
                };
                let found = count(&title) + count(&summary) + count(&settings);
                prop_assert_eq!(found, count(&inner), "{} in {:?}", letter, inner);
            }
        }
    }
}
