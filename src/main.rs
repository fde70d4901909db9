//! The command line: parse, run, exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::parse();
    match cli::run(arguments) {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => cli::report_failure(&error),
    }
}
