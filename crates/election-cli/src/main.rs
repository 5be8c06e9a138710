//! `election`: the core from a terminal. Exit status 0: it is as asked; 1: an expectation of a
//! scenario failed, or a run outgrew its bounds; 2: bad input, with one message on standard error
//! and nothing on standard output.

mod bench;
mod list;
mod output;
mod rule;
mod run;
mod search;
mod seeds;

use election_core::nearest::nearest;
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "\
election run FILE [--seed N] [--json | --trace] [--all] [--max-events N]
                        run a scenario: a transcript (--all: heartbeats too), the outcome as
                        JSON, or every event as a line of JSON
election run FILE --seeds A..B [--json] [--max-events N]
                        run it with each seed: how often each claim came true, and the spread
                        of each number
election search FILE [--plans N] [--seed N] [--max-events N]
                        try random faults until a promise breaks; the smallest plan found
election bench FILE...  measure the engine on these scenarios, ten simulated minutes each
election rule ID JSON   call one protocol rule with this input; - reads it from standard input
election list [--json]  name everything there is
election help           show this
FILE is a scenario file, or a built-in story: SYSTEM/KEY. A run, and each plan of a search,
ends by itself after 2,000,000 events (1,000,000 with --trace or --all), and says so;
--max-events sets another bound.
Exit status: 0, it is as asked; 1, a run is not as its scenario expects, or outgrew its bounds;
2, bad input.";

const COMMANDS: [&str; 6] = ["run", "search", "bench", "rule", "list", "help"];

/// How a command ends when it does not end well.
enum Failure {
    /// What was asked cannot be done; the message says why.
    BadInput(String),
    /// A run did not go as its scenario expects; the text is what it printed.
    Expectation(String),
}

/// What a command prints on standard output, without the last line's end.
type Done = Result<String, Failure>;

impl Failure {
    fn bad(message: impl Into<String>) -> Failure {
        Failure::BadInput(message.into())
    }
}

/// The end of a refusal: the known word that was meant, if there is one like it.
fn perhaps<'a>(meant: impl IntoIterator<Item = &'a str>) -> String {
    let meant: Vec<&str> = meant.into_iter().collect();
    if meant.is_empty() { String::new() } else { format!("; perhaps {}", meant.join(", ")) }
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| dispatch(&arguments)) {
        Ok(text) => print(&text),
        Err(Failure::Expectation(text)) => {
            print(&text);
            ExitCode::from(1)
        }
        Err(Failure::BadInput(message)) => {
            // Where even this cannot be written, the exit status still says it.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Vec<String>, Failure> {
    let text = |argument: std::ffi::OsString| {
        argument.into_string().map_err(|odd| Failure::bad(format!("{odd:?} is not UTF-8 text")))
    };
    env::args_os().skip(1).map(text).collect()
}

fn dispatch(arguments: &[String]) -> Done {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["run", file, options @ ..] => run::run(file, &run::Options::read(options)?),
        ["run"] => Err(Failure::bad("run takes a scenario file: election run FILE")),
        ["search", file, options @ ..] => search::search(file, options),
        ["search"] => Err(Failure::bad("search takes a scenario file: election search FILE")),
        ["bench", files @ ..] if !files.is_empty() => bench::bench(files),
        ["bench"] => Err(Failure::bad("bench takes scenario files: election bench FILE...")),
        ["rule", id, input] => rule::call(id, input),
        ["rule", ..] => Err(Failure::bad("rule takes an id and JSON: election rule ID JSON")),
        ["list"] => Ok(list::readable()),
        ["list", "--json"] => Ok(list::json()),
        ["list", other, ..] => {
            let meant = perhaps(nearest(other, ["--json"]));
            Err(Failure::bad(format!("list: {other:?} is not known; allowed: --json{meant}")))
        }
        ["help" | "--help" | "-h"] => Ok(USAGE.into()),
        [] => Err(Failure::bad(USAGE)),
        [other, ..] => {
            let allowed = COMMANDS.join(", ");
            let meant = perhaps(nearest(other, COMMANDS));
            Err(Failure::bad(format!("{other:?} is no command; allowed: {allowed}{meant}")))
        }
    }
}

/// Prints; a reader that has gone away has seen enough.
fn print(text: &str) -> ExitCode {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "standard output: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
