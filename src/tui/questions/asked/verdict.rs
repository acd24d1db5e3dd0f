//! What stands under an answer: the verdict, the explanation of what was picked, what is right.

use super::{Asked, Turn};
use crate::{
    id::PatternId,
    library::GeneratedPage,
    quiz::{Answer, Kind, Mark, Posed, Verdict},
    role::Role,
    tui::{route::Route, screen::Environment, widgets::rows::Row},
};

/// The right answer, and what a faulty line should say.
fn solution(verdict: &Verdict, width: u16, env: &Environment) -> Vec<Row> {
    let mut rows = vec![Row::text(env.say("question.solution"), Role::Muted)];
    let inside = width.saturating_sub(2);
    rows.extend(Row::markdown(&verdict.solution, inside, env).into_iter().map(|r| r.indent(2)));
    if let Some(fix) = &verdict.fix {
        rows.push(Row::text(env.say("question.fix"), Role::Muted));
        for line in crate::text::wrap(&crate::text::sanitize(fix), usize::from(inside)) {
            let mut row = Row::text(line, Role::CodeBlock).indent(2);
            row.code = true;
            rows.push(row);
        }
    }
    rows
}

/// Text behind a sign, with a hanging indent.
fn marked(sign: &str, role: Role, text: &str, width: u16, env: &Environment) -> Vec<Row> {
    let lead = format!("{sign} ");
    let indent = crate::text::width(&lead) as u16;
    let lines = Row::markdown(text, width.saturating_sub(indent + 2), env).into_iter();
    lines
        .enumerate()
        .map(|(at, mut row)| {
            if at == 0 {
                row.spans.insert(0, (lead.clone(), role));
                row.indent(2)
            } else {
                row.indent(2 + indent)
            }
        })
        .collect()
}

/// Why each wrong option is wrong, whether it was picked or not.
fn every_option(posed: &Posed, width: u16, env: &Environment) -> Vec<Row> {
    let Kind::MultipleChoice(choice) = &posed.question.kind else { return Vec::new() };
    let mut rows = vec![Row::blank()];
    for option in choice.options() {
        let answer = Answer::Choice(vec![option.value.clone()]);
        let verdict = posed.mark(&answer);
        let Some(found) = verdict.feedback.iter().find(|found| found.about == option.value) else {
            continue;
        };
        let (sign, role) =
            if found.right() { (env.signs.done, Role::Good) } else { (env.signs.wrong, Role::Bad) };
        let text = found.labelled(&env.words);
        rows.extend(marked(sign, role, &text, width, env));
    }
    rows
}

impl Asked {
    /// What is said about the answer.
    pub(super) fn verdict_rows(
        &self,
        verdict: &Verdict,
        width: u16,
        env: &Environment,
    ) -> Vec<Row> {
        let mut rows = vec![self.headline(verdict, env)];
        // Who does not know it wants to know all of it.
        let explained = self.explained || self.unknown;
        for found in &verdict.feedback {
            let shown = !found.text.is_empty() && (found.mark != Mark::Right || explained);
            if !shown {
                continue;
            }
            let several = verdict.feedback.len() > 1;
            let text = if several { found.labelled(&env.words) } else { found.text.clone() };
            let (sign, role) = match found.mark {
                Mark::Right => (env.signs.done, Role::Good),
                Mark::Wrong => (env.signs.wrong, Role::Bad),
                Mark::Missed => (env.signs.arrow, Role::Warn),
            };
            rows.extend(marked(sign, role, &text, width, env));
        }
        rows.extend(self.misconception_rows(width, env));
        if !verdict.right {
            rows.push(Row::blank());
            rows.extend(solution(verdict, width, env));
        }
        if let Some(explanation) = &verdict.explanation {
            rows.push(Row::blank());
            rows.extend(Row::markdown(explanation, width, env));
        }
        if explained {
            rows.extend(every_option(&self.posed, width, env));
        }
        rows
    }

    /// Right, partly right and how much of it, not this one, or not known.
    fn headline(&self, verdict: &Verdict, env: &Environment) -> Row {
        let (sign, word, role) = if self.unknown {
            (env.signs.open, "question.unknown", Role::Warn)
        } else if verdict.right {
            (env.signs.done, "question.right", Role::Good)
        } else if verdict.share > 0.0 {
            (env.signs.partly, "question.partly", Role::Warn)
        } else {
            (env.signs.wrong, "question.wrong", Role::Bad)
        };
        let percent = (verdict.share * 100.0).floor();
        Row::text(format!("{sign} {}", env.words.format(word, &[("percent", &percent)])), role)
    }

    /// What the answer shows, in words.
    fn misconception_rows(&self, width: u16, env: &Environment) -> Vec<Row> {
        let Some(found) = self.shown(env) else { return Vec::new() };
        let again = self.repeated.is_some();
        let key = if again { "misconception.twice" } else { "misconception.seen" };
        let values: &[(&str, &dyn std::fmt::Display)] =
            &[("says", &found.says), ("truth", &found.truth)];
        let text = env.words.format(key, values);
        marked(env.signs.arrow, Role::Warn, &text, width, env)
    }

    pub(super) fn misconception(&self, env: &Environment) -> Turn {
        match self.shown(env) {
            Some(found) => Turn::Open(Route::Page(GeneratedPage::Misconception(found.id.clone()))),
            None => Turn::Unready(env.say("misconception.none").to_owned()),
        }
    }

    /// The two patterns that were taken for each other, side by side.
    pub(super) fn comparison(&self, env: &Environment) -> Turn {
        let patterns = self.shown(env).map(|found| found.patterns.as_slice());
        match patterns {
            Some(ids @ [_, _, ..]) => {
                Turn::Open(Route::Compare(ids.iter().map(PatternId::new).collect()))
            }
            _ => Turn::Unready(env.say("misconception.none").to_owned()),
        }
    }

    /// Whether the answer shows a misconception, and whether that is about two patterns.
    pub fn shows(&self, env: &Environment) -> (bool, bool) {
        let found = self.shown(env);
        (found.is_some(), found.is_some_and(|found| found.patterns.len() > 1))
    }
}
