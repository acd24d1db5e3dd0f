//! A lab of a course: an engine with the words, presets, predictions and missions that authors write in
//! `labs/<id>.toml`. Knows no page and no learner.

use std::sync::Arc;

use super::{
    find,
    goal::Goal,
    mission::{Mission, Wrong},
    prediction::{Asked, Choice, Prediction},
    run::Entry,
    setup::{self, Setup},
    value,
};
use crate::{
    course::{self, former},
    diagnostic::Diagnostic,
    id::{LabId, LessonId},
    problem::Problem,
    table::{Document, Fields, Placed},
};

/// Seeds of one mission at most.
const MOST_SEEDS: u64 = 20;

/// From easy to hard.
const DIFFICULTIES: std::ops::RangeInclusive<i64> = 1..=3;

/// A lab of a course.
#[derive(Clone, Debug)]
pub struct Guide {
    pub id: LabId,
    pub entry: &'static Entry,
    pub title: String,
    /// What one sees before anything runs.
    pub prompt: String,
    /// What it teaches, in one sentence.
    pub teaches: String,
    /// 1 to 3.
    pub difficulty: i64,
    pub minutes: i64,
    /// Where the matter is explained.
    pub lessons: Vec<LessonId>,
    /// Tags of the misconceptions that it dispels.
    pub dispels: Vec<String>,
    /// µs that the free lab runs under a learner's hands; its usual time if none.
    pub until: Option<u64>,
    pub presets: Vec<Preset>,
    pub predictions: Vec<Prediction>,
    pub missions: Vec<Mission>,
    /// Where each lesson, tag and mission is named, to point at.
    pub spans: Vec<(String, std::ops::Range<usize>)>,
}

/// Inputs with a name.
#[derive(Clone, Debug)]
pub struct Preset {
    pub name: String,
    pub set: Vec<String>,
    /// µs that it runs under a learner's hands; the lab's usual time if none.
    pub until: Option<u64>,
}

impl Guide {
    /// Reads a lab and everything that is wrong with it.
    pub fn read(file: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let source: Arc<str> = Arc::from(text);
        Document::new(file, source).read(text, |fields| Reader { fields: &fields }.guide())
    }

    /// A preset by its name.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn preset(&self, name: &str) -> Result<&Preset, Problem> {
        self.presets.iter().find(|preset| preset.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.presets.iter().map(|one| one.name.as_str()).collect();
            Problem::usage(format!("`{}` has no such preset", self.id))
                .hint(format!("It has: {}", names.join(", ")))
        })
    }

    /// A mission by its number from 1.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn mission(&self, number: usize) -> Result<&Mission, Problem> {
        number.checked_sub(1).and_then(|place| self.missions.get(place)).ok_or_else(|| {
            Problem::usage(format!("`{}` has no mission {number}", self.id))
                .hint(format!("It has missions 1 to {}", self.missions.len()))
        })
    }
}

/// A lab as it is being read.
struct Reader<'f, 'd, 't> {
    fields: &'f Fields<'d, 't>,
}

impl Reader<'_, '_, '_> {
    fn guide(&self) -> Option<Guide> {
        let fields = self.fields;
        let id = fields.required_id("id");
        former::allow(fields);
        let engine = fields.string("engine").or_else(|| id.clone());
        let title = fields.required_string("title");
        let prompt = fields.required_string("prompt");
        let teaches = fields.required_string("teaches");
        let difficulty = fields.in_range("difficulty", DIFFICULTIES).map_or(1, |found| found.value);
        let minutes = fields.in_range("minutes", course::MINUTES).map_or(15, |found| found.value);
        let lessons = fields.strings("lessons");
        let dispels = fields.strings("dispels");
        let until = until(fields);
        let entry = self.entry(engine.as_ref()?)?;
        let presets = fields.tables("preset");
        let presets = presets.iter().filter_map(|fields| preset(fields, entry)).collect();
        let predictions = fields.tables("predict");
        let predictions =
            predictions.iter().filter_map(|fields| prediction(fields, entry)).collect();
        let id = id?;
        let tables = fields.tables("mission");
        let mut spans: Vec<_> = [&lessons, &dispels]
            .into_iter()
            .flatten()
            .map(|placed| (placed.value.clone(), placed.span.clone()))
            .collect();
        let mut missions = Vec::new();
        for (place, fields) in tables.iter().enumerate() {
            let name = format!("{}.{}", id.value, place + 1);
            spans.push((name.clone(), fields.span()));
            missions.extend(mission(fields, entry, name));
        }
        if tables.is_empty() {
            fields.needs("no-mission", "mission", "a lab needs at least one `[[mission]]`");
        }
        Some(Guide {
            id: LabId::new(&id.value),
            entry,
            title: title?.value,
            prompt: prompt?.value,
            teaches: teaches?.value,
            difficulty,
            minutes,
            lessons: lessons.iter().map(|placed| LessonId::new(&placed.value)).collect(),
            dispels: dispels.into_iter().map(|placed| placed.value).collect(),
            until,
            presets,
            predictions,
            missions,
            spans,
        })
    }

    fn entry(&self, engine: &Placed<String>) -> Option<&'static Entry> {
        let entry = find(&engine.value);
        if entry.is_none() {
            // Without an engine nothing else can be read; its keys are no mistakes.
            ["preset", "predict", "mission"].into_iter().for_each(|key| self.fields.ignore(key));
        }
        if entry.is_none() && !self.fields.tells("engine") {
            let problem = setup::unknown(&engine.value);
            let message = format!("`{}` is no engine", engine.value);
            self.fields.report_with_help(
                "unknown-engine",
                engine.span.clone(),
                message,
                problem.help(),
            );
        }
        entry
    }
}

/// Inputs of a key, each tried on the lab after those before it.
fn inputs(fields: &Fields<'_, '_>, key: &'static str, setup: &mut Setup) -> Vec<String> {
    let found = fields.strings(key);
    for typed in &found {
        if let Err(problem) = setup.set(&typed.value) {
            let message = problem.to_string();
            fields.report_with_help("bad-input", typed.span.clone(), message, problem.help());
        }
    }
    found.into_iter().map(|typed| typed.value).collect()
}

fn preset(fields: &Fields<'_, '_>, entry: &'static Entry) -> Option<Preset> {
    let name = fields.required_string("name");
    let set = inputs(fields, "set", &mut Setup::new(entry));
    let until = until(fields);
    Some(Preset { name: name?.value, set, until })
}

/// The time of `until`, if there is one.
fn until(fields: &Fields<'_, '_>) -> Option<u64> {
    let typed = fields.string("until")?;
    let read = value::read_duration(&typed.value);
    if read.is_none() {
        fields.report("bad-input", typed.span, "that is no time such as 10s");
    }
    read
}

fn goal(fields: &Fields<'_, '_>, found: &Placed<String>, entry: &'static Entry) -> Option<Goal> {
    match Goal::read(&found.value, entry.spec) {
        Ok(goal) => Some(goal),
        Err(why) => {
            fields.report("bad-goal", found.span.clone(), why);
            None
        }
    }
}

fn prediction(fields: &Fields<'_, '_>, entry: &'static Entry) -> Option<Prediction> {
    let question = fields.required_string("question");
    let set = inputs(fields, "set", &mut Setup::new(entry));
    let until = until(fields);
    let options = fields.tables("option");
    let answer = if options.is_empty() {
        asked_number(fields, entry)
    } else {
        Some(Asked::Choice(options.iter().filter_map(|fields| option(fields, entry)).collect()))
    };
    Some(Prediction { question: question?.value, set, until, answer: answer? })
}

fn asked_number(fields: &Fields<'_, '_>, entry: &'static Entry) -> Option<Asked> {
    let counter = fields.required_string("counter");
    let scale = fields.integer("scale");
    let unit = fields.string("unit").map_or_else(String::new, |unit| unit.value);
    let counter = counter?;
    if !entry.spec.counters.iter().any(|column| column.name == counter.value) {
        let message = format!("`{}` has no counter `{}`", entry.spec.id, counter.value);
        fields.report("unknown-counter", counter.span.clone(), message);
    }
    let positive = |n: i64| u64::try_from(n).ok().filter(|n| *n > 0);
    let size = scale.as_ref().map_or(Some(1), |scale| positive(scale.value));
    if size.is_none()
        && let Some(scale) = scale
    {
        fields.report("bad-scale", scale.span, "a scale is a whole number from 1 on");
    }
    Some(Asked::Number { counter: counter.value, scale: size?, unit })
}

fn option(fields: &Fields<'_, '_>, entry: &'static Entry) -> Option<Choice> {
    let text = fields.required_string("text");
    let when = fields.string_or_strings("when");
    let when = when.iter().filter_map(|found| goal(fields, found, entry)).collect();
    Some(Choice { text: text?.value, when })
}

fn mission(fields: &Fields<'_, '_>, entry: &'static Entry, id: String) -> Option<Mission> {
    let text = |key: &'static str| fields.required_string(key).map(|found| found.value);
    let (title, about, hint) = (text("title"), text("text"), text("hint"));
    let (takeaway, question) = (text("takeaway"), text("question"));
    let cost = columns(fields, entry);
    let mut setup = Setup::new(entry);
    let given = inputs(fields, "given", &mut setup);
    let start = inputs(fields, "start", &mut setup);
    let free = free(fields, entry, &given);
    let found = fields.required_string("goal");
    let goal = found.and_then(|found| goal(fields, &found, entry));
    let (seeds, until) = (seeds(fields), until(fields));
    let solution = inputs(fields, "solution", &mut setup.clone());
    let wrong = fields.tables("wrong");
    let wrong = wrong.iter().map(|fields| Wrong {
        set: inputs(fields, "set", &mut setup.clone()),
        because: fields.required_string("because").map_or_else(String::new, |found| found.value),
    });
    let wrong = wrong.collect();
    Some(Mission {
        id,
        title: title?,
        text: about?,
        hint: hint?,
        takeaway: takeaway?,
        question: question?,
        cost,
        given,
        start,
        free,
        goal: goal?,
        seeds,
        until,
        solution,
        wrong,
    })
}

/// The counters of `cost`.
fn columns(fields: &Fields<'_, '_>, entry: &'static Entry) -> Vec<String> {
    let known: Vec<&str> = entry.spec.counters.iter().map(|column| column.name).collect();
    let found = fields.strings("cost");
    for name in found.iter().filter(|name| !known.contains(&name.value.as_str())) {
        fields.report_with_help(
            "unknown-counter",
            name.span.clone(),
            format!("`{}` has no counter `{}`", entry.spec.id, name.value),
            crate::table::did_you_mean(&name.value, &known),
        );
    }
    found.into_iter().map(|name| name.value).collect()
}

/// The parameters of `free`: known, and none that is given.
fn free(fields: &Fields<'_, '_>, entry: &'static Entry, given: &[String]) -> Vec<String> {
    let known: Vec<&str> = entry.spec.params.iter().map(|param| param.name).collect();
    let found = fields.strings("free");
    for name in &found {
        if !known.contains(&name.value.as_str()) {
            fields.report_with_help(
                "unknown-parameter",
                name.span.clone(),
                format!("`{}` has no parameter `{}`", entry.spec.id, name.value),
                crate::table::did_you_mean(&name.value, &known),
            );
        }
        if given.iter().any(|typed| typed.split('=').next() == Some(name.value.as_str())) {
            let message = format!("`{}` is given and cannot be free", name.value);
            fields.report("bad-input", name.span.clone(), message);
        }
    }
    found.into_iter().map(|name| name.value).collect()
}

/// The seeds of `seeds`, such as `1..10` with both ends, or 1.
fn seeds(fields: &Fields<'_, '_>) -> Vec<u64> {
    let Some(found) = fields.string("seeds") else { return vec![1] };
    match read_seeds(&found.value, MOST_SEEDS) {
        Some(seeds) => seeds,
        None => {
            let message = format!("seeds are written 1..10, at most {MOST_SEEDS} of them");
            fields.report("bad-seeds", found.span, message);
            vec![1]
        }
    }
}

/// A seed, or the first and the last of several.
pub fn read_seeds(text: &str, most: u64) -> Option<Vec<u64>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last - first < most).then(|| (first..=last).collect())
}
