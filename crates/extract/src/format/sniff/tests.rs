use super::*;
use crate::formats::testing::archive;

fn sniffed(bytes: &[u8], name: &str) -> Result<Sniffed, String> {
    sniff(&mut Cursor::new(bytes), Some(name)).map_err(|error| error.to_string())
}

#[test]
fn every_format_has_a_row_and_a_name_of_its_own() {
    for format in Format::all() {
        assert_eq!(Format::from_id(format.id()), Some(format));
        assert!(!format.extensions().is_empty());
        for extension in format.extensions() {
            assert_eq!(Format::from_name(&format!("a.b.{}", extension.to_uppercase())), Some(format));
        }
    }
    assert_eq!(Format::from_name("README"), None);
}

#[test]
fn few_control_characters_are_no_proof() {
    let odd = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b | 0x08);
    for byte in 0..=255 {
        assert_eq!(is_binary(&[byte; 4]), odd(byte), "{byte}");
        assert!(!is_binary(&[byte; 3]), "{byte}");
    }
    let mut text = vec![b'a'; 8192];
    text[..819].fill(1);
    assert!(!is_binary(&text));
    text[8191] = 0;
    assert!(is_binary(&text));
}

#[test]
fn what_is_compressed_is_no_text_in_an_old_encoding() {
    let mut state = 1_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for length in [300, 1_000, 3_000, 60_000] {
        for _ in 0..50 {
            let bytes: Vec<u8> = (0..length).map(|_| random()).collect();
            assert!(is_binary(&bytes), "{length}");
        }
    }
    // Strings that end with a zero each, as in the catalogues of programs.
    assert!(is_binary(&b"a message of a program\0".repeat(50)));
    // Of Windows-1250, with a few control characters, which a table of keys may well have.
    let keys = b"\x8a\x9a \xd0\xf0 \xc8\xe8 a line of a table, and another one\n".repeat(20);
    assert!(!is_binary(&[keys.as_slice(), b"\x16'\x16|\x16/\x16?\x16>\n"].concat()));
}

#[test]
fn content_is_believed_before_names() {
    let found = |format, is_misnamed| Ok(Sniffed { format, is_misnamed });
    assert_eq!(sniffed(b"%PDF-1.7\n", "a.pdf"), found(Format::Pdf, false));
    assert_eq!(sniffed(b"%PDF-1.7\n", "a.docx"), found(Format::Pdf, true));
    assert_eq!(sniffed(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n\0\x01", "a.pdf"), found(Format::Pdf, false));
    assert_eq!(sniffed(b"It begins with %PDF-1.7.\n", "a.txt"), found(Format::Text, false));
    assert_eq!(sniffed(b"A text.", "a.docx"), found(Format::Text, true));
    assert_eq!(sniffed(b"# A text", "a.md"), found(Format::Markdown, false));
    assert_eq!(sniffed(b"A text.", "README"), found(Format::Text, false));
    assert_eq!(sniffed(b" <!DOCTYPE HTML>\n<p>", "a.txt"), found(Format::Html, false));
    assert_eq!(sniffed(b"% a thesis\n\\documentclass{article}", "a.txt"), found(Format::Latex, false));
    assert_eq!(sniffed(b"From: a\nTo: b\nSubject: c\n\nd", "a"), found(Format::Mail, false));
    assert_eq!(sniffed(b"From: a\n\nTo: b\nSubject: c\n\nd", "a"), found(Format::Text, false));
    assert_eq!(sniffed(b"<div><p>A page", "a.DOC"), found(Format::Html, false));
    assert_eq!(sniffed(b"<div><p>A page", "a.txt"), found(Format::Text, false));
    assert_eq!(sniffed(b"<!doctype html><?php f();", "a.PHP"), found(Format::Code, false));
    let wrapped = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n";
    assert_eq!(sniffed(wrapped, "a.doc"), found(Format::Mail, false));
    let xml = b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<w:wordDocument>";
    assert!(sniffed(xml, "a.doc").unwrap_err().contains(".docx"));
    for (text, name) in [
        (&b"%!PS-Adobe-3.0 EPSF-3.0\n"[..], "PostScript"),
        (b"#LyX file created by tex2lyx 2.3\n\\lyxformat 544\n", "LyX"),
        (b"<?xml version='1.0'?>\n<!-- a --><FictionBook xmlns='x'>", "FictionBook"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg><text>a", "picture"),
        (b"<svg xmlns='x'><text>a", "picture"),
        (
            b"<?xml version='1.0'?>\n<office:document-content xmlns:office=\"http://openoffice.org/2000/office\">",
            "StarOffice",
        ),
    ] {
        assert!(sniffed(text, "a").unwrap_err().contains(name), "{name}");
    }
    assert_eq!(sniffed(b"<svg><path/></svg> A page", "a.md"), found(Format::Markdown, false));
    assert_eq!(sniffed(b"<?xml version='1.0'?>\n<book><svg/>", "a"), found(Format::Text, false));
    // What only speaks of such things, or has a key of such a name.
    for text in [
        &b"# How LyX files look\n\n\\lyxformat 544\n"[..],
        b"%!PS is the mark of PostScript.",
        b"WEBVTT is a format for subtitles.",
        b"{\"cell_type\": \"T cell\", \"n\": 3}",
        b"<?xml version='1.0'?>\n<FictionBookshelf>",
        b"<?xml version='1.0'?>\n<p>\"http://openoffice.org/2000/office\"",
    ] {
        assert_eq!(sniffed(text, "a"), found(Format::Text, false), "{text:?}");
    }
    assert_eq!(sniffed(b"<svg><path/></svg> A page", "a.vue"), found(Format::Text, false));
    let subtitles = "1\r\n00:00:01,000 --> 00:00:02,500\r\nÀ".as_bytes();
    assert_eq!(sniffed(subtitles, "a.txt"), found(Format::Subtitles, false));
    assert_eq!(sniffed(b"WEBVTT\n\n", "a"), found(Format::Subtitles, false));
    assert_eq!(sniffed(b"1\n2\n", "a.srt"), found(Format::Subtitles, false));
    assert_eq!(sniffed(b"1\n2\n", "a"), found(Format::Text, false));
    let notebook = b"{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\"";
    assert_eq!(sniffed(notebook, "a"), found(Format::Notebook, false));
    assert_eq!(sniffed(notebook, "a.json"), found(Format::Code, false));
    assert_eq!(sniffed(b"{}", "a.ipynb"), found(Format::Notebook, false));
    let listing = b"# LaTeX\n\n```\n\\documentclass{a}\n```\n";
    assert_eq!(sniffed(listing, "a.md"), found(Format::Markdown, false));
    assert_eq!(sniffed(b"\\documentclass{a}\n", "a.md"), found(Format::Latex, true));
    assert_eq!(sniffed(b"from: a\nto: b\nsubject: c\n", "a.yaml"), found(Format::Code, false));
    assert_eq!(sniffed(b"", "a"), found(Format::Text, false));
    assert_eq!(
        sniffed(&"\u{feff}x".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "a"),
        found(Format::Text, false)
    );
    assert_eq!(
        sniffed(&"long".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "a"),
        found(Format::Text, false)
    );
    for (bytes, name) in [
        (&b"BM\x36\x8c\x01\0\0\0\0\0\x36\0\0\0\xff\xff\xff"[..], "picture"),
        (b"\x78\x9f\x3e\x22\xfc\x6a", "winmail"),
        (b"\x31\xbe\0\0\0\xab", "Write"),
        (b";ELC\x1c\0\0\0;;; Compiled", "program"),
        (b"\xa7\r\r\n\0\0\0\0abcd", "program"),
    ] {
        assert!(sniffed(bytes, "a").unwrap_err().contains(name), "{name}");
    }
    assert_eq!(sniffed(b"BMW f\xe4hrt, und so weiter.", "a.txt"), found(Format::Text, false));
    for text in ["ID3 tags are in sounds.", "RIFF", "GIF89a is old.", "BZh – what?"] {
        assert_eq!(sniffed(text.as_bytes(), "a.txt"), found(Format::Text, false));
    }
    for other in
        [&b"ID3\x03\0\0\0"[..], b"RIFF\x24\x08\0\0WAVE", b"GIF89a\x01\0\x01\0", b"BZh91AY&SY\x8f\xa2"]
    {
        sniffed(other, "a.txt").unwrap_err();
    }
    assert!(sniffed(b"\x89PNG\r\n", "a.txt").unwrap_err().contains("picture"));
    assert!(sniffed(&[1, 2, 3, 4, 5, 65], "a.txt").unwrap_err().contains("--list-formats"));
}

#[test]
fn what_is_embedded_in_a_document_does_not_say_what_it_is() {
    let kind = |parts: &[(&str, &str)]| sniffed(&archive(parts), "a").map(|sniffed| sniffed.format);
    let types = |main: &str| {
        let start = "application/vnd.openxmlformats-officedocument.";
        let types = format!(
            r#"<Types><Default Extension="xlsx" ContentType="{start}spreadsheetml.sheet"/><Default
            Extension="docx" ContentType="{start}wordprocessingml.document"/><Override PartName="/a"
            ContentType="{main}"/></Types>"#
        );
        kind(&[("[Content_Types].xml", &types)])
    };
    let slides = "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml";
    assert_eq!(types(slides), Ok(Format::Pptx));
    assert_eq!(types("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), Ok(Format::Pptx));
    assert_eq!(types("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), Ok(Format::Docx));
    assert!(types("application/vnd.ms-excel.sheet.macroEnabled.main+xml").unwrap_err().contains("workbook"));

    let list = |root: &str| {
        let start = "application/vnd.oasis.opendocument.";
        format!(
            r#"<manifest><file-entry full-path="/" media-type="{start}{root}"/><file-entry
            full-path="Object 1/" media-type="{start}formula"/></manifest>"#
        )
    };
    let listed = |root: &str| kind(&[("META-INF/manifest.xml", &list(root)), ("mimetype", "x")]);
    assert_eq!(listed("text-template"), Ok(Format::Odt));
    assert_eq!(listed("presentation"), Ok(Format::Odp));
    assert!(listed("spreadsheet").unwrap_err().contains("no text"));
}

#[test]
fn a_document_in_an_archive_is_told_by_its_parts_as_well() {
    let kind = |parts: &[(&str, &str)]| sniffed(&archive(parts), "a").map(|sniffed| sniffed.format);
    for (part, format) in [
        ("word/document.xml", Format::Docx),
        ("ppt/presentation.xml", Format::Pptx),
        ("META-INF/container.xml", Format::Epub),
        ("Readme.txt", Format::Zip),
    ] {
        assert_eq!(kind(&[("[Content_Types].xml.txt", "<"), (part, "<")]), Ok(format));
    }
    let old = "application/vnd.sun.xml.writer";
    for (parts, name) in [
        ([("mimetype", old), ("content.xml", "<")], "StarOffice"),
        ([("META-INF/manifest.xml", old), ("content.xml", "<")], "StarOffice"),
        ([("mimetype", "application/hwp+zip"), ("a.xml", "<")], "not known here"),
        ([("[Content_Types].xml", "<Types/>"), ("visio/document.xml", "<")], "not known here"),
        ([("[Content_Types].xml", "<Ty"), ("xl/workbook.xml", "<")], "Excel"),
        ([("Index/Document.iwa", "a"), ("preview.jpg", "a")], "Pages"),
        ([("index.xml", "<"), ("buildVersionHistory.plist", "<")], "Pages"),
    ] {
        assert!(kind(&parts).unwrap_err().contains(name), "{parts:?}");
    }
    // What programs set up beside a document of today has an old type.
    let manifest = "application/vnd.oasis.opendocument.text application/vnd.sun.xml.ui.configuration";
    assert_eq!(kind(&[("META-INF/manifest.xml", manifest), ("a", "<")]), Ok(Format::Odt));
}
