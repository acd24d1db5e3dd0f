//! The capstone: one design through all of its milestones, and what later ones see of earlier ones.

use archtutor::{
    clock::Clock,
    exercise::{
        Folder,
        answer::Answer,
        editor::{Editor, Input, Item, Part},
    },
    id::ExerciseId,
    library::Library,
    messages::Messages,
    progress::{ExerciseEvent, Progress},
    session::{Session, Work},
    source::Source,
    verdict::{Finding, Severity, Status},
};

use super::support::KNOWLEDGE;
use crate::program::Program;

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
        for variant in ["a-one-service", "b-four-teams"] {
            assert!(folder.references.iter().any(|one| one.name == variant), "{variant}");
        }
        for sample in &folder.references {
            let verdict = folder.exercise.facts.grade(&sample.answer, &KNOWLEDGE);
            let heavy = verdict.findings.iter().filter(|one| one.severity <= Severity::Major);
            assert_eq!(heavy.count(), 0, "{} {}", folder.exercise.id, sample.name);
            assert_eq!(verdict.status(), Status::Accepted, "{}", folder.exercise.id);
        }
    }
}

#[test]
fn changes_of_a_variant_meet_the_boundaries_of_designs_that_have_chosen_it() {
    let milestones = milestones();
    let expected = [
        ("a-one-service", ["window-team", "two-of-five", "cards-apart"], 2),
        ("b-four-teams", ["tokens-audited", "stars-team", "three-teams-left"], 3),
    ];
    for (name, changes, references) in expected {
        let (cut, answer) = milestones[1].cut(&design(&milestones[1], name)).unwrap();
        assert_eq!(cut.exercise.kind.id(), "decomposition");
        let ids: Vec<&str> = cut.changes.iter().map(|later| later.change.id.as_str()).collect();
        assert_eq!(ids, changes, "{name}");
        assert_eq!(cut.references.len(), references, "{name}");
        let verdict = cut.exercise.facts.mark(&answer, &KNOWLEDGE);
        assert_eq!(verdict.status(), Status::Accepted, "{name}");
        assert!(milestones[2].cut(&design(&milestones[2], name)).is_none(), "M1 alone has changes");
    }
}

#[test]
fn a_provider_may_run_the_shop_of_five_people_and_not_that_of_four_teams() {
    let milestone = &milestones()[5];
    let hosted = design(milestone, "a-hosted");
    let mark = |design: &Answer| milestone.exercise.facts.mark(design, &KNOWLEDGE);
    let verdict = mark(&hosted);
    assert_eq!(verdict.status(), Status::Accepted, "{:#?}", verdict.findings);
    let teams = changed(&hosted, |table| {
        table["variant"]["id"] = "B".into();
    });
    assert!(mark(&teams).findings.iter().any(|one| one.rule == "CM-08"));
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
    assert!(shown.headline().starts_with("M0, scenarios: "), "{}", shown.headline());
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

/// What a learner begins CAP with whose design is one of the references.
fn begun(name: &str) -> Answer {
    let folder = milestones().pop().unwrap();
    let design = design(&folder, name).with_below("drawing", &Answer::default());
    let library = Library::open(Source::Embedded).unwrap();
    let cap = library.exercise(&ExerciseId::new("capstone-cap")).unwrap();
    cap.exercise.facts.carried(&design)
}

/// A learner who has had every answer graded, the last of each exercise right.
fn learner(tries: &[(&str, &Answer)]) -> (tempfile::TempDir, Session) {
    let data = tempfile::tempdir().unwrap();
    let progress = Progress::open(data.path(), "archtutor".into(), Clock::System).unwrap();
    let library = Library::open(Source::Embedded).unwrap();
    let mut session = Session::new(library, progress, Clock::System);
    for (milestone, answer) in tries {
        let id = ExerciseId::new(format!("capstone-{milestone}"));
        let facts = session.exercise(&id).unwrap().exercise.facts;
        let verdict = facts.mark(answer, &KNOWLEDGE);
        session
            .record(ExerciseEvent::Graded {
                exercise: id,
                revision: String::new(),
                response: answer.to_text(),
                success: verdict.status() == Status::Accepted,
                score: verdict.points() / 100.0,
                findings: Vec::new(),
            })
            .unwrap();
    }
    (data, session)
}

/// The questions of a learner: rule, where it comes from, edits.
fn asked(session: &Session) -> Vec<(String, String, Vec<String>)> {
    let cap = session.exercise(&ExerciseId::new("capstone-cap")).unwrap();
    let Editor::Parts(parts) = cap.exercise.facts.editor(&begun("b-four-teams")) else { panic!() };
    let part = parts.into_iter().find(|part| part.id == "defence");
    let Some(Part { editor: Editor::Form(form), .. }) = part else { return Vec::new() };
    let choices = |input: &Input| match input {
        Input::One(choices) => choices.iter().map(|one| one.value.clone()).collect(),
        _ => Vec::new(),
    };
    let question =
        |item: &Item| (item.name.clone(), item.lines[0].clone(), choices(&item.fields[0].input));
    form.sections.iter().map(question).collect()
}

/// A design in which two things were wrong when M4 was graded.
fn unsafe_saga(right: &Answer) -> Answer {
    changed(right, |table| {
        let protect = table["saga"]["protect"].as_table_mut().unwrap();
        protect.remove("outbox");
        protect.remove("dedupe");
    })
}

#[test]
fn ten_questions_are_drawn_from_what_the_learner_had_graded_and_from_nobody_elses() {
    let right = begun("b-four-teams").with_below("drawing", &Answer::default());
    let wrong = unsafe_saga(&right);
    let (_one, sagas) = learner(&[("m4", &wrong), ("m4", &right), ("m7", &right)]);
    let (_two, smooth) = learner(&[("m7", &right)]);
    let questions = asked(&sagas);
    assert_eq!(questions.len(), 10);
    let (own, drawn): (Vec<_>, Vec<_>) =
        questions.iter().partition(|(_, from, _)| from.starts_with("M4, "));
    assert!(own.iter().any(|(rule, ..)| rule == "SG-14"), "{questions:#?}");
    assert!(drawn.iter().all(|(_, from, _)| from.starts_with("your own design")));
    for (rule, _, edits) in &questions {
        let mut different = edits.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 4, "{rule}: {edits:#?}");
    }
    assert_eq!(asked(&sagas), questions, "the same each time");
    assert_ne!(asked(&smooth), questions);
}

#[test]
fn one_edit_of_a_question_holds_and_every_other_is_told_what_it_leaves() {
    let right = begun("b-four-teams").with_below("drawing", &Answer::default());
    let (_data, session) = learner(&[("m4", &unsafe_saga(&right)), ("m4", &right), ("m7", &right)]);
    let cap = session.exercise(&ExerciseId::new("capstone-cap")).unwrap().exercise;
    let design = design(&milestones().pop().unwrap(), "b-four-teams");
    let answered = |answers: &[(&str, &str)]| {
        changed(&design, |table| {
            let own = answers.iter().map(|(rule, edit)| ((*rule).to_owned(), (*edit).into()));
            table.insert("defence".into(), toml::Value::Table(own.collect()));
        })
    };
    let mut held = Vec::new();
    for (rule, _, edits) in &asked(&session) {
        let doubts = |edit: &String| {
            let verdict = cap.facts.mark(&answered(&[(rule, edit)]), &KNOWLEDGE);
            let about = |one: &&Finding| one.place == ["defence", rule.as_str()];
            verdict.findings.iter().filter(about).map(|one| one.rule).next()
        };
        let found: Vec<_> = edits.iter().map(doubts).collect();
        assert_eq!(found.iter().filter(|found| found.is_none()).count(), 1, "{rule}");
        assert_eq!(found.iter().filter(|found| **found == Some("CM-16")).count(), 3, "{rule}");
        let at = found.iter().position(Option::is_none).unwrap();
        held.push((rule.clone(), edits[at].clone()));
    }
    let mut all: Vec<(&str, &str)> =
        held.iter().map(|(rule, edit)| (rule.as_str(), edit.as_str())).collect();
    let whole = cap.facts.mark(&answered(&all), &KNOWLEDGE);
    assert_eq!(whole.status(), Status::Accepted, "{:#?}", whole.findings);
    let told = whole.extra.iter().find(|(key, _)| *key == "questions").unwrap();
    assert!(told.1.as_array().unwrap().iter().all(|question| question["holds"] == true));
    all.truncate(6);
    let few = cap.facts.mark(&answered(&all), &KNOWLEDGE);
    assert!(few.findings.iter().any(|one| one.rule == "CM-17"));
    assert_eq!(few.status(), Status::NotValid, "four of ten are open");
}

#[test]
fn questions_are_drawn_beside_the_work_and_nothing_is_graded_without_them() {
    let right = begun("b-four-teams").with_below("drawing", &Answer::default());
    let (_data, mut session) = learner(&[("m4", &unsafe_saga(&right)), ("m7", &right)]);
    let cap = ExerciseId::new("capstone-cap");
    let parts = |work: &Work| match work.editor(Messages::english()) {
        Editor::Parts(parts) => parts.into_iter().map(|part| part.id).collect(),
        _ => Vec::new(),
    };
    let defended = |work: &Work| parts(work).contains(&"defence".to_owned());
    let mut work = Work::begin(&cap, None, &session).unwrap();
    assert!(!defended(&work));
    let drawn = work.asking().unwrap().draw();
    work.remember(drawn);
    assert!(work.asking().is_none() && defended(&work));
    assert!(work.verdict().findings.iter().any(|one| one.rule == "CM-15"));
    let mut hasty = Work::begin(&cap, None, &session).unwrap();
    let verdict = hasty.grade(&mut session).unwrap();
    assert!(verdict.findings.iter().any(|one| one.rule == "CM-15"));
    assert!(hasty.asking().is_none() && defended(&hasty));
    let late = work.folder.exercise.facts.clone();
    hasty.remember(Some(late));
    assert!(defended(&hasty), "what is drawn once more changes nothing");
}

#[test]
fn policies_are_broken_in_their_own_files_and_manifests_where_they_are_asked_for() {
    let milestones = milestones();
    let meshed = meshed(&REACH);
    let mutants = milestones[6].exercise.facts.mutants(&meshed);
    let of_policies: Vec<_> =
        mutants.iter().filter(|one| one.name.starts_with("policies ")).collect();
    assert!(!of_policies.is_empty());
    for mutant in of_policies {
        assert_eq!(mutant.answer.below("manifests"), meshed.below("manifests"), "{}", mutant.name);
    }
}

#[test]
fn whoever_had_nothing_graded_is_asked_nothing() {
    let (_data, session) = learner(&[]);
    assert_eq!(asked(&session), []);
}

#[test]
fn a_drawing_that_is_not_mended_says_where_it_lies() {
    let library = Library::open(Source::Embedded).unwrap();
    let cap = library.exercise(&ExerciseId::new("capstone-cap")).unwrap().exercise;
    let design = design(&milestones().pop().unwrap(), "b-four-teams");
    let drawn = begun("b-four-teams").below("drawing");
    let before = cap.facts.mark(&design.with_below("drawing", &drawn), &KNOWLEDGE);
    let lies = before.findings.iter().filter(|one| one.place[0] == "drawing");
    let pairs: Vec<String> = lies.map(|one| one.place[1..].join(" -> ")).collect();
    for pair in ["customers -> orders", "the clients -> data of customers", "catalog -> customers"]
    {
        assert!(pairs.iter().any(|known| known == pair), "{pair} of {pairs:#?}");
    }
}

/// The design of four teams, with policies over a mesh: who may reach each service.
fn meshed(reach: &[(&str, &[&str])]) -> Answer {
    let design = design(&milestones()[6], "b-four-teams");
    let meshed = changed(&design, |table| {
        let mesh = toml::Table::from_iter([("pattern".into(), "service-mesh".into())]);
        table["apply"].as_array_mut().unwrap().push(mesh.into());
    });
    let policy = |(service, callers): &(&str, &[&str])| {
        let callers = callers
            .iter()
            .map(|caller| format!("        - podSelector: {{matchLabels: {{app: {caller}}}}}\n"));
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {service}, namespace: shop}}\n\
             spec:\n  podSelector: {{matchLabels: {{app: {service}}}}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        \
             - podSelector: {{matchLabels: {{gateway.networking.k8s.io/gateway-name: entry}}}}\n{}---\n",
            callers.collect::<String>()
        )
    };
    meshed.with_text("policies/net.yaml", reach.iter().map(policy).collect::<String>())
}

const REACH: [(&str, &[&str]); 4] =
    [("customers", &[]), ("catalog", &[]), ("orders", &[]), ("fulfilment", &["orders"])];

#[test]
fn policies_let_the_calls_of_m1_through_and_nothing_else() {
    let milestone = &milestones()[6];
    let found = |design: &Answer| -> Vec<String> {
        let verdict = milestone.exercise.facts.mark(design, &KNOWLEDGE);
        let calls = verdict.findings.into_iter().filter(|one| one.rule == "CM-10");
        calls.map(|one| one.place[1].clone()).collect()
    };
    assert_eq!(found(&meshed(&REACH)), [""; 0]);
    let mut closed = REACH;
    closed[3].1 = &[];
    assert_eq!(found(&meshed(&closed)), ["GET http://fulfilment:8080/ from orders"]);
    let mut open = REACH;
    open[1].1 = &["orders"];
    assert_eq!(found(&meshed(&open)), ["GET http://catalog:8080/ from orders"]);
    let plain = design(milestone, "b-four-teams");
    assert_eq!(found(&plain), [""; 0], "without a mesh nothing is asked");
}

#[test]
fn a_call_of_m1_must_arrive_in_the_manifests_of_m5() {
    let milestone = &milestones()[5];
    let design = design(milestone, "b-four-teams");
    let tried = |design: &Answer| {
        let verdict = milestone.exercise.facts.mark(design, &KNOWLEDGE);
        let call = verdict.tried.into_iter().find(|one| one.what.ends_with("from orders"));
        call.map(|call| (call.what, call.holds))
    };
    let call = "GET http://fulfilment:8080/ from orders".to_owned();
    assert_eq!(tried(&design), Some((call.clone(), true)));
    let file = "manifests/fulfilment.yaml";
    let other = design.text(file).unwrap().replace("port: 8080", "port: 9090");
    assert_eq!(tried(&design.with_text(file, other)), Some((call, false)));
}

#[test]
fn a_copy_for_reading_names_who_feeds_it_and_costs_a_database() {
    let milestones = milestones();
    let design = design(&milestones[4], "b-four-teams");
    let fed = |by: &[&str]| {
        let changed = changed(&design, |table| {
            table["readmodels"]["place"]["product_page"]["fed_by"] =
                by.iter().map(|name| toml::Value::from(*name)).collect::<Vec<_>>().into();
        });
        milestones[4].exercise.facts.mark(&changed, &KNOWLEDGE).tenths
    };
    assert!(fed(&["catalog", "fulfilment"]) > fed(&["catalog"]));
    let notes = |name: &str| {
        let answer = self::design(&milestones[7], name);
        milestones[7].exercise.facts.notes_for(&answer)
    };
    assert!(notes("b-four-teams").contains("readmodels = 1"), "{}", notes("b-four-teams"));
    assert!(notes("a-one-service").contains("readmodels = 0"));
}

#[test]
fn a_record_may_stand_in_a_file_of_its_own_and_tells_when_the_design_has_moved_on() {
    let library = Library::open(Source::Embedded).unwrap();
    let cap = library.exercise(&ExerciseId::new("capstone-cap")).unwrap().exercise;
    let design = design(&milestones().pop().unwrap(), "b-four-teams");
    let record = design.content().unwrap()["adr-recovery"].as_table().unwrap().clone();
    let bare = changed(&design, |table| drop(table.remove("adr-recovery")));
    let apart =
        |record: &toml::Table| bare.clone().with_text("adr/recovery.toml", record.to_string());
    let before = cap.facts.mark(&design, &KNOWLEDGE);
    assert_eq!(cap.facts.mark(&apart(&record), &KNOWLEDGE).tenths, before.tenths);
    let mut unpaid = record.clone();
    unpaid.remove("pays");
    let found = cap.facts.mark(&apart(&unpaid), &KNOWLEDGE);
    assert!(found.findings.iter().any(|one| one.rule == "AD-06"), "{:#?}", found.findings);
    let wrong = bare.clone().with_text("adr/recovery.toml", "decision = [");
    assert_eq!(cap.facts.diagnose(&wrong)[0].file, "adr/recovery.toml");
    let moved = changed(&apart(&record), |table| {
        table["recovery"]["choice"]["shop"]["take"] = "backups".into();
    });
    let found = cap.facts.mark(&moved, &KNOWLEDGE);
    let former = found.findings.iter().find(|one| one.rule == "CM-14").unwrap();
    assert_eq!((former.severity, former.place[0].as_str()), (Severity::Minor, "adr-recovery"));
}

#[test]
fn a_mistake_in_a_folder_is_told_by_the_name_that_its_file_has_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("design.toml"), "[nonsense]\n").unwrap();
    Program::with(&["exercise", "grade", "capstone-m4", folder.path().to_str().unwrap()])
        .fails(2)
        .complains("design.toml:1:2")
        .run();
}
