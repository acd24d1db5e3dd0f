//! What a page promises.

mod large;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use proptest::prelude::*;

use super::*;
use crate::{
    markdown::{Document, Target},
    role::Role,
};

const RICH: &str = include_str!("../../tests/fixtures/pages/rich.md");

/// Knows every question and draws nothing.
struct Asker;

impl QuestionProvider for Asker {
    fn question(&self, id: &QuestionId) -> Option<Check> {
        let prompt = format!("What does {id} ask, and why is it asked in the middle of a page?");
        Some(Check { prompt, whole: String::new(), right: None })
    }
}

fn options(width: usize) -> Options {
    Options { questions: Arc::new(Asker), ..Options::new(width) }
}

fn page(text: &str, width: usize) -> Page {
    Page::new(Document::new(text.to_owned()), options(width))
}

fn all(page: &mut Page) -> Vec<Line> {
    page.lines(Place::default(), usize::MAX >> 1)
}

fn shown(text: &str, width: usize) -> String {
    let lines = all(&mut page(text, width));
    lines.iter().map(|line| line.text().trim_end().to_owned() + "\n").collect()
}

#[test]
fn a_rich_page_at_three_widths() {
    for width in [40, 80, 84] {
        insta::assert_snapshot!(format!("rich_{width}"), shown(RICH, width));
    }
    let ascii = Options { charset: Charset::Ascii, ..options(60) };
    let mut page = Page::new(Document::new(RICH), ascii);
    let text: String =
        all(&mut page).iter().map(|line| line.text().trim_end().to_owned() + "\n").collect();
    insta::assert_snapshot!("rich_ascii", text);
}

#[test]
fn a_rich_page_for_a_pipe() {
    let mut out = Vec::new();
    print(&mut Document::new(RICH), &options(72), Look::Plain, &mut out).unwrap();
    insta::assert_snapshot!("rich_plain", String::from_utf8(out).unwrap());
}

#[test]
fn roles_follow_the_authors_marks() {
    let lines = all(&mut page("a **b** *c* ~~d~~ `e` [f](pattern:saga) [g](nope:x)", 80));
    let roles: Vec<_> = lines[0].spans.iter().map(|span| (span.text.trim(), span.role)).collect();
    assert_eq!(
        roles.into_iter().filter(|(text, _)| !text.is_empty()).collect::<Vec<_>>(),
        [
            ("a", Role::Text),
            ("b", Role::Strong),
            ("c", Role::Emphasis),
            ("d", Role::Struck),
            ("e", Role::Code),
            ("f", Role::Link),
            ("g", Role::Text)
        ]
    );
}

#[test]
fn pieces_of_one_link_share_their_place() {
    let lines = all(&mut page("go [a link over two lines](lesson:sagas) on", 10));
    let links: Vec<_> =
        lines.iter().flat_map(|line| &line.spans).filter_map(|span| span.link.clone()).collect();
    assert!(links.len() > 1);
    assert!(links.iter().all(|link| link.at == 3));
}

#[test]
fn no_line_starts_with_closing_punctuation() {
    for width in 8..40 {
        for line in all(&mut page("数据一致性，是一个重要的话题。「两阶段」提交，很慢。", width))
        {
            let first = line.text().chars().next();
            assert!(!matches!(first, Some('，' | '。' | '」')), "{:?} at {width}", line.text());
            assert!(!line.text().ends_with('「'), "{:?} at {width}", line.text());
        }
    }
}

#[test]
fn a_number_ends_no_line_without_its_unit_unless_nothing_else_helps() {
    assert_eq!(shown("it is up for **99.9** % of it", 14), "it is up for\n99.9 % of it\n");
    assert_eq!(shown("it waits for 250\nms, it", 16), "it waits for\n250 ms, it\n");
    assert_eq!(shown("as in `RFC 8594` and §\u{20}4", 10), "as in\nRFC 8594\nand § 4\n");
    assert_eq!(shown("1234567 ms", 8), "1234567\nms\n");
    assert!(shown("|a|b|\n|-|-|\n|250 ms|a long text|", 15).contains("250 ms"));
}

#[test]
fn tables_shrink_then_become_records_and_lose_no_text() {
    let table =
        "| Alpha | Beta | Gamma |\n|---|---|---|\n| one two three | four five six | seven |\n";
    assert_eq!(shown(table, 60).lines().count(), 3);
    let narrow = shown(table, 24);
    let record = shown(table, 12);
    assert!(narrow.contains('│') && narrow.lines().count() > 3, "{narrow}");
    assert!(record.contains("Alpha: one") && !record.contains('│'), "{record}");
    for text in [narrow, record] {
        for word in ["one", "two", "three", "four", "five", "six", "seven"] {
            assert!(text.contains(word), "{word} is lost in\n{text}");
        }
    }
}

#[test]
fn code_keeps_its_lines_and_shows_a_window_sideways() {
    let mut page = page("```\nabcdefghijklmnopqrstuvwxyz\n```\n", 12);
    let line = page.lines(Place::default(), 1).remove(0);
    let text = |sideways, charset| {
        let spans = line.visible(12, sideways, charset);
        spans.iter().map(|span| span.text.as_str()).collect::<String>()
    };
    assert_eq!(text(0, Charset::Unicode), "  abcdefghi›");
    assert_eq!(text(4, Charset::Unicode), "  ‹fghijklm›");
    assert_eq!(text(20, Charset::Ascii), "  <vwxyz");
    assert_eq!(text(999, Charset::Ascii), "  <");
}

#[test]
fn a_place_in_the_source_survives_every_change_of_width() {
    let mut wide = page(RICH, 80);
    let mut narrow = page(RICH, 30);
    let mut place = Place::default();
    loop {
        let offset = wide.offset(place);
        let there = narrow.place(offset);
        let back = narrow.offset(there);
        assert!(back <= offset, "{offset} became {back}");
        let home = wide.place(back);
        assert!(home <= place, "{place:?} became {home:?}");
        // Back at the same width it is the same line, or one that shows the same place.
        let same = wide.place(offset);
        assert_eq!(wide.offset(same), offset);
        let next = wide.step(place, 1);
        if next == place {
            break;
        }
        place = next;
    }
}

#[test]
fn places_rise_from_line_to_line() {
    for width in [20, 40, 84] {
        let lines = all(&mut page(RICH, width));
        for pair in lines.windows(2) {
            assert!(pair[0].at <= pair[1].at, "{:?}\n{:?}", pair[0], pair[1]);
        }
    }
}

/// Every lesson of the course.
fn lessons() -> Vec<String> {
    let all = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let files = all(folder).filter(|path| path.is_dir()).flat_map(all);
    let lessons = files.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    lessons.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_line_of_a_lesson_is_found_again_by_its_place() {
    for text in lessons() {
        for width in [36, 76] {
            let mut page = page(&text, width);
            let mut place = Place::default();
            loop {
                let at = page.offset(place);
                let line = page.lines(place, 1);
                assert_eq!(
                    page.place(at),
                    place,
                    "{at}: {line:?} in {:.60}",
                    text.get(at..).unwrap_or("")
                );
                let next = page.step(place, 1);
                if next == place {
                    break;
                }
                place = next;
            }
        }
    }
}

#[test]
fn steps_go_everywhere_and_stop_at_both_ends() {
    let text = RICH.repeat(40).replace("+++\n", "---\n");
    let mut page = page(&text, 60);
    let count = all(&mut page).len();
    assert!(page.document().chunks().len() > 3);
    let mut place = Place::default();
    for _ in 1..count {
        let next = page.step(place, 1);
        assert!(next > place);
        assert_eq!(page.step(next, -1), place);
        place = next;
    }
    assert_eq!(page.step(place, 1), place);
    assert_eq!(page.end(), place);
    assert_eq!(page.step(Place::default(), count as isize - 1), place);
    assert_eq!(page.step(place, -(count as isize)), Place::default());
    assert_eq!(page.progress(place), (count - 1, count));
    let top = page.top(place, 30);
    assert_eq!(page.lines(top, 100).len(), 30);
}

#[test]
fn footnotes_end_the_page_and_lead_back() {
    let text = "A[^x].\n\n[^x]: Note text.\n\nMore text.\n";
    let mut page = page(text, 40);
    let lines = all(&mut page);
    assert!(lines.last().unwrap().text().contains("1. Note text. ↩"));
    assert!(lines[0].text().contains("A[1]."));
    let at = page.locate(&Target::Note("x".into())).unwrap();
    let place = page.place(at);
    assert!(page.lines(place, 1)[0].text().contains("Note text"));
    assert_eq!(page.locate(&Target::Back("x".into())), Some(1));
}

fn markdown() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "\\PC{0,40}",
        "[a-z数据👩‍💻，。 ]{0,60}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("> ".to_owned()),
        Just("- ".to_owned()),
        Just("    ".to_owned()),
        Just("1. ".to_owned()),
        Just("| a | b |\n|---|---|\n| c |".to_owned()),
        Just("```\n".to_owned()),
        Just("[^a]".to_owned()),
        Just("\n[^a]: x".to_owned()),
        Just("[x](pattern:saga)".to_owned()),
        Just("**`*_~".to_owned()),
        Just("> [!NOTE]\n> ".to_owned()),
        Just("a\n: b\n".to_owned()),
    ];
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_page(text in markdown(), width in 0_usize..100) {
        for charset in [Charset::Unicode, Charset::Ascii] {
            let options = Options { charset, ..options(width) };
            let mut page = Page::new(Document::new(text.clone()), options);
            for line in all(&mut page) {
                if !matches!(line.kind, LineKind::Wide(_)) {
                    prop_assert!(line.width() <= width.max(NARROWEST), "{:?}", line.text());
                }
                let seen = line.visible(width, 3, charset);
                let cells: usize = seen.iter().map(|s| crate::text::width(&s.text)).sum();
                prop_assert!(cells <= width, "{} > {width}: {seen:?}", cells);
            }
        }
    }

    #[test]
    fn every_offset_has_a_line(text in markdown(), width in 8_usize..100) {
        let mut page = page(&text, width);
        let mut last = 0;
        for line in all(&mut page) {
            prop_assert!(line.at >= last, "{} after {last}", line.at);
            last = line.at;
        }
        for offset in 0..text.len() + 5 {
            let place = page.place(offset);
            page.offset(place);
        }
        let end = page.end();
        prop_assert!(page.step(end, 1) == end);
    }
}
