//! `archtutor class join|status|export|leave`: a learner in a class. Before anything is kept it is shown
//! what is shared with whom, and only a yes begins it.

use std::{fmt::Display, io::Write, path::PathBuf};

use super::{
    push::paced,
    which::{Which, member},
};
use crate::{
    class::{
        code::Code,
        consent::{self, Consent},
        joining::{Offer, Wish},
        membership::Membership,
        push,
        standing::Standing,
    },
    cli::{Context, output},
    clock::Clock,
    messages::Messages,
    problem::{Fault, Problem},
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

/// Which class to leave, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Leave {
    #[command(flatten)]
    which: Which,
    /// Take back first what was sent, as far as a store can.
    #[arg(long)]
    void: bool,
}

/// Whether what waits goes by itself.
#[derive(Debug, clap::Args)]
pub(super) struct ByItself {
    /// Whether it does; yes shows first what is sent where, and asks.
    #[arg(value_enum)]
    whether: Whether,
    #[command(flatten)]
    which: Which,
    /// Agree without being asked.
    #[arg(long)]
    yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Whether {
    Yes,
    No,
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
    Code::parse(text).ok_or_else(|| format!("a code is {}", Code::FORM))
}

/// Shows what is shared, asks, and keeps the learner's place in the class.
pub(super) fn join(args: &Join, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let data = &context.settings.data_dir;
    let mut wish = Wish { code: args.code.clone(), earlier: args.earlier, by_itself: args.yes };
    let offer = Offer::open(&args.file, data)?;
    if let Some(known) = offer.agreed(&wish) {
        // Its key may be another one, which needs no new consent.
        complain(offer.renew(known)?);
        return said(&words.format("class.known", &[("code", &known.code)]));
    }
    let mine = offer.place(&wish, data, Clock::System.now());
    let consent = Consent::of(&mine, &context.progress()?, &words)?;
    let lines: Vec<String> = consent.lines.into_iter().chain(consent.example).collect();
    output::print_prose(&(lines.join("\n") + "\n\n"))?;
    if !args.yes && !output::confirm(words.get("class.ask"))? {
        return said(words.get(offer.declined()));
    }
    if mine.class.store.is_some() && !args.yes {
        wish.by_itself = output::confirm(words.get("class.ask-by-itself"))?;
    }
    let mine = offer.place(&wish, data, mine.agreed);
    complain(offer.accept(&mine)?);
    said(&words.format("class.joined", &[("code", &mine.code)]))
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
        let standing = Standing::of(mine, &progress)?;
        let class = &standing.mine.class;
        let lines = standing.told(&words);
        said(&format!("{}: {}\n  {}", class.id, class.title, lines.join("\n  ")))?;
    }
    Ok(0)
}

/// Sends what waits by itself from now on, or only by hand.
pub(super) fn by_itself(args: &ByItself, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    if mine.class.store.is_none() {
        return Err(Problem::message(Fault::Usage, "class.no-store", &[]));
    }
    let by_itself = args.whether == Whether::Yes;
    if by_itself && !mine.by_itself && !args.yes {
        output::print_prose(&(consent::terms(&mine, &words).join("\n") + "\n"))?;
        if !output::confirm(words.get("class.screen.ask-by-itself"))? {
            return said(words.get("class.by-hand"));
        }
    }
    mine.push_by_itself(by_itself)?;
    said(words.get(if by_itself { "class.by-itself" } else { "class.by-hand" }))
}

/// Writes the statements of a class, to be handed in.
pub(super) fn export(args: &Export, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    let (n, lines) = mine.bundle(&context.progress()?)?;
    let Some(path) = output::file(args.output.as_deref()) else {
        let mut out = std::io::stdout().lock();
        output::piped(out.write_all(lines.as_bytes()).and_then(|()| out.flush()))?;
        return Ok(0);
    };
    output::write_new(path, &lines)?;
    let values: [(&str, &dyn Display); 2] =
        [("file", &path.display()), ("contact", &mine.class.contact)];
    said(&words.plural_with("class.exported", n, &values))
}

/// Forgets the class, and says whom to ask about what was handed in.
pub(super) fn leave(args: &Leave, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mine = member(&args.which, context)?;
    let mut progress = context.progress()?;
    if args.void && mine.class.store.is_some() {
        let voided = paced(&words, |pace| push::void(&mine, &mut progress, Clock::System, pace))?;
        said(&words.plural("class.voided", voided))?;
    }
    progress.forget_stages(&mine.class.id)?;
    mine.leave()?;
    let values: [(&str, &dyn Display); 3] =
        [("title", &mine.class.title), ("contact", &mine.class.contact), ("code", &mine.code)];
    said(&words.format("class.left", &values))
}

/// Says what could not be kept, though the learner is in the class.
fn complain(unkept: Option<Problem>) {
    if let Some(problem) = unkept {
        output::complain(&problem.to_string());
    }
}

fn said(text: &str) -> Result<u8, Problem> {
    output::print_prose(&format!("{text}\n"))?;
    Ok(0)
}
