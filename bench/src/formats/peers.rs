//! Others who make text of documents.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, process};

use anyhow::{Context, Result};
use reckon_extract::Format;

/// A program that makes text of a document.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub name: &'static str,
    program: &'static str,
    /// What comes before the document, and after it.
    before: &'static [&'static str],
    after: &'static [&'static str],
    /// What shows that it is installed.
    trial: &'static [&'static str],
    /// Whether it writes a file into a folder that is given last, rather than to its output.
    has_folder: bool,
}

const fn pandoc(before: &'static [&'static str]) -> Peer {
    let after = &["-t", "plain", "--wrap=none"];
    Peer { name: "pandoc", program: "pandoc", before, after, trial: &["--version"], has_folder: false }
}

const LIBRE_OFFICE: Peer = Peer {
    name: "LibreOffice",
    program: "soffice",
    before: &["--headless", "--convert-to", "txt:Text (encoded):UTF8"],
    after: &["--outdir"],
    trial: &["--version"],
    has_folder: true,
};

/// All texts of the shapes and tables of the slides.
const PYTHON_PPTX: Peer = Peer {
    name: "python-pptx",
    program: "python3",
    before: &["-c", include_str!("peers/python_pptx.py")],
    after: &[],
    trial: &["-c", "import pptx"],
    has_folder: false,
};

/// Seconds that a program may take for one document.
const SECONDS_MAX: &str = "30";

/// Those who read a format.
pub fn of(format: Format) -> Vec<Peer> {
    match format {
        Format::Docx => vec![pandoc(&["-f", "docx"]), LIBRE_OFFICE],
        Format::Odt => vec![pandoc(&["-f", "odt"]), LIBRE_OFFICE],
        Format::Rtf => vec![pandoc(&["-f", "rtf"]), LIBRE_OFFICE],
        Format::Html => vec![pandoc(&["-f", "html"]), LIBRE_OFFICE],
        Format::Epub => vec![pandoc(&["-f", "epub"])],
        Format::Latex => vec![pandoc(&["-f", "latex"])],
        Format::Markdown => vec![pandoc(&["-f", "markdown"])],
        Format::Pptx => vec![PYTHON_PPTX],
        Format::Pdf => vec![Peer {
            name: "pdftotext",
            program: "pdftotext",
            before: &["-enc", "UTF-8"],
            after: &["-"],
            trial: &["-v"],
            has_folder: false,
        }],
        _ => vec![],
    }
}

impl Peer {
    /// Whether it is installed.
    pub fn is_there(&self) -> bool {
        let mut command = Command::new(self.program);
        command.args(self.trial).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// The text that it makes of a document; `None` if it fails, or takes too long.
    ///
    /// # Errors
    /// It cannot be started, or there is no room for what it writes.
    pub fn text_of(&self, document: &Path) -> Result<Option<String>> {
        let mut command = Command::new("timeout");
        command
            .args([SECONDS_MAX, self.program])
            .args(self.before)
            .arg(document)
            .args(self.after)
            .stdin(Stdio::null());
        let folder = env::temp_dir().join(format!("reckon-bench-{}", process::id()));
        if self.has_folder {
            fs::create_dir_all(&folder)?;
            command.arg(&folder);
        }
        let output = command.output().with_context(|| format!("cannot start {}", self.program))?;
        let mut text = output.stdout;
        if self.has_folder {
            let written = folder.join(document.with_extension("txt").file_name().unwrap_or_default());
            let read = fs::read(written);
            fs::remove_dir_all(&folder)?;
            let Ok(read) = read else { return Ok(None) };
            text = read;
        }
        Ok(output.status.success().then(|| String::from_utf8_lossy(&text).into_owned()))
    }
}
