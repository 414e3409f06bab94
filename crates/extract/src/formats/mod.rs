//! The readers, one file or folder for each format.

pub(crate) mod archive;
mod blocks;
mod code;
pub(crate) mod compound;
mod compressed;
mod docx;
mod epub;
pub(crate) mod html;
mod latex;
mod mail;
mod markdown;
mod member;
mod notebook;
mod odf;
pub(crate) mod package;
mod pdf;
mod pptx;
mod properties;
mod rtf;
pub(crate) mod subtitles;
mod symbols;
#[cfg(test)]
pub(crate) mod testing;
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
        Format::Pdf => pdf::read(source, context),
        Format::Latex => latex::read(source, context),
        Format::Rtf => rtf::read(source, context),
        Format::Mail => mail::read(source, context),
        Format::Markdown => markdown::read(source, context),
        Format::Html => html::read(source, context),
        Format::Code => code::read(source, context),
        Format::Notebook => notebook::read(source, context),
        Format::Subtitles => subtitles::read(source, context),
        Format::Zip => archive::read_zip(source, context),
        Format::Tar => archive::read_tar(source, context),
        Format::Gzip => compressed::read_gzip(source, context),
        Format::Zstd => compressed::read_zstd(source, context),
    }
}
