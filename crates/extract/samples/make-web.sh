# Makes the samples of HTML from that of Markdown, with pandoc and LibreOffice.
# The expected texts beside them are looked through by people and not made here.
make_web() {
    mkdir -p html
    pandoc --standalone --toc --css none.css --output html/pandoc.html markdown/report.md
    pandoc --output html/writer.odt markdown/report.md
    soffice --headless --convert-to html:HTML --outdir html html/writer.odt
    rm html/writer.odt
}
make_web
