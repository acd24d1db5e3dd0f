//! Points: groups, charges, caps, and a ledger whose rows add up to the score. All in tenths.

use super::{
    architecture::Accept,
    forces,
    limits::Limit,
    model::{Model, Node},
    rules::{Finding, Owed, Severity},
    scenario::{Consistency, Part},
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

/// Which facts excuse a finding for which the learner argues; nothing where none is known.
fn excused(model: &Model<'_>, finding: &Finding) -> bool {
    let place = |at: usize| finding.place.get(at).map(String::as_str);
    let service = |at: usize| {
        let name = place(at)?;
        model.answer.services.iter().position(|service| service.name == name)
    };
    match finding.rule {
        "S-01" => match (service(1), service(2)) {
            (Some(own), Some(other)) => !forces::between(model, own, other).is_empty(),
            _ => false,
        },
        "S-06" => service(0).is_some_and(|service| {
            let zoned = model.owns[service].iter().any(|e| model.facts.entities[*e].zone.is_some());
            let busy = model.does[service]
                .iter()
                .any(|c| model.facts.capabilities[*c].load != super::scenario::Load::Steady);
            zoned || busy
        }),
        "Q-01" | "Q-02" | "Q-03" | "C-01" => service(0).is_some_and(|service| {
            model.facts.transactions.iter().any(|transaction| {
                transaction.consistency == Consistency::Strong
                    && transaction.steps.iter().filter(|s| model.home[**s] == Some(service)).count()
                        > 1
            })
        }),
        "I-06" => match (service(0), service(1)) {
            (Some(one), Some(two)) => {
                forces::between(model, one, two).contains(&forces::Force::Zone)
            }
            _ => false,
        },
        _ => false,
    }
}

/// What an exception does to the charge of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plea {
    None,
    /// Argued, but no fact supports it: half the charge, once for each exception.
    Halved,
    /// A fact supports it: no charge.
    Excused,
}

fn pleas(model: &Model<'_>, findings: &[Finding]) -> Vec<Plea> {
    let mut pleas = vec![Plea::None; findings.len()];
    for Accept { rule, .. } in &model.answer.accepts {
        let of_rule = |finding: &Finding| {
            finding.rule == rule && matches!(finding.severity, Severity::Major | Severity::Minor)
        };
        for (plea, finding) in pleas.iter_mut().zip(findings) {
            if of_rule(finding) && excused(model, finding) {
                *plea = Plea::Excused;
            }
        }
        let open = pleas.iter_mut().zip(findings).filter(|(plea, _)| **plea == Plea::None);
        let worst = open.filter(|(_, finding)| of_rule(finding)).min_by_key(|(_, f)| f.severity);
        if let Some((plea, _)) = worst {
            *plea = Plea::Halved;
        }
    }
    pleas
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

/// Charges of the findings that a test selects, added up rule by rule up to `most`.
fn charges<'f>(
    findings: &'f [Finding],
    pleas: &[Plea],
    (major, minor): (i32, i32),
    selects: impl Fn(&str) -> bool,
) -> Vec<(&'f str, i32)> {
    let mut rows: Vec<(&str, i32)> = Vec::new();
    for (finding, plea) in findings.iter().zip(pleas) {
        if !selects(finding.rule) {
            continue;
        }
        let charge = match finding.severity {
            Severity::Major => major,
            Severity::Minor => minor,
            _ => continue,
        };
        let charge = match plea {
            Plea::None => charge,
            Plea::Halved => charge / 2,
            Plea::Excused => 0,
        };
        match rows.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, sum)) => *sum += charge,
            None => rows.push((finding.rule, charge)),
        }
    }
    rows.sort_unstable();
    rows
}

/// Scores the findings of an answer.
pub fn score(model: &Model<'_>, findings: &[Finding], owed: &[Owed]) -> Score {
    let pleas = pleas(model, findings);
    let mut ledger = Ledger { rows: Vec::new() };
    let mut most = 0;
    if model.parts.asks(Part::Ownership) {
        most += STRUCTURE;
        structure(model, &mut ledger, findings, &pleas);
    }
    if model.parts.asks(Part::Links) || model.parts.asks(Part::Patterns) {
        most += INTERACTION;
        let rows = charges(findings, &pleas, INTERACTION_CHARGE, |rule| {
            rule.starts_with("D-") || rule.starts_with("I-")
        });
        group(&mut ledger, "data and interaction", INTERACTION, rows, INTERACTION_MOST);
    }
    if model.parts.asks(Part::Ownership) || model.parts.asks(Part::Services) {
        most += FORCES;
        force_rows(model, &mut ledger, findings, &pleas);
    }
    let (mut settled, mut all) = (0, 0);
    if model.parts.asks(Part::Links) || model.parts.asks(Part::Patterns) {
        most += OBLIGATIONS;
        (settled, all) = count(model, owed);
        obligation_rows(&mut ledger, findings, &pleas, (settled, all));
    }
    if most > 0 && most < 1000 {
        // What is not asked for is not graded: the rest is scaled to 100.
        let total = ledger.total();
        ledger.row("not asked for", (total * 1000 + most / 2) / most - total);
    }
    let of = |wanted: Severity| {
        let counted = findings.iter().zip(&pleas).filter(|(_, plea)| **plea != Plea::Excused);
        counted.filter(|(finding, _)| finding.severity == wanted).count()
    };
    let (blockers, majors) = (of(Severity::Blocker), of(Severity::Major));
    let cap = match (blockers, majors) {
        (0, 0) => 1000,
        (0, 1 | 2) => CAPS[2],
        (0, _) => CAPS[1],
        _ => CAPS[0],
    };
    let total = ledger.total();
    if total > cap {
        let name = if blockers > 0 { "cap: not valid" } else { "cap: major findings" };
        ledger.row(name, cap - total);
    }
    Score {
        tenths: ledger.total().clamp(0, 1000),
        valid: blockers == 0,
        ledger: ledger.rows,
        blockers,
        majors,
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

/// The share of the structure group that a cut earns, in tenths.
pub fn structure_points(model: &Model<'_>) -> i32 {
    let natural = model.size() == 1 && forces::disintegrators(model).is_empty();
    let Some(ratio) = model.facts.affinity().ratio(&model.owner).filter(|_| !natural) else {
        return STRUCTURE;
    };
    let floor = model.facts.limits.get(Limit::StructureFloor);
    let full = model.facts.limits.get(Limit::StructureFull);
    let share = ((ratio - floor) / (full - floor).max(1e-9)).clamp(0.0, 1.0);
    (f64::from(STRUCTURE) * share).round() as i32
}

fn structure(model: &Model<'_>, ledger: &mut Ledger, findings: &[Finding], pleas: &[Plea]) {
    let earned = structure_points(model);
    let charge = (MISPLACED_CHARGE, MISPLACED_CHARGE);
    let rows = charges(findings, pleas, charge, |rule| rule == "S-01");
    group(ledger, "structure", earned, rows, MISPLACED_MOST);
}

fn force_rows(model: &Model<'_>, ledger: &mut Ledger, findings: &[Finding], pleas: &[Plea]) {
    let rows = charges(findings, pleas, FORCES_CHARGE, |rule| {
        rule != "S-01" && ["S-", "C-", "Q-"].iter().any(|family| rule.starts_with(family))
    });
    let lost: i32 = rows.iter().map(|(_, charge)| *charge).sum::<i32>().min(FORCES);
    group(ledger, "forces", FORCES, rows, FORCES);
    let named = named_forces(model) as i32 * 10;
    ledger.row("R-04", named.min(NAMED_FORCES_MOST).min(lost / NAMED_FORCES_SHARE));
}

/// How many services have a force behind every border that something crosses.
pub fn named_forces(model: &Model<'_>) -> usize {
    if model.size() < 2 {
        return 0;
    }
    let neighbours = |service: usize| {
        let flows = model.flows.iter().filter_map(move |flow| match flow.to {
            Node::Service(to) if flow.from == service => Some(to),
            Node::Service(to) if to == service => Some(flow.from),
            _ => None,
        });
        super::model::sorted(flows.collect())
    };
    (0..model.size())
        .filter(|service| {
            let all = neighbours(*service);
            !all.is_empty()
                && all.iter().all(|other| !forces::between(model, *service, *other).is_empty())
        })
        .count()
}

/// Weights of the settled obligations and of all; each kind counts once for each place.
fn count(model: &Model<'_>, owed: &[Owed]) -> (u32, u32) {
    let mut distinct: Vec<Owed> = Vec::new();
    for one in owed {
        let same = distinct.iter_mut().find(|two| two.kind == one.kind && two.spot == one.spot);
        match same {
            Some(known) => known.settled &= one.settled,
            None => distinct.push(*one),
        }
    }
    let weight = |owed: &Owed| {
        model.book.obligations.get(owed.kind).map_or(0, |kind| u32::from(kind.weight))
    };
    let settled = distinct.iter().filter(|owed| owed.settled).map(weight).sum();
    (settled, distinct.iter().map(weight).sum())
}

fn obligation_rows(
    ledger: &mut Ledger,
    findings: &[Finding],
    pleas: &[Plea],
    (settled, all): (u32, u32),
) {
    let earned = if all == 0 {
        OBLIGATIONS
    } else {
        (f64::from(OBLIGATIONS) * f64::from(settled) / f64::from(all)).round() as i32
    };
    ledger.row("obligations", earned);
    let mut left = earned;
    let mut budget = PATTERN_MOST;
    for (rule, charge) in charges(findings, pleas, PATTERN_CHARGE, |rule| rule.starts_with("P-")) {
        let charge = if rule == "P-02" { charge } else { charge.min(budget) }.min(left);
        if rule != "P-02" {
            budget -= charge;
        }
        left -= charge;
        ledger.row(rule, -charge);
    }
}
