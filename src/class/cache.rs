//! What a store gave before, kept on the teacher's machine so that it is not asked for again. It can be
//! deleted at any time; what is wrong with it is no problem but the end of it.

use std::{collections::HashMap, fs, path::Path};

use rusqlite::{Connection, params};

use super::{
    definition::Class,
    read::{Bookmark, Reader, pack},
};
use crate::{clock::Timestamp, hash::Fnv, id};

const TABLES: &str =
    "create table if not exists about (name text primary key, value text not null) strict;
     create table if not exists part (n integer primary key, bytes blob not null) strict;";

/// What is kept of a store.
pub(super) struct Cache {
    connection: Connection,
    about: HashMap<String, String>,
}

impl Cache {
    /// What is kept of the store of a class in a folder, with what was read added to a reader; made anew
    /// where there is nothing, or it is of another store or course, or does not say what it should.
    /// `None` where nothing can be kept at all.
    pub(super) fn open(
        folder: &Path,
        class: &Class,
        url: &str,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        if id::fault(&class.id).is_some() {
            return None;
        }
        fs::create_dir_all(folder).ok()?;
        let path = folder.join(format!("{}.sqlite", class.id));
        let wanted = fingerprint(class, url);
        if let Some(cache) = Self::load(&path, &wanted, reader) {
            return Some(cache);
        }
        *reader = Reader::new(reader.class());
        fs::remove_file(&path).ok();
        let connection = Connection::open(&path).ok()?;
        connection.execute_batch(TABLES).ok()?;
        let about = HashMap::from([(String::from("what"), wanted)]);
        Some(Self { connection, about })
    }

    fn load(path: &Path, wanted: &str, reader: &mut Reader<'_>) -> Option<Self> {
        if !fs::symlink_metadata(path).ok()?.is_file() {
            return None;
        }
        let connection = Connection::open(path).ok()?;
        connection.execute_batch(TABLES).ok()?;
        let about = read_about(&connection).ok()?;
        if about.get("what").map(String::as_str) != Some(wanted) {
            return None;
        }
        let mut select = connection.prepare("select bytes from part order by n").ok()?;
        let mut rows = select.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            reader.unpack(row.get_ref(0).ok()?.as_blob().ok()?)?;
        }
        drop(rows);
        drop(select);
        let number = |name: &str| about.get(name).and_then(|value| value.parse().ok()).unwrap_or(0);
        reader.count_others(number("unreadable"), number("foreign"));
        Some(Self { connection, about })
    }

    /// When everything was read last.
    pub(super) fn whole_at(&self) -> Option<Timestamp> {
        self.about.get("whole").and_then(|value| value.parse().ok()).map(Timestamp)
    }

    /// Whether the store said up to when it is consistent.
    pub(super) fn is_consistent(&self) -> bool {
        self.about.get("consistent").is_some_and(|value| value == "true")
    }

    /// Keeps what was read since a bookmark; all of it in the place of what was there, if everything was
    /// read.
    pub(super) fn keep(
        &mut self,
        reader: &Reader<'_>,
        since: Bookmark,
        whole: Option<Timestamp>,
        consistent: bool,
    ) {
        self.about.insert("consistent".into(), consistent.to_string());
        if let Some(at) = whole {
            let (unreadable, foreign) = reader.others();
            self.about.insert("whole".into(), at.0.to_string());
            self.about.insert("unreadable".into(), unreadable.to_string());
            self.about.insert("foreign".into(), foreign.to_string());
        }
        let part = (reader.bookmark() != since).then(|| reader.pack(since));
        // What cannot be kept is asked for again.
        let _ = self.write(part, whole.is_some());
    }

    fn write(&mut self, part: Option<Vec<u8>>, whole: bool) -> rusqlite::Result<()> {
        let change = self.connection.transaction()?;
        if whole {
            change.execute("delete from part", [])?;
        }
        if let Some(part) = part {
            change.execute("insert into part (bytes) values (?1)", [part])?;
        }
        for (name, value) in &self.about {
            let sql = "insert or replace into about (name, value) values (?1, ?2)";
            change.execute(sql, params![name, value])?;
        }
        change.commit()
    }
}

fn read_about(connection: &Connection) -> rusqlite::Result<HashMap<String, String>> {
    let mut select = connection.prepare("select name, value from about")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What a cache must be about to be of use.
fn fingerprint(class: &Class, url: &str) -> String {
    let mut hash = Fnv::default();
    let also = class.also.iter().map(String::as_str);
    for text in [pack::VERSION, &class.iri, &class.course, &class.ext, url].into_iter().chain(also)
    {
        hash.feed(text.as_bytes());
        hash.feed(&[0xff]);
    }
    hash.hex()
}
