//! The card of the very first start: what this course is, where to begin, and the keys that lead on.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    config::Setting,
    library::Reference,
    problem::Problem,
    role::Role,
    session::first_start::{FirstStart, Way},
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

/// The card.
pub struct Welcome {
    about: Vec<(String, Role)>,
    choices: Vec<Choice>,
    selected: usize,
    rows: Rows,
}

/// A way to begin.
struct Choice {
    label: String,
    note: String,
    /// Nothing leads to the map.
    goal: Option<Reference>,
}

impl Welcome {
    /// The card for the course.
    pub fn new(env: &Environment) -> Self {
        let first = env.session.first_start(&env.words);
        let about = about(&first, env);
        Self { about, choices: choices(first.ways, env), selected: 0, rows: Rows::default() }
    }

    fn choose(&self, at: usize) -> Effect {
        match self.choices.get(at).map(|choice| &choice.goal) {
            Some(Some(goal)) => Effect::Replace(Route::of(goal)),
            Some(None) => Effect::Back,
            None => Effect::Nothing,
        }
    }

    fn click(&self, at: Position) -> Effect {
        self.rows.hit(at).map_or(Effect::Nothing, |at| self.choose(at))
    }

    fn write(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        let say = |said: &str, role: Role, rows: &mut Vec<Row>| {
            let lines = text::wrap(&text::sanitize(said), width.max(8)).into_iter();
            rows.extend(lines.map(|line| Row::text(line, role)));
        };
        for (line, role) in &self.about {
            say(line, *role, &mut rows);
            rows.push(Row::blank());
        }
        for (at, choice) in self.choices.iter().enumerate() {
            let selected = at == self.selected;
            let sign = text::pad(if selected { env.signs.here } else { " " }, 1);
            let head = vec![
                (format!("{sign} {} ", at + 1), Role::Accent),
                (choice.label.clone(), Role::Strong),
            ];
            rows.push(Row::spans(head).hit(at).select(selected));
            let notes = text::wrap(&choice.note, width.saturating_sub(4).max(8)).into_iter();
            rows.extend(notes.map(|note| Row::text(note, Role::Muted).indent(4).hit(at)));
        }
        rows.push(Row::blank());
        say(env.say("welcome.keys"), Role::Muted, &mut rows);
        rows
    }
}

/// What the course is, and how long it takes.
fn about(first: &FirstStart, env: &Environment) -> Vec<(String, Role)> {
    vec![
        (first.title.clone(), Role::Heading),
        (first.about.clone(), Role::Text),
        (format!("{} {} {}", first.weeks, env.signs.dot, first.hours), Role::Muted),
    ]
}

/// The ways to begin, and the map.
fn choices(ways: Vec<Way>, env: &Environment) -> Vec<Choice> {
    let choice = |Way { label, note, goal }| Choice { label, note, goal: Some(goal) };
    let say = |key: &str| env.say(key).to_owned();
    let map = Choice { label: say("welcome.map"), note: say("welcome.map-note"), goal: None };
    ways.into_iter().map(choice).chain([map]).collect()
}

impl Screen for Welcome {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("welcome")
    }

    fn title(&self) -> &'static str {
        "welcome.title"
    }

    fn digits(&self) -> Option<&'static str> {
        Some("question.digits.menu")
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "move", "back/to-the-map"]
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        Ok(match action {
            Action::Move(motion) => {
                let at = motion.apply(self.selected, self.choices.len(), 1);
                let moved = std::mem::replace(&mut self.selected, at) != at;
                self.rows.keep_in_sight();
                if moved || self.rows.scroll(motion) { Effect::Redraw } else { Effect::Nothing }
            }
            Action::Wheel { lines, .. } => {
                self.rows.shift(lines);
                Effect::Redraw
            }
            Action::Select | Action::Toggle => self.choose(self.selected),
            Action::Digit(digit @ 1..) => self.choose(usize::from(digit) - 1),
            Action::Click(at) => self.click(at),
            _ => Effect::Pass,
        })
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 2, 0);
        let rows = self.write(usize::from(area.width), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }

    fn save(&mut self, env: &mut Environment) -> Result<(), Problem> {
        if !std::mem::replace(&mut env.settings.welcomed, true) {
            // Where nothing can be written the card comes again: no reason to trouble anybody.
            let _ = env.settings.store(Setting::Welcomed);
        }
        Ok(())
    }
}
