//! What can be done with the files of an answer: a new one, another name, or away with it. All of it is a
//! step that can be taken back.

use super::{
    Then,
    menu::{Item, Menu},
    prompt::Prompt,
};
use crate::{
    exercise::{
        Answer,
        answer::{Refused, TOML},
        kind::Shape,
    },
    problem::Problem,
    session::Work,
    tui::screen::Environment,
};

/// Cells for a name.
const WIDE: u16 = 64;

/// A list of what can be done, with the file that is open.
pub fn open(work: &Work, here: Option<&str>, env: &Environment) -> Then<Work> {
    if !work.has_files() {
        return Then::say(env, "files.only");
    }
    let say = |key: &str| env.say(key).to_owned();
    let folder = here.and_then(|name| name.rsplit_once('/')).map(|(folder, _)| folder);
    let begin = folder.map_or_else(String::new, |folder| format!("{folder}/"));
    let mut items = vec![Item::new(say("files.new"), "", move |_: &mut Work, env| {
        Ok(asked(env, "files.new-name", &begin, Answer::with_new_file))
    })];
    if let Some(name) = here.filter(|name| *name != TOML) {
        let (old, gone) = (name.to_owned(), name.to_owned());
        items.push(Item::new(say("files.rename"), name, move |_: &mut Work, env| {
            let from = old.clone();
            Ok(asked(env, "files.other-name", &old, move |answer, to, shape| {
                answer.with_file_renamed(&from, to, shape)
            }))
        }));
        items.push(Item::new(say("files.remove"), name, move |work: &mut Work, env| {
            let rest = work.answer().without_file(&gone, work.shape());
            Ok(taken(rest, work, env))
        }));
    }
    Then::open(Menu::new(say("files.title"), items))
}

/// Asks for a name and does something with it.
fn asked(
    env: &Environment,
    title: &str,
    begin: &str,
    make: impl Fn(&Answer, &str, Shape) -> Result<Answer, Refused> + 'static,
) -> Then<Work> {
    let typed = move |name: String, work: &mut Work, env: &mut Environment| {
        let made = make(work.answer(), &name, work.shape());
        Ok::<_, Problem>(taken(made, work, env))
    };
    Then::swap(Prompt::new(env.say(title), begin, typed).wide(WIDE))
}

fn taken(made: Result<Answer, Refused>, work: &mut Work, env: &Environment) -> Then<Work> {
    match made {
        Ok(answer) => {
            work.replace(answer);
            Then::Close
        }
        Err(refused) => Then::say(env, refused.key()),
    }
}
