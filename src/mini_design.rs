//! Mini-designs: a part of a good cut with one seeded fault. Which service is wrong, and which rule says so?
//! What is right is what the grader says; the fault is another one each time. Knows no learner.

mod excerpt;
mod fault;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use crate::{
    chance::Chance,
    design::{
        Architecture, Finding, PatternBook, Scenario,
        rules::{self, Rule, reasons},
    },
    diagnostic::Diagnostic,
    exercise::{Folder, kinds::decomposition::design_of},
    hash,
    id::{ExerciseId, LessonId, PatternId},
    messages::Messages,
    quiz::{Made, Question},
    table::{Document, Fields},
};

/// Where a course says which there are.
pub const FILE: &str = "assets/mini-designs.toml";

/// Rules that stand beside the right one.
const OTHER_RULES: usize = 3;

/// A rule that a fault in a cut of an exercise breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MiniDesign {
    pub exercise: ExerciseId,
    pub rule: String,
}

/// One of a file, with where its rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub design: MiniDesign,
    pub span: Range<usize>,
}

/// What a mini-design is made from.
struct Setting<'a> {
    facts: &'a Scenario,
    /// Good cuts.
    references: &'a [Architecture],
    book: &'a PatternBook,
    words: &'a Messages,
}

impl Listed {
    /// Reads those of a file.
    pub fn read(file: &str, text: &Arc<str>) -> (Vec<Self>, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let found = root.tables("design");
            found.iter().flat_map(|fields| Self::fields(fields)).collect()
        })
    }

    fn fields(fields: &Fields<'_, '_>) -> Vec<Self> {
        let exercise = fields.required_id("exercise");
        let rules = fields.strings("rules").into_iter();
        let Some(exercise) = exercise else { return Vec::new() };
        let listed = rules.map(|rule| Self {
            design: MiniDesign { exercise: ExerciseId::new(&exercise.value), rule: rule.value },
            span: rule.span,
        });
        listed.collect()
    }
}

impl MiniDesign {
    /// The mini-design of an id; whether the course has it is another question.
    pub fn parse(id: &str) -> Option<Self> {
        match id.split(':').collect::<Vec<_>>().as_slice() {
            ["design", exercise, rule] if !exercise.is_empty() && !rule.is_empty() => {
                Some(Self { exercise: ExerciseId::new(*exercise), rule: (*rule).to_owned() })
            }
            _ => None,
        }
    }

    /// Its id.
    pub fn id(&self) -> String {
        format!("design:{}:{}", self.exercise, self.rule)
    }

    /// The hash of what is right: its id, because the fault is another one each time.
    pub fn meaning(&self) -> String {
        hash::fingerprint(&self.id())
    }

    /// The lesson that explains its rule.
    pub fn lesson(&self) -> Option<LessonId> {
        reasons::reason(&self.rule).map(|reason| LessonId::new(reason.lesson))
    }

    /// The patterns that its rule cites.
    pub fn patterns(&self) -> Vec<PatternId> {
        let cites = rules::rule(&self.rule).map_or(&[][..], |rule| rule.cites);
        cites.iter().map(|id| PatternId::new(*id)).collect()
    }

    /// It as a question about the cuts of its exercise; the seed decides which fault it is. `None` where no
    /// fault of this rule can be shown.
    pub fn question(
        &self,
        exercise: &Folder,
        book: &PatternBook,
        words: &Messages,
        seed: u64,
    ) -> Option<Question> {
        let facts = exercise.exercise.facts_as::<Scenario>()?;
        let references = exercise.references.iter().map(|sample| design_of(&sample.answer));
        let references: Vec<Architecture> = references.collect();
        let setting = Setting { facts, references: &references, book, words };
        self.posed(&setting, &exercise.exercise.title, seed)
    }

    fn posed(&self, setting: &Setting<'_>, title: &str, seed: u64) -> Option<Question> {
        let rule = rules::rule(&self.rule)?;
        let mut chance = Chance::new(Chance::seed_for(seed, &self.id()));
        let (fault, shown) = fault::seeded(setting, rule, &mut chance, |fault| {
            excerpt::shown(fault, setting.facts)
        })?;
        let others = other_rules(setting, rule, &fault.fired, &mut chance);
        let words = setting.words;
        let named = |rule: &Rule| {
            words.format("mini-design.rule-of", &[("id", &rule.id), ("name", &rule.name)])
        };
        let wrong = shown.services.iter().map(|service| service.name.clone());
        let wrong = wrong.filter(|name| *name != fault.service && !fault.named.contains(name));
        let extra = wrong.chain(others.into_iter().map(named)).collect();
        let pairs = vec![
            (words.get("mini-design.service").to_owned(), fault.service.clone()),
            (words.get("mini-design.rule").to_owned(), named(rule)),
        ];
        let part = excerpt::told(&shown, setting);
        let values: &[(&str, &dyn std::fmt::Display)] = &[("title", &title), ("part", &part)];
        let made = Made {
            id: self.id(),
            meaning: self.meaning(),
            lesson: self.lesson(),
            patterns: self.patterns(),
            prompt: words.format("mini-design.prompt", values),
            explanation: reasons::reason(rule.id).map(|reason| reason.why.to_owned()),
        };
        let said = said(&fault.findings);
        Some(made.matching(pairs, extra, vec![said.clone(), said]))
    }
}

/// What the grader says of the fault.
fn said(findings: &[Finding]) -> String {
    let messages: BTreeSet<&str> = findings.iter().map(|finding| finding.message.trim()).collect();
    messages.into_iter().collect::<Vec<_>>().join(" ")
}

/// Rules that the exercise asks for and that nothing breaks: those of the same family first.
fn other_rules(
    setting: &Setting<'_>,
    right: &Rule,
    fired: &BTreeSet<&str>,
    chance: &mut Chance,
) -> Vec<&'static Rule> {
    let parts = setting.facts.parts();
    let asked = |rule: &&Rule| parts.asks(rule.part) && rule.id != right.id;
    let mut rules: Vec<&'static Rule> =
        rules::all().filter(asked).filter(|rule| !fired.contains(rule.id)).collect();
    chance.shuffle(&mut rules);
    rules.sort_by_key(|rule| rule.id.get(..1) != right.id.get(..1));
    rules.truncate(OTHER_RULES);
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let design = MiniDesign::parse("design:split-the-shop:D-01").unwrap();
        assert_eq!(design.id(), "design:split-the-shop:D-01");
        assert!(design.lesson().is_some());
        for id in ["design:x", "design::D-01", "card:price:saga", "design:x:D-01:y", ""] {
            assert_eq!(MiniDesign::parse(id), None, "{id}");
        }
    }
}
