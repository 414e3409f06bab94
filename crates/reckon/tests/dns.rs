//! The DNS door end to end: asked by `dig`, where it is installed.

mod server;

use std::process::Command;

use server::{Server, reckon, transcript};

#[test]
fn dig_gets_answers() {
    if Command::new("dig").arg("-v").output().is_err() {
        println!("SKIPPED: no dig");
        return;
    }
    let server = Server::start(&["--log-level", "off"]);
    let dig = |options: &[&str]| {
        let (udp, tcp) = (server.dns_udp.port().to_string(), server.dns_tcp.port().to_string());
        let port = if options.contains(&"+tcp") { tcp } else { udp };
        let output = Command::new("dig")
            .args(["@127.0.0.1", "-p", &port, "+timeout=5", "+tries=1"])
            .args(options)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (question, answer) in [
        ("2+3.calc", "\"5\"\n"),
        ("0.1+0.2.calc", "\"0.3\"\n"),
        ("(1 + 2) * 3.CALC", "\"9\"\n"),
        ("1/0.calc", "\"error: division by zero at column 2\"\n"),
        ("√2 to 5 sf.calc", "\"\\226\\137\\136 1.4142\"\n"),
    ] {
        assert_eq!(dig(&["+short", question, "TXT"]), answer);
        assert_eq!(dig(&["+short", "+tcp", question, "TXT"]), answer);
    }
    assert_eq!(dig(&["+short", "-q", "-7/2.calc", "-t", "TXT"]), "\"-3.5\"\n");
    assert_eq!(dig(&["+short", "2+3.calc", "A"]), "");
    let long = format!("\"1{}\" \"{}\"\n", "0".repeat(254), "0".repeat(245));
    assert_eq!(dig(&["+short", "+tcp", "10^499.calc", "TXT"]), long);
    assert_eq!(dig(&["+short", "10^499.calc", "TXT"]), long);
    let flags = |text: &str| text.lines().find(|line| line.starts_with(";; flags:")).unwrap().to_string();
    assert!(flags(&dig(&["+ignore", "10^1499.calc", "TXT"])).starts_with(";; flags: qr aa tc rd;"));
    for (options, status) in [
        (&["example.org", "TXT"][..], "REFUSED"),
        (&["+opcode=notify", "2+3.calc", "TXT"], "NOTIMP"),
        (&["+edns=1", "+noednsneg", "2+3.calc", "TXT"], "BADVERS"),
        (&["+header-only"], "FORMERR"),
    ] {
        let said = dig(options);
        assert!(said.contains(&format!("status: {status},")), "{options:?}: {said}");
    }
}

#[test]
fn the_door_is_off_unless_it_is_asked_for() {
    let (stdout, _, code) = transcript(&reckon(&["serve", "--help"]).output().unwrap());
    assert_eq!(code, 0);
    assert!(stdout.contains("--dns <ADDRESS>"), "{stdout}");
    let off = ["serve", "--calc-udp=off", "--calc-tcp=off", "--docs-tcp=off", "--ipkcp=off", "--coap=off"];
    assert_eq!(reckon(&off).output().unwrap().status.code(), Some(2));
}
