//! The table of answers, row by row.

use std::time::Duration;

use archtutor::class::push::End;
use serde_json::Value;

use super::{
    Learner, class_file,
    server::{Request, Script, Server, answer, answer_with},
    tls::taken,
};
use crate::program::Program;

/// A learner with so many statements before a store with a script, after one push.
fn pushed(
    lessons: usize,
    script: impl FnMut(&Request) -> Vec<u8> + Send + 'static,
) -> (Server, Learner, archtutor::class::push::Pushed) {
    let server = Server::answering(script);
    let mut learner = Learner::of(&server.url(), 7);
    learner.studies(lessons);
    let pushed = learner.push().expect("pushed");
    (server, learner, pushed)
}

fn has(request: &Request, lesson: &str) -> bool {
    let of = |statement: &Value| statement["object"]["id"].as_str().unwrap_or("").ends_with(lesson);
    request.statements().iter().any(of)
}

#[test]
fn no_content_is_sent() {
    let (_, learner, pushed) =
        pushed(5, |_| b"HTTP/1.1 204 Nothing\r\nConnection: close\r\n\r\n".to_vec());
    assert_eq!((pushed.sent, pushed.end, learner.status().waiting), (5, End::Done, 0));
}

#[test]
fn of_a_partial_success_what_is_named_is_refused() {
    let (server, mut learner, pushed) =
        pushed(5, |_| answer(200, r#"{"errors":[{"index":2,"message":"not this \u001b[2J"}]}"#));
    assert_eq!((pushed.sent, pushed.refused), (4, 1));
    assert_eq!(
        (learner.status().sent, learner.status().refused, learner.status().waiting),
        (4, 1, 0)
    );
    learner.push().expect("pushed");
    assert_eq!(server.got().len(), 1, "what is refused is not asked again by this program");
}

#[test]
fn one_conflict_among_200_costs_20_requests_at_most_and_is_sent() {
    let (server, learner, pushed) = pushed(200, |request| match has(request, "/l137") {
        true => answer(409, "conflict"),
        false => answer(200, "[]"),
    });
    assert_eq!((pushed.sent, pushed.differing, pushed.refused), (200, 1, 0));
    assert!(server.got().len() <= 20, "{}", server.got().len());
    assert_eq!((learner.status().sent, learner.status().waiting), (200, 0));
}

#[test]
fn what_alone_is_not_taken_is_refused_and_the_others_are_sent() {
    for status in [400, 413, 422] {
        let (_, learner, pushed) = pushed(9, move |request| match has(request, "/l3") {
            true => answer(status, "bad"),
            false => answer(200, "[]"),
        });
        assert_eq!((pushed.sent, pushed.differing, pushed.refused), (8, 0, 1), "{status}");
        assert_eq!((learner.status().waiting, learner.status().refused), (0, 1));
    }
}

#[test]
fn a_key_that_is_not_taken_is_not_tried_again_before_it_changes() {
    for status in [401, 403] {
        let (server, mut learner, pushed) = pushed(9, move |_| answer(status, "who are you"));
        assert_eq!(pushed.end, End::Locked(format!("{status} who are you")));
        let refused = learner.push().expect_err("locked");
        assert!(refused.why.contains("who are you"), "{refused}");
        assert_eq!(server.got().len(), 1);
        // A second of a file system may be a whole one.
        let secret = learner.data.path().join("class/spring/secret");
        let later = std::time::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        std::fs::File::options().append(true).open(secret).unwrap().set_modified(later).unwrap();
        learner.push().expect("tried");
        assert_eq!(server.got().len(), 2);
    }
}

#[test]
fn without_a_clear_answer_the_same_batch_goes_again_five_times_at_most() {
    let cut = |_: &Request| Vec::new();
    let half = |_: &Request| b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[\"a".to_vec();
    let page = |_: &Request| answer(200, "<html>Welcome to our hotel</html>");
    let noise = |_: &Request| b"\x16\x03\x01 what".to_vec();
    let mut scripts: Vec<Box<Script>> =
        vec![Box::new(cut), Box::new(half), Box::new(page), Box::new(noise)];
    for status in [408, 425, 429, 500, 502, 503, 504] {
        scripts.push(Box::new(move |_| answer(status, "later")));
    }
    for script in scripts {
        let (server, learner, pushed) = pushed(250, script);
        assert!(matches!(pushed.end, End::Unknown(_)), "{:?}", pushed.end);
        let got = server.got();
        assert_eq!((got.len(), learner.pauses.len()), (5, 4));
        assert!(got.iter().all(|request| request.body == got[0].body));
        for (pause, most) in learner.pauses.iter().zip([1, 2, 4, 8]) {
            assert!(*pause <= Duration::from_secs(most), "{pause:?}");
        }
        assert_eq!((learner.status().waiting, learner.status().sent), (250, 0));
    }
}

#[test]
fn a_store_is_left_alone_for_as_long_as_it_asks() {
    let mut n = 0;
    let (server, learner, pushed) = pushed(3, move |_| {
        n += 1;
        match n {
            1 => answer_with(429, "Retry-After: 40\r\n", ""),
            2 => answer_with(503, "Retry-After: 900000\r\n", ""),
            _ => answer(200, "[]"),
        }
    });
    assert_eq!((pushed.end, server.got().len()), (End::Done, 3));
    assert_eq!(learner.pauses, [40, 3_600].map(Duration::from_secs));
}

#[test]
fn nobody_at_the_address_is_no_clear_answer() {
    let port = Server::answering(|_| Vec::new()).port;
    let mut learner = Learner::of(&format!("http://127.0.0.1:{port}/xAPI"), 7);
    learner.studies(3);
    let pushed = learner.push().expect("pushed");
    assert!(matches!(pushed.end, End::Unknown(_)) && learner.pauses.len() == 4, "{pushed:?}");
}

#[test]
fn a_redirect_is_not_followed_and_the_key_goes_nowhere_else() {
    let elsewhere = Server::answering(|_| answer(200, "[]"));
    let to = format!("Location: {}/statements\r\n", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let (server, learner, pushed) = pushed(3, move |_| answer_with(status, &to, ""));
        assert!(matches!(pushed.end, End::Stopped(_)), "{:?}", pushed.end);
        assert_eq!((server.got().len(), learner.status().waiting), (1, 3));
    }
    assert!(elsewhere.got().is_empty());
}

#[test]
fn what_no_store_says_stops_it() {
    for status in [201, 202, 404, 418] {
        let (server, learner, pushed) = pushed(3, move |_| answer(status, "[]"));
        assert!(matches!(pushed.end, End::Stopped(_)), "{status} {:?}", pushed.end);
        assert_eq!((server.got().len(), learner.status().waiting), (1, 3));
    }
}

#[test]
fn an_answer_without_end_is_read_to_its_limit() {
    let (server, _, pushed) = pushed(1, |_| {
        let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[".to_vec();
        answer.resize(3 << 20, b' ');
        answer
    });
    assert!(matches!(pushed.end, End::Unknown(_)), "{:?}", pushed.end);
    assert_eq!(server.got().len(), 5);
}

#[test]
fn a_store_speaks_xapi_2_where_the_class_file_says_so() {
    let server = Server::answering(|request| match request.line.starts_with("POST") {
        true => taken(request),
        false => answer(200, r#"{"statements":[]}"#),
    });
    let first = class_file(&server.url());
    let second = first.replace("key =", "version = \"2.0.0\"\nkey =");
    for (text, version) in [(&first, "1.0.3"), (&second, "2.0.0")] {
        let mut learner = Learner::joining(text, 7);
        learner.studies(3);
        learner.push().expect("pushed");
        let class = learner.data.path().join("given.toml");
        std::fs::write(&class, text).expect("written");
        let class = class.to_str().expect("a path");
        Program::of(["class", "report", "--class", class, "--from", &server.url()]).run();
        let got = server.got();
        for request in &got[got.len() - 2..] {
            assert_eq!(request.headers["x-experience-api-version"], version);
        }
        for statement in got[got.len() - 2].statements() {
            assert!(statement["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')));
            assert!(statement.get("version").is_none(), "{statement}");
        }
    }
}
