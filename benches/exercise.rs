//! Marking of exercises whose answers are run.

use std::sync::Arc;

use archtutor::{
    exercise::{Answer, Exercise, File, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
};
use divan::{Bencher, black_box};

/// Four sagas at once that nothing breaks, with more states than are explored.
fn crowd() -> (Exercise, Answer) {
    let mut facts = String::from(
        "id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = 'saga'\n\
         [final]\ndone = 'd1 + d2 + d3 + d4 == 4'\n[world]\nfaults = 1\nsagas = 4\noutbox = true\n",
    );
    let mut answer = String::from("style = 'orchestration'\nat = 'a'\n");
    for at in 1..=4 {
        let service = ["a", "b", "c"][at % 3];
        facts += &format!("[var.d{at}]\ninit = 0\neach = true\n");
        facts += &format!("[step.s{at}]\nservice = '{service}'\ndoes = ['d{at} = 1']\n");
        answer += &format!("[[step]]\ndo = 's{at}'\nkind = 'retriable'\n");
    }
    answer += "[protect]\nstore_state = true\n";
    let files: [File; 0] = [];
    let files = Files::new("", &files);
    let knowledge = Library::open(Source::Embedded).expect("the course").knowledge();
    let facts: Arc<str> = facts.into();
    let (exercise, _) = Exercise::read("exercise.toml", &facts, &files, KINDS, &knowledge);
    (exercise.expect("facts"), Answer::toml(answer))
}

/// 200,000 states, the most that are explored.
#[divan::bench(sample_count = 5)]
fn saga_of_200_000_states(bencher: Bencher<'_, '_>) {
    let (exercise, answer) = crowd();
    let knowledge = Library::open(Source::Embedded).expect("the course").knowledge();
    bencher.bench_local(|| black_box(exercise.facts.mark(&answer, &knowledge)));
}
