//! The rows of the screen of classes.

use super::{
    Classes, Look, Mode,
    choice::{Choice, question},
};
use crate::{
    role::Role,
    tui::{
        screen::Environment,
        widgets::rows::{self, Row},
    },
};

impl Classes {
    /// Everything that the screen shows, for a width.
    pub(super) fn lay_out(&self, width: usize, env: &Environment) -> Vec<Row> {
        let mut rows = vec![Row::text(env.say("class.screen.title"), Role::Heading), Row::blank()];
        if self.classes.is_empty() {
            let word = match self.look {
                Look::Done => "class.screen.none",
                _ => "class.screen.counting",
            };
            rows.extend(Row::wrapped(env.say(word), Role::Muted, 0, width));
            rows.push(Row::blank());
        }
        let mut number = 0;
        for (at, standing) in self.classes.iter().enumerate() {
            let title = &standing.mine.class.title;
            rows.extend(Row::wrapped(title, Role::Strong, 0, width));
            for line in standing.told(&env.words) {
                rows.extend(Row::wrapped(&line, Role::Muted, 2, width));
            }
            if let Mode::Asking(asked, deed) = self.mode
                && asked == at
            {
                rows.push(Row::blank());
                rows.extend(question(standing, deed, width, env));
            }
            for choice in self.choices_of(at) {
                rows.push(self.row(choice, number, env));
                number += 1;
            }
            rows.push(Row::blank());
        }
        if !matches!(self.mode, Mode::Asking(..)) {
            rows.push(self.row(Choice::Join, number, env));
        }
        let asked = match &self.mode {
            Mode::Joining(input) => Some(("class.screen.what", input)),
            Mode::Exporting(_, input) => Some(("class.screen.what-file", input)),
            _ => None,
        };
        if let Some((word, typed)) = asked {
            rows.push(Row::blank());
            rows.extend(rows::typed(env.say(word), typed, width, env));
        }
        if let Mode::Sending(at) = self.mode {
            let host = self.classes.get(at).and_then(|standing| standing.mine.class.host());
            let host = host.unwrap_or_default();
            let said = env.words.format("class.screen.sending", &[("host", &host)]);
            rows.push(Row::blank());
            rows.extend(Row::wrapped(&said, Role::Muted, 0, width));
        }
        if let Some((said, role)) = &self.said {
            rows.push(Row::blank());
            rows.extend(Row::wrapped(said, *role, 0, width));
        }
        rows
    }

    fn row(&self, choice: Choice, number: usize, env: &Environment) -> Row {
        let choosing = matches!(self.mode, Mode::Choosing | Mode::Asking(..));
        let selected = choosing && number == self.selected;
        let mut word = env.say(choice.word(!self.classes.is_empty())).to_owned();
        if let Choice::ByItself(at) = choice {
            let holds = self.classes.get(at).is_some_and(|standing| standing.mine.by_itself);
            let tick = if holds { env.signs.checked } else { env.signs.unchecked };
            word = format!("{tick} {word}");
        }
        Row::choice(number, [(word, Role::Text)], selected, env)
    }
}
