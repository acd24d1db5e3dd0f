//! A program of which one says what it prints, or at which line it does not compile.

use super::{Editor, Outcome, line::listing_rows, typed::input_row};
use crate::{
    quiz::{Answer, Listing, Verdict},
    role::Role,
    tui::{
        action::{Action, Edit, Motion},
        screen::Environment,
        widgets::{input::Input, rows::Row},
    },
};

pub(super) struct Tracing {
    program: Listing,
    /// What it prints; line breaks are typed as `\n`.
    prints: Input,
    /// Whether it does not compile.
    fails: bool,
    selected: usize,
}

impl Tracing {
    pub(super) fn new(program: Listing) -> Self {
        Self { program, prints: Input::default(), fails: false, selected: 0 }
    }
}

impl Editor for Tracing {
    fn update(&mut self, action: &Action) -> Outcome {
        match action {
            Action::NextPanel | Action::PreviousPanel => self.fails = !self.fails,
            Action::Text(edit) if !self.fails => self.prints.edit(edit),
            Action::Move(motion @ (Motion::Up | Motion::Down)) if self.fails => {
                self.selected = motion.apply(self.selected, self.program.lines.len(), 1);
            }
            Action::Select => return Outcome::Submit,
            _ => return Outcome::Pass,
        }
        Outcome::Changed
    }

    fn answer(&self) -> Answer {
        if self.fails {
            Answer::FailsAt(self.selected + 1)
        } else {
            Answer::Prints(self.prints.text().replace("\\n", "\n"))
        }
    }

    fn fill(&mut self, answer: &Answer) {
        match answer {
            Answer::Prints(text) => {
                self.fails = false;
                self.prints.edit(&Edit::Clear);
                self.prints.edit(&Edit::Insert(text.trim_end().replace('\n', "\\n")));
            }
            Answer::FailsAt(line) => {
                self.fails = true;
                self.selected = line.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn typing(&self) -> bool {
        !self.fails
    }

    fn rows(&self, width: u16, verdict: Option<&Verdict>, env: &Environment) -> Vec<Row> {
        let open = verdict.is_none();
        let pointed = (open && self.fails).then_some(self.selected);
        let mut rows = listing_rows(&self.program, width, pointed, env);
        for row in &mut rows {
            row.hit = None;
        }
        rows.push(Row::blank());
        let (yes, no) = (env.signs.picked, env.signs.unpicked);
        let prints = if self.fails { no } else { yes };
        let fails = if self.fails { yes } else { no };
        let word = |sign: &str, key: &str| format!("{sign} {}", env.say(key));
        rows.push(Row::text(word(prints, "question.prints"), Role::Text));
        if !self.fails {
            rows.push(input_row(&self.prints, None, open, env).indent(2).select(open));
        }
        let mut says = word(fails, "question.fails");
        if self.fails {
            says.push_str(&format!(" {}", self.selected + 1));
        }
        rows.push(Row::text(says, Role::Text));
        rows
    }

    fn hints(&self) -> Vec<&'static str> {
        vec!["next-panel", "select/answer"]
    }
}
