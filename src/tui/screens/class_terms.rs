//! What a class asks of a learner, to be read to its end before they can agree. What would be shared is
//! counted behind.

use std::{any::Any, path::Path};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    class::{
        code::Code,
        consent::Consent,
        joining::{Offer, Wish},
        push, standing,
    },
    messages::Messages,
    problem::Problem,
    role::Role,
    tui::{
        action::{Action, Motion},
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{
            column,
            input::Input,
            rows::{self, Row, Rows},
        },
    },
};

/// The screen of what a class asks.
pub struct ClassTerms {
    offer: Offer,
    wish: Wish,
    consent: Consent,
    /// Whether the consent does not fit the wish yet.
    counting: bool,
    /// Whether the learner is in the class already, and nothing new is asked.
    agreed: bool,
    selected: usize,
    /// The code of another device, while it is typed.
    typed: Option<Input>,
    rows: Rows,
}

/// One row that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Earlier,
    Code,
    ByItself,
    Agree,
    Refuse,
}

impl ClassTerms {
    /// What the class of a file asks; shown from its beginning.
    ///
    /// # Errors
    /// The file has a mistake.
    pub fn new(file: &Path, env: &Environment) -> Result<Self, Problem> {
        let offer = Offer::open(file, &env.settings.data_dir)?;
        let wish = Wish::default();
        let agreed = match offer.agreed(&wish) {
            // Its key may be another one, which needs no new consent.
            Some(known) => offer.renew(known).map(|_| true)?,
            None => false,
        };
        let mut rows = Rows::default();
        rows.show(0);
        let (consent, typed) = (Consent::default(), None);
        let mut screen =
            Self { offer, wish, consent, counting: true, agreed, selected: 0, typed, rows };
        screen.count(env);
        Ok(screen)
    }

    /// Counts on a thread what would be shared.
    fn count(&mut self, env: &Environment) {
        self.counting = true;
        let (data, clock) = (env.settings.data_dir.clone(), env.session.clock());
        let place = self.offer.place(&self.wish, &data, clock.now());
        let language = env.settings.language.clone();
        let (wish, reply) = (self.wish.clone(), env.jobs.reply());
        env.jobs.start("class", move || {
            let words = Messages::load(&language);
            let progress = standing::progress(&place, &data, clock);
            let counted = progress.and_then(|progress| Consent::of(&place, &progress, &words));
            reply.send(Counted(wish, counted));
        });
    }

    fn choices(&self) -> Vec<Choice> {
        if self.consent.lines.is_empty() {
            return Vec::new();
        }
        // Who has agreed has nothing to choose but the way back.
        if self.agreed {
            return vec![Choice::Refuse];
        }
        let mut choices = vec![Choice::Earlier, Choice::Code];
        choices.extend(self.offer.class().store.is_some().then_some(Choice::ByItself));
        choices.extend([Choice::Agree, Choice::Refuse]);
        choices
    }

    fn choose(&mut self, env: &Environment) -> Result<Effect, Problem> {
        match self.choices().get(self.selected) {
            Some(Choice::Earlier) => {
                self.wish.earlier = !self.wish.earlier;
                self.count(env);
            }
            Some(Choice::ByItself) => self.wish.by_itself = !self.wish.by_itself,
            Some(Choice::Code) => {
                let code = self.wish.code.as_ref().map(Code::to_string);
                self.typed = Some(Input::with(code.unwrap_or_default()));
            }
            // What is agreed to is in sight first.
            Some(Choice::Agree) if self.counting => {}
            Some(Choice::Agree) => {
                let now = env.session.clock().now();
                let place = self.offer.place(&self.wish, &env.settings.data_dir, now);
                // The way back comes first: what is missing beside the file is missed by a push, which says so.
                self.offer.accept(&place)?;
                push::start(&env.settings.data_dir);
                return Ok(Effect::Back);
            }
            Some(Choice::Refuse) => return Ok(Effect::Back),
            None => {}
        }
        Ok(Effect::Redraw)
    }

    /// Takes an action while a code is typed.
    fn typing(&mut self, action: &Action, env: &Environment) -> Result<Effect, Problem> {
        let Some(input) = &mut self.typed else { return Ok(Effect::Nothing) };
        match action {
            Action::Text(edit) => input.edit(edit),
            Action::Back | Action::Click(_) if !input.leaves() => {
                return Ok(Effect::Notice(env.say("bench.drops-typed").to_owned()));
            }
            Action::Back | Action::Click(_) => self.typed = None,
            Action::Select => {
                let text = input.text().trim();
                let code = Code::parse(text);
                if code.is_none() && !text.is_empty() {
                    return Ok(Effect::Notice(env.say("class.screen.no-code").to_owned()));
                }
                self.wish.code = code;
                self.typed = None;
                self.count(env);
            }
            _ => return Ok(Effect::Nothing),
        }
        Ok(Effect::Redraw)
    }

    /// Moves through the choices once all that is above them was in sight.
    fn go(&mut self, motion: Motion) -> Effect {
        let turns = motion.is_page() || matches!(motion, Motion::Top | Motion::Bottom);
        if self.rows.more() || turns || (motion == Motion::Up && self.selected == 0) {
            return if self.rows.scroll(motion) { Effect::Redraw } else { Effect::Nothing };
        }
        self.selected = motion.apply(self.selected, self.choices().len(), 1);
        Effect::Redraw
    }

    fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.counting && self.consent.lines.is_empty() {
            rows.extend(Row::wrapped(env.say("class.screen.counting"), Role::Muted, 0, width));
            return rows;
        }
        for (at, line) in self.consent.lines.iter().enumerate() {
            let role = if at == 0 { Role::Strong } else { Role::Text };
            match line.as_str() {
                "" => rows.push(Row::blank()),
                line => rows.extend(Row::wrapped(line, role, 0, width)),
            }
        }
        let example = self.consent.example.as_deref();
        rows.extend(example.into_iter().flat_map(|text| Row::wrapped(text, Role::Code, 2, width)));
        rows.push(Row::blank());
        if self.agreed {
            let code = self.offer.agreed(&self.wish).map(|known| known.code.to_string());
            let code = code.unwrap_or_default();
            let said = env.words.format("class.known", &[("code", &code)]);
            rows.extend(Row::wrapped(&said, Role::Good, 0, width));
        }
        for (at, choice) in self.choices().into_iter().enumerate() {
            rows.push(self.row(choice, at, env));
        }
        if let Some(typed) = &self.typed {
            rows.extend(rows::typed(env.say("class.screen.what-code"), typed, width, env));
        }
        rows
    }

    fn row(&self, choice: Choice, at: usize, env: &Environment) -> Row {
        let selected = at == self.selected && self.typed.is_none() && !self.rows.more();
        let tick = |holds: bool| if holds { env.signs.checked } else { env.signs.unchecked };
        let word = match (choice, &self.wish.code) {
            (Choice::Earlier, _) => {
                format!("{} {}", tick(self.wish.earlier), env.say("class.screen.earlier"))
            }
            (Choice::ByItself, _) => {
                format!("{} {}", tick(self.wish.by_itself), env.say("class.screen.by-itself"))
            }
            (Choice::Code, Some(code)) => {
                env.words.format("class.screen.code-is", &[("code", code)])
            }
            (Choice::Code, None) => env.say("class.screen.code").to_owned(),
            (Choice::Agree, _) => env.say("class.screen.agree").to_owned(),
            (Choice::Refuse, _) if self.agreed => env.say("keys.shared.back").to_owned(),
            (Choice::Refuse, _) => env.say("class.screen.refuse").to_owned(),
        };
        Row::choice(at, [(word, Role::Text)], selected, env)
    }
}

/// What there is to agree to under a wish.
struct Counted(Wish, Result<Consent, Problem>);

impl Screen for ClassTerms {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("class").typing(self.typed.is_some())
    }

    fn title(&self) -> &'static str {
        "class.screen.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match &self.typed {
            Some(_) => vec!["select/take", "back/leave"],
            None if self.rows.more() => vec!["select/go-on", "scroll", "back"],
            None => vec!["select/do", "move", "back"],
        }
    }

    fn works(&self, action: &str, env: &Environment) -> bool {
        let own = env.keys.table("class").iter().any(|binding| binding.action == action);
        !own && crate::tui::keymap::is_hinted(&self.hints(env), action)
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.typed.is_some() {
            return self.typing(&action, env);
        }
        match action {
            Action::Move(motion) => Ok(self.go(motion)),
            Action::Select | Action::Toggle if self.rows.more() => {
                self.rows.scroll(Motion::PageDown);
                Ok(Effect::Redraw)
            }
            Action::Select | Action::Toggle => self.choose(env),
            Action::Wheel { lines, .. } => {
                self.rows.shift(lines);
                Ok(Effect::Redraw)
            }
            Action::Click(at) if !self.rows.more() => match self.rows.hit(at) {
                Some(hit) => {
                    self.selected = hit;
                    self.choose(env)
                }
                None => Ok(Effect::Nothing),
            },
            _ => Ok(Effect::Pass),
        }
    }

    fn take_result(&mut self, result: Box<dyn Any + Send>, env: &mut Environment) {
        let Ok(counted) = result.downcast::<Counted>() else { return };
        let Counted(wish, consent) = *counted;
        if (&wish.code, wish.earlier) != (&self.wish.code, self.wish.earlier) {
            return;
        }
        match consent {
            Ok(consent) => (self.consent, self.counting) = (consent, false),
            Err(problem) => {
                // Without it nothing can be agreed to.
                let problem = problem.in_words(&env.words);
                self.consent.lines = vec![format!("{problem}. {}", problem.hint)];
            }
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let area = column::below(area, 1, 0);
        let width = usize::from(area.width).saturating_sub(1);
        let rows = self.lay_out(width, env);
        self.rows.arrange(area, rows);
        if self.typed.is_some() {
            self.rows.scroll(Motion::Bottom);
        }
        // Whether there is more below is known only now.
        let rows = self.lay_out(width, env);
        self.rows.arrange(area, rows);
    }

    fn view(&self, buffer: &mut Buffer, _area: Rect, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
