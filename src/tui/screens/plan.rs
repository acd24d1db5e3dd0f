//! The plan: until when, how many minutes a day and on which days, and what comes of it at once.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    clock::Day,
    problem::Problem,
    progress::Plan,
    role::Role,
    session::plan::{MINUTES, Outlook, WEEKDAYS, dated},
    text,
    tui::{
        action::{Action, Motion},
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            input::Input,
            rows::{Row, Rows},
        },
    },
};

/// Days that one step moves the end of a plan.
const DAYS: u32 = 7;
/// Minutes that one step adds.
const STEP: u32 = 5;
/// Days of study that are shown.
const SHOWN: usize = 14;

/// One row that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Until,
    Minutes,
    /// A day of the week, from Monday.
    Weekday(usize),
    Keep,
    Clear,
}

/// The screen of the plan.
pub struct PlanScreen {
    /// As it would be kept.
    draft: Plan,
    kept: Option<Plan>,
    /// What comes of the draft, once it was worked out.
    outlook: Option<Outlook>,
    selected: usize,
    /// What is typed instead of the day or the minutes.
    typed: Option<Input>,
    rows: Rows,
}

impl PlanScreen {
    /// The plan that is kept, or one to begin with.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(env: &Environment) -> Result<Self, Problem> {
        Ok(Self {
            draft: env.session.plan_to_change()?,
            kept: env.session.kept_plan()?,
            outlook: None,
            selected: 0,
            typed: None,
            rows: Rows::default(),
        })
    }

    fn choices(&self) -> Vec<Choice> {
        let days = (0..WEEKDAYS.len()).map(Choice::Weekday);
        let first = [Choice::Until, Choice::Minutes].into_iter().chain(days).chain([Choice::Keep]);
        first.chain(self.kept.is_some().then_some(Choice::Clear)).collect()
    }

    fn choice(&self) -> Choice {
        self.choices().get(self.selected).copied().unwrap_or(Choice::Until)
    }

    /// Changes the draft; what comes of it is worked out anew.
    fn change(&mut self, change: impl FnOnce(&mut Plan)) -> Effect {
        let before = self.draft.clone();
        change(&mut self.draft);
        if self.draft == before {
            return Effect::Nothing;
        }
        self.outlook = None;
        Effect::Redraw
    }

    /// Turns the day or the minutes up or down; at its end it stays.
    fn turn(&mut self, up: bool, today: Day) -> Effect {
        match self.choice() {
            Choice::Until => self.change(|plan| {
                let to = if up { plan.until.after(DAYS) } else { plan.until.before(DAYS) };
                plan.until = to.max(today);
            }),
            Choice::Minutes => self.change(|plan| {
                let to = if up { plan.minutes + STEP } else { plan.minutes.saturating_sub(STEP) };
                plan.minutes = to.clamp(*MINUTES.start(), *MINUTES.end());
            }),
            _ => Effect::Nothing,
        }
    }

    fn choose(&mut self, env: &mut Environment) -> Result<Effect, Problem> {
        match self.choice() {
            Choice::Until => self.typed = Some(Input::with(self.draft.until.to_string())),
            Choice::Minutes => self.typed = Some(Input::with(self.draft.minutes.to_string())),
            Choice::Weekday(day) => return Ok(self.change(|plan| plan.toggle(day))),
            Choice::Keep => {
                env.session.keep_plan(&self.draft)?;
                let said = env.session.told_kept("plan.kept", &[], &env.words);
                return Ok(self.done(said, env));
            }
            Choice::Clear => {
                env.session.clear_plan()?;
                return Ok(self.done(env.say("plan.cleared").to_owned(), env));
            }
        }
        Ok(Effect::Redraw)
    }

    /// Says what was done; the rows are those of what is kept now.
    fn done(&mut self, said: String, env: &Environment) -> Effect {
        self.kept = env.session.kept_plan().unwrap_or_default();
        if let Some(kept) = &self.kept {
            self.draft = kept.clone();
        }
        self.selected = self.selected.min(self.choices().len() - 1);
        self.outlook = None;
        Effect::Notice(said)
    }

    /// Takes what was typed, if it is a day or minutes that a plan can have.
    fn take(&mut self, env: &Environment) -> Effect {
        let Some(typed) = &self.typed else { return Effect::Nothing };
        let text = typed.text().trim().to_owned();
        let today = env.session.today();
        let taken = match self.choice() {
            Choice::Until => {
                let day = Day::parse(&text).filter(|day| *day >= today);
                day.map(|day| self.change(|plan| plan.until = day))
            }
            _ => {
                let minutes = text.parse().ok().filter(|minutes| MINUTES.contains(minutes));
                minutes.map(|minutes| self.change(|plan| plan.minutes = minutes))
            }
        };
        match taken {
            Some(_) => {
                self.typed = None;
                Effect::Redraw
            }
            None if self.choice() == Choice::Until => {
                Effect::Notice(env.words.format("plan.no-day", &[("today", &today)]))
            }
            None => {
                let (least, most) = (MINUTES.start(), MINUTES.end());
                let bounds: &[(&str, &dyn std::fmt::Display)] = &[("least", least), ("most", most)];
                Effect::Notice(env.words.format("plan.no-minutes", bounds))
            }
        }
    }

    fn typing(&mut self, action: &Action, env: &Environment) -> Effect {
        match (action, &mut self.typed) {
            (Action::Text(edit), Some(input)) => input.edit(edit),
            (Action::Select, _) => return self.take(env),
            (Action::Back | Action::Click(_), _) => self.typed = None,
            _ => return Effect::Nothing,
        }
        Effect::Redraw
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("plan.title"), Role::Heading), Row::blank()];
        rows.extend(self.comes(width, env));
        rows.push(Row::blank());
        for (at, choice) in self.choices().into_iter().enumerate() {
            if matches!(choice, Choice::Weekday(0) | Choice::Keep) {
                rows.push(Row::blank());
            }
            let selected = at == self.selected;
            let mut row = Row::choice(at, self.spans(choice, selected, env), selected, env);
            row.cursor = (selected && self.typed.is_some()).then(|| row.spans.len() - 1);
            rows.push(row);
        }
        rows.push(Row::blank());
        rows.extend(self.days(width, env));
        rows
    }

    /// What comes of the draft, in as many rows as it needs.
    fn comes(&self, width: usize, env: &Environment) -> Vec<Row> {
        let Some(outlook) = &self.outlook else {
            return vec![Row::text(env.say("plan.working"), Role::Muted)];
        };
        let role = if outlook.fits { Role::Good } else { Role::Warn };
        let lines = outlook.told(&env.words);
        // One can be ahead of or behind a plan that is kept alone.
        let count = if self.kept.as_ref() == Some(&self.draft) { lines.len() } else { 1 };
        let wrapped = lines.iter().take(count).enumerate().flat_map(|(at, line)| {
            let role = if at == 0 { role } else { Role::Muted };
            text::wrap(line, width).into_iter().map(move |line| Row::text(line, role))
        });
        wrapped.collect()
    }

    fn spans(&self, choice: Choice, selected: bool, env: &Environment) -> Vec<(String, Role)> {
        let signs = &env.signs;
        let (sign, said) = match choice {
            Choice::Until => (signs.left_right, env.say("plan.until").to_owned()),
            Choice::Minutes => (signs.left_right, env.say("plan.minutes").to_owned()),
            Choice::Weekday(day) => {
                let on = self.draft.weekdays().get(day).copied().unwrap_or(true);
                let name = WEEKDAYS.get(day).copied().unwrap_or_default();
                let sign = if on { signs.checked } else { signs.unchecked };
                (sign, env.say(&format!("plan.{name}")).to_owned())
            }
            Choice::Keep => (signs.arrow, env.say("plan.keep").to_owned()),
            Choice::Clear => (signs.arrow, env.say("plan.clear").to_owned()),
        };
        let value = match (choice, self.typed.as_ref().filter(|_| selected)) {
            (Choice::Until | Choice::Minutes, Some(input)) => format!("{} ", input.text()),
            (Choice::Until, None) => dated(self.draft.until, &env.words),
            (Choice::Minutes, None) => self.draft.minutes.to_string(),
            _ => String::new(),
        };
        let mut spans = vec![(format!("{sign} "), Role::Accent), (said, Role::Text)];
        if !value.is_empty() {
            spans.extend([("  ".to_owned(), Role::Text), (value, Role::Strong)]);
        }
        spans
    }

    /// The days of study that come first, with what each holds.
    fn days(&self, width: usize, env: &Environment) -> Vec<Row> {
        let days = self.outlook.iter().flat_map(|outlook| &outlook.schedule).take(SHOWN);
        let row = |day: [String; 3]| {
            let [day, minutes, parts] = day;
            let head = format!("{day}  {minutes:>7}  ");
            let room = width.saturating_sub(text::width(&head));
            Row::spans(vec![(head, Role::Muted), (text::ellipsis(&parts, room), Role::Muted)])
        };
        days.map(|day| row(day.told(&env.words))).collect()
    }
}

impl Screen for PlanScreen {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("plan").typing(self.typed.is_some())
    }

    fn title(&self) -> &'static str {
        "plan.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.choice() {
            _ if self.typed.is_some() => vec!["select/take", "back/leave"],
            Choice::Until | Choice::Minutes => {
                vec!["move", "right/more", "left/less", "select/type", "back"]
            }
            Choice::Weekday(_) => vec!["move", "toggle", "back"],
            Choice::Keep => vec!["select/keep", "move", "back"],
            Choice::Clear => vec!["select/clear", "move", "back"],
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.typed.is_some() {
            return Ok(self.typing(&action, env));
        }
        match action {
            Action::Move(motion @ (Motion::Left | Motion::Right)) => {
                Ok(self.turn(motion == Motion::Right, env.session.today()))
            }
            Action::Toggle => self.choose(env),
            action => {
                let count = self.choices().len();
                match self.rows.pick(&action, &mut self.selected, count) {
                    Some(effect) => Ok(effect),
                    None => self.choose(env),
                }
            }
        }
    }

    fn on_idle(&mut self, env: &mut Environment) -> bool {
        let news = self.outlook.is_none();
        if news {
            self.outlook = env.session.outlook(&self.draft, &env.words).ok();
        }
        news && self.outlook.is_some()
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
