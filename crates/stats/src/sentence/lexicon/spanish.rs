//! Spanish.

use super::super::judge::Before;
use super::List;

const ABBREVIATIONS: &[List] = &[
    (
        Before::Title,
        "sr sra srta sres sras srs dr dra dres dras d dña prof profa ing lic lcda lcdo arq gral cnel tte cmdte sto \
         sta fr ud uds vd vds excmo excma ilmo ilma mons pbro hno hna rvdo mr mrs ms vs cf cfr",
    ),
    (
        Before::Numbered,
        "n no nº núm núms nro nros pág págs pag p pp art arts cap caps vol vols fig figs tel tfno t ap",
    ),
    (
        Before::Short,
        "st av avda avd c ej depto dpto edo esq admón cía cia co ltda ltd inc corp jr ee uu ff aa ss rr hh bs aprox máx \
         mín ene feb abr jun jul ago sept oct nov dic ed eds trad coord ibíd \
         ibid op cit al apdo ctra urb pza pl izq izda dcha der gob pdte pte presid ext hab km kms hrs seg",
    ),
    (Before::Closing, "etc"),
];

const STARTERS: &str = "el la los las lo un una unos unas al en con por para sin sobre entre hasta desde según durante \
    tras ante bajo contra y e o u pero aunque si cuando como donde mientras porque pues que quien quienes cual este \
    esta esto estos estas ese esa eso esos esas aquel aquella aquellos aquellas su sus mi mis tu tus nuestro nuestra \
    nuestros nuestras él ella ellos ellas yo nosotros usted ustedes se me te nos le les no sí ya también además así \
    entonces luego después antes ahora hoy ayer mañana aquí allí ahí muy más menos todo toda todos todas cada otro \
    otra otros otras algunos algunas varios varias muchos muchas uno dos tres es son era eran fue fueron ha han había \
    hay está están estaba tiene tienen finalmente actualmente posteriormente asimismo igualmente incluso tampoco ni \
    nunca siempre sólo solo qué quién cómo cuándo dónde cuál debido gracias junto dentro fuera cerca";

super::lexicon!(ABBREVIATIONS, STARTERS);
