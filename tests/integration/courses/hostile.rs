//! Archives that are meant to harm: each is refused with a word for why, and leaves nothing behind.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::Place;

const COURSE: &str = "id = 'cooking'\ntitle = 'Cooking'\n";
const WEEK: &str = "id = 'first'\ntitle = 'First'\n";
const LESSON: &str = "+++\nid = 'one'\ntitle = 'One'\n+++\n\nText.\n";

/// The files of a course that is sound.
const SOUND: [(&str, &str); 3] = [
    ("course.toml", COURSE),
    ("lessons/01-first/week.toml", WEEK),
    ("lessons/01-first/one.md", LESSON),
];

/// A head as it stands in the file, whatever the name is.
fn head(name: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

/// A tar in gzip with a sound course and what a test adds.
fn tar(place: &Place, name: &str, fill: impl FnOnce(&mut Builder<GzEncoder<File>>)) -> PathBuf {
    let path = place.path(name);
    let file = File::create(&path).expect("made");
    let mut builder = Builder::new(GzEncoder::new(file, Compression::best()));
    for (name, text) in SOUND {
        let header = head(name, EntryType::Regular, text.len() as u64);
        builder.append(&header, text.as_bytes()).expect("written");
    }
    fill(&mut builder);
    builder.into_inner().expect("written").finish().expect("written");
    path
}

/// A zip with a sound course and what a test adds.
fn zip(place: &Place, name: &str, fill: impl FnOnce(&mut ZipWriter<File>)) -> PathBuf {
    let path = place.path(name);
    let mut writer = ZipWriter::new(File::create(&path).expect("made"));
    for (name, text) in SOUND {
        writer.start_file(name, stored()).expect("begun");
        writer.write_all(text.as_bytes()).expect("written");
    }
    fill(&mut writer);
    writer.finish().expect("written");
    path
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

#[track_caller]
fn refused(place: &Place, archive: &Path, why: &str) {
    let problem = place.try_add(archive).expect_err(why);
    assert!(problem.to_string().contains(why), "{why}: {problem}");
    assert_eq!(place.kept(), [""; 0], "{why} left something behind");
    assert!(!place.path("evil").exists() && !place.path("data/evil").exists(), "{why} got out");
}

#[test]
fn sound_archives_are_added() {
    let place = Place::new();
    let zip = zip(&place, "course.zip", |_| {});
    assert_eq!(place.add(&zip).contents.lessons, 1);
    place.courses.remove("cooking").expect("removed");
    let tar = tar(&place, "course.tar.gz", |builder| {
        // A commit, as `git archive` writes it, and a name that is too long for a head.
        let note = b"52 comment=0123456789012345678901234567890123456789\n";
        let header = head("pax_global_header", EntryType::XGlobalHeader, note.len() as u64);
        builder.append(&header, &note[..]).expect("written");
        let long = format!("lessons/01-first/{}.md", "l".repeat(150));
        let mut header = Header::new_gnu();
        header.set_size(LESSON.len() as u64);
        let text = LESSON.replace("'one'", "'two'");
        builder.append_data(&mut header, long, text.as_bytes()).expect("written");
    });
    assert_eq!(place.add(&tar).contents.lessons, 2);
    assert!(!place.path("data/courses/cooking@1/pax_global_header").exists());
}

#[test]
fn what_leads_out_of_a_tar_is_refused() {
    let place = Place::new();
    for name in ["../evil", "/tmp/archtutor-evil", "a/../../evil", "a\\..\\evil", "C:/evil"] {
        let path = tar(&place, "c.tar.gz", |builder| {
            builder.append(&head(name, EntryType::Regular, 1), &b"x"[..]).expect("written");
        });
        refused(&place, &path, "leads out of the course");
    }
    for (kind, why) in [
        (EntryType::Symlink, "is a link"),
        (EntryType::Link, "is a link"),
        (EntryType::Fifo, "neither a file nor a folder"),
        (EntryType::Char, "neither a file nor a folder"),
        (EntryType::Block, "neither a file nor a folder"),
        (EntryType::GNUSparse, "cannot be read"),
    ] {
        let path = tar(&place, "c.tar.gz", |builder| {
            let mut header = head("lessons/x", kind, 0);
            header.set_link_name("../../../evil").ok();
            header.set_cksum();
            builder.append(&header, &b""[..]).expect("written");
        });
        let problem = place.try_add(&path).expect_err(why).to_string();
        assert!(problem.contains(why) || kind == EntryType::GNUSparse, "{kind:?}: {problem}");
        assert_eq!(place.kept(), [""; 0]);
    }
}

#[test]
fn what_leads_out_of_a_zip_is_refused() {
    let place = Place::new();
    for name in ["../evil", "/tmp/archtutor-evil", "a/../../evil", "a\\..\\evil", "C:/evil"] {
        let path = zip(&place, "c.zip", |writer| {
            writer.start_file(name, stored()).expect("begun");
            writer.write_all(b"x").expect("written");
        });
        // The crate that writes tidies some of these names: then they are harmless.
        let tidied =
            !fs::read(&path).expect("bytes").windows(name.len()).any(|w| w == name.as_bytes());
        if !tidied {
            refused(&place, &path, "leads out of the course");
        }
    }
    let path = zip(&place, "c.zip", |writer| {
        writer.add_symlink("lessons/link", "../../../evil", stored()).expect("written");
    });
    refused(&place, &path, "is a link");
}

#[test]
fn names_that_are_one_on_another_system_are_refused() {
    let place = Place::new();
    for (name, why) in [
        ("Course.toml", "where case does not count"),
        ("LESSONS/01-first/two.md", "where case does not count"),
        ("lessons/01-first/aux.md", "is no name of a file"),
        ("lessons/01-first/one.md:stream", "is no name of a file"),
    ] {
        let path = zip(&place, "c.zip", |writer| {
            writer.start_file(name, stored()).expect("begun");
        });
        refused(&place, &path, why);
    }
    let path = tar(&place, "c.tar.gz", |builder| {
        let header = head("course.toml", EntryType::Regular, 1);
        builder.append(&header, &b"x"[..]).expect("written");
    });
    refused(&place, &path, "is in it twice");
}

#[test]
fn bombs_are_refused_before_they_fill_the_disk() {
    let place = Place::new();
    let zeros = vec![0; 20_000_000];
    let path = tar(&place, "c.tar.gz", |builder| {
        let header = head("big.md", EntryType::Regular, zeros.len() as u64);
        builder.append(&header, zeros.as_slice()).expect("written");
    });
    refused(&place, &path, "more than 200 times its size");
    let path = tar(&place, "c.tar.gz", |builder| {
        // It counts although nothing of it would be kept.
        let header = head(".hidden", EntryType::Regular, zeros.len() as u64);
        builder.append(&header, zeros.as_slice()).expect("written");
    });
    refused(&place, &path, "more than 200 times its size");
    let path = tar(&place, "c.tar.gz", |builder| {
        for number in 0..20_000 {
            let header = head(&format!("f/{number}"), EntryType::Regular, 0);
            builder.append(&header, &b""[..]).expect("written");
        }
    });
    refused(&place, &path, "more than 20000 files");
    // A name of a megabyte is not read into memory.
    let path = tar(&place, "c.tar.gz", |builder| {
        let header = head("././@LongLink", EntryType::GNULongName, 1_000_000);
        builder.append(&header, &vec![b'a'; 1_000_000][..]).expect("written");
    });
    refused(&place, &path, "cannot be read");
}

#[test]
fn archives_that_are_damaged_or_encrypted_are_refused() {
    let place = Place::new();
    let whole = fs::read(tar(&place, "c.tar.gz", |_| {})).expect("bytes");
    let cut = place.path("cut.tar.gz");
    fs::write(&cut, &whole[..whole.len() / 2]).expect("written");
    refused(&place, &cut, "cannot be read");
    let mut whole = fs::read(zip(&place, "c.zip", |_| {})).expect("bytes");
    let cut = place.path("cut.zip");
    fs::write(&cut, &whole[..whole.len() - 10]).expect("written");
    refused(&place, &cut, "cannot be read");
    // One byte of a lesson: the sum does not fit any more.
    let at = whole.windows(5).position(|window| window == b"Text.").expect("the lesson");
    whole[at] = b'X';
    let path = place.path("wrong.zip");
    fs::write(&path, &whole).expect("written");
    refused(&place, &path, "cannot be read");
    whole[at] = b'T';
    let list = whole.windows(4).rposition(|window| window == b"PK\x01\x02").expect("the list");
    whole[list + 8] |= 1;
    fs::write(&path, &whole).expect("written");
    refused(&place, &path, "is encrypted");
    let other = place.path("picture.zip");
    fs::write(&other, b"\x89PNG\r\n").expect("written");
    refused(&place, &other, "is no course");
}

#[test]
fn a_zip_that_announces_too_many_entries_is_not_listed() {
    let place = Place::new();
    let mut whole = fs::read(zip(&place, "c.zip", |_| {})).expect("bytes");
    let end = whole.windows(4).rposition(|window| window == b"PK\x05\x06").expect("the end");
    whole[end + 10..end + 12].copy_from_slice(&u16::MAX.to_le_bytes());
    let path = place.path("many.zip");
    fs::write(&path, &whole).expect("written");
    refused(&place, &path, "more than 20000 files");
}
