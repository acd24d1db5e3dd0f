//! What marking says about an answer as it stands, a list below the editor or on a page of its own.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    session::Work,
    text,
    tui::{
        action::Motion,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
    verdict::{Finding, Severity, Verdict, groups},
};

/// The list.
#[derive(Default)]
pub struct Findings {
    rows: Rows,
    groups: Vec<Vec<usize>>,
    /// How many of the selected group were gone to.
    visited: usize,
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

/// How many findings of each severity that costs points there are, in words; blockers that only say that
/// something was not drawn yet are counted apart.
pub fn counts(
    verdict: &Verdict,
    undrawn: impl Fn(&Finding) -> bool,
    env: &Environment,
) -> Vec<String> {
    let blocks = |finding: &&Finding| finding.severity == Severity::Blocker;
    let apart = verdict.findings.iter().filter(blocks).filter(|finding| undrawn(finding)).count();
    let counted = [
        (verdict.count(Severity::Blocker).saturating_sub(apart), "bench.blockers"),
        (apart, "bench.undrawn"),
        (verdict.count(Severity::Major), "bench.majors"),
        (verdict.count(Severity::Minor), "bench.minors"),
    ];
    let some = counted.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, key)| env.words.plural(key, count)).collect()
}

/// The key of what is said where nothing is shown, with its look: nothing is found, or nothing yet.
pub fn clean(work: &Work) -> (&'static str, Role) {
    match work.shows_findings() {
        true => ("bench.clean", Role::Good),
        false => (work.why_nothing_shows(), Role::Muted),
    }
}

/// What a group says: the first of its findings, and of how many more elements the same holds.
pub fn group_said(group: &[usize], findings: &[Finding], env: &Environment) -> String {
    let first = group.first().and_then(|at| findings.get(*at));
    let message = first.map_or_else(String::new, |finding| {
        text::names_quoted(&finding.headline(), env.settings.ascii)
    });
    let (count, names) = groups::others(group, findings);
    match count {
        0 => message,
        _ => {
            let more = env.words.plural("bench.same-of", count);
            format!("{message}. {more}: {}", names.join(", "))
        }
    }
}

impl Findings {
    /// The answer has changed.
    pub fn refresh(&mut self, verdict: &Verdict) {
        self.groups = groups::groups(&verdict.findings);
        self.at = self.at.min(self.groups.len().saturating_sub(1));
        self.rows.keep_in_sight();
    }

    /// Moves the selection; says whether it moved.
    pub fn go(&mut self, motion: Motion) -> bool {
        let before = self.at;
        self.at = motion.apply(self.at, self.groups.len(), 5);
        self.rows.keep_in_sight();
        let moved = self.at != before;
        if moved {
            self.visited = 0;
        }
        moved
    }

    /// The finding to go to: of a group one after the other.
    pub fn visit<'v>(&mut self, verdict: &'v Verdict) -> Option<&'v Finding> {
        let group = self.groups.get(self.at)?;
        let at = group.get(self.visited % group.len().max(1))?;
        self.visited += 1;
        verdict.findings.get(*at)
    }

    /// The finding that is selected, of a group the first.
    pub fn selected<'v>(&self, verdict: &'v Verdict) -> Option<&'v Finding> {
        verdict.findings.get(*self.groups.get(self.at)?.first()?)
    }

    /// Selects what is under the mouse; says whether something is.
    pub fn click(&mut self, at: Position) -> bool {
        let hit = self.rows.hit(at);
        self.at = hit.unwrap_or(self.at);
        hit.is_some()
    }

    /// Writes the list; `short` cuts each to a line, `focus` shows the cursor, and `clean` is the key of
    /// what is said where nothing was found, with its look.
    pub fn arrange(
        &mut self,
        area: Rect,
        (short, focus): (bool, bool),
        clean: (&str, Role),
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
            rows.extend(Row::wrapped(env.say(clean.0), clean.1, 0, usize::from(area.width)));
        }
        self.groups = groups::groups(&verdict.findings);
        for (at, group) in self.groups.iter().enumerate() {
            let Some(finding) = group.first().and_then(|first| verdict.findings.get(*first)) else {
                continue;
            };
            let said = group_said(group, &verdict.findings, env);
            let (sign, role) = sign(finding.severity, env);
            let selected = focus && at == self.at;
            let head = format!("{sign} {} ", finding.rule);
            let room = usize::from(area.width).saturating_sub(text::width(&head));
            let lines = if short {
                vec![text::ellipsis(&said, room)]
            } else {
                text::wrap(&said, room.max(10))
            };
            for (number, line) in lines.into_iter().enumerate() {
                let blank = " ".repeat(text::width(&head));
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
