//! Pulling: the statements of a class from its store, page by page. A store is somebody else's program,
//! so what it gives is bounded, and it leads nowhere else.

use std::{collections::HashSet, path::Path};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    cache::Cache,
    definition::Address,
    key::Key,
    one_line,
    push::{Pace, TRIES},
    read::{Bookmark, Reader},
    transport::{Lost, Reply, Transport},
};
use crate::{
    clock::{Day, Timestamp},
    problem::{Fault, Problem, Values},
};

/// A page has so many statements at most, if the store allows it.
const PAGE: usize = 1_000;

/// No page is longer, in bytes.
const LONGEST_PAGE: u64 = 32 << 20;

/// No store has more pages than this with statements …
const MOST_PAGES: usize = 200_000;

/// … and so many without any are followed.
const MOST_EMPTY: usize = 100;

/// The address of a next page is at most so long, in bytes.
const LONGEST_MORE: usize = 8 * 1024;

/// What a store that tells of its consistency got so shortly before the newest is asked for again, in
/// milliseconds.
const OVERLAP: i64 = 3_600_000;

/// Of other stores everything is asked for again that happened in so many days …
const RECENT_DAYS: u32 = 35;

/// … and everything there is after so many, in milliseconds.
const WEEK: i64 = 7 * 86_400_000;

/// Which statements were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of them.
    Everything,
    /// What the store got since then; the rest was kept.
    StoredSince(Timestamp),
    /// What happened since then; the rest was kept.
    HappenedSince(Timestamp),
}

/// Where a store is, and what it is asked.
pub struct Source<'a> {
    pub address: Address,
    pub key: Option<Key>,
    /// The version of xAPI.
    pub version: &'static str,
    /// The certificate of its own authority.
    pub ca: Option<String>,
    /// The folder of what was read before.
    pub cache: Option<&'a Path>,
    /// Whether everything is to be asked for, whatever was kept.
    pub full: bool,
    pub now: Timestamp,
}

/// Reads a store to its end.
///
/// # Errors
/// The store cannot be reached, does not take the key, or answers what no store answers.
pub fn pull(
    source: &Source<'_>,
    reader: &mut Reader<'_>,
    pace: &mut Pace<'_>,
) -> Result<Asked, Problem> {
    let Source { address, key, version, ca, .. } = source;
    let transport = Transport::to(address, key.as_ref(), Some(version), ca.as_deref())?;
    let class = reader.class();
    let mut cache =
        source.cache.and_then(|folder| Cache::open(folder, class, address.as_str(), reader));
    let mut pages = Pages { address, transport, pace, consistent: false };
    let asked = match asked(source, cache.as_ref(), reader) {
        Asked::HappenedSince(since) if !pages.can_tell_since(since) => Asked::Everything,
        asked => asked,
    };
    if asked == Asked::Everything {
        *reader = Reader::new(class);
    }
    let bookmark = reader.bookmark();
    pages.all(&asked, reader)?;
    reader.forget_seen(bookmark);
    if let Some(cache) = &mut cache {
        let everything = asked == Asked::Everything;
        let since = if everything { Bookmark::default() } else { bookmark };
        cache.keep(reader, since, everything.then_some(source.now), pages.consistent);
    }
    Ok(asked)
}

/// What to ask for. A store that does not say how consistent it is may compare with the moment at which
/// something happened, and then would never show who was offline.
fn asked(source: &Source<'_>, cache: Option<&Cache>, reader: &Reader<'_>) -> Asked {
    let known = cache.filter(|_| !source.full).and_then(|cache| Some((cache, cache.whole_at()?)));
    let Some((cache, whole)) = known else { return Asked::Everything };
    match reader.newest() {
        Some(newest) if cache.is_consistent() => {
            Asked::StoredSince(Timestamp(newest.saturating_sub(OVERLAP)))
        }
        _ if source.now.0.saturating_sub(whole.0) >= WEEK => Asked::Everything,
        _ => Asked::HappenedSince(Day::utc(source.now).before(RECENT_DAYS).start()),
    }
}

/// A page as a store gives it.
#[derive(Deserialize)]
struct Page<'p> {
    #[serde(borrow)]
    statements: Vec<&'p RawValue>,
    #[serde(default)]
    more: Option<String>,
}

struct Pages<'a, 'w> {
    address: &'a Address,
    transport: Transport,
    pace: &'a mut Pace<'w>,
    consistent: bool,
}

impl Pages<'_, '_> {
    /// Whether the store knows what a moment is: Ralph hands it to ClickHouse as it is, and that takes no
    /// `Z` and answers with an error. Anything else that goes wrong is said when the pages are read.
    fn can_tell_since(&mut self, since: Timestamp) -> bool {
        let url = format!("{}/statements?limit=1&since={}", self.address, since.rfc3339_millis());
        let reply = self.transport.get(&url, LONGEST_PAGE);
        !reply.is_ok_and(|reply| matches!(reply.status, 400 | 500))
    }

    fn all(&mut self, asked: &Asked, reader: &mut Reader<'_>) -> Result<(), Problem> {
        let mut url = format!("{}/statements?limit={PAGE}", self.address);
        if let Asked::StoredSince(since) | Asked::HappenedSince(since) = asked {
            url.push_str(&format!("&since={}", since.rfc3339_millis()));
        }
        let (mut seen, mut empty) = (HashSet::new(), 0);
        loop {
            let reply = self.page(&url)?;
            self.consistent |= reply.consistent;
            let Ok(page) = serde_json::from_slice::<Page<'_>>(&reply.body) else {
                return Err(self.faulty("class.no-page"));
            };
            page.statements.iter().for_each(|line| reader.line(line.get().as_bytes()));
            let Some(more) = page.more.filter(|more| !more.is_empty()) else { return Ok(()) };
            empty = if page.statements.is_empty() { empty + 1 } else { 0 };
            url = self.next(&more)?;
            if !seen.insert(url.clone()) || seen.len() > MOST_PAGES || empty > MOST_EMPTY {
                return Err(self.faulty("class.endless"));
            }
        }
    }

    /// The address of the next page, which stands on the same host.
    fn next(&self, more: &str) -> Result<String, Problem> {
        let origin = self.address.origin();
        let path = more.strip_prefix(origin).unwrap_or(more);
        let plain = more.len() <= LONGEST_MORE && more.chars().all(|c| c.is_ascii_graphic());
        if !plain || !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
            return Err(self.faulty("class.elsewhere"));
        }
        Ok(format!("{origin}{path}"))
    }

    /// A page, asked for again while nothing clear comes back.
    fn page(&mut self, url: &str) -> Result<Reply, Problem> {
        let mut tried = 0;
        loop {
            tried += 1;
            let (why, after) = match self.transport.get(url, LONGEST_PAGE) {
                Ok(reply) => match reply.status {
                    200 => return Ok(reply),
                    status @ (408 | 425 | 429 | 500..=599) => {
                        (status.to_string(), reply.retry_after)
                    }
                    status @ (401 | 403) => return Err(self.locked(status)),
                    status => return Err(self.failed(&status.to_string())),
                },
                Err(Lost::Cut(why)) => (why, None),
                Err(Lost::Untrusted(why)) => return Err(self.failed(&why)),
                Err(Lost::TooLong) => return Err(self.faulty("class.endless")),
            };
            if tried == TRIES {
                return Err(self.failed(&why));
            }
            self.pace.rest(tried, after);
        }
    }

    /// What a store does not do, said by a message.
    fn faulty(&self, key: &str) -> Problem {
        self.failed("").because(key, &[])
    }

    fn failed(&self, why: &str) -> Problem {
        let why = one_line(&self.transport.hide(why.to_owned()));
        let values: Values<'_> = &[("host", &self.address.host())];
        Problem::message(Fault::Environment, "class.not-pulled", values).why(why)
    }

    fn locked(&self, status: u16) -> Problem {
        let values: Values<'_> = &[("host", &self.address.host()), ("status", &status)];
        Problem::message(Fault::Environment, "class.pull-locked", values)
    }
}
