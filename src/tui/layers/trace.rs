//! What happens, step by step: a drawing of who does what with whom, and what holds after each step.

mod lanes;

use ratatui::{buffer::Buffer, layout::Rect};

use self::lanes::Lanes;
use super::{Layer, Then, body, title};
use crate::{
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        screen::{Effect, Environment},
        widgets::rows::{Row, Rows},
    },
    verdict::TraceStep,
};

/// The walk through a trace.
pub struct Trace {
    about: String,
    steps: Vec<TraceStep>,
    /// The step that is stood on.
    at: usize,
    rows: Rows,
    area: Rect,
}

impl Trace {
    /// A walk that begins with the first step.
    pub fn new(about: String, steps: Vec<TraceStep>) -> Self {
        Self { about, steps, at: 0, rows: Rows::default(), area: Rect::ZERO }
    }

    fn write(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows: Vec<Row> = text::wrap(&text::sanitize(&self.about), width)
            .into_iter()
            .map(|line| Row::text(line, Role::Strong))
            .collect();
        rows.push(Row::blank());
        let lanes = Lanes::of(&self.steps, width.saturating_sub(4));
        rows.extend(lanes.iter().map(|lanes| Row::text(lanes.head(), Role::Strong).indent(4)));
        for (at, step) in self.steps.iter().enumerate() {
            let selected = at == self.at;
            let dim = |role: Role| if at <= self.at { role } else { Role::Faint };
            let number = format!("{:>3} ", at + 1);
            let way = match (step.from.as_str(), step.to.as_str()) {
                _ if lanes.is_some() => {
                    let row = |lanes: &Lanes| lanes.row(Some(step), &env.signs);
                    lanes.as_ref().map(row).unwrap_or_default()
                }
                ("", "") => String::new(),
                (who, "") | ("", who) => format!("{who}  "),
                (from, to) => format!("{from} {} {to}  ", env.signs.arrow),
            };
            let room = width.saturating_sub(text::width(&number) + text::width(&way)).max(12);
            for (line, part) in
                text::wrap(&text::sanitize(&step.text), room).into_iter().enumerate()
            {
                let lead = |lead: &str| match line {
                    0 => lead.to_owned(),
                    _ => " ".repeat(text::width(lead)),
                };
                // The lanes go on beside words of several lines.
                let way = match (&lanes, line) {
                    (Some(lanes), 1..) => lanes.row(None, &env.signs),
                    _ => lead(&way),
                };
                let spans = vec![
                    (lead(&number), dim(Role::Muted)),
                    (way, dim(Role::Accent)),
                    (part, dim(Role::Text)),
                ];
                rows.push(Row::spans(spans).hit(at).select(selected));
            }
            if selected {
                rows.extend(self.state(at, width));
            }
        }
        rows
    }

    /// What holds after a step; what the step has changed stands out.
    fn state(&self, at: usize, width: usize) -> Vec<Row> {
        let Some(step) = self.steps.get(at) else { return Vec::new() };
        let before = at.checked_sub(1).and_then(|before| self.steps.get(before));
        let shown = step.state.iter().map(|(name, value)| {
            let known =
                before.is_some_and(|step| step.state.contains(&(name.clone(), value.clone())));
            let role = if known || before.is_none() { Role::Muted } else { Role::Warn };
            let line = text::ellipsis(&format!("{name} = {value}"), width.saturating_sub(6));
            Row::text(text::sanitize(&line), role).indent(6)
        });
        shown.collect()
    }
}

impl<W> Layer<W> for Trace {
    fn update(
        &mut self,
        action: &Action,
        _work: &mut W,
        env: &mut Environment,
    ) -> Result<Then<W>, Problem> {
        let last = self.steps.len().saturating_sub(1);
        match action {
            Action::Select if self.at == last => {
                return Ok(Then::Do(Effect::Notice(env.say("trace.end").to_owned())));
            }
            Action::Select | Action::Toggle => self.at = (self.at + 1).min(last),
            Action::Move(Motion::Right) => self.at = (self.at + 1).min(last),
            Action::Move(motion) => self.at = motion.apply(self.at, self.steps.len(), 10),
            Action::Wheel { lines, .. } => {
                self.rows.shift(*lines);
                return Ok(Then::Stay);
            }
            Action::Click(at) => self.at = self.rows.hit(*at).unwrap_or(self.at),
            Action::Back | Action::Own("trace") => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        self.rows.keep_in_sight();
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, _work: &W, env: &Environment) {
        self.area = area;
        let inner = body(area, 110);
        let rows = self.write(usize::from(inner.width), env);
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _work: &W, env: &Environment) {
        title(buffer, self.area, env.say("trace.title"), env);
        self.rows.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["right/next-step", "move", "back"]
    }

    fn status(&self) -> String {
        format!("{}/{}", self.at + 1, self.steps.len())
    }
}
