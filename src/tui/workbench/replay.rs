//! Walks a business transaction over the design, hop by hop: how long, how sure, and what breaks while
//! a service is down.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::workspace::{Then, Workspace};
use crate::{
    design::{replay, replay::Hop},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        layers::{Layer, body, title},
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
};

/// What a click on a row does, behind the numbers of the hops.
const NEXT_TRANSACTION: usize = 100_000;
const NEXT_DOWN: usize = 100_001;

/// The walk.
#[derive(Default)]
pub(super) struct Replay {
    transaction: usize,
    /// The hop that is stood on.
    hop: usize,
    down: Option<usize>,
    hops: usize,
    rows: Rows,
    area: Rect,
}

impl Replay {
    fn turn(&mut self, by: isize, workspace: &Workspace) {
        let count = workspace.facts().transactions.len().max(1);
        self.transaction = (self.transaction + count).saturating_add_signed(by) % count;
        self.hop = 0;
        self.rows.reset();
    }

    /// The next service goes down; behind the last one all are up again.
    fn break_next(&mut self, workspace: &Workspace) {
        let count = workspace.design().services.len();
        self.down = match self.down {
            None if count > 0 => Some(0),
            Some(at) if at + 1 < count => Some(at + 1),
            _ => None,
        };
    }

    fn click(&mut self, at: Position, workspace: &Workspace) {
        match self.rows.hit(at) {
            Some(NEXT_TRANSACTION) => self.turn(1, workspace),
            Some(NEXT_DOWN) => self.break_next(workspace),
            Some(hop) => self.hop = hop,
            None => {}
        }
    }

    fn head(&self, workspace: &Workspace, env: &Environment) -> Vec<Row> {
        let facts = workspace.facts();
        let Some(one) = facts.transactions.get(self.transaction) else { return Vec::new() };
        let arrow = env.signs.here;
        let mut rows = vec![
            Row::spans(vec![
                (format!("{arrow} {}", one.name), Role::Strong),
                (format!("  {}", one.about), Role::Muted),
            ])
            .hit(NEXT_TRANSACTION),
        ];
        let down = self.down.and_then(|at| workspace.design().services.get(at));
        let (said, role) = match down {
            Some(service) => {
                (env.words.format("replay.down", &[("name", &service.name)]), Role::Bad)
            }
            None => (env.say("replay.all-up").to_owned(), Role::Good),
        };
        rows.push(Row::text(said, role).hit(NEXT_DOWN));
        if let Some(down) = self.down {
            let broken = replay::broken_by(&workspace.model(), down);
            let said = if broken.is_empty() {
                env.say("replay.nothing-breaks").to_owned()
            } else {
                env.words.format("replay.breaks", &[("what", &broken.join(", "))])
            };
            rows.push(Row::text(said, Role::Muted));
        }
        rows.push(Row::blank());
        rows
    }

    fn walk(
        &self,
        width: usize,
        workspace: &Workspace,
        hops: &[Hop],
        env: &Environment,
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, hop) in hops.iter().enumerate() {
            let reached = at <= self.hop;
            let selected = at == self.hop;
            let dim = |role: Role| if reached { role } else { Role::Faint };
            let way = match (&hop.from, hop.style) {
                (Some(from), Some(style)) => format!("{from} {} {}", style.arrow(), hop.at),
                (Some(from), None) => {
                    format!("{from} ? {}  {}", hop.at, env.say("replay.no-link"))
                }
                (None, _) => hop.at.clone(),
            };
            let (sign, role) = match (hop.fails, hop.waited) {
                (true, _) => (env.signs.wrong, Role::Bad),
                (false, true) => (env.signs.done, Role::Good),
                (false, false) => (env.signs.partly, Role::Muted),
            };
            let mut first = vec![
                (format!("{sign} "), dim(role)),
                (text::pad(&hop.step, 20), dim(Role::Text)),
                (way, dim(Role::Accent)),
            ];
            let used: usize = first.iter().map(|(text, _)| text::width(text)).sum();
            let numbers = if hop.fails {
                env.say("replay.fails").to_owned()
            } else if hop.waited {
                format!("{:.0} ms   {:.3} %", hop.elapsed_ms, hop.availability * 100.0)
            } else {
                env.say("replay.later").to_owned()
            };
            let gap = width.saturating_sub(used + text::width(&numbers) + 1);
            if gap > 1 {
                first.push((format!("{}{numbers}", " ".repeat(gap)), dim(Role::Muted)));
            }
            rows.push(Row::spans(first).hit(at).select(selected));
            if !selected {
                continue;
            }
            let mut say = |line: String, role: Role| {
                for part in text::wrap(&line, width.saturating_sub(4).max(10)) {
                    rows.push(Row::text(part, role).indent(4));
                }
            };
            if gap <= 1 {
                say(numbers, Role::Muted);
            }
            if hop.ms > 0.0 && !hop.fails {
                let ms = format!("{:.0}", hop.ms);
                say(env.words.format("replay.takes", &[("ms", &ms)]), Role::Muted);
            }
            if !hop.asks.is_empty() {
                let asks = hop.asks.join(", ");
                say(env.words.format("replay.asks", &[("what", &asks)]), Role::Muted);
            }
            if let Some(undo) = &hop.undone_by {
                say(env.words.format("replay.undo", &[("what", undo)]), Role::Muted);
            }
        }
        let waited: Vec<&Hop> = hops.iter().filter(|hop| hop.waited).collect();
        let facts = workspace.facts().transactions.get(self.transaction);
        if waited.iter().any(|hop| hop.fails) {
            rows.push(Row::blank());
            let line = format!("{} {}", env.signs.wrong, env.say("replay.no-answer"));
            rows.push(Row::text(line, Role::Bad));
        } else if let (Some(last), Some(facts)) = (waited.last(), facts) {
            rows.push(Row::blank());
            let goal = |holds: bool| {
                if holds { (env.signs.done, Role::Good) } else { (env.signs.wrong, Role::Bad) }
            };
            let ms = format!("{:.0} ms", last.elapsed_ms);
            let mut line = env.words.format("replay.sum-time", &[("ms", &ms)]);
            let mut look = ("", Role::Text);
            if let Some(most) = facts.p95_ms {
                line.push_str(&env.words.format("replay.goal", &[("goal", &format!("{most} ms"))]));
                look = goal(last.elapsed_ms <= most);
            }
            rows.push(Row::text(format!("{} {line}", look.0), look.1));
            let up = format!("{:.3} %", last.availability * 100.0);
            let mut line = env.words.format("replay.sum-up", &[("up", &up)]);
            let mut look = ("", Role::Text);
            if let Some(least) = facts.availability {
                let least_said = format!("{:.3} %", least * 100.0);
                line.push_str(&env.words.format("replay.goal", &[("goal", &least_said)]));
                look = goal(last.availability >= least);
            }
            rows.push(Row::text(format!("{} {line}", look.0), look.1));
        }
        rows
    }
}

impl Layer<Workspace> for Replay {
    fn update(
        &mut self,
        action: &Action,
        workspace: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        match action {
            Action::Next => self.turn(1, workspace),
            Action::Previous => self.turn(-1, workspace),
            Action::Own("delete") => self.break_next(workspace),
            Action::Move(Motion::Right | Motion::Down) | Action::Select | Action::Toggle => {
                if self.hop + 1 >= self.hops && matches!(action, Action::Select) {
                    return Ok(Then::Do(Effect::Notice(env.say("replay.end").to_owned())));
                }
                self.hop = (self.hop + 1).min(self.hops.saturating_sub(1));
                self.rows.keep_in_sight();
            }
            Action::Move(Motion::Left | Motion::Up) => {
                self.hop = self.hop.saturating_sub(1);
                self.rows.keep_in_sight();
            }
            Action::Move(motion) => {
                self.hop = motion.apply(self.hop, self.hops, 10);
                self.rows.keep_in_sight();
            }
            Action::Wheel { lines, .. } => self.rows.shift(*lines),
            Action::Click(at) => self.click(*at, workspace),
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, workspace: &Workspace, env: &Environment) {
        self.area = area;
        let count = workspace.facts().transactions.len();
        self.transaction = self.transaction.min(count.saturating_sub(1));
        self.down = self.down.filter(|at| *at < workspace.design().services.len());
        let inner = body(area, 110);
        if count == 0 {
            return;
        }
        let hops = replay::replay(&workspace.model(), self.transaction, self.down);
        self.hops = hops.len();
        self.hop = self.hop.min(self.hops.saturating_sub(1));
        let mut rows = self.head(workspace, env);
        rows.extend(self.walk(usize::from(inner.width), workspace, &hops, env));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _bench: &Workspace, env: &Environment) {
        title(buffer, self.area, env.say("replay.title"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["right/next-hop", "next/other-transaction", "delete/break", "back"]
    }

    fn status(&self) -> String {
        format!("{}/{}", self.hop + 1, self.hops)
    }
}
