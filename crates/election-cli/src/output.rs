//! Standard output: what a run tells is printed while it runs, so that nothing piles up.

use crate::Failure;
use election_core::event::{Event, Sink};
use election_core::transcript::Teller;
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};
use std::process;

/// So much is collected before it is printed.
const PIECE: usize = 1 << 14;

/// Prints what a teller writes down, piece by piece.
pub struct Output<T: Teller> {
    teller: T,
    out: BufWriter<StdoutLock<'static>>,
    broken: Option<io::Error>,
}

impl<T: Teller> Output<T> {
    /// Prints what this teller tells.
    pub fn new(teller: T) -> Output<T> {
        Output { teller, out: BufWriter::new(io::stdout().lock()), broken: None }
    }

    /// The teller, with what it has not told yet.
    pub fn close(mut self) -> Result<T, Failure> {
        self.print();
        if let Err(error) = self.out.flush() {
            self.give_up(error);
        }
        match self.broken {
            None => Ok(self.teller),
            Some(error) => Err(Failure::bad(format!("standard output: {error}"))),
        }
    }

    fn print(&mut self) {
        let told = std::mem::take(self.teller.told());
        if self.broken.is_none()
            && let Err(error) = self.out.write_all(told.as_bytes())
        {
            self.give_up(error);
        }
    }

    /// A reader that has gone away has seen enough.
    fn give_up(&mut self, error: io::Error) {
        if error.kind() == ErrorKind::BrokenPipe {
            process::exit(0);
        }
        self.broken = Some(error);
    }
}

impl<T: Teller> Sink for Output<T> {
    fn wants_detail(&self) -> bool {
        self.teller.wants_detail()
    }
    fn event(&mut self, event: &Event) {
        self.teller.event(event);
        if self.teller.told().len() >= PIECE {
            self.print();
        }
    }
}
