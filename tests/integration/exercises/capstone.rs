//! The capstone: one design through all of its milestones, and what later ones see of earlier ones.

use archtutor::{
    clock::Clock,
    exercise::{Folder, answer::Answer},
    id::ExerciseId,
    library::Library,
    progress::{ExerciseEvent, Progress},
    session::{Session, Work},
    source::Source,
    verdict::{Severity, Status},
};

use super::support::KNOWLEDGE;

const MILESTONES: [&str; 8] = ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"];

/// The milestones in their order.
fn milestones() -> Vec<Folder> {
    let library = Library::open(Source::Embedded).unwrap();
    let open = |name: &&str| library.exercise(&ExerciseId::new(format!("capstone-{name}")));
    MILESTONES.iter().map(|name| open(name).unwrap()).collect()
}

/// The design of a variant, whole.
fn design(folder: &Folder, name: &str) -> Answer {
    folder.references.iter().find(|sample| sample.name == name).unwrap().answer.clone()
}

/// The design with something else in one of its tables.
fn changed(design: &Answer, change: impl FnOnce(&mut toml::Table)) -> Answer {
    let mut table = design.content().unwrap();
    change(&mut table);
    let text = toml::to_string(&table).unwrap();
    design.clone().with_text(archtutor::exercise::answer::TOML, text)
}

#[test]
fn the_designs_of_both_variants_pass_every_milestone_in_order() {
    for folder in milestones() {
        assert_eq!(folder.references.len(), 2, "{}", folder.exercise.id);
        for sample in &folder.references {
            let verdict = folder.exercise.facts.grade(&sample.answer, &KNOWLEDGE);
            let heavy = verdict.findings.iter().filter(|one| one.severity <= Severity::Major);
            assert_eq!(heavy.count(), 0, "{} {}", folder.exercise.id, sample.name);
            assert_eq!(verdict.status(), Status::Accepted, "{}", folder.exercise.id);
        }
    }
}

#[test]
fn what_is_whole_for_five_people_is_none_for_four_teams() {
    let milestones = milestones();
    let few = design(&milestones[1], "a-one-service");
    let many = changed(&few, |table| {
        table["variant"]["id"] = "B".into();
    });
    let verdict = milestones[1].exercise.facts.mark(&many, &KNOWLEDGE);
    assert!(verdict.status() != Status::Accepted, "{verdict:#?}");
}

#[test]
fn a_second_owner_in_the_boundaries_is_seen_by_every_later_milestone() {
    for folder in milestones().iter().skip(2) {
        let design = design(folder, "b-four-teams");
        let broken = changed(&design, |table| {
            let owns = table["service"]["catalog"]["owns"].as_array_mut().unwrap();
            owns.push("Order".into());
        });
        let verdict = folder.exercise.facts.mark(&broken, &KNOWLEDGE);
        let seen = verdict.findings.iter().any(|one| one.rule == "CM-04");
        assert!(seen && verdict.status() != Status::Accepted, "{}", folder.exercise.id);
    }
}

#[test]
fn an_earlier_slice_that_no_longer_holds_is_shown_and_not_charged() {
    let milestones = milestones();
    let folder = &milestones[6];
    let design = design(folder, "a-one-service");
    let broken = changed(&design, |table| {
        let wishes = table["scenario"].as_table_mut().unwrap();
        wishes.remove("guessing");
    });
    let before = folder.exercise.facts.grade(&design, &KNOWLEDGE);
    let after = folder.exercise.facts.grade(&broken, &KNOWLEDGE);
    assert_eq!(after.tenths, before.tenths);
    let shown = after.findings.iter().find(|one| one.rule == "QS-15").unwrap();
    assert_eq!(shown.severity, Severity::Info);
    assert_eq!(shown.place[..2], ["M0".to_owned(), "scenarios".to_owned()]);
}

#[test]
fn a_milestone_begins_with_the_design_that_the_one_before_accepted() {
    let data = tempfile::tempdir().unwrap();
    let library = || Library::open(Source::Embedded).unwrap();
    let progress = Progress::open(data.path(), "archtutor".into(), Clock::System).unwrap();
    let mut session = Session::new(library(), progress, Clock::System);
    let next = ExerciseId::new("capstone-m2");
    let bare = Work::open(&next, None, &session).unwrap();
    assert!(!bare.answer().toml_text().contains("[service."));
    let design = "[variant]\nid = \"A\"\n[service.mine]\ndoes = [\"browse\"]\n";
    session
        .record(ExerciseEvent::Graded {
            exercise: ExerciseId::new("capstone-m1"),
            revision: String::new(),
            response: design.to_owned(),
            success: true,
            score: 0.9,
            findings: Vec::new(),
        })
        .unwrap();
    let carried = Work::open(&next, Some("blank"), &session).unwrap();
    assert_eq!(carried.answer().toml_text(), design);
    assert!(carried.folder.exercise.facts.notes_for(carried.answer()).contains("mine"));
}
