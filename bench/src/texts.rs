//! Texts to count that nobody has to bring: sentences in five languages, in an order that looks random.

use reckon_stats::seam_from;

use crate::random::Random;

/// The least that a mixed text takes from one of its texts at a time.
const STRETCH_BYTES: usize = 2048;

const ENGLISH: [&str; 9] = [
    "The ferry was late again, and nobody on the pier seemed to mind.",
    "She counted the boxes twice; there were forty-one of them both times.",
    "\"You'll want a coat,\" he said, \"whatever the forecast says.\"",
    "Rain.",
    "By the time the committee had agreed on a chairman, the lamps were being lit in the street below.",
    "A clock that's wrong by an hour is more useful than one that's wrong by a minute, for one knows not to trust it.",
    "Nothing grew there but thistles, nettles and a single, stubborn apple tree.",
    "Who had left the gate open?",
    "The letter, which had taken eleven days to cross a distance of thirty miles, contained only a receipt.",
];

const FRENCH: [&str; 6] = [
    "Le dernier train partait à minuit moins cinq, et la gare était déjà déserte.",
    "« Où avez-vous rangé les clés ? » demanda-t-elle sans lever les yeux.",
    "L'été suivant, ils repeignirent la façade, réparèrent le toit et plantèrent trois pêchers.",
    "Ça n'a guère changé depuis.",
    "On n'entendait que la pluie sur les tôles et, très loin, un chien qui aboyait.",
    "Il écrivait chaque soir une page, qu'il déchirait chaque matin.",
];

const GERMAN: [&str; 6] = [
    "Der Wächter schloß das Tor um zehn, doch die Katze fand wie immer einen Weg hinaus.",
    "Im Keller standen Einmachgläser, zwei Fahrräder und eine Nähmaschine, die seit Jahren niemand benutzt hatte.",
    "„Wann fährt das Schiff?“, fragte er, ohne eine Antwort zu erwarten.",
    "Es wurde früh dunkel.",
    "Die Straßenbahn hielt mitten auf der Brücke, und alle schauten auf den Fluß.",
    "Am dritten Tag hörte der Regen auf; über den Feldern hing noch bis Mittag der Nebel.",
];

const RUSSIAN: [&str; 6] = [
    "Снег шёл всю ночь, и к утру дорогу совсем занесло.",
    "— Вы опять забыли зонт, — сказала соседка с третьего этажа.",
    "В ящике стола лежали старые билеты, карандаш и чья-то фотография.",
    "Никто не ответил.",
    "Часы на башне отставали на семь минут, но весь город жил именно по ним.",
    "Она купила два килограмма яблок, хлеб, соль и тетрадь в клетку.",
];

const CHINESE: [&str; 6] = [
    "清晨的市场已经热闹起来，卖豆腐的老人正在数零钱。",
    "他把信读了三遍，然后小心地放回抽屉里。",
    "“明天还下雨吗？”孩子问。",
    "河对岸有一座旧桥，桥上的石头都被磨得发亮了。",
    "没有人知道那只猫是从哪里来的。",
    "图书馆晚上九点关门，可是今天停电，大家提前回家了。",
];

/// English, all of it ASCII: at least so many bytes, up to the end of a paragraph.
#[must_use]
pub fn english(bytes: usize) -> Vec<u8> {
    compose(bytes, &[&ENGLISH])
}

/// French, German, Russian and Chinese in turn, a paragraph each: at least so many bytes, up to the end of a paragraph.
#[must_use]
pub fn mixed(bytes: usize) -> Vec<u8> {
    compose(bytes, &[&FRENCH, &GERMAN, &RUSSIAN, &CHINESE])
}

/// Paragraphs of several sentences, most of them on the line of the one before, and a blank line after each. The
/// text begins with a word and ends with a line feed, so that words and lines of repetitions add up.
fn compose(bytes: usize, languages: &[&[&str]]) -> Vec<u8> {
    let mut random = Random::new(4);
    let mut text = String::with_capacity(bytes + 2000);
    for &language in languages.iter().cycle() {
        for _ in 0..3 + random.below(6) {
            text.push_str(random.choose(language));
            text.push(if random.below(3) == 0 { '\n' } else { ' ' });
        }
        text.push_str(random.choose(language));
        text.push_str("\n\n");
        if text.len() >= bytes {
            break;
        }
    }
    text.into_bytes()
}

/// A text so often in a row that it has at least so many bytes; at least once.
#[must_use]
pub fn repeat(text: &[u8], bytes: usize) -> Vec<u8> {
    text.repeat(bytes.div_ceil(text.len().max(1)).max(1))
}

/// Paragraphs of each text in turn, about as many bytes of each, and none twice. It ends where one of the texts does.
#[must_use]
pub fn mix(texts: &[Vec<u8>]) -> Vec<u8> {
    let mut mixed = vec![];
    let mut rest: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
    for next in 0.. {
        let count = rest.len();
        let Some(text) = rest.get_mut(next % count.max(1)) else { break };
        let Some(end) = seam_from(text, STRETCH_BYTES) else { break };
        let (stretch, later) = text.split_at(end);
        mixed.extend_from_slice(stretch);
        *text = later;
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_add_up() {
        for text in [english(5000), mixed(5000)] {
            let words = |text: &[u8]| std::str::from_utf8(text).unwrap().split_ascii_whitespace().count();
            assert!(text.len() >= 5000 && text.ends_with(b"\n"));
            let thrice = repeat(&text, 2 * text.len() + 1);
            assert_eq!((thrice.len(), words(&thrice)), (3 * text.len(), 3 * words(&text)));
        }
        assert!(english(1000).is_ascii());
    }

    #[test]
    fn mixed_texts_take_turns() {
        let text = |letter: &str| [letter, "\n\n"].concat().repeat(2000).into_bytes();
        let mixed = mix(&[text("one"), text("zwei")]);
        // A stretch ends with the paragraph in which it has enough.
        let (one, two) = (5 * 410, 6 * 342);
        assert!(mixed[..one].ends_with(b"one\n\n") && mixed[one..one + two].ends_with(b"zwei\n\n"));
        assert!(mixed[one + two..].starts_with(b"one") && mixed[one..].starts_with(b"zwei"));
        // Four stretches of the shorter text, which has 10 000 bytes, and as many of the other.
        assert_eq!(mixed.len(), 4 * (one + two));
        assert!(mix(&[]).is_empty());
    }
}
