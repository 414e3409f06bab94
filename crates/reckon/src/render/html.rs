//! Reports as one page that needs nothing else: no network, no script, no other file.

mod charts;
mod curves;
mod numbers;

use std::fmt::Write;

use reckon_stats::{Report, visible};

use super::Document;
use super::fields::Fields;
use super::number::{find, for_people, grouped, label};
use super::structure::{ScopeRow, Structure};
use super::svg::escape;
use charts::Figure;

/// How every page begins.
pub const BEGINNING: &str = "<!DOCTYPE html>";

/// How it looks, in light, in dark and on paper.
const STYLE: &str = include_str!("html/page.css");

/// Nothing may be fetched and nothing run, whatever the documents hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// What most readers look for.
const HEADLINES: [&str; 8] = [
    "words",
    "words.distinct",
    "chars.graphemes",
    "sentences",
    "paragraphs",
    "lines",
    "bytes",
    "reading_time",
];

/// What is compared of several documents.
const COLUMNS: [&str; 8] = [
    "words",
    "words.distinct",
    "sentences",
    "paragraphs",
    "sentences.length.mean",
    "readability.flesch_kincaid",
    "diversity.mtld",
    "reading_time",
];

/// The page of a document, or of several with what they come to together, of these fields, to which their reports are
/// restricted already.
#[must_use]
pub fn page(documents: &[Document], total: Option<&Document>, fields: &Fields) -> String {
    let mut body = String::new();
    let title = match documents {
        [document] => visible(&document.name),
        documents => format!("{} documents", documents.len()),
    };
    match (documents, total) {
        ([document], None) => {
            body += &section(document, "d1", 1, fields);
            body += &numbers::with_definitions(&document.report);
        }
        (documents, total) => {
            body += &format!("<header><h1>{}</h1></header>", escape(&title));
            body += &summary(documents, total);
            for (at, document) in (1..).zip(documents) {
                body += &section(document, &format!("d{at}"), 2, fields);
                body += &numbers::list(&document.report);
            }
            if let Some(total) = total {
                body += &section(&Document { name: "Total".into(), ..total.clone() }, "total", 2, fields);
                body += &numbers::list(&total.report);
            }
            if let Some(document) = documents.first() {
                body += &numbers::definitions(&document.report);
            }
        }
    }
    format!(
        "{BEGINNING}\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
         <title>{} - document statistics</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\
         <footer>Made by Reckon. An id names a definition for good: <code>reckon stats --explain ID</code> says how \
         its number is made.</footer>\n</main>\n</body>\n</html>\n",
        escape(&title)
    )
}

/// A row for each document.
fn summary(documents: &[Document], total: Option<&Document>) -> String {
    let columns: Vec<_> =
        COLUMNS.iter().filter(|id| documents.iter().any(|d| find(&d.report, id).is_some())).collect();
    let mut table =
        "<div class=\"scroll\"><table class=\"summary\"><thead><tr><th scope=\"col\">Document</th>"
            .to_string();
    for id in &columns {
        let name = documents.iter().find_map(|d| find(&d.report, id)).map(|number| label(number.definition));
        table +=
            &format!("<th scope=\"col\"><a href=\"#{id}\">{}</a></th>", escape(name.unwrap_or_default()));
    }
    table += "</tr></thead>\n<tbody>\n";
    let row = |name: &str, anchor: &str, report: &Report| {
        let mut row = format!(
            "<tr><th scope=\"row\"><a href=\"#{anchor}\"><bdi>{}</bdi></a></th>",
            escape(&visible(name))
        );
        for id in &columns {
            row += &format!("<td>{}</td>", find(report, id).map(for_people).unwrap_or_default());
        }
        row + "</tr>\n"
    };
    for (at, document) in (1..).zip(documents) {
        table += &row(&document.name, &format!("d{at}"), &document.report);
    }
    table += "</tbody>\n";
    if let Some(total) = total {
        table += &format!("<tfoot>\n{}</tfoot>\n", row("Total", "total", &total.report));
    }
    table + "</table></div>\n"
}

/// A document: its headlines and its charts.
fn section(document: &Document, anchor: &str, level: u8, fields: &Fields) -> String {
    let Document { name, report, structure } = document;
    let mut section = format!("<section class=\"document\" id=\"{anchor}\">\n<header>");
    section += &format!(
        "<h{level}><bdi>{}</bdi></h{level}><p>{}</p></header>\n",
        escape(&visible(name)),
        origin(report)
    );
    section += &headlines(report);
    let figures = charts::all(report);
    let parts = structure.as_ref().map(|structure| made_of(structure, level + 1, fields)).unwrap_or_default();
    if !figures.is_empty() || !parts.is_empty() {
        section += "<div class=\"figures\">\n";
        for Figure { id, title, text, is_wide, picture, aside, table } in figures {
            let class = if is_wide { "wide" } else { "half" };
            let heading = level + 1;
            let picture = picture.map(|svg| {
                let svg = svg.render(&format!("{anchor}-{id}"), title, &text);
                format!("<div class=\"scroll\">{svg}</div>\n{aside}<details><summary>Table</summary>\n{table}</details>\n")
            });
            let shown = picture.unwrap_or(table);
            write!(
                section,
                "<figure class=\"{class} {id}\"><figcaption><h{heading}>{}</h{heading}><p>{}</p></figcaption>\n{shown}\
                 </figure>\n",
                escape(title),
                escape(&text)
            )
            .expect("a string takes everything");
        }
        section += &parts;
        section += "</div>\n";
    }
    section + "</section>\n"
}

/// The scopes of a document, where there is more than one and they are shown, and its sections, where they are asked for.
fn made_of(structure: &Structure, level: u8, fields: &Fields) -> String {
    let cell = |number: Option<u64>| number.map(grouped).unwrap_or_else(|| "–".into());
    let begin = |title: &str, text: &str, heads: &[&str]| {
        let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
        format!(
            "<figure class=\"wide\"><figcaption><h{level}>{title}</h{level}><p>{text}</p></figcaption>\n\
             <div class=\"scroll\"><table class=\"summary\"><thead><tr>{heads}</tr></thead><tbody>\n"
        )
    };
    const END: &str = "</tbody></table></div>\n</figure>\n";
    let mut html = String::new();
    if structure.scopes.len() > 1 && fields.has("document") {
        let text = "What the document is made of, and which of it is part of its numbers.";
        html += &begin("Parts", text, &["Part", "Words", "Sentences", "Counted"]);
        for ScopeRow { scope, counts, numbers } in &structure.scopes {
            let counts = if *counts { "yes" } else { "no" };
            html += &format!(
                "<tr><th scope=\"row\">{scope}</th><td>{}</td><td>{}</td><td>{counts}</td></tr>\n",
                cell(numbers.words),
                cell(numbers.sentences)
            );
        }
        html += END;
    }
    if let Some(sections) = &structure.sections {
        let text = "Each with those below it: its part of all words, its time of reading and its Flesch-Kincaid grade.";
        html += &begin("Sections", text, &["Section", "Words", "Share", "Reading", "Grade"]);
        for section in sections {
            let [words, share, reading, grade, title] = section.cells();
            html += &format!(
                "<tr><th scope=\"row\">{}{}</th><td>{words}</td><td>{share}</td><td>{reading}</td><td>{grade}</td></tr>\n",
                "\u{2003}".repeat(usize::from(section.level.saturating_sub(1)).min(8)),
                escape(&title)
            );
        }
        html += END;
    }
    html
}

/// By which rules a document was counted.
fn origin(report: &Report) -> String {
    let language = &report.language;
    let mut parts = vec![];
    if !language.code.is_empty() {
        let how = match language.confidence {
            Some(confidence) => format!(", detected with a confidence of {:.0} %", confidence * 100.0),
            None => String::new(),
        };
        parts.push(format!("{}{how}", language.name));
    }
    if !report.unicode.is_empty() {
        parts.push(format!("Unicode {}", report.unicode));
    }
    escape(&parts.join(" · "))
}

fn headlines(report: &Report) -> String {
    let numbers: Vec<_> = HEADLINES.iter().filter_map(|id| find(report, id)).collect();
    if numbers.is_empty() {
        return String::new();
    }
    let tile = |number: &&reckon_stats::Number| {
        let definition = number.definition;
        let (id, name, value) = (definition.id, escape(label(definition)), escape(&for_people(number)));
        format!(
            "<li><a href=\"#{id}\" title=\"{}\"><strong>{value}</strong> <span>{name}</span> <code>{id}</code></a></li>\n",
            escape(definition.text)
        )
    };
    format!("<ul class=\"tiles\">\n{}</ul>\n", numbers.iter().map(tile).collect::<String>())
}

/// A table of pairs.
fn pairs(heads: [&str; 2], rows: impl IntoIterator<Item = (String, String)>) -> String {
    let rows = rows.into_iter().map(|(key, value)| {
        format!("<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{}</td></tr>\n", escape(&key), escape(&value))
    });
    let [key, value] = heads.map(escape);
    format!(
        "<table class=\"pairs\"><thead><tr><th scope=\"col\">{key}</th><th scope=\"col\">{value}</th></tr></thead>\n\
         <tbody>\n{}</tbody></table>\n",
        rows.collect::<String>()
    )
}

/// A number and its part of the whole.
fn share(count: u64, total: u64) -> String {
    format!("{} ({:.1} %)", grouped(count), 100.0 * count as f64 / total.max(1) as f64)
}
