//! `reckon serve` itself: its options, its doors, its end.

mod server;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use server::{DOORS, Server, ask, reckon, transcript};

#[test]
fn a_port_in_use_names_the_door_and_the_option() {
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let (udp, tcp) = (udp.local_addr().unwrap().to_string(), tcp.local_addr().unwrap().to_string());
    for (option, name, address) in [
        ("--calc-udp", "calculator UDP", &udp),
        ("--calc-tcp", "calculator TCP", &tcp),
        ("--coap", "CoAP", &udp),
        ("--docs-tcp", "documents TCP", &tcp),
        ("--ipkcp", "IPKCP TCP", &tcp),
    ] {
        let mut options = vec!["serve"];
        for door in ["--calc-udp", "--calc-tcp", "--coap", "--docs-tcp", "--ipkcp"] {
            options.extend([door, if door == option { address } else { "off" }]);
        }
        let (stdout, stderr, code) = transcript(&reckon(&options).output().unwrap());
        // The sockets of this test are gone, unless they are held until here.
        assert_eq!((stdout.as_str(), code), ("", 3), "{stderr}");
        assert_eq!(
            stderr,
            format!(
                "error: {name}: {address} is in use by another program; choose another address with {option} \
                 ADDRESS:PORT (port 0: any that is free), or {option} off\n"
            )
        );
    }
}

#[test]
fn several_sockets_share_a_port_with_each_other_and_with_nobody_else() {
    let server = Server::start(&["--sockets", "3"]);
    // Peers are spread over the sockets; each finds its own conversation again.
    let clients: Vec<_> = (0..60).map(|_| server.udp()).collect();
    for (i, client) in clients.iter().enumerate() {
        assert_eq!(ask(client, &[i.to_string().as_bytes(), b"+", b"1"]), (i + 1).to_string());
    }
    let address = server.calc_udp.to_string();
    let off = ["--calc-tcp", "off", "--coap", "off", "--docs-tcp", "off", "--ipkcp", "off", "--sockets", "3"];
    let second = reckon(&[&["serve", "--calc-udp", &address][..], &off].concat()).output().unwrap();
    let (_, stderr, code) = transcript(&second);
    assert_eq!(code, 3);
    assert!(stderr.contains("in use by another program"), "{stderr}");
}

#[test]
fn doors_are_set_by_options_and_by_the_environment() {
    use std::io::{BufRead, BufReader};
    let mut child = reckon(&["serve", "--calc-tcp", "localhost:0"])
        .env("RECKON_CALC_UDP", "off")
        .env("RECKON_CALC_TCP", "off")
        .env("RECKON_COAP", "off")
        .env("RECKON_DOCS_TCP", "127.0.0.1:0")
        .env("RECKON_IPKCP", "off")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    // An option wins over the environment; localhost is one port on each family that there is.
    let first = lines.next().unwrap();
    assert!(first.starts_with("calculator TCP  127.0.0.1:"), "{first}");
    let mut next = lines.next().unwrap();
    if next.starts_with("calculator TCP  [::1]:") {
        let port =
            |line: &str| line.split_whitespace().nth(2).unwrap().rsplit_once(':').unwrap().1.to_string();
        assert_eq!(port(&next), port(&first));
        next = lines.next().unwrap();
    }
    assert!(next.starts_with("documents TCP   127.0.0.1:"), "{next}");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(lines.next().is_none());
}

#[test]
fn nonsense_on_the_command_line_is_refused() {
    for options in [
        &["serve", "--calc-udp", "nowhere"][..],
        &[
            "serve",
            "--calc-udp",
            "off",
            "--calc-tcp",
            "off",
            "--coap",
            "off",
            "--docs-tcp",
            "off",
            "--ipkcp",
            "off",
        ],
        &["serve", "--sockets", "0"],
        &["serve", "--limit", "connections_max"],
        &["serve", "--limit", "no_such_limit=1"],
        &["serve", "--limit", "document_pause=1"],
        &["calc", "--timeout", "-1", "1"],
        &["calc", "--server", "a:b:c", "1"],
        &["frobnicate"],
        &[],
    ] {
        let (stdout, stderr, code) = transcript(&reckon(options).output().unwrap());
        assert_eq!((stdout.as_str(), code), ("", 2), "{options:?}: {stderr}");
        assert!(!stderr.is_empty());
    }
}

#[test]
fn the_help_prints_the_limits_from_the_constants() {
    let (stdout, _, code) = transcript(&reckon(&["serve", "--help"]).output().unwrap());
    assert_eq!(code, 0);
    for row in reckon_proto::Limits::DEFAULT.rows() {
        let line = stdout.lines().find(|line| line.trim_start().starts_with(&format!("{} ", row.name)));
        let line = line.unwrap_or_else(|| panic!("{} is not in the help", row.name));
        assert!(line.contains(&format!(" {}  ", row.value)), "{line}");
        assert!(line.ends_with(row.meaning), "{line}");
    }
}

#[test]
fn a_signal_ends_it_well_and_finishes_what_is_under_way() {
    for signal in ["-INT", "-TERM"] {
        let server = Server::start(&[]);
        let mut stream = server.tcp(server.docs_tcp);
        stream.write_all(b"one two ").unwrap();
        let mut greeting = [0; 22];
        stream.read_exact(&mut greeting).unwrap();
        let idle = server.tcp(server.calc_tcp);
        server.signal(signal);
        // The document goes on after the signal and still gets its report.
        std::thread::sleep(Duration::from_millis(100));
        stream.write_all(b"three").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut report = String::new();
        stream.read_to_string(&mut report).unwrap();
        assert!(report.contains(" 3  words.ascii\n"), "{report}");
        let (docs, started) = (server.docs_tcp, Instant::now());
        let (code, log) = server.wait();
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("closed: 1 answered, 1 connections door=\"documents TCP\""), "{log}");
        // Generous: what must not happen is waiting for the idle connection's own deadline of minutes.
        assert!(started.elapsed() < Duration::from_secs(60));
        assert!(TcpStream::connect(docs).is_err());
        drop(idle);
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = Server::start(&[]);
    let mut busy = server.tcp(server.docs_tcp);
    let mut greeting = [0; 22];
    busy.read_exact(&mut greeting).unwrap();
    server.signal("-TERM");
    // It is still there as long as somebody talks to it.
    for _ in 0..5 {
        busy.write_all(b"word ").unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    server.signal("-TERM");
    let (code, _) = server.wait();
    assert_eq!(code, Some(130));
}

#[test]
fn the_log_can_be_json_and_is_quiet_about_successes() {
    let server = Server::start(&["--log-format", "json"]);
    let socket = server.udp();
    assert_eq!(ask(&socket, &[b"6*7"]), "42");
    assert!(ask(&socket, &[b"1/0"]).starts_with("error: "));
    let (_, log) = server.stop();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused: Vec<_> =
        lines.iter().filter(|line| line["message"] == "refused: division by zero at column 2").collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["level"], "INFO");
    assert_eq!(refused[0]["peer"], socket.local_addr().unwrap().to_string());
    assert!(!log.contains("Answer sent"), "{log}");
}

#[test]
fn a_flood_of_mistakes_does_not_flood_the_log() {
    let server = Server::start(&[]);
    let socket = server.udp();
    for _ in 0..5_000 {
        assert!(ask(&socket, &[b"x"]).starts_with("error: "));
    }
    let (_, log) = server.stop();
    assert!(log.lines().count() < 1_000, "{} lines", log.lines().count());
    assert!(log.contains("5000 answered, 5000 of them refused"), "{log}");
}

#[test]
fn limits_can_be_set() {
    let server =
        Server::start(&["--limit", "line_bytes_max=10,connections_max=2", "--limit", "line_idle_max=200ms"]);
    let mut stream = server.tcp(server.calc_tcp);
    stream.write_all(b"1234567890\n1234567890+1\n").unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(
        answers,
        "1234567890\nerror: the line has more than 10 bytes\nerror: the connection has been idle or open for too long\n"
    );
    let free = Server::start(&["--limit", "expression_fuel_max=0"]);
    let mut stream = free.tcp(free.calc_tcp);
    stream.write_all(b"6*7\n1/3+1/6\n1+1\n").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers, "42\nerror: this takes more work or memory than is allowed here at column 4\n2\n");
    // Two are here and not silent for long, so the third is told that there is no room.
    let _two = [server.tcp(server.docs_tcp), server.tcp(server.docs_tcp)];
    let mut third = server.tcp(server.docs_tcp);
    let mut message = String::new();
    third.read_to_string(&mut message).unwrap();
    assert_eq!(message, "error: more than 2 connections: try again later\n");
}

#[test]
fn the_longest_silent_connection_makes_room_when_there_are_too_many() {
    const CONNECTIONS_MAX: usize = 20;
    let server = Server::start(&["--limit", &format!("connections_max={CONNECTIONS_MAX}")]);
    let first = server.tcp(server.calc_tcp);
    let mut others = vec![];
    for _ in 1..CONNECTIONS_MAX {
        others.push(server.tcp(server.calc_tcp));
    }
    // None of them is silent for long, so there is no room yet; then there is.
    std::thread::sleep(Duration::from_millis(1_500));
    let mut newcomer = server.tcp(server.calc_tcp);
    newcomer.write_all(b"6*7\n").unwrap();
    let mut answer = [0; 3];
    newcomer.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"42\n");
    let mut rest = String::new();
    let mut first = first;
    // A reset or an end: either way it is closed.
    let _ = first.read_to_string(&mut rest);
    assert_eq!(rest, "");
    let mut last = others.pop().unwrap();
    last.write_all(b"1+1\n").unwrap();
    last.read_exact(&mut answer[..2]).unwrap();
    assert_eq!(&answer[..2], b"2\n");
}

#[test]
fn peers_that_never_read_neither_keep_newcomers_out_nor_hold_up_the_end() {
    let server = Server::start(&["--limit", "connections_max=3"]);
    let questions = "123456789*123456789\n".repeat(10_000);
    let deaf: Vec<_> = (0..3)
        .map(|_| {
            let stream = server.tcp(server.calc_tcp);
            stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
            // Until the buffers on the way are full.
            while (&stream).write_all(questions.as_bytes()).is_ok() {}
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(1_200));
    let mut newcomer = server.tcp(server.calc_tcp);
    newcomer.write_all(b"6*7\n").unwrap();
    let mut answer = [0; 3];
    newcomer.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"42\n");
    let started = Instant::now();
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    // Generous; what must not happen is waiting for the limit on stalled writes.
    assert!(started.elapsed() < reckon_proto::Limits::DEFAULT.write_stall_max / 2);
    drop(deaf);
}

#[test]
fn a_log_that_cannot_be_written_stops_nothing() {
    let mut child = reckon(&["serve", "--calc-udp", "127.0.0.1:0"])
        .args(["--calc-tcp", "off", "--coap", "off", "--docs-tcp", "off", "--ipkcp", "off"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody will read the log.
    drop(child.stderr.take());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line)
        .unwrap();
    let address = line.split_whitespace().nth(2).unwrap().to_string();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    for _ in 0..3 {
        assert!(ask(&socket, &[b"1/0"]).starts_with("error: "));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_signal_finds_it_ready_as_soon_as_it_has_said_where_it_is() {
    for _ in 0..20 {
        assert_eq!(Server::start(&[]).stop().0, Some(0));
    }
}

/// Costly expressions have a thread of their own: questions behind them are answered before them, and when too many wait
/// their senders are told.
#[test]
fn costly_expressions_hold_up_nobody() {
    let server = Server::start(&["--limit", "costly_waiting_max=4"]);
    let costly = server.udp();
    let honest = server.udp();
    const COSTLY: &[u8] = b"fib(30000) - fib(30000)";
    let mut busy = 0;
    for _ in 0..10 {
        for _ in 0..20 {
            costly.send(COSTLY).unwrap();
        }
        assert_eq!(ask(&honest, &[b"6*7"]), "42");
    }
    for _ in 0..200 {
        match server::receive(&costly).as_str() {
            "0" => {}
            "error: too many costly expressions are waiting: ask again later" => busy += 1,
            other => panic!("{other}"),
        }
    }
    assert!(busy < 200, "some were answered");
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}

/// A cheap question that is sent behind many costly ones, from the same socket, is answered before the last of them; and
/// each has one answer.
#[test]
fn a_costly_question_over_coap_or_dns_keeps_no_cheap_one_waiting() {
    const COSTLY: usize = 24;
    let server = Server::start(&[]);
    let coap = |id: u8, question: &str| {
        let mut message = vec![0x41, 5, 0, id, id, 0xb4];
        message.extend([b"calc\xff", question.as_bytes()].concat());
        message
    };
    let dns = |id: u8, question: &str| {
        let mut message = vec![0, id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, question.len() as u8];
        message.extend([question.as_bytes(), b"\x04calc\0\0\x10\0\x01"].concat());
        message
    };
    let coap_id: fn(&[u8]) -> (u8, bool) = |reply| (reply[3], reply[1] == 0x45);
    let dns_id: fn(&[u8]) -> (u8, bool) = |reply| (reply[1], reply[3] == 0);
    type Message<'a> = &'a dyn Fn(u8, &str) -> Vec<u8>;
    for (door, message, id) in [(server.coap, &coap as Message, coap_id), (server.dns_udp, &dns, dns_id)] {
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(door).unwrap();
        client.set_read_timeout(Some(server::LONG)).unwrap();
        for number in 0..COSTLY {
            client.send(&message(number as u8, "fib(30000) - fib(30000)")).unwrap();
        }
        client.send(&message(COSTLY as u8, "6*7")).unwrap();
        let mut order = vec![];
        let mut buffer = [0; 1024];
        for _ in 0..=COSTLY {
            let length = client.recv(&mut buffer).unwrap();
            let (number, is_answer) = id(&buffer[..length]);
            // Some may have waited for too long, where the machine has much else to do; but not the cheap one.
            assert!(is_answer || usize::from(number) < COSTLY);
            order.push(usize::from(number));
        }
        assert_ne!(order.last(), Some(&COSTLY), "{door}: {order:?}");
        order.sort_unstable();
        assert!(order.into_iter().eq(0..=COSTLY));
    }
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
}

/// Costly lines of more connections than there are threads: meanwhile others have their answers, and where there is no room
/// to wait for a thread the peer is told.
#[test]
fn a_costly_line_keeps_no_other_connection_waiting() {
    // It takes seconds.
    let limits = ["expression_fuel_max=1000000000000", "expression_digits_max=100000000"];
    let server =
        Server::start(&["--limit", limits[0], "--limit", limits[1], "--limit", "costly_waiting_max=1"]);
    let threads = std::thread::available_parallelism().unwrap().get();
    let costly: Vec<_> = (0..threads + 3)
        .map(|_| {
            let mut stream = server.tcp(server.calc_tcp);
            stream.write_all(b"1+1\nfib(20000000) - fib(20000000)\n").unwrap();
            let mut first = [0; 2];
            stream.read_exact(&mut first).unwrap();
            assert_eq!(&first, b"2\n");
            stream.set_nonblocking(true).unwrap();
            stream
        })
        .collect();
    let mut others = [server.calc_tcp, server.calc_tcp, server.ipkcp_tcp, server.ipkcp_tcp].map(|door| {
        let mut stream = server.tcp(door);
        stream.write_all(b"HELLO\n").unwrap();
        stream.read_exact(&mut [0; 6]).unwrap();
        stream
    });
    for _ in 0..20 {
        for stream in &mut others {
            stream.write_all(b"SOLVE (* 6 7)\n").unwrap();
            let mut answer = [0; 10];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"RESULT 42\n");
        }
    }
    // Half as many threads as there are processors, and one waits.
    let refused = threads / 2 + 2;
    let mut silent = costly;
    let mut said = vec![];
    let begin = Instant::now();
    // Each is told as soon as its turn comes, which may be after the others' answers.
    while said.len() < refused && begin.elapsed() < Duration::from_secs(30) {
        silent.retain_mut(|stream| {
            let mut line = [0; 1000];
            let Ok(length) = stream.read(&mut line) else { return true };
            said.push(String::from_utf8_lossy(&line[..length]).into_owned());
            false
        });
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(said.len(), refused);
    let busy = "error: too many costly expressions are waiting: ask again later\n";
    assert!(said.iter().all(|said| said == busy), "{said:?}");
}

/// Each door says what it has counted, and goes on.
#[test]
fn a_signal_asks_for_what_was_counted() {
    let server = Server::start(&[]);
    assert_eq!(ask(&server.udp(), &[b"6*7"]), "42");
    assert!(ask(&server.udp(), &[b"1/0"]).starts_with("error: "));
    server.signal("-USR1");
    // Longer than a thread sleeps.
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(ask(&server.udp(), &[b"6*7"]), "42");
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    let said = |words: &str| log.lines().any(|line| line.contains(words) && line.contains("calculator UDP"));
    assert!(said("so far: 2 answered, 1 of them refused"), "{log}");
    assert!(said("closed: 3 answered, 1 of them refused"), "{log}");
    assert!(
        log.lines().any(|line| line.contains("so far: 0 answered") && line.contains("documents TCP")),
        "{log}"
    );
}

/// What the server says over its local socket is what it has done, in both forms; and who else wants the place is told.
#[test]
fn a_local_socket_says_what_was_counted() {
    let file = std::env::temp_dir().join(format!("reckon-status-{}", std::process::id()));
    let path = file.to_str().unwrap();
    // A file of a server that is no more.
    drop(std::os::unix::net::UnixListener::bind(&file).unwrap());
    let server = Server::start(&["--status", path]);
    assert_eq!(ask(&server.udp(), &[b"6*7"]), "42");
    assert!(ask(&server.udp(), &[b"1/0"]).starts_with("error: "));
    let status = |more: &[&str]| {
        let output = reckon(&["status", path]).args(more).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (_, table, _) = status(&[]);
    let line =
        table.lines().find(|line| line.starts_with(&format!("calculator UDP {} ", server.calc_udp))).unwrap();
    assert_eq!(line.split_whitespace().nth(3), Some("2"), "{table}");
    assert!(table.lines().any(|line| line.starts_with("documents TCP")), "{table}");
    let (code, json, _) = status(&["--json"]);
    assert_eq!(code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let door = json["doors"].as_array().unwrap().iter().find(|door| {
        let name = door["door"].as_str().unwrap();
        name.starts_with("calculator UDP") && !name.ends_with("costly")
    });
    let door = door.unwrap();
    assert_eq!((&door["answered"], &door["refused"], &door["overrun"]), (&2.into(), &1.into(), &0.into()));
    assert_eq!(door["latency_ns"]["count"], 2);
    let [p50, max] = ["p50", "max"].map(|quantile| door["latency_ns"][quantile].as_u64().unwrap());
    assert!(0 < p50 && p50 <= max, "{door}");

    let other = reckon(&["serve", "--status", path]).output().unwrap();
    let said = String::from_utf8(other.stderr).unwrap();
    assert!(other.status.code() == Some(3) && said.contains("another server listens there"), "{said}");
    assert_eq!(server.stop().0, Some(0));
    let (code, _, said) = status(&[]);
    assert!(code == Some(3) && said.contains("no server there"), "{said}");
    // A confined server may not remove it.
    let _ = std::fs::remove_file(file);
}

/// Only a socket where nobody listens is replaced, and what the server has made it takes away, but nothing else.
#[test]
fn a_local_socket_takes_the_place_of_no_other_file() {
    let folder = std::env::temp_dir().join(format!("reckon-places-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let [text, stale, link_to_text, link_to_stale] =
        ["text", "stale", "link-to-text", "link-to-stale"].map(|name| folder.join(name));
    std::fs::write(&text, "a text").unwrap();
    drop(std::os::unix::net::UnixListener::bind(&stale).unwrap());
    std::os::unix::fs::symlink(&text, &link_to_text).unwrap();
    std::os::unix::fs::symlink(&stale, &link_to_stale).unwrap();
    for path in [&text, &link_to_text, &link_to_stale, &folder] {
        let mut command = reckon(&["serve", "--status", path.to_str().unwrap()]);
        command.args(DOORS.iter().flat_map(|door| [door, "127.0.0.1:0"]));
        let (_, said, code) = transcript(&command.output().unwrap());
        assert!(code == 3 && said.contains("no socket; name another one"), "{path:?}: {said}");
    }
    assert_eq!(std::fs::read_to_string(&link_to_text).unwrap(), "a text");
    assert!(link_to_stale.is_symlink());

    let server = Server::start(&["--no-sandbox", "--status", stale.to_str().unwrap()]);
    assert_eq!(server.stop().0, Some(0));
    assert!(!stale.exists(), "what the server has made is removed");
    let server = Server::start(&["--no-sandbox", "--status", stale.to_str().unwrap()]);
    std::fs::remove_file(&stale).unwrap();
    std::fs::write(&stale, "another's").unwrap();
    assert_eq!(server.stop().0, Some(0));
    assert_eq!(std::fs::read_to_string(&stale).unwrap(), "another's");
    std::fs::remove_dir_all(folder).unwrap();
}
