//! The readers, one file or folder for each format.

mod blocks;
mod docx;
mod epub;
mod flow;
mod latex;
mod mail;
mod odf;
pub(crate) mod package;
mod pptx;
mod properties;
mod rtf;
#[cfg(test)]
mod testing;
pub(crate) mod text;
mod xml;

pub use text::encoding_of;

use crate::error::Error;
use crate::format::Format;
use crate::read::{Context, Found};
use crate::source::Source;

/// Reads a document of a format.
pub(crate) fn read(
    format: Format,
    source: &mut dyn Source,
    context: &mut Context<'_>,
) -> Result<Found, Error> {
    match format {
        Format::Text => text::read(source, context),
        Format::Docx => docx::read(source, context),
        Format::Odt | Format::Odp => odf::read(format, source, context),
        Format::Pptx => pptx::read(source, context),
        Format::Epub => epub::read(source, context),
        Format::Latex => latex::read(source, context),
        Format::Rtf => rtf::read(source, context),
        Format::Mail => mail::read(source, context),
        // Each reader below has its line here.
        _ => Err(Error::Unsupported("not read yet")),
    }
}
