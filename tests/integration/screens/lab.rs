//! Labs on screen: predict, run, step, turn, and reach a mission.

use archtutor::{library::Reference, progress::LabEvent, tui::route::Route};

use crate::support::{SIZES, Tutor};

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
fn a_prediction_that_is_no_number_is_not_taken() {
    let mut tutor = lab("rate").start();
    tutor.press("Enter").write("abc").press("Enter").expect("Please type a number");
    assert!(tutor.app.env.session.progress().predictions(&"rate".into()).expect("none").is_empty());
}

#[test]
fn in_a_small_window_a_mission_shows_its_goals_and_where_the_rest_stands() {
    let mut tutor = answered("breaker", (40, 12)).start();
    tutor.press("Enter m").expect("max_in_flight").expect("(i: all of it)");
    tutor.press("i").expect("Mission 1 of 3");
    tutor.snapshot("lab-mission-page-40x12");
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
    tutor.press("Enter m").expect("Mission 1 of 3: Let the burst in").expect("capacity");
    tutor.press("Enter").press("Ctrl-u").write("15").press("Enter").press("e");
    tutor.expect("Met, on every seed.");
    let reached = tutor.app.env.session.progress().missions(&"rate".into()).expect("missions");
    assert_eq!(reached, ["rate.1"]);
}

/// A lab with its questions answered, at a size.
fn answered(id: &str, size: (u16, u16)) -> crate::support::Builder {
    let said = |question| LabEvent::Predicted { lab: id.into(), question, said: "9".into() };
    let builder = Tutor::shipped().size(size.0, size.1).open(Route::Lab(id.into()));
    // The breaker asks twice.
    builder.days_ago(1, (1..=1 + u64::from(id == "breaker")).map(said).collect::<Vec<_>>())
}

/// A preset of each lab that shows what it is about, by how often `p` is pressed.
const SHOWN: [(&str, &str); 12] = [
    ("rate", "p"),
    ("chain", "p p"),
    ("breaker", "p"),
    ("bulkhead", "p"),
    ("queue", "p p"),
    ("2pc", "p"),
    ("saga", "p"),
    ("es", "p"),
    ("k8s", "p"),
    ("canary", "p"),
    ("scale", "p"),
    ("slo", "p p"),
];

#[test]
fn every_lab_draws_what_it_is_about_at_every_size() {
    for (id, preset) in SHOWN {
        for size in SIZES {
            let mut tutor = answered(id, size).start();
            tutor.press(&format!("Enter {preset} End"));
            let screen = tutor.screen();
            assert!(!screen.contains("lab.word") && !screen.contains("lab.sign"), "{screen}");
            tutor.snapshot(&format!("lab-{id}-{}x{}", size.0, size.1));
        }
    }
}

#[test]
fn a_lab_is_readable_without_unicode() {
    for (id, preset) in SHOWN {
        let mut tutor = answered(id, (80, 24)).ascii().start();
        tutor.press(&format!("Enter {preset} End"));
        let screen = tutor.screen();
        assert!(screen.is_ascii(), "{id}: {screen}");
        if matches!(id, "rate" | "breaker" | "saga" | "k8s") {
            tutor.snapshot(&format!("lab-{id}-ascii"));
        }
    }
}

#[test]
fn a_lab_that_was_left_is_found_as_it_was() {
    let mut tutor = answered("breaker", (80, 24)).start();
    tutor.press("Enter m . . .").expect("arrived 2 ");
    tutor.app.open(Route::Lab("breaker".into()));
    tutor.settle().expect("Enter goes on where you left it").press("Enter");
    tutor.expect("Mission 1 of 3").expect("arrived 2 ");
}

#[test]
fn the_labs_of_the_catalog_open_its_screens_and_are_done_when_they_are_used() {
    let mut tutor = Tutor::shipped().open(Route::of(&Reference::Lab("tree".into()))).start();
    tutor.expect("Architecture advisor");
    for _ in 0..12 {
        tutor.press("Enter");
    }
    let reached = tutor.app.env.session.progress().missions(&"tree".into()).expect("missions");
    assert_eq!(reached, ["tree.1"]);
}

#[test]
fn a_mission_shows_first_the_numbers_that_it_speaks_of() {
    let mut tutor = answered("2pc", (80, 24)).start();
    tutor.press("Enter m m").expect("resolved never   messages 3   in_doubt_time 0");
    tutor.press("End").expect("resolved 20.05s").expect("resolved = 20.05s, wanted <= 3s");
}

#[test]
fn nothing_is_met_before_anything_has_happened() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter m").expect("· rejected == 0  · capacity <= 15");
    tutor.press(".").expect("✔ rejected == 0  ✔ capacity <= 15");
}

#[test]
fn a_small_window_leaves_out_the_pace_and_not_the_state() {
    let mut tutor = answered("slo", (40, 12)).start();
    tutor.press("Enter End").expect("30d 00:00  ended");
    let mut long = answered("queue", (40, 12)).start();
    long.press("Enter End").expect("Brokers and acknowl…  01:00.000  ended");
}

#[test]
fn a_small_window_shows_the_slowest_answers_too() {
    let mut tutor = answered("chain", (40, 12)).start();
    tutor.press("Enter p p End").expect("p50 20ms").expect("p95 200ms");
}

#[test]
fn a_small_window_draws_the_lines_without_their_bands_and_cuts_no_name() {
    let mut tutor = answered("k8s", (40, 12)).start();
    tutor.press("Enter G").expect("endpoints").expect("node 1");
    let mut tutor = answered("bulkhead", (40, 12)).start();
    tutor.press("Enter G").expect("payers refused").expect("a = 10, b = 11");
}

#[test]
fn in_a_small_window_a_verdict_stands_where_the_controls_were() {
    let mut tutor = answered("saga", (40, 12)).start();
    tutor.press("Enter m Tab Enter").press("Ctrl-u").write("3").press("Enter");
    tutor.expect("fail_step ◂ 3 ▸").press("End").expect("Met, on every seed.");
}

#[test]
fn what_a_parameter_cannot_be_is_said_and_changes_nothing() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter Tab Enter").press("Ctrl-u").write("0").press("Enter");
    tutor.expect("`capacity` cannot be `0`");
    tutor.press("Esc").expect("once more drops").press("Esc").expect("capacity ◂ 10 ▸");
    assert!(
        tutor.app.env.session.progress().missions(&"rate".into()).expect("missions").is_empty()
    );
}

#[test]
fn how_long_a_free_lab_runs_is_turned_like_the_rest() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter Up Right").expect("until ◂ 5s ▸").press("End").expect("00:05.000");
}

#[test]
fn presets_come_one_after_another_and_say_their_names() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter p").expect("burst").press("p").expect("steady").expect("traffic ◂ even ▸");
    tutor.press("p").expect("edge attack").press("p").expect("burst");
}

#[test]
fn after_a_mission_one_reads_what_was_turned_what_it_cost_and_a_question() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter m m Enter").press("Ctrl-u").write("leaky").press("Enter End");
    tutor.expect("Met, on every seed.").expect("You turned algo token → leaky.");
    tutor.expect("It cost rejected 5, max_queued 10.").expect("Whose timeout is that?");
    tutor.snapshot("lab-mission-met-80x24");
}

#[test]
fn a_click_turns_a_parameter() {
    let mut tutor = answered("rate", (80, 24)).start();
    tutor.press("Enter m").click_on("▸").expect("capacity ◂ 20 ▸");
}

#[test]
fn no_window_and_no_key_breaks_a_lab() {
    for id in ["rate", "k8s", "slo"] {
        let mut tutor = lab(id).start();
        tutor.press("Enter Esc").squeeze();
    }
}
