//! The form of a link: its style, what runs over it, and what protects it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    design::{Edit, Link, Style},
    problem::Problem,
    tui::{
        action::Action,
        layers::Layer,
        screen::Environment,
        widgets::checklist::{Checklist, Entry},
    },
};

/// A link in the making, or one that is changed.
pub(super) struct LinkForm {
    link: Link,
    /// What it was, if it is not new.
    old: Option<Link>,
    serves: Vec<String>,
    with: Vec<String>,
    form: Checklist,
}

impl LinkForm {
    /// A form for a link; `old` is its number in the answer if it is there already.
    pub(super) fn new(link: Link, old: Option<usize>, workspace: &Workspace) -> Self {
        let facts = workspace.facts();
        let transactions = facts.transactions.iter().map(|one| one.name.clone());
        let serves = transactions.chain(facts.views.iter().map(|view| view.name.clone())).collect();
        let mut with: Vec<String> =
            workspace.book.obligations.with.iter().map(ToString::to_string).collect();
        // What a file put on the link stays to be seen and taken off.
        with.extend(
            link.with.iter().filter(|name| !with.contains(name)).cloned().collect::<Vec<_>>(),
        );
        let old = old.and_then(|at| workspace.design().links.get(at)).cloned();
        Self { link, old, serves, with, form: Checklist::default() }
    }

    fn count(&self) -> usize {
        Style::WORDS.len()
            + self.serves.len()
            + self.with.len()
            + 1
            + usize::from(self.old.is_some())
    }

    /// Enter: the link as it is ticked, with the style under the cursor; or what the last line says.
    fn take(&mut self, workspace: &mut Workspace, env: &Environment) -> Then {
        let at = self.form.at();
        if let Some((_, style)) = Style::WORDS.get(at) {
            self.link.style = *style;
        }
        let ends = Style::WORDS.len() + self.serves.len() + self.with.len();
        if at >= ends { self.choose(at, workspace, env) } else { self.finish(workspace, env) }
    }

    fn choose(&mut self, at: usize, workspace: &mut Workspace, env: &Environment) -> Then {
        self.form.select(at);
        let styles = Style::WORDS.len();
        let toggle =
            |list: &mut Vec<String>, name: &String| match list.iter().position(|n| n == name) {
                Some(at) => drop(list.remove(at)),
                None => list.push(name.clone()),
            };
        if let Some((_, style)) = Style::WORDS.get(at) {
            self.link.style = *style;
        } else if let Some(name) = self.serves.get(at - styles) {
            toggle(&mut self.link.serves, name);
        } else if let Some(name) = self.with.get(at - styles - self.serves.len()) {
            toggle(&mut self.link.with, name);
        } else if at == styles + self.serves.len() + self.with.len() {
            return self.finish(workspace, env);
        } else if let Some(old) = &self.old {
            workspace.make(vec![removal(old)]);
            return Then::Clear;
        }
        Then::Stay
    }

    fn finish(&self, workspace: &mut Workspace, env: &Environment) -> Then {
        let same = |link: &&Link| {
            (&link.from, &link.to, link.style) == (&self.link.from, &self.link.to, self.link.style)
        };
        let known = workspace.design().links.iter().find(same);
        if known.is_some_and(|known| Some(known) != self.old.as_ref()) {
            return Then::say(env, "bench.link.known");
        }
        let mut edits: Vec<Edit> = self.old.iter().map(removal).collect();
        edits.push(Edit::AddLink(self.link.clone()));
        if self.old.as_ref() != Some(&self.link) {
            workspace.make(edits);
            workspace.made = Some(super::thing::Thing::Link(self.link.clone()));
        }
        Then::Clear
    }
}

fn removal(link: &Link) -> Edit {
    Edit::RemoveLink { from: link.from.clone(), to: link.to.clone(), style: link.style }
}

impl Layer<Workspace> for LinkForm {
    fn update(
        &mut self,
        action: &Action,
        workspace: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Move(motion) => self.form.go(*motion, self.count()),
            Action::Wheel { lines, .. } => self.form.shift(*lines),
            Action::Toggle => return Ok(self.choose(self.form.at(), workspace, env)),
            Action::Select => return Ok(self.take(workspace, env)),
            Action::NextPanel => {
                let button = Style::WORDS.len() + self.serves.len() + self.with.len();
                self.form.select(button);
            }
            Action::Click(at) => {
                return Ok(match self.form.hit(*at) {
                    Some(choice) => self.choose(choice, workspace, env),
                    None if self.form.is_outside(*at) => Then::Close,
                    None => Then::Stay,
                });
            }
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, workspace: &Workspace, env: &Environment) {
        let mut lines = vec![Entry::Head(format!("{} -> {}", self.link.from, self.link.to))];
        for (word, style) in Style::WORDS {
            lines.push(Entry::Choice {
                on: self.link.style == style,
                single: true,
                label: word.to_owned(),
                note: env.say(&format!("bench.style.{word}")).to_owned(),
            });
        }
        if !self.serves.is_empty() {
            lines.push(Entry::Head(env.say("bench.link.serves").to_owned()));
        }
        for name in &self.serves {
            lines.push(Entry::Choice {
                on: self.link.serves.contains(name),
                single: false,
                label: name.clone(),
                note: String::new(),
            });
        }
        lines.push(Entry::Head(env.say("bench.link.with").to_owned()));
        for name in &self.with {
            let entry = workspace.book.number(name).map(|at| workspace.book.entry(at));
            let solves = entry.map(|entry| {
                entry.grading.solves.iter().map(|effect| effect.kind.as_str()).collect::<Vec<_>>()
            });
            lines.push(Entry::Choice {
                on: self.link.with.contains(name),
                single: false,
                label: workspace.pattern_name(name, env).to_owned(),
                note: solves.unwrap_or_default().join(", "),
            });
        }
        let key = if self.old.is_some() { "bench.link.change" } else { "bench.link.draw" };
        lines.push(Entry::Button(env.say(key).to_owned()));
        if self.old.is_some() {
            lines.push(Entry::Button(env.say("bench.link.delete").to_owned()));
        }
        self.form.arrange(area, lines, env);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        self.form.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["toggle/tick", "select/take", "move", "back"]
    }

    fn status(&self) -> String {
        format!("{}/{}", self.form.at() + 1, self.count())
    }

    fn floats(&self) -> bool {
        true
    }
}
