//! `archtutor class join|status|export|leave`: a learner in a class. Before anything is kept it is shown
//! what is shared with whom, and only a yes begins it.

use std::{
    fmt::Display,
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    push::paced,
    report::{class_of_text, class_text},
};
use crate::{
    class::{
        code::Code,
        definition::{self, Class},
        download,
        membership::Membership,
        push,
    },
    cli::{Context, output},
    clock::{Clock, Timestamp},
    file,
    messages::Messages,
    problem::{Fault, Problem},
    progress::Progress,
};

/// Which class to join, and as whom.
#[derive(Debug, clap::Args)]
pub(super) struct Join {
    /// The class file that the teacher gives out, or its address with https.
    #[arg(value_name = "FILE|URL")]
    file: PathBuf,
    /// The code that you have in this class on another device.
    #[arg(long = "as", value_name = "CODE", value_parser = code)]
    code: Option<Code>,
    /// Share also what you did before.
    #[arg(long)]
    earlier: bool,
    /// Agree without being asked, also to sending by itself.
    #[arg(long)]
    yes: bool,
}

/// Which class.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// The id of the class, where you are in several.
    class: Option<String>,
}

/// Which class to leave, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Leave {
    #[command(flatten)]
    which: Which,
    /// Take back first what was sent, as far as a store can.
    #[arg(long)]
    void: bool,
}

/// Where the statements go.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    #[command(flatten)]
    which: Which,
    /// Write to this new file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn code(text: &str) -> Result<Code, String> {
    Code::parse(text).ok_or_else(|| "a code is 26 letters and digits from 2 to 7".to_owned())
}

/// Shows what is shared, asks, and keeps the learner's place in the class.
pub(super) fn join(args: &Join, context: &Context) -> Result<u8, Problem> {
    let (text, class) = given(&args.file)?;
    let words = Messages::load(&context.settings.language);
    let data = &context.settings.data_dir;
    let known = Membership::load(data, &class.id)?;
    let mut without = class.clone();
    if let Some(store) = &mut without.store {
        store.secret = None;
    }
    if let Some(known) = known.as_ref().filter(|known| known.class == without)
        && args.code.as_ref().is_none_or(|code| *code == known.code)
    {
        // Its key may be another one, which needs no new consent.
        keep(&known.clone().renewed(class), &text, &args.file)?;
        return said(&words.format("class.known", &[("code", &known.code)]));
    }
    let now = Clock::System.now();
    let since = match &known {
        _ if args.earlier => Timestamp::EARLIEST,
        Some(known) => known.since,
        None => now,
    };
    let code = args.code.clone().or_else(|| known.map(|known| known.code));
    let mut mine = Membership::new(data, class, code.unwrap_or_else(Code::random), (since, now));
    output::print(&consent(&mine, &context.progress()?, &words)?)?;
    if !args.yes && !output::confirm(words.get("class.ask"))? {
        return said(words.get("class.not-joined"));
    }
    if mine.class.store.is_some() {
        mine.by_itself = args.yes || output::confirm(words.get("class.ask-by-itself"))?;
    }
    keep(&mine, &text, &args.file)?;
    said(&words.format("class.joined", &[("code", &mine.code)]))
}

/// The class file, from a disk or an address.
fn given(file: &Path) -> Result<(String, Class), Problem> {
    match address_of(file) {
        Some(address) => class_of_text(address, download::text(address)?),
        None => class_text(file),
    }
}

/// Keeps a place in a class with what stands beside its file. A certificate that is not there keeps nobody
/// from handing in files: only a push needs it, and says so.
fn keep(mine: &Membership, text: &str, from: &Path) -> Result<(), Problem> {
    mine.keep(text)?;
    let kept = mine.keep_certificate(|name| match address_of(from) {
        Some(address) => download::beside(address, name),
        None => file::text(&from.with_file_name(name), definition::LONGEST),
    });
    if let Err(problem) = kept {
        output::complain(&problem.to_string());
    }
    Ok(())
}

fn address_of(file: &Path) -> Option<&str> {
    file.to_str().filter(|name| download::is_address(name))
}

/// Everything that a learner should know before they agree.
fn consent(mine: &Membership, progress: &Progress, words: &Messages) -> Result<String, Problem> {
    let class = &mine.class;
    let values: [(&str, &dyn Display); 2] = [("title", &class.title), ("contact", &class.contact)];
    let mut lines = vec![words.format("class.consent.to", &values)];
    lines.push(match class.until {
        Some(until) => words.format("class.consent.until", &[("until", &until)]),
        None => words.get("class.consent.no-end").to_owned(),
    });
    lines.push(match class.host() {
        Some(host) => words.format("class.consent.host", &[("host", &host)]),
        None => words.get("class.consent.how").to_owned(),
    });
    lines.push(String::new());
    lines.push(words.get("class.consent.shared").to_owned());
    let answers =
        if class.responses { "class.consent.answers" } else { "class.consent.no-answers" };
    lines.push(words.get(answers).to_owned());
    lines.push(words.get("class.consent.never").to_owned());
    lines.push(String::new());
    let (mut n, mut last) = (0, None);
    mine.statements(progress, |_, statement| {
        n += 1;
        last = Some(statement);
    })?;
    lines.push(words.plural("class.consent.waiting", n));
    if let Some(last) = last {
        lines.push(words.get("class.consent.example").to_owned());
        lines.push(last);
    }
    Ok(lines.join("\n") + "\n\n")
}

/// Says which classes the learner is in, and what is shared with each.
pub(super) fn status(context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let all = Membership::all(&context.settings.data_dir)?;
    if all.is_empty() {
        return said(words.get("class.none"));
    }
    let progress = context.progress()?;
    for mine in all {
        let (mut n, mut last) = (0, None);
        mine.statements(&progress, |event, _| {
            n += 1;
            last = last.max(Some(event.at));
        })?;
        let last = last.map_or_else(|| "–".to_owned(), |last| last.day().to_string());
        let values: [(&str, &dyn Display); 6] = [
            ("id", &mine.class.id),
            ("title", &mine.class.title),
            ("contact", &mine.class.contact),
            ("code", &mine.code),
            ("n", &n),
            ("last", &last),
        ];
        said(&words.format("class.status", &values))?;
        if mine.class.store.is_some() {
            said(&pushed(&mine, &progress, &words)?)?;
        }
    }
    Ok(0)
}

/// How the store of a class stands: what waits, and what the last push came to.
fn pushed(mine: &Membership, progress: &Progress, words: &Messages) -> Result<String, Problem> {
    let status = push::status(mine, progress)?;
    let host = mine.class.host().unwrap_or_default();
    let mut lines = vec![match status.since {
        Some(since) => {
            let values: [(&str, &dyn Display); 3] =
                [("n", &status.waiting), ("since", &since.day()), ("host", &host)];
            words.format("class.waiting", &values)
        }
        None => words.format("class.all-sent", &[("n", &status.sent), ("host", &host)]),
    }];
    if let Some(last) = &status.last {
        let key = format!("class.end.{}", last.end.word());
        let (end, said) = (words.get(&key), last.end.said());
        let values: [(&str, &dyn Display); 3] =
            [("at", &last.at.rfc3339()), ("end", &end), ("said", &said)];
        lines.push(words.format("class.last", &values).trim_end().to_owned());
    }
    let itself = if mine.by_itself { "class.by-itself" } else { "class.by-hand" };
    lines.push(words.get(itself).to_owned());
    Ok(lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))
}

/// Writes the statements of a class, to be handed in.
pub(super) fn export(args: &Export, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    let (mut n, mut lines) = (0, String::new());
    mine.statements(&context.progress()?, |_, statement| {
        n += 1;
        lines.push_str(&statement);
        lines.push('\n');
    })?;
    let Some(path) = &args.output else {
        let mut out = std::io::stdout().lock();
        output::piped(out.write_all(lines.as_bytes()).and_then(|()| out.flush()))?;
        return Ok(0);
    };
    output::write_new(path, &lines)?;
    let values: [(&str, &dyn Display); 3] =
        [("n", &n), ("file", &path.display()), ("contact", &mine.class.contact)];
    said(&words.format("class.exported", &values))
}

/// Forgets the class, and says whom to ask about what was handed in.
pub(super) fn leave(args: &Leave, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    let mut progress = context.progress()?;
    if args.void && mine.class.store.is_some() {
        let voided = paced(&words, |pace| push::void(&mine, &mut progress, Clock::System, pace))?;
        said(&words.format("class.voided", &[("n", &voided)]))?;
    }
    progress.forget_stages(&mine.class.id)?;
    mine.leave()?;
    let values: [(&str, &dyn Display); 3] =
        [("title", &mine.class.title), ("contact", &mine.class.contact), ("code", &mine.code)];
    said(&words.format("class.left", &values))
}

/// The learner's place in the class that is meant.
pub(super) fn member(which: &Which, context: &Context) -> Result<Membership, Problem> {
    let data: &Path = &context.settings.data_dir;
    let all = Membership::all(data)?;
    let ids: Vec<&str> = all.iter().map(|mine| mine.class.id.as_str()).collect();
    let ids = ids.join(", ");
    let mut fitting = all
        .into_iter()
        .filter(|mine| which.class.as_ref().is_none_or(|class| mine.class.id == *class));
    match (fitting.next(), fitting.next()) {
        (Some(mine), None) => Ok(mine),
        (Some(_), Some(_)) => {
            Err(Problem::message(Fault::Usage, "class.several", &[("ids", &ids)]))
        }
        (None, _) => Err(Problem::message(Fault::Usage, "class.no-class", &[])),
    }
}

fn said(text: &str) -> Result<u8, Problem> {
    output::print(&format!("{text}\n"))?;
    Ok(0)
}
