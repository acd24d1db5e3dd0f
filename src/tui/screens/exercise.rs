//! The cover of an exercise: what it asks for, what to read before, how it stands, and ways to begin.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use std::sync::Arc;

use crate::{
    change::Sequence,
    exercise::{Folder, folder::BLANK},
    id::{ExerciseId, LessonId},
    library::Reference,
    problem::Problem,
    progress::Attempt,
    role::Role,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            items::onward,
            rows::{Row, Rows},
        },
    },
};

/// What a row leads to.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    Continue,
    Begin(String),
    Lesson(LessonId),
    /// What happens after an answer was accepted.
    Changes,
    /// A change that was begun and not followed to its end.
    Follow(Sequence),
}

/// The cover.
pub struct Cover {
    folder: Arc<Folder>,
    id: ExerciseId,
    goals: Vec<Goal>,
    at: usize,
    /// The way to begin anew that was chosen once, while there is a draft: it is asked for again.
    asked: Option<Goal>,
    rows: Rows,
}

impl Cover {
    /// The cover of an exercise.
    ///
    /// # Errors
    /// Where there is none of that id, or it has a mistake.
    pub fn new(id: &ExerciseId, env: &Environment) -> Result<Self, Problem> {
        Ok(Self {
            folder: Arc::new(env.session.library().exercise(id)?),
            id: id.clone(),
            goals: Vec::new(),
            at: 0,
            asked: None,
            rows: Rows::default(),
        })
    }

    fn choose(&mut self, goal: &Goal, env: &Environment) -> Effect {
        let anew = matches!(goal, Goal::Begin(_)) && env.session.history(&self.id).drafted;
        if anew && self.asked.as_ref() != Some(goal) {
            self.asked = Some(goal.clone());
            return Effect::Redraw;
        }
        self.asked = None;
        let id = self.id.clone();
        Effect::Open(match goal {
            Goal::Continue => Route::Workbench { id, version: None },
            Goal::Begin(version) => Route::Workbench { id, version: Some(version.clone()) },
            Goal::Lesson(lesson) => Route::Lesson { id: lesson.clone(), heading: None },
            Goal::Changes => Route::Changes(id),
            Goal::Follow(sequence) => Route::Follow(sequence.clone()),
        })
    }

    fn click(&mut self, at: Position, env: &Environment) -> Effect {
        let Some(hit) = self.rows.hit(at) else { return Effect::Nothing };
        self.at = hit;
        self.go(env)
    }

    /// Goes where the selected row leads.
    fn go(&mut self, env: &Environment) -> Effect {
        let goal = self.goals.get(self.at).cloned();
        goal.map_or(Effect::Nothing, |goal| self.choose(&goal, env))
    }

    /// The rows, and what those that can be chosen lead to.
    fn write(&mut self, width: u16, env: &Environment) -> Vec<Row> {
        let exercise = &self.folder.exercise;
        let mut rows = vec![Row::text(exercise.title.clone(), Role::Heading)];
        let mut about = vec![exercise.number.clone().unwrap_or_default()];
        about.extend(exercise.minutes.map(|n| env.words.format("home.minutes", &[("n", &n)])));
        let size = exercise.facts.describe().into_iter();
        about.extend(size.map(|(key, count)| env.words.plural(key, count)));
        about.extend(exercise.par.map(|par| env.words.format("report.par", &[("par", &par)])));
        about.retain(|part| !part.is_empty());
        rows.push(Row::text(about.join(&format!(" {} ", env.signs.dot)), Role::Muted));
        rows.push(Row::blank());
        let done = env.session.history(&self.id);
        let begun = done.drafted;
        if begun && self.goals.first().is_some_and(|first| *first != Goal::Continue) {
            // The choices have changed since the work began: what was chosen then is not what it was.
            self.at = 0;
        }
        let mut goals = Vec::new();
        let asked = self.asked.clone();
        let mut choice = |rows: &mut Vec<Row>, label: String, note: String, goal: Goal| {
            let number = goals.len();
            let really = asked.as_ref() == Some(&goal);
            let note = if really { env.say("exercise.really").to_owned() } else { note };
            goals.push(goal);
            let sign = if number == self.at { env.signs.here } else { " " };
            let spans = vec![
                (format!("{} ", text::pad(sign, 1)), Role::Accent),
                (text::pad(&label, 22), Role::Strong),
                (format!(" {note}"), if really { Role::Warn } else { Role::Muted }),
            ];
            rows.push(Row::spans(spans).hit(number).select(number == self.at));
        };
        let say = |key: &str| env.say(key).to_owned();
        if let Some(sequence) = env.session.open_change(&self.id) {
            let title = self.folder.changes.iter().find(|one| one.change.id == sequence.last());
            let title = title.map(|one| one.change.title.clone()).unwrap_or_default();
            choice(&mut rows, say("exercise.follow"), title, Goal::Follow(sequence));
        }
        if env.session.meets_changes(&self.id) {
            let count = env.session.change_count(&self.id);
            let label = env.words.plural("exercise.later", count);
            choice(&mut rows, label, say("exercise.later-note"), Goal::Changes);
        }
        if begun {
            choice(
                &mut rows,
                say("exercise.continue"),
                say("exercise.continue-note"),
                Goal::Continue,
            );
        }
        let key = if begun { "exercise.again" } else { "exercise.start" };
        let blank = match self.folder.is_given() {
            true => format!("exercise.given.{}", exercise.kind.id()),
            false => format!("exercise.blank.{}", exercise.kind.id()),
        };
        let note = if env.words.has(&blank) { say(&blank) } else { String::new() };
        choice(&mut rows, say(key), note, Goal::Begin(BLANK.into()));
        for start in self.folder.versions() {
            let known = format!("exercise.version.{}", start.name);
            let label = if env.words.has(&known) { say(&known) } else { start.name.clone() };
            let note = format!("{known}-note");
            let note = if env.words.has(&note) { say(&note) } else { String::new() };
            choice(&mut rows, label, note, Goal::Begin(start.name.clone()));
        }
        rows.push(Row::blank());
        rows.extend(Row::markdown(&exercise.brief, width, env));
        let library = env.session.library();
        let lessons = exercise.read.iter().filter_map(|id| {
            let slot = library.slot(id)?;
            Some((id.clone(), library.number(slot), library.at(slot)?.title.clone()))
        });
        let lessons: Vec<_> = lessons.collect();
        if !lessons.is_empty() {
            rows.push(Row::blank());
            rows.push(Row::text(say("exercise.read"), Role::Muted));
        }
        for (id, number, title) in lessons {
            let goal = goals.len();
            goals.push(Goal::Lesson(id));
            let spans = vec![(format!("{number} {title}"), Role::Link)];
            rows.push(Row::spans(spans).indent(2).hit(goal).select(goal == self.at));
        }
        rows.push(Row::blank());
        rows.extend(history(&done.attempts, env));
        self.goals = goals;
        rows
    }
}

/// The attempts with their scores, newest first.
fn history(attempts: &[Attempt], env: &Environment) -> Vec<Row> {
    if attempts.is_empty() {
        return vec![Row::text(env.say("exercise.no-attempt"), Role::Muted)];
    }
    let mut rows =
        vec![Row::text(env.words.plural("exercise.attempts", attempts.len()), Role::Muted)];
    let row = |(at, attempt): (usize, &Attempt)| {
        let points = format!("{:>5.1}", attempt.score * 100.0);
        let (sign, role) = if attempt.passed {
            (env.signs.done, Role::Good)
        } else {
            (env.signs.partly, Role::Warn)
        };
        Row::spans(vec![
            (format!("{sign} "), role),
            (points, Role::Text),
            (format!("  {}  #{}", env.session.day_of(attempt.at), at + 1), Role::Muted),
        ])
        .indent(2)
    };
    rows.extend(attempts.iter().enumerate().rev().map(row));
    rows
}

impl Screen for Cover {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("exercise")
    }

    fn title(&self) -> &'static str {
        "exercise.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "move", "page-down", "back"]
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Move(motion) if motion.is_page() => drop(self.rows.scroll(motion)),
            Action::Move(motion) => {
                let before = self.at;
                self.at = motion.apply(self.at, self.goals.len(), 5);
                if before == self.at {
                    self.rows.scroll(motion);
                } else {
                    self.asked = None;
                    self.rows.keep_in_sight();
                }
            }
            Action::Wheel { lines, .. } => self.rows.shift(lines),
            Action::Next => return Ok(onward(&Reference::Exercise(self.id.clone()), env)),
            Action::Click(at) => return Ok(self.click(at, env)),
            Action::Select | Action::Toggle => return Ok(self.go(env)),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let inner = column::below(area, 1, 0);
        let rows = self.write(inner.width, env);
        self.at = self.at.min(self.goals.len().saturating_sub(1));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
