//! Reports as people and programs read them. How a report was made is no matter here.

pub mod compare;
pub mod explain;
pub mod fields;
pub mod html;
pub mod json;
pub mod number;
pub mod scale;
pub mod structure;
pub mod svg;
pub mod table;
pub mod tables;
pub mod terminal;

use reckon_stats::Report;
use structure::Structure;

/// What is shown of a document, or of several together.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, as it was typed.
    pub name: String,
    /// Its numbers.
    pub report: Report,
    /// What it is made of; none of several together, and where only a server knows.
    pub structure: Option<Structure>,
}
