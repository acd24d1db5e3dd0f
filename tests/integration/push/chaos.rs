//! Many learners, a line that breaks wherever it can, and programs that are killed: nothing is lost and
//! nothing doubled. `ARCHTUTOR_CHAOS=full` plays it in full size.

use std::{
    collections::HashMap,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use archtutor::{chance::Chance, class::push::End};
use serde_json::Value;

use super::{
    Learner,
    server::{Request, Server, answer, answer_with, locked},
    studies,
};
use crate::program::BINARY;

/// A store that keeps statements by their id, as real ones do.
#[derive(Default)]
struct Store {
    kept: HashMap<String, Value>,
    doubled: usize,
}

impl Store {
    /// Takes statements; an id in another form is a conflict, and then none is taken.
    fn take(&mut self, request: &Request) -> Vec<u8> {
        let statements = request.statements();
        let id = |statement: &Value| statement["id"].as_str().unwrap_or_default().to_owned();
        let conflict =
            |statement: &Value| self.kept.get(&id(statement)).is_some_and(|kept| kept != statement);
        if statements.iter().any(conflict) {
            self.doubled += 1;
            return answer(409, "conflict");
        }
        let ids: Vec<String> = statements.iter().map(id).collect();
        self.kept.extend(ids.iter().cloned().zip(statements));
        answer(200, &serde_json::json!(ids).to_string())
    }
}

/// A store behind a line that does one of nine bad things to two of three requests.
fn behind_chaos(store: &Arc<Mutex<Store>>, seed: u64, bad: bool) -> Server {
    let (store, mut chance) = (Arc::clone(store), Chance::new(seed));
    Server::answering(move |request| {
        let mut store = locked(&store);
        match if bad { chance.below(15) } else { 99 } {
            0 => Vec::new(),
            // The answer is lost after the statements were stored.
            1 => {
                store.take(request);
                Vec::new()
            }
            2 => answer(500, "oh"),
            3 => answer(503, ""),
            4 => answer_with(429, "Retry-After: 0\r\n", ""),
            5 => {
                let whole = store.take(request);
                whole[..whole.len() / 2].to_vec()
            }
            6 => b"HTTP/1.1 2".to_vec(),
            7 => answer(200, "<html>hotel</html>"),
            8 => {
                store.take(request);
                answer(504, "gateway")
            }
            _ => store.take(request),
        }
    })
}

fn full() -> bool {
    std::env::var("ARCHTUTOR_CHAOS").is_ok_and(|size| size == "full")
}

/// So many learners with so many statements push at once until nothing waits.
fn all_push(learners: u128, statements: usize, bad: bool) {
    let store = Arc::new(Mutex::new(Store::default()));
    let server = behind_chaos(&store, 42, bad);
    let url = server.url();
    let threads: Vec<_> = (1..=learners)
        .map(|number| {
            let url = url.clone();
            let run = move || {
                let mut learner = Learner::of(&url, number);
                learner.studies(statements);
                while learner.push().expect("pushed").end != End::Done {}
                assert_eq!(learner.status().waiting, 0);
            };
            thread::Builder::new().name("learner".into()).spawn(run).expect("a thread")
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("a learner"));
    let store = locked(&store);
    assert_eq!(store.kept.len(), usize::try_from(learners).unwrap_or(0) * statements);
    assert_eq!(store.doubled, 0, "a statement says the same whenever it comes");
}

#[test]
fn many_learners_at_once_over_a_good_line() {
    let (learners, statements) = if full() { (100, 500) } else { (12, 250) };
    all_push(learners, statements, false);
}

#[test]
fn many_learners_at_once_over_a_line_that_breaks_wherever_it_can() {
    let (learners, statements) = if full() { (100, 500) } else { (12, 250) };
    all_push(learners, statements, true);
}

/// A program that pushes.
fn pushing(learner: &Learner) -> std::process::Child {
    Command::new(BINARY)
        .args(["class", "push"])
        .env_clear()
        .env("HOME", learner.data.path().join("home"))
        .env("ARCHTUTOR_DATA_DIR", learner.data.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

#[test]
fn a_program_that_is_killed_while_it_pushes_loses_nothing() {
    let kills = if full() { 200 } else { 6 };
    let store = Arc::new(Mutex::new(Store::default()));
    let server = behind_chaos(&store, 7, false);
    let mut learner = Learner::of(&server.url(), 1);
    let mut chance = Chance::new(3);
    for n in 0..kills {
        studies(learner.data.path(), 40);
        let mut child = pushing(&learner);
        thread::sleep(Duration::from_millis(chance.below(1_000) as u64));
        child.kill().expect("killed");
        child.wait().expect("it ended");
        let kept = locked(&store).kept.len();
        assert!(kept <= (n + 1) * 40, "{kept}");
    }
    assert_eq!(learner.push().expect("pushed").end, End::Done);
    let store = locked(&store);
    assert_eq!((store.kept.len(), store.doubled), (kills * 40, 0));
    assert!(learner.progress(super::NOON).check().expect("a check").is_sound());
}

#[test]
fn two_programs_that_push_at_once_do_not_double() {
    let store = Arc::new(Mutex::new(Store::default()));
    let server = behind_chaos(&store, 7, false);
    let learner = Learner::of(&server.url(), 1);
    learner.studies(600);
    let mut children = [pushing(&learner), pushing(&learner)];
    for child in &mut children {
        assert!(child.wait().expect("it ended").success());
    }
    let store = locked(&store);
    assert_eq!((store.kept.len(), store.doubled), (600, 0));
    assert_eq!((learner.status().waiting, learner.status().sent), (0, 600));
}
