//! Marks a classification: a point an item and dimension, the constraints beside, and guessing earns
//! nothing.

use std::collections::BTreeMap;

use crate::{
    exercise::{answer::Answer, findings::Findings},
    verdict::{
        Evidence, Finding, Fix, Severity, Verdict,
        score::{Earned, above_chance},
    },
};

use super::{
    credit,
    facts::{Classification, Key},
    place_path,
    reply::{Place, Reply},
    things::Rule,
};

/// What a right value without its deciding line is worth.
const WITHOUT_EVIDENCE: f64 = 0.75;
/// A pair of values that is confused so often has a finding of its own.
const CONFUSED: usize = 3;

/// The verdict on an answer.
pub(super) fn mark(facts: &Classification, answer: &Answer) -> Verdict {
    let (reply, _) = answer.read(|root| Reply::read(root, &facts.things));
    let mut marking = Marking {
        facts,
        answer,
        reply: &reply,
        findings: Findings::of(answer),
        confused: BTreeMap::new(),
    };
    marking.unknown();
    marking.unplaced();
    let share = marking.keys();
    marking.constraints();
    marking.confusions();
    let keys = facts.keys.len() as f64;
    let (held, points) = credit::constraints(facts, &reply.places);
    let whole = (keys + points).max(f64::MIN_POSITIVE);
    let mut earned = Vec::new();
    if keys > 0.0 {
        let share = above_chance(share / keys, credit::chance_of_keys(facts));
        earned.push(Earned::new("placed", 100.0 * keys * share / whole, 100.0 * keys / whole));
    }
    if points > 0.0 {
        let share = above_chance(held / points, credit::chance_of_constraints(facts));
        let of = 100.0 * points / whole;
        earned.push(Earned::new("constraints", share * of, of));
    }
    Verdict::judge(earned, marking.findings.into_vec())
}

struct Marking<'a> {
    facts: &'a Classification,
    answer: &'a Answer,
    reply: &'a Reply,
    findings: Findings<'a>,
    /// How often two values of a dimension were taken for each other.
    confused: BTreeMap<(usize, usize, usize), Vec<usize>>,
}

impl<'a> Marking<'a> {
    fn unknown(&mut self) {
        let facts = self.facts;
        let names = facts.things.items.iter().map(|item| &item.name);
        let dimensions = facts.things.dimensions.iter().map(|dimension| &dimension.name);
        let values = facts.things.dimensions.iter().flat_map(|dimension| &dimension.values);
        let known: Vec<&str> = names
            .chain(dimensions)
            .chain(values.map(|value| &value.id))
            .map(String::as_str)
            .collect();
        for word in &self.reply.unknown {
            let message = "this names nothing that is to be placed, and no place";
            self.findings.unknown("CL-02", word, message, known.iter().copied());
        }
    }

    fn unplaced(&mut self) {
        let facts = self.facts;
        let asked: Vec<(usize, usize)> = facts.asked().collect();
        let open: Vec<&(usize, usize)> =
            asked.iter().filter(|(item, dimension)| !self.place(*item, *dimension).given).collect();
        let blocked = open.len() * 3 > asked.len();
        let severity = if blocked { Severity::Blocker } else { Severity::Minor };
        let mut items: Vec<usize> = open.iter().map(|(item, _)| *item).collect();
        items.dedup();
        if blocked {
            let names = items.iter().map(|item| facts.things.items[*item].name.as_str());
            let message = "more than a third has no place yet: there is nothing to judge";
            let yours = format!("{} of {} are open", open.len(), asked.len());
            let finding = Finding::new("CL-01", severity, names, message);
            self.findings.push(finding.row("places", yours, "all of them"));
            return;
        }
        for item in items {
            let item = &facts.things.items[item];
            let finding = Finding::new("CL-01", severity, [&item.name], "this has no place yet");
            self.findings.push(finding.row(item.text.clone(), "not placed", "a place"));
        }
    }

    fn place(&self, item: usize, dimension: usize) -> &'a Place {
        self.reply.places.at(item, dimension)
    }

    /// The credit of all keyed pairs together.
    fn keys(&mut self) -> f64 {
        let facts = self.facts;
        facts.keys.iter().map(|key| self.key(key)).sum()
    }

    fn key(&mut self, key: &'a Key) -> f64 {
        let place = self.place(key.item, key.dimension);
        let rule = self.facts.things.dimensions[key.dimension].rule;
        if !place.given {
            return 0.0;
        }
        let credit = key.credit(rule, &place.values);
        let shown = evidence_counts(key, place);
        let finding = match rule {
            Rule::Many => self.many(key, place),
            _ => self.single(key, place, rule),
        };
        let right = place.values == key.values;
        match finding {
            Some(finding) => self.findings.push(finding),
            None if right && !shown => {
                let lines = key.because.iter().map(|line| (*line as i64).into());
                let path = place_path(&self.facts.things.items[key.item].name, "because");
                let changed = self.answer.set(&path, Some(toml::Value::Array(lines.collect())));
                let fix = Fix::edit("Cite the line that decides", self.answer.edits_to(&changed));
                let message = "the value is right, but the lines you cite do not show it";
                let finding = self.about(key, place, "CL-05", Severity::Minor, message);
                let finding = self.line(finding, key.because.first().copied(), key.item);
                // Lines for all dimensions share one list: only alone it can be set.
                let alone = self.facts.things.dimensions.len() == 1;
                self.findings.push(if alone { finding.fix(fix) } else { finding });
            }
            None => {}
        }
        if right && !shown { credit * WITHOUT_EVIDENCE } else { credit }
    }

    /// A finding about one pair: what stands there, and what would be needed.
    fn about(
        &self,
        key: &Key,
        place: &Place,
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
    ) -> Finding {
        let (item, dimension) =
            (&self.facts.things.items[key.item], &self.facts.things.dimensions[key.dimension]);
        let words = |values: &[usize]| {
            let words = values.iter().map(|value| dimension.values[*value].id.as_str());
            words.collect::<Vec<_>>().join(", ")
        };
        let mut finding = Finding::new(rule, severity, [&item.name, &dimension.name], message);
        finding = finding.row(item.text.clone(), words(&place.values), words(&key.values));
        if place.span.is_empty() {
            return finding;
        }
        finding.evidence(self.findings.span(&place.span))
    }

    /// With a line of the item.
    fn line(&self, finding: Finding, line: Option<usize>, item: usize) -> Finding {
        let text =
            line.and_then(|line| Some((line, self.facts.things.items[item].lines.get(line - 1)?)));
        match text {
            Some((line, text)) => finding.evidence(Evidence::Words(format!("line {line}: {text}"))),
            None => finding,
        }
    }

    /// The key's values put in.
    fn put(&self, key: &Key, text: String) -> Fix {
        let (item, dimension) =
            (&self.facts.things.items[key.item], &self.facts.things.dimensions[key.dimension]);
        let words =
            key.values.iter().map(|value| toml::Value::from(dimension.values[*value].id.as_str()));
        let value = match dimension.rule {
            Rule::Many => Some(toml::Value::Array(words.collect())),
            _ => words.into_iter().next(),
        };
        let places = self.reply.places.clone().with(key.item, key.dimension, key.values.clone());
        let held = |places| credit::constraints(self.facts, places).0;
        // An edit that breaks a constraint is only said.
        if held(&places) < held(&self.reply.places) {
            return Fix::words(text);
        }
        let changed = self.answer.set(&place_path(&item.name, &dimension.name), value);
        Fix::edit(text, self.answer.edits_to(&changed))
    }

    fn single(&mut self, key: &'a Key, place: &Place, rule: Rule) -> Option<Finding> {
        let (&mine, &right) = (place.values.first()?, key.values.first()?);
        if mine == right {
            return None;
        }
        let dimension = &self.facts.things.dimensions[key.dimension];
        let (my_test, right_test) = (&dimension.values[mine], &dimension.values[right]);
        if key.must {
            self.confuse(key, mine, right);
            let message = reason(
                &key.why,
                "this one must not be missed: what goes wrong here is not mended \
                                            by being right elsewhere",
            );
            return Some(self.about(key, place, "CL-07", Severity::Major, message));
        }
        if let Some(also) = key.also.iter().find(|also| also.value == mine) {
            let message = reason(&also.why, "this can be argued, with less to show for it");
            return Some(self.about(key, place, "CL-04", Severity::Info, message));
        }
        self.confuse(key, mine, right);
        let overlooked = rule == Rule::FirstTrue && mine > right;
        let code = if overlooked { "CL-03" } else { "CL-04" };
        let message = match (overlooked, key.why.as_str()) {
            (true, _) => format!(
                "an earlier value is true already: {} ({})",
                right_test.id,
                or(&right_test.test, "its test holds")
            ),
            (false, "") if my_test.test.is_empty() => format!("no line supports {}", my_test.id),
            (false, "") => {
                format!("no line supports {}: it asks for {}", my_test.id, my_test.test)
            }
            (false, why) => why.to_owned(),
        };
        let finding = self.about(key, place, code, Severity::Minor, message);
        let item = &self.facts.things.items[key.item].name;
        let fix = self.put(key, format!("Put {item} under {}", right_test.id));
        Some(self.line(finding, key.because.first().copied(), key.item).fix(fix))
    }

    fn confuse(&mut self, key: &Key, mine: usize, right: usize) {
        let pair = (key.dimension, mine.min(right), mine.max(right));
        self.confused.entry(pair).or_default().push(key.item);
    }

    fn many(&self, key: &Key, place: &Place) -> Option<Finding> {
        let dimension = &self.facts.things.dimensions[key.dimension];
        let missing: Vec<usize> =
            key.values.iter().copied().filter(|value| !place.values.contains(value)).collect();
        let wrong: Vec<usize> =
            place.values.iter().copied().filter(|value| !key.values.contains(value)).collect();
        let worst = wrong.iter().find(|value| key.never.contains(value));
        if let Some(worst) = worst.or(missing.first().filter(|_| key.must)) {
            let message = reason(&key.why, "this must not happen, whatever else is right");
            let finding = self.about(key, place, "CL-07", Severity::Major, message);
            let word = dimension.values[*worst].id.clone();
            return Some(finding.evidence(Evidence::Words(word)));
        }
        let (code, message) = match (missing.first(), wrong.first()) {
            (Some(value), _) => {
                let value = &dimension.values[*value];
                (
                    "CL-03",
                    format!("{} is missing: {}", value.id, or(&value.test, "it is needed here")),
                )
            }
            (None, Some(value)) => {
                let value = &dimension.values[*value];
                ("CL-04", format!("nothing asks for {}", value.id))
            }
            (None, None) => return None,
        };
        let message = if key.why.is_empty() { message } else { key.why.clone() };
        let finding = self.about(key, place, code, Severity::Minor, message);
        let fix = self.put(key, "Take just what is needed".to_owned());
        Some(self.line(finding, key.because.first().copied(), key.item).fix(fix))
    }

    fn constraints(&mut self) {
        for constraint in &self.facts.constraints {
            let Some(breach) = constraint.breach(&self.facts.things, &self.reply.places) else {
                continue;
            };
            let names =
                breach.items.iter().map(|item| self.facts.things.items[*item].name.as_str());
            let members = names.collect::<Vec<_>>().join(", ");
            let message = reason(&constraint.says, "this must hold whatever else you choose");
            let finding = Finding::new("CL-06", Severity::Major, [&constraint.name], message);
            self.findings.push(finding.row(members, breach.yours, breach.needed));
        }
    }

    /// The two values that are most often taken for each other: one finding, further ones teach nothing.
    fn confusions(&mut self) {
        let often = self.confused.iter().filter(|(_, items)| items.len() >= CONFUSED);
        let most = often.max_by_key(|(pair, items)| (items.len(), std::cmp::Reverse(**pair)));
        if let Some(((dimension, one, other), items)) = most {
            let dimension = &self.facts.things.dimensions[*dimension];
            let (one, other) = (&dimension.values[*one], &dimension.values[*other]);
            let message = "you take these two for each other: put their tests side by side";
            let place = [&dimension.name, &one.id, &other.id];
            let names = items.iter().map(|item| self.facts.things.items[*item].name.as_str());
            let finding = Finding::new("CL-08", Severity::Minor, place, message)
                .row(names.collect::<Vec<_>>().join(", "), one.id.clone(), one.test.clone())
                .row("", other.id.clone(), other.test.clone());
            self.findings.push(finding);
        }
    }
}

/// Evidence counts if a deciding line is cited, and at most one more than decide.
fn evidence_counts(key: &Key, place: &Place) -> bool {
    let decides = |line: &i64| usize::try_from(*line).is_ok_and(|line| key.because.contains(&line));
    key.because.is_empty()
        || (place.because.iter().any(decides) && place.because.len() <= key.because.len() + 1)
}

fn reason(own: &str, general: &str) -> String {
    if own.is_empty() { general.to_owned() } else { own.to_owned() }
}

fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.is_empty() { instead } else { text }
}
