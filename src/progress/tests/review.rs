//! What answers add up to for review: order, undo, merging, the released database.

use super::*;
use crate::clock::Day;
use crate::review::{Grade, Model, Occurrence, fold};

/// An answer as a line of a log.
struct Told<'a> {
    number: u32,
    item: &'a str,
    day: &'a str,
    at: i64,
    score: f64,
    more: &'a str,
}

impl Told<'_> {
    fn line(&self) -> String {
        let Told { number, item, day, at, score, more } = self;
        let right = *score >= 1.0;
        format!(
            r#"{{"id":"018f0000-0000-7000-8000-{number:012x}","at":{at},"device":"d","kind":"question.answered","object":"{item}","revision":"r","day":"{day}","data":{{"response":{{"type":"text","given":"x"}},"success":{right},"score":{score},"seed":1{more}}}}}"#
        )
    }
}

fn told(number: u32, item: &'static str, day: &'static str, score: f64) -> Told<'static> {
    let at = Day::parse(day).unwrap().noon().0 + i64::from(number);
    Told { number, item, day, at, score, more: "" }
}

fn import(progress: &mut Progress, lines: &[String]) {
    progress.import(lines.join("\n").as_bytes()).unwrap();
}

fn memory() -> Progress {
    Progress::in_memory(CourseId::shipped(), at(NOON))
}

fn rebuilt(progress: &Progress) -> Vec<String> {
    let store = progress.store.as_ref().unwrap();
    projections::rebuild(&store.connection).unwrap();
    projections(progress)
}

/// Some answers that stand for all that may happen to an item.
fn history() -> Vec<String> {
    vec![
        told(1, "q1", "2026-01-01", 1.0).line(),
        told(2, "q1", "2026-01-04", 0.8).line(),
        told(3, "q2", "2026-01-04", 0.0).line(),
        told(4, "q1", "2026-01-04", 0.0).line(),
        Told { more: r#","learning_day":"2026-01-08""#, ..told(5, "q1", "2026-01-09", 1.0) }.line(),
        Told { more: r#","sure":false,"ms":4200"#, ..told(6, "q2", "2026-01-09", 1.0) }.line(),
    ]
}

#[test]
fn answers_fold_to_the_state_that_the_model_gives() {
    let mut progress = memory();
    import(&mut progress, &history());
    let recalls = progress.recalls().unwrap();
    let answer = |day: &str, grade| Occurrence::Answered {
        day: Day::parse(day).unwrap(),
        grade,
        meaning: None,
    };
    let model = Model::default();
    let first = fold(
        &model,
        [
            answer("2026-01-01", Grade::Good),
            answer("2026-01-04", Grade::Hard),
            answer("2026-01-04", Grade::Again),
            answer("2026-01-08", Grade::Good),
        ],
    );
    let second =
        fold(&model, [answer("2026-01-04", Grade::Again), answer("2026-01-09", Grade::Hard)]);
    let found: Vec<_> = recalls.iter().map(|recall| Some(recall.standing.clone())).collect();
    assert_eq!(found, [first, second]);
}

#[test]
fn the_order_in_which_answers_arrive_changes_nothing() {
    let lines = history();
    let mut whole = memory();
    import(&mut whole, &lines);
    for at in 0..lines.len() {
        let mut parts = memory();
        let mut turned = lines.clone();
        turned.rotate_left(at);
        turned.iter().rev().for_each(|line| import(&mut parts, std::slice::from_ref(line)));
        assert_eq!(projections(&parts), projections(&whole));
        assert_eq!(rebuilt(&parts), projections(&whole));
    }
}

#[test]
fn a_few_late_events_are_added_to_a_long_log() {
    let long: Vec<String> =
        (100..700).map(|number| told(number, "q7", "2026-02-01", 1.0).line()).collect();
    let undo = |number: u32| {
        format!(
            r#"{{"id":"018f0000-0000-7000-8000-0000000000bb","at":1,"device":"d","kind":"undo","object":"018f0000-0000-7000-8000-{number:012x}","revision":"","day":"2026-02-01","data":{{}}}}"#
        )
    };
    let mut progress = memory();
    import(&mut progress, &long);
    for line in history().iter().rev().chain([&undo(4)]) {
        import(&mut progress, std::slice::from_ref(line));
    }
    let found = progress.recalls().unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(projections(&progress), rebuilt(&progress));
}

#[test]
fn an_answer_that_is_taken_back_never_was() {
    let mut progress = memory();
    let sitting = Some("s1");
    for event in [
        started("s1", SittingMode::Practice),
        answered("q1", true, sitting),
        answered("q2", false, sitting),
        answered("q3", true, None),
    ] {
        progress.record(event).unwrap();
    }
    let before = projections(&progress);
    let slip = progress.record(answered("q1", false, None)).unwrap();
    assert_ne!(progress.recalls().unwrap()[0].standing.grade, Grade::Good);
    progress.record(UndoEvent::of(slip)).unwrap();
    let gone = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| !line.starts_with("undone")).collect()
    };
    assert_eq!(gone(projections(&progress)), before);
    assert_eq!(gone(rebuilt(&progress)), before);
}

#[test]
fn a_sitting_forgets_an_answer_that_is_taken_back() {
    for (mode, left) in [(SittingMode::Practice, "b"), (SittingMode::Exam, "a")] {
        let mut progress = memory();
        progress
            .record(QuizEvent::Started {
                quiz: "sagas-quiz".into(),
                sitting: "s1".into(),
                mode,
                seed: 1,
                drawn: vec!["q1".into()],
                retry: None,
            })
            .unwrap();
        let mut give = |text: &str| {
            let mut event = answered("q1", true, Some("s1"));
            let response = serde_json::json!({ "type": "text", "given": text });
            event.data.insert("response".into(), response);
            progress.record(event).unwrap()
        };
        let ids = [give("a"), give("b")];
        // The one that counts: the first in practice, the last in an exam.
        let slip = if mode == SittingMode::Exam { ids[1] } else { ids[0] };
        progress.record(UndoEvent::of(slip)).unwrap();
        let sitting = progress.sitting("s1").unwrap().unwrap();
        assert_eq!(sitting.given[0].answer, Answer::Text(left.into()), "{mode:?}");
        assert_eq!(rebuilt(&progress), projections(&progress));
    }
}

#[test]
fn of_several_answers_in_a_sitting_one_counts() {
    for (mode, grade) in [("practice", Grade::Good), ("exam", Grade::Again)] {
        let mut progress = memory();
        let sitting = r#","sitting":"s1","quiz":"sagas-quiz""#;
        let mut lines = vec![
            Told { more: sitting, ..told(1, "q1", "2026-01-01", 1.0) }.line(),
            Told { more: sitting, ..told(2, "q1", "2026-01-01", 0.0) }.line(),
        ];
        lines.push(format!(
            r#"{{"id":"018f0000-0000-7000-8000-0000000000aa","at":0,"device":"d","kind":"quiz.started","object":"sagas-quiz","revision":"","day":"2026-01-01","data":{{"sitting":"s1","mode":"{mode}","seed":1,"drawn":["q1"]}}}}"#
        ));
        // The sitting arrives last and says which of them it is.
        lines.iter().for_each(|line| import(&mut progress, std::slice::from_ref(line)));
        let found = progress.recalls().unwrap();
        assert_eq!((found[0].standing.reps, found[0].standing.grade), (1, grade), "{mode}");
    }
}

#[test]
fn new_parameters_fold_every_item_again() {
    let mut progress = memory();
    import(&mut progress, &history());
    let before = progress.recalls().unwrap();
    let tuned = |parameters: Vec<f32>| TuningEvent::Tuned {
        model: "fsrs-6".into(),
        parameters,
        before: Fit { log_loss: 0.4, rmse: 0.1 },
        after: Fit { log_loss: 0.3, rmse: 0.1 },
        reviews: 400,
    };
    progress.record(tuned(vec![1.0; 20])).unwrap();
    assert_eq!(progress.recalls().unwrap(), before, "twenty numbers are no parameters");
    progress.record(tuned(fsrs_parameters())).unwrap();
    assert_ne!(progress.recalls().unwrap(), before);
    assert_eq!(rebuilt(&progress), projections(&progress));
}

#[test]
fn a_known_week_and_a_restored_leech_are_in_the_fold() {
    let mut progress = memory();
    import(&mut progress, &history());
    progress
        .record(WeekEvent::Known {
            week: "w".into(),
            lessons: vec!["sagas".into()],
            items: vec!["q1".into(), "q9".into()],
        })
        .unwrap();
    progress.record(ItemEvent::Restored { item: "q1".into() }).unwrap();
    let recalls = progress.recalls().unwrap();
    let found: Vec<_> =
        recalls.iter().map(|recall| (recall.item.as_str(), recall.standing.reps)).collect();
    assert_eq!(found, [("q1", 4), ("q2", 2), ("q9", 1)]);
    assert_eq!(progress.known_lessons().unwrap(), ["sagas".into()]);
    assert_eq!(rebuilt(&progress), projections(&progress));
}

#[test]
fn cards_enter_on_the_day_a_lesson_was_completed() {
    let mut progress = memory();
    progress.record(completed("sagas")).unwrap();
    progress.record(ItemEvent::CardAdded { card: "card:price:saga".into() }).unwrap();
    progress.record(ItemEvent::Hidden { item: "q1".into() }).unwrap();
    progress.record(ItemEvent::Hidden { item: "q2".into() }).unwrap();
    progress.record(ItemEvent::Restored { item: "q2".into() }).unwrap();
    let marks = progress.marks().unwrap();
    let today = at(NOON).now().day();
    assert_eq!(marks.lessons.get("sagas"), Some(&today));
    assert_eq!(marks.cards.get("card:price:saga"), Some(&today));
    assert_eq!(marks.hidden.keys().collect::<Vec<_>>(), ["q1"]);
}

#[test]
fn the_last_plan_holds_and_what_was_told_is_told() {
    let mut progress = memory();
    for minutes in [10, 20] {
        progress
            .record(PlanEvent::Set {
                course: CourseId::shipped(),
                until: "2026-06-01".into(),
                minutes,
                days: vec!["mon".into(), "wed".into()],
            })
            .unwrap();
    }
    let plan = progress.plan().unwrap().unwrap();
    assert_eq!((plan.minutes, plan.days.len()), (20, 2));
    progress.record(ToldEvent::Told { what: "misconception:x".into() }).unwrap();
    assert!(progress.marks().unwrap().told.contains("misconception:x"));
}

#[test]
fn a_clock_that_went_back_by_years_and_a_log_from_the_future_give_no_negative_days() {
    let lines = [
        told(1, "q1", "2026-01-01", 1.0).line(),
        told(2, "q1", "2019-05-01", 0.0).line(),
        told(3, "q1", "2099-01-01", 1.0).line(),
        // A flight over the date line: the later moment has the earlier day.
        Told { at: told(4, "q2", "2026-01-05", 1.0).at + 1, ..told(4, "q2", "2026-01-04", 1.0) }
            .line(),
        told(5, "q2", "2026-01-05", 1.0).line(),
    ];
    let mut progress = memory();
    import(&mut progress, &lines);
    let recalls = progress.recalls().unwrap();
    let [q1, q2] = recalls.as_slice() else { panic!("{recalls:?}") };
    assert_eq!((q1.standing.reps, q1.standing.day.to_string()), (3, "2099-01-01".into()));
    assert_eq!((q2.standing.reps, q2.standing.day.to_string()), (2, "2026-01-05".into()));
    let today = Day::parse("2026-01-06").unwrap();
    assert_eq!(today.days_since(q1.standing.day), 0);
    let model = progress.model().unwrap();
    assert_eq!(model.recall(q1.standing.memory, 0), 1.0);
    assert_eq!(rebuilt(&progress), projections(&progress));
}

#[test]
fn parameters_that_are_none_change_nothing() {
    let tuned = |number: u32, parameters: &str| {
        format!(
            r#"{{"id":"018f0000-0000-7000-8000-{number:012x}","at":{NOON},"device":"d","kind":"review.tuned","object":"fsrs-6","revision":"","day":"2026-01-01","data":{{"parameters":{parameters},"before":{{"log_loss":0.3,"rmse":0.1}},"after":{{"log_loss":0.2,"rmse":0.1}},"reviews":400}}}}"#
        )
    };
    let wild = format!("[{}1e39]", "0.1,".repeat(20));
    for parameters in ["[]", "[1.0,2.0]", r#"["x"]"#, "null", "7", &wild] {
        let mut progress = memory();
        import(&mut progress, &[told(1, "q1", "2026-01-01", 1.0).line()]);
        // What is no list of numbers is refused as a whole; a list that is no set means nothing.
        progress.import(tuned(900, parameters).as_bytes()).ok();
        assert!(!progress.model().unwrap().is_tuned(), "{parameters}");
        assert_eq!(progress.recalls().unwrap().len(), 1);
    }
}

#[test]
fn two_programs_that_review_at_once_keep_both_answers() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    let answer = |success: bool| QuestionEvent::Answered {
        question: "q1".into(),
        revision: "r".into(),
        response: crate::quiz::Answer::DontKnow,
        success,
        score: f64::from(u8::from(success)),
        seed: 1,
        sitting: None,
        quiz: None,
        circumstances: Circumstances { review: true, ..Circumstances::default() },
    };
    let (mut one, mut other) = (open(), open());
    one.record(answer(true)).unwrap();
    other.record(answer(false)).unwrap();
    one.record(answer(true)).unwrap();
    let recalls = open().recalls().unwrap();
    assert_eq!((recalls.len(), recalls[0].standing.reps), (1, 3));
    assert_eq!(one.recalls().unwrap(), recalls);
    assert_eq!(other.recalls().unwrap(), recalls);
}

/// Every kind of study, an hour after midnight.
#[test]
fn what_is_done_before_the_new_day_counts_for_the_day_that_is_not_over() {
    let folder = tempfile::tempdir().unwrap();
    let open = |hours: i64| {
        let clock = at(NOON + hours * DAY / 24);
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), clock).unwrap();
        progress.begin_days_at(4);
        progress
    };
    let mut progress = open(13);
    for event in one_of_each() {
        if !["undo", "course.adopted"].contains(&event.kind.as_str()) {
            progress.record(event).unwrap();
        }
    }
    let (today, tomorrow) = ("2026-03-02", "2026-03-03");
    let days = |progress: &Progress| -> Vec<String> {
        progress.days(9).unwrap().into_iter().map(|day| day.day).collect()
    };
    let check = |progress: &Progress| {
        let marks = progress.marks().unwrap();
        let (exercises, labs) = progress.practice_done().unwrap();
        let done = marks.lessons.values().chain(marks.cards.values());
        let done: Vec<String> = done
            .chain(exercises.iter().chain(&labs).map(|(_, day)| day))
            .map(Day::to_string)
            .collect();
        assert_eq!(done, [today; 4], "a lesson, a card, an exercise, a lab");
        assert_eq!(progress.plan().unwrap().unwrap().from.to_string(), today);
        let recalls = progress.recalls().unwrap();
        assert!(recalls.iter().all(|recall| recall.standing.day.to_string() == today));
    };
    check(&progress);
    assert_eq!((days(&progress), progress.home().unwrap().streak), (vec![today.to_owned()], 1));
    let calendar = events(&progress).iter().all(|line| line.contains(tomorrow));
    assert!(calendar, "the log keeps the calendar day beside it");
    // A place that is kept up to date stays one entry of a learning day, and the next has its own.
    let places = |progress: &Progress| {
        events(progress).iter().filter(|line| line.contains("lesson.position")).count()
    };
    drop(progress);
    let mut progress = open(15);
    progress.record(position("sagas", 77)).unwrap();
    assert_eq!(places(&progress), 1);
    drop(progress);
    let mut progress = open(17);
    progress.record(position("sagas", 99)).unwrap();
    assert_eq!(places(&progress), 2);
    check(&progress);
    assert_eq!(days(&progress), [tomorrow, today]);
    assert_sound(&progress);
}
