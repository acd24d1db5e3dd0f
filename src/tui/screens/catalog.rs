//! The catalog: all patterns, narrowed by family, by dimension values and by typing; some of them
//! marked to be compared.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    catalog::{Catalog, Pattern, page},
    id::PatternId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Edit, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::{input::Input, list::List, prose},
    },
};

/// A comparison takes this many patterns at most.
pub(super) const MOST_COMPARED: usize = 4;
/// The columns from which a pattern is shown beside the list.
const PREVIEW_FROM: u16 = 100;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    family: Option<String>,
    /// A dimension and its value.
    value: Option<(String, String)>,
    words: Input,
}

/// The catalog's list.
pub struct Browse {
    filter: Filter,
    typing: bool,
    found: Vec<PatternId>,
    list: List,
    preview: Option<Rect>,
}

impl Browse {
    /// The list of everything.
    pub fn new(env: &Environment) -> Self {
        let mut browse = Self {
            filter: Filter::default(),
            typing: false,
            found: Vec::new(),
            list: List::default(),
            preview: None,
        };
        browse.look(env);
        browse
    }

    fn look(&mut self, env: &Environment) {
        let catalog = env.session.library().catalog();
        let before = self.selected().cloned();
        self.found = self.filter.apply(catalog).map(|pattern| pattern.id.clone()).collect();
        let again = before.and_then(|id| self.found.iter().position(|found| *found == id));
        self.list.select(again.unwrap_or(0));
    }

    fn selected(&self) -> Option<&PatternId> {
        self.found.get(self.list.selected())
    }

    fn command(&mut self, command: &str, env: &mut Environment) -> Effect {
        match command {
            "advisor" => return Effect::Open(Route::Advisor),
            "classify" => return Effect::Open(Route::Classify),
            "compare" if env.compared.len() < 2 => {
                return Effect::Notice(env.say("catalog.mark-first").to_owned());
            }
            "compare" => return Effect::Open(Route::Compare(env.compared.clone())),
            "mark" => {
                let Some(id) = self.selected().cloned() else { return Effect::Nothing };
                if let Some(at) = env.compared.iter().position(|marked| *marked == id) {
                    env.compared.remove(at);
                } else if env.compared.len() == MOST_COMPARED {
                    return Effect::Notice(env.say("catalog.most-marked").to_owned());
                } else {
                    env.compared.push(id);
                }
                return Effect::Redraw;
            }
            "family" => self.filter.next_family(env.session.library().catalog()),
            "dimension" => self.filter.next_value(env.session.library().catalog()),
            "delete" => self.filter = Filter::default(),
            _ => return Effect::Pass,
        }
        self.look(env);
        Effect::Redraw
    }

    fn open(&self) -> Effect {
        self.selected().map_or(Effect::Nothing, |id| Effect::Open(Route::Pattern(id.clone())))
    }
}

impl Filter {
    fn apply<'a>(&self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Pattern> {
        let words: Vec<String> =
            self.words.text().split_whitespace().map(str::to_lowercase).collect();
        catalog.patterns().iter().filter(move |pattern| {
            self.family.as_ref().is_none_or(|family| pattern.family == *family)
                && self.value.as_ref().is_none_or(|(dimension, value)| {
                    let at = pattern.coordinates.as_ref();
                    at.and_then(|at| at.values.get(dimension)) == Some(value)
                })
                && words.iter().all(|word| mentions(pattern, word))
        })
    }

    /// The next family, and behind the last one all of them.
    fn next_family(&mut self, catalog: &Catalog) {
        let families = catalog.families();
        let at =
            self.family.as_ref().and_then(|family| families.iter().position(|at| at == family));
        let next = at.map_or(0, |at| at + 1);
        self.family = families.get(next).map(|family| (*family).to_owned());
    }

    /// The next value of the next dimension, and behind the last one any.
    fn next_value(&mut self, catalog: &Catalog) {
        let values: Vec<(String, String)> = catalog
            .scheme
            .dimensions
            .iter()
            .flat_map(|at| at.values.iter().map(|value| (at.id.clone(), value.id.clone())))
            .collect();
        let at = self.value.as_ref().and_then(|value| values.iter().position(|at| at == value));
        self.value = values.into_iter().nth(at.map_or(0, |at| at + 1));
    }
}

fn mentions(pattern: &Pattern, word: &str) -> bool {
    pattern.id.as_str().contains(word)
        || pattern.all_names().any(|name| name.to_lowercase().contains(word))
        || pattern.problem.to_lowercase().contains(word)
        || pattern.solution.to_lowercase().contains(word)
}

/// What a name in the table `catalog` of the keymap does.
fn command(name: &str) -> Option<Action> {
    Action::own(name, &["compare", "mark", "advisor", "classify", "family", "dimension", "delete"])
}

impl Screen for Browse {
    fn keys(&self) -> KeyContext {
        KeyContext::new("catalog", command).typing(self.typing)
    }

    fn title(&self) -> &'static str {
        "catalog.title"
    }

    fn works(&self, action: &str, _env: &Environment) -> bool {
        !matches!(action, "toggle" | "next-panel" | "previous-panel")
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        if self.typing {
            return vec!["select/take", "back/leave"];
        }
        vec!["select", "search", "family", "mark", "compare", "advisor", "classify", "move", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        let at = (self.list.selected() + 1).min(self.found.len());
        format!("{at}/{}", self.found.len())
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let count = self.found.len();
        match action {
            Action::Own(command) => return Ok(self.command(command, env)),
            Action::Search => self.typing = true,
            Action::Text(edit) => {
                self.filter.words.edit(&edit);
                self.look(env);
            }
            Action::Select if self.typing => self.typing = false,
            Action::Select => return Ok(self.open()),
            Action::Back if self.typing => {
                self.typing = false;
                self.filter.words.edit(&Edit::Clear);
                self.look(env);
            }
            Action::Back if self.filter != Filter::default() => {
                self.filter = Filter::default();
                self.look(env);
            }
            Action::Move(motion) => {
                let motion = match motion {
                    Motion::Left => Motion::PageUp,
                    Motion::Right => Motion::PageDown,
                    other => other,
                };
                if !self.list.go(motion, count) {
                    return Ok(Effect::Nothing);
                }
            }
            Action::Wheel { lines, .. } => self.list.shift(lines, count),
            Action::Click(at) => match self.list.hit(at) {
                Some(item) if item == self.list.selected() => return Ok(self.open()),
                Some(item) => self.list.select(item),
                None => return Ok(Effect::Nothing),
            },
            Action::Next | Action::Previous => {
                let motion = if action == Action::Next { Motion::Down } else { Motion::Up };
                self.list.go(motion, count);
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, _env: &Environment) {
        let width = if area.width >= PREVIEW_FROM { area.width * 2 / 5 } else { area.width };
        let rows = Rect {
            x: area.x + 1,
            y: area.y + 3,
            width: width.saturating_sub(2),
            height: area.height.saturating_sub(3),
        };
        self.preview = (area.width >= PREVIEW_FROM).then(|| {
            let x = area.x + width + 2;
            Rect {
                x,
                y: area.y + 1,
                width: area.right().saturating_sub(x + 2),
                height: area.height - 1,
            }
        });
        self.list.arrange(rows, self.found.len(), 1);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let x = area.x + 2;
        let width = area.width.saturating_sub(4);
        draw::put(buffer, x, area.y, width, env.say("catalog.title"), env.style(Role::Heading));
        self.draw_filter(buffer, (x, area.y + 1, self.list.area().width), env);
        for (item, y) in self.list.rows() {
            self.draw_row(buffer, item, y, env);
        }
        self.list.draw_more(buffer, env);
        if self.found.is_empty() {
            let area = Rect { x, ..self.list.area() };
            draw::paragraph(buffer, area, env.say("catalog.nothing"), env.style(Role::Muted));
        }
        if let Some(area) = self.preview {
            self.draw_preview(buffer, area, env);
        }
    }
}

impl Browse {
    fn draw_filter(&self, buffer: &mut Buffer, (x, y, room): (u16, u16, u16), env: &Environment) {
        let end = x + room;
        let mut at = x;
        let chips = [
            self.filter
                .family
                .as_ref()
                .map(|family| format!("{}: {family}", env.say("catalog.family"))),
            self.filter.value.as_ref().map(|(dimension, value)| format!("{dimension}: {value}")),
            (!env.compared.is_empty())
                .then(|| env.words.plural("catalog.marked", env.compared.len())),
        ];
        for chip in chips.into_iter().flatten() {
            let chip = format!(" {chip} ");
            at =
                draw::put(buffer, at, y, end.saturating_sub(at), &chip, env.style(Role::Selection))
                    + 1;
        }
        if self.typing {
            at = draw::put(buffer, at, y, end.saturating_sub(at), "/", env.style(Role::Accent));
            self.filter.words.draw(buffer, (at, y, end.saturating_sub(at)), env);
        } else if !self.filter.words.text().is_empty() {
            let words = format!("/{}", self.filter.words.text());
            draw::put(buffer, at, y, end.saturating_sub(at), &words, env.style(Role::Accent));
        } else if at == x {
            draw::put(buffer, x, y, room, env.say("catalog.all"), env.style(Role::Muted));
        }
    }

    fn draw_row(&self, buffer: &mut Buffer, item: usize, y: u16, env: &Environment) {
        let catalog = env.session.library().catalog();
        let Some(pattern) = self.found.get(item).and_then(|id| catalog.get(id.as_str())) else {
            return;
        };
        let area = self.list.area();
        let row = Rect { y, height: 1, ..area };
        let selected = item == self.list.selected();
        let ground = if selected {
            draw::highlight(buffer, row, env.style(Role::Selection));
            env.style(Role::Selection)
        } else {
            env.theme.base()
        };
        let marked = env.compared.contains(&pattern.id);
        let sign = if marked {
            env.signs.done
        } else if selected {
            env.signs.here
        } else {
            " "
        };
        let sign_width = text::width(env.signs.done) as u16 + 1;
        draw::put(buffer, row.x, y, sign_width, sign, ground.patch(env.style(Role::Accent)));
        let family_width = if row.width >= 60 { 18 } else { 0 };
        let at = row.x + sign_width;
        let room = row.width.saturating_sub(sign_width + family_width + 1);
        let name = pattern.names.in_language(&env.settings.language);
        draw::put(buffer, at, y, room, name, ground);
        let muted = ground.patch(env.style(Role::Muted));
        draw::put_right(buffer, row.right(), y, family_width, &pattern.family, muted);
    }

    fn draw_preview(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let catalog = env.session.library().catalog();
        let Some(pattern) = self.selected().and_then(|id| catalog.get(id.as_str())) else { return };
        for y in area.y..area.bottom() {
            draw::put(buffer, area.x - 2, y, 1, env.signs.vertical, env.style(Role::Border));
        }
        let name = pattern.names.in_language(&env.settings.language);
        draw::put(buffer, area.x, area.y, area.width, name, env.style(Role::Heading));
        let rest = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let lines = prose::lay_out(&preview(pattern, env), rest.width, env);
        prose::lines(buffer, rest, &lines, 0, env);
    }
}

/// A pattern's page in Markdown.
pub(super) fn preview(pattern: &Pattern, env: &Environment) -> String {
    let library = env.session.library();
    let lesson = |id: &str| {
        let slot = library.slot(&crate::id::LessonId::new(id))?;
        Some(library.at(slot)?.title.clone())
    };
    let pen = page::Pen {
        say: &|key| env.say(key).to_owned(),
        language: &env.settings.language,
        lesson: &lesson,
    };
    page::markdown(library.catalog(), pattern, &pen)
}
