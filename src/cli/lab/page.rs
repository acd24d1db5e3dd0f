//! What `archtutor lab` prints for people: the list, a lab, a run. Its words are the interface's.

use std::fmt::Display;

use super::{super::output, Description, Row};
use crate::{
    lab::{measure::Measure, outcome::Outcome, setup::Input, sim::KeyEvent, value},
    messages::Messages,
    text,
};

/// Lines of events that a page shows.
const MOST_LINES: usize = 40;
/// Cells of a line that is wrapped.
const WIDTH: usize = 76;

/// The labs, a line each.
pub(super) fn list(rows: &[Row], words: &Messages) -> String {
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            let minutes = words.format("home.minutes", &[("n", &row.minutes)]);
            [row.id.clone(), row.title.clone(), minutes, row.teaches.clone()]
        })
        .collect();
    output::columns(&cells)
}

/// All that a lab has.
pub(super) fn lab(all: &Description, words: &Messages) -> String {
    let say = |key: &str| words.get(&format!("lab.page.{key}")).to_owned();
    let row = &all.row;
    let mut page = format!("{} ({})\n{}\n{}\n\n", row.title, row.id, all.prompt, row.teaches);
    let params: Vec<[String; 3]> = all
        .params
        .iter()
        .map(|param| {
            let live = if param.live { "*" } else { "" };
            let default =
                if param.default.is_empty() { say("empty") } else { param.default.into() };
            [format!("{}{live}", param.name), default, param.expects.clone()]
        })
        .collect();
    page.push_str(&format!("{}\n{}", say("parameters"), output::columns(&params)));
    for (title, names) in
        [("counters", &all.counters), ("marks", &all.marks), ("series", &all.series)]
    {
        page.push_str(&format!("\n{}\n{}", say(title), indented(&names.join(" "))));
    }
    page.push_str(&format!("\n{}\n  {}\n", say("laws"), all.laws.join("\n  ")));
    for preset in &all.presets {
        let values: [(&str, &dyn Display); 2] =
            [("name", &preset.name), ("set", &preset.set.join(" "))];
        page.push_str(&format!("\n{}", words.format("lab.page.preset", &values)));
    }
    page.push('\n');
    for mission in &all.missions {
        let values: [(&str, &dyn Display); 2] = [("n", &mission.id), ("title", &mission.title)];
        page.push_str(&format!("\n{}\n", words.format("lab.mission", &values)));
        page.push_str(&indented(&mission.text));
        let rows = [
            ("given", mission.given.join(" ")),
            ("start", mission.start.join(" ")),
            ("free", mission.free.join(" ")),
            ("goal", mission.goal.clone()),
        ];
        let cells: Vec<[String; 2]> =
            rows.into_iter().map(|(key, text)| [format!("  {}", say(key)), text]).collect();
        page.push_str(&output::columns(&cells));
    }
    page
}

fn indented(text: &str) -> String {
    format!("  {}\n", text::wrap(text, WIDTH).join("\n  "))
}

/// What a run came to.
pub(super) fn run(outcome: &Outcome, words: &Messages) -> String {
    let until = value::duration(outcome.until_us);
    let values: [(&str, &dyn Display); 3] =
        [("lab", &outcome.lab), ("seed", &outcome.seed), ("until", &until)];
    let mut page = format!("{}\n", words.format("lab.page.run", &values));
    page.extend(outcome.inputs.iter().map(input));
    let never = words.get("lab.page.never");
    let counters =
        outcome.counters.0.iter().map(|(name, value)| [(*name).into(), written(name, *value)]);
    let marks =
        outcome.marks.0.iter().map(|(name, value)| {
            [(*name).into(), value.map_or_else(|| never.into(), value::readable)]
        });
    page.push_str(&format!("\n{}", output::columns(&counters.chain(marks).collect::<Vec<_>>())));
    page.push_str(if outcome.events.is_empty() { "" } else { "\n" });
    page.extend(outcome.events.iter().take(MOST_LINES).map(event));
    let more = outcome.events.len().saturating_sub(MOST_LINES) as u64 + outcome.events_left_out;
    if more > 0 {
        page.push_str(&format!("{}\n", words.format("lab.page.more", &[("n", &more)])));
    }
    page.push_str(&format!("\n{}\n", laws(outcome, words)));
    for mission in &outcome.missions {
        let state = if mission.met { words.get("lab.page.met") } else { &mission.because };
        page.push_str(&format!("{}: {state}\n", mission.id));
    }
    page
}

/// A number in the unit that people read.
fn written(name: &str, value: i64) -> String {
    Measure::of(name).write(value.into())
}

fn input(input: &Input) -> String {
    let at = if input.at_us == 0 { String::new() } else { clock(input.at_us) };
    format!("  {}={} {at}", input.set, input.to).trim_end().to_owned() + "\n"
}

fn event(event: &KeyEvent) -> String {
    format!("{}  {} {}", clock(event.at_us), event.kind, event.what).trim_end().to_owned() + "\n"
}

fn laws(outcome: &Outcome, words: &Messages) -> String {
    let broken: Vec<&str> =
        outcome.checks.iter().filter(|check| !check.holds).map(|check| check.law).collect();
    match broken.as_slice() {
        [] => words.format("lab.page.hold", &[("n", &outcome.checks.len())]),
        some => words.format("lab.page.broken", &[("laws", &some.join("; "))]),
    }
}

/// A time of a run.
fn clock(us: u64) -> String {
    format!("{:>12} s", value::decimal(us, 6))
}
