//! Files that were damaged at random: every event whose pages are whole is kept.

use std::{collections::BTreeSet, fs};

use super::*;
use crate::quiz::Chance;

const PAGE: usize = 4_096;

/// Files that are damaged, and the events in each.
const FILES: u64 = 300;
const EVENTS: usize = 160;

/// A mark that stands on every page that an event is on.
fn mark(number: usize) -> String {
    format!("<{number:05}>")
}

/// A line of an export. Nothing knows the kind, so that the event stands in the log and nowhere else.
fn line(number: usize, chance: &mut Chance) -> String {
    let length =
        if number.is_multiple_of(13) { 600 + chance.below(3_000) } else { 1 + chance.below(60) };
    format!(
        "{{\"id\":\"01a22188-7e15-77a9-9f46-{number:012x}\",\"at\":{},\"device\":\"d\",\
         \"kind\":\"tale.told\",\"object\":\"o-{number}\",\"revision\":\"\",\"day\":\"2026-03-02\",\
         \"data\":{{\"tale\":\"{}\"}}}}\n",
        NOON + i64::try_from(number).unwrap(),
        mark(number).repeat(length)
    )
}

/// A log of many events: the file, and the log beside it if it was not closed.
struct Original {
    files: [Vec<u8>; 2],
    /// The pages of each event: which file, and which piece of it.
    pages: Vec<BTreeSet<(usize, usize)>>,
    lines: Vec<String>,
}

impl Original {
    /// Closed, so that all stands in the file, or not. The events come in parts of a size: those of a
    /// larger part are followed by a rebuild of what is made of them, and lie on other pages then.
    fn new(closed: bool, part: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let mut progress = open(folder.path());
        let mut chance = Chance::new(7);
        for event in one_of_each() {
            if event.kind != "undo" {
                progress.record(event).unwrap();
            }
        }
        let lines: Vec<String> = (0..EVENTS).map(|number| line(number, &mut chance)).collect();
        for some in lines.chunks(part) {
            progress.import(some.concat().as_bytes()).unwrap();
        }
        if closed {
            progress.close();
        }
        let files = [path.clone(), super::disk::write_ahead_log(&path)]
            .map(|path| fs::read(path).unwrap_or_default());
        let pages = (0..EVENTS).map(|number| pages_of(&files, &mark(number))).collect();
        Self { files, pages, lines }
    }

    /// The events none of whose pages were touched.
    fn whole(&self, damaged: &[Vec<u8>; 2]) -> Vec<&String> {
        let same = |(file, piece): &(usize, usize)| {
            let start = piece * PAGE;
            let piece = |files: &[Vec<u8>; 2]| {
                let bytes = &files[*file];
                bytes.get(start..(start + PAGE).min(bytes.len())).map(<[u8]>::to_vec)
            };
            piece(&self.files) == piece(damaged)
        };
        let whole = self.pages.iter().map(|pages| pages.iter().all(same));
        whole.zip(&self.lines).filter(|(whole, _)| *whole).map(|(_, line)| line).collect()
    }
}

/// The pieces that show a mark. In the log beside a file a page is no piece: the pieces around it count
/// too.
fn pages_of(files: &[Vec<u8>; 2], mark: &str) -> BTreeSet<(usize, usize)> {
    let mut found = BTreeSet::new();
    for (file, bytes) in files.iter().enumerate() {
        let around = if file == 0 { 0 } else { PAGE };
        for at in memchr::memmem::find_iter(bytes, mark.as_bytes()) {
            let pieces = at.saturating_sub(around) / PAGE..=(at + around) / PAGE;
            found.extend(pieces.map(|piece| (file, piece)));
        }
    }
    found
}

fn damage(files: &mut [Vec<u8>; 2], chance: &mut Chance) {
    let file = if files[1].is_empty() { 0 } else { chance.below(2) };
    let bytes = &mut files[file];
    let pages = bytes.len() / PAGE;
    let at = chance.below(bytes.len());
    match chance.below(7) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes[chance.below(100)] ^= 1 << chance.below(8),
        2 => bytes[..PAGE].fill(0),
        3 => {
            for _ in 0..=chance.below(5) {
                let page = chance.below(pages);
                bytes[page * PAGE..(page + 1) * PAGE].fill(0);
            }
        }
        4 => {
            let end = (at + 1 + chance.below(20_000)).min(bytes.len());
            bytes[at..end].fill_with(|| chance.below(256) as u8);
        }
        5 => bytes.truncate(at),
        _ => {
            for _ in 0..20 {
                let at = chance.below(bytes.len());
                bytes[at] = chance.below(256) as u8;
            }
        }
    }
}

#[test]
fn every_event_whose_page_is_whole_is_kept() {
    let originals = [(true, 8), (false, 8), (true, 1), (false, 1)]
        .map(|(closed, part)| Original::new(closed, part));
    let (mut expected, mut mended) = (0, 0);
    for seed in 0..FILES {
        let mut chance = Chance::new(seed);
        let original =
            &originals[usize::from(seed.is_multiple_of(3)) + 2 * usize::from(seed % 4 < 2)];
        let mut files = original.files.clone();
        damage(&mut files, &mut chance);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, &files[0]).unwrap();
        if !files[1].is_empty() {
            fs::write(super::disk::write_ahead_log(&path), &files[1]).unwrap();
        }
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
        let mut lost = progress.take_notice().is_some();
        if !progress.check().unwrap().is_sound() {
            progress.mend().unwrap();
            lost = true;
        }
        mended += usize::from(lost);
        let kept: BTreeSet<String> = events(&progress).into_iter().collect();
        for line in original.whole(&files) {
            expected += 1;
            assert!(kept.contains(line.trim_end()), "seed {seed} lost {}", &line[..90]);
        }
        if seed.is_multiple_of(10) {
            assert_sound(&progress);
        }
    }
    // That what is asked for is not little: of 48,000 events.
    assert!(expected > 30_000 && mended > 150, "{expected} events, {mended} files");
}

#[test]
fn a_column_whose_name_is_damaged_costs_no_event() {
    let original = Original::new(true, 8);
    let names = ["    device ", "    object ", "    revision "];
    let bytes = &original.files[0];
    let named = |at: &usize| names.iter().any(|name| bytes[*at..].starts_with(name.as_bytes()));
    let places = (0..PAGE).filter(named);
    let mut tried = 0;
    for place in places {
        let mut files = original.files.clone();
        files[0][place + 6] ^= 1;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), &files[0]).unwrap();
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
        if !progress.check().unwrap().is_sound() {
            progress.mend().unwrap();
        }
        assert_sound(&progress);
        let kept: BTreeSet<String> = events(&progress).into_iter().collect();
        let lost = original
            .whole(&original.files)
            .into_iter()
            .filter(|line| !kept.contains(line.trim_end()));
        assert_eq!(lost.count(), 0, "at {place}");
        tried += 1;
    }
    assert!(tried >= names.len(), "{tried} places");
}

#[test]
fn a_header_with_any_byte_changed_costs_nothing() {
    let original = Original::new(true, 8);
    for byte in 0..100 {
        let mut chance = Chance::new(byte as u64);
        let folder = tempfile::tempdir().unwrap();
        let mut file = original.files[0].clone();
        file[byte] ^= 1 << chance.below(8);
        fs::write(folder.path().join(FILE_NAME), file).unwrap();
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
        progress.record(opened("after")).unwrap();
        if !progress.check().unwrap().is_sound() {
            progress.mend().unwrap();
        }
        assert_eq!(events(&progress).len(), EVENTS + one_of_each().len(), "byte {byte}");
    }
}

#[test]
fn a_page_that_is_gone_takes_only_its_own_events() {
    let original = Original::new(true, 8);
    for page in 0..original.files[0].len() / PAGE {
        let folder = tempfile::tempdir().unwrap();
        let mut files = original.files.clone();
        files[0][page * PAGE..(page + 1) * PAGE].fill(0);
        fs::write(folder.path().join(FILE_NAME), &files[0]).unwrap();
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
        // An export of a damaged file has what a mended one has.
        let mut lines = Vec::new();
        progress.export(&mut lines, None).unwrap();
        if !progress.check().unwrap().is_sound() {
            progress.mend().unwrap();
        }
        let kept: BTreeSet<String> = events(&progress).into_iter().collect();
        let exported: BTreeSet<String> =
            String::from_utf8(lines).unwrap().lines().map(str::to_owned).collect();
        for line in original.whole(&files) {
            assert!(kept.contains(line.trim_end()), "page {page} lost {}", &line[..90]);
            assert!(exported.contains(line.trim_end()), "page {page} hid {}", &line[..90]);
        }
    }
}

/// A file with a hole in the middle of its old events.
fn holed(folder: &Path) -> Progress {
    let mut file = Original::new(true, 8).files[0].clone();
    let leaf = memchr::memmem::find(&file, mark(80).as_bytes()).unwrap() / PAGE;
    file[leaf * PAGE..(leaf + 1) * PAGE].fill(0);
    fs::write(folder.join(FILE_NAME), file).unwrap();
    open(folder)
}

#[test]
fn an_export_steps_over_a_hole_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let progress = holed(folder.path());
    let mut lines = Vec::new();
    let exported = progress.export(&mut lines, None).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    assert!(exported.holes && exported.events > 150, "{exported:?}");
    assert_eq!(lines.lines().count() as u64, exported.events);
    assert!(lines.contains(&mark(1)) && lines.contains(&mark(159)) && !lines.contains(&mark(80)));
    let mut elsewhere = Progress::in_memory(CourseId::shipped(), at(NOON));
    assert_eq!(elsewhere.import(lines.as_bytes()).unwrap().new, exported.events);
}

#[test]
fn a_copy_of_a_damaged_file_is_not_taken_for_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let progress = holed(folder.path());
    let copy = folder.path().join("copies/mine.db");
    let problem = progress.backup(&copy).unwrap_err();
    assert!(problem.what.ends_with("is damaged") && problem.hint.contains("check"), "{problem:?}");
    assert_eq!(fs::read_dir(folder.path().join("copies")).unwrap().count(), 0);
}

#[test]
fn damage_in_old_events_is_listed_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = holed(folder.path());
    let health = progress.check().unwrap();
    assert!(!health.damage.is_empty() && health.events > 150, "{health:?}");
    progress.rebuild().unwrap();
    assert_sound(&progress);
    assert!(
        matches!(progress.take_notice(), Some(Notice::Damaged { recovered, .. }) if recovered > 150)
    );
}

#[test]
fn a_torn_event_is_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = Original::new(true, 8).files[0].clone();
    let at_mark = memchr::memmem::find(&file, b"{\"tale\":\"<00041>").unwrap();
    file[at_mark] = b'?';
    fs::write(folder.path().join(FILE_NAME), file).unwrap();
    let mut progress = open(folder.path());
    let mut lines = Vec::new();
    assert!(progress.export(&mut lines, None).unwrap().holes);
    let health = progress.check().unwrap();
    assert!(health.damage.iter().any(|what| what.contains("is torn")), "{health:?}");
    progress.mend().unwrap();
    assert_eq!(events(&progress).len(), EVENTS + one_of_each().len() - 2);
    assert_sound(&progress);
}

#[test]
fn mending_a_file_whose_projections_are_wrong_builds_them_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("sagas")).unwrap();
    progress.close();
    let foreign = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    assert_eq!(foreign.execute("delete from lesson", []).unwrap(), 1);
    drop(foreign);
    let mut progress = open(folder.path());
    let health = progress.check().unwrap();
    assert!(health.damage.is_empty() && !health.projections_agree, "{health:?}");
    progress.mend().unwrap();
    assert_sound(&progress);
}
