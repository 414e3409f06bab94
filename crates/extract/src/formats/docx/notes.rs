//! Notes and comments, which are parts of their own, until the text refers to them.

use std::collections::HashMap;

use crate::event::{Event, Sink};
use crate::formats::blocks::Recording;

/// Notes by what refers to them.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    notes: HashMap<String, Recording>,
    open: Option<(String, Recording)>,
}

impl Notes {
    /// The end of the note that is open.
    pub(crate) fn settle(&mut self) {
        if let Some((id, note)) = self.open.take() {
            self.notes.entry(id).or_insert(note);
        }
    }

    /// Takes a note out: whatever refers to it, it is there once.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Recording> {
        self.notes.remove(id)
    }
}

impl Sink for Notes {
    /// A note begins with [`Event::Document`] and its name.
    fn take(&mut self, event: Event<'_>) {
        if let Event::Document(id) = event {
            self.settle();
            self.open = Some((id.to_string(), Recording::default()));
        } else if let Some((_, note)) = &mut self.open {
            note.take(event);
        }
    }
}
