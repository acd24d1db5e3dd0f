//! The report of a class to look around in: where learners are stuck, weeks, questions, exercises, learners.
//! It shows at once and reads behind.

mod head;
mod page;
mod shown;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    class::{
        definition::Class,
        membership::Membership,
        place::{News, Place},
        print::tables::{About, Listed},
        view::View,
    },
    clock::Day,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Edit, Motion},
        draw,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{list::List, rows::Row},
    },
};
use page::Page;
use shown::Shown;

/// The screen of a report.
pub struct ClassReport {
    class: Class,
    place: Place,
    today: Day,
    state: State,
    /// The tables, once there is a report.
    tables: Vec<Shown>,
    /// The table in sight.
    at: usize,
    typing: bool,
    list: List,
    /// The page about a row.
    page: Option<Page>,
}

/// How far it is.
enum State {
    /// What was told last while it reads.
    Reading(Option<News>),
    Failed(Problem),
    Read(Box<View>),
}

/// What came of reading.
struct Read(Result<View, Problem>);

impl ClassReport {
    /// Begins to read.
    ///
    /// # Errors
    /// There is no such class, or its file has a mistake.
    pub fn new(place: Place, today: Day, env: &Environment) -> Result<Self, Problem> {
        let class = Membership::class_of(&place.class, &env.settings.data_dir)?;
        let screen = Self {
            class,
            place,
            today,
            state: State::Reading(None),
            tables: Vec::new(),
            at: 0,
            typing: false,
            list: List::default(),
            page: None,
        };
        screen.read(env);
        Ok(screen)
    }

    fn read(&self, env: &Environment) {
        let (class, place, today) = (self.class.clone(), self.place.clone(), self.today);
        let library = env.session.library();
        let course = (library.source().clone(), library.kinds());
        let reply = env.jobs.reply();
        env.jobs.start("class", move || {
            let view = View::read(&class, &place, today, course, &|news| reply.send(news));
            reply.send(Read(view));
        });
    }

    fn table(&self) -> Option<&Shown> {
        self.tables.get(self.at)
    }

    /// What the selected row is about.
    fn about(&self) -> Option<&About> {
        self.table()?.about(self.list.selected())
    }

    /// Changes how the table in sight is shown; the same row stays selected.
    fn change(&mut self, change: impl FnOnce(&mut Shown)) -> Effect {
        let before = self.about().cloned();
        let Some(table) = self.tables.get_mut(self.at) else { return Effect::Nothing };
        change(table);
        self.list.select(before.and_then(|about| table.place(&about)).unwrap_or(0));
        Effect::Redraw
    }

    /// Shows another table.
    fn turn(&mut self, to: usize) -> Effect {
        if to >= self.tables.len() {
            return Effect::Nothing;
        }
        self.at = to;
        self.list = List::default();
        Effect::Redraw
    }

    fn open(&mut self, env: &Environment) -> Effect {
        let (Some(about), State::Read(view)) = (self.about().cloned(), &self.state) else {
            return Effect::Nothing;
        };
        let names = self.table().map_or("", |table| table.name(self.list.selected()));
        let known = self.class.is_about(&env.session.library().course().id);
        self.page = Some(Page::new(names, about.clone(), view.page(&about, &env.words), known));
        Effect::Redraw
    }

    /// Takes an action while a page is open.
    fn on_page(&mut self, action: &Action, env: &Environment) -> Effect {
        let Some(page) = &mut self.page else { return Effect::Pass };
        match action {
            Action::Back => self.page = None,
            Action::Next | Action::Previous => {
                let count = self.table().map_or(0, Shown::count);
                let motion = if *action == Action::Next { Motion::Down } else { Motion::Up };
                self.list.go(motion, count);
                return self.open(env);
            }
            Action::Select => {
                return page.route(env).map_or(Effect::Nothing, Effect::Open);
            }
            Action::Own("copy") => return copy(&page.about),
            action => return page.update(action),
        }
        Effect::Redraw
    }

    /// Takes an action while words are typed.
    fn type_words(&mut self, action: &Action) -> Effect {
        match action {
            Action::Text(edit) => return self.change(|table| table.filter(edit)),
            Action::Back => {
                self.typing = false;
                return self.change(|table| table.filter(&Edit::Clear));
            }
            Action::Select | Action::Click(_) => self.typing = false,
            _ => return Effect::Nothing,
        }
        Effect::Redraw
    }

    fn click(&mut self, at: Position, env: &Environment) -> Effect {
        match self.list.hit(at) {
            Some(row) if row == self.list.selected() => self.open(env),
            Some(row) => {
                self.list.select(row);
                Effect::Redraw
            }
            None => Effect::Nothing,
        }
    }

    /// Moves among the rows of the table in sight.
    fn go(&mut self, motion: Motion) -> Effect {
        let count = self.table().map_or(0, Shown::count);
        if self.list.go(motion, count) { Effect::Redraw } else { Effect::Nothing }
    }

    /// What stands where the rows would be.
    fn instead(&self, env: &Environment) -> Option<(String, Role)> {
        Some(match &self.state {
            State::Reading(news) => {
                let from =
                    env.words.format("class.view.reading", &[("from", &self.place.from.display())]);
                let news = news.as_ref().map(|news| news.told(&env.words)).unwrap_or_default();
                (format!("{from} {news}"), Role::Muted)
            }
            State::Failed(problem) => {
                let problem = problem.clone().in_words(&env.words);
                (format!("{problem}. {}", problem.hint), Role::Warn)
            }
            State::Read(_) => {
                let table = self.table()?;
                let word = match table.listed() {
                    _ if table.count() > 0 => return None,
                    _ if table.is_filtered() => "class.view.nothing-fits",
                    Listed::Stuck => "class.view.nothing-stuck",
                    _ => "class.view.nothing",
                };
                let values: [(&str, &dyn std::fmt::Display); 1] =
                    [("n", &self.class.smallest_group)];
                (env.words.format(word, &values), Role::Muted)
            }
        })
    }
}

/// The code of a learner for the clipboard.
fn copy(about: &About) -> Effect {
    match about {
        About::Learner(code) => Effect::Copy(code.clone()),
        _ => Effect::Nothing,
    }
}

/// What a name in the table `class-report` of the keymap does.
fn command(name: &str) -> Option<Action> {
    match name {
        "next" => Some(Action::Next),
        "previous" => Some(Action::Previous),
        _ => Action::own(name, &["copy"]),
    }
}

impl Screen for ClassReport {
    fn keys(&self) -> KeyContext {
        KeyContext::new("class-report", command).typing(self.typing)
    }

    fn title(&self) -> &'static str {
        "class.view.title"
    }

    fn hints(&self, env: &Environment) -> Vec<&'static str> {
        let learner = matches!(self.about(), Some(About::Learner(_)));
        match (&self.page, &self.state) {
            (Some(page), _) => {
                let mut hints = vec!["scroll", "next", "back"];
                hints.extend(learner.then_some("copy"));
                if page.route(env).is_some() {
                    hints.insert(0, "select/go-there");
                }
                hints
            }
            (None, State::Read(_)) if self.typing => vec!["select/take", "back/leave"],
            (None, State::Read(_)) => {
                let mut hints =
                    vec!["select", "next-panel/section", "search", "across/sort", "toggle/turn"];
                hints.extend(learner.then_some("copy"));
                hints.extend(["move", "back"]);
                hints
            }
            _ => vec!["back"],
        }
    }

    fn status(&self, _env: &Environment) -> String {
        let count = self.table().map_or(0, Shown::count);
        format!("{}/{count}", (self.list.selected() + 1).min(count))
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.page.is_some() {
            return Ok(self.on_page(&action, env));
        }
        if self.typing {
            return Ok(self.type_words(&action));
        }
        let count = self.tables.len();
        Ok(match action {
            Action::Search if count > 0 => {
                self.typing = true;
                Effect::Redraw
            }
            Action::NextPanel => self.turn((self.at + 1) % count.max(1)),
            Action::PreviousPanel => self.turn((self.at + count.max(1) - 1) % count.max(1)),
            Action::Digit(n) => self.turn(usize::from(n).wrapping_sub(1)),
            Action::Move(Motion::Right) => self.change(|table| table.sort(true)),
            Action::Move(Motion::Left) => self.change(|table| table.sort(false)),
            Action::Toggle => self.change(Shown::turn_round),
            Action::Back if self.table().is_some_and(Shown::is_filtered) => {
                self.change(|table| table.filter(&Edit::Clear))
            }
            Action::Move(motion) => self.go(motion),
            Action::Next => self.go(Motion::Down),
            Action::Previous => self.go(Motion::Up),
            Action::Wheel { lines, .. } => {
                let count = self.table().map_or(0, Shown::count);
                self.list.shift(lines, count);
                Effect::Redraw
            }
            Action::Select => self.open(env),
            Action::Click(at) => self.click(at, env),
            Action::Own("copy") => self.about().map_or(Effect::Nothing, copy),
            _ => Effect::Pass,
        })
    }

    fn take_result(&mut self, result: Box<dyn std::any::Any + Send>, env: &mut Environment) {
        let result = match result.downcast::<News>() {
            Ok(news) => {
                if let State::Reading(last) = &mut self.state {
                    *last = Some(*news);
                }
                return;
            }
            Err(result) => result,
        };
        let Ok(read) = result.downcast::<Read>() else { return };
        self.state = match read.0 {
            Ok(view) => {
                self.tables = view.tables(&env.words).into_iter().map(Shown::from).collect();
                State::Read(Box::new(view))
            }
            Err(problem) => State::Failed(problem),
        };
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = inside(area);
        if let Some(page) = &mut self.page {
            page.arrange(area, env);
            return;
        }
        let Some(table) = self.tables.get_mut(self.at) else { return };
        let (head, tall) = table.arrange(area.width);
        let top = 3 + head;
        let rows = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
        self.list.arrange(rows, table.count(), tall);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let area = inside(area);
        if let Some(page) = &self.page {
            page.view(buffer, env);
            return;
        }
        self.draw_head(buffer, area, env);
        if let Some((said, role)) = self.instead(env) {
            let below = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
            draw::paragraph(buffer, below, &text::sanitize(&said), env.style(role));
            return;
        }
        let Some(table) = self.table() else { return };
        table.draw_columns(buffer, (area.x, area.y + 3, area.width), env);
        self.draw_sums(buffer, env);
        for (row, y) in self.list.rows() {
            let selected = row == self.list.selected();
            table.draw_row(buffer, (row, y), self.list.area(), selected, env);
        }
        self.list.draw_more(buffer, env);
    }
}

/// Where the report stands: the whole width, for there are many columns.
fn inside(area: Rect) -> Rect {
    let margin = if area.width >= 44 { 2 } else { 1 };
    let top = u16::from(area.height >= 16);
    Rect {
        x: area.x + margin,
        y: area.y + top,
        width: area.width.saturating_sub(2 * margin),
        height: area.height.saturating_sub(top),
    }
}

/// Rows of a text that may come from anybody: its beginning, if it is long.
fn rows_of(said: &str, role: Role, indent: u16, width: usize) -> Vec<Row> {
    const LONGEST: usize = 600;
    Row::wrapped(text::fit(said, LONGEST), role, indent, width)
}
