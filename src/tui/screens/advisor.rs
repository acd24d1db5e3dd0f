//! The advisor: walks the decision tree, shows the path and what is still possible, and lets one go
//! back.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    catalog::{Next, tree::Walk},
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
    },
};

/// The advisor.
#[derive(Default)]
pub struct Advisor {
    walk: Walk,
    selected: usize,
    /// The rows of the choices on the screen: first row, row behind, number.
    rows: Vec<(u16, u16, usize)>,
}

/// What can be picked now.
enum Offer {
    /// An answer, and what it rules out.
    Answer { text: String, rules_out: String },
    /// A pattern to open: the leaf or an add-on.
    Pattern { question: String, id: crate::id::PatternId, name: String },
}

impl Advisor {
    fn offers(&self, env: &Environment) -> Vec<Offer> {
        let catalog = env.session.library().catalog();
        let named = |id: &crate::id::PatternId| {
            let name =
                catalog.get(id.as_str()).map(|p| p.names.in_language(&env.settings.language));
            name.unwrap_or(id.as_str()).to_owned()
        };
        match catalog.tree.at(&self.walk) {
            Some(Next::Question(id)) => {
                let choices = catalog.tree.question(&id).map_or(&[][..], |found| &found.choices);
                choices
                    .iter()
                    .map(|choice| Offer::Answer {
                        text: choice.answer.clone(),
                        rules_out: choice.rules_out.clone(),
                    })
                    .collect()
            }
            Some(Next::Pattern(leaf)) => {
                let name = named(&leaf);
                let question = env.say("advisor.leaf").to_owned();
                let mut offers = vec![Offer::Pattern { question, name, id: leaf }];
                for add_on in &catalog.tree.add_ons {
                    offers.extend(add_on.patterns.iter().map(|id| Offer::Pattern {
                        question: add_on.question.clone(),
                        name: named(id),
                        id: id.clone(),
                    }));
                }
                offers
            }
            None => Vec::new(),
        }
    }

    fn pick(&mut self, at: usize, env: &Environment) -> Effect {
        let tree = &env.session.library().catalog().tree;
        match (tree.at(&self.walk), self.offers(env).get(at)) {
            (Some(Next::Question(id)), Some(Offer::Answer { .. })) => {
                self.walk.path.push((id, at));
                self.selected = 0;
                Effect::Redraw
            }
            (_, Some(Offer::Pattern { id, .. })) => Effect::Open(Route::Pattern(id.clone())),
            _ => Effect::Nothing,
        }
    }

    /// Picks, and notes that the tree was walked to a leaf.
    fn choose(&mut self, at: usize, env: &mut Environment) -> Result<Effect, Problem> {
        let effect = self.pick(at, env);
        let tree = &env.session.library().catalog().tree;
        if matches!(tree.at(&self.walk), Some(Next::Pattern(_))) {
            env.session.reach(&"tree".into(), "tree.1", None)?;
        }
        Ok(effect)
    }

    fn undo(&mut self) -> bool {
        let last = self.walk.path.pop();
        self.selected = last.as_ref().map_or(self.selected, |(_, choice)| *choice);
        last.is_some()
    }

    fn hit(&self, at: Position) -> Option<usize> {
        let row = self.rows.iter().find(|(first, behind, _)| (*first..*behind).contains(&at.y))?;
        Some(row.2)
    }
}

impl Screen for Advisor {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("advisor")
    }

    fn title(&self) -> &'static str {
        "advisor.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["move", "select", "undo-step", "back"]
    }

    fn status(&self, env: &Environment) -> String {
        let left = env.session.library().catalog().tree.reachable(&self.walk).len();
        env.words.plural("advisor.possible", left)
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        let count = self.offers(env).len();
        match action {
            Action::Move(Motion::Left) | Action::Previous if self.undo() => {}
            Action::Move(Motion::Left | Motion::Right) | Action::Previous => {
                return Ok(Effect::Nothing);
            }
            Action::Back if self.undo() => {}
            Action::Move(motion) => self.selected = motion.apply(self.selected, count, 5),
            Action::Wheel { lines, .. } => {
                let motion = if lines > 0 { Motion::Down } else { Motion::Up };
                self.selected = motion.apply(self.selected, count, 5);
            }
            Action::Select | Action::Toggle => return self.choose(self.selected, env),
            Action::Click(at) => {
                return match self.hit(at) {
                    Some(choice) => self.choose(choice, env),
                    None => Ok(Effect::Nothing),
                };
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        self.rows = self.lay_out(area, env).1;
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        for (y, x, line, role, number) in self.lay_out(area, env).0 {
            let ground = if number == Some(self.selected) {
                env.style(Role::Selection)
            } else {
                env.theme.base()
            };
            let room = area.right().saturating_sub(x + 2);
            if number == Some(self.selected) {
                draw::highlight(buffer, Rect { x: x - 1, y, width: room + 1, height: 1 }, ground);
            }
            draw::put(buffer, x, y, room, &line, ground.patch(env.style(role)));
        }
    }
}

/// A line to draw: row, column, text, role, and the number of the choice it belongs to.
type Drawn = (u16, u16, String, Role, Option<usize>);

impl Advisor {
    /// What is drawn where, and which rows belong to which choice. A long path gives way to what is
    /// asked now.
    fn lay_out(&self, area: Rect, env: &Environment) -> (Vec<Drawn>, Vec<(u16, u16, usize)>) {
        let catalog = env.session.library().catalog();
        let x = area.x + 2;
        let width = usize::from(area.width.saturating_sub(6)).clamp(10, 84);
        let mut above: Vec<(u16, String, Role)> = Vec::new();
        above.push((0, env.say("advisor.title").to_owned(), Role::Heading));
        for (id, choice) in &self.walk.path {
            let Some(question) = catalog.tree.question(id) else { continue };
            let answer = question.choices.get(*choice).map_or("", |choice| &choice.answer);
            above.push((0, text::ellipsis(&question.question, width), Role::Muted));
            let answer = format!("{} {answer}", env.signs.arrow);
            above.push((2, text::ellipsis(&answer, width.saturating_sub(2)), Role::Text));
        }
        above.push((0, String::new(), Role::Text));
        let mut now: Vec<(u16, String, Role, Option<usize>)> = Vec::new();
        match catalog.tree.at(&self.walk) {
            Some(Next::Question(id)) => {
                if let Some(question) = catalog.tree.question(&id) {
                    for line in text::wrap(&question.question, width) {
                        now.push((0, line, Role::Strong, None));
                    }
                    for line in text::wrap(&question.why, width) {
                        now.push((0, line, Role::Muted, None));
                    }
                    now.push((0, String::new(), Role::Text, None));
                }
            }
            Some(Next::Pattern(leaf)) => {
                if let Some(pattern) = catalog.get(leaf.as_str()) {
                    for line in text::wrap(&pattern.solution, width) {
                        now.push((0, line, Role::Text, None));
                    }
                    now.push((0, String::new(), Role::Text, None));
                }
            }
            None => now.push((0, env.say("advisor.none").to_owned(), Role::Muted, None)),
        }
        let mut last_question = String::new();
        for (number, offer) in self.offers(env).into_iter().enumerate() {
            match offer {
                Offer::Answer { text: answer, rules_out } => {
                    for (at, line) in
                        text::wrap(&answer, width.saturating_sub(4)).into_iter().enumerate()
                    {
                        let lead = if at == 0 { format!("{}  ", number + 1) } else { "   ".into() };
                        now.push((2, lead + &line, Role::Text, Some(number)));
                    }
                    if number == self.selected && !rules_out.is_empty() {
                        let says = env.words.format("advisor.rules-out", &[("what", &rules_out)]);
                        for line in text::wrap(&says, width.saturating_sub(6)) {
                            now.push((5, line, Role::Warn, None));
                        }
                    }
                }
                Offer::Pattern { question, name, .. } => {
                    if question != last_question {
                        for line in text::wrap(&question, width) {
                            now.push((0, line, Role::Muted, None));
                        }
                        last_question = question;
                    }
                    now.push((2, format!("{} {name}", env.signs.arrow), Role::Link, Some(number)));
                }
            }
        }
        self.fit(area, x, &above, &now)
    }

    fn fit(
        &self,
        area: Rect,
        x: u16,
        above: &[(u16, String, Role)],
        now: &[(u16, String, Role, Option<usize>)],
    ) -> (Vec<Drawn>, Vec<(u16, u16, usize)>) {
        let height = usize::from(area.height);
        let hidden = (above.len() + now.len()).saturating_sub(height).min(above.len());
        let kept = above.len() - hidden;
        // What is selected stays in sight.
        let room = height.saturating_sub(kept).max(1);
        let at = now.iter().rposition(|line| line.3 == Some(self.selected)).unwrap_or(0);
        let first = (at + 2).saturating_sub(room).min(now.len().saturating_sub(room));
        let mut drawn: Vec<Drawn> = Vec::new();
        let mut rows: Vec<(u16, u16, usize)> = Vec::new();
        let mut y = area.y;
        for (indent, line, role) in above.iter().skip(hidden) {
            drawn.push((y, x + indent, line.clone(), *role, None));
            y += 1;
        }
        for (indent, line, role, number) in now.iter().skip(first) {
            if y >= area.bottom() {
                break;
            }
            if let Some(number) = number {
                rows.push((y, y + 1, *number));
            }
            drawn.push((y, x + indent, line.clone(), *role, *number));
            y += 1;
        }
        (drawn, rows)
    }
}
