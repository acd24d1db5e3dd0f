//! Classify: say of each dimension which values hold, and be told which one applied first and what
//! stands there.

use std::collections::BTreeMap;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    catalog::Catalog,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
        widgets::list::List,
    },
};

/// The classification of one system.
#[derive(Default)]
pub struct Classify {
    dimension: usize,
    values: List,
    holding: BTreeMap<String, Vec<String>>,
    below: u16,
}

impl Classify {
    fn toggle(&mut self, catalog: &Catalog) {
        let Some(dimension) = catalog.scheme.dimensions.get(self.dimension) else { return };
        let Some(value) = dimension.values.get(self.values.selected()) else { return };
        let held = self.holding.entry(dimension.id.clone()).or_default();
        match held.iter().position(|at| *at == value.id) {
            Some(at) => {
                held.remove(at);
            }
            None => held.push(value.id.clone()),
        }
    }

    fn turn(&mut self, by: isize, catalog: &Catalog) {
        let count = catalog.scheme.dimensions.len().max(1);
        self.dimension = (self.dimension + count).saturating_add_signed(by) % count;
        self.values.select(0);
    }

    /// The pattern that stands where the system was placed.
    fn found(&self, catalog: &Catalog) -> Option<crate::id::PatternId> {
        let placed = catalog.scheme.classify(&self.holding);
        let here = |at: &crate::catalog::Coordinates| {
            placed.iter().all(|place| at.values.get(&place.dimension) == Some(&place.value))
        };
        catalog.placed().find(|(_, at)| here(at)).map(|(pattern, _)| pattern.id.clone())
    }
}

impl Screen for Classify {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("classify")
    }

    fn title(&self) -> &'static str {
        "classify.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["toggle", "next-panel", "select", "back"]
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let catalog = env.session.library().catalog();
        let count = catalog.scheme.dimensions.get(self.dimension).map_or(0, |at| at.values.len());
        match action {
            Action::Toggle => self.toggle(catalog),
            Action::NextPanel | Action::Next | Action::Move(Motion::Right) => self.turn(1, catalog),
            Action::PreviousPanel | Action::Previous | Action::Move(Motion::Left) => {
                self.turn(-1, catalog);
            }
            Action::Move(motion) => {
                self.values.go(motion, count);
            }
            Action::Click(at) => match self.values.hit(at) {
                Some(value) => {
                    self.values.select(value);
                    self.toggle(catalog);
                }
                None => return Ok(Effect::Nothing),
            },
            Action::Select => {
                let found = self.found(catalog);
                if found.is_some() {
                    env.session.reach(&"classify".into(), "classify.1", None)?;
                }
                return Ok(match found {
                    Some(id) => Effect::Open(Route::Pattern(id)),
                    None => Effect::Notice(env.say("classify.nobody").to_owned()),
                });
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let catalog = env.session.library().catalog();
        let Some(dimension) = catalog.scheme.dimensions.get(self.dimension) else { return };
        let width = usize::from(area.width.saturating_sub(4)).max(1);
        let asked = text::wrap(&dimension.question, width).len() as u16;
        let count = dimension.values.len();
        let top = area.y + 3 + asked;
        let result = catalog.scheme.dimensions.len() as u16 + 3;
        let room = area.bottom().saturating_sub(top + result).max(2);
        let tall = if area.width < 70 && room >= count as u16 * 2 { 2 } else { 1 };
        let height = (count as u16 * tall).min(room);
        let rows = Rect { x: area.x + 2, y: top, width: area.width.saturating_sub(4), height };
        self.below = top + height + 1;
        self.values.arrange(rows, count, tall);
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let catalog = env.session.library().catalog();
        let x = area.x + 2;
        let width = area.width.saturating_sub(4);
        let mut at = x;
        for (index, dimension) in catalog.scheme.dimensions.iter().enumerate() {
            let role = if index == self.dimension { Role::Accent } else { Role::Muted };
            let name = format!("{} {}", index + 1, dimension.id);
            at = draw::put(
                buffer,
                at,
                area.y,
                (x + width).saturating_sub(at),
                &name,
                env.style(role),
            ) + 3;
        }
        let Some(dimension) = catalog.scheme.dimensions.get(self.dimension) else { return };
        let question = Rect { x, y: area.y + 2, width, height: 3 };
        draw::paragraph(buffer, question, &dimension.question, env.style(Role::Strong));
        let held = self.holding.get(&dimension.id).map_or(&[][..], Vec::as_slice);
        for (item, y) in self.values.rows() {
            let Some(value) = dimension.values.get(item) else { continue };
            let selected = item == self.values.selected();
            let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
            if selected {
                draw::highlight(buffer, Rect { x: x - 1, y, width: width + 1, height: 1 }, ground);
            }
            let sign =
                if held.contains(&value.id) { env.signs.checked } else { env.signs.unchecked };
            let line = format!("{sign} {:<13} {}", value.id, value.test);
            draw::put(buffer, x, y, width, &line, ground);
        }
        self.draw_result(
            buffer,
            Rect { x, y: self.below, width, height: area.bottom().saturating_sub(self.below) },
            env,
        );
    }
}

impl Classify {
    fn draw_result(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let catalog = env.session.library().catalog();
        let mut rows = area.y..area.bottom();
        for place in catalog.scheme.classify(&self.holding) {
            let Some(y) = rows.next() else { return };
            let said = self.holding.get(&place.dimension).is_some_and(|held| !held.is_empty());
            let why = if !said {
                env.say("classify.default").to_owned()
            } else if place.overruled.is_empty() {
                env.say("classify.first").to_owned()
            } else {
                env.words.format("classify.before", &[("values", &place.overruled.join(", "))])
            };
            let name = format!("{:<12}", place.dimension);
            let value = format!("{:<14}", place.value);
            let parts = [
                (name.as_str(), env.style(Role::Muted)),
                (&value, env.style(Role::Strong)),
                (&why, env.style(Role::Muted)),
            ];
            draw::runs(buffer, area.x, y, area.width, &parts);
        }
        let Some(y) = rows.nth(1).or_else(|| rows.next()) else { return };
        let says = match self.found(catalog).and_then(|id| catalog.get(id.as_str())) {
            Some(pattern) => {
                let name = pattern.names.in_language(&env.settings.language);
                env.words.format("classify.here", &[("name", &name)])
            }
            None => env.say("classify.nobody").to_owned(),
        };
        draw::put(buffer, area.x, y, area.width, &says, env.style(Role::Info));
    }
}
