//! One value of an answer: how it is shown, and the layer that asks for another.

use std::borrow::Cow;

use toml::Value;

use crate::{
    exercise::editor::{Choice, Field, Input, Refused, entitled},
    role::Role,
    text,
    tui::{
        layers::{
            Subject, Then,
            menu::{Item, Menu},
            prompt::Prompt,
            ticks::Ticks,
        },
        screen::{Effect, Environment},
    },
};

/// A name of the exercise as it is shown: no Markdown is read here, so code in it stands in quotation
/// marks.
pub(super) fn label<'a>(name: &'a str, env: &Environment) -> Cow<'a, str> {
    match name.contains('`') {
        true => Cow::Owned(text::sanitize(&text::names_quoted(name, env.settings.ascii)).into()),
        false => text::sanitize(name),
    }
}

/// A value as it is shown, and its look: what is open looks hollow.
pub(super) fn shown(field: &Field, env: &Environment) -> (String, Role) {
    let label = |value: &str, choices: &[Choice]| {
        let known = choices.iter().find(|choice| choice.value == value);
        known.map_or_else(|| value.to_owned(), |choice| self::label(&choice.label, env).into())
    };
    let text = match (&field.value, &field.input) {
        (None, Input::Flag) => env.signs.unchecked.to_owned(),
        (None, _) => return (env.signs.open.to_owned(), Role::Faint),
        (Some(Value::Boolean(on)), _) => {
            let sign = if *on { env.signs.checked } else { env.signs.unchecked };
            sign.to_owned()
        }
        (Some(Value::String(value)), Input::One(choices)) => label(value, choices),
        (Some(Value::Array(values)), Input::Many(choices)) => {
            let one = |value: &Value| label(value.as_str().unwrap_or_default(), choices);
            values.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        _ => field.typed(),
    };
    (text, Role::Text)
}

/// The value that a digit picks, from 1; nothing where it picks none.
pub(super) fn picked(field: &Field, digit: u8) -> Option<Value> {
    match &field.input {
        Input::One(choices) => {
            let choice = choices.get(usize::from(digit).checked_sub(1)?)?;
            Some(choice.value.clone().into())
        }
        _ => None,
    }
}

/// The value after this one, as Space turns to it: nothing after the last choice.
pub(super) fn next(field: &Field) -> Option<Option<Value>> {
    match &field.input {
        Input::Flag => Some(Some((field.value != Some(true.into())).into())),
        Input::One(choices) => {
            let now = field.value.as_ref().and_then(Value::as_str);
            let at = choices.iter().position(|choice| Some(choice.value.as_str()) == now);
            let next = choices.get(at.map_or(0, |at| at + 1));
            Some(next.map(|choice| choice.value.clone().into()))
        }
        _ => None,
    }
}

/// What asks the learner for a field's value.
pub fn ask<W: Subject>(field: Field, env: &Environment) -> Then<W> {
    match &field.input {
        Input::One(choices) => {
            let mut items: Vec<Item<W>> =
                choices.iter().map(|choice| pick(field.clone(), choice)).collect();
            if field.value.is_some() {
                let open = field.clone();
                let key =
                    if field.whole.is_some() { "editor.take-away" } else { "editor.leave-open" };
                items.push(Item::new(env.say(key), "", move |subject: &mut W, _| {
                    subject.replace(open.set(subject.work().answer(), None));
                    Ok(Then::Close)
                }));
            }
            Then::open(Menu::new(label(&entitled(&field.label, &field.note), env), items))
        }
        Input::Many(_) | Input::Lines(_) => Then::open(Ticks::new(field)),
        Input::Text | Input::Number | Input::Flag => {
            let (label, note, typed) = (field.label.clone(), field.note.clone(), field.typed());
            let prompt = Prompt::new(label, &typed, take(field)).noted(note);
            Then::open(prompt.wide(76).may_be_empty())
        }
    }
}

fn pick<W: Subject>(field: Field, choice: &Choice) -> Item<W> {
    let value = choice.value.clone();
    Item::new(choice.label.clone(), choice.note.clone(), move |subject: &mut W, _| {
        subject.replace(field.set(subject.work().answer(), Some(value.into())));
        Ok(Then::Close)
    })
}

/// Takes what was typed for a field.
fn take<W: Subject>(
    field: Field,
) -> impl Fn(String, &mut W, &mut Environment) -> Result<Then<W>, crate::problem::Problem> + 'static
{
    move |typed, subject, env| {
        Ok(match field.parse(&typed) {
            Ok(value) => {
                subject.replace(field.set(subject.work().answer(), value));
                Then::Close
            }
            Err(refused) => Then::Do(Effect::Notice(env.say(refusal(refused)).to_owned())),
        })
    }
}

/// The key of why a typed value is not taken.
fn refusal(refused: Refused) -> &'static str {
    match refused {
        Refused::NotANumber => "editor.no-number",
        Refused::NotAChoice => "editor.no-choice",
    }
}
