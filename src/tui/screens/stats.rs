//! Progress in figures: sums at once, charts as soon as they are added up.

mod charts;

use std::collections::HashMap;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    id::QuizId,
    library::Item,
    problem::Problem,
    progress::{Home, QuizProgress, Totals},
    role::Role,
    session::figures::Figures,
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

/// The screen of progress.
pub struct Stats {
    home: Home,
    totals: Totals,
    /// The rest, once it was added up.
    figures: Option<Figures>,
    rows: Rows,
}

impl Stats {
    /// Adds everything up.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        let progress = env.session.progress();
        Ok(Self {
            home: progress.home()?,
            totals: progress.totals()?,
            figures: None,
            rows: Rows::default(),
        })
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("stats.title"), Role::Heading)];
        if self.home.days == 0 {
            rows.push(Row::blank());
            let lines = text::wrap(env.say("stats.nothing"), width).into_iter();
            rows.extend(lines.map(|line| Row::text(line, Role::Muted)));
        }
        rows.push(Row::blank());
        rows.extend(self.sums(env));
        if let Some(figures) = &self.figures {
            rows.extend(sections(figures, width, env));
        }
        let quizzes = self.quizzes(width, env);
        if !quizzes.is_empty() {
            rows.push(Row::blank());
            rows.push(Row::text(env.say("stats.quizzes"), Role::Strong));
            rows.extend(quizzes);
        }
        rows
    }

    /// One line for each sum.
    fn sums(&self, env: &Environment) -> Vec<Row> {
        let library = env.session.library();
        let lessons: usize = (0..library.week_count()).map(|week| library.lesson_count(week)).sum();
        let items = (0..library.week_count()).flat_map(|week| library.items(week));
        let quizzes = items.filter(|item| matches!(item, Item::Quiz(_))).count();
        let totals = &self.totals;
        let of = |n: &dyn std::fmt::Display, all: &dyn std::fmt::Display| {
            env.words.format("stats.of", &[("n", n), ("all", all)])
        };
        let right = match totals.answers {
            0 => "0".to_owned(),
            answers => {
                let percent = totals.answers_right * 100 / answers;
                format!("{} ({percent} %)", of(&totals.answers_right, &answers))
            }
        };
        let lines = [
            ("stats.days-studied", self.home.days.to_string()),
            ("stats.streak", env.words.plural("stats.day", self.home.streak as usize)),
            ("stats.lessons", of(&totals.lessons_completed, &lessons)),
            ("stats.answers", right),
            ("stats.passed", of(&totals.quizzes_passed, &quizzes)),
        ];
        let followed = totals.changes_followed;
        let followed = (followed > 0).then(|| ("change.followed", followed.to_string()));
        let lines: Vec<_> = lines.into_iter().chain(followed).collect();
        let room = lines.iter().map(|(word, _)| text::width(env.say(word))).max().unwrap_or(0);
        let line = |(word, value): (&str, String)| {
            let name = text::pad(env.say(word), room + 2);
            Row::spans(vec![(name, Role::Muted), (value, Role::Text)])
        };
        lines.into_iter().map(line).collect()
    }

    fn quizzes(&self, width: usize, env: &Environment) -> Vec<Row> {
        let known: HashMap<&QuizId, &QuizProgress> =
            self.home.quizzes.iter().map(|quiz| (&quiz.quiz, quiz)).collect();
        let library = env.session.library();
        let taken = library.all_items().filter_map(|(place, item)| {
            let Item::Quiz(id) = item else { return None };
            let quiz = known.get(id)?;
            let week = library.week(place.week).filter(|week| week.quiz.as_ref() == Some(id));
            let name = week.map_or(env.say("home.exam"), |week| &week.title);
            let (sign, role) = match quiz.passed_at {
                Some(_) => (env.signs.done, Role::Good),
                None => (env.signs.partly, Role::Warn),
            };
            let attempts = env.words.plural("stats.attempt", quiz.attempts as usize);
            let best = env.words.format("home.best", &[("n", &quiz.best)]);
            let word = if quiz.passed_at.is_some() { "stats.pass" } else { "stats.no-pass" };
            let state = format!("{attempts}, {best}, {}", env.say(word));
            Some(line((sign, role), name, &state, width, env))
        });
        taken.collect()
    }
}

/// The parts of the page, those that say something.
fn sections(figures: &Figures, width: usize, env: &Environment) -> Vec<Row> {
    let today = env.session.today();
    let mut rows = Vec::new();
    if !figures.calendar.is_empty() {
        rows.extend(charts::section("stats.days", charts::days(figures, today, width, env), env));
    }
    for (key, part) in [
        ("stats.months", charts::months(figures, width, env)),
        ("stats.weeks", charts::weeks(figures, width, env)),
        ("stats.forecast", charts::forecast(figures, width, env)),
        ("stats.calibration", charts::calibration(figures, width, env)),
        ("stats.confidence", charts::confidence(figures, env)),
        ("stats.confused", charts::confused(figures, width, env)),
        ("stats.where", charts::time(figures.time, width, env)),
    ] {
        rows.extend(charts::section(key, part, env));
    }
    rows
}

/// A sign, a name, and how it stands at the right; below the name where there is no room.
fn line(
    (sign, role): (&str, Role),
    name: &str,
    state: &str,
    width: usize,
    env: &Environment,
) -> Row {
    let signs = text::width(env.signs.done) + 1;
    let room = width.saturating_sub(signs + text::width(state) + 2);
    Row::spans(vec![
        (text::pad(sign, signs), role),
        (text::pad(name, room), Role::Text),
        (format!("  {state}"), Role::Muted),
    ])
}

impl Screen for Stats {
    fn keys(&self) -> KeyContext {
        KeyContext::new("stats", |name| Action::own(name, &["plan"]))
    }

    fn title(&self) -> &'static str {
        "stats.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["scroll", "plan", "back"]
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        let moved = match action {
            Action::Own("plan") => return Ok(Effect::Open(Route::Plan)),
            Action::Move(motion) => self.rows.scroll(motion),
            Action::Wheel { lines, .. } => {
                self.rows.shift(lines);
                true
            }
            _ => return Ok(Effect::Pass),
        };
        Ok(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        let news = self.figures.is_none() && env.has_read();
        if news {
            self.figures = env.session.figures().ok();
        }
        news
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        // The last cell may tell that there is more below.
        let rows = self.lay_out(usize::from(area.width).saturating_sub(1), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
