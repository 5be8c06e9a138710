//! The stage as SVG: what tests, readers and style sheets find there.

use crate::drawn::*;
use election_core::view::{ClusterView, Health};
use election_core::words::{NodeId, Time};
use election_web::scene::{Pick, lay_out};

fn drawn(view: &ClusterView) -> String {
    draw(lay_out(&input(view, 1366.0, 420.0)))
}

/// The text of the first tag that has this attribute.
fn tag<'a>(svg: &'a str, attribute: &str) -> &'a str {
    let at = svg.find(attribute).unwrap_or_else(|| panic!("nothing has {attribute}"));
    let from = svg[..at].rfind('<').unwrap();
    &svg[from..at + svg[at..].find('>').unwrap()]
}

#[test]
fn every_process_and_link_has_a_name_a_role_and_a_place_in_the_tab_order() {
    let svg = drawn(&election());
    for attribute in ["data-node=\"3\"", "data-link=\"1-3\"", "data-message=\"notification\""] {
        let tag = tag(&svg, attribute);
        assert!(tag.contains("role=\"button\""), "{tag}");
        assert!(tag.contains("tabindex=\"0\""), "{tag}");
        assert!(tag.contains("aria-label=\""), "{tag}");
    }
    assert_eq!(svg.matches("data-node=").count(), 5);
    assert_eq!(svg.matches("data-link=").count(), 10);
    assert_eq!(svg.matches("data-message=").count(), 9);
}

#[test]
fn a_process_is_described_in_words() {
    let mut view = election();
    view.nodes[2].isolated = true;
    let svg = drawn(&view);
    let says = "server 3, looking, e1, votes for 1, cut off";
    assert!(tag(&svg, "data-node=\"3\"").contains(says), "{}", tag(&svg, "data-node=\"3\""));
    assert!(svg.contains("class=\"moat\""));
    assert!(tag(&svg, "data-node=\"2\"").contains("server 2, down 5.6 ms"));
}

#[test]
fn role_is_a_shape_and_a_letter() {
    let mut view = quiet(3, 1);
    view.nodes[2].health = Health::Paused { since: Time(0) };
    let svg = drawn(&view);
    for letter in [">L</text>", ">F</text>"] {
        assert!(svg.contains(letter), "no {letter}");
    }
    assert!(svg.contains("sign bars"), "a paused process has bars");
    assert!(svg.contains("ring-edge"), "a leader has a double ring");
}

#[test]
fn a_card_says_who_leads_who_is_in_sync_and_how_far_each_log_is() {
    let svg = drawn(&brokers(3, 2));
    assert!(svg.contains("partition 0: leader 1, epoch 1"));
    assert_eq!(svg.matches(">in ISR</text>").count(), 2);
    assert_eq!(svg.matches(">not in ISR</text>").count(), 1);
    assert_eq!(svg.matches("class=\"head\"").count(), 1, "one leader's head");
    assert_eq!(svg.matches("class=\"leo\"").count(), 3);
    let strip = tag(&svg, "data-partition=\"1\"");
    assert!(strip.contains("role=\"button\"") && strip.contains("tabindex=\"0\""), "{strip}");
}

#[test]
fn while_time_runs_messages_are_not_in_the_tab_order() {
    let view = election();
    let mut input = input(&view, 1366.0, 420.0);
    input.still = false;
    let svg = draw(lay_out(&input));
    assert!(tag(&svg, "data-message=").contains("tabindex=\"-1\""));
}

#[test]
fn a_hovered_link_offers_both_ways_and_each() {
    let view = quiet(3, 0);
    let mut input = input(&view, 1366.0, 420.0);
    input.hovered = Some(Pick::link(NodeId(0), NodeId(1)));
    let svg = draw(lay_out(&input));
    assert_eq!(svg.matches("class=\"way\"").count(), 3);
    input.hovered = None;
    assert!(!draw(lay_out(&input)).contains("class=\"way\""));
}

#[test]
fn a_strict_content_policy_holds() {
    for view in [election(), quiet(9, 3), rows()] {
        let svg = drawn(&view);
        assert!(!svg.contains("style="), "no inline styles");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "every number is one");
    }
}
