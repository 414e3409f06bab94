//! The charts of a page, each with the table behind it.

use reckon_stats::{Report, Section, bins, visible};

use super::super::number::{find, for_people, grouped, label, value};
use super::super::scale::{GRADE_MAX, hint, is_grade};
use super::super::svg::{Scale, Svg, escape, ticks};
use super::{curves, pairs, share};

/// Bars of a histogram.
const BINS_MAX: usize = 20;

/// Letters and scripts that are drawn.
const LETTERS_MAX: usize = 30;

/// The width of a picture over the whole page, and over half of it.
pub const WIDE: f64 = 960.0;
pub const HALF: f64 = 460.0;

/// The width of the scale of grades.
const GRADES_WIDTH: f64 = 620.0;

/// The margins around what is drawn: left, right, top, bottom.
pub const LEFT: f64 = 44.0;
pub const RIGHT: f64 = 10.0;
pub const TOP: f64 = 12.0;
pub const BOTTOM: f64 = 40.0;

/// A picture with its table, or a table that needs none.
#[derive(Debug, Default)]
pub struct Figure {
    pub id: &'static str,
    pub title: &'static str,
    pub text: String,
    pub is_wide: bool,
    pub picture: Option<Svg>,
    /// What stands beside the picture; empty for most.
    pub aside: String,
    pub table: String,
}

/// All for which a report has something.
pub fn all(report: &Report) -> Vec<Figure> {
    let lengths = [
        ("word-lengths", "Word lengths", "Words by their length in code points.", &report.word_lengths),
        (
            "sentence-lengths",
            "Sentence lengths",
            "Sentences by their length in words.",
            &report.sentence_lengths,
        ),
        (
            "paragraph-lengths",
            "Paragraph lengths",
            "Paragraphs by their length in words.",
            &report.paragraph_lengths,
        ),
    ];
    let [words, sentences, paragraphs] =
        lengths.map(|(id, title, text, exact)| histogram(id, title, text, exact));
    let figures = [
        readability(report),
        curves::rhythm(report),
        words,
        sentences,
        top_words(report),
        letters(report),
        paragraphs,
        curves::zipf(report),
        curves::growth(report),
        scripts(report),
    ];
    figures.into_iter().flatten().collect()
}

/// The frame of a chart: lines and numbers for the values, a title for each axis. Returns the scale of y.
pub fn frame(svg: &mut Svg, width: f64, height: f64, max: f64, x_title: &str) -> Scale {
    let marks = ticks(max, 4);
    let last = marks.last().copied().unwrap_or(1.0);
    let y = Scale::linear((0.0, last), (height - BOTTOM, TOP));
    for mark in marks {
        svg.line("grid", (LEFT, y.at(mark)), (width - RIGHT, y.at(mark)));
        let text = if last < 4.0 { mark.to_string() } else { grouped(mark as u64) };
        svg.text("left", (LEFT - 6.0, y.at(mark) + 4.0), &text);
    }
    svg.text("title", ((LEFT + width - RIGHT) / 2.0, height - 4.0), x_title);
    y
}

/// Upright bars, each with its name below and its tip.
fn bars(width: f64, height: f64, rows: &[(String, u64)], total: u64, x_title: &str) -> Svg {
    let mut svg = Svg::new(width, height);
    let max = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let y = frame(&mut svg, width, height, max as f64, x_title);
    let step = (width - LEFT - RIGHT) / rows.len().max(1) as f64;
    let longest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(1);
    // Names of 7 units a character must not touch.
    let every = ((longest as f64 * 7.0 + 6.0) / step).ceil().max(1.0) as usize;
    for (at, (name, count)) in rows.iter().enumerate() {
        let x = LEFT + at as f64 * step;
        let top = y.at(*count as f64);
        let tip = format!("{name}: {}", share(*count, total));
        svg.rect("bar", (x + step * 0.1, top), (step * 0.8, height - BOTTOM - top), &tip);
        if at % every == 0 {
            svg.text("middle", (x + step / 2.0, height - BOTTOM + 15.0), name);
        }
    }
    svg
}

fn histogram(id: &'static str, title: &'static str, text: &str, exact: &[(u64, u64)]) -> Option<Figure> {
    let rows: Vec<_> =
        bins(exact, BINS_MAX).iter().map(|bin| (bin.to_string().replace('-', "–"), bin.count)).collect();
    let total = exact.iter().map(|(_, count)| *count).sum();
    let unit = if id == "word-lengths" { "code points" } else { "words" };
    let what = title.split(' ').next().unwrap_or(title).to_string() + "s";
    let table = pairs([unit, &what], rows.iter().map(|(name, count)| (name.clone(), share(*count, total))));
    let picture = Some(bars(HALF, 230.0, &rows, total, unit));
    (!rows.is_empty()).then(|| Figure {
        id,
        title,
        text: text.into(),
        is_wide: false,
        picture,
        table,
        ..Figure::default()
    })
}

fn readability(report: &Report) -> Option<Figure> {
    let numbers =
        report.numbers.iter().filter(|number| Section::of(number.definition.id) == Section::Readability);
    let numbers: Vec<_> = numbers.filter_map(|number| Some((number, value(number)?))).collect();
    let grades: Vec<_> = numbers.iter().filter(|(number, _)| is_grade(number.definition.id)).collect();
    let rows = numbers.iter().map(|(number, _)| {
        let unit = if is_grade(number.definition.id) { "grade" } else { hint(number.definition.id) };
        let gap = if unit.is_empty() { "" } else { " · " };
        (label(number.definition).to_string(), format!("{}{gap}{unit}", for_people(number)))
    });
    let table = pairs(["Index", "Value"], rows);
    if numbers.is_empty() {
        return None;
    }
    let others = numbers.iter().filter(|(number, _)| !is_grade(number.definition.id)).map(|(number, _)| {
        let (id, name) = (number.definition.id, escape(label(number.definition)));
        let (value, hint) = (escape(&for_people(number)), escape(hint(id)));
        format!("<li><a href=\"#{id}\">{name}</a> <strong>{value}</strong> <small>{hint}</small></li>\n")
    });
    let aside = format!("<ul class=\"others\">\n{}</ul>\n", others.collect::<String>());
    let text =
        if grades.is_empty() { "" } else { "For which grade of a US school the text is fit, by each index." };
    let picture = (!grades.is_empty()).then(|| {
        let row = 25.0;
        // The longest name must fit.
        let left = 200.0;
        let height = grades.len() as f64 * row + 34.0;
        let mut svg = Svg::new(GRADES_WIDTH, height);
        let x = Scale::linear((0.0, GRADE_MAX), (left, GRADES_WIDTH - 40.0));
        for grade in (0..=GRADE_MAX as u64).step_by(2) {
            let at = x.at(grade as f64);
            svg.line("grid", (at, 20.0), (at, height - 8.0));
            svg.text("middle", (at, 13.0), &grade.to_string());
        }
        for (at, (number, grade)) in grades.iter().enumerate() {
            let y = 20.0 + (at as f64 + 0.6) * row;
            let place = x.at(grade.clamp(0.0, GRADE_MAX));
            svg.text("left", (left - 14.0, y + 4.0), label(number.definition));
            svg.line("track", (x.at(0.0), y), (place, y));
            svg.dot(
                "mark",
                (place, y),
                6.0,
                &format!("{}: {}", label(number.definition), for_people(number)),
            );
            svg.text("value", (place + 12.0, y + 4.0), &for_people(number));
        }
        svg
    });
    Some(Figure {
        id: "readability",
        title: "Readability",
        text: text.into(),
        is_wide: true,
        picture,
        table,
        aside,
    })
}

/// A table that has its bars in it.
fn top_words(report: &Report) -> Option<Figure> {
    let max = report.top_words.first()?.1.max(1);
    let total = find(report, "words").and_then(value).unwrap_or(0.0);
    let row = |(word, count): &(String, u64)| {
        let share =
            if total > 0.0 { format!("{:.1} %", 100.0 * *count as f64 / total) } else { String::new() };
        format!(
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td class=\"strip\"><span style=\"width:{:.1}%\"></span></td>\
             <td>{}</td><td>{share}</td></tr>\n",
            escape(&visible(word)),
            100.0 * *count as f64 / max as f64,
            grouped(*count)
        )
    };
    let table = format!(
        "<table class=\"bars\"><tbody>\n{}</tbody></table>\n",
        report.top_words.iter().map(row).collect::<String>()
    );
    let text = "Case-folded, with their part of all words.".to_string();
    Some(Figure {
        id: "top-words",
        title: "Most frequent words",
        text,
        is_wide: false,
        picture: None,
        table,
        ..Figure::default()
    })
}

fn letters(report: &Report) -> Option<Figure> {
    let total = report.letters.iter().map(|(_, count)| *count).sum();
    let name = |letter: &char| visible(&letter.to_string());
    let rows: Vec<_> =
        report.letters.iter().take(LETTERS_MAX).map(|(letter, count)| (name(letter), *count)).collect();
    let table =
        pairs(["Letter", "Times"], rows.iter().map(|(name, count)| (name.clone(), share(*count, total))));
    let picture = Some(bars(HALF, 230.0, &rows, total, "letters, by falling frequency"));
    let others = report.letters.len() - rows.len();
    let text = match others {
        0 => "Case-folded letters by how often they occur.".to_string(),
        others => {
            format!("The {LETTERS_MAX} most frequent letters; {} more are not shown.", grouped(others as u64))
        }
    };
    (!rows.is_empty()).then_some(Figure {
        id: "letters",
        title: "Letters",
        text,
        is_wide: false,
        picture,
        table,
        ..Figure::default()
    })
}

fn scripts(report: &Report) -> Option<Figure> {
    let total = report.scripts.iter().map(|(_, count)| *count).sum();
    let rows = report.scripts.iter().map(|(name, count)| (name.replace('_', " "), share(*count, total)));
    let table = pairs(["Script", "Code points"], rows);
    let text = "Code points by their script; Common are those that many scripts share.".to_string();
    (!report.scripts.is_empty()).then_some(Figure {
        id: "scripts",
        title: "Scripts",
        text,
        is_wide: true,
        picture: None,
        table,
        ..Figure::default()
    })
}
