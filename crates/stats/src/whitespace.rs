//! Unicode's property White_Space.

/// Tells whether a code point has the property White_Space.
///
/// Source: Unicode Character Database, `PropList.txt`; the set has been the same since Unicode 6.3.0, which took
/// U+180E out of it. U+200B (zero width space), U+FEFF (byte order mark) and U+001C–001F do not have the property.
pub(crate) fn is_white_space(code_point: u32) -> bool {
    matches!(
        code_point,
        0x0009..=0x000D
            | 0x0020
            | 0x0085
            | 0x00A0
            | 0x1680
            | 0x2000..=0x200A
            | 0x2028
            | 0x2029
            | 0x202F
            | 0x205F
            | 0x3000
    )
}
