# The five blocks of statistics of datatrove that need no model, over one document.
import sys
import tempfile
import time

try:
    from datatrove.data import Document
    from datatrove.pipeline.stats import DocStats, LineStats, ParagraphStats, SentenceStats, WordStats
except ImportError:
    sys.exit(3)

text = open(sys.argv[1], encoding="utf-8", newline="").read()
with tempfile.TemporaryDirectory() as folder:
    blocks = [block(folder) for block in (DocStats, LineStats, ParagraphStats, WordStats, SentenceStats)]
    # What is loaded once does not count.
    for block in blocks:
        block.extract_stats(Document(text="A sentence to begin with. Another one.", id="first"))
    document = Document(text=text, id="text")
    found = {}
    start = time.process_time_ns()
    for block in blocks:
        found.update(block.extract_stats(document))
    print("nanoseconds", time.process_time_ns() - start)
print("chars.code_points", int(found["length"]))
print("words", int(found["n_words"]))
print("sentences", int(found["n_sentences"]))
