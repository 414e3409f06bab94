//! What the commands and environments of LaTeX and of its usual packages mean for the text.

use crate::scope::Scope;

/// An argument that a command takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Arg {
    /// A star, perhaps.
    Star,
    /// Something in brackets, perhaps, that is not shown.
    SkipOptional,
    /// Something in parentheses, perhaps, that is not shown.
    SkipParentheses,
    /// Something in brackets, perhaps, that is.
    ShowOptional,
    /// What is not shown.
    Skip,
    /// Text of where the command stands.
    Show,
    /// The same, within marks of its own.
    Within(&'static str, &'static str),
    /// Text of a scope, within its block.
    Piece(Scope),
    /// A block of a scope.
    Block(Scope),
    /// A heading of this rank, with which a section begins: 0 for a part, 1 for a chapter, 2 for a section.
    Heading(u8),
    /// A note.
    Note(Scope),
    /// What a command that is not known may show, and what follows.
    Any,
    /// As many more sources as there are, each with its notes.
    MoreSources,
    /// No argument: text that the command puts here.
    Then(&'static str),
}

/// What a command means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// It takes these arguments, and has no text of its own.
    Args(&'static [Arg]),
    /// It is this text.
    Text(&'static str),
    Space,
    /// The end of a line or of a block, and what it takes.
    Line(&'static [Arg]),
    Block(&'static [Arg]),
    Accent(char),
    Item,
    Begin,
    End,
    Verb,
    /// A listing within a line, and whether its language is an argument.
    Listing(bool),
    /// An address that is shown as it is.
    Url,
    /// An address that is not, and a text that is.
    Href,
    /// A definition: `\newcommand`, `\def`, `\NewDocumentCommand`, `\newenvironment`, `\let`; of the first, whether there
    /// was no such command.
    NewCommand(bool),
    Def,
    NewDocumentCommand,
    NewEnvironment,
    /// The same of an environment whose text is no LaTeX, and of one that is as a theorem.
    NewVerbatim,
    NewTheorem,
    Let,
    NewIf,
    Else,
    Fi,
    /// Another file whose text belongs here; with its folder or its language before its name.
    Input,
    Import,
    /// A length or a number, which follows without braces.
    Length,
    Number,
    /// A box of a width that follows without braces, and the lengths of a rule.
    HBox,
    Rule,
    /// From here on a table has what stands at the top of each further page, or has it no more.
    Repeated(bool),
    /// A space if a word follows.
    XSpace,
    /// Text that a tracked change has put in, or taken out.
    Added,
    Deleted,
    Replaced,
    /// From here on `@` is a letter, or is not.
    AtLetter(bool),
}

use Arg::{
    Heading, Note, Piece, Show, ShowOptional, Skip, SkipOptional, SkipParentheses, Star, Then, Within,
};

const CITATION: Meaning = Meaning::Args(&[Star, SkipOptional, SkipOptional, Skip]);
/// One of the sources of a command that takes several, and those behind it.
pub(super) const SOURCES: &[Arg] = &[SkipOptional, SkipOptional, Skip, Arg::MoreSources];
const CITATIONS: Meaning = Meaning::Args(&[
    Star,
    SkipParentheses,
    SkipParentheses,
    SkipOptional,
    SkipOptional,
    Skip,
    Arg::MoreSources,
]);
const TITLE: Meaning = Meaning::Args(&[Star, SkipOptional, Arg::Block(Scope::Title)]);

/// What a command of this name means, if it is known; without its backslash.
pub(super) fn command(name: &str) -> Option<Meaning> {
    use Meaning::{Accent, Args, Block, Length, Line, Number, Space, Text};
    Some(match name {
        "part" | "addpart" => Args(&[Star, SkipOptional, Heading(0)]),
        "chapter" | "addchap" => Args(&[Star, SkipOptional, Heading(1)]),
        "section" | "addsec" => Args(&[Star, SkipOptional, Heading(2)]),
        "subsection" => Args(&[Star, SkipOptional, Heading(3)]),
        "subsubsection" | "frametitle" => Args(&[Star, SkipOptional, Heading(4)]),
        "paragraph" => Args(&[Star, SkipOptional, Heading(5)]),
        "subparagraph" => Args(&[Star, SkipOptional, Heading(6)]),
        "title" | "subtitle" | "author" | "date" | "institute" | "affil" | "affiliation" | "publishers"
        | "subject" | "dedication" => TITLE,
        "framesubtitle" | "minisec" => Args(&[Arg::Block(Scope::Heading)]),
        "footnote" | "footnotetext" | "thanks" | "sidenote" => Args(&[SkipOptional, Note(Scope::Footnote)]),
        "endnote" | "endnotetext" => Args(&[SkipOptional, Note(Scope::Endnote)]),
        "marginpar" | "marginnote" => Args(&[SkipOptional, Note(Scope::Textbox)]),
        "todo" | "pdfcomment" | "missingfigure" => Args(&[SkipOptional, Note(Scope::Comment)]),
        "note" => Args(&[SkipOptional, Note(Scope::SpeakerNotes)]),
        "caption" | "subcaption" => Args(&[Star, SkipOptional, Arg::Block(Scope::Caption)]),
        "captionof" => Args(&[Star, Skip, SkipOptional, Arg::Block(Scope::Caption)]),
        "subfloat" => Args(&[SkipOptional, Show]),
        "added" => Meaning::Added,
        "deleted" => Meaning::Deleted,
        "replaced" => Meaning::Replaced,

        "textbf" | "textit" | "textsl" | "textsc" | "textsf" | "textrm" | "textmd" | "textup"
        | "textnormal" | "text" | "emph" | "underline" | "uline" | "sout" | "textsuperscript"
        | "textsubscript" | "mbox" | "fbox" | "uppercase" | "lowercase" | "MakeUppercase"
        | "MakeLowercase" | "num" | "ang" | "uppercasetext" | "so" | "hl" => Args(&[Show]),
        // As what is between backquotes in Markdown.
        "texttt" => Args(&[Piece(Scope::Code)]),
        "ensuremath" | "chem" | "ce" => Args(&[Piece(Scope::Math)]),
        "enquote" => Args(&[Star, Within("“", "”")]),
        "SI" | "qty" => Args(&[SkipOptional, Show, Skip]),
        "si" | "unit" => Args(&[SkipOptional, Skip]),
        "textcolor" => Args(&[SkipOptional, Skip, Show]),
        "colorbox" | "foreignlanguage" | "hypertarget" | "hyperlink" | "scalebox" | "textlang" => {
            Args(&[SkipOptional, Skip, SkipOptional, Show])
        }
        "rotatebox" => Args(&[SkipOptional, Skip, Show]),
        "fcolorbox" | "resizebox" | "multicolumn" | "adjustbox" => Args(&[Star, Skip, Skip, Show]),
        "multirow" => Args(&[SkipOptional, Skip, SkipOptional, Skip, SkipOptional, Show]),
        "parbox" => Args(&[SkipOptional, SkipOptional, SkipOptional, Skip, Show]),
        "makebox" | "framebox" | "hyperref" => Args(&[SkipOptional, SkipOptional, Show]),
        "raisebox" => Args(&[Skip, SkipOptional, SkipOptional, Show]),
        "texorpdfstring" => Args(&[Show, Skip]),
        "ruby" => Args(&[Show, Skip]),
        // Both are of one word.
        "lettrine" | "IEEEPARstart" => Args(&[SkipOptional, Show, Show]),
        "ifthenelse" | "iftoggle" | "ifbool" | "IfFileExists" => Args(&[Skip, Show, Skip]),
        "only" | "uncover" | "visible" => Args(&[Show]),
        "onslide" => Args(&[Star]),
        "column" => Args(&[SkipOptional, Skip]),
        "opening" | "closing" | "signature" => Args(&[Arg::Block(Scope::Body)]),
        "address" => Args(&[Star, SkipOptional, Arg::Block(Scope::Body)]),

        "label" | "ref" | "pageref" | "eqref" | "autoref" | "cref" | "Cref" | "nameref" | "vref"
        | "index" | "glossary" | "bibliographystyle" | "bibliography" | "addbibresource" | "patterns"
        | "nocite" | "pagestyle" | "thispagestyle" | "pagenumbering" | "hypersetup" | "geometry"
        | "graphicspath" | "selectlanguage" | "hyphenation" | "vspace" | "phantom" | "hphantom"
        | "vphantom" | "stepcounter" | "refstepcounter" | "newcounter" | "newlength" | "newsavebox"
        | "value" | "arabic" | "roman" | "Roman" | "alph" | "Alph" | "fnsymbol" | "usetikzlibrary"
        | "lstset" | "tikzset" | "setmainfont" | "setsansfont" | "setmonofont" | "setCJKmainfont"
        | "setdefaultlanguage" | "setmainlanguage" | "setotherlanguage" | "sisetup" | "captionsetup"
        | "usetheme" | "usecolortheme" | "bibliographyunit" | "includepdf" | "includesvg" | "color"
        | "markright" | "theoremstyle" | "setlist" | "usebox" | "symbol" | "tag" | "urlstyle" | "cline"
        | "specialrule" | "extracolsep" | "ctexset" | "includeonly" | "enlargethispage"
        | "includegraphics" | "SweaveOpts" | "againframe" | "setbeamercovered" | "setstretch"
        | "linespread" | "newgeometry" | "loadgeometry" | "savegeometry" | "pagecolor" | "arrayrulecolor"
        | "rowcolor" | "cellcolor" | "columncolor" | "fontfamily" | "fontseries" | "fontshape"
        | "fontencoding" | "microtypesetup" | "DisableLigatures" | "setquotestyle" | "shorthandoff"
        | "shorthandon" | "useshorthands" | "languageshorthands" | "babelhyphenation"
        | "setotherlanguages" | "fancyhf" | "fancyhead" | "fancyfoot" | "lhead" | "chead" | "rhead"
        | "lfoot" | "cfoot" | "rfoot" | "ihead" | "ohead" | "ifoot" | "ofoot" | "automark"
        | "chapterstyle" | "setsecnumdepth" | "settocdepth" | "maxsecnumdepth" | "KOMAoptions"
        | "tocloftpagestyle" | "clearcaptionsetup" | "restartlist" | "setcitestyle" | "setacronymstyle"
        | "setglossarystyle" | "glossarystyle" | "setminted" | "usemintedstyle" | "pgfplotsset"
        | "usepgfplotslibrary" | "pgfkeys" | "tcbset" | "tcbuselibrary" | "floatstyle" | "restylefloat"
        | "pdfinfo" | "usefonttheme" | "useinnertheme" | "useoutertheme" => {
            Args(&[Star, SkipOptional, SkipOptional, Skip])
        }
        "nolinebreak" | "pagebreak" | "nopagebreak" | "printbibliography" | "footnotemark" | "toprule"
        | "midrule" | "bottomrule" | "addlinespace" | "allowdisplaybreaks" | "displaybreak" | "hdashline"
        | "columnbreak" => Args(&[SkipOptional]),
        "cmidrule" => Args(&[SkipOptional, SkipParentheses, Skip]),
        "fontspec" => Args(&[SkipOptional, Skip, SkipOptional]),
        "babelfont" | "newfontfamily" | "newfontface" => Args(&[Skip, SkipOptional, Skip, SkipOptional]),
        "documentclass" | "documentstyle" | "usepackage" | "RequirePackage" | "PassOptionsToPackage" => {
            Args(&[SkipOptional, Skip, SkipOptional])
        }
        "setlength"
        | "addtolength"
        | "setcounter"
        | "addtocounter"
        | "settowidth"
        | "markboth"
        | "pdfbookmark"
        | "rule"
        | "numberwithin"
        | "DeclareMathOperator"
        | "fontsize"
        | "setbeamertemplate"
        | "setbeamercolor"
        | "setbeamerfont"
        | "newcolumntype"
        | "DeclareUnicodeCharacter"
        | "addtokomafont"
        | "setkomafont"
        | "crefname"
        | "counterwithin"
        | "counterwithout"
        | "settoheight"
        | "settodepth"
        | "addtocontents"
        | "addto"
        | "colorlet"
        | "fancypagestyle"
        | "KOMAoption"
        | "setkomavar"
        | "SetTracking"
        | "DeclareSIUnit"
        | "DeclareCaptionLabelFormat"
        | "DefineBibliographyStrings"
        | "newglossaryentry"
        | "floatname"
        | "floatplacement"
        | "sbox" => Args(&[Star, SkipOptional, Skip, SkipOptional, Skip]),
        "definecolor"
        | "addcontentsline"
        | "DeclarePairedDelimiter"
        | "newacronym"
        | "rowcolors"
        | "cftsetindents"
        | "deffootnote"
        | "newlist"
        | "newfloat" => Args(&[Star, SkipOptional, Skip, Skip, Skip]),
        "titlespacing" => Args(&[Star, Skip, Skip, Skip, Skip, SkipOptional]),
        "usefont" => Args(&[Skip, Skip, Skip, Skip]),
        "titleformat" => Args(&[Star, Skip, SkipOptional, Skip, Skip, Skip, Skip, SkipOptional]),
        "AtBeginDocument" | "AtEndDocument" => Args(&[Skip]),
        "bibitem" => Args(&[SkipOptional, Skip]),
        "hspace" => Args(&[Star, Skip, Then(" ")]),
        "vskip" | "hskip" | "kern" | "raise" | "lower" | "moveleft" | "moveright" | "parindent"
        | "parskip" | "parfillskip" | "baselineskip" | "lineskip" | "lineskiplimit" | "leftskip"
        | "rightskip" | "topskip" | "hangindent" | "abovedisplayskip" | "belowdisplayskip"
        | "abovecaptionskip" | "belowcaptionskip" | "textwidth" | "textheight" | "linewidth"
        | "columnwidth" | "paperwidth" | "paperheight" | "hsize" | "vsize" | "hfuzz" | "vfuzz"
        | "overfullrule" | "emergencystretch" | "oddsidemargin" | "evensidemargin" | "topmargin"
        | "leftmargin" | "rightmargin" | "headheight" | "headsep" | "footskip" | "footnotesep"
        | "marginparwidth" | "marginparsep" | "hoffset" | "voffset" | "tabcolsep" | "arraycolsep"
        | "arrayrulewidth" | "extrarowheight" | "arraystretch" | "fboxsep" | "fboxrule" | "columnsep"
        | "columnseprule" | "itemsep" | "parsep" | "topsep" | "partopsep" | "itemindent"
        | "listparindent" | "labelsep" | "labelwidth" | "floatsep" | "textfloatsep" | "intextsep" => Length,
        "abovedisplayshortskip" | "belowdisplayshortskip" => Length,
        "tolerance" | "pretolerance" | "penalty" | "hyphenpenalty" | "exhyphenpenalty" | "linepenalty"
        | "interlinepenalty" | "floatingpenalty" | "brokenpenalty" | "widowpenalty" | "clubpenalty"
        | "predisplaypenalty" | "postdisplaypenalty" | "binoppenalty" | "relpenalty" | "adjdemerits"
        | "hbadness" | "vbadness" | "looseness" | "hangafter" | "lefthyphenmin" | "righthyphenmin"
        | "uchyph" | "mag" | "errorcontextlines" | "pdfminorversion" | "pdfcompresslevel" | "pdfoutput" => {
            Number
        }
        "displaywidowpenalty" | "doublehyphendemerits" | "interfootnotelinepenalty" => Number,

        "par" | "newpage" | "clearpage" | "cleardoublepage" | "bigskip" | "medskip" | "smallskip" | "and"
        | "And" | "AND" | "maketitle" | "appendix" => Block(&[]),
        "tabularnewline" => Block(&[SkipOptional]),
        "tableofcontents" | "pause" => Block(&[Star, SkipOptional]),
        "newline" => Line(&[]),
        "linebreak" => Line(&[SkipOptional]),
        "hbox" | "vbox" | "vtop" => Meaning::HBox,
        "hrule" | "vrule" => Meaning::Rule,
        "quad" | "qquad" | "enspace" | "enskip" | "thinspace" | "space" | "hfill" | "dotfill"
        | "hrulefill" | "newblock" | "nobreakspace" | "hfil" => Space,
        "item" => Meaning::Item,
        "begin" => Meaning::Begin,
        "end" => Meaning::End,
        "verb" => Meaning::Verb,
        // What R computes is only known once it has run.
        "lstinline" | "Sexpr" => Meaning::Listing(false),
        "mintinline" => Meaning::Listing(true),
        "url" | "path" | "nolinkurl" => Meaning::Url,
        "href" => Meaning::Href,
        "newcommand" => Meaning::NewCommand(true),
        "renewcommand" | "providecommand" | "DeclareRobustCommand" => Meaning::NewCommand(false),
        "def" | "gdef" | "edef" | "xdef" => Meaning::Def,
        "NewDocumentCommand"
        | "RenewDocumentCommand"
        | "ProvideDocumentCommand"
        | "DeclareDocumentCommand" => Meaning::NewDocumentCommand,
        "newenvironment" | "renewenvironment" => Meaning::NewEnvironment,
        "lstnewenvironment"
        | "DefineVerbatimEnvironment"
        | "CustomVerbatimEnvironment"
        | "newminted"
        | "newtcblisting"
        | "renewtcblisting"
        | "NewTCBListing"
        | "DeclareTCBListing"
        | "excludecomment" => Meaning::NewVerbatim,
        "newtheorem" | "newmdtheoremenv" | "newframedtheorem" | "newshadedtheorem" | "declaretheorem"
        | "newtcbtheorem" => Meaning::NewTheorem,
        "let" => Meaning::Let,
        "newif" => Meaning::NewIf,
        "else" => Meaning::Else,
        "fi" => Meaning::Fi,
        "input" | "include" | "subfile" | "subfileinclude" | "includestandalone" | "verbatiminput"
        | "lstinputlisting" | "InputIfFileExists" => Meaning::Input,
        "import" | "subimport" | "inputfrom" | "subinputfrom" | "includefrom" | "subincludefrom"
        | "inputminted" => Meaning::Import,
        "endfirsthead" => Meaning::Repeated(true),
        "endhead" => Meaning::Repeated(false),
        "xspace" => Meaning::XSpace,
        "makeatletter" => Meaning::AtLetter(true),
        "makeatother" => Meaning::AtLetter(false),
        // They have no text and no argument, and the space after them is none.
        "noindent" | "indent" | "centering" | "raggedright" | "raggedleft" | "relax" | "bf" | "it" | "rm"
        | "sf" | "tt" | "sc" | "sl" | "em" | "tiny" | "scriptsize" | "footnotesize" | "small"
        | "normalsize" | "large" | "Large" | "LARGE" | "huge" | "Huge" | "bfseries" | "itshape"
        | "scshape" | "ttfamily" | "sffamily" | "rmfamily" | "mdseries" | "upshape" | "slshape"
        | "normalfont" | "hline" | "endfoot" | "endlastfoot" | "protect" | "null" | "strut"
        | "onehalfspacing" | "doublespacing" | "singlespacing" | "sloppy" | "fussy" | "frontmatter"
        | "mainmatter" | "backmatter" | "ignorespaces" | "unskip" | "leavevmode" | "long" | "global"
        | "expandafter" | "noexpand" | "limits" | "nolimits" | "today" | "listoffigures" | "listoftables"
        | "printindex" | "makeindex" | "vfill" | "vfil" | "allowbreak" | "nobreak" | "nobreakdash"
        | "break" | "phantomsection" | "makeglossaries" => Args(&[]),

        "c" => Accent('\u{327}'),
        "v" => Accent('\u{30c}'),
        "H" => Accent('\u{30b}'),
        "u" => Accent('\u{306}'),
        "d" => Accent('\u{323}'),
        "b" => Accent('\u{331}'),
        "k" => Accent('\u{328}'),
        "r" => Accent('\u{30a}'),
        "t" => Accent('\u{361}'),
        _ => match symbol(name) {
            Some(text) => Text(text),
            None if name.ends_with("cites") || name.ends_with("citetexts") => CITATIONS,
            None if is_citation(name) => CITATION,
            None => return None,
        },
    })
}

/// Whether a command takes something and shows nothing of it.
pub(super) fn is_hidden(name: &str) -> bool {
    let is_silent =
        |arg: &Arg| matches!(arg, Star | SkipOptional | SkipParentheses | Skip | Arg::MoreSources);
    matches!(command(name), Some(Meaning::Args(args)) if args.contains(&Skip) && args.iter().all(is_silent))
}

/// Whether a command only refers to something, which is printed as a number.
pub(super) fn is_reference(name: &str) -> bool {
    is_citation(name) || name.ends_with("ref")
}

/// Whether a command only names sources: `\cite`, `\citep`, `\textcite`, `\autocites`, …
fn is_citation(name: &str) -> bool {
    let name = name.strip_suffix('s').unwrap_or(name).to_ascii_lowercase();
    name.starts_with("cite") || name.ends_with("cite") || name == "footcitetext"
}

/// Commands that are text.
fn symbol(name: &str) -> Option<&'static str> {
    Some(match name {
        "ss" => "ß",
        "SS" => "ẞ",
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "o" => "ø",
        "O" => "Ø",
        "aa" => "å",
        "AA" => "Å",
        "l" => "ł",
        "L" => "Ł",
        "i" => "ı",
        "j" => "ȷ",
        "dh" => "ð",
        "DH" => "Ð",
        "th" => "þ",
        "TH" => "Þ",
        "dj" => "đ",
        "DJ" => "Đ",
        "ng" => "ŋ",
        "NG" => "Ŋ",
        "S" | "textsection" => "§",
        "P" | "textparagraph" => "¶",
        "dag" | "textdagger" => "†",
        "ddag" | "textdaggerdbl" => "‡",
        "copyright" | "textcopyright" => "©",
        "textregistered" => "®",
        "texttrademark" => "™",
        "pounds" | "textsterling" => "£",
        "euro" | "texteuro" | "EUR" => "€",
        "textyen" => "¥",
        "textcent" => "¢",
        "ldots" | "dots" | "textellipsis" => "…",
        "textendash" => "–",
        "textemdash" => "—",
        "textquoteleft" | "lq" => "‘",
        "textquoteright" | "rq" => "’",
        "textquotedblleft" => "“",
        "textquotedblright" | "grqq" => "”",
        "glqq" | "quotedblbase" => "„",
        "glq" | "quotesinglbase" => "‚",
        "textquotesingle" => "'",
        "textquotedbl" => "\"",
        "guillemotleft" | "guillemetleft" | "flqq" => "«",
        "guillemotright" | "guillemetright" | "frqq" => "»",
        "og" => "«\u{a0}",
        "fg" => "\u{a0}»",
        "guilsinglleft" | "flq" => "‹",
        "guilsinglright" | "frq" => "›",
        "LaTeX" => "LaTeX",
        "LaTeXe" => "LaTeX2ε",
        "TeX" => "TeX",
        "XeTeX" => "XeTeX",
        "LuaTeX" => "LuaTeX",
        "BibTeX" => "BibTeX",
        "textbackslash" => "\\",
        "textasciitilde" => "~",
        "textasciicircum" => "^",
        "textbar" => "|",
        "textless" => "<",
        "textgreater" => ">",
        "textunderscore" => "_",
        "textdollar" => "$",
        "textbraceleft" | "lbrace" => "{",
        "textbraceright" | "rbrace" => "}",
        "textdegree" | "degree" => "°",
        "textbullet" => "•",
        "textperiodcentered" => "·",
        "textmu" => "µ",
        "texttimes" => "×",
        "textpm" => "±",
        "textonehalf" => "½",
        "textordmasculine" => "º",
        "textordfeminine" => "ª",
        "textexclamdown" => "¡",
        "textquestiondown" => "¿",
        "slash" => "/",
        _ => return None,
    })
}

/// What an environment means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Environment {
    /// Blocks, of a scope if it has one of its own; and the arguments that it takes.
    Blocks(Option<Scope>, &'static [Arg]),
    /// The document itself.
    Document,
    /// A formula.
    Math,
    /// What is no LaTeX up to its end.
    Verbatim(Scope),
    /// A drawing or another file, which is left out.
    Drawing,
    /// One of the document's own, or of a package that is not known.
    Unknown,
}

/// What an environment of this name means.
pub(super) fn environment(name: &str) -> Environment {
    use Environment::{Blocks, Document, Drawing, Math, Verbatim};
    match name.strip_suffix('*').unwrap_or(name) {
        "document" => Document,
        "itemize" | "enumerate" | "description" | "compactitem" | "compactenum" | "inparaenum" | "tasks"
        | "compactdesc" | "list" | "trivlist" => Blocks(Some(Scope::List), &[SkipOptional]),
        "tabular" | "longtable" | "supertabular" | "xltabular" => {
            let args: &[Arg] =
                if name.ends_with('*') { &[Skip, SkipOptional, Skip] } else { &[SkipOptional, Skip] };
            Blocks(Some(Scope::Table), args)
        }
        "tabularx" | "tabulary" | "tabu" | "tblr" | "longtblr" => {
            let args: &[Arg] = match name {
                "tabularx" | "tabulary" => &[Skip, SkipOptional, Skip],
                _ => &[SkipOptional, Skip],
            };
            Blocks(Some(Scope::Table), args)
        }
        "tabbing" => Blocks(Some(Scope::Table), &[]),
        "figure" | "table" | "columns" | "sidewaystable" | "sidewaysfigure" | "threeparttable" => {
            Blocks(None, &[SkipOptional])
        }
        "wrapfigure" | "wraptable" => Blocks(None, &[SkipOptional, Skip, SkipOptional, Skip]),
        "subfigure" | "subtable" | "minipage" => {
            Blocks(None, &[SkipOptional, SkipOptional, SkipOptional, Skip])
        }
        "multicols" | "spacing" | "otherlanguage" | "hyphenrules" | "column" | "adjustbox" | "addmargin"
        | "letter" => Blocks(None, &[SkipOptional, Skip, SkipOptional]),
        "CJK" | "adjustwidth" | "overlayarea" => Blocks(None, &[SkipOptional, Skip, Skip]),
        "quote" | "quotation" | "verse" | "displayquote" | "quoting" => {
            Blocks(Some(Scope::Quote), &[SkipOptional, SkipOptional])
        }
        "frame" => Blocks(None, &[SkipOptional, SkipOptional, Heading(4)]),
        "block" | "alertblock" | "exampleblock" => Blocks(None, &[Heading(5)]),
        "theorem" | "lemma" | "proposition" | "corollary" | "definition" | "example" | "remark" | "proof"
        | "conjecture" | "claim" | "exercise" => Blocks(None, &[ShowOptional]),
        "thebibliography" => Blocks(Some(Scope::Bibliography), &[Skip]),
        "tcolorbox" | "mdframed" | "framed" => Blocks(Some(Scope::Textbox), &[SkipOptional]),
        "equation" | "align" | "gather" | "multline" | "eqnarray" | "displaymath" | "math" | "flalign"
        | "alignat" | "dmath" | "IEEEeqnarray" => Math,
        "verbatim" | "Verbatim" | "BVerbatim" | "LVerbatim" | "SaveVerbatim" | "VerbatimOut"
        | "lstlisting" | "minted" | "alltt" | "listing" | "code" => Verbatim(Scope::Code),
        "comment" => Verbatim(Scope::Comment),
        "filecontents" | "tikzpicture" | "pgfpicture" | "picture" | "forest" | "pspicture" => Drawing,
        "titlepage" => Blocks(Some(Scope::Title), &[]),
        "center" | "flushleft" | "flushright" | "abstract" | "landscape" | "singlespace" | "doublespace"
        | "onehalfspace" | "appendices" | "tiny" | "scriptsize" | "footnotesize" | "small" | "normalsize"
        | "large" | "Large" | "LARGE" | "huge" | "Huge" | "bfseries" | "itshape" | "em" | "sloppypar"
        | "samepage" | "frontmatter" | "keyword" | "keywords" | "acknowledgements" | "acknowledgments" => {
            Blocks(None, &[SkipOptional])
        }
        _ => Environment::Unknown,
    }
}

/// A letter with an accent, composed where there is such a letter.
pub(super) fn accented(letter: char, mark: char) -> Option<char> {
    let letters = match mark {
        '\u{300}' => "AÀEÈIÌOÒUÙaàeèiìoòuùNǸnǹWẀwẁYỲyỳ",
        '\u{301}' => "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźGǴgǵKḰkḱMḾmḿPṔpṕWẂwẃ",
        '\u{302}' => "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑ",
        '\u{303}' => "AÃNÑOÕaãnñoõIĨiĩUŨuũEẼeẽYỸyỹVṼvṽ",
        '\u{304}' => "AĀaāEĒeēIĪiīOŌoōUŪuūYȲyȳGḠgḡ",
        '\u{306}' => "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ",
        '\u{307}' => "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡTṪtṫXẊxẋYẎyẏ",
        '\u{308}' => "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸWẄwẅXẌxẍHḦhḧtẗ",
        '\u{30a}' => "AÅaåUŮuůwẘyẙ",
        '\u{30b}' => "OŐoőUŰuű",
        '\u{30c}' => "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔGǦgǧKǨkǩjǰHȞhȟLĽlľ",
        '\u{323}' => "AẠaạEẸeẹIỊiịOỌoọUỤuụYỴyỵDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭZẒzẓBḄbḅ",
        '\u{327}' => "CÇcçSŞsşTŢtţGĢgģKĶkķLĻlļNŅnņRŖrŗEȨeȩDḐdḑHḨhḩ",
        '\u{328}' => "AĄaąEĘeęIĮiįUŲuųOǪoǫ",
        '\u{331}' => "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ",
        _ => return None,
    };
    let mut letters = letters.chars();
    while let (Some(plain), Some(composed)) = (letters.next(), letters.next()) {
        if plain == letter {
            return Some(composed);
        }
    }
    None
}

/// The accent that a command of one sign puts on the next letter.
pub(super) fn accent_of(sign: char) -> Option<char> {
    Some(match sign {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        _ => return None,
    })
}
