//! What can be set: the theme, shown at once as one moves over it, ASCII signs, the mouse, how one reviews,
//! the language.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    config::{LANGUAGES, Setting},
    messages::Messages,
    problem::Problem,
    review::Habits,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        signs::Signs,
        terminal,
        theme::{self, THEMES, Theme},
        widgets::{
            column,
            rows::{Row, Rows},
        },
    },
};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Theme(String),
    Ascii,
    Mouse,
    Retention,
    Minutes,
    NewDay,
    AsksSure,
    Plan,
    Language(&'static str),
}

/// The screen of settings.
pub struct Change {
    choices: Vec<Choice>,
    selected: usize,
    rows: Rows,
}

impl Change {
    /// The settings with the theme in force selected.
    pub fn new(env: &Environment) -> Self {
        let theme =
            |choice: &Choice| matches!(choice, Choice::Theme(name) if *name == env.settings.theme);
        let choices = choices(env);
        let selected = choices.iter().position(theme).unwrap_or(0);
        Self { choices, selected, rows: Rows::default() }
    }

    fn choice(&self) -> Option<&Choice> {
        self.choices.get(self.selected)
    }

    /// Shows the theme that is selected, or the one that is set.
    fn preview(&self, env: &mut Environment) -> Result<Effect, Problem> {
        let name = match self.choice() {
            Some(Choice::Theme(name)) => name.clone(),
            _ => env.settings.theme.clone(),
        };
        env.theme = Theme::choose(&name, theme::depth(), &env.themes)?;
        Ok(Effect::Restyle)
    }

    /// Sets what is selected, and writes it down.
    fn set(&self, env: &mut Environment) -> Result<Effect, Problem> {
        let setting = match self.choice() {
            Some(Choice::Theme(name)) => {
                name.clone_into(&mut env.settings.theme);
                Setting::Theme
            }
            Some(Choice::Ascii) => {
                env.settings.ascii = !env.settings.ascii;
                env.signs = Signs::of(env.settings.ascii);
                Setting::Ascii
            }
            Some(Choice::Language(name)) => {
                env.settings.language = (*name).to_owned();
                env.words = Messages::load(name);
                Setting::Language
            }
            Some(Choice::Mouse) => {
                env.settings.mouse = !env.settings.mouse;
                terminal::listen_to_mouse(env.settings.mouse);
                Setting::Mouse
            }
            Some(Choice::AsksSure) => {
                env.settings.habits.asks_sure = !env.settings.habits.asks_sure;
                Setting::AsksSure
            }
            Some(Choice::Retention | Choice::Minutes | Choice::NewDay) => {
                return self.turn(true, env);
            }
            Some(Choice::Plan) => return Ok(Effect::Open(Route::Plan)),
            None => return Ok(Effect::Nothing),
        };
        env.session.set_habits(env.settings.habits);
        let shown = self.preview(env)?;
        env.settings.store(setting)?;
        Ok(shown)
    }

    /// Turns a number up or down, and writes it down; at its end it stays.
    fn turn(&self, up: bool, env: &mut Environment) -> Result<Effect, Problem> {
        let habits = &mut env.settings.habits;
        let before = *habits;
        let step = if up { 1 } else { -1 };
        let setting = match self.choice() {
            Some(Choice::Retention) => {
                let percent = (f64::from(habits.retention) * 100.0).round() + f64::from(step);
                let (least, most) = (Habits::RETENTION.start(), Habits::RETENTION.end());
                habits.retention = (percent / 100.0).clamp(*least, *most) as f32;
                Setting::Retention
            }
            Some(Choice::Minutes) => {
                let minutes = i64::from(habits.minutes) + i64::from(step);
                let (least, most) = (*Habits::MINUTES.start(), *Habits::MINUTES.end());
                habits.minutes = u32::try_from(minutes.clamp(least, most)).unwrap_or(1);
                Setting::Minutes
            }
            Some(Choice::NewDay) => {
                let hour = i32::from(habits.new_day) + step;
                habits.new_day = u8::try_from(hour.clamp(0, 23)).unwrap_or(0);
                Setting::NewDay
            }
            _ => return Ok(Effect::Nothing),
        };
        if *habits == before {
            return Ok(Effect::Nothing);
        }
        env.session.set_habits(env.settings.habits);
        env.settings.store(setting)?;
        Ok(Effect::Redraw)
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("settings.title"), Role::Heading)];
        let mut group = "";
        for (at, choice) in self.choices.iter().enumerate() {
            let head = choice.group();
            if head != group {
                group = head;
                rows.push(Row::blank());
                rows.push(Row::text(env.say(head), Role::Strong));
            }
            let selected = at == self.selected;
            let here = if selected { env.signs.here } else { " " };
            let row = Row::spans(vec![
                (format!("{here} "), Role::Accent),
                (format!("{} ", choice.sign(env)), Role::Accent),
                (choice.name(env), Role::Text),
            ]);
            rows.push(row.hit(at).select(selected));
        }
        rows.push(Row::blank());
        let lines = text::wrap(env.say("settings.about-language"), width).into_iter();
        rows.extend(lines.map(|line| Row::text(line, Role::Muted)));
        rows.push(Row::blank());
        rows.push(sample(env));
        rows
    }
}

fn choices(env: &Environment) -> Vec<Choice> {
    let own = env.themes.iter().map(|theme| theme.name.as_str());
    let own = own.filter(|name| !THEMES.contains(name));
    let themes = std::iter::once("auto").chain(THEMES).chain(own);
    let themes = themes.map(|name| Choice::Theme(name.to_owned()));
    let languages = LANGUAGES.into_iter().map(Choice::Language);
    let review =
        [Choice::Minutes, Choice::Retention, Choice::NewDay, Choice::AsksSure, Choice::Plan];
    themes.chain([Choice::Ascii, Choice::Mouse]).chain(review).chain(languages).collect()
}

impl Choice {
    fn group(&self) -> &'static str {
        match self {
            Self::Theme(_) => "settings.theme",
            Self::Ascii => "settings.signs",
            Self::Mouse => "settings.input",
            Self::Retention | Self::Minutes | Self::NewDay | Self::AsksSure | Self::Plan => {
                "settings.review"
            }
            Self::Language(_) => "settings.language",
        }
    }

    fn name(&self, env: &Environment) -> String {
        match self {
            Self::Theme(name) => {
                let known = format!("settings.themes.{name}");
                env.words.find(&known).unwrap_or(name).to_owned()
            }
            Self::Ascii => env.say("settings.ascii").to_owned(),
            Self::Mouse => env.say("settings.mouse").to_owned(),
            Self::AsksSure => env.say("settings.asks-sure").to_owned(),
            Self::Plan => env.say("settings.plan").to_owned(),
            Self::Retention => {
                let percent = (f64::from(env.settings.habits.retention) * 100.0).round();
                env.words.format("settings.retention", &[("n", &percent)])
            }
            Self::Minutes => {
                env.words.format("settings.minutes", &[("n", &env.settings.habits.minutes)])
            }
            Self::NewDay => {
                let hour = format!("{:02}:00", env.settings.habits.new_day);
                env.words.format("settings.new-day", &[("n", &hour)])
            }
            Self::Language("ru") => "Русский".to_owned(),
            Self::Language("vi") => "Tiếng Việt".to_owned(),
            Self::Language(_) => "English".to_owned(),
        }
    }

    fn sign(&self, env: &Environment) -> &'static str {
        let (signs, settings) = (&env.signs, &env.settings);
        let (on, full, empty) = match self {
            Self::Theme(name) => (settings.theme == *name, signs.picked, signs.unpicked),
            Self::Ascii => (settings.ascii, signs.checked, signs.unchecked),
            Self::AsksSure => (settings.habits.asks_sure, signs.checked, signs.unchecked),
            Self::Retention | Self::Minutes | Self::NewDay => return signs.left_right,
            Self::Plan => return signs.arrow,
            Self::Mouse => (settings.mouse, signs.checked, signs.unchecked),
            Self::Language(name) => (settings.language == *name, signs.picked, signs.unpicked),
        };
        if on { full } else { empty }
    }
}

/// A line in which every important role shows.
fn sample(env: &Environment) -> Row {
    let say = |key: &str| format!("{}  ", env.say(key));
    Row::spans(vec![
        (say("settings.sample.text"), Role::Text),
        (say("settings.sample.muted"), Role::Muted),
        (env.say("settings.sample.link").to_owned(), Role::Link),
        (format!("  {} ", env.signs.done), Role::Good),
        (say("settings.sample.good"), Role::Good),
        (format!("{} ", env.signs.due), Role::Warn),
        (say("settings.sample.warn"), Role::Warn),
        (format!("{} ", env.signs.wrong), Role::Bad),
        (say("settings.sample.bad"), Role::Bad),
    ])
}

impl Screen for Change {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("settings")
    }

    fn title(&self) -> &'static str {
        "settings.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.choice() {
            Some(Choice::Retention | Choice::Minutes | Choice::NewDay) => {
                vec!["move", "right/more", "left/less", "back"]
            }
            Some(Choice::Plan) => vec!["move", "select", "back"],
            _ => vec!["move", "toggle", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Move(motion @ (Motion::Left | Motion::Right)) => {
                self.turn(motion == Motion::Right, env)
            }
            Action::Move(motion) => {
                self.rows.keep_in_sight();
                let at = motion.apply(self.selected, self.choices.len(), 4);
                if std::mem::replace(&mut self.selected, at) == at {
                    return Ok(Effect::Nothing);
                }
                self.preview(env)
            }
            Action::Select | Action::Toggle => self.set(env),
            Action::Click(at) => match self.rows.hit(at) {
                Some(at) => {
                    self.selected = at;
                    self.set(env)
                }
                None => Ok(Effect::Nothing),
            },
            Action::Wheel { lines, .. } => {
                self.rows.shift(lines);
                Ok(Effect::Redraw)
            }
            _ => Ok(Effect::Pass),
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let rows = self.lay_out(usize::from(area.width), env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }

    fn leave(&mut self, env: &mut Environment) {
        // A theme that was only looked at goes.
        if let Ok(theme) = Theme::choose(&env.settings.theme, theme::depth(), &env.themes) {
            env.theme = theme;
        }
    }
}
