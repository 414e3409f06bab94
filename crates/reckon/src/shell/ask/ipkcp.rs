//! The shell of the clients of the IPK Calculator Protocol.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Result, bail};
use reckon_proto::client::{IpkcpClient, IpkcpLineClient, Patience};

use super::{Answer, Ask, UdpReply, answer_on, at_any, drive_endpoint, no_answer, open_line};
use crate::shell::clock::Clock;

/// How long a server is given to say `BYE` in return.
const FAREWELL_WAIT: Duration = Duration::from_millis(200);

/// Asks queries of a server of the IPK Calculator Protocol.
#[derive(Debug)]
pub struct Asker {
    servers: Vec<SocketAddr>,
    give_up_after: Duration,
    clock: Clock,
    tcp: bool,
    /// The conversation to ask in, if there is one that has answered all its queries.
    conversation: Option<(TcpStream, IpkcpLineClient)>,
}

impl Asker {
    /// Asks in datagrams; or over one TCP connection, and over a new one after the server has said `BYE`.
    #[must_use]
    pub fn new(servers: Vec<SocketAddr>, tcp: bool, give_up_after: Duration) -> Self {
        Self { servers, give_up_after, clock: Clock::start(), tcp, conversation: None }
    }

    fn ask_udp(&self, query: &str) -> Result<Answer> {
        let patience = Patience { give_up_after: self.give_up_after, ..Patience::DEFAULT };
        at_any(&self.servers, |server| {
            let Some(mut client) = IpkcpClient::new(server, query, patience) else {
                let bytes = query.len();
                let message = format!(
                    "the query has {bytes} bytes, and a datagram of this protocol has room for 255: --tcp has more"
                );
                return Ok(Answer::Refused(message));
            };
            match drive_endpoint(&mut client, server)? {
                UdpReply::Is(answer) => Ok(answer),
                UdpReply::AskTcp(_) | UdpReply::Unexpected => bail!("{server} speaks another protocol"),
                UdpReply::GaveUp => Err(no_answer(server, self.give_up_after)),
            }
        })
    }

    fn ask_tcp(&mut self, query: &str) -> Result<Answer> {
        let (mut stream, mut client) =
            open_line(&mut self.conversation, &self.servers, self.give_up_after, IpkcpLineClient::new)?;
        client.ask(self.clock.now(), query);
        let answer = answer_on(&mut client, &mut stream, &self.clock, self.give_up_after)?;
        if !client.is_over() {
            self.conversation = Some((stream, client));
        }
        Ok(answer)
    }
}

impl Ask for Asker {
    fn ask(&mut self, query: &str) -> Result<Answer> {
        if self.tcp { self.ask_tcp(query) } else { self.ask_udp(query) }
    }
}

fn say_goodbye(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(IpkcpLineClient::FAREWELL.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(FAREWELL_WAIT))?;
    // Whatever it says, and be it more than it should.
    stream.read(&mut [0; 64]).map(drop)
}

impl Drop for Asker {
    fn drop(&mut self) {
        if let Some((stream, _)) = &mut self.conversation {
            // A courtesy, as is hearing the server's own: it would end without them as well.
            let _ = say_goodbye(stream);
        }
    }
}
