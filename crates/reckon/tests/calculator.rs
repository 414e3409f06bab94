//! The calculator's doors of a running server, asked as its users ask.

mod server;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, UdpSocket};

use reckon_cli::shell::ask::Ask as _;
use server::{Server, ask, assert_silence, receive, reckon, transcript};

#[test]
fn two_hundred_interleaved_classic_clients_each_get_their_own_answer() {
    let server = Server::start(&[]);
    let clients: Vec<(UdpSocket, i64, i64)> =
        (0..200).map(|i| (server.udp(), 1_000_003 * i, 7_919 * i + 1)).collect();
    // All first parts, then all operators, then all second parts, the last in the opposite order.
    for (socket, a, _) in &clients {
        socket.send(a.to_string().as_bytes()).unwrap();
    }
    for (socket, ..) in &clients {
        socket.send(b"*").unwrap();
    }
    for (socket, _, b) in clients.iter().rev() {
        socket.send(b.to_string().as_bytes()).unwrap();
    }
    for (socket, a, b) in &clients {
        assert_eq!(receive(socket), (a * b).to_string());
    }
}

#[test]
fn what_killed_or_wedged_or_misled_the_original_does_nothing_here() {
    let server = Server::start(&[]);
    let honest = || {
        let socket = server.udp();
        assert_eq!(ask(&socket, &[b"6", b"*", b"7"]), "42");
    };
    honest();
    // A part is lost.
    for parts in [[&b"*"[..], b"7"], [b"6", b"7"]] {
        let socket = server.udp();
        assert!(ask(&socket, &parts).starts_with("error: "));
        assert_eq!(ask(&socket, &[b"6", b"*", b"7"]), "42", "the next question on the same socket");
    }
    server.udp().send(b"6").unwrap();
    honest();
    // Operands that are none, and operators that are none: one error reply for each triple, and life goes on.
    for parts in [
        [&b"abc"[..], b"+", b"3"],
        [b"", b"+", b"3"],
        [b"\xff", b"+", b"3"],
        [b"6", b"%", b"3"],
        [b"6", b"\xff", b"3"],
        [b"6", b"+\n", b"3"],
        [b"6", b"+", b"abc"],
        [b"6", b"+", b"1.5"],
        [b"1", b"/", b"0"],
    ] {
        let socket = server.udp();
        assert!(ask(&socket, &parts).starts_with("error: "), "{parts:?}");
        assert_silence(&socket);
        assert_eq!(ask(&socket, &[b"6", b"*", b"7"]), "42", "after {parts:?}");
        honest();
    }
    // Big operands: exact, and 10**400/1 is refused.
    let nines = "9".repeat(3000);
    let socket = server.udp();
    assert_eq!(ask(&socket, &[nines.as_bytes(), b"+", b"1"]), format!("1{}", "0".repeat(3000)));
    let huge = format!("1{}", "0".repeat(400));
    assert_eq!(
        ask(&socket, &[huge.as_bytes(), b"/", b"1"]),
        "error: integer division result too large for a float"
    );
    let (code, _) = server.stop();
    assert_eq!(code, Some(0));
}

#[test]
fn a_flood_of_strangers_leaves_an_honest_conversation_alone() {
    let server = Server::start(&[]);
    let honest = server.udp();
    honest.send(b"6").unwrap();
    let strangers: Vec<_> = (0..500).map(|_| server.udp()).collect();
    for stranger in &strangers {
        for part in [&b"1"[..], b"+", b"x", b"\xff", b"", b"(((", b"error: no"] {
            stranger.send(part).unwrap();
        }
    }
    assert_eq!(ask(&honest, &[b"*", b"7"]), "42");
}

#[test]
fn text_over_udp_is_answered_at_once() {
    let server = Server::start(&[]);
    let socket = server.udp();
    for (question, answer) in [
        ("6*7", "42"),
        ("1/3 + 1/6\n", "0.5"),
        ("0.1+0.2", "0.3"),
        ("2/3", "2/3"),
        ("1/0", "error: division by zero at column 2"),
    ] {
        assert_eq!(ask(&socket, &[question.as_bytes()]), answer);
    }
    let long = "1+".repeat(5_000) + "1";
    assert_eq!(
        ask(&socket, &[long.as_bytes()]),
        format!(
            "error: the datagram has more than 8192 bytes: ask again on TCP port {}",
            server.calc_tcp.port()
        )
    );
    socket.send(b"error: this is an answer").unwrap();
    assert_silence(&socket);
}

#[test]
fn lines_over_tcp_are_answered_in_order_and_bad_ones_do_no_harm() {
    let server = Server::start(&[]);
    let mut stream = server.tcp(server.calc_tcp);
    // Everything is sent ahead, in pieces that end where they like.
    let questions: String = (0..20_000).map(|i| format!("{i} * {i}\r\nbad\n")).collect();
    let writer = {
        let mut stream = stream.try_clone().unwrap();
        std::thread::spawn(move || {
            for piece in questions.as_bytes().chunks(1_013) {
                stream.write_all(piece).unwrap();
            }
            stream.write_all(b"7 * 6").unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        })
    };
    let mut lines = BufReader::new(&mut stream).lines();
    for i in 0..20_000_u64 {
        assert_eq!(lines.next().unwrap().unwrap(), (i * i).to_string());
        assert!(lines.next().unwrap().unwrap().starts_with("error: unknown name 'bad'"));
    }
    assert_eq!(lines.next().unwrap().unwrap(), "42");
    assert!(lines.next().is_none());
    writer.join().unwrap();
}

#[test]
fn a_slow_peer_and_one_that_never_reads_disturb_nobody() {
    let server = Server::start(&[]);
    let mut slow = server.tcp(server.calc_tcp);
    slow.write_all(b"1 +").unwrap();
    // This one sends questions for ever and never reads an answer, until both sides' buffers are full.
    let deaf = server.tcp(server.calc_tcp);
    deaf.set_nonblocking(true).unwrap();
    let questions = "123456789*123456789\n".repeat(10_000);
    let mut full = 0;
    while full < 20 {
        match (&deaf).write(questions.as_bytes()) {
            Ok(1..) => full = 0,
            _ => {
                full += 1;
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
    }
    let mut honest = server.tcp(server.calc_tcp);
    honest.write_all(b"6*7\n").unwrap();
    let mut answer = [0; 3];
    honest.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"42\n");
    slow.write_all(b" 1\n").unwrap();
    slow.read_exact(&mut answer[..2]).unwrap();
    assert_eq!(&answer[..2], b"2\n");
}

#[test]
fn local_and_remote_answers_are_the_same_text() {
    let server = Server::start(&[]);
    let address = server.calc_udp.to_string();
    let tcp_address = server.calc_tcp.to_string();
    let long = format!("1/{}", "2*".repeat(3_000) + "2").replace("1/2", "1/(2") + ")";
    for expression in [
        "6*7",
        "1/3",
        "√2",
        "5 km to mile",
        "7",
        " 7 ",
        "-7",
        "+",
        "*",
        "1_000",
        "٣",
        "1/0",
        "2+",
        "(",
        "",
        "x",
        "1.50",
        &long,
    ] {
        let local = reckon(&["calc", "--", expression]).output().unwrap();
        // What is too long for any datagram goes to the same port on TCP, which here is another one.
        let server = if expression.len() > 65_507 { &tcp_address } else { &address };
        let udp = reckon(&["calc", "--server", server, "--", expression]).output().unwrap();
        let tcp = reckon(&["calc", "--tcp", "--server", &tcp_address, "--", expression]).output().unwrap();
        assert_eq!(transcript(&udp), transcript(&local), "{expression:?}");
        assert_eq!(transcript(&tcp), transcript(&local), "{expression:?}");
    }
}

#[test]
fn a_text_server_has_less_json() {
    let server = Server::start(&[]);
    let address = server.calc_udp.to_string();
    let lines =
        reckon(&["calc", "--json", "--server", &address, "1/3", "√2 to 3 sf", "1/0"]).output().unwrap();
    assert_eq!(
        transcript(&lines).0,
        "{\"input\":\"1/3\",\"answer\":\"1/3\",\"exact\":true}\n\
         {\"input\":\"√2 to 3 sf\",\"answer\":\"≈ 1.41\",\"exact\":false}\n\
         {\"input\":\"1/0\",\"error\":{\"kind\":\"refused\",\"message\":\"division by zero at column 2\"}}\n"
    );
}

#[test]
fn the_classic_client_asks_in_three_datagrams() {
    let server = Server::start(&["--log-level", "debug"]);
    let address = server.calc_udp.to_string();
    let classic = |parts: &[&str]| {
        let arguments = [&["calc", "--server", &address, "--classic"], parts].concat();
        transcript(&reckon(&arguments).output().unwrap())
    };
    assert_eq!(classic(&["6", "*", "7"]), ("42\n".into(), String::new(), 0));
    assert_eq!(classic(&["-7", "/", "2"]), ("-3.5\n".into(), String::new(), 0));
    assert_eq!(classic(&["1", "/", "0"]), (String::new(), "error: division by zero\n".into(), 1));
    assert_eq!(classic(&["6", "*"]).2, 2);
    // Nothing tells what was rounded.
    assert_eq!(
        classic(&["--json", "1", "/", "3"]).0,
        "{\"input\":\"1 / 3\",\"answer\":\"0.3333333333333333\"}\n"
    );

    let mut child = reckon(&["calc", "--server", &address, "--classic"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"6\n*\n7\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "Input the first integer: Input an operator (+ / * -) Input the second integer: The answer is:  42\n"
    );

    let (_, log) = server.stop();
    for line in [
        "The user entered the number 6",
        "received operator *",
        "The user entered the number 7",
        "Answer sent to user",
    ] {
        assert!(log.contains(line), "{line} in {log}");
    }
}

#[test]
fn a_server_that_is_not_there_is_said_at_once_and_one_that_is_silent_after_a_while() {
    // A port that was free a moment ago and where nobody listens now.
    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let started = std::time::Instant::now();
    for options in [&["calc", "--server", &nobody, "6*7"][..], &["calc", "--tcp", "--server", &nobody, "6*7"]]
    {
        let (stdout, stderr, code) = transcript(&reckon(options).output().unwrap());
        assert_eq!((stdout.as_str(), code), ("", 3));
        assert!(stderr.contains(&format!("nobody listens at {nobody}")), "{stderr}");
    }
    let at_once = started.elapsed();

    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let started = std::time::Instant::now();
    let output = reckon(&["calc", "--server", &address, "--timeout", "1.2", "6*7"]).output().unwrap();
    let (_, stderr, code) = transcript(&output);
    assert_eq!(code, 3);
    assert!(stderr.contains("no answer from"), "{stderr}");
    assert!(started.elapsed() > at_once, "the second waits for its timeout, the first does not");
    // The question was sent again while there was time, and always from the same port.
    silent.set_nonblocking(true).unwrap();
    let mut buffer = [0; 16];
    let mut peers = vec![];
    while let Ok((length, peer)) = silent.recv_from(&mut buffer) {
        assert_eq!(&buffer[..length], b"6*7");
        peers.push(peer);
    }
    assert_eq!(peers.len(), 2);
    assert_eq!(peers[0], peers[1]);
}

#[test]
fn an_answer_that_is_too_long_for_a_datagram_comes_over_tcp() {
    use std::net::TcpListener;
    // A server that always answers as ours does to a peer on another machine whose answer is too long.
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let (udp_address, port) = (udp.local_addr().unwrap().to_string(), tcp.local_addr().unwrap().port());
    let serve = std::thread::spawn(move || {
        let mut buffer = [0; 64];
        let (length, peer) = udp.recv_from(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"1/7");
        let reply = format!(
            "error: the answer is too long for a datagram (3011 bytes): ask again on TCP port {port}"
        );
        udp.send_to(reply.as_bytes(), peer).unwrap();
        let (stream, _) = tcp.accept().unwrap();
        let mut lines = BufReader::new(&stream);
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert_eq!(line, "1/7\n");
        (&stream).write_all(b"the whole answer\n").unwrap();
    });
    let (stdout, _, code) = transcript(&reckon(&["calc", "--server", &udp_address, "1/7"]).output().unwrap());
    assert_eq!((stdout.as_str(), code), ("the whole answer\n", 0));
    serve.join().unwrap();
}

#[test]
fn a_late_answer_is_never_taken_for_that_of_the_next_question() {
    use std::net::TcpListener;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    // Answers the first question too late, and the one on the next connection at once.
    let serve = std::thread::spawn(move || {
        let (first, _) = listener.accept().unwrap();
        let (second, _) = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(&second).read_line(&mut line).unwrap();
        assert_eq!(line, "6*7\n");
        (&first).write_all(b"2\n").unwrap();
        (&second).write_all(b"42\n").unwrap();
    });
    let servers = vec![address.parse().unwrap()];
    let mut asker = reckon_cli::shell::ask::Asker::tcp(servers, std::time::Duration::from_millis(300));
    assert!(asker.ask("1+1").unwrap_err().to_string().contains("no answer within"));
    assert_eq!(asker.ask("6*7").unwrap(), reckon_cli::shell::ask::Answer::Value("42".to_string()));
    serve.join().unwrap();
}

#[test]
fn expressions_may_begin_with_a_minus_and_options_may_follow_them() {
    let answers =
        |arguments: &[&str]| transcript(&reckon(&[&["calc"], arguments].concat()).output().unwrap());
    assert_eq!(answers(&["-5+3"]).0, "-2\n");
    assert_eq!(answers(&["-5", "-.5", "-(2)"]).0, "-5\n-0.5\n-2\n");
    assert_eq!(answers(&["2", "-", "-3"]).0, "5\n");
    assert_eq!(answers(&["-7", "mod", "3"]).0, "2\n");
    assert_eq!(
        answers(&["-7", "--json"]).0,
        "{\"input\":\"-7\",\"answer\":\"-7\",\"exact\":true,\"kind\":\"number\",\"value\":\"-7\",\"digits\":null,\"unit\":null}\n"
    );
    assert_eq!(answers(&["--", "--5"]).0, "5\n");
    for arguments in [&["--timout", "3", "1+1"][..], &["1+1", "--nonsense"], &["-x"]] {
        let (stdout, stderr, code) = answers(arguments);
        assert_eq!((stdout.as_str(), code), ("", 2), "{stderr}");
    }
}

#[test]
fn a_line_without_an_end_is_refused_and_the_next_one_answered() {
    let mut child = reckon(&["calc", "--json"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let piece = vec![b'1'; 1 << 20];
        for _ in 0..20 {
            stdin.write_all(&piece).unwrap();
        }
        stdin.write_all(b"\n6*7\r\n").unwrap();
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["error"]["kind"], "input_too_long");
    assert_eq!(lines[1]["answer"], "42");
}
