//! What many languages share, and what those have that write Cyrillic or Greek, or have no list of their own.

use super::super::judge::Before;
use super::List;

/// Titles and the like, in the languages of Europe.
pub(super) const ABBREVIATIONS: &[List] = &[
    (Before::Title, "dr prof mr mrs ms vs cf"),
    (Before::Numbered, "no nr nº art fig vol p pp tel"),
    (Before::Short, "st jr sr ltd inc corp ca"),
    (Before::Closing, "etc"),
    // Portuguese, Dutch, Polish, Czech, Finnish, Vietnamese. What has no vowel of ASCII needs no list.
    (Before::Title, "डॉ प्रो sra srta profa exmo exma mevr bijv inż św ul např tj esim tp"),
    (Before::Numbered, "pág págs"),
    (Before::Proper, "av dra ing"),
    (Before::Short, "resp"),
    // Russian, Ukrainian, Bulgarian. The capitals from Р on have keys of their own.
    (Before::Title, "проф доц акад инж ул Ул вул пл просп пер бул напр тов см См ср Ср див вж пгт"),
    (Before::Numbered, "стр Стр рис Рис табл гл кв ст Ст стор Стор розд п пп"),
    (Before::Short, "гг рр Рр обл тыс млн млрд руб Руб грн коп"),
    // Greek, where those from Π on have.
    (Before::Title, "κα κος δρ καθ βλ πρβλ λεωφ αγ"),
    (Before::Numbered, "σελ Σελ αρ άρθ κεφ τηλ"),
];

/// Of Russian, Ukrainian, Bulgarian and Greek.
const STARTERS: &str = "Он Она Оно Они Мы Вы Ты Это Этот Эта Эти Эту В Во На И Но А С Со По За Из От До Для При Как Что \
    Когда Если Так Там Тут Здесь Все Всё Его Её Их Также Однако Затем Потом После У К Об Не Ни Где Кто Тогда Теперь \
    Поэтому Кроме Через Под Над Перед Вот Сегодня Він Вона Воно Вони Ми Ви Це Цей Ця Ці Та Але Й Як Що Коли Якщо Його Її \
    Їх Також Проте Потім Після Від Із Зі Той Тя То Те Ние Вие Тази Това Тези След Със Във Когато Ако Какво Ο Η Το \
    Οι Τα Τον Την Του Της Των Στο Στη Στην Στον Στα Στις Ένα Ένας Μία Μια Και Αλλά Όμως Όταν Αν Αυτό Αυτός Αυτή Αυτοί Από \
    Με Για Σε Κατά Μετά Πριν Ως Όπως Δεν Θα Να Είναι Επίσης Σήμερα Τότε";

super::lexicon!(ABBREVIATIONS, STARTERS);
