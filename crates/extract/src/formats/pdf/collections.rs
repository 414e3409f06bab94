//! Letters of fonts that number them as one of Adobe's collections of characters does, which is enough to know them.
//!
//! Fonts of Chinese, Japanese and Korean do, and many programs that put them into a file say no more about them.
//!
//! # Source
//! ISO 32000-2, 9.10.2, the third method.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::CMapResolverFn;
use hayro_syntax::object::{self, Array, Dict, Object};

/// The letters of the collections that fonts of a document are of; there are four.
#[derive(Default)]
pub(super) struct Collections(HashMap<CidFamily, Option<Arc<CMap>>>);

/// What the codes of a font mean.
pub(super) struct Collection {
    numbers: CMap,
    letters: Arc<CMap>,
}

impl Collections {
    /// The collection of a font that is in the file without a map to Unicode; the library knows those of the others.
    pub(super) fn of(&mut self, font: &Dict<'_>, maps: &CMapResolverFn) -> Option<Collection> {
        if font.get::<Object<'_>>(b"ToUnicode").is_some() {
            return None;
        }
        let descendant = font.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let kind = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
        let (registry, ordering) =
            (kind.get::<object::String<'_>>(b"Registry")?, kind.get::<object::String<'_>>(b"Ordering")?);
        let family = CidFamily::from_registry_ordering(&registry, &ordering);
        let name = family.ucs2_cmap()?;
        let letters =
            self.0.entry(family).or_insert_with(|| Some(Arc::new(parse(maps(name)?, maps)?))).clone()?;
        let numbers = match font.get::<Object<'_>>(b"Encoding")? {
            Object::Name(name) => match CMapName::from_bytes(&name) {
                CMapName::IdentityH | CMapName::IdentityV => CMap::identity_h(),
                name => parse(maps(name)?, maps)?,
            },
            Object::Stream(stream) => parse(&stream.decoded_data().ok()?, maps)?,
            _ => return None,
        };
        Some(Collection { numbers, letters })
    }
}

impl Collection {
    /// The letters of a code, if it has some.
    pub(super) fn letters(&self, code: u32) -> Option<BfString> {
        let number = (1..=4).find_map(|bytes| self.numbers.lookup_cid_code(code, bytes))?;
        self.letters.lookup_bf_string(number)
    }
}

fn parse(map: &[u8], maps: &CMapResolverFn) -> Option<CMap> {
    let others = Arc::clone(maps);
    CMap::parse(map, move |name| others(name))
}
