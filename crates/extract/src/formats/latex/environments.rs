//! Where environments begin and end.

use crate::event::Notice;
use crate::scope::Scope;

use super::commands::Arg::{self, Any, SkipOptional, Then};
use super::commands::{Environment, environment};
use super::cursor::Cursor;
use super::{Close, Frame, Kind, MathEnd, Reader, State};

impl Reader<'_> {
    pub(super) fn begin(&mut self, at: &mut Cursor<'_>) {
        let Some(name) = at.take_group() else { return };
        let name = name.trim();
        if let Some(&verbatim) = self.verbatims.get(name) {
            for _ in 0..verbatim.arguments {
                if at.take_in("[", "]").or_else(|| at.take_in("{", "}")).is_none() {
                    break;
                }
            }
            return self.take_verbatim(name, Some(verbatim.scope), at);
        }
        at.skip_overlay();
        let meaning = match self.theorems.get(name) {
            Some(args) => Environment::Blocks(None, args),
            None => environment(name),
        };
        match meaning {
            Environment::Document => {
                self.is_preamble = false;
                self.frames.clear();
                self.overflow = 0;
                self.state =
                    State { scope: Scope::Body, is_silent: false, is_table: false, is_repeated: false };
                self.block();
            }
            Environment::Verbatim(scope) => self.take_verbatim(name, Some(scope), at),
            Environment::Drawing => {
                if !self.state.is_silent {
                    self.notice(Notice::LeftOut(&format!("the environment {name}")));
                }
                self.take_verbatim(name, None, at);
            }
            Environment::Math => self.begin_math(MathEnd::Environment(name.to_string())),
            Environment::Blocks(scope, args) => self.begin_blocks(name, scope, args),
            // What is directly behind its name is taken for arguments, which are no part of the word behind them.
            Environment::Unknown => {
                let takes = matches!(at.peek(), Some(b'[' | b'{'));
                let args: &[Arg] = if takes { &[SkipOptional, Any, Then(" ")] } else { &[SkipOptional] };
                self.begin_blocks(name, None, args);
            }
        }
    }

    fn begin_blocks(&mut self, name: &str, scope: Option<Scope>, args: &'static [Arg]) {
        self.block();
        let inside = State {
            scope: scope.unwrap_or(self.state.scope),
            is_table: scope == Some(Scope::Table),
            ..self.state
        };
        self.open(Kind::Environment(name.to_string()), inside, Close::Block, &[]);
        self.expected = args;
    }

    pub(super) fn end(&mut self, at: &mut Cursor<'_>) {
        let Some(name) = at.take_group() else { return };
        let name = name.trim();
        if name == "document" {
            self.is_done = true;
        } else if self.overflow > 0 {
            self.overflow -= 1;
        } else if let Some(place) = self.place_of(name) {
            while self.frames.len() > place {
                self.close(at);
            }
            self.expected = &[];
        }
    }

    pub(super) fn place_of(&self, environment: &str) -> Option<usize> {
        let is_it = |frame: &Frame| matches!(&frame.kind, Kind::Environment(name) if name == environment);
        self.frames.iter().rposition(is_it)
    }

    /// The innermost environment.
    pub(super) fn innermost(&self) -> Option<&str> {
        self.frames.iter().rev().find_map(|frame| match &frame.kind {
            Kind::Environment(name) => Some(name.as_str()),
            _ => None,
        })
    }
}
