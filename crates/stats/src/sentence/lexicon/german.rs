//! German.

use super::super::judge::Before;
use super::List;

const ABBREVIATIONS: &[List] = &[
    (
        Before::Title,
        "hr hrn fr frl fa dr dres prof dipl ing mr mrs bzw ca vgl \
         sog zb dh zzgl inkl exkl evtl evt ggf ggfs insb insbes lt mind höchst geb gest gegr verh ehem vorm \
         kath evang ev urspr wg abzgl bspw bzgl diesbzgl einschl ausschl entspr jew vs cf lfd vermutl eigtl allg \
         östl westl nördl südl eig eigl eigentl jap",
    ),
    (
        Before::Numbered,
        "nr nrn no s p pp art abs abb abt anm kap bl ziff tab taf tel bd vol par max min lit lfg",
    ),
    (
        Before::Short,
        "st mag lic med phil jur rer nat theol pol hc habil gem jan feb mär apr jun jul aug sep sept okt nov dez mio mrd mill tsd std sek jh jhd jhdt jhs hl bde \
         hrsg hg verl aufl ausg chr sen jr sr inc ltd corp co str pl stk stck tgl lat griech engl franz dt österr \
         schweiz amerik russ ital span zt ua uä vors präs gen kgl verf übers red bearb erg zit ebd al ff obb nds \
         amtl gebr ges",
    ),
    (Before::Proper, "mo mi sa"),
    (Before::Closing, "usw usf etc"),
];

const STARTERS: &str = "der die das den dem des ein eine einer eines einem einen er sie es wir ihr ich du man dies \
    diese dieser dieses diesem diesen in im ins an am auf bei beim mit nach von vom zu zum zur aus für durch gegen \
    ohne um über unter vor hinter neben zwischen seit während wegen trotz bis als wenn weil da dass daß ob obwohl \
    nachdem bevor damit sobald solange und oder aber doch denn sondern auch nur noch schon so dann dort hier heute \
    gestern morgen jetzt nun später zunächst danach daher deshalb dadurch dabei dazu außerdem jedoch allerdings \
    insgesamt bereits erst wie was wer wo warum wann wieso welche welcher welches welchem welchen alle alles viele \
    einige mehrere kein keine keiner sein seine seiner seinen seinem ihre ihren ihrem ihrer unser unsere mein meine \
    meiner mehr nicht sehr leider bitte danke laut ab sowie zudem weiterhin hierbei hierzu hierfür anschließend beide \
    jede jeder jedes manche solche zwei drei ist sind war waren hat haben hatte wird werden wurde wurden kann können \
    soll muss seitdem darauf darin davon dagegen dennoch trotzdem schließlich deren dessen immer wieder vielleicht \
    natürlich etwa rund weitere weiter damals inzwischen mittlerweile";

super::lexicon!(ABBREVIATIONS, STARTERS);
