//! A disk that has no room left in the middle of a push.

use std::process::{Command, Stdio};

use super::{Learner, server::Server, tls::taken};
use crate::program::BINARY;

/// No file grows beyond so many blocks of 512 bytes.
const ROOM: u32 = 160;

#[cfg(unix)]
#[test]
fn what_cannot_be_written_down_is_sent_again_and_nothing_is_lost() {
    let server = Server::answering(taken);
    let mut learner = Learner::of(&server.url(), 7);
    learner.studies(900);
    let script = format!("trap '' XFSZ; ulimit -f {ROOM}; exec \"$0\" class push");
    let said = Command::new("sh")
        .args(["-c", &script, BINARY])
        .env_clear()
        .env("HOME", learner.data.path().join("home"))
        .env("ARCHTUTOR_DATA_DIR", learner.data.path())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(3), "{told}");
    assert!(told.contains("progress") && !told.contains("panicked"), "{told}");
    let stopped = server.got().len();
    assert!((1..5).contains(&stopped), "{stopped}");
    // There is room again.
    learner.push().expect("pushed");
    assert_eq!((learner.status().waiting, learner.status().sent), (0, 900));
    let mut ids: Vec<String> = server.got().iter().flat_map(super::server::Request::ids).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 900);
    assert!(learner.progress(super::NOON).check().expect("a check").is_sound());
}
