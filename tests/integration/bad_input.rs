//! What is broken, hostile or far too large: each time a clear message, no panic, a clean terminal,
//! and the earlier progress kept.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{
    program::{Program, course, events},
    window::Window,
};

const WEEK: &[u8] = b"id = 'a'\ntitle = 'The week'\nquiz = 'q'\n";
const QUIZ: &[u8] =
    b"id = 'q'\ntitle = 'The quiz'\n[[questions]]\nid = 'k'\ntype = 'ShortAnswer'\n\
    prompt.prompt = 'Half of two?'\nanswer.answer = 'one'\ncontext = 'Half.'\n";

fn lesson(id: &str, text: &str) -> String {
    format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\n+++\n{text}\n")
}

/// A course whose lesson `fine` can be read, with more files.
fn beside(files: &[(&str, &[u8])]) -> TempDir {
    let fine = lesson("fine", "A fine text.");
    let whole: [(&str, &[u8]); 3] = [
        ("lessons/01-a/week.toml", WEEK),
        ("lessons/01-a/09-fine.md", fine.as_bytes()),
        ("quizzes/q.toml", QUIZ),
    ];
    let files: Vec<_> = whole.into_iter().chain(files.iter().copied()).collect();
    course(&files)
}

/// A learner who has read a lesson and answered a question.
fn learner() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let course = beside(&[]);
    let call = |program: Program| program.course(course.path()).data(folder.path()).run();
    call(Program::of(["--plain", "open", "fine"]).stdin("q\n"));
    call(Program::of(["--plain", "quiz", "q"]).stdin("one\n").shows("Right."));
    assert!(events(folder.path()).len() >= 5);
    folder
}

fn database(folder: &Path) -> PathBuf {
    folder.join("progress.db")
}

#[test]
fn broken_front_matter_hides_one_lesson_and_check_says_where() {
    for (text, said) in [
        ("+++\nid = \ntitle = 'T'\n+++\nText\n", "01-broken.md:2"),
        ("+++\n= = =\n+++\nText\n", "01-broken.md:2"),
        ("+++\ntitle = 'No id'\n+++\nText\n", "“id” is missing"),
        ("No front matter at all.\n", "01-broken.md:1"),
        ("+++\nid = 'never-closed'\n", "01-broken.md"),
    ] {
        let folder = beside(&[("lessons/01-a/01-broken.md", text.as_bytes())]);
        let path = folder.path().to_str().unwrap();
        Program::of(["check", path]).fails(1).shows(said).run();
        Program::of(["list"]).course(folder.path()).shows("fine").run();
        let mut window = Window::of([]).course(folder.path()).open();
        window.expect("Lesson fine").expect("1 lesson cannot be read").press("q").expect_end(0);
        let said = Program::of(["--plain"]).course(folder.path()).stdin("2\n1\n").run();
        assert!(said.stdout.contains("1 lesson cannot be read"), "{}", said.stdout);
    }
}

#[test]
fn an_unknown_type_of_question_and_a_missing_quiz_are_named() {
    let unknown = String::from_utf8(QUIZ.to_vec()).unwrap().replace("ShortAnswer", "ShortAnswr");
    let folder = beside(&[("quizzes/q.toml", unknown.as_bytes())]);
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("ShortAnswr").shows("ShortAnswer").run();
    Program::of(["quiz", "q"]).course(folder.path()).fails(1).complains("ShortAnswr").run();
    let mut window = Window::of([]).course(folder.path()).size(120, 30).open();
    window.expect("WEEK").press("Q").expect("cannot be read").press("\x03").expect_end(0);

    let folder = beside(&[]);
    fs::remove_file(folder.path().join("quizzes/q.toml")).unwrap();
    Program::of(["quiz", "q"]).course(folder.path()).fails(1).complains("no quiz “q”").run();
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("q").run();
    let mut window = Window::of([]).course(folder.path()).size(120, 30).open();
    window.expect("WEEK").press("Q").expect("no quiz `q`").press("\x03").expect_end(0);
}

#[test]
fn missing_files_are_named_wherever_they_are_asked_for() {
    let empty = tempfile::tempdir().unwrap();
    Program::of(["list"]).course(empty.path()).fails(3).complains("no course.toml").run();
    Program::of(["list"])
        .course(&empty.path().join("no"))
        .fails(3)
        .complains("Check the path")
        .run();
    fs::write(empty.path().join("file"), "x").unwrap();
    Program::of(["list"])
        .course(&empty.path().join("file"))
        .fails(3)
        .complains("not a folder")
        .run();
    let folder = course(&[("lessons/01-a/01-one.md", lesson("one", "[x](02-two.md)").as_bytes())]);
    Program::of(["list", "weeks"]).course(folder.path()).shows("01-a").run();
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("02-two.md").shows("week.toml").run();
    let bare = course(&[]);
    Program::of(["list"]).course(bare.path()).run();
    Program::of(["--plain"]).course(bare.path()).stdin("1\n1\nq\nq\n").run();
    let mut window = Window::of([]).course(bare.path()).open();
    window.expect("archtutor").press("\r").press("q").expect_end(0).expect_restored();
}

#[test]
fn two_equal_ids_are_a_mistake_of_the_course_and_the_first_is_opened() {
    let (one, two) = (lesson("same", "The first."), lesson("same", "The second."));
    let folder =
        beside(&[("lessons/01-a/01.md", one.as_bytes()), ("lessons/01-a/02.md", two.as_bytes())]);
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("02.md:2").shows("same").run();
    Program::of(["show", "same"]).course(folder.path()).shows("The first.").run();
}

#[test]
fn a_lesson_of_100_megabytes_is_refused_and_the_others_are_read() {
    let folder = beside(&[("lessons/01-a/01-huge.md", lesson("huge", "Huge.").as_bytes())]);
    let path = folder.path().join("lessons/01-a/01-huge.md");
    let huge = fs::OpenOptions::new().append(true).open(path).unwrap();
    huge.set_len(100_000_000).unwrap();
    Program::of(["show", "huge"]).course(folder.path()).fails(1).complains("too large").run();
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("01-huge.md").shows("too large").run();
    let mut window = Window::of([]).course(folder.path()).size(120, 30).open();
    window.expect("Lesson huge").press("\r").expect("too large").press("q").expect_end(0);
    let plain = Program::of(["--plain"]).course(folder.path()).stdin("huge\nfine\nq\nq\n");
    plain.shows("too large").shows("A fine text.").run();
}

#[test]
fn binary_junk_is_refused_wherever_it_stands() {
    let junk: Vec<u8> =
        (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for file in [
        "lessons/01-a/01-junk.md",
        "lessons/01-a/week.toml",
        "quizzes/q.toml",
        "assets/catalog/junk.toml",
        "assets/catalog/dimensions.toml",
        "assets/catalog/decision-tree.toml",
    ] {
        let folder = beside(&[(file, &junk)]);
        let path = folder.path().to_str().unwrap();
        let name = file.rsplit('/').next().unwrap();
        clean(&Program::of(["check", path]).fails(1).shows(name).run().stdout);
        Program::of(["show", "fine"]).course(folder.path()).shows("A fine text.").run();
        Program::of(["list", "patterns"]).course(folder.path()).run();
        Program::of(["catalog", "advise"]).course(folder.path()).run();
        Program::of(["search", "fine"]).course(folder.path()).shows("fine").run();
    }
    let folder = beside(&[("course.toml", &junk), ("junk.md", &junk)]);
    Program::of(["list"]).course(folder.path()).fails(1).complains("course.toml").run();
    let path = folder.path().join("junk.md");
    Program::of(["show", path.to_str().unwrap()]).fails(1).complains("binary").run();
    Program::of(["show", "-"]).stdin(&junk).fails(1).complains("binary").run();
    clean(&Program::of(["show", "-"]).stdin(b"\xff\xfe\x1b[2J fine").shows("fine").run().stdout);
    Program::of(["--plain"]).stdin(&junk).run();
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_are_not_utf_8_are_named_wherever_they_stand() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let folder = beside(&[]);
    for (place, file) in [("lessons/01-a", b"caf\xe9.md".as_slice()), ("quizzes", b"caf\xe9.toml")]
    {
        let path = folder.path().join(place).join(OsStr::from_bytes(file));
        fs::write(&path, "text").unwrap();
        let name = format!("{place}/{}", String::from_utf8_lossy(file));
        let course = folder.path().to_str().unwrap();
        Program::of(["check", course]).fails(1).shows(&name).shows("not UTF-8").run();
        Program::of(["show", "fine"]).course(folder.path()).shows("A fine text.").run();
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_lesson_with_a_mistake_in_its_front_matter_can_still_be_read() {
    let folder = beside(&[("lessons/01-a/01.md", b"+++\nid = 'broken\n+++\nStill here.\n")]);
    Program::of(["check", folder.path().to_str().unwrap()]).fails(1).shows("01.md:2").run();
    Program::of(["list"]).course(folder.path()).shows("1.1  broken  broken").run();
    Program::of(["--plain", "open", "broken"]).course(folder.path()).shows("Still here.").run();
}

/// Nothing that a terminal would obey.
#[track_caller]
fn clean(text: &str) {
    let bad = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(bad, None, "{text:?}");
}

#[test]
fn escapes_in_a_course_never_reach_the_terminal() {
    // Sets the title, the clipboard and a colour, asks for the device, in both spellings of escape.
    let evil =
        "\u{1b}]0;OWNED\u{7}\u{1b}]52;c;T1dORUQ=\u{7}\u{1b}[31mred\u{9b}32m\u{1b}c\u{8}\r\u{202e}";
    let quoted = evil.chars().map(|c| format!("\\U{:08X}", c as u32)).collect::<String>();
    let lesson = format!(
        "+++\nid = 'evil'\ntitle = \"T{quoted}\"\n+++\nText {evil} [link{evil}](http://x/{evil}) \
         `code{evil}`\n\n# Head {evil}\n\n```sh{evil}\nrun {evil}\n```\n\n> [!NOTE]\n> {evil}\n\n\
         | a{evil} | b |\n|---|---|\n| {evil} | c |\n\n```mermaid\nflowchart LR\n a[\"{evil}\"] --> b\n\
         ```\n\n```diagram\n{evil}\n```\n\n```question\nk\n```\n\n<b>{evil}</b> ![{evil}]({evil})\n"
    );
    let week = format!("id = 'a'\ntitle = \"W{quoted}\"\nquiz = 'q'\noutcomes = [\"O{quoted}\"]\n");
    let quiz = format!(
        "id = 'q'\ntitle = \"Q{quoted}\"\n[[questions]]\nid = 'k'\ntype = 'MultipleChoice'\n\
         prompt.prompt = \"P{quoted}\"\nprompt.distractors = [\"D{quoted}\", \"E{quoted}\"]\n\
         answer.answer = \"A{quoted}\"\ncontext = \"C{quoted}\"\nfeedback = [\"F{quoted}\", \"G{quoted}\"]\n"
    );
    let top = format!("id = 'test'\ntitle = \"C{quoted}\"\nversion = '1'\n");
    let folder = beside(&[
        ("course.toml", top.as_bytes()),
        ("lessons/01-a/01-evil.md", lesson.as_bytes()),
        ("lessons/01-a/week.toml", week.as_bytes()),
        ("quizzes/q.toml", quiz.as_bytes()),
    ]);
    let call = |program: Program| program.course(folder.path()).run();
    for what in ["lessons", "weeks", "quizzes"] {
        clean(&call(Program::of(["list", what])).stdout);
    }
    clean(&call(Program::of(["show", "evil"])).stdout);
    clean(&call(Program::of(["show", "week:a"])).stdout);
    clean(&call(Program::of(["search", "text"])).stdout);
    clean(&call(Program::of(["stats"])).stdout);
    clean(&call(Program::of(["doctor"])).stdout);
    clean(&call(Program::of(["--plain", "quiz", "q"]).stdin(format!("{evil}\n1\n"))).stdout);
    clean(&call(Program::of(["--plain"]).stdin("2\n1\n1\n2\n\nq\nq\nq\n")).stdout);
    let said = Program::of(["check", folder.path().to_str().unwrap()]);
    clean(&said.fails(1).run().stdout);
    clean(&Program::of(["open", evil]).fails(2).run().stderr);

    let mut window = Window::of([]).course(folder.path()).size(100, 40).open();
    window.expect("WEEK").press("\r").expect("Head").press("\x1b[6~").expect("The end of");
    window.press("q").press("q").expect("WEEK");
    window.press("Q").expect("1 question,").press("\r").expect("1 of 1").press("1\r");
    window.expect("why each option").press("\x03").expect_end(0).expect_restored();
    let bytes = window.bytes();
    let shown = String::from_utf8_lossy(&bytes);
    let titles = shown.split("\x1b]").skip(1).filter(|osc| !osc.starts_with("8;"));
    assert_eq!(titles.count(), 0, "only links are operating system commands");
    for evil in ["\u{7}", "\u{9b}", "\x1bc", "\x1b[31m", "\u{202e}", "\u{8}"] {
        assert!(!shown.contains(evil), "{evil:?}");
    }
    let links = shown.split("\x1b]8;").skip(1).filter_map(|link| link.split("\x1b\\").next());
    links.for_each(clean);
}

#[cfg(unix)]
#[test]
fn links_and_files_never_leave_the_course() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("secret.md"), lesson("secret", "OWNED")).unwrap();
    let out = format!("../../../{}/secret.md", secret.path().display());
    let text = format!("[out]({out}) [root](/etc/passwd) [up](../../../../etc/passwd)");
    let folder = beside(&[("lessons/01-a/01-out.md", lesson("out", &text).as_bytes())]);
    let link = |name: &str, to: &Path| {
        std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    };
    link("lessons/01-a/02-link.md", &secret.path().join("secret.md"));
    link("lessons/02-folder", secret.path());
    link("quizzes/x.toml", Path::new("/dev/zero"));
    let listed = Program::of(["list"]).course(folder.path()).run().stdout;
    assert!(!listed.contains("secret"), "{listed}");
    Program::of(["show", "secret"]).course(folder.path()).fails(2).run();
    let path = folder.path().to_str().unwrap();
    let said = Program::of(["check", path]).fails(1).shows("outside the course").run();
    assert!(!said.stdout.contains("OWNED"), "{}", said.stdout);
    let mut window = Window::of(["open", "out"]).course(folder.path()).size(120, 30).open();
    window.expect("root").press("n\r").expect("is no lesson of this course");
    window.press("\x03").expect_end(0);
    assert!(!window.rows().join("\n").contains("OWNED"));
}

#[test]
fn where_nothing_can_be_written_studying_goes_on_and_says_so() {
    // Nobody can make a folder there, not even an administrator.
    let nowhere = Path::new("/proc/archtutor-has-no-place-here");
    let folder = beside(&[]);
    Program::of(["--plain", "quiz", "q"])
        .course(folder.path())
        .data(nowhere)
        .stdin("one\n")
        .shows("Nothing is kept from here on")
        .shows("Right.")
        .shows("1 of 1 right")
        .fails(3)
        .run();
    let quiz = String::from_utf8_lossy(QUIZ);
    let (_, question) = quiz.split_once("[[questions]]").unwrap();
    let quiz = format!("{quiz}[[questions]]{}", question.replace("'k'", "'l'"));
    let two = beside(&[("quizzes/q.toml", quiz.as_bytes())]);
    let left = Program::of(["--plain", "quiz", "q"]).course(two.path()).data(nowhere);
    let left = left.stdin("one\n").shows("This is not kept").fails(3).run();
    assert!(!left.stdout.contains("and kept"), "{}", left.stdout);
    Program::of(["doctor"]).data(nowhere).fails(3).shows("cannot be kept in").run();
    Program::of(["plan", "--until", "2099-01-01", "--minutes", "30"]).data(nowhere).fails(3).run();
    let mut window = Window::of(["open", "fine"]).course(folder.path()).data(nowhere).open();
    window.expect("Nothing is kept").press("q").expect("WEEK").press("Q").expect("1 question,");
    window.press("\r").expect("Half").press("one\r").expect("Right.").expect("nothing is kept");
    window.press("\x03").expect_end(0);
    window.expect_restored().expect("Nothing is kept from here on");
    // A file where the folder should be is more likely a slip of the fingers.
    let file = folder.path().join("course.toml");
    let said = Program::of(["--plain"]).data(&file).fails(3).run();
    assert!(said.stderr.contains("--data-dir"), "{}", said.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_studying_goes_on_and_earlier_progress_stays() {
    let (folder, data) = (beside(&[]), learner());
    let before = events(data.path());
    // No file may grow: to the program that is what a full disk is.
    let script = format!(
        "trap '' XFSZ; ulimit -f 0; exec {} --course {} --data-dir {} --plain quiz q",
        crate::program::BINARY,
        folder.path().display(),
        data.path().display(),
    );
    let mut window = Window::running(Path::new("/bin/bash"), ["-c", &script]).size(100, 30).open();
    window.expect("Half of two?").press("one\n").expect("Right.");
    assert!(window.rows().join("\n").contains("kept"), "{}", window.rows().join("\n"));
    window.press("q\nq\n").expect_end(3);
    assert_eq!(events(data.path()), before);
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    let data = learner();
    let path = database(data.path());
    let mut bytes = fs::read(&path).unwrap();
    // The format's number, `user_version`, stands at byte 60 of every SQLite file.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    for args in [["list", "weeks"], ["--plain", "stats"], ["progress", "export"], ["quiz", "1"]] {
        Program::of(args).data(data.path()).fails(3).complains("a newer archtutor").run();
    }
    let mut window = Window::of([]).data(data.path()).size(120, 20).open();
    window.expect("a newer archtutor").expect_end(3).expect_restored();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    Program::of(["doctor"]).data(data.path()).fails(3).shows("newer archtutor").run();
}

#[test]
fn a_damaged_database_is_put_aside_and_what_is_left_of_it_is_kept() {
    let whole = learner();
    let bytes = fs::read(database(whole.path())).unwrap();
    let count = events(whole.path()).len();
    let junk = vec![b'x'; 8192];
    let mut torn = bytes.clone();
    torn.truncate(bytes.len() - 4096);
    for (name, damaged) in [("junk", junk), ("torn", torn), ("short", bytes[..50].to_vec())] {
        let data = tempfile::tempdir().unwrap();
        fs::write(database(data.path()), &damaged).unwrap();
        let mut window = Window::of([]).data(data.path()).size(100, 24).open();
        window.expect("The progress file was damaged").expect("progress.damaged-");
        window.press("q").expect_end(0).expect_restored();
        window.expect("damaged file is");
        let aside = fs::read_dir(data.path()).unwrap().filter_map(|entry| {
            let path = entry.unwrap().path();
            path.to_string_lossy().contains("damaged").then_some(path)
        });
        let aside: Vec<PathBuf> = aside.collect();
        assert!(aside.iter().any(|path| fs::read(path).unwrap() == damaged), "{name}: {aside:?}");
        let left = events(data.path()).len();
        assert!(left <= count, "{name}: {left} of {count}");
        // Studying goes on in the new file.
        let read = Program::sample(["--plain", "open", "sagas"]).data(data.path());
        read.stdin("\n").run();
        assert!(events(data.path()).len() > left, "{name}");
    }
    // Commands that print say it on standard error.
    let data = tempfile::tempdir().unwrap();
    fs::write(database(data.path()), "junk that is no database at all").unwrap();
    Program::sample(["list"]).data(data.path()).complains("was damaged").shows("sagas").run();
}
