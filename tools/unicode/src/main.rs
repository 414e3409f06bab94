//! Writes `crates/stats/src/unicode/tables.rs`: all the properties that reckon-stats asks for, in one trie.
//!
//! ```text
//! cargo run --release --manifest-path tools/unicode/Cargo.toml            # writes the tables
//! cargo run --release --manifest-path tools/unicode/Cargo.toml -- --list  # prints a line for each code point
//! ```
//!
//! The list is for comparing the data with another source, see `compare.mjs`.

mod data;
mod trie;
mod write;

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let database = data::Database::load();
    if std::env::args().any(|argument| argument == "--list") {
        return database.list(&mut io::stdout().lock());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/stats/src/unicode/tables.rs");
    fs::write(&path, write::tables(&database))?;
    println!("wrote {}", path.display());
    Ok(())
}
