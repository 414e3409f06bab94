# Makes samples/pdf: pages set by LaTeX, and pages written by an office program. Needs pdflatex and soffice, and the fonts
# DejaVu and Noto CJK. Fonts that every reader has are not embedded, which keeps the files small.

make_pdf() {
    local folder work name
    folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/pdf
    work=$(mktemp -d)
    mkdir -p "$folder"

    cat >"$work/fonts.tex" <<'END'
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}
\renewcommand{\rmdefault}{ptm}\renewcommand{\ttdefault}{pcr}
\pdfmapline{=ptmr8t Times-Roman "TeXBase1Encoding ReEncodeFont" <8r.enc}
\pdfmapline{=ptmb8t Times-Bold "TeXBase1Encoding ReEncodeFont" <8r.enc}
\pdfmapline{=ptmr8r Times-Roman "TeXBase1Encoding ReEncodeFont" <8r.enc}
\pdfmapline{=ptmb8r Times-Bold "TeXBase1Encoding ReEncodeFont" <8r.enc}
\pdfmapline{=pcrr8r Courier "TeXBase1Encoding ReEncodeFont" <8r.enc}
\pdfinfoomitdate=1\pdftrailerid{}\pdfsuppressptexinfo=-1
END

    cat >"$work/article.tex" <<'END'
\documentclass[10pt]{article}
\input{fonts}
\usepackage[paperwidth=110mm,paperheight=120mm,margin=15mm,includeheadfoot]{geometry}
\pagestyle{headings}
\begin{document}
\title{The Weather of Small Islands}\author{A. Writer}\date{}\maketitle
\section{Wind}
The wind comes from the west on most days of the year, and whoever lives here knows what it brings: rain in the
morning, a high sky at noon, and an extraordinarily clear evening.\footnote{Measured on the well-known northern pier.}
Efficient offices find five fluffy waffles.

A second paragraph is about the state-of-the-art instruments, which count eighty-three turns a minute in an ordinary
thunderstorm, and considerably more in an uncommonly disagreeable one. Nobody has repaired them since.
\subsection{Rain}
What we have counted:
\begin{itemize}
\item drops that fall upon the roof of the observatory, which leaks whenever they are particularly numerous;
\item puddles.
\end{itemize}
\begin{enumerate}
\item A first step.
\item A second step, which needs a little more room than the first one does, and so has two lines.
\end{enumerate}
\begin{table}[h]\centering
\begin{tabular}{lll}
Month & Rain & Wind\\
January & much & strong\\
July & little & weak
\end{tabular}
\caption{Rain and wind.}
\end{table}
\section{Snow}
There is none. A paragraph that is long enough to reach the next page has to be written nevertheless, since otherwise
nobody would ever know whether the sentences on both sides of the break belong together. Experience has shown that they
do, provided that the first of them is not over when the page is, as may be expected of a sentence such as this one,
which goes on and on without any intention of coming to its end before the foot of the page, and past it.
\begin{verbatim}
let snow = 0;
print(snow);
\end{verbatim}
\end{document}
END

    cat >"$work/columns.tex" <<'END'
\documentclass[9pt,twocolumn]{article}
\input{fonts}
\usepackage[paperwidth=120mm,paperheight=80mm,margin=10mm]{geometry}
\pagestyle{empty}
\begin{document}
\section*{Größere Bäume}
Über den Wipfeln der größten Bäume hörte man die Vögel fröhlich zwit\-schern, während die Mädchen süße Äpfel
pflück\-ten und der Müller seine Säcke füllte. Österreichs Städte sind für ihre Kaffee\-häuser berühmt, in denen man
stunden\-lang Zeitung liest, Schach spielt und über die Haupt- und Neben\-säch\-lich\-keiten des Lebens plaudert.

Die Donau\-dampf\-schiff\-fahrts\-gesell\-schaft be\-förderte täglich un\-zählige Gäste; Öl\-tanker und
Über\-see\-schiffe kreuzten gemäch\-lich die Mündung des Flusses. Der zweite Absatz geht in der zweiten Spalte weiter,
und zwar so, dass sein Ende dort steht, wo man es erwartet.
\end{document}
END
    for name in article columns; do
        (cd "$work" && pdflatex -interaction=batchmode "$name.tex" && pdflatex -interaction=batchmode "$name.tex") \
            >/dev/null
        cp "$work/$name.pdf" "$folder/"
    done

    cat >"$work/scripts.fodt" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text">
 <office:font-face-decls>
  <style:font-face style:name="DejaVu Sans" svg:font-family="'DejaVu Sans'"/>
  <style:font-face style:name="Noto Sans CJK JP" svg:font-family="'Noto Sans CJK JP'"/>
 </office:font-face-decls>
 <office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="DejaVu Sans"
  style:font-name-asian="Noto Sans CJK JP" style:font-name-complex="DejaVu Sans" fo:font-size="10pt"
  style:font-size-asian="10pt" style:font-size-complex="10pt"/></style:default-style></office:styles>
 <office:automatic-styles>
  <style:style style:name="R" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb"
   fo:text-align="right" fo:margin-bottom="3mm"/></style:style>
  <style:style style:name="L" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="3mm"/></style:style>
  <style:page-layout style:name="P"><style:page-layout-properties fo:page-width="90mm" fo:page-height="100mm"
   fo:margin="10mm"/><style:footer-style><style:header-footer-properties fo:min-height="8mm"
   fo:margin-top="3mm"/></style:footer-style></style:page-layout>
 </office:automatic-styles>
 <office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P"><style:footer>
  <text:p>Seite <text:page-number/></text:p></style:footer></style:master-page></office:master-styles>
 <office:body><office:text>
  <text:p text:style-name="L">吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。名前はまだ無い。吾輩は猫である。</text:p>
  <text:p text:style-name="R">כל בני האדם נולדו בני חורין ושווים (1948) בערכם ובזכויותיהם, כולם חוננו בתבונה ובמצפון.</text:p>
  <text:p text:style-name="R">يولد جميع الناس أحرارا متساوين في الكرامة والحقوق، وقد وهبوا عقلا وضميرا (المادة 1) ولا شيء غير ذلك.</text:p>
  <text:p text:style-name="L">A last one, in Latin letters.</text:p>
 </office:text></office:body>
</office:document>
END
    (cd "$work" && soffice --headless "-env:UserInstallation=file://$work/profile" \
        --convert-to 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}' scripts.fodt) >/dev/null
    cp "$work/scripts.pdf" "$folder/"
    rm -r "$work"
}

make_pdf
