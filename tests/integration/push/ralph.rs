//! A real store: Ralph, from PyPI, started on this machine. Where it is not there, the tests say so.

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use archtutor::{
    class::push::End,
    progress::{LessonEvent, UndoEvent},
};
use tempfile::TempDir;

use super::{Learner, NOON, class_file};
use crate::program::Program;

/// It takes a while to begin.
const PATIENCE: Duration = Duration::from_secs(90);

struct Ralph {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Ralph {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `.ci/run` puts it.
fn python() -> Option<PathBuf> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/ralph/bin/python");
    if !python.exists() {
        println!("skipped: no Ralph here ({})", python.display());
        return None;
    }
    Some(python)
}

fn ralph() -> Option<Ralph> {
    let python = python()?;
    let folder = tempfile::tempdir().expect("a folder");
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/run_ralph.py");
    let child = Command::new(python)
        .arg(script)
        .arg(port.to_string())
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut ralph = Ralph { child, port, _folder: folder };
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if ralph.child.try_wait().expect("it can be waited for").is_some() || Instant::now() > until
        {
            println!("skipped: no Ralph here (it does not start)");
            return None;
        }
        thread::sleep(Duration::from_millis(50));
    }
    Some(ralph)
}

#[test]
fn a_real_store_takes_what_is_pushed_and_gives_it_to_a_report() {
    let Some(ralph) = ralph() else { return };
    let url = format!("http://127.0.0.1:{}/xAPI", ralph.port);
    let text = class_file(&url).replace(super::SECRET, "push-secret");
    let class = archtutor::class::definition::Class::read("class.toml", &text).expect("a class");
    let mut learner = Learner::of(&url, 7);
    learner.mine.class = class;
    learner.mine.keep(&text).expect("kept");
    learner.studies(450);
    let completed = LessonEvent::Completed { lesson: "l1".into(), revision: "r".into() };
    let completed = learner.progress(NOON).record(completed).expect("recorded");
    let pushed = learner.push().expect("pushed");
    assert_eq!((pushed.sent, pushed.requests, pushed.end), (451, 3, End::Done));
    learner.progress(NOON).record(UndoEvent::of(completed)).expect("recorded");
    assert_eq!(learner.push().expect("pushed").sent, 1);
    // All once more, as from a second device or after the outbox was lost.
    learner.progress(NOON).forget_stages("spring").expect("forgotten");
    let again = learner.push().expect("pushed");
    // Nothing of what was taken back before goes.
    assert_eq!((again.sent, again.differing, again.refused, again.end), (450, 0, 0, End::Done));
    let file = learner.data.path().join("class.toml");
    std::fs::write(&file, &text).expect("written");
    let report = |key: &str| {
        let args = ["class", "report", "--class", file.to_str().unwrap(), "--from", &url];
        let args = [&args[..], &["--format", "json", "--today", "2026-03-03"]].concat();
        Program::with(&args)
            .env("ARCHTUTOR_CLASS_KEY", key)
            .env("ARCHTUTOR_CLASS_SECRET", &format!("{key}-secret"))
    };
    let json = report("read").json();
    assert_eq!(json["read"]["kept"], 450, "{}", json["read"]);
    assert_eq!(json["read"]["voided"], 1);
    assert_eq!(json["lessons"].as_array().expect("lessons").len(), 450);
    report("push").fails(3).complains("401").run();
}

#[test]
fn a_real_store_finds_every_statement_of_the_contract_well_formed() {
    let Some(python) = python() else { return };
    let check = "import sys, json\n\
                 from ralph.models.xapi.base.statements import BaseXapiStatement\n\
                 for line in sys.stdin: BaseXapiStatement.model_validate(json.loads(line))\n\
                 print('sound')";
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/class/statements.jsonl");
    let said = Command::new(python)
        .args(["-c", check])
        .stdin(std::fs::File::open(fixture).expect("the fixture"))
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "sound", "{said:?}");
}
