//! Who is sent colours.

use std::env;
use std::io::IsTerminal;

/// Whether this stream is sent colours: a terminal is, unless `NO_COLOR` (no-color.org) or `TERM=dumb` takes them away;
/// `CLICOLOR_FORCE` makes a terminal of what is none, as for a pager.
#[must_use]
pub fn is_shown_on(stream: &impl IsTerminal) -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    !is_set("NO_COLOR") && (is_forced() || (stream.is_terminal() && !is_dumb))
}

/// Whether any stream is to be taken for a terminal.
#[must_use]
pub fn is_forced() -> bool {
    is_set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_none_or(|value| value != "0")
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}
