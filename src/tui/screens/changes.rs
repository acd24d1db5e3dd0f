//! What happens after the answer to an exercise was accepted: its changes, the way through several of them,
//! and what they say together about the cut.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    change::Sequence,
    exercise::Folder,
    id::ExerciseId,
    problem::Problem,
    progress::Adapted,
    role::Role,
    session::{Axis, Choice, History, Standing},
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

/// From this width on, in cells, the profile is drawn as a spider.
const ROOMY: u16 = 80;
/// Cells of the longest bar.
const BAR: usize = 20;
/// Cells to the left of the bars.
const INDENT: u16 = 5;

/// The screen.
pub struct Changes {
    /// The exercise as its changes see it.
    folder: Folder,
    /// What was done when the rest was looked up.
    history: Arc<History>,
    /// The changes that the accepted design may meet first.
    first: Vec<Choice>,
    /// The longest way that was followed, each step with the title of its change.
    way: Vec<(String, Adapted)>,
    /// What may come behind it.
    behind: Vec<Choice>,
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
        let mut screen = Self {
            history: env.session.history(id),
            first: env.session.choices(&folder),
            folder,
            way: Vec::new(),
            behind: Vec::new(),
            profile: Vec::new(),
            goals: Vec::new(),
            at: 0,
            rows: Rows::from_the_top(),
        };
        screen.look_up(env);
        Ok(screen)
    }

    /// Looks up what was done.
    fn look_up(&mut self, env: &Environment) {
        let way = env.session.longest_way(&self.folder.exercise.id);
        let end = way.last().and_then(|(end, _)| env.session.choices_behind(end).ok());
        self.behind = end.unwrap_or_default();
        let step =
            |(sequence, adapted): (Sequence, Adapted)| (self.title_of(sequence.last()), adapted);
        self.way = way.into_iter().map(step).collect();
        self.profile = env.session.profile(&self.folder);
    }

    /// The title of a change.
    fn title_of(&self, id: &str) -> String {
        let known = self.folder.changes.iter().find(|later| later.change.id == id);
        known.map_or_else(|| id.to_owned(), |later| later.change.title.clone())
    }

    /// A change that may be chosen, how it stands, and what speaks against it.
    fn goal(&mut self, rows: &mut Vec<Row>, choice: Choice, width: usize, env: &Environment) {
        let number = self.goals.len();
        let (sign, role, state) = standing(&choice.sequence, env);
        let title = choice.told(&env.words);
        let here = if number == self.at { env.signs.here } else { " " };
        let lead =
            format!("{} {} ", text::pad(here, 1), text::pad(sign, text::width(env.signs.done)));
        let room = width.saturating_sub(text::width(&lead));
        let (at, chosen) = (text::width(&lead) as u16, number == self.at);
        let beside = text::width(&title) + text::width(&state) + 2 <= room;
        let shown = match beside {
            true => text::pad(&title, room - text::width(&state) - 2),
            false => text::ellipsis(&title, room),
        };
        let mut spans = vec![(lead, role), (shown, Role::Text)];
        if beside {
            spans.push((format!("  {state}"), Role::Muted));
        }
        rows.push(Row::spans(spans).hit(number).select(chosen));
        if !beside && !state.is_empty() {
            rows.push(Row::text(state, Role::Muted).indent(at).hit(number).select(chosen));
        }
        let warned = choice.warned(&env.words);
        rows.extend(warned.iter().flat_map(|said| Row::wrapped(said, Role::Muted, at, width)));
        self.goals.push(choice.sequence);
    }

    fn write(&mut self, width: u16, env: &Environment) -> Vec<Row> {
        let room = usize::from(width);
        self.goals.clear();
        let head = env.words.format("change.later-of", &[("title", &self.folder.exercise.title)]);
        let mut rows = Row::wrapped(&head, Role::Heading, 0, room);
        rows.extend(Row::wrapped(env.say("change.each"), Role::Muted, 0, room));
        rows.push(Row::blank());
        for choice in self.first.clone() {
            self.goal(&mut rows, choice, room, env);
        }
        rows.extend(self.told_way(room, env));
        for choice in self.behind.clone() {
            self.goal(&mut rows, choice, room, env);
        }
        rows.extend(self.told_profile(width, env));
        rows
    }

    /// The changes that were met one after another, each with a bar of its score and one of its cost.
    fn told_way(&self, width: usize, env: &Environment) -> Vec<Row> {
        if self.way.is_empty() {
            return Vec::new();
        }
        let mut rows = vec![Row::blank()];
        // One change is no history, but something may come behind it.
        if let [(title, _)] = self.way.as_slice() {
            let head = env.words.format("change.onward", &[("title", title)]);
            rows.extend(Row::wrapped(&head, Role::Muted, 0, width));
            return rows;
        }
        rows.extend(Row::wrapped(env.say("change.history"), Role::Muted, 0, width));
        let most = self.way.iter().map(|(_, adapted)| adapted.cost).fold(1.0, f64::max);
        let steps = self.way.iter().enumerate().map(|(number, (title, adapted))| {
            let points = format!("{:.1}", adapted.score * 100.0);
            let score = env.words.format("change.score-short", &[("points", &points)]);
            let cost = env.words.format("change.cost-short", &[("points", &adapted.cost)]);
            let bars =
                [(score, adapted.score, Role::Good), (cost, adapted.cost / most, Role::Accent)];
            (format!("{}. {title}", number + 1), bars)
        });
        let steps: Vec<_> = steps.collect();
        let labels = steps.iter().flat_map(|(_, bars)| bars.iter().map(|bar| text::width(&bar.0)));
        let wide = labels.max().unwrap_or(0);
        for (title, bars) in steps {
            rows.extend(Row::wrapped(&title, Role::Text, 2, width));
            rows.extend(bars.map(|one| bar(one, wide, width, env)));
        }
        rows
    }

    /// What several changes say together.
    fn told_profile(&self, width: u16, env: &Environment) -> Vec<Row> {
        if self.profile.is_empty() {
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
            rows.extend(Row::wrapped(&axis.told(&env.words), Role::Muted, INDENT, room));
        }
        rows
    }
}

/// A label and its bar, a share of the longest; the bar takes what the label leaves.
fn bar(
    (label, share, role): (String, f64, Role),
    wide: usize,
    width: usize,
    env: &Environment,
) -> Row {
    let room = width.saturating_sub(usize::from(INDENT) + wide + 2).min(BAR);
    let full = (share.clamp(0.0, 1.0) * room as f64).round() as usize;
    let spans = vec![
        (format!("{}  ", text::pad(&label, wide)), Role::Muted),
        (env.signs.bar_full.repeat(full), role),
    ];
    Row::spans(spans).indent(INDENT)
}

/// The sign of a change, and how it stands in words.
fn standing(sequence: &Sequence, env: &Environment) -> (&'static str, Role, String) {
    let standing = env.session.standing(sequence);
    let (sign, role) = match standing {
        Standing::New => (env.signs.task, Role::Muted),
        Standing::Open => (env.signs.partly, Role::Accent),
        Standing::Met(..) => (env.signs.done, Role::Good),
    };
    (sign, role, standing.told(&env.words))
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
        let history = env.session.history(&self.folder.exercise.id);
        if !Arc::ptr_eq(&history, &self.history) {
            self.history = history;
            self.look_up(env);
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
