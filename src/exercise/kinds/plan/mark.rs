//! Marks a plan: order, safety, gates and ways back.

use crate::{
    exercise::answer::{Answer, TOML},
    verdict::{Evidence, Finding, Fix, Severity, TraceStep, Verdict, score::Earned},
};

use super::{
    facts::Plan,
    moves::moves,
    reply::{Reply, set_order},
    world::{Broken, State, walk},
};

/// Points of order and of safety each, where gates or ways back are asked for.
const HALF: f64 = 45.0;
/// Points of gates and ways back.
const EXITS: f64 = 10.0;
/// What a step that only tempts costs, and a scaffold that stays.
const SLIP: f64 = 4.0;

/// The verdict on an answer.
pub(super) fn mark(plan: &Plan, answer: &Answer) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, plan));
    let mut marking = Marking { plan, answer, reply: &reply, findings: Vec::new() };
    let broken = walk(plan, &reply.lines);
    marking.names();
    let order = marking.order();
    marking.broken(&broken);
    let (held, all) = broken.tally();
    // A plan without steps breaks nothing, and earns nothing for it.
    let safety = if reply.lines.is_empty() { 0.0 } else { share(held, all) };
    let half = if plan.has_exits() { HALF } else { HALF + EXITS / 2.0 };
    let mut earned = vec![
        Earned::new("order", half * (2.0 * order - 1.0).max(0.0), half),
        Earned::new("safety", half * safety, half),
    ];
    if plan.has_exits() {
        let exits = marking.exits();
        earned.push(Earned::new("gates and ways back", EXITS * exits, EXITS));
    }
    marking.scaffolds();
    let slips = marking.findings.iter().filter(|finding| {
        finding.severity == Severity::Minor && matches!(finding.rule, "PL-02" | "PL-08")
    });
    let rows = slips.map(|slip| Earned { item: slip.rule.into(), points: -SLIP, of: None });
    earned.extend(rows.collect::<Vec<_>>());
    Verdict::judge(earned, marking.findings)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

struct Marking<'a> {
    plan: &'a Plan,
    answer: &'a Answer,
    reply: &'a Reply,
    findings: Vec<Finding>,
}

impl Marking<'_> {
    fn name(&self, step: usize) -> &str {
        &self.plan.steps[step].name
    }

    fn text(&self, step: usize) -> &str {
        &self.plan.steps[step].text
    }

    /// Steps that are missing, unknown or doubled.
    fn names(&mut self) {
        for (name, why) in &self.reply.wrong {
            let span = self.answer.span(TOML, name.span.clone());
            let finding = Finding::new("PL-01", Severity::Blocker, [&name.value], *why);
            self.findings.push(finding.evidence(Evidence::Span(span)));
        }
        for (at, step) in self.plan.steps.iter().enumerate() {
            if step.required && self.reply.place(at).is_none() {
                let message = "a plan that leaves this out does not arrive";
                let finding = Finding::new("PL-01", Severity::Blocker, [&step.name], message);
                self.findings.push(finding.row(step.text.clone(), "missing", "in the order"));
            }
        }
    }

    /// The share of edges that are kept.
    fn order(&mut self) -> f64 {
        let plan = self.plan;
        let kept = plan.edges.iter().filter(|edge| self.reply.keeps(**edge)).count();
        let moves = moves(plan, self.reply);
        for &(earlier, later) in plan.edges.iter().filter(|edge| !self.reply.keeps(**edge)) {
            let (Some(_), Some(_)) = (self.reply.place(earlier), self.reply.place(later)) else {
                continue;
            };
            let (first, second) = (self.name(earlier).to_owned(), self.name(later).to_owned());
            let why = plan.steps[later].why.clone();
            let message = why.unwrap_or_else(|| {
                "what this step stands on is not there yet when it is taken".to_owned()
            });
            let names: Vec<&str> = plan.names(&moves).collect();
            let fewest = format!("moving {} is enough to keep every order", names.join(", "));
            let finding = Finding::new("PL-03", Severity::Major, [&second, &first], message)
                .row(
                    self.text(later),
                    format!("`{second}` not after `{first}`"),
                    format!("`{first}` first"),
                )
                .evidence(Evidence::Words(fewest))
                .fix(self.sorted());
            self.findings.push(finding);
        }
        if plan.edges.is_empty() && self.reply.lines.is_empty() {
            return 0.0;
        }
        share(kept, plan.edges.len())
    }

    /// Every step moved behind what it needs, and no further.
    fn sorted(&self) -> Fix {
        let mut waiting: Vec<Vec<usize>> = self.reply.lines.clone();
        let mut lines: Vec<Vec<usize>> = Vec::new();
        // Each round takes the first line from which something can go; there is no circle.
        while let Some((at, ready)) = waiting.iter().enumerate().find_map(|(at, line)| {
            let ready: Vec<usize> =
                line.iter().copied().filter(|step| self.is_free(*step, &waiting)).collect();
            (!ready.is_empty()).then_some((at, ready))
        }) {
            waiting[at].retain(|step| !ready.contains(step));
            lines.push(ready);
        }
        self.ordered("Take every step after what it needs".to_owned(), &lines)
    }

    /// Whether nothing that a step needs still waits.
    fn is_free(&self, step: usize, waiting: &[Vec<usize>]) -> bool {
        let waits = |other: usize| waiting.iter().any(|line| line.contains(&other));
        !self.plan.edges.iter().any(|edge| edge.1 == step && waits(edge.0))
    }

    /// Another order: an edit where it breaks nothing that holds, else only said.
    fn ordered(&self, text: String, lines: &[Vec<usize>]) -> Fix {
        let (before, after) = (walk(self.plan, &self.reply.lines), walk(self.plan, lines));
        if after.breaks_beside(&before) {
            return Fix::words(text);
        }
        let changed = set_order(self.plan, self.answer, lines);
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    /// What did not hold on the way, or after a crash.
    fn broken(&mut self, broken: &Broken) {
        let plan = self.plan;
        let mut harmed = Vec::new();
        for (safe, found) in plan.safe.iter().zip(&broken.safe) {
            let Some((step, state)) = found else { continue };
            let harmful = step.filter(|step| plan.steps[*step].harm.is_some());
            if let Some(step) = harmful {
                if !harmed.contains(&step) {
                    harmed.push(step);
                    self.tempted(step, Severity::Major, Some(state));
                }
                continue;
            }
            let when = step.map_or("at the start", |step| self.name(step)).to_owned();
            let message = match safe.says.as_str() {
                "" => "somebody who looks at this moment sees what must never be".to_owned(),
                says => says.to_owned(),
            };
            let expression = safe.expression.text();
            let finding = Finding::new("PL-04", Severity::Major, [expression], message)
                .row(format!("after `{when}`"), shown(plan, state), expression)
                .evidence(self.trace(*step, state));
            self.findings.push(finding);
        }
        for (at, step) in plan.steps.iter().enumerate() {
            let tempted = step.harm.is_some() && self.reply.place(at).is_some();
            if tempted && !harmed.contains(&at) {
                self.tempted(at, Severity::Minor, None);
            }
        }
        for (crash, found) in plan.crashes.iter().zip(&broken.crashes) {
            let Some(state) = found else { continue };
            let message = match crash.says.as_str() {
                "" => {
                    "what runs again after a crash here loses something or does it twice".to_owned()
                }
                says => says.to_owned(),
            };
            let again: Vec<&str> = plan.names(&crash.rerun).collect();
            let finding = Finding::new("PL-05", Severity::Major, [&crash.name], message)
                .row(
                    format!(
                        "crash after `{}`, then {} again",
                        self.name(crash.after),
                        again.join(", ")
                    ),
                    shown(plan, state),
                    crash.then.text(),
                )
                .evidence(self.trace(Some(crash.after), state));
            self.findings.push(finding);
        }
    }

    /// The steps up to one, with the state behind the last.
    fn trace(&self, last: Option<usize>, state: &State) -> Evidence {
        let mut steps = Vec::new();
        for step in self.reply.lines.iter().flatten() {
            if last.is_none() {
                break;
            }
            let text = self.name(*step).to_owned();
            steps.push(TraceStep { text, ..TraceStep::default() });
            if Some(*step) == last {
                break;
            }
        }
        if steps.is_empty() {
            steps.push(TraceStep { text: "start".into(), ..TraceStep::default() });
        }
        if let Some(end) = steps.last_mut() {
            end.state = state.shown(self.plan);
        }
        Evidence::Trace(steps)
    }

    /// A step that only tempts.
    fn tempted(&mut self, at: usize, severity: Severity, state: Option<&State>) {
        let step = &self.plan.steps[at];
        let harm = step.harm.clone().unwrap_or_default();
        let lines: Vec<Vec<usize>> = self
            .reply
            .lines
            .iter()
            .map(|line| line.iter().copied().filter(|other| *other != at).collect())
            .filter(|line: &Vec<usize>| !line.is_empty())
            .collect();
        let fix = self.ordered(format!("Leave `{}` out", step.name), &lines);
        let mut finding = Finding::new("PL-02", severity, [&step.name], harm)
            .row(step.text.clone(), "in the order", "left out")
            .fix(fix);
        if let Some(state) = state {
            finding = finding.evidence(self.trace(Some(at), state));
        }
        self.findings.push(finding);
    }

    /// The share of gates and ways back that stand.
    fn exits(&mut self) -> f64 {
        let plan = self.plan;
        let (mut good, mut all) = (0, 0);
        for gate in &plan.gates {
            all += 1;
            let name = self.name(gate.step).to_owned();
            let mine = self.reply.gates.iter().find(|(step, ..)| *step == name);
            let measured = mine.and_then(|(_, measure, _)| measure.as_ref());
            let tells = measured.is_some_and(|measure| gate.measures.contains(measure));
            if tells && mine.is_some_and(|(.., stop)| *stop) {
                good += 1;
                continue;
            }
            let message = "behind this step there is no way back that costs nothing: look at a measure \
                           first, and say when you stop";
            let yours = measured.cloned().unwrap_or_default();
            let finding = Finding::new("PL-06", Severity::Minor, [name], message);
            self.findings.push(finding.row(
                self.text(gate.step),
                yours,
                "a measure that shows its damage, and `stop_if`",
            ));
        }
        for (at, step) in plan.steps.iter().enumerate() {
            let Some(undo) = &step.undo else { continue };
            all += 1;
            let mine = self.reply.back.iter().find(|(name, _)| *name == step.name);
            if mine.is_some_and(|(_, to)| to == undo) {
                good += 1;
                continue;
            }
            let message = "a way back exists: write it down before you need it at night";
            let yours = mine.map(|(_, to)| to.clone()).unwrap_or_default();
            let path = ["back".into(), step.name.as_str().into(), "to".into()];
            let changed = self.answer.set(&path, Some(undo.clone().into()));
            let fix = Fix::edit(format!("Way back: {undo}"), self.answer.edits_to(&changed));
            let finding = Finding::new("PL-07", Severity::Minor, [&step.name], message)
                .row(self.text(at), yours, undo.clone())
                .fix(fix);
            self.findings.push(finding);
        }
        share(good, all)
    }

    /// Scaffolds that nobody takes down.
    fn scaffolds(&mut self) {
        for (at, step) in self.plan.steps.iter().enumerate() {
            let Some(place) = self.reply.place(at).filter(|_| step.scaffold) else { continue };
            let removed = self.plan.steps.iter().enumerate().any(|(other, remover)| {
                let later = self.reply.place(other).is_some_and(|other| other > place);
                remover.removes.contains(&at) && later
            });
            if !removed {
                let message =
                    "what was put up for the way is never taken down, and becomes the system";
                let finding = Finding::new("PL-08", Severity::Minor, [&step.name], message);
                self.findings.push(finding.row(
                    step.text.clone(),
                    "stays",
                    "a later step removes it",
                ));
            }
        }
    }
}

fn shown(plan: &Plan, state: &State) -> String {
    let values = state.shown(plan).into_iter().map(|(name, value)| format!("{name} = {value}"));
    values.collect::<Vec<_>>().join(", ")
}
