//! The map of the course: where to go on, what today holds, the weeks with what is done, and the week that
//! is selected.

mod rows;
mod today;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use self::today::Today;
use crate::{
    library::{GeneratedPage, Reference},
    problem::Problem,
    role::Role,
    session::round::Scope,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::list::List,
    },
};
use rows::{FIGURES_FROM, header};

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panel {
    /// The first row, which goes on with what comes next.
    Step,
    Weeks,
    Items,
}

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
            "plan" => Route::Plan,
            "notes" => Route::Notes,
            "settings" => Route::Settings,
            "courses" => Route::Courses,
            "class" => Route::Class,
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
            "plan",
            "notes",
            "settings",
            "courses",
            "class",
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
        action != "toggle" && (action != "class" || self.today.has_class())
    }

    fn hints(&self, env: &Environment) -> Vec<&'static str> {
        match self.panel {
            Panel::Step => {
                let begun = env.session.next_step().is_some_and(|step| step.begun);
                let select = if begun { "select/continue" } else { "select/start" };
                vec![select, "move", "next-panel/week-items", "catalog", "search", "plan", "quit"]
            }
            Panel::Weeks => {
                vec!["select/go-in", "move", "week-page", "catalog", "search", "plan", "quit"]
            }
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
        let ready = !env.session.asks_today() || env.has_read();
        let course = ready && env.session.count_in_course();
        let share = env.session.count_share();
        let class = self.today.look_for_class(env);
        due || missed || course || share || class
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
        let top = self.top(area, env) + 1;
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
        let top = self.top(area, env);
        if self.both || self.panel != Panel::Items {
            let x = area.x + 2;
            let width = if self.both { area.width / 2 - 4 } else { area.width.saturating_sub(4) };
            draw::put(buffer, x, top, width, env.say("home.weeks"), env.style(Role::Muted));
            self.draw_weeks(buffer, (x, width), env);
            self.weeks.draw_more(buffer, env);
        }
        if self.both || self.panel == Panel::Items {
            let x = if self.both { area.x + 2 + area.width / 2 - 4 + 3 } else { area.x + 2 };
            let width = area.right().saturating_sub(x + 2);
            self.draw_week(
                buffer,
                Rect { x, y: top, width, height: area.bottom().saturating_sub(top) },
                env,
            );
            self.items.draw_more(buffer, env);
        }
    }
}

impl Home {
    /// The row of the headings: behind an empty one, unless every week is in sight only without it.
    fn top(&self, area: Rect, env: &Environment) -> u16 {
        let (today, weeks) = (self.today.rows(), env.session.library().week_count());
        let whole = usize::from(area.height) > usize::from(4 + today) + weeks;
        area.y + 3 + today.max(1) + u16::from(today > 0 && whole)
    }
}
