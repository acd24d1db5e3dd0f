//! What can be said of a saga without running it: order, kinds, ways back, who hears what.

use toml::Value;

use crate::{
    exercise::{
        answer::{Answer, Key, TOML},
        findings::Findings,
    },
    text,
    verdict::{Evidence, Finding, Fix, Severity},
};

use super::{
    design::{Design, Planned, Role, Work},
    facts::Saga,
};

/// More participants of a choreography are hard to follow. † Ours.
const MOST_PARTICIPANTS: usize = 4;

/// What stands in the answer, looked at rule by rule.
pub(super) struct Rules<'r> {
    saga: &'r Saga,
    design: &'r Design,
    answer: &'r Answer,
    findings: Findings<'r>,
}

impl<'r> Rules<'r> {
    /// Every static rule that a design breaks.
    pub(super) fn of(saga: &'r Saga, design: &'r Design, answer: &'r Answer) -> Vec<Finding> {
        let mut rules = Self { saga, design, answer, findings: Findings::of(answer) };
        rules.steps();
        rules.needs();
        rules.roles();
        rules.undos();
        rules.cheap_first();
        match design.is_choreography() {
            true => rules.choreography(),
            false => rules.stored(),
        }
        rules.findings.into_vec()
    }

    fn name(&self, step: usize) -> &'r str {
        &self.saga.steps[step].name
    }

    /// SG-01: every step once.
    fn steps(&mut self) {
        for (name, why) in &self.design.wrong {
            let steps = self.saga.steps.iter().map(|step| step.name.as_str());
            let undos = self.saga.undos.iter().map(|undo| undo.name.as_str());
            let near = text::nearest(&name.value, steps.chain(undos));
            let span = self.findings.span(&name.span);
            let is_known = near == Some(name.value.as_str());
            let fix = near.filter(|_| !is_known).map(|near| {
                let edit = crate::verdict::TextEdit {
                    file: TOML.to_owned(),
                    range: name.span.clone(),
                    text: Some(Value::from(near).to_string()),
                };
                Fix::edit(format!("Did you mean `{near}`?"), vec![edit])
            });
            let finding = self.findings.add("SG-01", Severity::Blocker, &[&name.value], *why);
            finding.evidence.push(span);
            finding.fixes.extend(fix);
        }
        for (at, step) in self.saga.steps.iter().enumerate() {
            if self.design.planned(at).is_none() {
                let why = "a saga that leaves this step out does not do what it is for";
                let evidence =
                    Evidence::row(shown(&step.name, &step.text), "missing", "one of the steps");
                let finding = self.findings.add("SG-01", Severity::Blocker, &[&step.name], why);
                finding.evidence.push(evidence);
            }
        }
    }

    /// SG-02: a step comes after all that it needs.
    fn needs(&mut self) {
        for planned in &self.design.steps {
            let place = self.design.place(planned.step);
            let needs = self.saga.steps[planned.step].needs.iter();
            let late: Vec<&str> = needs
                .filter(|need| self.design.place(**need).is_some_and(|at| Some(at) > place))
                .map(|need| self.name(*need))
                .collect();
            if late.is_empty() {
                continue;
            }
            let name = self.name(planned.step);
            let span = self.findings.span(&planned.span);
            let fix = self.sorted();
            let why = "what this step stands on is not there yet when it runs";
            let finding = self.findings.add("SG-02", Severity::Major, &[name], why);
            finding.evidence.push(Evidence::row(
                format!("`{name}` needs {}", late.join(", ")),
                "it comes first",
                "it comes after",
            ));
            finding.evidence.push(span);
            finding.fixes.push(fix);
        }
    }

    /// Every step moved behind what it needs, and no further.
    fn sorted(&self) -> Fix {
        let mut waiting: Vec<usize> = self.design.steps.iter().map(|one| one.step).collect();
        let mut order = Vec::new();
        while let Some(at) = waiting.iter().position(|step| {
            !self.saga.steps[*step].needs.iter().any(|need| waiting.contains(need))
        }) {
            order.push(waiting.remove(at));
        }
        order.extend(waiting);
        self.ordered("Take every step after what it needs", &order)
    }

    /// The steps in another order.
    fn ordered(&self, text: &str, order: &[usize]) -> Fix {
        let steps = in_order(self.answer, self.design, order);
        let changed = self.answer.set(&[Key::from("step")], Some(steps));
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// SG-03, SG-07: what each step is, before and behind the pivot.
    fn roles(&mut self) {
        let pivot = self.design.pivot();
        for (place, planned) in self.design.steps.iter().enumerate() {
            if let Some((yours, needed, role)) = self.misplaced(place, planned, pivot) {
                let name = self.name(planned.step);
                let span = self.findings.span(&planned.span);
                let fix = self.set_role(planned, role);
                let why = "before the pivot everything can be taken back, behind it everything is done \
                           again until it succeeds: any other step leaves the saga where it can go \
                           neither way";
                let finding = self.findings.add("SG-03", Severity::Major, &[name], why);
                finding.evidence.push(Evidence::row(format!("`{name}`"), yours, needed));
                finding.evidence.push(span);
                finding.fixes.push(fix);
            }
            let step = &self.saga.steps[planned.step];
            if let (true, Some(refuses)) = (planned.is_retriable(), &step.refuses_if) {
                let span = self.findings.span(&planned.span);
                let fixes = [Role::Compensatable, Role::Pivot];
                let fixes = fixes.map(|role| self.set_role(planned, role));
                let why = "the business can refuse this step: done again, it is refused again";
                let finding = self.findings.add("SG-07", Severity::Major, &[&step.name], why);
                finding.evidence.push(Evidence::row(
                    format!("`{}` is refused if {}", step.name, refuses.text()),
                    "retriable",
                    "a step that can be refused ends the saga or turns it back",
                ));
                finding.evidence.push(span);
                finding.fixes.extend(fixes);
            }
        }
    }

    /// What is wrong with the role of a step, what is needed, and a role that would do.
    fn misplaced(
        &self,
        place: usize,
        planned: &Planned,
        pivot: Option<usize>,
    ) -> Option<(String, &'static str, Role)> {
        let word = planned.role.map_or("no kind", Role::word);
        let writes = !self.saga.steps[planned.step].does.is_empty();
        if planned.is_read() && writes {
            let role = if pivot.is_some_and(|pivot| place > pivot) {
                Role::Retriable
            } else {
                Role::Compensatable
            };
            return Some(("read, and it writes".into(), "a kind of a step that writes", role));
        }
        match (pivot, planned.role) {
            (_, None) => Some((word.into(), "a kind", Role::Compensatable)),
            (Some(pivot), Some(Role::Pivot)) if place > pivot => {
                Some(("a second pivot".into(), "one pivot", Role::Retriable))
            }
            (Some(pivot), Some(role)) if place > pivot && role != Role::Retriable => {
                Some((format!("{word} behind the pivot"), "retriable", Role::Retriable))
            }
            (Some(pivot), Some(Role::Retriable)) if place < pivot => {
                let needed = "compensatable, or read";
                Some((format!("{word} before the pivot"), needed, Role::Compensatable))
            }
            _ => None,
        }
    }

    /// A step with another kind, and the way back that goes with it.
    fn set_role(&self, planned: &Planned, role: Role) -> Fix {
        let path = |key: &str| -> [Key; 3] { ["step".into(), planned.at.into(), key.into()] };
        let undo = self.saga.undo_of(planned.step).filter(|_| role == Role::Compensatable);
        let undo = undo.map(|undo| Value::from(self.saga.undos[undo].name.as_str()));
        let changed = self.answer.set(&path("kind"), Some(role.word().into()));
        let changed = if undo.is_some() || planned.undo.is_some() {
            changed.set(&path("undo"), undo)
        } else {
            changed
        };
        let text = format!("Make `{}` {}", self.name(planned.step), role.word());
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// SG-04: what can be taken back has its own way back, and nothing else has one.
    fn undos(&mut self) {
        for planned in &self.design.steps {
            let own = self.saga.undo_of(planned.step);
            let mine = planned.undo_name().map(|name| self.saga.find_undo(name));
            let compensatable = planned.role == Some(Role::Compensatable);
            let is_own =
                mine.flatten().is_some_and(|undo| self.saga.undos[undo].of == planned.step);
            if is_own == compensatable && (compensatable || mine.is_none()) {
                continue;
            }
            let name = self.name(planned.step);
            let yours = planned.undo_name().unwrap_or("no undo").to_owned();
            let (needed, why) = if compensatable {
                let own = own.map(|undo| self.saga.undos[undo].name.as_str());
                let why = "a step that is to be taken back needs the way back that belongs to it";
                (own.unwrap_or("a step that nothing takes back is not compensatable"), why)
            } else {
                ("no undo", "only a compensatable step is ever taken back")
            };
            let fix = self.set_role(planned, planned.role.unwrap_or(Role::Retriable));
            let span = self.findings.span(&planned.span);
            let finding = self.findings.add("SG-04", Severity::Major, &[name], why);
            finding.evidence.push(Evidence::row(format!("undo of `{name}`"), yours, needed));
            finding.evidence.push(span);
            finding.fixes.push(Fix { text: format!("Undo of `{name}`: {needed}"), ..fix });
        }
    }

    /// SG-08: what may be refused comes before what is dear or for good.
    fn cheap_first(&mut self) {
        let end = self.design.pivot().map_or(self.design.steps.len(), |pivot| pivot + 1);
        let order: Vec<usize> = self.design.steps.iter().take(end).map(|one| one.step).collect();
        let pairs = (0..order.len()).flat_map(|first| {
            let order = &order;
            (first + 1..order.len()).map(move |then| (order[first], order[then]))
        });
        let Some((dear, cheap)) = pairs.into_iter().find(|pair| self.is_dear_first(*pair)) else {
            return;
        };
        let (first, then) = (&self.saga.steps[dear], &self.saga.steps[cheap]);
        let weight = |step: &super::facts::Step| match step.reversible {
            true => format!("`{}` costs {}", step.name, step.cost),
            false => format!("`{}` cannot be taken back", step.name),
        };
        let evidence = Evidence::row(weight(first), weight(then), format!("`{}` first", then.name));
        let mut all: Vec<usize> = self.design.steps.iter().map(|one| one.step).collect();
        all.retain(|step| *step != cheap);
        let place = all.iter().position(|step| *step == dear).unwrap_or_default();
        all.insert(place, cheap);
        let fix = self.ordered(&format!("Take `{}` before `{}`", then.name, first.name), &all);
        let why =
            "what may be refused and costs little comes first: then little is lost when it is";
        let finding = self.findings.add("SG-08", Severity::Minor, &[&first.name, &then.name], why);
        finding.evidence.push(evidence);
        finding.fixes.push(fix);
    }

    fn is_dear_first(&self, (first, then): (usize, usize)) -> bool {
        let (dear, cheap) = (&self.saga.steps[first], &self.saga.steps[then]);
        let dearer = !dear.reversible || dear.cost > cheap.cost;
        let refusable = cheap.reversible && cheap.refuses_if.is_some();
        dearer && refusable && !self.saga.needed(then).contains(&first)
    }

    /// SG-18: the orchestrator knows after a crash where it was.
    fn stored(&mut self) {
        if self.design.protect.store_state {
            return;
        }
        let path: [Key; 2] = ["protect".into(), "store_state".into()];
        let changed = self.answer.set(&path, Some(true.into()));
        let fix = Fix::edit("Store the state of the saga", self.answer.edits_to(&changed));
        let why = "an orchestrator that keeps its state in memory forgets every saga that runs when it \
                   crashes";
        let at = self.design.at.clone();
        let finding = self.findings.add("SG-18", Severity::Major, &[&at], why);
        finding.evidence.push(Evidence::row("store_state", "false", "true"));
        finding.fixes.push(fix);
    }

    /// SG-05, SG-06, SG-17, SG-19: who hears what.
    fn choreography(&mut self) {
        for planned in &self.design.steps {
            self.unheard(planned);
        }
        self.refusals();
        self.own_undo();
        self.reversed();
        let mut services: Vec<&str> =
            self.design.lines.iter().map(|line| line.service.as_str()).collect();
        services.sort_unstable();
        services.dedup();
        if services.len() > MOST_PARTICIPANTS {
            let why =
                "nobody sees the whole of a choreography: with this many it is told better by one";
            let shown = services.join(", ");
            let finding = self.findings.add("SG-19", Severity::Minor, &["on"], why);
            finding.evidence.push(Evidence::row(
                "participants",
                shown,
                format!("{MOST_PARTICIPANTS} at most, or an orchestrator"),
            ));
        }
    }

    fn unheard(&mut self, planned: &Planned) {
        let work = Some(Work::Step(planned.step));
        if self.design.lines.iter().any(|line| line.does == work) {
            return;
        }
        let name = self.name(planned.step);
        let why = "no event makes this step happen";
        let finding = self.findings.add("SG-17", Severity::Major, &[name], why);
        finding.evidence.push(Evidence::row(
            format!("`{name}`"),
            "no line does it",
            "a line of [[on]]",
        ));
    }

    /// A refusal reaches everybody who has to take something back.
    fn refusals(&mut self) {
        for planned in &self.design.steps {
            if self.saga.steps[planned.step].refuses_if.is_none() {
                continue;
            }
            let reached = self.reached_by_refusal(planned.step);
            for need in self.saga.needed(planned.step) {
                let compensatable = self
                    .design
                    .planned(need)
                    .is_some_and(|one| one.role == Some(Role::Compensatable));
                let undo = self.saga.undo_of(need);
                let Some(undo) = undo.filter(|undo| compensatable && !reached.contains(undo))
                else {
                    continue;
                };
                let (step, undo) = (self.name(planned.step), &self.saga.undos[undo].name);
                let why = "who has to take something back never hears that the saga has failed";
                let finding = self.findings.add("SG-17", Severity::Major, &[self.name(need)], why);
                finding.evidence.push(Evidence::row(
                    format!("`{step}` is refused"),
                    format!("`{undo}` is not reached"),
                    format!("its `on_refusal` leads to `{undo}`"),
                ));
            }
        }
    }

    /// The ways to undo that the refusal of a step leads to.
    fn reached_by_refusal(&self, step: usize) -> Vec<usize> {
        let lines = self.design.lines.iter().filter(|line| line.does == Some(Work::Step(step)));
        let events = lines.filter_map(|line| line.on_refusal.as_deref());
        events.flat_map(|event| self.undone(&self.design.reached(event))).collect()
    }

    fn undone(&self, lines: &[usize]) -> Vec<usize> {
        let undo = |line: &usize| match self.design.lines[*line].does {
            Some(Work::Undo(undo)) => Some(undo),
            _ => None,
        };
        lines.iter().filter_map(undo).collect()
    }

    /// What was refused has done nothing that could be taken back.
    fn own_undo(&mut self) {
        for line in &self.design.lines {
            let (Some(Work::Step(step)), Some(event)) = (line.does, &line.on_refusal) else {
                continue;
            };
            let heard: Vec<usize> = self.design.hearers(event).map(|(at, _)| at).collect();
            let own = |undo: &usize| self.saga.undos[*undo].of == step;
            let Some(undo) = self.undone(&heard).into_iter().find(own) else { continue };
            let (name, undo) = (self.name(step), &self.saga.undos[undo].name);
            let span = self.findings.span(&line.span);
            let why =
                "a refused step has done nothing: to take it back undoes what somebody else did";
            let finding = self.findings.add("SG-05", Severity::Minor, &[name], why);
            finding.evidence.push(Evidence::row(
                format!("`{name}` is refused"),
                format!("`{undo}` hears `{event}`"),
                "only the steps before it are undone",
            ));
            finding.evidence.push(span);
        }
    }

    /// What stands on a step is undone before it.
    fn reversed(&mut self) {
        for line in &self.design.lines {
            let (Some(Work::Undo(first)), Some(event)) = (line.does, &line.emits) else { continue };
            let of = self.saga.undos[first].of;
            let later = |undo: &usize| self.saga.needed(self.saga.undos[*undo].of).contains(&of);
            let then = self.undone(&self.design.reached(event));
            let Some(then) = then.into_iter().find(later) else { continue };
            let (first, then) = (&self.saga.undos[first], &self.saga.undos[then]);
            let (under, over) = (self.name(first.of), self.name(then.of));
            let span = self.findings.span(&line.span);
            let why = "ways back run in reverse: what stands on a step is taken back before it";
            let finding = self.findings.add("SG-06", Severity::Major, &[under, over], why);
            finding.evidence.push(Evidence::row(
                format!("`{over}` needs `{under}`"),
                format!("`{}` leads to `{}`", first.name, then.name),
                format!("`{}` first", then.name),
            ));
            finding.evidence.push(span);
        }
    }
}

/// The list of steps in another order; those that are not named keep their places at the end.
pub(super) fn in_order(answer: &Answer, design: &Design, order: &[usize]) -> Value {
    let list = answer.value(&[Key::from("step")]);
    let list = list.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let places = order.iter().filter_map(|step| design.planned(*step)).map(|one| one.at);
    let mut taken: Vec<usize> = places.collect();
    taken.extend((0..list.len()).filter(|at| !taken.contains(at)).collect::<Vec<_>>());
    Value::Array(taken.into_iter().filter_map(|at| list.get(at).cloned()).collect())
}

fn shown(name: &str, text: &str) -> String {
    if text.is_empty() { format!("`{name}`") } else { text.to_owned() }
}
