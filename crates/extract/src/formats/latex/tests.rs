use proptest::prelude::*;

use crate::formats::testing::{self, damaged, damages, found, found_of, survive};
use crate::{Changes, Format, How};

fn check(text: &str, expected: &str) {
    testing::check(text.as_bytes(), Format::Latex, expected);
}

#[test]
fn a_document_has_a_title_sections_and_paragraphs() {
    check(
        r"\documentclass[11pt]{book}
\usepackage[utf8]{inputenc}
\title[Short]{A Title\thanks{Thanks to all.}}
\author{A. One \and B. Two}
\date{\today}
\begin{document}
\maketitle
\chapter{First}\label{c}
Some text,
going on. % a remark

Another\par paragraph.
\section*{Within \emph{it}}
\subsection[s]{Deeper}
Text \ref{c} and \cite[see][p.~3]{k}.
\end{document}
no more",
        r#"
        title: A Title
        footnote: Thanks to all.
        title: A. One
        title: B. Two
        section 1
        heading: First
        body: Some text, going on.
        comment: a remark
        body: Another
        body: paragraph.
        section 2
        heading: Within it
        section 3
        heading: Deeper
        body: Text and.
        "#,
    );
}

#[test]
fn lines_may_end_in_carriage_returns() {
    check("one % no text\rtwo\r\rthree", "body: one two\ncomment: no text\nbody: three");
}

#[test]
fn notes_come_after_the_block_that_they_are_in() {
    check(
        "One\\footnote{A \\textbf{note}.\n\nTwo parts.} and two\\endnote{At the end.}.\n\nNext.",
        r#"
        body: One and two.
        footnote: A note.
        footnote: Two parts.
        endnote: At the end.
        body: Next.
        "#,
    );
}

#[test]
fn lists_tables_captions_and_quotes_have_their_scopes() {
    check(
        r"\begin{itemize}[noitemsep]
\item One
\item[--] Two
  \begin{enumerate} \item Inner \end{enumerate}
\end{itemize}
\begin{description}\item[Term] meaning\end{description}
\begin{table}[ht]\centering
\caption[short]{A table}
\begin{tabular}{l|r}\hline
a & b \\[2pt] \multicolumn{2}{c}{both} \\ \hline
\end{tabular}\end{table}
\begin{figure}\includegraphics[width=3cm]{x.png}\caption{A figure}\end{figure}
\begin{quote}Said.\end{quote}
\begin{verse}A line\\another\end{verse}
\begin{abstract}In short.\end{abstract}
\begin{thebibliography}{9}\bibitem[X]{k} A. B. \newblock A book.\bibitem{l} C.\end{thebibliography}",
        r#"
        list: One
        list: Two
        list: Inner
        list: Term meaning
        caption: A table
        table: a
        table: b
        table: both
        caption: A figure
        quote: Said.
        quote: A line⏎another
        body: In short.
        bibliography: A. B. A book.
        bibliography: C.
        "#,
    );
}

#[test]
fn the_head_of_a_long_table_is_said_once() {
    check(
        r"\begin{longtable}{ll} A & B \\ \endfirsthead A & B \\ \endhead c & d \\ \end{longtable}",
        r#"
        table: A
        table: B
        table: c
        table: d
        "#,
    );
}

#[test]
fn overlays_of_beamer_are_no_text() {
    check(
        r"\begin{frame}<1->{Plan}
\begin{itemize}[<+->]
\item<1-> One
\item<2-| alert@1>[--] Two
\item[a)]<.(1)-> Three
\end{itemize}
\frametitle<1>{Head} \only<1>{First} \textbf<2>{bold}\footnote<.->{A note.} \onslide*<3>{x}\onslide<2-> y
\includegraphics<only@1>[width=1cm]{a} \mine<handout:0| article>{z}
\begin{block}<2->{Title}Body\end{block}
\begin{columns}\column{0.5\textwidth} Left\end{columns}
\tableofcontents[currentsection]\pause[2] Right
\end{frame}",
        r#"
        section 3
        heading: Plan
        list: One
        list: Two
        list: Three
        section 3
        heading: Head
        body: First bold x y z
        footnote: A note.
        section 4
        heading: Title
        body: Body
        body: Left
        body: Right
        "#,
    );
    check(r"\emph{a} <1> \item <b> \own<b> \item<i>c", "body: a <1>\nbody: <b> <b>\nbody: <i>c");
}

#[test]
fn formulas_and_listings_are_no_text() {
    check(
        r"The $n$-th of a$x^{2}$b is \(y\): \[ z \label{z} = 1 \] where
\begin{align*} a &= b \\ c \end{align*} holds. \verb|a_b| and \lstinline{x = 1}, \texttt{t}.
\begin{verbatim}
  if (x) % no comment
    y$
\end{verbatim}
\begin{minted}[linenos]{python}
pass
\end{minted}",
        r#"
        body: The␣
        + math: n
        + body: -th of a
        + math:  x^{2}
        + body:  b is␣
        + math:  y
        + body: :␣
        + math:  z = 1␣
        + body: where␣
        + math: a &= b \\ c␣
        + body: holds.␣
        + code: a_b␣
        + body: and␣
        + code: x = 1
        + body: ,␣
        + code:  t
        + body: .
        code:   if (x) % no comment⏎    y$
        code: pass
        "#,
    );
}

#[test]
fn letters_signs_and_spaces_are_those_that_are_printed() {
    check(
        r#"\'e\`{a}\"o\^\i\~{n} \c{c}\v{s}\H{o}\k a\r{u} \ss\ \o{} \aa{}ngstr\"om \L\'od\'z \'{x}--- -- - ``q''
don't 1--2 A.~B. \% \& \_ \{\} \$ \# soft\-ly z.\,B.\\ \LaTeX{} \ldots{} ?`Que? \~{} H\textsubscript{2}O
\enquote{in}"#,
        r#"
        body: éàöîñ çšőąů ß ø ångström Łódź x́— – - “q” don’t 1–2 A. B. % & _ {} $ # softly z. B.⏎LaTeX … ¿Que? ~ H2O “in”
        "#,
    );
    check(
        "\\usepackage[ngerman]{babel}\\begin{document}\"Uber \"`gro\"se\"' Str\"a\"-\\ss e\\end{document}",
        "body: Über „große“ Sträße",
    );
}

#[test]
fn definitions_that_take_nothing_are_expanded_and_no_others() {
    check(
        r"\newcommand{\eg}{e.g.\ }\def\ie{i.e.\xspace}\newcommand{\two}[2]{#1 and #2}
\newcommand{\loop}{l \loop}\newcommand{\again}{\eg\eg}\let\x=\y
\newcommand*\be{\begin{equation}}\newcommand\ee{\end{equation}}
\eg a, \ie b, \two{c}{d}, \loop, \again x \be y = 1 \ee z",
        r#"
        body: e.g. a, i.e. b, c d, l , e.g. e.g. x␣
        + math: y = 1␣
        + body: z
        "#,
    );
}

#[test]
fn what_is_left_out_is_left_out() {
    check(
        r"\setlength{\parindent}{0pt}\parskip 3pt plus 1pt
a\iffalse not \ifx\a\b this \else at \fi all\fi b \iftrue c\else d\fi \newif\ifdraft \ifdraft no\else yes\fi
\drafttrue\ifdraft yes\else no\fi
\begin{comment}
Nothing.
\end{comment}
\href{http://a.b/c%20d}{A link}, \url{http://a.b/c_d}. \unknown[x=1]{shown}{too} \input{chapter}
\begin{tikzpicture}\node {x};\end{tikzpicture} \hspace*{1cm}\textcolor{red}{red} \marginpar{Beside.}",
        r#"
        body: ab c yes yes
        comment: not \ifx\a\b this \else at \fi all
        comment: Nothing.
        body: A link, http://a.b/c_d. shown too
        left out: the file chapter, which \input names
        left out: the environment tikzpicture
        + body:  red
        textbox: Beside.
        "#,
    );
}

#[test]
fn what_commands_of_the_layout_take_is_no_text() {
    check(
        r"\setstretch{1.2}One \linespread{1.5}\selectfont two \newgeometry{margin=2cm}three
\vskip 1em plus 2pt minus 1pt four \hbox to 3cm{five} \hbox to\hsize{six} \vbox{seven} \hrule height 1pt width 2cm
eight\linebreak[4] nine \hyphenpenalty=10000 in \tolerance 500

ten \itemsep0em \parskip=0.5\baselineskip plus 1fil eleven \pagecolor{red}\counterwithin*{a}{b}\cmidrule(lr){2-3}
\titlespacing*{a}{1pt}{2pt}{3pt}\addto\captionsenglish{x}\addtocontents{toc}{x}\toprule[1pt] twelve \kern 1 apple",
        r"
        body: One two three four five six seven eight⏎nine in
        body: ten eleven twelve apple
        ",
    );
}

#[test]
fn what_a_command_that_is_not_known_shows_is_no_part_of_the_word_before() {
    check(
        r"lemma\ledside{beside}, (\mark{m}) and \own[x]{own} {\big b}old",
        "body: lemma beside, (m) and own bold",
    );
}

#[test]
fn sources_may_be_several() {
    check(
        r"True \parencites{a}{b}, \cites(see)(there)[1]{a}[2][p.~3]{b} and \Textcites{a}
[4]{b}, \footcitetexts{a} \citeyears{a} \cites{a}

{\em end} \citealias{a} [b]",
        "body: True, and,\nbody: end [b]",
    );
}

#[test]
fn an_initial_is_of_the_word_behind_it() {
    check(r"\lettrine[lines=3]{O}{nce} upon. \IEEEPARstart{T}{his} paper.", "body: Once upon. This paper.");
}

#[test]
fn commands_of_ones_own_show_what_others_of_their_name_do_not() {
    check(
        r"\newcommand{\tag}[1]{\textbf{#1}}\newcommand{\value}{much}\newcommand\index[1]{}
        \renewcommand{\label}[1]{#1}A \tag{b} \value{} c\index{d} e\label{f}",
        "body: A b much c e",
    );
}

#[test]
fn changes_are_accepted_or_rejected() {
    let text = r"It is \added{very}\deleted[id=x]{not} \replaced{good}{bad}.";
    let of =
        |changes| found(text.as_bytes(), &How { format: Some(Format::Latex), changes, ..How::default() });
    assert_eq!(
        of(Changes::Accepted),
        ["body: It is very", "+ deleted: not", "+ body:  good", "+ deleted:  bad", "+ body: ."]
    );
    assert_eq!(
        of(Changes::Rejected),
        ["body: It is ", "+ inserted: very", "+ body: not ", "+ inserted:  good", "+ body: bad."]
    );
    assert_eq!(of(Changes::Both), ["body: It is verynot good bad."]);
}

#[test]
fn other_scripts_and_encodings_are_read() {
    check("中文。\\footnote{注}日本語。 العربية", "body: 中文。日本語。 العربية\nfootnote: 注");
    let text =
        "\\documentclass{article}\\usepackage[latin2]{inputenc}\\begin{document}\u{a5}ó³ty\\end{document}";
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(text);
    assert_eq!(found_of(&latin, Format::Latex), ["body: Ľółty"]);
}

#[test]
fn names_of_files_may_begin_with_a_command() {
    check(
        "a \\input \\name.dtx b",
        "body: a\nleft out: the file \\name.dtx, which \\input names\n+ body:  b",
    );
    check("a \\input c\\emph{b}", "body: a\nleft out: the file c, which \\input names\n+ body:  b");
}

#[test]
fn files_may_be_included_out_of_folders_and_as_listings() {
    check(
        r"\import{a/}{b} \subincludefrom*{c/}{d} \inputminted[linenos]{python}{e.py}
\lstinputlisting[language=C]{f.c} \includestandalone[width=1cm]{g} \InputIfFileExists{h}{then}{else} end",
        r"
        left out: the file a/b, which \import names
        left out: the file c/d, which \subincludefrom names
        left out: the file e.py, which \inputminted names
        left out: the file f.c, which \lstinputlisting names
        left out: the file g, which \includestandalone names
        left out: the file h, which \InputIfFileExists names
        body: then end
        ",
    );
}

#[test]
fn arrays_may_have_blank_lines() {
    check(
        "a $$\\begin{array}{rl} x & y\\\\[1em]\n\nz & 1 \\end{array}$$ b",
        r#"
        body: a␣
        + math: \begin{array}{rl} x & y\\[1em] z & 1 \end{array}␣
        + body: b
        "#,
    );
}

#[test]
fn text_between_the_lines_of_a_formula_is_prose() {
    check(
        "\\begin{align}a\\intertext{and so \\emph{we}\n\nknow $z$ that}c\\shortintertext{as $d$} e\\end{align} f",
        r#"
        math: a␣
        + body: and so we
        body: know␣
        + math: z␣
        + body: that␣
        + math: c␣
        + body: as␣
        + math: d e␣
        + body: f
        "#,
    );
    check(
        r"\begin{align}a\intertext{b\end{align} c",
        "math: a␣\n+ body: b c\ndamaged: line 1: the text ends within a group, an environment or a formula",
    );
}

#[test]
fn arrays_that_never_end_swallow_no_text() {
    check(
        "a $\\begin{array}{l} x & y\n\nb c\n\n$z$",
        r#"
        body: a␣
        + math: \begin{array}{l} x & y
        damaged: line 3: a formula does not end in its paragraph
        body: b c
        math: z
        "#,
    );
}

#[test]
fn environments_of_ones_own_may_have_listings() {
    check(
        r"\newenvironment{a}[1]{\VerbatimEnvironment\begin{Verbatim}}{\end{Verbatim}}
\lstnewenvironment{b}[2][x]{\lstset{#1}}{}
\DefineVerbatimEnvironment{c}{Verbatim}{fontsize=\small}
\newminted[d]{py}{}\newminted{c}{}
\newtcblisting{e}{listing only}\NewTCBListing{f}{o m}{}
\excludecomment{g}\newenvironment{h}{\begin{quote}}{\end{quote}}
\begin{a}{x}
$a$
\end{a}
\begin{b}[x]{y}
$b$
\end{b}
\begin{c}
$c$
\end{c}
\begin{d}
$d$
\end{d}
\begin{ccode}
$c$
\end{ccode}
\begin{e}
$e$
\end{e}
\begin{f}{x}
$f$
\end{f}
\begin{g}
$g$
\end{g}
\begin{h}
$h$
\end{h}",
        "code: $a$\ncode: $b$\ncode: $c$\ncode: $d$\ncode: $c$\ncode: $e$\ncode: $f$\ncomment: $g$\nmath: h",
    );
}

#[test]
fn notes_of_theorems_of_ones_own_are_text() {
    check(
        r"\newtheorem{thm}{Theorem}[section]\newtheorem*{lem}[thm]{Lemma}
\declaretheorem[style=plain]{cor}\newtcbtheorem[number within=section]{box}{Box}{colback=red}{b}
\begin{thm}[Main result]Every set.\end{thm}
\begin{lem}[Zorn] Some.\end{lem}
\begin{cor}[Of it]\label{x} So.\end{cor}
\begin{box}[size=small]{In a box}{key}Text.\end{box}
\begin{other}[None]Here.\end{other}",
        r"
        body: Main result Every set.
        body: Zorn Some.
        body: Of it So.
        body: In a box Text.
        body: Here.
        ",
    );
}

#[test]
fn arguments_of_environments_of_ones_own_are_no_part_of_a_word() {
    check(
        r"\newenvironment{mine}[2]{#1 #2}{}\begin{mine}{One}{two}three\end{mine}
\begin{mine}[x]{Four}[five]\end{mine}
\begin{mine}
{\Large S}ix\end{mine}
\begin{center}{\Large S}even\end{center}
\begin{exampleblock}{Head}Body\end{exampleblock}
\address[1]{Uni}\author[a]{A}",
        r"
        body: One two three
        body: Four [five]
        body: Six
        body: Seven
        section 4
        heading: Head
        body: Body
        body: Uni
        title: A
        ",
    );
}

#[test]
fn environments_are_told_by_whole_names() {
    check(
        r"\newenvironment{a}{\commentmark\comment{x}}{}
\newenvironment{b}{\renewcommand{\verbatim@font}{\small}}{}
\newenvironment{c}{\begin{mdframed}[backgroundcolor=minted]}{\end{mdframed}}
\newenvironment{d}{\small\verbatim}{\endverbatim}\newenvironment{e}{\comment}{\endcomment}
\newenvironment{f}{\begin{d}}{\end{d}}
\newenvironment{g}{\begin{alltt}}{\end{alltt}}\renewenvironment{g}{}{}
\begin{a}
A
\end{a}
\begin{b}
B
\end{b}
\begin{c}
C
\end{c}
\begin{d}
$d$
\end{d}
\begin{e}
$e$
\end{e}
\begin{f}
$f$
\end{f}
\begin{g}
G
\end{g}",
        "body: A\nbody: B\nbody: C\ncode: $d$\ncomment: $e$\ncode: $f$\nbody: G",
    );
}

#[test]
fn chunks_of_programs_are_code() {
    check(
        r"\documentclass{article}
<<setup, echo=FALSE>>=
options(digits = 3); x$y <- '{'
@
\begin{document}
\SweaveOpts{eps = FALSE}
Before \Sexpr{nrow(x)} rows.
  <<fig = TRUE>>=
plot(x)  # 50% {
<<again>>=

y@z
@property
@ %def y
After <<quoted>>= this.
\end{document}",
        r"
        body: Before␣
        + code: nrow(x)␣
        + body: rows.
        code: plot(x)  # 50% {
        code: y@z⏎@property
        body: After <<quoted>>= this.
        ",
    );
    check("<<a>>=\nx", "code: x");
}

#[test]
fn in_a_definition_at_is_the_letter_that_it_was_there() {
    check(r"\makeatletter\newcommand{\x}{a \@nothing b\@}\makeatother c\@d \x{} e", "body: cd a b e");
    check(r"\def\on{\makeatletter}\on a \foo@bar b", "body: a b");
}

#[test]
fn damage_is_said_and_the_rest_is_read() {
    check(
        "a {b $x\n\nc",
        r#"
        body: a b␣
        + math: x
        damaged: line 3: a formula does not end in its paragraph
        body: c
        damaged: line 3: the text ends within a group, an environment or a formula
        "#,
    );
    check("\\cite[a\n\nb} c", "body: b c");
    check("\\newcommand{\\x}{y", "damaged: line 1: a definition does not end");
    check("\\begin{verbatim}x", "damaged: line 1: an environment does not end\ncode: x");
    let deep = format!("a {}b{} c", "{".repeat(1000), "}".repeat(1000));
    check(&deep, "body: a\nlimited: depth_max\n+ body:  b c");
}

#[test]
fn definitions_that_explode_are_stopped() {
    let mut text = String::from("\\newcommand{\\xa}{xxxxxxxxxx}\n");
    for (name, of) in
        ["xb", "xc", "xd", "xe", "xf", "xg", "xh"].iter().zip(["xa", "xb", "xc", "xd", "xe", "xf", "xg"])
    {
        text.push_str(&format!("\\newcommand{{\\{name}}}{{{}}}\n", format!("\\{of} ").repeat(100)));
    }
    text.push_str("\\xh end");
    let lines = found_of(text.as_bytes(), Format::Latex);
    assert!(lines.iter().any(|line| line.starts_with("limited: ")), "{lines:?}");
    assert!(lines.last().unwrap().ends_with("end"));
}

/// What LaTeX is made of.
const TOKEN: &str = concat!(
    r"\\begin\{(tabular|align|verbatim|itemize|x)\}|\\end\{(align|x|itemize)\}|",
    r"\\(section|footnote|newcommand|def|verb|iffalse|fi|item|cite|href)|",
    r"\\(intertext\{|newtheorem\{x\}|cites|hbox to|hrule|vskip|import)|<1->|<|1em|plus|",
    r"\\[a-z]{1,5}|[\[\]{}$%&\\~a\n ]|é|<<x>>=\n|@",
);

proptest! {
    #[test]
    fn nothing_breaks_the_reader(damages in damages()) {
        let sample = include_bytes!("../../../samples/latex/report.tex");
        survive(&damaged(sample.to_vec(), &damages), Format::Latex);
    }

    #[test]
    fn no_text_breaks_the_reader(tokens in proptest::collection::vec(TOKEN, 0..40)) {
        let text = tokens.concat();
        survive(text.as_bytes(), Format::Latex);
    }
}
