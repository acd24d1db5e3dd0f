//! Proves an exercise with the answers of its folder: right ones pass, wrong ones are caught for the
//! reasons that are named, careless ones fail, and every way to break a right answer is noticed.

mod told;

use std::collections::BTreeSet;

use super::{
    Answer, Folder, Sample,
    answer::TOML,
    fixes,
    kind::{Knowledge, Samples},
};
use crate::{
    diagnostic::Diagnostic,
    text::counted,
    verdict::{Severity, Status, Verdict, points, score},
};

/// Points that par may stay below the best reference.
const PAR_SLACK: f64 = 1.0;
/// Share of the mutants that must lose points.
const KILLED: f64 = 0.95;

/// An answer of the folder with its verdict.
struct Marked<'p> {
    sample: &'p Sample,
    verdict: Verdict,
}

/// What a proof needs at hand.
struct Proof<'p> {
    folder: &'p Folder,
    knowledge: &'p Knowledge,
    references: &'p [Marked<'p>],
    faulty: &'p [Marked<'p>],
    /// The witness of the stored par.
    par: Option<Marked<'p>>,
    found: Vec<Diagnostic>,
    /// Rules that some wrong answer broke.
    fired: BTreeSet<&'static str>,
}

/// Everything that the answers of a folder disprove.
pub fn prove(folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
    let [references, faulty] =
        [&folder.references, &folder.faulty].map(|samples| marked(folder, samples, knowledge));
    let par = marked(folder, folder.par.as_slice(), knowledge).pop();
    let mut proof = Proof {
        folder,
        knowledge,
        references: &references,
        faulty: &faulty,
        par,
        found: Vec::new(),
        fired: BTreeSet::new(),
    };
    proof.names();
    if !proof.found.is_empty() {
        // An answer that says something else than it means disproves nothing.
        return proof.found;
    }
    proof.references();
    let passes = proof.found.is_empty();
    proof.faulty();
    proof.par();
    proof.alternatives();
    proof.trivial();
    proof.changes();
    // What is made of references that fail fails for their reasons.
    if passes && folder.exercise.kind.is_proved() {
        proof.facts();
        proof.mutants();
        proof.rules();
        proof.rewritten();
    }
    proof.found
}

/// Answers of the folder with their verdicts, which several proofs ask for.
fn marked<'s>(folder: &Folder, samples: &'s [Sample], knowledge: &Knowledge) -> Vec<Marked<'s>> {
    let mark = |sample: &Sample| folder.exercise.facts.mark(&sample.answer, knowledge);
    samples.iter().map(|sample| Marked { sample, verdict: mark(sample) }).collect()
}

impl Proof<'_> {
    fn mark(&self, answer: &Answer) -> Verdict {
        self.folder.exercise.facts.mark(answer, self.knowledge)
    }

    /// The verdict on an answer that can be read.
    fn judged(&self, answer: &Answer) -> Option<Verdict> {
        let sound = self.folder.exercise.facts.diagnose(answer).is_empty();
        sound.then(|| self.mark(answer))
    }

    fn wrong(&mut self, code: &'static str, file: &str, message: String) {
        self.found.push(Diagnostic::error(code, file, message));
    }

    /// About the exercise as a whole.
    fn wrong_of_all(&mut self, code: &'static str, message: String) {
        let file = format!("exercises/{}/exercise.toml", self.folder.exercise.id);
        self.wrong(code, &file, message);
    }

    /// What answers name is there, unless they are to be told that it is not; and so are the rules that must
    /// fire.
    fn names(&mut self) {
        let rules = self.folder.exercise.facts.rules();
        let all = self.references.iter().chain(self.faulty).chain(&self.par);
        let slips = all.flat_map(|one| told::slips(one.sample, &one.verdict));
        let faulty = self.faulty.iter();
        let no_rules = faulty.flat_map(|one| told::no_rules(one.sample, &one.verdict, &rules));
        self.found = slips.chain(no_rules).collect();
    }

    /// Right answers are accepted, and nothing above a minor is found in them.
    fn references(&mut self) {
        for Marked { sample, verdict } in self.references {
            if verdict.status() != Status::Accepted {
                let message = format!("this reference does not pass: {}", summary(verdict));
                self.found.push(told::in_answer("reference-fails", sample, verdict, message));
            }
            self.cites(verdict, &sample.file);
        }
    }

    /// Wrong answers are caught as their authors say.
    fn faulty(&mut self) {
        for Marked { sample, verdict } in self.faulty {
            self.fired.extend(verdict.findings.iter().map(|finding| finding.rule));
            for message in unmet(sample, verdict, self.folder.exercise.kind.is_proved()) {
                self.found.push(told::in_answer("faulty-not-caught", sample, verdict, message));
            }
            self.cites(verdict, &sample.file);
            let exercise = &self.folder.exercise;
            if exercise.kind.is_proved() && !exercise.facts.guesses() {
                self.offers(sample, verdict);
            }
        }
    }

    /// The patterns that findings name are in the catalog.
    fn cites(&mut self, verdict: &Verdict, file: &str) {
        // A course without patterns has none to lead to.
        let catalog = &self.knowledge.catalog;
        if !self.folder.exercise.kind.is_proved() || catalog.patterns().is_empty() {
            return;
        }
        let cited = verdict.findings.iter().flat_map(|finding| &finding.cites);
        let unknown = cited.filter(|id| self.knowledge.catalog.get(id.as_str()).is_none());
        let unknown: BTreeSet<String> = unknown.cloned().collect();
        for id in unknown {
            self.wrong("unknown-pattern", file, format!("a finding names the pattern `{id}`"));
        }
    }

    /// An offered edit removes its finding and never lowers the score.
    fn offers(&mut self, sample: &Sample, verdict: &Verdict) {
        let mut broken = Vec::new();
        let mark = |answer: &Answer| self.judged(answer);
        for finding in &verdict.findings {
            for fix in finding.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
                if fixes::gain(verdict, finding, fix, &sample.answer, &mark).is_none() {
                    broken.push(format!(
                        "{} offers an edit that does not help: {}",
                        finding.rule, fix.text
                    ));
                }
            }
        }
        for message in broken {
            self.wrong("fix-fails", &sample.file, message);
        }
    }

    /// The stored par is what its witness gets, and no reference gets more.
    fn par(&mut self) {
        let (Some(par), Some(witness)) = (self.folder.exercise.par, &self.par) else { return };
        let best = self.references.iter().map(|one| one.verdict.tenths);
        let best = points(best.max().unwrap_or_default());
        let Marked { sample, verdict } = witness;
        let reached = verdict.points();
        let off = (reached - par).abs() > 0.05;
        let off = off.then(|| format!("par is {par}, but its witness gets {reached}"));
        let off = off.map(|message| told::in_answer("par-witness", sample, verdict, message));
        let low = (par < best - PAR_SLACK).then(|| {
            let message = format!("par is {par}, but a reference gets {best}");
            Diagnostic::error("par-too-low", &sample.file, message)
        });
        self.found.extend(off.into_iter().chain(low));
    }

    /// What happens after an answer was accepted can be followed, and decides something.
    fn changes(&mut self) {
        let kind = self.folder.exercise.kind;
        self.found.extend(kind.doubt_changes(self.folder, self.knowledge));
    }

    /// What the facts promise holds, whatever is answered.
    fn facts(&mut self) {
        let samples = Samples::of(self.folder);
        for doubt in self.folder.exercise.facts.doubts(&samples, self.knowledge) {
            self.wrong_of_all("facts", doubt);
        }
    }

    /// Enough right answers decide differently, or the author says why there is only one.
    fn alternatives(&mut self) {
        let exercise = &self.folder.exercise;
        let mut kinds: Vec<&Answer> = Vec::new();
        for sample in &self.folder.references {
            if !kinds.iter().any(|known| exercise.facts.is_same(known, &sample.answer)) {
                kinds.push(&sample.answer);
            }
        }
        let excused = kinds.len() == 1 && exercise.waived.one_right.is_some();
        let wanted = exercise.kind.right_answers();
        if kinds.len() < wanted && !excused {
            let message = format!(
                "there are not {} that differ, nor `one_right` with a reason",
                counted(wanted, "reference")
            );
            self.wrong_of_all("one-right", message);
        }
    }

    /// Careless answers fail.
    fn trivial(&mut self) {
        let exercise = &self.folder.exercise;
        let written = |text: &str| match exercise.kind.shape() {
            shape if shape.is_folder() && text.is_empty() => Answer::default(),
            shape => Answer::of(shape.name("answer.txt"), text),
        };
        let mut careless = vec![
            ("the empty answer", written(""), score::CAPS[0]),
            ("the starter", exercise.facts.starter(), score::CAPS[2]),
            ("the brief pasted", written(&exercise.brief), score::CAPS[2]),
        ];
        careless.extend(
            exercise
                .facts
                .trivial()
                .into_iter()
                .map(|(name, answer)| (name, answer, score::CAPS[2])),
        );
        let right: Vec<&Answer> = self.folder.references.iter().map(|s| &s.answer).collect();
        let shapes = exercise.facts.careless(&right, self.knowledge).into_iter();
        careless.extend(shapes.map(|(name, answer)| (name, answer, score::CAPS[2])));
        // A decomposition may begin with one that is worked out.
        let starts = self.folder.starts.iter().filter(|_| exercise.kind.is_proved());
        careless.extend(starts.map(|s| ("what one begins with", s.answer.clone(), score::CAPS[2])));
        for (name, answer, most) in careless {
            let Some(verdict) = self.judged(&answer) else { continue };
            if verdict.tenths > most {
                let message = format!(
                    "{name} gets {}, {} at most are right",
                    counted(verdict.points(), "point"),
                    points(most)
                );
                self.wrong_of_all("trivial-passes", message);
            }
        }
    }

    /// Broken forms of right answers lose points; those that do not are known by name.
    fn mutants(&mut self) {
        let (mut made, mut killed) = (0_usize, 0_usize);
        let mut survivors = BTreeSet::new();
        for Marked { sample, verdict } in self.references {
            let before = verdict.tenths;
            for mutant in self.folder.exercise.facts.mutants(&sample.answer) {
                let verdict = self.mark(&mutant.answer);
                self.fired.extend(verdict.findings.iter().map(|finding| finding.rule));
                made += 1;
                if verdict.tenths < before {
                    killed += 1;
                } else {
                    survivors.insert(format!("{}: {}", mutant.operator, mutant.name));
                }
            }
        }
        if (killed as f64) < KILLED * made as f64 {
            let message = format!("{killed} of {} lose points", counted(made, "broken reference"));
            self.wrong_of_all("mutants-survive", message);
        }
        let listed = &self.folder.exercise.waived.survivors;
        let unlisted: Vec<String> =
            survivors.iter().filter(|name| !listed.contains_key(*name)).cloned().collect();
        let idle: Vec<String> =
            listed.keys().filter(|name| !survivors.contains(*name)).cloned().collect();
        for name in unlisted {
            self.wrong_of_all(
                "survivor",
                format!("`{name}` loses no points: say why in [survivors]"),
            );
        }
        for name in idle {
            self.wrong_of_all("survivor", format!("`{name}` is no survivor"));
        }
    }

    /// Every rule that the facts make relevant is broken by some wrong answer.
    fn rules(&mut self) {
        let silent = &self.folder.exercise.waived.silent;
        let rules = self.folder.exercise.facts.rules();
        let mut wrong = Vec::new();
        for rule in &rules {
            if !self.fired.contains(rule) && !silent.contains_key(*rule) {
                wrong.push(format!("no wrong answer breaks {rule}: say why in [silent]"));
            }
        }
        for rule in silent.keys() {
            if self.fired.contains(rule.as_str()) {
                wrong.push(format!("{rule} is said to be silent, and a wrong answer breaks it"));
            } else if !rules.contains(&rule.as_str()) {
                wrong.push(format!("{rule} is no rule of this exercise"));
            }
        }
        for message in wrong {
            self.wrong_of_all("silent-rule", message);
        }
    }

    /// What an answer is written like changes nothing.
    fn rewritten(&mut self) {
        let mut wrong = Vec::new();
        for Marked { sample, verdict } in self.references.iter().chain(self.faulty) {
            let mut others = self.folder.exercise.facts.rewritten(&sample.answer);
            if sample.answer.content().is_some() {
                let spaced = format!("# a comment\n\n{}\n\n# another\n", sample.answer.toml_text());
                others.push(sample.answer.clone().with_text(TOML, spaced));
            }
            for other in others {
                let after = self.judged(&other).map(|verdict| verdict.tenths);
                if after != Some(verdict.tenths) {
                    wrong.push(sample.file.clone());
                    break;
                }
            }
        }
        for file in wrong {
            self.wrong(
                "rewriting-counts",
                &file,
                "the same answer written otherwise gets other points".to_owned(),
            );
        }
    }
}

/// What an expectation asks for and the verdict does not say; strictly, nothing else may be said either.
fn unmet(sample: &Sample, verdict: &Verdict, strict: bool) -> Vec<String> {
    let Some(expect) = &sample.expect else {
        return vec!["a faulty answer says in [expect] what must fire".to_owned()];
    };
    let mut unmet = Vec::new();
    for rule in &expect.fires {
        if !verdict.findings.iter().any(|finding| finding.rule == rule) {
            unmet.push(format!("{rule} must fire and does not: {}", summary(verdict)));
        }
    }
    let most = expect.at_most.or(strict.then(|| points(score::CAPS[2])));
    if let Some(most) = most.filter(|most| verdict.points() > *most) {
        unmet.push(format!(
            "it gets {}, {most} at most are expected",
            counted(verdict.points(), "point")
        ));
    }
    let expected = |rule: &str| expect.fires.iter().chain(&expect.may).any(|known| known == rule);
    let heavy = verdict.findings.iter().filter(|finding| finding.severity < Severity::Minor);
    let mut others: Vec<&str> =
        heavy.map(|finding| finding.rule).filter(|rule| strict && !expected(rule)).collect();
    others.dedup();
    unmet.extend(others.iter().map(|rule| format!("{rule} fires and is not expected")));
    let folded = |text: &str| if strict { text.to_lowercase() } else { text.to_owned() };
    let counts = |rule: &str| !strict || expect.fires.iter().any(|known| known == rule);
    for name in &expect.names {
        let fired = verdict.findings.iter().filter(|finding| counts(finding.rule));
        let mut words = fired.flat_map(|finding| finding.words());
        if !words.any(|word| folded(&word).contains(&folded(name))) {
            unmet.push(format!("no finding names `{name}`"));
        }
    }
    unmet
}

fn summary(verdict: &Verdict) -> String {
    let bad = verdict.findings.iter().filter(|finding| finding.severity < Severity::Info);
    let rules: Vec<&str> = bad.map(|finding| finding.rule).collect();
    format!("{}, {}", counted(verdict.points(), "point"), rules.join(" "))
}

#[cfg(test)]
mod tests;
