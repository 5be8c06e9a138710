//! The little of HTTP/1.1 that a WebDriver on this machine speaks.

use crate::Outcome;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for one answer: loading a page on a busy machine is the slowest.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends a WebDriver command and returns the `value` of its answer.
///
/// # Errors
/// If the driver cannot be reached, or answers with an error: its own sentence is passed on.
pub fn command(port: u16, method: &str, path: &str, body: &Value) -> Outcome<Value> {
    let (status, text) = exchange(port, method, path, &body.to_string())?;
    let answer: Value = serde_json::from_str(&text)?;
    let value = answer["value"].clone();
    if status == 200 {
        return Ok(value);
    }
    let sentence = value["message"].as_str().unwrap_or(&text);
    // ChromeDriver appends its own stack trace, which helps nobody here.
    Err(sentence.split("\nStacktrace").next().unwrap_or(sentence).to_owned().into())
}

fn exchange(port: u16, method: &str, path: &str, body: &str) -> Outcome<(u16, String)> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = if method == "POST" { body } else { "" };
    write!(
        &stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| format!("not an HTTP answer: {line:?}"))?;
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut text = vec![0; length];
    reader.read_exact(&mut text)?;
    Ok((status, String::from_utf8(text)?))
}
