//! The shells: thin loops that carry bytes between sockets and machines.

pub mod address;
pub mod ask;
pub mod clock;
pub mod coap_uri;
pub mod costly;
pub mod datagrams;
pub mod documents;
pub mod histogram;
pub mod journal;
pub mod manager;
pub mod metrics;
#[cfg(target_os = "linux")]
pub mod mmsg;
pub mod random;
pub mod readers;
pub mod sandbox;
pub mod status;
pub mod tcp;
pub mod udp;
pub mod worker;
