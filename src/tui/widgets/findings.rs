//! What marking says about an answer as it stands, a list below the editor or on a page of its own.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
    verdict::{Finding, Severity, Verdict},
};

/// The list.
#[derive(Default)]
pub struct Findings {
    rows: Rows,
    at: usize,
}

/// The sign and look of a severity.
pub fn sign(severity: Severity, env: &Environment) -> (&'static str, Role) {
    match severity {
        Severity::Blocker => (env.signs.wrong, Role::Bad),
        Severity::Major => (env.signs.due, Role::Warn),
        Severity::Minor => (env.signs.bullet, Role::Info),
        Severity::Info => (env.signs.dot, Role::Muted),
    }
}

/// How many findings of each severity that costs points there are, in words.
pub fn counts(verdict: &Verdict, env: &Environment) -> Vec<String> {
    let words = [
        (Severity::Blocker, "bench.blockers"),
        (Severity::Major, "bench.majors"),
        (Severity::Minor, "bench.minors"),
    ];
    let counted = words.into_iter().map(|(severity, key)| (verdict.count(severity), key));
    let some = counted.filter(|(count, _)| *count > 0);
    some.map(|(count, key)| env.words.plural(key, count)).collect()
}

impl Findings {
    /// The answer has changed.
    pub fn refresh(&mut self, verdict: &Verdict) {
        self.at = self.at.min(verdict.findings.len().saturating_sub(1));
        self.rows.follow();
    }

    /// Moves the selection; says whether it moved.
    pub fn go(&mut self, motion: Motion, verdict: &Verdict) -> bool {
        let before = self.at;
        self.at = motion.apply(self.at, verdict.findings.len(), 5);
        self.rows.follow();
        self.at != before
    }

    /// The finding that is selected.
    pub fn selected<'v>(&self, verdict: &'v Verdict) -> Option<&'v Finding> {
        verdict.findings.get(self.at)
    }

    /// Selects what is under the mouse; says whether something is.
    pub fn click(&mut self, at: Position) -> bool {
        let hit = self.rows.hit(at);
        self.at = hit.unwrap_or(self.at);
        hit.is_some()
    }

    /// Writes the list; `short` cuts each to a line, `focus` shows the cursor, and `clean` is the key of
    /// what is said where nothing was found.
    pub fn arrange(
        &mut self,
        area: Rect,
        (short, focus): (bool, bool),
        clean: &str,
        verdict: &Verdict,
        env: &Environment,
    ) {
        let mut rows = Vec::new();
        if short {
            rows.push(Row::text(
                env.signs.horizontal.repeat(usize::from(area.width)),
                Role::Border,
            ));
        }
        if verdict.findings.is_empty() {
            rows.push(Row::text(env.say(clean), Role::Good));
        }
        for (at, finding) in verdict.findings.iter().enumerate() {
            let (sign, role) = sign(finding.severity, env);
            let selected = focus && at == self.at;
            let head = format!("{sign} {} ", finding.rule);
            let room = usize::from(area.width).saturating_sub(crate::text::width(&head));
            let said = finding.headline();
            let lines = if short {
                vec![crate::text::ellipsis(&said, room)]
            } else {
                crate::text::wrap(&said, room.max(10))
            };
            for (number, line) in lines.into_iter().enumerate() {
                let blank = " ".repeat(crate::text::width(&head));
                let head = if number == 0 { head.clone() } else { blank };
                let spans = vec![(head, role), (line, Role::Text)];
                rows.push(Row::spans(spans).hit(at).select(selected));
            }
        }
        self.rows.arrange(area, rows);
    }

    /// Draws the list.
    pub fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
