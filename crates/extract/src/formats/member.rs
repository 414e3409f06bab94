//! Documents within documents: files of archives, attachments of messages.

use std::mem;

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::read::Context;
use crate::source::Source;

/// Reads a document within the file, of this name. That it cannot be read is no failure of the file.
///
/// # Errors
/// It is of a kind that is not read at all: nothing was said of it.
pub(crate) fn read_member(
    name: &str,
    source: &mut dyn Source,
    context: &mut Context<'_>,
) -> Result<(), Error> {
    let mut member = Member { name, sink: context.sink, state: State::New(vec![]) };
    let mut inner =
        Context { how: context.how, sink: &mut member, budget: context.budget, nesting: context.nesting };
    match inner.read_part(name, source) {
        Ok(_) => member.end(),
        Err(error) if error.is_of_no_kind() => return Err(error),
        Err(error) => member.fail(&error),
    }
    Ok(())
}

/// Says that a document within the file cannot be read.
pub(crate) fn fail_member(name: &str, error: &Error, context: &mut Context<'_>) {
    Member { name, sink: context.sink, state: State::New(vec![]) }.fail(error);
}

/// Says the name of a document before the first of its events, so that what is of no kind that is read is none; remarks
/// wait for that. Documents in it are named after it.
struct Member<'a> {
    name: &'a str,
    sink: &'a mut dyn Sink,
    state: State,
}

/// How far it has come.
enum State {
    /// There are only remarks, each with how it is made of its words.
    New(Vec<(Kind, String)>),
    /// It is open, or a document in it is.
    Open,
    /// A document in it has ended.
    Between,
}

/// How a remark is made of its words.
type Kind = for<'a> fn(&'a str) -> Notice<'a>;

/// A remark in two parts.
fn parts(notice: Notice<'_>) -> (Kind, &str) {
    match notice {
        Notice::Damaged(what) => (|what| Notice::Damaged(what), what),
        Notice::Limited(what) => (|what| Notice::Limited(what), what),
        Notice::Misnamed(what) => (|what| Notice::Misnamed(what), what),
        Notice::LeftOut(what) => (|what| Notice::LeftOut(what), what),
    }
}

/// Remarks that wait for a name at most.
const PENDING_MAX: usize = 16;

impl Member<'_> {
    /// It has been read.
    fn end(&mut self) {
        if matches!(self.state, State::New(_)) {
            self.open();
        }
        if matches!(self.state, State::Open) {
            self.sink.take(Event::End);
        }
    }

    /// It cannot be read.
    fn fail(&mut self, error: &Error) {
        if !matches!(self.state, State::Open) {
            self.open();
        }
        self.sink.take(Event::Failed(&error.to_string()));
    }

    /// It is a document itself.
    fn open(&mut self) {
        self.sink.take(Event::Document(self.name));
        if let State::New(pending) = mem::replace(&mut self.state, State::Open) {
            for (kind, what) in pending {
                self.sink.take(Event::Notice(kind(&what)));
            }
        }
    }

    /// A document in it begins: it is an archive or the like, and what was said so far is of that.
    fn open_inner(&mut self, inner: &str) {
        if let State::New(pending) = mem::replace(&mut self.state, State::Open) {
            for (kind, what) in pending {
                self.remark_of_outer(kind, &what);
            }
        }
        self.sink.take(Event::Document(&format!("{}/{inner}", self.name)));
    }

    /// Hands over a remark about what holds documents and is none that is open: for whoever reads the outer file, a remark
    /// about that.
    fn remark_of_outer(&mut self, kind: Kind, what: &str) {
        self.sink.take(Event::Notice(kind(&format!("{}: {what}", self.name))));
    }
}

impl Sink for Member<'_> {
    fn take(&mut self, event: Event<'_>) {
        match (event, &mut self.state) {
            (Event::Document(inner), _) => self.open_inner(inner),
            (Event::Notice(notice), State::New(pending)) => {
                let (kind, what) = parts(notice);
                if pending.len() < PENDING_MAX {
                    pending.push((kind, what.to_string()));
                }
            }
            (Event::Notice(notice), State::Between) => {
                let (kind, what) = parts(notice);
                self.remark_of_outer(kind, what);
            }
            (Event::End | Event::Failed(_), _) => {
                self.sink.take(event);
                self.state = State::Between;
            }
            (event, State::New(_)) => {
                self.open();
                self.sink.take(event);
            }
            (event, _) => self.sink.take(event),
        }
    }
}
