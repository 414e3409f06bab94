//! What has to be found out of each file for what is printed, so that no more is.

use reckon_extract::Scopes;
use reckon_stats::{Choice, Counted, Language, Report, Scan, definitions};

use super::check::Checks;
use super::rows::Form;
use crate::cli::StatsOptions;
use crate::command::text;
use crate::failure::Usage;
use crate::render::fields::Fields;
use crate::render::structure::PART_NUMBERS;

/// What is needed of each file.
#[derive(Debug)]
pub struct Needs {
    /// What counts in it.
    pub scopes: Scopes,
    /// What is counted in it.
    pub counted: Counted,
    /// Its scopes and sections are.
    pub has_structure: bool,
    /// What is shown of its report.
    fields: Fields,
    /// Its language is, unless it is given.
    has_language: bool,
    /// All numbers that are made of what was counted; the whole report if nothing is said here.
    numbers: Option<Choice>,
    /// Whether it becomes a row of a table, which takes what it needs from the report.
    is_row: bool,
}

impl Needs {
    /// What is needed for these fields, or for the columns of a table for people, for rules, and for the number by which rows
    /// are sorted.
    ///
    /// # Errors
    /// A scope is named that there is not.
    pub fn new(
        options: &StatsOptions,
        form: Form<'_>,
        fields: &Fields,
        table: Option<&[&'static str]>,
        checks: &Checks,
        sort: Option<&'static str>,
    ) -> Result<Self, Usage> {
        let table = table.filter(|_| matches!(form, Form::People));
        let has_tables = table.is_none() && !matches!(form, Form::Separated(_)) && fields.has_tables();
        let shown = definitions().map(|definition| definition.id).filter(|id| match table {
            Some(columns) => columns.contains(id),
            None => fields.has(id),
        });
        let choice: Choice = shown.chain(checks.ids()).chain(sort).collect();
        let has_scopes = table.is_none() && fields.has("document");
        // Of scopes the words are shown, of sections all.
        let of_parts =
            PART_NUMBERS.into_iter().filter(|id| options.sections || (has_scopes && *id == "words"));
        let counted = choice.counted().or(of_parts.collect::<Choice>().counted());
        let counted = if has_tables { counted.or(fields.counted()) } else { counted };
        Ok(Self {
            scopes: text::scopes(&options.scope)?,
            has_structure: options.sections || has_scopes,
            // Only words, and what depends on them, are counted by its rules.
            has_language: (table.is_none() && fields.has("language")) || counted.words || counted.tools,
            numbers: (!has_tables).then_some(choice),
            is_row: table.is_some(),
            counted,
            fields: fields.clone(),
        })
    }

    /// The language by whose rules is counted; none if it has to be detected.
    #[must_use]
    pub fn language(&self, given: Option<Language>) -> Option<Language> {
        given.or((!self.has_language).then_some(Language::UNDETERMINED))
    }

    /// The report as far as it is needed.
    #[must_use]
    pub fn report(&self, scan: &Scan, top: usize) -> Report {
        match &self.numbers {
            Some(numbers) => scan.report_of(numbers),
            None => scan.report(top),
        }
    }

    /// Takes what is not shown out of a report.
    pub fn restrict(&self, report: &mut Report) {
        if !self.is_row {
            self.fields.restrict(report);
        }
    }
}
