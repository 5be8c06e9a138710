//! Where the rules stand in the real system, and what the model leaves out.

use super::page::Page;
use yew::prelude::*;

/// The sources panel.
pub fn panel(page: &Page) -> Html {
    let system = page.session.base.config.system;
    let about = |what: &str| {
        page.text.find(&[system.key, "-", what].concat()).map(|says| {
            html! { <p class="rule">{ says.to_string() }</p> }
        })
    };
    let rule = |rule: &&'static election_core::rule::Rule| {
        html! {
            <li>
                <code>{ rule.id }</code>
                <p>{ page.text.rule("rule", rule.id).unwrap_or_default().to_string() }</p>
                <p class="src">{ rule.source }</p>
            </li>
        }
    };
    html! {
        <>
            <h2>{ system.title }{ " " }{ system.version }</h2>
            { about("about") }
            { about("left-out") }
            <p class="mut">{ page.text.get("sources-help") }</p>
            <ul class="sources">{ for system.rules.iter().map(rule) }</ul>
        </>
    }
}
