//! Fonts: which letters a code stands for, and how wide it is.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hayro_cmap::{BfString, load_embedded};
use hayro_font::{CMapResolverFn, Font, FontCache, FontData, FontGlyph, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};

use crate::error::Error;
use crate::read::Budget;

use super::collections::{Collection, Collections};
use super::{bytes, tex};

/// A font program in the Compact Font Format with one empty glyph. The library wants one for each font that is not in
/// the file; names, letters and widths of the 14 standard fonts it knows by itself, and shapes are not looked at here.
#[rustfmt::skip]
pub(super) const EMPTY_PROGRAM: &[u8] = &[
    1, 0, 4, 1, // Version 1.0, four bytes of header, offsets of one byte.
    0, 1, 1, 1, 2, b'E', // One name.
    0, 1, 1, 1, 3, 160, 17, // One dictionary: the glyphs are at byte 21.
    0, 0, // No strings.
    0, 0, // No subroutines.
    0, 1, 1, 1, 2, 14, // One glyph: its end.
];

/// Codes of a font that are remembered.
const CODES_MAX: usize = 1 << 16;

/// Bytes of predefined maps of codes that one font may be made of. It names one or two, which are made of others.
const MAP_BYTES_MAX: u64 = 1 << 20;

/// The same of all fonts, which the library makes a map for each. Fonts beyond are left out.
const ALL_MAP_BYTES_MAX: u64 = 128 << 20;

/// What is made of a byte of them.
const MAP_SHARE: u64 = 4;

/// Strings of letters that are remembered.
const STRINGS_MAX: usize = 1 << 20;

/// Letters that no character stands for alone are in a table of the document.
const FIRST_STRING: u32 = 0x11_0000;

/// The letters of a glyph that has none.
pub(super) const NOTHING: u32 = u32::MAX;

/// Several letters that one glyph stands for.
#[derive(Default)]
pub(super) struct Strings(Vec<Box<str>>);

impl Strings {
    /// The number that stands for these letters.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => letter as u32,
            _ if self.0.len() < STRINGS_MAX => {
                self.0.push(text.into());
                FIRST_STRING.saturating_add((self.0.len() - 1) as u32)
            }
            _ => char::REPLACEMENT_CHARACTER as u32,
        }
    }

    /// Appends the letters that a number stands for.
    pub(super) fn append_to(&self, text: &mut String, letters: u32) {
        match char::from_u32(letters) {
            Some(letter) => text.push(letter),
            None => {
                text.push_str(self.0.get((letters - FIRST_STRING.min(letters)) as usize).map_or("", |s| s));
            }
        }
    }
}

/// A code in a font.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// Its letters, in the table of the document where there are several.
    pub(super) letters: u32,
    /// How far it goes along the line, in thousandths of the font size.
    pub(super) advance: f32,
}

/// A font of a document.
pub(super) struct Face<'a> {
    font: Font<'a>,
    codes: HashMap<u32, Code>,
    short: Box<[Option<Code>; 256]>,
    /// Whether it is a bitmap font of TeX, and then whether in T1.
    of_tex: Option<bool>,
    /// What its codes mean where the library does not know it.
    collection: Option<Collection>,
    /// Whether its codes are UTF-16.
    is_unicode: bool,
    pub(super) is_vertical: bool,
    pub(super) is_bold: bool,
    pub(super) is_monospaced: bool,
}

impl Face<'_> {
    /// The next code of some bytes, and how many of them it takes.
    pub(super) fn next(&mut self, text: &[u8], at: usize, strings: &mut Strings) -> (Code, u32, usize) {
        let (number, length) = self.font.read_code(text, at);
        if let Some(Some(code)) = self.short.get(number as usize) {
            return (*code, number, length.max(1));
        }
        if let Some(code) = self.codes.get(&number) {
            return (*code, number, length.max(1));
        }
        let code = self.look_up(number, strings);
        if let Some(place) = self.short.get_mut(number as usize) {
            *place = Some(code);
        } else if self.codes.len() < CODES_MAX {
            self.codes.insert(number, code);
        }
        (code, number, length.max(1))
    }

    fn look_up(&self, number: u32, strings: &mut Strings) -> Code {
        let glyph = self.font.map_code(number);
        let letters = match self.font.glyph(glyph, number) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let letters = letters.or_else(|| self.collection.as_ref()?.letters(number));
        let letters = match letters {
            _ if self.is_unicode => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER) as u32,
            Some(BfString::Char(letter)) => letter as u32,
            Some(BfString::String(letters)) => strings.add(&letters),
            None => {
                let letters = self.of_tex.and_then(|is_t1| tex::letters(number, is_t1));
                letters.map_or(char::REPLACEMENT_CHARACTER as u32, |letters| strings.add(letters))
            }
        };
        let advance = self.font.code_advance(number);
        let advance = if self.is_vertical { advance.y } else { advance.x } as f32;
        Code { letters, advance: if advance.is_finite() { advance } else { 0.0 } }
    }
}

/// The fonts of a document.
pub(super) struct Faces<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
    /// Bytes of predefined maps that the font which is being read is made of.
    map_bytes: Arc<AtomicU64>,
    collections: Collections,
    faces: Vec<Face<'a>>,
    by_object: HashMap<ObjectIdentifier, Option<usize>>,
    /// How many fonts cannot be read, and their text with them.
    pub(super) left_out: usize,
    pub(super) strings: Strings,
}

impl<'a> Faces<'a> {
    pub(super) fn new() -> Self {
        let map_bytes = Arc::new(AtomicU64::new(0));
        let (taken, all) = (Arc::clone(&map_bytes), AtomicU64::new(0));
        Self {
            cache: FontCache::new(),
            programs: Arc::new(|_| Some((Arc::new(EMPTY_PROGRAM) as FontData, 0))),
            // A map of the file may name others a thousand times, each of which is read anew.
            maps: Arc::new(move |name| {
                let map = load_embedded(name)?;
                let add = |sum: &AtomicU64| sum.fetch_add(map.len() as u64, Ordering::Relaxed);
                (add(&taken) < MAP_BYTES_MAX && add(&all) < ALL_MAP_BYTES_MAX).then_some(map)
            }),
            map_bytes,
            collections: Collections::default(),
            faces: vec![],
            by_object: HashMap::new(),
            left_out: 0,
            strings: Strings::default(),
        }
    }

    pub(super) fn get(&self, face: usize) -> Option<&Face<'a>> {
        self.faces.get(face)
    }

    /// A face, and the table of letters.
    pub(super) fn get_mut(&mut self, face: usize) -> Option<(&mut Face<'a>, &mut Strings)> {
        Some((self.faces.get_mut(face)?, &mut self.strings))
    }

    /// Pays for the maps of the font before, which the library may have read when its letters were asked for.
    fn pay_maps(&self, budget: &mut Budget) -> Result<(), Error> {
        let bytes = self.map_bytes.swap(0, Ordering::Relaxed);
        budget.spend(bytes.min(MAP_BYTES_MAX) * MAP_SHARE)
    }

    /// The number of the face that a dictionary describes.
    ///
    /// # Errors
    /// It takes more bytes than there may be.
    pub(super) fn load(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Result<Option<usize>, Error> {
        bytes::pay_object(dict.data(), budget)?;
        let object = dict.obj_id();
        if let Some(known) = object.and_then(|object| self.by_object.get(&object)) {
            return Ok(*known);
        }
        bytes::pay_font(dict, budget)?;
        self.pay_maps(budget)?;
        let font =
            if has_few_widths(dict) { self.cache.font(dict, &self.programs, &self.maps) } else { None };
        let face = font.map(|font| {
            let (is_bold, is_monospaced) = look(dict);
            self.faces.push(Face {
                is_vertical: !font.is_horizontal(),
                font,
                codes: HashMap::new(),
                short: Box::new([None; 256]),
                of_tex: tex::is_of_tex(dict),
                collection: self.collections.of(dict, &self.maps),
                // Instead of a table some writers name the one that changes nothing.
                is_unicode: dict
                    .get::<Name<'_>>(b"ToUnicode")
                    .is_some_and(|name| matches!(&*name, b"Identity-H" | b"Identity-V")),
                is_bold,
                is_monospaced,
            });
            self.faces.len() - 1
        });
        self.left_out += usize::from(face.is_none());
        if let Some(object) = object {
            self.by_object.insert(object, face);
        }
        Ok(face)
    }
}

/// Whether a font has no more widths than it can have codes. The library makes a list of all that a few numbers say,
/// and would fill the memory with it.
fn has_few_widths(dict: &Dict<'_>) -> bool {
    let is_short = |key: &[u8]| dict.get::<f64>(key).is_none_or(|code| code <= 255.0);
    let Some(font) =
        dict.get::<Array<'_>>(b"DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next())
    else {
        return is_short(b"FirstChar") && is_short(b"LastChar");
    };
    let mut widths = 0;
    let mut add = |first: u32, last: u32| {
        widths += u64::from(last.saturating_sub(first)) + 1;
        widths <= CODES_MAX as u64 * 2
    };
    // In the same steps as the library.
    if let Some(array) = font.get::<Array<'_>>(b"W") {
        let mut array = array.flex_iter();
        loop {
            if array.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            match array.next::<(u32, u32, f32)>() {
                Some((first, last, _)) if !add(first, last) => return false,
                Some(_) => {}
                None => break,
            }
        }
    }
    if let Some(array) = font.get::<Array<'_>>(b"W2") {
        let mut array = array.flex_iter();
        loop {
            if array.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            match array.next::<(u32, u32, f32, f32, f32)>() {
                Some((first, last, ..)) if !add(first, last) => return false,
                Some(_) => {}
                None => break,
            }
        }
    }
    true
}

/// Whether a font is bold, and whether it is monospaced.
fn look(dict: &Dict<'_>) -> (bool, bool) {
    const FIXED_PITCH: u32 = 1;
    const FORCE_BOLD: u32 = 1 << 18;
    const BOLD: [&str; 7] = ["bold", "black", "heavy", "demi", "-bd", "cmbx", "sfbx"];
    const MONOSPACED: [&str; 6] = ["mono", "courier", "cmtt", "sftt", "typewriter", "consol"];
    let name = dict.get::<Name<'_>>(b"BaseFont").map(|name| name.as_str().to_ascii_lowercase());
    let name = name.unwrap_or_default();
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor").or_else(|| {
        let descendant = dict.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
        descendant.get::<Dict<'_>>(b"FontDescriptor")
    });
    let descriptor = descriptor.unwrap_or_default();
    let flags = descriptor.get::<u32>(b"Flags").unwrap_or(0);
    let weight = descriptor.get::<u32>(b"FontWeight").unwrap_or(0);
    let has = |marks: &[&str]| marks.iter().any(|mark| name.contains(mark));
    (has(&BOLD) || weight >= 600 || flags & FORCE_BOLD != 0, has(&MONOSPACED) || flags & FIXED_PITCH != 0)
}

#[cfg(test)]
mod tests {
    use hayro_cmap::CMapName;

    use super::*;

    #[test]
    fn fonts_are_made_of_so_many_maps_and_no_more() {
        let faces = Faces::new();
        let load = |is_another_font: bool| {
            if is_another_font {
                faces.map_bytes.store(0, Ordering::Relaxed);
            }
            (faces.maps)(CMapName::UniJisUtf16H).map_or(0, |map| map.len() as u64)
        };
        let sum = |is_another_font: bool| -> u64 { (0..10_000).map(|_| load(is_another_font)).sum() };
        assert!((MAP_BYTES_MAX..MAP_BYTES_MAX * 2).contains(&sum(false)));
        assert!((ALL_MAP_BYTES_MAX - MAP_BYTES_MAX * 2..ALL_MAP_BYTES_MAX).contains(&sum(true)));
    }
}
