//! Mini-designs: each that ships can be posed, what is right is what the grader says, and they are reviewed.

use archtutor::{
    library::Library,
    messages::Messages,
    progress::ExerciseEvent,
    quiz::{Answer, Form, Posed},
    session::round::Scope,
    source::Source,
    tui::route::Route,
};

use crate::support::Tutor;

/// Every mini-design of the shipped course, posed with a seed.
fn posed(seed: u64) -> Vec<Posed> {
    let library = Library::open(Source::Embedded).expect("the course");
    let book = &library.knowledge().patterns;
    let designs = library.mini_designs().iter();
    let designs = designs.map(|design| {
        let folder = library.exercise(&design.exercise).expect("an exercise");
        let question = design.question(&folder, book, Messages::english(), seed);
        let question = question.unwrap_or_else(|| panic!("{} cannot be posed", design.id()));
        assert_eq!((question.id.as_str(), &question.meaning), (&*design.id(), &design.meaning()));
        std::sync::Arc::new(question).pose(seed)
    });
    designs.collect()
}

#[test]
fn each_can_be_posed_and_half_the_points_are_for_one_of_the_two() {
    let all = posed(1);
    assert!(all.len() >= 41, "{} mini-designs", all.len());
    for posed in &all {
        let id = &posed.question.id;
        let Form::Matching { left, right } = &posed.form else { panic!("{id}") };
        assert_eq!(left.len(), 2, "{id}");
        assert!(right.len() >= 6, "{id}: a few of each stand beside the right ones: {right:?}");
        let Answer::Pairs(pairs) = posed.model_answer() else { panic!("{id}") };
        assert!(posed.mark(&Answer::Pairs(pairs.clone())).right, "{id}");
        let mut half = pairs.clone();
        half[1].1 =
            right.iter().find(|one| !pairs.iter().any(|(_, own)| own == *one)).unwrap().clone();
        let verdict = posed.mark(&Answer::Pairs(half));
        assert!(!verdict.right && verdict.share == 0.5, "{id}");
        assert!(verdict.feedback.iter().all(|part| !part.text.is_empty()), "{id}");
        // The prompt shows every service that can be picked.
        let services = right.iter().filter(|one| !one.contains(": "));
        for service in services {
            assert!(posed.prompt.contains(&format!("**{service}**")), "{id}: {service}");
        }
    }
}

#[test]
fn another_seed_is_another_fault() {
    let texts = |seed| posed(seed).into_iter().map(|posed| posed.prompt).collect::<Vec<_>>();
    let (one, two) = (texts(1), texts(2));
    let same = one.iter().zip(&two).filter(|(a, b)| a == b).count();
    assert!(same * 2 < one.len(), "{same} of {} are the same", one.len());
}

#[test]
fn those_of_an_exercise_that_was_graded_are_asked_in_reviews_at_every_size() {
    let graded = || ExerciseEvent::Graded {
        exercise: "startup-of-five".into(),
        revision: String::new(),
        response: "[answer]\nscenario = 'startup-of-five'\n".into(),
        success: false,
        score: 0.1,
        findings: Vec::new(),
    };
    for (width, height) in [(40, 12), (80, 24), (120, 40)] {
        let builder = Tutor::shipped().days_ago(1, [graded()]).size(width, height);
        let mut tutor = builder.open(Route::Review(Scope::default())).start();
        tutor.press("Enter").expect("the service that is wrong").press("Ctrl-n");
        tutor.expect("Not known yet.");
    }
}
