//! What the timeline points at, beneath everything else.

use super::link::path;
use crate::scene::Stage;
use crate::view::svg::n;
use yew::prelude::*;

/// A halo around each process, and one along the link.
pub fn lit(stage: &Stage) -> Html {
    if stage.lit.nodes.is_empty() {
        return Html::default();
    }
    let halo = |sprite: &crate::scene::node::NodeSprite| {
        let (x, y) = (n(sprite.place.x), n(sprite.place.y));
        let around = stage.sizes.badge * 1.1;
        if sprite.body.card {
            let rect = sprite.body.rect().grown(around);
            let (x, y) = (n(rect.x), n(rect.y));
            return html! { <rect {x} {y} width={n(rect.w)} height={n(rect.h)} rx="14" /> };
        }
        html! { <circle cx={x} cy={y} r={n(sprite.r + around)} /> }
    };
    let nodes = stage.lit.nodes.iter().filter_map(|id| stage.node(id));
    let link = stage.links.iter().find(|link| stage.lit.link == Some((link.a, link.b)));
    html! {
        <g class="pointed" aria-hidden="true">
            { for link.map(|link| html! { <path d={path(&link.line)} /> }) }
            { for nodes.map(halo) }
        </g>
    }
}
