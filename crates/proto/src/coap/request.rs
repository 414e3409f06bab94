//! What a request asks for, before anything is computed.

use core::hash::{Hash, Hasher};

use siphasher::sip::SipHasher24;

use super::block::Block;
use super::message::{Code, Message};
use super::option;
use super::refusal::Refusal;

/// What there is to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    /// `/calc`
    Calculator,
    /// `/stats`
    Statistics,
    /// `/.well-known/core`
    Core,
}

/// The resource that a request names.
pub(crate) fn resource(message: &Message<'_>) -> Option<Resource> {
    let is =
        |path: &[&str]| message.values(option::URI_PATH).eq(path.iter().map(|segment| segment.as_bytes()));
    match () {
        () if is(&["calc"]) => Some(Resource::Calculator),
        () if is(&["stats"]) => Some(Resource::Statistics),
        () if is(&[".well-known", "core"]) => Some(Resource::Core),
        () => None,
    }
}

/// Refuses what asks for a proxy, and critical options that are not understood.
///
/// Source: RFC 7252, sections 5.4 and 5.7.2.
pub(crate) fn check_options(message: &Message<'_>) -> Result<(), Refusal> {
    let mut before = None;
    for (number, value) in message.options() {
        let is_understood = option::is_well_formed(number, value)
            && (before != Some(number) || option::is_repeatable(number))
            // It has a meaning only where there is a payload.
            && (number != option::BLOCK1 || message.code != Code::GET);
        match number {
            option::PROXY_URI | option::PROXY_SCHEME => return Err(Refusal::Proxy),
            _ if option::is_critical(number) && !is_understood => return Err(Refusal::Option(number)),
            _ => {}
        }
        before = Some(number);
    }
    Ok(())
}

/// The block that an option names.
pub(crate) fn block(message: &Message<'_>, number: u16) -> Result<Option<Block>, Refusal> {
    let decode = |value| Block::decode(value).ok_or(Refusal::Block("blocks have 16 to 1024 bytes"));
    message.uint(number).map(decode).transpose()
}

/// The format of the response: the one that is asked for, or the first of those that there are.
pub(crate) fn format(message: &Message<'_>, formats: &[u16], names: &'static str) -> Result<u16, Refusal> {
    let first = formats.first().copied().unwrap_or_default();
    let Some(asked) = message.uint(option::ACCEPT) else { return Ok(first) };
    let found = formats.iter().copied().find(|format| u32::from(*format) == asked);
    found.ok_or(Refusal::NotAcceptable(names))
}

/// Which response classes the client wants none of: a bit for each of 2.xx, 4.xx, 5.xx.
///
/// Source: RFC 7967, section 2.1.
pub(crate) fn wants_no(message: &Message<'_>, code: Code) -> bool {
    let unwanted = message.uint(option::NO_RESPONSE).unwrap_or(0);
    unwanted >> (code.class() - 1) & 1 == 1
}

/// What tells a request from others of the same peer, but for its blocks.
///
/// Source: RFC 9175, section 3.3: blocks belong together if all the options are the same, Request-Tag among them, but for
/// those that are about the blocks.
pub(crate) fn key(message: &Message<'_>) -> u64 {
    use option::{BLOCK1, BLOCK2, ECHO, NO_RESPONSE, SIZE1, SIZE2};
    let mut hasher = SipHasher24::new();
    message.code.hash(&mut hasher);
    let options = message
        .options()
        .filter(|(number, _)| ![BLOCK1, BLOCK2, SIZE1, SIZE2, ECHO, NO_RESPONSE].contains(number));
    options.for_each(|option| option.hash(&mut hasher));
    hasher.finish()
}
