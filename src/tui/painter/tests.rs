//! What the painter promises, shown by a terminal that exists only in memory.

use super::*;
use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

fn screen(bytes: &[u8], rows: u16, columns: u16) -> String {
    let mut parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    parser.process(bytes);
    parser.screen().contents()
}

fn lines(buffer: &mut Buffer, first: usize) -> Vec<Hyperlink> {
    for y in 0..buffer.area.height {
        buffer.set_string(0, y, format!("line {}", first + usize::from(y)), Style::new());
    }
    Vec::new()
}

#[test]
fn a_frame_reaches_the_terminal_and_an_equal_one_writes_nothing() {
    let area = Rect::new(0, 0, 12, 3);
    let mut painter = Painter::new(Vec::new(), Depth::True);
    painter.paint(area, None, |buffer| lines(buffer, 1)).unwrap();
    assert_eq!(screen(painter.out(), 3, 12), "line 1\nline 2\nline 3");
    let before = painter.out().len();
    painter.paint(area, None, |buffer| lines(buffer, 1)).unwrap();
    assert_eq!(painter.out().len(), before);
}

#[test]
fn scrolled_lines_are_moved_by_the_terminal() {
    let area = Rect::new(0, 0, 80, 24);
    for lines_down in [1_i16, -1, 3] {
        let mut painter = Painter::new(Vec::new(), Depth::True);
        painter.paint(area, None, |buffer| lines(buffer, 10)).unwrap();
        let before = painter.out().len();
        let scroll = Scroll { top: 0, bottom: 24, lines: lines_down };
        let first = usize::try_from(10 + lines_down).unwrap();
        painter.paint(area, Some(scroll), |buffer| lines(buffer, first)).unwrap();
        assert!(painter.out().len() - before < 80, "{} bytes", painter.out().len() - before);
        let expected: Vec<String> = (first..first + 24).map(|n| format!("line {n}")).collect();
        assert_eq!(screen(painter.out(), 24, 80), expected.join("\n"));
    }
}

#[test]
fn links_scroll_with_their_cells() {
    let area = Rect::new(0, 0, 80, 24);
    let draw = |first: usize| {
        move |buffer: &mut Buffer| {
            lines(buffer, first);
            let y = (15 - first) as u16;
            vec![Hyperlink { x: 0, y, width: 7, url: "https://a.example".into() }]
        }
    };
    let mut painter = Painter::new(Vec::new(), Depth::True);
    painter.paint(area, None, draw(10)).unwrap();
    let before = painter.out().len();
    let scroll = Scroll { top: 0, bottom: 24, lines: 1 };
    painter.paint(area, Some(scroll), draw(11)).unwrap();
    assert!(painter.out().len() - before < 80);
    assert!(!String::from_utf8_lossy(&painter.out()[before..]).contains("a.example"));
}

#[test]
fn text_behind_an_emoji_stands_where_it_should_whatever_the_terminal_thinks() {
    let area = Rect::new(0, 0, 12, 1);
    let mut painter = Painter::new(Vec::new(), Depth::None);
    painter
        .paint(area, None, |buffer| {
            crate::tui::draw::put(buffer, 0, 0, 12, "👩\u{200d}💻 ab", Style::new());
            Vec::new()
        })
        .unwrap();
    let written = String::from_utf8(painter.out().clone()).unwrap();
    assert!(written.contains("\u{1b}[1;3H ab"), "{written:?}");
}

#[test]
fn wide_characters_leave_no_halves_behind() {
    let area = Rect::new(0, 0, 8, 1);
    let mut painter = Painter::new(Vec::new(), Depth::None);
    for text in ["数据ab", "a数b", "abcdef", "x据据"] {
        painter
            .paint(area, None, |buffer| {
                buffer.set_string(0, 0, text, Style::new());
                Vec::new()
            })
            .unwrap();
        assert_eq!(screen(painter.out(), 1, 8), text);
    }
}

#[test]
fn links_are_written_around_their_cells() {
    let area = Rect::new(0, 0, 8, 1);
    let mut painter = Painter::new(Vec::new(), Depth::None);
    let link = Hyperlink { x: 1, y: 0, width: 1, url: "https://a.example".into() };
    painter
        .paint(area, None, |buffer| {
            buffer.set_string(0, 0, "abc", Style::new());
            vec![link]
        })
        .unwrap();
    let written = String::from_utf8(painter.out().clone()).unwrap();
    assert!(written.contains("a\u{1b}]8;;https://a.example\u{1b}\\b\u{1b}]8;;\u{1b}\\c"));
}

#[test]
fn no_colour_means_no_colour_codes() {
    let area = Rect::new(0, 0, 8, 1);
    let mut painter = Painter::new(Vec::new(), Depth::None);
    let style = Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD);
    painter
        .paint(area, None, |buffer| {
            buffer.set_string(0, 0, "a", style);
            Vec::new()
        })
        .unwrap();
    let written = String::from_utf8(painter.out().clone()).unwrap();
    assert!(written.contains("\u{1b}[1m") && !written.contains("38;2"), "{written:?}");
}

#[derive(Clone, Debug)]
struct Stroke {
    x: u16,
    y: u16,
    text: &'static str,
    style: Style,
    link: bool,
}

fn stroke() -> impl Strategy<Value = Stroke> {
    let text = prop::sample::select(vec![
        "word",
        "数据",
        "a b",
        "   ",
        "│",
        "x",
        "longer text",
        "a                b",
    ]);
    let colour =
        || prop::sample::select(vec![Color::Reset, Color::Rgb(1, 2, 3), Color::Rgb(9, 9, 9)]);
    let modifier = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC | Modifier::BOLD,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
    ]);
    (0..20_u16, 0..6_u16, text, colour(), colour(), modifier, any::<bool>()).prop_map(
        |(x, y, text, fg, bg, modifier, link)| {
            let style = Style::new().fg(fg).bg(bg).add_modifier(modifier);
            Stroke { x, y, text, style, link }
        },
    )
}

fn draw(strokes: &[Stroke]) -> impl FnOnce(&mut Buffer) -> Vec<Hyperlink> {
    move |buffer| {
        let mut links = Vec::new();
        for stroke in strokes {
            crate::tui::draw::put(buffer, stroke.x, stroke.y, 20, stroke.text, stroke.style);
            if stroke.link && links.is_empty() {
                let url = "https://a.example".into();
                links.push(Hyperlink { x: stroke.x, y: stroke.y, width: 3, url });
            }
        }
        links
    }
}

/// What every cell shows: its text, and of a blank only the ground.
fn seen(bytes: &[u8]) -> Vec<String> {
    let mut parser = vt100::Parser::new(6.try_into().unwrap(), 20.try_into().unwrap(), 0);
    parser.process(bytes);
    let screen = parser.screen();
    let cells = (0..6).flat_map(|y| (0..20).map(move |x| (y, x)));
    cells
        .filter_map(|(y, x)| screen.cell(y, x))
        .map(|cell| {
            let blank = cell.contents().trim().is_empty();
            let marks = (cell.underline(), cell.inverse());
            let ground = format!("{:?} {marks:?}", cell.bgcolor());
            if blank && marks == (false, false) {
                return ground;
            }
            let looks = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
            format!("{:?} {ground} {looks:?}", cell.contents())
        })
        .collect()
}

proptest! {
    #[test]
    fn a_changed_frame_looks_like_a_fresh_one(
        first in prop::collection::vec(stroke(), 0..12),
        second in prop::collection::vec(stroke(), 0..12),
        scroll in prop::option::of((0..3_u16, 4..7_u16, -2..3_i16)),
    ) {
        let area = Rect::new(0, 0, 20, 6);
        let scroll = scroll.map(|(top, bottom, lines)| Scroll { top, bottom, lines });
        let mut painter = Painter::new(Vec::new(), Depth::True);
        painter.paint(area, None, draw(&first)).unwrap();
        painter.paint(area, scroll, draw(&second)).unwrap();
        let mut fresh = Painter::new(Vec::new(), Depth::True);
        fresh.paint(area, None, draw(&second)).unwrap();
        prop_assert_eq!(seen(painter.out()), seen(fresh.out()));
    }
}
