//! A course from a Git repository, by the `git` of the machine. It is given an address that was looked at
//! and nothing of ours to start: no hooks, no submodules, no filters, no helpers of addresses.

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::bounds::{Limits, not_written};
use crate::problem::{Fault, Problem};

/// What Git is told before all else.
const SETTINGS: [&str; 8] = [
    "core.hooksPath=/dev/null",
    "core.symlinks=false",
    "core.fsmonitor=false",
    "protocol.ext.allow=never",
    "filter.lfs.smudge=",
    "filter.lfs.required=false",
    // Slower than 1,000 bytes a second for a minute is no answer.
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
];

/// Where a repository of the caller would be found instead of the new one.
const ELSEWHERE: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_TEMPLATE_DIR",
    "GIT_CONFIG_PARAMETERS",
];

/// How often one looks whether Git is done …
const LOOK: Duration = Duration::from_millis(50);
/// … how often at what it has brought, counted in such looks …
const MEASURE: u32 = 20;
/// … and how often at most: half an hour.
const MOST_LOOKS: u32 = 36_000;
/// More of what it says is not read, in bytes.
const SAID: u64 = 64 * 1024;

/// Clones the newest commit of a repository into an empty folder, without its history; says the commit.
pub(super) fn clone(url: &str, to: &Path) -> Result<String, Problem> {
    let mut git = command(url);
    git.args(["clone", "--quiet", "--depth", "1", "--single-branch", "--no-tags"]);
    git.args(["--no-recurse-submodules", "--no-local", "--", url]).arg(to);
    let child = git.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| failed(url).why(error).advise("courses.no-git", &[]))?;
    let said = child.stderr.take().map(|from| {
        thread::Builder::new().name("git".into()).spawn(move || {
            let mut said = String::new();
            from.take(SAID).read_to_string(&mut said).ok();
            said
        })
    });
    let ended = wait(&mut child, to);
    let said = said.and_then(Result::ok).and_then(|reader| reader.join().ok()).unwrap_or_default();
    if !ended? {
        return Err(failed(url).why(reason(&said)));
    }
    let commit = commit(to);
    fs::remove_dir_all(to.join(".git")).map_err(|error| not_written(to, &error))?;
    Ok(commit)
}

/// Git as it is called here.
fn command(url: &str) -> Command {
    let mut git = Command::new("git");
    for name in ELSEWHERE {
        git.env_remove(name);
    }
    git.env("GIT_TERMINAL_PROMPT", "0");
    // A path is a repository on this machine; an address is never one.
    let protocols = if Path::new(url).is_absolute() { "file" } else { "https:http:ssh:git" };
    git.env("GIT_ALLOW_PROTOCOL", protocols);
    if std::env::var_os("GIT_SSH_COMMAND").is_none() {
        // It would ask in the middle of a screen.
        git.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    }
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    git
}

/// Waits until Git is done, and says whether it was well; ends it where it brings too much.
fn wait(child: &mut Child, to: &Path) -> Result<bool, Problem> {
    for look in 1..=MOST_LOOKS {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) => {}
            Err(error) => return Err(not_written(to, &error)),
        }
        // Packed and unpacked, it is there twice.
        if look % MEASURE == 0 && size(to, 8) > 2 * Limits::USUAL.total {
            break;
        }
        thread::sleep(LOOK);
    }
    child.kill().ok();
    child.wait().ok();
    let n = Limits::USUAL.total / 1_000_000;
    Err(Problem::message(Fault::Content, "courses.too-much", &[("n", &n)]))
}

/// About how many bytes are in a folder.
fn size(folder: &Path, depth: usize) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(facts) if facts.is_dir() && depth > 0 => size(&entry.path(), depth - 1),
        Ok(facts) => facts.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

/// The commit that was cloned, in full; empty where Git does not say.
fn commit(folder: &Path) -> String {
    let mut git = command("");
    git.arg("-C").arg(folder).args(["rev-parse", "HEAD"]);
    let said = git.stdin(Stdio::null()).output().ok().filter(|output| output.status.success());
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_default()
}

fn failed(url: &str) -> Problem {
    let url = super::Origin::Git(url.to_owned()).name();
    Problem::message(Fault::Environment, "courses.not-cloned", &[("url", &url)])
}

/// Why Git gave up, in its own words. What it says where a program that it called failed is no reason:
/// that stands before it.
fn reason(said: &str) -> String {
    const BESIDE: &str = "Could not read from remote repository.";
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let fatal = lines.iter().rposition(|line| line.starts_with("fatal: "));
    let before = fatal.filter(|at| lines.get(*at).is_some_and(|line| line.ends_with(BESIDE)));
    let before = before.and_then(|at| lines.get(at.checked_sub(1)?));
    let line = before.or_else(|| lines.get(fatal?)).or(lines.last()).copied().unwrap_or_default();
    let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    crate::text::sanitize(line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn what_is_told_is_why_git_gave_up() {
        assert_eq!(
            reason("Cloning\nfatal: repository 'x' not found\n"),
            "repository 'x' not found"
        );
        let ssh = "a@b: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\n\
            Please make sure you have the correct access rights\nand the repository exists.\n";
        assert_eq!(reason(ssh), "a@b: Permission denied (publickey).");
        let alone = "fatal: Could not read from remote repository.\n\nPlease make sure\n";
        assert_eq!(reason(alone), "Could not read from remote repository.");
        assert_eq!((reason(""), reason("odd\n")), (String::new(), "odd".to_owned()));
    }
}
