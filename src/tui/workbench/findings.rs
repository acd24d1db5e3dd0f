//! What the rules say about the design as it stands, below the board or on a page of its own.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::workspace::Workspace;
use crate::{
    design::{Finding, Severity},
    role::Role,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// The list.
#[derive(Default)]
pub(super) struct Findings {
    rows: Rows,
    at: usize,
}

/// The sign and look of a severity.
pub(super) fn sign(severity: Severity, env: &Environment) -> (&'static str, Role) {
    match severity {
        Severity::Blocker => (env.signs.wrong, Role::Bad),
        Severity::Major => (env.signs.due, Role::Warn),
        Severity::Minor => (env.signs.bullet, Role::Info),
        Severity::Info => (env.signs.dot, Role::Muted),
    }
}

impl Findings {
    /// The design has changed.
    pub(super) fn refresh(&mut self, work: &Workspace) {
        self.at = self.at.min(work.findings.len().saturating_sub(1));
        self.rows.follow();
    }

    /// Moves the selection; says whether it moved.
    pub(super) fn go(&mut self, motion: Motion, work: &Workspace) -> bool {
        let before = self.at;
        self.at = motion.apply(self.at, work.findings.len(), 5);
        self.rows.follow();
        self.at != before
    }

    /// The finding that is selected.
    pub(super) fn selected<'b>(&self, work: &'b Workspace) -> Option<&'b Finding> {
        work.findings.get(self.at)
    }

    /// Selects what is under the mouse; says whether something is.
    pub(super) fn click(&mut self, at: Position) -> bool {
        let hit = self.rows.hit(at);
        self.at = hit.unwrap_or(self.at);
        hit.is_some()
    }

    /// Writes the list; `short` cuts each to a line, `focus` shows the cursor.
    pub(super) fn arrange(
        &mut self,
        area: Rect,
        (short, focus): (bool, bool),
        work: &Workspace,
        env: &Environment,
    ) {
        let mut rows = Vec::new();
        if short {
            rows.push(Row::text(
                env.signs.horizontal.repeat(usize::from(area.width)),
                Role::Border,
            ));
        }
        if work.findings.is_empty() {
            let key = if work.answer().services.is_empty() { "bench.empty" } else { "bench.clean" };
            rows.push(Row::text(env.say(key), Role::Good));
        }
        for (at, finding) in work.findings.iter().enumerate() {
            let (sign, role) = sign(finding.severity, env);
            let selected = focus && at == self.at;
            let head = format!("{sign} {} ", finding.rule);
            let room = usize::from(area.width).saturating_sub(crate::text::width(&head));
            let lines = if short {
                vec![crate::text::ellipsis(&finding.message, room)]
            } else {
                crate::text::wrap(&finding.message, room.max(10))
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
    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        self.rows.draw(buffer, env);
    }
}
