//! The screen for exercises of any kind, with a kind that is as small as can be: what its facts call
//! right, in each of the editors.

use std::sync::Arc;

use archtutor::{
    diagnostic::Diagnostic,
    exercise::{
        Answer, Facts, Kind, Kinds, Knowledge,
        answer::Key,
        editor::{Board, Choice, Editor, Field, Form, Input, Item, Order, Outline, Table},
        kind::{Input as Read, Shape},
    },
    progress::ExerciseEvent,
    table::Fields,
    tui::{editor::Edited, route::Route},
    verdict::{Evidence, Finding, Fix, Severity, TraceStep, Verdict, score::Earned},
};
use toml::Value;

use crate::support::{SIZES, Tutor};

struct Toy;

/// Which editor, and what is right where.
#[derive(Debug)]
struct Right {
    editor: String,
}

const COLOURS: [&str; 3] = ["red", "green", "blue"];

impl Kind for Toy {
    fn id(&self) -> &'static str {
        "toy"
    }

    fn shape(&self) -> Shape {
        Shape::Toml
    }

    fn read(&self, input: &Read<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let editor = input.root.required_string("editor")?.value;
        Some(Arc::new(Right { editor }))
    }
}

/// The same where an answer is a folder of files.
struct Folders;

impl Kind for Folders {
    fn id(&self) -> &'static str {
        "folders"
    }

    fn shape(&self) -> Shape {
        Shape::Folder
    }

    fn read(&self, input: &Read<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Toy.read(input)
    }
}

impl Right {
    /// The path and the value of everything that has to be said.
    fn wanted(&self) -> Vec<(Vec<Key>, Value)> {
        let place = |item: &str, key: &str, value: Value| {
            (["place", item, key].map(Key::from).to_vec(), value)
        };
        match self.editor.as_str() {
            "order" => {
                let order = Value::from(vec!["plan", "build", "ship"]);
                vec![(vec!["order".into()], order)]
            }
            "outline" => vec![
                (vec!["start".into()], "n1".into()),
                (["node", "n1", "yes"].map(Key::from).to_vec(), "n2".into()),
                (["node", "n2", "no"].map(Key::from).to_vec(), "leaf".into()),
            ],
            "form" => vec![
                place("sky", "colour", "blue".into()),
                place("sky", "count", 7.into()),
                place("sky", "lines", vec![1, 3].into()),
            ],
            "text" => vec![(vec!["note".into()], "done".into())],
            "flag" => vec![place("sky", "seen", true.into())],
            _ => vec![
                place("sky", "colour", "blue".into()),
                place("grass", "colour", "green".into()),
            ],
        }
    }

    fn field(&self, answer: &Answer, item: &str, key: &str, input: Input) -> Field {
        Field::of(answer, key, ["place", item, key], input)
    }

    fn colour(&self, answer: &Answer, item: &str) -> Item {
        let input = Input::One(COLOURS.map(Choice::plain).to_vec());
        Item {
            name: item.into(),
            label: format!("The {item}"),
            lines: vec!["seen by day".into()],
            fields: vec![self.field(answer, item, "colour", input)],
        }
    }
}

impl Facts for Right {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        Vec::new()
    }

    fn starter(&self) -> Answer {
        Answer::toml(if self.editor == "text" { "# Say it\nnote = 'open'\n" } else { "" })
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(|fields: &Fields<'_, '_>| fields.accept_any()).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let wanted = self.wanted();
        let mut right = 0;
        let mut findings = Vec::new();
        for (path, value) in &wanted {
            if answer.value(path).as_ref() == Some(value) {
                right += 1;
                continue;
            }
            let names = path.iter().filter_map(|key| match key {
                Key::Name(name) => Some(name.clone()),
                Key::At(_) => None,
            });
            let names: Vec<String> = names.skip(usize::from(path.len() > 1)).collect();
            let fixed = answer.set(path, Some(value.clone()));
            let step = |text: &str, state: &str| TraceStep {
                from: "eye".into(),
                to: names.join("."),
                text: text.into(),
                state: vec![("seen".into(), state.into())],
            };
            let finding = Finding::new("TY-01", Severity::Major, names.clone(), "this is not so")
                .row("seen", "nothing", value.to_string())
                .evidence(Evidence::Trace(vec![step("looks", "no"), step("sees", "yes")]));
            let fix = Fix::edit(format!("Say {value}"), answer.edits_to(&fixed));
            let is_stuck = self.editor == "stuck" && names.contains(&"sky".to_owned());
            findings.push(if is_stuck { finding } else { finding.fix(fix) });
        }
        let share = f64::from(right) / wanted.len() as f64;
        Verdict::judge(vec![Earned::new("said", share * 100.0, 100.0)], findings)
    }

    fn rules(&self) -> Vec<&'static str> {
        vec!["TY-01"]
    }

    fn has_key(&self) -> bool {
        self.editor == "keyed"
    }

    fn editor(&self, answer: &Answer) -> Editor {
        let colours = || vec![self.colour(answer, "sky"), self.colour(answer, "grass")];
        match self.editor.as_str() {
            "board" | "keyed" => Editor::Board(Board {
                columns: COLOURS.map(Choice::plain).to_vec(),
                cards: colours(),
            }),
            "table" | "stuck" => {
                Editor::Table(Table { heads: vec!["colour".into()], rows: colours() })
            }
            "form" => {
                let mut sky = self.colour(answer, "sky");
                sky.fields.push(self.field(answer, "sky", "count", Input::Number));
                sky.fields.push(self.field(answer, "sky", "lines", Input::Lines(3)));
                Editor::Form(Form { sections: vec![sky] })
            }
            "flag" => {
                let seen = self.field(answer, "sky", "seen", Input::Flag);
                let sky = Item { name: "sky".into(), fields: vec![seen], ..Item::default() };
                Editor::Form(Form { sections: vec![sky] })
            }
            "order" => {
                let list = answer.value(&["order".into()]);
                let items = list.as_ref().and_then(Value::as_array).into_iter().flatten();
                let lines = items.filter_map(|item| Some(vec![item.as_str()?.to_owned()]));
                let item = |name: &str| Item {
                    name: name.into(),
                    label: format!("To {name}"),
                    ..Item::default()
                };
                Editor::Order(Order {
                    path: vec!["order".into()],
                    items: ["ship", "build", "plan"].map(item).to_vec(),
                    lines: lines.collect(),
                    ..Order::default()
                })
            }
            "outline" => {
                let targets = || Input::One(["n1", "n2", "leaf"].map(Choice::plain).to_vec());
                let branch =
                    |node: &str, on: &str| Field::of(answer, on, ["node", node, on], targets());
                let node = |name: &str| Item {
                    name: name.into(),
                    label: format!("Question {name}?"),
                    fields: vec![branch(name, "yes"), branch(name, "no")],
                    ..Item::default()
                };
                Editor::Outline(Outline {
                    start: Field::of(answer, "start", ["start"], targets()),
                    nodes: vec![node("n1"), node("n2")],
                })
            }
            _ => Editor::Text,
        }
    }
}

const KINDS: Kinds = Kinds(&[&Toy, &Folders]);

fn builder(editor: &str) -> crate::support::Builder {
    let (task, editor) = if editor == "files" { ("folders", "text") } else { ("toy", editor) };
    let exercise = format!(
        "id = 'toy'\ntitle = 'A toy'\nweek = 1\ntask = '{task}'\nbrief = 'Say what **is** so.'\n\
         hints = ['Look up.', 'Look down.']\neditor = '{editor}'\n"
    );
    let week = "id = 'a'\ntitle = 'A'\ntheory_hours = 1\npractice_hours = 1\n";
    let files =
        [("lessons/01-a/week.toml", week), ("exercises/toy/exercise.toml", exercise.as_str())];
    Tutor::course(&files).kinds(KINDS)
}

fn bench(editor: &str) -> Tutor {
    builder(editor).open(Route::Workbench { id: "toy".into(), version: None }).start()
}

#[test]
fn every_editor_looks_so_at_every_size() {
    for editor in ["board", "table", "form", "order", "outline", "text"] {
        for (width, height) in SIZES {
            let route = Route::Workbench { id: "toy".into(), version: None };
            let tutor = builder(editor).size(width, height).open(route).start();
            tutor.snapshot(&format!("answer-{editor}-{width}x{height}"));
        }
    }
}

#[test]
fn no_window_is_too_small_for_an_editor() {
    for editor in ["board", "table", "form", "order", "outline", "text"] {
        bench(editor).squeeze();
    }
}

#[test]
fn a_board_is_filled_by_carrying_and_by_digits() {
    let mut tutor = bench("board");
    tutor.expect("Without a place").expect("from your first change on").expect_no("2 major");
    tutor.press("Down Space").expect("In hand: The sky");
    tutor.press("Right Down Enter").expect_no("In hand").expect("1 major");
    tutor.click_on("The grass").press("Esc 2").expect_no("1 major").press("S");
    tutor.expect("100  accepted");
}

#[test]
fn a_table_is_filled_with_digits_a_menu_and_spaces() {
    let mut tutor = bench("table");
    tutor.press("3").expect("blue").expect("1 major");
    tutor.press("Down Enter").expect("1 red").press("Down Enter").expect_no("1 major");
    tutor.press("Space").expect("1 major").press("u").expect_no("1 major");
    tutor.press("x").expect("1 major").press("u S").expect("100  accepted");
}

#[test]
fn a_form_takes_only_what_its_fields_may_hold() {
    let mut tutor = bench("form");
    tutor.press("3 Down Enter").write("many").press("Enter").expect("Please type a number");
    tutor.press("Ctrl-u").write("7").press("Enter").expect("1 major");
    tutor.press("Down Enter Space Down Down Space Enter").expect("1, 3");
    tutor.expect_no("1 major").press("S").expect("100  accepted");
}

#[test]
fn a_flag_is_turned_by_enter_as_by_space() {
    let mut tutor = bench("flag");
    tutor.press("Enter").expect_no("1 major").press("Enter").expect("1 major");
    tutor.press("Space").expect_no("1 major").press("S").expect("100  accepted");
}

#[test]
fn a_digit_on_a_number_begins_to_write_it() {
    let mut tutor = bench("form");
    tutor
        .press("Down 1")
        .write("2")
        .press("Enter")
        .expect("12")
        .press("4")
        .press("Esc")
        .expect("12");
}

#[test]
fn an_order_is_made_by_carrying() {
    let mut tutor = bench("order");
    tutor.expect("Not in the list yet");
    for item in ["To build", "To plan", "To ship"] {
        tutor.click_on(item).press("Space");
    }
    tutor.expect("1. To build").expect("1 major");
    tutor.click_on("To plan").press("Space").expect("In hand").press("Up Space");
    tutor.expect("1. To plan").expect_no("1 major").press("S").expect("100  accepted");
}

#[test]
fn an_outline_shows_what_nothing_leads_to() {
    let mut tutor = bench("outline");
    tutor.expect("Nothing leads here").press("1 Down 2").expect_no("Nothing leads here");
    tutor.press("Down Down 3").expect_no("major").press("S").expect("100  accepted");
}

#[test]
fn a_text_is_typed_in_place_and_taken_from_an_editor() {
    let mut tutor = bench("text");
    tutor.press("Down i Home").press("Delete Delete Delete Delete").press("End");
    tutor.press("Backspace Backspace Backspace Backspace Backspace Backspace").write("'done'");
    tutor.press("Home").write("note").press("Esc").expect("note = 'done'").expect_no("major");
    // Every pause while typing is a step.
    tutor.press(&"u ".repeat(40)).expect("note = 'open'");
    let text = |text: &str| Edited(Ok(vec![("toy.toml".into(), text.into())]));
    tutor.app.take_edited(text("note = [\n"));
    tutor.settle().expect("cannot be read").press("Esc").expect("note = 'open'");
    tutor.app.take_edited(text("note = 'done'\n"));
    tutor.settle().expect_no("major").press("S").expect("100  accepted");
}

#[test]
fn files_are_made_renamed_and_taken_away_and_every_step_goes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let begin = || {
        let route = Route::Workbench { id: "toy".into(), version: None };
        builder("files").data(folder.path()).open(route).start()
    };
    let mut tutor = begin();
    tutor.press("+ 1").write("../up").press("Enter").expect("A name is a path inside the answer");
    tutor
        .press("Ctrl-u")
        .write("manifests/shop.yaml")
        .press("Enter")
        .expect("manifests/shop.yaml   2/2");
    tutor
        .press("i")
        .write("kind: Service")
        .press("Enter")
        .write("x: 1")
        .press("Esc")
        .expect("x: 1");
    tutor.press("+ 2 Ctrl-u").write("answer.toml").press("Enter").expect("already");
    tutor
        .press("Ctrl-u")
        .write("manifests/entry.yaml")
        .press("Enter")
        .expect("manifests/entry.yaml   2/2");
    tutor.press("+ 1").write("more.yaml").press("Enter").expect("manifests/more.yaml   3/3");
    tutor.press("+ 3").expect_no("more.yaml").press("u").expect("manifests/more.yaml   3/3");
    tutor.press("u u").expect("manifests/shop.yaml   2/2").expect("kind: Service").press("Esc Esc");
    begin().press("Tab Tab").expect("kind: Service").press("U").expect("manifests/entry.yaml");
}

#[test]
fn an_answer_that_is_one_file_stays_one() {
    bench("text").press("+").expect("This answer is one file");
}

#[test]
fn a_finding_leads_to_its_place_shows_what_happens_and_is_mended() {
    let mut tutor = bench("table");
    tutor.press("1 ! Down Enter 2").expect("green").expect("1 major");
    tutor.press("! .").expect("eye").expect("looks").press("Right").expect("seen = yes");
    tutor.press("Esc m").expect("+ ").expect("Apply it").press("Enter").expect("Applied");
    tutor.expect_no("1 major").press("u").expect("1 major");
}

#[test]
fn mending_goes_to_the_first_finding_that_can_be_mended() {
    let mut tutor = bench("stuck");
    tutor.press("m").expect("from your first change on").press("1 m").expect("Apply it");
    tutor.expect("Say \"green\"").press("Esc S").expect("2 findings").press("m");
    tutor.expect("Say \"green\"").press("Enter").expect("1 finding");
    tutor.press("m").expect("No finding has a ready way").press("Esc");
    tutor.press("m").expect("No finding has a ready way");
}

#[test]
fn who_only_looks_begins_no_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let begin = || builder("table").data(folder.path()).open(Route::Exercise("toy".into())).start();
    let mut tutor = begin();
    tutor.press("Enter").expect("The sky").press("Down Esc").expect("Start");
    assert!(tutor.app.env.session.resume().is_none());
    tutor.press("Esc").expect_no("Continue").press("Ctrl-c");
    drop(tutor);
    let mut tutor = begin();
    tutor.expect("Start").press("Enter 1").expect("red").press("Esc").expect("Continue");
    assert!(tutor.app.env.session.resume().is_some());
}

#[test]
fn what_was_typed_into_a_field_is_dropped_only_by_a_second_escape() {
    let mut tutor = bench("form");
    tutor.press("Down Enter").write("42").press("Esc").expect("once more drops").press("Enter");
    tutor.expect("42").press("Enter").expect("42").press("Esc").expect_no("Enter takes it");
    tutor.press("Enter").write("1").press("Esc Esc").expect_no("421");
}

#[test]
fn what_is_told_of_a_field_takes_the_rows_that_it_needs_and_moves_nothing_for_the_mouse() {
    let mut tutor = shipped("order-saga");
    let rows = |tutor: &Tutor| {
        let screen = tutor.screen();
        let lines: Vec<&str> = screen.lines().collect();
        let rule = lines.iter().position(|line| line.starts_with(" ────")).unwrap();
        let below = lines.iter().position(|line| line.contains("What the rules find")).unwrap();
        below - rule - 1
    };
    assert_eq!(rows(&tutor), 4);
    tutor.click_on("outbox");
    assert_eq!(rows(&tutor), 4);
    tutor.press("Down Up");
    assert_eq!(rows(&tutor), 0, "there is nothing to say about it");
}

#[test]
fn a_step_is_dragged_to_its_place_and_out_of_the_list() {
    let mut tutor = bench("order");
    tutor.press("Space Down Space").expect("1. To ship").expect("2. To build");
    tutor.drag("2. To build", "1. To ship").expect("1. To build").expect("2. To ship");
    tutor.drag("1. To build", "Not in the list yet").expect("1. To ship").expect_no("2. To");
}

#[test]
fn findings_begin_with_the_first_change_and_end_where_it_is_taken_back() {
    let mut tutor = bench("table");
    tutor.expect("from your first change on").expect_no("major");
    tutor.press("!").expect("from your first change on").press("Esc");
    tutor.press("1").expect("2 major").press("u").expect_no("major");
    tutor.press("S").expect("2 findings").press("Esc").expect("2 major");
}

#[test]
fn findings_by_a_key_wait_for_the_first_grading() {
    let mut tutor = bench("keyed");
    tutor.press("Down 1").expect("after you have graded once").expect_no("major");
    tutor.press("S Esc").expect("2 major").press("2").expect("1 major");
}

#[test]
fn what_is_under_the_cursor_is_told_where_the_facts_do_not_stand_beside() {
    bench("table").expect("seen by day").press("F").expect("Say what is so.");
}

/// An exercise of the course in a window of the usual size.
fn shipped(id: &str) -> Tutor {
    let route = Route::Workbench { id: id.into(), version: None };
    Tutor::shipped().size(80, 24).open(route).start()
}

#[test]
fn a_name_that_a_board_cuts_is_said_whole_below_it_and_where_its_column_is_asked_for() {
    let mut tutor = shipped("twelve-factor-audit");
    tutor.expect("npm ci with a lock").expect_no("in the code").press("Down Down Down");
    tutor
        .expect("s3cret@db1/shop\" in the code")
        .press("Enter")
        .expect("in the code: which factor");
}

#[test]
fn code_in_the_name_of_an_item_stands_in_quotation_marks() {
    shipped("fare-changes").expect("“zone”").expect_no("`").press("F").expect_no("`");
}

#[test]
fn hints_and_the_work_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let begin = || {
        let route = Route::Workbench { id: "toy".into(), version: None };
        builder("table").data(folder.path()).open(route).start()
    };
    begin().press("3 H").expect("Hint 1 of 2").press("Esc Esc");
    begin().expect("blue").press("H").expect("Look down.");
}

#[test]
fn a_record_builds_on_the_learners_own_cut_and_says_where_there_is_none() {
    let record = || Route::Workbench { id: "startup-case-1".into(), version: None };
    let mut tutor = Tutor::shipped().size(160, 120).open(record()).start();
    tutor.press("F").expect("From your cut").expect("services = ?").expect_no("services = 1");
    let cut = include_str!("../../../exercises/startup-of-five/references/three-services.toml");
    let graded = ExerciseEvent::Graded {
        exercise: "startup-of-five".into(),
        revision: String::new(),
        response: cut.into(),
        success: true,
        score: 0.9,
        findings: Vec::new(),
    };
    let mut tutor = Tutor::shipped().days_ago(1, [graded]).size(160, 120).open(record()).start();
    tutor.press("F").expect("From your cut").expect("services = 3").expect_no("services = ?");
}
