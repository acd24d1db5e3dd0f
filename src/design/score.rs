//! Points: groups, charges, caps, and a ledger whose rows add up to the score. All in tenths.

use std::collections::BTreeMap;

use super::{
    cohesion, forces,
    limits::Limit,
    model::{Model, Spot},
    rules::{Finding, Owed, Severity, Sink, surplus},
    scenario::{Part, Parts},
};

/// Most tenths of each group.
pub const STRUCTURE: i32 = 350;
pub const INTERACTION: i32 = 350;
pub const FORCES: i32 = 150;
pub const OBLIGATIONS: i32 = 150;
/// Charges in tenths, major and minor.
pub const INTERACTION_CHARGE: (i32, i32) = (80, 30);
pub const FORCES_CHARGE: (i32, i32) = (60, 20);
pub const PATTERN_CHARGE: (i32, i32) = (40, 20);
pub const MISPLACED_CHARGE: i32 = 20;
/// Most that one rule, or one kind of charge, may cost.
pub const INTERACTION_MOST: i32 = 120;
pub const MISPLACED_MOST: i32 = 100;
pub const PATTERN_MOST: i32 = 60;
/// What one thing that nothing needs costs, beside all groups, and all of them together.
pub const SURPLUS_CHARGE: (i32, i32) = (0, 20);
pub const SURPLUS_MOST: i32 = 200;
/// Tenths of the structure group that rank cuts beyond what experts reach.
/// Measured on five systems: so ranked, an expert's cut stands above 92 to 100 % of all cuts that differ in
/// one place, be it a move to another service or to one of its own.
pub const RANKED: i32 = 70;
/// Modularity ratio and what is kept together that earn all of them.
const RANKED_SUM: f64 = 1.6;
/// Most that named forces may earn back, and the share of what was lost: a finding is never free.
const NAMED_FORCES_MOST: i32 = 30;
const NAMED_FORCES_SHARE: i32 = 2;
/// Caps: a blocker, three majors, one major.
pub const CAPS: [i32; 3] = [300, 590, 790];

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// A rule's id, or the name of a group or cap.
    pub rule: String,
    /// Tenths of points.
    pub points: i32,
}

/// The score of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Tenths of points, 0..=1000.
    pub tenths: i32,
    pub valid: bool,
    pub ledger: Vec<LedgerRow>,
    pub blockers: usize,
    pub majors: usize,
    /// Tenths of points before caps.
    pub uncapped: i32,
    /// Weights of obligations that are settled, and of all.
    pub settled: u32,
    pub owed: u32,
}

/// What a score is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    NotValid,
    Poor,
    Flawed,
    Workable,
    Sound,
    Excellent,
}

impl Band {
    /// The word in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotValid => "not valid",
            Self::Poor => "poor",
            Self::Flawed => "flawed",
            Self::Workable => "workable",
            Self::Sound => "sound",
            Self::Excellent => "excellent",
        }
    }
}

impl Score {
    /// How far an answer is from the best: blockers, majors, and tenths that are missing without caps.
    pub fn missing(&self) -> (usize, usize, i32) {
        (self.blockers, self.majors, 1000 - self.uncapped)
    }

    /// The score in points.
    pub fn points(&self) -> f64 {
        f64::from(self.tenths) / 10.0
    }

    /// The band: 90 excellent, 80 sound, 60 workable, 30 flawed.
    pub fn band(&self) -> Band {
        match self.tenths {
            _ if !self.valid => Band::NotValid,
            900.. => Band::Excellent,
            800.. => Band::Sound,
            600.. => Band::Workable,
            300.. => Band::Flawed,
            _ => Band::Poor,
        }
    }
}

struct Ledger {
    rows: Vec<LedgerRow>,
}

impl Ledger {
    fn row(&mut self, rule: &str, points: i32) {
        if points == 0 {
            return;
        }
        match self.rows.iter_mut().find(|row| row.rule == rule) {
            Some(row) => row.points += points,
            None => self.rows.push(LedgerRow { rule: rule.to_owned(), points }),
        }
    }

    fn total(&self) -> i32 {
        self.rows.iter().map(|row| row.points).sum()
    }
}

/// Charges of the findings that a test selects, added up rule by rule.
fn charges(
    findings: &[Finding],
    (major, minor): (i32, i32),
    selects: impl Fn(&str) -> bool,
) -> Vec<(&'static str, i32)> {
    let mut rows: Vec<(&'static str, i32)> = Vec::new();
    let open = findings.iter().filter(|finding| finding.excused.is_none());
    for finding in open.filter(|finding| selects(finding.rule)) {
        let charge = match finding.severity {
            Severity::Major => major,
            Severity::Minor => minor,
            _ => continue,
        } * i32::from(finding.times);
        match rows.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, sum)) => *sum += charge,
            None => rows.push((finding.rule, charge)),
        }
    }
    rows.sort_unstable();
    rows
}

/// Scores what was found in an answer.
pub fn score(model: &Model<'_>, found: &Sink<'_>) -> Score {
    let findings = &found.findings;
    let mut ledger = Ledger { rows: Vec::new() };
    let mut most = 0;
    let mut rest = 0.0;
    let asked = |part| model.parts.asks(part);
    let interaction = asked(Part::Links) || asked(Part::Patterns);
    if asked(Part::Ownership) {
        most += STRUCTURE;
        let share = structure_share(model);
        structure(model, &mut ledger, findings, share.round() as i32);
        // Scaled to 100, parts of a tenth tell cuts apart that would else stand level.
        rest = share - share.round();
    }
    if interaction {
        most += INTERACTION;
        let rows = charges(findings, INTERACTION_CHARGE, |rule| {
            rule.starts_with("D-") || rule.starts_with("I-")
        });
        group(&mut ledger, "data and interaction", INTERACTION, rows, INTERACTION_MOST);
    }
    // Where only ownership is asked for, forces count if the facts say anything about them.
    if asked(Part::Services) || (asked(Part::Ownership) && forces::stated(model.facts)) {
        most += FORCES;
        force_rows(model, &mut ledger, findings);
    }
    let (mut settled, mut all) = (0, 0);
    if interaction {
        most += OBLIGATIONS;
        (settled, all) = count(model, &found.owed);
        obligation_rows(&mut ledger, findings, (settled, all));
        let surplus = charges(findings, SURPLUS_CHARGE, |rule| rule == "P-01");
        surplus.iter().for_each(|(rule, sum)| ledger.row(rule, -(*sum).min(SURPLUS_MOST)));
    }
    if most > 0 && most < 1000 {
        // What is not asked for is not graded: the rest is scaled to 100.
        let total = ledger.total();
        let scaled = (f64::from(total) + rest) * 1000.0 / f64::from(most);
        ledger.row("not asked for", scaled.round() as i32 - total);
    }
    let of = |wanted: Severity| {
        let open = findings.iter().filter(|finding| finding.excused.is_none());
        let open = open.filter(|finding| finding.severity == wanted);
        open.map(|finding| usize::from(finding.times)).sum::<usize>()
    };
    let (blockers, majors) = (of(Severity::Blocker), of(Severity::Major));
    let needless = 2 * found.surplus.len() > surplus::items(model);
    let (cap, name) = match (blockers, majors) {
        (0, _) if needless => (CAPS[1], "cap: most is not needed"),
        (0, 0) => (1000, ""),
        (0, 1 | 2) => (CAPS[2], "cap: major findings"),
        (0, _) => (CAPS[1], "cap: major findings"),
        _ => (CAPS[0], "cap: not valid"),
    };
    let total = ledger.total();
    if total > cap {
        ledger.row(name, cap - total);
    } else if total < 0 {
        ledger.row("never below nothing", -total);
    }
    Score {
        tenths: ledger.total().clamp(0, 1000),
        valid: blockers == 0,
        ledger: ledger.rows,
        blockers,
        majors,
        uncapped: total,
        settled,
        owed: all,
    }
}

/// A group that starts full, is charged rule by rule, and never falls below nothing.
fn group(ledger: &mut Ledger, name: &str, full: i32, rows: Vec<(&str, i32)>, most: i32) {
    ledger.row(name, full);
    let mut left = full;
    for (rule, charge) in rows {
        let charge = charge.min(most).min(left);
        left -= charge;
        ledger.row(rule, -charge);
    }
}

/// Where a whole is the answer that the facts ask for, its structure is not in question: they could ask
/// for borders and do not. Facts that could never ask for one say nothing for a whole either.
fn is_naturally_whole(model: &Model<'_>) -> bool {
    model.size() == 1 && forces::stated(model.facts) && forces::disintegrators(model).is_empty()
}

/// What a cut earns of the structure group, in tenths: most of it for being as modular as experts' cuts
/// are, the rest for being more so and for keeping together what is used together.
fn structure_share(model: &Model<'_>) -> f64 {
    let ratio = model.facts.affinity().ratio(&model.owner);
    let Some(ratio) = ratio.filter(|_| !is_naturally_whole(model)) else {
        return f64::from(STRUCTURE);
    };
    let floor = model.facts.limits.get(Limit::StructureFloor);
    let full = model.facts.limits.get(Limit::StructureFull);
    let reached = ((ratio - floor) / (full - floor).max(1e-9)).clamp(0.0, 1.0);
    let ranked = ((ratio + cohesion::kept_together(model)) / RANKED_SUM).clamp(0.0, 1.0);
    f64::from(STRUCTURE - RANKED) * reached + f64::from(RANKED) * ranked
}

/// Whether only ownership is asked for: then a misplaced entity costs what its structure loses.
fn only_ownership(model: &Model<'_>) -> bool {
    model.parts == Parts::OWNERSHIP
}

fn structure(model: &Model<'_>, ledger: &mut Ledger, findings: &[Finding], earned: i32) {
    let charge = (MISPLACED_CHARGE, MISPLACED_CHARGE);
    // Where uses bind so little that modularity tells little, what nothing binds tells the rest.
    let unbound = only_ownership(model) && model.facts.affinity().counts_use_alone();
    let rows = charges(findings, charge, |rule| match rule {
        "S-01" => !only_ownership(model),
        "S-02" => unbound,
        _ => false,
    });
    group(ledger, "structure", earned, rows, MISPLACED_MOST);
}

fn force_rows(model: &Model<'_>, ledger: &mut Ledger, findings: &[Finding]) {
    let rows = charges(findings, FORCES_CHARGE, |rule| {
        rule != "S-01" && ["S-", "C-", "Q-"].iter().any(|family| rule.starts_with(family))
    });
    let lost: i32 = rows.iter().map(|(_, charge)| *charge).sum::<i32>().min(FORCES);
    group(ledger, "forces", FORCES, rows, FORCES);
    let named = forces::named(model) as i32 * 10;
    ledger.row("R-04", named.min(NAMED_FORCES_MOST).min(lost / NAMED_FORCES_SHARE));
}

/// Weights of the settled obligations and of all; each kind counts once for each place.
fn count(model: &Model<'_>, owed: &[Owed]) -> (u32, u32) {
    let mut distinct: BTreeMap<(&str, Spot), bool> = BTreeMap::new();
    for one in owed {
        *distinct.entry((one.kind, one.spot)).or_insert(true) &= one.settled;
    }
    let (mut settled, mut all) = (0, 0);
    for ((kind, _), is_settled) in distinct {
        let weight = model.book.obligations.get(kind).map_or(0, |kind| u32::from(kind.weight));
        all += weight;
        settled += if is_settled { weight } else { 0 };
    }
    (settled, all)
}

fn obligation_rows(ledger: &mut Ledger, findings: &[Finding], (settled, all): (u32, u32)) {
    let earned = if all == 0 {
        OBLIGATIONS
    } else {
        (f64::from(OBLIGATIONS) * f64::from(settled) / f64::from(all)).round() as i32
    };
    ledger.row("obligations", earned);
    let mut left = earned;
    for (rule, charge) in charges(findings, PATTERN_CHARGE, |rule| ["P-02", "P-03"].contains(&rule))
    {
        let charge = if rule == "P-02" { charge } else { charge.min(PATTERN_MOST) }.min(left);
        left -= charge;
        ledger.row(rule, -charge);
    }
}
