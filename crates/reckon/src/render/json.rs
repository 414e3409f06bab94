//! The JSON form: an object a line, described by `docs/statistics.schema.json`.

use reckon_stats::{Report, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Document;
use super::fields::Fields;
use super::tables::TABLES;

/// The name and the version of the form. Within a version keys are added, but none changes its meaning or goes.
pub const SCHEMA: &str = "reckon.stats/1";

/// A line.
#[derive(Clone, Copy, Debug)]
pub enum Line<'a> {
    /// The report of a file, or of a document in one.
    File(&'a Document),
    /// The report of a folder, by its name, which has so many files, in it or in folders within it.
    Folder(&'a str, usize, &'a Report),
    /// The report of so many files together.
    Total(usize, &'a Report),
    /// A file, by its name, and why it could not be counted.
    Failure(&'a str, &'a str),
}

impl Line<'_> {
    /// The line with its end.
    ///
    /// # Panics
    /// Never: every value has a form in JSON.
    #[must_use]
    pub fn render(self, fields: &Fields) -> String {
        serde_json::to_string(&Chosen(self, fields)).expect("keys are texts") + "\n"
    }
}

/// A line with what is shown of it.
struct Chosen<'a>(Line<'a>, &'a Fields);

impl Serialize for Chosen<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(line, fields) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        let report = match line {
            Line::File(Document { name, report, structure }) => {
                map.serialize_entry("file", name)?;
                if let Some(structure) = structure.as_ref().filter(|_| fields.has("document")) {
                    map.serialize_entry("document", structure)?;
                }
                report
            }
            Line::Folder(name, files, report) => {
                map.serialize_entry("folder", name)?;
                map.serialize_entry("files", &files)?;
                report
            }
            Line::Total(files, report) => {
                map.serialize_entry("total", &files)?;
                report
            }
            Line::Failure(name, error) => {
                map.serialize_entry("file", name)?;
                map.serialize_entry("error", error)?;
                return map.end();
            }
        };
        if fields.has("unicode") {
            map.serialize_entry("unicode", report.unicode)?;
        }
        if fields.has("language") {
            map.serialize_entry("language", &Language(report))?;
        }
        map.serialize_entry("numbers", &Numbers(report, fields))?;
        map.serialize_entry("reasons", &Reasons(report, fields))?;
        map.serialize_entry("tables", &Tables(report, fields))?;
        if fields.has("rhythm") {
            map.serialize_entry("rhythm", &report.rhythm.as_ref().map(Rhythm))?;
        }
        if fields.has("growth") {
            map.serialize_entry("growth", &report.growth.as_ref().map(Growth))?;
        }
        map.end()
    }
}

struct Language<'a>(&'a Report);

impl Serialize for Language<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let language = &self.0.language;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", language.code)?;
        map.serialize_entry("name", language.name)?;
        map.serialize_entry("confidence", &language.confidence)?;
        map.end()
    }
}

struct Numbers<'a>(&'a Report, &'a Fields);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for number in self.0.numbers.iter().filter(|number| self.1.has(number.definition.id)) {
            let id = number.definition.id;
            match number.value {
                Value::Count(count) => map.serialize_entry(id, &count)?,
                Value::Real(real) => map.serialize_entry(id, &real)?,
                Value::Missing(_) => map.serialize_entry(id, &())?,
            }
        }
        map.end()
    }
}

struct Reasons<'a>(&'a Report, &'a Fields);

impl Serialize for Reasons<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for number in self.0.numbers.iter().filter(|number| self.1.has(number.definition.id)) {
            if let Value::Missing(reason) = number.value {
                map.serialize_entry(number.definition.id, reason)?;
            }
        }
        map.end()
    }
}

struct Tables<'a>(&'a Report, &'a Fields);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report, fields) = self;
        let mut map = serializer.serialize_map(None)?;
        for id in TABLES.iter().map(|table| table.id).filter(|id| fields.has(id)) {
            match id {
                "words.length" => map.serialize_entry(id, &report.word_lengths)?,
                "sentences.length" => map.serialize_entry(id, &report.sentence_lengths)?,
                "paragraphs.length" => map.serialize_entry(id, &report.paragraph_lengths)?,
                "words.top" => map.serialize_entry(id, &report.top_words)?,
                "words.spectrum" => map.serialize_entry(id, &report.spectrum)?,
                "letters" => map.serialize_entry(id, &report.letters)?,
                "scripts" => map.serialize_entry(id, &report.scripts)?,
                // Rhythm and growth have places of their own.
                _ => {}
            }
        }
        map.end()
    }
}

struct Rhythm<'a>(&'a reckon_stats::Rhythm);

impl Serialize for Rhythm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("sentences_per_step", &self.0.sentences_per_step)?;
        map.serialize_entry("steps", &self.0.steps)?;
        map.end()
    }
}

struct Growth<'a>(&'a reckon_stats::Growth);

impl Serialize for Growth<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("words_per_step", &self.0.words_per_step)?;
        map.serialize_entry("distinct", &self.0.distinct)?;
        map.end()
    }
}
