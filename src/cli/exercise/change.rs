//! `archtutor exercise change`: what happens after a design was accepted, the design under the new facts,
//! and what it cost to follow. The accepted design itself is never touched.

mod list;

use std::path::{Path, PathBuf};

use super::{Format, files, keep, output, shown, sound, task};
use crate::{
    change::{Later, Sequence, Told, adaptation, prove::order, search},
    cli::Context,
    design::{Architecture, Scenario},
    exercise::{
        Answer, Facts, Folder, Report,
        kind::Shape,
        kinds::decomposition::{
            changes::{AFTER, designs},
            design_of, facts_as_comments,
            outcome::Outcome,
        },
    },
    messages::Messages,
    problem::Problem,
    session::Meeting,
    text,
    verdict::Status,
};

/// What the command is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the exercise.
    #[arg(value_name = "ID")]
    exercise: String,
    /// Id of the change, or of several one after another: first+second; without one all are listed.
    #[arg(value_name = "CHANGE")]
    change: Option<String>,
    /// The design that has to live on; without it your last accepted one, or what you made of the change
    /// before.
    #[arg(long, value_name = "FILE", requires = "change")]
    from: Option<PathBuf>,
    /// Write here instead of to standard output; what exists is never overwritten.
    #[arg(short, long, value_name = "FILE", requires = "change")]
    output: Option<PathBuf>,
    /// For authors: search the cheapest adaptation of every reference, and write them into this new folder.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["from", "output"], requires = "change")]
    witness: Option<PathBuf>,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t, conflicts_with = "change")]
    format: Format,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let folder = folder(&args.exercise, context)?;
    let Some(change) = &args.change else {
        list::list(&folder, args.format, context)?;
        return Ok(0);
    };
    let sequence = sequence(&folder, change)?;
    if let Some(to) = &args.witness {
        if !sequence.is_single() {
            return Err(Problem::usage("Adaptations are searched for one change at a time"));
        }
        return witness(&folder, later(&folder, sequence.last())?, to, context);
    }
    let meeting = meeting(&folder, &sequence, args.from.as_deref(), context)?;
    let starter = starter(&meeting.later, &design_of(meeting.before()));
    match output::file(args.output.as_deref()) {
        Some(path) => files::write(path, &Answer::toml(starter), Shape::Toml)?,
        None => output::print(&starter)?,
    }
    Ok(0)
}

/// The folder of an exercise of the course.
fn folder(word: &str, context: &Context) -> Result<Folder, Problem> {
    task(word, context)?.folder.ok_or_else(|| {
        Problem::usage("A file of facts has no changes").hint("Name an exercise of the course")
    })
}

fn later<'f>(folder: &'f Folder, id: &str) -> Result<&'f Later, Problem> {
    let known = || folder.changes.iter().map(|later| later.change.id.as_str());
    folder.changes.iter().find(|later| later.change.id == id).ok_or_else(|| {
        let what = format!("{} has no change `{}`", folder.exercise.id, text::sanitize(id));
        let hint = match text::nearest(id, known()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None if folder.changes.is_empty() => "It has none at all".to_owned(),
            None => format!("There are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Problem::usage(what).hint(hint)
    })
}

/// The changes that a word names, one or several with `+` between them.
fn sequence(folder: &Folder, word: &str) -> Result<Sequence, Problem> {
    for id in word.split('+') {
        later(folder, id)?;
    }
    let named = Sequence::try_from(format!("{}/{word}", folder.exercise.id));
    named.map_err(|why| {
        Problem::usage("A sequence is first+second, each change once").why(text::sanitize(&why))
    })
}

/// A design that meets the last change of a sequence: that of a file, or the learner's own.
fn meeting(
    folder: &Folder,
    sequence: &Sequence,
    from: Option<&Path>,
    context: &Context,
) -> Result<Meeting, Problem> {
    let Some(path) = from else {
        let session = context.session()?;
        let (cut, _) = session.accepted_cut(&folder.exercise.id).map_err(|none| {
            none.hint("archtutor exercise grade ID ANSWER, or name a design: --from FILE")
        })?;
        seen(&cut, sequence)?;
        return session.meeting(sequence);
    };
    let knowledge = context.library()?.knowledge();
    let shape = folder.exercise.kind.shape();
    let cut = match sequence.is_single() {
        true => {
            let answer = files::answer(path, shape)?;
            let found = files::located(path, shape, folder.exercise.diagnose(&answer));
            sound("The design", ((), found))?;
            folder.cut(&answer)
        }
        // What a change left is a cut already.
        false => {
            let left = left(path)?;
            cut_of(folder, later(folder, sequence.last())?).map(|cut| (cut, left))
        }
    };
    let (cut, before) = cut.ok_or_else(|| not_for_this(sequence))?;
    let (design, facts) = (design_of(&before), cut.exercise.facts_as::<Scenario>());
    if let Some(facts) = facts.filter(|facts| facts.id != design.scenario) {
        let what = format!("The design is for `{}`, not for `{}`", design.scenario, facts.id);
        return Err(Problem::usage(what));
    }
    seen(&cut, sequence)?;
    Meeting::of(cut, sequence, before, &knowledge)
}

/// A design that follows a change already.
fn left(path: &Path) -> Result<Answer, Problem> {
    let answer = files::answer(path, Shape::Toml)?;
    let (_, found) = Architecture::read(&path.to_string_lossy(), answer.toml_text());
    sound("The design", (answer, found))
}

/// Whether all changes of a sequence are for a design.
fn seen(cut: &Folder, sequence: &Sequence) -> Result<(), Problem> {
    let known = |id: &String| cut.changes.iter().any(|one| one.change.id == *id);
    let all = sequence.changes().iter().all(known);
    all.then_some(()).ok_or_else(|| not_for_this(sequence))
}

fn not_for_this(sequence: &Sequence) -> Problem {
    let what = format!("The change `{}` is not for this design", sequence.changes().join("+"));
    Problem::usage(what).hint("Its facts are those of another variant")
}

/// The exercise as a change sees it, by the design of some reference.
fn cut_of(folder: &Folder, later: &Later) -> Option<Folder> {
    let cuts = folder.references.iter().filter_map(|sample| folder.cut(&sample.answer));
    cuts.map(|(cut, _)| cut).find(|cut| sees(cut, later))
}

/// Whether a change is one of an exercise's.
fn sees(folder: &Folder, later: &Later) -> bool {
    folder.changes.iter().any(|one| one.change.id == later.change.id)
}

/// The story and the new facts as comments, and below them the design as it was.
fn starter(later: &Later, before: &Architecture) -> String {
    let change = &later.change;
    let mut out = format!("# {}\n#\n", one_line(&change.title));
    for line in change.story.trim().lines() {
        out.push_str(format!("# {}", one_line(line)).trim_end());
        out.push('\n');
    }
    out.push_str("#\n# The facts as they are now; your design stands below them.\n");
    facts_as_comments(&later.facts, &mut out);
    out.push('\n');
    out.push_str(&before.to_toml());
    out
}

fn one_line(line: &str) -> String {
    text::sanitize(line).replace('\n', " ")
}

/// Searches what `check` will grade again.
fn witness(folder: &Folder, later: &Later, to: &Path, context: &Context) -> Result<u8, Problem> {
    let knowledge = context.library()?.knowledge();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut missing = 0;
    let cut = cut_of(folder, later);
    let ground = cut.as_ref().unwrap_or(folder);
    let designs = designs(ground, &knowledge);
    let all = search::cheapest_of_each(
        &later.facts,
        &knowledge.patterns,
        &designs,
        later.witnesses.values(),
    );
    for ((name, after), (_, design)) in all.into_iter().zip(&designs) {
        let row = match &after {
            Some(after) => {
                let cost = adaptation(&later.facts, &knowledge.patterns, design, after);
                let mostly = cost.mostly().unwrap_or_default().to_owned();
                [name.clone(), cost.points().to_string(), mostly]
            }
            None => {
                missing += 1;
                [name.clone(), "-".to_owned(), "no sound adaptation was found".to_owned()]
            }
        };
        rows.push(row);
        found.extend(after.map(|after| (format!("{name}.toml"), after.to_toml())));
    }
    let others = ground.changes.iter().filter(|other| other.change.id != later.change.id);
    for earlier in others {
        let id = &earlier.change.id;
        let looked_for = order::missing(later, earlier, &knowledge.patterns);
        if looked_for.is_some() {
            rows.push([
                format!("after {id}"),
                String::new(),
                "a sound design was found".to_owned(),
            ]);
        }
        let design = looked_for.as_ref().or_else(|| later.after.get(id));
        found.extend(design.map(|design| (format!("{AFTER}{id}.toml"), design.to_toml())));
    }
    let answer: Answer = found.into_iter().collect();
    files::write(to, &answer, Shape::Folder)?;
    output::print(&output::columns(&rows))?;
    Ok(u8::from(missing > 0))
}

/// What `grade --change` prints, and whether the adapted design is sound. The attempt is kept where the
/// design before it is the learner's own.
pub(super) fn graded(
    word: &str,
    changes: &str,
    from: Option<&Path>,
    path: &Path,
    format: Format,
    context: &Context,
) -> Result<u8, Problem> {
    let folder = folder(word, context)?;
    let sequence = sequence(&folder, changes)?;
    let meeting = meeting(&folder, &sequence, from, context)?;
    let later = &meeting.later;
    let answer = files::answer(path, Shape::Toml)?;
    sound("The answer", ((), files::located(path, Shape::Toml, later.facts.diagnose(&answer))))?;
    let knowledge = context.library()?.knowledge();
    let mut verdict = later.facts.grade(&answer, &knowledge);
    let mut session = context.session().ok();
    let begun = session.as_ref().filter(|_| from.is_none());
    let begun = begun.and_then(|session| session.begun(&sequence));
    let outcome = meeting.outcome(&answer, begun.as_ref(), &knowledge);
    if let (None, Some(session)) = (from, &mut session) {
        let mark = (verdict.status() == Status::Accepted, verdict.points() / 100.0);
        keep(session, meeting.graded(&answer, outcome.cost.points(), mark));
    }
    verdict.extra = outcome.extra();
    let (exercise, task) = (folder.exercise.id.to_string(), folder.exercise.kind.id());
    let report = Report { exercise, task, par: None, verdict };
    match format {
        Format::Json => output::print_json_text(&report.to_json())?,
        Format::Text => {
            let mut text = shown(&report, None);
            let words = Messages::load(&context.settings.language);
            told(&outcome, &words).iter().for_each(|line| text.push_str(&format!("{line}\n")));
            output::print_report(&text, context.settings.ascii)?;
        }
    }
    Ok(u8::from(report.verdict.status() != Status::Accepted))
}

/// What came of a change, line by line.
pub(in crate::cli) fn told(outcome: &Outcome, words: &Messages) -> Vec<String> {
    let line = |told| match told {
        Told::Head(head) => head,
        Told::Line(line) => format!("  {line}"),
    };
    [String::new()].into_iter().chain(outcome.told(words).into_iter().map(line)).collect()
}
