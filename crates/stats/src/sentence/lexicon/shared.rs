//! What many languages share.

use super::super::judge::Before;
use super::List;

/// Titles and the like, in the languages of Europe.
pub(super) const ABBREVIATIONS: &[List] = &[
    (Before::Title, "dr prof mr mrs ms vs cf"),
    (Before::Numbered, "no nr nº art fig vol p pp tel"),
    (Before::Short, "st jr sr ltd inc corp ca"),
    (Before::Closing, "etc"),
];

super::lexicon!(ABBREVIATIONS, "");
