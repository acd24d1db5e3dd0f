//! Pushing to a store, and what its answers come to.

mod chaos;
mod full_disk;
mod proxy;
mod pulled;
mod ralph;
mod screen;
mod server;
mod table;
mod tls;
mod undone;

use std::{fs, path::Path, time::Duration};

use archtutor::{
    class::{
        code::Code,
        definition::Class,
        membership::Membership,
        push::{self, Pace, Pushed},
    },
    clock::{Clock, Timestamp},
    id::CourseId,
    problem::Problem,
    progress::{Event, LessonEvent, Progress},
};
use server::Server;
use tempfile::TempDir;

/// 2026-03-02, noon UTC.
const NOON: i64 = 1_772_452_800_000;

const SECRET: &str = "s3cret-of-the-class";

/// A learner in a class, with a folder of their own.
struct Learner {
    data: TempDir,
    mine: Membership,
    /// The pauses that pushing made.
    pauses: Vec<Duration>,
}

/// The class file of a store.
fn class_file(url: &str) -> String {
    format!(
        "[class]\nid = \"spring\"\niri = \"https://school.example/spring\"\ntitle = \"Spring\"\n\
         course = \"archtutor\"\ncontact = \"t@school.example\"\n\n[lrs]\nurl = \"{url}\"\n\
         key = \"push\"\nsecret = \"{SECRET}\"\n"
    )
}

impl Learner {
    /// A learner who joined the class of a store.
    fn of(url: &str, number: u128) -> Self {
        Self::joining(&class_file(url), number)
    }

    /// A learner who joined the class of a file.
    fn joining(text: &str, number: u128) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let class = Class::read("class.toml", text).expect("a class");
        let moments = (Timestamp::EARLIEST, Timestamp(NOON));
        let mine = Membership::new(data.path(), class, Code::of(number), moments);
        mine.keep(text).expect("kept");
        Self { data, mine, pauses: Vec::new() }
    }

    fn progress(&self, at: i64) -> Progress {
        progress(self.data.path(), at)
    }

    /// Opens so many lessons, a second each.
    fn studies(&self, lessons: usize) {
        studies(self.data.path(), lessons);
    }

    fn push(&mut self) -> Result<Pushed, Problem> {
        let mut progress = self.progress(NOON);
        let mut wait = |pause| self.pauses.push(pause);
        let clock = Clock::Fixed(Timestamp(NOON));
        push::push(&self.mine, &mut progress, clock, &mut Pace::new(1, &mut wait))
    }

    fn status(&self) -> push::Status {
        push::status(&self.mine, &self.progress(NOON)).expect("a status")
    }
}

fn progress(data: &Path, at: i64) -> Progress {
    Progress::open(data, CourseId::shipped(), Clock::Fixed(Timestamp(at))).expect("progress")
}

fn studies(data: &Path, lessons: usize) {
    progress(data, NOON).record_all(&opened(lessons)).expect("recorded");
}

fn opened(lessons: usize) -> Vec<Event> {
    let opened = |n: usize| LessonEvent::Opened {
        lesson: format!("l{n}").as_str().into(),
        revision: "r".into(),
    };
    (0..lessons).map(|n| opened(n).into()).collect()
}

#[test]
fn what_waits_is_sent_once_and_in_order() {
    let server = Server::answering(|request| {
        server::answer(200, &serde_json::json!(request.ids()).to_string())
    });
    let mut learner = Learner::of(&server.url(), 7);
    learner.studies(450);
    let before = learner.status();
    assert_eq!((before.waiting, before.since), (450, Some(Timestamp(NOON))));
    let pushed = learner.push().expect("pushed");
    assert_eq!((pushed.sent, pushed.requests, pushed.end), (450, 3, push::End::Done));
    let got = server.got();
    let sizes: Vec<usize> = got.iter().map(|request| request.ids().len()).collect();
    assert_eq!(sizes, [200, 200, 50]);
    let exported: Vec<String> = {
        let mut all = Vec::new();
        learner
            .mine
            .statements(&learner.progress(NOON), |event, _| all.push(event.id.clone()))
            .expect("read");
        all
    };
    assert_eq!(got.iter().flat_map(server::Request::ids).collect::<Vec<_>>(), exported);
    let first = &got[0];
    assert_eq!(first.line, "POST /xAPI/statements HTTP/1.1");
    assert_eq!(first.headers["x-experience-api-version"], "1.0.3");
    assert_eq!(first.headers["content-type"], "application/json");
    assert_eq!(first.headers["authorization"], "Basic cHVzaDpzM2NyZXQtb2YtdGhlLWNsYXNz");
    assert_eq!(learner.push().expect("pushed").requests, 0);
    let after = learner.status();
    assert_eq!((after.waiting, after.since, after.sent), (0, None, 450));
}

#[test]
fn no_class_means_no_thread_and_a_secret_stands_in_one_file_only() {
    let data = tempfile::tempdir().expect("a folder");
    assert!(!Membership::any(data.path()));
    let server = Server::answering(|_| server::answer(503, &format!("you said {SECRET}")));
    let mut learner = Learner::of(&server.url(), 7);
    learner.studies(3);
    let pushed = learner.push().expect("pushed");
    assert!(matches!(pushed.end, push::End::Unknown(_)));
    assert!(!format!("{:?}", learner.mine).contains(SECRET));
    let mut found = Vec::new();
    files(learner.data.path(), &mut found);
    found.retain(|file| {
        // What a store says back is not ours to know; here it says the secret.
        let bytes = fs::read(file).expect("readable");
        bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
    });
    let names: Vec<_> = found.iter().filter_map(|file| file.file_name()?.to_str()).collect();
    assert_eq!(names, ["secret"]);
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn who_is_in_no_class_opens_no_socket() {
    use std::process::{Command, Stdio};
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        println!("left out: there is no strace here");
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let trace = data.path().join("trace");
    for args in [&["list", "weeks"][..], &["class", "status"], &["--plain"], &["doctor"]] {
        let status = Command::new("strace")
            .args(["-f", "-e", "trace=socket,connect", "-o"])
            .arg(&trace)
            .arg(crate::program::BINARY)
            .args(args)
            .env("HOME", data.path())
            .env("ARCHTUTOR_DATA_DIR", data.path().join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.expect("it runs");
        let Ok(calls) = fs::read_to_string(&trace) else {
            println!("left out: nothing can be traced here");
            return;
        };
        let network = |line: &&str| line.contains("AF_INET") || line.contains("AF_NETLINK");
        assert_eq!(
            calls.lines().filter(network).collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "{args:?}"
        );
    }
}

#[test]
fn what_would_go_can_be_looked_at_before() {
    let mut learner = Learner::of("https://lrs.school.example/xAPI", 7);
    learner.studies(3);
    learner.mine.by_itself = true;
    learner.mine.keep(&class_file("https://lrs.school.example/xAPI")).expect("kept");
    let call = |args: &[&str]| {
        crate::program::Program::with(&[&["class"][..], args].concat()).data(learner.data.path())
    };
    let shown = call(&["push", "--dry-run"]).complains("3 statements would be sent").run();
    assert_eq!(shown.stdout, call(&["export"]).run().stdout);
    call(&["status"])
        .shows("3 wait since 2026-03-02 for lrs.school.example")
        .shows("by itself")
        .run();
    call(&["by-itself", "no"]).shows("Nothing is sent by itself").run();
    call(&["status"]).shows("Nothing is sent by itself").run();
    // Before it goes by itself again it is said what goes where.
    let asked = call(&["by-itself", "yes"]).stdin("n\n").shows("lrs.school.example").run();
    assert!(asked.stdout.contains("Never: names") && asked.stdout.contains("Nothing is sent"));
    call(&["status"]).shows("Nothing is sent by itself").run();
    call(&["by-itself", "yes"]).stdin("y\n").shows("is sent by itself").run();
    call(&["by-itself", "no"]).run();
    call(&["by-itself", "yes", "--yes"]).shows("is sent by itself").run();
    call(&["status"]).shows("3 wait since 2026-03-02").shows("is sent by itself").run();
    fs::remove_file(learner.data.path().join("class/spring/secret")).expect("removed");
    call(&["push"]).fails(3).complains("secret").run();
    call(&["leave"]).run();
    assert!(!learner.data.path().join("class").exists());
}
