//! English.

use super::super::judge::Before;
use super::List;

const ABBREVIATIONS: &[List] = &[
    (
        Before::Title,
        "mr mrs ms messrs mssrs dr drs prof profs rev revd fr ps hon pres gov lt col gen maj cpl sgt capt cmdr \
         cdr adm brig pvt pfc ensign sen sens rep reps atty supt det insp amb treas mme mlle mgr vs viz cf mt",
    ),
    (
        Before::Numbered,
        "no nos p pp fig figs vol vols ch chap sec art arts eq eqs tab ver para pt pts nr tel ext",
    ),
    (
        Before::Proper,
        "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ariz ark calif colo \
         conn del fla ga ill ind kan ky mass md mich minn miss mo mont neb nev okla ore penn pa tenn tex va vt wash \
         wis wyo ont que alta",
    ),
    (
        Before::Short,
        "st jr sr esq inc corp co cos ltd llc plc bros assn assoc univ dept dist div est ave blvd rd hwy pkwy sq bldg \
         apt ste rm approx appt avg max misc orig incl excl resp ed eds trans repr al govt intl natl dep asst lb lbs \
         oz ft mi mph hr hrs min mins secs yr yrs wk wks cu ibid op cit",
    ),
    (Before::Word, "hm hmm hmmm mm mmm sh shh psst pst pfft brr grr tsk zzz nth"),
    (Before::Closing, "etc"),
];

const STARTERS: &str = "the a an this that these those he she it we they you i his her its our their your my there \
    here in on at by for from with without of to as if when while where who what why how which after before since \
    because although though however but and or so yet nor then thus also not no yes some many most all each every \
    both few several one two three such another other others during under over through until unless among between \
    despite once only even still perhaps maybe according is are was were do does did has have had can could will \
    would should may might must let please thanks thank just now later today tomorrow yesterday meanwhile moreover \
    furthermore therefore instead indeed finally first second third next last again see anyway well";

super::lexicon!(ABBREVIATIONS, STARTERS);
