//! A report as one page of HTML: no script, no address, nothing that is fetched.

use super::tables::{Table, all, nothing_stuck, sums};
use crate::{
    class::{definition::Class, report::Report},
    messages::Messages,
    text::sanitize,
};

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em;\
                     color:#222;background:#fff}table{border-collapse:collapse;margin-bottom:2em}\
                     th,td{text-align:left;padding:.2em .8em;border-bottom:1px solid #ccc}";

/// The report as a page, with every question and every lesson.
pub fn html(report: &Report, class: &Class, words: &Messages) -> String {
    let title = escape(&class.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
         <p>{} · {}</p>\n",
        escape(&report.course),
        report.today
    );
    for line in sums(report, words).into_iter().chain(nothing_stuck(report, class, words)) {
        page.push_str(&format!("<p>{}</p>\n", escape(&line)));
    }
    for table in all(report, words, true) {
        page.push_str(&section(&table));
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn section(table: &Table) -> String {
    let row = |cells: Vec<&str>, tag: &str| {
        let cells = cells.into_iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = table.rows.iter().map(|cells| row(cells.texts(), "td")).collect();
    let head = row(table.head.iter().map(String::as_str).collect(), "th");
    let title = escape(&table.title);
    format!(
        "<h2>{title}</h2>\n<table>\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )
}

fn escape(text: &str) -> String {
    let text = sanitize(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
