# Makes the samples of Word, OpenDocument, PowerPoint and EPUB from their sources here, with pandoc and LibreOffice.
# The expected texts beside them are looked through by people and not made here.
make_office() {
    for format in docx odt pptx epub; do
        mkdir -p "$format"
        pandoc --output "$format/pandoc.$format" make-office.md
    done
    mkdir -p odp
    for format in docx odt; do
        soffice --headless --convert-to "$format" --outdir "$format" make-office.fodt
        mv "$format/make-office.$format" "$format/writer.$format"
    done
    for format in pptx odp; do
        soffice --headless --convert-to "$format" --outdir "$format" make-office.fodp
        mv "$format/make-office.$format" "$format/impress.$format"
    done
}
make_office
