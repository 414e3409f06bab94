//! Unicode's property White_Space.

use crate::unicode::properties;

/// Tells whether a code point has the property White_Space.
///
/// U+200B (zero width space), U+FEFF (byte order mark) and U+001C–001F do not have the property.
pub(crate) fn is_white_space(code_point: u32) -> bool {
    char::from_u32(code_point).is_some_and(|character| properties(character).is_white_space())
}
