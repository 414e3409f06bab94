//! Who asks under fire, what they ask, and how it may end.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::VecDeque;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::link::Random;
use crate::server::{LONG, Server};

pub mod namespace;
pub mod proxy;

/// How many questions are asked at a time: most of what their clients do is wait.
const AT_A_TIME: usize = 48;

/// Bytes of a block of a CoAP answer, unless the client wants smaller ones.
const BLOCK_BYTES: usize = 1_024;

/// Somebody who asks one question and ends.
#[derive(Clone, Copy)]
pub struct Client {
    pub name: &'static str,
    pub door: fn(&Server) -> SocketAddr,
    pub question: fn(&mut Random) -> Vec<String>,
    /// The arguments that ask it at an address, the first of them the program; `reckon` stands for ours.
    pub arguments: fn(SocketAddr, &[String]) -> Vec<String>,
    /// Whether it has ended without an answer, where another is expected.
    is_silence: fn(&Transcript, expected: &Transcript) -> bool,
}

/// Standard output, standard error and exit code.
pub type Transcript = (String, String, i32);

fn strings<const N: usize>(arguments: [&str; N], question: &[String]) -> Vec<String> {
    arguments.into_iter().map(String::from).chain(question.iter().cloned()).collect()
}

/// Our client has no answer: it says so, and nothing else.
fn is_our_silence((stdout, stderr, code): &Transcript, _expected: &Transcript) -> bool {
    stdout.is_empty() && *code == 3 && stderr.starts_with("error: ")
}

pub const TEXT: Client = Client {
    name: "our client of texts",
    door: |server| server.calc_udp,
    question: |random| vec![expression(random)],
    arguments: |at, question| strings(["reckon", "calc", "--server", &at.to_string()], question),
    is_silence: is_our_silence,
};

pub const CLASSIC: Client = Client {
    name: "our classic client",
    question: triple,
    arguments: |at, question| strings(["reckon", "calc", "--classic", "--server", &at.to_string()], question),
    ..TEXT
};

pub const IPKCP: Client = Client {
    name: "our client of IPKCP",
    door: |server| server.ipkcp_udp,
    question: |random| vec![query(random, 3)],
    arguments: |at, question| strings(["reckon", "calc", "--ipkcp", "--server", &at.to_string()], question),
    ..TEXT
};

pub const COAP: Client = Client {
    name: "our client of CoAP",
    door: |server| server.coap,
    arguments: |at, question| strings(["reckon", "calc", &format!("coap://{at}")], question),
    ..TEXT
};

/// libcoap's client of Debian. It passes a long query over, and says codes of errors on standard error. It writes the
/// blocks of a long answer while they come, and not that there should have been more: such a piece counts as no answer.
pub const LIBCOAP: Client = Client {
    name: "coap-client-notls",
    door: |server| server.coap,
    question: |random| {
        let power = format!("{}^{}", random.within(2..10), random.within(100..2_000));
        vec![if random.happens(20) { power } else { infix(random, 3).replace(' ', "%20") }]
    },
    arguments: |at, question| {
        strings(
            ["coap-client-notls", "-B", "8", "-m", "get", &format!("coap://{at}/calc?{}", question[0])],
            &[],
        )
    },
    is_silence: |(stdout, stderr, _), (expected, ..)| {
        let piece = stdout.trim_end();
        let is_piece = expected.starts_with(piece) && piece.len() % BLOCK_BYTES == 0;
        is_piece && !stderr.starts_with(|c: char| c.is_ascii_digit())
    },
};

/// The client of DNS. It says on standard output what it goes through, behind two semicolons.
pub const DIG: Client = Client {
    name: "dig",
    door: |server| server.dns_udp,
    question: |random| vec![format!("{}.calc", infix(random, 2))],
    arguments: |at, question| {
        let (host, port) = (format!("@{}", at.ip()), at.port().to_string());
        let options = ["dig", &host, "-p", &port, "+short", "+timeout=1", "+tries=6", "-t", "TXT", "-q"];
        strings(options, question)
    },
    is_silence: |(stdout, _, code), _| *code == 9 && stdout.lines().all(|line| line.starts_with(";;")),
};

pub const OURS: [Client; 3] = [TEXT, IPKCP, COAP];

/// Those of others' clients that are installed; what is missing is said on standard error.
pub fn strangers() -> Vec<Client> {
    let is_there = |client: &Client| {
        let found = Command::new(client.name).arg("-h").stdin(Stdio::null()).output().is_ok();
        if !found {
            skipped(format_args!("no {}", client.name));
        }
        found
    };
    [LIBCOAP, DIG].into_iter().filter(is_there).collect()
}

/// Says what is not tested, and why, past the capture of the test's output.
pub fn skipped(why: impl std::fmt::Display) {
    // There is nobody to tell if it cannot be said.
    let _ = std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes());
}

/// A count from the environment, for longer runs.
pub fn count(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(count) => count.parse().unwrap_or_else(|_| panic!("{variable} is a number")),
        Err(_) => default,
    }
}

/// An expression: mostly a short one, sometimes a long one, and one with a long answer.
fn expression(random: &mut Random) -> String {
    match random.within(0..10) {
        0 => format!("{}^{}", random.within(2..10), random.within(100..800)),
        1 => (0..random.within(20..60)).fold(String::from("1"), |sum, number| format!("{sum}+{number}")),
        _ => infix(random, 3),
    }
}

fn infix(random: &mut Random, depth: u32) -> String {
    if depth == 0 || random.happens(20) {
        return random.within(0..30).to_string();
    }
    let (left, right) = (infix(random, depth - 1), infix(random, depth - 1));
    format!("({left} {} {right})", random.choose(&['+', '-', '*', '/']))
}

/// A query in prefix notation.
fn query(random: &mut Random, depth: u32) -> String {
    let mut operand = || match depth {
        0 | 1 => random.within(0..30).to_string(),
        _ if random.happens(25) => random.within(0..30).to_string(),
        _ => query(random, depth - 1),
    };
    let (left, right) = (operand(), operand());
    format!("({} {left} {right})", random.choose(&['+', '-', '*', '/']))
}

/// A classic question whose operands, taken in another order or twice, mostly have another answer.
fn triple(random: &mut Random) -> Vec<String> {
    let operator = random.choose(&["+", "-", "*", "/"]).to_string();
    vec![random.within(2..1_000).to_string(), operator, random.within(2..1_000).to_string()]
}

/// One question of one client, and what that gets where nothing is in the way.
pub struct Case {
    pub client: Client,
    pub question: Vec<String>,
    pub expected: Transcript,
    /// What decides on this question alone.
    pub seed: u64,
}

impl Case {
    /// What is said if it ends in another way than it may.
    pub fn failure(&self, found: &Transcript) -> String {
        let Self { client, question, expected, .. } = self;
        format!("{}, {question:?}: expected {expected:?}, found {found:?}", client.name)
    }
}

/// How a question may have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As where nothing is in the way.
    Right,
    /// Without an answer, and saying so.
    Silence,
    /// In another way.
    Other,
}

impl End {
    pub fn of(case: &Case, found: &Transcript) -> Self {
        let answer = |(stdout, _, code): &Transcript| {
            let lines = stdout.lines().filter(|line| !line.starts_with(";;"));
            (lines.map(String::from).collect::<Vec<_>>(), *code)
        };
        let is_same = match case.client.name {
            // What it went through may stand before the answer.
            name if name == DIG.name => answer(found) == answer(&case.expected),
            _ => *found == case.expected,
        };
        match is_same {
            true => Self::Right,
            false if (case.client.is_silence)(found, &case.expected) => Self::Silence,
            false => Self::Other,
        }
    }
}

/// Makes questions for each client and asks them where nothing is in the way, `run` being what starts a program.
pub fn cases(
    server: &Server,
    clients: &[Client],
    questions: u64,
    random: &mut Random,
    run: impl Fn(&[String]) -> Command + Sync,
) -> Vec<Case> {
    let mut asked = vec![];
    for client in clients {
        for _ in 0..questions {
            asked.push((*client, (client.question)(random), random.next()));
        }
    }
    at_a_time(asked, 4, |(client, question, seed)| {
        let expected = ask(run(&(client.arguments)((client.door)(server), &question)));
        let case = Case { client, question, expected, seed };
        let nothing = Default::default();
        assert!(!(client.is_silence)(&case.expected, &nothing), "{}", case.failure(&case.expected));
        case
    })
}

/// Asks the questions, many at a time, and gives how each has ended.
pub fn ask_all(cases: Vec<Case>, ask_one: impl Fn(&Case) -> Transcript + Sync) -> Vec<(Case, Transcript)> {
    at_a_time(cases, AT_A_TIME, |case| {
        let found = ask_one(&case);
        (case, found)
    })
}

/// Does something for each item, so many at a time.
fn at_a_time<T: Send, R: Send>(items: Vec<T>, many: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let queue = Mutex::new(VecDeque::from(items));
    let done = Mutex::new(vec![]);
    thread::scope(|scope| {
        for _ in 0..many {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some(item) = next else { return };
                    let result = work(item);
                    done.lock().unwrap().push(result);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

/// The command for these arguments: ours, or a stranger's.
pub fn program(arguments: &[String]) -> Command {
    let (name, rest) = arguments.split_first().expect("a program");
    match name.as_str() {
        "reckon" => crate::server::reckon(&rest.iter().map(String::as_str).collect::<Vec<_>>()),
        name => {
            let mut command = Command::new(name);
            command.args(rest).stdin(Stdio::null());
            command
        }
    }
}

/// Runs a command that says little, and fails if it does not end by itself.
pub fn ask(mut command: Command) -> Transcript {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let deadline = Instant::now() + 3 * LONG;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("{command:?} does not end");
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    // What others write need not be UTF-8.
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap_or_else(|| panic!("{command:?} was killed"));
    (text(&output.stdout), text(&output.stderr), code)
}

/// Asserts that each has its answer or none, and that most have it.
pub fn assert_right_or_silent(asked: &[(Case, Transcript)]) {
    let mut answered = 0;
    for (case, found) in asked {
        match End::of(case, found) {
            End::Right => answered += 1,
            End::Silence => {}
            End::Other => panic!("{}", case.failure(found)),
        }
    }
    assert!(answered > asked.len() / 2, "only {answered} of {} questions have an answer", asked.len());
}

/// Asserts that a server is well after what has happened to it, and ends it; `run` is what starts a program.
pub fn assert_well(server: Server, run: impl Fn(&[String]) -> Command) {
    let found = ask(run(&(TEXT.arguments)(server.calc_udp, &["6*7".to_string()])));
    assert_eq!(found, ("42\n".to_string(), String::new(), 0));
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("panicked"), "{log}");
}
