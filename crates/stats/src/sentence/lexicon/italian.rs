//! Italian.

use super::super::judge::Before;
use super::List;

const ABBREVIATIONS: &[List] = &[
    (
        Before::Title,
        "sig sigg sigra signa dott dottssa dr drssa prof proff profssa ing avv arch geom rag on sen mons card gen \
         col ten magg cap serg ss s mr mrs ms cfr cf vs spett egr gent gentma ill illmo rev",
    ),
    (
        Before::Numbered,
        "n nn nr no num sec secc art artt pag pagg p pp capp vol voll fig figg tab tabb lett tel sez par all t",
    ),
    (
        Before::Short,
        "st febbr apr giu lug sett ott nov dic ca ess es min max \
         spa srl snc sas co ltd inc corp jr sr lgs reg dir cost cod proc pen civ amm cit op trad ibid id al vd \
         segg sgg seg succ prov loc fraz abit ab tot ass soc coop gazz uff trib cass",
    ),
    (Before::Closing, "ecc etc"),
];

const STARTERS: &str = "il lo la i gli le l un uno una in nel nella nell nei nelle negli sul sulla sull sui sulle al \
    alla all ai alle agli dal dalla dall dai dalle con per tra fra su a ad e ed o ma però anche se quando come dove \
    mentre perché poiché che chi cui quale quali questo questa questi queste quest quello quella quelli quelle suo sua \
    suoi sue mio mia nostro nostra egli lui lei essi esso essa loro noi voi io tu si ci vi ne non no sì già più molto \
    tutto tutti tutta tutte ogni altro altri altre alcuni alcune molti molte due tre è sono era erano fu furono ha \
    hanno aveva secondo dopo prima durante inoltre infatti quindi così poi oggi ieri domani ora qui lì tuttavia infine \
    attualmente dunque pertanto ciò ecco forse sempre mai ancora solo soltanto senza sotto sopra verso contro dentro \
    nonostante qualora affinché purché cosa";

super::lexicon!(ABBREVIATIONS, STARTERS);
