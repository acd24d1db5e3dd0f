//! A week's page: what one will be able to do, what to read and answer, and what comes next.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    course::Week,
    id::{ExerciseId, QuizId, WeekId},
    library::{Item, Reference, Slot},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column, items, mastery,
            rows::{Row, Rows},
        },
    },
};

/// The screen of a week.
pub struct WeekPage {
    /// Number of the week, from 0.
    week: usize,
    selected: usize,
    rows: Rows,
    page: usize,
    /// The week for which it was looked up whether one can test out of it, and the quiz for it.
    test_out: Option<(usize, Option<QuizId>)>,
}

impl WeekPage {
    /// Opens a week.
    ///
    /// # Errors
    /// Where the course has none of that id.
    pub fn open(id: &WeekId, env: &Environment) -> Result<Self, Problem> {
        let week = env.session.library().week_number(id)?;
        Ok(Self { week, selected: 0, rows: Rows::default(), page: 1, test_out: None })
    }

    fn turn_to(&mut self, forward: bool, env: &Environment) -> Effect {
        let count = env.session.library().week_count();
        let next = if forward { Some(self.week + 1) } else { self.week.checked_sub(1) };
        match next.filter(|week| *week < count) {
            Some(week) => {
                (self.week, self.selected) = (week, 0);
                self.rows.reset();
                Effect::Redraw
            }
            None => {
                let word = if forward { "week.last" } else { "week.first" };
                Effect::Notice(env.say(word).to_owned())
            }
        }
    }

    fn open_item(&self, at: usize, env: &Environment) -> Effect {
        let items = env.session.library().items(self.week);
        let changing = self.changing(env);
        let beyond = at.saturating_sub(items.len());
        match (items.get(at), changing.get(beyond), self.offered()) {
            (Some(item), ..) => Effect::Open(Route::of(&item.reference())),
            (None, Some(id), _) => Effect::Open(Route::Changes(id.clone())),
            (None, None, Some(quiz)) => Effect::Open(Route::Quiz(quiz.clone())),
            (None, None, None) => Effect::Nothing,
        }
    }

    /// The exercises of the week whose accepted answers may meet changes.
    fn changing(&self, env: &Environment) -> Vec<ExerciseId> {
        let items = env.session.library().items(self.week).iter();
        let ids = items.filter_map(|item| match item {
            Item::Exercise(id) => Some(id.clone()),
            _ => None,
        });
        ids.filter(|id| env.session.meets_changes(id)).collect()
    }

    /// The quiz that tests out of the week, where it is offered.
    fn offered(&self) -> Option<&QuizId> {
        let (week, quiz) = self.test_out.as_ref()?;
        quiz.as_ref().filter(|_| *week == self.week)
    }

    /// Looks up whether the week can be tested out of: it has the questions, and lessons that are not done.
    fn look_up(&mut self, env: &Environment) -> bool {
        let session = &env.session;
        let library = session.library();
        let items = library.items(self.week).iter();
        let mut lessons = items.filter(|item| matches!(item, Item::Lesson(_)));
        let open = lessons.any(|lesson| !session.state(lesson).is_done());
        let known = self.test_out.as_ref().is_some_and(|(week, _)| *week == self.week);
        if known && self.offered().is_some() == open {
            return false;
        }
        let quiz = if open { library.test_out(self.week) } else { None };
        let offers = quiz.is_some();
        self.test_out = Some((self.week, quiz));
        offers
    }

    fn lay_out(&self, width: u16, env: &Environment) -> Vec<Row> {
        let Some(week) = env.session.library().week(self.week) else { return Vec::new() };
        let width = usize::from(width);
        let mut page = PageRows { rows: Vec::new(), width };
        let number = week.number().map_or_else(String::new, |number| number.to_string());
        let title = env.words.format("week.name", &[("n", &number), ("title", &week.title)]);
        page.text(&title, Role::Heading, 0);
        let items = env.session.library().items(self.week);
        page.text(&summary(self.week, items, env), Role::Muted, 0);
        if let Some(known) = env.session.mastery(&Reference::Week(week.id.clone())) {
            page.rows.push(mastery::row(known, width, env));
        }
        if !week.outcomes.is_empty() {
            page.head(env.say("week.outcomes"));
            for outcome in &week.outcomes {
                page.bullet(env.signs.bullet, outcome);
            }
        }
        page.head(env.say("week.study"));
        if let Some(last) = page.rows.last_mut() {
            let (done, all) = env.session.week_done(self.week);
            let count = env.words.format("home.done-of", &[("n", &done), ("all", &all)]);
            last.spans.push((format!("   {count}"), Role::Muted));
        }
        let signs = text::width(env.signs.done) + 1;
        for (at, item) in items.iter().enumerate() {
            let look = items::look(Slot { week: self.week, item: at }, item, env);
            let name_room = width.saturating_sub(signs + text::width(&look.state) + 3);
            let row = Row::spans(vec![
                (text::pad(look.sign, signs), look.role),
                (text::pad(&look.name, name_room), Role::Text),
                (format!("  {}", look.state), Role::Muted),
            ]);
            page.rows.push(row.hit(at).select(at == self.selected));
        }
        let changing = self.changing(env);
        for (beyond, id) in changing.iter().enumerate() {
            let at = items.len() + beyond;
            let card = env.session.library().exercise_card(id);
            let title = card.map_or_else(|| id.to_string(), |card| card.title.clone());
            let count = env.session.change_count(id);
            let row = Row::spans(vec![
                (text::pad(env.signs.arrow, signs), Role::Accent),
                (env.words.plural("exercise.later", count), Role::Text),
                (format!("  {title}"), Role::Muted),
            ]);
            page.rows.push(row.hit(at).select(at == self.selected));
        }
        if let Some(quiz) = self.offered() {
            let state = env.session.quiz_state(quiz).told(&env.words);
            let name_room = width.saturating_sub(signs + text::width(&state) + 3);
            let at = items.len() + changing.len();
            let row = Row::spans(vec![
                (text::pad(env.signs.quiz, signs), Role::Muted),
                (text::pad(env.say("test-out.offer"), name_room), Role::Text),
                (format!("  {state}"), Role::Muted),
            ]);
            page.rows.push(Row::blank());
            page.rows.push(row.hit(at).select(at == self.selected));
        }
        for (word, said) in [("week.milestone", &week.milestone), ("week.next", &week.next)] {
            if let Some(said) = said {
                page.head(env.say(word));
                page.text(said, Role::Text, 0);
            }
        }
        page.rows
    }
}

/// Hours, and what there is to do beside reading.
fn summary(week: usize, items: &[Item], env: &Environment) -> String {
    let mut parts = vec![env.session.library().hours(week).told(&env.words)];
    let exercises = items.iter().filter(|item| matches!(item, Item::Exercise(_))).count();
    let labs = items.iter().filter(|item| matches!(item, Item::Lab(_))).count();
    for (word, count) in [("week.exercises", exercises), ("week.labs", labs)] {
        if count > 0 {
            parts.push(env.words.plural(word, count));
        }
    }
    parts.join(&format!(" {} ", env.signs.dot))
}

/// Rows of a page that are being gathered.
struct PageRows {
    rows: Vec<Row>,
    width: usize,
}

impl PageRows {
    fn text(&mut self, said: &str, role: Role, indent: u16) {
        let room = self.width.saturating_sub(usize::from(indent));
        let lines = text::wrap(&text::sanitize(said), room);
        self.rows.extend(lines.into_iter().map(|line| Row::text(line, role).indent(indent)));
    }

    fn head(&mut self, said: &str) {
        self.rows.push(Row::blank());
        self.text(said, Role::Strong, 0);
    }

    fn bullet(&mut self, sign: &str, said: &str) {
        let before = self.rows.len();
        self.text(said, Role::Text, 2);
        if let Some(first) = self.rows.get_mut(before) {
            first.indent = 0;
            first.spans.insert(0, (format!("{sign} "), Role::Muted));
        }
    }
}

impl Screen for WeekPage {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("week")
    }

    fn title(&self) -> &'static str {
        "week.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "move", "next", "previous", "back"]
    }

    fn status(&self, env: &Environment) -> String {
        number_of(self.week, env)
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let offered = usize::from(self.offered().is_some());
        let items = env.session.library().items(self.week).len();
        let count = items + self.changing(env).len() + offered;
        match action {
            // A page may be longer than its list: the ends are reached by scrolling on.
            Action::Move(motion @ (Motion::Up | Motion::Down)) => {
                let at = motion.apply(self.selected, count, self.page);
                if at == self.selected {
                    self.rows.shift(if motion == Motion::Up { -1 } else { 1 });
                } else {
                    self.selected = at;
                    self.rows.keep_in_sight();
                }
            }
            Action::Move(motion) => {
                if !self.rows.scroll(motion) {
                    return Ok(Effect::Nothing);
                }
            }
            Action::Wheel { lines, .. } => self.rows.shift(lines),
            Action::Select => return Ok(self.open_item(self.selected, env)),
            Action::Click(at) => match self.rows.hit(at) {
                Some(at) => {
                    self.selected = at;
                    return Ok(self.open_item(at, env));
                }
                None => return Ok(Effect::Nothing),
            },
            Action::Next => return Ok(self.turn_to(true, env)),
            Action::Previous => return Ok(self.turn_to(false, env)),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        if !env.has_read() {
            return false;
        }
        let offers = self.look_up(env);
        env.session.count_mastery() || offers
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        self.page = usize::from(area.height);
        let rows = self.lay_out(area.width, env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}

/// The number of a week and of the last one, for the footer.
pub(super) fn number_of(week: usize, env: &Environment) -> String {
    let library = env.session.library();
    let number = |at: usize| {
        let known = library.week(at).and_then(Week::number);
        known.unwrap_or_else(|| u32::try_from(at + 1).unwrap_or(u32::MAX))
    };
    let last = number(library.week_count().saturating_sub(1));
    env.words.format("home.week-of", &[("n", &number(week)), ("all", &last)])
}
