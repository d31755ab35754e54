//! The program `plodnee`; what it does is in the library's `command`.

fn main() -> std::process::ExitCode {
    plodnee::command::main()
}
