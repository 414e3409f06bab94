//! Where a CoAP server is, and which of its resources is asked.

use std::net::IpAddr;
use std::str::FromStr;

use reckon_proto::client::SEGMENT_BYTES_MAX;

use super::address::Server;

/// How such a URI begins.
const SCHEME: &str = "coap://";

/// The path of the calculator, for a URI that has none.
const CALCULATOR: &str = "calc";

/// A CoAP URI as it is typed: `coap://host[:port][/path][?expression]`, of which the parts may be percent-encoded.
///
/// Source: RFC 7252, section 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoapUri {
    /// Where it is.
    pub server: Server,
    /// Its name, unless that is an address.
    pub host: Option<String>,
    /// The segments of the path.
    pub path: Vec<String>,
    /// What follows the question mark.
    pub query: Option<String>,
}

impl CoapUri {
    /// Whether a text is meant as one.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        ["coap:", "coaps:", "coap+"]
            .iter()
            .any(|start| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start)))
    }
}

impl FromStr for CoapUri {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text
            .get(..SCHEME.len())
            .filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
            .and_then(|_| text.get(SCHEME.len()..))
            .ok_or("of the schemes of CoAP there is coap:// only")?;
        if rest.contains('#') {
            return Err("a CoAP URI has no fragment: write # as %23".to_string());
        }
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(decode(query)?)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let server: Server = authority.parse()?;
        let host = match &server {
            Server::Host(host, _) if host.parse::<IpAddr>().is_err() => Some(host.to_ascii_lowercase()),
            _ => None,
        };
        let path = if path.is_empty() { CALCULATOR } else { path };
        let path: Vec<_> = path.split('/').map(decode).collect::<Result<_, _>>()?;
        if path.iter().chain(&host).any(|part| part.len() > SEGMENT_BYTES_MAX) {
            return Err(format!(
                "the host and each segment of the path have at most {SEGMENT_BYTES_MAX} bytes"
            ));
        }
        Ok(Self { server, host, path, query })
    }
}

/// Replaces each `%XX` by the byte that it stands for.
fn decode(text: &str) -> Result<String, String> {
    let mut bytes = vec![];
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = after;
            continue;
        }
        let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or("in a URI % is written %25")?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| "the URI is not UTF-8".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_read() {
        let parts = |text: &str| {
            let uri: CoapUri = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            (uri.server, uri.host, uri.path.join("|"), uri.query)
        };
        let server = |text: &str| text.parse::<Server>().unwrap();
        for (text, address, host, path, query) in [
            ("coap://localhost", "localhost", Some("localhost"), "calc", None),
            ("COAP://Example.ORG/", "Example.ORG", Some("example.org"), "calc", None),
            ("coap://example.org:1/a/b%2Fc/", "example.org:1", Some("example.org"), "a|b/c|", None),
            ("coap://127.0.0.1/calc?1+10%25&3", "127.0.0.1", None, "calc", Some("1+10%&3")),
            ("coap://[::1]:5683?2+3/4?", "[::1]:5683", None, "calc", Some("2+3/4?")),
        ] {
            let expected =
                (server(address), host.map(str::to_string), path.to_string(), query.map(str::to_string));
            assert_eq!(parts(text), expected, "{text}");
        }
        for text in [
            "coap:",
            "coaps://localhost",
            "coap+tcp://localhost",
            "coap://",
            "coap://h:x",
            "coap://h/%",
            "coap://h?%2",
            "coap://h?%+1",
            "coap://h?%ff",
            "coap://h#1",
        ] {
            assert!(text.parse::<CoapUri>().is_err() && CoapUri::is_meant(text), "{text}");
        }
        assert!(!CoapUri::is_meant("2+3"));
    }
}
