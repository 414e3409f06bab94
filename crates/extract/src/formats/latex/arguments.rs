//! Groups, and the arguments that a command takes.

use crate::event::Notice;
use crate::read::Changes;
use crate::scope::Scope;

use super::commands::{Arg, SOURCES};
use super::cursor::Cursor;
use super::{Close, Frame, Kind, Reader, State};

impl Reader<'_> {
    pub(super) fn open(&mut self, kind: Kind, inside: State, close: Close, rest: &'static [Arg]) {
        if self.frames.len() >= self.limits.depth_max {
            if self.overflow == 0 {
                self.notice(Notice::Limited("depth_max"));
            }
            self.overflow += 1;
            return;
        }
        self.frames.push(Frame { kind, before: self.state, close, rest });
        self.state = inside;
    }

    /// Ends the innermost group.
    pub(super) fn close(&mut self, at: &mut Cursor<'_>) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.close {
            Close::Nothing => {}
            Close::Block => self.block(),
            Close::Note => self.blocks.step_back(),
            Close::Text(text) => self.show(text),
            Close::Formula(formula) => {
                self.show(" ");
                self.math = Some(formula);
            }
            Close::Unknown => {
                if at.peek() == Some(b'{') {
                    self.show(" ");
                    at.skip(1);
                    self.state = frame.before;
                    return self.open(Kind::Brace, self.state, Close::Unknown, frame.rest);
                }
            }
        }
        self.state = frame.before;
        self.expected = frame.rest;
    }

    pub(super) fn close_brace(&mut self, at: &mut Cursor<'_>) {
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        if self.frames.last().is_some_and(|frame| frame.kind == Kind::Bracket) {
            self.close(at);
        }
        if self.frames.last().is_some_and(|frame| frame.kind == Kind::Brace) {
            self.close(at);
        }
    }

    /// Takes the next argument that is expected, as far as its beginning; false if nothing was taken.
    pub(super) fn take_argument(&mut self, at: &mut Cursor<'_>) -> bool {
        while let Some((&arg, rest)) = self.expected.split_first() {
            let before = at.clone();
            if let Arg::Then(text) = arg {
                self.expected = rest;
                self.show(text);
                continue;
            }
            if at.skip_spaces() > 1 {
                *at = before;
                self.expected = &[];
                return false;
            }
            if at.peek() == Some(b'%') {
                self.take_comment(at);
                return true;
            }
            if at.is_at_end() {
                return true;
            }
            self.expected = &[];
            let inside = State { is_table: false, ..self.state };
            match arg {
                Arg::Star | Arg::Then(_) => {
                    self.expected = rest;
                    if at.eat("*") {
                        at.skip_overlay();
                        continue;
                    }
                }
                Arg::SkipOptional | Arg::ShowOptional => {
                    if at.eat("[") {
                        let is_shown = arg == Arg::ShowOptional;
                        let close = if is_shown { Close::Text(" ") } else { Close::Nothing };
                        let is_silent = inside.is_silent || !is_shown;
                        self.open(Kind::Bracket, State { is_silent, ..inside }, close, rest);
                        return true;
                    }
                    self.expected = rest;
                }
                Arg::SkipParentheses => {
                    self.expected = rest;
                    if at.take_in("(", ")").is_some() {
                        continue;
                    }
                }
                Arg::MoreSources => {
                    if matches!(at.peek(), Some(b'[' | b'{')) {
                        self.expected = SOURCES;
                        continue;
                    }
                    self.expected = rest;
                }
                _ if at.eat("{") => {
                    self.open_argument(arg, inside, rest);
                    return true;
                }
                Arg::Skip => {
                    at.skip_token();
                    self.expected = rest;
                    continue;
                }
                // A single token, which is text as any other.
                _ => self.expected = rest,
            }
            *at = before;
        }
        false
    }

    pub(super) fn open_argument(&mut self, arg: Arg, inside: State, rest: &'static [Arg]) {
        let mut inside = inside;
        let mut close = Close::Nothing;
        match arg {
            Arg::Skip => inside.is_silent = true,
            Arg::Within(before, after) => {
                self.show(before);
                close = Close::Text(after);
            }
            Arg::Piece(scope) => inside.scope = scope,
            Arg::Any => close = Close::Unknown,
            Arg::Block(scope) => {
                // The title of a document is defined before it.
                if scope == Scope::Title && self.is_preamble && self.frames.is_empty() {
                    inside.is_silent = false;
                }
                inside.scope = scope;
                if !inside.is_silent {
                    self.blocks.block();
                }
                close = Close::Block;
            }
            Arg::Heading(rank) => {
                inside.scope = Scope::Heading;
                if !inside.is_silent {
                    let level = match self.levels.get(usize::from(rank)) {
                        Some(level) => *level,
                        None => self.levels[2] + (rank - 2),
                    };
                    self.blocks.block();
                    self.blocks.section(level);
                }
                close = Close::Block;
            }
            Arg::Note(scope) if !inside.is_silent => {
                inside.scope = scope;
                self.blocks.step_aside();
                close = Close::Note;
            }
            _ => {}
        }
        let is_kept = self.frames.len() < self.limits.depth_max;
        if !is_kept && matches!(close, Close::Note) {
            self.blocks.step_back();
        }
        self.open(Kind::Brace, inside, close, rest);
    }

    /// Begins what a command shows in a scope that depends on what is done with changes.
    pub(super) fn changed(&self, is_added: bool) -> &'static [Arg] {
        match (self.changes, is_added) {
            (Changes::Accepted, false) => &[Arg::SkipOptional, Arg::Piece(Scope::Deleted)],
            (Changes::Rejected, true) => &[Arg::SkipOptional, Arg::Piece(Scope::Inserted)],
            _ => &[Arg::SkipOptional, Arg::Show],
        }
    }
}
