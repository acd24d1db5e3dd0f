//! Advice: a way to mend says all that it does, brings what it announces, and leads on.

use archtutor::design::{Architecture, Edit, Report, Scenario, assess, grade, rules};

use super::support::{
    BOOK, Decomposed, Designed, SETS, answer, each_answer, files, folders, path, said,
};

/// Steps of advice that are followed at most.
const STEPS: usize = 40;

/// Answers that need mending: faulty ones of every exercise, and the labelled ones.
fn each(every: usize, mut check: impl FnMut(&Scenario, &Architecture, &str)) {
    let folders = folders();
    for folder in &folders {
        for sample in folder.faulty.iter().step_by(every) {
            check(folder.exercise.scenario(), &sample.design(), &sample.file);
        }
    }
    for file in files(SETS[0]).iter().step_by(every) {
        let id = said(file, "exercise");
        let folder = folders.iter().find(|folder| folder.exercise.id.as_str() == id).unwrap();
        check(folder.exercise.scenario(), &answer(file), file);
    }
}

/// Every edit stands in the text of a fix, and doing them brings what it announces. Returns how many there are.
fn kept_promises(facts: &Scenario, design: &Architecture, name: &str) -> usize {
    let report = grade(facts, design, &BOOK);
    let fixes = report.findings.iter().flat_map(|finding| &finding.fixes);
    for fix in fixes.clone() {
        let text = fix.text.to_lowercase();
        for edit in &fix.edits {
            let phrase = edit.describe().to_lowercase();
            assert!(text.contains(&phrase), "{name}: `{phrase}` is not in `{text}`");
        }
        let after = assess(facts, &design.with(&fix.edits), &BOOK).score.tenths;
        assert_eq!(after - report.score.tenths, fix.gain, "{name}: {}", fix.text);
    }
    fixes.count()
}

#[test]
fn a_way_to_mend_says_every_edit_and_brings_what_it_announces() {
    let mut tried = 0;
    each(5, |facts, design, name| tried += kept_promises(facts, design, name));
    println!("{tried} ways to mend tried");
    assert!(tried > 100);
}

#[test]
#[ignore = "takes minutes; run it after a change of what scores or of what fixes do"]
fn every_way_to_mend_of_every_answer_brings_what_it_announces() {
    let mut tried = 0;
    each_answer(|facts, design, name| tried += kept_promises(facts, design, name));
    println!("{tried} ways to mend tried");
}

/// Where things have been, and which services advice has made: what must not come back.
#[derive(Default)]
struct Past {
    homes: Vec<(String, String)>,
    made: Vec<String>,
}

impl Past {
    /// Notes an edit; says so where it takes an earlier one back.
    fn note(&mut self, design: &Architecture, edit: &Edit) -> Option<String> {
        let (thing, before, to) = match edit {
            Edit::MoveEntity { entity, to } => (entity, design.owner_of(entity), to),
            Edit::MoveCapability { capability, to } => (capability, design.home_of(capability), to),
            Edit::Split { name, .. } => {
                self.made.push(name.clone());
                return None;
            }
            Edit::Merge { into, other } => {
                let back = self.made.contains(other) || self.made.contains(into);
                return back.then(|| format!("{}, which advice has made", edit.describe()));
            }
            _ => return None,
        };
        let back = self.homes.contains(&(thing.clone(), to.clone()));
        if let Some(before) = before.filter(|before| before != to) {
            self.homes.push((thing.clone(), before.to_owned()));
        }
        back.then(|| format!("{}, where it was before", edit.describe()))
    }
}

/// The reports along the first suggestions, and what took an earlier one back.
fn followed(facts: &Scenario, design: &Architecture) -> (Vec<Report>, Vec<String>) {
    let (mut design, mut reports, mut past) = (design.clone(), Vec::new(), Past::default());
    let mut undone = Vec::new();
    loop {
        let report = grade(facts, &design, &BOOK);
        let best = report.best_fixes(1);
        let next = best.first().map(|(_, fix)| fix.edits.clone());
        let done = report.passes() || reports.len() > STEPS;
        reports.push(report);
        let Some(edits) = next.filter(|_| !done) else { return (reports, undone) };
        for edit in &edits {
            undone.extend(past.note(&design, edit));
            design.make(edit);
        }
    }
}

#[test]
fn following_the_first_suggestion_leads_to_a_sound_design_and_undoes_nothing() {
    let (mut stuck, mut undone) = (Vec::new(), Vec::new());
    let mut all = 0;
    each(2, |facts, design, name| {
        let (reports, back) = followed(facts, design);
        all += 1;
        let path: Vec<String> = reports.iter().map(|r| r.points().to_string()).collect();
        println!("{name}: {}", path.join(" "));
        if !reports.last().is_some_and(Report::passes) {
            stuck.push(name.to_owned());
        }
        undone.extend(back.into_iter().map(|pair| format!("{name}: {pair}")));
    });
    assert!(undone.is_empty(), "{}", undone.join("\n"));
    assert!(stuck.is_empty(), "{} of {all} do not get there: {stuck:?}", stuck.len());
}

#[test]
fn every_rule_says_why_and_where_the_course_explains_it() {
    let lessons = lessons();
    for rule in rules::all() {
        let reason = rules::reasons::reason(rule.id).unwrap_or_else(|| panic!("{}", rule.id));
        assert!(reason.why.ends_with('.'), "{}", rule.id);
        let lesson = lessons.iter().find(|(id, _)| id == reason.lesson);
        let (_, text) = lesson.unwrap_or_else(|| panic!("{}: {}", rule.id, reason.lesson));
        let headings =
            text.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
        let anchors: Vec<String> = headings.map(slug).collect();
        let there = anchors.iter().any(|anchor| anchor == reason.section);
        assert!(there, "{}: {} has no {}", rule.id, reason.lesson, reason.section);
    }
}

/// The anchor of a heading.
fn slug(title: &str) -> String {
    let kept = title.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

/// Every lesson of the course by id, with its text.
fn lessons() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for week in std::fs::read_dir(path("lessons")).unwrap() {
        for file in std::fs::read_dir(week.unwrap().path()).into_iter().flatten() {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|end| end != "md") {
                continue;
            }
            let text = std::fs::read_to_string(file).unwrap();
            let id = text.lines().find_map(|line| line.strip_prefix("id = "));
            if let Some(id) = id {
                found.push((id.trim_matches('"').to_owned(), text));
            }
        }
    }
    found
}
