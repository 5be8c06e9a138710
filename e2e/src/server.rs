//! A static file server on localhost, in a few threads of this process.
//!
//! It answers GET and HEAD with the right media type and nothing else: what works from it works
//! from any static host.

use crate::Outcome;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// A running server. It lives as long as the process.
pub struct Server {
    address: String,
}

impl Server {
    /// Serves the files of `root` under `prefix` (starts and ends with `/`).
    /// Port 0 lets the system choose a free one.
    ///
    /// # Errors
    /// If the port is taken.
    pub fn start(root: PathBuf, prefix: &'static str, port: u16) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
        let address = format!("http://{}{prefix}", listener.local_addr()?);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let root = root.clone();
                // A browser that hangs up early is its own business: the error has no reader.
                std::thread::spawn(move || answer(stream, &root, prefix));
            }
        });
        Ok(Self { address })
    }

    /// The address of the page, ending in `/`.
    pub fn address(&self) -> &str {
        &self.address
    }
}

fn answer(stream: TcpStream, root: &Path, prefix: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (status, kind, body) = match file(root, prefix, target) {
        Some((path, bytes)) => ("200 OK", media_type(&path), bytes),
        None => ("404 Not Found", "text/plain", format!("no file at {target}\n").into_bytes()),
    };
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request target names, if it lies inside `root`.
fn file(root: &Path, prefix: &str, target: &str) -> Option<(PathBuf, Vec<u8>)> {
    let path = target.split(['?', '#']).next()?.strip_prefix(prefix)?;
    let relative = PathBuf::from(decode(path)?);
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut path = root.join(relative);
    if path.is_dir() {
        path.push("index.html");
    }
    let bytes = std::fs::read(&path).ok()?;
    Some((path, bytes))
}

/// Undoes percent-encoding; `None` if it is malformed.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("ftl" | "md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_outside_the_root_names_no_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let served = |target| file(&root, "/sub/", target).map(|(path, _)| path);
        assert_eq!(served("/sub/lib.rs?embed"), Some(root.join("lib.rs")));
        assert_eq!(served("/sub/lib%2Ers"), Some(root.join("lib.rs")));
        assert_eq!(served("/lib.rs"), None);
        assert_eq!(served("/sub/../Cargo.toml"), None);
        assert_eq!(served("/sub/%2e%2e/Cargo.toml"), None);
        assert_eq!(served("/sub//etc/hostname"), None);
        assert_eq!(served("/sub/%zz"), None);
    }
}
