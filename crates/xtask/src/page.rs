//! `cargo xtask build`: the release page in `dist/`, and what it weighs.

use crate::program::{self, Program};
use crate::step::Step;
use crate::tools;
use election_e2e::{Outcome, dist};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// What the page may do. No inline script or style, and nothing from another host but a scenario
/// that the visitor names by `?scenario=`: the page works under this policy, so a host may send
/// it, or a stricter one, as a header. Hosts on this machine are for authors of scenarios.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     connect-src 'self' https: http://localhost:* http://127.0.0.1:*; \
     img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'";

/// Builds the page into `dist/` and prints its size.
///
/// # Errors
/// If a tool is missing and cannot be installed, or the build fails.
pub fn build() -> Outcome<()> {
    build_quietly()?;
    print_sizes(&dist())?;
    println!("\n{} is complete: copy it to any static host.", crate::shown(&dist()));
    Ok(())
}

/// Builds the page into `dist/`, with a program for each system and one with all of them.
///
/// # Errors
/// As [`build`].
pub fn build_quietly() -> Outcome<()> {
    let path = build_whole()?;
    let each = program::build_each(&dist(), &path)?;
    harden(&dist(), each)
}

/// Builds the page into `dist/` with one program, that with every system: a look at the page
/// needs no more, and it is sooner there.
///
/// # Errors
/// As [`build`].
pub fn build_for_a_look() -> Outcome<()> {
    build_whole()?;
    harden(&dist(), Vec::new())
}

/// What trunk builds. Returns the PATH on which the builders are found.
fn build_whole() -> Outcome<OsString> {
    tools::wasm_target()?;
    let path = tools::page_builders()?;
    Step::new("page: release build (first time 2 to 4 minutes)", "trunk")
        .words("build --release --offline --color never")
        .env("PATH", &path)
        .env("RUST_BACKTRACE", "0")
        .run()?;
    Ok(path)
}

/// Puts the script that chooses a program in the place of trunk's inline module, which would load
/// them all, and states the content policy.
fn harden(dist: &Path, mut programs: Vec<Program>) -> Outcome<()> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index)?;
    let (html, start) = take_inline_module(&html)?;
    let all = start.split_once("'./").and_then(|(_, rest)| rest.split_once(".js'"));
    programs.push(("all", all.ok_or("the start module imports nothing")?.0.to_owned()));
    let name = program::write_start(dist, &programs)?;
    let html = without_preloads(&html);
    let policy = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />\n    \
         <script type=\"module\" src=\"./{name}\"></script>"
    );
    // After the character set, which must come within the first 1,024 bytes.
    let (before, after) = html.split_once("<meta name=\"viewport\"").ok_or("no viewport")?;
    fs::write(index, format!("{before}{policy}\n    <meta name=\"viewport\"{after}"))?;
    Ok(())
}

/// Splits the page's HTML into all but its one inline module, and that module.
fn take_inline_module(html: &str) -> Outcome<(String, String)> {
    const CHANGED: &str = "trunk no longer writes one inline module; see crates/xtask/src/page.rs";
    let (before, rest) = html.split_once("<script type=\"module\">").ok_or(CHANGED)?;
    let (module, after) = rest.split_once("</script>").ok_or(CHANGED)?;
    let rest = format!("{before}{after}");
    if rest.contains("<script>") || rest.contains("<script type=\"module\">") {
        return Err(CHANGED.into());
    }
    Ok((rest, module.trim().to_owned() + "\n"))
}

/// Without trunk's wish that the program with every system be fetched at once.
fn without_preloads(html: &str) -> String {
    let mut parts = html.split("<link rel=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('>') {
            Some((tag, rest)) if tag.starts_with("preload") || tag.starts_with("modulepreload") => {
                out.push_str(rest);
            }
            _ => out.extend(["<link rel=\"", part]),
        }
    }
    out
}

/// Prints raw and gzip bytes per file.
fn print_sizes(dist: &Path) -> Outcome<()> {
    let mut files = Vec::new();
    collect(dist, &mut files)?;
    files.sort();
    println!("\n  {:<58}{:>12}{:>12}", "dist/", "raw", "gzip");
    let (mut raw, mut gzip) = (0, 0);
    for file in &files {
        let bytes = fs::read(file)?;
        let packed = crate::gzipped(&bytes)?;
        let name = file.strip_prefix(dist)?.display().to_string();
        print_size(&name, bytes.len(), packed);
        (raw, gzip) = (raw + bytes.len(), gzip + packed);
    }
    print_size("all files", raw, gzip);
    Ok(())
}

/// Prints one line of a table of sizes.
pub fn print_size(name: &str, raw: usize, gzip: usize) {
    println!("  {name:<58}{:>12}{:>12}", crate::kilobytes(raw), crate::kilobytes(gzip));
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inline_module_leaves_the_page() {
        let html = "<head><script type=\"module\">\nimport init from './a.js';\n</script></head>";
        let (rest, module) = take_inline_module(html).expect("one module");
        assert_eq!(rest, "<head></head>");
        assert_eq!(module, "import init from './a.js';\n");
    }

    #[test]
    fn no_program_is_fetched_before_one_is_chosen() {
        let html = "<link rel=\"icon\" href=\"i\"/><link rel=\"modulepreload\" href=\"a.js\">\
                    <link rel=\"preload\" href=\"a.wasm\"></head>";
        assert_eq!(without_preloads(html), "<link rel=\"icon\" href=\"i\"/></head>");
    }

    #[test]
    fn a_page_that_would_keep_an_inline_script_is_refused() {
        let module = "<script type=\"module\">import './a.js'</script>";
        assert!(take_inline_module("<head></head>").is_err());
        assert!(take_inline_module(&format!("{module}{module}")).is_err());
        assert!(take_inline_module(&format!("{module}<script>1</script>")).is_err());
        assert!(take_inline_module(&format!("<script>1</script>{module}")).is_err());
    }
}
