use super::*;
use crate::source::{Source, walk};

fn play(id: &str) -> Play {
    let text = Source::Embedded.read(&walk::lab_file(id)).unwrap();
    Play::new(Arc::new(Guide::read(id, &text).0.unwrap())).unwrap()
}

#[test]
fn a_step_back_is_the_run_up_to_one_event_before() {
    let mut play = play("rate");
    for _ in 0..4 {
        play.step();
    }
    let before = play.run().out().counters.clone();
    play.step();
    play.back();
    assert_eq!(play.run().out().counters, before);
}

#[test]
fn a_lab_that_was_left_goes_on_where_it_was() {
    let mut play = play("breaker");
    play.choose(Some(1)).unwrap();
    play.advance(31_000_000, u64::MAX);
    let error = play.guide().entry.spec.param("error").unwrap();
    play.set(Control::Param(error), "7%").unwrap();
    play.advance(5_000_000, u64::MAX);
    let json = serde_json::to_string(&play.kept()).unwrap();
    let mut again = Play::new(Arc::clone(play.guide())).unwrap();
    again.resume(&serde_json::from_str(&json).unwrap()).unwrap();
    assert_eq!(again.kept(), play.kept());
    assert_eq!(again.mission_number(), Some(1));
    assert_eq!(again.run().out().counters, play.run().out().counters);
    let other = self::play("rate").kept();
    assert!(again.resume(&other).is_err());
}

#[test]
fn all_five_limiters_see_the_same_traffic() {
    let mut play = play("rate");
    play.advance(2_000_000, u64::MAX);
    play.look_beside();
    let counter = |run: &Run, name: &str| {
        let place = run.spec().counters.iter().position(|one| one.name == name).unwrap();
        run.out().counters[place]
    };
    let told: Vec<(&str, i64, i64)> = play
        .beside()
        .iter()
        .map(|(word, run)| (*word, counter(run, "arrived"), counter(run, "accepted")))
        .collect();
    let expected = [("token", 25, 15), ("leaky", 25, 15), ("fixed", 25, 25)];
    assert_eq!(told[..3], expected);
    assert_eq!(told.len(), 5);
    play.back();
    play.look_beside();
    assert_eq!(play.beside()[0].1.now(), play.run().now());
}

#[test]
fn pauses_and_speed_change_no_number() {
    let mut slow = play("breaker");
    while !slow.ended() {
        slow.advance(33_000, 7);
    }
    let mut quick = play("breaker");
    quick.advance(u64::MAX, u64::MAX);
    assert_eq!(slow.run().out().counters, quick.run().out().counters);
    assert_eq!(slow.run().samples(), quick.run().samples());
}

#[test]
fn a_mission_locks_what_is_not_free_and_is_met_by_turning_the_rest() {
    let mut play = play("rate");
    play.choose(Some(0)).unwrap();
    assert_eq!(play.controls().len(), 1);
    play.set(play.controls()[0], "15").unwrap();
    play.advance(u64::MAX, u64::MAX);
    assert!(play.clauses().iter().all(|clause| clause.met));
    let (mission, setup) = play.to_judge().unwrap();
    assert!(mission.judge(&setup, None).unwrap().met);
    assert_eq!(play.turned(), [("capacity", "10".to_owned(), "15".to_owned())]);
}

#[test]
fn a_live_parameter_changes_the_run_and_another_one_begins_it_again() {
    let mut play = play("breaker");
    play.advance(5_000_000, u64::MAX);
    let latency = play.guide().entry.spec.param("latency").unwrap();
    play.set(Control::Param(latency), "30s").unwrap();
    assert_eq!(play.run().now(), 5_000_000);
    assert_eq!(play.recording().inputs[0].at_us, 5_000_001);
    let timeout = play.guide().entry.spec.param("timeout").unwrap();
    let timeout = Control::Param(timeout);
    play.turn(timeout, false).unwrap();
    assert_eq!((play.run().now(), play.value(timeout)), (0, "1s".to_owned()));
}

#[test]
fn how_long_a_free_lab_runs_may_be_turned_and_a_mission_says_it_itself() {
    let mut play = play("rate");
    assert_eq!(play.run().plan().until, 3_000_000);
    assert_eq!(play.controls().last(), Some(&Control::Until));
    play.turn(Control::Until, true).unwrap();
    assert_eq!(play.value(Control::Until), "5s");
    play.set(Control::Until, "1m").unwrap();
    let capacity = play.guide().entry.spec.param("capacity").unwrap();
    play.set(Control::Param(capacity), "3").unwrap();
    assert_eq!(play.run().plan().until, 60_000_000);
    assert!(play.set(Control::Until, "21m").is_err() && play.set(Control::Until, "soon").is_err());
    assert_eq!(play.value(Control::Until), "1m");
    let kept = play.kept();
    let mut again = self::play("rate");
    again.resume(&kept).unwrap();
    assert_eq!(again.value(Control::Until), "1m");
    play.choose(Some(2)).unwrap();
    assert!(!play.controls().contains(&Control::Until));
    assert_eq!(play.run().plan().until, 60_000_000);
    // What was over early is judged at the usual time.
    play.choose(Some(0)).unwrap();
    assert_eq!(play.run().plan().until, 3_000_000);
}

#[test]
fn what_a_mission_changes_by_itself_was_not_turned() {
    let mut play = play("breaker");
    play.choose(Some(0)).unwrap();
    let timeout = play.guide().entry.spec.param("timeout").unwrap();
    play.set(Control::Param(timeout), "200ms").unwrap();
    play.advance(u64::MAX, u64::MAX);
    assert_eq!(play.turned(), [("timeout", "2s".to_owned(), "200ms".to_owned())]);
}
