//! Letters of fonts that number them as one of Adobe's collections of characters does, which is enough to know them.
//!
//! Fonts of Chinese, Japanese and Korean do, and many programs that put them into a file say no more about them.
//!
//! # Source
//! ISO 32000-2, 9.10.2, the third method.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::CMapResolverFn;
use hayro_syntax::object::{self, Array, Dict, Object, ObjectIdentifier};

/// The maps of the collections that fonts of a document are of. Many fonts share a map, which may be large.
#[derive(Default)]
pub(super) struct Collections {
    /// Those that everybody has, by their names.
    known: HashMap<Vec<u8>, Arc<CMap>>,
    /// Those of the file.
    own: HashMap<ObjectIdentifier, Arc<CMap>>,
}

/// What the codes of a font mean.
pub(super) struct Collection {
    numbers: Arc<CMap>,
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
        let letters =
            self.known(CidFamily::from_registry_ordering(&registry, &ordering).ucs2_cmap()?, maps)?;
        let numbers = match font.get::<Object<'_>>(b"Encoding")? {
            Object::Name(name) => self.known(CMapName::from_bytes(&name), maps)?,
            Object::Stream(stream) => {
                let object = stream.obj_id();
                shared(&mut self.own, object, || parse(&stream.decoded_data().ok()?, maps))?
            }
            _ => return None,
        };
        Some(Collection { numbers, letters })
    }

    fn known(&mut self, name: CMapName<'_>, maps: &CMapResolverFn) -> Option<Arc<CMap>> {
        shared(&mut self.known, name.to_bytes().to_vec(), || match name {
            CMapName::IdentityH | CMapName::IdentityV => Some(CMap::identity_h()),
            name => parse(maps(name)?, maps),
        })
    }
}

/// The map that has been made already, or is made now if it can be.
fn shared<K: Eq + Hash>(
    made: &mut HashMap<K, Arc<CMap>>,
    key: K,
    make: impl FnOnce() -> Option<CMap>,
) -> Option<Arc<CMap>> {
    Some(Arc::clone(match made.entry(key) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(Arc::new(make()?)),
    }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_share_their_maps() {
        let maps: CMapResolverFn = Arc::new(hayro_cmap::load_embedded);
        let mut collections = Collections::default();
        let mut map = |name: &[u8]| collections.known(CMapName::from_bytes(name), &maps);
        assert!(Arc::ptr_eq(&map(b"90ms-RKSJ-H").unwrap(), &map(b"90ms-RKSJ-H").unwrap()));
        assert!(Arc::ptr_eq(&map(b"Identity-H").unwrap(), &map(b"Identity-H").unwrap()));
        assert!(map(b"None").is_none());
    }
}
