//! The plan: what fits, an honest date where it does not, a calendar file, today's part on the map.

use archtutor::{
    clock::{Clock, Timestamp},
    id::{CourseId, PatternId},
    library::Library,
    messages::Messages,
    progress::{Event, LessonEvent, Plan, PlanEvent, Progress},
    review::Habits,
    session::Session,
    source::Source,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    program::{Program, course},
    support::{Builder, NOW, Tutor},
};

/// Three lessons: 100 minutes of reading.
const FILES: [(&str, &str); 4] = [
    ("lessons/01-a/week.toml", "id = 'week-a'\ntitle = 'The week'\n"),
    ("lessons/01-a/01-one.md", "+++\nid = 'one'\ntitle = 'First'\nminutes = 30\n+++\nText.\n"),
    ("lessons/01-a/02-two.md", "+++\nid = 'two'\ntitle = 'Second'\nminutes = 30\n+++\nText.\n"),
    ("lessons/01-a/03-three.md", "+++\nid = 'three'\ntitle = 'Third'\nminutes = 40\n+++\nText.\n"),
];

fn run(folder: &TempDir, data: &TempDir, args: &[&str]) -> String {
    Program::with(args).course(folder.path()).data(data.path()).run().stdout
}

fn folders() -> (TempDir, TempDir) {
    (course(&FILES.map(|(path, text)| (path, text.as_bytes()))), tempfile::tempdir().unwrap())
}

#[test]
fn a_plan_is_kept_and_says_whether_the_course_fits() {
    let (folder, data) = folders();
    let run = |args: &[&str]| run(&folder, &data, args);
    let args = ["plan", "--until", "9998-12-31", "--minutes", "25", "--format", "json"];
    let outlook: Value = serde_json::from_str(&run(&args)).unwrap();
    assert_eq!(outlook["fits"], true, "{outlook}");
    let days = outlook["schedule"].as_array().unwrap();
    let finished: Vec<f64> = days.iter().map(|day| day["minutes"].as_f64().unwrap()).collect();
    assert_eq!(finished, [25.0, 25.0, 25.0, 25.0], "{outlook}");
    assert_eq!(days[1]["parts"][0]["reference"], "lesson:one");
    assert_eq!(days[1]["parts"][0]["finished"], true);
    let text = run(&["plan"]);
    assert!(text.contains("Plan: 25 min on every day") && text.contains("It fits"), "{text}");
}

#[test]
fn what_does_not_fit_gets_an_honest_date_and_the_plan_is_not_squeezed() {
    let (folder, data) = folders();
    let run = |args: &[&str]| run(&folder, &data, args);
    let today: Value = serde_json::from_str(&run(&["review", "--format", "json"])).unwrap();
    let today = today["today"].as_str().unwrap();
    let args = ["plan", "--until", today, "--minutes", "50", "--format", "json"];
    let outlook: Value = serde_json::from_str(&run(&args)).unwrap();
    assert_eq!(outlook["fits"], false);
    assert_eq!(outlook["schedule"].as_array().unwrap().len(), 1, "{outlook}");
    assert!(outlook["finished"].as_str().unwrap() > today, "{outlook}");
    let left: Vec<&str> = outlook["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["reference"].as_str().unwrap())
        .collect();
    assert_eq!(left, ["lesson:two", "lesson:three"]);
    let text = run(&["plan"]);
    assert!(text.contains("It does not fit") && text.contains("Third"), "{text}");
}

#[test]
fn a_calendar_has_an_event_for_each_day_of_study() {
    let (folder, data) = folders();
    let args =
        ["plan", "--until", "9998-12-31", "--minutes", "50", "--days", "sat", "--format", "ics"];
    let calendar = run(&folder, &data, &args);
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 2, "{calendar}");
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(calendar.contains("SUMMARY:") && calendar.contains(": 50 min"), "{calendar}");
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn a_day_behind_and_no_plan_are_said() {
    let (folder, data) = folders();
    let run = |args: &[&str]| Program::with(args).course(folder.path()).data(data.path());
    run(&["plan"]).fails(2).run();
    let said = run(&["plan", "--until", "2020-01-01", "--minutes", "20"]).fails(2).run().stderr;
    assert!(said.contains("A plan cannot end on 2020-01-01"), "{said}");
}

#[test]
fn a_plan_is_cleared_and_another_one_made() {
    let (folder, data) = folders();
    let run = |args: &[&str]| Program::with(args).course(folder.path()).data(data.path());
    run(&["plan", "--until", "9998-12-31", "--minutes", "20"]).run();
    let said = run(&["plan", "--clear"]).run().stdout;
    assert!(said.contains("without a plan"), "{said}");
    let said = run(&["plan"]).fails(2).run().stderr;
    assert!(said.contains("There is no plan yet"), "{said}");
    let said = run(&["plan", "--until", "9998-12-31", "--minutes", "30"]).run().stdout;
    assert!(said.contains("Plan: 30 min"), "{said}");
}

#[test]
fn plain_lines_make_change_and_clear_a_plan() {
    let (folder, data) = folders();
    let run = |input: &str| {
        Program::with(&["--plain"])
            .course(folder.path())
            .data(data.path())
            .stdin(input)
            .run()
            .stdout
    };
    let menu = run("q\n");
    let line = menu.lines().find(|line| line.ends_with(". Plan")).expect("a plan in the menu");
    let plan = line.split('.').next().unwrap();
    // What is no day, no number and no name is asked for again; an empty line leaves what stands there.
    let said =
        run(&format!("{plan}\n1\n2020-01-01\n9998-12-31\nmany\n50\nsomeday\nsat,mon\nq\nq\n"));
    assert!(said.contains("There is no plan yet"), "{said}");
    for wrong in ["YYYY-MM-DD", "from 5 to 600", "Days are written"] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    assert!(said.contains("Plan: 50 min on Mon, Sat, until"), "{said}");
    assert!(said.contains(", 50 min: 1.1 First"), "{said}");
    let said = run(&format!("{plan}\n1\n\n25\nall\n2\nq\nq\n"));
    assert!(said.contains("Plan: 25 min on every day"), "{said}");
    assert!(said.contains("without a plan") && said.contains("There is no plan yet"), "{said}");
}

/// A plan of 30 minutes a day that was set three days ago, and what was done since.
fn planned(done: &[(i64, &str)]) -> Builder {
    let set = PlanEvent::Set {
        course: CourseId::new("test"),
        until: "2026-04-01".into(),
        minutes: 30,
        days: Vec::new(),
    };
    let builder = Tutor::course(&FILES).size(80, 24).days_ago(3, [Event::from(set)]);
    done.iter().fold(builder, |builder, (days, lesson)| {
        let read = LessonEvent::Completed { lesson: (*lesson).into(), revision: "r".into() };
        builder.days_ago(*days, [Event::from(read)])
    })
}

#[test]
fn a_plan_that_was_set_after_today_as_the_clock_stands_now_owes_nothing() {
    let set = PlanEvent::Set {
        course: CourseId::new("test"),
        until: "2026-12-01".into(),
        minutes: 30,
        days: Vec::new(),
    };
    for days in [1, 100] {
        let tutor = Tutor::course(&FILES).size(80, 24).days_ago(-days, [Event::from(set.clone())]);
        tutor.start().expect("Today: 1.1").expect_no("behind");
    }
}

#[test]
fn the_map_shows_todays_part_and_whether_one_is_ahead_or_behind() {
    planned(&[]).start().expect("Today (90 min behind): 1.1");
    planned(&[(2, "one"), (1, "two"), (1, "three")]).start().expect_no("behind").expect("ahead");
    planned(&[(3, "one"), (2, "two"), (0, "three")])
        .start()
        .expect("done")
        .expect("(20 min behind)");
    let tutor = planned(&[(2, "one")]).start();
    tutor.snapshot("home-plan-80x24");
    planned(&[(2, "one")]).size(40, 12).start().snapshot("home-plan-40x12");
}

#[test]
fn what_is_done_after_midnight_counts_for_the_day_that_is_not_over() {
    // Of two moments three hours apart one is before 23:00, wherever this runs.
    for hours in [0, 3] {
        let clock = Clock::Fixed(Timestamp(NOW.0 + hours * 3_600_000));
        let library = Library::open(Source::Embedded).unwrap();
        let progress = Progress::in_memory(CourseId::new(&library.course().id), clock);
        let mut session = Session::new(library, progress, clock);
        session.set_habits(Habits { new_day: 23, ..Habits::default() });
        let today = session.today();
        let plan = Plan { from: today, until: today.after(60), minutes: 30, days: Vec::new() };
        session.keep_plan(&plan).unwrap();
        let kept = session.plan_to_change().unwrap();
        assert_eq!(session.outlook(&kept, Messages::english()).unwrap().ahead, 0);
        assert!(session.take_up(&PatternId::new("bulkhead")).unwrap() > 0);
        let review = session.review(today).unwrap();
        assert!(review.items.iter().all(|item| item.due <= today), "{:?}", review.items);
    }
}

#[test]
fn what_was_begun_counts_for_its_day_and_is_not_asked_for_again() {
    let reading = |percent: u8| LessonEvent::Position {
        lesson: "one".into(),
        revision: "r".into(),
        byte: 1,
        percent,
        furthest: percent,
    };
    let begun = |percent| planned(&[]).days_ago(1, [Event::from(reading(percent))]).start();
    begun(10).expect("(87 min behind)");
    begun(90).expect("(63 min behind)");
    let session = begun(90).app.env.session.efforts().unwrap();
    let minutes: Vec<f64> =
        session.values().map(|day| day.lessons).filter(|min| *min > 0.0).collect();
    assert_eq!(minutes, [27.0]);
}

#[test]
fn a_plan_that_is_over_owes_nothing_and_says_when_the_course_would_be_finished() {
    let plan = |until: &str, lessons: &[&str]| {
        let set = PlanEvent::Set {
            course: CourseId::new("test"),
            until: until.into(),
            minutes: 30,
            days: Vec::new(),
        };
        let read = lessons.iter().map(|lesson| {
            Event::from(LessonEvent::Completed { lesson: (*lesson).into(), revision: "r".into() })
        });
        let builder = Tutor::course(&FILES).size(80, 24).days_ago(9, [Event::from(set)]);
        let tutor = builder.days_ago(8, read).start();
        let session = &tutor.app.env.session;
        let outlook =
            session.outlook(&session.progress().plan().unwrap().unwrap(), Messages::english());
        let outlook = outlook.unwrap();
        (outlook.ahead, outlook.told(Messages::english()).join(" "))
    };
    // Four days of it, and none of the five since.
    let (ahead, told) = plan("2026-02-24", &["one"]);
    assert_eq!(
        (ahead, told.as_str()),
        (-90, "It is over: with the same minutes the course is finished on Wed 2026-03-04.")
    );
    for until in ["2026-02-24", "2026-04-01"] {
        let (_, told) = plan(until, &["one", "two", "three"]);
        assert!(told.starts_with("Everything of the course is done."), "{told}");
    }
}
