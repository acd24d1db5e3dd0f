//! The plan on its screen: made, changed and cleared, with what comes of it.

use archtutor::{
    id::CourseId,
    progress::{LessonEvent, PlanEvent},
    tui::route::Route,
};

use crate::support::{Builder, Tutor};

/// Three lessons: 100 minutes of reading.
const FILES: [(&str, &str); 4] = [
    ("lessons/01-a/week.toml", "id = 'week-a'\ntitle = 'The week'\n"),
    ("lessons/01-a/01-one.md", "+++\nid = 'one'\ntitle = 'First'\nminutes = 30\n+++\nText.\n"),
    ("lessons/01-a/02-two.md", "+++\nid = 'two'\ntitle = 'Second'\nminutes = 30\n+++\nText.\n"),
    ("lessons/01-a/03-three.md", "+++\nid = 'three'\ntitle = 'Third'\nminutes = 40\n+++\nText.\n"),
];

fn planned() -> Builder {
    let set = PlanEvent::Set {
        course: CourseId::new("test"),
        until: "2026-04-01".into(),
        minutes: 30,
        days: ["mon", "wed", "fri"].map(str::to_owned).into(),
    };
    Tutor::course(&FILES).days_ago(3, [set])
}

#[test]
fn a_plan_shows_what_comes_of_it() {
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let tutor = planned().open(Route::Plan).size(width, height).start();
        tutor.snapshot(&format!("plan-{width}x{height}"));
    }
}

#[test]
fn a_plan_is_made_on_the_map_changed_and_cleared() {
    let mut tutor = Tutor::course(&FILES).size(80, 30).start();
    tutor.expect_no("Today:").press("K").expect("Minutes a day  15");
    tutor.expect("It fits: the course is finished on Sun 2026-03-08");
    tutor
        .press("Down Left Up")
        .expect("Minutes a day  10")
        .expect("It does not fit: with these minutes the course is finished on Wed")
        .expect("2026-03-11");
    tutor.expect("Until  Mon 2026-03-09").press("Right").expect("Until  Mon 2026-03-16");
    tutor.expect("It fits: the course is finished on Wed 2026-03-11");
    tutor.press("Down Right").expect("Minutes a day  15").expect("finished on Sun 2026-03-08");
    tutor.press("Down Down Down Space").expect("[ ] Wed").expect("finished on Mon 2026-03-09");
    tutor.press("End Enter").expect("Kept").press("Esc").expect("Today: 1.1");
    tutor.press("K End").expect("Study without a plan").press("Enter");
    tutor.expect("You study without a plan now").press("Esc").expect_no("Today:");
}

#[test]
fn a_day_and_minutes_can_be_typed_and_what_is_none_is_not_taken() {
    let mut tutor = Tutor::course(&FILES).size(80, 30).start();
    tutor.press("K Enter Backspace").expect("Enter take it").press("Enter");
    tutor.expect("A day is written YYYY-MM-DD, and not before 2026-03-02");
    tutor.press("8 Enter").expect_no("Enter take it").expect("Until  Sun 2026-03-08");
    tutor.press("Down Enter 0 0 Enter").expect("Minutes are a number from 5 to 600");
    tutor.press("Esc").expect("Minutes a day  15").press("Enter 0 Enter");
    tutor.expect("Minutes a day  150");
    // Nothing of it was kept.
    tutor.press("Esc").expect_no("Today:");
}

#[test]
fn progress_and_settings_lead_to_the_plan() {
    let mut tutor = planned().size(80, 24).open(Route::Stats).start();
    tutor.expect("K plan").press("K").expect("Minutes a day  30");
    let mut tutor = planned().size(80, 40).open(Route::Settings).start();
    tutor.click_on("The plan: until when").expect("Minutes a day  30");
    planned().size(100, 24).start().click_on("Today (").expect("Minutes a day  30");
}

#[test]
fn a_plan_fits_every_window() {
    planned().open(Route::Plan).start().squeeze();
}

#[test]
fn a_plan_begins_with_the_minutes_of_a_usual_day_once_they_are_known() {
    let lessons: Vec<(String, String)> = [90, 25, 30, 30, 35, 60]
        .into_iter()
        .enumerate()
        .map(|(at, minutes)| {
            let head = format!("+++\nid = 'l{at}'\ntitle = 'L'\nminutes = {minutes}\n+++\nText.\n");
            (format!("lessons/01-a/{at:02}-l.md"), head)
        })
        .collect();
    let week = ("lessons/01-a/week.toml", "id = 'week-a'\ntitle = 'The week'\n");
    let files = lessons.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files: Vec<(&str, &str)> = files.chain([week]).collect();
    // Today is not over, so it says nothing.
    let studied = |days: usize| {
        (0..=days).fold(Tutor::course(&files).open(Route::Plan).size(80, 24), |builder, ago| {
            let lesson = format!("l{}", (ago + 5) % 6).as_str().into();
            builder.days_ago(ago as i64, [LessonEvent::Completed { lesson, revision: "r".into() }])
        })
    };
    studied(4).start().expect("Minutes a day  10");
    studied(5).start().expect("Minutes a day  30");
}
