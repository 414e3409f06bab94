//! Fields: text that Word makes by an instruction, within each other.

use crate::scope::Scope;

/// The fields that are open.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    open: Vec<Field>,
    /// How many more are open than are looked at.
    more: usize,
}

/// A field.
#[derive(Debug, Default)]
struct Field {
    /// Whether the instruction is still coming rather than the result.
    is_instruction: bool,
    /// Whether the paragraph in which it began has ended.
    is_old: bool,
    instruction: String,
    /// What its result is, where the instruction says that.
    scope: Option<Scope>,
}

/// Fields within each other that are looked at, for each text.
const FIELDS_MAX: usize = 32;

/// Bytes of an instruction that are looked at: its name, and that of an add-in.
const INSTRUCTION_BYTES: usize = 64;

impl Fields {
    /// A field begins with its instruction.
    pub(crate) fn begin(&mut self) {
        self.push(Field { is_instruction: true, ..Field::default() });
    }

    /// A field begins whose instruction is known.
    pub(crate) fn begin_simple(&mut self, instruction: String) {
        let mut field = Field { instruction, ..Field::default() };
        field.settle();
        self.push(field);
    }

    fn push(&mut self, field: Field) {
        if self.open.len() < FIELDS_MAX {
            self.open.push(field);
        } else {
            self.more += 1;
        }
    }

    /// A piece of the instruction.
    pub(crate) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut()
            && field.instruction.len() < INSTRUCTION_BYTES
        {
            field.instruction.extend(text.chars().take(INSTRUCTION_BYTES));
        }
    }

    /// The result of the last field begins.
    pub(crate) fn separate(&mut self) {
        if self.more == 0 {
            self.open.last_mut().into_iter().for_each(Field::settle);
        }
    }

    /// The end of the last field.
    pub(crate) fn end(&mut self) {
        match self.more.checked_sub(1) {
            Some(fewer) => self.more = fewer,
            None => drop(self.open.pop()),
        }
    }

    /// The end of a paragraph.
    pub(crate) fn end_paragraph(&mut self) {
        self.open.iter_mut().for_each(|field| field.is_old = true);
    }

    /// Text comes that is no instruction. Within an instruction it is what another field shows, and in a later paragraph
    /// without such a field a sign that nobody has ended this one. Of those that are not looked at nobody knows, and text
    /// that should not be seen is better than none.
    pub(crate) fn take_text(&mut self) {
        while self.open.last().is_some_and(|field| field.is_instruction && field.is_old) {
            self.open.pop();
            self.more = 0;
        }
    }

    /// Whether what comes is no result of any.
    pub(crate) fn is_in_instruction(&self) -> bool {
        self.open.iter().any(|field| field.is_instruction)
    }

    /// The scope of what comes, by the outermost field that has one.
    pub(crate) fn scope(&self) -> Option<Scope> {
        self.open.iter().find_map(|field| field.scope)
    }
}

impl Field {
    fn settle(&mut self) {
        self.is_instruction = false;
        let mut words = self.instruction.split_whitespace();
        self.scope = match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "TOC" | "INDEX" | "TOA" => Some(Scope::Nav),
            "BIBLIOGRAPHY" => Some(Scope::Bibliography),
            "ADDIN" => match words.next().unwrap_or_default() {
                "ZOTERO_BIBL" | "EN.REFLIST" => Some(Scope::Bibliography),
                "Mendeley" if words.next() == Some("Bibliography") => Some(Scope::Bibliography),
                _ => None,
            },
            _ => None,
        };
    }
}
