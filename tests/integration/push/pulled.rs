//! Reports from a store: page by page, from what was kept, and from stores that mean no good.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::{Request, Server, answer, answer_with};
use crate::program::{Program, Said};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/class");

fn statements() -> Vec<Value> {
    let text = fs::read_to_string(format!("{FIXTURES}/statements.jsonl")).expect("statements");
    let stored = |(n, line): (usize, &str)| {
        let mut statement: Value = serde_json::from_str(line).expect("JSON");
        statement["stored"] = json!(format!("2026-03-02T12:00:{n:02}.000000+00:00"));
        statement
    };
    text.lines().enumerate().map(stored).collect()
}

/// A teacher with a cache of their own.
struct Teacher {
    home: TempDir,
}

impl Teacher {
    fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a folder") }
    }

    fn report(&self, url: &str, more: &[&str]) -> Program {
        let class = format!("{FIXTURES}/class.toml");
        let args = ["class", "report", "--class", &class, "--from", url, "--format", "json"];
        Program::with(&[&args[..], &["--today", "2026-03-10"], more].concat())
            .env("XDG_CACHE_HOME", self.home.path().to_str().expect("a path"))
            .env("ARCHTUTOR_CLASS_KEY", "read")
            .env("ARCHTUTOR_CLASS_SECRET", "s3cret-to-read")
    }

    fn cache(&self) -> std::path::PathBuf {
        self.home.path().join("archtutor/class/7f3c.sqlite")
    }
}

fn json_of(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).expect("JSON")
}

/// A store that gives its statements in pages of five, and obeys `since` by when it stored them.
fn paged(headers: &'static str, all: impl Fn() -> Vec<Value> + Send + 'static) -> Server {
    Server::answering(move |request| {
        let path = request.line.split(' ').nth(1).expect("a path");
        let query = |name: &str| {
            let found = path.split(['?', '&']).find_map(|part| part.strip_prefix(name));
            found.and_then(|value| value.strip_prefix('=')).map(str::to_owned)
        };
        let from: usize = query("from").map_or(0, |from| from.parse().expect("a number"));
        let since = query("since").unwrap_or_default();
        let fitting = all().into_iter().filter(|statement| {
            since.is_empty() || statement["stored"].as_str().expect("stored")[..19] > since[..19]
        });
        let page: Vec<Value> = fitting.skip(from).take(5).collect();
        let more = match page.len() {
            5 => format!("/xAPI/statements?since={since}&from={}", from + 5),
            _ => String::new(),
        };
        answer_with(200, headers, &json!({ "statements": page, "more": more }).to_string())
    })
}

fn lines(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| request.line.clone()).collect()
}

#[test]
fn a_store_is_read_page_by_page_and_its_report_is_that_of_the_file() {
    let server = paged("", statements);
    let teacher = Teacher::new();
    let said = teacher.report(&server.url(), &[]).complains("every statement").run();
    assert_eq!(server.got().len(), 3);
    assert_eq!(server.got()[0].line, "GET /xAPI/statements?limit=1000 HTTP/1.1");
    assert!(server.got()[0].headers["authorization"].starts_with("Basic "));
    let file = teacher.home.path().join("all.jsonl");
    let text: String = statements().iter().map(|statement| format!("{statement}\n")).collect();
    fs::write(&file, text).expect("written");
    let from_file = teacher.report(file.to_str().expect("a path"), &[]).run();
    assert_eq!(said.stdout, from_file.stdout);
    assert!(!fs::read(teacher.cache()).expect("kept").windows(6).any(|part| part == b"s3cret"));
}

#[test]
fn of_a_store_that_tells_of_its_consistency_only_what_is_new_is_asked_for() {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    let there = Arc::new(AtomicUsize::new(7));
    let seen = Arc::clone(&there);
    let through = "X-Experience-API-Consistent-Through: 2026-03-02T12:00:00Z\r\n";
    let server = paged(through, move || {
        statements().into_iter().take(seen.load(Ordering::Relaxed)).collect()
    });
    let teacher = Teacher::new();
    let first = json_of(&teacher.report(&server.url(), &[]).run());
    assert_eq!(first["read"]["lines"], 7);
    there.store(12, Ordering::Relaxed);
    let second = teacher.report(&server.url(), &[]).complains("since 2026-03-02T11:00:06Z").run();
    assert!(
        lines(&server.got()).iter().any(|line| line.contains("&since=2026-03-02T11:00:06.000Z"))
    );
    let whole = Teacher::new();
    assert_eq!(second.stdout, whole.report(&server.url(), &[]).run().stdout);
    assert_eq!(
        json_of(&second)["read"]["duplicates"],
        0,
        "what comes twice from a store is seen once"
    );
    let third = teacher.report(&server.url(), &[]).run();
    assert_eq!(third.stdout, second.stdout);
    teacher.report(&server.url(), &["--full"]).complains("every statement").run();
}

#[test]
fn of_other_stores_the_last_35_days_are_asked_for() {
    let server = paged("", statements);
    let teacher = Teacher::new();
    let first = teacher.report(&server.url(), &[]).run();
    let second = teacher.report(&server.url(), &[]).complains("once a week").run();
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_store_that_cannot_tell_what_is_new_is_asked_for_everything() {
    let server = Server::answering(|request| {
        if request.line.contains("since=") {
            return answer(500, r#"{"detail":"xAPI statements query failed"}"#);
        }
        answer(200, &json!({ "statements": statements(), "more": "" }).to_string())
    });
    let teacher = Teacher::new();
    let first = teacher.report(&server.url(), &[]).run();
    let second = teacher.report(&server.url(), &[]).complains("every statement").run();
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_cache_that_is_broken_or_of_another_store_is_made_anew() {
    let server = paged("", statements);
    let teacher = Teacher::new();
    let first = teacher.report(&server.url(), &[]).run();
    let sound = fs::read(teacher.cache()).expect("kept");
    let mut torn = sound.clone();
    torn.truncate(sound.len() / 2);
    for bytes in [b"junk".to_vec(), torn] {
        fs::write(teacher.cache(), bytes).expect("written");
        let said = teacher.report(&server.url(), &[]).complains("every statement").run();
        assert_eq!(said.stdout, first.stdout);
    }
    let other = paged("", statements);
    teacher.report(&other.url(), &[]).complains("every statement").run();
}

#[test]
fn a_store_that_leads_on_for_ever_or_elsewhere_is_left() {
    let mut n = 0;
    let repeated =
        Server::answering(|_| answer(200, r#"{"statements":[],"more":"/xAPI/statements?x"}"#));
    let endless = Server::answering(move |_| {
        n += 1;
        answer(200, &json!({ "statements": [], "more": format!("/x?{n}") }).to_string())
    });
    for server in [&repeated, &endless] {
        Teacher::new().report(&server.url(), &[]).fails(3).complains("no end").run();
        assert!(server.got().len() < 200);
    }
    let elsewhere = Server::answering(|_| answer(200, r#"{"statements":[]}"#));
    let port = elsewhere.port;
    for more in [
        format!("http://127.0.0.1:{port}/xAPI/statements"),
        format!("//127.0.0.1:{port}/x"),
        "https://evil.example/x".into(),
        "@evil.example/x".into(),
        "/x\r\nX-Evil: 1".into(),
        format!("/{}", "x".repeat(9_000)),
    ] {
        let page = json!({ "statements": [], "more": more }).to_string();
        let server = Server::answering(move |_| answer(200, &page));
        Teacher::new().report(&server.url(), &[]).fails(3).complains("elsewhere").run();
    }
    assert!(elsewhere.got().is_empty());
    let empty_first = Server::answering(|request| match request.line.contains("next") {
        true => answer(200, &json!({ "statements": statements() }).to_string()),
        false => answer(200, r#"{"statements":[],"more":"/xAPI/statements?next"}"#),
    });
    assert_eq!(Teacher::new().report(&empty_first.url(), &[]).json()["read"]["lines"], 12);
}

#[test]
fn what_a_store_gives_is_bounded_and_nothing_of_it_reaches_a_terminal_as_it_is() {
    let endless = Server::answering(|_| {
        let mut answer =
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"statements\":[\"".to_vec();
        answer.resize(40 << 20, b'x');
        answer
    });
    Teacher::new().report(&endless.url(), &[]).fails(3).complains("no end").run();
    for body in ["", "[]", "{}", "<html>", "{\"statements\":7}", "{\"statements\":[1,{},[]]}"] {
        let server = Server::answering(move |_| answer(200, body));
        Teacher::new().report(&server.url(), &[]).any_code().run();
    }
    let hostile = || {
        let line = fs::read_to_string(format!("{FIXTURES}/statements.jsonl")).expect("statements");
        let deep = format!("{}1{}", "[".repeat(300), "]".repeat(300));
        let long = format!("\"{}\"", "x".repeat(2 << 20));
        let odd = line.lines().next().expect("one").replace("/lesson/sagas", "/lesson/\\u001b[2J");
        format!(r#"{{"statements":[{odd},{deep},{long},{{"id":"\u001b[2J"}}]}}"#)
    };
    let server = Server::answering(move |_| answer(200, &hostile()));
    let said = Teacher::new().report(&server.url(), &[]).run();
    assert!(!said.stdout.contains('\u{1b}') && !said.stderr.contains('\u{1b}'));
    assert_eq!(json_of(&said)["read"]["unreadable"], 3);
    let angry = Server::answering(|_| answer_with(401, "", "\u{1b}[2J s3cret-to-read"));
    let said =
        Teacher::new().report(&angry.url(), &[]).fails(3).complains("ARCHTUTOR_CLASS_KEY").run();
    assert!(!said.stderr.contains('\u{1b}') && !said.stderr.contains("s3cret"));
}

#[test]
fn a_class_can_be_joined_from_an_address_within_bounds() {
    let data = tempfile::tempdir().expect("a folder");
    let text = super::class_file("https://lrs.school.example/xAPI");
    let with_ca = text.replace("key =", "ca = \"me.toml\"\nkey =");
    let server = Server::answering(move |request| {
        let path = request.line.split(' ').nth(1).expect("a path");
        match path {
            "/class.toml" => answer(200, &text),
            "/with/class.toml" => answer(200, &with_ca),
            "/with/me.toml" => answer(200, "a certificate"),
            "/long" => answer(200, &"#".repeat(70_000)),
            "/away" => answer_with(302, "Location: /class.toml\r\n", ""),
            _ => answer(404, "\u{1b}[2J"),
        }
    });
    let join = |path: &str, data: &Path| {
        let url = format!("http://127.0.0.1:{}{path}", server.port);
        Program::with(&["class", "join", &url, "--yes"]).data(data)
    };
    join("/long", data.path()).fails(3).complains("64 KiB").run();
    join("/away", data.path()).fails(3).complains("leads elsewhere").run();
    join("/none", data.path()).fails(3).complains("404").run();
    let plain = ["class", "join", "http://school.example/class.toml", "--yes"];
    Program::of(plain).data(data.path()).fails(3).complains("https").run();
    assert!(!data.path().join("class").exists());
    join("/class.toml", data.path()).shows("lrs.school.example").run();
    let kept = data.path().join("class/spring");
    assert!(!fs::read_to_string(kept.join("class.toml")).expect("kept").contains(super::SECRET));
    assert!(server.got().iter().all(|request| !request.headers.contains_key("authorization")));
    let other = tempfile::tempdir().expect("a folder");
    join("/with/class.toml", other.path()).run();
    let kept = other.path().join("class/spring");
    assert!(fs::read_to_string(kept.join("me.toml")).expect("kept").starts_with("code = "));
    assert_eq!(fs::read_to_string(kept.join("ca.pem")).expect("kept"), "a certificate");
}
