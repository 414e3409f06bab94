#!/bin/bash
# Makes the samples of Rich Text Format: one through LibreOffice, which writes its own, and one through pandoc.
set -euo pipefail
cd "$(dirname "$0")/rtf"

make_office() {
  soffice --headless --convert-to rtf office.fodt >/dev/null
}

make_pandoc() {
  pandoc --standalone --from markdown --to rtf --output pandoc.rtf <<'END'
---
title: On Rivers
author: Anna Álvarez
---

# Introduction

A river flows from its *source* to the sea[^1], and never back. It is "never the same".

[^1]: Some end in a lake, such as the Jordan.

## Lengths

| River  | Kilometres |
|--------|------------|
| Nile   | 6650       |
| Amazon | 6400       |

- The Nile is long.
- The Amazon is wide:
    1. in spring,
    2. in autumn.

> You cannot step into the same river twice.

See [the page on rivers](https://example.org/rivers). 中文和日本語 и русский, العربية.
END
}

make_office
make_pandoc
