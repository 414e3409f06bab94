//! Rich Text Format: groups of text and control words, in a stream.
//!
//! # Source
//! Rich Text Format Specification, version 1.9.1.

use std::collections::HashMap;
use std::io::ErrorKind;

use encoding_rs::Encoding;

use crate::error::Error;
use crate::event::{Break, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::limits::Limits;
use crate::read::{Changes, Context, Found};
use crate::scope::Scope;
use crate::source::Source;

/// Bytes of one read.
const READ_BYTES: usize = 64 << 10;

/// Bytes of text from which it is handed on, at a space, and anywhere.
const TEXT_BYTES: usize = 8 << 10;
const TEXT_BYTES_MAX: usize = 64 << 10;

/// Letters of a control word; the specification has 32.
const WORD_BYTES_MAX: usize = 32;

/// Bytes of a name: of a style, of a property; of the beginning of a field's instruction.
const NAME_BYTES_MAX: usize = 64;

/// Bytes of the number of an item that is written as text.
const LABEL_BYTES_MAX: usize = 8;

/// Styles that are based on each other.
const BASES_MAX: usize = 8;

/// Reads Rich Text Format.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    source.rewind()?;
    let limits = context.how.limits;
    let blocks = Blocks::new(&mut *context.sink);
    let mut bytes = Bytes { source, buffer: vec![0; READ_BYTES], start: 0, end: 0, read: 0 };
    while let Some(byte) = bytes.peek()? {
        if byte == b'{' {
            break;
        }
        // Only a byte order mark and white space may come before.
        if !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf\0".contains(&byte) {
            return Err(Error::Malformed(Format::Rtf, "it does not begin with {\\rtf".to_string()));
        }
        bytes.next()?;
    }
    let mut reader = Reader {
        blocks,
        bytes,
        limits,
        changes: context.how.changes,
        group: Group::default(),
        groups: vec![],
        overflow: 0,
        fonts: HashMap::new(),
        font: 0,
        default_font: 0,
        code_page: CodePage::Encoding(encoding_rs::WINDOWS_1252),
        styles: HashMap::new(),
        style: Style::default(),
        style_number: 0,
        name: String::new(),
        word: String::new(),
        text: vec![],
        skip: 0,
        surrogate: None,
        is_starred: false,
        is_at_start: true,
        is_item: false,
        label: String::new(),
        is_after_mark: false,
        is_done: false,
    };
    let result = reader.read();
    reader.flush();
    reader.end_label();
    let open = reader.groups.len() + reader.overflow;
    if let Err(error) = &result {
        reader.blocks.notice(Notice::Damaged(&format!("byte {}: {error}", reader.bytes.position())));
    } else if !reader.is_done {
        let at = reader.bytes.position();
        reader.blocks.notice(Notice::Damaged(&format!("byte {at}: the file ends within {open} groups")));
    }
    reader.blocks.finish();
    Ok(Found { format: Format::Rtf, encoding: None })
}

/// Bytes in a stream.
struct Bytes<'a> {
    source: &'a mut dyn Source,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// How many have come into the buffer.
    read: u64,
}

impl Bytes<'_> {
    /// What of the buffer is not read yet; empty only at the end.
    fn rest(&mut self) -> Result<&[u8], Error> {
        while self.start >= self.end {
            match self.source.read(&mut self.buffer) {
                Ok(0) => return Ok(&[]),
                Ok(length) => {
                    self.start = 0;
                    self.end = length.min(self.buffer.len());
                    self.read += length as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn peek(&mut self) -> Result<Option<u8>, Error> {
        Ok(self.rest()?.first().copied())
    }

    fn next(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.peek()?;
        self.start += usize::from(byte.is_some());
        Ok(byte)
    }

    fn skip(&mut self, mut bytes: u64) -> Result<(), Error> {
        while bytes > 0 {
            let step = self.rest()?.len().min(usize::try_from(bytes).unwrap_or(usize::MAX));
            if step == 0 {
                break;
            }
            self.start += step;
            bytes -= step as u64;
        }
        Ok(())
    }

    fn position(&self) -> u64 {
        self.read.saturating_sub(self.end.saturating_sub(self.start) as u64)
    }
}

/// What bytes above 127 are.
#[derive(Clone, Copy)]
enum CodePage {
    Encoding(&'static Encoding),
    /// The characters from 128 on, of a code page that the Encoding Standard does not have.
    Table(&'static str),
}

/// Code page 437, of the first PCs.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Code page 850, of PCs in Western Europe.
const CODE_PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The code page of this number.
fn code_page(number: i32) -> Option<CodePage> {
    let label = match number {
        437 => return Some(CodePage::Table(CODE_PAGE_437)),
        850 | 858 => return Some(CodePage::Table(CODE_PAGE_850)),
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        10_000 => "macintosh".to_string(),
        65_001 => "utf-8".to_string(),
        866 => "ibm866".to_string(),
        _ => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).map(CodePage::Encoding)
}

/// The code page of a font's character set; nothing if it is that of the document.
fn code_page_of_charset(charset: i32) -> Option<CodePage> {
    code_page(match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}

/// Where text goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Destination {
    /// To the document; in this scope, if not in that of its paragraph.
    Text(Option<Scope>),
    /// Nowhere, and all that is within neither.
    Skipped,
    /// Nowhere, but there may be text within.
    Silent,
    /// The same, with what is said of the document.
    Properties,
    Metadata,
    Fonts,
    Styles,
    /// What a field does.
    Instruction,
    PropertyName,
}

/// What is true within a group.
#[derive(Clone, Copy)]
struct Group {
    destination: Destination,
    /// The destination that text in Unicode has, which comes after the same in a code page.
    destination_in_unicode: Option<Destination>,
    /// Notes that the group is in.
    notes: usize,
    font: i32,
    /// Characters after one in Unicode that say the same for readers that do not know it.
    substitutes: usize,
    is_hidden: bool,
    is_deleted: bool,
    is_revised: bool,
    /// The scope of what a field shows.
    field: Option<Scope>,
    style: Style,
    outline: Option<u8>,
    is_table: bool,
    is_list: bool,
    is_hanging: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            destination: Destination::Text(None),
            destination_in_unicode: None,
            notes: 0,
            font: 0,
            substitutes: 1,
            is_hidden: false,
            is_deleted: false,
            is_revised: false,
            field: None,
            style: Style::default(),
            outline: None,
            is_table: false,
            is_list: false,
            is_hanging: false,
        }
    }
}

/// What a style says of its paragraphs.
#[derive(Clone, Copy, Default)]
struct Style {
    scope: Option<Scope>,
    /// The level of a heading, from 0 on.
    level: Option<u8>,
    base: Option<i32>,
}

impl Style {
    /// What its name says.
    fn take_name(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        let has = |part: &str| name.contains(part);
        if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
            self.level = Some(level.saturating_sub(1).min(8));
        } else if has("toc ") || name.starts_with("contents ") || name.starts_with("table of ") {
            self.scope = Some(Scope::Nav);
        } else if matches!(name.as_str(), "title" | "subtitle" | "author" | "date") {
            self.scope = Some(Scope::Title);
        } else if has("caption") || matches!(name.as_str(), "illustration" | "figure" | "drawing") {
            self.scope = Some(Scope::Caption);
        } else if has("quot") || name == "block text" {
            self.scope = Some(Scope::Quote);
        } else if has("preformatted") || has("source code") || has("verbatim") {
            self.scope = Some(Scope::Code);
        } else if name.starts_with("bibliography") {
            self.scope = Some(Scope::Bibliography);
        } else if name.starts_with("list") {
            self.scope = Some(Scope::List);
        }
    }
}

struct Reader<'a> {
    blocks: Blocks<'a>,
    bytes: Bytes<'a>,
    limits: Limits,
    changes: Changes,
    group: Group,
    groups: Vec<Group>,
    /// Groups that are open and not kept, because there are too many.
    overflow: usize,
    fonts: HashMap<i32, CodePage>,
    /// The font that is defined.
    font: i32,
    default_font: i32,
    code_page: CodePage,
    styles: HashMap<i32, Style>,
    /// The style that is defined, and its number.
    style: Style,
    style_number: i32,
    /// A name that is read, or an instruction.
    name: String,
    word: String,
    /// Text in a code page that is not handed on yet.
    text: Vec<u8>,
    /// Characters that are left of those that stand for one in Unicode.
    skip: usize,
    /// The first half of a character.
    surrogate: Option<u16>,
    is_starred: bool,
    /// Nothing of the paragraph has come yet.
    is_at_start: bool,
    /// The paragraph is an item of a list.
    is_item: bool,
    /// What may be the number of an item.
    label: String,
    /// The mark of a note has come, and white space after it belongs to it.
    is_after_mark: bool,
    is_done: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Error> {
        while !self.is_done {
            let Some(byte) = self.bytes.next()? else { return Ok(()) };
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.take_control()?,
                b'\r' | b'\n' | 0 => {}
                _ => self.take_text(byte)?,
            }
        }
        Ok(())
    }

    /// Takes text up to what is none.
    fn take_text(&mut self, first: u8) -> Result<(), Error> {
        self.is_starred = false;
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        let is_wanted = !matches!(self.group.destination, Destination::Skipped | Destination::Silent);
        if is_wanted {
            self.text.push(first);
        }
        let rest = self.bytes.rest()?;
        let is_text = |byte: u8| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
        let run = rest.iter().position(|&byte| !is_text(byte)).unwrap_or(rest.len()).min(TEXT_BYTES);
        if is_wanted {
            self.text.extend_from_slice(rest.get(..run).unwrap_or_default());
        }
        self.bytes.start += run;
        // A space is never the second byte of a character.
        if self.text.len() >= TEXT_BYTES && self.text.last() == Some(&b' ')
            || self.text.len() >= TEXT_BYTES_MAX
        {
            self.flush();
        }
        Ok(())
    }

    /// Hands on the text that has come in a code page.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text);
        if bytes.is_ascii() {
            self.put(core::str::from_utf8(&bytes).unwrap_or_default());
        } else {
            let code_page = self.fonts.get(&self.group.font).copied().unwrap_or(self.code_page);
            match code_page {
                CodePage::Encoding(encoding) => {
                    let (text, _) = encoding.decode_without_bom_handling(&bytes);
                    self.put(&text);
                }
                CodePage::Table(table) => {
                    let of = |byte: u8| match byte.checked_sub(128) {
                        Some(place) => table.chars().nth(usize::from(place)).unwrap_or('\u{fffd}'),
                        None => char::from(byte),
                    };
                    let text: String = bytes.iter().map(|&byte| of(byte)).collect();
                    self.put(&text);
                }
            }
        }
        bytes.clear();
        self.text = bytes;
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        self.is_starred = false;
        if self.group.destination == Destination::Styles {
            self.style = Style::default();
            self.style_number = 0;
            self.name.clear();
        }
        if self.groups.len() >= self.limits.depth_max {
            if self.overflow == 0 {
                self.blocks.notice(Notice::Limited("depth_max"));
            }
            self.overflow += 1;
        } else {
            self.groups.push(self.group);
        }
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        self.is_starred = false;
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        let inside = self.group;
        let Some(outside) = self.groups.pop() else {
            self.is_done = true;
            return;
        };
        self.group = outside;
        for _ in outside.notes..inside.notes {
            self.blocks.step_back();
            self.is_after_mark = false;
        }
        match inside.destination {
            Destination::Metadata => self.blocks.block(),
            Destination::Styles => self.end_style(),
            _ => {}
        }
        self.is_done = self.groups.is_empty();
    }

    // Control words.

    fn take_control(&mut self) -> Result<(), Error> {
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
    fn take_sign(&mut self, sign: u8) -> Result<(), Error> {
        match sign {
            b'\'' => {
                let mut digits =
                    || Ok::<_, Error>(self.bytes.next()?.and_then(|byte| char::from(byte).to_digit(16)));
                let (high, low) = (digits()?, digits()?);
                if self.skip > 0 {
                    self.skip -= 1;
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

    fn take_text_byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !matches!(self.group.destination, Destination::Skipped | Destination::Silent) {
            self.text.push(byte);
        }
    }

    /// Puts what a control stands for.
    fn put_sign(&mut self, text: &str) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.put(text);
        }
    }

    fn take_word(&mut self, word: &str, number: Option<i32>) -> Result<(), Error> {
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
            "par" | "sect" | "page" | "column" => self.end_paragraph(),
            "cell" | "nestcell" | "row" | "nestrow" => self.end_paragraph(),
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
            "fcharset" => self.define_font(code_page_of_charset(number.unwrap_or(0))),
            "cpg" => self.define_font(number.and_then(code_page)),
            "nofwords" => self.state("words", number),
            "nofchars" => self.state("characters", number),
            "nofcharsws" => self.state("characters_with_spaces", number),
            "nofpages" => self.state("pages", number),
            _ => self.take_destination(word, is_starred),
        }
        Ok(())
    }

    /// Takes a control word that says where the text of its group goes.
    fn take_destination(&mut self, word: &str, is_starred: bool) {
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
            "fldinst" => {
                self.name.clear();
                Destination::Instruction
            }
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

    fn begin_note(&mut self, scope: Scope) {
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

    fn state(&mut self, what: &str, number: Option<i32>) {
        if let Some(number) = number.and_then(|number| u64::try_from(number).ok()) {
            self.blocks.stated(what, number);
        }
    }

    fn define_font(&mut self, code_page: Option<CodePage>) {
        if let Some(code_page) = code_page
            && self.group.destination == Destination::Fonts
            && self.fonts.len() < self.limits.parts_max
        {
            self.fonts.insert(self.font, code_page);
        }
    }

    fn end_style(&mut self) {
        let mut style = std::mem::take(&mut self.style);
        style.take_name(self.name.trim_end_matches(';'));
        self.name.clear();
        if self.styles.len() < self.limits.parts_max {
            self.styles.insert(self.style_number, style);
        }
    }

    /// A style, with what it has from those that it is based on.
    fn resolved(&self, number: i32) -> Style {
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

    fn take_unicode(&mut self, number: i32) {
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
        // Signs of fonts for symbols are no text.
        if !(0xf000..=0xf0ff).contains(&unit) {
            self.put(&String::from_utf16_lossy(&units));
        }
        self.skip = self.group.substitutes;
    }

    // Text on its way.

    /// The scope of text here.
    fn scope(&self) -> Scope {
        let group = &self.group;
        let paragraph = || {
            if group.is_table {
                Scope::Table
            } else if let Some(scope) = group.style.scope.filter(|&scope| scope != Scope::List) {
                scope
            } else if group.style.level.is_some() || group.outline.is_some() {
                Scope::Heading
            } else if group.is_list || self.is_item || group.style.scope.is_some() {
                Scope::List
            } else {
                Scope::Body
            }
        };
        match group.destination {
            _ if group.is_hidden => Scope::Hidden,
            _ if group.is_deleted && self.changes == Changes::Accepted => Scope::Deleted,
            _ if group.is_revised && self.changes == Changes::Rejected => Scope::Inserted,
            Destination::Text(Some(scope)) => scope,
            _ => group.field.unwrap_or_else(paragraph),
        }
    }

    fn put(&mut self, text: &str) {
        match self.group.destination {
            Destination::Text(_) => {}
            Destination::Metadata => return self.blocks.verbatim(Scope::Metadata, text),
            Destination::Styles | Destination::Instruction | Destination::PropertyName => {
                let left = NAME_BYTES_MAX.saturating_sub(self.name.len());
                self.name.push_str(text.get(..text.floor_char_boundary(left)).unwrap_or_default());
                return;
            }
            _ => return,
        }
        let mut text = text;
        if self.is_after_mark {
            text = text.trim_start();
            if text.is_empty() {
                return;
            }
            self.is_after_mark = false;
        }
        if self.group.notes > 0 {
            let scope = self.scope();
            return self.put_in(scope, text);
        }
        // Some write the number of an item as text, and a tab after it.
        let is_label = self.is_at_start && self.group.is_hanging && !self.group.is_table;
        if is_label && self.label.len() + text.len() <= LABEL_BYTES_MAX {
            return self.label.push_str(text);
        }
        self.end_label();
        self.put_in_paragraph(text);
    }

    fn put_in_paragraph(&mut self, text: &str) {
        let scope = self.scope();
        if self.is_at_start && !text.trim().is_empty() {
            self.is_at_start = false;
            if scope == Scope::Heading {
                let level = self.group.style.level.or(self.group.outline).unwrap_or(0);
                self.blocks.section(level + 1);
            }
        }
        self.put_in(scope, text);
    }

    /// Puts text without the places in it where words may be parted.
    fn put_in(&mut self, scope: Scope, text: &str) {
        for piece in text.split('\u{ad}') {
            self.blocks.text(scope, piece);
        }
    }

    fn take_tab(&mut self) {
        let label = self.label.trim();
        let is_number = label.len() > 1
            && label.ends_with(['.', ')'])
            && label.trim_matches(['(', ')', '.']).chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        if is_number || matches!(label, "•" | "◦" | "–" | "-" | "*" | "·" | "▪" | "○") {
            self.label.clear();
            self.is_item = true;
            self.is_at_start = true;
            // What follows is text, whatever it looks like.
            self.group.is_hanging = false;
            return;
        }
        self.put("\t");
    }

    /// Puts what might have been the number of an item and is not.
    fn end_label(&mut self) {
        if !self.label.is_empty() {
            let label = std::mem::take(&mut self.label);
            self.put_in_paragraph(&label);
        }
    }

    fn end_paragraph(&mut self) {
        match self.group.destination {
            Destination::Text(_) => {}
            Destination::Metadata => return self.blocks.block(),
            _ => return,
        }
        if self.group.notes == 0 {
            self.end_label();
            self.is_at_start = true;
            self.is_item = false;
        }
        self.blocks.block();
    }
}

#[cfg(test)]
mod tests;
