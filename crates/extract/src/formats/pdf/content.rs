//! Content streams: which letters stand where on a page. Whatever is no text is passed over.

mod marks;

use std::collections::{HashMap, HashSet};

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::xref::XRef;

use crate::error::Error;
use crate::limits::Limits;
use crate::read::Budget;

use super::bytes;
use super::fonts::{Faces, NOTHING};
use marks::layers_off;

/// Forms within forms, each of which takes a piece of the stack.
const FORMS_MAX: usize = 16;

/// Coordinates beyond this are on no page.
const FAR: f64 = 1e6;

/// What a page is furnished with beside its text, as a tagged file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Furniture {
    /// At the top of the page.
    Header,
    /// At its foot.
    Footer,
    /// A page number or the like, in either place.
    Margin,
}

/// A glyph on a page. Its line runs along x, and y grows downwards: what is turned on the page is turned back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) x: f32,
    /// Of the baseline.
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    /// Letters, as `Strings` has them.
    pub(super) letters: u32,
    /// By how many degrees the line was turned.
    pub(super) turn: i16,
    pub(super) is_bold: bool,
    pub(super) is_monospaced: bool,
    /// Is not painted.
    pub(super) is_hidden: bool,
    pub(super) furniture: Option<Furniture>,
}

/// What is on a page.
#[derive(Default)]
pub(super) struct Painted {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) has_pictures: bool,
    /// There were more glyphs than there may be.
    pub(super) is_limited: bool,
    /// Whether a part of its content cannot be read.
    pub(super) is_damaged: bool,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// An affine map: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Clone, Copy)]
struct Map([f64; 6]);

impl Map {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First the other one, then this one.
    fn after(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, oe, of] = other.0;
        Self([
            a * oa + c * ob,
            b * oa + d * ob,
            a * oc + c * od,
            b * oc + d * od,
            a * oe + c * of + e,
            b * oe + d * of + f,
        ])
    }

    fn moved(self, x: f64, y: f64) -> Self {
        self.after(Self([1.0, 0.0, 0.0, 1.0, x, y]))
    }

    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// The part of the graphics state that text depends on.
#[derive(Clone, Copy)]
struct State {
    map: Map,
    face: Option<usize>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    /// Of the width, where 1 is natural.
    stretch: f64,
    leading: f64,
    rise: f64,
    is_hidden: bool,
}

/// What is said of a stretch of content.
#[derive(Clone, Copy)]
struct Marked {
    is_shown: bool,
    /// None of a tagged file's content: leave it out.
    is_decoration: bool,
    furniture: Option<Furniture>,
    /// Which text its first glyph stands for, in place of its own and of all that follow.
    replacement: Option<usize>,
}

const UNMARKED: Marked = Marked { is_shown: true, is_decoration: false, furniture: None, replacement: None };

/// Reads the content of pages.
pub(super) struct Interpreter<'a> {
    pub(super) faces: Faces<'a>,
    /// Layers that are switched off.
    off: HashSet<ObjectIdentifier>,
    nesting_max: usize,
    glyphs_max: usize,
}

impl<'a> Interpreter<'a> {
    pub(super) fn new(xref: &'a XRef, limits: &Limits) -> Self {
        let off = if xref.has_optional_content_groups() { layers_off(xref) } else { None };
        Self {
            faces: Faces::new(),
            off: off.unwrap_or_default(),
            nesting_max: limits.depth_max,
            glyphs_max: limits.glyphs_max,
        }
    }

    /// What is on a page.
    ///
    /// # Errors
    /// It takes more bytes than there may be.
    pub(super) fn page(&mut self, page: &Page<'a>, budget: &mut Budget) -> Result<Painted, Error> {
        let (width, height) = page.render_dimensions();
        let map = Map(page.initial_transform(true).as_coeffs());
        let painted = Painted { width, height, ..Painted::default() };
        let mut run = Run {
            interpreter: self,
            budget,
            painted,
            states: vec![],
            state: State {
                map,
                face: None,
                size: 0.0,
                letter_space: 0.0,
                word_space: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
                is_hidden: false,
            },
            marked: vec![],
            replacements: vec![],
            unstacked: [0; 2],
        };
        let mut content = vec![];
        if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
            bytes::pay_object(stream.dict().data(), run.budget)?;
            content = run.bytes(&stream)?;
        } else if let Some(streams) = page.raw().get::<Array<'_>>(b"Contents") {
            bytes::pay_object(streams.data(), run.budget)?;
            for stream in streams.iter::<Stream<'_>>() {
                bytes::pay_object(stream.dict().data(), run.budget)?;
                content.append(&mut run.bytes(&stream)?);
                content.push(b' ');
            }
        }
        run.content(&content, page.resources(), 0)?;
        if let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") {
            bytes::pay_object(annotations.data(), run.budget)?;
            for annotation in annotations.iter::<Dict<'_>>() {
                run.annotation(&annotation, page.resources(), map)?;
            }
        }
        Ok(run.painted)
    }
}

/// One page while it is read.
struct Run<'r, 'a> {
    interpreter: &'r mut Interpreter<'a>,
    budget: &'r mut Budget,
    painted: Painted,
    state: State,
    states: Vec<State>,
    marked: Vec<Marked>,
    /// Texts that marked content stands for, until they are used.
    replacements: Vec<Option<u32>>,
    /// States and marks that were too deep to be kept, so that their ends are known.
    unstacked: [usize; 2],
}

impl<'a> Run<'_, 'a> {
    fn content(&mut self, content: &[u8], resources: &Resources<'a>, depth: usize) -> Result<(), Error> {
        let (states, marks) = (self.states.len(), self.marked.len());
        let mut faces: HashMap<Vec<u8>, Option<usize>> = HashMap::new();
        let mut line = Map::IDENTITY;
        let mut at = Map::IDENTITY;
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            if self.painted.is_limited {
                break;
            }
            match operation {
                TypedInstruction::SaveState(_) => {
                    if self.states.len() < self.interpreter.nesting_max {
                        self.states.push(self.state);
                    } else {
                        self.unstacked[0] += 1;
                    }
                }
                TypedInstruction::RestoreState(_) => {
                    if self.unstacked[0] > 0 {
                        self.unstacked[0] -= 1;
                    } else if self.states.len() > states
                        && let Some(state) = self.states.pop()
                    {
                        self.state = state;
                    }
                }
                TypedInstruction::Transform(m) => {
                    let map = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    self.state.map = self.state.map.after(Map(map));
                }
                TypedInstruction::SetGraphicsState(name) => {
                    let state = resources.get_ext_g_state(name.0).unwrap_or_default();
                    bytes::pay_object(state.data(), self.budget)?;
                    if let Some(font) = state.get::<Array<'_>>(b"Font") {
                        bytes::pay_object(font.data(), self.budget)?;
                        if let Some(dict) = font.iter::<Dict<'_>>().next() {
                            self.state.face = self.interpreter.faces.load(&dict, self.budget)?;
                        }
                        self.state.size = font.iter::<f64>().last().unwrap_or(self.state.size);
                    }
                }
                TypedInstruction::BeginText(_) => (line, at) = (Map::IDENTITY, Map::IDENTITY),
                TypedInstruction::TextFont(font) => {
                    self.state.size = font.1.as_f64();
                    let name = font.0.as_ref();
                    self.state.face = match faces.get(name) {
                        Some(face) => *face,
                        None => {
                            let face = match resources.get_font(font.0) {
                                Some(dict) => self.interpreter.faces.load(&dict, self.budget)?,
                                None => None,
                            };
                            faces.insert(name.to_vec(), face);
                            face
                        }
                    };
                }
                TypedInstruction::SetTextMatrix(m) => {
                    line = Map([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                    at = line;
                }
                TypedInstruction::NextLine(by) => {
                    line = line.moved(by.0.as_f64(), by.1.as_f64());
                    at = line;
                }
                TypedInstruction::NextLineAndSetLeading(by) => {
                    self.state.leading = -by.1.as_f64();
                    line = line.moved(by.0.as_f64(), by.1.as_f64());
                    at = line;
                }
                TypedInstruction::NextLineUsingLeading(_) => {
                    line = line.moved(0.0, -self.state.leading);
                    at = line;
                }
                TypedInstruction::ShowText(text) => self.show(text.0.as_bytes(), &mut at),
                TypedInstruction::NextLineAndShowText(text) => {
                    line = line.moved(0.0, -self.state.leading);
                    at = line;
                    self.show(text.0.as_bytes(), &mut at);
                }
                TypedInstruction::ShowTextWithParameters(text) => {
                    self.state.word_space = text.0.as_f64();
                    self.state.letter_space = text.1.as_f64();
                    line = line.moved(0.0, -self.state.leading);
                    at = line;
                    self.show(text.2.as_bytes(), &mut at);
                }
                TypedInstruction::ShowTexts(pieces) => {
                    for piece in pieces.0.iter::<Object<'_>>() {
                        match piece {
                            Object::String(text) => self.show(text.as_bytes(), &mut at),
                            Object::Number(back) => {
                                let by = -back.as_f64() / 1000.0 * self.state.size;
                                self.go(&mut at, by);
                            }
                            _ => {}
                        }
                    }
                }
                TypedInstruction::CharacterSpacing(space) => self.state.letter_space = space.0.as_f64(),
                TypedInstruction::WordSpacing(space) => self.state.word_space = space.0.as_f64(),
                TypedInstruction::HorizontalScaling(percent) => {
                    self.state.stretch = percent.0.as_f64() / 100.0;
                }
                TypedInstruction::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
                TypedInstruction::TextRise(rise) => self.state.rise = rise.0.as_f64(),
                TypedInstruction::TextRenderingMode(mode) => {
                    self.state.is_hidden = matches!(mode.0.as_i64(), 3 | 7);
                }
                TypedInstruction::BeginMarkedContent(tag) => self.mark(tag.0, None, None)?,
                TypedInstruction::BeginMarkedContentWithProperties(tag) => {
                    let (dict, object) = match tag.1 {
                        Object::Name(name) => {
                            let dict = resources.properties.get::<Dict<'_>>(name);
                            bytes::pay_object(dict.as_ref().map_or(&[], Dict::data), self.budget)?;
                            (dict, resources.properties.get_ref(name).map(Into::into))
                        }
                        Object::Dict(dict) => (Some(dict.clone()), None),
                        _ => (None, None),
                    };
                    self.mark(tag.0, dict.as_ref(), object)?;
                }
                TypedInstruction::EndMarkedContent(_) => {
                    if self.unstacked[1] > 0 {
                        self.unstacked[1] -= 1;
                    } else if self.marked.len() > marks {
                        self.marked.pop();
                    }
                }
                TypedInstruction::XObject(name) => {
                    if let Some(stream) = resources.get_x_object(name.0) {
                        self.object(&stream, resources, depth)?;
                    }
                }
                TypedInstruction::InlineImage(_) => self.painted.has_pictures = true,
                _ => {}
            }
        }
        // What a stream leaves open ends with it.
        if let Some(state) = self.states.get(states) {
            self.state = *state;
        }
        self.states.truncate(states);
        self.marked.truncate(marks);
        self.unstacked = [0; 2];
        Ok(())
    }

    /// The bytes of a stream of content.
    fn bytes(&mut self, stream: &Stream<'a>) -> Result<Vec<u8>, Error> {
        let (bytes, is_whole) = bytes::content(stream, self.budget)?;
        self.painted.is_damaged |= !is_whole;
        Ok(bytes)
    }

    fn object(&mut self, stream: &Stream<'a>, outer: &Resources<'a>, depth: usize) -> Result<(), Error> {
        let dict = stream.dict();
        bytes::pay_object(dict.data(), self.budget)?;
        match dict.get::<Name<'_>>(b"Subtype").as_deref() {
            Some(b"Image") => self.painted.has_pictures = true,
            Some(b"Form") if depth < FORMS_MAX => {
                if let Some(layer) = dict.get::<Dict<'_>>(b"OC") {
                    bytes::pay_object(layer.data(), self.budget)?;
                    let object = dict.get_ref(b"OC").map(Into::into);
                    if !self.interpreter.is_shown(&layer, object, self.budget)? {
                        return Ok(());
                    }
                }
                let content = self.bytes(stream)?;
                let resources = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
                if let Some(own) = &resources {
                    for dict in [&own.fonts, &own.x_objects, &own.ext_g_states, &own.properties] {
                        bytes::pay_object(dict.data(), self.budget)?;
                    }
                }
                let state = self.state;
                if let Some(map) = dict.get::<[f64; 6]>(b"Matrix") {
                    self.state.map = self.state.map.after(Map(map));
                }
                self.content(&content, resources.as_ref().unwrap_or(outer), depth + 1)?;
                self.state = state;
            }
            _ => {}
        }
        Ok(())
    }

    /// Text that has been written onto a page, and what has been filled into a form.
    fn annotation(&mut self, dict: &Dict<'a>, resources: &Resources<'a>, page: Map) -> Result<(), Error> {
        const HIDDEN: u32 = 1 << 1 | 1 << 5;
        bytes::pay_object(dict.data(), self.budget)?;
        let is_text = matches!(dict.get::<Name<'_>>(b"Subtype").as_deref(), Some(b"Widget" | b"FreeText"));
        if !is_text || dict.get::<u32>(b"F").unwrap_or(0) & HIDDEN != 0 {
            return Ok(());
        }
        let looks = dict.get::<Dict<'_>>(b"AP").unwrap_or_default();
        let states = looks.get::<Dict<'_>>(b"N").unwrap_or_default();
        for dict in [&looks, &states] {
            bytes::pay_object(dict.data(), self.budget)?;
        }
        let appearance =
            looks.get::<Stream<'_>>(b"N").or_else(|| states.get::<Stream<'_>>(dict.get::<Name<'_>>(b"AS")?));
        let (Some(appearance), Some(place)) = (appearance, dict.get::<Rect>(b"Rect")) else { return Ok(()) };
        let form = appearance.dict();
        let own = Map(form.get::<[f64; 6]>(b"Matrix").unwrap_or(Map::IDENTITY.0));
        let Some([x0, y0, x1, y1]) = form.get::<[f64; 4]>(b"BBox") else { return Ok(()) };
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| own.apply(x, y));
        let least = corners.iter().fold((f64::MAX, f64::MAX), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        let most = corners.iter().fold((f64::MIN, f64::MIN), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        let scale = |length: f64, natural: f64| if natural > 0.0 { length / natural } else { 1.0 };
        let (sx, sy) =
            (scale(place.x1 - place.x0, most.0 - least.0), scale(place.y1 - place.y0, most.1 - least.1));
        let into = Map([sx, 0.0, 0.0, sy, place.x0 - sx * least.0, place.y0 - sy * least.1]);
        self.state = State { map: page.after(into), is_hidden: false, ..self.state };
        self.object(&appearance, resources, 1)
    }

    /// Goes along the line, by a length in units of text.
    fn go(&self, at: &mut Map, by: f64) {
        let is_vertical = self.state.face.and_then(|face| self.interpreter.faces.get(face));
        let is_vertical = is_vertical.is_some_and(|face| face.is_vertical);
        *at = if is_vertical { at.moved(0.0, by) } else { at.moved(by * self.state.stretch, 0.0) };
    }

    fn show(&mut self, text: &[u8], at: &mut Map) {
        let state = self.state;
        let Some((face, strings)) = state.face.and_then(|face| self.interpreter.faces.get_mut(face)) else {
            return;
        };
        let mark = self.marked.last().copied().unwrap_or(UNMARKED);
        let is_left_out = !mark.is_shown || mark.is_decoration;
        let whole = state.map.after(*at);
        let [a, b, c, d, _, _] = whole.0;
        // Along the line, and across it, for a unit of text. A negative size turns it round.
        let sign = if state.size < 0.0 { -1.0 } else { 1.0 };
        let stretch = state.stretch * sign;
        let (along, across) = if face.is_vertical {
            ((-c * sign, -d * sign), a.hypot(b) * state.stretch)
        } else {
            ((a * stretch, b * stretch), c.hypot(d))
        };
        let unit = along.0.hypot(along.1);
        let size = state.size.abs() * if face.is_vertical { unit } else { across };
        let turn = if along.1.abs() < unit * 1e-3 && along.0 > 0.0 {
            0.0
        } else {
            along.1.atan2(along.0).to_degrees().round()
        };
        let (sine, cosine) = match turn as i16 {
            0 => (0.0, 1.0),
            90 => (1.0, 0.0),
            -90 => (-1.0, 0.0),
            180 | -180 => (0.0, -1.0),
            _ => turn.to_radians().sin_cos(),
        };
        let (mut place, mut along_text) = (0, 0.0);
        while place < text.len() {
            let (code, number, length) = face.next(text, place, strings);
            place += length;
            let width = f64::from(code.advance) / 1000.0 * state.size;
            let advance = if face.is_vertical { -width } else { width };
            let start = if face.is_vertical {
                whole.apply(0.0, -along_text)
            } else {
                whole.apply(along_text * state.stretch, state.rise)
            };
            let mut space = state.letter_space;
            if number == 32 && length == 1 {
                space += state.word_space;
            }
            let glyph_length = advance * sign * unit;
            let (x, y) = (start.0 * cosine + start.1 * sine, start.1 * cosine - start.0 * sine);
            along_text += advance + if face.is_vertical { -space } else { space };
            let is_on_page = x.abs() < FAR && y.abs() < FAR && size > 0.01 && size < 1e4;
            if is_left_out || !is_on_page || glyph_length.abs() > FAR {
                continue;
            }
            let letters = match mark.replacement {
                Some(text) => self.replacements.get_mut(text).and_then(Option::take).unwrap_or(NOTHING),
                None => code.letters,
            };
            if self.painted.glyphs.len() >= self.interpreter.glyphs_max {
                self.painted.is_limited = true;
                break;
            }
            self.painted.glyphs.push(Glyph {
                x: x as f32,
                y: y as f32,
                width: glyph_length.max(0.0) as f32,
                size: size as f32,
                letters,
                turn: turn as i16,
                is_bold: face.is_bold,
                is_monospaced: face.is_monospaced,
                is_hidden: state.is_hidden,
                furniture: mark.furniture,
            });
        }
        let is_vertical = face.is_vertical;
        *at =
            if is_vertical { at.moved(0.0, -along_text) } else { at.moved(along_text * state.stretch, 0.0) };
    }
}
