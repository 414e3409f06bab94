//! Laws.

use reckon_proto::calculator::CalculatorEndpoint;
use reckon_proto::{Endpoint, Input, Limits, Output};
use std::net::SocketAddr;
use std::time::Duration;

fn reply(endpoint: &mut CalculatorEndpoint, peer: SocketAddr, payload: &str) -> Option<String> {
    endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload: payload.as_bytes() });
    let mut r = None;
    loop {
        match endpoint.poll() {
            Output::Transmit { payload, .. } => r = Some(String::from_utf8(payload.to_vec()).unwrap()),
            Output::Event { .. } => {}
            Output::Wait(_) => return r,
        }
    }
}

#[test]
fn pairs() {
    let kinds = ["ok", "lost", "x", "1.5"];
    let mut damages = vec![];
    for a in kinds {
        for b in kinds {
            for c in kinds {
                if c == "lost" {
                    continue;
                }
                if a == "lost" && b == "lost" {
                    continue;
                }
                let n = [a, b, c].iter().filter(|k| **k != "ok").count();
                if n > 1 {
                    continue;
                }
                damages.push([a, b, c]);
            }
        }
    }
    let peer = "127.0.0.1:50000".parse().unwrap();
    let mut bad = 0;
    for d1 in &damages {
        for d2 in &damages {
            let mut e = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None);
            let mut log = String::new();
            let mut wrong = false;
            for (d, t) in [
                (d1, ["10", "+", "1"]),
                (d2, ["20", "+", "2"]),
                (&["ok"; 3], ["30", "+", "3"]),
                (&["ok"; 3], ["40", "+", "4"]),
            ] {
                let mut rs = vec![];
                for (k, p) in d.iter().zip(t) {
                    let p = match *k {
                        "ok" => p,
                        "lost" => continue,
                        w => w,
                    };
                    let r = reply(&mut e, peer, p);
                    log += &format!(
                        " {p}→{}",
                        r.as_deref().map_or("-", |r| if r.starts_with("error") { "E" } else { r })
                    );
                    rs.extend(r);
                }
                log += " |";
                let right = match t[0] {
                    "10" => "11",
                    "20" => "22",
                    "30" => "33",
                    _ => "44",
                };
                let ok = d.iter().all(|k| *k == "ok");
                if ok {
                    wrong |= rs != [right];
                } else {
                    wrong |= rs.len() != 1 || (rs[0] != "1.5" && !rs[0].starts_with("error"));
                }
            }
            if wrong {
                bad += 1;
                println!("{log}");
            }
        }
    }
    assert_eq!(bad, 0);
}
