//! Progress in numbers: days, streak, what was read, answered and passed.

use std::collections::HashMap;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    id::QuizId,
    library::Item,
    problem::Problem,
    progress::{DayOfStudy, Home, QuizProgress, Totals},
    role::Role,
    text,
    tui::{
        action::Action,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// Days that the chart can show.
const DAYS: u32 = 42;
/// Rows of the chart.
const TALL: usize = 4;
/// A lesson counts as much as so many answers in the chart.
const LESSON_WEIGHT: u32 = 5;

/// The screen of progress.
pub struct Stats {
    home: Home,
    totals: Totals,
    /// What was done, by days before today.
    days: Vec<u32>,
    rows: Rows,
}

impl Stats {
    /// Adds everything up.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        let progress = env.session.progress();
        let days = progress.days(DAYS)?;
        Ok(Self {
            home: progress.home()?,
            totals: progress.totals()?,
            days: by_day(&days, env),
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
        if self.home.days > 0 {
            rows.push(Row::blank());
            rows.push(Row::text(env.say("stats.days"), Role::Strong));
            rows.extend(self.chart(width, env));
        }
        rows.push(Row::blank());
        rows.push(Row::text(env.say("stats.weeks"), Role::Strong));
        rows.extend(weeks(width, env));
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
        let room = lines.iter().map(|(word, _)| text::width(env.say(word))).max().unwrap_or(0);
        let line = |(word, value): (&str, String)| {
            let name = text::pad(env.say(word), room + 2);
            Row::spans(vec![(name, Role::Muted), (value, Role::Text)])
        };
        lines.into_iter().map(line).collect()
    }

    /// A bar for each of the last days, today at the right.
    fn chart(&self, width: usize, env: &Environment) -> Vec<Row> {
        let shown = self.days.get(..self.days.len().min(width / 2)).unwrap_or_default();
        let most = shown.iter().copied().max().unwrap_or(0).max(1);
        let mut rows: Vec<Row> = (0..TALL)
            .rev()
            .map(|row| {
                let bars = shown.iter().rev().map(|done| match (done, row) {
                    // A day without study has its place all the same.
                    (0, 0) => (format!("{} ", env.signs.dot), Role::Faint),
                    _ => (format!("{} ", bar(*done, most, row, env.settings.ascii)), Role::Good),
                });
                Row::spans(bars.collect())
            })
            .collect();
        let first = env.words.plural("stats.ago", shown.len().saturating_sub(1));
        let today = env.say("stats.today");
        let gap = (shown.len() * 2).saturating_sub(1 + text::width(&first) + text::width(today));
        rows.push(Row::text(format!("{first}{}{today}", " ".repeat(gap)), Role::Muted));
        rows
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

/// What was done on each day, from today backwards.
fn by_day(days: &[DayOfStudy], env: &Environment) -> Vec<u32> {
    let today = env.session.clock().now().day();
    let known: HashMap<&str, u32> = days
        .iter()
        .map(|day| (day.day.as_str(), (day.answers + LESSON_WEIGHT * day.lessons).max(1)))
        .collect();
    (0..DAYS)
        .map(|ago| known.get(today.before(ago).to_string().as_str()).copied().unwrap_or(0))
        .collect()
}

/// The part of a bar that stands in a row, counted from the ground.
fn bar(done: u32, most: u32, row: usize, ascii: bool) -> &'static str {
    const STEPS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    // Whatever was done shows, however little it was.
    let eighths = (done as usize * TALL * 8).div_ceil(most.max(1) as usize);
    let here = eighths.saturating_sub(row * 8).min(8);
    match (ascii, here) {
        (true, 0) => " ",
        (true, _) => "#",
        (false, here) => STEPS.get(here).copied().unwrap_or(" "),
    }
}

/// Every week with what is done of it.
fn weeks(width: usize, env: &Environment) -> Vec<Row> {
    let library = env.session.library();
    let bar_width = if width >= 60 { 20 } else { 8 };
    library
        .weeks()
        .enumerate()
        .map(|(at, week)| {
            let share = env.session.week_share(at);
            let filled = (share * bar_width as f64).round() as usize;
            let number = week.number().map_or(String::new(), |number| format!("{number:>2}  "));
            let room = width.saturating_sub(bar_width + 8 + number.len());
            Row::spans(vec![
                (number, Role::Muted),
                (text::pad(&week.title, room), Role::Text),
                (format!("  {}", env.signs.bar_full.repeat(filled)), Role::Good),
                (env.signs.bar_empty.repeat(bar_width - filled), Role::Faint),
                (format!(" {:>3} %", (share * 100.0).round()), Role::Muted),
            ])
        })
        .collect()
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
        KeyContext::shared("stats")
    }

    fn title(&self) -> &'static str {
        "stats.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["scroll", "back"]
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        let moved = match action {
            Action::Move(motion) => self.rows.scroll(motion),
            Action::Wheel { lines, .. } => {
                self.rows.shift(lines);
                true
            }
            _ => return Ok(Effect::Pass),
        };
        Ok(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
