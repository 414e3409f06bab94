//! What the styles of a document mean.

use std::collections::HashMap;

use crate::formats::xml::{Run, Space, Tag, Then};
use crate::scope::Scope;

/// What a style makes of a paragraph or of a piece of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) scope: Option<Scope>,
    /// The level of a heading, from 1.
    pub(crate) level: Option<u8>,
    pub(crate) is_item: Option<bool>,
    pub(crate) is_hidden: Option<bool>,
}

impl Meaning {
    /// What a style of this name means, whose names are those of the applications.
    pub(crate) fn of_name(name: &str) -> Self {
        if name.len() > NAME_BYTES_MAX {
            return Self::default();
        }
        let name: String =
            name.chars().filter(|it| !matches!(it, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect();
        let numbered = |start: &str| name.strip_prefix(start).and_then(|rest| rest.parse::<u8>().ok());
        if let Some(level @ 1..) = numbered("heading") {
            return Self { scope: Some(Scope::Heading), level: Some(level), ..Self::default() };
        }
        let scope = match name.as_str() {
            "title" | "subtitle" | "author" | "date" => Scope::Title,
            "quote" | "quotations" | "intensequote" | "blocktext" | "blockquote" | "blockquotation" => {
                Scope::Quote
            }
            "caption" | "tablecaption" | "imagecaption" | "illustration" | "figurecaption" => Scope::Caption,
            "sourcecode" | "htmlpreformatted" | "preformattedtext" | "plaintext" | "code" | "codeblock"
            | "macrotext" | "verbatimchar" | "htmlcode" | "htmlsample" | "htmlkeyboard" | "sourcetext"
            | "codechar" | "htmltypewriter" => Scope::Code,
            "bibliography" | "bibliography1" => Scope::Bibliography,
            "tocheading" | "contentsheading" | "tableoffigures" | "indexheading" => Scope::Nav,
            _ if numbered("toc").is_some()
                || numbered("contents").is_some()
                || numbered("index").is_some() =>
            {
                Scope::Nav
            }
            _ => return Self::default(),
        };
        Self { scope: Some(scope), ..Self::default() }
    }

    /// What is left open, from a style on which this one is based.
    fn or(self, base: Self) -> Self {
        // What a style says of its kind is one thing: a caption that is based on a heading is no heading.
        let (scope, level) = if self.scope.is_some() || self.level.is_some() {
            (self.scope, self.level)
        } else {
            (base.scope, base.level)
        };
        Self {
            scope,
            level,
            is_item: self.is_item.or(base.is_item),
            is_hidden: self.is_hidden.or(base.is_hidden),
        }
    }
}

/// The styles of a document by their names for machines.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    meanings: HashMap<String, Meaning>,
    bases: HashMap<String, String>,
    /// The one that is being read.
    open: Option<(String, Meaning)>,
}

/// Bytes of a name of a style; one that is longer is none. Names are looked up again and again.
pub(crate) const NAME_BYTES_MAX: usize = 256;

/// Styles that may be based on each other in a row.
const BASES_MAX: usize = 16;

impl Styles {
    /// Looks up what styles are based on, once all are there.
    pub(crate) fn settle(&mut self) {
        let mut settled = HashMap::with_capacity(self.meanings.len());
        for (id, &own) in &self.meanings {
            let mut meaning = own;
            let mut at = id;
            for _ in 0..BASES_MAX {
                let Some(base) = self.bases.get(at) else { break };
                meaning = meaning.or(self.meanings.get(base).copied().unwrap_or_default());
                at = base;
            }
            settled.insert(id.clone(), meaning);
        }
        self.meanings = settled;
        self.bases.clear();
    }

    /// What a style means; one that is nowhere described, by its name.
    pub(crate) fn get(&self, id: &str) -> Meaning {
        self.meanings.get(id).copied().unwrap_or_else(|| Meaning::of_name(id))
    }
}

impl Run for Styles {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        if tag.space != Space::Word {
            return Then::Enter;
        }
        if tag.local == "style" {
            let id = tag.attribute("styleId").unwrap_or_default().into_owned();
            self.open = Some((id, Meaning::default()));
            return Then::Enter;
        }
        let Some((id, meaning)) = &mut self.open else { return Then::Enter };
        match tag.local {
            "name" => {
                let named = Meaning::of_name(&tag.attribute("val").unwrap_or_default());
                (meaning.scope, meaning.level) = (named.scope, named.level);
            }
            "basedOn" => {
                let base = tag.attribute("val").unwrap_or_default().into_owned();
                if base.len() <= NAME_BYTES_MAX {
                    self.bases.insert(id.clone(), base);
                }
            }
            "outlineLvl" if meaning.scope.is_none() => meaning.level = outline_level(tag),
            "numId" => meaning.is_item = Some(tag.number::<u32>("val") != Some(0)),
            "vanish" => meaning.is_hidden = Some(is_on(tag)),
            "pPrChange" | "rPrChange" | "tblStylePr" => return Then::Skip,
            _ => {}
        }
        Then::Enter
    }

    fn end(&mut self, space: Space, local: &str) {
        if (space, local) == (Space::Word, "style")
            && let Some((id, meaning)) = self.open.take()
            && id.len() <= NAME_BYTES_MAX
        {
            self.meanings.insert(id, meaning);
        }
    }
}

/// The level of headings that an outline level stands for; the tenth is running text.
pub(crate) fn outline_level(tag: &Tag<'_>) -> Option<u8> {
    tag.number::<u8>("val").filter(|&level| level < 9).map(|level| level + 1)
}

/// Whether a switch is on, as it is if nothing else is said.
pub(crate) fn is_on(tag: &Tag<'_>) -> bool {
    !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off"))
}
