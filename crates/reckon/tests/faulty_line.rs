//! Our clients, and others', against our server over real sockets and a line that loses, duplicates, delays, reorders,
//! shortens and corrupts, repeatable from a seed.
//!
//! `RECKON_SEED` repeats a world, `RECKON_WORLDS` makes more of them. The seed decides what becomes of the `n`th
//! datagram in each direction; when that is sent, the system decides.
#![cfg(target_os = "linux")]

mod fire;
#[path = "../../proto/tests/link/mod.rs"]
#[allow(dead_code, reason = "only its random numbers are of use here")]
mod link;
mod server;

use std::time::Duration;

use fire::proxy::{Conditions, Line, PERFECT};
use fire::{
    CLASSIC, COAP, Case, Client, DIG, End, IPKCP, OURS, Transcript, ask, assert_right_or_silent, assert_well,
    program, strangers,
};
use link::{Random, for_each_seed};
use server::Server;

/// The clients' questions over lines of these conditions, and how they ended.
fn ask_over_lines(
    server: &Server,
    clients: &[Client],
    questions: u64,
    seed: u64,
    conditions: impl Fn(&mut Random) -> Conditions + Sync,
) -> Vec<(Case, Transcript)> {
    let cases = fire::cases(server, clients, questions, &mut Random::new(seed), program);
    fire::ask_all(cases, |case| {
        let conditions = conditions(&mut Random::new(case.seed));
        let line = Line::new((case.client.door)(server), conditions, case.seed).unwrap();
        ask(program(&(case.client.arguments)(line.address, &case.question)))
    })
}

fn worlds(default: u64) -> std::ops::Range<u64> {
    0..fire::count("RECKON_WORLDS", default)
}

fn quiet_server() -> Server {
    Server::start(&["--log-level", "off"])
}

/// From a good day to a day on which two in five are lost.
fn bad(random: &mut Random) -> Conditions {
    Conditions {
        loss_percent: random.within(1..41),
        duplication_percent: random.within(0..41),
        delay: Duration::from_millis(random.within(0..50).unsigned_abs()),
        jitter: Duration::from_millis(random.within(0..300).unsigned_abs()),
        bytes_max: random.choose(&[usize::MAX, usize::MAX, 1_280, 576, 150]),
        ..PERFECT
    }
}

#[test]
fn our_clients_have_the_right_answer_or_say_that_they_have_none() {
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        assert_right_or_silent(&ask_over_lines(&server, &OURS, 60, seed, bad));
        assert_well(server, program);
    });
}

#[test]
fn others_clients_have_the_right_answer_or_none() {
    let strangers = strangers();
    if strangers.is_empty() {
        return;
    }
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        assert_right_or_silent(&ask_over_lines(&server, &strangers, 30, seed, bad));
        assert_well(server, program);
    });
}

/// A part that is lost shows, or nothing comes of the question; a part that comes twice is passed over or shows.
#[test]
fn a_classic_question_whose_parts_keep_their_order_is_never_answered_wrongly() {
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        let conditions = |random: &mut Random| Conditions { jitter: Duration::ZERO, ..bad(random) };
        let asked = ask_over_lines(&server, &[CLASSIC], 60, seed, conditions);
        for (case, found) in &asked {
            let (stdout, stderr, code) = found;
            let is_refused = *code == 1 && stdout.is_empty() && stderr.contains("error: ");
            assert!(is_refused || End::of(case, found) != End::Other, "{}", case.failure(found));
        }
        assert!(asked.iter().any(|(case, found)| End::of(case, found) == End::Right));
        assert_well(server, program);
    });
}

/// Where parts overtake each other that protocol cannot tell; an answer is then one to its parts in some order.
#[test]
fn a_classic_question_has_no_answer_but_to_its_own_parts() {
    use reckon_calc::python::{Integer, Operator, apply};
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        for (case, found) in ask_over_lines(&server, &[CLASSIC], 60, seed, bad) {
            let (stdout, stderr, code) = &found;
            let [first, operator, second] = case.question.as_slice() else { unreachable!("a triple") };
            let operator = Operator::parse(operator).unwrap();
            let [first, second] = [first, second].map(|text| text.parse::<Integer>().unwrap());
            let orders = [(&first, &second), (&second, &first), (&first, &first), (&second, &second)];
            let is_own = orders.iter().any(|(left, right)| {
                apply(left, operator, right).is_ok_and(|answer| *stdout == format!("{answer}\n"))
            });
            let is_failure = stdout.is_empty() && [1, 3].contains(code) && stderr.contains("error: ");
            assert!(is_failure || (is_own && *code == 0), "{}", case.failure(&found));
        }
        assert_well(server, program);
    });
}

/// Where the bits that flip are those by which a protocol knows its own, the datagram is passed over as if it were
/// lost: the first byte of IPKCP, Message ID and token of CoAP, the number of a message of DNS.
#[test]
fn flipped_bits_that_a_protocol_can_tell_spoil_no_answer() {
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        let strangers = strangers();
        let dig = strangers.iter().find(|client| client.name == DIG.name);
        for (client, corrupted) in [(Some(&IPKCP), 0..1), (Some(&COAP), 2..8), (dig, 0..2)] {
            let Some(client) = client else { continue };
            let conditions = |_: &mut Random| Conditions {
                corruption_percent: 30,
                corrupted: corrupted.clone(),
                ..PERFECT
            };
            assert_right_or_silent(&ask_over_lines(&server, &[*client], 20, seed, conditions));
        }
        assert_well(server, program);
    });
}

/// No protocol here has a checksum of its own: a digit that has become another digit on the way is believed, and UDP's
/// checksum is all that is between. So nothing is asked of the answers; but every client ends, with a reason where
/// there is none, and the server lives.
#[test]
fn flipped_bits_harm_neither_clients_nor_the_server() {
    for_each_seed(worlds(1), |seed| {
        let server = quiet_server();
        let conditions =
            |random: &mut Random| Conditions { corruption_percent: random.within(20..100), ..bad(random) };
        let ours = [&OURS[..], &[CLASSIC]].concat();
        for (case, found) in ask_over_lines(&server, &ours, 30, seed, conditions) {
            let (stdout, stderr, code) = &found;
            let is_clear = match code {
                // Nor does a terminal get what it could take for an order.
                0 => stdout.lines().count() == 1 && !stdout.trim_end().contains(char::is_control),
                1 | 3 => stdout.is_empty() && stderr.contains("error: "),
                _ => false,
            };
            assert!(is_clear, "{}", case.failure(&found));
        }
        ask_over_lines(&server, &strangers(), 10, seed, conditions);
        assert_well(server, program);
    });
}
