//! Reports as people and programs read them. How a report was made is no matter here.

pub mod explain;
pub mod fields;
pub mod html;
pub mod json;
pub mod number;
pub mod scale;
pub mod svg;
pub mod table;
pub mod tables;
pub mod terminal;

use reckon_stats::Report;

/// What is shown of a document, or of several together.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, as it was typed.
    pub name: String,
    /// Its numbers.
    pub report: Report,
}
