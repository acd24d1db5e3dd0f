//! The commands of a `RUN` of which it is known what they do to files. Any other one may do anything.

use super::words::quoted;

/// What a command does to the files of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Nothing that matters here.
    Nothing,
    /// It goes on in another folder.
    Enter(String),
    /// There may be something there now.
    Open(Vec<String>),
    Remove(Vec<String>),
    /// Packages come; those for development as well, unless they are left out.
    Install {
        locked: bool,
        development: bool,
    },
    Prune,
    /// Nobody knows, unless the facts do.
    Other(String),
}

/// Programs that change no file of an application.
const HARMLESS: [&str; 14] = [
    "chown", "chmod", "addgroup", "adduser", "useradd", "groupadd", "apk", "apt-get", "apt", "set",
    "echo", "printf", "true", "corepack",
];
/// What `npm` does beside packages.
const ASIDE: [&str; 7] = ["cache", "config", "audit", "fund", "set", "--version", "-v"];
/// What leaves packages for development out, and what keeps them whatever the environment says.
const OMITS: [&str; 5] =
    ["--omit=dev", "--production", "--production=true", "--only=production", "--only=prod"];
const KEEPS: [&str; 4] =
    ["--include=dev", "--production=false", "--also=dev", "--also=development"];

/// What the commands of a script do, in an environment of production or not.
pub(crate) fn acts(script: &str, production: bool) -> Vec<Act> {
    let lines = script.split(['\n', ';']).flat_map(|line| line.split("&&"));
    let commands = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("<<"));
    commands.filter(|line| !line.starts_with('#')).map(|line| act(line, production)).collect()
}

fn act(command: &str, mut production: bool) -> Act {
    let mut words = quoted(command);
    let other = Act::Other(words.join(" "));
    if command.contains(['|', '`', '<', '*', '?', '&']) || command.contains("$(") {
        return other;
    }
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        production = if name == "NODE_ENV" { value == "production" } else { production };
        words.remove(0);
    }
    let Some((program, rest)) = words.split_first() else { return Act::Nothing };
    match program.as_str() {
        "npm" => npm(rest, production).unwrap_or(other),
        "cd" if rest.len() == 1 => Act::Enter(rest[0].clone()),
        "mkdir" | "touch" => Act::Open(plain(rest)),
        "rm" => Act::Remove(plain(rest)),
        program if HARMLESS.contains(&program) => written(rest),
        _ => other,
    }
}

/// Words that are no flags.
fn plain(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !word.starts_with('-')).cloned().collect()
}

/// The file that a line is written to.
fn written(words: &[String]) -> Act {
    let after = |at: usize| {
        let inside = words[at].trim_start_matches('>');
        if inside.is_empty() { words.get(at + 1).cloned() } else { Some(inside.to_owned()) }
    };
    let file = words.iter().position(|word| word.starts_with('>')).and_then(after);
    file.map_or(Act::Nothing, |file| Act::Open(vec![file]))
}

fn npm(words: &[String], production: bool) -> Option<Act> {
    let (what, rest) = words.split_first()?;
    let has = |known: &[&str]| rest.iter().any(|word| known.contains(&word.as_str()));
    let spaced = rest.windows(2).any(|two| two[0] == "--omit" && two[1] == "dev");
    let development = has(&KEEPS) || !(production || spaced || has(&OMITS));
    let named = plain(rest).into_iter().filter(|word| !(spaced && word == "dev")).count();
    match what.as_str() {
        what if ASIDE.contains(&what) => Some(Act::Nothing),
        "install" | "i" if has(&["-g", "--global"]) => Some(Act::Nothing),
        "ci" | "clean-install" if named == 0 => Some(Act::Install { locked: true, development }),
        "install" | "i" if named == 0 => Some(Act::Install { locked: false, development }),
        "prune" if named == 0 => Some(if development { Act::Nothing } else { Act::Prune }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_what_commands_do_or_that_it_is_not() {
        let of = |script: &str| acts(script, false);
        let install = |locked, development| Act::Install { locked, development };
        assert_eq!(of("npm ci && npm cache clean --force"), [install(true, true), Act::Nothing]);
        assert_eq!(of("npm ci --omit dev"), [install(true, false)]);
        assert_eq!(of("NODE_ENV=production npm install"), [install(false, false)]);
        assert_eq!(acts("npm ci --include=dev", true), [install(true, true)]);
        assert_eq!(of("npm prune\nnpm prune --omit=dev"), [Act::Nothing, Act::Prune]);
        assert_eq!(of("npm install left-pad"), [Act::Other("npm install left-pad".into())]);
        assert_eq!(of("echo a=$B > .npmrc"), [Act::Open(vec![".npmrc".into()])]);
        assert_eq!(of("rm -rf src tsconfig.json").len(), 1);
        assert!(matches!(of("npm test || true")[..], [Act::Other(_)]));
    }
}
