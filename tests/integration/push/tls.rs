//! Stores that prove who they are, by an authority of a school's own, and those that cannot.

use std::fs;

use archtutor::{
    class::push::End,
    progress::{LessonEvent, UndoEvent},
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};

use super::{
    Learner, NOON, class_file,
    server::{Request, Server, answer, answer_with},
};
use crate::program::Program;

/// A school's own authority.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    /// Its certificate as a file has it.
    pub(super) fn pem(&self) -> String {
        self.0.pem()
    }

    /// What a server needs to be a host until a year.
    pub(super) fn server(&self, host: &str, until: i32) -> ServerConfig {
        let mut params = CertificateParams::new([host.to_owned()]).expect("names");
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a server")
    }
}

/// A class file that names a certificate beside it.
pub(super) fn with_ca(url: &str) -> String {
    class_file(url).replace("key =", "ca = \"school.pem\"\nkey =")
}

/// A learner who has three things for a store, and this certificate.
pub(super) fn learner(url: &str, pem: Option<&str>) -> Learner {
    let text = if pem.is_some() { with_ca(url) } else { class_file(url) };
    let learner = Learner::joining(&text, 7);
    learner.mine.keep_certificate(|_| Ok(pem.unwrap_or_default().to_owned())).expect("kept");
    learner.studies(3);
    learner
}

pub(super) fn taken(request: &Request) -> Vec<u8> {
    answer(200, &serde_json::json!(request.ids()).to_string())
}

#[test]
fn a_store_of_the_schools_own_authority_is_believed() {
    let school = Authority::new("school");
    let server = Server::secure(school.server("localhost", 2999), taken);
    let pushed = learner(&server.url(), Some(&school.pem())).push().expect("pushed");
    assert_eq!((pushed.sent, pushed.end), (3, End::Done));
    assert!(server.got()[0].headers["authorization"].starts_with("Basic "));
}

#[test]
fn a_store_that_cannot_prove_who_it_is_gets_nothing_and_is_asked_once() {
    let (school, stranger) = (Authority::new("school"), Authority::new("school"));
    let of = |authority: &Authority, host: &str, until| {
        Server::secure(authority.server(host, until), taken)
    };
    for (server, pem) in [
        (of(&school, "localhost", 2999), None),
        (of(&stranger, "localhost", 2999), Some(school.pem())),
        (of(&school, "localhost", 2001), Some(school.pem())),
        (of(&school, "other.example", 2999), Some(school.pem())),
    ] {
        let mut learner = learner(&server.url(), pem.as_deref());
        let pushed = learner.push().expect("pushed");
        let End::Untrusted(said) = &pushed.end else { panic!("{pushed:?}") };
        assert!(said.contains("certificate"), "{said}");
        assert_eq!((pushed.requests, pushed.sent, learner.status().waiting), (1, 0, 3));
        assert!(server.got().is_empty() && learner.pauses.is_empty());
        // It is known that nothing was sent, so what is taken back stays here.
        let completed = LessonEvent::Completed { lesson: "l1".into(), revision: "r".into() };
        let last = learner.progress(NOON).record(completed).expect("recorded");
        learner.push().expect("pushed");
        learner.progress(NOON).record(UndoEvent::of(last)).expect("recorded");
        assert_eq!(learner.push().expect("pushed").withheld, 2);
    }
}

#[test]
fn a_certificate_that_is_none_is_said() {
    let school = Authority::new("school");
    let server = Server::secure(school.server("localhost", 2999), taken);
    for pem in ["", "junk", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
        let refused = learner(&server.url(), Some(pem)).push().expect_err("no certificate");
        assert!(refused.hint.contains("PEM"), "{refused:?}");
    }
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let pushed = learner(&server.url(), Some(empty)).push().expect("pushed");
    assert!(matches!(pushed.end, End::Untrusted(_)) && server.got().is_empty(), "{pushed:?}");
}

#[test]
fn a_store_without_tls_behind_a_secure_address_is_no_clear_answer() {
    let server = Server::answering(taken);
    let url = format!("https://localhost:{}/xAPI", server.port);
    let mut learner = learner(&url, None);
    let pushed = learner.push().expect("pushed");
    assert!(matches!(pushed.end, End::Unknown(_)), "{pushed:?}");
    assert!(server.got().is_empty() && learner.pauses.len() == 4);
}

#[test]
fn a_key_follows_no_redirect_to_another_host_that_is_proved() {
    let school = Authority::new("school");
    let elsewhere = Server::secure(school.server("localhost", 2999), taken);
    let to = format!("Location: {}/statements\r\n", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let tls = school.server("localhost", 2999);
        let server = Server::secure(tls, move |_| answer_with(status, &to, ""));
        let pushed = learner(&server.url(), Some(&school.pem())).push().expect("pushed");
        assert!(matches!(pushed.end, End::Stopped(_)), "{pushed:?}");
    }
    assert!(elsewhere.got().is_empty());
}

#[test]
fn a_report_and_a_class_file_come_from_who_proves_it_only() {
    let (school, stranger) = (Authority::new("school"), Authority::new("school"));
    let page = |_: &Request| answer(200, r#"{"statements":[]}"#);
    let server = Server::secure(school.server("localhost", 2999), page);
    let folder = tempfile::tempdir().expect("a folder");
    let class = folder.path().join("class.toml");
    fs::write(&class, with_ca(&server.url())).expect("written");
    let url = server.url();
    let report = |class: &str| {
        Program::of(["class", "report", "--class", class, "--from", &url, "--format", "json"])
            .data(folder.path())
    };
    let file = class.to_str().expect("a path");
    fs::write(folder.path().join("school.pem"), school.pem()).expect("written");
    assert_eq!(report(file).json()["read"]["lines"], 0);
    // The certificate of a class that was joined is kept with it.
    Program::of(["class", "join", file, "--yes"]).data(folder.path()).run();
    assert_eq!(report("spring").json()["read"]["lines"], 0);
    let asked = server.got().len();
    fs::write(folder.path().join("school.pem"), stranger.pem()).expect("written");
    report(file).fails(3).complains("certificate").run();
    let join = ["class", "join", &format!("https://localhost:{}/class.toml", server.port)];
    Program::of(join).data(folder.path()).fails(3).complains("certificate").run();
    assert_eq!(server.got().len(), asked);
}
