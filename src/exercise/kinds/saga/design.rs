//! The saga as a learner designed it: style, steps with kinds and ways back, who hears what, protections.

use std::ops::Range;

use crate::{
    exercise::answer::Answer,
    table::{Fields, Placed},
};

use super::facts::{MOST_STEPS, Saga};

/// More lines of `[[on]]` are refused.
const MOST_LINES: usize = 60;
/// Who coordinates where nobody is named.
const NOBODY: &str = "orchestrator";
/// The event that begins a choreography.
pub(super) const START: &str = "start";

/// A whole answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Design {
    pub(super) style: Style,
    /// The service where the orchestrator runs.
    pub(super) at: String,
    /// The steps in their order, each once.
    pub(super) steps: Vec<Planned>,
    pub(super) lines: Vec<Handler>,
    pub(super) protect: Protect,
    /// Names that are no step, or stand a second time.
    pub(super) wrong: Vec<(Placed<String>, &'static str)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Orchestration,
    Choreography,
}

/// What a step is in the saga.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It can be taken back.
    Compensatable,
    /// Behind it the saga only goes forward.
    Pivot,
    /// It is done again until it succeeds.
    Retriable,
    /// It changes nothing.
    Read,
}

/// One step of the answer.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// The step of the facts.
    pub(super) step: usize,
    /// Its place in the list of the answer.
    pub(super) at: usize,
    pub(super) role: Option<Role>,
    /// The name that stands under `undo`.
    pub(super) undo: Option<Placed<String>>,
    pub(super) span: Range<usize>,
}

/// What a line of a choreography does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Work {
    Step(usize),
    Undo(usize),
}

/// One line of `[[on]]`.
#[derive(Clone, Debug)]
pub(super) struct Handler {
    pub(super) event: String,
    pub(super) service: String,
    pub(super) does: Option<Work>,
    pub(super) emits: Option<String>,
    pub(super) on_refusal: Option<String>,
    pub(super) span: Range<usize>,
}

/// What guards the saga.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Protect {
    /// Services that send what they have committed, whatever happens.
    pub(super) outbox: Vec<String>,
    /// Services on which a message has no effect the second time.
    pub(super) dedupe: Vec<String>,
    /// Variables that one saga at a time may touch.
    pub(super) lock: Vec<String>,
    /// Values that are read again at commit: `stock`, or `stock@create`.
    pub(super) reread: Vec<String>,
    /// Ways to undo that are tried until they succeed.
    pub(super) retry_undo: Vec<String>,
    /// Whether the orchestrator knows after a crash where it was.
    pub(super) store_state: bool,
}

/// One entry of the protections: its key, and the name that stands there.
pub(super) type Entry = (&'static str, Option<String>);

/// The words of the roles.
pub(super) const ROLES: [(&str, Role); 4] = [
    ("compensatable", Role::Compensatable),
    ("pivot", Role::Pivot),
    ("retriable", Role::Retriable),
    ("read", Role::Read),
];
/// The words of the styles.
pub(super) const STYLES: [(&str, Style); 2] =
    [("orchestration", Style::Orchestration), ("choreography", Style::Choreography)];

impl Role {
    /// Its word in an answer.
    pub(super) fn word(self) -> &'static str {
        ROLES.iter().find(|(_, role)| *role == self).map_or("", |(word, _)| word)
    }
}

impl Planned {
    /// Whether it is done again until it succeeds.
    pub(super) fn is_retriable(&self) -> bool {
        self.role == Some(Role::Retriable)
    }

    /// Whether it is said to change nothing.
    pub(super) fn is_read(&self) -> bool {
        self.role == Some(Role::Read)
    }

    /// The name of its way back.
    pub(super) fn undo_name(&self) -> Option<&str> {
        self.undo.as_ref().map(|undo| undo.value.as_str())
    }
}

impl Design {
    /// What an answer says; what cannot be read is left out.
    pub(super) fn of(saga: &Saga, answer: &Answer) -> Self {
        answer.read(|root| Self::read(root, saga)).0
    }

    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, saga: &Saga) -> Self {
        let style = root.one_of("style", &STYLES).map(|style| style.value).unwrap_or_default();
        let at = root.string("at").map(|at| at.value).filter(|at| !at.is_empty());
        let mut design = Self {
            style,
            at: at.unwrap_or_else(|| NOBODY.to_owned()),
            protect: root.table("protect").map(|table| Protect::read(&table)).unwrap_or_default(),
            ..Self::default()
        };
        let steps = root.tables("step");
        for (at, fields) in steps.iter().enumerate() {
            design.step(at, fields, saga);
        }
        let lines = root.tables("on");
        for (what, found, most) in
            [("steps", steps.len(), 2 * MOST_STEPS), ("lines", lines.len(), MOST_LINES)]
        {
            if found > most {
                let message = format!("at most {most} {what} can be explored");
                root.report("too-many", root.span(), message);
            }
        }
        for fields in lines.iter().take(MOST_LINES) {
            design.line(fields, saga);
        }
        design
    }

    fn step(&mut self, at: usize, fields: &Fields<'_, '_>, saga: &Saga) {
        let role = fields.one_of("kind", &ROLES).map(|role| role.value);
        let undo = fields.string("undo").filter(|undo| !undo.value.is_empty());
        let Some(name) = fields.required_string("do") else { return };
        let span = name.span.clone();
        match saga.find(&name.value) {
            None => self.wrong.push((name, "no step is called so")),
            Some(step) if self.planned(step).is_some() => {
                self.wrong.push((name, "the step stands twice"));
            }
            Some(step) => self.steps.push(Planned { step, at, role, undo, span }),
        }
    }

    fn line(&mut self, fields: &Fields<'_, '_>, saga: &Saga) {
        let text = |key| fields.string(key).map(|text| text.value).filter(|text| !text.is_empty());
        let (event, service) = (text("event").unwrap_or_default(), text("service"));
        let (emits, on_refusal) = (text("emits"), text("on_refusal"));
        let does = fields.string("do").filter(|does| !does.value.is_empty());
        let work = does.as_ref().and_then(|does| {
            let step = saga.find(&does.value).map(Work::Step);
            step.or_else(|| saga.find_undo(&does.value).map(Work::Undo))
        });
        if let (Some(does), None) = (does, work) {
            self.wrong.push((does, "no step and no undo is called so"));
        }
        let usual = work.map(|work| saga.service_of(work).to_owned());
        let service = service.or(usual).unwrap_or_default();
        let span = fields.span();
        self.lines.push(Handler { event, service, does: work, emits, on_refusal, span });
    }

    /// A step as it stands in the answer.
    pub(super) fn planned(&self, step: usize) -> Option<&Planned> {
        self.steps.iter().find(|planned| planned.step == step)
    }

    /// The place of a step in the order.
    pub(super) fn place(&self, step: usize) -> Option<usize> {
        self.steps.iter().position(|planned| planned.step == step)
    }

    /// The first pivot's place in the order.
    pub(super) fn pivot(&self) -> Option<usize> {
        self.steps.iter().position(|planned| planned.role == Some(Role::Pivot))
    }

    /// Whether events lead from step to step.
    pub(super) fn is_choreography(&self) -> bool {
        self.style == Style::Choreography
    }

    /// Every service that has a part in the saga, each once.
    pub(super) fn services(&self, saga: &Saga) -> Vec<String> {
        let steps = saga.steps.iter().map(|step| step.service.as_str());
        let at = (!self.is_choreography()).then_some(self.at.as_str());
        let lines = self.lines.iter().map(|line| line.service.as_str());
        let lines = lines.filter(|_| self.is_choreography());
        let mut all: Vec<String> = Vec::new();
        for service in steps.chain(at).chain(lines) {
            if !all.iter().any(|known| known == service) {
                all.push(service.to_owned());
            }
        }
        all
    }

    /// The lines that hear an event.
    pub(super) fn hearers(&self, event: &str) -> impl Iterator<Item = (usize, &Handler)> {
        self.lines.iter().enumerate().filter(move |(_, line)| line.event == event)
    }

    /// The lines that are reached from an event, also through what they emit.
    pub(super) fn reached(&self, event: &str) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            for (at, line) in self.hearers(event) {
                if !found.contains(&at) {
                    found.push(at);
                    waiting.extend(line.emits.as_deref());
                }
            }
        }
        found.sort_unstable();
        found
    }
}

impl Saga {
    /// The service in which something is done.
    pub(super) fn service_of(&self, work: Work) -> &str {
        match work {
            Work::Step(step) => &self.steps[step].service,
            Work::Undo(undo) => &self.steps[self.undos[undo].of].service,
        }
    }

    /// What something that is done is called.
    pub(super) fn work_name(&self, work: Work) -> &str {
        match work {
            Work::Step(step) => &self.steps[step].name,
            Work::Undo(undo) => &self.undos[undo].name,
        }
    }
}

impl Protect {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let words = |key| -> Vec<String> {
            let mut all: Vec<String> = Vec::new();
            for word in fields.strings(key) {
                if !all.contains(&word.value) {
                    all.push(word.value);
                }
            }
            all
        };
        Self {
            outbox: words("outbox"),
            dedupe: words("dedupe"),
            lock: words("lock"),
            reread: words("reread"),
            retry_undo: words("retry_undo"),
            store_state: fields.boolean("store_state").is_some_and(|store| store.value),
        }
    }

    /// The lists by their keys.
    pub(super) fn lists(&self) -> [(&'static str, &Vec<String>); 5] {
        [
            ("outbox", &self.outbox),
            ("dedupe", &self.dedupe),
            ("lock", &self.lock),
            ("reread", &self.reread),
            ("retry_undo", &self.retry_undo),
        ]
    }

    /// Every entry.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let lists = self.lists().into_iter();
        let named =
            lists.flat_map(|(key, names)| names.iter().map(move |name| (key, Some(name.clone()))));
        named.chain(self.store_state.then_some(("store_state", None))).collect()
    }

    /// The same without one entry.
    pub(super) fn without(&self, (key, name): &Entry) -> Self {
        let mut rest = self.clone();
        let list = match *key {
            "outbox" => &mut rest.outbox,
            "dedupe" => &mut rest.dedupe,
            "lock" => &mut rest.lock,
            "reread" => &mut rest.reread,
            "retry_undo" => &mut rest.retry_undo,
            _ => {
                rest.store_state = false;
                return rest;
            }
        };
        list.retain(|known| Some(known) != name.as_ref());
        rest
    }
}
