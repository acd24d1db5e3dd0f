//! A toy kind: things are files, and each belongs into the folder of its room.

use std::sync::Arc;

use archtutor::{
    diagnostic::Diagnostic,
    exercise::{
        Answer, Facts, Kind, Knowledge,
        kind::{Input, Mutant, Shape},
    },
    verdict::{Evidence, Finding, Fix, Severity, TextEdit, Verdict, score::Earned},
};

pub(super) struct Tidy;

/// Things with their rooms.
#[derive(Debug)]
struct Rooms(Vec<(String, String)>);

impl Kind for Tidy {
    fn id(&self) -> &'static str {
        "tidy"
    }

    fn shape(&self) -> Shape {
        Shape::Folder
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let things = input.root.required_table("thing")?;
        let names = things.keys().into_iter();
        let room = |name: &str| Some(things.any(name)?.string()?.value);
        let rooms = names.filter_map(|name| Some((name.value.clone(), room(&name.value)?)));
        Some(Arc::new(Rooms(rooms.collect())))
    }
}

/// The path of a thing in an answer.
fn path(answer: &Answer, thing: &str) -> Option<String> {
    let named = |path: &&str| path.rsplit('/').next() == Some(&format!("{thing}.md"));
    answer.texts().map(|(path, _)| path).find(named).map(str::to_owned)
}

fn moved(answer: &Answer, from: &str, to: &str) -> Vec<TextEdit> {
    let text = answer.text(from).map(|text| text.to_string());
    let edit = |file: &str, text| TextEdit { file: file.to_owned(), range: 0..0, text };
    vec![edit(from, None), edit(to, text)]
}

impl Facts for Rooms {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![("exercise.size.entities", self.0.len())]
    }

    fn starter(&self) -> Answer {
        self.0.iter().map(|(thing, _)| (format!("inbox/{thing}.md"), "")).collect()
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        let other = answer.texts().filter(|(path, _)| !path.ends_with(".md"));
        other.map(|(path, _)| Diagnostic::error("no-thing", path, "this is no thing")).collect()
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let (mut findings, mut right) = (Vec::new(), 0);
        for (thing, room) in &self.0 {
            let goal = format!("{room}/{thing}.md");
            match path(answer, thing) {
                Some(path) if path == goal => right += 1,
                Some(path) => findings.push(
                    Finding::new("TY-02", Severity::Major, [thing], "nobody looks for it there")
                        .row(thing, path.as_str(), goal.as_str())
                        .evidence(Evidence::Span(answer.span(&path, 0..4)))
                        .fix(Fix::edit(format!("Move it to {room}"), moved(answer, &path, &goal))),
                ),
                None => findings.push(
                    Finding::new("TY-01", Severity::Blocker, [thing], "it is lost")
                        .fix(Fix::words("Look below the desk")),
                ),
            }
        }
        let of = self.0.len() as f64;
        Verdict::judge(vec![Earned::new("things", 100.0 * f64::from(right) / of, 100.0)], findings)
    }

    fn rules(&self) -> Vec<&'static str> {
        vec!["TY-01", "TY-02"]
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let mutant = |(thing, _): &(String, String)| {
            let path = path(answer, thing)?;
            let answer = answer.with(&moved(answer, &path, &format!("attic/{thing}.md")));
            Some(Mutant { operator: "to the attic", name: thing.clone(), answer })
        };
        self.0.iter().filter_map(mutant).collect()
    }
}
