//! Search through everything: what is typed, and what fits, group by group.

use std::{any::Any, sync::Arc};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    library::Reference,
    problem::Problem,
    role::Role,
    search::{Group, Hit, Kind, Marked, Question, Target},
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            input::Input,
            rows::{Row, Rows},
        },
    },
};

/// Hits of one kind that are shown at first …
const FEW: usize = 6;
/// … and once more of them are asked for.
const MANY: usize = 40;

/// The index has more to find.
struct Grown;

/// The screen of the search.
pub struct Search {
    input: Input,
    groups: Vec<Group>,
    /// Whether the index had everything when it was asked: only then is what was found all there is.
    whole: bool,
    /// Words that would find something, when nothing was found.
    meant: Option<String>,
    selected: usize,
    /// How many hits of a kind are shown.
    most: usize,
    rows: Rows,
    area: Rect,
}

/// What a row of the list stands for.
enum Choice<'a> {
    Hit(&'a Hit),
    More,
}

impl Search {
    /// A search that begins with some words. Has the index filled if nobody has.
    pub fn new(words: String, env: &Environment) -> Self {
        let index = env.session.index();
        let reply = env.jobs.reply();
        index.watch(move || reply.send(Grown));
        if index.claim() {
            let (index, source) = (Arc::clone(index), env.session.library().source().clone());
            env.jobs.start("search", move || index.fill(&source));
        }
        Self {
            input: Input::with(words),
            groups: Vec::new(),
            whole: false,
            meant: None,
            selected: 0,
            most: FEW,
            rows: Rows::default(),
            area: Rect::ZERO,
        }
    }

    /// Asks the index anew.
    fn ask(&mut self, env: &Environment) {
        let index = env.session.index();
        let question = Question {
            words: self.input.text(),
            language: &env.settings.language,
            most: self.most,
            cells: usize::from(self.area.width.saturating_sub(6)),
        };
        // First, because the index may be filled while it looks.
        self.whole = index.is_full();
        self.groups = index.find(&question, env.session.library().source());
        self.meant = if self.groups.is_empty() && self.whole {
            index.suggest(self.input.text())
        } else {
            None
        };
        self.selected = self.selected.min(self.choices().len().saturating_sub(1));
    }

    fn choices(&self) -> Vec<Choice<'_>> {
        let mut choices = Vec::new();
        for group in &self.groups {
            choices.extend(group.hits.iter().map(Choice::Hit));
            if group.more > 0 && self.most < MANY {
                choices.push(Choice::More);
            }
        }
        choices
    }

    fn retype(&mut self, env: &Environment) {
        (self.selected, self.most) = (0, FEW);
        self.rows.reset();
        self.ask(env);
    }

    fn select(&mut self, at: usize, env: &Environment) -> Effect {
        let route = match self.choices().get(at) {
            Some(Choice::Hit(hit)) => route(&hit.target),
            Some(Choice::More) => {
                (self.selected, self.most) = (at, MANY);
                self.ask(env);
                return Effect::Redraw;
            }
            None => return Effect::Nothing,
        };
        self.selected = at;
        Effect::Open(route)
    }

    /// The first choice of the next group, or of the one before.
    fn group(&self, forward: bool) -> usize {
        let mut starts = Vec::new();
        let mut at = 0;
        for group in &self.groups {
            starts.push(at);
            at += group.hits.len() + usize::from(group.more > 0 && self.most < MANY);
        }
        let here = starts.partition_point(|start| *start <= self.selected).saturating_sub(1);
        let count = starts.len().max(1);
        let next = if forward { here + 1 } else { here + count - 1 };
        starts.get(next % count).copied().unwrap_or(0)
    }

    fn found(&self) -> usize {
        self.groups.iter().map(|group| group.hits.len() + group.more).sum()
    }

    /// The rows of everything that was found.
    fn lay_out(&self, env: &Environment) -> Vec<Row> {
        let roomy = self.area.height >= 12;
        let mut rows = Vec::new();
        let mut at = 0;
        for group in &self.groups {
            if roomy && !rows.is_empty() {
                rows.push(Row::blank());
            }
            let name = format!("search.group.{}", group.kind.name());
            let count = format!("  {}", group.hits.len() + group.more);
            rows.push(Row::spans(vec![
                (env.say(&name).to_owned(), Role::Muted),
                (count, Role::Faint),
            ]));
            for hit in &group.hits {
                let selected = at == self.selected;
                let sign = if selected { env.signs.here } else { " " };
                rows.push(name_row(hit, sign).hit(at).select(selected));
                if let Some(snippet) = &hit.snippet {
                    let spans = spans(snippet, Role::Muted);
                    rows.push(Row::spans(pushed("    ", spans)).hit(at).select(selected));
                }
                at += 1;
            }
            if group.more > 0 && self.most < MANY {
                let selected = at == self.selected;
                let sign = if selected { env.signs.here } else { " " };
                let more = env.words.format("search.more", &[("n", &group.more)]);
                let row = Row::text(format!("{sign} {} {more}", env.signs.ellipsis), Role::Muted);
                rows.push(row.hit(at).select(selected));
                at += 1;
            }
        }
        rows
    }

    /// What is said when there is nothing to list.
    fn empty(&self, env: &Environment) -> Vec<Row> {
        let width = usize::from(self.area.width);
        let lines = |key: &str, role: Role| {
            let lines = crate::text::wrap(env.say(key), width).into_iter();
            lines.map(move |line| Row::text(line, role)).collect::<Vec<_>>()
        };
        if self.input.text().trim().is_empty() {
            return lines("search.hint", Role::Muted);
        }
        if !self.whole {
            return lines("search.reading", Role::Muted);
        }
        let mut rows = lines("search.nothing", Role::Text);
        if let Some(words) = &self.meant {
            rows.push(Row::blank());
            let meant = env.words.format("search.meant", &[("words", words)]);
            rows.push(Row::text(meant, Role::Accent).hit(0));
        }
        rows
    }
}

/// The screen of a hit.
fn route(target: &Target) -> Route {
    match target {
        Target::Pattern(id) => Route::Pattern(id.clone()),
        Target::Lesson(id, Some(at)) => Route::LessonAt(id.clone(), *at),
        Target::Lesson(id, None) => Route::Lesson { id: id.clone(), heading: None },
        Target::Exercise(id) => Route::Exercise(id.clone()),
        Target::Lab(id) => Route::of(&Reference::Lab(id.clone())),
        Target::Week(id) => Route::Week(id.clone()),
        Target::Quiz(id) => Route::Quiz(id.clone()),
        Target::Question(id) => Route::Question(id.clone()),
    }
}

/// A name with what tells it apart.
fn name_row(hit: &Hit, sign: &str) -> Row {
    let mut row = vec![(format!("{sign} "), Role::Accent)];
    let before = matches!(hit.kind, Kind::Lesson | Kind::Week);
    if before && !hit.label.is_empty() {
        row.push((format!("{}  ", hit.label), Role::Muted));
    }
    row.extend(spans(&hit.name, Role::Text));
    if let Some(beside) = &hit.beside {
        row.push(("  ·  ".to_owned(), Role::Faint));
        row.extend(spans(beside, Role::Strong));
    }
    if !before && !hit.label.is_empty() {
        row.push((format!("  {}", hit.label), Role::Muted));
    }
    Row::spans(row)
}

fn pushed(first: &str, spans: Vec<(String, Role)>) -> Vec<(String, Role)> {
    let mut all = vec![(first.to_owned(), Role::Text)];
    all.extend(spans);
    all
}

/// A text in pieces, with those that were looked for marked.
fn spans(marked: &Marked, role: Role) -> Vec<(String, Role)> {
    let mut spans = Vec::new();
    let mut from = 0;
    let piece = |from: usize, to: usize| marked.text.get(from..to).unwrap_or_default().to_owned();
    for hit in &marked.hits {
        spans.push((piece(from, hit.start), role));
        spans.push((piece(hit.start, hit.end), Role::Match));
        from = hit.end;
    }
    spans.push((piece(from, marked.text.len()), role));
    spans.retain(|(text, _)| !text.is_empty());
    spans
}

impl Screen for Search {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("search").typing(true)
    }

    fn title(&self) -> &'static str {
        "search.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.groups.is_empty() { vec!["back"] } else { vec!["select", "next-panel", "back"] }
    }

    fn status(&self, env: &Environment) -> String {
        if !self.whole {
            return env.say("search.reading").to_owned();
        }
        match self.found() {
            0 => String::new(),
            found => env.words.plural("search.found", found),
        }
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let count = self.choices().len();
        match action {
            Action::Text(edit) => {
                self.input.edit(&edit);
                self.retype(env);
            }
            Action::Move(
                motion @ (Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown),
            ) => {
                self.rows.keep_in_sight();
                let page = usize::from(self.area.height / 3);
                let at = motion.apply(self.selected, count, page);
                if std::mem::replace(&mut self.selected, at) == at {
                    return Ok(Effect::Nothing);
                }
            }
            Action::NextPanel | Action::PreviousPanel if self.groups.is_empty() => {
                let Some(words) = self.meant.take() else { return Ok(Effect::Nothing) };
                self.input = Input::with(words);
                self.retype(env);
            }
            Action::NextPanel | Action::PreviousPanel => {
                self.rows.keep_in_sight();
                self.selected = self.group(action == Action::NextPanel);
            }
            Action::Wheel { lines, .. } => self.rows.shift(lines),
            Action::Select => return Ok(self.select(self.selected, env)),
            Action::Click(at) => match self.rows.hit(at) {
                Some(_) if self.groups.is_empty() => return self.update(Action::NextPanel, env),
                Some(choice) => return Ok(self.select(choice, env)),
                None => return Ok(Effect::Nothing),
            },
            Action::Search => return Ok(Effect::Nothing),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn take_result(&mut self, _grown: Box<dyn Any + Send>, env: &mut Environment) {
        let before = match self.choices().get(self.selected) {
            Some(Choice::Hit(hit)) if self.selected > 0 => Some(hit.target.clone()),
            _ => None,
        };
        self.ask(env);
        let again = before.and_then(|before| {
            let same =
                |choice: &Choice<'_>| matches!(choice, Choice::Hit(hit) if hit.target == before);
            self.choices().iter().position(same)
        });
        self.selected = again.unwrap_or(self.selected);
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let list = column::below(area, 3, 1);
        if std::mem::replace(&mut self.area, list).width != list.width {
            self.ask(env);
        }
        let rows = if self.groups.is_empty() { self.empty(env) } else { self.lay_out(env) };
        self.rows.arrange(list, rows);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let (x, room) = (self.area.x, self.area.width);
        let y = if area.height >= 16 { area.y + 1 } else { area.y };
        let at = draw::put(buffer, x, y, 2, "/ ", env.style(Role::Accent));
        self.input.draw(buffer, (at, y, (x + room).saturating_sub(at)), env);
        self.rows.draw(buffer, env);
    }
}
