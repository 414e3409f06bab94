//! What has changed between two versions of a document, for people and as JSON.

use reckon_stats::{Definition, Number, Report, Value};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::number::{find, for_people, label, value};

/// The name and the version of the JSON form. Within a version keys are added, but none changes its meaning or goes.
pub const SCHEMA: &str = "reckon.compare/1";

/// The numbers whose change is shown.
const HEADLINES: [&str; 5] =
    ["words", "sentences", "chars.graphemes", "reading_time", "readability.flesch_kincaid"];

/// What the formula of Flesch and Kincaid has as the weight of words per sentence, and of syllables per word.
const GRADE_WEIGHTS: [f64; 2] = [0.39, 11.8];

/// What has changed.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The name of the old version.
    pub old: String,
    /// The name of the new version.
    pub new: String,
    /// Words that are in the new version alone.
    pub added: u64,
    /// Words that are in the old version alone.
    pub removed: u64,
    /// Words of paragraphs that are in another place, as they were.
    pub moved: u64,
    /// How numbers have changed.
    pub headlines: Vec<Headline>,
    /// Why the grade has changed, where both have one.
    pub grade: Option<Grade>,
    /// The same for sections; empty where there are none.
    pub sections: Vec<SectionChange>,
}

/// A number of both versions.
#[derive(Clone, Debug)]
pub struct Headline {
    definition: &'static Definition,
    old: Number,
    new: Number,
}

/// Why the grade of Flesch and Kincaid has changed. It is linear, so the two parts make up the whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Grade {
    /// The length of sentences.
    pub words_per_sentence: Cause,
    /// The length of words.
    pub syllables_per_word: Cause,
}

/// A mean of both versions, and what its change does to the grade.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// Of the old version.
    pub old: f64,
    /// Of the new version.
    pub new: f64,
    /// By how much the grade has changed for it.
    pub change_of_grade: f64,
}

/// What has changed in a section, without those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionChange {
    /// 1 and deeper; 0 for what stands before any heading.
    pub level: u8,
    /// Its heading.
    pub title: String,
    /// Its words; none where there was no such section.
    pub old_words: Option<u64>,
    /// Its words; none where there is no such section any more.
    pub new_words: Option<u64>,
    /// Words that are in its new version alone.
    pub added: u64,
    /// Words that are in its old version alone.
    pub removed: u64,
    /// Words of paragraphs that came from another place.
    pub moved_in: u64,
    /// Words of paragraphs that went to another place.
    pub moved_out: u64,
}

impl Headline {
    /// Those that are shown.
    #[must_use]
    pub fn all(old: &Report, new: &Report) -> Vec<Self> {
        let both = |id: &&str| Some((find(old, id)?, find(new, id)?));
        let both = HEADLINES.iter().filter_map(both);
        both.map(|(old, new)| Self { definition: old.definition, old: *old, new: *new }).collect()
    }

    fn change(&self) -> Option<f64> {
        Some(value(&self.new)? - value(&self.old)?)
    }

    fn change_for_people(&self) -> String {
        let Some(change) = self.change() else { return super::number::NONE.into() };
        let shown = |value| for_people(&Number { value, ..self.new });
        let (size, zero) = match self.new.value {
            Value::Count(_) => (Value::Count(change.abs() as u64), Value::Count(0)),
            Value::Real(_) | Value::Missing(_) => (Value::Real(change.abs()), Value::Real(0.0)),
        };
        // What is shown as nothing has no direction.
        let sign = if change < 0.0 && shown(size) != shown(zero) { "-" } else { "+" };
        format!("{sign}{}", shown(size))
    }
}

impl Grade {
    /// Compares two reports.
    #[must_use]
    pub fn new(old: &Report, new: &Report) -> Option<Self> {
        // Only where both have a grade do the means belong to it.
        let [old, new] = [old, new].map(|report| {
            let number = |id| value(find(report, id)?);
            number("readability.flesch_kincaid")?;
            let words = number("words")?;
            Some([words / number("sentences")?, number("syllables")? / words])
        });
        let (old, new) = (old?, new?);
        let cause = |at: usize| Cause {
            old: old[at],
            new: new[at],
            change_of_grade: GRADE_WEIGHTS[at] * (new[at] - old[at]),
        };
        Some(Self { words_per_sentence: cause(0), syllables_per_word: cause(1) })
    }
}

impl Comparison {
    /// Tables for people.
    #[must_use]
    pub fn to_text(&self) -> String {
        let visible = reckon_stats::visible;
        let mut rows = vec![["".into(), "old".into(), "new".into(), "change".into()]];
        for headline in &self.headlines {
            let label = label(headline.definition).to_string();
            rows.push([
                label,
                for_people(&headline.old),
                for_people(&headline.new),
                headline.change_for_people(),
            ]);
        }
        if let Some(grade) = self.grade {
            for (label, cause) in [
                ("  for the words per sentence", grade.words_per_sentence),
                ("  for the syllables per word", grade.syllables_per_word),
            ] {
                let Cause { old, new, change_of_grade } = cause;
                let cells = [
                    format!("{old:.2}"),
                    format!("{new:.2}"),
                    format!("{:+.2}", without_sign_of_zero(change_of_grade)),
                ];
                let [old, new, change] = cells;
                rows.push([label.into(), old, new, change]);
            }
        }
        let mut text = format!("{} → {}\n\n", visible(&self.old), visible(&self.new));
        text += &columns(&rows, 0);
        text += &format!("\nwords: {} added, {} removed, {} moved\n", self.added, self.removed, self.moved);
        if !self.sections.is_empty() {
            let head = ["old", "new", "added", "removed", "moved in", "moved out", "section"];
            let mut rows = vec![head.map(String::from)];
            let or_dash = |words: Option<u64>| words.map_or("-".into(), |words| words.to_string());
            for section in &self.sections {
                let title = match (section.level, section.title.as_str()) {
                    (0, "") => "(before any heading)".to_string(),
                    (_, "") => "(without a title)".to_string(),
                    (_, title) => visible(title),
                };
                let indent = "  ".repeat(usize::from(section.level.saturating_sub(1)).min(8));
                rows.push([
                    or_dash(section.old_words),
                    or_dash(section.new_words),
                    section.added.to_string(),
                    section.removed.to_string(),
                    section.moved_in.to_string(),
                    section.moved_out.to_string(),
                    indent + &title,
                ]);
            }
            text.push('\n');
            text += &columns(&rows, 6);
        }
        text
    }

    /// An object on a line.
    ///
    /// # Panics
    /// Never: every value has a form in JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut numbers = serde_json::Map::new();
        for headline in &self.headlines {
            let json = |number: &Number| match number.value {
                Value::Count(count) => count.into(),
                Value::Real(real) => real.into(),
                Value::Missing(_) => serde_json::Value::Null,
            };
            let change: serde_json::Value = match (headline.old.value, headline.new.value) {
                (Value::Count(old), Value::Count(new)) => new.wrapping_sub(old).cast_signed().into(),
                _ => headline.change().into(),
            };
            let entry = serde_json::json!({ "old": json(&headline.old), "new": json(&headline.new), "change": change });
            numbers.insert(headline.definition.id.into(), entry);
        }
        #[derive(Serialize)]
        struct Line<'a> {
            schema: &'static str,
            old: &'a str,
            new: &'a str,
            words: Words,
            numbers: serde_json::Map<String, serde_json::Value>,
            grade: Option<Grade>,
            sections: &'a [SectionChange],
        }
        #[derive(Serialize)]
        struct Words {
            added: u64,
            removed: u64,
            moved: u64,
        }
        let line = Line {
            schema: SCHEMA,
            old: &self.old,
            new: &self.new,
            words: Words { added: self.added, removed: self.removed, moved: self.moved },
            numbers,
            grade: self.grade,
            sections: &self.sections,
        };
        serde_json::to_string(&line).expect("keys are texts") + "\n"
    }
}

/// The line of a comparison that failed.
#[must_use]
pub fn failure(new: &str, error: &str) -> String {
    format!("{}\n", serde_json::json!({ "schema": SCHEMA, "new": new, "error": error }))
}

fn without_sign_of_zero(number: f64) -> f64 {
    if number.abs() < 0.005 { 0.0 } else { number }
}

/// Cells under each other; all but one column stand to the right, and nothing follows the last.
fn columns<const N: usize>(rows: &[[String; N]], left: usize) -> String {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or(0));
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let gap = " ".repeat(width - cell.width());
            line += &if at == left { format!("{cell}{gap}  ") } else { format!("{gap}{cell}  ") };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}
