//! A trace that is being written: the run is told again from its beginning, a slice per frame.

use super::Session;
use super::slice::Slice;
use crate::sharing::scenario;
use crate::trouble::{MOST_EVENTS, Trouble};
use election_core::scenario::Scenario;
use election_core::schema::BadInput;
use election_core::sim::Cluster;
use election_core::trace::Tracer;
use election_core::words::Time;

/// So many events, and so many ms, between two pictures of the page. A line of JSON takes longer
/// than the event that it tells.
const SLICE: (u32, f64) = (20_000, 12.0);

/// What has become of a trace.
#[derive(Debug)]
pub enum Writing {
    /// Under way.
    Begun(Pen),
    /// Written, and to be saved.
    Done(String),
}

/// A trace under way.
#[derive(Debug)]
pub struct Pen {
    world: Box<dyn Cluster>,
    tracer: Tracer,
    end: Time,
}

impl Session {
    /// Begins to write every event up to the playhead as NDJSON.
    ///
    /// # Errors
    /// If there are too many, or the run is no scenario any more.
    pub fn write_trace(&mut self) -> Result<(), Trouble> {
        let events = self.run.records_until_now().len();
        if events > MOST_EVENTS {
            return Err(Trouble::TooLong(events));
        }
        let begin = || -> Result<Pen, BadInput> {
            let scenario = Scenario::read_changed(&scenario(self))?;
            let (world, tracer) = (scenario.start()?, Tracer::new(&scenario));
            Ok(Pen { world, tracer, end: self.run.now() })
        };
        self.writing = Some(Writing::Begun(begin().map_err(Trouble::Field)?));
        Ok(())
    }

    /// Whether a trace is being written.
    pub(super) fn writes(&self) -> bool {
        matches!(self.writing, Some(Writing::Begun(_)))
    }

    /// Writes a slice more.
    pub(super) fn write_on(&mut self) {
        let Some(Writing::Begun(mut pen)) = self.writing.take() else { return };
        self.writing = Some(match pen.go_on() {
            true => Writing::Begun(pen),
            false => Writing::Done(pen.finish()),
        });
    }

    /// The trace that is written, once.
    pub fn take_trace(&mut self) -> Option<String> {
        match self.writing.take()? {
            Writing::Done(trace) => Some(trace),
            begun @ Writing::Begun(_) => {
                self.writing = Some(begun);
                None
            }
        }
    }
}

impl Pen {
    /// False once the last event is written.
    fn go_on(&mut self) -> bool {
        let mut slice = Slice::new(SLICE.0, SLICE.1);
        while self.world.next_at().is_some_and(|at| at <= self.end) {
            if !slice.more() {
                return true;
            }
            if !self.world.step(&mut self.tracer) {
                break;
            }
        }
        false
    }

    fn finish(mut self) -> String {
        self.world.advance_to(self.end, &mut self.tracer);
        self.tracer.finish(&*self.world) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use crate::command::Command;
    use crate::session::tests::session;
    use election_core::words::Time;

    #[test]
    fn a_trace_ends_with_the_hash_of_the_moment() {
        let mut session = session();
        session.run.seek(Time::ms(4000));
        session.write_trace().expect("it is short");
        while session.writes() {
            assert!(session.moves(), "the page goes on drawing");
            session.apply(Command::Elapsed(16.0));
        }
        let trace = session.take_trace().expect("it is written");
        let hash = format!("{:016x}", session.run.cluster().hash());
        assert!(trace.lines().next_back().is_some_and(|line| line.contains(&hash)));
    }
}
