//! Where a course is taken from, as the learner names it: a folder, a file, or a Git repository. An
//! address that is more than an address is refused here, before any program sees it.

use std::path::{Path, PathBuf};

use crate::problem::{Fault, Problem};

/// Addresses that Git may be given, by their schemes.
const SCHEMES: [&str; 4] = ["https", "http", "ssh", "git"];

/// Ends of the names of archives.
const ARCHIVES: [&str; 4] = [".zip", ".tar.gz", ".tgz", ".tar"];

/// Where a course is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Folder(PathBuf),
    /// An archive, or one file of Markdown.
    File(PathBuf),
    /// The URL of a repository, or the path of a bare one.
    Git(String),
}

impl Origin {
    /// Understands what the learner typed.
    ///
    /// # Errors
    /// Where it is no address that is followed, or nothing is there.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.starts_with('-') || text.chars().any(char::is_control) {
            return Err(refused("courses.no-address", text));
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            return remote(text, scheme, rest);
        }
        // The syntax of programs that Git would start: `ext::sh -c …`.
        let helper = text.split_once("::").map(|(name, _)| name);
        if helper.is_some_and(|name| !name.contains(['/', '\\'])) && !Path::new(text).exists() {
            return Err(refused("courses.no-protocol", text));
        }
        match Path::new(text).canonicalize() {
            Ok(path) if path.is_dir() && is_bare(&path) => Ok(Self::Git(shown(&path))),
            Ok(path) if path.is_dir() => Ok(Self::Folder(path)),
            Ok(path) => Ok(Self::File(path)),
            Err(_) if is_over_ssh(text) => Ok(Self::Git(text.to_owned())),
            Err(_) if is_without_scheme(text) => {
                let whole = format!("https://{text}");
                let problem = refused("courses.nothing-there", text);
                Err(problem.advise("problem.near", &[("near", &whole)]))
            }
            Err(error) => Err(refused("courses.nothing-there", text).why(error)),
        }
    }

    /// How it is written down, and shown: without a password.
    pub fn name(&self) -> String {
        match self {
            Self::Folder(path) | Self::File(path) => shown(path),
            Self::Git(url) => without_password(url),
        }
    }

    /// What a course from there is called that has no name of its own.
    pub(super) fn stem(&self) -> String {
        let name = self.name();
        let last = name.trim_end_matches(['/', '\\']).rsplit(['/', '\\', ':']).next();
        let last = last.unwrap_or_default();
        let ends = [".git", ".md"].iter().chain(&ARCHIVES);
        let stem = ends.fold(last, |stem, end| stem.strip_suffix(end).unwrap_or(stem));
        stem.to_owned()
    }
}

/// A URL with a scheme.
fn remote(text: &str, scheme: &str, rest: &str) -> Result<Origin, Problem> {
    let scheme = scheme.to_lowercase();
    if scheme == "file" {
        return Err(refused("courses.file-protocol", text).advise(
            "courses.file-protocol-hint",
            &[("path", &format!("/{}", rest.trim_start_matches('/')))],
        ));
    }
    if !SCHEMES.contains(&scheme.as_str()) {
        return Err(refused("courses.no-protocol", text));
    }
    let host = rest.split('/').next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    // `ssh` would take such a host, or such a user, for an option.
    if host.is_empty() || host.starts_with('-') || rest.starts_with('-') {
        return Err(refused("courses.no-address", text));
    }
    if let Some((repository, inside)) = page_of_folder(text) {
        let values: [(&'static str, &dyn std::fmt::Display); 2] =
            [("url", &repository), ("folder", &inside)];
        return Err(refused("courses.page", text).advise("courses.page-hint", &values));
    }
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    if ARCHIVES.iter().any(|end| path.ends_with(end)) {
        return Err(refused("courses.not-downloaded", text));
    }
    Ok(Origin::Git(text.to_owned()))
}

/// The repository and the folder of a page that shows one, as browsers have it in their line of address.
fn page_of_folder(url: &str) -> Option<(&str, &str)> {
    let (repository, rest) =
        ["/-/tree/", "/tree/", "/src/branch/"].into_iter().find_map(|mark| url.split_once(mark))?;
    // A branch comes first.
    let (_, folder) = rest.split_once('/')?;
    let folder = folder.trim_end_matches('/');
    (!folder.is_empty()).then_some((repository, folder))
}

/// Whether it is an address without its beginning, as people say it.
fn is_without_scheme(text: &str) -> bool {
    let Some((host, path)) = text.split_once('/') else { return false };
    let named = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    named && !path.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
}

/// `user@host:path` or `host.name:path`, as Git writes an address over SSH.
fn is_over_ssh(text: &str) -> bool {
    let Some((host, path)) = text.split_once(':') else { return false };
    let plain = !host.contains(['/', '\\', ' ']) && !path.is_empty() && !path.starts_with('-');
    let named = host.contains('@') || host.contains('.');
    let (user, name) = host.split_once('@').unwrap_or(("git", host));
    plain && named && !name.is_empty() && !name.starts_with('-') && !user.is_empty()
}

/// Whether a folder is a repository without files of its own.
fn is_bare(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    match host.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}/{path}")
        }
        None => url.to_owned(),
    }
}

fn refused(key: &str, text: &str) -> Problem {
    Problem::message(Fault::Usage, key, &[("text", &without_password(text))])
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_an_option_or_a_program_is_refused() {
        for text in [
            "-u",
            "--upload-pack=touch /tmp/x",
            "ext::sh -c 'touch /tmp/x'",
            "fd::17",
            "file:///etc",
            "FILE:///etc",
            "ftp://host/x",
            "ssh://-oProxyCommand=x/y",
            "ssh://user@-oProxyCommand=x/y",
            "-oProxyCommand=x:y",
            "git@-oProxyCommand=x:y",
            "https:///x",
            "https://host/x\ny",
            "no/such/folder",
        ] {
            let problem = Origin::parse(text).unwrap_err();
            assert_eq!(problem.fault, Fault::Usage, "{text}: {problem}");
        }
    }

    #[test]
    fn repositories_are_known_by_their_addresses() {
        for (text, stem) in [
            ("https://example.org/people/course.git", "course"),
            ("https://example.org/people/course/", "course"),
            ("ssh://git@example.org:2222/course", "course"),
            ("git@example.org:people/course.git", "course"),
            ("example.org:course", "course"),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!(origin, Origin::Git(text.to_owned()));
            assert_eq!(origin.stem(), stem);
        }
    }

    #[test]
    fn an_archive_on_the_web_is_to_be_downloaded_first() {
        let problem = Origin::parse("https://example.org/course.zip").unwrap_err();
        assert!(problem.hint.contains("course add"), "{problem:?}");
    }

    #[test]
    fn what_a_browser_shows_is_told_as_what_is_to_be_given() {
        for text in [
            "https://example.org/a/b/tree/main/guide/",
            "https://example.org/a/b/-/tree/main/guide",
        ] {
            let problem = Origin::parse(text).unwrap_err();
            let wanted = "archtutor course add https://example.org/a/b --in guide";
            assert_eq!(problem.hint, wanted, "{text}");
        }
        let problem = Origin::parse("example.org/a/b").unwrap_err();
        assert_eq!(problem.hint, "Did you mean `https://example.org/a/b`?");
        assert!(Origin::parse("https://example.org/a/b/tree/main").is_ok());
    }

    #[test]
    fn a_password_is_never_shown() {
        let origin = Origin::parse("https://ann:secret@example.org/course").unwrap();
        assert_eq!(origin.name(), "https://ann@example.org/course");
        let problem = Origin::parse("ftp://ann:secret@example.org/course").unwrap_err();
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }

    #[test]
    fn folders_and_files_are_what_they_are_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("my course.tar.gz");
        std::fs::write(&file, "x").unwrap();
        let folder = Origin::parse(dir.path().to_str().unwrap()).unwrap();
        assert!(matches!(folder, Origin::Folder(_)));
        let file = Origin::parse(file.to_str().unwrap()).unwrap();
        assert_eq!(file.stem(), "my course");
        assert!(matches!(file, Origin::File(_)));
    }
}
