//! What happens after the answer to an exercise was accepted: its changes, the way through several of them,
//! and what they say together about the cut.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    change::Sequence,
    exercise::Folder,
    id::ExerciseId,
    problem::Problem,
    role::Role,
    session::{Axis, History},
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
            spider,
        },
    },
};

/// So many changes that were followed say something about a cut.
const SAYING: usize = 3;
/// From this width on, in cells, the profile is drawn as a spider.
const ROOMY: u16 = 80;
/// Cells of the longest bar.
const BAR: usize = 20;

/// The screen.
pub struct Changes {
    /// The exercise as its changes see it.
    folder: Folder,
    /// What was done when the rest was looked up.
    history: Arc<History>,
    profile: Vec<Axis>,
    goals: Vec<Sequence>,
    at: usize,
    rows: Rows,
}

impl Changes {
    /// The changes of an exercise.
    ///
    /// # Errors
    /// Where there is no such exercise, or no answer to it was accepted.
    pub fn new(id: &ExerciseId, env: &Environment) -> Result<Self, Problem> {
        let (folder, _) = env.session.accepted_cut(id)?;
        let history = env.session.history(id);
        let profile = env.session.profile(&folder);
        Ok(Self { folder, history, profile, goals: Vec::new(), at: 0, rows: Rows::from_the_top() })
    }

    fn id(&self) -> &ExerciseId {
        &self.folder.exercise.id
    }

    /// The title of a change.
    fn title_of(&self, id: &str) -> String {
        let known = self.folder.changes.iter().find(|later| later.change.id == id);
        known.map_or_else(|| id.to_owned(), |later| later.change.title.clone())
    }

    /// A row that leads to a change: sign, title and how it stands.
    fn goal(
        &mut self,
        rows: &mut Vec<Row>,
        sequence: Sequence,
        title: &str,
        width: usize,
        env: &Environment,
    ) {
        let number = self.goals.len();
        let (sign, role, state) = standing(&sequence, env);
        let here = if number == self.at { env.signs.here } else { " " };
        let lead =
            format!("{} {} ", text::pad(here, 1), text::pad(sign, text::width(env.signs.done)));
        let room = width.saturating_sub(text::width(&lead));
        let (at, chosen) = (text::width(&lead) as u16, number == self.at);
        let beside = text::width(title) + text::width(&state) + 2 <= room;
        let shown = match beside {
            true => text::pad(title, room - text::width(&state) - 2),
            false => text::ellipsis(title, room),
        };
        let mut spans = vec![(lead, role), (shown, Role::Text)];
        if beside {
            spans.push((format!("  {state}"), Role::Muted));
        }
        rows.push(Row::spans(spans).hit(number).select(chosen));
        if !beside && !state.is_empty() {
            rows.push(Row::text(state, Role::Muted).indent(at).hit(number).select(chosen));
        }
        self.goals.push(sequence);
    }

    fn write(&mut self, width: u16, env: &Environment) -> Vec<Row> {
        let room = usize::from(width);
        self.goals.clear();
        let head = env.words.format("change.later-of", &[("title", &self.folder.exercise.title)]);
        let mut rows = Row::wrapped(&head, Role::Heading, 0, room);
        rows.extend(Row::wrapped(env.say("change.each"), Role::Muted, 0, room));
        rows.push(Row::blank());
        let all: Vec<(String, String)> = self
            .folder
            .changes
            .iter()
            .map(|later| (later.change.id.clone(), later.change.title.clone()))
            .collect();
        for (id, title) in &all {
            self.goal(&mut rows, Sequence::of(self.id(), id), title, room, env);
        }
        rows.extend(self.way(room, env));
        rows.extend(self.told_profile(width, env));
        rows
    }

    /// The changes that were met one after another, and what may come next.
    fn way(&mut self, width: usize, env: &Environment) -> Vec<Row> {
        let way = env.session.longest_way(self.id());
        let Some((end, _)) = way.last() else { return Vec::new() };
        let mut rows = vec![Row::blank()];
        rows.extend(Row::wrapped(env.say("change.history"), Role::Muted, 0, width));
        let most = way.iter().map(|(_, adapted)| adapted.cost).fold(1.0, f64::max);
        for (number, (sequence, adapted)) in way.iter().enumerate() {
            let title = format!("{}. {}", number + 1, self.title_of(sequence.last()));
            rows.extend(Row::wrapped(&title, Role::Text, 2, width));
            let full = (adapted.cost / most * BAR as f64).round() as usize;
            let score = format!("{:>5.1}", adapted.score * 100.0);
            let cost = env.words.format("change.cost-short", &[("points", &adapted.cost)]);
            let spans = vec![
                (format!("{score}  "), Role::Good),
                (env.signs.bar_full.repeat(full.max(1)), Role::Accent),
                (format!("  {cost}"), Role::Muted),
            ];
            rows.push(Row::spans(spans).indent(5));
        }
        let end = end.clone();
        for next in env.session.changes_behind(&end).unwrap_or_default() {
            let (title, warned) = (next.told(&env.words), next.warned(&env.words));
            self.goal(&mut rows, next.sequence, &title, width, env);
            rows.extend(warned.iter().flat_map(|said| Row::wrapped(said, Role::Muted, 4, width)));
        }
        rows
    }

    /// What several changes say together.
    fn told_profile(&self, width: u16, env: &Environment) -> Vec<Row> {
        if self.profile.len() < SAYING {
            return Vec::new();
        }
        let room = usize::from(width);
        let head = env.words.format("change.profile", &[("n", &self.profile.len())]);
        let mut rows = vec![Row::blank()];
        rows.extend(Row::wrapped(&head, Role::Strong, 0, room));
        rows.extend(Row::wrapped(env.say("change.profile-note"), Role::Muted, 0, room));
        if width >= ROOMY {
            rows.extend(spider::rows(&self.profile, env));
        }
        for axis in &self.profile {
            rows.extend(Row::wrapped(&axis.title, Role::Text, 2, room));
            let line = env.words.format(
                "change.profile-line",
                &[("yours", &axis.yours), ("least", &axis.least), ("most", &axis.most)],
            );
            rows.extend(Row::wrapped(&line, Role::Muted, 5, room));
        }
        rows
    }
}

/// The sign of a change, and how it stands in words.
fn standing(sequence: &Sequence, env: &Environment) -> (&'static str, Role, String) {
    let begun = env.session.begun(sequence);
    match begun.as_ref().map(|begun| begun.accepted()) {
        None => (env.signs.task, Role::Muted, String::new()),
        Some(None) => (env.signs.partly, Role::Accent, env.say("change.open").to_owned()),
        Some(Some(adapted)) => {
            let cost = env.words.format("change.cost-short", &[("points", &adapted.cost)]);
            (env.signs.done, Role::Good, format!("{cost}, {:.1}", adapted.score * 100.0))
        }
    }
}

impl Screen for Changes {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("exercise")
    }

    fn title(&self) -> &'static str {
        "change.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "move", "page-down", "back"]
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        if let Action::Move(motion) = action
            && motion.is_page()
        {
            self.rows.scroll(motion);
            return Ok(Effect::Redraw);
        }
        let moved = self.rows.pick(&action, &mut self.at, self.goals.len());
        Ok(moved.unwrap_or_else(|| match self.goals.get(self.at) {
            Some(sequence) => Effect::Open(Route::Change(sequence.clone())),
            None => Effect::Nothing,
        }))
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let history = env.session.history(self.id());
        if !Arc::ptr_eq(&history, &self.history) {
            self.profile = env.session.profile(&self.folder);
            self.history = history;
        }
        let inner = column::below(area, 1, 0);
        let rows = self.write(inner.width.saturating_sub(1), env);
        self.at = self.at.min(self.goals.len().saturating_sub(1));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
