//! What is read before the place where it is shown.

use std::collections::HashSet;

use crate::event::{Break, Event, Sink};
use crate::scope::Scope;

/// Events that are kept to be handed over later: texts, breaks and sections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
enum Piece {
    /// Up to where in the text.
    Text(Scope, usize),
    Break(Break),
    Section(u8),
}

impl Recording {
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// What it costs.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.pieces.len() * size_of::<Piece>()
    }

    /// Hands it over; in one scope and without sections where one is given.
    pub(crate) fn replay(&self, sink: &mut dyn Sink, scope: Option<Scope>) {
        let mut start = 0;
        for &piece in &self.pieces {
            match piece {
                Piece::Text(own, end) => {
                    sink.take(Event::Text(
                        scope.unwrap_or(own),
                        self.text.get(start..end).unwrap_or_default(),
                    ));
                    start = end;
                }
                Piece::Break(strength) => sink.take(Event::Break(strength)),
                Piece::Section(level) if scope.is_none() => sink.take(Event::Section(level)),
                Piece::Section(_) => {}
            }
        }
    }

    /// Hands over its blocks, of those that are the same only the first; what is at the top of several kinds of pages
    /// often is.
    pub(crate) fn replay_distinct(&self, sink: &mut dyn Sink) {
        let (mut seen, mut block, mut start) = (HashSet::new(), Recording::default(), 0);
        for &piece in &self.pieces {
            match piece {
                Piece::Text(scope, end) => {
                    block.take(Event::Text(scope, self.text.get(start..end).unwrap_or_default()));
                    start = end;
                }
                Piece::Break(Break::Line) => block.take(Event::Break(Break::Line)),
                Piece::Break(Break::Block) | Piece::Section(_) => {
                    let scope = block.pieces.iter().find_map(|piece| match piece {
                        Piece::Text(scope, _) => Some(*scope),
                        _ => None,
                    });
                    if seen.insert((scope, block.text.clone())) {
                        block.replay(sink, None);
                        sink.take(Event::Break(Break::Block));
                    }
                    block = Recording::default();
                }
            }
        }
        block.replay(sink, None);
    }
}

impl Sink for Recording {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(scope, text) => {
                self.text.push_str(text);
                match self.pieces.last_mut() {
                    Some(Piece::Text(last, end)) if *last == scope => *end = self.text.len(),
                    _ => self.pieces.push(Piece::Text(scope, self.text.len())),
                }
            }
            Event::Break(strength) => match self.pieces.last_mut() {
                Some(Piece::Break(last)) => *last = strength.max(*last),
                _ => self.pieces.push(Piece::Break(strength)),
            },
            Event::Section(level) => self.pieces.push(Piece::Section(level)),
            Event::Document(_) | Event::Failed(_) | Event::End | Event::Stated(_) | Event::Notice(_) => {}
        }
    }
}
