//! The answers to documents in exchange scripts, made without any door.

use reckon_stats::{Document, Language, Options, TOP_WORDS, encode};

use crate::script::{Expected, Form};

/// Makes the answer that is expected, if it is one to a document; of which so many distinct words are kept.
///
/// # Errors
/// The script names a language that there is not.
pub fn answer(expected: &Expected, distinct_words_max: usize) -> Result<Expected, String> {
    let scan = |language| {
        let distinct_words_max = u32::try_from(distinct_words_max).unwrap_or(u32::MAX);
        let mut document = Document::new(language, Options { distinct_words_max, ..Options::DEFAULT });
        document.update(&expected.bytes);
        document.finish()
    };
    let bytes = match &expected.form {
        Form::Exact | Form::Prefix => return Ok(expected.clone()),
        Form::Report => scan(None).report(TOP_WORDS).to_string().into_bytes(),
        Form::Scan { language: None } => encode(&scan(None)),
        Form::Scan { language: Some(code) } => {
            let language =
                Language::from_code(code).ok_or_else(|| format!("there is no language '{code}'"))?;
            encode(&scan(Some(language)))
        }
    };
    Ok(Expected { bytes, form: Form::Exact })
}
