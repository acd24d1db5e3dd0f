//! An accepted cut meets what happens later: the story, a guess, the workbench under the new facts, what it
//! cost, and what comes after it.

use std::{fs, path::Path};

use archtutor::{
    change::Sequence,
    id::ExerciseId,
    progress::{self, ChangeEvent, ExerciseEvent},
    tui::route::Route,
};

use crate::support::{Builder, SIZES, Tutor};

fn startup() -> ExerciseId {
    ExerciseId::new("startup-of-five")
}

fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/startup-of-five");
    fs::read_to_string(root.join(path)).unwrap()
}

/// An accepted answer: one of the references.
fn accepted(reference: &str) -> progress::Event {
    ExerciseEvent::Graded {
        exercise: startup(),
        revision: "r".into(),
        response: text(&format!("references/{reference}.toml")),
        success: true,
        score: 0.912,
        findings: Vec::new(),
    }
    .into()
}

fn sequence(changes: &[&str]) -> Sequence {
    let (first, rest) = changes.split_first().unwrap();
    let first = Sequence::of(&startup(), first);
    rest.iter().fold(first, |sequence, change| sequence.then(change).unwrap())
}

/// A change that was followed with what is stored for a reference.
fn followed(changes: &[&str], stored: &str, cost: f64) -> [progress::Event; 2] {
    let (sequence, revision) = (sequence(changes), "r".to_owned());
    let services = vec!["messages".to_owned()];
    let predicted =
        ChangeEvent::Predicted { sequence: sequence.clone(), revision: revision.clone(), services };
    let response = text(&format!("changes/{stored}"));
    let graded =
        ChangeEvent::Graded { sequence, revision, response, success: true, score: 0.947, cost };
    [predicted.into(), graded.into()]
}

fn three_services(builder: Builder) -> Builder {
    builder.days_ago(2, [accepted("three-services")])
}

/// What was followed of the three services, each alone and two in sequence.
fn much_followed(builder: Builder) -> Builder {
    let all = [
        followed(&["second-team"], "01-second-team/three-services.toml", 2.0),
        followed(&["cards-apart"], "02-cards-apart/three-services.toml", 13.5),
        followed(&["two-people"], "04-two-people/three-services.toml", 22.0),
        followed(&["second-team", "on-television"], "01-second-team/three-services.toml", 0.0),
    ];
    three_services(builder).days_ago(1, all.into_iter().flatten())
}

#[test]
fn a_change_is_followed_by_keys_alone_and_the_accepted_design_stays_as_it_was() {
    let builder = three_services(Tutor::shipped()).size(100, 40);
    let mut tutor = builder.open(Route::Exercise(startup())).start();
    tutor.expect("Later: 5 changes").press("Enter");
    tutor.expect("Later: A start-up of five").expect("Money, and a second team").press("Enter");
    tutor.expect("Which services will have to move?").expect_no("Sound yesterday");
    // The guess: market, and taken back; then messages.
    tutor.press("Space Space Down Space").expect("[✔] messages").expect("[ ] market");
    tutor.press("Down Down Enter").expect("Sound yesterday, not today").expect("C-01");
    tutor.press("Enter").expect("Money, and a second team").expect("1 major");
    teams_of(&mut tutor, "messages");
    tutor.expect("talk").press("Down Enter");
    tutor.press("S").expect("Passed.").expect("What it cost: 2 (1 of 3 services touched)");
    tutor.expect("hand messages over to talk");
    tutor.expect("to be moved: messages; touched: messages");
    tutor.expect("your cut").expect("monolith");
    tutor.press("Esc Esc").expect("Go on with following it").expect("And then: On television");
    tutor.press("Esc").expect("cost 2").expect("Behind “Money, and a second team”");
    let progress = tutor.app.env.session.progress();
    let draft = progress.draft(&startup()).unwrap().unwrap();
    assert_eq!((draft.text, draft.attempts, draft.best), (None, 1, 0.912));
    let [begun] = <[_; 1]>::try_from(progress.changes_begun(&startup()).unwrap()).unwrap();
    assert_eq!(begun.predicted, Some(vec!["messages".to_owned()]));
    assert_eq!(begun.accepted().unwrap().cost, 2.0);
}

/// Walks right until the menu of teams is about a service.
fn teams_of(tutor: &mut Tutor, name: &str) {
    for _ in 0..6 {
        if tutor.press("T").screen().contains(&format!("Team of {name}")) {
            return;
        }
        tutor.press("Esc Right");
    }
    panic!("{name} is on no card:\n{}", tutor.screen());
}

#[test]
fn the_report_of_a_change_that_is_followed_offers_the_next_one() {
    let builder = three_services(Tutor::shipped()).size(100, 60);
    let mut tutor = builder.open(Route::Follow(sequence(&["second-team"]))).start();
    tutor.press("S").expect("Not yet").expect_no("And then");
    tutor.press("Esc");
    teams_of(&mut tutor, "messages");
    tutor.press("Down Enter").press("S").expect("Passed.").expect("And then: On television");
    tutor.click_on("And then: On television");
    tutor.expect("After: Money, and a second team").expect("Which services will have to move?");
}

#[test]
fn a_choice_says_which_others_it_closes() {
    let mut tutor =
        three_services(Tutor::shipped()).size(100, 40).open(Route::Changes(startup())).start();
    let screen = tutor.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("Cards are ours to keep")).unwrap();
    assert!(lines[at + 1].contains("closes for later: Two of five are left"), "{screen}");
    tutor.expect_no("One after another");
}

#[test]
fn changes_that_were_met_in_a_sequence_count_and_stand_as_met() {
    let file = "01-second-team/three-services.toml";
    let all = [
        followed(&["second-team"], file, 2.0),
        followed(&["second-team", "on-television"], file, 0.0),
        followed(&["second-team", "on-television", "cards-apart"], file, 13.5),
    ];
    let mut tutor = three_services(Tutor::shipped())
        .days_ago(1, all.into_iter().flatten())
        .size(110, 60)
        .open(Route::Changes(startup()))
        .start();
    tutor.expect("in sequence: cost 0, 94.7").expect("in sequence: cost 13.5, 94.7");
    tutor.expect("Your cut under 3 changes").expect("yours 2, others 2 to 16");
    tutor.expect("yours 13.5 as number 3 of a sequence, others alone");
}

#[test]
fn what_stood_in_the_report_of_the_change_before_is_no_news_and_the_same_is_told_once() {
    let course = [
        ("exercises/shop/exercise.toml", TEAMS),
        ("exercises/shop/changes/01-leaves.toml", LEAVES),
        ("exercises/shop/changes/02-busy.toml", BUSY),
    ];
    let shop = ExerciseId::new("shop");
    let design = "[answer]\nscenario = 'shop'\n[service.s]\ndoes = ['buy']\nowns = ['Order']\n\
                  team = 'two'\n[service.t]\ndoes = ['pay']\nowns = ['Card']\nteam = 'two'\n";
    let graded = ExerciseEvent::Graded {
        exercise: shop.clone(),
        revision: "r".into(),
        response: design.into(),
        success: true,
        score: 0.9,
        findings: Vec::new(),
    };
    let leaves = Sequence::of(&shop, "leaves");
    let met = ChangeEvent::Graded {
        sequence: leaves.clone(),
        revision: "r".into(),
        response: design.into(),
        success: true,
        score: 0.9,
        cost: 0.0,
    };
    let guess = |sequence: &Sequence| ChangeEvent::Predicted {
        sequence: sequence.clone(),
        revision: "r".into(),
        services: Vec::new(),
    };
    let both = leaves.then("busy").unwrap();
    let past: [progress::Event; 4] =
        [graded.into(), guess(&leaves).into(), met.into(), guess(&both).into()];
    let open = |sequence: &Sequence| {
        let builder = Tutor::course(&course).days_ago(1, past.clone()).size(100, 40);
        builder.open(Route::Change(sequence.clone())).start().screen()
    };
    let first = open(&leaves);
    assert_eq!(first.matches("there is no team").count(), 1, "{first}");
    let second = open(&both);
    assert!(!second.contains("there is no team"), "{second}");
}

const TEAMS: &str = "id = 'shop'\ntitle = 'Shop'\ntask = 'decomposition'\nweek = 1\nbrief = 'b'\n\
                     [entity.Order]\n[entity.Card]\n[capability.buy]\nwrites = ['Order']\n\
                     [capability.pay]\nwrites = ['Card']\n[team.one]\n[team.two]\n\
                     capabilities = ['buy', 'pay']\n";
const LEAVES: &str = "id = 'leaves'\ntitle = 'Leaves'\nkind = 'organisation'\nstory = 's'\n[remove]\n\
                      team = ['two']\n";
const BUSY: &str = "id = 'busy'\ntitle = 'Busy'\nkind = 'load'\nstory = 's'\n[set.capability.pay]\n\
                    rate = 9\n";

#[test]
fn what_comes_after_a_change_meets_what_the_change_left() {
    let mut tutor = much_followed(Tutor::shipped())
        .size(100, 50)
        .open(Route::Change(sequence(&["second-team", "cards-apart"])))
        .start();
    tutor.expect("Cards are ours to keep").expect("After: Money, and a second team");
    tutor.expect("[ ] messages").press("End Enter").expect("Sound yesterday");
    tutor.press("Enter").expect("Cards are ours to keep");
}

#[test]
fn a_change_that_no_sound_design_is_known_for_says_so_where_it_is_offered() {
    let followed = followed(&["cards-apart"], "02-cards-apart/three-services.toml", 13.5);
    let mut tutor = three_services(Tutor::shipped())
        .days_ago(1, followed)
        .size(100, 60)
        .open(Route::Change(sequence(&["cards-apart"])))
        .start();
    tutor.expect("And then: Two of five are left");
    tutor.expect("no sound design is known after “Cards are ours to keep”");
}

#[test]
fn changes_that_contradict_each_other_are_told_and_nothing_opens() {
    let course = [
        ("exercises/shop/exercise.toml", CONTRADICTED),
        ("exercises/shop/changes/01-gone.toml", GONE),
        ("exercises/shop/changes/02-more.toml", MORE),
    ];
    let shop = ExerciseId::new("shop");
    let design =
        "[answer]\nscenario = 'shop'\n[service.s]\ndoes = ['buy', 'pay']\nowns = ['Order']\n";
    let graded = ExerciseEvent::Graded {
        exercise: shop.clone(),
        revision: "r".into(),
        response: design.into(),
        success: true,
        score: 0.9,
        findings: Vec::new(),
    };
    let followed = ChangeEvent::Graded {
        sequence: Sequence::of(&shop, "gone"),
        revision: "r".into(),
        response: design.into(),
        success: true,
        score: 0.9,
        cost: 0.0,
    };
    let past: [progress::Event; 2] = [graded.into(), followed.into()];
    let mut tutor = Tutor::course(&course).days_ago(1, past).open(Route::Changes(shop)).start();
    tutor.expect("And then: More").press("End Enter");
    tutor.expect("“More” cannot come after “Gone”");
}

const CONTRADICTED: &str = "id = 'shop'\ntitle = 'Shop'\ntask = 'decomposition'\nweek = 1\nbrief = 'b'\n\
                            [entity.Order]\n[capability.buy]\nwrites = ['Order']\n[capability.pay]\n\
                            writes = ['Order']\n";
const GONE: &str = "id = 'gone'\ntitle = 'Gone'\nkind = 'money'\nstory = 's'\n[remove]\n\
                    capability = ['pay']\n";
const MORE: &str = "id = 'more'\ntitle = 'More'\nkind = 'load'\nstory = 's'\n[set.capability.pay]\n\
                    rate = 9\n";

#[test]
fn continue_leads_back_to_a_change_that_is_open() {
    let draft = ChangeEvent::Drafted {
        sequence: sequence(&["second-team"]),
        revision: "r".into(),
        draft: text("references/three-services.toml"),
    };
    let mut tutor = three_services(Tutor::shipped()).days_ago(1, [draft]).size(100, 40).start();
    tutor.expect("A start-up of five").press("Enter");
    tutor.expect("Follow the change").expect("Money, and a second team").press("Enter");
    tutor.expect("The exercise has changed").press("Esc").expect("messages");
}

#[test]
fn a_design_whose_elements_are_gone_is_told_so_and_opens() {
    let course = [
        ("exercises/shop/exercise.toml", CONTRADICTED),
        ("exercises/shop/changes/01-gone.toml", GONE),
    ];
    let shop = ExerciseId::new("shop");
    let graded = ExerciseEvent::Graded {
        exercise: shop.clone(),
        revision: "r".into(),
        response: "[answer]\nscenario = 'shop'\n[service.s]\ndoes = ['buy', 'pay', 'never']\n\
                   owns = ['Order', 'Lost']\nteam = 'nobody'\n[[link]]\nfrom = 's'\nto = 'bank'\n\
                   style = 'sync'\n"
            .into(),
        success: true,
        score: 0.9,
        findings: Vec::new(),
    };
    let sequence = Sequence::of(&shop, "gone");
    let mut tutor = Tutor::course(&course)
        .days_ago(1, [graded])
        .size(100, 40)
        .open(Route::Change(sequence.clone()))
        .open(Route::Follow(sequence))
        .start();
    tutor.expect("Gone").expect("no capability “pay”");
    tutor
        .press("S")
        .expect("no capability “pay”")
        .press("Esc Esc")
        .expect("Which services will have to move?");
}

#[test]
fn the_boundaries_of_the_capstone_meet_the_changes_of_their_variant() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let design = "exercises/capstone-m1/references/a-window-apart/design.toml";
    let milestone = ExerciseId::new("capstone-m1");
    let graded = ExerciseEvent::Graded {
        exercise: milestone.clone(),
        revision: "r".into(),
        response: fs::read_to_string(root.join(design)).unwrap(),
        success: true,
        score: 0.962,
        findings: Vec::new(),
    };
    let mut tutor = Tutor::shipped()
        .days_ago(1, [graded])
        .size(100, 40)
        .open(Route::Exercise(milestone.clone()))
        .start();
    tutor.expect("Later: 3 changes").press("Enter");
    tutor.expect("Two people for the window").expect_no("A team for the stars").press("Enter");
    tutor.expect("[ ] till").press("End Enter").expect("Sound yesterday, not today");
    tutor.press("Enter").expect("window").expect("1 major");
    teams_of(&mut tutor, "window");
    tutor.press("Down Enter").press("S").expect("Passed.").expect("a-one-service");
    let begun = tutor.app.env.session.progress().changes_begun(&milestone).unwrap();
    assert_eq!(begun[0].accepted().unwrap().cost, 2.0);
}

#[test]
fn enter_keeps_what_space_has_ticked_and_leads_on_to_the_guess() {
    let builder = three_services(Tutor::shipped()).size(100, 40);
    let mut tutor = builder.open(Route::Change(sequence(&["second-team"]))).start();
    tutor.expect("[ ] market").press("Space").expect("[✔] market");
    tutor.press("Enter").expect("[✔] market").expect_no("Follow it on the workbench");
    tutor.press("Enter").expect("Follow it on the workbench");
}

#[test]
fn in_a_small_window_the_story_shows_first_and_the_way_on_comes_with_the_first_step() {
    let builder = three_services(Tutor::shipped()).size(40, 12);
    let mut tutor = builder.open(Route::Change(sequence(&["second-team"]))).start();
    tutor.expect("The first year sold").expect_no("That is my guess");
    tutor.press("Down").expect("[ ] market").expect_no("The first year sold");
}

#[test]
fn what_is_not_sound_yet_shows_its_ways_to_mend_before_what_it_cost() {
    let builder = three_services(Tutor::shipped()).size(100, 60);
    let mut tutor = builder.open(Route::Follow(sequence(&["second-team"]))).start();
    let screen = tutor.press("S").expect("Not yet").screen();
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("no {text:?}: {screen}"));
    assert!(at("C-01") < at("What it cost"), "{screen}");
}

#[test]
fn in_a_sequence_other_designs_stand_beside_with_the_last_change_alone() {
    let builder = much_followed(Tutor::shipped()).size(100, 60);
    let route = Route::Change(sequence(&["second-team", "on-television"]));
    let mut tutor = builder.open(route).start();
    tutor.expect("other designs that met this change alone").expect("monolith");
}

#[test]
fn a_week_page_leads_to_what_comes_later() {
    let week = archtutor::id::WeekId::new("decomposition");
    let mut tutor = three_services(Tutor::shipped()).size(100, 60).open(Route::Week(week)).start();
    tutor.expect("Later: 5 changes").click_on("Later: 5 changes");
    tutor.expect("Later: A start-up of five");
}

#[test]
fn the_pages_of_changes_look_so_at_every_size() {
    for (width, height) in SIZES {
        let start = |route| much_followed(Tutor::shipped()).size(width, height).open(route).start();
        let shot = |name: &str, tutor: &Tutor| tutor.snapshot(&format!("{name}-{width}x{height}"));
        shot("changes", &start(Route::Changes(startup())));
        shot("change-ask", &start(Route::Change(sequence(&["on-television"]))));
        shot("change-met", &start(Route::Change(sequence(&["cards-apart"]))));
        let mut bench = start(Route::Follow(sequence(&["cards-apart"])));
        shot("change-bench", &bench);
        bench.press("S");
        shot("change-report", &bench);
    }
    let ascii = much_followed(Tutor::shipped()).size(120, 40).ascii();
    ascii.open(Route::Changes(startup())).start().snapshot("changes-ascii");
}
