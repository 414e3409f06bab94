//! Languages by their codes, and by texts.

extern crate std;

use std::collections::BTreeSet;
use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use super::table::{ALIASES, LANGUAGES};
use super::{DETECTION_BYTES_MAX, Detected, Language, detect, elision};

#[test]
fn the_table_is_in_order_and_well_formed() {
    assert!(LANGUAGES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let short: Vec<_> = LANGUAGES.iter().map(|language| language.1).filter(|code| !code.is_empty()).collect();
    assert_eq!(short.iter().collect::<BTreeSet<_>>().len(), short.len());
    for (code, short, name) in LANGUAGES {
        assert!(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()), "{code}");
        assert!(matches!(short.len(), 0 | 2) && !name.is_empty(), "{code}");
    }
}

#[test]
fn every_language_is_found_by_its_codes() {
    for language in Language::all() {
        assert_eq!(Language::from_code(language.code()), Some(language));
        assert_eq!(Language::from_code(&language.code().to_uppercase()), Some(language));
        if let Some(code) = language.code_639_1() {
            assert_eq!(Language::from_code(code), Some(language));
        }
    }
    for (alias, code) in ALIASES {
        assert_eq!(Language::from_code(alias), Language::from_code(code));
        assert!(Language::from_code(code).is_some());
    }
    for code in ["", "e", "xx", "english", "en-GB"] {
        assert_eq!(Language::from_code(code), None, "{code:?}");
    }
    assert_eq!(size_of::<Language>(), 1);
    assert_eq!(Language::default(), Language::UNDETERMINED);
}

#[cfg(feature = "whatlang")]
#[test]
fn every_language_that_whatlang_knows_is_in_the_table() {
    for language in whatlang::Lang::all() {
        assert!(Language::from_code(language.code()).is_some(), "{}", language.code());
    }
}

/// Sentences of our own.
const TEXTS: &[(&str, &str)] = &[
    ("und", ""),
    ("und", "12.5 % … 3 × 4 = 12\n"),
    ("und", "🙂🙂🙂"),
    (
        "eng",
        "The shop at the corner was closed when we came back from the harbour, and there was no one in the street \
         who could have told us where to find another. So we sat down on the steps of the church to eat what was \
         left of the bread.",
    ),
    (
        "fra",
        "La boutique du coin était fermée quand nous sommes revenus du port, et il n’y avait personne dans la rue \
         qui aurait pu nous dire où en trouver une autre. Nous nous sommes donc assis sur les marches de l’église.",
    ),
    (
        "deu",
        "Der Laden an der Ecke war geschlossen, als wir vom Hafen zurückkamen, und auf der Straße war niemand, der \
         uns hätte sagen können, wo ein anderer zu finden ist. Also setzten wir uns auf die Stufen der Kirche.",
    ),
    (
        "spa",
        "La tienda de la esquina estaba cerrada cuando volvimos del puerto, y no había nadie en la calle que nos \
         pudiera decir dónde encontrar otra. Así que nos sentamos en los escalones de la iglesia a comer el pan.",
    ),
    (
        "ita",
        "Il negozio all'angolo era chiuso quando siamo tornati dal porto, e per la strada non c'era nessuno che ci \
         potesse dire dove trovarne un altro. Così ci siamo seduti sui gradini della chiesa a mangiare il pane.",
    ),
    (
        "por",
        "A loja da esquina estava fechada quando voltámos do porto, e não havia ninguém na rua que nos pudesse \
         dizer onde encontrar outra. Por isso sentámo-nos nos degraus da igreja a comer o pão que ainda havia.",
    ),
    (
        "nld",
        "De winkel op de hoek was gesloten toen wij van de haven terugkwamen, en er was niemand op straat die ons \
         had kunnen zeggen waar een andere te vinden was. Dus gingen we op de trappen van de kerk zitten.",
    ),
    ("zho", "我们从港口回来的时候，街角的商店已经关门了，街上没有人能告诉我们哪里还有别的商店。"),
    ("jpn", "港から戻ったとき、角の店は閉まっていて、通りにはほかの店を教えてくれる人は誰もいなかった。"),
    ("kor", "우리가 항구에서 돌아왔을 때 모퉁이의 가게는 닫혀 있었고 거리에는 아무도 없었다."),
    ("tha", "เมื่อเรากลับมาจากท่าเรือ ร้านที่หัวมุมปิดแล้ว และไม่มีใครอยู่บนถนน"),
    ("lao", "ເມື່ອພວກເຮົາກັບມາຈາກທ່າເຮືອ ຮ້ານຢູ່ຫົວມຸມປິດແລ້ວ"),
    ("khm", "នៅពេលដែលយើងត្រឡប់មកពីកំពង់ផែវិញ ហាងនៅកែងបានបិទហើយ"),
    ("mya", "ကျွန်ုပ်တို့ ဆိပ်ကမ်းမှ ပြန်လာသောအခါ ထောင့်ရှိ ဆိုင်ပိတ်ထားသည်။"),
    ("ell", "Το μαγαζί στη γωνία ήταν κλειστό όταν γυρίσαμε από το λιμάνι."),
    ("kat", "როცა ნავსადგურიდან დავბრუნდით, მაღაზია დაკეტილი იყო."),
];

#[test]
fn each_text_is_in_its_language() {
    for (code, text) in TEXTS {
        let detected = detect(text.as_bytes());
        assert_eq!(detected.language.code(), *code, "{text}");
        assert_eq!(detected.is_reliable(), *code != "und", "{detected:?} {text}");
    }
}

#[cfg(feature = "whatlang")]
#[test]
fn whatlang_tells_the_others() {
    for (code, text) in [
        ("rus", "Когда мы вернулись из гавани, лавка на углу была закрыта, и на улице никого не было."),
        ("ukr", "Коли ми повернулися з гавані, крамниця на розі була зачинена, і на вулиці нікого не було."),
        ("pol", "Kiedy wróciliśmy z portu, sklep na rogu był zamknięty, a na ulicy nie było nikogo."),
        ("ara", "كان الدكان عند الزاوية مغلقا عندما عدنا من الميناء ولم يكن أحد في الشارع"),
    ] {
        assert_eq!(detect(text.as_bytes()).language.code(), code, "{text}");
    }
}

#[test]
fn terms_in_latin_letters_do_not_decide() {
    for (code, text) in [
        ("zho", "使用 systemctl restart nginx 重启服务器，然后查看 access.log 日志文件。"),
        ("jpn", "設定ファイルは config/settings.yaml にあり、npm install で導入します。"),
        ("kor", "설정 파일을 고친 다음 systemctl reload nginx 명령을 실행하십시오."),
        (
            "eng",
            "The Chinese word 计算机 and the Japanese word コンピュータ both mean what you think they do.",
        ),
    ] {
        assert_eq!(detect(text.as_bytes()).language.code(), code, "{text}");
    }
}

#[test]
fn only_the_first_bytes_matter() {
    let (_, english) = TEXTS[3];
    let (_, chinese) = TEXTS[10];
    let mut text: String = core::iter::repeat_n(english, 400).collect();
    let detected = detect(&text.as_bytes()[..DETECTION_BYTES_MAX]);
    text.extend(core::iter::repeat_n(chinese, 1000));
    assert_eq!(detect(text.as_bytes()), detected);
    assert_eq!(detected.language, Language::ENGLISH);
}

#[test]
fn what_a_text_begins_with_does_not_decide() {
    let (_, english) = TEXTS[3];
    let (_, chinese) = TEXTS[10];
    let text = |first: &str, first_bytes: usize, then: &str, bytes: usize| {
        let mut text = first.repeat(first_bytes / first.len());
        text += &then.repeat(bytes / then.len());
        detect(text.as_bytes()).language.code()
    };
    let (_, german) = TEXTS.iter().find(|(code, _)| *code == "deu").unwrap();
    assert_eq!(text(english, 4096, german, 12 << 10), "deu");
    assert_eq!(text(english, 4096, chinese, 12 << 10), "zho");
    assert_eq!(text(english, 4096, german, 2048), "eng");
    // Numbers tell nothing.
    assert_eq!(text(german, 2048, "1234,5678,9.0\n", 60 << 10), "deu");
}

#[test]
fn a_sample_has_whole_words_and_a_bound() {
    let text = "ein langes Wort und 中文中文 noch eines\n".repeat(300);
    for length in super::SAMPLE_BYTES + 1..super::SAMPLE_BYTES + 200 {
        let sample = super::sample(&text.as_bytes()[..length]);
        assert!(sample.len() <= super::SAMPLE_BYTES);
        let sample = core::str::from_utf8(&sample).expect("whole characters");
        let words = ["ein", "langes", "Wort", "und", "中文中文", "noch", "eines"];
        assert!(sample.split_whitespace().all(|word| words.contains(&word)), "{sample}");
    }
    // Where there is no white space nothing is left out.
    let text = "中".repeat(5000);
    assert_eq!(super::sample(text.as_bytes()).len(), super::SAMPLE_BYTES);
    assert_eq!(detect(text.as_bytes()).language, Language::CHINESE);
}

#[test]
fn ill_formed_text_has_the_language_of_its_letters() {
    let (_, text) = TEXTS[4];
    let mut bytes = text.as_bytes().to_vec();
    bytes.splice(9..9, [0xFF, 0xC3, 0xE2, 0x80]);
    assert_eq!(detect(&bytes).language, Language::FRENCH);
    assert_eq!(detect(&[0xE4, 0xB8]), Detected::NOTHING);
}

/// A token, and the pieces that it has in a language.
const ELISIONS: &[(&str, &[&str])] = &[
    ("fra", &["l'", "arbre"]),
    ("fra", &["L’", "Été"]),
    ("fra", &["d'", "aujourd'hui"]),
    ("fra", &["jusqu’", "à"]),
    ("fra", &["QU'", "IL"]),
    ("fra", &["lorsqu'", "on"]),
    ("fra", &["j'", "y"]),
    ("fra", &["s'", "habiller"]),
    ("fra", &["lʼ", "œuvre"]),
    ("fra", &["d'", "e\u{301}te\u{301}"]),
    ("fra", &["aujourd'hui"]),
    ("fra", &["prud'homme"]),
    ("fra", &["presqu'île"]),
    ("fra", &["quelqu'un"]),
    ("fra", &["entr'ouvrir"]),
    ("fra", &["N'Djamena"]),
    ("fra", &["d'ça"]),
    ("fra", &["l"]),
    ("fra", &["l'"]),
    ("fra", &["l''"]),
    ("fra", &["'l"]),
    ("fra", &[""]),
    ("fra", &["abcdefghijkl'a"]),
    ("ita", &["dell'", "arte"]),
    ("ita", &["un'", "altra"]),
    ("ita", &["c'", "è"]),
    ("ita", &["nell’", "Università"]),
    ("ita", &["rock'n'roll"]),
    ("cat", &["l'", "home"]),
    ("cat", &["compra'l"]),
    ("eng", &["d'accord"]),
    ("und", &["l'arbre"]),
];

#[test]
fn elisions_end_words() {
    for (code, pieces) in ELISIONS {
        let language = Language::from_code(code).expect("a code");
        let token: String = pieces.concat();
        let mut rest = token.as_bytes();
        for piece in &pieces[..pieces.len() - 1] {
            assert_eq!(elision(rest, language), Some(piece.len()), "{code} {token}");
            rest = &rest[piece.len()..];
        }
        assert_eq!(elision(rest, language), None, "{code} {token}");
    }
}

#[test]
fn the_lengths_of_elided_words_are_listed() {
    for language in [Language::FRENCH, Language::ITALIAN, Language::CATALAN] {
        let elided = elision::elided(language).expect("there are some");
        let lengths: BTreeSet<_> = elided.words.iter().map(|word| word.len()).collect();
        assert!(lengths.iter().eq(elided.lengths), "{language}");
        assert_eq!(elided.words.iter().collect::<BTreeSet<_>>().len(), elided.words.len());
    }
}

proptest! {
    /// Whatever the bytes: an elision leaves a word before it and one behind, and cuts no character.
    #[test]
    fn elisions_are_within_the_token(token in "[ldqu'’ʼaAéhnç中]{0,9}") {
        for language in [Language::FRENCH, Language::ITALIAN] {
            if let Some(end) = elision(token.as_bytes(), language) {
                prop_assert!(token.is_char_boundary(end));
                prop_assert!(2 <= end && end < token.len());
            }
        }
    }

    #[test]
    fn any_bytes_have_some_language(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let detected = detect(&bytes);
        prop_assert!(detected.confidence_per_mille <= 1000);
        prop_assert!(detected.language != Language::UNDETERMINED || detected.confidence_per_mille == 0);
    }
}
