//! The map of the course: where to go on, what today holds, the weeks with what is done, and the week that
//! is selected.

mod today;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use self::today::Today;
use crate::{
    library::{GeneratedPage, Reference, Slot},
    problem::Problem,
    role::Role,
    session::round::Scope,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            items::{self, Look},
            list::List,
        },
    },
};

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panel {
    /// The first row, which goes on with what comes next.
    Step,
    Weeks,
    Items,
}

/// The columns from which each week says what is due, what is left of it and how its quiz went.
const FIGURES_FROM: u16 = 160;
/// Cells of one such figure.
const FIGURE: u16 = 12;
/// The columns from which weeks and lessons stand side by side.
const BOTH_FROM: u16 = 76;

/// The home screen.
pub struct Home {
    step: Rect,
    today: Today,
    weeks: List,
    items: List,
    panel: Panel,
    both: bool,
    /// Whether there is room for figures beside each week.
    figures: bool,
}

impl Home {
    /// The map, ready to go on with what comes next.
    pub fn new(env: &Environment) -> Self {
        let done = env.session.next_step().is_none();
        Self {
            step: Rect::ZERO,
            today: Today::default(),
            weeks: List::default(),
            items: List::default(),
            panel: if done { Panel::Weeks } else { Panel::Step },
            both: true,
            figures: false,
        }
    }

    /// Selects a week, and in it what should be done first.
    fn select_week(&mut self, week: usize, env: &Environment) {
        self.weeks.select(week);
        let items = env.session.library().items(week);
        let open = items.iter().position(|item| !env.session.state(item).is_done());
        self.items.select(open.unwrap_or(0));
    }

    /// Moves through the first row and the weeks, which are one list; says whether it moved.
    fn go(&mut self, motion: Motion, env: &Environment) -> bool {
        let count = env.session.library().week_count();
        let first = usize::from(env.session.next_step().is_some());
        let here = match self.panel {
            Panel::Step => 0,
            _ => self.weeks.selected() + first,
        };
        // From the first row one comes to the week that it is about.
        let to = match (self.panel, motion) {
            (Panel::Step, Motion::Down) => self.weeks.selected() + first,
            (Panel::Step, Motion::Up) => 0,
            (_, Motion::Up) => here.saturating_sub(1),
            (_, motion) => motion.apply(here, count + first, self.weeks.page()),
        };
        match to.checked_sub(first) {
            Some(week) => {
                self.panel = Panel::Weeks;
                self.select_week(week, env);
            }
            None => self.panel = Panel::Step,
        }
        to != here
    }

    fn open_item(&self, env: &Environment) -> Effect {
        let items = env.session.library().items(self.weeks.selected());
        match items.get(self.items.selected()) {
            Some(item) => Effect::Open(Route::of(&item.reference())),
            None => Effect::Nothing,
        }
    }

    fn command(&mut self, command: &str, env: &Environment) -> Effect {
        Effect::Open(match command {
            "catalog" => Route::Catalog,
            "mistakes" => Route::Mistakes,
            "results" => Route::Results,
            "review" => Route::Review(Scope::default()),
            "stats" => Route::Stats,
            "notes" => Route::Notes,
            "settings" => Route::Settings,
            "glossary" => Route::Page(GeneratedPage::Glossary),
            "cards" => Route::Page(GeneratedPage::Errata),
            "tracks" => Route::Page(GeneratedPage::Tracks),
            "week-page" => match env.session.library().week(self.weeks.selected()) {
                Some(week) => Route::Week(week.id.clone()),
                None => return Effect::Nothing,
            },
            "quiz" => {
                let week = env.session.library().week(self.weeks.selected());
                match week.and_then(|week| week.quiz.clone()) {
                    Some(quiz) => Route::of(&Reference::Quiz(quiz)),
                    None => return Effect::Notice(env.say("home.no-quiz").to_owned()),
                }
            }
            _ => return Effect::Pass,
        })
    }

    fn click(&mut self, at: Position, env: &Environment) -> Effect {
        if let Some(week) = self.weeks.hit(at) {
            let again = self.panel == Panel::Weeks && self.weeks.selected() == week;
            self.panel = if again { Panel::Items } else { Panel::Weeks };
            self.select_week(week, env);
        } else if let Some(item) = self.items.hit(at) {
            self.panel = Panel::Items;
            self.items.select(item);
            return self.open_item(env);
        } else if let Some(route) = self.today.hit(at) {
            return Effect::Open(route);
        } else if self.step.contains(at) {
            return step(env);
        } else {
            return Effect::Nothing;
        }
        Effect::Redraw
    }
}

/// Opens what comes next.
fn step(env: &Environment) -> Effect {
    match env.session.next_step() {
        Some(step) => Effect::Open(Route::of(&step.item.reference())),
        None => Effect::Nothing,
    }
}

/// What a name in the table `home` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(
        name,
        &[
            "catalog",
            "quiz",
            "mistakes",
            "results",
            "review",
            "stats",
            "notes",
            "settings",
            "glossary",
            "cards",
            "tracks",
            "week-page",
        ],
    )
}

impl Screen for Home {
    fn keys(&self) -> KeyContext {
        KeyContext::new("home", command)
    }

    fn title(&self) -> &'static str {
        "home.title"
    }

    fn works(&self, action: &str, _env: &Environment) -> bool {
        action != "toggle"
    }

    fn hints(&self, env: &Environment) -> Vec<&'static str> {
        match self.panel {
            Panel::Step => {
                let begun = env.session.next_step().is_some_and(|step| step.begun);
                let select = if begun { "select/continue" } else { "select/start" };
                vec![select, "move", "next-panel/week-items", "catalog", "search", "quit"]
            }
            Panel::Weeks => vec!["select/go-in", "move", "week-page", "catalog", "search", "quit"],
            Panel::Items => vec!["select", "move", "next-panel/weeks", "back/weeks", "search"],
        }
    }

    fn status(&self, env: &Environment) -> String {
        super::week::number_of(self.weeks.selected(), env)
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let weeks = env.session.library().week_count();
        let count = env.session.library().items(self.weeks.selected()).len();
        let moved = match action {
            Action::Own(command) => return Ok(self.command(command, env)),
            Action::Move(Motion::Left) if self.panel == Panel::Items => {
                self.panel = Panel::Weeks;
                true
            }
            Action::Move(Motion::Left) => false,
            Action::Move(Motion::Right) => {
                std::mem::replace(&mut self.panel, Panel::Items) != Panel::Items
            }
            Action::NextPanel | Action::PreviousPanel => {
                self.panel = if self.panel == Panel::Items { Panel::Weeks } else { Panel::Items };
                true
            }
            Action::Move(motion) if self.panel == Panel::Items => self.items.go(motion, count),
            Action::Move(motion) => self.go(motion, env),
            Action::Next | Action::Previous => {
                let motion = if action == Action::Next { Motion::Down } else { Motion::Up };
                let moved = self.weeks.go(motion, weeks);
                self.select_week(self.weeks.selected(), env);
                if self.panel == Panel::Step {
                    self.panel = Panel::Weeks;
                }
                moved
            }
            Action::Wheel { at, lines } => {
                if self.items.area().contains(at) {
                    self.items.shift(lines, count);
                } else {
                    self.weeks.shift(lines, weeks);
                    self.select_week(self.weeks.selected(), env);
                    self.panel = Panel::Weeks;
                }
                true
            }
            Action::Click(at) => return Ok(self.click(at, env)),
            Action::Back if self.panel != Panel::Items => {
                // Pressed once too often on the way back, it must not end the program.
                return Ok(Effect::Notice(env.say("home.leave").to_owned()));
            }
            Action::Back => {
                self.panel = Panel::Weeks;
                true
            }
            Action::Select => match self.panel {
                Panel::Step => return Ok(step(env)),
                Panel::Weeks => {
                    self.panel = Panel::Items;
                    true
                }
                Panel::Items => return Ok(self.open_item(env)),
            },
            _ => return Ok(Effect::Pass),
        };
        Ok(if moved { Effect::Redraw } else { Effect::Nothing })
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        let (due, missed) = (env.session.count_due(), env.session.count_missed());
        let weeks = self.figures && env.session.count_due_of_weeks();
        let share = env.session.count_share();
        due || missed || weeks || share
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.both = area.width >= BOTH_FROM;
        self.figures = area.width >= FIGURES_FROM;
        let step = env.session.next_step();
        self.step = Rect::ZERO;
        if let Some(step) = step {
            self.step = Rect { x: area.x + 1, y: area.y + 2, width: area.width - 2, height: 1 };
            if self.panel == Panel::Step {
                self.weeks.select(step.slot.week);
                self.items.select(step.slot.item);
            }
        } else if self.panel == Panel::Step {
            self.panel = Panel::Weeks;
        }
        let first =
            Rect { x: area.x + 2, y: area.y + 3, width: area.width.saturating_sub(4), height: 1 };
        self.today.arrange(first, env);
        let top = self.top(area) + 1;
        let height = area.bottom().saturating_sub(top);
        let left = Rect {
            x: area.x + 2,
            y: top,
            width: if self.both { area.width / 2 - 4 } else { area.width.saturating_sub(4) },
            height,
        };
        let right = if self.both {
            let x = left.right() + 3;
            Rect { x, width: area.right().saturating_sub(x + 2), ..left }
        } else {
            left
        };
        let nowhere = Rect::ZERO;
        let weeks = env.session.library().week_count();
        let shown = self.both || self.panel != Panel::Items;
        self.weeks.arrange(if shown { left } else { nowhere }, weeks, 1);
        let count = env.session.library().items(self.weeks.selected()).len() as u16;
        let shown = self.both || self.panel == Panel::Items;
        let right = Rect { height: right.height.min(count), ..right };
        self.items.arrange(if shown { right } else { nowhere }, usize::from(count), 1);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        header(buffer, area, env);
        self.draw_step(buffer, area, env);
        self.today.draw(buffer, env);
        let top = self.top(area);
        if self.both || self.panel != Panel::Items {
            let x = area.x + 2;
            let width = if self.both { area.width / 2 - 4 } else { area.width.saturating_sub(4) };
            draw::put(buffer, x, top, width, env.say("home.weeks"), env.style(Role::Muted));
            self.draw_weeks(buffer, (x, width), env);
        }
        if self.both || self.panel == Panel::Items {
            let x = if self.both { area.x + 2 + area.width / 2 - 4 + 3 } else { area.x + 2 };
            let width = area.right().saturating_sub(x + 2);
            self.draw_week(
                buffer,
                Rect { x, y: top, width, height: area.bottom().saturating_sub(top) },
                env,
            );
        }
    }
}

impl Home {
    /// The row of the headings.
    fn top(&self, area: Rect) -> u16 {
        area.y + 3 + self.today.rows().max(1)
    }

    /// The first row: what comes next, and how far it was read.
    fn draw_step(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let (x, y) = (area.x + 2, area.y + 2);
        let Some(step) = env.session.next_step() else {
            let done = format!("{} {}", env.signs.done, env.say("home.all-done"));
            draw::put(buffer, x, y, area.width.saturating_sub(4), &done, env.style(Role::Good));
            return;
        };
        let style = row_style(buffer, self.step, self.panel == Panel::Step, env);
        let word = env.say(if step.begun { "home.continue" } else { "home.start" });
        let word = format!("{word}   ");
        let name = env.session.library().item_full_name(step.slot, &env.words);
        let state = env.session.state_words(step.slot, &env.words);
        let right = self.step.right().saturating_sub(1);
        let muted = style.patch(env.style(Role::Muted));
        let end = draw::put_right(buffer, right, y, self.step.width / 3, &state, muted);
        let (accent, strong) = (env.style(Role::Accent), env.style(Role::Strong));
        let parts = [(word.as_str(), style.patch(accent)), (&name, style.patch(strong))];
        draw::runs(buffer, x, y, end.saturating_sub(x + 1), &parts);
    }

    /// What is due of a week, what is left of it and how its quiz went, before the bar at the end of its row.
    fn draw_figures(
        &self,
        buffer: &mut Buffer,
        (right, y): (u16, u16),
        figures: [&str; 3],
        style: Style,
    ) {
        for (at, figure) in figures.into_iter().rev().enumerate() {
            let right = right.saturating_sub(FIGURE * at as u16);
            draw::put_right(buffer, right, y, FIGURE, figure, style);
        }
    }

    fn draw_weeks(&self, buffer: &mut Buffer, (x, width): (u16, u16), env: &Environment) {
        let library = env.session.library();
        let bar_width = if width >= 40 { 10 } else { 0 };
        let figures = if self.figures { 3 * FIGURE } else { 0 };
        if self.figures {
            let right = x + width - bar_width - 2;
            let (y, muted) = (self.weeks.area().y.saturating_sub(1), env.style(Role::Muted));
            let heads = [env.say("home.due"), env.say("home.left"), env.say("home.quiz")];
            self.draw_figures(buffer, (right, y), heads, muted);
        }
        for (index, y) in self.weeks.rows() {
            let Some(week) = library.week(index) else { continue };
            let selected = index == self.weeks.selected();
            let focus = selected && self.panel == Panel::Weeks;
            let style = row_style(buffer, Rect { x, y, width, height: 1 }, focus, env);
            let share = env.session.week_share(index);
            let sign = if share >= 1.0 {
                env.signs.done
            } else if selected {
                env.signs.here
            } else if share > 0.0 {
                env.signs.partly
            } else {
                env.signs.dot
            };
            let sign_width = text::width(env.signs.done) as u16 + 1;
            let sign_style = if share >= 1.0 { style.patch(env.style(Role::Good)) } else { style };
            draw::put(buffer, x, y, sign_width, sign, sign_style);
            let number = week.number().map_or(String::new(), |number| format!("{number:>2}  "));
            let at = x + sign_width;
            let room = width.saturating_sub(sign_width + bar_width + figures + 1);
            let at = draw::put(buffer, at, y, room, &number, style.patch(env.style(Role::Muted)));
            let room = (x + width).saturating_sub(at + bar_width + figures + 1);
            let name = if selected { style.patch(env.style(Role::Strong)) } else { style };
            draw::put(buffer, at, y, room, &week.title, name);
            if self.figures {
                let minutes = env.session.minutes_left(index);
                let left = if minutes == 0 { String::new() } else { told(minutes, env) };
                let due = match env.session.due_of_week(index) {
                    0 => String::new(),
                    due => due.to_string(),
                };
                let best = env.session.week_best(index);
                let best = best.map_or_else(String::new, |best| format!("{best} %"));
                let muted = style.patch(env.style(Role::Muted));
                let right = x + width - bar_width - 2;
                self.draw_figures(buffer, (right, y), [&due, &left, &best], muted);
            }
            if bar_width > 0 {
                draw::bar(
                    buffer,
                    (x + width - bar_width, y, bar_width),
                    share,
                    (env.signs.bar_full, style.patch(env.style(Role::Good))),
                    (env.signs.bar_empty, style.patch(env.style(Role::Faint))),
                );
            }
        }
    }

    fn draw_week(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let index = self.weeks.selected();
        let library = env.session.library();
        let Some(week) = library.week(index) else { return };
        let items = library.items(index);
        let (done, all) = env.session.week_done(index);
        let count = env.words.format("home.done-of", &[("n", &done), ("all", &all)]);
        let muted = env.style(Role::Muted);
        let at = draw::put_right(buffer, area.right(), area.y, area.width / 2, &count, muted);
        let number = week.number().map_or_else(String::new, |number| number.to_string());
        let name = env.words.format("home.week", &[("n", &number), ("title", &week.title)]);
        let room = at.saturating_sub(area.x + 1);
        draw::put(buffer, area.x, area.y, room, &name, env.style(Role::Heading));
        for (row, y) in self.items.rows() {
            let Some(item) = items.get(row) else { continue };
            let focus = row == self.items.selected() && self.panel == Panel::Items;
            let strip = Rect { x: area.x, y, width: area.width, height: 1 };
            let style = row_style(buffer, strip, focus, env);
            let look = items::look(Slot { week: index, item: row }, item, env);
            draw_item(buffer, strip, &look, style, env);
        }
        let below = area.y + 1 + items.len() as u16 + 1;
        let rest = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
        about_week(buffer, rest, index, env);
    }
}

/// Minutes, from an hour on as hours and minutes.
fn told(minutes: u32, env: &Environment) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => env.words.format("home.minutes", &[("n", &minutes)]),
        (hours, minutes) => env
            .words
            .format("home.hours-minutes", &[("h", &hours), ("n", &format!("{minutes:02}"))]),
    }
}

fn about_week(buffer: &mut Buffer, area: Rect, index: usize, env: &Environment) {
    let library = env.session.library();
    let Some(week) = library.week(index) else { return };
    let unreadable = library.unreadable(index);
    let mut rest = area;
    let mut say = |(sign, line): (&str, &str), style: Style, rest: &mut Rect| {
        let rows = match sign {
            "" => draw::paragraph(buffer, *rest, line, style),
            sign => draw::item(buffer, *rest, sign, line, style),
        };
        rest.y += rows;
        rest.height -= rows;
    };
    if unreadable > 0 {
        let line = env.words.plural("home.unreadable", unreadable);
        say((env.signs.due, &line), env.style(Role::Warn), &mut rest);
    }
    let hours = library.hours(index).told(&env.words);
    say(("", &hours), env.style(Role::Muted), &mut rest);
    for outcome in &week.outcomes {
        if rest.height == 0 {
            break;
        }
        say((env.signs.bullet, outcome), env.style(Role::Muted), &mut rest);
    }
}

/// Draws a thing of the week into a row.
fn draw_item(buffer: &mut Buffer, row: Rect, look: &Look, style: Style, env: &Environment) {
    let sign_width = text::width(env.signs.done) as u16 + 1;
    draw::put(buffer, row.x, row.y, sign_width, look.sign, style.patch(env.style(look.role)));
    let muted = style.patch(env.style(Role::Muted));
    let end = draw::put_right(buffer, row.right(), row.y, row.width / 3, &look.state, muted);
    let at = row.x + sign_width;
    draw::put(buffer, at, row.y, end.saturating_sub(at + 1), &look.name, style);
}

/// The style of a row, which is filled when it is selected.
fn row_style(buffer: &mut Buffer, row: Rect, selected: bool, env: &Environment) -> Style {
    if selected {
        draw::highlight(buffer, row, env.style(Role::Selection));
        env.style(Role::Selection)
    } else {
        env.theme.base()
    }
}

fn header(buffer: &mut Buffer, area: Rect, env: &Environment) {
    let x = area.x + 2;
    let course = env.session.library().course();
    let right = match env.session.days_studied() {
        0 => String::new(),
        days => env.words.plural("home.days", days),
    };
    let muted = env.style(Role::Muted);
    let end = draw::put_right(buffer, area.right() - 2, area.y, area.width / 3, &right, muted);
    let dot = format!("  {}  ", env.signs.dot);
    draw::runs(
        buffer,
        x,
        area.y,
        end.saturating_sub(x + 1),
        &[
            ("archtutor", env.style(Role::Accent)),
            (&dot, env.style(Role::Faint)),
            (&course.title, env.style(Role::Text)),
        ],
    );
}
