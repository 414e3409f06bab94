//! What PGP puts into plain text: signatures, keys and encrypted text between lines of dashes.
//!
//! # Source
//! RFC 9580, sections 6.2 (armour) and 7 (signed text).

/// Where in a text a line is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Outside,
    /// After a first line, and in the fields that follow it; what comes then is text.
    Fields { of_text: bool },
    /// Bytes as letters.
    Bytes,
}

/// Tells armour from text, line by line.
#[derive(Default)]
pub(super) struct Armour {
    place: Place,
    /// The text is signed, and lines of it that begin with a dash have another one before.
    is_escaped: bool,
    /// There is encrypted text.
    pub(super) is_encrypted: bool,
}

/// What a line is.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Text(&'a str),
    Armour,
}

impl Armour {
    pub(super) fn line<'a>(&mut self, line: &'a str) -> Line<'a> {
        let content = line.trim();
        if let Some(what) = between_dashes(content, "BEGIN PGP ") {
            self.is_escaped = what == "SIGNED MESSAGE";
            self.is_encrypted |= what == "MESSAGE";
            self.place = Place::Fields { of_text: self.is_escaped };
            return Line::Armour;
        }
        let has_space = content.contains(char::is_whitespace);
        match self.place {
            Place::Outside => {}
            Place::Fields { of_text } if content.is_empty() => {
                self.place = if of_text { Place::Outside } else { Place::Bytes };
                return Line::Armour;
            }
            Place::Fields { .. } if content.contains(": ") => return Line::Armour,
            _ if between_dashes(content, "END PGP ").is_some() => {
                self.place = Place::Outside;
                return Line::Armour;
            }
            Place::Bytes | Place::Fields { of_text: false } if !has_space => {
                self.place = Place::Bytes;
                return Line::Armour;
            }
            // It has no end, and this is text again.
            _ => self.place = Place::Outside,
        }
        Line::Text(
            line.strip_prefix("- ").filter(|rest| self.is_escaped && rest.starts_with('-')).unwrap_or(line),
        )
    }
}

/// What stands in a line of dashes after these words.
fn between_dashes<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    line.strip_prefix("-----")?.strip_prefix(words)?.strip_suffix("-----")
}
