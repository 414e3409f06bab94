//! `reckon stats --classic`: the two numbers of the classic dialogue.

use std::path::PathBuf;

use anyhow::Result;

use super::count::ask_classic;
use crate::cli::StatsOptions;
use crate::failure::{Outcome, complain, write_output};
use crate::render::fields::Fields;
use crate::render::json::Line;

/// Asks for each file, and prints what the original client prints.
///
/// # Errors
/// Standard output fails. A file that fails is reported in its place.
pub fn run(files: &[PathBuf], options: &StatsOptions) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for path in files {
        let name = path.display().to_string();
        match ask_classic(path, options) {
            Ok((characters, words)) if options.json => {
                let object = serde_json::json!({ "file": name, "bytes": characters, "words.ascii": words });
                write_output(&format!("{object}\n"))?;
            }
            Ok((characters, words)) => {
                let heading = if files.len() > 1 { format!("{name}\n") } else { String::new() };
                write_output(&format!(
                    "{heading}No. of Characters:  {characters}\nNo. of Words:  {words}\n"
                ))?;
            }
            Err(error) => {
                outcome = Outcome::Failed;
                if options.json {
                    write_output(&Line::Failure(&name, &format!("{error:#}")).render(&Fields::default()))?;
                }
                complain(format_args!("error: {name}: {error:#}"));
            }
        }
    }
    Ok(outcome)
}
