//! What control words do.

use crate::error::Error;
use crate::event::Break;
use crate::scope::Scope;

use super::Reader;
use super::code_pages::{CODE_PAGE_437, CODE_PAGE_850, CodePage, code_page, code_page_of_charset};
use super::groups::{Destination, Group, Style};

/// Letters of a control word; the specification has 32.
const WORD_BYTES_MAX: usize = 32;

/// Styles that are based on each other.
const BASES_MAX: usize = 8;

impl Reader<'_> {
    pub(super) fn take_control(&mut self) -> Result<(), Error> {
        let Some(first) = self.bytes.next()? else { return Ok(()) };
        if !first.is_ascii_alphabetic() {
            return self.take_sign(first);
        }
        let mut word = std::mem::take(&mut self.word);
        word.clear();
        word.push(char::from(first));
        let mut number = None;
        while let Some(byte) = self.bytes.peek()? {
            if !byte.is_ascii_alphabetic() {
                break;
            }
            self.bytes.start += 1;
            if word.len() < WORD_BYTES_MAX {
                word.push(char::from(byte));
            }
        }
        let is_negative = self.bytes.peek()? == Some(b'-');
        if is_negative {
            self.bytes.start += 1;
        }
        while let Some(byte @ b'0'..=b'9') = self.bytes.peek()? {
            self.bytes.start += 1;
            number = Some(number.unwrap_or(0_i32).saturating_mul(10).saturating_add(i32::from(byte - b'0')));
        }
        if self.bytes.peek()? == Some(b' ') {
            self.bytes.start += 1;
        }
        let number = number.map(|number: i32| if is_negative { -number } else { number });
        let result = self.take_word(&word, number);
        self.word = word;
        result
    }

    /// Takes a control of one sign.
    pub(super) fn take_sign(&mut self, sign: u8) -> Result<(), Error> {
        match sign {
            b'\'' => {
                let mut digits =
                    || Ok::<_, Error>(self.bytes.next()?.and_then(|byte| char::from(byte).to_digit(16)));
                let (high, low) = (digits()?, digits()?);
                if self.skip > 0 {
                    self.skip -= 1;
                } else if let (Some(0), Some(0xa | 0xd)) = (high, low) {
                    self.flush();
                    self.end_paragraph();
                } else if let (Some(high), Some(low)) = (high, low)
                    && !matches!(self.group.destination, Destination::Skipped | Destination::Silent)
                {
                    self.text.push((high * 16 + low) as u8);
                }
            }
            b'*' => self.is_starred = true,
            b'\\' | b'{' | b'}' => self.take_text_byte(sign),
            b'~' => self.put_sign("\u{a0}"),
            b'_' => self.put_sign("\u{2011}"),
            b'\r' | b'\n' => {
                self.flush();
                self.end_paragraph();
            }
            b'\t' => self.put_sign("\t"),
            // A place where a word may be parted, an entry of an index, and what nobody knows.
            _ => {}
        }
        Ok(())
    }

    pub(super) fn take_text_byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !matches!(self.group.destination, Destination::Skipped | Destination::Silent) {
            self.text.push(byte);
        }
    }

    /// Puts what a control stands for.
    pub(super) fn put_sign(&mut self, text: &str) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.put(text);
        }
    }

    pub(super) fn take_word(&mut self, word: &str, number: Option<i32>) -> Result<(), Error> {
        let is_starred = std::mem::take(&mut self.is_starred);
        if word == "bin" {
            return self.bytes.skip(u64::try_from(number.unwrap_or(0)).unwrap_or(0));
        }
        self.flush();
        if word != "u" {
            self.surrogate = None;
            if self.skip > 0 {
                // A control word among the substitutes counts as one of them.
                self.skip -= 1;
                return Ok(());
            }
        }
        if self.group.destination == Destination::Skipped {
            if word == "ud"
                && let Some(destination) = self.group.destination_in_unicode.take()
            {
                self.group.destination = destination;
            }
            return Ok(());
        }
        let is_on = number != Some(0);
        match word {
            // Characters.
            "u" => self.take_unicode(number.unwrap_or(0)),
            "uc" => self.group.substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(0).min(16),
            "tab" => self.take_tab(),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "emspace" | "enspace" | "qmspace" => self.put(" "),
            "zwj" => self.put("\u{200d}"),
            "zwnj" => self.put("\u{200c}"),
            "chftn" => self.is_after_mark = self.group.notes > 0,

            // Breaks.
            "par" | "sect" | "page" | "column" | "nestcell" | "nestrow" => self.end_paragraph(),
            "cell" => {
                self.end_paragraph();
                self.group.cells_left = self.group.cells_left.saturating_sub(1);
            }
            "row" => {
                self.end_paragraph();
                self.group.cells_left = 0;
            }
            "line" | "lbr" | "softline" => {
                if matches!(self.group.destination, Destination::Text(_)) {
                    self.end_label();
                    self.blocks.end(Break::Line);
                }
            }

            // What text and paragraphs look like.
            "plain" => {
                self.group.font = self.default_font;
                self.group.is_hidden = false;
                self.group.is_deleted = false;
                self.group.is_revised = false;
            }
            "f" => {
                let font = number.unwrap_or(0);
                if self.group.destination == Destination::Fonts {
                    self.font = font;
                } else {
                    self.group.font = font;
                }
            }
            "v" => self.group.is_hidden = is_on,
            "deleted" => self.group.is_deleted = is_on,
            "revised" => self.group.is_revised = is_on,
            "pard" => {
                self.group.style = Style::default();
                self.group.outline = None;
                self.group.is_table = false;
                self.group.is_list = false;
                self.group.is_hanging = false;
            }
            "s" => {
                let number = number.unwrap_or(0);
                if self.group.destination == Destination::Styles {
                    self.style_number = number;
                } else {
                    self.group.style = self.resolved(number);
                }
            }
            "sbasedon" => self.style.base = number,
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|&level| level < 9);
                if self.group.destination == Destination::Styles {
                    self.style.level = level;
                } else {
                    self.group.outline = level;
                }
            }
            // The shape of a row comes before it, and again at its end.
            "trowd" => self.group.cells_left = 0,
            "cellx" => self.group.cells_left += 1,
            "intbl" => self.group.is_table = true,
            "itap" => self.group.is_table = is_on,
            "ls" => self.group.is_list = is_on,
            "fi" => self.group.is_hanging = number.is_some_and(|indent| indent < 0),

            // What is true of the document.
            "mac" => self.code_page = CodePage::Encoding(encoding_rs::MACINTOSH),
            "pc" => self.code_page = CodePage::Table(CODE_PAGE_437),
            "pca" => self.code_page = CodePage::Table(CODE_PAGE_850),
            "ansicpg" => {
                if let Some(code_page) = number.and_then(code_page) {
                    self.code_page = code_page;
                }
            }
            "deff" => {
                self.default_font = number.unwrap_or(0);
                self.group.font = self.default_font;
            }
            "fmodern" if self.group.destination == Destination::Fonts => {
                if self.typewriters.len() < self.limits.parts_max {
                    self.typewriters.insert(self.font);
                }
            }
            "fcharset" => self.define_font(code_page_of_charset(number.unwrap_or(0))),
            "cpg" => self.define_font(number.and_then(code_page)),
            "nofwords" => self.state("words", number),
            // The specification has it the other way round, but Word counts spaces in the longer name only.
            "nofchars" => self.state("characters_without_spaces", number),
            "nofcharsws" => self.state("characters", number),
            "nofpages" => self.state("pages", number),
            _ => self.take_destination(word, is_starred),
        }
        Ok(())
    }

    /// Takes a control word that says where the text of its group goes.
    pub(super) fn take_destination(&mut self, word: &str, is_starred: bool) {
        let destination = match word {
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "info" => Destination::Properties,
            "title" | "subject" | "author" | "keywords" | "doccomm" | "company" | "category" | "manager"
                if self.group.destination == Destination::Properties =>
            {
                Destination::Metadata
            }
            "footnote" => return self.begin_note(Scope::Footnote),
            "ftnalt" if self.group.destination == Destination::Text(Some(Scope::Footnote)) => {
                Destination::Text(Some(Scope::Endnote))
            }
            "header" | "headerl" | "headerr" | "headerf" => return self.begin_note(Scope::Header),
            "footer" | "footerl" | "footerr" | "footerf" => return self.begin_note(Scope::Footer),
            "annotation" => return self.begin_note(Scope::Comment),
            "shptxt" | "dptxbxtext" => return self.begin_note(Scope::Textbox),
            "moMath" | "moMathPara" => Destination::Text(Some(Scope::Math)),
            "listtext" | "pntext" | "pn" => {
                self.is_item = true;
                Destination::Skipped
            }
            // The name of a picture, and after it a sign that stands for the picture.
            "NeXTGraphic" => {
                if self.groups.len() > 1
                    && let Some(outside) = self.groups.last_mut()
                {
                    outside.destination = Destination::Skipped;
                }
                Destination::Skipped
            }
            "fldinst" => {
                self.name.clear();
                Destination::Instruction
            }
            // Some have it within the instruction.
            "fldrslt" if self.group.destination == Destination::Instruction => return,
            "fldrslt" => {
                let instruction = self.name.trim();
                if instruction.starts_with("TOC") {
                    self.group.field = Some(Scope::Nav);
                } else if instruction.contains("BIBLIOGRAPHY") || instruction.contains("_BIBL") {
                    self.group.field = Some(Scope::Bibliography);
                }
                self.name.clear();
                return;
            }
            "shp" | "shpinst" | "shpgrp" | "do" | "pict" | "shppict" | "picprop" | "sp" => {
                Destination::Silent
            }
            "sn" => {
                self.name.clear();
                Destination::PropertyName
            }
            "sv" if self.name.trim() == "wzDescription" => return self.begin_note(Scope::AltText),
            "upr" => {
                self.group.destination_in_unicode = Some(self.group.destination);
                Destination::Skipped
            }
            "colortbl" | "filetbl" | "listtable" | "listoverridetable" | "revtbl" | "nonshppict"
            | "shprslt" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "sv" | "objdata" | "bkmkstart"
            | "bkmkend" | "template" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn"
            | "pntxta" | "pntxtb" | "nonesttables" | "background" | "private" | "hlinkbase" | "operator"
            | "creatim" | "revtim" => Destination::Skipped,
            _ if word.starts_with('m') && word.ends_with("Pr") => Destination::Skipped,
            _ if is_starred => Destination::Skipped,
            _ => return,
        };
        self.group.destination = destination;
    }

    pub(super) fn begin_note(&mut self, scope: Scope) {
        // A label that has begun is none.
        self.end_label();
        self.blocks.step_aside();
        self.is_after_mark = false;
        self.group = Group {
            destination: Destination::Text(Some(scope)),
            notes: self.group.notes + 1,
            font: self.group.font,
            substitutes: self.group.substitutes,
            ..Group::default()
        };
    }

    pub(super) fn state(&mut self, what: &str, number: Option<i32>) {
        if let Some(number) = number.and_then(|number| u64::try_from(number).ok()) {
            self.blocks.stated(what, number);
        }
    }

    pub(super) fn define_font(&mut self, code_page: Option<CodePage>) {
        if let Some(code_page) = code_page
            && self.group.destination == Destination::Fonts
            && self.fonts.len() < self.limits.parts_max
        {
            self.fonts.insert(self.font, code_page);
        }
    }

    pub(super) fn end_style(&mut self) {
        let mut style = std::mem::take(&mut self.style);
        style.take_name(self.name.trim_end_matches(';'));
        self.name.clear();
        if self.styles.len() < self.limits.parts_max {
            self.styles.insert(self.style_number, style);
        }
    }

    /// Puts what an instruction has for a text that is seen.
    pub(super) fn end_instruction(&mut self) {
        if let Some(text) = below_reading(self.name.trim()).map(str::to_string) {
            self.name.clear();
            self.put(&text);
        }
    }

    /// A style, with what it has from those that it is based on.
    pub(super) fn resolved(&self, number: i32) -> Style {
        let mut found = Style::default();
        let mut next = Some(number);
        for _ in 0..BASES_MAX {
            let Some(style) = next.and_then(|number| self.styles.get(&number)) else { break };
            found.level = found.level.or(style.level);
            found.scope = found.scope.or(style.scope);
            if found.level.is_some() || found.scope.is_some() {
                break;
            }
            next = style.base;
        }
        found
    }

    pub(super) fn take_unicode(&mut self, number: i32) {
        // Above 32767 numbers are written as negative ones.
        let Ok(unit) = u16::try_from(number & 0xffff) else { return };
        let units = match (self.surrogate.take(), unit) {
            (None, 0xd800..=0xdbff) => {
                self.surrogate = Some(unit);
                self.skip = self.group.substitutes;
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => vec![high, unit],
            _ => vec![unit],
        };
        // Signs of fonts for symbols are no text, unless they are letters.
        if (0xf000..=0xf0ff).contains(&unit) {
            if let Some(sign) = self.code_page().private(unit) {
                self.put(sign.encode_utf8(&mut [0; 4]));
            }
        } else {
            self.put(&String::from_utf16_lossy(&units));
        }
        self.skip = self.group.substitutes;
    }
}

/// The text in an instruction for an equation that sets its reading above it, as in Japanese. Such a field has no
/// result.
fn below_reading(instruction: &str) -> Option<&str> {
    let arguments = instruction.strip_prefix("EQ ")?.split_once("\\o")?.1.split_once('(')?.1;
    if !arguments.starts_with("\\s\\up") {
        return None;
    }
    let (mut depth, mut start) = (0, None);
    for (at, sign) in arguments.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return arguments.get(start?..at).map(str::trim),
            ')' => depth -= 1,
            ',' | ';' if depth == 0 => start = Some(at + 1),
            _ => {}
        }
    }
    None
}
