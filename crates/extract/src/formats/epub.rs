//! EPUB: a publication, whose chapters are XHTML.
//!
//! ```text
//! META-INF/container ──► the package document ──► metadata, chapters in the order of its spine ──► the reader of HTML
//! ```
//!
//! # Source
//! W3C EPUB 3.3; EPUB 2.0.1 (OPS, OPF, OCF) of the IDPF.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use encoding_rs::UTF_8;

use crate::error::Error;
use crate::event::{Break, Event, Notice};
use crate::format::Format;
use crate::formats;
use crate::formats::blocks::Blocks;
use crate::formats::package::{Package, resolve};
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::{Context, Found, How};
use crate::scope::Scope;
use crate::source::Source;

/// Reads a publication.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = context.how.limits;
    let mut package = Package::open(source, Format::Epub, &limits)?;
    if package.is_damaged() {
        context.notice(Notice::Damaged("the directory of the zip archive"));
    }
    let mut encryption = Encryption::default();
    if let Err(stop) = package.run(ENCRYPTION, context.budget, &limits, &mut encryption) {
        stop.notify(ENCRYPTION, context.sink);
    }
    let mut container = Container::default();
    if let Err(stop) = package.run(CONTAINER, context.budget, &limits, &mut container) {
        stop.notify(CONTAINER, context.sink);
    }
    let document = container.document.unwrap_or_else(|| "content.opf".into());
    let mut publication = Publication::default();
    let result = package.run(&document, context.budget, &limits, &mut publication);
    match result {
        Ok(true) => {}
        Ok(false) => return Err(Error::Malformed(Format::Epub, format!("the part {document} is missing"))),
        Err(stop) if publication.spine.is_empty() => return Err(stop.into_error(Format::Epub, &document)),
        Err(stop) => stop.notify(&document, context.sink),
    }

    for said in &publication.metadata {
        if !said.is_description || !read_page(&said.text, context) {
            Blocks::new(context.sink).paragraph(Scope::Metadata, &said.text);
        }
    }
    let chapters = publication.chapters(&document);
    if chapters.iter().any(|chapter| encryption.encrypted.contains(&chapter.part)) {
        return Err(Error::Encrypted(Format::Epub));
    }
    for chapter in chapters {
        match package.whole(&chapter.part, context.budget, &limits) {
            Ok(Some(bytes)) => read_chapter(&chapter, bytes, context)?,
            Ok(None) => {
                context.notice(Notice::Damaged(&format!("{}: the part is missing", chapter.part)));
            }
            Err(stop) => stop.notify(&chapter.part, context.sink),
        }
    }
    Ok(Found { format: Format::Epub, encoding: None })
}

const CONTAINER: &str = "META-INF/container.xml";
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Reads a description that is a page of its own, for shops that show it; says whether it is one.
fn read_page(text: &str, context: &mut Context<'_>) -> bool {
    if !["</", "<br", "<p>"].iter().any(|mark| text.contains(mark)) {
        return false;
    }
    let how = How { name: None, format: Some(Format::Html), encoding: Some(UTF_8), ..*context.how };
    let mut sink = |event: Event<'_>| match event {
        Event::Text(_, text) => context.sink.take(Event::Text(Scope::Metadata, text)),
        Event::Section(_) => {}
        event => context.sink.take(event),
    };
    let mut inner = Context { how: &how, sink: &mut sink, budget: context.budget, nesting: context.nesting };
    // What is no page after all is no harm to the book.
    let is_read = formats::read(Format::Html, &mut Cursor::new(text), &mut inner).is_ok();
    context.sink.take(Event::Break(Break::Block));
    is_read
}

/// Reads one chapter as what it is. What is wrong with one is no harm to the others.
fn read_chapter(chapter: &Chapter, bytes: Vec<u8>, context: &mut Context<'_>) -> Result<(), Error> {
    // The encoding that somebody gives is that of a text, and chapters say theirs.
    let how = How { name: Some(&chapter.part), format: Some(Format::Html), encoding: None, ..*context.how };
    let result = {
        let mut sink = |event: Event<'_>| match event {
            // What a chapter has at its head is shown nowhere, and says less than the package document.
            Event::Text(Scope::Metadata, _) => {}
            Event::Text(scope, text) => context.sink.take(Event::Text(chapter.scope(scope), text)),
            Event::Section(_) if chapter.role != Role::Chapter => {}
            event => context.sink.take(event),
        };
        let mut inner =
            Context { how: &how, sink: &mut sink, budget: context.budget, nesting: context.nesting };
        formats::read(Format::Html, &mut Cursor::new(bytes), &mut inner)
    };
    context.sink.take(Event::Break(Break::Block));
    match result {
        Ok(_) => Ok(()),
        Err(Error::Malformed(_, what)) => {
            context.notice(Notice::Damaged(&format!("{}: {what}", chapter.part)));
            Ok(())
        }
        Err(Error::Limit(which)) => {
            context.notice(Notice::Limited(&format!("{}: {which}", chapter.part)));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Where the package document is.
#[derive(Default)]
struct Container {
    document: Option<String>,
    /// It is said to be one.
    is_certain: bool,
}

impl Run for Container {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        // There may be others beside it, of other kinds.
        let is_package =
            tag.attribute("media-type").is_none_or(|kind| kind == "application/oebps-package+xml");
        if tag.local == "rootfile" && (self.document.is_none() || is_package && !self.is_certain) {
            self.document = tag.attribute("full-path").map(|path| path.into_owned());
            self.is_certain = is_package;
        }
        Then::Enter
    }
}

/// What is encrypted, other than fonts that are only made unusable elsewhere.
#[derive(Default)]
struct Encryption {
    is_for_fonts: bool,
    encrypted: HashSet<String>,
}

impl Run for Encryption {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        match tag.local {
            "EncryptedData" => self.is_for_fonts = false,
            "EncryptionMethod" => {
                self.is_for_fonts |= matches!(
                    tag.attribute("Algorithm").as_deref(),
                    Some("http://www.idpf.org/2008/embedding" | "http://ns.adobe.com/pdf/enc#RC")
                );
            }
            "CipherReference" if !self.is_for_fonts => {
                let name = tag.attribute("URI").unwrap_or_default();
                self.encrypted.insert(resolve("", &unescaped(&name)));
            }
            _ => {}
        }
        Then::Enter
    }
}

/// What a package document says.
#[derive(Default)]
struct Publication {
    metadata: Vec<Said>,
    /// What is being said.
    said: Option<Said>,
    /// By its name for machines: where a part is, and what it is.
    items: HashMap<String, Item>,
    /// Where the list of contents is, in a publication from before there were navigation documents.
    contents: Option<String>,
    /// The names of the chapters, and whether one comes to them by turning the pages.
    spine: Vec<(String, bool)>,
}

/// What is said of a publication.
#[derive(Default)]
struct Said {
    text: String,
    is_description: bool,
}

#[derive(Clone, Default)]
struct Item {
    place: String,
    is_text: bool,
    is_nav: bool,
}

/// A chapter.
#[derive(Debug, PartialEq, Eq)]
struct Chapter {
    part: String,
    role: Role,
}

/// What a chapter is to the publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Chapter,
    /// The list of contents, as a whole.
    Navigation,
    /// What stands beside the order of reading, to be looked up: answers, the same in other languages.
    Beside,
}

impl Chapter {
    /// The scope of text of its own, which the reader of HTML has found.
    fn scope(&self, own: Scope) -> Scope {
        match self.role {
            Role::Navigation => Scope::Nav,
            // Notes are read where they are referred to.
            Role::Beside if own.counts() && !matches!(own, Scope::Footnote | Scope::Endnote) => Scope::Hidden,
            Role::Chapter | Role::Beside => own,
        }
    }
}

impl Publication {
    /// The chapters in their order, and the navigation document where it is not among them before all.
    fn chapters(&self, document: &str) -> Vec<Chapter> {
        let part = |item: &Item| resolve(document, &unescaped(&item.place));
        // Where it is a place within a chapter, or all that there is, the whole is not that list.
        let contents = self.contents.as_deref().filter(|place| !place.contains('#') && self.spine.len() > 1);
        let contents = contents.map(|place| resolve(document, &unescaped(place)));
        // A part that has several names, one for each of its sections, is still one.
        let mut seen = HashSet::new();
        let in_spine = self.spine.iter().filter_map(|(id, is_linear)| {
            let item = self.items.get(id).filter(|item| item.is_text)?;
            let part = part(item);
            let role = match is_linear {
                _ if item.is_nav || contents.as_ref() == Some(&part) => Role::Navigation,
                true => Role::Chapter,
                false => Role::Beside,
            };
            seen.insert(part.clone()).then_some(Chapter { part, role })
        });
        let in_spine: Vec<_> = in_spine.collect();
        // There is one; of several, always the same.
        let nav = self
            .items
            .values()
            .filter(|item| item.is_nav)
            .map(part)
            .filter(|part| !seen.contains(part))
            .min();
        let nav = nav.map(|part| Chapter { part, role: Role::Navigation });
        nav.into_iter().chain(in_spine).collect()
    }
}

/// Bytes of metadata that are taken, each.
const METADATA_BYTES: usize = 64 << 10;

impl Run for Publication {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        match (tag.space, tag.local) {
            (
                Space::Dublin,
                "title" | "creator" | "contributor" | "subject" | "description" | "publisher",
            ) => {
                self.said = Some(Said { is_description: tag.local == "description", ..Said::default() });
            }
            (_, "item") => {
                let kind = tag.attribute("media-type").unwrap_or_default();
                let properties = tag.attribute("properties").unwrap_or_default();
                let item = Item {
                    place: tag.attribute("href").unwrap_or_default().into_owned(),
                    is_text: matches!(&*kind, "application/xhtml+xml" | "text/html" | "text/x-oeb1-document"),
                    is_nav: properties.split_whitespace().any(|property| property == "nav"),
                };
                self.items.insert(tag.attribute("id").unwrap_or_default().into_owned(), item);
            }
            (_, "reference")
                if self.contents.is_none() && tag.attribute("type").as_deref() == Some("toc") =>
            {
                self.contents = tag.attribute("href").map(|place| place.into_owned());
            }
            (_, "itemref") => {
                let id = tag.attribute("idref").unwrap_or_default().into_owned();
                self.spine.push((id, tag.attribute("linear").as_deref() != Some("no")));
            }
            _ => {}
        }
        Then::Enter
    }

    fn end(&mut self, space: Space, _local: &str) {
        if space == Space::Dublin
            && let Some(said) = self.said.take()
        {
            self.metadata.push(said);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(said) = &mut self.said
            && said.text.len() + text.len() <= METADATA_BYTES
        {
            said.text.push_str(text);
        }
    }
}

/// A reference in which characters may be written as `%20`.
fn unescaped(reference: &str) -> String {
    let mut bytes = Vec::with_capacity(reference.len());
    let mut rest = reference.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| core::str::from_utf8(digits).ok());
        match digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::testing::{archive, damaged, damages, lines};

    use super::*;

    const CONTAINER_TEXT: &str = r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
        <rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

    const DOCUMENT: &str = r#"<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <metadata><dc:title>A book</dc:title><dc:creator>A. B.</dc:creator><dc:identifier>x</dc:identifier></metadata>
        <manifest><item id="two" href="two%20b.xhtml" media-type="application/xhtml+xml"/>
        <item id="one" href="../one.xhtml" media-type="application/xhtml+xml"/>
        <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="scripted nav"/>
        <item id="again" href="../one.xhtml#second" media-type="application/xhtml+xml"/>
        <item id="answers" href="answers.xhtml" media-type="application/xhtml+xml"/>
        <item id="pic" href="a.svg" media-type="image/svg+xml"/></manifest>
        <spine><itemref idref="one"/><itemref idref="answers" linear="no"/><itemref idref="pic"/><itemref
            idref="again"/><itemref idref="two"/><itemref idref="none"/></spine></package>"#;

    fn page(body: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>"#
        )
    }

    fn book(encryption: &str) -> Vec<u8> {
        let (one, two, nav) =
            (page("<p>one</p>"), page("<p>two</p>"), page("<nav><ol><li>One</li></ol></nav>"));
        let answers = page(r#"<h1>Answers</h1><p>yes</p><aside epub:type="footnote">a note</aside>"#);
        archive(&[
            ("mimetype", "application/epub+zip"),
            (CONTAINER, CONTAINER_TEXT),
            (ENCRYPTION, encryption),
            ("OPS/book.opf", DOCUMENT),
            ("one.xhtml", &one),
            ("OPS/two b.xhtml", &two),
            ("OPS/nav.xhtml", &nav),
            ("OPS/answers.xhtml", &answers),
        ])
    }

    fn encrypted(method: &str, name: &str) -> String {
        format!(
            r#"<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/><CipherData>
            <CipherReference URI="{name}"/></CipherData></EncryptedData></encryption>"#
        )
    }

    #[test]
    fn chapters_are_in_the_order_of_the_spine_after_the_navigation() {
        let mut budget =
            crate::read::Budget::new(&mut Cursor::new(book("<x/>")), &crate::Limits::LOCAL).unwrap();
        let mut publication = Publication::default();
        let bytes = book("<x/>");
        let mut source = Cursor::new(bytes);
        let mut package = Package::open(&mut source, Format::Epub, &crate::Limits::LOCAL).unwrap();
        package.run("OPS/book.opf", &mut budget, &crate::Limits::LOCAL, &mut publication).unwrap();
        assert!(publication.metadata.iter().map(|said| &said.text).eq(["A book", "A. B."]));
        let chapters = publication.chapters("OPS/book.opf");
        let chapter = |part: &str, role| Chapter { part: part.to_string(), role };
        assert_eq!(
            chapters,
            [
                chapter("OPS/nav.xhtml", Role::Navigation),
                chapter("one.xhtml", Role::Chapter),
                chapter("OPS/answers.xhtml", Role::Beside),
                chapter("OPS/two b.xhtml", Role::Chapter)
            ]
        );
    }

    #[test]
    fn the_folder_of_a_book_is_one_as_well() {
        let parts = [
            ("A book/mimetype", "application/epub+zip"),
            ("A book/META-INF/container.xml", CONTAINER_TEXT),
            ("A book/OPS/book.opf", DOCUMENT),
            ("A book/one.xhtml", &page("<p>one</p>")),
            // A Mac keeps here what it alone knows of the files.
            ("__MACOSX/A book/._mimetype", "x"),
        ];
        for parts in [&parts[..4], &parts] {
            let text = lines(&archive(parts), &How::default()).unwrap();
            assert!(text.contains("metadata: A book") && text.contains("body: one"), "{text}");
        }
    }

    #[test]
    fn what_stands_beside_the_order_is_hidden_but_for_its_notes() {
        assert_eq!(
            lines(&book("<x/>"), &How::default()).unwrap(),
            "metadata: A book
metadata: A. B.
nav: One
body: one
hidden: Answers
hidden: yes
footnote: a note
body: two"
        );
    }

    #[test]
    fn a_description_may_be_a_page_and_nothing_else() {
        let described = "<dc:description>&lt;p&gt;A &lt;i&gt;long&lt;/i&gt; way.&lt;/p&gt;&lt;p&gt;Read it!&lt;/p&gt;\
            </dc:description><dc:subject>a &lt;br&gt; b</dc:subject></metadata>";
        let text = lines(
            &archive(&[
                ("mimetype", "application/epub+zip"),
                (CONTAINER, CONTAINER_TEXT),
                ("OPS/book.opf", &DOCUMENT.replace("</metadata>", described)),
                ("one.xhtml", &page("<p>one</p>")),
            ]),
            &How::default(),
        );
        let metadata = "metadata: A. B.\nmetadata: A long way.\nmetadata: Read it!\nmetadata: a <br> b\n";
        assert!(text.unwrap().contains(metadata));
    }

    #[test]
    fn a_list_of_contents_that_the_guide_names_is_navigation() {
        let with = |place: &str| {
            let guide = format!(r#"</spine><guide><reference type="toc" href="{place}"/></guide>"#);
            lines(
                &archive(&[
                    ("mimetype", "application/epub+zip"),
                    (CONTAINER, CONTAINER_TEXT),
                    ("OPS/book.opf", &DOCUMENT.replace("</spine>", &guide)),
                    ("one.xhtml", &page("<h1>Contents</h1><p>Two</p>")),
                    ("OPS/two b.xhtml", &page("<p>two</p>")),
                ]),
                &How::default(),
            )
            .unwrap()
        };
        assert!(with("../one.xhtml").contains("nav: Contents\nnav: Two\n"));
        assert!(with("../one.xhtml#here").contains("heading: Contents\nbody: Two\n"));
    }

    #[test]
    fn the_package_document_is_told_from_others() {
        let mut container = Container::default();
        let text = CONTAINER_TEXT.replace(
            "<rootfiles>",
            r#"<rootfiles><rootfile full-path="a.pdf" media-type="application/pdf"/>"#,
        );
        let bytes = archive(&[("mimetype", "application/epub+zip"), (CONTAINER, &text)]);
        let mut budget = crate::read::Budget::new(&mut Cursor::new(&bytes), &crate::Limits::LOCAL).unwrap();
        let mut source = Cursor::new(&bytes);
        let mut package = Package::open(&mut source, Format::Epub, &crate::Limits::LOCAL).unwrap();
        package.run(CONTAINER, &mut budget, &crate::Limits::LOCAL, &mut container).unwrap();
        assert_eq!(container.document.as_deref(), Some("OPS/book.opf"));
    }

    #[test]
    fn encrypted_chapters_are_no_text_and_encrypted_fonts_no_harm() {
        let with = |encryption: &str| lines(&book(encryption), &How::default()).unwrap_or_else(|error| error);
        let chapter = encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "one.xhtml");
        assert!(with(&chapter).contains("encrypted"));
        for fonts in [
            encrypted("http://www.idpf.org/2008/embedding", "OPS/a.otf"),
            encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.otf"),
        ] {
            assert!(!with(&fonts).contains("encrypted"));
        }
    }

    proptest! {
        #[test]
        fn no_damage_harms_the_reader(damages in damages()) {
            let bytes = damaged(book("<x/>"), &damages);
            match lines(&bytes, &How { format: Some(Format::Epub), ..How::default() }) {
                Ok(text) => prop_assert!(text.len() <= 4 * bytes.len() + 4096),
                Err(error) => prop_assert!(!error.is_empty()),
            }
        }
    }
}
