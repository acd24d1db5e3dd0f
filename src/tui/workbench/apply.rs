//! The form of a pattern that is put to workspace: where it stands, who runs it, what it needs to be told.

use ratatui::{buffer::Buffer, layout::Rect};

use super::workspace::{Then, Workspace};
use crate::{
    catalog::obligation::Scope,
    design::{Edit, architecture::Apply, offer},
    problem::Problem,
    tui::{
        action::Action,
        layers::Layer,
        screen::Environment,
        widgets::checklist::{Checklist, Entry},
    },
};

/// A choice of the form.
enum Choice {
    On(usize),
    At(Option<String>),
    Undo(String),
    Exposes(String),
    Done,
}

/// A pattern in the making, or one that is changed.
pub(super) struct ApplyForm {
    apply: Apply,
    old: Option<Apply>,
    places: Vec<offer::Place>,
    /// Which of the places; `None` if the pattern stands on something that is gone.
    on: Option<usize>,
    form: Checklist,
    /// Whether the pattern is written as a protection of a link.
    protection: bool,
    door: bool,
}

impl ApplyForm {
    /// A form for a pattern; `old` is what it was if it is applied already.
    pub(super) fn new(apply: Apply, old: Option<Apply>, workspace: &Workspace) -> Self {
        let model = workspace.model();
        let number = workspace.book.number(&apply.pattern);
        let places = number.map(|at| offer::offer(&model, &workspace.owed(), at).places);
        let places = places.unwrap_or_default();
        let named = places.iter().position(|place| place.on == apply.on);
        let on = named.or((old.is_none() && !places.is_empty()).then_some(0));
        let forms = &workspace.book.obligations;
        let is = |all: &[crate::id::PatternId]| all.iter().any(|id| id.as_str() == apply.pattern);
        let (protection, door) = (is(&forms.with), is(&forms.exposes));
        let mut form =
            Self { apply, old, places, on, form: Checklist::default(), protection, door };
        form.stand();
        if form.door && form.old.is_none() {
            // A door without services behind it says nothing: begin with those that clients call.
            let facing = workspace.design().services.iter().filter(|service| {
                service.does.iter().any(|name| {
                    let found = workspace.facts().capability(name);
                    let found = found.and_then(|at| workspace.facts().capabilities.get(at));
                    found.is_some_and(|capability| !capability.clients.is_empty())
                })
            });
            form.apply.exposes = facing.map(|service| service.name.clone()).collect();
        }
        form
    }

    /// Puts the pattern on the place that is chosen.
    fn stand(&mut self) {
        if let Some(place) = self.on.and_then(|at| self.places.get(at)) {
            self.apply.on.clone_from(&place.on);
        }
    }

    fn scope(&self) -> Option<Scope> {
        self.on.and_then(|at| self.places.get(at)).map(|place| place.spot.scope())
    }

    /// The steps of the transaction that it stands on.
    fn steps(&self, workspace: &Workspace) -> Vec<String> {
        let facts = workspace.facts();
        let on = self.apply.on.as_deref().unwrap_or_default();
        let found = facts.transaction(on).and_then(|at| facts.transactions.get(at));
        let steps = found.map(|transaction| transaction.steps.as_slice()).unwrap_or_default();
        let names = steps.iter().filter_map(|step| facts.capabilities.get(*step));
        names.map(|capability| capability.name.clone()).collect()
    }

    fn choices(&self, workspace: &Workspace) -> Vec<Choice> {
        let mut all: Vec<Choice> = (0..self.places.len()).map(Choice::On).collect();
        let services = || workspace.design().services.iter().map(|service| service.name.clone());
        if matches!(self.scope(), Some(Scope::Transaction | Scope::View)) {
            all.push(Choice::At(None));
            all.extend(services().map(|name| Choice::At(Some(name))));
        }
        if self.scope() == Some(Scope::Transaction) {
            all.extend(self.steps(workspace).into_iter().map(Choice::Undo));
        }
        if self.door {
            all.extend(services().map(Choice::Exposes));
        }
        all.push(Choice::Done);
        all
    }

    /// Enter: the pattern as it is ticked, with the place or the service under the cursor.
    fn take(&mut self, workspace: &mut Workspace) -> Then {
        let at = self.form.at();
        if let Some(Choice::On(_) | Choice::At(_)) = self.choices(workspace).get(at) {
            self.choose(at, workspace);
        }
        self.finish(workspace);
        Then::Clear
    }

    fn choose(&mut self, at: usize, workspace: &mut Workspace) -> Then {
        self.form.select(at);
        let Some(choice) = self.choices(workspace).into_iter().nth(at) else { return Then::Stay };
        match choice {
            Choice::On(place) => {
                self.on = Some(place);
                self.stand();
                let steps = self.steps(workspace);
                self.apply.compensate.retain(|(step, _)| steps.contains(step));
            }
            Choice::At(service) => self.apply.at = service,
            Choice::Undo(step) => {
                let known = self.apply.compensate.iter().position(|(name, _)| *name == step);
                match known {
                    Some(at) => drop(self.apply.compensate.remove(at)),
                    None => {
                        let undo = format!("undo {step}");
                        self.apply.compensate.push((step, undo));
                    }
                }
            }
            Choice::Exposes(service) => {
                let exposes = &mut self.apply.exposes;
                match exposes.iter().position(|name| *name == service) {
                    Some(at) => drop(exposes.remove(at)),
                    None => exposes.push(service),
                }
            }
            Choice::Done => {
                self.finish(workspace);
                return Then::Clear;
            }
        }
        Then::Stay
    }

    fn finish(&mut self, workspace: &mut Workspace) {
        if !matches!(self.scope(), Some(Scope::Transaction | Scope::View)) {
            self.apply.at = None;
        }
        let mut edits: Vec<Edit> = self
            .old
            .iter()
            .map(|old| Edit::Unapply { pattern: old.pattern.clone(), on: old.on.clone() })
            .collect();
        let ends = self.apply.on.as_deref().and_then(|on| on.split_once("->"));
        match ends.filter(|_| self.protection) {
            Some((from, to)) => {
                let links = workspace.design().links.iter();
                edits.extend(links.filter(|link| link.from == from && link.to == to).map(|link| {
                    Edit::Protect {
                        from: from.to_owned(),
                        to: to.to_owned(),
                        style: link.style,
                        with: self.apply.pattern.clone(),
                    }
                }));
            }
            None => {
                edits.push(Edit::Apply(self.apply.clone()));
                workspace.made = Some(super::thing::Thing::Applied(self.apply.clone()));
            }
        }
        workspace.make(edits);
    }

    fn lines(&self, workspace: &Workspace, env: &Environment) -> Vec<Entry> {
        let name = workspace
            .book
            .number(&self.apply.pattern)
            .map(|at| workspace.book.entry(at).name.clone());
        let mut lines = vec![Entry::Head(name.unwrap_or_else(|| self.apply.pattern.clone()))];
        let mut group = 0;
        let mut head = |wanted: usize, key: &str, lines: &mut Vec<Entry>| {
            if group != wanted {
                group = wanted;
                lines.push(Entry::Head(env.say(key).to_owned()));
            }
        };
        let tick = |on: bool, single: bool, label: String, note: String| Entry::Choice {
            on,
            single,
            label,
            note,
        };
        for choice in self.choices(workspace) {
            match choice {
                Choice::On(at) => {
                    head(1, "bench.apply.on", &mut lines);
                    let Some(place) = self.places.get(at) else { continue };
                    let whole = || env.say("bench.apply.system").to_owned();
                    let label = place.on.clone().unwrap_or_else(whole);
                    let note = if place.stands {
                        env.say("bench.apply.stands").to_owned()
                    } else if place.settles.is_empty() {
                        String::new()
                    } else {
                        let kinds = place.settles.join(", ");
                        env.words.format("bench.apply.settles", &[("what", &kinds)])
                    };
                    lines.push(tick(self.on == Some(at), true, label, note));
                }
                Choice::At(service) => {
                    head(2, "bench.apply.at", &mut lines);
                    let nobody = || env.say("bench.nobody").to_owned();
                    let on = self.apply.at == service;
                    lines.push(tick(on, true, service.unwrap_or_else(nobody), String::new()));
                }
                Choice::Undo(step) => {
                    head(3, "bench.apply.undo", &mut lines);
                    let found = self.apply.compensate.iter().find(|(name, _)| *name == step);
                    let note = found.map(|(_, undo)| undo.clone()).unwrap_or_default();
                    lines.push(tick(found.is_some(), false, step, note));
                }
                Choice::Exposes(service) => {
                    head(4, "bench.apply.exposes", &mut lines);
                    let on = self.apply.exposes.contains(&service);
                    lines.push(tick(on, false, service, String::new()));
                }
                Choice::Done => {
                    let key =
                        if self.old.is_some() { "bench.apply.change" } else { "bench.apply.do" };
                    lines.push(Entry::Button(env.say(key).to_owned()));
                }
            }
        }
        lines
    }
}

impl Layer<Workspace> for ApplyForm {
    fn update(
        &mut self,
        action: &Action,
        workspace: &mut Workspace,
        _env: &mut Environment,
    ) -> Result<Then, Problem> {
        let count = self.choices(workspace).len();
        match action {
            Action::Move(motion) => self.form.go(*motion, count),
            Action::Wheel { lines, .. } => self.form.shift(*lines),
            Action::NextPanel => self.form.select(count.saturating_sub(1)),
            Action::Toggle => return Ok(self.choose(self.form.at(), workspace)),
            Action::Select => return Ok(self.take(workspace)),
            Action::Click(at) => {
                return Ok(match self.form.hit(*at) {
                    Some(choice) => self.choose(choice, workspace),
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
        let lines = self.lines(workspace, env);
        self.form.arrange(area, lines, env);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        self.form.view(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["toggle/tick", "select/take", "move", "back"]
    }

    fn floats(&self) -> bool {
        true
    }
}
