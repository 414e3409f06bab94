//! Numbers, read aloud as in the United States.
//!
//! * A whole number is read in full, without "and": 123 is "one hundred twenty-three". Commas in it count for nothing.
//! * Four digits without a comma are read as a year where that is the custom: from 1100 to 1999 and from 2010 to 2099, in
//!   two halves ("nineteen eighty-four", "nineteen hundred", "nineteen oh five"). So is every such number, since
//!   years are the most frequent of them.
//! * Digits after a full stop are read one by one after "point"; so are all digits, with "zero", of a number that begins
//!   with 0 or is too long to have a name.
//! * The ending of an ordinal (`21st`, `20th`) or a plural (`1990s`) adds what it adds in speech.

/// A number at the beginning of a text.
pub(super) struct Number {
    pub(super) syllables: u32,
    /// In bytes; 0 if there is no number, or one that is not in ASCII digits.
    pub(super) length: usize,
}

/// Syllables of zero, one, two … nineteen.
const SMALL: [u32; 20] = [2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2];
/// Syllables of twenty, thirty … ninety, after two places that do not occur.
const TENS: [u32; 10] = [0, 0, 2, 2, 2, 2, 2, 3, 2, 2];
/// The longest number with a name: below 10¹⁵.
const NAMED_DIGITS: usize = 15;

/// Reads the number at the beginning of a text with its ending.
pub(super) fn read(text: &str) -> Number {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut value, mut digits, mut one_by_one) = (0_u64, 0, 0);
    let mut has_comma = false;
    let mut at = 0;
    while digit(at) || digits > 0 && bytes.get(at) == Some(&b',') && digit(at + 1) {
        if bytes[at] == b',' {
            has_comma = true;
        } else {
            let figure = bytes[at] - b'0';
            value = value.saturating_mul(10).saturating_add(u64::from(figure));
            one_by_one += SMALL[usize::from(figure)];
            digits += 1;
        }
        at += 1;
    }
    if digits == 0 {
        return Number { syllables: 0, length: 0 };
    }
    let is_named = digits == 1 || bytes[0] != b'0' && digits <= NAMED_DIGITS;
    let mut syllables = match value {
        _ if !is_named => one_by_one,
        1100..=1999 | 2010..=2099 if !has_comma => year(value),
        _ => cardinal(value),
    };
    if bytes.get(at) == Some(&b'.') && digit(at + 1) {
        syllables += 1; // "point"
        at += 1;
        while digit(at) {
            syllables += SMALL[usize::from(bytes[at] - b'0')];
            at += 1;
        }
        return Number { syllables, length: at };
    }
    let ending = &text[at..];
    let ending = ending.strip_prefix(['\'', '\u{2019}']).unwrap_or(ending);
    let letters = ending.bytes().take_while(u8::is_ascii_lowercase).count();
    let more = match &ending[..letters] {
        // "Twentieth" has one more than "twenty", and "second" than "two"; the others have as many.
        "st" | "nd" | "rd" | "th" => match value % 100 {
            12 => false,
            tens if tens >= 20 && tens % 10 == 0 => true,
            ones => ones % 10 == 2,
        },
        // "Sixes" has one more than "six".
        "s" => value % 10 == 6 && value % 100 != 16,
        _ => return Number { syllables, length: at },
    };
    Number { syllables: syllables + u32::from(more), length: text.len() - ending.len() + letters }
}

/// Two halves: hundreds, and what is left.
fn year(value: u64) -> u32 {
    let (century, rest) = (value / 100, value % 100);
    below_100(century)
        + match rest {
            0 => 2,                       // "hundred"
            1..10 => 1 + below_100(rest), // "oh"
            _ => below_100(rest),
        }
}

fn cardinal(value: u64) -> u32 {
    const THOUSANDS: [(u64, u32); 4] =
        [(1_000_000_000_000, 2), (1_000_000_000, 2), (1_000_000, 2), (1_000, 2)]; // "trillion" … "thousand"
    if value == 0 {
        return SMALL[0];
    }
    let mut rest = value;
    let mut syllables = 0;
    for (unit, name) in THOUSANDS {
        if rest >= unit {
            syllables += below_1000(rest / unit) + name;
            rest %= unit;
        }
    }
    syllables + below_1000(rest)
}

/// Nothing for 0.
fn below_1000(value: u64) -> u32 {
    let hundreds = if value >= 100 { below_100(value / 100) + 2 } else { 0 };
    hundreds + below_100(value % 100)
}

/// Nothing for 0.
fn below_100(value: u64) -> u32 {
    match value as usize {
        0 => 0,
        small @ 1..20 => SMALL[small],
        value => TENS[value / 10] + if value % 10 == 0 { 0 } else { SMALL[value % 10] },
    }
}

#[cfg(test)]
mod tests {
    use crate::english::syllable::syllables;

    #[test]
    fn numbers_are_read_aloud() {
        for (word, count, aloud) in [
            ("0", 2, "ze-ro"),
            ("7", 2, "sev-en"),
            ("11", 3, "e-lev-en"),
            ("100", 3, "one hun-dred"),
            ("123", 6, "one hun-dred twen-ty-three"),
            ("777", 9, "sev-en hun-dred sev-en-ty-sev-en"),
            ("1,000", 3, "one thou-sand"),
            ("1,984", 9, "one thou-sand nine hun-dred eight-y-four"),
            ("1984", 5, "nine-teen eight-y-four"),
            ("1900", 4, "nine-teen hun-dred"),
            ("1905", 4, "nine-teen oh five"),
            ("2000", 3, "two thou-sand"),
            ("2005", 4, "two thou-sand five"),
            ("2026", 5, "twen-ty twen-ty-six"),
            ("1,000,001", 4, "one mil-lion one"),
            ("3.14", 4, "three point one four"),
            ("0.5", 4, "ze-ro point five"),
            ("007", 6, "ze-ro ze-ro sev-en"),
            ("1st", 1, "first"),
            ("2nd", 2, "sec-ond"),
            ("12th", 1, "twelfth"),
            ("20th", 3, "twen-ti-eth"),
            ("22nd", 4, "twen-ty-sec-ond"),
            ("100th", 3, "one hun-dredth"),
            ("1990s", 4, "nine-teen nine-ties"),
            ("1990's", 4, "nine-teen nine-ties"),
            ("6s", 2, "six-es"),
            ("mp3", 3, "m p three"),
            ("3d", 2, "three d"),
        ] {
            assert_eq!(syllables(word.as_bytes()), count, "{word}: {aloud}");
        }
    }
}
