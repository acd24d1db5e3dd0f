//! The lesson reader.

use archtutor::{role::Role, tui::route::Route};

use crate::support::{Builder, SIZES, Tutor};

const RICH: &str = include_str!("../../fixtures/pages/rich.md");
const DRAWN: &str = "+++\nid = 'drawn'\ntitle = 'A lesson with a drawing'\nminutes = 5\n\
    patterns = ['circuit-breaker', 'retry']\n+++\nA breaker has three states.\n\n## The states\n\n\
    ```mermaid\nstateDiagram-v2\n[*] --> Closed\nClosed --> Open : threshold reached\n\
    Open --> HalfOpen : wait time over\nHalfOpen --> Closed : trial passes\n\
    HalfOpen --> Open : trial fails\n```\n\n## The trial\n\nOne call goes through as a trial.\n\n\
    ## The price\n\nA state more to watch.\n";
const WEEK: &str = "id = 'a'\ntitle = 'A'\ntheory_hours = 1\npractice_hours = 1\n";

fn lesson(id: &str) -> Route {
    Route::Lesson { id: id.into(), heading: None }
}

fn head(id: &str) -> String {
    format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\nminutes = 5\n+++\n")
}

/// A course whose first lesson is long and whose second has everything in it.
fn course() -> crate::support::Builder {
    let long: String = (1..=60)
        .map(|n| format!("## Part {n}\n\nText number {n}, see [part 3](#part-3).\n\n"))
        .collect();
    Tutor::course(&[
        ("lessons/01-a/week.toml", WEEK),
        ("lessons/01-a/01-long.md", &(head("long") + &long)),
        ("lessons/01-a/02-rich.md", RICH),
        (
            "lessons/01-a/03-links.md",
            &(head("links")
                + "Go [on](lesson:rich), [up](01-long.md#part-30), to a [pattern](pattern:saga), \
                   to a note[^n], [out](https://example.org/page) or [nowhere](nothing:x).\n\n\
                   [^n]: The note.\n"),
        ),
        (
            "lessons/01-a/04-code.md",
            &(head("code")
                + "```rust\nfn main() { let number = 12; }\n```\n\n```diagram\n┌─┐\n└─┘\n```\n"),
        ),
    ])
}

#[test]
fn a_lesson_at_every_size() {
    for (width, height) in SIZES {
        let tutor = course().size(width, height).open(lesson("rich")).start();
        tutor.snapshot(&format!("lesson-{width}x{height}"));
    }
}

/// A lesson with a part that folds, in it a heading and code with hidden lines, and much behind it.
fn folded() -> crate::support::Builder {
    let rest: String = (1..=40).map(|n| format!("Behind it, number {n}.\n\n")).collect();
    let text = "Before. See [the heading](#inside).\n\n<details>\n<summary>An aside</summary>\n\n\
        ### Inside\n\nWhat is **folded** away.\n\n```python,hidelines=~\n~import shop\nshop.sell()\n\
        ```\n\n</details>\n\n```rust,hidelines=~\n~use shop::Sale;\nsell();\n```\n\n";
    Tutor::course(&[
        ("lessons/01-a/week.toml", WEEK),
        ("lessons/01-a/01-folded.md", &(head("folded") + text + &rest)),
    ])
}

#[test]
fn parts_are_folded_until_somebody_opens_them() {
    let mut tutor = folded().size(80, 24).open(lesson("folded")).start();
    tutor.expect("▸ An aside").expect_no("folded away").expect("sell();");
    // The link in the text comes first, then the part.
    tutor.press("n n Enter").expect("▾ An aside").expect("What is folded away.");
    tutor.expect("shop.sell()").expect_no("import shop").expect_no("use shop");
    tutor.press("Enter").expect("▸ An aside").expect_no("folded away");
    tutor.click_on("An aside").expect("What is folded away.");
    tutor.squeeze();
}

#[test]
fn one_key_opens_everything_and_folds_it_again() {
    let mut tutor = folded().size(80, 24).open(lesson("folded")).start();
    tutor.press("*").expect("What is folded away.").expect("import shop").expect("use shop::Sale;");
    tutor.press("*").expect_no("folded away").expect_no("use shop::Sale;");
    tutor.press("?").expect("fold or unfold").press("Esc");
    let mut tutor = course().size(80, 24).open(lesson("code")).start();
    tutor.press("*").expect("Nothing is folded away here.");
}

#[test]
fn whoever_goes_to_a_place_in_a_folded_part_sees_it() {
    let mut tutor = folded().size(80, 24).open(lesson("folded")).start();
    tutor.press("n Enter").expect("Inside").expect("What is folded away.");
    let mut tutor = folded().size(80, 24).open(lesson("folded")).start();
    tutor.press("/").write("folded away").press("Enter").expect("What is folded away.");
}

#[test]
fn nothing_breaks_in_any_window() {
    for id in ["long", "rich", "links", "code"] {
        course().open(lesson(id)).start().squeeze();
    }
    let mut tutor = course().open(lesson("rich")).start();
    tutor.press("o").squeeze();
    let mut tutor = course().open(lesson("code")).start();
    tutor.press("d").squeeze();
}

#[test]
fn keys_move_through_the_page() {
    let mut tutor = course().size(80, 24).open(lesson("long")).start();
    tutor.expect("Part 1").press("Space").expect_no("Text number 1,");
    tutor.press("G").expect("Text number 60").expect("100 %");
    tutor.press("Space").expect("The end of");
    tutor.press("Esc g").expect("Text number 1,");
    let before = tutor.screen();
    tutor.press("j k");
    assert_eq!(tutor.screen(), before);
    tutor.wheel_on("Text number 1,", true);
    assert_ne!(tutor.screen(), before);
    tutor.wheel_on("Part 2", false);
    assert_eq!(tutor.screen(), before);
}

#[test]
fn enter_passes_over_no_text_to_a_link_further_on() {
    let far = head("far") + &"A paragraph.\n\n".repeat(40) + "At last [on](lesson:far).\n";
    let files = [("lessons/01-a/week.toml", WEEK), ("lessons/01-a/01-far.md", &far)];
    let mut tutor = Tutor::course(&files).size(80, 24).open(lesson("far")).start();
    let before = tutor.screen();
    tutor.press("Enter");
    assert_eq!(tutor.screen(), before);
    tutor.press("Tab").expect("At last");
}

#[test]
fn links_get_the_focus_are_followed_and_gone_back_from() {
    let mut tutor = course().open(lesson("links")).start();
    tutor.press("n");
    assert_eq!(tutor.drawn_as(Role::Selection), ["on"]);
    tutor.press("Enter").expect("Everything at once");
    tutor.press("Backspace").expect("Lesson links");
    tutor.press("=").expect("Everything at once");
    // Whoever comes back goes on with the next link.
    assert_eq!(tutor.press("-").expect("Lesson links").drawn_as(Role::Selection), ["on"]);
    tutor.press("Tab Enter").expect("Part 30");
    tutor.press("-").expect("Lesson links").click_on("[1]").expect("The note.");
    tutor.press("Esc Esc").expect("WEEKS");
}

#[test]
fn backspace_in_a_lesson_without_a_way_behind_it_goes_back_to_what_led_to_it() {
    let mut tutor = Tutor::sample().open(Route::Pattern("saga".into())).start();
    tutor.press("L").expect("2.1  Sagas and compensation");
    tutor.press("Backspace").expect("A process writes in several services");
}

#[test]
fn back_and_a_second_opening_show_the_line_that_was_at_the_top() {
    let rows: String =
        (1..=9).map(|n| format!("n{n}[Part {n}] --> n{}[Part {0}]\n", n + 1)).collect();
    let drawn = format!("```mermaid\nflowchart TD\n{rows}```\n\nGo [on](lesson:long).\n\n");
    let rest: String = (1..=40).map(|n| format!("## Behind {n}\n\nText {n}.\n\n")).collect();
    let text = head("tall") + &drawn + &rest;
    let long = head("long") + &rest;
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let files = [
            ("lessons/01-a/week.toml", WEEK),
            ("lessons/01-a/01-tall.md", text.as_str()),
            ("lessons/01-a/02-long.md", long.as_str()),
        ];
        Tutor::course(&files).size(80, 24).data(folder.path()).open(lesson("tall")).start()
    };
    let place = |tutor: &Tutor| tutor.screen().lines().take(23).collect::<Vec<_>>().join("\n");
    let mut tutor = start();
    for _ in 0..40 {
        let before = place(&tutor);
        tutor.press("Esc");
        tutor = start();
        assert_eq!(place(&tutor), before);
        tutor.press("Down");
    }
    tutor.press("g Down Down Down Down Down Down Down Down Down Down n");
    let before = place(&tutor);
    tutor.press("Enter").expect("Lesson long").press("Backspace").expect("Lesson tall");
    assert_eq!(place(&tutor), before);
}

#[test]
fn the_address_of_a_web_page_is_copied() {
    let mut tutor = course().open(lesson("links")).start();
    tutor.click_on("out");
    assert_eq!(tutor.app.take_clipboard().as_deref(), Some("https://example.org/page"));
}

#[test]
fn the_focus_goes_over_the_edge_of_the_window() {
    let mut tutor = course().size(80, 12).open(lesson("long")).start();
    for _ in 0..30 {
        tutor.press("n");
    }
    tutor.expect("Text number 30,");
    assert!(tutor.drawn_as(Role::Selection).contains(&"part 3".to_owned()));
    for _ in 0..29 {
        tutor.press("N");
    }
    tutor.expect("Text number 1,");
}

#[test]
fn search_marks_what_it_finds_and_goes_around() {
    let mut tutor = course().size(80, 24).open(lesson("long")).start();
    tutor.press("/").write("number 4").expect("1 of 11").press("Enter").expect("Text number 4,");
    tutor.press("n").expect("2 of 11").expect("Text number 40,");
    tutor.press("N N").expect("11 of 11").expect("Text number 49,");
    assert_eq!(tutor.drawn_as(Role::DiagramFocus), ["number 4"]);
    tutor.press("Esc").expect_no("of 11").expect("Lesson long");
    tutor.press("/").write("zebra").expect("not found").press("Esc").expect("Text number 49,");
}

#[test]
fn the_outline_leads_to_headings() {
    let mut tutor = course().size(80, 24).open(lesson("long")).start();
    tutor.press("o").expect("On this page").press("Down Down Down Enter");
    tutor.expect("Text number 4,").expect_no("Text number 3,");
    let mut tutor = course().size(120, 40).open(lesson("long")).start();
    tutor.click_on("Part 4");
    assert!(tutor.screen().contains("Part 4"));
}

#[test]
fn patterns_of_the_lesson_are_one_key_away() {
    let mut tutor = course().open(lesson("long")).start();
    tutor.press("p").expect("names no pattern");
    let mut tutor = Tutor::shipped().open(lesson("monolith-soa-microservices")).start();
    tutor.press("p").expect("Patterns of this lesson");
}

#[test]
fn colours_reach_the_lesson_that_asked_for_them_below_another_lesson() {
    let rust = "```rust\nlet below = 1;\n```\n".to_owned();
    let many: String = (0..200).map(|n| format!("```rust\nlet above_{n} = 1;\n```\n\n")).collect();
    let files = [
        ("lessons/01-a/week.toml", WEEK.to_owned()),
        ("lessons/01-a/01-below.md", head("below") + &rust),
        ("lessons/01-a/02-above.md", head("above") + &many),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let mut tutor = Tutor::course(&files).open(lesson("below")).start();
    assert!(tutor.drawn_as(Role::Keyword).is_empty(), "nothing has been coloured yet");
    tutor.open_again("above");
    // The last block of the upper lesson is coloured long after the only one of the lower lesson.
    tutor.press("End").expect("above_199");
    tutor.until("colours above", |tutor| tutor.drawn_as(Role::Keyword).len() > 1);
    tutor.press("Esc").expect("below");
    tutor.until("colours below", |tutor| tutor.drawn_as(Role::Keyword) == ["let"]);
}

#[test]
fn code_is_copied_coloured_and_looked_at() {
    let mut tutor = course().open(lesson("code")).start();
    tutor.press("y");
    let copied = tutor.app.take_clipboard();
    assert_eq!(copied.as_deref(), Some("fn main() { let number = 12; }"));
    tutor.press("d").expect_no("let number").expect("┌─┐").press("Esc").expect("let number");
}

#[test]
fn the_focus_walks_through_a_drawing_and_follows_its_links() {
    let graph =
        "```mermaid\nflowchart TD\n  A[Order] -->|asks| B[Saga]\n  click B \"lesson:rich\"\n```\n";
    let steps = "```mermaid\nsequenceDiagram\n  A->>B: ask\n  B-->>A: tell\n```\n";
    let course = || {
        Tutor::course(&[
            ("lessons/01-a/week.toml", WEEK),
            ("lessons/01-a/01-graph.md", &(head("graph") + graph)),
            ("lessons/01-a/02-rich.md", RICH),
            ("lessons/01-a/03-steps.md", &(head("steps") + steps)),
        ])
    };
    let mut tutor = course().open(lesson("graph")).start();
    tutor
        .press("d n")
        .expect("Order → Saga: asks")
        .press("Down Enter")
        .expect("Everything at once");
    let mut tutor = course().open(lesson("graph")).start();
    tutor.press("d").click_on("Saga").press("Enter").expect("Everything at once");
    let mut tutor = course().open(lesson("steps")).start();
    tutor.press("d Tab").expect("1/2  A → B: ask").press("Down").expect("2/2  B → A: tell");
    tutor.press("Esc").expect_no("2/2").press("d d Esc").expect("Lesson steps");
}

#[test]
fn the_place_is_found_again_at_another_size() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut tutor = course().size(80, 24).data(folder.path()).open(lesson("long")).start();
    tutor.press("Space Space j j j");
    let seen = tutor.screen();
    let first =
        seen.lines().find(|line| line.contains("Part")).unwrap_or_default().trim().to_owned();
    tutor.app.pause();
    drop(tutor);
    let tutor = course().size(80, 24).data(folder.path()).open(lesson("long")).start();
    assert_eq!(tutor.screen(), seen);
    let tutor = course().size(50, 30).data(folder.path()).open(lesson("long")).start();
    assert!(tutor.screen().contains(&first), "{first} is not on\n{}", tutor.screen());
}

#[test]
fn the_lines_are_counted_alike_wherever_a_lesson_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        let lesson = Route::Lesson { id: "circuit-breaker".into(), heading: None };
        Tutor::shipped().size(80, 24).data(folder.path()).open(lesson).start()
    };
    let total = |tutor: &Tutor| {
        let screen = tutor.screen();
        let end = screen.trim_end().split('/').next_back().unwrap_or_default();
        end.split_whitespace().next().unwrap_or_default().to_owned()
    };
    let mut tutor = open();
    let at_first = total(&tutor);
    tutor.press("G");
    assert_eq!(total(&tutor), at_first);
    drop(tutor);
    let mut tutor = open();
    assert_eq!(total(&tutor), at_first, "{}", tutor.screen());
    tutor.press("g");
    assert_eq!(total(&tutor), at_first);
}

#[test]
fn the_map_says_the_share_that_the_lesson_said() {
    let lesson = Route::Lesson { id: "primer-sql".into(), heading: None };
    let mut tutor = Tutor::shipped().size(80, 24).open(Route::Home).open(lesson).start();
    let screen = tutor.screen();
    let share = screen.trim_end().rsplit("  ").next().unwrap_or_default().trim().to_owned();
    assert!(share.ends_with(" %"), "{screen}");
    tutor.press("Esc").expect(&format!(" {share}"));
}

#[test]
fn a_check_question_shows_no_names_of_what_is_drawn() {
    let lesson = Route::Lesson { id: "price-of-distribution".into(), heading: None };
    let tutor = Tutor::shipped().size(80, 300).open(lesson).start();
    let screen = tutor.screen();
    assert!(screen.contains("needs … services"), "{screen}");
    assert!(!screen.contains("{n}"), "{screen}");
}

#[test]
fn what_opens_over_a_lesson_at_every_size() {
    for (width, height) in SIZES {
        let at = |name: &str| format!("lesson-{name}-{width}x{height}");
        let files = [("lessons/01-a/week.toml", WEEK), ("lessons/01-a/01-drawn.md", DRAWN)];
        let mut tutor = Tutor::course(&files).size(width, height).open(lesson("drawn")).start();
        tutor.press("o").snapshot(&at("outline"));
        tutor.press("Esc p").snapshot(&at("patterns"));
        tutor.press("Esc d").snapshot(&at("diagram"));
        tutor.press("Esc /").write("trial").snapshot(&at("search"));
    }
}

#[test]
fn a_lesson_that_was_seen_to_its_end_is_read() {
    let mut tutor = course().size(80, 24).open(lesson("long")).start();
    tutor.press("G Down");
    tutor.app.pause();
    tutor.press("Esc").expect("✔ 1.1 Lesson long");
}

#[test]
fn brackets_go_from_lesson_to_lesson() {
    let mut tutor = course().open(lesson("long")).start();
    tutor.press("[").expect("This is the first lesson");
    tutor.press("]").expect("Everything at once").press("[").expect("Lesson long");
    tutor.press("] ] ]").expect("Lesson code").press("]").expect("This is the last lesson");
}

/// A long lesson with a check, and a short one behind it.
fn two_lessons() -> Builder {
    let long: String = (1..=60).map(|n| format!("Text number {n}.\n\n")).collect();
    let asked = "```question\nk-short\n```\n";
    let head = |id: &str| format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\nminutes = 7\n+++\n");
    Tutor::course(&[
        ("lessons/01-a/week.toml", "id = 'a'\ntitle = 'The week'\n"),
        ("lessons/01-a/01-one.md", &format!("{}{long}{asked}", head("one"))),
        ("lessons/01-a/02-two.md", &format!("{}Text of two.\n", head("two"))),
        ("quizzes/kinds.toml", include_str!("../../fixtures/quiz/kinds.toml")),
    ])
    .size(80, 24)
    .open(Route::Lesson { id: "one".into(), heading: None })
}

#[test]
fn the_end_is_found_again_though_a_check_stands_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut tutor = two_lessons().data(folder.path()).start();
    let seen = tutor.press("G").expect("100 %").screen();
    tutor.app.pause();
    drop(tutor);
    assert_eq!(two_lessons().data(folder.path()).start().screen(), seen);
}

#[test]
fn a_lesson_that_was_left_read_begins_at_its_top() {
    let mut tutor = two_lessons().start();
    tutor.press("G Up PageDown").expect("100 %").press("Esc").expect("1 of 2 done");
    tutor.open_again("one").expect("Text number 1.");
}

#[test]
fn at_its_end_a_lesson_says_what_is_open_and_what_comes_next() {
    let mut tutor = two_lessons().start();
    tutor.press("G PageDown").expect("The end of 1.1").expect("7 min").expect("1 check open");
    tutor.expect("Next: 1.2 Lesson two").snapshot("lesson-end-80x24");
    tutor.press("2").expect("Which header").write("Retry-After").press("Enter Enter");
    tutor.press("G PageDown").expect("The end of 1.1").expect_no("1 check open");
    tutor.press("Enter").expect("Text of two");
}

#[test]
fn a_jump_to_the_end_reads_nothing_and_reading_on_does() {
    let mut tutor = two_lessons().start();
    tutor.press("G").expect("100 %").press("Esc").expect("0 of 2 done");
    tutor.press("Enter Up PageDown").press("Esc").expect("1 of 2 done");
}

#[test]
fn a_wide_window_shows_the_whole_outline_what_was_read_and_the_time_left() {
    let mut tutor = course().size(200, 60).open(lesson("long")).start();
    tutor.expect("about 5 minutes left").expect("Part 1").expect("Part 40");
    tutor.press("Space Space");
    let rows = tutor.screen();
    let done = |part: &str| rows.lines().any(|row| row.contains("✔") && row.contains(part));
    assert!(done("Part 3") && !done("Part 59"), "{rows}");
    // Who jumps to the end has not read what lies between.
    tutor.press("G").expect("minutes left");
    let rows = tutor.screen();
    assert!(!rows.lines().any(|row| row.contains("✔") && row.contains("Part 60")), "{rows}");
    course().size(160, 50).open(lesson("rich")).start().squeeze();
}

#[test]
fn the_keys_of_another_layout_work_by_their_places() {
    let mut tutor = course().size(80, 24).open(lesson("long")).start();
    let before = tutor.screen();
    tutor.press("о");
    assert_ne!(tutor.screen(), before);
    tutor.press("л");
    assert_eq!(tutor.screen(), before);
    tutor.press(".").write("Part 7").press("Enter").expect("1 of");
    tutor.press("Esc").press("щ").expect("On this page");
    tutor.press("Esc").press("ư").expect("This is the first lesson.");
    tutor.press("/").write("ой").expect("ой");
}

#[test]
fn a_page_of_the_web_is_opened_only_when_it_has_the_focus() {
    let mut tutor = course().size(80, 24).open(lesson("links")).start();
    tutor.press("O");
    assert!(tutor.screen().contains("out"));
    tutor.expect("open in the browser");
    let mut tutor = course().size(80, 24).open(lesson("code")).start();
    tutor.press("O").expect("No link in sight leads out.");
}
