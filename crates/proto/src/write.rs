//! Formatted text as bytes.

use alloc::vec::Vec;
use core::fmt::{self, Display, Write};

/// Appends formatted text to bytes.
pub(crate) fn write(bytes: &mut Vec<u8>, text: impl Display) {
    struct Appender<'a>(&'a mut Vec<u8>);

    impl Write for Appender<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }

    // Appending cannot fail, and no `Display` here reports an error of its own.
    let _ = write!(Appender(bytes), "{text}");
}
