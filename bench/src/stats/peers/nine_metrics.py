# Nine metrics of textstat for one text. The first of them fills its caches of words, as it would for any text.
import sys
import time

try:
    import textstat
except ImportError:
    sys.exit(3)

text = open(sys.argv[1], encoding="utf-8").read()
# What is loaded once does not count.
textstat.flesch_reading_ease("A sentence to begin with.")
textstat.dale_chall_readability_score("A sentence to begin with.")
start = time.process_time_ns()
textstat.flesch_reading_ease(text)
textstat.flesch_kincaid_grade(text)
textstat.gunning_fog(text)
textstat.smog_index(text)
textstat.coleman_liau_index(text)
textstat.automated_readability_index(text)
textstat.dale_chall_readability_score(text)
textstat.linsear_write_formula(text)
textstat.lix(text)
print("nanoseconds", time.process_time_ns() - start)
print("words.whitespace", textstat.lexicon_count(text))
print("sentences", textstat.sentence_count(text))
print("syllables", textstat.syllable_count(text))
