#!/bin/bash
# Makes the sample of mail, through Python's own library.
set -euo pipefail
cd "$(dirname "$0")/mail"

python3 - <<'END'
import re
from email import policy
from email.message import EmailMessage

letter = EmailMessage(policy=policy.SMTP)
letter["From"] = "Anna Álvarez <anna@example.org>"
letter["To"] = "Bo Ström <bo@example.org>"
letter["Cc"] = "rivers@example.org"
letter["Subject"] = "Rivers — 中文, русский"
letter["Date"] = "Fri, 01 May 2026 10:00:00 +0200"
letter["Message-ID"] = "<1@example.org>"
letter.set_content(
    """Dear Bo,

on Monday you wrote:
> A river flows from its source to the sea.
> > Never back?
> Never. 日本語、العربية.
It is “never the same”, they say.

Anna
--\x20
Anna Álvarez, Institute of Rivers
""",
    cte="quoted-printable",
)
letter.add_alternative("<p>Dear Bo,</p><p>The same in HTML.</p>", subtype="html")
letter.add_attachment("Nile, 6650 km\nAmazon, 6400 km\n", filename="lengths.txt")
note = b"{\\rtf1\\ansi A {\\b short} note.\\par}"
letter.add_attachment(note, maintype="application", subtype="rtf", filename="note.rtf")
inner = EmailMessage(policy=policy.SMTP)
inner["From"] = "cato@example.org"
inner["To"] = "anna@example.org"
inner["Subject"] = "Lakes"
inner.set_content("Lakes stand still.\n")
letter.add_attachment(inner)
letter.set_boundary("outer")
raw = letter.as_bytes()
# Boundaries that are the same whenever the sample is made.
for number, boundary in enumerate(sorted(set(re.findall(rb'boundary="(=+\d+==)"', raw)))):
    raw = raw.replace(boundary, b"inner%d" % number)
open("letter.eml", "wb").write(raw)
END
