//! Bytes as words of a format: what a fuzzer would hardly ever put together out of letters.

use std::sync::LazyLock;

use reckon_extract::Format;

/// Ends the last thing that a word has opened.
const CLOSE: u8 = 0x01;

/// Leaves it open for good.
const FORGET: u8 = 0x02;

/// What parts are told apart by.
pub const PART: u8 = 0x1e;

macro_rules! dictionaries {
    ($($format:ident: $file:literal;)+) => {
        fn dictionary(format: Format) -> &'static [u8] {
            match format {
                $(Format::$format => include_bytes!(concat!("../../dictionaries/", $file, ".dict")),)+
                other => panic!("{other} has no dictionary"),
            }
        }
    };
}

dictionaries! {
    Text: "text";
    Markdown: "markdown";
    Html: "html";
    Latex: "latex";
    Rtf: "rtf";
    Docx: "docx";
    Pptx: "pptx";
    Odt: "odt";
    Odp: "odp";
    Epub: "epub";
    Pdf: "pdf";
    Mail: "mail";
    Code: "code";
    Notebook: "notebook";
    Subtitles: "subtitles";
    Zip: "zip";
    Tar: "zip";
    Gzip: "zip";
    Zstd: "zip";
}

/// The words of each format in the order of its dictionary.
static WORDS: LazyLock<Vec<(Format, Vec<Vec<u8>>)>> = LazyLock::new(|| {
    Format::all()
        .map(|format| {
            let lines = dictionary(format).split(|&byte| byte == b'\n');
            (format, lines.filter(|line| line.first() == Some(&b'"')).map(unquoted).collect())
        })
        .collect()
});

/// A word as libFuzzer writes it: in quotes, with `\\`, `\"` and `\x0a`.
fn unquoted(line: &[u8]) -> Vec<u8> {
    let inner = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\""));
    let mut rest = inner.expect("a word of a dictionary is in quotes");
    let mut word = vec![];
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\\', [b'x', digits @ ..]) => {
                let (digits, after) = digits.split_at(2);
                let digits = str::from_utf8(digits).expect("digits are ASCII");
                word.push(u8::from_str_radix(digits, 16).expect("two digits follow"));
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                word.push(*escaped);
                rest = after;
            }
            _ => word.push(byte),
        }
    }
    word
}

/// The text of some bytes. Those from 0x80 on are words, and what is open at the end of a part is closed.
pub fn spoken(format: Format, bytes: &[u8]) -> Vec<u8> {
    let (_, words) = WORDS.iter().find(|(of, _)| *of == format).expect("every format has words");
    let mut text = Vec::with_capacity(8 * bytes.len());
    let mut open: Vec<Vec<u8>> = vec![];
    for &byte in bytes {
        match byte {
            CLOSE => text.extend(open.pop().unwrap_or_default()),
            FORGET => drop(open.pop()),
            PART => {
                text.extend(open.drain(..).rev().flatten());
                text.push(PART);
            }
            0x80.. => {
                let word = &words[usize::from(byte - 0x80) % words.len()];
                text.extend(word);
                open.extend(closing(word));
            }
            byte => text.push(byte),
        }
    }
    text.extend(open.drain(..).rev().flatten());
    text
}

/// What closes that which a word opens.
fn closing(word: &[u8]) -> Option<Vec<u8>> {
    if word.starts_with(b"{\"") {
        return Some(closing_json(word));
    }
    if let Some(environment) = word.strip_prefix(b"\\begin{") {
        let name = environment.split(|&byte| byte == b'}').next().unwrap_or_default();
        Some([b"\\end{", name, b"}"].concat())
    } else if word.ends_with(b"{") || word.starts_with(b"{") && !word.ends_with(b"}") {
        Some(b"}".to_vec())
    } else if word.starts_with(b"<<") && !word.ends_with(b">>") {
        Some(b">>".to_vec())
    } else if word.len() > 2 && word[0] == b'<' && word[1].is_ascii_alphabetic() && !word.ends_with(b"/>") {
        let name = word[1..].split(|&byte| byte == b'>' || byte == b' ').next().unwrap_or_default();
        Some([b"</", name, b">"].concat())
    } else {
        None
    }
}

/// What closes all that is open in a beginning of JSON.
fn closing_json(word: &[u8]) -> Vec<u8> {
    let mut open = vec![];
    let mut is_string = false;
    for &byte in word {
        match byte {
            b'"' => is_string = !is_string,
            b'{' if !is_string => open.push(b'}'),
            b'[' if !is_string => open.push(b']'),
            b'}' | b']' if !is_string => drop(open.pop()),
            _ => {}
        }
    }
    open.extend(is_string.then_some(b'"'));
    open.reverse();
    open
}
