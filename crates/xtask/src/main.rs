//! Build, serve, test, bench and photograph the project.
fn main() {}
