//! Pages to a document: what they have in common, what is larger or smaller than the text, and what goes on on the
//! next.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::event::{Break, Event};
use crate::limits::Limits;
use crate::read::Context;
use crate::scope::Scope;

use super::blocks::{self, Block, Hyphens, MARK};
use super::content::Furniture;
use super::edges::Edges;
use super::lines::{CODE, Line};
use super::notes::{note_mark, notes, without_marks};
use super::outline;
use super::text;

/// A page, as far as it is known by itself.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    /// Counted from zero.
    pub(super) number: usize,
    pub(super) height: f32,
    pub(super) has_pictures: bool,
}

/// Sizes of headings that are told apart.
const SIZES_MAX: usize = 32;

/// Larger than this share of the body are headings.
const LARGE: f32 = 1.12;

/// A document while its pages come.
pub(super) struct Document {
    edges: Edges,
    levels: HashMap<String, u8>,
    limits: Limits,
    /// How many letters there are of each size, in quarters of a point.
    sizes: HashMap<u32, usize>,
    bold: usize,
    monospaced: usize,
    letters: usize,
    heading_sizes: Vec<u32>,
    hyphens: Hyphens,
    has_title: bool,
    has_begun: bool,
    is_in_title: bool,
    /// A paragraph that may go on, and its size.
    open: Option<(Scope, String, f32)>,
    /// What is on the page between its parts.
    deferred: Vec<(Scope, String)>,
    deferred_bytes: usize,
}

impl Document {
    pub(super) fn new(pages: usize, levels: HashMap<String, u8>, limits: Limits) -> Self {
        Self {
            edges: Edges::new(pages),
            levels,
            limits,
            sizes: HashMap::new(),
            bold: 0,
            monospaced: 0,
            letters: 0,
            heading_sizes: vec![],
            hyphens: Hyphens::default(),
            has_title: false,
            has_begun: false,
            is_in_title: false,
            open: None,
            deferred: vec![],
            deferred_bytes: 0,
        }
    }

    /// Takes the next pages, which follow those before.
    pub(super) fn take(&mut self, mut pages: Vec<Page>, context: &mut Context<'_>) {
        self.edges.count(&pages);
        let said: Vec<Option<Furniture>> =
            pages.iter().flat_map(|page| &page.lines).map(|line| line.furniture).collect();
        for page in &mut pages {
            self.edges.furnish(page);
        }
        let is_text =
            |page: &Page| page.has_pictures || page.lines.iter().any(|line| line.furniture.is_none());
        if self.letters == 0 && !pages.iter().any(is_text) {
            // Where nothing is left, words that repeat are the text, as of labels. Beside pictures they may be stamps.
            for (line, said) in pages.iter_mut().flat_map(|page| &mut page.lines).zip(said) {
                if line.text.contains(char::is_alphabetic) {
                    line.furniture = said;
                }
            }
        }
        for line in pages.iter().flat_map(|page| &page.lines).filter(|line| line.furniture.is_none()) {
            let letters = line.text.len();
            *self.sizes.entry(quarters(line.size)).or_default() += letters;
            self.letters += letters;
            self.bold += if line.is_bold { letters } else { 0 };
            self.monospaced += if line.is_monospaced { letters } else { 0 };
            self.hyphens.remember(&line.text);
        }
        let body = self.body_size();
        let mut all = vec![];
        for page in pages {
            let mut furniture = vec![];
            let mut lines = vec![];
            for line in page.lines {
                match line.furniture {
                    Some(place) => {
                        let is_header = match place {
                            Furniture::Header => true,
                            Furniture::Footer => false,
                            Furniture::Margin => line.y < page.height / 2.0,
                        };
                        furniture.push((if is_header { Scope::Header } else { Scope::Footer }, line.text));
                    }
                    None => lines.push(line),
                }
            }
            all.push((blocks::blocks(&lines, !self.is_body_monospaced(), &self.hyphens), furniture));
        }
        self.rank_headings(all.iter().flat_map(|(blocks, _)| blocks), body);
        for (blocks, furniture) in all {
            for (scope, text) in furniture {
                self.put(scope, text, context);
            }
            self.page(blocks, body, context);
        }
        self.edges.forget();
    }

    /// Says what is left.
    pub(super) fn end(&mut self, context: &mut Context<'_>) {
        self.close(context);
    }

    /// The size that most letters have.
    fn body_size(&self) -> f32 {
        let most = self.sizes.iter().max_by_key(|(size, count)| (**count, **size));
        most.map_or(10.0, |(size, _)| *size as f32 / 4.0)
    }

    fn is_body_bold(&self) -> bool {
        self.bold * 2 > self.letters
    }

    fn is_body_monospaced(&self) -> bool {
        self.monospaced * 2 > self.letters
    }

    /// Puts the sizes of headings into an order.
    fn rank_headings<'b>(&mut self, blocks: impl Iterator<Item = &'b Block>, body: f32) {
        // In order, for those that are nearly the same are one, which one the order says.
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        let mut title = None;
        for (index, block) in blocks.enumerate() {
            if !self.looks_like_heading(block, body) {
                continue;
            }
            *sizes.entry(quarters(block.size)).or_default() += 1;
            if index < 3 && !self.has_begun {
                title = title.max(Some(quarters(block.size)));
            }
        }
        // The largest of all, once and at the beginning, is the title.
        let largest = sizes.keys().next_back().copied();
        let is_alone = title.is_some_and(|title| sizes.get(&title) == Some(&1));
        let stands_out = sizes.len() > 1 || title.is_some_and(|title| title as f32 / 4.0 >= 1.5 * body);
        self.has_title |= title.is_some() && title == largest && is_alone && stands_out;
        for size in sizes.into_keys().rev() {
            let is_title = !self.has_begun && self.has_title && Some(size) == largest;
            let is_known = self.heading_sizes.iter().any(|known| known.abs_diff(size) <= 1);
            if !is_title && !is_known && self.heading_sizes.len() < SIZES_MAX {
                self.heading_sizes.push(size);
            }
        }
        self.heading_sizes.sort_by(|a, b| b.cmp(a));
    }

    fn looks_like_heading(&self, block: &Block, body: f32) -> bool {
        let is_short = block.lines <= 3 && block.text.len() <= 300 && block.cells.is_empty();
        let is_large = block.size >= LARGE * body;
        let is_strong = block.is_bold && !self.is_body_bold() && block.size >= 0.85 * body;
        let is_sentence = block.text.ends_with(['.', ',', ';', ':', '。', '，']);
        is_short
            && text::has_words(&block.text)
            && block.mark.is_none()
            && (is_large || (is_strong && !is_sentence) || self.level_in_outline(block).is_some())
            && (is_large && block.lines <= 2 || !is_sentence)
    }

    fn level_in_outline(&self, block: &Block) -> Option<u8> {
        if self.levels.is_empty() || block.text.len() > 300 {
            return None;
        }
        let (number, _) = numbered(block);
        let rest = block.text.get(number..).unwrap_or_default();
        self.levels.get(&outline::key(rest)).or_else(|| self.levels.get(&outline::key(&block.text))).copied()
    }

    /// The blocks of a page.
    fn page(&mut self, mut blocks: Vec<Block>, body: f32, context: &mut Context<'_>) {
        let notes = notes(&blocks, body);
        let marks: HashSet<String> =
            notes.keys().filter_map(|index| note_mark(blocks.get(*index)?)).collect();
        for block in &mut blocks {
            block.text = without_marks(&block.text, &marks);
        }
        let mut texts = blocks.iter().enumerate().filter(|(index, _)| !notes.contains_key(index)).peekable();
        let mut open = HashSet::new();
        while let Some((index, block)) = texts.next() {
            // The last one of a column may go on in the next.
            let is_last = texts.peek().is_none_or(|(_, next)| next.flow != block.flow);
            if is_last && block.cells.is_empty() && !blocks::is_ended(&block.text) {
                open.insert(index);
            }
        }
        let mut found: Vec<String> = vec![];
        for (index, block) in blocks.into_iter().enumerate() {
            let Some(end) = notes.get(&index) else {
                self.block(block, open.contains(&index), body, context);
                continue;
            };
            let text = block.text.get(*end..).unwrap_or_default().trim_start();
            let is_new = block.mark.is_some() || *end > 0;
            match found.last_mut() {
                // A note of several paragraphs is one note.
                Some(note) if !is_new => blocks::join(note, text, &self.hyphens),
                _ => found.push(text.to_string()),
            }
        }
        for note in found {
            self.put(Scope::Footnote, note, context);
        }
    }

    fn block(&mut self, mut block: Block, is_open: bool, body: f32, context: &mut Context<'_>) {
        if !block.cells.is_empty() {
            for cell in std::mem::take(&mut block.cells) {
                self.put(Scope::Table, cell, context);
            }
            return;
        }
        if let Some(mark) = block.mark.take() {
            // The mark of no note that is known.
            block.text.insert_str(0, &format!("{mark} "));
        }
        if self.is_in_title {
            // Authors and date are larger than the text, and no sections.
            let is_section = block.is_bold || self.level_in_outline(&block).is_some();
            self.is_in_title = block.size > 1.05 * body && !is_section && block.lines <= 4;
            if self.is_in_title {
                self.say(Scope::Title, &block.text, context);
                return;
            }
        }
        if self.looks_like_heading(&block, body) && !is_contents(&block.text) {
            let is_title = self.has_title
                && !self.has_begun
                && self.heading_sizes.first().is_none_or(|largest| quarters(block.size) > largest + 1);
            self.close(context);
            if is_title {
                self.has_begun = true;
                self.is_in_title = true;
                self.say(Scope::Title, &block.text, context);
                return;
            }
            self.has_begun |= !self.has_title;
            let (end, depth) = numbered(&block);
            let level = self.level_in_outline(&block).or(depth).unwrap_or_else(|| {
                let size = quarters(block.size);
                let rank = self.heading_sizes.iter().position(|known| known.abs_diff(size) <= 1);
                rank.map_or(1, |rank| rank.min(8) as u8 + 1)
            });
            context.sink.take(Event::Section(level));
            let heading = block.text.get(end..).unwrap_or(&block.text).trim_start();
            self.say(Scope::Heading, heading, context);
            return;
        }
        let scope = self.scope(&block);
        if scope == Scope::List
            && let Some((end, _)) = block.first_gap
        {
            block.text = block.text.get(end..).unwrap_or_default().trim_start().to_string();
        }
        if scope == Scope::Caption {
            // Its number is none of its text, as that of a heading.
            block.text = block.text.splitn(3, ' ').nth(2).unwrap_or_default().to_string();
        }
        if matches!(scope, Scope::Caption | Scope::Code | Scope::Nav) {
            self.put(scope, block.text, context);
            return;
        }
        if let Some((Scope::Body, text, size)) = &mut self.open
            && block.may_continue
            && (*size - block.size).abs() <= 0.08 * *size
            && scope == Scope::Body
            && text.len() < self.limits.token_bytes_max
        {
            blocks::join(text, &block.text, &self.hyphens);
        } else {
            self.close(context);
            self.open = Some((scope, block.text, block.size));
        }
        if !is_open {
            self.close(context);
        }
    }

    fn scope(&self, block: &Block) -> Scope {
        if is_contents(&block.text) {
            return Scope::Nav;
        }
        if is_caption(&block.text) {
            return Scope::Caption;
        }
        if block.is_monospaced && block.lines >= 2 && !self.is_body_monospaced() {
            return Scope::Code;
        }
        let is_item = block
            .first_gap
            .and_then(|(end, gap)| Some(blocks::label(block.text.get(..end)?, gap)))
            .unwrap_or(false);
        if is_item { Scope::List } else { Scope::Body }
    }

    /// Says something that may stand between two parts of a paragraph, once that has ended.
    fn put(&mut self, scope: Scope, text: String, context: &mut Context<'_>) {
        if self.open.is_some() && self.deferred_bytes < self.limits.token_bytes_max {
            self.defer(scope, text);
        } else {
            self.close(context);
            self.say(scope, &text, context);
        }
    }

    fn defer(&mut self, scope: Scope, text: String) {
        self.deferred_bytes += text.len();
        self.deferred.push((scope, text));
    }

    /// Ends the open paragraph, and says what was put off.
    fn close(&mut self, context: &mut Context<'_>) {
        if let Some((scope, text, _)) = self.open.take() {
            self.say(scope, &text, context);
        }
        self.deferred_bytes = 0;
        for (scope, text) in std::mem::take(&mut self.deferred) {
            self.say(scope, &text, context);
        }
    }

    fn say(&self, scope: Scope, text: &str, context: &mut Context<'_>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let has_code =
            !self.is_body_monospaced() && !matches!(scope, Scope::Header | Scope::Footer | Scope::Nav);
        let unseen = ['\u{ad}', MARK];
        let plain = text.contains(unseen).then(|| text.replace(unseen, ""));
        for line in plain.as_deref().unwrap_or(text).split('\n') {
            let mut scope_now = scope;
            for piece in line.split_inclusive([CODE.0, CODE.1]) {
                let letters = piece.trim_end_matches([CODE.0, CODE.1]);
                if !letters.is_empty() {
                    context.sink.take(Event::Text(scope_now, letters));
                }
                scope_now = if has_code && piece.ends_with(CODE.0) { Scope::Code } else { scope };
            }
            context.sink.take(Event::Break(Break::Line));
        }
        context.sink.take(Event::Break(Break::Block));
    }
}

fn quarters(size: f32) -> u32 {
    (size * 4.0).round() as u32
}

/// The end of the number of a section, and how deep it says that it is: set apart by a gap that is wider than a space.
fn numbered(block: &Block) -> (usize, Option<u8>) {
    let Some((end, gap)) = block.first_gap else { return (0, None) };
    let word = block.text.get(..end).unwrap_or_default().trim_end_matches('.');
    let is_number = !word.is_empty()
        && word.len() <= 12
        && word.split('.').all(|part| {
            !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
                || part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_uppercase())
        });
    if is_number && gap > 0.45 { (end, Some(word.split('.').count().min(9) as u8)) } else { (0, None) }
}

/// Words that captions begin with, before their number.
const CAPTIONS: [&str; 22] = [
    "figure",
    "fig.",
    "table",
    "tab.",
    "listing",
    "algorithm",
    "scheme",
    "abbildung",
    "abb.",
    "tabelle",
    "tableau",
    "figura",
    "tabla",
    "tabella",
    "obrázek",
    "obr.",
    "tabulka",
    "рис.",
    "рисунок",
    "таблица",
    "rys.",
    "tabela",
];

fn is_caption(text: &str) -> bool {
    let mut words = text.splitn(3, ' ');
    let (Some(word), Some(number)) = (words.next(), words.next()) else { return false };
    let first = word.to_lowercase();
    let is_number = number.starts_with(|letter: char| letter.is_ascii_digit())
        && number.len() <= 8
        && number.ends_with([':', '.', '–', '—']);
    is_number && word.starts_with(char::is_uppercase) && CAPTIONS.contains(&first.as_str())
}

/// Rows of dots lead to page numbers.
fn is_contents(text: &str) -> bool {
    text.contains(" . . . . ") || text.contains("........")
}
