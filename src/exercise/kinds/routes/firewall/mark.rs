//! Marks rules by what they let through: each flow by itself, then what none asked for.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::document;
use super::{CHARGES, FLOWS, Firewall, Flow, Port, Rule, Triple, added, needed, rules, shown};
use crate::{
    exercise::answer::Answer,
    table,
    verdict::{
        Evidence, Finding, Severity, Tried, Verdict,
        score::{Earned, charges, merged},
    },
};

impl Firewall {
    pub(super) fn judged(&self, answer: &Answer) -> Verdict {
        let (rules, unread) = document::read(answer, rules);
        let mut findings = unread;
        self.there(&rules, &mut findings);
        let void = !findings.is_empty();
        let open: BTreeSet<Triple> = rules.iter().flat_map(Rule::triples).collect();
        let passes = |flow: &Flow| open.iter().any(|triple| self.is_under(triple, flow));
        let allowed: Vec<bool> = self.flows.iter().map(passes).collect();
        if !void {
            self.denied(&rules, &allowed, answer, &mut findings);
            for rule in &rules {
                self.rule(rule, answer, &mut findings);
            }
        }
        let right = |(flow, allowed): (&Flow, &bool)| flow.allow == *allowed;
        let all: f64 = self.flows.iter().map(|flow| flow.weight).sum();
        let held: f64 = self
            .flows
            .iter()
            .zip(&allowed)
            .filter(|pair| right(*pair))
            .map(|(flow, _)| flow.weight)
            .sum();
        let findings = merged(findings);
        let told: Vec<Finding> = findings
            .iter()
            .filter(|finding| !["RT-20", "RT-21"].contains(&finding.rule))
            .cloned()
            .collect();
        let charged: f64 = charges(&told).iter().map(|row| row.points).sum();
        // Who shuts everything keeps what must not pass out, and has built nothing.
        let mut needed = self.flows.iter().zip(&allowed).filter(|(flow, _)| flow.allow);
        let serves = needed.clone().next().is_none() || needed.any(|(_, allowed)| *allowed);
        let (share, rest) = match void || !serves {
            true => (0.0, 0.0),
            false => (held / all.max(f64::MIN_POSITIVE), (CHARGES + charged).max(0.0)),
        };
        let earned = vec![
            Earned::new("flows", FLOWS * share, FLOWS),
            Earned::new("without a flaw", rest, CHARGES),
        ];
        let mut verdict = Verdict::judge(earned, findings);
        let tried = self.flows.iter().zip(&allowed);
        verdict.tried = tried
            .map(|both| Tried { what: shown(&both.0.triple), holds: !void && right(both) })
            .collect();
        let rows = self.flows.iter().zip(&allowed).map(|(flow, allowed)| {
            json!({"ok": !void && right((flow, allowed)), "allowed": allowed, "flow": shown(&flow.triple)})
        });
        verdict.extra.push(("replay", Value::Array(rows.collect())));
        verdict
    }

    /// RT-01, RT-02: rules about zones that are there.
    fn there(&self, rules: &[Rule], findings: &mut Vec<Finding>) {
        if rules.is_empty() {
            let why = "without a rule everything is denied";
            findings.push(Finding::new("RT-01", Severity::Blocker, ["allow"], why));
        }
        let known: Vec<&str> = self.zones.iter().map(|zone| zone.name.as_str()).collect();
        for rule in rules {
            for zone in [&rule.from, &rule.to] {
                if !known.contains(&zone.as_str()) {
                    let why = "no zone is called so";
                    findings.push(
                        Finding::new("RT-02", Severity::Blocker, [rule.name()], why).row(
                            "zone",
                            zone,
                            table::did_you_mean(zone, &known),
                        ),
                    );
                }
            }
        }
    }

    /// RT-20: what has to get through and does not.
    fn denied(
        &self,
        rules: &[Rule],
        allowed: &[bool],
        answer: &Answer,
        findings: &mut Vec<Finding>,
    ) {
        for (flow, _) in self.flows.iter().zip(allowed).filter(|(flow, open)| flow.allow && !**open)
        {
            let (from, to, port) = &flow.triple;
            let why = "what the system needs is denied";
            let finding = Finding::new("RT-20", Severity::Major, [from, to, port], why).row(
                shown(&flow.triple),
                "denied",
                needed("allowed", &flow.why),
            );
            let same = rules.iter().find(|rule| rule.from == *from && rule.to == *to);
            let fix = match same {
                Some(rule) => {
                    let ports: Vec<Port> = rule.ports.iter().chain([port]).cloned().collect();
                    rule.with(ports)
                }
                None => added(answer, &flow.triple),
            };
            findings.push(finding.fix(fix));
        }
    }

    /// RT-21, RT-22, RT-23: what one rule opens.
    fn rule(&self, rule: &Rule, answer: &Answer, findings: &mut Vec<Finding>) {
        let triples = rule.triples();
        let under = |allow: bool| {
            let flows = self.flows.iter().filter(|flow| flow.allow == allow);
            let listed: Vec<&Flow> = flows.collect();
            let is = |triple: &&Triple| listed.iter().any(|flow| self.is_under(triple, flow));
            triples.iter().filter(is).collect::<Vec<&Triple>>()
        };
        let (forbidden, wanted) = (under(false), under(true));
        let extra: Vec<&Triple> = triples
            .iter()
            .filter(|triple| !forbidden.contains(triple) && !wanted.contains(triple))
            .collect();
        let without = |gone: &[&Triple]| {
            let stays = |port: &&Port| !gone.iter().any(|(_, _, other)| other == *port);
            rule.with(rule.ports.iter().filter(stays).cloned().collect())
        };
        let span = Evidence::Span(answer.span(&rule.file, rule.span.clone()));
        let mut add = |id, severity, why: &str, what: &[&Triple], needed: &str| {
            let names: Vec<String> = what.iter().map(|triple| shown(triple)).collect();
            let finding = Finding::new(id, severity, [rule.name()], why)
                .row(rule.name(), names.join(", "), needed)
                .evidence(span.clone())
                .fix(without(what));
            findings.push(finding);
        };
        if !forbidden.is_empty() {
            let why = "what must not be reached from there is open";
            add("RT-21", Severity::Major, why, &forbidden, "denied");
        }
        if !extra.is_empty() {
            let why = "the rule opens more than anything needs";
            add("RT-22", Severity::Minor, why, &extra, "only what a flow needs");
        }
        if forbidden.is_empty() && wanted.is_empty() {
            let why = "no flow uses this rule: nobody will miss it, and somebody may find it";
            let all: Vec<&Triple> = triples.iter().collect();
            add("RT-23", Severity::Minor, why, &all, "no rule");
        }
    }
}
