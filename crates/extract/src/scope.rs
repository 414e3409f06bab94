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
