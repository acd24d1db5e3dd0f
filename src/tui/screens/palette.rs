//! Everything one can go to, by typing a part of its name.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern as Needle},
};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    library::{Item, Reference, Slot},
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        preview,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{input::Input, list::List},
    },
};

/// One thing to go to.
struct Entry {
    /// What kind it is, a key of the words.
    kind: &'static str,
    name: String,
    /// What is typed to find it: its name, what kind it is, and its number where the name has none.
    said: String,
    goal: Goal,
}

impl Entry {
    fn new(kind: &'static str, name: impl Into<String>, goal: Goal, env: &Environment) -> Self {
        let name = name.into();
        let said = format!("{name} {}", env.say(kind));
        Self { kind, name, said, goal }
    }

    /// The same, found by a number, too.
    fn numbered(mut self, number: &str) -> Self {
        self.said = format!("{} {number}", self.said);
        self
    }
}

/// What choosing an entry does.
#[derive(Clone)]
enum Goal {
    Open(Route),
    /// A key of an author's.
    Author(&'static str),
}

impl Goal {
    fn effect(self) -> Effect {
        match self {
            Self::Open(route) => Effect::Replace(route),
            Self::Author(name) => Effect::Author(name),
        }
    }
}

/// The palette.
pub struct Palette {
    entries: Vec<Entry>,
    input: Input,
    /// Numbers of the entries that fit, best first.
    found: Vec<usize>,
    list: List,
    matcher: Matcher,
}

impl Palette {
    /// A palette over the whole course.
    pub fn new(env: &Environment) -> Self {
        let mut palette = Self {
            entries: entries(env),
            input: Input::default(),
            found: Vec::new(),
            list: List::default(),
            matcher: Matcher::new(Config::DEFAULT),
        };
        palette.look();
        palette
    }

    fn look(&mut self) {
        let needle = Needle::parse(self.input.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut room = Vec::new();
        let mut found: Vec<(u32, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| {
                let said = Utf32Str::new(&entry.said, &mut room);
                Some((needle.score(said, &mut self.matcher)?, at))
            })
            .collect();
        found.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        self.found = found.into_iter().map(|(_, at)| at).collect();
        self.list.select(0);
    }

    fn chosen(&self, at: usize) -> Option<&Entry> {
        self.entries.get(*self.found.get(at)?)
    }
}

fn entries(env: &Environment) -> Vec<Entry> {
    let library = env.session.library();
    let mut entries: Vec<Entry> = Route::places()
        .into_iter()
        .map(|(word, route)| Entry::new("palette.place", env.say(word), Goal::Open(route), env))
        .collect();
    for name in preview::ACTIONS.into_iter().filter(|_| env.is_preview) {
        let says = env.say(&format!("keys.preview.{name}")).to_owned();
        entries.push(Entry::new("palette.author", says, Goal::Author(name), env));
    }
    let mut items: Vec<(Slot, &Item)> = library.all_items().collect();
    // Those of a kind together.
    items.sort_by_key(|(_, item)| kind(item).0);
    for (place, item) in items {
        let name = match item {
            Item::Quiz(id) if Some(id) != library.exam().as_ref() => {
                library.week(place.week).map_or_else(String::new, |week| week.title.clone())
            }
            _ => library.item_name(place, &env.words),
        };
        let card = match item {
            Item::Exercise(id) => library.exercise_card(id),
            _ => None,
        };
        let goal = Goal::Open(Route::of(&item.reference()));
        let entry = Entry::new(kind(item).1, name, goal, env);
        entries.push(entry.numbered(card.as_ref().map_or("", |card| card.number.as_str())));
    }
    for card in library.unlisted_exercises().filter_map(|id| library.exercise_card(id)) {
        let goal = Goal::Open(Route::Exercise(card.id.clone()));
        entries.push(Entry::new("palette.exercise", &card.title, goal, env));
    }
    for pattern in library.catalog().patterns() {
        let name = pattern.names.in_language(&env.settings.language);
        let goal = Goal::Open(Route::of(&Reference::Pattern(pattern.id.clone())));
        entries.push(Entry::new("palette.pattern", name, goal, env));
    }
    entries
}

/// Which kind comes first here, and its word.
fn kind(item: &Item) -> (u8, &'static str) {
    match item {
        Item::Lesson(_) => (0, "palette.lesson"),
        Item::Quiz(_) => (1, "palette.quiz"),
        Item::Exercise(_) => (2, "palette.exercise"),
        Item::Lab(_) => (3, "palette.lab"),
    }
}

impl Screen for Palette {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("palette").typing(true)
    }

    fn title(&self) -> &'static str {
        "palette.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["select", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        format!("{}/{}", self.found.len(), self.entries.len())
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        match action {
            Action::Text(edit) => {
                self.input.edit(&edit);
                self.look();
            }
            Action::Move(
                motion @ (Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown),
            ) => {
                self.list.go(motion, self.found.len());
            }
            Action::Wheel { lines, .. } => self.list.shift(lines, self.found.len()),
            Action::Click(at) => match self.list.hit(at).and_then(|at| self.chosen(at)) {
                Some(entry) => return Ok(entry.goal.clone().effect()),
                None => return Ok(Effect::Nothing),
            },
            Action::Select => {
                return Ok(match self.chosen(self.list.selected()) {
                    Some(entry) => entry.goal.clone().effect(),
                    None => Effect::Nothing,
                });
            }
            Action::Palette => return Ok(Effect::Back),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, _env: &Environment) {
        let frame = frame(area);
        let rows = Rect {
            x: frame.x + 1,
            y: frame.y + 2,
            width: frame.width.saturating_sub(2),
            height: frame.height.saturating_sub(3),
        };
        self.list.arrange(rows, self.found.len(), 1);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let frame = frame(area);
        draw::panel(buffer, frame, env);
        let x = frame.x + 2;
        let room = frame.width.saturating_sub(4);
        let sign = format!("{} ", env.signs.here);
        let at = draw::put(buffer, x, frame.y + 1, room, &sign, env.style(Role::Accent));
        self.input.draw(buffer, (at, frame.y + 1, (x + room).saturating_sub(at)), env);
        if self.found.is_empty() {
            let nothing = env.say("palette.nothing");
            draw::put(buffer, x, frame.y + 3, room, nothing, env.style(Role::Muted));
        }
        for (item, y) in self.list.rows() {
            let Some(entry) = self.chosen(item) else { continue };
            let row = Rect { x: frame.x + 1, y, width: frame.width.saturating_sub(2), height: 1 };
            if item == self.list.selected() {
                draw::highlight(buffer, row, env.style(Role::Selection));
            }
            let ground = if item == self.list.selected() {
                env.style(Role::Selection)
            } else {
                env.theme.base()
            };
            let mark = if item == self.list.selected() { env.signs.here } else { " " };
            draw::put(buffer, x - 1, y, 1, mark, ground);
            let kind_width = 10.min(room / 3);
            draw::put(buffer, x, y, room - kind_width, &entry.name, ground);
            let muted = ground.patch(env.style(Role::Muted));
            draw::put_right(buffer, x + room, y, kind_width, env.say(entry.kind), muted);
        }
        self.list.draw_more(buffer, env);
    }

    fn floats(&self) -> bool {
        true
    }
}

fn frame(area: Rect) -> Rect {
    draw::centred(area, 72, 20)
}
