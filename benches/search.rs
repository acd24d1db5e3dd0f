//! Search: filling the index, the first answer, and an answer to every key.

use std::{fmt::Write as _, fs, path::Path, sync::OnceLock};

use archtutor::{
    search::{Index, Question},
    source::Source,
};
use divan::{Bencher, black_box};
use tempfile::TempDir;

/// Lessons in a large course.
const LESSONS: usize = 10_000;
/// Messages in each of them.
const WORDS: usize = 800;

/// A large course, written once: its words are as unequally common as those of a language.
fn large() -> &'static Source {
    static COURSE: OnceLock<(TempDir, Source)> = OnceLock::new();
    let (_, source) = COURSE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        write_course(dir.path());
        let source = Source::folder(dir.path()).expect("a course");
        (dir, source)
    });
    source
}

fn write_course(root: &Path) {
    fs::write(root.join("course.toml"), "id = 'big'\ntitle = 'Big'\n").expect("a file");
    let mut seed = 1_u64;
    let mut word = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let share = (seed >> 40) as f64 / f64::from(1 << 24);
        // Zipf: the rank of a word grows as a power of a uniform number.
        let rank = 20_000_f64.powf(share) as usize;
        let syllables = ["ba", "ser", "vi", "ces", "ta", "que", "lo", "gi", "pa", "mon"];
        rank.to_string()
            .bytes()
            .map(|digit| syllables[usize::from(digit - b'0')])
            .collect::<String>()
    };
    for lesson in 0..LESSONS {
        let folder = root.join(format!("lessons/{:02}-week", lesson / 500));
        fs::create_dir_all(&folder).expect("a folder");
        let title = format!("{} {}", word(), word());
        let mut text = format!("+++\nid = \"l{lesson}\"\ntitle = \"{title}\"\nminutes = 9\n+++\n");
        for at in 0..WORDS {
            if at % 200 == 0 {
                let _ = write!(text, "\n\n## {} {}\n\n", word(), word());
            }
            let _ = write!(text, "{} ", word());
        }
        fs::write(folder.join(format!("{lesson:05}.md")), text).expect("a file");
    }
}

fn full(source: &Source) -> Index {
    let index = Index::default();
    index.fill(source);
    index
}

fn ask(index: &Index, source: &Source, words: &str) -> usize {
    let question = Question { words, language: "en", most: 8, cells: 80 };
    index.find(&question, source).len()
}

#[divan::bench]
fn fill_shipped(bencher: Bencher<'_, '_>) {
    bencher.bench(|| full(&Source::Embedded).count());
}

#[divan::bench(args = ["s", "sa", "saga", "payment compens", "cmpnsating", "timeout retry budget"])]
fn find_shipped(bencher: Bencher<'_, '_>, words: &str) {
    let index = full(&Source::Embedded);
    bencher.bench(|| ask(&index, &Source::Embedded, black_box(words)));
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn fill_10000_lessons(bencher: Bencher<'_, '_>) {
    let source = large();
    bencher.bench(|| full(source).count());
}

#[divan::bench(args = ["s", "se", "servi", "bata mon", "gipa vita", "zzzz"], sample_count = 20)]
fn find_in_10000_lessons(bencher: Bencher<'_, '_>, words: &str) {
    static FULL: OnceLock<Index> = OnceLock::new();
    let source = large();
    let index = FULL.get_or_init(|| full(source));
    bencher.bench(|| ask(index, source, black_box(words)));
}
