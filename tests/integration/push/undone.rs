//! What is taken back before it is sent, after it, and while it is under way; and what leaving takes back.

use archtutor::{
    class::push::{self, End, Pace},
    clock::{Clock, Timestamp},
    id::CourseId,
    progress::{EventId, LessonEvent, Progress, UndoEvent},
};

use super::{
    Learner, NOON,
    server::{Request, Server, answer},
};

fn completed(progress: &mut Progress, lesson: &str) -> EventId {
    let completed = LessonEvent::Completed { lesson: lesson.into(), revision: "r".into() };
    progress.record(completed).expect("recorded")
}

fn voids(requests: &[Request]) -> Vec<String> {
    let all = requests.iter().flat_map(Request::statements);
    let voids = all.filter(|statement| statement["object"]["objectType"] == "StatementRef");
    voids.map(|void| void["object"]["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn what_is_taken_back_before_it_was_sent_never_leaves() {
    let server = Server::answering(|_| answer(200, "[]"));
    let mut learner = Learner::of(&server.url(), 7);
    let mut progress = learner.progress(NOON);
    let first = completed(&mut progress, "sagas");
    completed(&mut progress, "queues");
    progress.record(UndoEvent::of(first)).expect("recorded");
    assert_eq!(learner.status().waiting, 1);
    let pushed = learner.push().expect("pushed");
    assert_eq!((pushed.sent, pushed.withheld), (1, 2));
    assert!(!server.got()[0].ids().contains(&first.to_string()));
    assert_eq!(learner.push().expect("pushed").withheld, 0);
}

#[test]
fn what_is_taken_back_after_it_was_sent_is_voided_in_a_later_request() {
    let server = Server::answering(|_| answer(200, "[]"));
    let mut learner = Learner::of(&server.url(), 7);
    let first = completed(&mut learner.progress(NOON), "sagas");
    learner.push().expect("pushed");
    learner.progress(NOON + 1_000).record(UndoEvent::of(first)).expect("recorded");
    assert_eq!(learner.push().expect("pushed").sent, 1);
    assert_eq!(voids(&server.got()), [first.to_string()]);
    assert_eq!(server.got().len(), 2);
}

#[test]
fn what_is_taken_back_while_nobody_knows_whether_it_arrived_goes_again_and_is_voided_after() {
    let mut n = 0;
    let server = Server::answering(move |_| {
        n += 1;
        // The store has it, and its answer is lost.
        if n <= 5 { Vec::new() } else { answer(200, "[]") }
    });
    let mut learner = Learner::of(&server.url(), 7);
    let first = completed(&mut learner.progress(NOON), "sagas");
    assert!(matches!(learner.push().expect("pushed").end, End::Unknown(_)));
    learner.progress(NOON + 1_000).record(UndoEvent::of(first)).expect("recorded");
    assert_eq!(learner.status().waiting, 2);
    let pushed = learner.push().expect("pushed");
    assert_eq!((pushed.sent, pushed.withheld, pushed.requests), (2, 0, 2));
    let got = server.got();
    assert_eq!(got[5].ids(), [first.to_string()]);
    assert_eq!(voids(&got[6..]), [first.to_string()]);
}

#[test]
fn what_a_store_turned_away_at_the_door_is_withheld_once_it_is_taken_back() {
    let mut n = 0;
    let server = Server::answering(move |_| {
        n += 1;
        if n == 1 { answer(404, "moved") } else { answer(200, "[]") }
    });
    let mut learner = Learner::of(&server.url(), 7);
    let first = completed(&mut learner.progress(NOON), "sagas");
    assert!(matches!(learner.push().expect("pushed").end, End::Stopped(_)));
    learner.progress(NOON + 1_000).record(UndoEvent::of(first)).expect("recorded");
    let pushed = learner.push().expect("pushed");
    assert_eq!((pushed.sent, pushed.withheld, server.got().len()), (0, 2, 1));
}

#[test]
fn who_leaves_can_take_back_what_was_sent() {
    let server = Server::answering(|_| answer(200, "[]"));
    let mut learner = Learner::of(&server.url(), 7);
    let mut progress = learner.progress(NOON);
    let first = completed(&mut progress, "sagas");
    let second = completed(&mut progress, "queues");
    learner.push().expect("pushed");
    learner.progress(NOON + 1_000).record(UndoEvent::of(first)).expect("recorded");
    learner.push().expect("pushed");
    completed(&mut learner.progress(NOON), "never-sent");
    let before = server.got().len();
    let leave = || {
        let mut wait = |_| {};
        let clock = Clock::Fixed(Timestamp(NOON));
        let pace = &mut Pace::new(1, &mut wait);
        push::void(&learner.mine, &mut learner.progress(NOON), clock, pace).expect("voided")
    };
    assert_eq!(leave(), 1, "what was voided already, and what takes back, is not voided");
    assert_eq!(voids(&server.got()[before..]), [second.to_string()]);
    leave();
    let got = server.got();
    assert_eq!(got[before].body, got[before + 1].body, "it says the same each time");
}

#[test]
fn three_weeks_offline_lose_nothing() {
    let mut n = 0;
    let server = Server::answering(move |_| {
        n += 1;
        if n == 1 { answer(200, "[]") } else { answer(503, "") }
    });
    let back = Server::answering(|_| answer(200, "[]"));
    let mut learner = Learner::of(&server.url(), 7);
    let day = 86_400_000;
    let mut ids = Vec::new();
    for offline in 0..21 {
        let mut progress = learner.progress(NOON + offline * day);
        ids.push(completed(&mut progress, &format!("l{offline}")).to_string());
        learner.push().expect("pushed");
    }
    let status = learner.status();
    assert_eq!((status.waiting, status.since), (20, Some(Timestamp(NOON + day))));
    assert_eq!(status.last.map(|last| last.fails), Some(20));
    // The store has moved: the class file is another one.
    let text = super::class_file(&back.url());
    learner.mine.class = archtutor::class::definition::Class::read("class.toml", &text).unwrap();
    learner.mine.keep(&text).expect("kept");
    assert_eq!(learner.push().expect("pushed").sent, 20);
    let arrived: Vec<String> = back.got().iter().flat_map(Request::ids).collect();
    assert_eq!(arrived, ids[1..]);
}

#[test]
fn of_a_course_that_was_renamed_what_was_done_before_is_sent_under_the_new_name() {
    let server = Server::answering(|_| answer(200, "[]"));
    let text = super::class_file(&server.url());
    for (text, count) in
        [(text.replace("contact =", "also = [\"old-id\"]\ncontact ="), 2), (text.clone(), 1)]
    {
        let mut learner = Learner::joining(&text, 7);
        let old = CourseId::new("old-id");
        let clock = Clock::Fixed(Timestamp(NOON));
        let mut before = Progress::open(learner.data.path(), old, clock).expect("progress");
        completed(&mut before, "sagas");
        drop(before);
        completed(&mut learner.progress(NOON + 1_000), "queues");
        assert_eq!(learner.push().expect("pushed").sent, count);
        let got = server.got().pop().expect("a request");
        for statement in got.statements() {
            let object = statement["object"]["id"].as_str().expect("an id");
            assert!(object.starts_with("https://school.example/spring/archtutor/"), "{object}");
        }
    }
}

#[test]
fn a_clock_that_goes_two_hours_ahead_changes_nothing_but_what_it_says() {
    let server = Server::answering(|_| answer(200, "[]"));
    let mut learner = Learner::of(&server.url(), 7);
    let ahead = NOON + 2 * 3_600_000;
    completed(&mut learner.progress(ahead), "sagas");
    assert_eq!(learner.push().expect("pushed").sent, 1);
    assert_eq!(server.got()[0].statements()[0]["timestamp"], "2026-03-02T14:00:00.000Z");
}

#[test]
fn two_devices_of_one_learner_send_what_both_have_once_to_the_store() {
    let server = Server::answering(|_| answer(200, "[]"));
    let (mut one, mut other) = (Learner::of(&server.url(), 7), Learner::of(&server.url(), 7));
    one.studies(3);
    let mut lines = Vec::new();
    one.progress(NOON).export(&mut lines, None).expect("exported");
    other.progress(NOON).import(lines.as_slice()).expect("imported");
    one.push().expect("pushed");
    other.push().expect("pushed");
    let got = server.got();
    assert_eq!(got[0].body, got[1].body, "the store knows them by their ids");
}
