//! `reckon stats --compare` and `--git`: what has changed from one version of a document to another.

mod diff;
mod reading;
#[cfg(test)]
mod tests;

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result, bail};
use reckon_extract::Scopes;
use reckon_stats::Report;

use super::check::Checks;
use crate::cli::StatsOptions;
use crate::command::text;
use crate::failure::{Outcome, Usage, complain, write_output};
use crate::render::compare::{Comparison, Grade, Headline, SectionChange, failure};
use diff::{Fate, Words};
use reading::{Reading, Section, bytes_of_file, bytes_of_revision, read_document};

/// Compares two files, or each file with what it was, and holds the new one against rules.
///
/// # Errors
/// There are not two files, or the output fails. A file that fails is reported in its place.
pub fn run(options: &StatsOptions, checks: &Checks) -> Result<Outcome> {
    let scopes = text::scopes(&options.scope)?;
    let pairs = match (&options.git, options.files.as_slice()) {
        (None, [old, new]) if [old, new].iter().all(|path| path.as_path() == Path::new("-")) => {
            return Err(
                Usage("--compare reads standard input once: - can be one of the two files".into()).into()
            );
        }
        (None, [old, new]) => vec![(None, old.as_path(), new.as_path())],
        (None, files) => {
            let what = "--compare is of two files, the old one and the new one";
            return Err(Usage(format!("{what}, and there are {}", files.len())).into());
        }
        (Some(_), []) => return Err(Usage("--git needs the files to compare".into()).into()),
        (Some(revision), files) => {
            files.iter().map(|file| (Some(revision.as_str()), file.as_path(), file.as_path())).collect()
        }
    };
    let mut outcome = Outcome::Done;
    let mut is_first = true;
    for (revision, old, new) in pairs {
        let name = new.display().to_string();
        match compare(revision, old, new, options, scopes) {
            Ok((comparison, report, notices)) => {
                notices.iter().for_each(|notice| complain(format_args!("note: {notice}")));
                let verdict = checks.judge(&name, &report);
                verdict.notes.iter().for_each(|note| complain(format_args!("note: {note}")));
                verdict.broken.iter().for_each(|broken| complain(format_args!("broken: {broken}")));
                if !verdict.broken.is_empty() {
                    outcome = outcome.max(Outcome::Broken);
                }
                let text = if options.json { comparison.to_json() } else { comparison.to_text() };
                write_output(&if is_first || options.json { text } else { format!("\n{text}") })?;
                is_first = false;
            }
            Err(error) => {
                outcome = Outcome::Failed;
                if options.json {
                    write_output(&failure(&name, &format!("{error:#}")))?;
                }
                complain(format_args!("error: {name}: {error:#}"));
            }
        }
    }
    Ok(outcome)
}

/// With the report of the new version, and remarks about both.
fn compare(
    revision: Option<&str>,
    old: &Path,
    new: &Path,
    options: &StatsOptions,
    scopes: Scopes,
) -> Result<(Comparison, Report, Vec<String>)> {
    let mut words = Words::default();
    let mut notices = vec![];
    let mut read = |bytes: Vec<u8>, name: &str, path: &Path| -> Result<Reading> {
        let reading = read_document(bytes, path, options, scopes, &mut words)?;
        notices.extend(reading.notices.iter().map(|notice| format!("{name}: {notice}")));
        Ok(reading)
    };
    if new.is_dir() {
        bail!("is a directory, and only files are compared");
    }
    let (old_name, old_bytes) = match revision {
        Some(revision) => (format!("{revision}:{}", old.display()), bytes_of_revision(revision, old)?),
        None => {
            let name = old.display().to_string();
            let bytes = bytes_of_file(old, options).with_context(|| name.clone())?;
            (name, bytes)
        }
    };
    let new_name = new.display().to_string();
    // What comes from a pipe has no name, and is most likely another version of the same document.
    let named = |path, other| if path == Path::new("-") { other } else { path };
    // A failure of the new version is told under its name.
    let [old_path, new_path] = [named(old, new), named(new, old)];
    let old = read(old_bytes, &old_name, old_path).with_context(|| old_name.clone())?;
    let new = read(bytes_of_file(new, options)?, &new_name, new_path)?;
    let [removed, added] = diff::compare(&old.passages, &new.passages, &words);
    let sum = |fates: &[Fate]| {
        fates.iter().fold(Fate::default(), |mut sum, fate| {
            sum.add(*fate);
            sum
        })
    };
    let (all_removed, all_added) = (sum(&removed), sum(&added));
    let comparison = Comparison {
        old: old_name,
        new: new_name,
        removed: all_removed.changed,
        added: all_added.changed,
        moved: all_added.moved,
        headlines: Headline::all(&old.report, &new.report),
        grade: Grade::new(&old.report, &new.report),
        sections: sections([(&old, &removed), (&new, &added)]),
    };
    Ok((comparison, new.report, notices))
}

/// The sections of both, those that are the same together. In the order of the new document, and then those that are gone.
/// None where there are no headings.
fn sections(sides: [(&Reading, &[Fate]); 2]) -> Vec<SectionChange> {
    let [old, new] = sides.map(|(reading, fates)| listed(reading, fates));
    if old.len() < 2 && new.len() < 2 {
        return vec![];
    }
    let before = pairs(&old, &new);
    let row = |section: &Section, old: Option<Fate>, new: Option<Fate>| SectionChange {
        level: section.level,
        title: section.title.clone(),
        old_words: old.map(|fate| fate.words),
        new_words: new.map(|fate| fate.words),
        removed: old.map_or(0, |fate| fate.changed),
        added: new.map_or(0, |fate| fate.changed),
        moved_out: old.map_or(0, |fate| fate.moved),
        moved_in: new.map_or(0, |fate| fate.moved),
    };
    let of_new = new
        .iter()
        .zip(&before)
        .map(|(now, before)| row(now.section, before.map(|at| old[at].fate), Some(now.fate)));
    let mut rows: Vec<_> = of_new.collect();
    let are_left: HashSet<usize> = before.into_iter().flatten().collect();
    let gone = old.iter().enumerate().filter(|(at, _)| !are_left.contains(at));
    rows.extend(gone.map(|(_, gone)| row(gone.section, Some(gone.fate), None)));
    rows
}

/// A section with what became of its words.
struct Listed<'a> {
    section: &'a Section,
    fate: Fate,
    /// What tells it from others: with all sections that it is below, with the last of them, and by itself.
    keys: [u64; 3],
}

/// The sections of one side that are shown.
fn listed<'a>(reading: &'a Reading, fates: &[Fate]) -> Vec<Listed<'a>> {
    let mut fate_of = vec![Fate::default(); reading.sections.len()];
    for (section, fate) in reading.section_of.iter().zip(fates) {
        fate_of[*section].add(*fate);
    }
    let key = |above: Option<u64>, section: &Section| {
        let mut hasher = DefaultHasher::new();
        (above, section).hash(&mut hasher);
        hasher.finish()
    };
    // The sections that the next one may be below, each with its keys.
    let mut above: Vec<(u8, [u64; 3])> = vec![];
    let mut listed = vec![];
    for (section, fate) in reading.sections.iter().zip(fate_of) {
        above.truncate(above.partition_point(|(level, _)| *level < section.level));
        let [path, _, parent] = above.last().map_or([None; 3], |(_, keys)| keys.map(Some));
        let keys = [path, parent, None].map(|above| key(above, section));
        above.push((section.level, keys));
        // What stands before any heading may be nothing.
        if section.level > 0 || fate.words > 0 {
            listed.push(Listed { section, fate, keys });
        }
    }
    listed
}

/// Which section of the old document each of the new one is, if it is one. The same level and heading are enough only where
/// nothing else has them, for each release of a list of changes may have the same headings. Of several below the same ones
/// the first is the first, and so on.
fn pairs(old: &[Listed<'_>], new: &[Listed<'_>]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; new.len()];
    let mut is_paired = vec![false; old.len()];
    // How many have the level and the heading, on each side.
    let mut alike: HashMap<u64, [usize; 2]> = HashMap::new();
    for (side, sections) in [old, new].into_iter().enumerate() {
        sections.iter().for_each(|listed| alike.entry(listed.keys[2]).or_default()[side] += 1);
    }
    for round in 0..3 {
        let mut free: HashMap<u64, [Vec<usize>; 2]> = HashMap::new();
        for (at, listed) in old.iter().enumerate().filter(|(at, _)| !is_paired[*at]) {
            free.entry(listed.keys[round]).or_default()[0].push(at);
        }
        for (at, listed) in new.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
            free.entry(listed.keys[round]).or_default()[1].push(at);
        }
        for (key, [before, now]) in free {
            if round == 2 && alike[&key] != [1, 1] {
                continue;
            }
            for (before, now) in before.into_iter().zip(now) {
                pairs[now] = Some(before);
                is_paired[before] = true;
            }
        }
    }
    pairs
}
