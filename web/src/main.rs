//! The page.

use election_web::app::App;

fn main() {
    election_web::fallen::watch();
    election_web::session::slice::lend_clock(election_web::hooks::now);
    yew::Renderer::<App>::new().render();
}
