//! Pages made from data: glossary, errata, tracks, and the cards of a lesson.

use archtutor::{library::GeneratedPage, tui::route::Route};

use crate::support::{Tutor, snapshots};

#[test]
fn the_glossary_opens_from_the_map_and_its_names_lead_on() {
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Home).start();
    tutor.press("v").expect("Glossary").expect("A/B-тестирование");
    tutor.press("n Enter").expect("A/B Testing").expect("Problem");
    tutor.press("Esc").expect("Glossary");
    tutor.press("Esc Esc").expect("WEEKS");
}

#[test]
fn what_the_sources_had_wrong_and_the_tracks_open_from_the_map() {
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Home).start();
    tutor.press("e").expect("What the sources had wrong").expect("E-001");
    tutor.press("Esc W").expect("Tracks").expect("The whole course");
    let library = tutor.app.env.session.library();
    let weeks = library.course().tracks.last().expect("a track").weeks.iter();
    let weeks = weeks.filter_map(|week| library.week_of(&week.value.as_str().into()));
    let hours = library.hours_of(weeks);
    let (theory, practice, sum) = (hours.theory, hours.practice, hours.sum());
    let told = format!("Together: {theory} h reading, {practice} h practice, {sum} h in all");
    tutor.press("G").expect(&told);
}

#[test]
fn a_lesson_shows_the_cards_of_what_it_corrects() {
    let lesson = |id: &str| Route::Lesson { id: id.into(), heading: None };
    let mut tutor = Tutor::shipped().size(80, 24).open(lesson("circuit-breaker")).start();
    tutor.press("e").expect("Repair cards of this lesson").expect("E-061").expect("Mended");
    let mut tutor = Tutor::shipped().size(80, 24).open(lesson("primer-process-port-dns")).start();
    tutor.press("e").expect("corrects none");
}

#[test]
fn the_palette_knows_the_pages_and_the_exam() {
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Home).start();
    tutor.press(":").write("glossary").press("Enter").expect("Glossary");
    tutor.press(":").write("final exam").press("Enter");
    tutor.expect("60 questions, drawn from").expect("Passed at 70 %");
}

#[test]
fn the_exam_stands_on_the_map_with_the_last_week() {
    let mut tutor = Tutor::shipped().size(120, 40).open(Route::Home).start();
    tutor.expect_no("Final exam");
    tutor.press("G").expect("Final exam");
}

#[test]
fn pages_made_from_data_at_every_size() {
    let pages = [
        ("glossary", GeneratedPage::Glossary),
        ("errata", GeneratedPage::Errata),
        ("cards", GeneratedPage::Cards("sagas".into())),
        ("tracks", GeneratedPage::Tracks),
    ];
    for (name, page) in pages {
        snapshots(&format!("sheet-{name}"), |builder| {
            builder.open(Route::Page(page.clone())).start()
        });
    }
}
