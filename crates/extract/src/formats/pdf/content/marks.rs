//! What marks in a content stream say of the text between them: which layer it is in, whether it is an artifact, and what
//! stands for it.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};
use hayro_syntax::xref::XRef;

use crate::error::Error;
use crate::read::Budget;

use super::super::{bytes, text};
use super::{Furniture, Interpreter, Run, UNMARKED};

impl Interpreter<'_> {
    /// Whether a layer, or what depends on several of them, is shown.
    ///
    /// # Errors
    /// It takes more bytes than there may be.
    pub(super) fn is_shown(
        &self,
        dict: &Dict<'_>,
        object: Option<ObjectIdentifier>,
        budget: &mut Budget,
    ) -> Result<bool, Error> {
        let is_off = |object: ObjectIdentifier| self.off.contains(&object);
        if dict.get::<Name<'_>>(b"Type").as_deref() != Some(b"OCMD") {
            return Ok(!object.is_some_and(is_off));
        }
        let layers: Vec<bool> = match dict.get::<Array<'_>>(b"OCGs") {
            Some(layers) => {
                bytes::pay_object(layers.data(), budget)?;
                layers
                    .raw_iter()
                    .filter_map(|layer| Some(!is_off(layer.as_obj_ref()?.into())))
                    .take(self.nesting_max)
                    .collect()
            }
            None => dict.get_ref(b"OCGs").map(|layer| !is_off(layer.into())).into_iter().collect(),
        };
        let (any_on, all_on) = (layers.contains(&true), !layers.contains(&false));
        let is_shown = match dict.get::<Name<'_>>(b"P").as_deref() {
            Some(b"AllOn") => all_on,
            Some(b"AnyOff") => !all_on,
            Some(b"AllOff") => !any_on,
            _ => any_on,
        };
        Ok(layers.is_empty() || is_shown)
    }
}

impl Run<'_, '_> {
    /// Begins what is marked.
    ///
    /// # Errors
    /// It takes more bytes than there may be.
    pub(super) fn mark(
        &mut self,
        tag: &Name<'_>,
        dict: Option<&Dict<'_>>,
        object: Option<ObjectIdentifier>,
    ) -> Result<(), Error> {
        let mut mark = self.marked.last().copied().unwrap_or(UNMARKED);
        match tag.as_ref() {
            b"Artifact" => {
                let name = |key: &[u8]| dict.and_then(|dict| dict.get::<Name<'_>>(key));
                let furniture = match (name(b"Type").as_deref(), name(b"Subtype").as_deref()) {
                    (_, Some(b"Header")) => Some(Furniture::Header),
                    (_, Some(b"Footer")) => Some(Furniture::Footer),
                    (Some(b"Pagination"), Some(b"Watermark")) => None,
                    // Some writers do not say what it is; with text in it, it is mostly this.
                    (Some(b"Pagination") | None, _) => Some(Furniture::Margin),
                    _ => None,
                };
                mark.is_decoration = mark.is_decoration || furniture.is_none();
                mark.furniture = mark.furniture.or(furniture);
            }
            b"OC" => {
                if let Some(dict) = dict {
                    mark.is_shown &= self.interpreter.is_shown(dict, object, self.budget)?;
                }
            }
            _ => {}
        }
        if mark.replacement.is_none()
            && let Some(text) =
                dict.and_then(|dict| dict.get::<hayro_syntax::object::String<'_>>(b"ActualText"))
        {
            bytes::pay_object(text.as_bytes(), self.budget)?;
            mark.replacement = Some(self.replacements.len());
            let letters = self.interpreter.faces.strings.add(&text::of_string(&text));
            self.replacements.push(Some(letters));
        }
        if self.marked.len() < self.interpreter.nesting_max {
            self.marked.push(mark);
        } else {
            self.unstacked[1] += 1;
        }
        Ok(())
    }
}

/// The layers that a reader of the file does not see at first.
pub(super) fn layers_off(xref: &XRef) -> Option<HashSet<ObjectIdentifier>> {
    let catalog = xref.get::<Dict<'_>>(xref.root_id())?;
    let properties = catalog.get::<Dict<'_>>(b"OCProperties")?;
    let setting = properties.get::<Dict<'_>>(b"D")?;
    let list = |array: Option<Array<'_>>| -> Vec<ObjectIdentifier> {
        let items = array.into_iter().flat_map(|array| array.raw_iter());
        items.filter_map(|item| item.as_obj_ref()).map(Into::into).collect()
    };
    let mut off = HashSet::new();
    if setting.get::<Name<'_>>(b"BaseState").as_deref() == Some(b"OFF") {
        off.extend(list(properties.get::<Array<'_>>(b"OCGs")));
    }
    for layer in list(setting.get::<Array<'_>>(b"ON")) {
        off.remove(&layer);
    }
    off.extend(list(setting.get::<Array<'_>>(b"OFF")));
    Some(off)
}
