//! Results: every quiz that was taken, to be looked at again.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    problem::Problem,
    role::Role,
    session::results::PastResult,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// The screen of results.
pub struct Results {
    results: Vec<PastResult>,
    selected: usize,
    rows: Rows,
}

impl Results {
    /// Every sitting of the past, the latest first.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        Ok(Self { results: env.session.results(&env.words)?, selected: 0, rows: Rows::default() })
    }

    fn open(&self) -> Effect {
        let result = self.results.get(self.selected);
        result.map_or(Effect::Nothing, |result| Effect::Open(Route::Result(result.id.clone())))
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("results.title"), Role::Heading), Row::blank()];
        if self.results.is_empty() {
            let lines = text::wrap(env.say("results.none"), width).into_iter();
            rows.extend(lines.map(|line| Row::text(line, Role::Muted)));
        }
        for (at, result) in self.results.iter().enumerate() {
            let selected = at == self.selected;
            let (sign, role) = sign(result, env);
            let lead = format!("{} {sign} ", if selected { env.signs.here } else { " " });
            let indent = text::width(&lead);
            let title = text::ellipsis(&result.title, width.saturating_sub(indent));
            let head = Row::spans(vec![(lead, role), (title, Role::Text)]);
            rows.push(head.hit(at).select(selected));
            let lines = text::wrap(&result.told(&env.words), width.saturating_sub(indent).max(8));
            rows.extend(lines.into_iter().map(|line| {
                Row::text(line, Role::Muted).indent(indent as u16).hit(at).select(selected)
            }));
        }
        rows
    }
}

fn sign(result: &PastResult, env: &Environment) -> (&'static str, Role) {
    match result {
        PastResult { passed: true, .. } => (env.signs.done, Role::Good),
        PastResult { retry: true, .. } => (env.signs.dot, Role::Muted),
        PastResult { finished: true, .. } => (env.signs.quiz, Role::Warn),
        _ => (env.signs.partly, Role::Muted),
    }
}

impl Screen for Results {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("results")
    }

    fn title(&self) -> &'static str {
        "results.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.results.is_empty() {
            true => vec!["back"],
            false => vec!["select", "move", "back"],
        }
    }

    fn status(&self, _env: &Environment) -> String {
        match self.results.len() {
            0 => String::new(),
            all => format!("{}/{all}", self.selected + 1),
        }
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        let moved = self.rows.pick(&action, &mut self.selected, self.results.len());
        Ok(moved.unwrap_or_else(|| self.open()))
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        // What was missed may have been asked again meanwhile.
        let results = env.session.results(&env.words).unwrap_or_default();
        let changed = results != self.results;
        self.results = results;
        changed
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width).saturating_sub(1), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
