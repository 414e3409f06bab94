//! Formulas.

use crate::scope::Scope;

use super::cursor::{Cursor, is_space};
use super::{Close, Formula, Kind, MathEnd, Reader, State};

impl Reader<'_> {
    pub(super) fn begin_math(&mut self, end: MathEnd) {
        if !matches!(end, MathEnd::Dollar | MathEnd::Parenthesis) {
            self.show(" ");
        }
        self.math = Some(Formula { end, braces: 0, environments: 0 });
    }

    pub(super) fn end_math(&mut self) {
        let end = self.math.take().map(|formula| formula.end);
        if !matches!(end, Some(MathEnd::Dollar | MathEnd::Parenthesis)) {
            self.show(" ");
        }
    }

    /// Begins prose between the lines of a formula, which goes on behind it.
    fn begin_intertext(&mut self) {
        let Some(formula) = self.math.take() else { return };
        self.show(" ");
        let inside = State { is_table: false, ..self.state };
        self.open(Kind::Brace, inside, Close::Formula(formula), &[]);
    }

    pub(super) fn step_math(&mut self, at: &mut Cursor<'_>, depth: usize) {
        let (Some(first), Some(formula)) = (at.peek(), &mut self.math) else { return };
        let is_at_end = match &formula.end {
            MathEnd::Dollar => first == b'$' && formula.braces == 0 && at.eat("$"),
            MathEnd::Dollars => formula.braces == 0 && at.eat("$$"),
            MathEnd::Parenthesis => at.eat("\\)"),
            MathEnd::Bracket => at.eat("\\]"),
            MathEnd::Environment(name) => {
                let before = at.clone();
                let is_at_end = at.eat("\\end") && at.take_group().is_some_and(|ended| ended.trim() == name);
                if !is_at_end {
                    *at = before;
                }
                is_at_end
            }
        };
        if is_at_end {
            return self.end_math();
        }
        match first {
            b'\\' => {
                let before = at.position();
                at.skip(1);
                let name = at.take_while(|byte| byte.is_ascii_alphabetic());
                if name.is_empty() {
                    at.take_char();
                }
                match name {
                    "begin" => formula.environments += 1,
                    "end" => formula.environments = formula.environments.saturating_sub(1),
                    _ => {}
                }
                if name == "label" {
                    at.take_group();
                } else if matches!(name, "intertext" | "shortintertext") && at.eat("{") {
                    self.begin_intertext();
                } else if self.definitions.get(name).is_some_and(|definition| {
                    definition.text.contains("\\end") || definition.text.contains("\\begin")
                }) {
                    self.expand(name, depth);
                } else {
                    self.math_text(at.since(before));
                }
            }
            b'%' => self.take_comment(at),
            _ if is_space(first) => {
                // Arrays may have blank lines between their rows.
                let environments = formula.environments;
                if at.skip_spaces() > 1 && (environments == 0 || !begins_row(at.rest())) {
                    self.damaged(at.text(), at.position(), "a formula does not end in its paragraph");
                    self.end_math();
                    self.block();
                } else {
                    self.math_text(" ");
                }
            }
            _ => {
                match first {
                    b'{' => formula.braces += 1,
                    b'}' => formula.braces = formula.braces.saturating_sub(1),
                    _ => {}
                }
                let text =
                    at.take_run(|byte| !matches!(byte, b'\\' | b'{' | b'}' | b'$' | b'%') && !is_space(byte));
                self.math_text(text);
            }
        }
    }

    pub(super) fn math_text(&mut self, text: &str) {
        if !self.state.is_silent {
            self.blocks.words(Scope::Math, text);
        }
    }
}

/// Whether a paragraph goes on with an array: it has a sign that parts cells or rows, or the end of an environment.
fn begins_row(text: &str) -> bool {
    let paragraph = || text.lines().take_while(|line| !line.trim().is_empty());
    paragraph().any(|line| ["&", "\\\\", "\\end{", "\\cr"].iter().any(|mark| line.contains(mark)))
}
