//! French.

use super::super::judge::Before;
use super::List;

const ABBREVIATIONS: &[List] = &[
    (Before::Title, "m mm mme mmes mlle mlles mr mrs dr drs pr prof mgr cf vs ca env av apr"),
    (Before::Numbered, "n no nos p pp art arts fig figs vol chap ch tél tel par pl t"),
    (
        Before::Short,
        "st ste sts stes janv févr juil sept oct nov déc bd boul bld fg rte imp jr sr inc \
         ltd corp co cie sté éd éds ed coll trad réf suiv hab dép dépt arr min max moy approx éq ex al ibid id op \
         cit loc gén col lt cdt cne adj insp dir resp adr dest exp ann anc auj angl lat esp",
    ),
    (Before::Closing, "etc"),
];

const STARTERS: &str = "le la les l un une des du de ce cet cette ces c il elle ils elles on nous vous je j tu son sa \
    ses leur leurs mon ma mes notre nos votre vos en au aux à dans sur sous par pour avec sans entre vers chez depuis \
    pendant durant après avant dès selon malgré contre et ou mais donc or car ni si s quand lorsque lorsqu comme où \
    que qu qui quoi dont puis ensuite ainsi alors aussi cependant pourtant toutefois néanmoins enfin finalement ne n \
    pas plus très tout tous toute toutes chaque autre autres certains certaines plusieurs quelques aucun aucune y \
    voici voilà ici là hier demain maintenant aujourd peu bien même parmi outre afin grâce deux trois lors jusqu \
    jusque environ parfois souvent surtout seul seule seuls seules quel quelle quels quelles est sont a ont était \
    celui celle ceux celles cela ça puisque puisqu parce également actuellement";

super::lexicon!(ABBREVIATIONS, STARTERS);
