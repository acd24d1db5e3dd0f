//! Pages: parsing and laying out, first screens of large texts, moving through them.

use archtutor::{
    markdown::Document,
    page::{Options, Page, Place, find},
};
use divan::{Bencher, black_box};

const RICH: &str = include_str!("../tests/fixtures/pages/rich.md");
const CHAPTER: usize = 44_000;
const BOOK: usize = 1_400_000;
const STRESS: usize = 10_800_000;

/// A text of about that many bytes with everything that a lesson may hold.
fn text(bytes: usize) -> String {
    let body = RICH.split("+++\n").nth(2).unwrap_or(RICH);
    let mut text = String::from("+++\nid = \"long\"\ntitle = \"Long\"\nminutes = 9\n+++\n");
    while text.len() < bytes {
        text.push_str(body);
        text.push('\n');
    }
    text
}

fn page(text: String) -> Page {
    Page::new(Document::new(text), Options::new(84))
}

#[divan::bench]
fn parse_and_lay_out_a_chapter(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| text(CHAPTER)).bench_values(|text| {
        let mut page = page(text);
        page.settle(0, usize::MAX >> 1);
        page
    });
}

#[divan::bench(args = [CHAPTER, BOOK, STRESS])]
fn first_screen(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = text(bytes);
    bencher.with_inputs(|| text.clone()).bench_values(|text| {
        let mut page = page(text);
        (page.lines(Place::default(), 38), page)
    });
}

#[divan::bench(args = [CHAPTER, BOOK, STRESS])]
fn scan_the_rest(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = text(bytes);
    bencher.with_inputs(|| page(text.clone())).bench_values(|mut page| {
        page.index();
        page
    });
}

#[divan::bench(args = [CHAPTER, STRESS])]
fn page_down(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut page = page(text(bytes));
    page.index();
    let mut place = Place::default();
    bencher.bench_local(|| {
        let next = page.step(place, 37);
        place = if next == place { Place::default() } else { next };
        black_box(page.lines(place, 38));
        page.progress(place)
    });
}

#[divan::bench(args = [CHAPTER, STRESS])]
fn jump_to_end(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = text(bytes);
    bencher
        .with_inputs(|| {
            let mut page = page(text.clone());
            page.index();
            page
        })
        .bench_values(|mut page| {
            let end = page.end();
            (page.top(end, 38), page)
        });
}

#[divan::bench(args = [CHAPTER, STRESS])]
fn search_for_what_is_not_there(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = text(bytes);
    bencher.bench_local(|| find(black_box(&text), "quorum of zebras", 0, 10));
}
