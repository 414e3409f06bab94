//! Function words: articles, prepositions, pronouns, conjunctions and auxiliary verbs.
//!
//! The lists are our own, from general knowledge of the languages. Words of one letter are left
//! out, which are frequent in too many languages, and words of more than 8 bytes.

/// How many of the lists, from the first, decide. The others are near relatives, which only object.
pub(super) const DECIDED: usize = 7;

/// `(ISO 639-3, words separated by spaces)`
pub(super) const LISTS: [(&str, &str); 20] = [
    (
        "eng",
        "the of and to in is that it was for on with as by at be this are from or had have not but his he an \
         which they you were her all she there would their we him been has when who will no more if out so \
         said what up its about into than them can only other some could these may then do any my now such \
         our over me most after also did must before through where your should am does how shall upon those \
         very being us each under between during both own here nor until while",
    ),
    (
        "fra",
        "de la le et les des en un une du dans est que pour qui au sur par plus ne pas ce il se sont avec aux \
         cette son mais ou où à été ont leur comme elle nous vous je ses sa être fait tout même aussi qu on \
         ces était si sans entre leurs très peut après bien sous ainsi dont avait encore ils elles lui me moi \
         mon ma quand toute tous toutes avoir cela deux depuis",
    ),
    (
        "deu",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden \
         aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur \
         oder aber vor zur bis mehr durch man sein wurde sei kann gegen vom wenn ich wir wo diese dieser \
         dieses eines ihre ihr ihm ihn seine seiner unter mich mir du was doch schon alle jeder jede habe \
         hatte daß",
    ),
    (
        "spa",
        "de la que el en los se del las un por con no una su para es al lo como más pero sus le ha me si sin \
         sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde está mi \
         porque qué han yo hay todos así nos ni tiene él uno donde bien mismo ese eso esa estos otros otra \
         otro tan les sino toda todas",
    ),
    (
        "ita",
        "di il la che in per un è del non una della con sono le si da al dei come lo nel più gli alla ha ma \
         delle anche ed se dal su questo nella era degli ai suo dell dalla due sua alle sul essere stato loro \
         questa tra quando cui ci mi tutti fatto ogni molto quello nell dai dello uno io lui lei noi all suoi \
         sue perché così fu sulla nei hanno ne",
    ),
    (
        "por",
        "de que do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu \
         sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem \
         mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu às são sobre \
         este esta pelos todo toda",
    ),
    (
        "nld",
        "de van een het en in is dat op te zijn met voor niet aan er om ook als dan maar bij door die hij \
         naar uit wordt werd nog of was tot ik ze heeft worden deze meer je over kan geen hebben zich al dit \
         wel had haar ben onder mijn zo waar zij wij hem hun ons iedere ieder zonder tegen moet zou alle",
    ),
    (
        "cat",
        "de la el que en els les per amb un una del és no es dels al se com més va han són ha seva aquest \
         aquesta també però seu hi ser entre fins des quan molt ho ni als sense tot tota pel pels",
    ),
    (
        "glg",
        "de que do da en un unha os no na se as con por dos para como non máis é das ao foi polo pola este \
         esta ou entre seu súa tamén aos ten ser toda todo nin sen",
    ),
    (
        "ron",
        "de și în la cu un pe care nu din sau ale al este că mai pentru fi ca au prin se fost sunt lui ei să \
         orice are dintre său sa",
    ),
    (
        "swe",
        "och att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan \
         när år under också efter eller nu hon skall",
    ),
    (
        "dan",
        "og at det er en den til af for på med de som ikke der var et har fra om han men vi jeg sig kan ved \
         eller blev også efter hun skal",
    ),
    (
        "nob",
        "og det er som en på av for med til at den har de ikke et om han var men jeg seg fra vi kan ved eller \
         ble også etter hun skal",
    ),
    (
        "afr",
        "die van en in is het nie wat te vir op met dat aan deur as by hy om was word sy ook dit of uit na \
         daar hulle ek kan maar enige elke hierdie",
    ),
    ("ltz", "an de der den ass vun fir mat op et dat net en sech ze gëtt hunn och si zu all oder seng"),
    (
        "lat",
        "et in est non ad ut cum qui quod sed ex quae ab de si per sunt esse aut nec atque eius hoc enim \
         etiam",
    ),
    ("oci", "de la lo en que los las un per una es al del dels dins amb se pas son qu coma tota tot sa"),
    ("fry", "de it en fan yn is dat te in foar mei op net ek as oan hat wie troch har of jin elk"),
    (
        "roh",
        "da il la in en per che ed las ils tut tuts ha sia sin libertad dretg mintga cun ni nun dal dals sias \
         es sun ina ün üna als sco vegnir vegn ch ad pon tgi sche quai",
    ),
    (
        "fur",
        "di il la al un une dal dai dut ogni ducj cun par che no je son si so lis des li ai ae tal in ator",
    ),
];
