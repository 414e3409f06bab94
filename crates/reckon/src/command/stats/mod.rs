//! `reckon stats`.

mod check;
mod classic;
mod compare;
mod count;
mod explain;
pub mod files;
mod jobs;
mod needs;
mod printing;
mod rows;
mod spread;
mod watch;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;
use reckon_stats::definitions;

use crate::cli::StatsOptions;
use crate::failure::{Outcome, Usage, complain, write_output};
use crate::render::fields::{self, Fields};
use crate::render::{html, structure, table};
use check::Checks;
use files::Files;
use jobs::Share;
use needs::Needs;
use printing::Printing;
use rows::{Form, Making};

/// Counts each file, prints a report, or a table with a total for several, and holds the numbers against rules.
///
/// # Errors
/// The command line names an id that there is not, or the output fails. A file that fails is reported in its place,
/// and the others are counted.
pub fn run(options: &StatsOptions) -> Result<Outcome> {
    if let Some(id) = &options.explain {
        return explain::run(id, options);
    }
    let standard_input = [PathBuf::from("-")];
    let paths = if options.files.is_empty() { &standard_input } else { options.files.as_slice() };
    if options.classic {
        return classic::run(paths, options);
    }
    if options.list_formats {
        write_output(&structure::list_formats())?;
        return Ok(Outcome::Done);
    }
    let checks = Checks::read(&options.check, options.baseline.as_deref())?;
    let page = options.html.as_deref();
    page.map_or(Ok(()), |page| check_page(page, &options.files))?;
    let report = || match (options.compare, &options.git) {
        (false, None) => count_all(paths, Files::find(paths, page), options, &checks),
        _ => compare::run(options, &checks),
    };
    if options.watch { watch::run(&options.files, page, report) } else { report() }
}

fn count_all(
    paths: &[PathBuf],
    mut files: Files,
    options: &StatsOptions,
    checks: &Checks,
) -> Result<Outcome> {
    let fields = Fields::parse(&options.fields)?;
    let are_found = paths.iter().any(|path| files::is_folder(path));
    let are_several = are_found || paths.len() != 1;
    let sort = options.sort.as_deref().map(number_id).transpose()?;
    let form = Form::new(options);
    let columns = table::columns(&fields, are_found);
    let table = are_several.then_some(columns.as_slice());
    if are_several && columns.is_empty() && matches!(form, Form::People) {
        let what = "a table of several files has numbers only, and --fields names none; --json has all";
        return Err(Usage(what.into()).into());
    }
    let needs = Needs::new(options, form, &fields, table, checks, sort)?;
    if let Form::Separated(separated) = form {
        if !fields.has_numbers() {
            return Err(Usage("--csv and --tsv have numbers only, and --fields names none".into()).into());
        }
        let header = if options.sections { separated.section_header() } else { separated.header(&fields) };
        write_output(&header)?;
    }
    note_left_out(&fields, form, are_several, options.sections);
    let (share, at_once) = Share::new(options.jobs, |files_max| files.at_most(files_max));
    let at_once = if options.server.is_some() { 1 } else { at_once };
    let making = Making { options, form, columns, needs, fields, sort, checks, share, are_several };
    let mut printing = Printing::new(&making, files.total());
    spread::run(
        files,
        at_once,
        |file, memory| making.row_of_file(file, memory),
        |folder, sum| making.row_of_folder(folder, sum),
        |row, is_last_for_now| printing.take(row, is_last_for_now),
    )?;
    printing.finish()
}

/// Says what was chosen and has no place in this form.
fn note_left_out(fields: &Fields, form: Form<'_>, are_several: bool, are_sections: bool) {
    let what = match form {
        Form::Separated(_) if are_sections => {
            if !fields.is_all() {
                complain("note: sections have columns of their own, which --fields does not choose");
            }
            return;
        }
        Form::Separated(_) => "--csv and --tsv have numbers only",
        Form::People if are_several => "a table of several files has numbers only",
        Form::People | Form::Json | Form::Html(_) => return,
    };
    let has_place = |id: &&str| matches!(form, Form::Separated(_)) && *id == "language";
    let left_out: Vec<_> = fields.no_numbers().filter(|id| !has_place(id)).collect();
    if !left_out.is_empty() {
        complain(format_args!(
            "note: {what}, so these are left out, which --json has: {}",
            left_out.join(", ")
        ));
    }
}

/// Refuses to write a page over what is no page, or over what is counted: most likely its name was forgotten, and the next
/// file taken for it.
fn check_page(page: &Path, paths: &[PathBuf]) -> Result<(), Usage> {
    let there = match page.metadata() {
        Ok(there) if there.is_file() => there,
        // There is nothing yet, or a pipe, which takes what comes.
        _ => return Ok(()),
    };
    let is_there =
        |path: &PathBuf| path.metadata().is_ok_and(|file| files::identity(&file) == files::identity(&there));
    let name = page.display();
    if paths.iter().any(is_there) {
        let what = "is one of the files to be counted, so the page needs another name";
        return Err(Usage(format!("--html {name}: {what}")));
    }
    let mut begin = Vec::new();
    let read =
        File::open(page).and_then(|file| file.take(html::BEGINNING.len() as u64).read_to_end(&mut begin));
    if read.is_ok() && !begin.is_empty() && begin != html::BEGINNING.as_bytes() {
        let what = "is there and no page, so it is not replaced: name another file, or remove it";
        return Err(Usage(format!("--html {name}: {what}")));
    }
    Ok(())
}

/// The id of a number.
fn number_id(name: &str) -> Result<&'static str, Usage> {
    match definitions().find(|definition| definition.id == name) {
        Some(definition) => Ok(definition.id),
        None if fields::ids().any(|id| id == name) => {
            Err(Usage(format!("'{name}' is no single number, so --sort has nothing to go by")))
        }
        None => Err(fields::unknown(name)),
    }
}

/// What threads share. One that has panicked while it held it has stopped the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does something when its thread panics, so that the others do not wait for it.
struct OnPanic<F: Fn()>(F);

impl<F: Fn()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0();
        }
    }
}
