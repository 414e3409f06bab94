//! Lexical diversity: measures of how often words are repeated, whatever their order.

#[cfg(test)]
mod tests;

use alloc::vec;
use alloc::vec::Vec;

use crate::histogram::Histogram;

/// The size of the sample that HD-D imagines.
pub const HDD_SAMPLE: u64 = 42;

/// The frequency spectrum of a text: how many words occur once, twice, and so on.
///
/// In the formulas, `N` is the number of tokens, `V` the number of types (distinct words), `fᵢ` the number of
/// types that occur `i` times; so `V = Σ fᵢ` and `N = Σ i fᵢ`. All measures are computed from these whole
/// numbers at once, and are nothing where the formula has no value. None is ever infinite or not a number.
///
/// Sources: F. Tweedie and R. Baayen, *How variable may a constant be?*, Computers and the Humanities 32
/// (1998), for all but HD-D and the entropy, beside those that are named below.
///
/// ```
/// use reckon_stats::{Histogram, Spectrum};
///
/// // Of five words one occurs twice.
/// let mut frequencies = Histogram::default();
/// frequencies.add_many(1, 4);
/// frequencies.add(2);
/// let spectrum = Spectrum::new(frequencies);
/// assert_eq!((spectrum.tokens(), spectrum.types(), spectrum.hapaxes()), (6, 5, 4));
/// assert_eq!(spectrum.hapax_types_ratio(), Some(0.8));
/// // Too short a text to draw 42 words from.
/// assert_eq!(spectrum.hdd(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spectrum {
    /// `i` to `fᵢ`; `i > 0`
    frequencies: Histogram,
    tokens: u64,
    types: u64,
}

impl Spectrum {
    /// From the frequencies of all the distinct words, counted.
    ///
    /// # Panics
    ///
    /// If a word is said to occur 0 times.
    #[must_use]
    pub fn new(frequencies: Histogram) -> Self {
        assert!(frequencies.count(0) == 0, "a word of the text occurs in it");
        let tokens = u64::try_from(frequencies.sum()).unwrap_or(u64::MAX);
        Self { tokens, types: frequencies.total(), frequencies }
    }

    /// `i` to `fᵢ`.
    #[must_use]
    pub fn frequencies(&self) -> &Histogram {
        &self.frequencies
    }

    /// `N`: all words.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// `V`: distinct words.
    #[must_use]
    pub fn types(&self) -> u64 {
        self.types
    }

    /// `f₁`: words that occur once (*hapax legomena*).
    #[must_use]
    pub fn hapaxes(&self) -> u64 {
        self.frequencies.count(1)
    }

    /// `f₂`: words that occur twice (*dis legomena*).
    #[must_use]
    pub fn dis_legomena(&self) -> u64 {
        self.frequencies.count(2)
    }

    /// Type-token ratio, `V/N`, from 0 to 1. Nothing for a text without words.
    #[must_use]
    pub fn type_token_ratio(&self) -> Option<f64> {
        ratio(self.types, self.tokens)
    }

    /// Hapaxes among the types, `f₁/V`. Nothing for a text without words.
    #[must_use]
    pub fn hapax_types_ratio(&self) -> Option<f64> {
        ratio(self.hapaxes(), self.types)
    }

    /// Hapaxes among the tokens, `f₁/N`. Nothing for a text without words.
    #[must_use]
    pub fn hapax_tokens_ratio(&self) -> Option<f64> {
        ratio(self.hapaxes(), self.tokens)
    }

    /// Guiraud's R (also: root type-token ratio), `V/√N`. Nothing for a text without words.
    ///
    /// Source: P. Guiraud, *Les caractères statistiques du vocabulaire*, 1954.
    #[must_use]
    pub fn guiraud(&self) -> Option<f64> {
        (self.tokens > 0).then(|| self.types as f64 / libm::sqrt(self.tokens as f64))
    }

    /// Herdan's C (also: log type-token ratio), `ln V / ln N`; the base of the logarithm does not matter.
    /// Nothing for less than two words.
    ///
    /// Source: G. Herdan, *Type-token mathematics*, 1960.
    #[must_use]
    pub fn herdan(&self) -> Option<f64> {
        (self.tokens > 1).then(|| libm::log(self.types as f64) / libm::log(self.tokens as f64))
    }

    /// Maas' a², `(log N − log V)/(log N)²`, with logarithms to the base 10; others compute it to the base e,
    /// which is smaller by the factor ln 10. Nothing for less than two words.
    ///
    /// Source: H.-D. Maas, *Über den Zusammenhang zwischen Wortschatzumfang und Länge eines Textes*,
    /// Zeitschrift für Literaturwissenschaft und Linguistik 8 (1972).
    #[must_use]
    pub fn maas(&self) -> Option<f64> {
        (self.tokens > 1).then(|| {
            let (log_n, log_v) = (libm::log10(self.tokens as f64), libm::log10(self.types as f64));
            (log_n - log_v) / (log_n * log_n)
        })
    }

    /// Yule's characteristic K, `10⁴ (Σ i² fᵢ − N)/N²`, from 0 to 10⁴. Nothing for a text without words.
    ///
    /// Source: G. U. Yule, *The statistical study of literary vocabulary*, 1944.
    #[must_use]
    pub fn yule(&self) -> Option<f64> {
        let n = u128::from(self.tokens);
        (n > 0).then(|| 1e4 * (self.repeated_pairs() as f64 / (n * n) as f64))
    }

    /// Simpson's D, `Σ fᵢ (i/N) ((i−1)/(N−1))`: the chance that two words drawn from the text are the same,
    /// from 0 to 1. Nothing for less than two words.
    ///
    /// Source: E. H. Simpson, *Measurement of diversity*, Nature 163 (1949).
    #[must_use]
    pub fn simpson(&self) -> Option<f64> {
        let n = u128::from(self.tokens);
        (n > 1).then(|| self.repeated_pairs() as f64 / (n * (n - 1)) as f64)
    }

    /// Honoré's R (also: H), `100 ln N / (1 − f₁/V)`. Nothing if no word occurs twice.
    ///
    /// Source: A. Honoré, *Some simple measures of richness of vocabulary*, Association for Literary and
    /// Linguistic Computing Bulletin 7 (1979).
    #[must_use]
    pub fn honore(&self) -> Option<f64> {
        let repeated = self.types - self.hapaxes();
        let share = ratio(self.types, repeated)?;
        Some(100.0 * libm::log(self.tokens as f64) * share)
    }

    /// The entropy of the frequencies, `−Σ fᵢ (i/N) log₂ (i/N)`, in bits per word, at most `log₂ V`. Nothing
    /// for a text without words.
    ///
    /// It is that of the text itself, not an estimate for the language that the text is a sample of.
    ///
    /// Source: C. Shannon, *A mathematical theory of communication*, Bell System Technical Journal 27 (1948).
    #[must_use]
    pub fn entropy(&self) -> Option<f64> {
        (self.tokens > 0).then(|| {
            let n = self.tokens as f64;
            let bits = |(i, f): (u64, u64)| {
                let share = i as f64 / n;
                // Written so that a share of 1 gives +0.
                f as f64 * share * libm::log2(n / i as f64)
            };
            self.frequencies.iter().map(bits).sum()
        })
    }

    /// HD-D: the mean type-token ratio of all samples of 42 tokens that can be drawn from the text,
    /// `Σ over types of [1 − C(N−i, 42)/C(N, 42)]/42`, from 1/42 to 1. Nothing for less than 42 words.
    ///
    /// Exact but for rounding: no sample is drawn, and factorials are not approximated.
    ///
    /// Source: P. McCarthy and S. Jarvis, *vocd: a theoretical and empirical evaluation*, Language Testing 24
    /// (2007), and *MTLD, vocd-D, and HD-D*, Behavior Research Methods 42 (2010).
    #[must_use]
    pub fn hdd(&self) -> Option<f64> {
        let n = self.tokens;
        (n >= HDD_SAMPLE).then(|| {
            // The chance that a word is among the first so many of the sample, for all words at once. Each
            // further one is it with the chance i/(N − drawn), if none before was. Only sums of what is not
            // negative: nothing cancels.
            let times: Vec<f64> = self.frequencies.iter().map(|(i, _)| i as f64).collect();
            let mut chances = vec![0.0; times.len()];
            for drawn in 0..HDD_SAMPLE {
                let left = (n - drawn) as f64;
                for (chance, i) in chances.iter_mut().zip(&times) {
                    *chance += (1.0 - *chance) * (i / left);
                }
            }
            let of_words = self.frequencies.iter().zip(chances);
            let types: f64 = of_words
                .map(|((i, f), chance)| f as f64 * if n - i < HDD_SAMPLE { 1.0 } else { chance })
                .sum();
            // All hapaxes give 1, but for rounding.
            (types / HDD_SAMPLE as f64).min(1.0)
        })
    }

    /// `Σ i (i−1) fᵢ = Σ i² fᵢ − N`: ordered pairs of different tokens of the same type. At most `N²`, so it
    /// has room.
    fn repeated_pairs(&self) -> u128 {
        let pairs = |(i, f): (u64, u64)| (u128::from(i) * u128::from(i - 1)).saturating_mul(f.into());
        self.frequencies.iter().map(pairs).fold(0, u128::saturating_add)
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
