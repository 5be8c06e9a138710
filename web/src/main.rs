//! The page.

use election_web::app::App;

fn main() {
    election_web::fallen::watch();
    yew::Renderer::<App>::new().render();
}
