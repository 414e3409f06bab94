//! The calculator over CoAP: our client, and strangers' where they are installed.

mod server;

use std::net::UdpSocket;
use std::process::{Command, Stdio};

use reckon_calc::{Calculator, Limits};
use reckon_proto::coap::{Code, Kind, Message, Writer, option};
use server::{LONG, Server, reckon, transcript};

fn ask(arguments: &[&str]) -> (String, String, i32) {
    transcript(&reckon(&[&["calc"][..], arguments].concat()).output().unwrap())
}

#[test]
fn our_client_asks_our_server() {
    let server = Server::start(&["--log-level", "off"]);
    let uri = format!("coap://{}", server.coap);
    let long = "1+".repeat(3_000) + "1";
    for (arguments, stdout, stderr, code) in [
        (
            &[&*format!("{uri}/calc"), "1/3 + 1/6", "√2"][..],
            "0.5\n≈ 1.414213562373095048801688724209698\n",
            "",
            0,
        ),
        // The path of the calculator is its default, the shell may take an expression apart, and it may be in the URI.
        (&[&uri, "6", "*", "7"], "42\n", "", 0),
        (&[&format!("{uri}/calc?1+10%25"), "6&3"], "1.1\n2\n", "", 0),
        (&[&uri, &long], "3001\n", "", 0),
        (&[&uri, "1/0"], "", "1/0\n ^ error: division by zero\n", 1),
        (
            &[&format!("{uri}/nothing"), "1"],
            "",
            "error: the server answers 4.04: there are /calc, /stats and /.well-known/core\n",
            1,
        ),
        (
            &["--json", &uri, "1/3"],
            "{\"input\":\"1/3\",\"answer\":\"1/3\",\"exact\":true,\"kind\":\"number\",\"value\":\"1/3\",\
             \"digits\":null,\"unit\":null}\n",
            "",
            0,
        ),
        (
            &["--json", &uri, "1/0"],
            "{\"input\":\"1/0\",\"error\":{\"kind\":\"refused\",\"message\":\"division by zero at column 2\"}}\n",
            "",
            1,
        ),
        (
            &["coaps://localhost", "1"],
            "",
            "error: coaps://localhost: of the schemes of CoAP there is coap:// only\n",
            2,
        ),
        (
            &["--tcp", &uri, "1"],
            "",
            "error: with a coap:// URI there are no --server, --tcp, --classic, --ipkcp, --digits, --limit and --rates\n",
            2,
        ),
    ] {
        assert_eq!(ask(arguments), (stdout.to_string(), stderr.to_string(), code), "{arguments:?}");
    }
    let answer = Calculator::new(Limits::NETWORK).evaluate("2^60000").unwrap().to_string();
    assert_eq!(ask(&[&uri, "2^60000"]), (answer + "\n", String::new(), 0));
    let (_, stderr, code) = ask(&["coap://127.0.0.1:1", "1"]);
    assert_eq!((stderr.contains("nobody listens at 127.0.0.1:1"), code), (true, 3), "{stderr}");
}

/// A stranger's client, if there is one: what it prints.
fn stranger(arguments: &[&str]) -> Option<String> {
    for name in ["coap-client-notls", "coap-client", "coap-client-openssl", "coap-client-gnutls"] {
        if let Ok(output) = Command::new(name).args(arguments).stdin(Stdio::null()).output() {
            let text = [output.stdout, output.stderr].concat();
            return Some(String::from_utf8(text).unwrap().trim_end().to_string());
        }
    }
    println!("SKIPPED: libcoap's client is not installed");
    None
}

#[test]
fn a_strangers_client_asks_our_server() {
    let server = Server::start(&["--log-level", "off"]);
    let uri = |rest: &str| format!("coap://{}/{rest}", server.coap);
    let power = Calculator::new(Limits::NETWORK).evaluate("2^10000").unwrap().to_string();
    for (arguments, expected) in [
        (&["-m", "get", &uri("calc?2+3")][..], "5"),
        (&["-N", "-m", "get", &uri("calc?2+3")], "5"),
        (&["-m", "fetch", "-e", "1/3 + 1/6", &uri("calc")], "0.5"),
        (&["-m", "post", "-e", "1/3 + 1/6", &uri("calc")], "0.5"),
        (&["-m", "put", "-e", "1", &uri("calc")], "4.05 the methods here are GET, FETCH and POST"),
        (&["-m", "get", "-b", "64", &uri("calc?2^10000")], &power),
        (&["-m", "post", "-e", "2^10000", &uri("calc")], &power),
        (&["-m", "get", &uri("calc?1/0")], "4.00 division by zero at column 2"),
    ] {
        if let Some(text) = stranger(arguments) {
            assert_eq!(text, expected, "{arguments:?}");
        }
    }
}

#[test]
fn the_json_is_that_of_the_command_line() {
    let server = Server::start(&["--log-level", "off"]);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(server.coap).unwrap();
    socket.set_read_timeout(Some(LONG)).unwrap();
    for expression in ["1/3", "√2\t", "90 km/h to m/s", "2 > 1", "factor(360)", "π m", "255 to hex"] {
        let mut request = vec![];
        let mut writer = Writer::new(&mut request, Kind::Confirmable, Code::FETCH, 1, b"t");
        writer.option(option::URI_PATH, b"calc");
        writer.uint(option::ACCEPT, option::JSON.into());
        writer.payload(expression.as_bytes());
        socket.send(&request).unwrap();
        let mut buffer = [0; 2_000];
        let length = socket.recv(&mut buffer).unwrap();
        let response = Message::decode(&buffer[..length]).unwrap();
        assert_eq!(response.uint(option::CONTENT_FORMAT), Some(option::JSON.into()));
        let line = String::from_utf8(response.payload.to_vec()).unwrap() + "\n";
        assert_eq!(line, ask(&["--json", expression]).0);
        assert_eq!(line, ask(&["--json", &format!("coap://{}", server.coap), expression]).0);
    }
}
