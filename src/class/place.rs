//! Where the statements of a class are read from: a file, a folder of files, a stream, or a store.

use std::{
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use uuid::Uuid;

use super::{
    definition::{self, Address, Class},
    download,
    key::Key,
    membership::Membership,
    pull::{Asked, Source, pull},
    push::Pace,
    read::Reader,
};
use crate::{
    clock::{Day, Timestamp},
    file,
    messages::Messages,
    problem::Problem,
};

/// The version of xAPI that a store is asked in where the class file names none.
const VERSION: &str = "1.0.3";

/// A place with statements, and how to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A path, `-`, or the address of a store.
    pub from: PathBuf,
    /// The class file, or the id of a class that was joined: a certificate may stand beside it.
    pub class: PathBuf,
    /// The folder of the learner's data.
    pub data: PathBuf,
    /// Whether a store is asked for everything, whatever was kept of it.
    pub full: bool,
    /// The folder of what stores gave before.
    pub cache: Option<PathBuf>,
    pub now: Timestamp,
}

/// What is told while a place is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// So many lines were read.
    Lines(u64),
    /// A store was asked, by its host.
    Asked(String, Asked),
    /// A store is asked again in so many seconds.
    Waits(u64),
}

impl News {
    /// It in words.
    pub fn told(&self, words: &Messages) -> String {
        match self {
            Self::Lines(n) => words.format("class.view.lines", &[("n", n)]),
            Self::Waits(seconds) => words.format("class.waits", &[("seconds", seconds)]),
            Self::Asked(host, Asked::Everything) => words.format("class.pulled", &[("host", host)]),
            Self::Asked(host, Asked::StoredSince(at)) => {
                let since = at.rfc3339();
                words.format("class.pulled-stored", &[("host", host), ("since", &since)])
            }
            Self::Asked(host, Asked::HappenedSince(at)) => {
                let since = Day::utc(*at);
                words.format("class.pulled-happened", &[("host", host), ("since", &since)])
            }
        }
    }
}

impl Place {
    /// Whether it is standard input.
    pub fn is_stream(&self) -> bool {
        self.from == Path::new("-")
    }

    /// Reads all statements that are there.
    ///
    /// # Errors
    /// Something cannot be read, or a folder has none.
    pub fn read<'c>(&self, class: &'c Class, news: &dyn Fn(News)) -> Result<Reader<'c>, Problem> {
        let mut reader = Reader::new(class);
        if self.is_stream() {
            let failed = |error| Problem::environment("Cannot read standard input").why(error);
            reader.lines(io::stdin().lock()).map_err(failed)?;
            return Ok(reader);
        }
        if let Some(address) = self.from.to_str().filter(|from| download::is_address(from)) {
            self.pull(address, &mut reader, news)?;
            return Ok(reader);
        }
        for path in files(&self.from)? {
            let opened = file::open(&path, path.display().to_string(), u64::MAX)?;
            let lines = BufReader::with_capacity(1 << 20, opened.into_file());
            reader.lines(lines).map_err(|error| unread(&path, &error))?;
            news(News::Lines(reader.count()));
        }
        Ok(reader)
    }

    /// Reads the store at an address, with the key of the environment.
    fn pull(
        &self,
        address: &str,
        reader: &mut Reader<'_>,
        news: &dyn Fn(News),
    ) -> Result<(), Problem> {
        let store = reader.class().store.as_ref();
        let to = Address::parse(address).map_err(Problem::usage)?;
        let ca = store.and_then(|store| store.ca.as_deref()).filter(|_| to.is_secure());
        let ca = ca.map(|name| self.certificate(name, reader.class()));
        let source = Source {
            address: to,
            key: Key::of_environment(),
            version: store.map_or(VERSION, |store| store.version),
            ca: ca.transpose()?,
            cache: self.cache.as_deref(),
            full: self.full,
            now: self.now,
        };
        let mut wait = |pause: Duration| {
            news(News::Waits(pause.as_secs() + 1));
            thread::sleep(pause);
        };
        let seed = Uuid::new_v4().as_u64_pair().1;
        let asked = pull(&source, reader, &mut Pace::new(seed, &mut wait))?;
        news(News::Asked(source.address.host().to_owned(), asked));
        Ok(())
    }

    /// The certificate of a school's own authority: beside the class file, or kept with a class that was
    /// joined.
    fn certificate(&self, name: &str, class: &Class) -> Result<String, Problem> {
        let path = match self.class.exists() {
            true => self.class.with_file_name(name),
            false => Membership::certificate_of(&self.data, &class.id),
        };
        file::text(&path, definition::LONGEST)
    }
}

/// The file, or the `.jsonl` files of a folder by name.
fn files(place: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(place).map_err(|error| unread(place, &error))? {
        let path = entry.map_err(|error| unread(place, &error))?.path();
        if path.extension().is_some_and(|end| end == "jsonl") && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Problem::content(format!("There are no statements in {}", place.display()))
            .why("no file there ends in .jsonl"));
    }
    files.sort_unstable();
    Ok(files)
}

fn unread(path: &Path, error: &io::Error) -> Problem {
    Problem::environment(format!("Cannot read {}", path.display())).why(error)
}
