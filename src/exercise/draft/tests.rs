use super::*;
use crate::{
    design::Scenario,
    exercise::kinds::decomposition::{answer_of, design_of},
};

const FACTS: &str =
    "[scenario]\nid = 'x'\n[entity.A]\n[entity.B]\n[capability.c]\nwrites = ['A', 'B']\n";

fn facts() -> Scenario {
    Scenario::read("s.toml", FACTS).0
}

/// An answer as the workbench writes it.
fn answer(text: &str) -> Answer {
    assert_eq!(facts().diagnose(&Answer::toml(text)), []);
    answer_of(&design_of(&Answer::toml(text)))
}

fn start() -> Answer {
    answer("[answer]\nscenario = 'x'\n[service.all]\ndoes = ['c']\nowns = ['A', 'B']\n")
}

fn with_service(before: &Answer, name: &str) -> Answer {
    let edits = [crate::design::Edit::AddService { name: name.into() }];
    answer_of(&design_of(before).with(&edits))
}

fn add(draft: &mut Draft, name: &str) -> bool {
    draft.replace(with_service(draft.answer(), name))
}

#[test]
fn steps_are_taken_back_and_done_again_without_limit() {
    let mut draft = Draft::new(start(), "r");
    for at in 0..250 {
        assert!(add(&mut draft, &format!("s{at}")));
    }
    assert!(!add(&mut draft, "s3"), "nothing changed");
    assert_eq!(draft.depth(), (250, 0));
    while draft.undo() {}
    assert_eq!(*draft.answer(), start());
    while draft.redo() {}
    assert_eq!(design_of(draft.answer()).services.len(), 251);
    draft.undo();
    add(&mut draft, "other");
    assert_eq!(draft.depth(), (250, 0));
}

#[test]
fn a_draft_comes_back_from_its_text_with_every_step() {
    let mut draft = Draft::new(start(), "r");
    add(&mut draft, "one");
    draft.replace(answer("[answer]\nscenario = 'x'\n[service.z]\n"));
    add(&mut draft, "two");
    draft.undo();
    draft.hints = 2;
    draft.cursor = Cursor { card: "z".into(), row: 3 };
    draft.loose = Some(Answer::toml("no toml ["));
    assert_eq!(Draft::read(&draft.to_text(), &facts()), draft);
}

#[test]
fn a_draft_of_the_first_release_comes_back_with_every_step() {
    let one = with_service(&start(), "one");
    let whole = answer("[answer]\nscenario = 'x'\n[service.z]\n");
    let text = serde_json::json!({
        "answer": one.toml_text(),
        "base": start().toml_text(),
        "steps": [[{ "AddService": { "name": "one" } }], whole.toml_text()],
        "done": 1,
        "revision": "r",
        "hints": 1,
        "quiet": false,
        "cursor": { "card": "one", "row": 0 },
    });
    let mut draft = Draft::read(&text.to_string(), &facts());
    assert_eq!((*draft.answer() == one, draft.depth()), (true, (1, 1)));
    assert!(draft.redo());
    assert_eq!(*draft.answer(), whole);
}

#[test]
fn a_folder_of_files_is_kept_with_every_step() {
    let folder = |text: &str| [("a.yaml", text), ("b/c.mmd", "graph")].into_iter().collect();
    let mut draft = Draft::new(folder("one"), "r");
    draft.replace(folder("two"));
    draft.replace(Answer::of("a.yaml", "two"));
    draft.undo();
    let form: Form = serde_json::from_str(&draft.to_text()).unwrap();
    let replayed = Draft::replay(&form, &facts()).unwrap();
    assert_eq!((&replayed.states, replayed.done), (&draft.states, draft.done));
}

#[test]
fn what_is_no_draft_is_kept_all_the_same() {
    let bare = Draft::read(start().toml_text(), &facts());
    assert_eq!(*bare.answer(), start());
    let junk = Draft::read("junk [[", &facts());
    assert_eq!(junk.loose, Some(Answer::toml("junk [[")));
    assert_eq!(design_of(junk.answer()).scenario, "x");
    let mut form: serde_json::Value =
        serde_json::from_str(&Draft::new(start(), "r").to_text()).unwrap();
    form["base"] = "broken [".into();
    assert_eq!(*Draft::read(&form.to_string(), &facts()).answer(), start());
}

#[test]
fn another_revision_drops_only_what_is_gone_and_says_so() {
    let text = "[answer]\nscenario = 'x'\n[service.all]\ndoes = ['c', 'gone']\nowns = ['A', 'B', 'Old']\n\
                [[link]]\nfrom = 'all'\nto = 'bank'\nstyle = 'sync'\n";
    let mut draft = Draft::new(answer(text), "old");
    let dropped = draft.migrate(&facts(), "new");
    assert_eq!(dropped, ["gone", "Old", "all->bank"]);
    assert_eq!(*draft.answer(), start());
    assert_eq!(draft.revision, "new");
    draft.undo();
    assert_eq!(*draft.answer(), answer(text), "the old answer is one step back");
}
