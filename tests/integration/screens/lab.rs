//! Labs on screen: predict, run, step, turn, and reach a mission.

use archtutor::{progress::LabEvent, tui::route::Route};

use crate::support::Tutor;

fn lab(id: &str) -> crate::support::Builder {
    Tutor::shipped().size(80, 24).open(Route::Lab(id.into()))
}

#[test]
fn a_lab_is_predicted_before_it_runs_and_the_answer_is_kept() {
    let mut tutor = lab("rate").start();
    tutor
        .expect("Fifteen requests arrive at once")
        .press("Enter")
        .expect("How many of the fifteen");
    tutor.write("15").press("Enter").expect("You said 15, it was 10.");
    tutor.expect("capacity");
    let said = tutor.app.env.session.progress().predictions(&"rate".into()).expect("predictions");
    assert_eq!(said, ["15"]);
}

#[test]
fn a_step_and_a_step_back_are_one_event() {
    let past = LabEvent::Predicted { lab: "rate".into(), question: 1, said: "9".into() };
    let mut tutor = lab("rate").days_ago(1, [past]).start();
    tutor.press("Enter . . .").expect("arrived 3 ").press(",").expect("arrived 2 ");
    tutor.press("e").expect("arrived 25");
}

#[test]
fn a_mission_is_reached_by_turning_what_is_free() {
    let past = LabEvent::Predicted { lab: "rate".into(), question: 1, said: "9".into() };
    let mut tutor = lab("rate").days_ago(1, [past]).start();
    tutor.press("Enter m").expect("Mission 1: Let the burst in").expect("capacity");
    tutor.press("Enter").press("Ctrl-u").write("15").press("Enter").press("e");
    tutor.expect("Met, on every seed.");
    let reached = tutor.app.env.session.progress().missions(&"rate".into()).expect("missions");
    assert_eq!(reached, ["rate.1"]);
}

#[test]
fn no_window_and_no_key_breaks_a_lab() {
    for id in ["rate", "k8s", "slo"] {
        let mut tutor = lab(id).start();
        tutor.press("Enter Esc").squeeze();
    }
}
