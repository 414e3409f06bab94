//! A report that looks like that of a real text, whatever the engine makes of texts today.

use std::path::PathBuf;

use reckon_cli::render::Document;
use reckon_stats::{Growth, Number, Report, Rhythm, Spoken, Value, definitions};
use serde_json::Value as Json;

/// The folder of the sample and of what is made of it.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sample")
}

/// The sample as it stands in its file, in the JSON form.
pub fn json() -> Json {
    let text = std::fs::read_to_string(folder().join("report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The sample.
pub fn document() -> Document {
    let json = json();
    Document { name: json["file"].as_str().unwrap().to_string(), report: report(&json), structure: None }
}

/// A report that was written as JSON.
pub fn report(json: &Json) -> Report {
    let language = &json["language"];
    let tables = &json["tables"];
    let pairs = |value: &Json| -> Vec<(u64, u64)> { serde_json::from_value(value.clone()).unwrap() };
    let named = |value: &Json| -> Vec<(String, u64)> { serde_json::from_value(value.clone()).unwrap() };
    let rhythm = &json["rhythm"];
    let growth = &json["growth"];
    Report {
        unicode: leak(&json["unicode"]),
        language: Spoken {
            code: leak(&language["code"]),
            name: leak(&language["name"]),
            confidence: language["confidence"].as_f64(),
        },
        numbers: definitions().map(|definition| number(definition, json)).collect(),
        word_lengths: pairs(&tables["words.length"]),
        sentence_lengths: pairs(&tables["sentences.length"]),
        paragraph_lengths: pairs(&tables["paragraphs.length"]),
        top_words: named(&tables["words.top"]),
        spectrum: pairs(&tables["words.spectrum"]),
        letters: serde_json::from_value(tables["letters"].clone()).unwrap(),
        scripts: named(&tables["scripts"]).into_iter().map(|(name, count)| (&*name.leak(), count)).collect(),
        rhythm: rhythm["sentences_per_step"]
            .as_u64()
            .map(|sentences_per_step| Rhythm { sentences_per_step, steps: pairs(&rhythm["steps"]) }),
        growth: growth["words_per_step"].as_u64().map(|words_per_step| Growth {
            words_per_step,
            distinct: serde_json::from_value(growth["distinct"].clone()).unwrap(),
        }),
    }
}

fn number(definition: &'static reckon_stats::Definition, json: &Json) -> Number {
    let value = &json["numbers"][definition.id];
    let reason = &json["reasons"][definition.id];
    let value = match (value.as_u64(), value.as_f64()) {
        (Some(count), _) => Value::Count(count),
        (None, Some(real)) => Value::Real(real),
        (None, None) if reason.is_string() => Value::Missing(leak(reason)),
        (None, None) => Value::Missing("the sample is older than this number"),
    };
    Number { definition, value }
}

fn leak(text: &Json) -> &'static str {
    text.as_str().unwrap().to_string().leak()
}
