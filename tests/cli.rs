//! What people see: the command line, by example.

#[test]
fn commands_print_what_they_should() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.toml")
        .insert_var("[VERSION]", env!("CARGO_PKG_VERSION"))
        .expect("a variable");
}
