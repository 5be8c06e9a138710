//! The built page in a real browser. `cargo xtask test` builds the page first.

mod bounds;
mod compare;
mod fall;
mod foreign;
mod programs;
mod share;
mod visitor;
mod workbench;

use election_e2e::page::{Page, Visitor, visit};
use election_e2e::{Outcome, serve_dist};
use serde_json::json;

#[test]
fn the_page_loads_from_a_sub_path_without_a_console_error() -> Outcome<()> {
    let server = serve_dist()?;
    visit(server.address(), election_e2e::bench::await_program)
}

#[test]
fn a_visitor_has_the_window_theme_and_language_asked_for() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor { size: (390, 844), theme: "dark", language: "zh-CN" })?;
    page.open(server.address())?;
    let seen = page.script(
        "return [innerWidth, innerHeight, navigator.language, navigator.languages,
                 matchMedia('(prefers-color-scheme: dark)').matches]",
    )?;
    assert_eq!(seen, json!([390, 844, "zh-CN", ["zh-CN"], true]));
    Ok(())
}

#[test]
fn the_content_policy_is_in_force_and_a_breach_reaches_the_console() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    page.open(server.address())?;
    page.script("document.body.setAttribute('style', 'color: red')")?;
    page.script(
        "document.body.append(Object.assign(document.createElement('script'), { text: '1' }))",
    )?;
    let errors = page.console_errors()?;
    let refused = |what: &str| {
        errors.iter().any(|e| e.contains("Content Security Policy") && e.contains(what))
    };
    assert!(refused("style"), "{errors:?}");
    assert!(refused("script"), "{errors:?}");
    Ok(())
}
