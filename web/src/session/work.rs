//! What the session does in the coming frames, beside playing.

use super::Session;

impl Session {
    /// Whether the page must go on drawing: time goes by, or a seek is under way.
    pub fn moves(&self) -> bool {
        let works = self.compare.as_ref().is_some_and(|compare| compare.works());
        self.playback.playing || self.playback.goal.is_some() || works || self.is_busy()
    }

    /// Whether there is work for the coming frames beside playing.
    fn is_busy(&self) -> bool {
        self.looks()
            || !self.story.is_done()
            || self.wonders()
            || self.counts.is_some()
            || self.writes()
    }

    /// Does a slice of what the visitor waits for; false if that is nothing.
    pub(super) fn work_on(&mut self) -> bool {
        if self.counts.is_some() {
            self.count_on();
            return true;
        }
        if self.writes() {
            self.write_on();
            return true;
        }
        if self.wonders() {
            self.wonder_on();
            return true;
        }
        let looks = self.looks();
        if looks {
            self.look_on();
        }
        looks
    }
}
