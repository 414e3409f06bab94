//! The answers to documents in exchange scripts, made without any door.

use reckon_stats::{Counted, Document, Language, Options, TOP_WORDS, encode};

use crate::script::{Expected, Form};

/// Makes the answer that is expected, if it is one to a document; of which so many distinct words are kept.
///
/// # Errors
/// The script names a language or a group of numbers that there is not.
pub fn answer(expected: &Expected, distinct_words_max: usize) -> Result<Expected, String> {
    let scan = |language, counted| {
        let distinct_words_max = u32::try_from(distinct_words_max).unwrap_or(u32::MAX);
        let options = Options { distinct_words_max, counted, ..Options::DEFAULT };
        let mut document = Document::new(language, options);
        document.update(&expected.bytes);
        document.finish()
    };
    let bytes = match &expected.form {
        Form::Exact | Form::Prefix => return Ok(expected.clone()),
        Form::Report => scan(None, Counted::ALL).report(TOP_WORDS).to_string().into_bytes(),
        Form::Scan { language, counted } => {
            let language = language.as_ref().map(|code| {
                Language::from_code(code).ok_or_else(|| format!("there is no language '{code}'"))
            });
            let groups = counted.as_ref().map_or(Ok(Counted::ALL), |names| {
                let groups =
                    names.split(',').filter(|name| *name != "none").try_fold(Counted::NONE, Counted::with);
                groups.ok_or_else(|| format!("there is a group that is not in '{names}'"))
            });
            encode(&scan(language.transpose()?, groups?))
        }
    };
    Ok(Expected { bytes, form: Form::Exact })
}
