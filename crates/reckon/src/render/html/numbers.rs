//! All numbers, with how they are made.

use reckon_stats::{Definition, Merge, Number, Report, Section, Value};

use super::super::number::{NONE, find, for_people, label};
use super::super::svg::escape;

/// All numbers with their definitions.
pub fn with_definitions(report: &Report) -> String {
    table(report, "All numbers", true)
}

/// The definitions alone.
pub fn definitions(report: &Report) -> String {
    table(report, "How the numbers are made", false)
}

fn table(report: &Report, title: &str, has_values: bool) -> String {
    if report.numbers.is_empty() {
        return String::new();
    }
    let mut page = format!("<section class=\"numbers\">\n<h2>{title}</h2>\n");
    for numbers in by_section(report) {
        page += &format!("<h3>{}</h3>\n<table><tbody>\n", escape(title_of(numbers)));
        for number in numbers {
            let Definition { id, text, source, .. } = *number.definition;
            let value = if has_values {
                format!("<td class=\"value\">{}</td>", value(number))
            } else {
                String::new()
            };
            page += &format!(
                "<tr id=\"{id}\">{value}<th scope=\"row\">{} <code>{id}</code></th><td class=\"how\">{}{} <cite>{}</cite>\
                 </td></tr>\n",
                escape(label(number.definition)),
                escape(text),
                remarks(number, report, has_values),
                escape(source)
            );
        }
        page += "</tbody></table>\n";
    }
    page + "</section>\n"
}

/// The numbers of one document among several; their definitions are elsewhere on the page.
pub fn list(report: &Report) -> String {
    if report.numbers.is_empty() {
        return String::new();
    }
    let mut page = "<section class=\"list\">\n<h3>All numbers</h3>\n<div class=\"lists\">\n".to_string();
    for numbers in by_section(report) {
        page += &format!("<table><caption>{}</caption><tbody>\n", escape(title_of(numbers)));
        for number in numbers {
            page += &format!(
                "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td class=\"value\">{}</td></tr>\n",
                number.definition.id,
                escape(label(number.definition)),
                value(number)
            );
        }
        page += "</tbody></table>\n";
    }
    page += "</div>\n";
    for (reason, ids) in report.reasons() {
        page += &format!(
            "<p class=\"reason\">No <code>{}</code>: {}.</p>\n",
            ids.join("</code>, <code>"),
            escape(reason)
        );
    }
    page + "</section>\n"
}

fn by_section(report: &Report) -> impl Iterator<Item = &[Number]> {
    let section = |number: &Number| Section::of(number.definition.id);
    report.numbers.chunk_by(move |a, b| section(a) == section(b))
}

fn title_of(numbers: &[Number]) -> &'static str {
    numbers.first().map_or("", |number| Section::of(number.definition.id).title())
}

fn value(number: &Number) -> String {
    match number.value {
        Value::Missing(reason) => format!("<span title=\"{}\">{NONE}</span>", escape(reason)),
        Value::Count(_) | Value::Real(_) => escape(&for_people(number)),
    }
}

/// Why there is no number; of what it is computed; what becomes of it among several texts.
fn remarks(number: &Number, report: &Report, has_values: bool) -> String {
    let mut remarks = String::new();
    if let Value::Missing(reason) = number.value
        && has_values
    {
        remarks += &format!(" <em class=\"reason\">Not here: {}.</em>", escape(reason));
    }
    let inputs = number.definition.inputs;
    if !inputs.is_empty() {
        // Others may not be chosen, and so are not on the page.
        let link = |id: &&str| match find(report, id) {
            Some(_) => format!("<a href=\"#{id}\"><code>{id}</code></a>"),
            None => format!("<code>{id}</code>"),
        };
        let links = inputs.iter().map(link);
        remarks += &format!(" From {}.", links.collect::<Vec<_>>().join(", "));
    }
    match number.definition.merge {
        Merge::Sequential => remarks += " Texts taken together have none.",
        Merge::Max => remarks += " Of texts taken together, the greatest.",
        Merge::Sum | Merge::Computed => {}
    }
    remarks
}
