//! Large texts: the end is reached without the middle, and what another thread finds fits.

use super::super::{flow::KEPT, *};
use super::{options, page};
use crate::{markdown::Document, role::Role};

#[test]
fn the_end_of_a_huge_page_is_reached_without_laying_it_out() {
    let text =
        "## Part\n\nSome text that fills a line or two at this width, no more.\n\n".repeat(40_000);
    let mut page = page(&text, 60);
    let end = page.end();
    assert!(page.pieces.len() < 4);
    let offset = page.offset(end);
    assert!(offset > text.len() - 100);
    let (line, total) = page.progress(end);
    assert!(line + 1 == total || total - line < total / 50, "{line} of {total}");
    for _ in 0..300 {
        page.settle(0, 1);
    }
    assert!(page.pieces.len() <= KEPT);
}

#[test]
fn code_takes_colours_when_they_arrive() {
    let mut page = page("- ```rust\n  let x = 1;\n  ```\n", 40);
    page.lines(Place::default(), 10);
    let source = page.sources(Place::default(), 10).next().cloned().unwrap();
    assert_eq!(source.language, "rust");
    let paint = vec![vec![(0..3, Role::Keyword), (8..9, Role::Number)]];
    assert!(page.paint(source.hash, paint));
    let line = page.lines(Place::default(), 1).remove(0);
    let roles: Vec<_> = line.spans.iter().map(|span| (span.text.as_str(), span.role)).collect();
    assert_eq!(
        roles[2..],
        [
            ("let", Role::Keyword),
            (" x = ", Role::CodeBlock),
            ("1", Role::Number),
            (";", Role::CodeBlock)
        ]
    );
}

#[test]
fn the_first_screen_is_right_wherever_a_label_is_defined() {
    let filler = "Some text that says little.\n\n".repeat(20_000);
    let note = "[^n]: The note.\n";
    for (end, shown) in [
        ("[far]: pattern:saga\n", "See here and [n][^n]."),
        ("[FAR]:\n  pattern:saga\n", "See here and [n][^n]."),
        ("> [far]: <pattern:saga>\n", "See here and [n][^n]."),
        ("- [Far\n  ]: pattern:saga\n", "See here and [n][^n]."),
        ("Text\n[far]: pattern:saga\n", "See [here][far] and [n][^n]."),
        ("[far]: pattern:saga\n\n[^N]: A note.\n", "See here and [n][1]."),
        ("```\n[far]: pattern:saga\n```\n\n[^n]: A note.\n", "See [here][far] and [n][1]."),
        (note, "See [here][far] and [n][1]."),
    ] {
        let text = format!("See [here][far] and [n][^n].\n\n{filler}\n{end}");
        let mut page = page(&text, 60);
        assert_eq!(page.lines(Place::default(), 1)[0].text(), shown, "{end}");
        assert!(page.is_settled());
    }
}

#[test]
fn what_is_out_of_sight_does_not_have_the_whole_text_read() {
    let filler = "Some text that says little.\n\n".repeat(20_000);
    let start = &filler[..10_000 / 29 * 29];
    let text = format!("{start}See [here][far].\n\n{filler}\n[far]: pattern:saga\n");
    let mut page = page(&text, 60);
    page.lines(Place::default(), 10);
    page.settle(0, 40);
    assert!(page.pieces.len() > 1, "what is sure is laid out");
    assert!(!page.document().is_indexed() && page.is_settled());
    let place = page.place(start.len());
    assert_eq!(page.lines(place, 1)[0].text(), "See here.");
}

#[test]
fn a_start_that_mentions_what_is_not_there_yet_says_so() {
    let (start, rest) =
        (format!("See [far].\n\n{}", "Text.\n\n".repeat(2_000)), "[far]: pattern:saga\n");
    let mut page = Page::new(Document::begin(start.clone(), rest.len()), options(60));
    assert_eq!(page.lines(Place::default(), 1)[0].text(), "See [far].");
    assert!(!page.is_settled());
    page.complete(format!("{start}{rest}"));
    assert_eq!(page.lines(Place::default(), 1)[0].text(), "See far.");
    assert!(page.is_settled());
}

#[test]
fn what_another_thread_found_is_what_would_have_been_found_here() {
    let plain = "Plain text.\n\n".repeat(9_000);
    let noted = "Text[^n].\n\n[^n]: N.\n\n".repeat(2_000);
    let text = format!("# A\n\n{plain}{noted}# B [x]\n\n[x]: y.md\n");
    let (mut here, mut there) = (page(&text, 60), page(&text, 60));
    here.lines(Place::default(), 9);
    there.lines(Place::default(), 9);
    let indexer = there.document().indexer().unwrap();
    assert!(
        there.adopt(std::thread::Builder::new().spawn(|| indexer.run()).unwrap().join().unwrap())
    );
    here.index();
    assert_eq!(there.document().chunks(), here.document().chunks());
    assert_eq!(there.document().headings(), here.document().headings());
    assert_eq!(there.end(), here.end());
    assert!(there.document().indexer().is_none());
}

#[test]
fn the_start_of_a_text_is_a_page_that_the_whole_completes() {
    let text = "## Part\n\nSome text that fills a line, no more.\n\n".repeat(20_000);
    let start = text[..500_000].rfind('\n').unwrap() + 1;
    let document = Document::begin(text[..start].to_owned(), text.len() - start);
    let mut partly = Page::new(document, options(60));
    let mut whole = page(&text, 60);
    assert_eq!(partly.lines(Place::default(), 50), whole.lines(Place::default(), 50));
    let (_, total) = partly.progress(Place::default());
    partly.complete(text.clone());
    partly.index();
    assert_eq!(partly.end(), whole.end());
    let (_, exact) = partly.progress(Place::default());
    assert!(total.abs_diff(exact) < exact / 10, "{total} {exact}");
    // A file that changed in between is read anew.
    let mut other = Page::new(Document::begin("Old text.\n", 100), options(60));
    other.lines(Place::default(), 1);
    other.complete("New text.\n");
    assert_eq!(other.lines(Place::default(), 1)[0].text(), "New text.");
}

#[test]
fn a_page_that_was_never_scanned_to_its_end_is_walked_to_it() {
    let text = "Some text.\n\n".repeat(20_000);
    let mut page = page(&text, 60);
    let last = page.step(Place::default(), 1 << 30);
    assert_eq!(last, page.end());
}

#[test]
fn no_text_makes_a_page_slow_or_break() {
    for part in [
        "[^",
        "[",
        "](",
        "[a](",
        "*a ",
        "**a",
        "> ",
        "`",
        "```\n",
        "|",
        "|-",
        "<!--",
        "- ",
        "1. ",
        "&amp;",
        "\\",
        "# ",
        "[x]: y\n",
        "[^x]: y\n",
        "a\n: b\n",
        "_",
        "<a ",
        "~~",
        "\u{1b}[2J",
        "👩\u{200d}",
        "数",
        "\t",
        "\r\n",
        "+++\n",
        "| a |\n|-|\n",
        "\u{202e}",
        "e\u{301}",
    ] {
        let text = format!("[^x]: note\n\n{}", part.repeat((200 << 10) / part.len()));
        let mut page = page(&text, 40);
        page.lines(Place::default(), 50);
        let end = page.end();
        page.top(end, 40);
        page.settle(0, 2);
        find(page.document().text(), "a b", 0, 10);
        page.document().headings().iter().take(10).for_each(|heading| {
            page.document().title(heading);
        });
    }
}
