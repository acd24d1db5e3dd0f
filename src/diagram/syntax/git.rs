//! `gitGraph`: commits, branches, merges and cherry-picks.

use super::Source;
use super::source::{Line, opaque, whole_lines};
use crate::diagram::git::{Branch, Commit, History, Mark};
use crate::diagram::issue::{Issues, MAX_EDGES, MAX_GROUPS, MAX_LABEL};
use crate::diagram::label;

/// The branch of a repository's first commit.
const MAIN: &str = "main";

/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> History {
    let main = main_branch(source.whole).unwrap_or_else(|| MAIN.to_owned());
    let branches = vec![Branch { name: main, order: None }];
    let history = History { branches, commits: Vec::new() };
    // Where each branch is: its last commit, or the one from which it starts.
    let mut parser = Parser { source: source.whole, history, heads: vec![None], here: 0, issues };
    // The direction stands behind the header.
    let text = source.text[at..].trim_start_matches([' ', '\t']);
    let rest = ["LR", "TB", "BT"].into_iter().find_map(|way| text.strip_prefix(way));
    let rest = rest.unwrap_or(text).trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    whole_lines(source.text, source.text.len() - rest.len()).for_each(|line| parser.line(line));
    parser.history
}

/// The name of the first branch that the configuration gives.
fn main_branch(source: &str) -> Option<String> {
    let (_, rest) = source.split_once("mainBranchName")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ', ':']);
    let name = rest.split(['"', '\'', ',', '}', '\n']).next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

struct Parser<'a, 'i> {
    source: &'a str,
    history: History,
    /// The branch of the commit on which each branch stands.
    heads: Vec<Option<usize>>,
    here: usize,
    issues: &'i mut Issues,
}

/// What stands behind a keyword: a text alone, and values with names.
#[derive(Default)]
struct Values {
    alone: Option<String>,
    id: Option<String>,
    message: Option<String>,
    kind: Option<String>,
    order: Option<usize>,
    tags: Vec<String>,
}

impl Values {
    /// Reads `"text" id: "x" tag: "v1" type: HIGHLIGHT`.
    fn read(text: &str) -> Self {
        let mut found = Self::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let end = opaque(rest).find([' ', '\t', ':']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let after = after.trim_start();
            let Some(value) = after.strip_prefix(':') else {
                found.alone.get_or_insert_with(|| clean(word));
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let end = opaque(value).find([' ', '\t']).unwrap_or(value.len());
            let text = clean(&value[..end]);
            match word {
                "id" => found.id = Some(text),
                "msg" => found.message = Some(text),
                "type" => found.kind = Some(text),
                "order" => found.order = text.parse().ok(),
                "tag" => found.tags.extend((!text.is_empty()).then_some(text)),
                _ => {}
            }
            rest = value[end..].trim_start();
        }
        found
    }
}

fn clean(text: &str) -> String {
    label::clean(text).replace('\n', " ").chars().take(MAX_LABEL).collect()
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        let (word, rest) = line.text.split_once(char::is_whitespace).unwrap_or((line.text, ""));
        let values = Values::read(rest);
        match word {
            "commit" => self.commit(line, values, None),
            "branch" => self.branch(line, values),
            "checkout" | "switch" => {
                if let Some(branch) = self.known(line, &values) {
                    self.here = branch;
                }
            }
            "merge" => {
                let Some(merged) = self.known(line, &values) else { return };
                let id = values.id.as_deref();
                if id.is_some_and(|id| self.history.commits.iter().any(|known| known.id == id)) {
                    let message = "there is a commit with this id already";
                    return self.issues.add(self.source, line.span(), message);
                }
                // A branch without commits of its own stands where it was made.
                let Some(lane) =
                    self.heads[merged].filter(|lane| *lane != self.here && merged != self.here)
                else {
                    let message = "there is nothing to merge: both branches are the same";
                    return self.issues.add(self.source, line.span(), message);
                };
                self.commit(line, values, Some(lane));
            }
            "cherry-pick" => self.cherry_pick(line, values),
            _ => {
                let help = "write `commit`, `branch name`, `checkout name`, `merge name` or `cherry-pick id: \"x\"`";
                self.issues.help(
                    self.source,
                    line.span(),
                    format!("cannot read `{word}` here"),
                    help,
                );
            }
        }
    }

    fn known(&mut self, line: Line<'_>, values: &Values) -> Option<usize> {
        let name = values.alone.as_deref().unwrap_or_default();
        let found = self.history.branches.iter().position(|branch| branch.name == name);
        if found.is_none() {
            let message = format!("there is no branch `{name}`");
            self.issues.help(self.source, line.span(), message, "write `branch name` before");
        }
        found
    }

    fn branch(&mut self, line: Line<'_>, values: Values) {
        let name = values.alone.unwrap_or_default();
        if name.is_empty() || self.history.branches.iter().any(|branch| branch.name == name) {
            let message = if name.is_empty() {
                "a branch needs a name".to_owned()
            } else {
                format!("there is a branch `{name}` already")
            };
            return self.issues.add(self.source, line.span(), message);
        }
        if self.history.branches.len() >= MAX_GROUPS {
            let message = format!("more than {MAX_GROUPS} branches");
            return self.issues.add(self.source, line.span(), message);
        }
        self.heads.push(self.heads[self.here]);
        self.here = self.history.branches.len();
        self.history.branches.push(Branch { name, order: values.order });
    }

    fn commit(&mut self, line: Line<'_>, values: Values, merged: Option<usize>) {
        let at = self.history.commits.len();
        if at >= MAX_EDGES {
            let message = format!("more than {MAX_EDGES} commits");
            return self.issues.add(self.source, line.span(), message);
        }
        let mark = match values.kind.as_deref() {
            Some("REVERSE") => Mark::Reverse,
            Some("HIGHLIGHT") => Mark::Highlight,
            None | Some("NORMAL") => Mark::Normal,
            Some(kind) => {
                let message = format!("there is no type `{kind}`");
                let help = "a commit is of type NORMAL, REVERSE or HIGHLIGHT";
                return self.issues.help(self.source, line.span(), message, help);
            }
        };
        let id = values.id.clone().unwrap_or_else(|| (at + 1).to_string());
        let alone = values.alone.filter(|_| merged.is_none());
        let said = values.message.or(alone);
        let text = match (&values.id, said) {
            (Some(id), Some(said)) => format!("{id} {said}"),
            (Some(id), None) => id.clone(),
            (None, Some(said)) => said,
            (None, None) if merged.is_some() => String::new(),
            (None, None) => id.clone(),
        };
        self.add(Commit { id, text, tags: values.tags, mark, merged, ..Commit::default() });
    }

    fn cherry_pick(&mut self, line: Line<'_>, values: Values) {
        let picked = values.id.clone().unwrap_or_default();
        if !self.history.commits.iter().any(|commit| commit.id == picked) {
            let message = format!("there is no commit `{picked}`");
            return self.issues.add(self.source, line.span(), message);
        }
        let id = format!("{} {picked}", self.history.commits.len() + 1);
        let (text, mark) = (picked, Mark::CherryPick);
        self.add(Commit { id, text, tags: values.tags, mark, ..Commit::default() });
    }

    /// Puts a commit on the branch that is checked out.
    fn add(&mut self, commit: Commit) {
        let branch = self.here;
        let forked = self.heads[branch].filter(|from| *from != branch);
        self.heads[branch] = Some(branch);
        self.history.commits.push(Commit { branch, forked, ..commit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_names_and_one_stands_alone() {
        let found = Values::read("\"a: b\" id:\"x y\" tag: \"v1\" tag:\"v2\" type: HIGHLIGHT");
        assert_eq!((found.alone.as_deref(), found.id.as_deref()), (Some("a: b"), Some("x y")));
        assert_eq!((found.tags.len(), found.kind.as_deref()), (2, Some("HIGHLIGHT")));
    }

    #[test]
    fn the_configuration_may_name_the_first_branch() {
        let source = "%%{init: { 'gitGraph': {'mainBranchName': 'trunk'}} }%%\ngitGraph\n";
        assert_eq!(main_branch(source).as_deref(), Some("trunk"));
        assert_eq!(main_branch("gitGraph\n"), None);
    }
}
