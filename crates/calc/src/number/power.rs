//! Short powers of machine words.

use dashu_int::{DoubleWord, UBig, Word};

/// Words of the longest power that is computed here; longer ones are worth repeated squaring.
const WORDS_MAX: usize = 17;

/// `base^exponent`, if it is short: as many factors as fit one word at a time.
pub(super) fn short_power(base: u64, exponent: u32) -> Option<UBig> {
    if base.is_power_of_two() {
        let bits = (base.trailing_zeros() as usize).checked_mul(exponent as usize)?;
        return (bits <= WORDS_MAX * Word::BITS as usize).then(|| UBig::ONE << bits);
    }
    let base = Word::try_from(base).ok()?;
    let bits = (Word::BITS - base.leading_zeros()).max(1);
    if bits.checked_mul(exponent)? > WORDS_MAX as u32 * Word::BITS {
        return None;
    }
    let mut together = Word::BITS / bits;
    let mut factor = base.pow(together);
    while let Some(longer) = factor.checked_mul(base).filter(|_| together < exponent) {
        (factor, together) = (longer, together + 1);
    }
    let factor = DoubleWord::from(factor);
    let mut words = [0; WORDS_MAX];
    words[0] = base.pow(exponent % together);
    let mut length = 1;
    for _ in 0..exponent / together {
        let mut carry: DoubleWord = 0;
        for word in words.iter_mut().take(length) {
            carry += DoubleWord::from(*word) * factor;
            *word = carry as Word;
            carry >>= Word::BITS;
        }
        *words.get_mut(length)? = carry as Word;
        length += usize::from(carry > 0);
    }
    Some(UBig::from_words(&words[..length]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_powers_are_powers() {
        let mut found = 0;
        for base in (0..40).chain([1 << 20, 1_000_003, 1 << 63, u64::MAX]) {
            for exponent in 0..1_100 {
                if let Some(power) = short_power(base, exponent) {
                    assert_eq!(power, UBig::from(base).pow(exponent as usize), "{base}^{exponent}");
                    found += 1;
                }
            }
        }
        assert!(found > 10_000, "{found}");
        assert_eq!(short_power(7, 1_000), None);
    }
}
