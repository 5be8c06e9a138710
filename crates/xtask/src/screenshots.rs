//! `cargo xtask screenshots`: the page's main states, to be looked at.

use crate::{browser, page};
use election_e2e::page::{Page, Visitor};
use election_e2e::states::Shot;
use election_e2e::{Outcome, serve_dist};
use std::fs;

/// Takes every picture whose name contains one of `parts` (all without parts).
///
/// # Errors
/// If the build fails, the browser is missing, or a state cannot be reached.
pub fn screenshots(parts: &[String]) -> Outcome<()> {
    page::build_quietly()?;
    browser::ensure()?;
    let folder = crate::target().join("screenshots");
    fs::create_dir_all(&folder)?;
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    let mut failures = Vec::new();
    let wanted = |name: &str| parts.is_empty() || parts.iter().any(|part| name.contains(part));
    for shot in Shot::all().filter(|shot| wanted(&shot.name())) {
        let name = shot.name();
        match shot.take(&page, server.address()) {
            Ok(picture) => {
                fs::write(folder.join(format!("{name}.png")), picture)?;
                println!("  {name}");
            }
            Err(why) => {
                println!("  {name}  FAILED");
                failures.push(format!("{name}: {why}"));
            }
        }
    }
    println!("\nThe pictures are in {}", crate::shown(&folder));
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}
