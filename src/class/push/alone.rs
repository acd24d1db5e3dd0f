//! The push that goes by itself: on a thread and a connection of its own, for who agreed to it. Nothing
//! waits for it, and nothing is said: how it stands is shown where somebody looks.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use uuid::Uuid;

use super::{Last, Pace, pace, push, status};
use crate::{
    chance::Chance, class::membership::Membership, clock::Clock, id::CourseId, problem::Problem,
    progress::Progress,
};

/// The first push comes within so many milliseconds of the start, wherever chance says: a class that
/// begins its lesson in one moment does not come to its store in one.
const FIRST_MS: usize = 120_000;

/// Whether it goes already: there is one, for all classes.
static STARTED: AtomicBool = AtomicBool::new(false);

/// Starts pushing by itself for who is in a class; for who is in none it does nothing at all. It is asked
/// for again when a class is joined.
pub fn start(data: &Path) {
    if !Membership::any(data) || STARTED.swap(true, Ordering::Relaxed) {
        return;
    }
    let data = data.to_owned();
    // Without a thread what waits goes another time.
    let _ = thread::Builder::new().name("class".into()).spawn(move || {
        let mut wait = |pause: Duration| {
            thread::sleep(pause);
            true
        };
        repeat(&data, Clock::System, Uuid::new_v4().as_u64_pair().1, &mut wait);
    });
}

/// Pushes now and then, until `wait` says that it is over.
fn repeat(data: &Path, clock: Clock, seed: u64, wait: &mut dyn FnMut(Duration) -> bool) {
    let mut chance = Chance::new(seed);
    let mut pause = Duration::from_millis(chance.below(FIRST_MS) as u64);
    while wait(pause) {
        let all = Membership::all(data).unwrap_or_default();
        for mine in all.iter().filter(|mine| mine.by_itself && mine.class.store.is_some()) {
            // What fails is shown with the class, and comes again.
            let _ = push_one(data.to_owned(), mine, clock, chance.number());
        }
        pause = Duration::from_secs(pace::EVERY_MINUTES * 60);
    }
}

/// Pushes for one class if it is time and something waits.
fn push_one(data: PathBuf, mine: &Membership, clock: Clock, seed: u64) -> Result<(), Problem> {
    if let Some(last) = Last::load(mine.folder())
        && last.next(mine.folder()).is_none_or(|next| clock.now() < next)
    {
        return Ok(());
    }
    let mut progress = Progress::open(data, CourseId::new(&mine.class.course), clock)?;
    if status(mine, &progress)?.waiting > 0 {
        let mut sleep = thread::sleep;
        push(mine, &mut progress, clock, &mut Pace::new(seed, &mut sleep))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    use super::*;
    use crate::{
        class::{code::Code, definition::Class},
        clock::Timestamp,
        progress::LessonEvent,
    };

    /// 2026-03-02, noon UTC.
    const NOON: Timestamp = Timestamp(1_772_452_800_000);

    /// A learner with one event that waits.
    fn learner(data: &Path, port: u16, by_itself: bool) -> Membership {
        let text = format!(
            "[class]\nid = \"a\"\niri = \"https://s.example/a\"\ntitle = \"A\"\ncourse = \"archtutor\"\n\
             contact = \"t\"\n[lrs]\nurl = \"http://127.0.0.1:{port}/xAPI\"\n"
        );
        let class = Class::read("class.toml", &text).unwrap();
        let mut mine = Membership::new(data, class, Code::of(1), (Timestamp(0), NOON));
        mine.by_itself = by_itself;
        mine.keep(&text).unwrap();
        let clock = Clock::Fixed(NOON);
        let mut progress = Progress::open(data, CourseId::shipped(), clock).unwrap();
        let opened = LessonEvent::Opened { lesson: "sagas".into(), revision: "r".into() };
        progress.record(opened).unwrap();
        mine
    }

    /// The pauses of so many rounds.
    fn rounds(data: &Path, at: Timestamp, count: usize) -> Vec<Duration> {
        let mut pauses = Vec::new();
        repeat(data, Clock::Fixed(at), 5, &mut |pause| {
            pauses.push(pause);
            pauses.len() <= count
        });
        pauses
    }

    #[test]
    fn who_did_not_agree_to_it_sends_nothing_by_itself() {
        let data = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let mine = learner(data.path(), listener.local_addr().unwrap().port(), false);
        let pauses = rounds(data.path(), NOON, 3);
        assert!(pauses[0] < Duration::from_secs(120));
        assert_eq!(pauses[1..], [Duration::from_secs(600); 3]);
        assert!(listener.accept().is_err() && Last::load(mine.folder()).is_none());
    }

    #[test]
    fn who_agreed_sends_what_waits_and_a_store_that_failed_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mine = learner(data.path(), listener.local_addr().unwrap().port(), true);
        let after = |minutes: i64| Timestamp(NOON.0 + minutes * 60_000);
        let failed = Last { at: NOON, end: super::super::End::Unknown("503".into()), fails: 2 };
        failed.keep(mine.folder());
        rounds(data.path(), after(19), 1);
        assert_eq!(Last::load(mine.folder()), Some(failed));
        let server = thread::Builder::new().name("store".into()).spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            while !got.ends_with(b"}]") {
                let mut part = [0; 4096];
                let length = stream.read(&mut part).unwrap();
                got.extend_from_slice(&part[..length]);
            }
            stream.write_all(b"HTTP/1.1 204 Done\r\nConnection: close\r\n\r\n").unwrap();
        });
        rounds(data.path(), after(20), 1);
        server.unwrap().join().unwrap();
        assert_eq!(Last::load(mine.folder()).unwrap().fails, 0);
    }
}
