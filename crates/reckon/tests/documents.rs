//! The document door of a running server, and `reckon stats` with and without it.

mod server;

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use reckon_stats::definitions;
use server::{Server, reckon, transcript};

const GREETING: &str = "Welcome to the server\n";

/// What comes next, up to a pause: what one `recv` of a classic client gets.
fn read_some(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer).unwrap();
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}

fn read_to_end(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// A folder for one test's files.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_classic_client_gets_bytes_and_words_of_each_document() {
    let server = Server::start(&[]);
    let mut stream = server.tcp(server.docs_tcp);
    assert_eq!(read_some(&mut stream), GREETING);
    stream.write_all("It was the best of times, é\u{a0}à\n".as_bytes()).unwrap();
    assert_eq!(read_some(&mut stream), "33");
    assert_eq!(read_some(&mut stream), "7");
    stream.write_all(b"two words").unwrap();
    assert_eq!(read_some(&mut stream), "9");
    assert_eq!(read_some(&mut stream), "2");
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read_to_end(&mut stream), "");
}

/// They are those of the bytes, also where nobody can read what is in them; and of all the bytes, where there are so many
/// that the server is no longer woken for a few.
#[test]
fn the_classic_numbers_of_long_documents_are_those_of_their_bytes() {
    let server = Server::start(&["--limit", "document_bytes_max=200000"]);
    let mut stream = server.tcp(server.docs_tcp);
    assert_eq!(read_some(&mut stream), GREETING);
    for (head, words) in
        [("", 2_000_000), ("\x1f", 3), ("%PDF-1.7 ", 20_000), ("%PDF-1.7 ", 200_000), ("", 7)]
    {
        let document = head.to_string() + &"word ".repeat(words);
        stream.write_all(document.as_bytes()).unwrap();
        assert_eq!(read_some(&mut stream), document.len().to_string());
        assert_eq!(read_some(&mut stream), document.split_ascii_whitespace().count().to_string());
    }
    // The rest of a long document comes late, but not too late.
    let server = Server::start(&["--limit", "document_silence=2s"]);
    let mut stream = server.tcp(server.docs_tcp);
    stream.write_all("word ".repeat(1_000_000).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(150));
    stream.write_all(b"end").unwrap();
    assert_eq!(read_some(&mut stream), GREETING);
    assert_eq!(read_some(&mut stream), "5000003");
    assert_eq!(read_some(&mut stream), "1000001");
}

#[test]
fn half_closing_gets_the_report_that_is_made_here() {
    let server = Server::start(&[]);
    let text = "One two\r\n\r\nthree\u{3000}four ".repeat(30_000) + "\u{fffd}end";
    let path = folder("half-closing").join("text.txt");
    fs::write(&path, &text).unwrap();
    let mut stream = server.tcp(server.docs_tcp);
    for piece in text.as_bytes().chunks(7_001) {
        stream.write_all(piece).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let over_tcp = read_to_end(&mut stream);
    let path = path.to_str().unwrap();
    let here = transcript(&reckon(&["stats", path]).output().unwrap());
    assert_eq!(here.2, 0);
    assert_eq!(over_tcp, GREETING.to_string() + &here.0);
    let address = server.docs_tcp.to_string();
    let there = transcript(&reckon(&["stats", "--server", &address, path]).output().unwrap());
    assert_eq!(there, here);
    let json =
        |options: &[&str]| transcript(&reckon(&[options, &["--json", path]].concat()).output().unwrap());
    assert_eq!(json(&["stats", "--server", &address]), json(&["stats"]));
    let classic = transcript(&reckon(&["stats", "--classic", "--server", &address, path]).output().unwrap());
    let words =
        text.split(|c: char| c.is_ascii_whitespace() || c == '\u{b}').filter(|word| !word.is_empty()).count();
    let expected = format!("No. of Characters:  {}\nNo. of Words:  {words}\n", text.len());
    assert_eq!(classic, (expected, String::new(), 0));
}

#[test]
fn an_empty_document_has_a_report_too() {
    let server = Server::start(&[]);
    let mut stream = server.tcp(server.docs_tcp);
    stream.shutdown(Shutdown::Write).unwrap();
    let over_tcp = read_to_end(&mut stream);
    let here = transcript(&reckon(&["stats", "/dev/null"]).output().unwrap());
    assert_eq!(over_tcp, GREETING.to_string() + &here.0);
    // A count is 0, and what is computed from counts is missing.
    for id in definitions().map(|definition| definition.id) {
        let line = here.0.lines().find(|line| line.ends_with(&format!(" {id}"))).unwrap();
        let number = line.split_whitespace().rev().nth(1);
        assert!([Some("0"), Some("-")].contains(&number), "{line}");
    }
}

#[test]
fn a_slow_document_disturbs_no_other() {
    let server = Server::start(&[]);
    let slow: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = server.tcp(server.docs_tcp);
            stream.write_all(b"half of a wo").unwrap();
            stream
        })
        .collect();
    let mut quick = server.tcp(server.docs_tcp);
    quick.write_all(b"one two three").unwrap();
    quick.shutdown(Shutdown::Write).unwrap();
    assert!(read_to_end(&mut quick).contains(" 3  words.ascii\n"));
    drop(slow);
}

#[test]
fn files_that_cannot_be_counted_are_named_and_the_others_counted() {
    let folder = folder("several");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let (first, second) = (file("first.txt", "one two\n\nthree\n"), file("second.txt", "four\u{a0}five\n"));
    let missing = folder.join("missing.txt").to_str().unwrap().to_string();
    let fields = ["--fields", "bytes,chars.code_points,lines,words.ascii,words.whitespace"];
    let arguments = [&["stats"], &fields[..], &[&first, &missing, &second]].concat();
    let (stdout, stderr, code) = transcript(&reckon(&arguments).output().unwrap());
    assert_eq!(code, 3);
    assert_eq!(stderr, format!("error: {missing}: there is no such file\n"));
    let expected = format!(
        "bytes  chars.code_points  lines  words.ascii  words.whitespace  file
   15                 15      3            3                 3  {first}
    -                  -      -            -                 -  {missing}: there is no such file
   11                 10      1            1                 2  {second}
   26                 25      4            4                 5  total
"
    );
    assert_eq!(stdout, expected);

    let (stdout, _, code) =
        transcript(&reckon(&["stats", "--json", &first, &missing, &second]).output().unwrap());
    assert_eq!(code, 3);
    let lines: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["numbers"]["words.ascii"], 3);
    assert_eq!(lines[1]["error"], "there is no such file");
    assert_eq!(lines[2]["numbers"]["words.whitespace"], 2);
    assert_eq!((&lines[3]["total"], &lines[3]["numbers"]["bytes"]), (&2.into(), &26.into()));
}

#[test]
fn endless_and_binary_inputs_end_well() {
    let (stdout, stderr, code) = transcript(
        &reckon(&["stats", "--format", "text", "--max-bytes", "1000000", "/dev/zero"]).output().unwrap(),
    );
    assert_eq!((stdout.as_str(), code), ("", 3));
    assert_eq!(stderr, "error: /dev/zero: is longer than 1000000 bytes: the limit of --max-bytes\n");
    let endless = fs::File::open("/dev/zero").unwrap();
    let asked = ["stats", "--format", "text"];
    let (_, stderr, code) = transcript(&reckon(&asked).stdin(endless).output().unwrap());
    assert_eq!(code, 3);
    assert!(stderr.starts_with("error: -: is longer than "), "{stderr}");

    let (_, stderr, code) = transcript(&reckon(&["stats", "/dev/zero"]).output().unwrap());
    assert_eq!((stderr.contains("neither text nor a format"), code), (true, 3), "{stderr}");

    let mut child = reckon(&["stats", "--encoding", "utf-8"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"\x7fELF\xff\xfe\0\0 \xf0\x9f").unwrap();
    let (stdout, stderr, code) = transcript(&child.wait_with_output().unwrap());
    assert_eq!(code, 0);
    assert!(stdout.contains(" 3  chars.invalid\n"), "{stdout}");
    assert_eq!(stderr, "note: -: not all of it is UTF-8: 3 sequences count as one code point each\n");
}

#[test]
fn a_closed_output_is_no_failure() {
    let text = folder("closed").join("long.txt");
    fs::write(&text, "line\n".repeat(100_000)).unwrap();
    let text = text.to_str().unwrap();
    for arguments in
        [&["stats", "--json", "/dev/null", "/dev/null"][..], &["text", text], &["text", "--scopes", text]]
    {
        let mut child = reckon(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}

#[test]
fn names_of_files_do_not_steer_the_terminal() {
    let (_, stderr, code) = transcript(&reckon(&["stats", "no \u{1b}[31mfile"]).output().unwrap());
    assert_eq!((stderr.as_str(), code), ("error: no \\u{1b}[31mfile: there is no such file\n", 3));
}

#[test]
fn the_blocks_of_a_plain_text_are_its_paragraphs() {
    let text = folder("blocks").join("a.txt");
    fs::write(&text, "one\ntwo\n\n \nthree\n").unwrap();
    let (stdout, ..) = transcript(&reckon(&["text", "--scopes", text.to_str().unwrap()]).output().unwrap());
    assert_eq!(stdout, "body: one / two\nbody: three\n");
}

#[test]
fn input_that_pauses_is_one_document() {
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    let mut child = reckon(&["stats", "--server", &address, "--fields", "words.ascii", "--csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"one two ").unwrap();
    // Longer than the silence that ends a document of the classic dialogue, and than what follows it.
    std::thread::sleep(Duration::from_millis(1_000));
    stdin.write_all(b"three").unwrap();
    drop(stdin);
    let (stdout, stderr, code) = transcript(&child.wait_with_output().unwrap());
    assert_eq!((stdout.lines().last(), stderr.as_str(), code), (Some("-,3"), "", 0));
}

/// A server that answers all that is sent to it, once that has ended or at once, with these words, and says no more.
fn other_server(answer: &'static str, waits: bool) -> std::net::SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(GREETING.as_bytes()).unwrap();
        if waits {
            std::io::copy(&mut stream, &mut std::io::sink()).unwrap();
        } else {
            let length = stream.read(&mut [0; 1024]).unwrap();
            assert!(length > 0);
        }
        stream.write_all(answer.as_bytes()).unwrap();
    });
    address
}

#[test]
fn servers_that_hand_over_no_scans_are_told_apart() {
    let path = folder("other-servers").join("text.txt");
    fs::write(&path, "One two.\n").unwrap();
    let path = path.to_str().unwrap();
    for (answer, waits, expected) in [
        // An older version, and the original server, whose two numbers run together here.
        ("bytes  30  bytes\nlines  2  lines\n", true, "--classic asks it for the two numbers"),
        ("253", true, "--classic asks it for the two numbers"),
        ("", true, "the server closed the connection before it answered"),
        ("RKNS\x02\x1f", true, "the server's answer cannot be read: "),
        ("error: closed for today\n", false, "the server refuses: closed for today"),
    ] {
        let address = other_server(answer, waits).to_string();
        let (stdout, stderr, code) =
            transcript(&reckon(&["stats", "--server", &address, path]).output().unwrap());
        assert_eq!((stdout.as_str(), code), ("", 3), "{answer:?}");
        assert!(stderr.starts_with(&format!("error: {path}: ")), "{stderr}");
        assert!(stderr.contains(expected), "{answer:?}: {stderr}");
    }
}

#[test]
fn a_server_counts_in_every_form_and_language_as_it_is_done_here() {
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    let folder = folder("forms");
    let [english, french, bad] = [
        (
            "english.txt",
            "It was the best of times, it was the worst of times. Mr. Smith agreed.\n\n".repeat(40),
        ),
        ("french.txt", "L'été, c'est loin ! Il n'y a plus d'été à l'île.\n\n".repeat(40)),
        ("empty.txt", String::new()),
    ]
    .map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    });
    for options in [
        &["--json", &english, &french, &bad][..],
        &["--csv", &english, &french],
        &["--tsv", "--language", "de", &english, &french],
        &["--html", "-", &english, &french],
        &["--top", "3", &french],
        &["--fields", "words,readability", &english],
        &[&english, &bad, &french],
    ] {
        let here = transcript(&reckon(&[&["stats"], options].concat()).output().unwrap());
        assert_eq!((here.1.as_str(), here.2), ("", 0), "{options:?}");
        let there =
            transcript(&reckon(&[&["stats", "--server", &address], options].concat()).output().unwrap());
        assert_eq!(there, here, "{options:?}");
    }
}

#[test]
fn a_total_may_have_more_words_than_a_server_keeps_of_one_document() {
    let words_max = reckon_proto::Limits::DEFAULT.document_distinct_words_max;
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    let folder = folder("total");
    let files = [0, 1].map(|file| {
        let path = folder.join(format!("{file}.txt"));
        let text: String = (0..words_max * 2 / 3).map(|n| format!("{file}word{n} ")).collect();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    });
    let fields = ["--csv", "--fields", "words,diversity"];
    let arguments = [&["stats"][..], &fields, &files.each_ref().map(String::as_str)].concat();
    let here = transcript(&reckon(&arguments).output().unwrap());
    let there = transcript(&reckon(&[&arguments[..], &["--server", &address]].concat()).output().unwrap());
    assert_eq!(there, here);
    let total = here.0.lines().last().unwrap().to_string();
    assert!(total.contains(&format!(",{},", words_max / 3 * 4)), "{total}");
}

#[test]
fn a_server_keeps_as_many_words_as_its_limit_says() {
    let server = Server::start(&["--limit", "document_distinct_words_max=100"]);
    let address = server.docs_tcp.to_string();
    let path = folder("many-words").join("text.txt");
    fs::write(&path, (0..101).map(|n| format!("word{n} ")).collect::<String>()).unwrap();
    let path = path.to_str().unwrap();
    let json = |options: &[&str]| -> serde_json::Value {
        let output = reckon(&[&["stats", "--json", path], options].concat()).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (here, there) = (json(&[]).to_string(), json(&["--server", &address]).to_string());
    assert!(!here.contains("more distinct words than are kept"), "{here}");
    assert!(there.contains("more distinct words than are kept"), "{there}");
}

#[test]
fn several_threads_print_what_one_does() {
    let path = folder("jobs").join("text.txt");
    // More than one part of several MiB, a stretch without a blank line, and lines that end in both ways.
    let paragraph =
        "It was the best of times, it was the worst of times.\nMr. Smith said \"So it goes.\"\n\n";
    let text = [
        paragraph.repeat(60_000),
        "One line after the other, and none is blank.\r\n".repeat(200_000),
        "\r\nThe last part, for the time being.\r\n".repeat(20_000),
    ]
    .concat();
    fs::write(&path, &text).unwrap();
    let path = path.to_str().unwrap();
    let print =
        |jobs: &str| transcript(&reckon(&["stats", "--json", "--jobs", jobs, path]).output().unwrap());
    let expected = print("1");
    assert_eq!((expected.1.as_str(), expected.2), ("", 0));
    for jobs in ["0", "2", "5"] {
        assert_eq!(print(jobs), expected, "{jobs}");
    }
    let mut child = reckon(&["stats", "--json", "--jobs", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let piped = transcript(&child.wait_with_output().unwrap());
    assert_eq!(piped.0.replacen("\"-\"", &format!("{path:?}"), 1), expected.0);
}

#[test]
fn a_server_that_has_no_room_is_quoted_and_the_other_files_are_tried() {
    let server = Server::start(&["--limit", "connections_max=0"]);
    let folder = folder("no-room");
    let (small, big) = (folder.join("small.txt"), folder.join("big.txt"));
    fs::write(&small, "one two").unwrap();
    fs::write(&big, "word ".repeat(4_000_000)).unwrap();
    let (small, big) = (small.to_str().unwrap(), big.to_str().unwrap());
    let address = server.docs_tcp.to_string();
    // A table has a row for each that says why, the classic form is numbers only.
    for (options, rows) in [(&["--fields", "words"][..], 3), (&["--classic"], 0)] {
        let arguments = [&["stats", "--server", &address, big, small], options].concat();
        let (stdout, stderr, code) = transcript(&reckon(&arguments).output().unwrap());
        // Whether the server's words arrive before the end of the connection depends on the system.
        assert_eq!((stdout.lines().count(), code), (rows, 3), "{stdout}{stderr}");
        assert_eq!(stderr.lines().filter(|line| line.starts_with("error: ")).count(), 2, "{stderr}");
    }
}

#[test]
fn an_empty_document_has_no_place_in_the_classic_dialogue() {
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    let output = reckon(&["stats", "--classic", "--server", &address, "/dev/null"]).output().unwrap();
    let (stdout, stderr, code) = transcript(&output);
    assert_eq!((stdout.as_str(), code), ("", 3));
    assert_eq!(stderr, "error: /dev/null: the classic dialogue has no answer to an empty document\n");
}

/// What is no plain text is read by another process, before a server as here, and has the same report.
#[test]
fn a_server_reads_documents_as_it_is_done_here() {
    let server = Server::start(&["--readers", "1"]);
    let folder = folder("documents");
    let latin = folder.join("latin.txt");
    let french = "Où l'été commence, déjà, la forêt est pleine de garçons naïfs ; ça va ?\n".repeat(30);
    fs::write(&latin, french.chars().map(|letter| letter as u8).collect::<Vec<_>>()).unwrap();
    let wide = folder.join("wide.txt");
    fs::write(&wide, french.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    for path in [&latin, &wide] {
        let path = path.to_str().unwrap();
        for form in [&["--json"][..], &[]] {
            let here = transcript(&reckon(&[&["stats"], form, &[path]].concat()).output().unwrap());
            let address = server.docs_tcp.to_string();
            let there = [&["stats", "--server", &address], form, &[path]].concat();
            let there = transcript(&reckon(&there).output().unwrap());
            assert_eq!(there, here);
            assert!(here.0.contains("windows-1252") || here.0.contains("UTF-16LE"), "{here:?}");
        }
        let mut stream = server.tcp(server.docs_tcp);
        stream.write_all(&fs::read(path).unwrap()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let here = transcript(&reckon(&["stats", path]).output().unwrap()).0;
        assert_eq!(read_to_end(&mut stream), format!("{GREETING}{here}"));
    }
    // What nobody can read is refused by name, and the next one is served.
    for bytes in [&b"\x89PNG\r\n\x1a\n"[..], &[1, 2, 3, 4, 5, 6, 7, 8]] {
        let mut stream = server.tcp(server.docs_tcp);
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let answer = read_to_end(&mut stream);
        assert!(answer.starts_with(&format!("{GREETING}error: ")), "{answer}");
    }
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}

/// Documents that have to be kept whole have a bound, one and all together.
#[test]
fn documents_that_are_kept_whole_have_a_bound() {
    let server =
        Server::start(&["--limit", "document_bytes_max=1000", "--limit", "documents_bytes_max=1500"]);
    let document = |length: usize| [b"\xff\xfe".as_slice(), &b"x\0".repeat(length / 2 - 1)].concat();
    let answer = |bytes: &[u8]| {
        let mut stream = server.tcp(server.docs_tcp);
        stream.write_all(b"\0reckon/1 scan\n").unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut bytes = vec![];
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[GREETING.len()..]).to_string()
    };
    assert!(answer(&document(1000)).starts_with("RKNS"));
    assert_eq!(answer(&document(1002)), "error: the document is longer than 1000 bytes\n");
    // What was kept of one that has ended is free again, as often as it may be.
    for _ in 0..5 {
        assert!(answer(&document(900)).starts_with("RKNS"));
    }
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}

/// One that is refused takes no room from others, even if its peer goes on to send it.
#[test]
fn a_document_that_is_refused_is_kept_no_more() {
    let server =
        Server::start(&["--limit", "document_bytes_max=200000", "--limit", "documents_bytes_max=300000"]);
    let document = |length: usize| [b"\xff\xfe".as_slice(), &b"x\0".repeat(length / 2 - 1)].concat();
    let send = |bytes: &[u8]| {
        let mut stream = server.tcp(server.docs_tcp);
        stream.write_all(b"\0reckon/1 scan\n").unwrap();
        stream.write_all(bytes).unwrap();
        stream
    };
    let too_long = send(&document(200_002));
    // The server may not have read all of it when the next one comes.
    let is_counted = (0..100).any(|_| {
        let mut stream = send(&document(200_000));
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = vec![];
        stream.read_to_end(&mut answer).unwrap();
        answer[GREETING.len()..].starts_with(b"RKNS")
    });
    assert!(is_counted, "the room of the document that is too long is not free");
    drop(too_long);
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}
