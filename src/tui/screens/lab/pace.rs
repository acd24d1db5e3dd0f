//! How a run moves on the screen: frames, speeds, and what its mission says when it has ended.

use std::time::Duration;

use super::Lab;
use crate::{
    lab::{outcome::MissionState, setup::Recording, value},
    problem::Problem,
    tui::screen::Environment,
};

/// Milliseconds between two frames of a run.
const FRAME: u64 = 16;
/// Events that one frame takes at most, so that keys are never late.
const MOST_EVENTS: u64 = 20_000;
/// Factors of virtual time over real time, in tenths; the last is as fast as it goes.
pub(super) const SPEEDS: [u64; 6] = [1, 10, 100, 1_000, 10_000, u64::MAX];
/// Seconds that a run takes at most at the speed it begins with.
pub(super) const PATIENCE: u64 = 60;

/// The next frame is due.
pub(super) struct Frame;

/// What a mission says about all its seeds, and about which run.
pub(super) struct Judged {
    state: MissionState,
    recording: Recording,
}

impl Lab {
    pub(super) fn toggle(&mut self, env: &Environment) -> Result<(), Problem> {
        if self.play.ended() {
            self.play.restart()?;
            self.forget();
        }
        self.running = !self.running;
        self.tick(env);
        Ok(())
    }

    /// Asks for the next frame.
    fn tick(&mut self, env: &Environment) {
        if !self.running || self.ticking {
            return;
        }
        self.ticking = true;
        let reply = env.jobs.reply();
        env.jobs.start("frame", move || {
            std::thread::sleep(Duration::from_millis(FRAME));
            reply.send(Frame);
        });
    }

    pub(super) fn frame(&mut self, env: &mut Environment) {
        self.ticking = false;
        if !self.running {
            return;
        }
        let tenths = SPEEDS.get(self.speed).copied().unwrap_or(u64::MAX);
        self.play.advance(tenths.saturating_mul(FRAME * 100), MOST_EVENTS);
        if self.play.ended() {
            self.running = false;
            self.judge(env);
        } else {
            self.tick(env);
        }
    }

    /// At the end of a run that meets its mission: asks about the other seeds, beside the screen.
    pub(super) fn judge(&mut self, env: &Environment) {
        if self.judged || !self.play.ended() {
            return;
        }
        self.judged = true;
        self.verdict = self.play.state();
        // In a small window what a mission says stands where its controls were.
        self.turned_over &= self.verdict.is_none();
        let met = self.verdict.as_ref().is_some_and(|state| state.met);
        if let Some((mission, setup)) = self.play.to_judge().filter(|_| met) {
            self.verdict = None;
            self.trying = true;
            let (reply, recording) = (env.jobs.reply(), self.play.recording());
            env.jobs.start("mission", move || {
                if let Ok(state) = mission.judge(&setup, None) {
                    reply.send(Judged { state, recording });
                }
            });
        }
    }

    /// A mission that is met on all seeds goes into the log with what runs it again.
    pub(super) fn take_verdict(
        &mut self,
        Judged { state, recording }: Judged,
        env: &mut Environment,
    ) {
        if state.met && !self.reached.contains(&state.id) {
            let recording = serde_json::to_value(recording).ok();
            if env.session.reach(&self.id, &state.id, recording).is_ok() {
                self.reached.push(state.id.clone());
            }
        }
        // It may be about what was turned away from meanwhile.
        if std::mem::take(&mut self.trying) {
            self.verdict = Some(state);
        }
    }

    /// The clock, and the speed with the seed, for the head.
    pub(super) fn clock(&self, env: &Environment) -> [String; 2] {
        let speed = match SPEEDS.get(self.speed) {
            Some(tenths) if *tenths < u64::MAX => {
                let times = if env.settings.ascii { "x" } else { "×" };
                format!("{times}{}", value::decimal(*tenths, 1))
            }
            _ => env.say("lab.fastest").into(),
        };
        let run = self.play.run();
        let now = value::clock(run.now(), run.plan().until);
        let seed = env.words.format("lab.seed", &[("n", &self.play.seed())]);
        [now, format!("{speed}  {seed}")]
    }
}
