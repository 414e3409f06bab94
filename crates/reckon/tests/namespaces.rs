//! Clients and a server in network namespaces of their own: real devices between them, and peers that may be forged.
//!
//! Where the machine does not allow it (it takes root, `ip`, and `nft` for a part), that is said on standard error.
//! What `nft` drops is drawn by the kernel, without a seed.
#![cfg(target_os = "linux")]

mod fire;
#[path = "../../proto/tests/link/mod.rs"]
#[allow(dead_code, reason = "only its random numbers are of use here")]
mod link;
mod server;

use fire::namespace::{Lab, SERVER, SERVER_V6};
use fire::{Client, OURS, Transcript, ask, assert_right_or_silent, assert_well, skipped, strangers};
use link::Random;
use server::receive;

/// A lab, or why there is none.
fn lab(mtu: u32) -> Option<Lab> {
    Lab::new(mtu).map_err(|reason| skipped(format_args!("no network namespaces: {reason}"))).ok()
}

fn clients() -> Vec<Client> {
    [OURS.to_vec(), strangers()].concat()
}

/// Our client, asked at the other end of the cable.
fn calc(lab: &Lab, arguments: &[&str]) -> Transcript {
    let arguments: Vec<_> = ["reckon", "calc"].iter().chain(arguments).map(ToString::to_string).collect();
    ask(lab.client(&arguments))
}

#[test]
fn a_cable_that_loses_and_duplicates_spoils_no_answer() {
    let Some(lab) = lab(1_500) else { return };
    let server = lab.serve(SERVER);
    let cases = fire::cases(&server, &clients(), 20, &mut Random::new(0), |arguments| lab.client(arguments));
    let drop = "ip protocol udp numgen random mod 100 < 15 drop";
    let duplicate = |address: &str| {
        format!("{drop}\n ip protocol udp numgen random mod 100 < 20 dup to {address} device \"lo\"")
    };
    if let Err(reason) = lab.filter(duplicate) {
        skipped(format_args!("no duplicates: {reason}"));
        if let Err(reason) = lab.filter(|_| drop.to_string()) {
            return skipped(reason);
        }
    }
    let asked = fire::ask_all(cases, |case| {
        ask(lab.client(&(case.client.arguments)((case.client.door)(&server), &case.question)))
    });
    assert_right_or_silent(&asked);
    lab.unfilter();
    assert_well(server, |arguments| lab.client(arguments));
}

/// Long questions and long answers to peers that may be forged, in fragments, blocks, or by way of TCP.
#[test]
fn long_answers_are_right_through_small_packets() {
    for (mtu, host) in [(576, SERVER), (1_280, SERVER), (1_280, SERVER_V6)] {
        let Some(lab) = lab(mtu) else { return };
        if host == SERVER_V6 && lab.has_no_v6() {
            skipped("no IPv6");
            continue;
        }
        let server = lab.serve(host);
        let (udp, coap) = (server.calc_udp.to_string(), format!("coap://{}", server.coap));
        let digits = "123456789".repeat(300);
        let power = calc(&lab, &["2^3000"]);
        let echo = (format!("{digits}\n"), String::new(), 0);
        for (question, expected) in [("2^3000", &power), (&*format!("{digits}+0"), &echo)] {
            for client in [&["--server", udp.as_str()][..], &[coap.as_str()]] {
                assert_eq!(calc(&lab, &[client, &[question]].concat()), *expected, "{client:?}, {mtu}");
            }
        }
        let nines = "9".repeat(240);
        let ipkcp = ["--ipkcp", "--server", &server.ipkcp_udp.to_string(), &format!("(+ {nines} 0)")];
        assert_eq!(calc(&lab, &ipkcp), (format!("{nines}\n"), String::new(), 0));
        for client in strangers() {
            let (question, right) = match client.name {
                "dig" => ("10^499.calc", format!("\"1{}\" \"{}\"\n", "0".repeat(254), "0".repeat(245))),
                _ => ("2^3000", power.0.clone()),
            };
            let arguments = (client.arguments)((client.door)(&server), &[question.to_string()]);
            let (stdout, stderr, code) = ask(lab.client(&arguments));
            // Before it, `dig` says that it turns to TCP.
            assert!(stdout.ends_with(&right) && code == 0, "{}, {mtu}: {stdout}{stderr}", client.name);
        }
        assert_well(server, |arguments| lab.client(arguments));
    }
}

/// Where fragments get lost, as at many a firewall, whoever asks in long datagrams is told that there is no answer; what
/// is short or goes over TCP gets through.
#[test]
fn lost_fragments_are_no_wrong_answers() {
    let Some(lab) = lab(576) else { return };
    let server = lab.serve(SERVER);
    if let Err(reason) = lab.filter(|_| "ip frag-off & 0x3fff != 0 drop".to_string()) {
        return skipped(reason);
    }
    let (udp, tcp) = (server.calc_udp.to_string(), server.calc_tcp.to_string());
    let coap = format!("coap://{}", server.coap);
    let power = calc(&lab, &["2^3000"]);
    let digits = "123456789".repeat(300);
    let long = format!("{digits}+0");
    let echo = (format!("{digits}\n"), String::new(), 0);
    // The question has a datagram of its own, and the server sends who asks it to TCP.
    assert_eq!(calc(&lab, &["--server", &udp, "2^3000"]), power);
    assert_eq!(calc(&lab, &["--tcp", "--server", &tcp, &long]), echo);
    for client in [&["--server", udp.as_str()][..], &[coap.as_str()]] {
        let (stdout, stderr, code) = calc(&lab, &[client, &["--timeout", "2", &long]].concat());
        assert_eq!((stdout.as_str(), code), ("", 3), "{client:?}");
        assert!(stderr.starts_with("error: no answer from "), "{stderr}");
    }
    assert_well(server, |arguments| lab.client(arguments));
}

/// Replies to one peer leave together where the kernel can, and arrive as one question's each, in order: short ones,
/// and those that no packet of the cable holds.
#[test]
fn questions_in_a_burst_have_all_their_answers() {
    for mtu in [1_500, 576] {
        let Some(lab) = lab(mtu) else { return };
        let server = lab.serve(SERVER);
        let socket = lab.socket(server.calc_udp);
        for length in [1, 5, 300, 700, 1_100, 1_300] {
            for _ in 0..10 {
                // Few enough for the buffers of both sides, and for the server to take them as one batch when it wakes.
                server.signal("-STOP");
                let questions: Vec<_> =
                    (100..140).map(|number| format!("{number}{}", "7".repeat(length))).collect();
                for question in &questions {
                    socket.send(format!("{question}+0").as_bytes()).unwrap();
                }
                server.signal("-CONT");
                for question in &questions {
                    assert_eq!(receive(&socket), *question, "{length}, {mtu}");
                }
            }
        }
        assert_well(server, |arguments| lab.client(arguments));
    }
}
