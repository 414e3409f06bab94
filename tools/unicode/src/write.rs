//! The text of `tables.rs`.

use std::fmt::{Display, Write};

use crate::data::{CODE_POINTS, Database, Enumeration};
use crate::trie::Trie;

/// As wide as rustfmt's configuration has it.
const WIDTH: usize = 110;

/// The flag that is made of the others.
const WORD_FLAG: &str = "WORD";

pub fn tables(database: &Database) -> String {
    let mut text = String::from(HEADER);
    let mut shift = 0;
    let mut all = vec![0; CODE_POINTS as usize];

    text.push_str(
        "\n// How the 32 bits of a value are laid out: where a property begins, and where a flag is.\n\n",
    );
    for enumeration in &database.enumerations {
        writeln!(text, "/// {}: {} bits.", enumeration.name, enumeration.bits()).expect("to a string");
        constant(&mut text, &format!("{}_SHIFT", enumeration.name.to_uppercase()), shift);
        for (packed, value) in all.iter_mut().zip(&enumeration.values) {
            *packed |= value << shift;
        }
        shift += enumeration.bits();
    }
    let mut flags: Vec<_> = database
        .flags
        .iter()
        .map(|flag| (flag.name.to_uppercase(), flag.name, flag.values.clone()))
        .collect();
    flags.push((WORD_FLAG.into(), "Alphabetic, or General_Category N*", words(database)));
    for (constant_name, name, values) in &flags {
        writeln!(text, "/// {name}: 1 bit.").expect("to a string");
        constant(&mut text, &format!("{constant_name}_SHIFT"), shift);
        for (packed, &value) in all.iter_mut().zip(values) {
            *packed |= u32::from(value) << shift;
        }
        shift += 1;
    }
    assert!(shift <= u32::BITS, "the properties take {shift} bits");

    for enumeration in &database.enumerations {
        if enumeration.name == "Script" {
            names(&mut text, enumeration);
        } else {
            decoding(&mut text, enumeration);
        }
    }

    let trie = Trie::smallest(&all);
    eprintln!(
        "{} blocks of {}, {} values, {} bytes",
        trie.leaves.len() >> trie.shift,
        1 << trie.shift,
        trie.values.len(),
        trie.bytes()
    );
    text.push_str("\n/// How many low bits of a code point choose its place in a block.\n");
    constant(&mut text, "BLOCK_BITS", trie.shift);
    text.push_str("\n/// The number of the block of leaves of each block of code points.\n");
    let kind = if trie.blocks_fit_bytes() { "u8" } else { "u16" };
    array(&mut text, "BLOCKS", kind, &trie.blocks);
    text.push_str("\n/// For each code point of a block, the place of its properties in `VALUES`.\n");
    array(&mut text, "LEAVES", "u16", &trie.leaves);
    text.push_str("\n/// The different combinations of properties.\n");
    array(&mut text, "VALUES", "u32", &trie.values);
    text
}

/// What a segment must contain to be a word.
fn words(database: &Database) -> Vec<bool> {
    let alphabetic = database.flags.iter().find(|flag| flag.name == "Alphabetic").expect("it was loaded");
    let mut words = alphabetic.values.clone();
    let categories = database
        .enumerations
        .iter()
        .find(|enumeration| enumeration.name == "General_Category")
        .expect("it was loaded");
    for (word, &category) in words.iter_mut().zip(&categories.values) {
        *word |= categories.names[category as usize].ends_with("_Number");
    }
    words
}

fn constant(text: &mut String, name: &str, value: u32) {
    writeln!(text, "pub(super) const {name}: u32 = {value};").expect("to a string");
}

/// The values of an enumeration by their numbers, filled up so that no number of so many bits is out of bounds.
fn decoding(text: &mut String, enumeration: &Enumeration) {
    let kind = pascal_case(enumeration.name);
    writeln!(text, "\n/// {} by number; what is beyond the last one fills up.", enumeration.name)
        .expect("to a string");
    let mut variants: Vec<_> =
        enumeration.names.iter().map(|name| format!("{kind}::{}", pascal_case(name))).collect();
    variants.resize(1 << enumeration.bits(), variants[0].clone());
    array(text, &format!("{}_BY_NUMBER", enumeration.name.to_uppercase()), &kind, &variants);
}

/// The names of an enumeration by number.
fn names(text: &mut String, enumeration: &Enumeration) {
    writeln!(text, "\n/// The long names of {} by number.", enumeration.name).expect("to a string");
    let names: Vec<_> = enumeration.names.iter().map(|name| format!("{name:?}")).collect();
    array(text, &format!("{}_NAMES", enumeration.name.to_uppercase()), "&str", &names);
}

fn array(text: &mut String, name: &str, kind: &str, items: &[impl Display]) {
    write!(text, "pub(super) static {name}: [{kind}; {}] = [", items.len()).expect("to a string");
    let mut column = WIDTH;
    for item in items {
        let item = item.to_string();
        if column + item.len() + 2 > WIDTH {
            text.push_str("\n   ");
            column = 3;
        }
        write!(text, " {item},").expect("to a string");
        column += item.len() + 2;
    }
    text.push_str("\n];\n");
}

/// `Hebrew_Letter` becomes `HebrewLetter`, `ZWJ` becomes `Zwj`, `ALetter` stays.
fn pascal_case(name: &str) -> String {
    if name.len() > 1 && name.chars().all(|letter| letter.is_ascii_uppercase()) {
        let mut word = name.to_lowercase();
        word[..1].make_ascii_uppercase();
        return word;
    }
    name.replace('_', "")
}

const HEADER: &str = "\
//! The properties of all code points in Unicode 17.0.0.
//!
//! Written by `tools/unicode` from the compiled data of the crate icu_properties 2.3.0 (ICU 78.1); not to be
//! edited by hand. `unicode.rs` says how it is read.
//!
//! The data is © 2025 Unicode, Inc. and under the Unicode License V3, see `LICENSE-UNICODE` beside this file.

use super::properties::{
    GeneralCategory, GraphemeClusterBreak, IndicConjunctBreak, SentenceBreak, WordBreak,
};
";
