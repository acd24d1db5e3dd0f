//! Files on the disk, whatever is in them: whether one may be opened and is still the one that was
//! opened, who may create or replace it, names beside it, and writing one as a whole.

use std::{
    fs::{self, File, TryLockError},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::failure::Failure;
use crate::clock::Clock;

/// The lock is asked for so often, with this pause in between: ten seconds in all.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// What SQLite keeps beside a database.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Whether a database is there. What is no regular file would be waited for, or written to in vain.
pub(super) fn is_database(path: &Path) -> Result<bool, Failure> {
    for end in BESIDE {
        is_regular(&with(path, end))?;
    }
    is_regular(path)
}

/// Whether there is a file, and a regular one.
pub(super) fn is_regular(path: &Path) -> Result<bool, Failure> {
    match fs::metadata(path) {
        Ok(facts) if facts.is_file() => Ok(true),
        Ok(_) => Err(Failure::Irregular),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Which file it is, whatever name it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

/// The file that has this name now; `None` if there is none.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;

    fs::metadata(path).ok().map(|facts| Identity(facts.dev(), facts.ino()))
}

/// Where a file has no number, one with the name is taken for the one that was opened.
#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|_| Identity(0, 0))
}

/// Keeps other programs from creating, migrating or replacing the database at the same time. Where
/// files cannot be locked, SQLite's own locks still keep the data whole.
pub(super) fn lock(folder: &Path) -> Result<Option<File>, Failure> {
    let path = folder.join("progress.lock");
    is_regular(&path)?;
    let Ok(file) = File::create(path) else { return Ok(None) };
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Failure::Locked)
}

/// A name beside the file that nothing has yet: `progress.damaged-2026-11-21T09-00-00Z.db`.
pub(super) fn beside(path: &Path, why: &str, clock: Clock) -> PathBuf {
    let moment = clock.now().rfc3339();
    let moment = moment.split('.').next().unwrap_or_default().trim_end_matches('Z');
    let moment = format!("{}Z", moment.replace(':', "-"));
    let name = |number: usize| {
        let more = if number == 0 { String::new() } else { format!("-{number}") };
        path.with_file_name(format!("progress.{why}-{moment}{more}.db"))
    };
    (0..1_000).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(1_000))
}

/// The name of the write-ahead log of a database.
pub(super) fn write_ahead_log(path: &Path) -> PathBuf {
    with(path, BESIDE[0])
}

/// Whether everything in a database stands in its one file.
pub(super) fn is_alone(path: &Path) -> bool {
    fs::metadata(write_ahead_log(path)).map_or(0, |facts| facts.len()) == 0
}

/// Moves the database and what SQLite keeps beside it.
pub(super) fn move_aside(path: &Path, aside: &Path) -> io::Result<()> {
    // The log goes first: were we stopped in between, SQLite would not find it beside a new file.
    for end in BESIDE {
        let from = with(path, end);
        if from.exists() {
            fs::rename(&from, with(aside, end))?;
        }
    }
    fs::rename(path, aside)
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// A name in the folder of a file that nobody else uses.
pub(super) fn part_of(path: &Path) -> PathBuf {
    with(path, &format!(".part-{}", std::process::id()))
}

/// Tries whether something can be written to a folder or, where it is not there, to the nearest one above
/// it; what was tried with is gone again.
pub(super) fn try_folder(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|above| fs::symlink_metadata(above).is_ok());
    // The name of a folder that is not there may begin where we stand.
    let there = there.unwrap_or(Path::new("."));
    let trial = part_of(&there.join("archtutor"));
    File::create_new(&trial)?.write_all(b"0")?;
    fs::remove_file(trial)
}

/// Writes a file as a whole: under another name first, so that a failure leaves what was there. What is
/// no regular file, such as a pipe, is written to as it is.
///
/// # Errors
/// The folder or the disk refuses, or `write` fails; the file is as it was.
pub(super) fn write_whole<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let run = |file: File| -> Result<T, E> {
        let mut writer = BufWriter::new(file);
        let written = write(&mut writer)?;
        writer.flush()?;
        if writer.get_ref().metadata()?.is_file() {
            writer.get_ref().sync_all()?;
        }
        Ok(written)
    };
    // A link is followed: what it points at is written anew, the link stays.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.exists() && !path.is_file() {
        return run(File::options().write(true).open(&path)?);
    }
    let part = part_of(&path);
    let result = run(File::create(&part)?).and_then(|written| {
        fs::rename(&part, &path)?;
        Ok(written)
    });
    if result.is_err() {
        fs::remove_file(&part).ok();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_could_not_be_written_whole_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export");
        let write = |text: &'static str, well: bool| {
            write_whole(&path, move |to| -> io::Result<()> {
                to.write_all(text.as_bytes())?;
                if well { Ok(()) } else { Err(io::Error::other("full")) }
            })
        };
        write("one", true).unwrap();
        write("another", false).unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write("two", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_tried_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("not/there");
        try_folder(&below).unwrap();
        try_folder(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(folder.path().join("not"), "a file").unwrap();
        try_folder(&below).unwrap_err();
        #[cfg(target_os = "linux")]
        try_folder(Path::new("/proc/archtutor-has-no-place-here")).unwrap_err();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_points_at_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, |to| to.write_all(b"two")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert!(link.is_symlink());
        write_whole(Path::new("/dev/null"), |to| to.write_all(b"nothing")).unwrap();
    }
}
