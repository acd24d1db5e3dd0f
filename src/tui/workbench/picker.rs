//! The catalog as the workbench needs it: patterns that can be applied here, what each settles, where.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    apply::ApplyForm,
    thing::Thing,
    workspace::{Then, Workspace},
};
use crate::{
    design::{architecture::Apply, offer, offer::Offer},
    id::PatternId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Edit},
        draw,
        layers::{Layer, body, title},
        route::Route,
        screen::{Effect, Environment},
        widgets::{
            input::Input,
            list::List,
            rows::{Row, Rows},
        },
    },
};

/// From this width on the list and the pattern stand side by side.
const BESIDE_FROM: u16 = 76;

/// The picker.
pub(super) struct Picker {
    offers: Vec<Offer>,
    /// Where the cursor of the board stands, as it is written behind `on`.
    spot: Option<String>,
    input: Input,
    typing: bool,
    found: Vec<usize>,
    list: List,
    page: Rows,
    area: Rect,
}

impl Picker {
    /// The patterns for a design; what fits the place under the cursor is offered there first.
    pub(super) fn new(
        thing: Option<&Thing>,
        service: Option<&str>,
        workspace: &Workspace,
        env: &Environment,
    ) -> Self {
        let model = workspace.model();
        let spot = match thing {
            Some(Thing::Link(link)) => Some(format!("{}->{}", link.from, link.to)),
            Some(Thing::Head) => service.map(str::to_owned),
            _ => None,
        };
        let mut picker = Self {
            offers: offer::offers(&model, &workspace.owed()),
            spot,
            input: Input::default(),
            typing: false,
            found: Vec::new(),
            list: List::default(),
            page: Rows::default(),
            area: Rect::ZERO,
        };
        picker.look(workspace, env);
        picker
    }

    /// Keeps the patterns whose name or effect has the words.
    fn look(&mut self, workspace: &Workspace, _env: &Environment) {
        let words = self.input.text().to_lowercase();
        let fits = |offer: &Offer| {
            let entry = workspace.book.entry(offer.pattern);
            let effects = entry.grading.solves.iter().map(|effect| effect.kind.as_str());
            let text =
                format!("{} {} {}", entry.id, entry.name, effects.collect::<Vec<_>>().join(" "));
            let text = text.to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        let all = self.offers.iter().enumerate();
        self.found = all.filter(|(_, offer)| fits(offer)).map(|(at, _)| at).collect();
        self.list.select(0);
        self.page.reset();
    }

    fn chosen(&self) -> Option<&Offer> {
        self.offers.get(*self.found.get(self.list.selected())?)
    }

    fn take(&self, workspace: &Workspace) -> Then {
        let Some(offer) = self.chosen() else { return Then::Stay };
        let mut places = offer.places.iter();
        let here = places.find(|place| place.on.is_some() && place.on == self.spot);
        let on = here.or(offer.places.first()).and_then(|place| place.on.clone());
        let pattern = workspace.book.entry(offer.pattern).id.clone();
        let apply = Apply { pattern, on, ..Apply::default() };
        Then::swap(ApplyForm::new(apply, None, workspace))
    }

    /// What is said of the pattern that is selected.
    fn about(&self, width: u16, workspace: &Workspace, env: &Environment) -> Vec<Row> {
        let Some(offer) = self.chosen() else {
            return vec![Row::text(env.say("bench.picker.nothing"), Role::Muted)];
        };
        let entry = workspace.book.entry(offer.pattern);
        let mut rows = vec![Row::text(entry.name.clone(), Role::Heading)];
        let mut say = |indent: u16, line: &str, role: Role| {
            let room = usize::from(width.saturating_sub(indent)).max(10);
            for part in text::wrap(&text::sanitize(line), room) {
                rows.push(Row::text(part, role).indent(indent));
            }
        };
        if let Some(cost) = entry.grading.cost {
            say(0, &env.words.format("bench.picker.cost", &[("n", &cost)]), Role::Muted);
        }
        let catalog = env.session.library().catalog();
        if let Some(pattern) = catalog.get(&entry.id) {
            say(0, &pattern.problem, Role::Text);
        }
        say(0, "", Role::Text);
        let meaning = |kind: &str| {
            let found = workspace.book.obligations.get(kind);
            found.map_or_else(|| kind.to_owned(), |kind| format!("{}: {}", kind.id, kind.meaning))
        };
        for (key, effects) in [
            ("bench.picker.solves", &entry.grading.solves),
            ("bench.picker.introduces", &entry.grading.introduces),
        ] {
            if effects.is_empty() {
                continue;
            }
            say(0, env.say(key), Role::Muted);
            for effect in effects {
                say(2, &meaning(&effect.kind), Role::Text);
            }
        }
        if !entry.requires.is_empty() {
            let ids = entry.requires.iter().map(|at| workspace.book.entry(*at).id.as_str());
            let ids: Vec<&str> = ids.collect();
            say(0, env.say("bench.picker.requires"), Role::Muted);
            say(2, &ids.join(", "), Role::Text);
        }
        say(0, env.say("bench.picker.where"), Role::Muted);
        for place in &offer.places {
            let whole = || env.say("bench.apply.system").to_owned();
            let on = place.on.clone().unwrap_or_else(whole);
            let (line, role) = if place.stands {
                (format!("{} {on}", env.signs.done), Role::Good)
            } else if place.settles.is_empty() {
                (format!("{} {on}", env.signs.dot), Role::Muted)
            } else {
                let arrow = env.signs.arrow;
                (
                    format!("{} {on} {arrow} {}", env.signs.due, place.settles.join(", ")),
                    Role::Accent,
                )
            };
            say(2, &line, role);
        }
        rows
    }
}

impl Layer<Workspace> for Picker {
    fn update(
        &mut self,
        action: &Action,
        workspace: &mut Workspace,
        env: &mut Environment,
    ) -> Result<Then, Problem> {
        let count = self.found.len();
        match action {
            Action::Search => self.typing = true,
            Action::Text(edit) => {
                self.input.edit(edit);
                self.look(workspace, env);
            }
            Action::Back if self.typing => {
                self.typing = false;
                self.input.edit(&Edit::Clear);
                self.look(workspace, env);
            }
            Action::Move(motion) => {
                self.list.go(*motion, count);
                self.page.reset();
            }
            Action::Wheel { at, lines } if !self.list.area().contains(*at) => {
                self.page.shift(*lines);
            }
            Action::Wheel { lines, .. } => self.list.shift(*lines, count),
            Action::Select if self.typing => self.typing = false,
            Action::Select | Action::Toggle => return Ok(self.take(workspace)),
            Action::Own("pattern") => {
                return Ok(match self.chosen() {
                    Some(offer) => {
                        let id = PatternId::new(&workspace.book.entry(offer.pattern).id);
                        Then::Do(Effect::Open(Route::Pattern(id)))
                    }
                    None => Then::Stay,
                });
            }
            Action::Click(at) => match self.list.hit(*at) {
                Some(item) if item == self.list.selected() => return Ok(self.take(workspace)),
                Some(item) => {
                    self.list.select(item);
                    self.page.reset();
                }
                None => {}
            },
            Action::Back => return Ok(Then::Close),
            _ => return Ok(Then::Pass),
        }
        Ok(Then::Stay)
    }

    fn arrange(&mut self, area: Rect, workspace: &Workspace, env: &Environment) {
        self.area = area;
        let inner = body(area, u16::MAX);
        let (list, page) = if area.width >= BESIDE_FROM {
            let wide = inner.width * 2 / 5;
            (
                Rect { width: wide, ..inner },
                Rect { x: inner.x + wide + 3, width: inner.width - wide - 3, ..inner },
            )
        } else {
            let tall = inner.height / 2;
            (
                Rect { height: tall, ..inner },
                Rect {
                    y: inner.y + tall + 1,
                    height: inner.height.saturating_sub(tall + 1),
                    ..inner
                },
            )
        };
        self.list.arrange(list, self.found.len(), 1);
        let rows = self.about(page.width, workspace, env);
        self.page.arrange(page, rows);
    }

    fn view(&self, buffer: &mut Buffer, workspace: &Workspace, env: &Environment) {
        let (x, room) = (self.area.x + 2, self.area.width.saturating_sub(4));
        let at = title(buffer, self.area, env.say("bench.picker.title"), env);
        if self.typing || !self.input.text().is_empty() {
            let at = draw::put(buffer, at + 2, self.area.y, 2, "/ ", env.style(Role::Accent));
            self.input.draw(buffer, (at, self.area.y, (x + room).saturating_sub(at)), env);
        }
        for (item, y) in self.list.rows() {
            let Some(offer) = self.found.get(item).and_then(|at| self.offers.get(*at)) else {
                continue;
            };
            let selected = item == self.list.selected();
            let row = Rect { y, height: 1, ..self.list.area() };
            let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
            if selected {
                draw::highlight(buffer, row, ground);
            }
            let weight = offer.weight();
            let (sign, role) = if weight > 0 {
                (env.signs.due, Role::Accent)
            } else {
                (env.signs.dot, Role::Muted)
            };
            let patch = |role: Role| {
                let mut style = ground.patch(env.style(role));
                style.bg = ground.bg;
                style
            };
            let at = draw::put(buffer, row.x, y, 2, sign, patch(role));
            let name = workspace.pattern_name(&workspace.book.entry(offer.pattern).id, env);
            let end = row.right();
            let at = at.max(row.x + 2);
            let at = draw::put(buffer, at, y, end.saturating_sub(at), name, patch(Role::Text));
            if weight > 0 {
                let note = env.words.format("bench.picker.settles", &[("n", &weight)]);
                let room = end.saturating_sub(at + 1);
                if usize::from(room) >= text::width(&note) {
                    draw::put_right(buffer, end, y, room, &note, patch(Role::Muted));
                }
            }
        }
        self.page.draw(buffer, env);
    }

    fn hints(&self) -> Vec<&'static str> {
        if self.typing {
            return vec!["select/take", "back/leave"];
        }
        vec!["select/apply", "move", "search", "pattern/page", "back"]
    }

    fn status(&self) -> String {
        format!("{}/{}", self.list.selected() + 1, self.found.len())
    }

    fn typing(&self) -> bool {
        self.typing
    }
}
