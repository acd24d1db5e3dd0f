//! `.ci/run` ends as cargo does: killed, failed, without a test or without a word.

#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

/// Runs `.ci/run` with a cargo that does as it is told for `cargo test`, and everything else well.
fn ends(test: &str) -> Option<i32> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target/debug");
    fs::create_dir_all(&target).unwrap();
    let put = |path: &Path, script: &str| {
        fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    put(&folder.path().join("cargo"), &format!("[ \"$1\" = test ] || exit 0\n{test}"));
    for absent in ["rustup", "npm", "python3"] {
        put(&folder.path().join(absent), "exit 1");
    }
    put(&target.join("archtutor"), "exit 0");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run");
    let said = Command::new("bash")
        .arg(run)
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .unwrap();
    said.status.code()
}

#[test]
fn it_ends_as_the_tests_do() {
    let passed = "echo 'test result: ok. 3 passed; 0 failed; 0 ignored'";
    assert_eq!(ends(passed), Some(0));
    // What the log looks like is no proof: only the exit status is.
    assert_eq!(ends(&format!("{passed}\nexit 101")), Some(101));
    assert_eq!(ends(&format!("{passed}\nkill -9 $$")), Some(137));
    assert_eq!(ends("exit 7"), Some(7));
    assert_eq!(ends("exit 0"), Some(1), "no test ran");
    assert_eq!(ends("echo 'test result: ok. 0 passed; 0 failed; 0 ignored'"), Some(1));
    let failed = "echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored'\nexit 101";
    assert_eq!(ends(failed), Some(101));
}
