//! Reading: faults that readers met, each with the text that showed it; and what holds for any text.

use std::{collections::HashMap, path::Path};

use crate::program::{Program, course};
use archtutor::{
    markdown::{Document, Indexer},
    page::{Line, LineKind, Look, Medium, Options, Page, Place, print},
};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

fn case(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reader").join(name);
    std::fs::read_to_string(path).expect("a case")
}

/// The lines of a text in a medium.
fn lines(text: &str, width: usize, medium: Medium) -> Vec<Line> {
    let options = Options { medium, ..Options::new(width) };
    Page::new(Document::new(text.to_owned()), options).lines(Place::default(), usize::MAX >> 1)
}

fn shown_in(text: &str, width: usize, medium: Medium) -> String {
    lines(text, width, medium).iter().map(|line| line.text().trim_end().to_owned() + "\n").collect()
}

fn shown(text: &str) -> String {
    shown_in(text, 80, Medium::Screen)
}

fn printed(text: &str, width: usize, look: Look) -> String {
    let mut out = Vec::new();
    print(&mut Document::new(text.to_owned()), &Options::new(width), look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text behind so much else that it is read piece by piece.
fn far(text: &str) -> String {
    format!("{}# End\n\n{text}", "## Part\n\nText that fills the page.\n\n".repeat(3_000))
}

fn targets(text: &str) -> Vec<String> {
    let lines = lines(text, 80, Medium::Screen);
    let links = lines.iter().flat_map(|line| &line.spans).filter_map(|span| span.link.as_ref());
    let mut targets: Vec<String> = links.map(|link| link.target.url()).collect();
    targets.dedup();
    targets
}

#[test]
fn a_definition_may_have_its_address_on_the_next_line() {
    let small = case("01-ref-url-next-line-small.md");
    let large = case("01-ref-url-next-line-6KB.md");
    assert_eq!(targets(&small), ["https://example.com/sagas/1987/paper"]);
    assert_eq!(targets(&far(&small)), ["https://example.com/sagas/1987/paper"]);
    assert!(!shown(&large).contains('['), "{}", shown(&large));
    assert_eq!(targets(&large)[0], "https://example.com/sagas/1987/paper");
    for definition in [
        "[a\\]b]: https://a.example",
        "> [A\\]B]: https://a.example",
        "> [!NOTE]\n> [a\\]b]:\n> https://a.example",
        "- item\n\n  [a\\]b]: <https://a.example> 'title\n  goes on'",
    ] {
        let text = format!("See [a\\]b].\n\n{}\n\n{definition}\n", "Text.\n\n".repeat(2_000));
        assert_eq!(targets(&text), ["https://a.example"], "{definition}");
    }
    let inside =
        format!("See [no].\n\n{}Text\n[no]: https://a.example\n", "Text.\n\n".repeat(2_000));
    assert!(shown(&inside).contains("See [no]."));
}

#[test]
fn headings_stand_in_the_outline_wherever_the_parser_sees_one() {
    let text = "> ## Quoted\n\n- # Listed\n\n   Indented\n   ===\n\n<div>\n# no\n</div>\n\n```\n# no\n```\n\n\
                Text\n# Close\n\n    # no\n\n1. item\n\n   ### Deep\n";
    let mut document = Document::new(far(text));
    document.index();
    let titles: Vec<String> = document.headings().iter().map(|h| document.title(h)).collect();
    let end = titles.iter().position(|title| title == "End").unwrap();
    assert_eq!(titles[end + 1..], ["Quoted", "Listed", "Indented", "Close", "Deep"]);
}

#[test]
fn footnotes_are_found_in_quotes_alerts_and_before_a_colon() {
    let quoted = shown(&case("03-footnote-in-quote.md"));
    assert!(quoted.contains("inside it.[1]") && quoted.contains("with a source.[2]"), "{quoted}");
    assert!(quoted.contains(" 1. The source of the quotation. ↩"), "{quoted}");
    assert!(quoted.contains(" 2. The source of the alert. ↩"), "{quoted}");
    assert!(!quoted.contains("[^"));
    let colon = shown(&case("05-footnote-mark-before-colon.md"));
    assert!(colon.contains("from it[1]: one and two."), "{colon}");
    assert!(colon.contains(" 1. The source of the claim. ↩"), "{colon}");
}

#[test]
fn footnotes_follow_the_parser_in_every_other_way_too() {
    let text = "One[^A], two[^b]: again[^a]. Code `[^b]` and \\[^b]. Gone[^gone].\n\nTerm\n: Told[^c].\n\n\
                \u{20} [^c]: Of the list.\n\n[^B]: Of b, and[^d].\n[^a]: Of a.\n\n[^d]: Of d.\n\n[^e]: Of e, unused.\n";
    for text in [text.to_owned(), format!("{text}\n{}", "Text.\n\n".repeat(9_000))] {
        let page = shown(&text);
        assert!(
            page.contains("One[1], two[2]: again[1]. Code [^b] and [^b]. Gone[^gone]."),
            "{page}"
        );
        assert!(page.contains("Told[3]."), "{page}");
        for note in [
            "1. Of a. ↩",
            "2. Of b, and[4]. ↩",
            "3. Of the list. ↩",
            "4. Of d. ↩",
            "5. Of e, unused.",
        ] {
            assert!(page.contains(note), "{note} in {page}");
        }
    }
}

#[test]
fn links_that_are_printed_break_no_width_and_no_table() {
    let text = case("06-plain-links-over-width.md");
    for (width, look) in [(60, Look::Plain), (60, Look::Styled), (40, Look::Plain)] {
        let out = printed(&text, width, look);
        let out = archtutor::text::sanitize(&out).into_owned();
        if look == Look::Plain {
            assert!(out.lines().all(|line| archtutor::text::width(line) <= width), "{out}");
        }
        assert!(out.contains("<https://example.com/three>"), "{out}");
    }
    let out = printed(&text, 100, Look::Plain);
    let rows: Vec<&str> = out.lines().filter(|line| line.contains('│')).collect();
    let columns = |row: &str| -> Vec<usize> {
        row.char_indices()
            .filter(|(_, c)| *c == '│')
            .map(|(at, _)| row[..at].chars().count())
            .collect()
    };
    assert!(rows.len() > 2 && rows.iter().all(|row| columns(row) == columns(rows[0])), "{out}");
    assert!(out.contains("docs <https://example.com/orders/documentation>"), "{out}");
}

#[test]
fn a_linked_image_leads_where_its_link_does() {
    let text = case("07-linked-image.md");
    assert_eq!(targets(&text), ["https://ci.example/builds"]);
    assert!(shown(&text).contains("Build state"));
    assert_eq!(targets("[![](img/a.png)](https://a.example)\n"), ["https://a.example"]);
    assert!(shown("![](img/a.png)").contains("a.png"));
}

#[test]
fn a_link_whose_text_is_another_address_shows_its_own() {
    let text = case("08-link-text-is-another-address.md");
    for medium in [Medium::Screen, Medium::Print, Medium::Text, Medium::Speech] {
        let page = shown_in(&text, 120, medium);
        assert!(
            page.contains("https://bank.example/login <https://other.example/elsewhere>"),
            "{page}"
        );
    }
}

#[test]
fn addresses_that_are_not_ascii_and_mail_lead_somewhere() {
    assert_eq!(
        targets(&case("09-non-ascii-address.md")),
        [
            "https://ru.wikipedia.org/wiki/База_данных",
            "https://vi.wikipedia.org/wiki/Cơ_sở_dữ_liệu",
            "mailto:team@example.com"
        ]
    );
    assert_eq!(
        targets("<team@example.com> www.a.example"),
        ["mailto:team@example.com", "http://www.a.example"]
    );
    let out = printed("[x](https://ru.example/Ба)\n", 80, Look::Styled);
    assert!(out.contains("\u{1b}]8;;https://ru.example/%D0%91%D0%B0\u{1b}\\"), "{out:?}");
}

#[test]
fn anchors_are_found_in_any_case_and_with_percent_signs() {
    let document = Document::new("# База данных\n\n## Part One\n\n## {#Own}\n");
    for anchor in [
        "база-данных",
        "%D0%B1%D0%B0%D0%B7%D0%B0-%D0%B4%D0%B0%D0%BD%D0%BD%D1%8B%D1%85",
        "Part-One",
        "own",
    ] {
        assert!(document.anchor(anchor).is_some(), "{anchor}");
    }
}

#[test]
fn a_table_of_any_size_stays_one_table() {
    let mut text = String::from("| a | b |\n|---|---|\n");
    (0..1_500).for_each(|n| text.push_str(&format!("| cell {n} | value of the row {n} |\n")));
    assert!(text.len() > 50 << 10);
    let page = shown(&text);
    assert!(!page.contains('|') && page.matches('┼').count() == 1);
    assert_eq!(page.matches('│').count(), 1_501);
    assert!(page.contains("cell 1499 │ value of the row 1499"));
}

#[test]
fn a_list_of_any_size_counts_on() {
    let text = "1. An item with some words to fill its line.\n".repeat(2_000);
    assert!(shown(&text).contains("2000. An item"));
    let loose = "1. An item.\n\n   ```\n   a\n\n   b\n   ```\n\n".repeat(1_500);
    assert!(shown(&loose).contains("1500. An item"));
}

#[test]
fn code_and_paragraphs_of_any_size_stay_whole() {
    let code = format!("```text\n{}```\n", "a line of code\n\n".repeat(5_000));
    assert_eq!(shown(&code).matches("a line of code\n\n").count(), 4_999);
    let paragraph = "word ".repeat(20_000);
    assert_eq!(shown(&paragraph).split_whitespace().filter(|word| *word == "word").count(), 20_000);
}

#[test]
fn tabs_are_copied_as_typed_and_stop_at_every_fourth_cell() {
    let text = case("14-tabs-in-code.md");
    let page = shown(&text);
    assert!(page.contains("      cc -o a a.c"), "{page}");
    assert!(page.contains("  a   b   c\n  abc d   e\n  abcdefg h   i\n"), "{page}");
    let mut page = Page::new(Document::new(text), Options::new(80));
    let copied = page.source(Place { piece: 0, line: 1 }).unwrap().text;
    assert_eq!(copied, "all:\n\tcc -o a a.c");
}

#[test]
fn front_matter_of_other_programs_is_not_shown() {
    let text = case("16-yaml-front-matter.md");
    let page = shown(&text);
    assert!(page.starts_with("Orders\n") && !page.contains("tags"), "{page}");
    for kept in [
        "---\n\nText: a\n\n---\n",
        "---\n---\n",
        "---\nA sentence.\n---\n",
        "Text\n---\na: b\n---\n",
    ] {
        assert!(!Document::new(kept).body() > 0, "{kept:?}");
    }
}

#[test]
fn soft_hyphens_are_not_shown_and_zero_width_spaces_break() {
    let page = shown_in(&case("18-soft-hyphen-zwsp.md"), 40, Medium::Screen);
    assert!(page.contains("soft  │ x") && page.contains("plain │ y"), "{page}");
    assert!(!page.contains(['\u{ad}', '\u{200b}']), "{page}");
    assert!(page.contains("zerowidthspace letsbreakherewhereit\nshouldbreakattheend"), "{page}");
}

#[test]
fn comments_are_hidden_and_harmless_tags_mean_what_they_mean() {
    let page = shown(&case("20-html-comment.md"));
    assert_eq!(page, "Text.\n\nMore text.\n");
    let page = shown(
        "<details>\n<summary>More</summary>\n\nInside.\n\n</details>\n\na<br>b <kbd>x</kbd>\n",
    );
    assert_eq!(page, "More\n\nInside.\n\na\nb <kbd>x</kbd>\n");
    assert!(shown("a <!-- b\nc --> d\n\n<!-- never ended\n").contains("<!-- never ended"));
}

#[test]
fn math_is_kept_as_typed() {
    let page = shown("Cost $a_1*b_2*c$ and $$x\\\\y$$, for $5 and *more*.\n");
    assert_eq!(page, "Cost $a_1*b_2*c$ and $$x\\\\y$$, for $5 and more.\n");
}

#[test]
fn check_says_which_notes_and_references_do_not_meet() {
    let text =
        case("28-check-is-silent.md").replace("Its source.", "Its source.\n>\n> Again.[^SRC]");
    let folder = course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'A'\n"),
        ("lessons/01-a/01-notes.md", text.as_bytes()),
    ]);
    let said = Program::of(["check", folder.path().to_str().unwrap()]).run();
    let said = format!("{}{}", said.stdout, said.stderr);
    for found in
        ["no note “[^gone]”", "nothing defines “[nope]”", "nothing mentions the note “[^unused]”"]
    {
        assert!(said.contains(found), "{found} in {said}");
    }
    assert!(!said.contains("src]`"), "{said}");
}

#[test]
fn a_task_in_a_numbered_list_has_its_number_and_its_box() {
    let page = shown(&case("22-task-in-numbered-list.md"));
    assert_eq!(page, "1. ☐ first\n2. ☑ second\n");
}

#[test]
fn a_voice_hears_words_and_no_lines() {
    let text = "# Title\n\n> Said.\n\n> [!TIP]\n> Do.\n\n| Service | Owner |\n|---|---|\n| Orders | team A |\n| Pay | |\n\n\
                - [x] ready\n- [ ] open\n- item\n\n***\n\n```mermaid\nflowchart LR\nA[Order service] -->|reads| B[Orders DB]\n```\n\n\
                ```mermaid\njourney\ntitle Plan\n```\n\n```diagram\n┌─────┐   ┌────┐\n│ One ├──►│ Two│\n└─────┘   └────┘\n```\n\n\
                ```text\n├── src\n```\n\n![the shop](shop.png) and [docs](https://a.example) and [saga](pattern:saga) note[^1].\n\n[^1]: Told.\n";
    let page = shown_in(text, 80, Medium::Speech);
    assert!(
        !page.contains(|c| matches!(c, '─'..='▟' | '►' | '●' | '☑' | '☐' | '•' | '↩' | '▣')),
        "{page}"
    );
    for words in [
        "Heading 1: Title",
        "Quote:\n  Said.",
        "Tip:\n  Do.",
        "Service: Orders\nOwner: team A\n\nService: Pay\nOwner:",
        "Done: ready",
        "To do: open",
        "- item",
        "Diagram:\n- Order service leads to Orders DB: reads",
        "Diagram, journey: not drawn here",
        "title Plan",
        "One",
        "Two",
        "+-- src",
        "Image: the shop",
        "docs <https://a.example>",
        "saga <pattern:saga>",
        "note (Footnote 1)",
        "Footnote 1: Told.",
    ] {
        assert!(page.contains(words), "{words:?} in {page}");
    }
}

#[test]
fn a_diagram_that_is_not_drawn_stands_in_a_frame_that_says_so() {
    let text = "```mermaid\n%% plan\njourney\n  title Plan\n```\n";
    for medium in [Medium::Screen, Medium::Print, Medium::Text] {
        let page = shown_in(text, 60, medium);
        assert!(page.starts_with("┌─ journey: not drawn here"), "{page}");
        assert!(page.contains("│   journey\n│     title Plan\n└───"), "{page}");
    }
}

#[derive(serde::Deserialize)]
struct Example {
    text: String,
}

fn examples() -> Vec<String> {
    let file = include_str!("../fixtures/markdown/examples.json");
    let examples: Vec<Example> = serde_json::from_str(file).unwrap();
    examples.into_iter().map(|example| example.text).collect()
}

/// How often each letter and digit stands in what a reader is to read: no comments, no drawings.
fn letters_of(text: &str) -> HashMap<char, usize> {
    let mut letters = HashMap::new();
    let mut drawn = false;
    let body = archtutor::markdown::body_start(text);
    for event in Parser::new_ext(&text[body..], archtutor::markdown::options()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                drawn = info.starts_with("mermaid") || info.starts_with("question");
            }
            Event::End(TagEnd::CodeBlock) => drawn = false,
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
                if !drawn =>
            {
                count(&text, &mut letters);
            }
            _ => {}
        }
    }
    letters
}

fn count(text: &str, letters: &mut HashMap<char, usize>) {
    text.chars().filter(|c| c.is_alphanumeric()).for_each(|c| *letters.entry(c).or_default() += 1);
}

/// What must hold for any text at any width: nothing is lost, and only code is wider than the page.
fn assert_reads(name: &str, text: &str) {
    let wanted = letters_of(text);
    for (width, medium) in [
        (40, Medium::Screen),
        (80, Medium::Screen),
        (120, Medium::Print),
        (80, Medium::Text),
        (80, Medium::Speech),
    ] {
        let lines = lines(text, width, medium);
        let mut found = HashMap::new();
        for line in &lines {
            let wide = matches!(line.kind, LineKind::Wide(_));
            assert!(wide || line.width() <= width, "{name} at {width}: {:?}", line.text());
            count(&line.text(), &mut found);
        }
        for (letter, times) in &wanted {
            let there = found.get(letter).copied().unwrap_or(0);
            assert!(
                there >= *times,
                "{name} at {width} {medium:?}: {letter:?} {there} of {times} in {text:.2000}"
            );
        }
    }
}

#[test]
fn no_example_loses_a_letter_or_is_wider_than_the_page() {
    for (number, text) in examples().iter().enumerate() {
        assert_reads(&format!("example {number}"), text);
    }
}

/// Reads the pages of a folder that `ARCHTUTOR_PAGES` names; they are nobody's to keep here.
#[test]
#[ignore = "needs a folder of pages"]
fn public_pages_lose_nothing() {
    let Some(folder) = std::env::var_os("ARCHTUTOR_PAGES") else { return };
    let pages = archtutor::file::folder(Path::new(&folder), 100_000, 1 << 30).expect("pages");
    for (name, text) in &pages {
        assert_reads(name, text);
        let mut whole = Document::new(text.clone());
        whole.index();
        let alone = whole.chunks().len();
        let large = far(text);
        let read = Document::new(large).indexer().map(Indexer::run);
        assert!(alone > 0 || text.trim().is_empty() || read.is_some());
    }
    println!("{} pages", pages.len());
}
