//! Pushing from the screen of classes: what waits, what came of it, leaving with what was sent taken back.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use archtutor::tui::route::Route;

use super::{
    Learner,
    server::{Server, answer},
};
use crate::support::Tutor;

/// A learner with three things that wait for a store whose status can be changed.
fn learner() -> (Learner, Server, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(200));
    let says = Arc::clone(&status);
    let server = Server::answering(move |request| {
        let ids = serde_json::json!(request.ids());
        answer(says.load(Ordering::SeqCst), &ids.to_string())
    });
    let learner = Learner::of(&server.url(), 7);
    learner.studies(3);
    (learner, server, status)
}

fn classes(learner: &Learner) -> Tutor {
    let tutor = Tutor::shipped().size(100, 30).data(learner.data.path()).open(Route::Class);
    let mut tutor = tutor.start();
    tutor.expect("3 wait since");
    tutor
}

/// Waits until the screen says something, wherever its lines break.
#[track_caller]
fn says(tutor: &mut Tutor, text: &str) {
    let words = |tutor: &Tutor| tutor.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    tutor.until(text, |tutor| words(tutor).contains(text));
}

#[test]
fn what_waits_is_sent_when_the_learner_says_so_and_taken_back_when_they_leave() {
    let (learner, server, _) = learner();
    let mut tutor = classes(&learner);
    tutor.press("Down Enter").expect("Sent 3 statements");
    tutor.expect("Nothing waits").expect("all was sent");
    assert_eq!(server.got().iter().map(|request| request.ids().len()).sum::<usize>(), 3);
    tutor.press("x").expect("Take back what was sent").press("Enter").expect_no("Take back");
    tutor.press("x Down Down Enter");
    says(&mut tutor, "3 statements were taken back");
    says(&mut tutor, "You have left");
    assert!(!learner.data.path().join("class").exists());
}

#[test]
fn a_store_that_takes_no_key_is_said_and_what_waits_stays() {
    let (learner, _server, status) = learner();
    status.store(401, Ordering::SeqCst);
    let mut tutor = classes(&learner);
    tutor.press("Down Enter");
    says(&mut tutor, "does not take the key");
    says(&mut tutor, "3 wait since");
    assert!(!tutor.screen().contains("s3cret"));
    tutor.press("Enter");
    says(&mut tutor, "ask the teacher for the class file");
    tutor.squeeze();
}

#[cfg(unix)]
#[test]
fn a_secret_that_is_lost_or_open_to_others_is_said_and_nothing_goes() {
    use std::os::unix::fs::PermissionsExt;
    let (learner, server, _) = learner();
    let secret = learner.data.path().join("class/spring/secret");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let mut tutor = classes(&learner);
    tutor.press("Down Enter");
    says(&mut tutor, "Others can read");
    std::fs::remove_file(&secret).expect("removed");
    tutor.press("Enter");
    says(&mut tutor, "is lost");
    assert!(server.got().is_empty());
}

#[test]
fn sending_by_itself_is_agreed_to_and_ended_without_joining_again() {
    let (learner, server, _) = learner();
    let kept = || {
        let me = learner.data.path().join("class/spring/me.toml");
        std::fs::read_to_string(me).expect("kept").contains("by-itself = true")
    };
    let mut tutor = classes(&learner);
    tutor.expect("Nothing is sent by itself").press("Down Down Enter");
    says(&mut tutor, "What you share goes to 127.0.0.1");
    says(&mut tutor, "Never: names, accounts");
    // What is chosen first is no yes.
    tutor.press("Enter").expect_no("Never:");
    assert!(!kept());
    tutor.press("Enter Down Enter").expect("What waits is sent by itself");
    assert!(kept());
    tutor.press("Enter").expect("Nothing is sent by itself");
    assert!(!kept() && server.got().is_empty());
    tutor.press("Enter").squeeze();
}
