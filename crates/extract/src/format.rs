//! The formats.

mod sniff;

use core::fmt;

pub use sniff::{Sniffed, sniff, sniff_beginning};

/// A format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Text without any marks, in any encoding.
    Text,
    /// CommonMark with tables, footnotes and front matter.
    Markdown,
    /// HTML and XHTML.
    Html,
    /// LaTeX.
    Latex,
    /// Rich Text Format.
    Rtf,
    /// Office Open XML: a text.
    Docx,
    /// Office Open XML: a presentation.
    Pptx,
    /// OpenDocument: a text.
    Odt,
    /// OpenDocument: a presentation.
    Odp,
    /// EPUB.
    Epub,
    /// PDF.
    Pdf,
    /// A mail message, RFC 5322.
    Mail,
    /// The source of a program.
    Code,
    /// A notebook of Jupyter.
    Notebook,
    /// Subtitles: SubRip and WebVTT.
    Subtitles,
    /// Files in a zip archive.
    Zip,
    /// Files in a tar archive.
    Tar,
    /// A document compressed by gzip.
    Gzip,
    /// A document compressed by Zstandard.
    Zstd,
}

/// A row of the table of formats.
struct Row {
    format: Format,
    id: &'static str,
    name: &'static str,
    /// Ends of file names, without the dot, in lower case.
    extensions: &'static [&'static str],
}

const fn row(
    format: Format,
    id: &'static str,
    name: &'static str,
    extensions: &'static [&'static str],
) -> Row {
    Row { format, id, name, extensions }
}

const ROWS: [Row; 19] = [
    row(Format::Text, "text", "plain text", &["txt", "text", "log", "csv", "tsv"]),
    row(Format::Markdown, "markdown", "Markdown", &["md", "markdown", "mkd", "mdown", "qmd", "rmd"]),
    row(Format::Html, "html", "HTML", &["html", "htm", "xhtml", "xht"]),
    row(Format::Latex, "latex", "LaTeX", &["tex", "latex", "ltx", "rnw"]),
    row(Format::Rtf, "rtf", "RTF", &["rtf"]),
    row(Format::Docx, "docx", "Word", &["docx", "docm", "dotx", "dotm"]),
    row(Format::Pptx, "pptx", "PowerPoint", &["pptx", "pptm", "ppsx", "potx", "ppsm", "potm"]),
    row(Format::Odt, "odt", "OpenDocument text", &["odt", "ott", "fodt"]),
    row(Format::Odp, "odp", "OpenDocument presentation", &["odp", "otp", "fodp"]),
    row(Format::Epub, "epub", "EPUB", &["epub"]),
    row(Format::Pdf, "pdf", "PDF", &["pdf"]),
    row(Format::Mail, "mail", "mail", &["eml", "mbox"]),
    row(
        Format::Code,
        "code",
        "source code",
        &[
            "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "cs", "java", "kt", "scala", "swift", "go", "rs",
            "js", "mjs", "jsx", "ts", "tsx", "php", "css", "scss", "py", "rb", "sh", "bash", "pl", "r", "jl",
            "lua", "sql", "hs", "ml", "clj", "el", "lisp", "scm", "toml", "yaml", "yml", "ini", "cfg",
            "json", "zig", "dart", "ex", "erl", "vb", "pas", "f90", "asm", "s", "cmake", "mk", "awk", "tcl",
            "ps1", "psm1", "bat", "cmd", "nim", "groovy", "gradle", "exs", "rake", "pm", "kts", "m", "mm",
            "mli", "f", "f95", "po", "pot", "sty", "cls", "dtx",
        ],
    ),
    row(Format::Notebook, "notebook", "Jupyter notebook", &["ipynb"]),
    row(Format::Subtitles, "subtitles", "subtitles", &["srt", "vtt"]),
    row(Format::Zip, "zip", "zip archive", &["zip"]),
    row(Format::Tar, "tar", "tar archive", &["tar"]),
    row(Format::Gzip, "gzip", "gzip", &["gz", "tgz"]),
    row(Format::Zstd, "zstd", "Zstandard", &["zst"]),
];

impl Format {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.format)
    }

    fn row(self) -> &'static Row {
        ROWS.iter().find(|row| row.format == self).expect("every format has a row, as a test says")
    }

    /// Its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// The ends of names that its files usually have.
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        self.row().extensions
    }

    /// The format of this stable name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|format| format.id() == id)
    }

    /// The format that files of this name usually have.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let is_it = |known: &&str| known.eq_ignore_ascii_case(extension);
        ROWS.iter().find(|row| row.extensions.iter().any(is_it)).map(|row| row.format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().name)
    }
}
