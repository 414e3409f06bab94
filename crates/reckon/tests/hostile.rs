//! Documents that are made to do harm: each is read or refused, by a worker with bounds on memory and time, and the server
//! goes on.

mod server;

use std::io::{Cursor, Read, Write};
use std::net::Shutdown;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use server::Server;
use zip::write::SimpleFileOptions;

/// A zip archive of parts, each so many times what is given.
fn archive(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, piece, times) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        let block = piece.repeat((64 << 10) / piece.len() + 1);
        let mut left = piece.len() * times;
        while left > 0 {
            let length = left.min(block.len());
            writer.write_all(&block[..length]).unwrap();
            left -= length;
        }
    }
    writer.finish().unwrap().into_inner()
}

/// A Word document whose text is this.
fn docx(document: &[(&[u8], usize)]) -> Vec<u8> {
    let mut text = vec![];
    document.iter().for_each(|(piece, times)| text.extend(piece.repeat(*times)));
    archive(&[
        ("[Content_Types].xml", b"<Types>wordprocessingml</Types>", 1),
        ("word/document.xml", &text, 1),
    ])
}

const OPEN: &[u8] = b"<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>";

/// What to send, and how its name ends.
fn documents() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let types: (&str, &[u8], usize) = ("[Content_Types].xml", b"<Types>wordprocessingml</Types>", 1);
    let mut nested = b"a text".to_vec();
    for _ in 0..20 {
        nested = archive(&[("inner.zip", &nested, 1)]);
    }
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let bomb = vec![b' '; 300 << 20];
    let whole = docx(&[
        (OPEN, 1),
        (b"<w:p><w:r><w:t>A text. </w:t></w:r></w:p>", 500),
        (b"</w:body></w:document>", 1),
    ]);
    let mut flipped = whole.clone();
    (0..flipped.len()).step_by(97).for_each(|at| flipped[at] ^= 0x55);
    vec![
        ("a text node of 400 MB", "docx", archive(&[types, ("word/document.xml", b"x", 400 << 20)])),
        ("paragraphs of 400 MB", "docx", archive(&[types, ("word/document.xml", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>", 12 << 20)])),
        ("a million elements within each other", "docx", docx(&[(OPEN, 1), (b"<w:p>", 1_000_000)])),
        ("an attribute of 20 MB", "docx", docx(&[(OPEN, 1), (b"<w:p w:a='", 1), (b"x", 20 << 20), (b"'/>", 1)])),
        (
            "entities of entities",
            "docx",
            docx(&[
                (b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>", 1),
                (OPEN, 1),
                (b"<w:p><w:r><w:t>&c;</w:t></w:r></w:p>", 1000),
            ]),
        ),
        ("half an archive", "docx", whole[..whole.len() / 2].to_vec()),
        ("an archive with wrong bytes", "docx", flipped),
        ("an archive in an archive, twenty times", "zip", nested),
        ("a hundred thousand parts", "zip", {
            let names: Vec<_> = (0..100_000).map(|number| format!("{number}.txt")).collect();
            let parts: Vec<(&str, &[u8], usize)> = names.iter().map(|name| (name.as_str(), &b"x"[..], 1)).collect();
            archive(&parts)
        }),
        ("300 MB of spaces, compressed", "gz", gzip(&bomb)),
        ("300 MB of spaces, compressed twice", "gz", gzip(&gzip(&bomb))),
        ("a million elements of HTML within each other", "html", b"<div><b>".repeat(1_000_000)),
        ("a tag of HTML without an end", "html", [b"<p a='".as_slice(), &b"x".repeat(20 << 20)].concat()),
        ("a million groups of RTF", "rtf", [b"{\\rtf1 ".as_slice(), &b"{\\b ".repeat(1_000_000)].concat()),
        ("binary data of RTF that is not there", "rtf", b"{\\rtf1 text \\bin2147483647 x}".to_vec()),
        ("macros of LaTeX that expand for ever", "tex", b"\\documentclass{a}\\newcommand{\\x}{\\x\\x}\\begin{document}\\x\\x \\x".to_vec()),
        ("a million groups of LaTeX", "tex", [b"\\documentclass{a}\\begin{document}".as_slice(), &b"{\\emph".repeat(1_000_000)].concat()),
        ("quotations of Markdown within each other", "md", [&b">".repeat(200_000), b" text".as_slice()].concat()),
        ("brackets of Markdown", "md", [&b"[".repeat(200_000), &b"](".repeat(200_000)[..]].concat()),
        ("parts of a message within each other", "eml", {
            let mut mail = b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\n".to_vec();
            for number in 0..20_000 {
                mail.extend(format!("Content-Type: multipart/mixed; boundary=\"{number}\"\n\n--{number}\n").bytes());
            }
            mail
        }),
        ("a PDF of nothing but its beginning", "pdf", b"%PDF-1.7\n".to_vec()),
        ("a PDF with objects within each other", "pdf", [b"%PDF-1.7\n1 0 obj\n".as_slice(), &b"[<<".repeat(500_000)].concat()),
        ("a PDF whose pages are their own parents", "pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n".to_vec()),
    ]
}

/// The answer to a document whose name ends so.
fn answer(server: &Server, extension: &str, document: &[u8]) -> Vec<u8> {
    let mut stream = server.tcp(server.docs_tcp);
    stream.write_all(format!("\0reckon/1 documents extension={extension}\n").as_bytes()).unwrap();
    // Whoever has heard enough may close before all is sent.
    let _ = stream.write_all(document);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = vec![];
    let _ = stream.read_to_end(&mut answer);
    answer.strip_prefix(b"Welcome to the server\n").map(<[u8]>::to_vec).unwrap_or_default()
}

#[test]
fn every_one_is_read_or_refused_and_the_server_goes_on() {
    let server = Server::start(&["--readers", "1"]);
    for (what, extension, document) in documents() {
        let said = answer(&server, extension, &document);
        let is_read = said.starts_with(b"RKND");
        let text = String::from_utf8_lossy(&said).to_string();
        assert!(is_read || text.starts_with("error: "), "{what}: {text:?}");
        eprintln!("{what}: {}", if is_read { "read" } else { text.trim_end() });
        // The reader is there for the next one.
        let honest = "Très bien.".chars().map(|letter| letter as u8).collect::<Vec<_>>();
        let said = answer(&server, "txt", &honest);
        assert!(said.starts_with(b"RKND"), "after {what}: {:?}", String::from_utf8_lossy(&said));
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").trim().parse().unwrap();
    // What is kept of a document at most, its text, and what a server takes anyway.
    assert!(kilobytes < 400_000, "{peak}");
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}

/// A worker that gets no time, or no document, is no loss: it ends by itself, long before its reader is given up.
#[test]
fn a_worker_does_not_wait_for_ever() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["worker", "--network"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut worker = command.spawn().unwrap();
    let open = worker.stdin.take();
    let status = worker.wait().unwrap();
    drop(open);
    assert_eq!(status.signal(), Some(Signal::SIGALRM as i32));
}
