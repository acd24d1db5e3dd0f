//! The places of the workbench, laid out and drawn.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Decomposition, head::BAR};
use crate::{
    role::Role,
    tui::{
        screen::Environment,
        widgets::{findings, panels::Panel},
    },
};

impl Decomposition {
    /// Lays everything out for an area.
    pub(super) fn arrange_panels(&mut self, area: Rect, env: &Environment) {
        let work = &self.workspace.work;
        self.panels.arrange(area, work.draft.quiet, work.shown().findings.len());
        self.bar.arrange(Rect { y: area.y + 1, height: 1, ..area }, "workbench", &BAR, env);
        let thing = self.board.thing().cloned();
        let service = self.board.service();
        self.facts.arrange(self.panels.facts, thing.as_ref(), service, &self.workspace, env);
        self.board.arrange(self.panels.editor);
        let focus = self.panels.focus == Panel::Findings;
        let empty = self.workspace.design().services.is_empty();
        self.findings.arrange(
            self.panels.findings,
            (self.panels.is_short(), focus),
            if empty { ("bench.empty", Role::Good) } else { findings::clean(&self.workspace.work) },
            self.workspace.work.shown(),
            env,
        );
        self.workspace.work.draft.cursor = self.board.editor.cursor();
        self.layers.arrange(area, &self.workspace, env);
    }

    /// Draws the parts that show.
    pub(super) fn draw_panels(&self, buffer: &mut Buffer, env: &Environment) {
        if self.panels.shows(Panel::Facts) {
            self.facts.view(buffer, env);
            self.panels.draw_line(buffer, env);
        }
        if self.panels.shows(Panel::Editor) {
            self.board.view(buffer, self.panels.focus == Panel::Editor, env);
        }
        if self.panels.shows(Panel::Findings) {
            self.findings.view(buffer, env);
        }
    }
}
