//! What a report says, row by row.

use super::super::Subject;
use super::Report;
use super::page::{Goal, Page};
use crate::{
    role::Role,
    text,
    tui::{
        layers::band,
        screen::Environment,
        widgets::{rows::Row, told},
    },
    verdict::{Status, groups, points, score},
};

impl Report {
    fn head<W: Subject>(&self, width: usize, subject: &W, env: &Environment, rows: &mut Vec<Row>) {
        let verdict = &self.verdict;
        let passes = verdict.status() == Status::Accepted;
        let role = match verdict.status() {
            Status::NotValid => Role::Bad,
            // What not even the cap of a blocker would lower.
            Status::NotYet if verdict.tenths < score::CAPS[0] => Role::Bad,
            Status::NotYet => Role::Warn,
            Status::Accepted => Role::Good,
        };
        let sign = if passes { env.signs.done } else { env.signs.wrong };
        let word = env.say(&band::key(verdict)).to_owned();
        let mut spans =
            vec![(format!("{sign} {}", verdict.points()), role), (format!("  {word}"), role)];
        let mut notes = Vec::new();
        if let Some(par) = subject.work().folder.exercise.par {
            notes.push(env.words.format("report.par", &[("par", &par)]));
        }
        notes.extend(self.best.map(|best| env.words.format("report.best", &[("best", &best)])));
        spans.push((format!("   {}", notes.join(", ")), Role::Muted));
        rows.push(Row::spans(spans));
        let full = (verdict.points() / 100.0 * 40.0).round() as usize;
        let wide = 40.min(width);
        let full = full.min(wide);
        rows.push(Row::spans(vec![
            (env.signs.bar_full.repeat(full), role),
            (env.signs.bar_empty.repeat(wide - full), Role::Faint),
        ]));
        let key = match verdict.status() {
            _ if !self.graded => "report.changed",
            _ if subject.work().is_as_it_came() => "report.not-yours",
            Status::NotValid => "report.not-valid",
            Status::Accepted => "report.passed",
            Status::NotYet => "report.not-yet",
        };
        for line in text::wrap(env.say(key), width) {
            rows.push(Row::text(line, Role::Muted));
        }
        rows.push(Row::blank());
    }

    /// What an accepted answer may meet now.
    fn later<W: Subject>(&self, page: &mut Page, subject: &W, env: &Environment) {
        let id = &subject.work().folder.exercise.id;
        let count = env.session.change_count(id);
        if count > 0 && !subject.work().is_as_it_came() {
            let line = env.words.plural("exercise.later", count);
            page.goal(0, vec![(line, Role::Accent)], Goal::Changes(id.clone()));
            page.rows.push(Row::blank());
        }
    }

    /// What may come behind a change that is followed now.
    fn next(&self, page: &mut Page, width: usize, env: &Environment) {
        let lead = format!("{} ", env.signs.arrow);
        for choice in &self.next {
            let goal = Goal::Next(choice.sequence.clone());
            page.wrapped(0, (&lead, Role::Accent), &choice.told(&env.words), Some(goal));
            let warned = choice.warned(&env.words);
            let warned = warned.iter().flat_map(|said| Row::wrapped(said, Role::Muted, 2, width));
            page.rows.extend(warned);
        }
        if !self.next.is_empty() {
            page.rows.push(Row::blank());
        }
    }

    /// The rows, and what the selectable ones lead to.
    pub(super) fn write<W: Subject>(
        &mut self,
        width: usize,
        subject: &W,
        env: &Environment,
    ) -> Vec<Row> {
        let passes = self.verdict.status() == Status::Accepted;
        let ascii = env.settings.ascii;
        let mut page = Page { rows: Vec::new(), goals: Vec::new(), at: self.at, width, ascii };
        self.head(width, subject, env, &mut page.rows);
        if !self.graded {
            page.goal(0, vec![(env.say("report.again").to_owned(), Role::Accent)], Goal::Grade);
            page.rows.push(Row::blank());
        } else if passes && !subject.work().folder.references.is_empty() {
            page.goal(0, vec![(env.say("report.compare").to_owned(), Role::Accent)], Goal::Compare);
            page.rows.push(Row::blank());
        }
        // What is not sound yet is mended first; what it cost comes behind the ways to do so.
        let told = self.told.as_ref().filter(|_| self.graded);
        let mut told = told.map(|told| told::rows(told.clone(), width, ascii));
        if passes && let Some(rows) = told.take() {
            page.rows.extend(rows);
            page.rows.push(Row::blank());
        }
        if self.graded && passes {
            self.next(&mut page, width, env);
        }
        if self.graded && passes && self.told.is_none() {
            self.later(&mut page, subject, env);
        }
        let gains = self.verdict.best_fixes(3);
        // Below a cap nothing brings points at once.
        let gaining = gains.first().is_some_and(|(_, fix)| fix.gain > Some(0));
        if gaining || (!gains.is_empty() && !passes) {
            page.head(env.say(if gaining { "report.most" } else { "report.begin" }));
            for (finding, fix) in
                gains.into_iter().filter(|(_, fix)| !gaining || fix.gain > Some(0))
            {
                let at = self.verdict.findings.iter().position(|f| std::ptr::eq(f, finding));
                let number = finding.fixes.iter().position(|known| known == fix);
                if let (Some(at), Some(number)) = (at, number) {
                    page.fix(0, fix, fix.headline(), Goal::Fix(at, number), env);
                }
            }
            page.rows.push(Row::blank());
        }
        page.head(&env.words.plural("report.findings", self.verdict.findings.len()));
        if self.verdict.findings.is_empty() {
            page.rows.push(Row::text(env.say("bench.clean"), Role::Good));
        }
        for group in groups::groups(&self.verdict.findings) {
            page.group(&group, &self.verdict.findings, &self.open, subject, env);
        }
        page.rows.push(Row::blank());
        page.exceptions(subject, env);
        if let Some(rows) = told {
            page.rows.extend(rows);
            page.rows.push(Row::blank());
        }
        page.head(env.say("report.ledger"));
        for row in &self.verdict.ledger {
            let shown = format!("{:>7.1}  ", points(row.points));
            let short = row.of.is_some_and(|of| row.points < of);
            let role = if row.points < 0 || short { Role::Warn } else { Role::Good };
            let of = row.of.map(|of| format!("  / {}", points(of))).unwrap_or_default();
            let item = (row.item.clone(), Role::Text);
            page.rows.push(Row::spans(vec![(shown, role), item, (of, Role::Faint)]));
        }
        let sum = format!("{:>7.1}  ", self.verdict.points());
        let all = env.say("report.sum").to_owned();
        page.rows.push(Row::spans(vec![(sum, Role::Strong), (all, Role::Muted)]));
        self.goals = page.goals;
        let findings = self.verdict.findings.iter().enumerate();
        let open = findings.filter(|(_, finding)| subject.is_excusable(finding));
        self.arguable = open.map(|(at, _)| at).collect();
        page.rows
    }
}
