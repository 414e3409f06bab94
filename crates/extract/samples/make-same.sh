#!/usr/bin/env bash
# Makes the same document in every format that can be made of Markdown: with pandoc, LaTeX and LibreOffice.
set -euo pipefail
cd "$(dirname "$0")/same"
export SOURCE_DATE_EPOCH=1750000000
for end in docx odt epub rtf tex html; do
    pandoc --standalone same.md -o "same.$end"
done
gzip -9nc same.md >same.md.gz
zstd -q -19 -f same.html -o same.html.zst
# What pdflatex cannot set is left out: the Chinese sentence.
work=$(mktemp -d)
sed '/白馬非馬/s/白馬非馬。 //' same.md | pandoc --standalone -t latex | sed "/lmodern/d; /fontenc/d" >"$work/same.tex"
(cd "$work" && pdflatex -interaction=batchmode same.tex >/dev/null && pdflatex -interaction=batchmode same.tex >/dev/null)
cp "$work/same.pdf" same-latex.pdf
soffice --headless --convert-to pdf --outdir "$work" same.docx >/dev/null 2>&1
cp "$work/same.pdf" same-office.pdf
rm -r "$work"
