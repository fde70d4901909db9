//! A folder for one test, and the program run in it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder, gone when the test ends.
pub struct Workdir {
    folder: tempfile::TempDir,
}

/// What a run left behind.
pub struct Run {
    /// Exit status; -1 if a signal ended it.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Workdir {
    pub fn new() -> Workdir {
        Workdir { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Workdir {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("the folder takes folders");
        std::fs::write(path, bytes).expect("the folder takes files");
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// The names in the folder, sorted, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs `frontback` with arguments, nothing on standard input.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
        self.pipe(arguments, b"")
    }

    /// Runs `frontback` with bytes on standard input.
    pub fn pipe(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, input: &[u8]) -> Run {
        let mut child = command(self.folder.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        let input = input.to_vec();
        // Written from a thread: the program may write before it has read everything, or never read.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        Run::from(output)
    }
}

/// The program, in a folder, untouched by the user's environment.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontback"));
    command.current_dir(folder).env_remove("RUST_BACKTRACE").env("NO_COLOR", "1");
    command
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

impl Run {
    /// The report's rows, without the header, as the values of some columns.
    #[track_caller]
    pub fn column(&self, name: &str) -> Vec<String> {
        let mut reader = csv::Reader::from_reader(self.stdout.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let number = header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
        reader.records().map(|row| row.expect("valid CSV")[number].to_owned()).collect()
    }

    /// Fails unless the run ended as expected.
    #[track_caller]
    pub fn expect_status(self, status: i32) -> Run {
        assert_eq!(self.status, status, "standard error:\n{}", self.stderr);
        self
    }
}

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
