//! A school whose machines reach the network through a proxy only.

use std::{
    io::{BufReader, Write, copy},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::{
    Learner,
    server::{Request, Server, locked, read},
    tls::{Authority, taken, with_ca},
};
use crate::program::Program;

/// A proxy that connects, or says something else; and what it was asked.
struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Proxy {
    fn new(refusal: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let kept = Arc::clone(&asked);
        spawn(move || {
            for stream in listener.incoming().flatten() {
                let asked = Arc::clone(&kept);
                spawn(move || connect(stream, refusal, &asked));
            }
        });
        Self { port, asked }
    }

    fn asked(&self) -> Vec<Request> {
        locked(&self.asked).clone()
    }
}

fn spawn(run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().name("proxy".into()).spawn(run).expect("a thread");
}

fn connect(stream: TcpStream, refusal: Option<&str>, asked: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a line"));
    let Some(request) = read(&mut reader) else { return };
    let target = request.line.split(' ').nth(1).expect("a target").to_owned();
    locked(asked).push(request);
    let mut back = stream;
    if let Some(refusal) = refusal {
        let _ = back.write_all(refusal.as_bytes());
        return;
    }
    let Ok(there) = TcpStream::connect(&target) else { return };
    back.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").expect("said");
    let (mut from, mut to) = (there.try_clone().expect("a line"), there);
    spawn(move || {
        let _ = copy(&mut from, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let _ = copy(&mut reader, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

fn push(learner: &Learner) -> Program {
    Program::of(["class", "push"]).data(learner.data.path())
}

#[test]
fn a_proxy_of_the_environment_is_used_and_sees_neither_key_nor_statement() {
    let school = Authority::new("school");
    let server = Server::secure(school.server("localhost", 2999), taken);
    let learner = Learner::joining(&with_ca(&server.url()), 7);
    learner.mine.keep_certificate(|_| Ok(school.pem())).expect("kept");
    learner.studies(3);
    let proxy = Proxy::new(None);
    let address = format!("http://pupil:pass@127.0.0.1:{}", proxy.port);
    push(&learner).env("HTTPS_PROXY", &address).shows("Sent 3 statements").run();
    let asked = proxy.asked();
    assert_eq!(asked[0].line, format!("CONNECT localhost:{} HTTP/1.1", server.port));
    assert!(!asked[0].headers.contains_key("authorization"), "{asked:?}");
    assert_eq!(asked[0].headers["proxy-authorization"], "Basic cHVwaWw6cGFzcw==");
    assert_eq!(server.got().len(), 1);
    learner.progress(super::NOON).record_all(&super::opened(1)).expect("recorded");
    let push = push(&learner).env("HTTPS_PROXY", &address).env("NO_PROXY", "localhost");
    push.shows("Sent 1").run();
    assert_eq!((proxy.asked().len(), server.got().len()), (1, 2));
}

#[test]
fn what_goes_to_this_machine_in_the_clear_goes_through_no_proxy() {
    let server = Server::answering(taken);
    let learner = Learner::of(&server.url(), 7);
    learner.studies(3);
    let proxy = Proxy::new(None);
    let address = format!("http://127.0.0.1:{}", proxy.port);
    let all = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "http_proxy"];
    let push = all.iter().fold(push(&learner), |push, name| push.env(name, &address));
    push.shows("Sent 3 statements").run();
    assert!(proxy.asked().is_empty());
}

#[test]
fn a_proxy_that_refuses_or_says_nonsense_is_said_without_its_password() {
    for refusal in [
        "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 Connected\r\n\r\n<html>Welcome to our hotel</html>",
        "\u{1b}[2J\r\n\r\n",
        "",
    ] {
        let proxy = Proxy::new(Some(refusal));
        let address = format!("http://pupil:pass-of-the-proxy@127.0.0.1:{}", proxy.port);
        let join = ["class", "join", "https://school.example/class.toml", "--yes"];
        let said = Program::of(join).env("HTTPS_PROXY", &address).fails(3).run();
        assert!(!said.stderr.contains("pass-of-the-proxy"), "{}", said.stderr);
        assert!(!said.stderr.contains('\u{1b}') && proxy.asked().len() == 1);
    }
}
