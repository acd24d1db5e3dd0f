//! The shipped course: its longest lesson, whole.

use archtutor::{
    library::Library,
    markdown::Document,
    page::{Options, Page},
    source::Source,
};
use divan::Bencher;

/// The body of the longest lesson.
fn longest() -> String {
    let library = Library::open(Source::Embedded).expect("the shipped course");
    let texts = library.all_lessons().filter_map(|(_, card)| library.text(card).ok());
    texts.max_by_key(|text| text.len()).expect("a lesson").to_string()
}

#[divan::bench]
fn parse_and_lay_out_the_longest_lesson(bencher: Bencher<'_, '_>) {
    let text = longest();
    bencher.with_inputs(|| text.clone()).bench_values(|text| {
        let mut page = Page::new(Document::new(text), Options::new(78));
        page.settle(0, usize::MAX >> 1);
        page
    });
}
