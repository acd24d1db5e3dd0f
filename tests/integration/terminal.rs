//! The program in a terminal: what it takes it gives back, and nothing that was done is lost.

#![cfg(unix)]

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::{
    program::{course, events},
    window::Window,
};

/// Set for the part of a test that runs in a terminal of its own.
const INSIDE: &str = "ARCHTUTOR_TEST_INSIDE";
const PAGE_DOWN: &str = "\x1b[6~";

/// Three lessons, the third of many paragraphs, and a quiz of two questions whose answer is `one`.
fn three_lessons() -> TempDir {
    let question = |id: &str| {
        format!(
            "[[questions]]\nid = '{id}'\ntype = 'ShortAnswer'\nprompt.prompt = 'Half of two?'\n\
             answer.answer = 'one'\ncontext = 'Two halves make a whole.'\n"
        )
    };
    let quiz = format!(
        "id = 'q'\ntitle = 'The quiz'\npass = 50\n{}{}",
        question("first"),
        question("second")
    );
    let lesson =
        |id: &str, text: &str| format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\n+++\n{text}\n");
    let long: String =
        (1..300).map(|number| format!("Paragraph {number} stands here.\n\n")).collect();
    course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 'The week'\nquiz = 'q'\n"),
        ("lessons/01-a/01.md", lesson("one", "The first text.").as_bytes()),
        ("lessons/01-a/02.md", lesson("two", "The second text.").as_bytes()),
        ("lessons/01-a/03.md", lesson("three", &long).as_bytes()),
        ("quizzes/q.toml", quiz.as_bytes()),
    ])
}

/// The paragraph that the first row of text shows.
fn first_paragraph(window: &Window) -> Option<String> {
    let rows = window.rows();
    let row = rows.iter().find(|row| row.contains("Paragraph"))?.trim().to_owned();
    Some(row)
}

/// How many answers are kept, and how many of them are right.
fn answers(data: &Path) -> (usize, usize) {
    let events = events(data);
    let answers: Vec<_> =
        events.iter().filter(|event| event["kind"] == "question.answered").collect();
    let right = answers.iter().filter(|event| event["data"]["success"] == true).count();
    (answers.len(), right)
}

#[test]
fn after_a_kill_the_same_line_is_shown_and_every_answer_is_there() {
    let (course, data) = (three_lessons(), tempfile::tempdir().unwrap());
    let data = data.path().join("not-there-yet");
    let start = || Window::of([]).course(course.path()).data(&data).size(70, 20).open();
    let mut window = start();
    window.expect("WEEK").press("\r").expect("The first text.").press(PAGE_DOWN);
    window.expect("The end of 1.1").press("\r").expect("The second text.").press(PAGE_DOWN);
    window.expect("The end of 1.2").press("q").press("q");
    window.expect("WEEK").press("Q").expect("2 questions").press("\r");
    window.expect("Half of two?").press("two\r").expect("Not this one.").press("\r");
    window.expect("2 of 2").press("one\r").expect("Right.").press("\r");
    window.expect("1 of 2 right").press("q").expect("WEEK");
    window.press("\r").expect("Paragraph 1 ").press(PAGE_DOWN).press(PAGE_DOWN).press(PAGE_DOWN);
    window.wait("the fourth page", |window| {
        first_paragraph(window).is_some_and(|shown| !shown.starts_with("Paragraph 1 "))
    });
    // The place is written when the learner pauses, a moment after the last key.
    let mut shown = String::new();
    window.wait("the place to be kept", |window| {
        let Some(first) = first_paragraph(window) else { return false };
        let lesson = fs::read_to_string(course.path().join("lessons/01-a/03.md")).unwrap();
        let at = lesson.find(&first).expect("the paragraph is in the lesson");
        let mut events = events(&data).into_iter();
        let kept = events.rfind(|event| event["kind"] == "lesson.position");
        kept.is_some_and(|kept| {
            kept["object"] == "three"
                && kept["data"]["byte"].as_u64().unwrap_or(0).abs_diff(at as u64) < 4
        })
    });
    shown.push_str(&first_paragraph(&window).unwrap());
    window.signal("KILL").expect_end(1);
    assert_eq!(answers(&data), (2, 1));

    let mut window = start();
    window.expect(&shown);
    assert_eq!(first_paragraph(&window), Some(shown));
    // What is accepted on the screen is on disk at that moment.
    window.press("q").expect("WEEK").press("Q").expect("2 questions").press("\r");
    window.expect("Half of two?").press("one\r").expect("Right.").signal("KILL").expect_end(1);
    assert_eq!(answers(&data), (3, 2));
    let read: Vec<_> = events(&data)
        .iter()
        .filter(|event| event["kind"] == "lesson.completed")
        .map(|event| event["object"].clone())
        .collect();
    assert_eq!(read, ["one", "two"]);
}

#[test]
fn leaving_gives_the_terminal_back_and_a_window_of_any_size_is_drawn() {
    let mut window = Window::of([]).size(80, 24).open();
    window.expect("WEEK").resize(120, 40).expect("twelve weeks");
    window.resize(1, 1).resize(2, 1).resize(1, 9).resize(30, 5).expect("Too small");
    window.resize(60, 20).expect("WEEK");
    assert!(window.is_taken());
    window.press("q").expect_end(0).expect_restored();
    let bytes = String::from_utf8(window.bytes()).unwrap();
    let left = bytes.find("\x1b[?1049l").expect("the first screen comes back");
    assert!(!bytes[left..].contains("WEEK"), "nothing is drawn on the first screen");
    // Started in a window of one cell it waits for a larger one.
    let mut tiny = Window::of([]).size(1, 1).open();
    tiny.wait("the screen", Window::is_taken).resize(80, 24).expect("WEEK");
    tiny.press("\x03").expect_end(0).expect_restored();
}

#[test]
fn signals_that_end_the_program_give_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let mut window = Window::of(["open", "1.1"]).open();
        window.expect("Three kinds").signal(signal).expect_end(0).expect_restored();
    }
}

#[test]
fn a_stopped_program_gives_the_terminal_back_and_draws_itself_again() {
    let mut window = Window::of([]).open();
    for stop in ["key", "signal"] {
        window.expect("WEEK");
        match stop {
            "key" => window.press("\x1a"),
            _ => window.signal("TSTP"),
        };
        window.wait("a stopped program", |window| window.state() == Some('T'));
        window.expect_restored();
        window.signal("CONT").expect("WEEK").wait("the screen", Window::is_taken);
    }
    window.press("q").expect_end(0).expect_restored();
}

#[test]
fn a_dumb_terminal_is_refused_and_one_without_colours_gets_none() {
    let mut dumb = Window::of([]).with("TERM", "dumb").open();
    dumb.expect("TERM=dumb cannot show a screen").expect_end(3).expect_restored();
    assert!(!dumb.bytes().contains(&0x1b));
    let mut plain = Window::of(["--plain", "open", "1.1"]).with("TERM", "dumb").size(80, 20).open();
    plain.expect("Enter reads on").press("\r").expect("Enter skips").press("q\r");
    plain.expect("in twelve weeks").expect("1. Continue").press("q\r").expect_end(0);
    assert!(!plain.bytes().contains(&0x1b));
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        for (args, code, said) in
            [(["list", "--hep"], 2, "--hep"), (["list", "--help"], 0, "Example:")]
        {
            let mut usage = Window::of(args).with(name, value).open();
            usage.expect(said).expect_end(code);
            assert!(!usage.bytes().contains(&0x1b), "{name} {args:?}");
        }
    }
    let mut grey = Window::of(["--ascii"]).with("NO_COLOR", "1").open();
    grey.expect("WEEK").press("q").expect_end(0);
    let bytes = String::from_utf8(grey.bytes()).unwrap();
    assert_eq!(coloured(&bytes), Vec::<&str>::new());
    assert!(!coloured(&String::from_utf8(window_with_colours()).unwrap()).is_empty());
}

/// What a window with colours writes.
fn window_with_colours() -> Vec<u8> {
    let mut window = Window::of([]).open();
    window.expect("WEEK").press("q").expect_end(0);
    window.bytes()
}

/// The sequences that set a colour: 30 to 49 and 90 to 107 but 39 and 49, which set the default.
fn coloured(bytes: &str) -> Vec<&str> {
    let sequences = bytes.split("\x1b[").skip(1).filter_map(|part| {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        part[end..].starts_with('m').then_some(&part[..end])
    });
    let sets = |code: &str| {
        let number: u8 = code.parse().unwrap_or(0);
        matches!(number, 30..=38 | 40..=48 | 90..=107)
    };
    sequences.filter(|codes| codes.split(';').any(sets)).collect()
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let program = std::env::current_exe().unwrap();
    let inner = "terminal::a_program_that_panics";
    let arguments = ["--ignored", "--exact", inner, "--nocapture"];
    for place in ["here", "thread"] {
        let mut window = Window::running(&program, arguments).with(INSIDE, place).open();
        window.expect_end(70).expect_restored();
        window.expect("the ceiling falls").expect("a mistake of the program");
    }
}

/// The other half of the test above: the program's own hook in a program that panics.
#[test]
#[ignore = "run by another test in a terminal of its own"]
fn a_program_that_panics() {
    use archtutor::tui::terminal;

    let Ok(place) = std::env::var(INSIDE) else { return };
    terminal::release_on_panic();
    terminal::take().expect("a terminal");
    let fall = || panic!("the ceiling falls");
    if place == "thread" {
        let thread = std::thread::Builder::new().spawn(fall).unwrap();
        let _ = thread.join();
    } else {
        fall();
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_program_and_keeps_everything() {
    // The second time a shell stands between that keeps the signal to itself.
    for shell in ["", "trap '' HUP; \"$0\" \"$@\"; sleep 1000"] {
        let (course, data) = (three_lessons(), tempfile::tempdir().unwrap());
        let inner = "terminal::a_terminal_that_goes_away";
        let inside = format!("{}\n{}\n{shell}", course.path().display(), data.path().display());
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", inner, "--nocapture"])
            .env(INSIDE, inside)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = text.lines().find_map(|line| line.split("PROCESS ").nth(1)).expect(&text);
        let (program, shell) = numbers.split_once(' ').unwrap();
        let state = Path::new("/proc").join(program);
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while state.exists() {
            assert!(std::time::Instant::now() < until, "{program} still runs");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        if program != shell {
            let killed = std::process::Command::new("kill").args(["-KILL", shell]).status();
            assert!(killed.unwrap().success());
        }
        let kept = events(data.path());
        assert!(kept.iter().any(|event| event["kind"] == "lesson.position"), "{kept:?}");
    }
}

/// The other half of the test above: a terminal whose program leaves without a word.
#[test]
#[ignore = "run by another test"]
fn a_terminal_that_goes_away() {
    let Ok(inside) = std::env::var(INSIDE) else { return };
    let parts: Vec<&str> = inside.split('\n').collect();
    let [course, data, shell] = parts.as_slice() else { panic!("{inside:?}") };
    let builder = if shell.is_empty() {
        Window::of(["open", "three"]).course(Path::new(course))
    } else {
        let program = [crate::program::BINARY, "--course", course, "open", "three"];
        let [program, flag, course, command, lesson] = program;
        let bash = Path::new("/bin/bash");
        Window::running(bash, ["-c", shell, program, flag, course, command, lesson])
    };
    let mut window = builder.data(Path::new(data)).open();
    window.expect("Paragraph 1 ").press(PAGE_DOWN);
    window.wait("the next page", |window| {
        first_paragraph(window).is_some_and(|shown| !shown.starts_with("Paragraph 1 "))
    });
    let parent = window.process().unwrap();
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    let child = children.split_whitespace().next().map(str::to_owned);
    println!("\nPROCESS {} {parent}", child.unwrap_or_else(|| parent.to_string()));
    #[allow(clippy::disallowed_methods, reason = "a terminal that is killed says no farewell")]
    std::process::exit(0);
}

#[test]
fn a_late_answer_of_the_terminal_is_no_key() {
    let course = three_lessons();
    let mut window = Window::of(["open", "three"]).course(course.path()).size(70, 20).open();
    window.expect("Paragraph 1 ");
    let first = first_paragraph(&window);
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b]11;rgb:ffff/ffff/ffff\x07",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1bP>|terminal 1.2:q\x1b\\",
    ] {
        window.press(answer);
    }
    // A key behind them is the learner's.
    window.press("/Paragraph 2").expect("1 of");
    window.press("\x1b]10;rgb:0000/0000/0000\x1b\\");
    window.press("\x1b").expect("next link");
    window
        .press("\x1b]10;rgb:0000/0000/0000\x07")
        .press("d")
        .expect("No diagram or code in sight.");
    assert_eq!(first_paragraph(&window), first);
}

#[test]
fn an_open_lesson_whose_file_changes_is_read_again_at_its_place() {
    let course = three_lessons();
    let file = course.path().join("lessons/01-a/03.md");
    let mut window = Window::of(["open", "three"]).course(course.path()).size(70, 20).open();
    window.expect("Paragraph 1 ").press(PAGE_DOWN).press(PAGE_DOWN);
    window.wait("the third page", |window| {
        first_paragraph(window).is_some_and(|shown| !shown.starts_with("Paragraph 1 "))
    });
    let shown = first_paragraph(&window).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let more = text.replace("Paragraph 1 stands", "A word before.\n\nParagraph 1 stands");
    fs::write(&file, more.replace(&shown, &format!("{shown} And it is new."))).unwrap();
    window.expect("And it is new.");
    assert_eq!(first_paragraph(&window), Some(format!("{shown} And it is new.")));
}

#[test]
fn the_very_first_start_says_what_this_is_and_the_next_one_does_not() {
    let home = tempfile::tempdir().unwrap();
    let start = || {
        let settings = home.path().join("settings");
        Window::of([]).newcomer().with("XDG_CONFIG_HOME", settings.to_str().unwrap()).open()
    };
    start().expect("Begin at the beginning").press("\x1b").expect("WEEKS").press("q").expect_end(0);
    start().expect("WEEKS").press("q").expect_end(0);
}
