//! Mail messages, and mailboxes of them.
//!
//! Header fields are those of `mail-parser`. The parts of a message are told apart here, in one pass and without
//! recursion: messages within messages are documents of their own, and their depth is bounded as that of all
//! containers.
//!
//! # Source
//! RFC 5322 (messages), 2045 and 2046 (parts), 3676 (flowed text and signatures), 4155 (mailboxes).

mod armour;
mod parts;

use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{Addr, Address, HeaderValue, Message};

use crate::error::Error;
use crate::event::{Break, Event, Notice};
use crate::format::{Format, sniff};
use crate::formats;
use crate::formats::blocks::Blocks;
use crate::formats::member::{fail_member, read_member};
use crate::formats::text::encoding_of;
use crate::read::{Context, Found, How};
use crate::scope::Scope;
use crate::source::Source;

use armour::{Armour, Line};
use parts::{Part, header, split};

/// Bytes of a line that are read at least, so that the next message is found after one that was too long.
const LINE_BYTES: u64 = 64 << 10;

/// Notices about parts that are left out, of one message.
const NOTICES_MAX: usize = 16;

/// Reads a message, or a mailbox of several as a document each.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    source.rewind()?;
    let mut messages = Messages { reader: BufReader::new(source), is_box: false, has_begun: false };
    let mut count = 0;
    while let Some((raw, is_cut)) = messages.next(context.limits().whole_bytes_max)? {
        count += 1;
        if messages.is_box && !context.begin_document() {
            break;
        }
        if is_cut {
            context.notice(Notice::Limited("whole_bytes_max"));
        }
        match read_message(&raw, messages.is_box, context) {
            Ok(()) => {}
            Err(error) if messages.is_box => {
                fail_member(&format!("message {count}"), &error, context);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Found { format: Format::Mail, encoding: None })
}

/// The messages of a file.
struct Messages<'a> {
    reader: BufReader<&'a mut dyn Source>,
    /// Lines with `From ` come before messages.
    is_box: bool,
    has_begun: bool,
}

impl Messages<'_> {
    /// The next message, of so many bytes at most, and whether there were more of them.
    fn next(&mut self, bytes_max: u64) -> Result<Option<(Vec<u8>, bool)>, Error> {
        let mut message = vec![];
        let mut line = vec![];
        let mut is_cut = false;
        let mut was_blank = false;
        loop {
            line.clear();
            let left = bytes_max.saturating_sub(message.len() as u64);
            let length = (&mut self.reader).take(left.max(LINE_BYTES)).read_until(b'\n', &mut line)?;
            if length == 0 {
                break;
            }
            if !self.has_begun {
                self.is_box = line.starts_with(b"From ");
            }
            if self.is_box && line.starts_with(b"From ") && (was_blank || !self.has_begun) {
                let is_first = !std::mem::replace(&mut self.has_begun, true);
                if is_first {
                    continue;
                }
                return Ok(Some((message, is_cut)));
            }
            self.has_begun = true;
            was_blank = line.iter().all(u8::is_ascii_whitespace);
            if line.len() as u64 > left {
                is_cut = true;
                line.truncate(left as usize);
            }
            if is_cut && !self.is_box {
                message.append(&mut line);
                break;
            }
            // In a mailbox, lines of a text that begin with `From ` have a mark before them.
            let is_marked = self.is_box
                && line.first() == Some(&b'>')
                && line.trim_ascii_start().iter().find(|&&byte| byte != b'>') == Some(&b'F')
                && line.iter().skip_while(|&&byte| byte == b'>').take(5).eq(b"From ");
            message.extend_from_slice(line.get(usize::from(is_marked)..).unwrap_or_default());
        }
        Ok(Some((message, is_cut)).filter(|(message, _)| !message.is_empty()))
    }
}

fn read_message(raw: &[u8], is_in_box: bool, context: &mut Context<'_>) -> Result<(), Error> {
    let split = split(raw, context.limits());
    if split.is_encrypted {
        return Err(Error::Encrypted(Format::Mail));
    }
    let mut blocks = Blocks::new(&mut *context.sink);
    let top = header(raw.get(split.header.clone()).unwrap_or_default());
    let subject = top.as_ref().and_then(|message| message.subject()).unwrap_or_default();
    if is_in_box {
        blocks.document(subject);
    }
    blocks.verbatim(Scope::Title, subject);
    blocks.block();
    if let Some(message) = &top {
        put_metadata(message, &mut blocks);
    }
    blocks.finish();
    if let Some(limit) = split.limit {
        context.notice(Notice::Limited(limit));
    }
    if split.is_damaged {
        context.notice(Notice::Damaged("the message ends within one of its parts"));
    }
    // Nothing of a document may follow when another one has begun: the text of the message comes before what is
    // attached.
    let mut notices = 0;
    for part in split.parts.iter().filter(|part| part.is_text()) {
        if part.is_alternative && split.has_plain_text(part) {
            continue;
        }
        let bytes = decoded(raw, part, context)?;
        let text = text_of(&bytes, part, context);
        if part.is_html() {
            read_html(&text, context, &mut notices);
        } else {
            let mut blocks = Blocks::new(&mut *context.sink);
            let is_encrypted = put_plain(&text, part, &mut blocks);
            blocks.finish();
            if is_encrypted {
                context.notice(Notice::LeftOut("text that is encrypted by PGP"));
            }
        }
    }
    // What is left out is a remark about the message, so it is said before anything else begins. What is attached is in
    // memory until then, which is less than the message that it is in.
    let mut attached = vec![];
    for part in split.parts.iter().filter(|part| !part.is_text() && !part.is_control()) {
        let name = part.name();
        let mut left_out = |what: &dyn core::fmt::Display, context: &mut Context<'_>| {
            notices += 1;
            if notices <= NOTICES_MAX {
                context.notice(Notice::LeftOut(&format!("{name}: {what}")));
            }
        };
        if part.is_foreign() {
            left_out(&"it is in uuencode or BinHex, which are not read", context);
            continue;
        }
        if !context.begin_document() {
            break;
        }
        let bytes = match decoded(raw, part, context) {
            Ok(bytes) => bytes,
            Err(error) => {
                left_out(&error, context);
                continue;
            }
        };
        let mut bytes = Cursor::new(bytes);
        if let Err(error) = sniff(&mut bytes, Some(&name)) {
            left_out(&error, context);
        } else {
            attached.push((name, bytes));
        }
    }
    for (name, mut bytes) in attached {
        // Other messages of a box have attachments of the same names.
        let name = if is_in_box { format!("{subject}/{name}") } else { name };
        if let Err(error) = read_member(&name, &mut bytes, context) {
            context.notice(Notice::LeftOut(&format!("{name}: {error}")));
        }
    }
    if is_in_box {
        context.sink.take(Event::End);
    }
    Ok(())
}

/// The fields that say whose message it is, to whom, and when.
fn put_metadata(message: &Message<'_>, blocks: &mut Blocks<'_>) {
    for field in message.headers() {
        let is_wanted = matches!(
            field.name(),
            "From"
                | "To"
                | "Cc"
                | "Bcc"
                | "Reply-To"
                | "Sender"
                | "Date"
                | "Keywords"
                | "Comments"
                | "Organization"
        );
        if !is_wanted {
            continue;
        }
        match field.value() {
            HeaderValue::Address(Address::List(list)) => put_addresses(list, blocks),
            HeaderValue::Address(Address::Group(groups)) => {
                for group in groups {
                    blocks.verbatim(Scope::Metadata, group.name.as_deref().unwrap_or_default());
                    blocks.end(Break::Line);
                    put_addresses(&group.addresses, blocks);
                }
            }
            HeaderValue::Text(text) => blocks.verbatim(Scope::Metadata, text),
            HeaderValue::TextList(texts) => blocks.verbatim(Scope::Metadata, &texts.join(", ")),
            _ => {}
        }
        blocks.block();
    }
}

fn put_addresses(addresses: &[Addr<'_>], blocks: &mut Blocks<'_>) {
    for (at, address) in addresses.iter().enumerate() {
        if at > 0 {
            blocks.verbatim(Scope::Metadata, ", ");
        }
        match (&address.name, &address.address) {
            (Some(name), Some(address)) => blocks.verbatim(Scope::Metadata, &format!("{name} <{address}>")),
            (Some(one), None) | (None, Some(one)) => blocks.verbatim(Scope::Metadata, one),
            (None, None) => {}
        }
    }
}

/// The bytes of a part, as they were before they were made fit for mail.
fn decoded(raw: &[u8], part: &Part, context: &mut Context<'_>) -> Result<Vec<u8>, Error> {
    let limit = context.limits().part_bytes_max;
    let body = raw.get(part.body.clone()).unwrap_or_default();
    let bytes = part.decode(body);
    if bytes.len() as u64 > limit {
        return Err(Error::Limit("part_bytes_max"));
    }
    context.budget.spend(bytes.len() as u64)?;
    Ok(bytes)
}

/// The text of a part, in the encoding that it says or seems to have.
fn text_of(bytes: &[u8], part: &Part, context: &Context<'_>) -> String {
    let said = part.charset.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    if said.is_none()
        && let Some(label) = part.charset.as_deref().filter(|label| label.ends_with("utf-7"))
        && let Some(decode) = charset_decoder(label.as_bytes())
    {
        // Browsers do not read it any more, but old messages are in it.
        return decode(bytes);
    }
    // Many say ASCII, or nothing, and mean something else.
    let encoding = match said.filter(|_| part.charset.as_deref() != Some("us-ascii")) {
        Some(encoding) => encoding,
        None => context.how.encoding.unwrap_or_else(|| encoding_of(bytes, true)),
    };
    let text = encoding.decode(bytes).0;
    // A line may have ended in a carriage return, which was written as a byte.
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Reads text in HTML, as a part of the message.
fn read_html(text: &str, context: &mut Context<'_>, notices: &mut usize) {
    let how = How { encoding: Some(UTF_8), ..*context.how };
    let mut inner = Context {
        how: &how,
        sink: &mut *context.sink,
        budget: &mut *context.budget,
        nesting: context.nesting,
    };
    let result = formats::read(Format::Html, &mut Cursor::new(text), &mut inner);
    context.sink.take(Event::Break(Break::Block));
    if let Err(error) = result {
        *notices += 1;
        if *notices <= NOTICES_MAX {
            context.notice(Notice::LeftOut(&format!("the text in HTML: {error}")));
        }
    }
}

/// Puts plain text: what is quoted, what is said, what stands below every message of its sender, and what is PGP's;
/// says whether some of it is encrypted.
fn put_plain(text: &str, part: &Part, blocks: &mut Blocks<'_>) -> bool {
    let mut is_signature = false;
    let mut armour = Armour::default();
    let mut was_armour = false;
    let mut depth = 0;
    // A line that goes on in the next one.
    let mut is_flowing = false;
    for line in text.lines() {
        let was = depth;
        let mut rest = line;
        depth = 0;
        while let Some(after) = rest.strip_prefix('>') {
            depth += 1;
            // Others than RFC 3676 put a space between the marks.
            rest = if after.starts_with(" >") { after.get(1..).unwrap_or_default() } else { after };
        }
        if depth > 0 || part.is_flowed {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        let is_armour = match armour.line(rest) {
            Line::Armour => true,
            Line::Text(text) => {
                rest = text;
                false
            }
        };
        if is_armour != was_armour {
            blocks.block();
        }
        was_armour = is_armour;
        if is_armour {
            blocks.end(Break::Line);
            blocks.verbatim(Scope::Code, rest);
            is_flowing = false;
            continue;
        }
        if rest == "-- " {
            is_signature = depth == 0;
            is_flowing = false;
            blocks.block();
            continue;
        }
        let scope = match depth {
            _ if is_signature => Scope::Footer,
            0 => Scope::Body,
            _ => Scope::Quote,
        };
        if rest.trim().is_empty() || depth != was {
            blocks.block();
        } else if !is_flowing {
            blocks.end(Break::Line);
        }
        is_flowing = part.is_flowed && rest.ends_with(' ');
        if is_flowing && part.deletes_space {
            rest = rest.strip_suffix(' ').unwrap_or(rest);
        }
        if !rest.trim().is_empty() {
            blocks.verbatim(scope, rest);
        }
    }
    blocks.block();
    armour.is_encrypted
}

#[cfg(test)]
mod tests;
