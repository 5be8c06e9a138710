//! Runs commands quietly: a line with the duration per step, the output only if it fails.

use election_e2e::Outcome;
use std::io::Write;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// A command with its purpose.
pub struct Step {
    what: String,
    command: Command,
    advice: &'static str,
}

impl Step {
    /// A step named `what` (may end in a hint of how long it takes) that runs `program`.
    pub fn new(what: impl Into<String>, program: &str) -> Self {
        let mut command = Command::new(program);
        command.current_dir(crate::root()).stdin(Stdio::null());
        Self { what: what.into(), command, advice: "" }
    }

    /// A step that runs `cargo` with words separated by spaces.
    pub fn cargo(what: impl Into<String>, words: &str) -> Self {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        Self::new(what, &cargo).words(words)
    }

    /// Adds arguments separated by spaces.
    pub fn words(mut self, words: &str) -> Self {
        self.command.args(words.split_whitespace());
        self
    }

    /// Adds one argument.
    pub fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What to do if the step fails.
    pub fn advice(mut self, advice: &'static str) -> Self {
        self.advice = advice;
        self
    }

    /// Runs the step and prints its line.
    ///
    /// # Errors
    /// If it fails: with its output and what to do.
    pub fn run(self) -> Outcome<()> {
        let what = self.what.clone();
        print_line(&what, || self.execute())
    }

    /// Runs the step and, if it fails, `other` in its place, under one line.
    ///
    /// # Errors
    /// That of `other`.
    pub fn run_or(self, other: Self) -> Outcome<()> {
        let what = self.what.clone();
        print_line(&what, || self.execute().or_else(|_| other.execute()))
    }

    /// Runs the step silently and says whether it succeeded.
    pub fn succeeds(self) -> bool {
        self.execute().is_ok()
    }

    /// Runs the step and returns what it prints, without a line of its own.
    ///
    /// # Errors
    /// If it fails, with its error output.
    pub fn output(mut self) -> Outcome<String> {
        let output = self.command.output().map_err(|error| self.cannot_start(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}: {}\n\n{said}", self.what, ended(output.status)).into())
    }

    fn execute(mut self) -> Outcome<()> {
        let output = self.command.output().map_err(|error| self.cannot_start(&error))?;
        if output.status.success() {
            return Ok(());
        }
        let text = [output.stdout, output.stderr].concat();
        let (text, command) = (String::from_utf8_lossy(&text), self.spelled());
        let advice = self.advice;
        let ended = ended(output.status);
        Err(format!("{}: {ended}\n\n{text}\nIt ran: {command}\n{advice}", self.what).into())
    }

    fn cannot_start(&self, error: &std::io::Error) -> String {
        format!("cannot run `{}`: {error}\n{}", self.spelled(), self.advice)
    }

    fn spelled(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}

/// How a program ended, in words: its exit status, or the signal that ended it.
fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit status {code}"),
        None => format!("was ended: {status}"),
    }
}

fn print_line(what: &str, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    print!("  {what:<58}");
    std::io::stdout().flush()?;
    let start = Instant::now();
    let ended = work();
    let verdict = if ended.is_err() { "  FAILED" } else { "" };
    println!("{:>7.1} s{verdict}", start.elapsed().as_secs_f64());
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_names_itself_and_its_exit_status() {
        let failing = || Step::new("the step", "sh").arg("-c").arg("echo said >&2; exit 7");
        for why in [failing().run().unwrap_err(), failing().output().unwrap_err()] {
            let why = why.to_string();
            assert!(why.starts_with("the step: failed with exit status 7"), "{why}");
            assert!(why.contains("said"), "{why}");
        }
    }
}
