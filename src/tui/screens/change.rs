//! One change that an accepted design meets: its story, the guess which services will have to move, what
//! broke, and what came of it. The work itself is the workbench's.

use std::{collections::BTreeSet, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    change::Sequence,
    exercise::kinds::decomposition::outcome::Outcome,
    problem::Problem,
    progress::{Begun, ChangeEvent},
    role::Role,
    session::{Choice, History, Meeting},
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
            told,
        },
    },
};

/// What a row leads to.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    /// Guesses that a service will have to move, or takes that back.
    Tick(String),
    Guess,
    Follow,
    Then(Sequence),
}

/// The page of a change.
pub struct ChangePage {
    meeting: Meeting,
    /// What was done when the rest was looked up.
    history: Arc<History>,
    begun: Option<Begun>,
    /// With the design as it was, or with the adaptation that was accepted last.
    outcome: Outcome,
    /// Changes that may come behind this one.
    next: Vec<Choice>,
    ticked: BTreeSet<String>,
    goals: Vec<Goal>,
    at: usize,
    rows: Rows,
}

impl ChangePage {
    /// The page of the last change of a sequence.
    ///
    /// # Errors
    /// Where no design was accepted before, there is no such change, or the changes contradict each other.
    pub fn new(sequence: Sequence, env: &Environment) -> Result<Self, Problem> {
        let meeting = env.session.meeting(&sequence)?;
        let begun = env.session.begun(&sequence);
        let outcome = outcome(&meeting, begun.as_ref(), env);
        let next = env.session.choices_behind(&sequence)?;
        Ok(Self {
            history: env.session.history(&sequence.exercise),
            meeting,
            begun,
            outcome,
            next,
            ticked: BTreeSet::new(),
            goals: Vec::new(),
            at: 0,
            rows: Rows::from_the_top(),
        })
    }

    /// Looks up again what may have been done meanwhile.
    fn refresh(&mut self, env: &Environment) {
        let history = env.session.history(&self.meeting.sequence.exercise);
        if !Arc::ptr_eq(&history, &self.history) {
            self.history = history;
            self.begun = env.session.begun(&self.meeting.sequence);
            self.outcome = outcome(&self.meeting, self.begun.as_ref(), env);
        }
    }

    fn is_guessed(&self) -> bool {
        self.begun.as_ref().is_some_and(|begun| begun.predicted.is_some())
    }

    fn choose(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        let sequence = self.meeting.sequence.clone();
        Ok(match self.goals.get(self.at).cloned() {
            None => Effect::Nothing,
            Some(Goal::Tick(service)) => {
                if !self.ticked.remove(&service) {
                    self.ticked.insert(service);
                }
                Effect::Redraw
            }
            Some(Goal::Guess) => {
                env.session.record(ChangeEvent::Predicted {
                    sequence,
                    revision: self.meeting.later.revision.clone(),
                    services: self.ticked.iter().cloned().collect(),
                })?;
                self.at = 0;
                self.rows = Rows::from_the_top();
                Effect::Redraw
            }
            Some(Goal::Follow) => Effect::Open(Route::Follow(sequence)),
            Some(Goal::Then(next)) => Effect::Replace(Route::Change(next)),
        })
    }

    fn goal(
        &mut self,
        rows: &mut Vec<Row>,
        line: String,
        role: Role,
        goal: Goal,
        env: &Environment,
    ) {
        let number = self.goals.len();
        rows.push(Row::choice(number, [(line, role)], number == self.at, env));
        self.goals.push(goal);
    }

    fn write(&mut self, width: u16, env: &Environment) -> Vec<Row> {
        let room = usize::from(width);
        self.goals.clear();
        let change = &self.meeting.later.change;
        let kind = env.say(&format!("change.kind.{}", change.kind.word())).to_owned();
        let mut rows = vec![Row::text(change.title.clone(), Role::Heading)];
        let mut about = vec![kind];
        if !self.meeting.sequence.is_single() {
            let titles = self.meeting.earlier_titles().join(", ");
            about.push(env.words.format("change.after", &[("titles", &titles)]));
        }
        rows.extend(Row::wrapped(
            &about.join(&format!(" {} ", env.signs.dot)),
            Role::Muted,
            0,
            room,
        ));
        rows.push(Row::blank());
        rows.extend(Row::markdown(&change.story, width, env));
        rows.push(Row::blank());
        match self.is_guessed() {
            false => self.ask(&mut rows, room, env),
            true => self.guessed(&mut rows, room, env),
        }
        rows
    }

    /// Asks which services will have to move.
    fn ask(&mut self, rows: &mut Vec<Row>, width: usize, env: &Environment) {
        rows.push(Row::text(env.say("change.ask"), Role::Strong));
        rows.extend(Row::wrapped(env.say("change.ask-note"), Role::Muted, 0, width));
        for service in self.meeting.services() {
            let signs = [env.signs.unchecked, env.signs.checked];
            let sign = signs[usize::from(self.ticked.contains(&service))];
            let line = format!("{sign} {}", text::sanitize(&service));
            self.goal(rows, line, Role::Text, Goal::Tick(service), env);
        }
        self.goal(rows, env.say("change.guess").to_owned(), Role::Accent, Goal::Guess, env);
    }

    /// What broke, the way on, and what came of it.
    fn guessed(&mut self, rows: &mut Vec<Row>, width: usize, env: &Environment) {
        let begun = self.begun.clone();
        let key = match begun.as_ref().and_then(|begun| begun.draft.as_ref()) {
            Some(_) => "change.continue",
            None => "change.begin",
        };
        self.goal(rows, env.say(key).to_owned(), Role::Strong, Goal::Follow, env);
        let accepted = begun.as_ref().is_some_and(|begun| begun.accepted().is_some());
        if accepted {
            for next in self.next.clone() {
                let (line, warned) = (next.told(&env.words), next.warned(&env.words));
                self.goal(rows, line, Role::Text, Goal::Then(next.sequence), env);
                rows.extend(
                    warned.iter().flat_map(|said| Row::wrapped(said, Role::Muted, 4, width)),
                );
            }
        }
        rows.push(Row::blank());
        if accepted {
            rows.extend(told::rows(self.outcome.told(&env.words), width, env.settings.ascii));
        } else if self.outcome.broke.is_empty() {
            rows.extend(Row::wrapped(env.say("change.spared"), Role::Good, 0, width));
        } else {
            rows.extend(told::rows(self.outcome.told_broke(&env.words), width, env.settings.ascii));
        }
    }
}

/// What came of a change; where nothing was accepted yet, what it does to the design as it was.
fn outcome(meeting: &Meeting, begun: Option<&Begun>, env: &Environment) -> Outcome {
    let accepted = begun.and_then(Begun::accepted);
    let after = accepted.map(|adapted| crate::exercise::Answer::from_text(&adapted.answer));
    let after = after.as_ref().unwrap_or(meeting.before());
    meeting.outcome(after, begun, &env.session.library().knowledge())
}

impl Screen for ChangePage {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("exercise")
    }

    fn title(&self) -> &'static str {
        "change.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.goals.get(self.at) {
            Some(Goal::Tick(_)) => vec!["toggle/tick", "move", "page-down", "back"],
            _ => vec!["select", "move", "page-down", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if let Action::Move(motion) = action
            && motion.is_page()
        {
            self.rows.scroll(motion);
            return Ok(Effect::Redraw);
        }
        if action == Action::Toggle {
            return self.choose(env);
        }
        match self.rows.pick(&action, &mut self.at, self.goals.len()) {
            Some(effect) => Ok(effect),
            // Ticked is with Space, as in quizzes: Enter leads on to the guess.
            None if matches!(self.goals.get(self.at), Some(Goal::Tick(_))) => {
                self.at = self.goals.len().saturating_sub(1);
                Ok(Effect::Redraw)
            }
            None => self.choose(env),
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.refresh(env);
        let inner = column::below(area, 1, 0);
        let rows = self.write(inner.width.saturating_sub(1), env);
        self.at = self.at.min(self.goals.len().saturating_sub(1));
        self.rows.arrange(inner, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
