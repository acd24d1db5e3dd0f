//! A lab: predict, run, step back and forth, turn what may be turned, and reach its missions.

mod chart;
mod controls;
mod figures;
mod learner;
mod pace;
mod pages;
mod panels;

use std::any::Any;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    id::LabId,
    lab::{
        outcome::MissionState,
        play::{Kept, Play},
        prediction::Asked,
    },
    problem::Problem,
    progress::LabEvent,
    role::Role,
    text,
    tui::{
        action::{Action, Edit, Motion},
        draw,
        keymap::KeyContext,
        screen::{Effect, Environment, Screen},
        widgets::{input::Input, rows::Rows},
    },
};
use controls::{Controls, Hit};
use pace::{Frame, Judged, PATIENCE, SPEEDS};
use panels::{Places, Wants};

/// What the screen shows.
enum View {
    /// The lab's page.
    About,
    /// A question before the first run, by its number.
    Predict(usize),
    Run,
}

/// A prediction with what happened.
struct Told {
    said: String,
    was: String,
    /// It was one of several options.
    chosen: bool,
}

/// The screen of a lab.
pub struct Lab {
    id: LabId,
    play: Play,
    view: View,
    rows: Rows,
    told: Vec<Told>,
    /// The control that has the focus, among those that may be turned.
    at: usize,
    /// A value that is being typed, or the number of a prediction.
    input: Option<Input>,
    running: bool,
    /// A frame is on its way.
    ticking: bool,
    speed: usize,
    /// What the mission says about all its seeds.
    verdict: Option<MissionState>,
    judged: bool,
    /// The other seeds are being tried.
    trying: bool,
    reached: Vec<String>,
    /// In a small window: the controls instead of the chart.
    turned_over: bool,
    controls: Controls,
    /// The preset that was begun last, from 0.
    preset: Option<usize>,
    /// It goes on where it was left.
    resumed: bool,
    /// What was kept of it last.
    kept: Option<Kept>,
}

impl Lab {
    /// Opens a lab at its page, or where it was left.
    ///
    /// # Errors
    /// Where there is none of that id, or its file has a mistake.
    pub fn open(id: &LabId, env: &mut Environment) -> Result<Self, Problem> {
        let mut play = Play::new(env.session.library().lab(id)?)?;
        let progress = env.session.progress();
        let kept = progress.lab_left(id).unwrap_or_default();
        let kept: Option<Kept> = kept.and_then(|kept| serde_json::from_value(kept).ok());
        // What an older lab kept may not run any more: then it begins anew.
        let resumed = kept.as_ref().is_some_and(|kept| play.resume(kept).is_ok());
        let said = progress.predictions(id).unwrap_or_default();
        let reached = progress.missions(id).unwrap_or_default();
        let until = play.run().plan().until / 1_000_000;
        let fits = |tenths: &u64| until.saturating_mul(10) / *tenths <= PATIENCE;
        let speed = SPEEDS.iter().position(fits).unwrap_or(SPEEDS.len() - 1);
        let mut lab = Self {
            id: id.clone(),
            play,
            view: View::About,
            rows: Rows::default(),
            told: Vec::new(),
            at: 0,
            input: None,
            running: false,
            ticking: false,
            speed: speed.max(1),
            verdict: None,
            judged: false,
            trying: false,
            reached,
            turned_over: false,
            controls: Controls::default(),
            preset: None,
            resumed,
            kept,
        };
        // A course may ask less than it did.
        let asked = lab.play.guide().predictions.len();
        said.into_iter().take(asked).for_each(|said| lab.tell(said));
        Ok(lab)
    }

    /// Keeps what was said, beside what happens.
    fn tell(&mut self, said: String) {
        let guide = self.play.guide();
        let next = guide.predictions.get(self.told.len());
        let was = next.and_then(|one| one.outcome(guide.entry).ok()).unwrap_or_default();
        let chosen = matches!(next.map(|one| &one.answer), Some(Asked::Choice(_)));
        self.told.push(Told { said, was, chosen });
    }
}

/// What a name in the table `lab` of the keymap does.
fn command(name: &str) -> Option<Action> {
    const OWN: [&str; 11] = [
        "step",
        "step-back",
        "faster",
        "slower",
        "next-event",
        "again",
        "next-seed",
        "preset",
        "mission",
        "about",
        "export",
    ];
    Action::own(name, &OWN)
}

impl Screen for Lab {
    fn keys(&self) -> KeyContext {
        KeyContext::new("lab", command).typing(self.input.is_some())
    }

    fn title(&self) -> &'static str {
        "lab.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        match self.view {
            _ if self.input.is_some() => vec!["select/take", "back"],
            View::About => vec!["select/begin", "page-down", "back"],
            View::Predict(_) => vec!["back"],
            View::Run => vec!["toggle", "step", "faster", "mission", "next-event", "about", "back"],
        }
    }

    fn status(&self, _env: &Environment) -> String {
        let missions = self.play.guide().missions.len();
        format!("{}/{missions}", self.reached.len())
    }

    fn update(&mut self, action: Action, env: &mut Environment) -> Result<Effect, Problem> {
        if self.input.is_some() {
            return self.typed(&action, env);
        }
        match (&self.view, action) {
            (View::About, Action::Select | Action::Toggle) => self.go_on(),
            (View::About, Action::Move(motion)) => drop(self.rows.scroll(motion)),
            (View::About, Action::Wheel { lines, .. }) => self.rows.shift(lines),
            (View::Predict(_), Action::Digit(digit)) => {
                self.answer_number(usize::from(digit), env)?;
            }
            (View::Predict(_), Action::Click(at)) => {
                let Some(number) = self.rows.hit(at) else { return Ok(Effect::Nothing) };
                self.answer_number(number, env)?;
            }
            (View::Predict(_), Action::Back) => self.view = View::About,
            (View::Run, Action::Toggle) => self.toggle(env)?,
            (View::Run, Action::Own(name)) => return self.own(name, env),
            (View::Run, Action::NextPanel | Action::Move(Motion::Down)) => self.walk(1),
            (View::Run, Action::PreviousPanel | Action::Move(Motion::Up)) => self.walk(-1),
            (View::Run, Action::Move(Motion::Bottom)) => {
                self.play.advance(u64::MAX, u64::MAX);
                self.running = false;
                self.judge(env);
            }
            (View::Run, Action::Move(Motion::Left)) => self.turn(false)?,
            (View::Run, Action::Move(Motion::Right)) => self.turn(true)?,
            (View::Run, Action::Select) => {
                let now = self.control().map(|control| self.play.value(control));
                self.input = now.map(Input::with);
            }
            (View::Run, Action::Click(at)) => match self.controls.hit(at) {
                Some(Hit::Focus(control)) => self.at = control,
                Some(Hit::Turn(control, up)) => {
                    self.at = control;
                    self.turn(up)?;
                }
                None => return Ok(Effect::Nothing),
            },
            (View::Run, Action::Text(Edit::Insert(_))) => return Ok(Effect::Nothing),
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn take_result(&mut self, result: Box<dyn Any + Send>, env: &mut Environment) {
        match result.downcast::<Judged>() {
            Ok(judged) => self.take_verdict(*judged, env),
            Err(result) if result.is::<Frame>() => self.frame(env),
            Err(_) => {}
        }
    }

    fn leave(&mut self, env: &mut Environment) {
        self.running = false;
        let kept = self.play.kept();
        // Looking in changes nothing.
        if self.kept.as_ref() == Some(&kept) || (self.kept.is_none() && kept.is_fresh()) {
            return;
        }
        if let Ok(value) = serde_json::to_value(&kept) {
            // What cannot be kept is only where one was; the screen goes away all the same.
            let left = LabEvent::Left { lab: self.id.clone(), kept: value };
            if env.session.record(left).is_ok() {
                self.kept = Some(kept);
            }
        }
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let width = area.width.saturating_sub(4).min(84);
        let inner = Rect { x: area.x + 2, y: area.y, width, height: area.height };
        match self.view {
            View::About => {
                let rows = self.about(width, env);
                self.rows.arrange(inner, rows);
            }
            View::Predict(_) => {
                let rows = self.questions(width, env);
                self.rows.arrange(inner, rows);
            }
            View::Run => {
                let place = Places::of(area, self.wants());
                let typed = self.input.as_ref().map(Input::text);
                self.controls.arrange(place.controls, &self.play, self.at, typed);
                if place.more.height > 0 {
                    self.play.look_beside();
                }
            }
        }
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        match self.view {
            View::Run => self.draw_run(buffer, area, env),
            _ => self.rows.draw(buffer, env),
        }
    }
}

impl Lab {
    /// To the next control, or in a small window to the other side.
    fn walk(&mut self, by: isize) {
        let count = self.play.controls().len().max(1);
        let next = self.at as isize + by;
        if next < 0 || next >= count as isize {
            self.turned_over = !self.turned_over;
        }
        self.at = (self.at + count).saturating_add_signed(by) % count;
        self.turned_over |= by > 0 && self.at > 0;
    }

    fn wants(&self) -> Wants {
        Wants { turned_over: self.turned_over, verdict: self.verdict.is_some() || self.trying }
    }

    fn draw_run(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let place = Places::of(area, self.wants());
        let (x, room) = (area.x + 1, area.width.saturating_sub(2));
        let title = &self.play.guide().title;
        let state = if self.running { "lab.running" } else { "lab.paused" };
        let state = env.say(if self.play.ended() { "lab.ended" } else { state });
        let [now, pace] = self.clock(env);
        let whole = format!("{now}  {pace}  {state}");
        let fits = text::width(title) + 2 + text::width(&whole) <= usize::from(room);
        let head = if fits { whole } else { format!("{now}  {state}") };
        // The state is never what is cut off: first the pace goes, then the end of the title.
        let head_at =
            draw::put_right(buffer, x + room, area.y, room, &head, env.style(Role::Muted));
        let left = head_at.saturating_sub(x + 2);
        draw::put(buffer, x, area.y, left, title, env.style(Role::Heading));
        self.draw_panels(buffer, &place, env);
        self.controls.draw(buffer, self.at, env);
    }
}
