//! Colours of code: scopes of syntect as roles, worked out on a thread of its own. Nothing here is
//! loaded before the first block of code asks for it.

use std::{
    ops::Range,
    sync::{
        OnceLock,
        mpsc::{Sender, channel},
    },
    thread,
};

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::{
    page::{Paint, Source},
    role::Role,
    text,
};

/// Longer blocks stay plain: nobody reads them for their colours.
const LONGEST: usize = 256 << 10;
/// The rest of a line stays plain after this many bytes: patterns may take quadratic time.
const LONGEST_LINE: usize = 4 << 10;

/// The thread that works out colours. Dropping it lets the thread end.
#[derive(Debug)]
pub struct Highlighter {
    jobs: Sender<Source>,
}

impl Highlighter {
    /// Starts the thread; `done` is called on it with each block's hash and colours.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut done: impl FnMut(u64, Paint) + Send + 'static) -> std::io::Result<Self> {
        let (jobs, queue) = channel::<Source>();
        thread::Builder::new().name("highlight".into()).spawn(move || {
            while let Ok(source) = queue.recv() {
                if let Some(paint) = highlight(&source.language, &source.text) {
                    done(source.hash, paint);
                }
            }
        })?;
        Ok(Self { jobs })
    }

    /// Asks for the colours of a block.
    pub fn ask(&self, source: Source) {
        // A thread that is gone leaves the code plain.
        let _ = self.jobs.send(source);
    }
}

/// The roles of a block's bytes line by line, its tabs expanded as they are shown; `None` if the language is not known.
pub fn highlight(language: &str, code: &str) -> Option<Paint> {
    if language.is_empty() || code.len() > LONGEST {
        return None;
    }
    let syntaxes = syntaxes();
    let mut state = ParseState::new(syntax(syntaxes, language)?);
    let mut stack = ScopeStack::new();
    let mut paint = Paint::new();
    let mut line_text = String::new();
    for line in code.split('\n') {
        if line.len() > LONGEST_LINE {
            paint.push(Vec::new());
            continue;
        }
        line_text.clear();
        line_text.push_str(line);
        line_text.push('\n');
        let ops = state.parse_line(&line_text, syntaxes).ok()?;
        let mut roles = roles(line, &ops, &mut stack);
        if line.contains('\t') {
            let shown = |at| text::expand_tabs(line.get(..at).unwrap_or(line)).len();
            for (range, _) in &mut roles {
                *range = shown(range.start)..shown(range.end);
            }
        }
        paint.push(roles);
    }
    Some(paint)
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

fn syntax<'a>(syntaxes: &'a SyntaxSet, language: &str) -> Option<&'a SyntaxReference> {
    let token = match language {
        "hcl" | "terraform" => "tf",
        "shell" | "console" | "shell-session" => "sh",
        "golang" => "go",
        "jsonc" | "json5" => "json",
        "text" | "txt" | "plain" | "none" => return None,
        other => other,
    };
    syntaxes.find_syntax_by_token(token)
}

/// Walks over the changes of scope in one line.
fn roles(
    line: &str,
    ops: &[(usize, ScopeStackOp)],
    stack: &mut ScopeStack,
) -> Vec<(Range<usize>, Role)> {
    let mut roles: Vec<(Range<usize>, Role)> = Vec::new();
    let mut from = 0;
    let mut add = |range: Range<usize>, stack: &ScopeStack| {
        let range = range.start.min(line.len())..range.end.min(line.len());
        let Some(role) = role(stack).filter(|_| !range.is_empty()) else { return };
        match roles.last_mut() {
            Some((last, same)) if *same == role && last.end == range.start => last.end = range.end,
            _ => roles.push((range, role)),
        }
    };
    for (at, op) in ops {
        add(from..*at, stack);
        from = *at;
        if stack.apply(op).is_err() {
            return roles;
        }
    }
    add(from..line.len(), stack);
    roles
}

/// The role of the innermost scope that has one.
fn role(stack: &ScopeStack) -> Option<Role> {
    stack
        .scopes
        .iter()
        .rev()
        .find_map(|scope| {
            table().iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, role)| *role)
        })
        .flatten()
}

/// Scopes and their roles, the special before the general.
fn table() -> &'static [(Scope, Option<Role>)] {
    static TABLE: OnceLock<Vec<(Scope, Option<Role>)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = [
            ("comment", Some(Role::Comment)),
            ("constant.numeric", Some(Role::Number)),
            ("constant.character.escape", Some(Role::Number)),
            ("constant", Some(Role::Number)),
            ("string", Some(Role::Literal)),
            ("punctuation.definition.string", Some(Role::Literal)),
            ("punctuation.definition.comment", Some(Role::Comment)),
            ("keyword.operator", Some(Role::Punctuation)),
            ("keyword", Some(Role::Keyword)),
            ("storage.type", Some(Role::Keyword)),
            ("storage", Some(Role::Keyword)),
            ("entity.name.type", Some(Role::Type)),
            ("entity.name.struct", Some(Role::Type)),
            ("entity.name.class", Some(Role::Type)),
            ("entity.name", Some(Role::Name)),
            ("entity.other.inherited-class", Some(Role::Type)),
            ("entity.other.attribute-name", Some(Role::Name)),
            ("support.type", Some(Role::Type)),
            ("support.class", Some(Role::Type)),
            ("support.function", Some(Role::Name)),
            ("variable.function", Some(Role::Name)),
            ("variable.language", Some(Role::Keyword)),
            ("punctuation", Some(Role::Punctuation)),
            // A value in a template is code again.
            ("meta.interpolation", None),
            ("meta.template.expression", None),
        ];
        rows.iter().filter_map(|(name, role)| Some((Scope::new(name).ok()?, *role))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted<'a>(language: &str, line: &'a str) -> Vec<(&'a str, Role)> {
        let paint = highlight(language, line).unwrap();
        paint[0].iter().map(|(range, role)| (&line[range.clone()], *role)).collect()
    }

    #[test]
    fn the_languages_of_the_course_are_known() {
        for language in [
            "yaml",
            "json",
            "toml",
            "dockerfile",
            "hcl",
            "terraform",
            "sql",
            "go",
            "rust",
            "typescript",
            "ts",
            "sh",
            "bash",
            "shell",
            "python",
            "java",
            "proto",
            "graphql",
            "nginx",
            "lua",
            "http",
            "xml",
            "ini",
            "js",
        ] {
            assert!(syntax(syntaxes(), language).is_some(), "{language}");
        }
        assert!(syntax(syntaxes(), "text").is_none());
        assert!(syntax(syntaxes(), "no such language").is_none());
    }

    #[test]
    fn scopes_become_roles() {
        let rust = painted("rust", "let x: u8 = 12; // why");
        assert!(rust.contains(&("let", Role::Keyword)), "{rust:?}");
        assert!(rust.contains(&("12", Role::Number)), "{rust:?}");
        assert!(rust.iter().any(|(t, r)| t.contains("why") && *r == Role::Comment), "{rust:?}");
        let yaml = painted("yaml", "kind: \"Service\"");
        assert!(yaml.contains(&("kind", Role::Name)), "{yaml:?}");
        assert!(yaml.contains(&("\"Service\"", Role::Literal)), "{yaml:?}");
    }

    #[test]
    fn state_is_carried_from_line_to_line() {
        let paint = highlight("rust", "/* one\ntwo */ fn").unwrap();
        assert_eq!(paint[1].first(), Some(&(0..6, Role::Comment)));
        assert_eq!(paint.len(), 2);
    }

    #[test]
    fn the_thread_answers() {
        let (sender, answers) = channel();
        let highlighter = Highlighter::start(move |hash, paint| {
            sender.send((hash, paint.len())).unwrap();
        })
        .unwrap();
        let source = Source { hash: 7, language: "json".into(), text: "{\n}".into(), at: 0 };
        highlighter.ask(source);
        assert_eq!(answers.recv().unwrap(), (7, 2));
    }
}
