//! Dockerfiles as stages and steps: continued lines, here-documents, arguments before `FROM`.
//!
//! Source: <https://docs.docker.com/reference/dockerfile/>.

mod build;
mod command;
mod folder;
mod tree;
mod words;

use std::{collections::BTreeMap, ops::Range};

pub(crate) use build::{Built, Lacking, build, used};
pub(crate) use folder::Ignored;
pub(crate) use tree::{Origin, joined};
pub(crate) use words::{assignments, expanded, json_words};

/// A Dockerfile.
#[derive(Clone, Debug)]
pub(crate) struct Dockerfile {
    /// Number of the file.
    pub(crate) file: usize,
    /// Arguments before the first `FROM`: they hold for `FROM` alone.
    pub(crate) global: BTreeMap<String, String>,
    pub(crate) stages: Vec<Stage>,
}

/// What one `FROM` begins.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// The image or stage as it is written.
    pub(crate) base: String,
    pub(crate) name: Option<String>,
    pub(crate) from: Step,
    pub(crate) steps: Vec<Step>,
}

/// One instruction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    /// The instruction, in capitals.
    pub(crate) word: String,
    /// What follows its flags, continued lines joined.
    pub(crate) rest: String,
    /// Flags such as `--from=build`, without dashes.
    pub(crate) flags: Vec<(String, String)>,
    /// Bodies of its here-documents.
    pub(crate) here: Vec<String>,
    /// From the instruction to the end of its last line, without here-documents.
    pub(crate) span: Range<usize>,
}

/// Why a Dockerfile cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// Everything that an instruction may be.
const WORDS: [&str; 18] = [
    "FROM",
    "RUN",
    "CMD",
    "LABEL",
    "MAINTAINER",
    "EXPOSE",
    "ENV",
    "ADD",
    "COPY",
    "ENTRYPOINT",
    "VOLUME",
    "USER",
    "WORKDIR",
    "ARG",
    "ONBUILD",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "SHELL",
];

impl Step {
    /// The value of a flag.
    pub(crate) fn flag(&self, name: &str) -> Option<&str> {
        self.flags.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Its words in JSON form.
    pub(crate) fn json(&self) -> Option<Vec<String>> {
        json_words(&self.rest)
    }

    /// What a `RUN` runs, here-documents with it.
    pub(crate) fn script(&self) -> String {
        let words = self.json().map(|words| words.join(" "));
        let mut script = words.unwrap_or_else(|| self.rest.clone());
        for body in &self.here {
            script.push('\n');
            script.push_str(body);
        }
        script
    }

    /// Sources and target of a `COPY` or `ADD`.
    pub(crate) fn copied(&self) -> (Vec<String>, String) {
        let plain = || self.rest.split_whitespace().map(str::to_owned).collect();
        let mut words: Vec<String> = self.json().unwrap_or_else(plain);
        let target = words.pop().unwrap_or_default();
        words.retain(|word| !word.contains("<<"));
        (words, target)
    }
}

impl Dockerfile {
    /// Reads one.
    ///
    /// # Errors
    /// Where an instruction is not known or nothing begins with `FROM`.
    pub(crate) fn read(file: usize, text: &str) -> Result<Self, Refused> {
        let mut read = Self { file, global: BTreeMap::new(), stages: Vec::new() };
        for step in steps(text)? {
            read.take(step)?;
        }
        if read.stages.is_empty() {
            return Err(Refused { message: "there is no FROM".into(), span: 0..0 });
        }
        Ok(read)
    }

    fn take(&mut self, step: Step) -> Result<(), Refused> {
        let refused =
            |message: String, step: &Step| Err(Refused { message, span: step.span.clone() });
        if !WORDS.contains(&step.word.as_str()) {
            return refused(format!("`{}` is no instruction", step.word), &step);
        }
        if step.word == "FROM" {
            let words: Vec<&str> = step.rest.split_whitespace().collect();
            let (base, name) = match words.as_slice() {
                [base] => (*base, None),
                [base, as_, name] if as_.eq_ignore_ascii_case("as") => (*base, Some(*name)),
                _ => return refused("FROM takes an image, and `AS` a name".into(), &step),
            };
            let (base, name) = (base.to_owned(), name.map(str::to_owned));
            self.stages.push(Stage { base, name, from: step, steps: Vec::new() });
            return Ok(());
        }
        match self.stages.last_mut() {
            Some(stage) => stage.steps.push(step),
            None if step.word == "ARG" => {
                for (name, value) in words::assignments(&step.rest) {
                    self.global.insert(name, value.unwrap_or_default());
                }
            }
            None => return refused("only ARG may stand before FROM".into(), &step),
        }
        Ok(())
    }

    /// The base of a stage with arguments put in; nothing where one of them is not known.
    pub(crate) fn base(&self, stage: &Stage) -> Option<String> {
        expanded(&stage.base, &self.global)
    }

    /// The number of a stage by name, from the ones before another.
    pub(crate) fn stage(&self, name: &str, before: usize) -> Option<usize> {
        let named =
            |stage: &Stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.stages.iter().take(before).position(named)
    }

    /// The stage that is shipped: the named target, else the last.
    pub(crate) fn shipped(&self, target: Option<&str>) -> Option<usize> {
        let last = self.stages.len().checked_sub(1);
        target.and_then(|name| self.stage(name, self.stages.len())).or(last)
    }

    /// A stage and those that it builds on, nearest first.
    pub(crate) fn line(&self, stage: usize) -> Vec<&Stage> {
        let mut found = Vec::new();
        let mut next = Some(stage);
        while let Some(at) = next {
            let Some(stage) = self.stages.get(at) else { break };
            found.push(stage);
            next = self.base(stage).and_then(|base| self.stage(&base, at));
        }
        found
    }

    /// The last instruction of a kind on the way to a stage.
    pub(crate) fn last(&self, stage: usize, word: &str) -> Option<&Step> {
        let line = self.line(stage);
        line.into_iter().find_map(|stage| stage.steps.iter().rev().find(|step| step.word == word))
    }
}

/// The instructions of a file.
fn steps(text: &str) -> Result<Vec<Step>, Refused> {
    let escape = escape_of(text);
    let mut found = Vec::new();
    let mut lines = Lines { text, at: 0 };
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let begin = start + (line.len() - line.trim_start().len());
        let mut whole = String::new();
        let mut last = (start, line);
        loop {
            let (at, line) = last;
            let inside = line.trim_end();
            let more = inside.strip_suffix(escape);
            // A comment between continued lines is no part of it.
            let is_note = !whole.is_empty() && inside.trim_start().starts_with('#');
            if !is_note {
                whole.push_str(more.unwrap_or(inside));
                if more.is_none() && (!inside.is_empty() || whole.trim().is_empty()) {
                    last = (at, line);
                    break;
                }
            }
            match lines.next() {
                Some(next) => last = next,
                None => break,
            }
        }
        let span = begin..(last.0 + last.1.trim_end().len()).max(begin);
        let mut step = words::step(whole.trim(), span);
        if matches!(step.word.as_str(), "RUN" | "COPY" | "ADD") {
            for (name, tabs) in words::here(&step.rest) {
                step.here.push(lines.body(&name, tabs, &step)?);
            }
        }
        found.push(step);
    }
    Ok(found)
}

/// The sign that continues a line: a comment at the head may choose the other one.
fn escape_of(text: &str) -> char {
    let head = text.lines().take_while(|line| line.trim_start().starts_with('#'));
    let chosen = head.filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='));
    let mut chosen = chosen.filter(|(name, _)| name.trim().eq_ignore_ascii_case("escape"));
    chosen.next().and_then(|(_, sign)| sign.trim().chars().next()).unwrap_or('\\')
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let start = self.at;
        self.at += length;
        Some((start, rest.get(..length)?.trim_end_matches(['\n', '\r'])))
    }

    fn body(&mut self, name: &str, tabs: bool, step: &Step) -> Result<String, Refused> {
        let mut body = String::new();
        while let Some((_, line)) = self.next() {
            let inside = if tabs { line.trim_start_matches('\t') } else { line };
            if inside == name {
                return Ok(body);
            }
            body.push_str(inside);
            body.push('\n');
        }
        Err(Refused {
            message: format!("the here-document `{name}` never ends"),
            span: step.span.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_steps_and_here_documents_are_read() {
        let text = "# syntax=docker/dockerfile:1\nARG V=22\nfrom --platform=$BUILDPLATFORM node:${V}-slim as build\n\
            RUN <<EOF\nset -e\nFROM nothing\nEOF\nCOPY <<-'A' <<B /etc/\n\tone\n\tA\ntwo\nB\n\
            RUN a && \\\n  # a remark\n\n  b\nFROM build\nCMD [\"node\", \"x.js\"]\n";
        let read = Dockerfile::read(0, text).unwrap();
        assert_eq!(read.stages.len(), 2);
        let build = &read.stages[0];
        assert_eq!(read.base(build).unwrap(), "node:22-slim");
        assert_eq!(build.from.flag("platform"), Some("$BUILDPLATFORM"));
        assert_eq!(build.steps[0].here, ["set -e\nFROM nothing\n"]);
        assert_eq!(build.steps[1].here, ["one\n", "two\n"]);
        assert_eq!(build.steps[2].rest.split_whitespace().collect::<Vec<_>>(), ["a", "&&", "b"]);
        assert_eq!(read.stages[1].steps[0].json().unwrap(), ["node", "x.js"]);
        assert_eq!(read.line(1).len(), 2);
        assert!(text[build.steps[2].span.clone()].starts_with("RUN a"));
    }

    #[test]
    fn what_is_no_dockerfile_is_refused_with_the_place() {
        let said = |text: &str| Dockerfile::read(0, text).unwrap_err();
        assert!(said("").message.contains("FROM"));
        assert!(said("RUN x\nFROM y\n").message.contains("before FROM"));
        assert_eq!(said("FROM x\nRNU y\n").span, 7..12);
        assert!(said("FROM x\nRUN <<EOF\nx\n").message.contains("never ends"));
        assert!(Dockerfile::read(0, "FROM x\r\nRUN a \\\r\n b\r\n").is_ok());
        assert!(Dockerfile::read(0, "# escape=`\nFROM x\nRUN a `\n b\n").is_ok());
    }
}
