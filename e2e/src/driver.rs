//! Starts a WebDriver server with one headless browser, and ends both.

use crate::{Outcome, http};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// One browser with a profile of its own; dropped, it is closed.
pub struct Driver {
    server: Child,
    // Held so that the server never writes into a closed pipe.
    _output: BufReader<ChildStdout>,
    port: u16,
    session: String,
}

/// Headless switches: no sandbox only where Chromium demands it (root), no traffic of its own.
const SWITCHES: [&str; 11] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    // The heap in bytes instead of steps, for the bench.
    "--enable-precise-memory-info",
];

/// How often the server is started before that is given up.
const TRIES: u32 = 5;

impl Driver {
    /// Starts `chromedriver` (or `$CHROMEDRIVER`) and Chromium (or `$CHROMIUM`).
    ///
    /// # Errors
    /// If either cannot be started.
    pub fn start() -> Outcome<Self> {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        // It takes any free port for IPv4 and then the same for IPv6: if another has that one in
        // between, it gives up at once.
        let early = (1..TRIES).find_map(|_| Self::launch(&program).ok());
        let mut driver = early.map_or_else(|| Self::launch(&program), Ok)?;
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities() } });
        let session = http::command(driver.port, "POST", "/session", &wanted)?;
        driver.session = session["sessionId"].as_str().ok_or("no session id")?.to_owned();
        Ok(driver)
    }

    /// Starts the server alone.
    fn launch(program: &str) -> Outcome<Self> {
        let mut server = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {program}: {error}"))?;
        let mut output = BufReader::new(server.stdout.take().ok_or("chromedriver has no output")?);
        let port = announced_port(&mut output);
        let mut driver = Self { server, _output: output, port: 0, session: String::new() };
        driver.port = port.ok_or_else(|| format!("{program} did not tell its port"))?;
        Ok(driver)
    }

    /// Sends a command of this session, for example `("POST", "/url", …)`.
    ///
    /// # Errors
    /// The driver's own sentence.
    pub fn command(&self, method: &str, path: &str, body: &Value) -> Outcome<Value> {
        http::command(self.port, method, &format!("/session/{}{path}", self.session), body)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked politely first: only then does the server remove the browser's profile.
        if !self.session.is_empty() {
            let _ = self.command("DELETE", "", &Value::Null);
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn announced_port(output: &mut impl BufRead) -> Option<u16> {
    output.lines().map_while(Result::ok).find_map(|line| {
        let port = line.strip_suffix('.')?.rsplit_once("on port ")?.1;
        port.parse().ok()
    })
}

fn capabilities() -> Value {
    let mut switches: Vec<&str> = SWITCHES.to_vec();
    if cfg!(target_os = "linux") {
        // Containers and root have no user namespaces to build the sandbox from.
        switches.push("--no-sandbox");
    }
    let mut options = json!({ "args": switches });
    if let Ok(binary) = std::env::var("CHROMIUM") {
        options["binary"] = json!(binary);
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        // Milliseconds; a bench in the page takes a while, and less than the client waits.
        "timeouts": { "script": 100_000, "pageLoad": 60_000 },
    })
}
