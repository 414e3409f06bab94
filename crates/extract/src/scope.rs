//! The parts of a document that may or may not count.

use core::fmt;

macro_rules! scopes {
    ($($(#[doc = $meaning:literal])+ $name:ident: $id:literal, $counts:literal;)+) => {
        /// The part of a document that a piece of text belongs to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            $($(#[doc = $meaning])+ $name,)+
        }

        impl Scope {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// Whether it counts unless somebody says otherwise: what a reader of the printed document reads.
            #[must_use]
            pub const fn counts(self) -> bool {
                match self {
                    $(Self::$name => $counts,)+
                }
            }

            /// What it is, for people.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($meaning),+).trim_ascii(),)+
                }
            }
        }
    };
}

scopes! {
    /// Running text.
    Body: "body", true;
    /// The title of the document, and what belongs to it: subtitle, authors, date.
    Title: "title", true;
    /// Headings of sections.
    Heading: "heading", true;
    /// Items of lists, without their numbers and bullets.
    List: "list", true;
    /// Cells of tables.
    Table: "table", true;
    /// Captions of figures and tables.
    Caption: "caption", true;
    /// Quotations set apart from the text.
    Quote: "quote", true;
    /// Footnotes, without their marks.
    Footnote: "footnote", true;
    /// Notes at the end of the document or of a chapter.
    Endnote: "endnote", true;
    /// Boxes with text beside the text.
    Textbox: "textbox", true;
    /// Lists of sources.
    Bibliography: "bibliography", true;
    /// Listings and other text that is a program's, or a program's words.
    Code: "code", false;
    /// Formulas.
    Math: "math", false;
    /// What stands at the top of every page.
    Header: "header", false;
    /// What stands at the foot of every page.
    Footer: "footer", false;
    /// Menus and other ways to elsewhere; tables of contents.
    Nav: "nav", false;
    /// Remarks about the text: of reviewers, of programmers.
    Comment: "comment", false;
    /// What a tracked change has put in, where it does not count as accepted.
    Inserted: "inserted", false;
    /// What a tracked change has taken out, where it does not count as rejected.
    Deleted: "deleted", false;
    /// What is not shown.
    Hidden: "hidden", false;
    /// What stands for a picture where it cannot be seen.
    AltText: "alt_text", false;
    /// What the speaker of a presentation sees.
    SpeakerNotes: "speaker_notes", false;
    /// Settings at the beginning of a text, such as YAML between two lines of dashes.
    FrontMatter: "front_matter", false;
    /// What the file says about the document: subject, keywords, sender and receivers.
    Metadata: "metadata", false;
    /// Text in quotes within a program.
    Strings: "strings", false;
}

impl Scope {
    /// The scope of this name, if there is one.
    ///
    /// ```
    /// use reckon_extract::Scope;
    ///
    /// assert_eq!(Scope::from_id("alt_text"), Some(Scope::AltText));
    /// assert!(Scope::Footnote.counts() && !Scope::AltText.counts());
    /// ```
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.id() == id)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A choice of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes(u64);

const _: () = assert!(Scope::ALL.len() <= 64);

impl Default for Scopes {
    /// Those that count unless somebody says otherwise.
    fn default() -> Self {
        Scope::ALL.iter().filter(|scope| scope.counts()).fold(Self::NONE, |scopes, &scope| scopes.with(scope))
    }
}

impl Scopes {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and another one.
    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | 1 << scope as u32)
    }

    /// These without one.
    #[must_use]
    pub const fn without(self, scope: Scope) -> Self {
        Self(self.0 & !(1 << scope as u32))
    }

    /// Whether a scope is among them.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & 1 << scope as u32 != 0
    }

    /// Reads a choice: ids of scopes, `default` or `all`, each with `-` before it to take it away again, in order. A choice
    /// that begins by taking away begins with the default.
    ///
    /// ```
    /// use reckon_extract::{Scope, Scopes};
    ///
    /// let scopes = Scopes::parse(["body", "footnote"]).unwrap();
    /// assert!(scopes.has(Scope::Footnote) && !scopes.has(Scope::Heading));
    /// let scopes = Scopes::parse(["all", "-code"]).unwrap();
    /// assert!(scopes.has(Scope::Comment) && !scopes.has(Scope::Code));
    /// assert_eq!(Scopes::parse(["boby"]), Err("boby"));
    /// ```
    ///
    /// # Errors
    /// The first that is no scope.
    pub fn parse<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let mut scopes = None;
        for id in ids {
            let (is_taken, name) = id.strip_prefix('-').map_or((false, id), |name| (true, name));
            let named = match name {
                "default" => Self::default(),
                "all" => Scope::ALL.iter().fold(Self::NONE, |scopes, &scope| scopes.with(scope)),
                name => Self::NONE.with(Scope::from_id(name).ok_or(id)?),
            };
            let before = scopes.unwrap_or(if is_taken { Self::default() } else { Self::NONE });
            scopes = Some(Self(if is_taken { before.0 & !named.0 } else { before.0 | named.0 }));
        }
        Ok(scopes.unwrap_or_default())
    }
}
